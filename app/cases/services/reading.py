"""As what somebody reads a family's record, and what of it is shared with a team member."""

from dataclasses import replace
from uuid import UUID

from sqlmodel import Session

from app import audit
from app.access.family_access import (
    FamilyAccess,
    FamilyLedBy,
    access_to_family,
    holds_record,
    reads_for,
)
from app.access.policies import Actor, may
from app.access.roles import Action
from app.cases.queries.record_parts import FamilyRecord
from app.cases.queries.teams import OPENED
from app.cases.rules.sharing import Reader


def reader_of(actor: Actor, led_by: FamilyLedBy) -> Reader:
    """An actor as the rules of sharing see them, before a family led in this way."""
    return Reader(
        user_id=actor.user_id,
        holds_record=holds_record(actor, led_by),
        agencies=reads_for(actor, led_by),
        sees_every_risk=may(actor, Action.SEE_NOTED_RISKS),
        is_in_team=access_to_family(actor, led_by) is FamilyAccess.TEAM_MEMBER,
    )


def note_opening(session: Session, family_id: UUID, *, actor: Actor, led_by: FamilyLedBy) -> None:
    """Note that a family's record was opened, and as what: as lead, as cover ... Writes audit_event."""
    seen_as = access_to_family(actor, led_by)
    audit.record(session, actor, OPENED, family_id, seen_as=seen_as.value if seen_as else None)


def shared_part(record: FamilyRecord) -> FamilyRecord:
    """What a team member reads of a family: its people and home now, who works with it, what consent opens.

    Criteria, decisions and measurements belong to the programme, notes and oversight to those who lead the
    family; none of them is shared with a team, but for the notes that the member wrote themselves.
    """
    if record.seen_as is not FamilyAccess.TEAM_MEMBER:
        return record
    return replace(
        record,
        identified_on=None,
        identified_how=None,
        attached_on=None,
        funded_elsewhere=None,
        not_workable_reason=None,
        criteria=(),
        decisions=(),
        measurements=(),
        oversight=(),
        corrections=(),
        withdrawn=(),
        merges=(),
        people=tuple(each for each in record.people if each.ends_on is None),
        residences=tuple(each for each in record.residences if each.ends_on is None),
    )
