"""The narrow rows of partners' work that measures count, as at a day, in id order."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import aggregate_order_by, distinct_on
from sqlmodel import Session, col

from app.access.models import Agency, Establishment, Posting, Practitioner
from app.access.roles import Responsibility
from app.cases.models.agreements import SharingAgreement
from app.cases.models.course import TeamMeeting, TeamMeetingInvitation
from app.cases.models.notes import OversightNote
from app.cases.models.referrals import Referral
from app.cases.models.training import MentorPairing, TrainingBooking, TrainingSession
from app.cases.models.triage import Allocation, AllocationAgency, LeadProfessional
from app.cases.queries.columns import columns
from app.cases.rules.agreements import AgreementState, agreement_state
from app.cases.rules.training import BookingState
from app.db import in_force, rows
from app.periods import financial_year, financial_year_of
from app.reports.rules.partner_rows import (
    NO_AGENCY,
    AgreementRow,
    InvitationRow,
    PlaceRow,
    PractitionerRow,
    ReferralRow,
    WorkedRow,
    answer_of,
    is_overseen,
    outcome_of,
    phase_of,
)

NONE_RECORDED = "none-recorded"
"""The kind of the row of an agency that has no agreement."""


class Posted(NamedTuple):
    """Where a practitioner was posted between two days."""

    starts_on: date
    ends_on: date | None
    agency: str
    establishment_id: UUID


Postings = Mapping[UUID, Sequence[Posted]]


def postings(session: Session) -> Postings:
    """Every posting by practitioner, the latest first."""
    statement = (
        sa.select(
            *columns(Posting, "practitioner_id", "starts_on", "ends_on", "establishment_id"),
            col(Agency.code).label("agency"),
        )
        .join(Establishment, col(Establishment.id) == Posting.establishment_id)
        .join(Agency, col(Agency.id) == Establishment.agency_id)
        .order_by(col(Posting.practitioner_id), col(Posting.starts_on).desc(), col(Posting.id))
    )
    found: defaultdict[UUID, list[Posted]] = defaultdict(list)
    for row in rows(session, statement):
        found[row.practitioner_id].append(
            Posted(row.starts_on, row.ends_on, row.agency, row.establishment_id)
        )
    return found


def posted_on(known: Postings, practitioner_id: UUID | None, day: date) -> Posted | None:
    """Where a practitioner was posted on a day; None: nowhere."""
    if practitioner_id is None:
        return None
    return next(
        (
            each
            for each in known.get(practitioner_id, ())
            if each.starts_on <= day and (each.ends_on is None or each.ends_on >= day)
        ),
        None,
    )


def _agency(known: Postings, practitioner_id: UUID | None, day: date) -> str:
    found = posted_on(known, practitioner_id, day)
    return found.agency if found else NO_AGENCY


def invitation_rows(session: Session, as_at: date, posted: Postings) -> tuple[InvitationRow, ...]:
    """A row for each invitation to a team meeting of this financial year or the one before, by the day."""
    since = financial_year(financial_year_of(as_at) - 1).first
    statement = (
        sa.select(
            *columns(TeamMeetingInvitation, "id", "practitioner_id", "attendance"),
            col(TeamMeeting.meets_on),
            col(Agency.code).label("agency"),
        )
        .join_from(
            TeamMeetingInvitation, TeamMeeting, col(TeamMeeting.id) == TeamMeetingInvitation.meeting_id
        )
        .outerjoin(Agency, col(Agency.id) == TeamMeetingInvitation.agency_id)
        .where(col(TeamMeeting.meets_on).between(since, as_at))
        .order_by(col(TeamMeetingInvitation.id))
    )
    return tuple(
        InvitationRow(
            row.id,
            row.agency or _agency(posted, row.practitioner_id, row.meets_on),
            row.meets_on,
            answer_of(row.attendance.value),
        )
        for row in rows(session, statement)
    )


def worked_rows(session: Session, as_at: date) -> tuple[WorkedRow, ...]:
    """A row for each family with an allocation in force."""
    leads = _leads(session, as_at)
    overseen = _overseen(session, as_at)
    statement = (
        sa.select(*columns(Allocation, "id", "family_id", "starts_on"), col(Agency.code).label("agency"))
        .join(
            AllocationAgency,
            sa.and_(
                col(AllocationAgency.allocation_id) == Allocation.id, col(AllocationAgency.position) == 1
            ),
        )
        .join(Agency, col(Agency.id) == AllocationAgency.agency_id)
        .where(in_force(col(Allocation.starts_on), col(Allocation.ends_on), as_at))
        .order_by(col(Allocation.family_id))
    )
    found = []
    for row in rows(session, statement):
        led = leads.get(row.id, ())
        now = led[-1] if led and (led[-1].ends_on is None or led[-1].ends_on >= as_at) else None
        last_on, next_due_on = overseen.get(row.family_id, (None, None))
        found.append(
            WorkedRow(
                row.family_id,
                now.agency if now else row.agency,
                now.chosen.value if now else None,
                max(len(led) - 1, 0),
                is_overseen(row.starts_on, last_on, next_due_on, as_at),
            )
        )
    return tuple(found)


def _leads(session: Session, as_at: date) -> Mapping[UUID, Sequence[sa.Row[Any]]]:
    """Who has led each allocation by a day, in order of time."""
    statement = (
        sa.select(
            *columns(LeadProfessional, "allocation_id", "practitioner_id", "chosen", "starts_on", "ends_on"),
            col(Agency.code).label("agency"),
        )
        .join(Establishment, col(Establishment.id) == LeadProfessional.establishment_id)
        .join(Agency, col(Agency.id) == Establishment.agency_id)
        .where(col(LeadProfessional.starts_on) <= as_at)
        .order_by(*columns(LeadProfessional, "allocation_id", "starts_on"))
    )
    found: defaultdict[UUID, list[sa.Row[Any]]] = defaultdict(list)
    for row in rows(session, statement):
        found[row.allocation_id].append(row)
    return found


def _overseen(session: Session, as_at: date) -> Mapping[UUID, tuple[date, date | None]]:
    """The last oversight of each family by a day, and when the next was due."""
    statement = (
        sa.select(*columns(OversightNote, "family_id", "held_on", "next_due_on"))
        .where(col(OversightNote.held_on) <= as_at)
        .order_by(
            col(OversightNote.family_id),
            col(OversightNote.held_on).desc(),
            col(OversightNote.written_at).desc(),
            col(OversightNote.id),
        )
        .ext(distinct_on(col(OversightNote.family_id)))
    )
    return {row.family_id: (row.held_on, row.next_due_on) for row in rows(session, statement)}


def referral_rows(session: Session, as_at: date, posted: Postings) -> tuple[ReferralRow, ...]:
    """A row for each referral received by the day."""
    statement = (
        sa.select(
            *columns(Referral, "id", "referred_on", "state", "decided_on"),
            col(Practitioner.id).label("practitioner_id"),
        )
        .outerjoin(Practitioner, col(Practitioner.user_id) == Referral.referred_by)
        .where(col(Referral.referred_on) <= as_at)
        .order_by(col(Referral.id))
    )
    return tuple(
        ReferralRow(
            row.id,
            _agency(posted, row.practitioner_id, row.referred_on),
            row.referred_on,
            outcome_of(row.state.value, row.decided_on, as_at),
            row.decided_on if row.decided_on is not None and row.decided_on <= as_at else None,
        )
        for row in rows(session, statement)
    )


def place_rows(session: Session, as_at: date) -> tuple[PlaceRow, ...]:
    """A row for each place booked by the day at a session that was not called off by then."""
    statement = (
        sa.select(*columns(TrainingBooking, "id", "state"), col(TrainingSession.held_on))
        .join(TrainingSession, col(TrainingSession.id) == TrainingBooking.session_id)
        .where(
            col(TrainingBooking.state) != BookingState.CANCELLED,
            _booked_by(as_at),
            _still_on(as_at),
        )
        .order_by(col(TrainingBooking.id))
    )
    return tuple(
        PlaceRow(
            row.id,
            phase_of(row.held_on),
            row.state is BookingState.ATTENDED and row.held_on <= as_at,
        )
        for row in rows(session, statement)
    )


def _booked_by(as_at: date) -> sa.ColumnElement[bool]:
    return sa.cast(sa.func.timezone("Europe/London", TrainingBooking.booked_at), sa.Date) <= as_at


def _still_on(as_at: date) -> sa.ColumnElement[bool]:
    return sa.or_(col(TrainingSession.called_off_on).is_(None), col(TrainingSession.called_off_on) > as_at)


def practitioner_rows(session: Session, as_at: date, posted: Postings) -> tuple[PractitionerRow, ...]:
    """A row for each practitioner posted on the day with a caseload of their own."""
    trained = _trained(session, as_at)
    mentored = {
        row.mentee_id
        for row in rows(
            session,
            sa.select(col(MentorPairing.mentee_id)).where(
                in_force(col(MentorPairing.starts_on), col(MentorPairing.ends_on), as_at),
                col(MentorPairing.removed_at).is_(None),
            ),
        )
    }
    statement = (
        sa.select(col(Posting.practitioner_id))
        .join(Practitioner, col(Practitioner.id) == Posting.practitioner_id)
        .where(
            in_force(col(Posting.starts_on), col(Posting.ends_on), as_at),
            col(Posting.responsibility) == Responsibility.OWN_CASELOAD,
            sa.or_(col(Practitioner.left_on).is_(None), col(Practitioner.left_on) > as_at),
        )
        .distinct()
        .order_by(col(Posting.practitioner_id))
    )
    return tuple(
        PractitionerRow(
            row.practitioner_id,
            _agency(posted, row.practitioner_id, as_at),
            trained.get(row.practitioner_id, ()),
            row.practitioner_id in mentored,
        )
        for row in rows(session, statement)
    )


def _trained(session: Session, as_at: date) -> Mapping[UUID, tuple[str, ...]]:
    """The phases in which each practitioner attended training by a day."""
    statement = (
        sa.select(
            col(TrainingBooking.practitioner_id),
            sa.func.array_agg(
                aggregate_order_by(col(TrainingSession.held_on), col(TrainingSession.held_on))
            ).label("days"),
        )
        .join(TrainingSession, col(TrainingSession.id) == TrainingBooking.session_id)
        .where(
            col(TrainingBooking.state) == BookingState.ATTENDED,
            col(TrainingSession.held_on) <= as_at,
            _still_on(as_at),
        )
        .group_by(col(TrainingBooking.practitioner_id))
    )
    return {
        row.practitioner_id: tuple(dict.fromkeys(phase_of(day) for day in row.days))
        for row in rows(session, statement)
    }


def agreement_rows(session: Session, as_at: date) -> tuple[AgreementRow, ...]:
    """A row for each agreement recorded by the day, and one for each agency that has none."""
    statement = (
        sa.select(
            *columns(SharingAgreement, "id", "kind", "signed_on", "review_due_on"),
            col(Agency.code).label("agency"),
        )
        .join(Agency, col(Agency.id) == SharingAgreement.agency_id)
        .where(
            col(SharingAgreement.recorded_on) <= as_at,
            sa.or_(col(SharingAgreement.ended_on).is_(None), col(SharingAgreement.ended_on) > as_at),
        )
        .order_by(col(SharingAgreement.id))
    )
    found = [
        AgreementRow(
            row.id,
            row.agency,
            row.kind.value,
            agreement_state(row.signed_on, row.review_due_on, as_at).value,
        )
        for row in rows(session, statement)
    ]
    having = {each.agency for each in found}
    lacking = [
        AgreementRow(row.id, row.code, NONE_RECORDED, AgreementState.MISSING.value)
        for row in rows(session, sa.select(*columns(Agency, "id", "code")).order_by(col(Agency.id)))
        if row.code not in having
    ]
    return tuple(sorted([*found, *lacking], key=lambda each: each.agreement_id))
