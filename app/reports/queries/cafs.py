"""The narrow rows of the CAF reports, as at a day: consents, quality reviews and their actions, children."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.access.models import Agency
from app.cases.models.assessments import AssessedChild, Assessment, AssessmentReason, Consent
from app.cases.models.evidence import CriterionEvidence
from app.cases.models.quality_audits import AuditAction, AuditAnswer, QualityAudit, SampledAssessment
from app.cases.models.sharing import NotedRisk, SharingWithoutConsent
from app.cases.queries.columns import columns
from app.cases.rules.audit_questions import questions_on
from app.cases.rules.quality_audits import AuditScore
from app.cases.rules.sharing import SharingState
from app.cases.rules.vocabulary import ConsentDecision, InitiationReason
from app.claims.rules.assurance import action_state
from app.db import in_force, rows
from app.programme.facts import Criterion
from app.reports.rules.caf_facts import ChildAssessed, ChildRow, ConsentRow, ReviewActionRow, ReviewRow
from app.reports.rules.caf_values import KNOWN, NO_KNOWN, follow_up, next_step
from app.reports.rules.facts import NOT_RECORDED

GROUP_CRITERIA: Mapping[Criterion, str] = {
    Criterion.UNAUTHORISED_ABSENCE: "persistent-absence",
    Criterion.LOW_ATTENDANCE: "persistent-absence",
    Criterion.THREE_FIXED_TERM_EXCLUSIONS: "exclusions",
    Criterion.PERMANENT_EXCLUSION: "permanent-exclusions",
}
"""The criteria that say of a child that it is in a vulnerable group, and in which."""

_AGAINST = (ConsentDecision.REFUSED, ConsentDecision.WITHDRAWN)
_FOR = (ConsentDecision.GIVEN, ConsentDecision.LIMITED)


def consent_rows(session: Session, as_at: date) -> tuple[ConsentRow, ...]:
    """A row for each refusal and withdrawal decided by a day, with what had become of it then; by id."""
    return tuple(_consent(found, as_at) for found in rows(session, _consents(as_at)))


def _consents(as_at: date) -> sa.Select[Any]:
    later, again = aliased(Consent), aliased(Assessment)
    consented = sa.exists().where(
        col(later.assessment_id) == Consent.assessment_id,
        col(later.decision).in_(_FOR),
        col(later.decided_on) <= as_at,
        sa.tuple_(later.decided_on, later.sequence) > sa.tuple_(Consent.decided_on, Consent.sequence),
    )
    shared = sa.exists().where(
        col(SharingWithoutConsent.assessment_id) == Consent.assessment_id,
        col(SharingWithoutConsent.state) == SharingState.APPROVED,
        sa.cast(SharingWithoutConsent.decided_at, sa.Date).between(Consent.decided_on, as_at),
    )
    assessed_again = sa.exists().where(
        col(again.family_id) == Assessment.family_id,
        col(again.id) != Assessment.id,
        col(again.initiated_on) > Consent.decided_on,
        col(again.initiated_on) <= as_at,
    )
    primary = sa.and_(col(AssessmentReason.assessment_id) == Assessment.id, col(AssessmentReason.is_primary))
    return (
        sa.select(
            *columns(Consent, "id", "assessment_id", "decided_on", "decision", "risk_noted"),
            *columns(NotedRisk, "follow_up_on", "followed_up_on"),
            col(NotedRisk.id).label("risk_id"),
            *columns(Assessment, "family_id", "closed_on", "closure_reason"),
            col(Agency.code),
            col(AssessmentReason.reason),
            consented.label("consented"),
            shared.label("shared"),
            assessed_again.label("assessed_again"),
        )
        .select_from(Consent)
        .join(Assessment, col(Assessment.id) == Consent.assessment_id)
        .join(Agency, col(Agency.id) == Assessment.initiating_agency_id)
        .outerjoin(AssessmentReason, primary)
        .outerjoin(NotedRisk, col(NotedRisk.consent_id) == Consent.id)
        .where(
            col(Consent.decision).in_(_AGAINST),
            col(Consent.decided_on) <= as_at,
            col(Assessment.initiated_on) <= as_at,
        )
        .order_by(col(Consent.id))
    )


def _consent(found: sa.Row[Any], as_at: date) -> ConsentRow:
    is_closed = found.closed_on is not None and found.closed_on <= as_at
    has_risk = found.risk_noted or found.risk_id is not None
    return ConsentRow(
        consent_id=found.id,
        assessment_id=found.assessment_id,
        family_id=found.family_id,
        decided_on=found.decided_on,
        decision=found.decision.value,
        initiating_agency=found.code,
        primary_reason=found.reason.value if found.reason else NOT_RECORDED,
        risk=KNOWN if has_risk else NO_KNOWN,
        follow_up=follow_up(
            has_risk=has_risk, due_on=found.follow_up_on, done_on=found.followed_up_on, on=as_at
        ),
        next_step=next_step(
            consented=found.consented,
            shared=found.shared,
            closure_reason=found.closure_reason.value if is_closed else None,
            assessed_again=found.assessed_again,
        ),
    )


def review_rows(session: Session, as_at: date) -> tuple[ReviewRow, ...]:
    """A row for each review of a quality audit that was finished by a day, with its scores; by id."""
    scored = (
        sa.select(
            *columns(SampledAssessment, "id", "scored_on"), *columns(QualityAudit, "category", "asks_from")
        )
        .join(QualityAudit, col(QualityAudit.id) == SampledAssessment.audit_id)
        .where(col(SampledAssessment.scored_on) <= as_at)
        .order_by(col(SampledAssessment.id))
    )
    answers = (
        sa.select(*columns(AuditAnswer, "sample_id", "question", "score"))
        .join(SampledAssessment, col(SampledAssessment.id) == AuditAnswer.sample_id)
        .where(col(SampledAssessment.scored_on) <= as_at, col(AuditAnswer.score) != AuditScore.NOT_APPLICABLE)
    )
    given: defaultdict[UUID, dict[Any, Any]] = defaultdict(dict)
    for row in rows(session, answers):
        given[row.sample_id][row.question] = row.score
    return tuple(
        ReviewRow(row.id, row.category.value, row.scored_on, _by_section(row.asks_from, given[row.id]))
        for row in rows(session, scored)
    )


def _by_section(asks_from: date, given: Mapping[Any, Any]) -> tuple[tuple[str, int, int], ...]:
    """How many questions of each section scored 1, and how many 1 or 0."""
    found: dict[str, tuple[int, int]] = {}
    for each in questions_on(asks_from).asked:
        if each.question in given:
            ones, of = found.get(each.section.value, (0, 0))
            found[each.section.value] = (ones + (given[each.question] is AuditScore.ONE), of + 1)
    return tuple((section, ones, of) for section, (ones, of) in found.items())


def review_action_rows(session: Session, as_at: date) -> tuple[ReviewActionRow, ...]:
    """A row for each action asked for in a quality audit by a day, as it stood then; by id."""
    statement = (
        sa.select(*columns(AuditAction, "id", "due_on", "done_on"), col(QualityAudit.category))
        .join(SampledAssessment, col(SampledAssessment.id) == AuditAction.sample_id)
        .join(QualityAudit, col(QualityAudit.id) == SampledAssessment.audit_id)
        .where(col(AuditAction.asked_on) <= as_at)
        .order_by(col(AuditAction.id))
    )
    return tuple(
        ReviewActionRow(
            row.id, row.category.value, row.due_on, action_state(row.due_on, row.done_on, as_at).value
        )
        for row in rows(session, statement)
    )


def child_rows(session: Session, as_at: date) -> tuple[ChildRow, ...]:
    """A row for each child whom an assessment initiated by a day covers, or whose record then names a group.

    By id. The group's record is of a criterion met on the day, whoever has checked it.
    """
    pregnancy = sa.exists().where(
        col(AssessmentReason.assessment_id) == Assessment.id,
        col(AssessmentReason.reason) == InitiationReason.TEENAGE_PREGNANCY,
    )
    covered = (
        sa.select(
            col(AssessedChild.person_id),
            *columns(Assessment, "family_id", "kind", "initiated_on", "closed_on"),
            pregnancy.label("pregnancy"),
        )
        .join(Assessment, col(Assessment.id) == AssessedChild.assessment_id)
        .where(col(Assessment.initiated_on) <= as_at)
        .order_by(col(AssessedChild.person_id), col(Assessment.initiated_on), col(Assessment.id))
    )
    in_group = (
        sa.select(*columns(CriterionEvidence, "person_id", "family_id", "criterion"))
        .where(
            col(CriterionEvidence.met),
            col(CriterionEvidence.person_id).is_not(None),
            col(CriterionEvidence.criterion).in_(GROUP_CRITERIA),
            in_force(col(CriterionEvidence.starts_on), col(CriterionEvidence.ends_on), as_at),
        )
        .order_by(*columns(CriterionEvidence, "person_id", "starts_on", "id"))
    )
    assessed: defaultdict[UUID, list[ChildAssessed]] = defaultdict(list)
    groups: defaultdict[UUID, set[str]] = defaultdict(set)
    family: dict[UUID, UUID] = {}
    for row in rows(session, in_group):
        family[row.person_id] = row.family_id
        groups[row.person_id].add(GROUP_CRITERIA[row.criterion])
    for row in rows(session, covered):
        closed_on = row.closed_on if row.closed_on is not None and row.closed_on <= as_at else None
        family[row.person_id] = row.family_id
        assessed[row.person_id].append(
            ChildAssessed(row.kind.value, row.initiated_on, closed_on, row.pregnancy)
        )
    return tuple(
        ChildRow(child, family[child], tuple(assessed[child]), tuple(sorted(groups[child])))
        for child in sorted(family)
    )
