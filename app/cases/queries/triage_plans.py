"""Rollout meetings as they are planned: their day, wards, invited agencies, and who has answered."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.access.models import Agency, Establishment
from app.cases.models.people import Ward
from app.cases.models.triage import MeetingAgency, MeetingWard, RolloutMeeting, TriageDecision
from app.cases.models.triage_meetings import AgencyAnswer, AgencyReply, MeetingInvitation, MeetingPlan
from app.cases.queries.columns import columns
from app.cases.rules.triage import MeetingState, meeting_state
from app.db import rows


@dataclass(frozen=True, slots=True)
class Named:
    """A ward or an agency: its id, what it is called for short, and in full."""

    id: UUID
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class PlannedMeeting:
    """A rollout meeting with its plan. version 0: it was imported, not planned here, and was held."""

    id: UUID
    held_on: date
    rollout: int
    version: int
    state: MeetingState
    wards: tuple[Named, ...]
    invited: tuple[Named, ...]
    present: tuple[Named, ...]
    is_decided_on: bool

    @property
    def may_be_planned(self) -> bool:
        """Whether the plan may still change: nothing has been decided yet, and the meeting has not ended."""
        return self.state is not MeetingState.HELD and not self.is_decided_on


@dataclass(frozen=True, slots=True)
class Replied:
    """What one place of an agency has answered: when last, and about how many families."""

    agency_id: UUID
    establishment_id: UUID | None
    version: int
    replied_at: datetime
    families: int


def planned_meeting(session: Session, meeting_id: UUID, today: date) -> PlannedMeeting | None:
    """One meeting with its plan; None when there is no such meeting."""
    found = rows(
        session,
        sa.select(
            *columns(RolloutMeeting, "id", "held_on", "rollout"),
            col(MeetingPlan.version),
            col(MeetingPlan.closed_at),
            sa.exists().where(col(TriageDecision.meeting_id) == RolloutMeeting.id).label("is_decided_on"),
        )
        .select_from(RolloutMeeting)
        .outerjoin(MeetingPlan, col(MeetingPlan.meeting_id) == RolloutMeeting.id)
        .where(col(RolloutMeeting.id) == meeting_id),
    )
    if not found:
        return None
    (row,) = found
    is_closed = row.version is None or row.closed_at is not None
    return PlannedMeeting(
        id=row.id,
        held_on=row.held_on,
        rollout=row.rollout,
        version=row.version or 0,
        state=meeting_state(row.held_on, is_closed=is_closed, today=today),
        wards=_wards(session, meeting_id),
        invited=_agencies(session, MeetingInvitation, meeting_id),
        present=_agencies(session, MeetingAgency, meeting_id),
        is_decided_on=row.is_decided_on,
    )


def plan_for_update(session: Session, meeting_id: UUID) -> tuple[RolloutMeeting, MeetingPlan] | None:
    """A meeting and its plan, locked for this transaction; None when it was not planned here."""
    found = session.exec(
        select(RolloutMeeting, MeetingPlan)
        .join(MeetingPlan, col(MeetingPlan.meeting_id) == RolloutMeeting.id)
        .where(RolloutMeeting.id == meeting_id)
        .with_for_update()
    ).one_or_none()
    return (found[0], found[1]) if found else None


def hold_plan(session: Session, meeting_id: UUID) -> None:
    """Keep a meeting's plan as it is until this transaction ends; others may hold it too."""
    session.exec(
        select(MeetingPlan).where(MeetingPlan.meeting_id == meeting_id).with_for_update(read=True)
    ).one_or_none()


def meetings_to_come(session: Session, today: date) -> tuple[PlannedMeeting, ...]:
    """The meetings planned here that have not ended, the next one first."""
    ids = rows(
        session,
        sa.select(col(RolloutMeeting.id))
        .join(MeetingPlan, col(MeetingPlan.meeting_id) == RolloutMeeting.id)
        .where(col(MeetingPlan.closed_at).is_(None))
        .order_by(*columns(RolloutMeeting, "held_on", "rollout", "id")),
    )
    found = (planned_meeting(session, row.id, today) for row in ids)
    return tuple(each for each in found if each is not None and each.state is not MeetingState.HELD)


def replies(session: Session, meeting_id: UUID) -> tuple[Replied, ...]:
    """What every place has answered before a meeting, by agency and establishment."""
    found = rows(
        session,
        sa.select(
            *columns(AgencyReply, "agency_id", "establishment_id", "version", "replied_at"),
            sa.func.count(col(AgencyAnswer.id)).label("families"),
        )
        .outerjoin(AgencyAnswer, col(AgencyAnswer.reply_id) == AgencyReply.id)
        .where(col(AgencyReply.meeting_id) == meeting_id)
        .group_by(col(AgencyReply.id))
        .order_by(*columns(AgencyReply, "agency_id", "establishment_id")),
    )
    return tuple(Replied(**row._asdict()) for row in found)


def agencies_on_the_sheet(session: Session) -> tuple[Named, ...]:
    """The agencies that a meeting may invite and allocate to: the data sheet's columns, in its order."""
    return _named(
        rows(
            session,
            sa.select(*columns(Agency, "id", "code", "name"))
            .where(col(Agency.data_sheet_order).is_not(None))
            .order_by(col(Agency.data_sheet_order), col(Agency.code)),
        )
    )


def all_wards(session: Session) -> tuple[Named, ...]:
    """Every ward, by name."""
    return _named(rows(session, _ward_names()))


def places_of(
    session: Session, agencies: Iterable[UUID], establishments: Iterable[UUID]
) -> tuple[tuple[Named, Named | None], ...]:
    """Agencies, and establishments with the agency each is of, by code and name."""
    of_agency = (Agency.id, Agency.code, Agency.name)
    whole = rows(
        session,
        sa.select(*(col(each) for each in of_agency))
        .where(col(Agency.id).in_(list(agencies)))
        .order_by(col(Agency.code)),
    )
    parts = rows(
        session,
        sa.select(
            *(col(each) for each in of_agency),
            col(Establishment.id).label("place_id"),
            col(Establishment.name).label("place"),
        )
        .join(Agency, col(Agency.id) == Establishment.agency_id)
        .where(col(Establishment.id).in_(list(establishments)))
        .order_by(col(Agency.code), col(Establishment.name), col(Establishment.id)),
    )
    return (
        *((Named(row.id, row.code, row.name), None) for row in whole),
        *((Named(row.id, row.code, row.name), Named(row.place_id, row.place, row.place)) for row in parts),
    )


def _wards(session: Session, meeting_id: UUID) -> tuple[Named, ...]:
    of_meeting = sa.select(col(MeetingWard.ward_id)).where(col(MeetingWard.meeting_id) == meeting_id)
    return _named(rows(session, _ward_names().where(col(Ward.id).in_(of_meeting))))


def _ward_names() -> sa.Select[*tuple[Any, ...]]:
    return sa.select(col(Ward.id), col(Ward.name).label("code"), col(Ward.name)).order_by(col(Ward.name))


def _agencies(
    session: Session, link: type[MeetingInvitation] | type[MeetingAgency], meeting_id: UUID
) -> tuple[Named, ...]:
    return _named(
        rows(
            session,
            sa.select(*columns(Agency, "id", "code", "name"))
            .join(link, col(link.agency_id) == Agency.id)
            .where(col(link.meeting_id) == meeting_id)
            .order_by(col(Agency.data_sheet_order).asc().nulls_last(), col(Agency.code)),
        )
    )


def _named(found: Iterable[sa.Row[Any]]) -> tuple[Named, ...]:
    return tuple(Named(row.id, row.code, row.name) for row in found)
