"""Training: courses, sessions with their places, and who came."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app import clashes, clock, govuk
from app.access.policies import check_may, may
from app.access.roles import Action
from app.cases.pages.blueprint import pages
from app.cases.pages.training_forms import (
    BookForm,
    ChangeSessionForm,
    CourseForm,
    PlaceForm,
    SessionForm,
    VersionForm,
)
from app.cases.rules.training import ATTENDANCE, MOVES, BookingState
from app.cases.services import training as services
from app.cases.services import training_places as places
from app.cases.services.finding import Choice
from app.cases.services.training import SessionOpened
from app.clashes import Page, Standing
from app.errors import NotFound, RuleRefused
from app.govuk import Form
from app.questions import Kind, Question, filled

COLOURS = {
    BookingState.BOOKED: "govuk-tag--light-blue",
    BookingState.ATTENDED: "govuk-tag--green",
    BookingState.DID_NOT_ATTEND: "govuk-tag--yellow",
    BookingState.CANCELLED: "govuk-tag--grey",
}
SESSION_AT = {"day-past": "held_on", "fewer-than-booked": "capacity"}
SESSION_ASKED = (
    Question("held_on", "Day", Kind.DATE),
    Question("venue", "Where it is held"),
    Question("capacity", "Places"),
)
BUTTONS = {
    BookingState.ATTENDED: "Attended",
    BookingState.DID_NOT_ATTEND: "Did not attend",
    BookingState.CANCELLED: "Give up the place",
}


@pages.get("/training")
def training() -> str:
    """The training that concerns this person."""
    found = services.training(actor=govuk.actor(), today=clock.today())
    return render_template(
        "cases/training/training.html",
        found=found,
        runs=may(govuk.actor(), Action.RUN_TRAINING),
        manages=may(govuk.actor(), Action.BOOK_TRAINING),
        me=govuk.actor().practitioner_id,
        colours=COLOURS,
        today=clock.today(),
    )


@pages.get("/training/courses/new")
def course_form() -> str:
    """The form that adds a course."""
    return _course_page(Form())


@pages.post("/training/courses/new")
def add_course() -> Page:
    """Add a course, and go back to training."""
    check_may(govuk.actor(), Action.RUN_TRAINING)
    try:
        services.add_course(**govuk.load_form(CourseForm(), request.form), actor=govuk.actor())
    except govuk.REFUSALS as refusal:
        return govuk.redisplay(refusal, _course_page, field_of={"course-known": "title"})
    flash("The course has been added.")
    return redirect(url_for("cases_pages.training"), 303)


@pages.get("/training/courses/<uuid:course_id>/sessions/new")
def training_session_form(course_id: UUID) -> str:
    """The form that plans a session of a course."""
    return _plan_page(course_id, Form())


@pages.post("/training/courses/<uuid:course_id>/sessions/new")
def plan_training_session(course_id: UUID) -> Page:
    """Plan a session, and go to it."""
    check_may(govuk.actor(), Action.RUN_TRAINING)
    try:
        values = govuk.load_form(SessionForm(), request.form)
        session_id = services.plan_session(course_id, **values, actor=govuk.actor(), today=clock.today())
    except govuk.REFUSALS as refusal:
        return govuk.redisplay(refusal, lambda form: _plan_page(course_id, form), field_of=SESSION_AT)
    flash("The session is planned. Places can be booked now.")
    return _to_session(session_id)


@pages.get("/training/sessions/<uuid:session_id>")
def training_session(session_id: UUID) -> str:
    """A session with its places."""
    return _session_page(session_id, Form())


@pages.post("/training/sessions/<uuid:session_id>/bookings")
def book_training_place(session_id: UUID) -> Page:
    """Book a place for somebody, and go back to the session."""
    check_may(govuk.actor(), Action.BOOK_TRAINING)
    try:
        values = govuk.load_form(BookForm(), request.form)
        places.book_place(session_id, **values, actor=govuk.actor(), today=clock.today(), now=clock.now())
    except govuk.REFUSALS as refusal:
        return govuk.redisplay(
            refusal,
            lambda form: _session_page(session_id, form),
            field_of={"booked-already": "practitioner_id", "session-full": "practitioner_id"},
        )
    flash("The place has been booked.")
    return _to_session(session_id)


@pages.get("/training/sessions/<uuid:session_id>/change")
def change_session_form(session_id: UUID) -> str:
    """The form that changes a session."""
    return _change_page(_to_plan(session_id), None)


@pages.post("/training/sessions/<uuid:session_id>/change")
def change_training_session(session_id: UUID) -> Page:
    """Change a session, and go back to it."""
    check_may(govuk.actor(), Action.RUN_TRAINING)

    def act() -> None:
        values = govuk.load_form(ChangeSessionForm(), request.form)
        services.change_session(session_id, **values, actor=govuk.actor(), today=clock.today())

    def done(_: None) -> AnyResponse:
        flash("The session has been changed. Tell those who have a place.")
        return _to_session(session_id)

    return clashes.take(
        act,
        shown=lambda form: _change_page(_to_plan(session_id), form),
        standing=lambda: _standing(_to_plan(session_id)),
        done=done,
        field_of=SESSION_AT,
    )


@pages.post("/training/sessions/<uuid:session_id>/call-off")
def call_off_training_session(session_id: UUID) -> AnyResponse:
    """Call a session off, and go back to it."""
    check_may(govuk.actor(), Action.RUN_TRAINING)
    try:
        version = govuk.load_form(VersionForm(), request.form)["version"]
    except govuk.FormRefused:
        raise RuleRefused("no-version", "Open the session again, and use its button.") from None
    services.call_off_session(session_id, version=version, actor=govuk.actor(), today=clock.today())
    flash("The session has been called off. Tell those who had a place.")
    return _to_session(session_id)


@pages.post("/training/bookings/<uuid:booking_id>/state")
def record_training_place(booking_id: UUID) -> AnyResponse:
    """Say what became of a place, and go back to the session."""
    check_may(govuk.actor(), Action.BOOK_TRAINING)
    try:
        state = govuk.load_form(PlaceForm(), request.form)["state"]
    except govuk.FormRefused:
        raise RuleRefused("no-state", "Open the session again, and use its buttons.") from None
    session_id = places.record_place(booking_id, state, actor=govuk.actor(), today=clock.today())
    flash(f"The place is recorded: {state.label.lower()}.")
    return _to_session(session_id)


def _course_page(form: Form) -> str:
    check_may(govuk.actor(), Action.RUN_TRAINING)
    return render_template("cases/training/course.html", form=form)


def _plan_page(course_id: UUID, form: Form) -> str:
    check_may(govuk.actor(), Action.RUN_TRAINING)
    found = services.training(actor=govuk.actor(), today=clock.today()).courses
    course = next((each for each in found if each.id == course_id), None)
    if course is None:
        raise NotFound("training-course", "There is no such course.")
    return render_template(
        "cases/training/session_form.html",
        form=form,
        course=course.title,
        heading="Plan a session",
        button="Plan the session",
        back=("Training", url_for("cases_pages.training")),
        version=None,
        call_off=None,
    )


def _change_page(opened: SessionOpened, form: Form | None) -> str:
    shown = _as_planned(opened) if form is None else form
    return render_template(
        "cases/training/session_form.html",
        form=shown,
        course=opened.session.course,
        heading="Change the session",
        button="Save the change",
        back=("The session", url_for("cases_pages.training_session", session_id=opened.session.id)),
        version=shown.value("version") or opened.session.version,
        call_off=url_for("cases_pages.call_off_training_session", session_id=opened.session.id),
    )


def _to_plan(session_id: UUID) -> SessionOpened:
    check_may(govuk.actor(), Action.RUN_TRAINING)
    return services.open_session(session_id, actor=govuk.actor(), today=clock.today())


def _standing(opened: SessionOpened) -> Standing:
    """The session as somebody else has changed it."""
    return Standing(
        SESSION_ASKED,
        _as_planned(opened),
        opened.session.version,
        "Change the session",
        opened.session.course,
        url_for("cases_pages.training_session", session_id=opened.session.id),
    )


def _as_planned(opened: SessionOpened) -> Form:
    planned = opened.session
    return filled({"held_on": planned.held_on, "venue": planned.venue, "capacity": str(planned.capacity)})


def _session_page(session_id: UUID, form: Form) -> str:
    today = clock.today()
    opened = services.open_session(session_id, actor=govuk.actor(), today=today)
    offered = [
        Choice(str(each.practitioner_id), f"{each.name}, {each.establishment}") for each in opened.offered
    ]
    is_held = opened.session.held_on <= today
    books = may(govuk.actor(), Action.BOOK_TRAINING)
    return render_template(
        "cases/training/session.html",
        opened=opened,
        session=opened.session,
        form=form,
        colours=COLOURS,
        who_items=govuk.choices((Choice("", "Choose a person"), *offered), form.value("practitioner_id")),
        buttons=[
            (
                each,
                [
                    (state.value, BUTTONS[state])
                    for state in BUTTONS
                    if state in MOVES[each.state]
                    and books
                    and (state not in ATTENDANCE or (opened.may_plan and is_held))
                ],
            )
            for each in opened.bookings
        ],
        books=books,
        today=today,
    )


def _to_session(session_id: UUID) -> AnyResponse:
    return redirect(url_for("cases_pages.training_session", session_id=session_id), 303)
