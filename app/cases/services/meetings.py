"""Rollout meetings as they were held."""

from uuid import UUID

from app import audit
from app.access.policies import Actor, check_may
from app.access.roles import Action
from app.cases.queries.meetings import MeetingRecord, MeetingSummary, meeting_record, meeting_summaries
from app.db import reading, transaction
from app.errors import NotFound


def meetings(*, actor: Actor) -> tuple[MeetingSummary, ...]:
    """Every rollout meeting with its totals, the first held first. Raises Forbidden("role")."""
    check_may(actor, Action.SEE_MEETINGS)
    with reading(actor) as session:
        return meeting_summaries(session)


def open_meeting(meeting_id: UUID, *, actor: Actor) -> MeetingRecord:
    """One rollout meeting with its decisions. Raises Forbidden("role"), NotFound("meeting")."""
    check_may(actor, Action.SEE_MEETINGS)
    with reading(actor) as session:
        record = meeting_record(session, meeting_id)
    if record is None:
        raise NotFound("meeting", "There is no such rollout meeting.")
    return record


def print_meeting(meeting_id: UUID, *, actor: Actor) -> MeetingRecord:
    """One rollout meeting with its decisions, to be printed as its record. Writes audit_event.

    Raises Forbidden("role"), NotFound("meeting").
    """
    check_may(actor, Action.RUN_TRIAGE)
    with transaction(actor) as session:
        record = meeting_record(session, meeting_id)
        if record is None:
            raise NotFound("meeting", "There is no such rollout meeting.")
        audit.record(session, actor, "meeting.printed", meeting_id, decisions=len(record.decisions))
        return record
