"""The plan of an assessment: actions agreed on, changed and done."""

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from sqlmodel import Session

from app import audit
from app.access.models import Practitioner
from app.access.policies import Actor, check_may
from app.access.roles import Action
from app.cases.models.assessments import Assessment
from app.cases.models.course import PlanAction
from app.cases.queries import course_changing as queries
from app.cases.rules.activity import check_action_days
from app.cases.rules.course_dates import check_change
from app.cases.rules.plan import PlanField
from app.cases.services.carrying import note_changes, said_who
from app.cases.services.changing import changed
from app.cases.services.course_changing import assessment_to_add_to, assessment_to_change, check_goes_on
from app.db import transaction
from app.errors import NotFound, RuleRefused


@dataclass(frozen=True, slots=True)
class NewAction:
    """An action to agree on. who: in words, or a practitioner; neither: whoever records it.

    due_on None: by the next review.
    """

    what: str
    due_on: date | None = None
    who: str | None = None
    practitioner_id: UUID | None = None


def agree_action(
    family_id: UUID,
    assessment_id: UUID,
    new: NewAction,
    *,
    version: int,
    actor: Actor,
    today: date,
) -> tuple[UUID, int]:
    """Add an action to the plan between reviews. Returns its id and the record's new version.

    A team member whose agency reads the plan may. Writes plan_action, family, audit_event.
    Raises Forbidden("role"), NotFound("family" | "assessment" | "practitioner"),
    Conflict("changed-meanwhile"), RuleRefused("assessment-closed" | "no-consent" | "who-needed" |
    "due-needed" | "due-before-agreed").
    """
    check_may(actor, Action.ADD_TO_A_FAMILY)
    with transaction(actor) as session:
        family, assessment = assessment_to_add_to(
            session, family_id, assessment_id, version, actor=actor, today=today
        )
        check_goes_on(session, assessment)
        action = new_action(session, assessment, new, agreed_on=today, actor=actor)
        audit.record(
            session,
            actor,
            "plan-action.agreed",
            family_id,
            assessment_id=str(assessment_id),
            action_id=str(action.id),
            due_on=action.due_on.isoformat(),
        )
        return action.id, changed(family)


def change_action(
    family_id: UUID,
    assessment_id: UUID,
    action_id: UUID,
    to: NewAction,
    done_on: date | None,
    *,
    version: int,
    actor: Actor,
    today: date,
) -> int:
    """Say that an action is done, or change what was agreed on. Returns the record's new version.

    done_on None: it is not done. What was changed is kept beside it. Writes plan_action, plan_change, family,
    audit_event. Raises Forbidden("role"),
    NotFound("family" | "assessment" | "action" | "practitioner"), Conflict("changed-meanwhile"),
    RuleRefused("assessment-closed" | "no-consent" | "action-withdrawn" | "who-needed" | "due-needed" |
    "due-before-agreed" | "done-before-agreed" | "in-the-future").
    """
    check_may(actor, Action.UPDATE_A_FAMILY)
    with transaction(actor) as session:
        family, assessment = assessment_to_change(
            session, family_id, assessment_id, version, actor=actor, today=today
        )
        action = queries.action_for_update(session, assessment_id, action_id)
        if action is None:
            raise NotFound("action", "There is no such action of this assessment.")
        check_goes_on(session, assessment)
        if action.withdrawn_on is not None:
            raise RuleRefused(
                "action-withdrawn",
                "This action was taken out of the form. Reopen the form and enter it again to take it up.",
            )
        due_on = _due_on(assessment, to)
        check_action_days(action.agreed_on, due_on, done_on)
        if done_on is not None:
            before = queries.course_dates(session, assessment)
            check_change(before, replace(before, actions_done=(*before.actions_done, done_on)), today)
        practitioner_id, who = _who(session, assessment, to, actor)
        was = (action.what, said_who(session, action), action.due_on, action.done_on)
        action.practitioner_id, action.who = practitioner_id, who
        action.what, action.due_on, action.done_on = to.what, due_on, done_on
        now = (action.what, said_who(session, action), action.due_on, action.done_on)
        fields = (PlanField.WHAT, PlanField.WHO, PlanField.DUE_ON, PlanField.DONE_ON)
        note_changes(session, action, list(zip(fields, was, now, strict=True)), actor=actor)
        audit.record(
            session,
            actor,
            "plan-action.changed",
            family_id,
            assessment_id=str(assessment_id),
            action_id=str(action_id),
            due_on=due_on.isoformat(),
            done_on=done_on.isoformat() if done_on else None,
        )
        return changed(family)


def new_action(
    session: Session,
    assessment: Assessment,
    new: NewAction,
    *,
    agreed_on: date,
    actor: Actor,
    review_id: UUID | None = None,
) -> PlanAction:
    """An action added to an assessment's plan. Writes plan_action.

    Raises NotFound("practitioner"), RuleRefused("who-needed" | "due-needed" | "due-before-agreed").
    """
    due_on = _due_on(assessment, new)
    check_action_days(agreed_on, due_on, None)
    practitioner_id, who = _who(session, assessment, new, actor)
    action = PlanAction(
        assessment_id=assessment.id,
        review_id=review_id,
        what=new.what,
        practitioner_id=practitioner_id,
        who=who,
        agreed_on=agreed_on,
        due_on=due_on,
    )
    session.add(action)
    return action


def _due_on(assessment: Assessment, new: NewAction) -> date:
    due_on = new.due_on or assessment.next_review_on
    if due_on is None:
        raise RuleRefused("due-needed", "Say by when: no next review has been agreed on yet.")
    return due_on


def _who(
    session: Session, assessment: Assessment, new: NewAction, actor: Actor
) -> tuple[UUID | None, str | None]:
    """Who is to act: whoever is named, else whoever records it, else the lead professional."""
    if new.who:
        return None, new.who
    practitioner_id = new.practitioner_id or actor.practitioner_id or assessment.lead_practitioner_id
    if practitioner_id is None:
        raise RuleRefused("who-needed", "Say who is to do it.")
    if session.get(Practitioner, practitioner_id) is None:
        raise NotFound("practitioner", "There is no such practitioner.")
    return practitioner_id, None
