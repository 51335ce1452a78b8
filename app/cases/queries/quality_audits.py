"""Quality audits as they stand: lists, one audit, one sampled assessment, actions, and who may audit."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.access.models import Agency, Establishment, Posting, Practitioner, UserAccount, UserRole
from app.access.roles import ROLES_MAY, Action
from app.cases.models.assessments import Assessment
from app.cases.models.people import Family
from app.cases.models.quality_audits import AuditAction, AuditAnswer, QualityAudit, SampledAssessment
from app.cases.queries.audit_parts import ActionAsked, AuditListed, AuditOnFile, Auditor, Sampled
from app.cases.queries.columns import columns, values
from app.cases.rules.quality_audits import Scored
from app.db import in_force, rows

MOST_AUDITS = 200
MOST_ACTIONS = 500

_IS_SCORED = col(SampledAssessment.scored_on).is_not(None)
_WAITS = sa.and_(col(SampledAssessment.scored_on).is_(None), col(SampledAssessment.taken_out).is_(None))


def audits(session: Session) -> tuple[AuditListed, ...]:
    """The audits, those that are open first, the latest drawn first."""
    statement: sa.Select[*tuple[Any, ...]] = (
        sa.select(
            *columns(QualityAudit, "id", "title", "category", "mix", "drawn_on", "closed_on", "size"),
            sa.func.count().filter(_IS_SCORED).label("scored"),
            sa.func.count().filter(_WAITS).label("waiting"),
        )
        .join(SampledAssessment, col(SampledAssessment.audit_id) == QualityAudit.id)
        .group_by(col(QualityAudit.id))
        .order_by(
            col(QualityAudit.closed_on).is_not(None), col(QualityAudit.drawn_on).desc(), col(QualityAudit.id)
        )
        .limit(MOST_AUDITS)
    )
    return values(AuditListed, rows(session, statement))


def audit_on_file(session: Session, audit_id: UUID) -> AuditOnFile | None:
    """An audit with its sample and its actions."""
    asked = columns(QualityAudit, "id", "title", "category", "mix", "initiated_from", "initiated_to", "size")
    drawn = columns(QualityAudit, "seed", "pool_size", "pool_digest", "drawn_on", "closed_on")
    statement = (
        sa.select(*asked, *drawn, col(UserAccount.display_name).label("drawn_by"))
        .select_from(QualityAudit)
        .outerjoin(UserAccount, col(UserAccount.id) == QualityAudit.drawn_by)
        .where(col(QualityAudit.id) == audit_id)
    )
    found = rows(session, statement)
    if not found:
        return None
    return AuditOnFile(
        **found[0]._asdict(),
        samples=_sampled(session, col(SampledAssessment.audit_id) == audit_id),
        actions=actions(session, col(SampledAssessment.audit_id) == audit_id),
    )


def sampled(session: Session, sample_id: UUID) -> Sampled | None:
    """One assessment of a sample, as it stands."""
    found = _sampled(session, col(SampledAssessment.id) == sample_id)
    return found[0] if found else None


def waiting_for(session: Session, user_id: UUID) -> tuple[Sampled, ...]:
    """What a user is still to review, the audit drawn first before."""
    return _sampled(session, sa.and_(col(SampledAssessment.auditor_id) == user_id, _WAITS))


def actions_of_sample(session: Session, sample_id: UUID) -> tuple[ActionAsked, ...]:
    """What is to be done after one review."""
    return actions(session, col(SampledAssessment.id) == sample_id)


def actions_of_practitioner(session: Session, practitioner_id: UUID) -> tuple[ActionAsked, ...]:
    """What one practitioner is to do."""
    return actions(session, col(AuditAction.practitioner_id) == practitioner_id)


def actions(session: Session, which: sa.ColumnElement[bool] | None = None) -> tuple[ActionAsked, ...]:
    """Actions, those not done first, by the day that they are due; all of them unless told which."""
    statement: sa.Select[*tuple[Any, ...]] = (
        sa.select(
            *columns(AuditAction, "id", "sample_id", "what", "practitioner_id"),
            *columns(AuditAction, "asked_on", "due_on", "done_on"),
            col(QualityAudit.id).label("audit_id"),
            col(QualityAudit.title).label("audit_title"),
            *columns(Assessment, "kind", "initiated_on"),
            col(Practitioner.display_name).label("who"),
        )
        .join(SampledAssessment, col(SampledAssessment.id) == AuditAction.sample_id)
        .join(QualityAudit, col(QualityAudit.id) == SampledAssessment.audit_id)
        .join(Assessment, col(Assessment.id) == SampledAssessment.assessment_id)
        .join(Practitioner, col(Practitioner.id) == AuditAction.practitioner_id)
        .order_by(col(AuditAction.done_on).desc().nulls_first(), col(AuditAction.due_on), col(AuditAction.id))
        .limit(MOST_ACTIONS)
    )
    if which is not None:
        statement = statement.where(which)
    return values(ActionAsked, rows(session, statement))


def finished_reviews(session: Session) -> tuple[Scored, ...]:
    """Every review that is finished, with the category of its audit."""
    statement = (
        sa.select(col(SampledAssessment.id), col(QualityAudit.category))
        .join(QualityAudit, col(QualityAudit.id) == SampledAssessment.audit_id)
        .where(_IS_SCORED)
        .order_by(col(SampledAssessment.id))
    )
    scores = _scores(session, _IS_SCORED)
    return tuple(Scored(row.category, scores[row.id]) for row in rows(session, statement))


def auditors(session: Session, on: date, user_id: UUID | None = None) -> tuple[Auditor, ...]:
    """The users who may be named as auditors on a day, by name; or the one asked for."""
    works = sa.or_(col(UserAccount.left_on).is_(None), col(UserAccount.left_on) > on)
    practises = sa.and_(
        col(Practitioner.user_id) == UserAccount.id,
        sa.or_(col(Practitioner.left_on).is_(None), col(Practitioner.left_on) > on),
    )
    statement: sa.Select[*tuple[Any, ...]] = (
        sa.select(
            col(UserAccount.id).label("user_id"),
            col(UserAccount.display_name).label("name"),
            col(Practitioner.id).label("practitioner_id"),
            sa.func.array_agg(sa.cast(col(UserRole.role), sa.String)).label("roles"),
        )
        .select_from(UserAccount)
        .join(UserRole, col(UserRole.user_id) == UserAccount.id)
        .outerjoin(Practitioner, practises)
        .where(works, col(UserRole.role).in_(ROLES_MAY[Action.AUDIT_ASSESSMENTS]))
        .group_by(col(UserAccount.id), col(Practitioner.id))
        .order_by(sa.func.lower(UserAccount.display_name), col(UserAccount.id))
    )
    if user_id is not None:
        statement = statement.where(col(UserAccount.id) == user_id)
    found = rows(session, statement)
    places = _agencies(session, {row.practitioner_id for row in found if row.practitioner_id}, on)
    return tuple(
        Auditor(
            user_id=row.user_id,
            name=row.name,
            practitioner_id=row.practitioner_id,
            roles=frozenset(role for role in ROLES_MAY[Action.AUDIT_ASSESSMENTS] if role in row.roles),
            agencies=places.get(row.practitioner_id, {}),
        )
        for row in found
    )


def audit_for_update(session: Session, audit_id: UUID) -> QualityAudit:
    """An audit, locked for this transaction."""
    return session.exec(select(QualityAudit).where(QualityAudit.id == audit_id).with_for_update()).one()


def sample_for_update(session: Session, sample_id: UUID) -> tuple[QualityAudit, SampledAssessment] | None:
    """A sampled assessment with its audit, locked in the order in which everybody locks them."""
    found = rows(
        session, sa.select(col(SampledAssessment.audit_id)).where(col(SampledAssessment.id) == sample_id)
    )
    if not found:
        return None
    audit = audit_for_update(session, found[0].audit_id)
    sample = session.exec(
        select(SampledAssessment).where(SampledAssessment.id == sample_id).with_for_update()
    ).one()
    return audit, sample


def samples_of(session: Session, audit_id: UUID) -> tuple[SampledAssessment, ...]:
    """Every assessment of an audit's sample, in the order drawn."""
    statement = select(SampledAssessment).where(SampledAssessment.audit_id == audit_id)
    return tuple(session.exec(statement.order_by(col(SampledAssessment.position))).all())


def answers_of(session: Session, sample_id: UUID) -> list[AuditAnswer]:
    """The answers of one review."""
    return list(session.exec(select(AuditAnswer).where(AuditAnswer.sample_id == sample_id)).all())


def action_for_update(session: Session, action_id: UUID) -> AuditAction | None:
    """An action, locked for this transaction."""
    return session.exec(
        select(AuditAction).where(AuditAction.id == action_id).with_for_update()
    ).one_or_none()


def _sampled(session: Session, which: sa.ColumnElement[bool]) -> tuple[Sampled, ...]:
    statement = (
        sa.select(
            *columns(SampledAssessment, "id", "audit_id", "position", "version", "assessment_id"),
            *columns(SampledAssessment, "auditor_id", "scored_on", "taken_out", "findings"),
            col(QualityAudit.title).label("audit_title"),
            col(QualityAudit.closed_on).label("audit_closed_on"),
            *columns(QualityAudit, "asks_from"),
            *columns(Assessment, "family_id", "kind", "initiated_on"),
            col(Family.reference),
            col(UserAccount.display_name).label("auditor"),
        )
        .select_from(SampledAssessment)
        .join(QualityAudit, col(QualityAudit.id) == SampledAssessment.audit_id)
        .join(Assessment, col(Assessment.id) == SampledAssessment.assessment_id)
        .join(Family, col(Family.id) == Assessment.family_id)
        .outerjoin(UserAccount, col(UserAccount.id) == SampledAssessment.auditor_id)
        .where(which)
        .order_by(col(QualityAudit.drawn_on), col(QualityAudit.id), col(SampledAssessment.position))
    )
    scores = _scores(session, which)
    return tuple(Sampled(**row._asdict(), scores=scores[row.id]) for row in rows(session, statement))


def _scores(session: Session, which: sa.ColumnElement[bool]) -> defaultdict[UUID, dict[Any, Any]]:
    """The answers of some reviews, by review and question."""
    statement = (
        sa.select(*columns(AuditAnswer, "sample_id", "question", "score"))
        .join(SampledAssessment, col(SampledAssessment.id) == AuditAnswer.sample_id)
        .where(which)
    )
    found: defaultdict[UUID, dict[Any, Any]] = defaultdict(dict)
    for row in rows(session, statement):
        found[row.sample_id][row.question] = row.score
    return found


def _agencies(
    session: Session, practitioners: Collection[UUID], on: date
) -> Mapping[UUID, Mapping[UUID, str]]:
    """The agencies at which some practitioners are posted on a day."""
    statement = (
        sa.select(*columns(Posting, "practitioner_id"), col(Agency.id), col(Agency.code))
        .join(Establishment, col(Establishment.id) == Posting.establishment_id)
        .join(Agency, col(Agency.id) == Establishment.agency_id)
        .where(
            col(Posting.practitioner_id).in_(practitioners),
            in_force(col(Posting.starts_on), col(Posting.ends_on), on),
        )
        .order_by(col(Agency.code))
    )
    found: dict[UUID, dict[UUID, str]] = {}
    for row in rows(session, statement):
        found.setdefault(row.practitioner_id, {})[row.id] = row.code
    return found
