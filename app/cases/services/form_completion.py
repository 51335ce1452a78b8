"""The completion of an assessment's form, and its reopening."""

from datetime import date, datetime
from uuid import UUID

from app import audit
from app.access.policies import Actor, check_may
from app.access.roles import Action
from app.cases.models.forms import FormCompletion
from app.cases.queries import forms
from app.cases.queries.form_parts import FormOnFile
from app.cases.rules.consent_items import EVERY_ITEM
from app.cases.rules.form import ReopenReason, check_can_reopen, check_complete
from app.cases.rules.form_frozen import frozen
from app.cases.services.carrying import carry_into_plan
from app.cases.services.changing import changed
from app.cases.services.form_opening import assessment_to_change, changed_meanwhile, check_is_open
from app.db import transaction
from app.errors import RuleRefused


def complete_form(
    assessment_id: UUID, *, version: int, actor: Actor, today: date, now: datetime
) -> FormOnFile:
    """Complete a form that nothing is missing from: the assessment is completed, and the form is read only.

    Its actions go into the plan that reviews follow: those that are there already are not added again.
    Writes form_completion, plan_action, plan_change, assessment, family, audit_event.
    Raises Forbidden("role"), NotFound("assessment"), Conflict("changed-meanwhile"),
    RuleRefused("assessment-closed" | "form-completed" | "no-consent" | "form-incomplete").
    """
    check_may(actor, Action.UPDATE_A_FAMILY)
    with transaction(actor) as session:
        family, assessment = assessment_to_change(session, assessment_id, actor=actor, today=today)
        check_is_open(session, assessment, today)
        form = forms.form_on_file(session, assessment, today, may_change=True, items=EVERY_ITEM)
        if form.version != version:
            raise changed_meanwhile(form.version)
        check_complete(form.contents)
        completion = FormCompletion(
            assessment_id=assessment_id,
            completed_on=today,
            completed_at=now,
            completed_by=actor.user_id,
            content=frozen(form.contents),
        )
        session.add(completion)
        session.flush()
        plan = carry_into_plan(session, completion, actor=actor)
        assessment.assessment_completed_on = today
        changed(family)
        audit.record(
            session,
            actor,
            "assessment-form.completed",
            family.id,
            assessment_id=str(assessment_id),
            completed_on=today.isoformat(),
            actions_added=plan.added,
            actions_changed=plan.changed,
            actions_withdrawn=plan.withdrawn,
        )
        session.flush()
        return forms.form_on_file(session, assessment, today, may_change=True, items=EVERY_ITEM)


def reopen_form(
    assessment_id: UUID,
    reason: ReopenReason,
    *,
    version: int,
    actor: Actor,
    today: date,
    now: datetime,
) -> FormOnFile:
    """Reopen a completed form, with a reason: the assessment is not completed any more.

    Writes form_completion, assessment, family, audit_event. Raises Forbidden("role"),
    NotFound("assessment"), Conflict("changed-meanwhile"), RuleRefused("assessment-closed" |
    "no-consent" | "not-completed").
    """
    check_may(actor, Action.UPDATE_A_FAMILY)
    with transaction(actor) as session:
        family, assessment = assessment_to_change(session, assessment_id, actor=actor, today=today)
        form = forms.form_on_file(session, assessment, today, may_change=True, items=EVERY_ITEM)
        if form.version != version:
            raise changed_meanwhile(form.version)
        check_can_reopen(is_closed=form.closed_on is not None, consent=form.consent)
        completion = forms.completion_in_force(session, assessment_id)
        if completion is None or form.completed_on is None:
            raise RuleRefused("not-completed", "No form completed here is there to reopen.")
        completion.reopened_at, completion.reopened_by = now, actor.user_id
        completion.reopen_reason = reason
        audit.record(
            session,
            actor,
            "assessment-form.reopened",
            family.id,
            assessment_id=str(assessment_id),
            completed_on=form.completed_on.isoformat(),
            reason=reason.value,
        )
        assessment.assessment_completed_on = None
        changed(family)
        session.flush()
        return forms.form_on_file(session, assessment, today, may_change=True, items=EVERY_ITEM)
