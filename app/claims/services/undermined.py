"""Claims past draft looked at again: what no longer bears them out is raised, and settled by a person."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session

from app import audit
from app.access.policies import SYSTEM, Actor, check_may
from app.access.roles import Action
from app.claims.models.guards import ClaimConcern
from app.claims.queries import concerns as queries
from app.claims.queries import guards
from app.claims.queries import lines as line_queries
from app.claims.queries.concerns import Concern, LiveLine
from app.claims.queries.doubts import doubts_about
from app.claims.rules.guards import check_overlaps
from app.claims.rules.undermining import PEOPLE, Doubt
from app.db import reading, transaction
from app.errors import Conflict, NotFound


def look_for_undermined(*, today: date, now: datetime) -> int:
    """Raise a concern for each part of a live line that no longer passes; how many are new.

    Each line is tested as at the day and under the pack that it was tested by, from what is recorded now. A
    concern that holds no longer is closed by itself; one that was settled is not raised again until it has
    passed meanwhile. Does nothing while another look is at work.
    Writes claim_concern, audit_event.
    """
    with transaction(SYSTEM) as session:
        live = queries.live_lines(session)
        if not live or queries.is_somebody_looking(session):
            return 0
        doubted = doubts_about(session, live, today)
        return _write(session, live, doubted, today=today, now=now)


def list_concerns(*, actor: Actor) -> tuple[Concern, ...]:
    """The concerns about claims that wait for the coordinator, by family. Raises Forbidden("role")."""
    check_may(actor, Action.PREPARE_CLAIMS)
    with reading(actor) as session:
        return queries.open_concerns(session)


def open_concern(concern_id: UUID, *, actor: Actor) -> Concern:
    """One concern about a claim. Raises Forbidden("role"), NotFound("claim-concern")."""
    check_may(actor, Action.PREPARE_CLAIMS)
    with reading(actor) as session:
        found = queries.concern_by_id(session, concern_id)
    if found is None:
        raise no_such_concern()
    return found


def no_such_concern() -> NotFound:
    """What is told of a concern that is not there."""
    return NotFound("claim-concern", "There is no such concern about a claim.")


def settle_concern(concern_id: UUID, note: str, *, actor: Actor, now: datetime) -> None:
    """Settle a concern about a line with a note. Writes claim_concern, audit_event.

    No note settles that a household is claimed for under two records. Raises Forbidden("role"),
    NotFound("claim-concern"), Conflict("settled-already"), RuleRefused("same-household").
    """
    check_may(actor, Action.PREPARE_CLAIMS)
    with transaction(actor) as session:
        concern = queries.concern_for_update(session, concern_id)
        if concern is None:
            raise no_such_concern()
        if concern.settled_at is not None or concern.passed_again_at is not None:
            raise Conflict("settled-already", "This concern has been settled already, or holds no longer.")
        if concern.part == PEOPLE:
            _check_another_household(session, concern, note)
        concern.settled_at, concern.settled_by, concern.note = now, actor.user_id, note
        audit.record(
            session,
            actor,
            "claim-concern.settled",
            concern.line_id,
            concern_id=str(concern.id),
            part=concern.part,
        )


def _check_another_household(session: Session, concern: ClaimConcern, note: str) -> None:
    for line in line_queries.lines(session, ids=[concern.line_id]):
        shared = guards.overlaps_of(session, [line.family_id], line.phase, concern.noticed_on)
        check_overlaps(shared.get(line.family_id, ()), reason=note)


def _write(
    session: Session,
    live: Sequence[LiveLine],
    doubted: Mapping[UUID, tuple[Doubt, ...]],
    *,
    today: date,
    now: datetime,
) -> int:
    """Raise what is new, and close what holds no longer."""
    known = {
        (each.line_id, each.part, each.outcome): each
        for each in queries.concerns_to_write(session, [line.id for line in live])
    }
    holding = {
        (line_id, doubt.part, doubt.outcome): doubt for line_id, doubts in doubted.items() for doubt in doubts
    }
    for key, concern in known.items():
        if key not in holding:
            concern.passed_again_at = now
            audit.record(session, SYSTEM, "claim-concern.passed-again", concern.line_id, part=concern.part)
    session.flush()
    # In the order in which others lock lines: each row that is kept holds its line.
    new = sorted(key for key in holding if key not in known)
    for line_id, part, outcome in new:
        session.add(
            ClaimConcern(
                line_id=line_id,
                part=part,
                outcome=outcome,
                said=holding[line_id, part, outcome].sentence,
                noticed_on=today,
                noticed_at=now,
            )
        )
        audit.record(session, SYSTEM, "claim-concern.raised", line_id, part=part, outcome=outcome.value)
    return len(new)
