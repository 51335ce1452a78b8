"""Reviews and the plan on their pages."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app import clock, govuk
from app.access.policies import check_may
from app.access.roles import Action
from app.cases.pages import course_words as words
from app.cases.pages.blueprint import pages
from app.cases.pages.course_forms import (
    NEW_ACTIONS,
    ActionChangeForm,
    ActionForm,
    ReviewForm,
    ReviewTextForm,
)
from app.cases.pages.record import family_name
from app.cases.queries.course_parts import ActionInPlan, LevelDecided, ReviewOnFile
from app.cases.rules.course import NeedMoment
from app.cases.rules.notes import NoteKind
from app.cases.services import course as services
from app.cases.services import notes, plan, reviews
from app.cases.services.plan import NewAction
from app.cases.services.reviews import NewReview
from app.errors import Conflict, NotFound
from app.govuk import Form

Page = str | tuple[str, int] | AnyResponse

FIELD_OF = {
    "next-review-too-early": "next_review_on",
    "nothing-to-happen": "needs_to_happen",
    "dates-out-of-order": "reviewed_on",
    "in-the-future": "reviewed_on",
    "reviewed-that-day": "reviewed_on",
    "done-before-agreed": "reviewed_on",
}
ACTION_FIELD_OF = {
    "due-needed": "due_on",
    "due-before-agreed": "due_on",
    "done-before-agreed": "done_on",
    "in-the-future": "done_on",
    "dates-out-of-order": "done_on",
    "who-needed": "who",
}


@pages.get("/families/<uuid:family_id>/assessments/<uuid:assessment_id>/reviews/new")
def review_form(family_id: UUID, assessment_id: UUID) -> str:
    """The form that records a review, with last time’s answers beside it."""
    return _review_page(family_id, assessment_id, None)


@pages.post("/families/<uuid:family_id>/assessments/<uuid:assessment_id>/reviews/new")
def record_review(family_id: UUID, assessment_id: UUID) -> Page:
    """Record a review and go back to the assessment."""
    check_may(govuk.actor(), Action.UPDATE_A_FAMILY)
    try:
        sent = govuk.load_form(ReviewForm(), request.form)
        reviews.record_review(
            family_id,
            assessment_id,
            _review(sent),
            version=sent["version"],
            actor=govuk.actor(),
            today=clock.today(),
        )
    except govuk.REFUSALS as refusal:
        is_conflict = isinstance(refusal, Conflict)
        return govuk.redisplay(
            refusal,
            lambda form: _review_page(family_id, assessment_id, form, is_conflict=is_conflict),
            field_of=FIELD_OF,
        )
    return _back(family_id, assessment_id, "The review has been recorded.")


@pages.get("/families/<uuid:family_id>/assessments/<uuid:assessment_id>/reviews/<uuid:review_id>")
def review_text_form(family_id: UUID, assessment_id: UUID, review_id: UUID) -> str:
    """The form that corrects what a review says."""
    return _review_text_page(family_id, assessment_id, review_id, None)


@pages.post("/families/<uuid:family_id>/assessments/<uuid:assessment_id>/reviews/<uuid:review_id>")
def correct_review(family_id: UUID, assessment_id: UUID, review_id: UUID) -> Page:
    """Correct what a review says and go back to the assessment."""
    check_may(govuk.actor(), Action.UPDATE_A_FAMILY)
    try:
        sent = govuk.load_form(ReviewTextForm(), request.form)
        reviews.correct_review(
            family_id, assessment_id, review_id, **sent, actor=govuk.actor(), today=clock.today()
        )
    except govuk.REFUSALS as refusal:
        is_conflict = isinstance(refusal, Conflict)
        return govuk.redisplay(
            refusal,
            lambda form: _review_text_page(
                family_id, assessment_id, review_id, form, is_conflict=is_conflict
            ),
            field_of=FIELD_OF,
        )
    return _back(family_id, assessment_id, "The review has been corrected.")


@pages.get("/families/<uuid:family_id>/assessments/<uuid:assessment_id>/actions/new")
def action_form(family_id: UUID, assessment_id: UUID) -> str:
    """The form that adds an action to the plan."""
    return _action_page(family_id, assessment_id, None, None)


@pages.post("/families/<uuid:family_id>/assessments/<uuid:assessment_id>/actions/new")
def agree_action(family_id: UUID, assessment_id: UUID) -> Page:
    """Add an action to the plan and go back to the assessment."""
    check_may(govuk.actor(), Action.ADD_TO_A_FAMILY)
    try:
        sent = govuk.load_form(ActionForm(), request.form)
        version = sent.pop("version")
        plan.agree_action(
            family_id,
            assessment_id,
            NewAction(**sent),
            version=version,
            actor=govuk.actor(),
            today=clock.today(),
        )
    except govuk.REFUSALS as refusal:
        is_conflict = isinstance(refusal, Conflict)
        return govuk.redisplay(
            refusal,
            lambda form: _action_page(family_id, assessment_id, None, form, is_conflict=is_conflict),
            field_of=ACTION_FIELD_OF,
        )
    return _back(family_id, assessment_id, "The action has been added to the plan.")


@pages.get("/families/<uuid:family_id>/assessments/<uuid:assessment_id>/actions/<uuid:action_id>")
def action_change_form(family_id: UUID, assessment_id: UUID, action_id: UUID) -> str:
    """The form that says that an action is done, or changes it."""
    return _action_page(family_id, assessment_id, action_id, None)


@pages.post("/families/<uuid:family_id>/assessments/<uuid:assessment_id>/actions/<uuid:action_id>")
def change_action(family_id: UUID, assessment_id: UUID, action_id: UUID) -> Page:
    """Keep an action as it is now and go back to the assessment."""
    check_may(govuk.actor(), Action.UPDATE_A_FAMILY)
    try:
        sent = govuk.load_form(ActionChangeForm(), request.form)
        version, done_on = sent.pop("version"), sent.pop("done_on")
        plan.change_action(
            family_id,
            assessment_id,
            action_id,
            NewAction(**{**sent, "what": sent["what"].replace("\r\n", "\n")}),
            done_on,
            version=version,
            actor=govuk.actor(),
            today=clock.today(),
        )
    except govuk.REFUSALS as refusal:
        is_conflict = isinstance(refusal, Conflict)
        return govuk.redisplay(
            refusal,
            lambda form: _action_page(family_id, assessment_id, action_id, form, is_conflict=is_conflict),
            field_of=ACTION_FIELD_OF,
        )
    return _back(family_id, assessment_id, "The action has been kept.")


def _review(sent: Mapping[str, Any]) -> NewReview:
    actions = tuple(
        NewAction(
            sent[f"action_{row}_what"],
            due_on=sent[f"action_{row}_due_on"],
            who=sent[f"action_{row}_who"],
        )
        for row in NEW_ACTIONS
        if sent[f"action_{row}_what"]
    )
    for row in NEW_ACTIONS:
        is_begun = sent[f"action_{row}_who"] or sent[f"action_{row}_due_on"]
        if is_begun and not sent[f"action_{row}_what"]:
            raise govuk.FormRefused({f"action_{row}_what": "Say what is to be done."})
    return NewReview(
        reviewed_on=sent["reviewed_on"],
        works_well=sent["works_well"],
        worries=sent["worries"],
        next_review_on=sent["next_review_on"],
        needs_to_happen=sent["needs_to_happen"],
        childs_words=sent["childs_words"],
        level=sent["level"],
        actions=actions,
        done=frozenset(sent["done"]),
    )


def _review_page(
    family_id: UUID, assessment_id: UUID, form: Form | None, *, is_conflict: bool = False
) -> str:
    course, _ = services.open_to_go_on(
        family_id, assessment_id, again=form is not None, actor=govuk.actor(), today=clock.today()
    )
    if form is None:
        form = Form(
            {
                **govuk.form_of_dates(reviewed_on=clock.today()).entered,
                "level": [str(course.level or "")],
            }
        )
    ticked = set(form.values("done"))
    last = course.reviews[0] if course.reviews else None
    return render_template(
        "cases/course/review.html",
        course=course,
        name=family_name(course.reference),
        form=form,
        version=course.version if is_conflict else form.value("version") or course.version,
        last=last,
        sent_in=[
            note
            for note in notes.sent_in(family_id, actor=govuk.actor(), today=clock.today())
            if note.kind is NoteKind.FOR_THE_REVIEW and (last is None or note.happened_on >= last.reviewed_on)
        ],
        action_rows=NEW_ACTIONS,
        done_items=[
            {
                "value": str(action.id),
                "text": action.what,
                "checked": str(action.id) in ticked,
                "hint": {"text": _who_and_when(action)},
            }
            for action in course.open_actions
        ],
        level_items=words.levels(form.value("level")),
    )


def _who_and_when(action: ActionInPlan) -> str:
    said = f"{action.who}, by {govuk.long_date(action.due_on)}"
    return f"{said}. Outcome: {action.desired_outcome}" if action.desired_outcome else said


def _review_text_page(
    family_id: UUID, assessment_id: UUID, review_id: UUID, form: Form | None, *, is_conflict: bool = False
) -> str:
    course, _ = services.open_to_go_on(
        family_id, assessment_id, again=form is not None, actor=govuk.actor(), today=clock.today()
    )
    review = next((each for each in course.reviews if each.id == review_id), None)
    if review is None:
        raise NotFound("review", "There is no such review of this assessment.")
    if form is None:
        form = Form(
            {
                **govuk.form_of_dates(next_review_on=review.next_review_on).entered,
                "level": [str(next((each.level for each in course.levels if _is_of(each, review)), ""))],
                "works_well": [review.works_well],
                "worries": [review.worries],
                "needs_to_happen": [review.needs_to_happen or ""],
                "childs_words": [review.childs_words or ""],
            }
        )
    return render_template(
        "cases/course/review_text.html",
        course=course,
        review=review,
        name=family_name(course.reference),
        form=form,
        level_items=words.levels(form.value("level")),
        version=course.version if is_conflict else form.value("version") or course.version,
    )


def _is_of(level: LevelDecided, review: ReviewOnFile) -> bool:
    return level.moment is NeedMoment.REVIEW and level.decided_on == review.reviewed_on


def _action_page(
    family_id: UUID,
    assessment_id: UUID,
    action_id: UUID | None,
    form: Form | None,
    *,
    is_conflict: bool = False,
) -> str:
    actor, today, again = govuk.actor(), clock.today(), form is not None
    if action_id is None:
        course = services.open_to_add(family_id, assessment_id, again=again, actor=actor, today=today)
    else:
        course, _ = services.open_to_go_on(family_id, assessment_id, again=again, actor=actor, today=today)
    action = next((each for each in course.actions if each.id == action_id), None)
    if action_id is not None and action is None:
        raise NotFound("action", "There is no such action of this assessment.")
    if form is None:
        due_on = action.due_on if action else course.next_review_on
        days = {"due_on": due_on, "done_on": action.done_on if action else None}
        entered = dict(govuk.form_of_dates(**{name: day for name, day in days.items() if day}).entered)
        if action is not None:
            entered["what"] = [action.what]
            entered["who"] = ["" if action.practitioner_id else action.who]
            entered["practitioner_id"] = [str(action.practitioner_id or "")]
        form = Form(entered)
    return render_template(
        "cases/course/action.html",
        course=course,
        action=action,
        name=family_name(course.reference),
        form=form,
        version=course.version if is_conflict else form.value("version") or course.version,
    )


def _back(family_id: UUID, assessment_id: UUID, said: str) -> AnyResponse:
    flash(said)
    return redirect(url_for("cases_pages.assessment", family_id=family_id, assessment_id=assessment_id), 303)
