"""What the home pages show: who leads how many families, and the CAF register at a glance."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.access.family_access import FamilyScope
from app.access.models import Agency, Establishment, Practitioner
from app.cases.models.assessments import Assessment
from app.cases.models.people import Ward
from app.cases.models.training import MentorPairing, TrainingBooking, TrainingSession
from app.cases.models.triage import Allocation, LeadProfessional
from app.cases.queries.columns import columns, values
from app.cases.queries.families import led_within
from app.cases.queries.register import STAGE_DATES
from app.cases.rules.lifecycle import AssessmentDates
from app.cases.rules.register import (
    EntriesAlike,
    RegisterEntry,
    long_open_before,
    review_due_before,
)
from app.cases.rules.training import BookingState
from app.cases.rules.vocabulary import AssessmentKind
from app.db import in_force, rows


@dataclass(frozen=True, slots=True)
class Caseload:
    """How many families a lead professional leads now, from one establishment, against their limit.

    limit None: none was set. courses: those of the training that they have attended. mentor: whoever mentors
    them now; None when nobody does.
    """

    practitioner_id: UUID
    name: str
    agency: str
    establishment: str
    families: int
    limit: int | None
    courses: int
    mentor: str | None

    @property
    def is_over(self) -> bool:
        """Whether they lead more families than their limit."""
        return self.limit is not None and self.families > self.limit


@dataclass(frozen=True, slots=True)
class WardListed:
    """A ward, for choosing from."""

    id: UUID
    name: str
    locality: str | None


@dataclass(frozen=True, slots=True)
class AgencyListed:
    """An agency, for choosing from. data_sheet_order None: it is no column of the data sheet."""

    id: UUID
    code: str
    name: str
    sector: str
    data_sheet_order: int | None


def caseloads(session: Session, scope: FamilyScope, on: date) -> tuple[Caseload, ...]:
    """The caseloads of those who lead families in scope, by agency, establishment and name."""
    statement: sa.Select[*tuple[Any, ...]] = (
        sa.select(
            col(Practitioner.id).label("practitioner_id"),
            col(Practitioner.display_name).label("name"),
            col(Agency.code).label("agency"),
            col(Establishment.name).label("establishment"),
            sa.func.count().label("families"),
            col(Practitioner.caseload_limit).label("limit"),
            _courses().label("courses"),
            _mentor(on).label("mentor"),
        )
        .select_from(LeadProfessional)
        .join(Allocation, col(Allocation.id) == LeadProfessional.allocation_id)
        .join(Practitioner, col(Practitioner.id) == LeadProfessional.practitioner_id)
        .join(Establishment, col(Establishment.id) == LeadProfessional.establishment_id)
        .join(Agency, col(Agency.id) == Establishment.agency_id)
        .where(
            in_force(col(Allocation.starts_on), col(Allocation.ends_on), on),
            in_force(col(LeadProfessional.starts_on), col(LeadProfessional.ends_on), on),
        )
        .group_by(col(Practitioner.id), col(Agency.code), col(Establishment.id))
        .order_by(col(Agency.code), col(Establishment.name), *columns(Practitioner, "display_name", "id"))
    )
    if not scope.every_family:
        statement = statement.where(col(Allocation.family_id).in_(led_within(scope, on)))
    return values(Caseload, rows(session, statement))


def _courses() -> sa.ScalarSelect[int]:
    """How many courses the practitioner at hand has attended."""
    return (
        sa.select(sa.func.count(sa.distinct(col(TrainingSession.course_id))))
        .join(TrainingBooking, col(TrainingBooking.session_id) == TrainingSession.id)
        .where(
            col(TrainingBooking.practitioner_id) == Practitioner.id,
            col(TrainingBooking.state) == BookingState.ATTENDED,
        )
        .correlate(Practitioner)
        .scalar_subquery()
    )


def _mentor(on: date) -> sa.ScalarSelect[str]:
    """Who mentors the practitioner at hand on a day."""
    mentor = aliased(Practitioner)
    return (
        sa.select(col(mentor.display_name))
        .join(MentorPairing, col(MentorPairing.mentor_id) == mentor.id)
        .where(
            col(MentorPairing.mentee_id) == Practitioner.id,
            col(MentorPairing.removed_at).is_(None),
            in_force(col(MentorPairing.starts_on), col(MentorPairing.ends_on), on),
        )
        .correlate(Practitioner)
        .scalar_subquery()
    )


def register_entries(session: Session) -> tuple[RegisterEntry, ...]:
    """Every CAF of the register, without names, the first initiated first; family assessments stand apart."""
    statement = (
        sa.select(
            *columns(Assessment, "id", *STAGE_DATES, "closure_reason"),
            _has_lead(),
        )
        .where(col(Assessment.kind) == AssessmentKind.CAF)
        .order_by(col(Assessment.initiated_on), col(Assessment.id))
    )
    return tuple(
        RegisterEntry(
            row.id,
            AssessmentDates(*(getattr(row, name) for name in STAGE_DATES)),
            row.has_lead,
            row.closure_reason,
        )
        for row in rows(session, statement)
    )


def register_alike(session: Session, on: date) -> tuple[EntriesAlike, ...]:
    """The CAFs of the register initiated by a day, counted where no summary on it tells them apart.

    Of those alike the earliest days are given, which fall in the same financial years and on the same side of
    each day that a summary asks about. The ids are nobody's.
    """
    stages = [col(getattr(Assessment, name)) for name in STAGE_DATES]
    known = sa.select(*stages, *columns(Assessment, "closure_reason"), _has_lead()).where(
        col(Assessment.kind) == AssessmentKind.CAF, col(Assessment.initiated_on) <= on
    )
    each = known.subquery()
    alike = (
        _financial_year(each.c.initiated_on),
        _financial_year(each.c.closed_on),
        each.c.initiated_on < long_open_before(on),
        each.c.first_team_meeting_on < review_due_before(on),
        *(each.c[name] <= on for name in STAGE_DATES),
    )
    statement = sa.select(
        *(sa.func.min(each.c[name]).label(name) for name in STAGE_DATES),
        each.c.closure_reason,
        each.c.has_lead,
        sa.func.count().label("number"),
    ).group_by(*alike, each.c.closure_reason, each.c.has_lead)
    return tuple(
        (
            RegisterEntry(
                UUID(int=place),
                AssessmentDates(*(getattr(row, name) for name in STAGE_DATES)),
                row.has_lead,
                row.closure_reason,
            ),
            row.number,
        )
        for place, row in enumerate(rows(session, statement))
    )


def _has_lead() -> sa.Label[bool]:
    return col(Assessment.lead_practitioner_id).is_not(None).label("has_lead")


def _financial_year(day: sa.ColumnElement[date]) -> sa.ColumnElement[Any]:
    """The year in which a day's financial year began, as `financial_year_of` says it."""
    return sa.extract("year", day - sa.literal_column("interval '3 months'"))


def wards(session: Session) -> tuple[WardListed, ...]:
    """Every ward, by name."""
    return values(
        WardListed,
        rows(session, sa.select(*columns(Ward, "id", "name", "locality")).order_by(col(Ward.name))),
    )


def agencies(session: Session) -> tuple[AgencyListed, ...]:
    """Every agency: the data sheet's columns in its order, then the others by code."""
    statement = sa.select(*columns(Agency, "id", "code", "name", "sector", "data_sheet_order")).order_by(
        col(Agency.data_sheet_order).asc().nulls_last(), col(Agency.code)
    )
    return values(AgencyListed, rows(session, statement))
