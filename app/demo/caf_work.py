"""A year of the CAF coordinator's work, as they would record it: quality audits, refusals followed up."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.access.policies import Actor
from app.cases.models.assessments import Assessment, Consent
from app.cases.models.people import Family
from app.cases.queries.columns import columns
from app.cases.queries.risks import risks_noted
from app.cases.rules.audit_questions import AuditQuestion, questions_on
from app.cases.rules.quality_audits import AgencyMix, AuditCategory, AuditScore
from app.cases.rules.sharing import ConsentBy, NewConsent
from app.cases.rules.vocabulary import AssessmentKind, ConsentDecision
from app.cases.services import audit_actions, audit_sampling, auditing, consenting
from app.cases.services.audit_sampling import NewAudit
from app.db import reading, rows

SIX_WEEKS, EIGHT_WEEKS = timedelta(weeks=6), timedelta(weeks=8)
REVIEWED_AFTER = timedelta(days=10)
FINDINGS = "Dates and consent are clear. The plan does not say who does what by when."
RISK = "A school is worried about bruises that were explained in two ways."
OUTCOME = "Seen with the health visitor; the family takes advice, and social care knows of the worry."


@dataclass(frozen=True, slots=True)
class _Audit:
    """An audit of the year. goes_well: how many in a hundred questions score 1."""

    title: str
    category: AuditCategory
    drawn_on: date
    size: int
    goes_well: int


AUDITS = (
    _Audit("Summer 2012", AuditCategory.ANY, date(2012, 6, 11), 12, 68),
    _Audit("At risk of exclusion", AuditCategory.AT_RISK_OF_EXCLUSION, date(2012, 10, 8), 10, 74),
    _Audit("Persistent absence", AuditCategory.PERSISTENT_ABSENCE, date(2013, 2, 4), 10, 81),
)

FOLLOWED_UP = (timedelta(days=-4), timedelta(days=9), None, timedelta(days=-1), None)
"""How long after the day agreed each known risk was followed up; None: it was not."""

ASKED_AGAIN = timedelta(days=30)
TO_FOLLOW_UP = timedelta(weeks=3)


def a_year_of_caf_work(*, caf: Actor, coordinator: Actor) -> None:
    """Three quality audits with their actions, and risks known at refusals, followed up or not."""
    for place, each in enumerate(AUDITS, start=1):
        _audit(each, Random(place), place, caf)  # noqa: S311  # the same city every time, nothing secret
    _refusals(coordinator)


def _audit(planned: _Audit, rng: Random, seed: int, caf: Actor) -> None:
    day = planned.drawn_on
    wanted = (planned.title, planned.category, AgencyMix.ANY, date(2011, 4, 1), day - SIX_WEEKS)
    sizes = audit_sampling.pool_sizes(wanted[3], wanted[4], actor=caf, today=day)
    size = min(planned.size, sizes[planned.category, AgencyMix.ANY])
    if not size:
        return
    audit_id = audit_sampling.draw_sample(NewAudit(*wanted, size), seed=seed, actor=caf, today=day)
    for place, sample in enumerate(audit_sampling.open_audit(audit_id, actor=caf).samples):
        if any(
            each.user_id == caf.user_id
            for each in audit_sampling.auditors_to_name(sample.id, actor=caf, today=day).auditors
        ):
            _review(sample.id, sample.version, place, planned, rng, caf)


def _review(sample_id: UUID, version: int, place: int, planned: _Audit, rng: Random, caf: Actor) -> None:
    day = planned.drawn_on + REVIEWED_AFTER
    version = audit_sampling.name_auditor(sample_id, caf.user_id, version=version, actor=caf, today=day)
    if place % 3 == 0:
        _ask(sample_id, place, day, caf)
    auditing.save_review(
        sample_id,
        {each: _score(rng, each, planned) for each in questions_on(planned.drawn_on).questions},
        FINDINGS,
        is_finished=True,
        version=version,
        actor=caf,
        today=day,
    )


def _score(rng: Random, question: AuditQuestion, planned: _Audit) -> AuditScore:
    if question is AuditQuestion.CLOSURE_REASONED and rng.random() < 0.5:
        return AuditScore.NOT_APPLICABLE
    return AuditScore.ONE if rng.random() * 100 < planned.goes_well else AuditScore.ZERO


def _ask(sample_id: UUID, place: int, day: date, caf: Actor) -> None:
    """An action due in eight weeks; every other one was done in time."""
    people = audit_actions.people_to_ask(sample_id, actor=caf, today=day)
    if not people:
        return
    action = audit_actions.ask_for_action(
        sample_id,
        what="Go through the plan with the family, and write down who does what by when",
        practitioner_id=people[place % len(people)].id,
        due_on=day + EIGHT_WEEKS,
        actor=caf,
        today=day,
    )
    if place % 2 == 0:
        audit_actions.mark_done(action, actor=caf, today=day + timedelta(weeks=5))


def _refusals(coordinator: Actor) -> None:
    """Families that refused are asked again a month later and refuse again; by then a risk is known."""
    for place, found in enumerate(_refused(coordinator)):
        if place == len(FOLLOWED_UP):
            return
        day = found.initiated_on + ASKED_AGAIN
        agreed = day + TO_FOLLOW_UP
        consenting.record_consent(
            found.family_id,
            found.id,
            NewConsent(ConsentDecision.REFUSED, day, risk=RISK, follow_up_on=agreed),
            decided_by=ConsentBy.PARENT_OR_CARER,
            present=None,
            version=found.version,
            actor=coordinator,
            today=day,
        )
        after = FOLLOWED_UP[place]
        if after is not None:
            with reading(coordinator) as session:
                (risk,) = [each for each in risks_noted(session) if each.assessment_id == found.id]
            consenting.follow_up_risk(risk.id, OUTCOME, actor=coordinator, today=agreed + after)


def _refused(coordinator: Actor) -> list[sa.Row[tuple[UUID, UUID, date, int]]]:
    """Open CAFs of 2012/13 whose families refused consent without a known risk, the earliest first."""
    statement = (
        sa.select(*columns(Assessment, "id", "family_id", "initiated_on"), col(Family.version))
        .join(Family, col(Family.id) == Assessment.family_id)
        .join(Consent, col(Consent.assessment_id) == Assessment.id)
        .where(
            col(Assessment.kind) == AssessmentKind.CAF,
            col(Assessment.closed_on).is_(None),
            col(Assessment.initiated_on).between(date(2012, 4, 1), date(2013, 2, 15)),
            col(Consent.decision) == ConsentDecision.REFUSED,
            ~col(Consent.risk_noted),
        )
        .order_by(col(Assessment.initiated_on), col(Assessment.import_key))
    )
    with reading(coordinator) as session:
        return list(rows(session, statement))
