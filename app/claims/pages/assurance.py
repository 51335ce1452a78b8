"""Assurance visits on their pages: the list, one visit with its actions, and the forms that record them."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app import clashes, clock, govuk
from app.access.policies import check_may
from app.access.roles import Action
from app.cases.services.finding import Choice
from app.claims.pages.blueprint import pages
from app.claims.queries.assurance import Visit
from app.claims.rules.assurance import RATINGS, ActionState, VisitKind
from app.claims.schemas.internal_audits import AssuranceActionIn, AssuranceVisitForm
from app.claims.services import assurance as services
from app.claims.services.assurance import VisitMade
from app.clashes import Page, Standing
from app.govuk import Form
from app.questions import Kind, Question, filled

VISIT = "/assurance-visits/<uuid:visit_id>"
KINDS = tuple(Choice(each.value, each.label) for each in VisitKind)
RATED = tuple(Choice(each.code, each.words) for each in RATINGS)
VISIT_AT = {
    "visit-to-come": "visited_on",
    "due-before-visit": "visited_on",
    "no-such-reference": "references",
}
ACTION_AT = {"due-before-visit": "due_on", "nobody-to-name": "user_id"}
QUESTIONS = (
    Question("kind", "Who visited", Kind.RADIOS, choices=KINDS),
    Question("visited_on", "Day of the visit", Kind.DATE),
    Question("visitors", "Who came"),
    Question("rating", "Rating", Kind.RADIOS, choices=RATED),
    Question("points", "Points made"),
    Question("references", "Cases looked at"),
)


@pages.get("/assurance-visits")
def assurance_visits() -> str:
    """The assurance visits, the latest first, with what is overdue."""
    return render_template(
        "claims/assurance/list.html",
        visits=services.visits(actor=govuk.actor()),
        states=ActionState,
        today=clock.today(),
    )


@pages.get("/assurance-visits/new")
def assurance_visit_form() -> str:
    """The form that records a visit."""
    return _visit_page(Form(), None)


@pages.post("/assurance-visits/new")
def record_assurance_visit() -> Page:
    """Record a visit and go to it."""
    check_may(govuk.actor(), Action.RUN_ASSURANCE)
    try:
        made, _ = _entered()
        visit_id = services.record_visit(made, actor=govuk.actor(), today=clock.today())
    except govuk.REFUSALS as refusal:
        return govuk.redisplay(refusal, lambda form: _visit_page(form, None), field_of=VISIT_AT)
    flash("The visit has been recorded.")
    return redirect(url_for("claims_pages.assurance_visit", visit_id=visit_id), 303)


@pages.get(VISIT)
def assurance_visit(visit_id: UUID) -> str:
    """One visit: who came, their rating and points, the cases looked at, and the actions."""
    return render_template(
        "claims/assurance/visit.html",
        visit=_opened(visit_id),
        states=ActionState,
        today=clock.today(),
    )


@pages.get(f"{VISIT}/change")
def assurance_visit_change_form(visit_id: UUID) -> str:
    """The form that corrects what is recorded of a visit."""
    visit = _opened(visit_id)
    return _visit_page(_recorded(visit), visit)


@pages.post(f"{VISIT}/change")
def correct_assurance_visit(visit_id: UUID) -> Page:
    """Correct it, and go back to the visit."""
    check_may(govuk.actor(), Action.RUN_ASSURANCE)

    def act() -> None:
        made, version = _entered()
        services.correct_visit(visit_id, made, version=version or 0, actor=govuk.actor(), today=clock.today())

    def done(_: None) -> AnyResponse:
        flash("The visit has been corrected.")
        return redirect(url_for("claims_pages.assurance_visit", visit_id=visit_id), 303)

    return clashes.take(
        act,
        shown=lambda form: _visit_page(form, _opened(visit_id)),
        standing=lambda: _standing(_opened(visit_id)),
        done=done,
        field_of=VISIT_AT,
    )


@pages.get(f"{VISIT}/actions/new")
def assurance_action_form(visit_id: UUID) -> str:
    """The form that gives somebody what is to be done after a visit."""
    return _action_page(visit_id, Form())


@pages.post(f"{VISIT}/actions/new")
def ask_for_assurance_action(visit_id: UUID) -> Page:
    """Give it to them, and go back to the visit."""
    check_may(govuk.actor(), Action.RUN_ASSURANCE)
    try:
        values = govuk.load_form(AssuranceActionIn(), request.form)
        services.ask_for_action(visit_id, **values, actor=govuk.actor(), today=clock.today())
    except govuk.REFUSALS as refusal:
        return govuk.redisplay(refusal, lambda form: _action_page(visit_id, form), field_of=ACTION_AT)
    flash("The action has been recorded.")
    return redirect(url_for("claims_pages.assurance_visit", visit_id=visit_id), 303)


@pages.post("/assurance-actions/<uuid:action_id>/done")
def assurance_action_done(action_id: UUID) -> AnyResponse:
    """Say that an action is done."""
    visit_id = services.mark_done(action_id, actor=govuk.actor(), today=clock.today())
    flash("The action is done.")
    return redirect(url_for("claims_pages.assurance_visit", visit_id=visit_id), 303)


@pages.post("/assurance-actions/<uuid:action_id>/not-done")
def assurance_action_not_done(action_id: UUID) -> AnyResponse:
    """Take back that an action is done."""
    visit_id = services.mark_not_done(action_id, actor=govuk.actor())
    flash("The action is to be done again.")
    return redirect(url_for("claims_pages.assurance_visit", visit_id=visit_id), 303)


def _opened(visit_id: UUID) -> Visit:
    return services.open_visit(visit_id, actor=govuk.actor())


def _entered() -> tuple[VisitMade, int | None]:
    """What the form holds, and the version that it started from. Raises FormRefused."""
    values = govuk.load_form(AssuranceVisitForm(), request.form)
    version: int | None = values.pop("version")
    return VisitMade(**{**values, "references": tuple(values["references"])}), version


def _visit_page(form: Form, visit: Visit | None) -> str:
    check_may(govuk.actor(), Action.RUN_ASSURANCE)
    return render_template(
        "claims/assurance/visit_form.html",
        form=form,
        visit=visit,
        version=form.value("version") or (visit.version if visit else ""),
        kind_items=govuk.choices(KINDS, form.value("kind")),
        rating_items=govuk.choices(RATED, form.value("rating")),
    )


def _action_page(visit_id: UUID, form: Form) -> str:
    people = services.people_to_name(actor=govuk.actor())
    offered = [Choice(str(each.user_id), each.name) for each in people]
    return render_template(
        "claims/assurance/action_form.html",
        form=form,
        visit=_opened(visit_id),
        who_items=govuk.choices((Choice("", "Choose a person"), *offered), form.value("user_id")),
    )


def _recorded(visit: Visit) -> Form:
    return filled(
        {
            "kind": visit.kind.value,
            "visited_on": visit.visited_on,
            "visitors": visit.visitors,
            "rating": visit.rating,
            "points": visit.points,
            "references": "\n".join(each.reference or "" for each in visit.cases),
        }
    )


def _standing(visit: Visit) -> Standing:
    return Standing(
        QUESTIONS,
        _recorded(visit),
        visit.version,
        "Correct the visit",
        f"{visit.kind.label} visit of {govuk.long_date(visit.visited_on)}",
        url_for("claims_pages.assurance_visit", visit_id=visit.id),
    )
