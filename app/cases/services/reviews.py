"""Reviews of an assessment: what was found, what was agreed on, when the next is due."""

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from app import audit
from app.access.policies import Actor, check_may
from app.access.roles import Action
from app.cases.models.course import AssessmentReview
from app.cases.queries import course_changing as queries
from app.cases.rules.activity import check_action_days, check_review
from app.cases.rules.course import NeedMoment
from app.cases.rules.course_dates import check_change
from app.cases.rules.lifecycle import check_stage_move
from app.cases.rules.vocabulary import AssessmentStage
from app.cases.services.changing import changed
from app.cases.services.course_changing import (
    assessment_to_change,
    check_goes_on,
    correct_level,
    decide_level,
)
from app.cases.services.plan import NewAction, new_action
from app.db import transaction
from app.errors import NotFound


@dataclass(frozen=True, slots=True)
class NewReview:
    """What a review found and agreed on. done: the actions that were found done. level None: not decided."""

    reviewed_on: date
    works_well: str
    worries: str
    next_review_on: date
    needs_to_happen: str | None = None
    childs_words: str | None = None
    level: int | None = None
    actions: tuple[NewAction, ...] = ()
    done: frozenset[UUID] = frozenset()


def record_review(
    family_id: UUID,
    assessment_id: UUID,
    new: NewReview,
    *,
    version: int,
    actor: Actor,
    today: date,
) -> tuple[UUID, int]:
    """Record a review with its actions and the next day. Returns its id and the record's new version.

    Actions not found done are carried forward as they are. Writes assessment_review, plan_action,
    level_of_need, assessment, family, audit_event. Raises Forbidden("role"),
    NotFound("family" | "assessment" | "action" | "practitioner"),
    Conflict("changed-meanwhile" | "reviewed-that-day"), RuleRefused("assessment-closed" | "no-consent" |
    "stage-not-allowed" | "next-review-too-early" | "nothing-to-happen" | "dates-out-of-order" |
    "in-the-future" | "who-needed" | "due-before-agreed" | "done-before-agreed").
    """
    check_may(actor, Action.UPDATE_A_FAMILY)
    with transaction(actor) as session:
        family, assessment = assessment_to_change(
            session, family_id, assessment_id, version, actor=actor, today=today
        )
        check_goes_on(session, assessment)
        before = queries.course_dates(session, assessment)
        check_stage_move(before.stage, AssessmentStage.REVIEW)
        open_actions = queries.open_actions(session, assessment_id)
        if not new.done <= open_actions.keys():
            raise NotFound("action", "One of the actions is no longer open. Open the assessment again.")
        carried = len(open_actions) - len(new.done)
        check_review(
            new.reviewed_on,
            new.next_review_on,
            needs_to_happen=new.needs_to_happen,
            actions=carried + len(new.actions),
        )
        first = min(new.reviewed_on, before.first_reviewed_on or new.reviewed_on)
        done = (new.reviewed_on,) * len(new.done)
        levels = (new.reviewed_on,) if new.level else ()
        after = replace(
            before,
            first_reviewed_on=first,
            reviews=(*before.reviews, new.reviewed_on),
            actions_done=(*before.actions_done, *done),
            levels=(*before.levels, *levels),
        )
        check_change(before, after, today)

        review = AssessmentReview(
            assessment_id=assessment_id,
            reviewed_on=new.reviewed_on,
            works_well=new.works_well,
            worries=new.worries,
            needs_to_happen=new.needs_to_happen,
            childs_words=new.childs_words,
            next_review_on=new.next_review_on,
        )
        session.add(review)
        session.flush()
        assessment.first_reviewed_on = first
        if new.reviewed_on == max(after.reviews):
            assessment.next_review_on = new.next_review_on
        for action_id in new.done:
            action = open_actions[action_id]
            check_action_days(action.agreed_on, action.due_on, new.reviewed_on)
            action.done_on = new.reviewed_on
        for agreed in new.actions:
            by_next_review = replace(agreed, due_on=agreed.due_on or new.next_review_on)
            new_action(
                session,
                assessment,
                by_next_review,
                agreed_on=new.reviewed_on,
                actor=actor,
                review_id=review.id,
            )
        decide_level(session, assessment_id, new.level, NeedMoment.REVIEW, new.reviewed_on)
        audit.record(
            session,
            actor,
            "review.recorded",
            family_id,
            assessment_id=str(assessment_id),
            review_id=str(review.id),
            reviewed_on=new.reviewed_on.isoformat(),
            next_review_on=new.next_review_on.isoformat(),
            actions_agreed=len(new.actions),
            actions_done=len(new.done),
            actions_carried=carried,
            level=new.level,
        )
        return review.id, changed(family)


def correct_review(
    family_id: UUID,
    assessment_id: UUID,
    review_id: UUID,
    *,
    works_well: str,
    worries: str,
    needs_to_happen: str | None,
    childs_words: str | None,
    next_review_on: date,
    level: int | None,
    version: int,
    actor: Actor,
    today: date,
) -> int:
    """Correct what a review says. Returns the record's new version.

    Its day is corrected as a date of the assessment, its actions in the plan. Writes assessment_review,
    level_of_need, assessment, family, audit_event. Raises Forbidden("role"),
    NotFound("family" | "assessment" | "review"), Conflict("changed-meanwhile"),
    RuleRefused("assessment-closed" | "no-consent" | "next-review-too-early").
    """
    check_may(actor, Action.UPDATE_A_FAMILY)
    with transaction(actor) as session:
        family, assessment = assessment_to_change(
            session, family_id, assessment_id, version, actor=actor, today=today
        )
        review = queries.review_for_update(session, assessment_id, review_id)
        if review is None:
            raise NotFound("review", "There is no such review of this assessment.")
        check_goes_on(session, assessment)
        check_review(review.reviewed_on, next_review_on, needs_to_happen=needs_to_happen, actions=1)
        if assessment.next_review_on == review.next_review_on:
            assessment.next_review_on = next_review_on
        review.works_well, review.worries = works_well, worries
        review.needs_to_happen, review.childs_words = needs_to_happen, childs_words
        review.next_review_on = next_review_on
        correct_level(session, assessment_id, level, NeedMoment.REVIEW, review.reviewed_on)
        audit.record(
            session,
            actor,
            "review.corrected",
            family_id,
            assessment_id=str(assessment_id),
            review_id=str(review_id),
            next_review_on=next_review_on.isoformat(),
            level=level,
        )
        return changed(family)
