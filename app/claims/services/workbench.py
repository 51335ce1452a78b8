"""A claim window as its coordinator works through it: what may be drafted, and where each line stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import attrgetter
from uuid import UUID

from app.access.policies import Actor, check_may
from app.access.roles import Action
from app.cases.queries.rule_packs import editions
from app.claims.queries.concerns import Concern, open_concerns
from app.claims.queries.evaluation import evaluate_programme
from app.claims.queries.guards import lines_of
from app.claims.queries.lines import Line, lines
from app.claims.queries.windows import Window, window_by_id
from app.claims.rules.lifecycle import LineState
from app.claims.rules.summary import nearly_claimable
from app.claims.rules.windows import is_open
from app.claims.services.planning import PlannedDraft, one_of_each_household, plan_drafts
from app.db import reading
from app.money import Pence
from app.programme.packs import Route


@dataclass(frozen=True, slots=True)
class Filters:
    """What of a window is asked for. reference: a part of a family's reference; None: all of it."""

    route: Route | None = None
    reference: str | None = None


EVERYTHING = Filters()


@dataclass(frozen=True, slots=True)
class Nearly:
    """How many families lack only evidence, and what they would earn."""

    families: int
    worth: Pence


@dataclass(frozen=True, slots=True)
class Workbench:
    """A window with everything in it, by reference within each section.

    ready: families that may be drafted. held: families that something of the guards holds, each with why.
    concerns: about lines of this window that what is recorded now no longer bears out. lines: by state.
    """

    window: Window
    on: date
    is_open: bool
    concerns: tuple[Concern, ...]
    ready: tuple[PlannedDraft, ...]
    held: tuple[PlannedDraft, ...]
    nearly: Nearly
    lines: Mapping[LineState, tuple[Line, ...]]

    @property
    def ready_value(self) -> Pence:
        """Pence of all that may be drafted."""
        return Pence(sum(each.value for each in self.ready))

    def value_of(self, state: LineState) -> Pence:
        """Pence of the lines in a state."""
        return Pence(sum(line.value_pence for line in self.lines[state]))


def open_window(window_id: UUID, filters: Filters = EVERYTHING, *, actor: Actor, today: date) -> Workbench:
    """Read a window as it stands on a day.

    Raises Forbidden("role"), NotFound("claim-window"), RuleRefused("terms-not-declared").
    """
    check_may(actor, Action.PREPARE_CLAIMS)
    with reading(actor) as session:
        window = window_by_id(session, window_id)
        opened = is_open(window.as_rule(), today)
        packs = editions(session)
        evaluated = evaluate_programme(session, today)
        planned = (
            one_of_each_household(
                session, plan_drafts(session, window.phase, today, evaluated=evaluated), today
            )
            if opened
            else ()
        )
        claimed = {
            family
            for family, there in lines_of(session, None, window.phase).items()
            if any(each.line.stands for each in there)
        }
        there = lines(session, window_id=window_id)
        concerns = open_concerns(session, window_id=window_id)
    nearly = [each for each in nearly_claimable(evaluated, today, packs) if each.family_id not in claimed]
    wanted = [each for each in planned if is_wanted(each.reference, each.values, filters)]
    shown = [line for line in there if is_wanted(line.reference, [line.route], filters)]
    return Workbench(
        window=window,
        on=today,
        is_open=opened,
        concerns=concerns,
        ready=tuple(each for each in wanted if each.refusal is None),
        held=tuple(each for each in wanted if each.refusal is not None),
        nearly=Nearly(len(nearly), Pence(sum(each.worth for each in nearly))),
        lines={state: tuple(line for line in shown if line.state is state) for state in LineState},
    )


def lines_by_family(*, actor: Actor) -> Mapping[UUID, tuple[Line, ...]]:
    """The lines of every family that has any. Raises Forbidden("role")."""
    check_may(actor, Action.PREPARE_CLAIMS)
    with reading(actor) as session:
        every = lines(session)
    return {family: tuple(each) for family, each in groupby(every, key=attrgetter("family_id"))}


def lines_of_family(family_id: UUID, *, actor: Actor) -> tuple[Line, ...]:
    """The lines of a family's claims, in every phase. Raises Forbidden("role")."""
    check_may(actor, Action.PREPARE_CLAIMS)
    with reading(actor) as session:
        return lines(session, family_id=family_id)


def is_wanted(
    reference: str | None, routes: Sequence[Route] | Mapping[Route, Pence], filters: Filters
) -> bool:
    """Whether a family with these results is among those that are asked for."""
    if filters.route is not None and filters.route not in routes:
        return False
    return filters.reference is None or filters.reference.casefold() in (reference or "").casefold()
