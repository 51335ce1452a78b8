"""Records of every kind for pages to show: those of the city, and some that are made here."""

from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa

from app import clock
from app.access.policies import COMMAND_LINE
from app.access.roles import Role
from app.campaigns.rules.vocabulary import CampaignKind
from app.cases.models.assessments import Consent
from app.cases.models.course import AssessmentReview, PlanAction, TeamMeeting
from app.cases.models.forms import FormCompletion, SavedSection
from app.cases.models.notes import CaseNote
from app.cases.models.relationships import FamilyRelationship
from app.cases.models.sharing import NotedRisk
from app.cases.rules.agreements import AgreementKind
from app.cases.rules.form_boxes import FormSection
from app.cases.rules.notes import NoteKind
from app.cases.rules.relationships import RelationshipKind
from app.cases.rules.sharing import ConsentBy
from app.cases.rules.vocabulary import ConsentDecision
from app.cases.services import agreements
from app.cases.services.agreements import AgreementMade
from app.claims.models.guards import ClaimConcern
from app.claims.rules.outcomes import Outcome
from app.db import Sessions, transaction
from app.jobs.models import Job, JobProgress
from tests.browser.audits import audits_and_training
from tests.browser.campaigns import a_campaign, disown
from tests.browser.claim_audits import audits_of_claims
from tests.browser.conftest import email_of
from tests.browser.packs import editions_and_a_request
from tests.browser.referrals import a_referral, a_referral_asked_about
from tests.browser.returns import returns_to_show
from tests.cases.sharing_builders import saved
from tests.conftest import TODAY

A_CHILD = """
select person_id from household_member where family_id = :family and ends_on is null order by id limit 1
"""


FOUND = """
with led as (
    select family.id as family, assessment.id as assessment from family
    join allocation on allocation.family_id = family.id and allocation.ends_on is null
    join assessment on assessment.family_id = family.id
    join triage_decision on triage_decision.family_id = family.id
    order by family.reference, assessment.id limit 1
)
select
    (select id from user_account order by email limit 1) as user,
    (select id from claim_window where label = 'July 2013') as window,
    (select id from claim_line where state = 'draft' order by id limit 1) as line,
    (select id from rollout_meeting where held_on = '2012-11-18') as sunday,
    (select id from assessment where closed_on is null and assessment_completed_on is null
     and consented_on is not null order by id limit 1) as form_of,
    (select id from assessment where closed_on is null and assessment_completed_on is not null
     order by import_key limit 1) as completed,
    (select id from assessment where closed_on is null and consented_on is null
     order by import_key limit 1) as refused,
    (select id from ward where name = 'Wollaton West') as ward,
    (select id from agency where code = 'EWS') as ews,
    (select id from establishment order by name, id limit 1) as school,
    (select id from assessment where closed_on is null and first_team_meeting_on is not null
     order by import_key limit 1) as course_of,
    (select family_id from assessment where closed_on is null and first_team_meeting_on is not null
     order by import_key limit 1) as assessed,
    family,
    assessment
from led
"""

OF_FAMILY = "select id from {table} where family_id = :family order by starts_on desc, id limit 1"


def records_to_show() -> dict[str, str]:
    """The id of a record of every kind, by the name that stands for it in the addresses of pages."""
    with Sessions() as session:
        found = session.execute(sa.text(FOUND)).one()._asdict()
        for name, table in (("member", "household_member"), ("home", "residence")):
            found[name] = session.execute(sa.text(OF_FAMILY.format(table=table)), found).scalar_one()
    found |= {
        "campaign": a_campaign(CampaignKind.LONG_OPEN),
        "of_people": a_campaign(CampaignKind.DUPLICATES),
        "referral": a_referral_asked_about(),
        "referral_not_asked_about": a_referral(),
        **audits_and_training(),
        **editions_and_a_request(found["assessed"]),
        **returns_to_show(),
        **audits_of_claims(),
        "agreement": _an_agreement(found["ews"]),
        "concern": _a_concern(found["line"]),
        **_to_correct(found["assessed"], found["course_of"], found["completed"], found["refused"]),
    }
    disown(found["campaign"], 2)
    return {name: str(value) for name, value in found.items()}


def _an_agreement(agency: UUID) -> UUID:
    """An agreement with an agency, signed and with a day of review."""
    signed, due = TODAY - timedelta(300), TODAY + timedelta(65)
    made = AgreementMade(agency, AgreementKind.CASE_WORK, "Sharing for case work", signed, due)
    return agreements.record_agreement(made, actor=COMMAND_LINE, today=TODAY)


def _a_concern(line: UUID) -> UUID:
    """A concern about a line of a claim."""
    return saved(
        ClaimConcern(
            line_id=line,
            part="value",
            outcome=Outcome.FAIL,
            said="It is worth £0 by what is recorded now, not £700.",
            noticed_on=TODAY,
            noticed_at=clock.now(),
        )
    )


def _to_correct(family: UUID, assessment: UUID, completed: UUID, refused: UUID) -> dict[str, UUID]:
    """A note and a relationship of a family, a meeting, review and action, a completed form, a risk, a job.

    assessment: whose course it is. completed: whose form it is. refused: for which consent was refused.
    """
    with Sessions() as session:
        user = session.execute(
            sa.text("select id from user_account where email = :email"),
            {"email": email_of(Role.PROGRAMME_COORDINATOR)},
        ).scalar_one()
        child = session.execute(sa.text(A_CHILD), {"family": family}).scalar_one()
    now = clock.now()
    refusal = saved(
        Consent(
            assessment_id=refused,
            decided_on=TODAY,
            sequence=1,
            decision=ConsentDecision.REFUSED,
            risk_noted=True,
            decided_by=ConsentBy.PARENT_OR_CARER,
            recorded_by=user,
            recorded_at=now,
        )
    )
    saved(
        SavedSection(
            assessment_id=completed,
            section=FormSection.ABOUT,
            saved_by=user,
            saved_at=now,
        )
    )
    saved(
        FormCompletion(
            assessment_id=completed, completed_on=TODAY, completed_at=now, completed_by=user, content={}
        )
    )
    found = {
        "note": CaseNote(
            family_id=family,
            kind=NoteKind.HOME_VISIT,
            happened_on=TODAY,
            text="Everybody was at home.",
            written_by=user,
            written_at=now,
        ),
        "relationship": FamilyRelationship(
            family_id=family,
            kind=RelationshipKind.PARENT,
            first_label="Father, lives elsewhere",
            second_person_id=child,
            recorded_by=user,
            recorded_at=now,
        ),
        "meeting": TeamMeeting(assessment_id=assessment, meets_on=TODAY, held=False),
        "review": AssessmentReview(
            assessment_id=assessment,
            reviewed_on=TODAY,
            works_well="Both were in school every day.",
            worries="Money is short.",
            next_review_on=TODAY + timedelta(42),
        ),
        "action": PlanAction(
            assessment_id=assessment,
            what="Go through the bills with the parents",
            who="A neighbour",
            agreed_on=TODAY,
            due_on=TODAY,
        ),
        "risk": NotedRisk(
            consent_id=refusal, risk="The house is cold.", follow_up_on=TODAY, recorded_by=user
        ),
        "job": Job(name="board-report", requested_by=user, requested_at=now, sent_at=now),
    }
    kept = {name: saved(row) for name, row in found.items()}
    with transaction(COMMAND_LINE) as session:
        session.add(JobProgress(job_id=kept["job"], stage="waiting", updated_at=now))
    return kept
