"""A family's claim drafted in an open window, one family at a time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session

from app import audit, clock
from app.access.policies import Actor, check_may
from app.access.roles import Action
from app.cases.models.people import Family
from app.claims.models.claims import Claim, ClaimLine
from app.claims.models.guards import ClaimOverlap
from app.claims.queries import guards as queries
from app.claims.queries.lines import lines_to_move
from app.claims.queries.moves import duties_done
from app.claims.queries.windows import Window, window_by_id, windows
from app.claims.rules.guards import Overlap, check_overlaps
from app.claims.rules.lifecycle import LineState
from app.claims.rules.proof import value_of_line
from app.claims.rules.segregation import Duty, check_apart
from app.claims.rules.windows import check_is_open, is_open
from app.claims.services.gathering import gather_items
from app.claims.services.moving import keep_move, move_lines
from app.claims.services.planning import PlannedDraft, plan_drafts
from app.claims.services.testing import Tested, explained
from app.db import reading, transaction
from app.errors import NotFound, RuleRefused


@dataclass(frozen=True, slots=True)
class Drafted:
    """A family's claim with the lines that were drafted on it."""

    claim_id: UUID
    line_ids: tuple[UUID, ...]


def draft_claim(
    family_id: UUID, window_id: UUID, *, reason: str | None = None, actor: Actor, today: date
) -> Drafted:
    """Draft every payable result of a family that is not claimed yet, in a window that is open.

    reason: why it is another family, where people of it stood in one that has a claim.
    Writes claim, claim_line, claim_evidence, claim_move, claim_overlap, audit_event.
    Raises Forbidden("role" | "not-apart"), NotFound("family" | "claim-window"), Conflict("already-claimed"),
    RuleRefused("window-not-open" | "not-claimable" | "found-not-valid" | "instead-of-both" | "over-the-pot"
    | "comes-with-a-result" | "same-household" | "shares-people" | "terms-not-declared").
    """
    check_may(actor, Action.PREPARE_CLAIMS)
    with transaction(actor) as session:
        window = open_window_of(session, window_id, today)
        queries.draft_one_at_a_time(session)
        family = queries.families_to_claim(session, [family_id]).get(family_id)
        if family is None:
            raise no_such_family()
        planned = next(iter(plan_drafts(session, window.phase, today, [family_id])), None)
        if planned is None:
            raise no_such_family()
        if planned.refusal is not None and not planned.needs_reason:
            raise planned.refusal
        check_overlaps(planned.overlaps, reason=reason)
        tested = explained(session, {family_id: planned.pack}, today)[family_id]
        return write_draft(session, planned, tested, family, window, reason=reason, actor=actor, today=today)


@dataclass(frozen=True, slots=True)
class ToDraft:
    """What would be drafted for a family, and in which of the windows that are open."""

    planned: PlannedDraft
    windows: tuple[Window, ...]


def to_draft(family_id: UUID, *, actor: Actor, today: date) -> ToDraft:
    """What a claim of a family would be on this day, before it is drafted.

    Raises Forbidden("role"), NotFound("family"), RuleRefused("window-not-open" | "terms-not-declared").
    """
    check_may(actor, Action.PREPARE_CLAIMS)
    with reading(actor) as session:
        opened = tuple(each for each in windows(session) if is_open(each.as_rule(), today))
        if not opened:
            raise RuleRefused("window-not-open", "No claim window is open today.")
        for window in opened:
            planned = next(iter(plan_drafts(session, window.phase, today, [family_id])), None)
            if planned is not None:
                fitting = tuple(each for each in opened if each.phase is window.phase)
                return ToDraft(planned, fitting)
    raise no_such_family()


def open_window_of(session: Session, window_id: UUID, today: date) -> Window:
    """The window, if it is open. Raises NotFound("claim-window"), RuleRefused("window-not-open")."""
    window = window_by_id(session, window_id)
    check_is_open(window.as_rule(), today)
    return window


def no_such_family() -> NotFound:
    """What is told of a family that is not there, or not on the programme."""
    return NotFound("family", "There is no such family on the programme on that day.")


def write_draft(
    session: Session,
    planned: PlannedDraft,
    tested: Tested,
    family: Family,
    window: Window,
    *,
    reason: str | None,
    actor: Actor,
    today: date,
) -> Drafted:
    """Write what was planned for a locked family.

    Writes claim, claim_line, claim_evidence, claim_move, claim_overlap, audit_event.
    Raises Forbidden("not-apart").
    """
    claim_id = queries.claims_of(session, [family.id], window.phase).get(family.id)
    if claim_id is None:
        claim = Claim(family_id=family.id, phase=window.phase)
        session.add(claim)
        session.flush()
        claim_id = claim.id
    else:
        done = duties_done(session, [claim_id], actor.user_id)
        check_apart(Duty.DRAFTED, done.get(claim_id, frozenset()))
    there = queries.lines_of(session, [family.id], window.phase).get(family.id, ())
    withdrawn = {
        row.route: row for row in lines_to_move(session, [each.id for each in there if not each.line.stands])
    }
    drafted = []
    for route, value in planned.values.items():
        line = withdrawn.get(route) or ClaimLine(
            claim_id=claim_id,
            route=route,
            window_id=window.id,
            state=LineState.DRAFT,
            value_pence=value,
            drafted_on=today,
        )
        is_new = route not in withdrawn
        if is_new:
            session.add(line)
            session.flush()
            keep_move(session, line, None, LineState.DRAFT, actor=actor, on=today)
        else:
            move_lines(session, [line], LineState.DRAFT, actor=actor, on=today)
            line.window_id, line.drafted_on = window.id, today
        keep_test(session, line, tested, family, actor=actor, today=today)
        if reason:
            keep_reason(session, line, planned.overlaps, reason, actor=actor)
        drafted.append(line.id)
    audit.record(
        session,
        actor,
        "claim.drafted",
        claim_id,
        family_id=str(family.id),
        window_id=str(window.id),
        lines=len(drafted),
        value_pence=planned.value,
        shares_people=len(planned.overlaps),
    )
    return Drafted(claim_id, tuple(drafted))


def keep_test(
    session: Session, line: ClaimLine, tested: Tested, family: Family, *, actor: Actor, today: date
) -> None:
    """Keep on a locked line what its family was tested by, what it is worth then, and what proves it.

    Writes claim_line, claim_evidence, audit_event.
    """
    elsewhere = family.funded_elsewhere
    line.value_pence = value_of_line(
        line.route, tested.facts.attached_on, tested.pack, funded_elsewhere=elsewhere is not None
    )
    line.unfunded_reason = elsewhere
    line.tested_on = today
    line.pack_code = tested.pack.code
    session.flush()
    gather_items(session, line, family.id, tested.decision, actor=actor)


def keep_reason(
    session: Session, line: ClaimLine, overlaps: Iterable[Overlap], reason: str, *, actor: Actor
) -> None:
    """Keep why this is another family than those whose people it shares. Writes claim_overlap."""
    known = queries.answered(session, [line.id]).get(line.id, frozenset())
    for overlap in overlaps:
        if overlap.claim_id not in known:
            session.add(
                ClaimOverlap(
                    line_id=line.id,
                    other_claim_id=overlap.claim_id,
                    other_family_id=overlap.family_id,
                    reason=reason,
                    answered_by=actor.user_id,
                    answered_at=clock.now(),
                )
            )
