"""What is to be done after quality audits: asked for, listed with what is overdue, and followed to done."""

from datetime import date
from uuid import UUID

from sqlmodel import Session

from app import audit as trail
from app.access.policies import (
    Actor,
    can_follow_up_audit,
    can_read_sampled,
    check_may,
    may,
)
from app.access.roles import Action
from app.cases.models.quality_audits import AuditAction
from app.cases.queries import quality_audits as queries
from app.cases.queries.audit_parts import ActionAsked
from app.cases.queries.course_choices import practitioners_posted
from app.cases.queries.course_parts import PractitionerPosted
from app.cases.rules.quality_audits import check_action_due
from app.cases.services.audit_changing import no_such_sample
from app.cases.services.audit_reading import auditor_of, consent_closes_it, may_read
from app.db import reading, transaction
from app.errors import Conflict, NotFound, RuleRefused


def actions(*, actor: Actor) -> tuple[ActionAsked, ...]:
    """The actions of all audits for the CAF coordinator, for anybody else their own; those not done first.

    Raises Forbidden("role").
    """
    check_may(actor, Action.FOLLOW_UP_AUDITS)
    with reading(actor) as session:
        if may(actor, Action.RUN_QUALITY_AUDITS):
            return queries.actions(session)
        own = actor.practitioner_id
        return queries.actions_of_practitioner(session, own) if own else ()


def people_to_ask(sample_id: UUID, *, actor: Actor, today: date) -> tuple[PractitionerPosted, ...]:
    """The practitioners of whom something may be asked. Raises Forbidden("role"), NotFound(
    "sampled-assessment"), RuleRefused("consent-closes-it").
    """
    check_may(actor, Action.AUDIT_ASSESSMENTS)
    with reading(actor) as session:
        _check_may_ask(session, sample_id, actor, today)
        return practitioners_posted(session, today)


def ask_for_action(
    sample_id: UUID, *, what: str, practitioner_id: UUID, due_on: date, actor: Actor, today: date
) -> UUID:
    """Ask a practitioner to do something by a day, as a review has found it needed. Returns its id.

    The auditor may while the review waits and consent lets them read it, the CAF coordinator always.
    Writes quality_audit_action, audit_event. Raises Forbidden("role"), NotFound("sampled-assessment"),
    RuleRefused("due-in-the-past" | "who-not-posted" | "consent-closes-it").
    """
    check_may(actor, Action.AUDIT_ASSESSMENTS)
    check_action_due(due_on, today)
    with transaction(actor) as session:
        _check_may_ask(session, sample_id, actor, today)
        if not practitioners_posted(session, today, practitioner_id):
            raise RuleRefused("who-not-posted", "Choose somebody who is posted to an establishment today.")
        action = AuditAction(
            sample_id=sample_id,
            what=what,
            practitioner_id=practitioner_id,
            due_on=due_on,
            asked_on=today,
            asked_by=actor.user_id,
        )
        session.add(action)
        trail.record(
            session,
            actor,
            "quality-audit.action-asked",
            action.id,
            sample_id=str(sample_id),
            practitioner_id=str(practitioner_id),
            due_on=due_on.isoformat(),
        )
        return action.id


def mark_done(action_id: UUID, *, actor: Actor, today: date) -> None:
    """Say that an action is done. Whose it is may, and the CAF coordinator. Writes quality_audit_action,
    audit_event. Raises Forbidden("role"), NotFound("audit-action"), Conflict("done-already").
    """
    check_may(actor, Action.FOLLOW_UP_AUDITS)
    with transaction(actor) as session:
        action = _to_follow_up(session, action_id, actor)
        if action.done_on is not None:
            raise Conflict("done-already", "This action is recorded as done already.")
        action.done_on, action.done_by = today, actor.user_id
        trail.record(session, actor, "quality-audit.action-done", action_id)


def mark_not_done(action_id: UUID, *, actor: Actor) -> None:
    """Take back that an action is done: it was a slip, or it was not enough. Writes quality_audit_action,
    audit_event. Raises Forbidden("role"), NotFound("audit-action"), Conflict("not-done").
    """
    check_may(actor, Action.FOLLOW_UP_AUDITS)
    with transaction(actor) as session:
        action = _to_follow_up(session, action_id, actor)
        if action.done_on is None:
            raise Conflict("not-done", "This action is not recorded as done.")
        action.done_on, action.done_by = None, None
        trail.record(session, actor, "quality-audit.action-not-done", action_id)


def _check_may_ask(session: Session, sample_id: UUID, actor: Actor, today: date) -> None:
    sampled = queries.sampled(session, sample_id)
    if sampled is None:
        raise no_such_sample()
    if may(actor, Action.RUN_QUALITY_AUDITS):
        return
    if not can_read_sampled(actor, auditor_id=sampled.auditor_id, is_waiting=sampled.is_waiting):
        raise no_such_sample()
    if not may_read(session, sampled.assessment_id, auditor_of(session, actor, today), today):
        raise consent_closes_it()


def _to_follow_up(session: Session, action_id: UUID, actor: Actor) -> AuditAction:
    action = queries.action_for_update(session, action_id)
    if action is None or not can_follow_up_audit(actor, action.practitioner_id):
        raise NotFound("audit-action", "There is no such action among yours.")
    return action
