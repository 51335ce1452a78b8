"""The days of an assessment corrected, the assessment closed and opened again, on their pages."""

from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app import clashes, clock, govuk
from app.access.policies import check_may
from app.access.roles import Action
from app.cases.pages import course_standing as standing
from app.cases.pages import course_words as words
from app.cases.pages.blueprint import pages
from app.cases.pages.course_forms import ClosureForm, ReopeningForm, StageDateForm
from app.cases.pages.record import family_name
from app.cases.queries.course_parts import CourseOnFile
from app.cases.rules.course import DateCorrection, ReopeningReason, StageDate
from app.cases.services import closing, dating
from app.cases.services import course as services
from app.clashes import Page
from app.govuk import Form

DATED_AT = {
    "same-date": "day",
    "date-missing": "day",
    "dates-out-of-order": "day",
    "in-the-future": "day",
    "after-closure": "day",
    "meeting-that-day": "day",
    "reviewed-that-day": "day",
    "next-review-too-early": "day",
    "reason-needed": "reason",
}
CLOSED_AT = {
    "no-closing-meeting": "closed_on",
    "dates-out-of-order": "closed_on",
    "in-the-future": "closed_on",
    "after-closure": "closed_on",
}


@pages.get("/families/<uuid:family_id>/assessments/<uuid:assessment_id>/dates/<which>")
def stage_date_form(family_id: UUID, assessment_id: UUID, which: str) -> str:
    """The form that records or corrects the day of a stage."""
    return _date_page(family_id, assessment_id, _stage_date(which), None)


@pages.post("/families/<uuid:family_id>/assessments/<uuid:assessment_id>/dates/<which>")
def date_stage(family_id: UUID, assessment_id: UUID, which: str) -> Page:
    """Record or correct the day of a stage and go back to the family."""
    check_may(govuk.actor(), Action.UPDATE_A_FAMILY)
    stage = _stage_date(which)

    def act() -> None:
        sent = govuk.load_form(StageDateForm(), request.form)
        dating.date_stage(
            family_id,
            assessment_id,
            stage,
            sent["day"],
            sent["reason"],
            version=sent["version"],
            actor=govuk.actor(),
            today=clock.today(),
        )

    def done(_: None) -> AnyResponse:
        flash("The date has been kept.")
        return redirect(
            url_for("cases_pages.family", family_id=family_id, _anchor=f"assessment-{assessment_id}"), 303
        )

    return clashes.take(
        act,
        shown=lambda form: _date_page(family_id, assessment_id, stage, form),
        standing=lambda: standing.dating(_course(family_id, assessment_id), stage),
        done=done,
        field_of=DATED_AT,
    )


@pages.get("/families/<uuid:family_id>/assessments/<uuid:assessment_id>/closure")
def closure_form(family_id: UUID, assessment_id: UUID) -> str:
    """The form that closes an assessment."""
    return _closure_page(family_id, assessment_id, None)


@pages.post("/families/<uuid:family_id>/assessments/<uuid:assessment_id>/closure")
def close_assessment(family_id: UUID, assessment_id: UUID) -> Page:
    """Close an assessment and show it closed."""
    check_may(govuk.actor(), Action.UPDATE_A_FAMILY)

    def act() -> None:
        sent = govuk.load_form(ClosureForm(), request.form)
        closing.close_assessment(family_id, assessment_id, **sent, actor=govuk.actor(), today=clock.today())

    return clashes.take(
        act,
        shown=lambda form: _closure_page(family_id, assessment_id, form),
        standing=lambda: standing.closing(_course(family_id, assessment_id)),
        done=lambda _: _back(family_id, assessment_id, "The assessment has been closed."),
        field_of=CLOSED_AT,
    )


@pages.get("/families/<uuid:family_id>/assessments/<uuid:assessment_id>/reopening")
def reopening_form(family_id: UUID, assessment_id: UUID) -> str:
    """The form that opens a closed assessment again."""
    return _reopening_page(family_id, assessment_id, Form())


@pages.post("/families/<uuid:family_id>/assessments/<uuid:assessment_id>/reopening")
def reopen_assessment(family_id: UUID, assessment_id: UUID) -> Page:
    """Open a closed assessment again and show it as it was."""
    check_may(govuk.actor(), Action.UPDATE_A_FAMILY)

    def act() -> None:
        sent = govuk.load_form(ReopeningForm(), request.form)
        closing.reopen_assessment(family_id, assessment_id, **sent, actor=govuk.actor(), today=clock.today())

    return clashes.take(
        act,
        shown=lambda form: _reopening_page(family_id, assessment_id, form),
        standing=lambda: standing.reopening(_course(family_id, assessment_id)),
        done=lambda _: _back(family_id, assessment_id, "The assessment is open again."),
    )


def _course(family_id: UUID, assessment_id: UUID) -> CourseOnFile:
    check_may(govuk.actor(), Action.UPDATE_A_FAMILY)
    return services.open_course(family_id, assessment_id, actor=govuk.actor(), today=clock.today())


def _stage_date(text: str) -> StageDate:
    """The stage that an address names; one that there is not is a page that there is not."""
    try:
        return StageDate(text)
    except ValueError:
        abort(404)


def _date_page(family_id: UUID, assessment_id: UUID, which: StageDate, form: Form | None) -> str:
    course = _course(family_id, assessment_id)
    recorded = getattr(course.assessment, dating.COLUMNS[which])
    if form is None:
        form = govuk.form_of_dates(day=recorded) if recorded else Form()
    return render_template(
        "cases/course/stage_date.html",
        course=course,
        which=which,
        recorded=recorded,
        name=family_name(course.reference),
        title=words.title(course.assessment),
        form=form,
        version=form.value("version") or course.version,
        reason_items=words.words(DateCorrection, form.value("reason")),
    )


def _closure_page(family_id: UUID, assessment_id: UUID, form: Form | None) -> str:
    course = _course(family_id, assessment_id)
    held = words.meetings_held(course)
    if form is None:
        begun = govuk.form_of_dates(closed_on=held[0]).entered if held else {}
        form = Form({**begun, "level": [str(course.level or "")]})
    return render_template(
        "cases/course/closure.html",
        course=course,
        held=held,
        name=family_name(course.reference),
        title=words.title(course.assessment),
        form=form,
        version=form.value("version") or course.version,
        reason_items=words.closure_reasons(form.value("reason")),
        level_items=words.levels(form.value("level")),
    )


def _reopening_page(family_id: UUID, assessment_id: UUID, form: Form) -> str:
    course = _course(family_id, assessment_id)
    return render_template(
        "cases/course/reopening.html",
        course=course,
        name=family_name(course.reference),
        title=words.title(course.assessment),
        form=form,
        version=form.value("version") or course.version,
        reason_items=words.words(ReopeningReason, form.value("reason")),
    )


def _back(family_id: UUID, assessment_id: UUID, said: str) -> AnyResponse:
    flash(said)
    return redirect(url_for("cases_pages.assessment", family_id=family_id, assessment_id=assessment_id), 303)
