"""One step for many families at once: shown first, then done over exactly what was shown.

Whatever differs by then from what was shown is left out, and named.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from uuid import UUID

from sqlmodel import Session

from app import audit
from app.access.policies import Actor, check_may
from app.access.roles import Action
from app.cases.rules.vocabulary import Word
from app.claims.queries import guards
from app.claims.queries.lines import lines
from app.claims.queries.moves import duties_done
from app.claims.queries.windows import Window, window_by_id
from app.claims.rules.guards import check_overlaps
from app.claims.rules.lifecycle import LineState
from app.claims.rules.segregation import Duty, check_apart
from app.claims.rules.windows import check_is_open
from app.claims.services.drafting import write_draft
from app.claims.services.locking import LineAtHand, lines_locked, lines_seen
from app.claims.services.moving import move_lines
from app.claims.services.planning import PlannedDraft, one_of_each_household, plan_drafts
from app.claims.services.preparing import (
    NOT_TESTABLE,
    Around,
    around_lines,
    check_is_proved,
    check_not_in_doubt,
    complaints,
    unanswered,
    write_completion,
    write_test,
)
from app.claims.services.testing import Tested, explained, tested_families
from app.claims.services.workbench import EVERYTHING, Filters, is_wanted
from app.db import reading, transaction
from app.errors import DomainError, NotFound, RuleRefused
from app.money import Pence
from app.programme.packs import Route

MOST_AT_ONCE = 500


class Step(Word):
    """What may be done for many at once."""

    DRAFT = "draft"
    TEST_AGAIN = "test-again"
    COMPLETE = "complete"
    SEND_TO_AUDIT = "send-to-audit"


STARTS_FROM = {
    Step.TEST_AGAIN: LineState.DRAFT,
    Step.COMPLETE: LineState.DRAFT,
    Step.SEND_TO_AUDIT: LineState.EVIDENCE_COMPLETE,
}


@dataclass(frozen=True, slots=True)
class Item:
    """A family to be drafted, or a line to be moved. id: of the one or the other.

    mark: what stands for all that was shown of it. left_out: why it may not be done; None: it may.
    """

    id: UUID
    family_id: UUID
    reference: str | None
    routes: tuple[Route, ...]
    value: Pence
    mark: str
    left_out: str | None


@dataclass(frozen=True, slots=True)
class Preview:
    """What a step would do, before it is done. beyond: how many more there are than are done at once."""

    window: Window
    step: Step
    items: tuple[Item, ...]
    beyond: int

    @property
    def ready(self) -> tuple[Item, ...]:
        """What would be done."""
        return tuple(item for item in self.items if item.left_out is None)

    @property
    def left_out(self) -> tuple[Item, ...]:
        """What would not be done, each with why."""
        return tuple(item for item in self.items if item.left_out is not None)

    @property
    def value(self) -> Pence:
        """Pence of all that would be done."""
        return Pence(sum(item.value for item in self.ready))


@dataclass(frozen=True, slots=True)
class Sent:
    """What somebody who saw a preview wants done: each id with the mark that it was shown by."""

    id: UUID
    mark: str


@dataclass(frozen=True, slots=True)
class Judged:
    """Lines as a step sees them, in their order, with what they were judged by."""

    items: tuple[Item, ...]
    tested: Mapping[UUID, Tested]
    around: Around


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a step: what was done, and what was left out since it was shown, each with why."""

    window: Window
    step: Step
    done: tuple[Item, ...]
    left_out: tuple[Item, ...] = field(default=())

    @property
    def value(self) -> Pence:
        """Pence of all that was done."""
        return Pence(sum(item.value for item in self.done))


CHANGED = "It has changed since it was shown to you."
GONE = "It is not there any more, or has been moved on meanwhile."


def step_named(word: str) -> Step:
    """The step of this name. Raises NotFound("claim-step")."""
    if word not in list(Step):
        raise NotFound("claim-step", "There is no such step of a claim window.")
    return Step(word)


def preview(
    window_id: UUID, step: Step, filters: Filters = EVERYTHING, *, actor: Actor, today: date
) -> Preview:
    """Show what a step would do for the families or lines of a window, and what it would leave out and why.

    Raises Forbidden("role"), NotFound("claim-window"), RuleRefused("window-not-open" | "terms-not-declared").
    """
    check_may(actor, Action.PREPARE_CLAIMS)
    with reading(actor) as session:
        window = window_by_id(session, window_id)
        if step is Step.DRAFT:
            check_is_open(window.as_rule(), today)
            planned = one_of_each_household(session, plan_drafts(session, window.phase, today), today)
            items = tuple(_item_of_draft(each) for each in planned)
        else:
            waiting = lines(session, window_id=window_id, states=[STARTS_FROM[step]])
            seen = lines_seen(session, [each.id for each in waiting])
            items = _judged(session, step, list(seen.values()), actor=actor, today=today).items
    items = tuple(item for item in items if is_wanted(item.reference, item.routes, filters))
    ready = [item for item in items if item.left_out is None]
    shown = [*ready[:MOST_AT_ONCE], *(item for item in items if item.left_out is not None)]
    return Preview(window, step, tuple(shown), max(0, len(ready) - MOST_AT_ONCE))


def carry_out(window_id: UUID, step: Step, sent: Sequence[Sent], *, actor: Actor, today: date) -> Outcome:
    """Do a step for exactly what was shown; what has changed since, or may not be done, is left out.

    Writes claim, claim_line, claim_evidence, claim_past_proof, claim_move, audit_event.
    Raises Forbidden("role"), NotFound("claim-window"),
    RuleRefused("window-not-open" | "nothing-chosen" | "too-many" | "terms-not-declared").
    """
    check_may(actor, Action.PREPARE_CLAIMS)
    marks = {each.id: each.mark for each in sent}
    if not marks:
        raise RuleRefused("nothing-chosen", "Choose at least one.")
    if len(marks) > MOST_AT_ONCE:
        raise RuleRefused("too-many", f"Choose {MOST_AT_ONCE} at most, and then the others.")
    with transaction(actor) as session:
        guards.draft_one_at_a_time(session)
        window = window_by_id(session, window_id)
        do = _draft_all if step is Step.DRAFT else _move_all
        outcome = do(session, window, step, marks, actor=actor, today=today)
        audit.record(
            session,
            actor,
            "claims.step-taken",
            window_id,
            step=step.value,
            done=len(outcome.done),
            left_out=len(outcome.left_out),
            value_pence=outcome.value,
        )
    return outcome


def _draft_all(
    session: Session, window: Window, step: Step, marks: Mapping[UUID, str], *, actor: Actor, today: date
) -> Outcome:
    check_is_open(window.as_rule(), today)
    families = guards.families_to_claim(session, marks)
    planned = one_of_each_household(session, plan_drafts(session, window.phase, today, list(families)), today)
    packs = {each.family_id: each.pack for each in planned if each.refusal is None}
    tested = explained(session, packs, today)
    claims = guards.claims_of(session, list(families), window.phase)
    duties = duties_done(session, list(claims.values()), actor.user_id)
    done: list[Item] = []
    left_out: list[Item] = []
    for each in planned:
        item = _compared(_item_of_draft(each), marks)
        mine = duties.get(claims.get(each.family_id, each.family_id), frozenset())
        item = _unless(item, partial(check_apart, Duty.DRAFTED, mine))
        if item.left_out is None:
            write_draft(
                session,
                each,
                tested[each.family_id],
                families[each.family_id],
                window,
                reason=None,
                actor=actor,
                today=today,
            )
        (left_out if item.left_out else done).append(item)
    return Outcome(
        window, step, tuple(done), (*left_out, *_gone(marks, {each.family_id for each in planned}))
    )


def _move_all(
    session: Session, window: Window, step: Step, marks: Mapping[UUID, str], *, actor: Actor, today: date
) -> Outcome:
    locked = [
        each
        for each in lines_locked(session, marks).values()
        if each.row.window_id == window.id and each.row.state is STARTS_FROM[step]
    ]
    judged = _judged(session, step, locked, actor=actor, today=today)
    done: list[Item] = []
    left_out: list[Item] = []
    for each, shown in zip(locked, judged.items, strict=True):
        item = _compared(shown, marks)
        if item.left_out is None:
            _take(session, step, each, judged, actor=actor, today=today)
        (left_out if item.left_out else done).append(item)
    return Outcome(window, step, tuple(done), (*left_out, *_gone(marks, {each.row.id for each in locked})))


def _take(
    session: Session, step: Step, line: LineAtHand, judged: Judged, *, actor: Actor, today: date
) -> None:
    tested = judged.tested.get(line.told.family_id)
    match step:
        case Step.TEST_AGAIN:
            write_test(session, line, tested, actor=actor, today=today)
        case Step.COMPLETE if tested is not None:
            write_completion(session, line, tested, judged.around, actor=actor, today=today)
        case Step.SEND_TO_AUDIT:
            move_lines(session, [line.row], LineState.WITH_INTERNAL_AUDIT, actor=actor, on=today)


def _judged(
    session: Session, step: Step, at_hand: Sequence[LineAtHand], *, actor: Actor, today: date
) -> Judged:
    """Whether a step may be taken with each of these lines, and why not."""
    needs_test = step is not Step.SEND_TO_AUDIT
    tested = (
        tested_families(session, sorted({each.told.family_id for each in at_hand}), today)
        if needs_test
        else {}
    )
    around = around_lines(session, at_hand, today)
    done = duties_done(session, [each.told.claim_id for each in at_hand], actor.user_id)

    def why_not(line: LineAtHand) -> str | None:
        found: list[str] = []
        family = tested.get(line.told.family_id)
        if step is Step.COMPLETE:
            found += complaints(line, family, around, today)
        elif step is Step.TEST_AGAIN and family is None:
            found.append(NOT_TESTABLE)
        elif step is Step.SEND_TO_AUDIT:
            found += _said(lambda: check_is_proved(line))
            found += _said(lambda: check_overlaps(unanswered(line, around)))
            found = found or _said(lambda: check_not_in_doubt(line.row.id, around.in_doubt))
        if step is not Step.TEST_AGAIN:
            mine = done.get(line.told.claim_id, frozenset())
            found += _said(lambda: check_apart(Duty.DRAFTED, mine))
        return " ".join(found) or None

    items = tuple(
        Item(
            id=line.row.id,
            family_id=line.told.family_id,
            reference=line.told.reference,
            routes=(line.told.route,),
            value=Pence(line.told.value_pence),
            mark=str(line.row.version),
            left_out=why_not(line),
        )
        for line in at_hand
    )
    return Judged(items, tested, around)


def _item_of_draft(planned: PlannedDraft) -> Item:
    return Item(
        id=planned.family_id,
        family_id=planned.family_id,
        reference=planned.reference,
        routes=tuple(planned.values),
        value=planned.value,
        mark=planned.mark,
        left_out=planned.refusal.message if planned.refusal else None,
    )


def _compared(item: Item, marks: Mapping[UUID, str]) -> Item:
    """The same, left out if it is no longer what was shown."""
    if item.left_out is None and item.mark != marks[item.id]:
        return replace(item, left_out=CHANGED)
    return item


def _unless(item: Item, check: Callable[[], None]) -> Item:
    said = _said(check)
    return replace(item, left_out=said[0]) if item.left_out is None and said else item


def _said(check: Callable[[], None]) -> list[str]:
    """What a check refuses with, if it does."""
    try:
        check()
    except DomainError as refusal:
        return [refusal.message]
    return []


def _gone(marks: Mapping[UUID, str], there: Collection[UUID]) -> tuple[Item, ...]:
    """What was shown and is not there any more."""
    return tuple(
        Item(each, each, None, (), Pence(0), mark, GONE) for each, mark in marks.items() if each not in there
    )
