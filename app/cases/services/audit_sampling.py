"""Quality audits as the CAF coordinator runs them: drawing a sample, naming auditors, mending slips."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session

from app import audit as trail
from app.access.policies import Actor, check_may
from app.access.roles import Action
from app.cases.models.assessments import Assessment
from app.cases.models.quality_audits import QualityAudit, SampledAssessment
from app.cases.queries import audit_pool
from app.cases.queries import quality_audits as queries
from app.cases.queries.audit_parts import AuditListed, AuditOnFile, Auditor, Sampled
from app.cases.rules.audit_questions import AuditQuestion, questions_on
from app.cases.rules.quality_audits import (
    AgencyMix,
    AuditCategory,
    SampleState,
    TakenOutReason,
    Tally,
    Wanted,
    check_independent,
    check_initiated,
    draw,
    fingerprint,
    pool_of,
    summary,
)
from app.cases.services.audit_changing import close_if_done, no_such_sample, state_of, to_change
from app.cases.services.audit_reading import may_read
from app.db import reading, transaction
from app.errors import NotFound, RuleRefused

Sizes = Mapping[tuple[AuditCategory, AgencyMix], int]


@dataclass(frozen=True, slots=True)
class NewAudit:
    """What a sample is drawn from, and how large it is to be; both days of initiation are included."""

    title: str
    category: AuditCategory
    mix: AgencyMix
    initiated_from: date
    initiated_to: date
    size: int


@dataclass(frozen=True, slots=True)
class ToName:
    """An assessment of a sample, and the users who may be named as its auditor."""

    sampled: Sampled
    auditors: tuple[Auditor, ...]


def audits(*, actor: Actor) -> tuple[AuditListed, ...]:
    """The quality audits, the open ones first. Raises Forbidden("role")."""
    check_may(actor, Action.RUN_QUALITY_AUDITS)
    with reading(actor) as session:
        return queries.audits(session)


def open_audit(audit_id: UUID, *, actor: Actor) -> AuditOnFile:
    """An audit with its sample and actions. Raises Forbidden("role"), NotFound("quality-audit")."""
    check_may(actor, Action.RUN_QUALITY_AUDITS)
    with reading(actor) as session:
        found = queries.audit_on_file(session, audit_id)
    if found is None:
        raise NotFound("quality-audit", "There is no such quality audit.")
    return found


def pool_sizes(first: date, last: date, *, actor: Actor, today: date) -> Sizes:
    """How many assessments there are to draw from, by category and number of agencies.

    first, last: the days of initiation. Raises Forbidden("role"), RuleRefused("initiated-dates").
    """
    check_may(actor, Action.RUN_QUALITY_AUDITS)
    initiated = check_initiated(first, last)
    with reading(actor) as session:
        facts = audit_pool.facts_of(session, initiated, today)
    return {
        (category, mix): len(pool_of(facts, Wanted(category, mix, initiated), today))
        for category in AuditCategory
        for mix in AgencyMix
    }


def quality_summary(*, actor: Actor) -> Mapping[tuple[AuditCategory | None, AuditQuestion | None], Tally]:
    """The score of every finished review, by category and question. Raises Forbidden("role")."""
    check_may(actor, Action.RUN_QUALITY_AUDITS)
    with reading(actor) as session:
        return summary(queries.finished_reviews(session))


def draw_sample(new: NewAudit, *, seed: int, actor: Actor, today: date) -> UUID:
    """Draw a sample for a new audit. Returns the audit's id.

    The seed, the size of the pool and a hash over it are kept, so that the draw can be repeated. Writes
    quality_audit, sampled_assessment, audit_event. Raises Forbidden("role"), RuleRefused("initiated-dates" |
    "nothing-to-draw" | "pool-too-small").
    """
    check_may(actor, Action.RUN_QUALITY_AUDITS)
    wanted = Wanted(new.category, new.mix, check_initiated(new.initiated_from, new.initiated_to))
    with transaction(actor) as session:
        pool = pool_of(audit_pool.facts_of(session, wanted.initiated, today), wanted, today)
        drawn = draw(pool, new.size, seed)
        audit = QualityAudit(
            title=new.title,
            category=new.category,
            mix=new.mix,
            initiated_from=new.initiated_from,
            initiated_to=new.initiated_to,
            size=new.size,
            seed=seed,
            pool_size=len(pool),
            pool_digest=fingerprint(pool),
            asks_from=questions_on(today).starts_on,
            drawn_on=today,
            drawn_by=actor.user_id,
        )
        session.add(audit)
        session.flush()
        session.add_all(
            SampledAssessment(audit_id=audit.id, assessment_id=each, position=place)
            for place, each in enumerate(drawn, start=1)
        )
        trail.record(
            session,
            actor,
            "quality-audit.drawn",
            audit.id,
            category=new.category.value,
            mix=new.mix.value,
            size=new.size,
            seed=seed,
            pool_size=len(pool),
            pool_digest=audit.pool_digest,
        )
        return audit.id


def auditors_to_name(sample_id: UUID, *, actor: Actor, today: date) -> ToName:
    """Who may be named to audit an assessment: independent of it, and allowed to read it by consent.

    Raises Forbidden("role"), NotFound("sampled-assessment").
    """
    check_may(actor, Action.RUN_QUALITY_AUDITS)
    with reading(actor) as session:
        found = queries.sampled(session, sample_id)
        if found is None:
            raise no_such_sample()
        assessment = session.get_one(Assessment, found.assessment_id)
        worked = audit_pool.worked_on_by(session, assessment)
        return ToName(
            found,
            tuple(
                each
                for each in queries.auditors(session, today)
                if each.practitioner_id not in worked and may_read(session, assessment.id, each, today)
            ),
        )


def name_auditor(sample_id: UUID, auditor_id: UUID, *, version: int, actor: Actor, today: date) -> int:
    """Name who audits an assessment of a sample, in place of anybody named before. Returns the new version.

    What somebody named before had answered so far is taken away. Writes sampled_assessment,
    quality_audit_answer, audit_event. Raises Forbidden("role"), NotFound("sampled-assessment" | "auditor"),
    Conflict("changed-meanwhile"), RuleRefused("not-waiting" | "own-case" | "auditor-may-not-read").
    """
    check_may(actor, Action.RUN_QUALITY_AUDITS)
    with transaction(actor) as session:
        _, sample = to_change(session, sample_id, version)
        if state_of(sample) not in (SampleState.NO_AUDITOR, SampleState.TO_REVIEW):
            raise RuleRefused("not-waiting", "This review is finished or was taken out. Hand it back first.")
        named = queries.auditors(session, today, auditor_id)
        if not named:
            raise NotFound("auditor", "There is no such user who may audit. Choose from the list.")
        assessment = session.get_one(Assessment, sample.assessment_id)
        check_independent(named[0].practitioner_id, audit_pool.worked_on_by(session, assessment))
        if not may_read(session, assessment.id, named[0], today):
            raise RuleRefused(
                "auditor-may-not-read",
                "Consent does not let this person’s agency read the assessment. Choose somebody else.",
            )
        if sample.auditor_id not in (None, auditor_id):
            _forget_answers(session, sample)
        sample.auditor_id, sample.named_by = auditor_id, actor.user_id
        sample.version += 1
        trail.record(
            session,
            actor,
            "quality-audit.auditor-named",
            assessment.family_id,
            sample_id=str(sample_id),
            auditor_id=str(auditor_id),
        )
        return sample.version


def take_out(sample_id: UUID, reason: TakenOutReason, *, version: int, actor: Actor, today: date) -> int:
    """Take an assessment out of a sample, which is not drawn anew. Returns the new version.

    The audit closes when nothing waits any more. Writes sampled_assessment, quality_audit, audit_event.
    Raises Forbidden("role"), NotFound("sampled-assessment"), Conflict("changed-meanwhile"),
    RuleRefused("not-waiting").
    """
    check_may(actor, Action.RUN_QUALITY_AUDITS)
    with transaction(actor) as session:
        audit, sample = to_change(session, sample_id, version)
        if state_of(sample) not in (SampleState.NO_AUDITOR, SampleState.TO_REVIEW):
            raise RuleRefused("not-waiting", "This review is finished or was taken out already.")
        sample.taken_out = reason
        sample.version += 1
        close_if_done(session, audit, today)
        trail.record(
            session,
            actor,
            "quality-audit.taken-out",
            audit.id,
            sample_id=str(sample_id),
            reason=reason.value,
        )
        return sample.version


def hand_back(sample_id: UUID, *, version: int, actor: Actor) -> int:
    """Have a finished review, or one taken out, wait again; the audit is open again. Returns the new version.

    The answers stay as they are until the auditor changes them. Writes sampled_assessment, quality_audit,
    audit_event. Raises Forbidden("role"), NotFound("sampled-assessment"), Conflict("changed-meanwhile"),
    RuleRefused("is-waiting").
    """
    check_may(actor, Action.RUN_QUALITY_AUDITS)
    with transaction(actor) as session:
        audit, sample = to_change(session, sample_id, version)
        if state_of(sample) not in (SampleState.SCORED, SampleState.TAKEN_OUT):
            raise RuleRefused("is-waiting", "This review is still to be finished.")
        sample.taken_out, sample.scored_on = None, None
        sample.version += 1
        audit.closed_on = None
        trail.record(session, actor, "quality-audit.handed-back", audit.id, sample_id=str(sample_id))
        return sample.version


def _forget_answers(session: Session, sample: SampledAssessment) -> None:
    for answer in queries.answers_of(session, sample.id):
        session.delete(answer)
    sample.findings = None
