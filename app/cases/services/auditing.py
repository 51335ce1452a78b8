"""Quality audits as their auditors work on them: reading a sampled assessment, and the review form."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from sqlmodel import Session

from app import audit as trail
from app.access.policies import Actor, can_read_sampled, check_may, may
from app.access.roles import Action
from app.cases.models.assessments import Assessment
from app.cases.models.people import Family
from app.cases.models.quality_audits import AuditAnswer, SampledAssessment
from app.cases.queries import audit_pool, course, forms
from app.cases.queries import quality_audits as queries
from app.cases.queries.audit_parts import ReviewOpened, Sampled, SampledRecord
from app.cases.queries.course_parts import CourseOnFile
from app.cases.queries.form_parts import FormOnFile
from app.cases.queries.teams import SAMPLED_OPENED
from app.cases.rules.audit_questions import AuditQuestion, questions_on
from app.cases.rules.quality_audits import (
    AuditScore,
    Tally,
    check_asked,
    check_finished,
    check_independent,
    tally,
)
from app.cases.services.audit_changing import check_unchanged, close_if_done, locked, no_such_sample
from app.cases.services.audit_reading import audit_reader, auditor_of, consent_closes_it, may_read
from app.db import reading, transaction

ONE_SITTING = timedelta(minutes=10)
"""For so long the drafts that somebody saves of one review are one event of the trail."""


def waiting_for_me(*, actor: Actor) -> tuple[Sampled, ...]:
    """The assessments that wait for the actor's review. Raises Forbidden("role")."""
    check_may(actor, Action.AUDIT_ASSESSMENTS)
    with reading(actor) as session:
        return queries.waiting_for(session, actor.user_id)


def open_sampled(sample_id: UUID, *, actor: Actor, today: date) -> SampledRecord:
    """Open a sampled assessment to audit it: its form and course, and nothing else of the family.

    Of the people only the children whom it is about, no address, and nothing that another agency keeps to
    itself: no risk noted at a refusal, no sharing without consent, no item that consent keeps from the
    auditor's agency. Writes audit_event.
    Raises Forbidden("role"), NotFound("sampled-assessment"), RuleRefused("consent-closes-it").
    """
    check_may(actor, Action.AUDIT_ASSESSMENTS)
    with transaction(actor) as session:
        sampled = _mine(session, sample_id, actor)
        auditor = auditor_of(session, actor, today)
        assessment = session.get_one(Assessment, sampled.assessment_id)
        family = session.get_one(Family, assessment.family_id)
        found = course.course_on_file(session, family, assessment.id, today, audit_reader(auditor))
        if found is None:
            raise consent_closes_it()
        items = frozenset(found.assessment.items)
        form = forms.form_on_file(session, assessment, today, may_change=False, items=items)
        trail.record(
            session,
            actor,
            SAMPLED_OPENED,
            family.id,
            seen_as="auditor",
            sample_id=str(sample_id),
            assessment_id=str(assessment.id),
        )
        return SampledRecord(sampled, _of_the_children(form), _without_sharings(found))


def open_review(sample_id: UUID, *, actor: Actor, today: date) -> ReviewOpened:
    """The review of a sampled assessment: for its auditor while it waits, and for the CAF coordinator.

    Raises Forbidden("role"), NotFound("sampled-assessment"), RuleRefused("consent-closes-it").
    """
    check_may(actor, Action.AUDIT_ASSESSMENTS)
    with reading(actor) as session:
        sampled = queries.sampled(session, sample_id)
        if sampled is None:
            raise no_such_sample()
        may_review = _is_theirs(sampled, actor)
        runs = may(actor, Action.RUN_QUALITY_AUDITS)
        if not may_review and not runs:
            raise no_such_sample()
        if may_review and not may_read(
            session, sampled.assessment_id, auditor_of(session, actor, today), today
        ):
            if not runs:
                raise consent_closes_it()
            may_review = False
        return ReviewOpened(
            sampled=sampled,
            actions=queries.actions_of_sample(session, sample_id),
            may_review=may_review,
            may_ask=may_review or runs,
        )


def save_review(
    sample_id: UUID,
    scores: Mapping[AuditQuestion, AuditScore],
    findings: str | None,
    *,
    is_finished: bool,
    version: int,
    actor: Actor,
    today: date,
) -> int:
    """Save a review as a draft, or finish it. Returns the version that it has then.

    A draft that is saved already is not saved again, so a repeated message is harmless. The trail has one
    event for all drafts that somebody saves within ten minutes, as the page saves while they type. The last
    one to be finished closes the audit. Writes sampled_assessment, quality_audit_answer,
    quality_audit, audit_event. Raises Forbidden("role"), NotFound("sampled-assessment"),
    Conflict("changed-meanwhile"), RuleRefused("not-asked" | "not-all-scored" | "findings-needed" |
    "own-case" | "consent-closes-it").
    """
    check_may(actor, Action.AUDIT_ASSESSMENTS)
    with transaction(actor) as session:
        _mine(session, sample_id, actor)  # whoever may not know of it is not told that it changed
        audit, sample = locked(session, sample_id)
        stored = _mine(session, sample_id, actor)
        auditor = auditor_of(session, actor, today)
        assessment = session.get_one(Assessment, sample.assessment_id)
        check_independent(auditor.practitioner_id, audit_pool.worked_on_by(session, assessment))
        if not may_read(session, assessment.id, auditor, today):
            raise consent_closes_it()
        if not is_finished and (stored.scores, stored.findings) == (scores, findings):
            return sample.version
        check_unchanged(sample, version)
        asked = questions_on(audit.asks_from).questions
        check_asked(asked, scores)
        if is_finished:
            check_finished(asked, scores, findings)
        _write(session, sample, scores, findings)
        sample.version += 1
        if is_finished:
            sample.scored_on = today
            close_if_done(session, audit, today)
        _note_saved(session, actor, assessment.family_id, sample_id, tally(scores.values()), is_finished)
        return sample.version


def _note_saved(
    session: Session, actor: Actor, family_id: UUID, sample_id: UUID, score: Tally, is_finished: bool
) -> None:
    """Note a finished review, and a draft unless the same person's draft was noted a moment ago."""
    action = "quality-audit.review-finished" if is_finished else "quality-audit.review-saved"
    sample = str(sample_id)
    if not is_finished and trail.is_recorded(
        session, actor, action, family_id, within=ONE_SITTING, sample_id=sample
    ):
        return
    trail.record(session, actor, action, family_id, sample_id=sample, ones=score.ones, base=score.base)


def _is_theirs(sampled: Sampled, actor: Actor) -> bool:
    return can_read_sampled(actor, auditor_id=sampled.auditor_id, is_waiting=sampled.is_waiting)


def _mine(session: Session, sample_id: UUID, actor: Actor) -> Sampled:
    sampled = queries.sampled(session, sample_id)
    if sampled is None or not _is_theirs(sampled, actor):
        raise no_such_sample()
    return sampled


def _of_the_children(form: FormOnFile) -> FormOnFile:
    return replace(form, address=None, people=tuple(each for each in form.people if each.is_assessed))


def _without_sharings(found: CourseOnFile) -> CourseOnFile:
    return replace(found, assessment=replace(found.assessment, sharings=()))


def _write(
    session: Session,
    sample: SampledAssessment,
    scores: Mapping[AuditQuestion, AuditScore],
    findings: str | None,
) -> None:
    """Bring the answers to what was sent; a question that was left out has none."""
    stored = {each.question: each for each in queries.answers_of(session, sample.id)}
    for question, answer in stored.items():
        if question not in scores:
            session.delete(answer)
        elif answer.score is not scores[question]:
            answer.score = scores[question]
    session.add_all(
        AuditAnswer(sample_id=sample.id, question=question, score=score)
        for question, score in scores.items()
        if question not in stored
    )
    sample.findings = findings
