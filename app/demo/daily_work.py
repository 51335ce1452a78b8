"""A few days of a lead professional's work, recorded as they would record it, for somebody to look at."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from app import clock
from app.access.policies import Actor
from app.cases.queries.families import FamilyFilters
from app.cases.queries.record_parts import AssessmentOnFile, FamilyRecord
from app.cases.rules.activity import Invited
from app.cases.rules.course import Attendance
from app.cases.rules.notes import NoteKind
from app.cases.rules.referrals import DeclineReason, ReferralConsent
from app.cases.rules.referred import FamilyReferred, PersonReferred
from app.cases.services import families, notes, referral_decisions, referring, reviews, team_meetings
from app.cases.services.plan import NewAction
from app.cases.services.reviews import NewReview
from app.programme.facts import Criterion, MemberRole

A_WEEK = timedelta(7)
VISITED = 2

REFERRED = (
    (
        FamilyReferred(
            (
                PersonReferred("Fennel", "Sampleton", MemberRole.CHILD, date(2001, 9, 14)),
                PersonReferred("Marjoram", "Sampleton", MemberRole.PARENT_OR_CARER),
            ),
            UUID(int=0),
            "Fennel has missed a day of school in most weeks since Easter. Her mother asks for help.",
            ReferralConsent.AGREES,
            frozenset({Criterion.UNAUTHORISED_ABSENCE, Criterion.OUT_OF_WORK_BENEFIT}),
        ),
        "Which school does Fennel go to, and has its welfare officer been to see them?",
    ),
    (
        FamilyReferred(
            (
                PersonReferred("Borage", "Placeholder", MemberRole.CHILD, date(1998, 2, 3)),
                PersonReferred("Sorrel", "Placeholder", MemberRole.CHILD, date(2003, 11, 20)),
            ),
            UUID(int=0),
            "Complaints by neighbours about both boys through May and June.",
            ReferralConsent.NOT_ASKED,
        ),
        None,
    ),
    (
        FamilyReferred(
            (PersonReferred("Lovage", "Fictional", MemberRole.CHILD, date(2007, 4, 30)),),
            UUID(int=0),
            "Often late for school. The family has no other worries that we know of.",
            ReferralConsent.AGREES,
        ),
        DeclineReason.ONE_AGENCY,
    ),
)
"""Families referred by the lead, and what the coordinator makes of each: a question, nothing yet, or a no."""


def a_few_days(*, lead: Actor, coordinator: Actor, today: date) -> None:
    """Referrals in three states, visits to two families of the lead, and a team meeting and review of one."""
    records = _led(lead, today)
    homes = [home for record in records for home in record.residences]
    if homes:
        _refer(homes[0].ward_id, lead, coordinator, today)
    for record in records[:VISITED]:
        _visit(record.id, lead, today)
    helped = next(_being_helped(records), None)
    if helped is not None:
        _meet_and_review(helped, lead, today)


@dataclass(frozen=True, slots=True)
class _Helped:
    """A family and its open assessment that has been completed."""

    family: FamilyRecord
    assessment: AssessmentOnFile


def _led(lead: Actor, today: date) -> list[FamilyRecord]:
    page = families.list_families(FamilyFilters(), actor=lead, today=today)
    return [families.open_record(row.id, actor=lead, today=today) for row in page.families]


def _being_helped(records: list[FamilyRecord]) -> Iterator[_Helped]:
    for record in records:
        for assessment in record.assessments:
            if assessment.closed_on is None and assessment.assessment_completed_on is not None:
                yield _Helped(record, assessment)
                break


def _refer(ward_id: UUID, lead: Actor, coordinator: Actor, today: date) -> None:
    for family, reply in REFERRED:
        sent = referring.refer(_living_in(family, ward_id), actor=lead, today=today, now=clock.now())
        if isinstance(reply, DeclineReason):
            referral_decisions.decline(sent.id, reply, version=sent.version, actor=coordinator, today=today)
        elif reply:
            referral_decisions.ask(sent.id, reply, version=sent.version, actor=coordinator, now=clock.now())


def _living_in(family: FamilyReferred, ward_id: UUID) -> FamilyReferred:
    return FamilyReferred(family.people, ward_id, family.why, family.consent, family.criteria)


def _visit(family_id: UUID, lead: Actor, today: date) -> None:
    notes.write_note(
        family_id,
        kind=NoteKind.HOME_VISIT,
        happened_on=today - timedelta(3),
        text="Saw everybody at home. The mornings go better since the alarm clock; the rent is still owed.",
        actor=lead,
        today=today,
    )


def _meet_and_review(found: _Helped, lead: Actor, today: date) -> None:
    family_id, assessment_id = found.family.id, found.assessment.id
    version = families.open_record(family_id, actor=lead, today=today).version
    _, version = team_meetings.record_team_meeting(
        family_id,
        assessment_id,
        today - timedelta(2),
        [Invited(Attendance.ATTENDED, practitioner_id=lead.practitioner_id)],
        version=version,
        actor=lead,
        today=today,
    )
    reviews.record_review(
        family_id,
        assessment_id,
        NewReview(
            today - timedelta(1),
            "Both children were in school every day but two since the last review.",
            "Money is short at the end of the month, and the younger one sleeps badly.",
            today + 6 * A_WEEK,
            "Somebody to go through the bills with the parents; a talk with the school nurse about sleep.",
            "I like the breakfast club. I want to stay in it after the holidays.",
            actions=(
                NewAction("Go through the bills with the parents and write to the landlord"),
                NewAction("Ask the school nurse to see the younger child", today + 2 * A_WEEK),
            ),
        ),
        version=version,
        actor=lead,
        today=today,
    )
