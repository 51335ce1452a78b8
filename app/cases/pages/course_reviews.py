"""Reviews and the plan on their pages."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app import clashes, clock, govuk
from app.access.policies import check_may
from app.access.roles import Action
from app.cases.pages import course_standing as standing
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
from app.cases.queries.course_parts import ActionInPlan, CourseOnFile
from app.cases.rules.notes import NoteKind
from app.cases.services import course as services
from app.cases.services import notes, plan, reviews
from app.cases.services.course import Choices
from app.cases.services.plan import NewAction
from app.cases.services.reviews import NewReview
from app.clashes import Page
from app.govuk import Form
from app.questions import filled

FIELD_OF = {
    "next-review-too-early": "next_review_on",
    "nothing-to-happen": "needs_to_happen",
    "dates-out-of-order": "reviewed_on",
    "in-the-future": "reviewed_on",
    "reviewed-that-day": "reviewed_on",
    "done-before-agreed": "reviewed_on",
    "action": "done",
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

    def act() -> None:
        sent = govuk.load_form(ReviewForm(), request.form)
        reviews.record_review(
            family_id,
            assessment_id,
            _review(sent),
            version=sent["version"],
            actor=govuk.actor(),
            today=clock.today(),
        )

    return clashes.take(
        act,
        shown=lambda form: _review_page(family_id, assessment_id, form),
        standing=lambda: standing.reviewing(_opened(family_id, assessment_id)[0]),
        done=lambda _: _back(family_id, assessment_id, "The review has been recorded."),
        field_of=FIELD_OF,
    )


@pages.get("/families/<uuid:family_id>/assessments/<uuid:assessment_id>/reviews/<uuid:review_id>")
def review_text_form(family_id: UUID, assessment_id: UUID, review_id: UUID) -> str:
    """The form that corrects what a review says."""
    return _review_text_page(family_id, assessment_id, review_id, None)


@pages.post("/families/<uuid:family_id>/assessments/<uuid:assessment_id>/reviews/<uuid:review_id>")
def correct_review(family_id: UUID, assessment_id: UUID, review_id: UUID) -> Page:
    """Correct what a review says and go back to the assessment."""
    check_may(govuk.actor(), Action.UPDATE_A_FAMILY)

    def act() -> None:
        sent = govuk.load_form(ReviewTextForm(), request.form)
        reviews.correct_review(
            family_id, assessment_id, review_id, **sent, actor=govuk.actor(), today=clock.today()
        )

    return clashes.take(
        act,
        shown=lambda form: _review_text_page(family_id, assessment_id, review_id, form),
        standing=lambda: standing.correcting_review(_opened(family_id, assessment_id)[0], review_id),
        done=lambda _: _back(family_id, assessment_id, "The review has been corrected."),
        field_of=FIELD_OF,
    )


@pages.get("/families/<uuid:family_id>/assessments/<uuid:assessment_id>/actions/new")
def action_form(family_id: UUID, assessment_id: UUID) -> str:
    """The form that adds an action to the plan."""
    return _action_page(family_id, assessment_id, None, None)


@pages.post("/families/<uuid:family_id>/assessments/<uuid:assessment_id>/actions/new")
def agree_action(family_id: UUID, assessment_id: UUID) -> Page:
    """Add an action to the plan and go back to the assessment."""
    check_may(govuk.actor(), Action.ADD_TO_A_FAMILY)

    def act() -> None:
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

    return clashes.take(
        act,
        shown=lambda form: _action_page(family_id, assessment_id, None, form),
        standing=lambda: standing.adding_action(_opened_to_add(family_id, assessment_id)),
        done=lambda _: _back(family_id, assessment_id, "The action has been added to the plan."),
        field_of=ACTION_FIELD_OF,
    )


@pages.get("/families/<uuid:family_id>/assessments/<uuid:assessment_id>/actions/<uuid:action_id>")
def action_change_form(family_id: UUID, assessment_id: UUID, action_id: UUID) -> str:
    """The form that says that an action is done, or changes it."""
    return _action_page(family_id, assessment_id, action_id, None)


@pages.post("/families/<uuid:family_id>/assessments/<uuid:assessment_id>/actions/<uuid:action_id>")
def change_action(family_id: UUID, assessment_id: UUID, action_id: UUID) -> Page:
    """Keep an action as it is now and go back to the assessment."""
    check_may(govuk.actor(), Action.UPDATE_A_FAMILY)

    def act() -> None:
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

    return clashes.take(
        act,
        shown=lambda form: _action_page(family_id, assessment_id, action_id, form),
        standing=lambda: standing.changing_action(*_opened(family_id, assessment_id), action_id),
        done=lambda _: _back(family_id, assessment_id, "The action has been saved."),
        field_of=ACTION_FIELD_OF,
    )


def _opened(family_id: UUID, assessment_id: UUID) -> tuple[CourseOnFile, Choices]:
    """The assessment as it stands now, even where it can no longer be gone on with."""
    return services.open_to_go_on(
        family_id, assessment_id, again=True, actor=govuk.actor(), today=clock.today()
    )


def _opened_to_add(family_id: UUID, assessment_id: UUID) -> CourseOnFile:
    return services.open_to_add(
        family_id, assessment_id, again=True, actor=govuk.actor(), today=clock.today()
    )


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


def _review_page(family_id: UUID, assessment_id: UUID, form: Form | None) -> str:
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
        version=form.value("version") or course.version,
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


def _review_text_page(family_id: UUID, assessment_id: UUID, review_id: UUID, form: Form | None) -> str:
    course, _ = services.open_to_go_on(
        family_id, assessment_id, again=form is not None, actor=govuk.actor(), today=clock.today()
    )
    review = standing.review_of(course, review_id)
    if form is None:
        form = standing.recorded_review(course, review)
    return render_template(
        "cases/course/review_text.html",
        course=course,
        review=review,
        name=family_name(course.reference),
        form=form,
        level_items=words.levels(form.value("level")),
        version=form.value("version") or course.version,
    )


def _action_page(
    family_id: UUID,
    assessment_id: UUID,
    action_id: UUID | None,
    form: Form | None,
) -> str:
    actor, today, again = govuk.actor(), clock.today(), form is not None
    if action_id is None:
        course = services.open_to_add(family_id, assessment_id, again=again, actor=actor, today=today)
    else:
        course, _ = services.open_to_go_on(family_id, assessment_id, again=again, actor=actor, today=today)
    action = standing.action_of(course, action_id) if action_id else None
    if form is None:
        form = standing.recorded_action(action) if action else filled({"due_on": course.next_review_on})
    return render_template(
        "cases/course/action.html",
        course=course,
        action=action,
        name=family_name(course.reference),
        form=form,
        version=form.value("version") or course.version,
    )


def _back(family_id: UUID, assessment_id: UUID, said: str) -> AnyResponse:
    flash(said)
    return redirect(url_for("cases_pages.assessment", family_id=family_id, assessment_id=assessment_id), 303)
