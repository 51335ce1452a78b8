"""One CAF from start to finish, small enough to know by heart, with things in it dated after the day."""

from datetime import UTC, date, datetime
from uuid import UUID

from sqlmodel import Session

from app import audit
from app.access.models import UserAccount
from app.access.policies import SYSTEM
from app.cases.models.assessments import AssessedChild, Assessment, Consent
from app.cases.models.course import AssessmentReview, LevelOfNeed, PlanAction
from app.cases.models.forms import FormAnswer, SavedSection
from app.cases.models.notes import OversightNote
from app.cases.models.people import Family
from app.cases.models.quality_audits import AuditAction, AuditAnswer, QualityAudit, SampledAssessment
from app.cases.rules.audit_questions import AuditQuestion
from app.cases.rules.course import NeedMoment
from app.cases.rules.form_boxes import Box, FormSection
from app.cases.rules.notes import OversightKind
from app.cases.rules.quality_audits import AgencyMix, AuditCategory, AuditScore
from app.cases.rules.sharing import ConsentBy
from app.cases.rules.vocabulary import AssessmentKind, ClosureReason, ConsentDecision
from app.db import transaction
from tests.cases.builders import a_family, a_person, a_practitioner, an_agency
from tests.conftest import COORDINATOR

AFTER = date(2013, 7, 13)
AT = datetime(2013, 2, 1, 10, 0, tzinfo=UTC)


def a_case() -> str:
    """A girl's CAF, closed with needs met, with one audit of it; the family's reference."""
    family_id, agency_id, practitioner_id = a_family(), an_agency(), a_practitioner()
    child_id = a_person(family_id)
    with transaction(SYSTEM) as session:
        session.add(
            UserAccount(
                id=COORDINATOR.user_id, email="c@example.org", display_name="A coordinator", created_at=AT
            )
        )
        assessment = Assessment(
            import_key="A-1",
            family_id=family_id,
            kind=AssessmentKind.CAF,
            initiated_on=date(2013, 1, 7),
            initiating_agency_id=agency_id,
            lead_practitioner_id=practitioner_id,
            lead_agency_id=agency_id,
            consented_on=date(2013, 1, 10),
            assessment_started_on=date(2013, 1, 10),
            assessment_completed_on=date(2013, 2, 1),
            first_team_meeting_on=date(2013, 2, 10),
            first_reviewed_on=date(2013, 4, 2),
            closed_on=date(2013, 6, 3),
            closure_reason=ClosureReason.NEEDS_MET,
        )
        session.add(assessment)
        session.flush()
        of = {"assessment_id": assessment.id}
        section = SavedSection(section=FormSection.WORDS, saved_at=AT, saved_by=COORDINATOR.user_id, **of)
        session.add(section)
        session.flush()
        session.add_all(
            [
                AssessedChild(person_id=child_id, **of),
                Consent(
                    decided_on=date(2013, 1, 10),
                    decision=ConsentDecision.GIVEN,
                    decided_by=ConsentBy.BOTH,
                    present="Her aunt",
                    **of,
                ),
                FormAnswer(section_id=section.id, box=Box.CHILDS_WORDS, words="I like it here."),
                *(
                    LevelOfNeed(decided_on=day, moment=moment, level=level, **of)
                    for day, moment, level in (
                        (date(2013, 1, 7), NeedMoment.INITIATION, 3),
                        (date(2013, 6, 3), NeedMoment.CLOSURE, 1),
                    )
                ),
                *(
                    AssessmentReview(
                        reviewed_on=day,
                        works_well="School",
                        worries="None",
                        childs_words=words,
                        next_review_on=date(2013, 8, 1),
                        **of,
                    )
                    for day, words in ((date(2013, 4, 2), "I want to go swimming."), (AFTER, "Not yet."))
                ),
                *(
                    PlanAction(
                        what=what,
                        practitioner_id=practitioner_id,
                        agreed_on=date(2013, 2, 10),
                        due_on=date(2013, 8, 1),
                        done_on=done_on,
                        **of,
                    )
                    for what, done_on in (("Swim", date(2013, 3, 1)), ("Read", AFTER))
                ),
                *(
                    OversightNote(
                        family_id=family_id,
                        kind=OversightKind.SUPERVISION,
                        held_on=day,
                        direction=words,
                        actions="Ring the school.",
                        written_by=COORDINATOR.user_id,
                        written_at=AT,
                    )
                    for day, words in ((date(2013, 3, 1), "See her every week."), (AFTER, "Not yet."))
                ),
            ]
        )
        audit.record(session, COORDINATOR, "assessment.closed", family_id, assessment_id=str(assessment.id))
        _audited(session, assessment.id, practitioner_id)
        reference = session.get_one(Family, family_id).reference
    assert reference is not None
    return reference


def _audited(session: Session, assessment_id: UUID, practitioner_id: UUID) -> None:
    drawn = QualityAudit(
        title="Spring",
        category=AuditCategory.ANY,
        mix=AgencyMix.ANY,
        initiated_from=date(2013, 1, 1),
        initiated_to=date(2013, 3, 31),
        size=1,
        seed=1,
        pool_size=1,
        pool_digest="x",
        asks_from=date(2013, 1, 1),
        drawn_on=date(2013, 5, 1),
        drawn_by=COORDINATOR.user_id,
    )
    session.add(drawn)
    session.flush()
    sample = SampledAssessment(
        audit_id=drawn.id,
        assessment_id=assessment_id,
        position=1,
        auditor_id=COORDINATOR.user_id,
        scored_on=date(2013, 5, 20),
    )
    session.add(sample)
    session.flush()
    scores = (AuditScore.ONE, AuditScore.ONE, AuditScore.ZERO, AuditScore.NOT_APPLICABLE)
    session.add_all(
        AuditAnswer(sample_id=sample.id, question=question, score=score)
        for question, score in zip(AuditQuestion, scores, strict=False)
    )
    session.add_all(
        AuditAction(
            sample_id=sample.id,
            what=what,
            practitioner_id=practitioner_id,
            due_on=due_on,
            asked_on=date(2013, 5, 20),
            asked_by=COORDINATOR.user_id,
            done_on=done_on,
            done_by=COORDINATOR.user_id if done_on else None,
        )
        for what, due_on, done_on in (
            ("Tell the school", date(2013, 6, 1), date(2013, 6, 1)),
            ("Write down the plan", date(2013, 6, 1), AFTER),
            ("Ask the child", date(2013, 8, 1), None),
        )
    )
