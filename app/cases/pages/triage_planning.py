"""Planning a rollout meeting, changing its plan, closing it, and its record to print."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app import clashes, clock, govuk
from app.access.policies import check_may
from app.access.roles import Action
from app.cases.pages.blueprint import pages
from app.cases.pages.triage_forms import CallOffForm, CloseMeetingForm, PlanMeetingForm, plan_of
from app.cases.queries.triage_plans import Named, PlannedMeeting
from app.cases.rules.triage import MeetingState
from app.cases.services import meetings as held
from app.cases.services import triage_planning as services
from app.cases.services.finding import Choice
from app.clashes import Page, Standing
from app.govuk import Form
from app.questions import Kind, Question, filled

FIELD_OF = {"day-past": "held_on", "agency-off-the-data-sheet": "agencies"}


@pages.get("/meetings/new")
def new_meeting() -> str:
    """The form that plans a rollout meeting."""
    return _plan_page(Form(), None)


@pages.post("/meetings/new")
def plan_meeting() -> Page:
    """Plan a meeting and go to it."""
    check_may(govuk.actor(), Action.RUN_TRIAGE)
    try:
        values = govuk.load_form(PlanMeetingForm(), request.form)
        meeting_id = services.plan_meeting(plan_of(values), actor=govuk.actor(), today=clock.today())
    except govuk.REFUSALS as refusal:
        return govuk.redisplay(refusal, lambda form: _plan_page(form, None), field_of=FIELD_OF)
    flash("The meeting is planned. Its agencies can answer their lists now.")
    return redirect(url_for("cases_pages.meeting", meeting_id=meeting_id), 303)


@pages.get("/meetings/<uuid:meeting_id>/plan")
def meeting_plan(meeting_id: UUID) -> str:
    """The form that changes a meeting's plan."""
    meeting = _opened(meeting_id)
    return _plan_page(_form_of(meeting), meeting)


@pages.post("/meetings/<uuid:meeting_id>/plan")
def change_plan(meeting_id: UUID) -> Page:
    """Change a meeting's plan and go back to it."""
    check_may(govuk.actor(), Action.RUN_TRIAGE)

    def act() -> None:
        values = govuk.load_form(PlanMeetingForm(), request.form)
        services.change_plan(
            meeting_id,
            plan_of(values),
            version=values["version"],
            actor=govuk.actor(),
            today=clock.today(),
        )

    def done(_: None) -> AnyResponse:
        flash("The plan is changed.")
        return redirect(url_for("cases_pages.meeting", meeting_id=meeting_id), 303)

    return clashes.take(
        act,
        shown=lambda form: _plan_page(form, _opened(meeting_id)),
        standing=lambda: _plan_standing(_opened(meeting_id)),
        done=done,
        field_of=FIELD_OF,
    )


@pages.post("/meetings/<uuid:meeting_id>/call-off")
def call_off(meeting_id: UUID) -> Page:
    """Take a meeting that will not be held out of the plan, and go to the list of meetings."""
    check_may(govuk.actor(), Action.RUN_TRIAGE)
    try:
        values = govuk.load_form(CallOffForm(), request.form)
        services.call_off(meeting_id, version=values["version"], actor=govuk.actor())
    except govuk.REFUSALS as refusal:
        meeting = _opened(meeting_id)
        return govuk.redisplay(
            refusal, lambda form: _plan_page(replace(_form_of(meeting), errors=form.errors), meeting)
        )
    flash("The meeting is called off.")
    return redirect(url_for("cases_pages.meetings"), 303)


@pages.get("/meetings/<uuid:meeting_id>/close")
def close_form(meeting_id: UUID) -> str:
    """The form that ends a meeting: who was present."""
    return _close_page(meeting_id, Form())


@pages.post("/meetings/<uuid:meeting_id>/close")
def close_meeting(meeting_id: UUID) -> Page:
    """End a meeting and go back to it."""
    check_may(govuk.actor(), Action.RUN_TRIAGE)

    def act() -> None:
        values = govuk.load_form(CloseMeetingForm(), request.form)
        services.close_meeting(
            meeting_id,
            frozenset(values["present"]),
            version=values["version"],
            actor=govuk.actor(),
            today=clock.today(),
            now=clock.now(),
        )

    def done(_: None) -> AnyResponse:
        flash("The meeting is closed. Its record can be printed.")
        return redirect(url_for("cases_pages.meeting", meeting_id=meeting_id), 303)

    return clashes.take(
        act,
        shown=lambda form: _close_page(meeting_id, form),
        standing=lambda: _close_standing(_opened(meeting_id)),
        done=done,
    )


@pages.get("/meetings/<uuid:meeting_id>/record")
def meeting_record(meeting_id: UUID) -> str:
    """A meeting's decisions as a record to print. Opening it is noted."""
    record = held.print_meeting(meeting_id, actor=govuk.actor())
    return render_template(
        "cases/triage/record.html",
        meeting=record.meeting,
        decisions=record.decisions,
        totals=record.meeting.totals,
        printed_at=clock.now(),
    )


def _opened(meeting_id: UUID) -> PlannedMeeting:
    return services.open_plan(meeting_id, actor=govuk.actor(), today=clock.today()).meeting


def _plan_standing(meeting: PlannedMeeting) -> Standing:
    """The plan as somebody else has changed it."""
    offered = services.to_plan(actor=govuk.actor())
    return _standing(
        meeting,
        "Change the plan of a meeting",
        (
            Question("held_on", "Day of the meeting", Kind.DATE),
            Question("rollout", "Rollout"),
            Question("wards", "Wards whose families it considers", Kind.TICKS, choices=_named(offered.wards)),
            Question("agencies", "Agencies invited", Kind.TICKS, choices=_named(offered.agencies)),
        ),
        _form_of(meeting),
    )


def _close_standing(meeting: PlannedMeeting) -> Standing:
    """Who was present at the meeting, if somebody else has closed it."""
    agencies = _named(services.to_plan(actor=govuk.actor()).agencies)
    return _standing(
        meeting,
        "Close the meeting",
        (Question("present", "Agencies that were present", Kind.TICKS, choices=agencies),),
        filled({"present": [str(agency.id) for agency in meeting.present]}),
    )


def _standing(
    meeting: PlannedMeeting, heading: str, questions: Sequence[Question], recorded: Form
) -> Standing:
    return Standing(
        questions,
        recorded,
        meeting.version,
        heading,
        f"Rollout meeting of {govuk.long_date(meeting.held_on)}",
        url_for("cases_pages.meeting", meeting_id=meeting.id),
        now="The meeting is closed." if meeting.state is MeetingState.HELD else "",
    )


def _plan_page(form: Form, meeting: PlannedMeeting | None) -> str:
    offered = services.to_plan(actor=govuk.actor())
    version = meeting.version if meeting else 0
    return render_template(
        "cases/triage/plan.html",
        form=form,
        meeting=meeting,
        version=form.value("version") or version,
        ward_items=ticks(offered.wards, form.values("wards")),
        agency_items=ticks(offered.agencies, form.values("agencies")),
    )


def _close_page(meeting_id: UUID, form: Form) -> str:
    meeting = _opened(meeting_id)
    offered = services.to_plan(actor=govuk.actor())
    return render_template(
        "cases/triage/close.html",
        form=form,
        meeting=meeting,
        version=form.value("version") or meeting.version,
        present_items=ticks(offered.agencies, form.values("present")),
    )


def _form_of(meeting: PlannedMeeting) -> Form:
    """A plan's form filled in with the plan as it stands."""
    dates = govuk.form_of_dates(held_on=meeting.held_on).entered
    return Form(
        {
            **dates,
            "rollout": [str(meeting.rollout)],
            "wards": [str(ward.id) for ward in meeting.wards],
            "agencies": [str(agency.id) for agency in meeting.invited],
        }
    )


def _named(offered: Sequence[Named]) -> list[Choice]:
    return [Choice(str(each.id), each.name) for each in offered]


def ticks(offered: Sequence[Named], chosen: Sequence[str]) -> list[dict[str, object]]:
    """Checkboxes of wards or agencies, with those chosen ticked."""
    return [{"value": str(each.id), "text": each.name, "checked": str(each.id) in chosen} for each in offered]
