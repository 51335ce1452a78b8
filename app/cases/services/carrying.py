"""The actions of a completed form carried into the plan that reviews follow."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session

from app import clock
from app.access.policies import Actor
from app.cases.models.course import PlanAction, PlanChange
from app.cases.models.forms import FormCompletion
from app.cases.queries import course_changing as queries
from app.cases.rules.form import PlannedAction
from app.cases.rules.form_boxes import FormSection
from app.cases.rules.form_frozen import thawed
from app.cases.rules.plan import Followed, PlanField, Standing, carried


@dataclass(frozen=True, slots=True)
class PlanCarried:
    """How many actions a completion brought into the plan, changed in it, and withdrew from it."""

    added: int
    changed: int
    withdrawn: int


def carry_into_plan(session: Session, completion: FormCompletion, *, actor: Actor) -> PlanCarried:
    """Let the plan follow the form that was just completed. Writes plan_action, plan_change.

    A day by which something was to be done may have passed when the form is completed: then it was agreed on
    by that day.
    """
    rows = thawed(completion.content)[FormSection.PLAN].actions
    plan = queries.actions_from_form(session, completion.assessment_id)
    found = carried(rows, _standing(session, plan))
    changed = 0
    for each in found.followed:
        action = plan[each.id]
        changes = _follow(session, action, each, rows[each.row], completion)
        action.completion_id, action.completion_row = completion.id, each.row
        note_changes(session, action, changes, actor=actor, completion_id=completion.id)
        changed += bool(changes)
    for action_id in found.withdrawn:
        action = plan[action_id]
        action.withdrawn_on = completion.completed_on
        gone: Changes = [(PlanField.WITHDRAWN_ON, None, completion.completed_on)]
        note_changes(session, action, gone, actor=actor, completion_id=completion.id)
    for row in found.added:
        session.add(_new(completion, row, rows[row]))
    return PlanCarried(len(found.added), changed, len(found.withdrawn))


Change = tuple[PlanField, str | date | None, str | date | None]
Changes = list[Change]


def note_changes(
    session: Session,
    action: PlanAction,
    changes: Sequence[Change],
    *,
    actor: Actor,
    completion_id: UUID | None = None,
) -> None:
    """Keep what an action of the plan was before each change that made a difference. Writes plan_change."""
    at = clock.now()
    for field, was, became in changes:
        if was != became:
            session.add(
                PlanChange(
                    action_id=action.id,
                    field=field,
                    was=_kept(was),
                    became=_kept(became),
                    completion_id=completion_id,
                    changed_at=at,
                    changed_by=actor.user_id,
                )
            )


def said_who(session: Session, action: PlanAction) -> str | None:
    """Who is to do an action, in words."""
    if action.practitioner_id is None:
        return action.who
    return queries.practitioner_name(session, action.practitioner_id)


def _standing(session: Session, plan: dict[UUID, PlanAction]) -> list[Standing]:
    said: dict[UUID, tuple[PlannedAction, ...]] = {}
    standing = []
    for action in plan.values():
        completion_id, row = action.completion_id, action.completion_row
        if completion_id is None or row is None:
            continue
        if completion_id not in said:
            completion = session.get_one(FormCompletion, completion_id)
            said[completion_id] = thawed(completion.content)[FormSection.PLAN].actions
        standing.append(
            Standing(
                action.id,
                said[completion_id][row],
                is_done=action.done_on is not None,
                is_withdrawn=action.withdrawn_on is not None,
            )
        )
    return standing


def _follow(
    session: Session, action: PlanAction, found: Followed, now: PlannedAction, completion: FormCompletion
) -> Changes:
    """Put what the form says otherwise over an action, and take one up again that had been withdrawn."""
    changes: Changes = []
    if action.withdrawn_on is not None:
        changes.append((PlanField.WITHDRAWN_ON, action.withdrawn_on, None))
        action.withdrawn_on = None
    for field in sorted(found.changes):
        match field:
            case PlanField.DESIRED_OUTCOME:
                changes.append((field, action.desired_outcome, now.desired_outcome))
                action.desired_outcome = now.desired_outcome
            case PlanField.WHAT:
                changes.append((field, action.what, now.action))
                action.what = now.action
            case PlanField.WHO:
                changes.append((field, said_who(session, action), now.who))
                action.practitioner_id, action.who = None, now.who
            case PlanField.DUE_ON:
                due_on = _due_on(now)
                changes.append((field, action.due_on, due_on))
                action.due_on = due_on
                action.agreed_on = min(action.agreed_on, due_on)
            case PlanField.DONE_ON | PlanField.WITHDRAWN_ON:
                raise ValueError(f"a form does not say {field}")
    return [change for change in changes if change[1] != change[2]]


def _new(completion: FormCompletion, row: int, planned: PlannedAction) -> PlanAction:
    due_on = _due_on(planned)
    return PlanAction(
        assessment_id=completion.assessment_id,
        desired_outcome=planned.desired_outcome,
        what=planned.action,
        who=planned.who,
        agreed_on=min(completion.completed_on, due_on),
        due_on=due_on,
        completion_id=completion.id,
        completion_row=row,
    )


def _due_on(planned: PlannedAction) -> date:
    """A completed form has a day in every row of its plan."""
    if planned.by_on is None:
        raise ValueError("an incomplete form was completed")
    return planned.by_on


def _kept(value: str | date | None) -> str | None:
    return value.isoformat() if isinstance(value, date) else value
