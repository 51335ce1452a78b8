"""The agencies and establishments that briefs are made for, and to which of them each row belongs."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from app.access.models import Agency, Establishment, Practitioner
from app.cases.models.assessments import Assessment
from app.cases.models.course import TeamMeeting, TeamMeetingInvitation
from app.cases.models.referrals import Referral
from app.cases.models.triage import Allocation, LeadProfessional
from app.cases.queries.columns import columns
from app.db import in_force, rows
from app.reports.queries.partners import Postings, posted_on
from app.reports.rules.briefs import UnitOf
from app.reports.rules.frozen import Frozen


@dataclass(frozen=True, slots=True)
class Place:
    """An agency (establishment_id None) or an establishment of one, that a brief is made for."""

    agency_id: UUID
    establishment_id: UUID | None
    code: str
    sector: str
    name: str

    @property
    def id(self) -> UUID:
        """Its own id."""
        return self.establishment_id or self.agency_id


def places(session: Session) -> tuple[Place, ...]:
    """The agencies by name, then the establishments by name."""
    agencies = [
        Place(row.id, None, row.code, row.sector, row.name)
        for row in rows(
            session,
            sa.select(*columns(Agency, "id", "code", "sector", "name")).order_by(
                col(Agency.name), col(Agency.id)
            ),
        )
    ]
    statement = (
        sa.select(*columns(Establishment, "id", "agency_id", "name"), col(Agency.code), col(Agency.sector))
        .join(Agency, col(Agency.id) == Establishment.agency_id)
        .order_by(col(Establishment.name), col(Establishment.id))
    )
    return (
        *agencies,
        *(Place(row.agency_id, row.id, row.code, row.sector, row.name) for row in rows(session, statement)),
    )


def unit_of_rows(session: Session, frozen: Frozen, place: Place, posted: Postings) -> dict[UUID, UUID]:
    """To which agency, or to which establishment, each row of partners' work belongs, by the row's id."""
    if place.establishment_id is None:
        return _by_agency(session, frozen)
    return _by_establishment(session, frozen.manifest.as_at, posted)


def units(places_: tuple[Place, ...], frozen: Frozen, unit_of: dict[UUID, UUID], like: Place) -> list[UnitOf]:
    """The agencies, or the establishments, with how many practitioners each has on the day."""
    size = Counter(
        unit_of[row.practitioner_id] for row in frozen.practitioners if row.practitioner_id in unit_of
    )
    return [
        UnitOf(each.id, each.name, each.code if each.establishment_id else each.sector, size[each.id])
        for each in places_
        if (each.establishment_id is None) == (like.establishment_id is None)
    ]


def _by_agency(session: Session, frozen: Frozen) -> dict[UUID, UUID]:
    ids = {row.code: row.id for row in rows(session, sa.select(*columns(Agency, "id", "code")))}
    agency_of = {
        **{row.family_id: row.agency for row in frozen.worked},
        **{row.assessment_id: row.lead_agency for row in frozen.assessments},
        **{row.invitation_id: row.agency for row in frozen.invitations},
        **{row.practitioner_id: row.agency for row in frozen.practitioners},
        **{row.referral_id: row.agency for row in frozen.referrals},
    }
    return {row: ids[agency] for row, agency in agency_of.items() if agency in ids}


def _by_establishment(session: Session, as_at: date, posted: Postings) -> dict[UUID, UUID]:
    led = (
        sa.select(col(Allocation.family_id), col(LeadProfessional.establishment_id))
        .join(Allocation, col(Allocation.id) == LeadProfessional.allocation_id)
        .where(
            in_force(col(LeadProfessional.starts_on), col(LeadProfessional.ends_on), as_at),
            in_force(col(Allocation.starts_on), col(Allocation.ends_on), as_at),
        )
    )
    found = {row.family_id: row.establishment_id for row in rows(session, led)}
    dated: tuple[sa.Select[*tuple[Any, ...]], ...] = (
        sa.select(
            col(Assessment.id),
            col(Assessment.lead_practitioner_id).label("who"),
            sa.literal(as_at, sa.Date).label("day"),
        ).where(col(Assessment.lead_practitioner_id).is_not(None)),
        sa.select(
            col(TeamMeetingInvitation.id),
            col(TeamMeetingInvitation.practitioner_id).label("who"),
            col(TeamMeeting.meets_on).label("day"),
        ).join(TeamMeeting, col(TeamMeeting.id) == TeamMeetingInvitation.meeting_id),
        sa.select(
            col(Referral.id), col(Practitioner.id).label("who"), col(Referral.referred_on).label("day")
        ).join(Practitioner, col(Practitioner.user_id) == Referral.referred_by),
    )
    for statement in dated:
        for row in rows(session, statement):
            where = posted_on(posted, row.who, row.day)
            if where is not None:
                found[row.id] = where.establishment_id
    for practitioner in posted:
        where = posted_on(posted, practitioner, as_at)
        if where is not None:
            found[practitioner] = where.establishment_id
    return found
