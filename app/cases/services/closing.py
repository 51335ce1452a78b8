"""The end of an assessment, with a reason, at a meeting; and its re-opening, which restores what was."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from app import audit
from app.access.policies import Actor, check_may
from app.access.roles import Action
from app.cases.models.course import AssessmentReopening
from app.cases.queries import course_changing as queries
from app.cases.rules.activity import check_not_open_already
from app.cases.rules.course import NeedMoment, ReopeningReason
from app.cases.rules.lifecycle import check_stage_move
from app.cases.rules.vocabulary import ClosureReason
from app.cases.services.changing import changed
from app.cases.services.course_changing import assessment_to_change, close
from app.db import transaction
from app.errors import RuleRefused


def close_assessment(
    family_id: UUID,
    assessment_id: UUID,
    closed_on: date,
    reason: ClosureReason,
    level: int | None,
    *,
    version: int,
    actor: Actor,
    today: date,
) -> int:
    """Close an assessment, as a team meeting agreed. Returns the record's new version.

    It can be closed without consent: that is what is left to do. Writes assessment, level_of_need, family,
    audit_event. Raises Forbidden("role"), NotFound("family" | "assessment"), Conflict("changed-meanwhile"),
    RuleRefused("assessment-closed" | "stage-not-allowed" | "no-closing-meeting" | "dates-out-of-order" |
    "in-the-future" | "after-closure").
    """
    check_may(actor, Action.UPDATE_A_FAMILY)
    with transaction(actor) as session:
        family, assessment = assessment_to_change(
            session, family_id, assessment_id, version, actor=actor, today=today
        )
        return close(session, family, assessment, closed_on, reason, level, actor=actor, today=today)


def reopen_assessment(
    family_id: UUID,
    assessment_id: UUID,
    reason: ReopeningReason,
    *,
    version: int,
    actor: Actor,
    today: date,
) -> int:
    """Open a closed assessment again, at the stage where it was. Returns the record's new version.

    The closure is kept as what was undone; a level of need decided at it goes with a closure made by mistake.
    Writes assessment, assessment_reopening, level_of_need, family, audit_event. Raises Forbidden("role"),
    NotFound("family" | "assessment"), Conflict("changed-meanwhile"), RuleRefused("not-closed" |
    "stage-not-allowed" | "already-open" | "in-the-future").
    """
    check_may(actor, Action.UPDATE_A_FAMILY)
    with transaction(actor) as session:
        # People before families, as everywhere.
        queries.lock_people(session, queries.children_assessed(session, assessment_id))
        family, assessment = assessment_to_change(
            session, family_id, assessment_id, version, actor=actor, today=today
        )
        closed_on, closure_reason = assessment.closed_on, assessment.closure_reason
        if closed_on is None or closure_reason is None:
            raise RuleRefused("not-closed", "This assessment is open already.")
        if closed_on > today:
            raise RuleRefused("in-the-future", "Its closure is dated after today. Correct that date first.")
        before = queries.course_dates(session, assessment)
        check_stage_move(before.stage, replace(before, closed_on=None).stage)
        children = queries.children_assessed(session, assessment_id)
        check_not_open_already(assessment.kind, queries.open_kinds(session, children, but=assessment_id))
        session.add(
            AssessmentReopening(
                assessment_id=assessment_id,
                reopened_on=today,
                reason=reason,
                closed_on=closed_on,
                closure_reason=closure_reason,
            )
        )
        assessment.sqlmodel_update({"closed_on": None, "closure_reason": None})
        decided = queries.level_decided(session, assessment_id, NeedMoment.CLOSURE, closed_on)
        if decided is not None and reason is ReopeningReason.CLOSED_BY_MISTAKE:
            session.delete(decided)
        audit.record(
            session,
            actor,
            "assessment.reopened",
            family_id,
            assessment_id=str(assessment_id),
            reason=reason.value,
            closed_on=closed_on.isoformat(),
            closure_reason=closure_reason.value,
            level=decided.level if decided else None,
        )
        return changed(family)
