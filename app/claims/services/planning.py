"""What a claim of each family would be on a day: its lines and their value, or why there would be none."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from sqlmodel import Session

from app.cases.queries.rule_packs import editions
from app.claims.queries import guards as queries
from app.claims.queries.evaluation import FamilyEvaluation, evaluate_programme
from app.claims.queries.windows import references
from app.claims.rules import guards
from app.claims.rules.claimable import Obstacle, obstacles_to
from app.claims.rules.guards import Overlap, StandingLine
from app.claims.rules.lifecycle import LineState
from app.claims.rules.proof import value_of_line
from app.errors import Conflict, DomainError, RuleRefused
from app.money import Pence
from app.programme.packs import Phase, Route, RulePack

ALL_CLAIMED = "Everything that this family has achieved is claimed already."


@dataclass(frozen=True, slots=True)
class PlannedDraft:
    """What would be drafted for a family: a value for each route; or why nothing may be.

    lines: those that its claim has. refusal: why it may not be drafted without more ado; None: it may.
    needs_reason: only a reason of the coordinator stands in the way.
    """

    family_id: UUID
    reference: str | None
    pack: RulePack
    attached_on: date | None
    funded_elsewhere: bool
    values: Mapping[Route, Pence]
    lines: tuple[StandingLine, ...]
    overlaps: tuple[Overlap, ...]
    refusal: DomainError | None

    @property
    def value(self) -> Pence:
        """Pence that the lines to be drafted claim."""
        return Pence(sum(self.values.values()))

    @property
    def needs_reason(self) -> bool:
        """Whether it may be drafted once the coordinator has said why this is another family."""
        return self.refusal is not None and self.refusal.code == "shares-people"

    @property
    def mark(self) -> str:
        """What stands for all of this in a form: another one as soon as anything that counts differs."""
        told = [
            self.pack.code,
            str(self.attached_on),
            str(self.funded_elsewhere),
            *(f"{route}={pence}" for route, pence in self.values.items()),
            *(f"{line.route}:{line.state}:{line.value_pence}" for line in self.lines),
            *sorted(str(each.claim_id) for each in self.overlaps),
        ]
        return hashlib.sha256("|".join(told).encode()).hexdigest()[:20]


def plan_drafts(
    session: Session,
    phase: Phase,
    on: date,
    family_ids: Collection[UUID] | None = None,
    *,
    evaluated: Sequence[FamilyEvaluation] | None = None,
) -> tuple[PlannedDraft, ...]:
    """What may be drafted for each family on a day, by reference: those that may, and why others may not.

    family_ids: these, whatever comes of them; None: every family of the programme that something may be
    drafted for, or could be if nothing of the guards stood in the way. evaluated: the whole programme, where
    it has been evaluated on that day already.
    Raises RuleRefused("terms-not-declared").
    """
    if evaluated is None:
        evaluated = evaluate_programme(session, on, None if family_ids is None else list(family_ids))
    packs = {pack.code: pack for pack in editions(session).packs}
    in_phase = [each for each in evaluated if packs[each.pack_code].phase is phase]
    lines = queries.lines_of(session, family_ids, phase)
    found = [
        _before_people(each, packs[each.pack_code], [one.line for one in lines.get(each.family_id, ())], on)
        for each in in_phase
    ]
    asked = [each for each in found if each.values or family_ids is not None]
    ids = [each.family_id for each in asked]
    overlaps = queries.overlaps_of(session, [each.family_id for each in asked if each.values], phase, on)
    named = references(session, ids)
    planned = [
        _with_people(replace(each, reference=named.get(each.family_id)), overlaps.get(each.family_id, ()))
        for each in asked
    ]
    return tuple(sorted(planned, key=lambda each: (each.reference or "", each.family_id)))


def one_of_each_household(
    session: Session, planned: tuple[PlannedDraft, ...], on: date
) -> tuple[PlannedDraft, ...]:
    """The same plans; of several families that share people only the first is drafted with the others."""
    free = [each.family_id for each in planned if each.refusal is None]
    later = guards.sharing_with_earlier(free, queries.sharing_among(session, free, on))
    return tuple(
        replace(
            each,
            refusal=RuleRefused(
                "shares-people",
                "People of this family stood in another one that may be drafted too. Draft that one first,"
                " then say why this is another family.",
            ),
        )
        if each.family_id in later
        else each
        for each in planned
    )


def _before_people(
    evaluated: FamilyEvaluation, pack: RulePack, lines: list[StandingLine], on: date
) -> PlannedDraft:
    """The plan for a family as though it shared nobody with another."""
    routes = guards.routes_to_draft(evaluated.achieved, lines, pack)
    obstacles = obstacles_to(
        evaluated.attached_on,
        on,
        pack,
        eligible=evaluated.eligibility,
        turned_around=evaluated.turned_around,
    )
    left = guards.obstacles_to_lines(obstacles, routes, lines, pack)
    values = {
        route: value_of_line(route, evaluated.attached_on, pack, funded_elsewhere=evaluated.funded_elsewhere)
        for route in Route
        if route in routes and not left
    }
    refusal = _refusal(evaluated, lines, values, left, pack)
    return PlannedDraft(
        family_id=evaluated.family_id,
        reference=None,
        pack=pack,
        attached_on=evaluated.attached_on,
        funded_elsewhere=evaluated.funded_elsewhere,
        values=values,
        lines=tuple(lines),
        overlaps=(),
        refusal=refusal,
    )


def _refusal(
    evaluated: FamilyEvaluation,
    lines: list[StandingLine],
    values: Mapping[Route, Pence],
    obstacles: tuple[Obstacle, ...],
    pack: RulePack,
) -> DomainError | None:
    try:
        if not values:
            for route in Route:
                if route in evaluated.achieved:
                    guards.check_route(route, lines, pack)
            guards.check_obstacles(obstacles)
            return Conflict("already-claimed", ALL_CLAIMED)
        for route in values:
            guards.check_company(
                route, [*lines, *(StandingLine(each, LineState.DRAFT, 0) for each in values)], pack
            )
        standing = [line.value_pence for line in lines if line.stands]
        if evaluated.attached_on is not None:
            guards.check_pot([*standing, *values.values()], pack.terms_on(evaluated.attached_on).results_pot)
    except (Conflict, RuleRefused) as refusal:
        return refusal
    return None


def _with_people(planned: PlannedDraft, overlaps: tuple[Overlap, ...]) -> PlannedDraft:
    refusal = planned.refusal
    if refusal is None:
        try:
            guards.check_overlaps(overlaps)
        except RuleRefused as shared:
            refusal = shared
    return replace(planned, overlaps=overlaps, refusal=refusal)
