"""Claim windows on their pages: the list, one opened or changed, and the workbench with its bulk steps."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from marshmallow import fields
from werkzeug.wrappers import Response as AnyResponse

from app import clashes, clock, govuk
from app.access.policies import check_may
from app.access.roles import Action
from app.cases.services.finding import Choice
from app.claims.pages.blueprint import pages
from app.claims.pages.line_words import PHASES, pounds, step_words
from app.claims.rules.lifecycle import LineState
from app.claims.schemas.lines import LONGEST_REFERENCE, WindowDaysIn, WindowIn
from app.claims.services import bulk, undermined, windows, workbench
from app.claims.services.bulk import Sent, Step
from app.claims.services.workbench import Filters
from app.clashes import Page, Standing
from app.govuk import Form
from app.programme.packs import Phase, Route
from app.questions import Kind, Question, filled

FIRST_SHOWN = 25
FIELD_OF = {
    "label-taken": "label",
    "dates-in-order": "closes_on",
    "windows-overlap": "opens_on",
    "on-a-return": "opens_on",
}

PHASE = Question(
    "phase", "Phase", Kind.RADIOS, choices=tuple(Choice(phase.value, PHASES[phase]) for phase in Phase)
)
LABEL = Question("label", "Name", hint="For example, July 2013.", width=20)
OPENS_ON = Question("opens_on", "Opens on", Kind.DATE, hint="For example, 1 7 2013.")
CLOSES_ON = Question("closes_on", "Closes on", Kind.DATE, hint="Its last day. For example, 31 7 2013.")
DAYS = (LABEL, OPENS_ON, CLOSES_ON)

# What a window is worked through by, from first to last; the states after them follow.
WORKED = (
    LineState.DRAFT,
    LineState.EVIDENCE_COMPLETE,
    LineState.WITH_INTERNAL_AUDIT,
    LineState.AUDITED,
    LineState.ON_A_RETURN,
    LineState.SUBMITTED,
    LineState.PAID,
    LineState.NOT_VALID,
    LineState.WITHDRAWN,
)
ALWAYS_SHOWN = WORKED[:5]
SECTIONS = ("ready", "held", *WORKED)


class ChangeWindowForm(WindowDaysIn):
    """A window's name and days, and the version that the form was opened by."""

    version = fields.Integer(required=True)


@pages.get("/claims/windows")
def claim_windows() -> str:
    """The claim windows, the last to open first."""
    return render_template(
        "claims/windows.html",
        windows=windows.list_windows(actor=govuk.actor()),
        today=clock.today(),
        phases=PHASES,
        pounds=pounds,
    )


@pages.get("/claims/windows/new")
def window_form() -> str:
    """The form that opens a window."""
    check_may(govuk.actor(), Action.PREPARE_CLAIMS)
    return _window_form(Form(), (PHASE, *DAYS))


@pages.post("/claims/windows/new")
def open_window() -> Page:
    """Open a window and show it."""
    check_may(govuk.actor(), Action.PREPARE_CLAIMS)
    try:
        values = govuk.load_form(WindowIn(), request.form)
        window_id = windows.open_window(**values, actor=govuk.actor())
    except govuk.REFUSALS as refusal:
        return govuk.redisplay(refusal, lambda form: _window_form(form, (PHASE, *DAYS)), field_of=FIELD_OF)
    flash("The window has been opened.")
    return redirect(url_for("claims_pages.claim_window", window_id=window_id), 303)


@pages.get("/claims/windows/<uuid:window_id>")
def claim_window(window_id: UUID) -> str:
    """A window as its coordinator works through it."""
    check_may(govuk.actor(), Action.PREPARE_CLAIMS)
    section = govuk.chosen("section", SECTIONS)
    filters = _filters()
    undermined.look_for_undermined(today=clock.today(), now=clock.now())
    found = workbench.open_window(
        window_id,
        filters,
        actor=govuk.actor(),
        today=clock.today(),
    )
    return render_template(
        "claims/window.html",
        bench=found,
        window=found.window,
        phases=PHASES,
        sections=_sections(found),
        section=section,
        first=FIRST_SHOWN,
        routes=list(Route),
        route_items=govuk.choices(
            [Choice("", "Every result"), *(Choice(each.value, each.label) for each in Route)],
            filters.route or "",
        ),
        route=filters.route,
        reference=filters.reference or "",
        steps=step_words(found.is_open),
        pounds=pounds,
    )


@pages.get("/claims/windows/<uuid:window_id>/change")
def change_window_form(window_id: UUID) -> str:
    """The form that changes a window's name and days."""
    window = windows.read_window(window_id, actor=govuk.actor())
    form = filled({"label": window.label, "opens_on": window.opens_on, "closes_on": window.closes_on})
    return _window_form(form, DAYS, window=window)


@pages.post("/claims/windows/<uuid:window_id>/change")
def change_window(window_id: UUID) -> Page:
    """Change a window's name and days, and show it."""
    check_may(govuk.actor(), Action.PREPARE_CLAIMS)

    def act() -> None:
        values = govuk.load_form(ChangeWindowForm(), request.form)
        windows.change_window(window_id, **values, actor=govuk.actor())

    def done(_: None) -> AnyResponse:
        flash("The window has been changed.")
        return redirect(url_for("claims_pages.claim_window", window_id=window_id), 303)

    def standing() -> Standing:
        window = windows.read_window(window_id, actor=govuk.actor())
        return Standing(
            DAYS,
            filled({"label": window.label, "opens_on": window.opens_on, "closes_on": window.closes_on}),
            window.version,
            "Change the window",
            window.label,
            url_for("claims_pages.claim_window", window_id=window_id),
        )

    return clashes.take(
        act,
        shown=lambda form: _window_form(
            form, DAYS, window=windows.read_window(window_id, actor=govuk.actor())
        ),
        standing=standing,
        done=done,
        field_of=FIELD_OF,
    )


@pages.get("/claims/windows/<uuid:window_id>/steps/<step>")
def preview_step(window_id: UUID, step: str) -> Page:
    """What a step would do for all of a window, before it is done."""
    return _preview_page(window_id, bulk.step_named(step), Form())


@pages.post("/claims/windows/<uuid:window_id>/steps/<step>")
def take_step(window_id: UUID, step: str) -> Page:
    """Take a step with what was shown, and say what was done and what was left out."""
    check_may(govuk.actor(), Action.PREPARE_CLAIMS)
    named = bulk.step_named(step)
    try:
        outcome = bulk.carry_out(window_id, named, _sent(), actor=govuk.actor(), today=clock.today())
    except govuk.REFUSALS as refusal:
        return govuk.redisplay(refusal, lambda form: _preview_page(window_id, named, form))
    return render_template(
        "claims/step_taken.html",
        outcome=outcome,
        window=outcome.window,
        words=step_words(True)[named],
        pounds=pounds,
    )


def _filters() -> Filters:
    """The families that the address asks for: of one result, or with a part of a reference."""
    route = govuk.chosen("route", [route.value for route in Route])
    reference = request.args.get("reference", "").strip()[:LONGEST_REFERENCE]
    return Filters(Route(route) if route else None, reference or None)


def _sent() -> list[Sent]:
    """The boxes that are ticked: each "id mark"; one that is neither is as good as not ticked."""
    found = []
    for box in request.form.getlist("item"):
        row_id, _, mark = box.partition(" ")
        try:
            found.append(Sent(UUID(row_id), mark))
        except ValueError:
            continue
    return found


def _preview_page(window_id: UUID, step: Step, form: Form) -> str:
    filters = _filters()
    found = bulk.preview(window_id, step, filters, actor=govuk.actor(), today=clock.today())
    return render_template(
        "claims/step.html",
        route=filters.route.label if filters.route else None,
        reference=filters.reference,
        preview=found,
        window=found.window,
        form=form,
        words=step_words(True)[step],
        pounds=pounds,
    )


def _window_form(form: Form, questions: tuple[Question, ...], window: Any = None) -> str:
    return render_template(
        "claims/window_form.html", form=form, questions=questions, window=window, phases=PHASES
    )


def _sections(found: workbench.Workbench) -> list[dict[str, Any]]:
    """The sections of lines, in the order in which a window is worked through; empty ones past draft too."""
    return [
        {
            "state": state,
            "lines": found.lines[state],
            "count": len(found.lines[state]),
            "value": found.value_of(state),
            "is_main": state in ALWAYS_SHOWN,
        }
        for state in WORKED
    ]
