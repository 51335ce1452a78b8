"""One assessment with its course, and the registration of a new one."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app import clashes, clock, govuk
from app.access.policies import check_may
from app.access.roles import Action
from app.cases.pages import course_standing as standing
from app.cases.pages import course_words as words
from app.cases.pages.blueprint import pages
from app.cases.pages.course_forms import RegisterForm
from app.cases.pages.record import family_name
from app.cases.rules.vocabulary import AssessmentKind, InitiationReason
from app.cases.services import course as services
from app.cases.services import registering
from app.cases.services.course import ToRegister
from app.cases.services.registering import NewAssessment
from app.clashes import Page
from app.govuk import Form


@pages.get("/families/<uuid:family_id>/assessments/<uuid:assessment_id>")
def assessment(family_id: UUID, assessment_id: UUID) -> str:
    """One assessment with its course. Opening it is noted."""
    found = services.open_course(family_id, assessment_id, actor=govuk.actor(), today=clock.today())
    return render_template(
        "cases/course/assessment.html",
        course=found,
        name=family_name(found.reference),
        title=words.title(found.assessment),
        plan_changes=[words.plan_change(each) for each in found.plan_changes],
        dates=words.date_rows(found.assessment, family_id),
        today=clock.today(),
    )


@pages.get("/families/<uuid:family_id>/assessments/new")
def register_form(family_id: UUID) -> str:
    """The form that registers an assessment, with those that there are already."""
    return _register_page(family_id, None)


@pages.post("/families/<uuid:family_id>/assessments/new")
def register_assessment(family_id: UUID) -> Page:
    """Register an assessment and open it."""
    check_may(govuk.actor(), Action.UPDATE_A_FAMILY)

    def act() -> UUID:
        sent = govuk.load_form(RegisterForm(), request.form)
        version = sent.pop("version")
        new = NewAssessment(
            **{
                **sent,
                "children": frozenset(sent["children"]),
                "secondary_reasons": frozenset(sent["secondary_reasons"]),
            }
        )
        assessment_id, _ = registering.register_assessment(
            family_id, new, version=version, actor=govuk.actor(), today=clock.today()
        )
        return assessment_id

    def done(assessment_id: UUID) -> AnyResponse:
        flash("The assessment has been registered.")
        return redirect(
            url_for("cases_pages.assessment", family_id=family_id, assessment_id=assessment_id), 303
        )

    return clashes.take(
        act,
        shown=lambda form: _register_page(family_id, form),
        standing=lambda: standing.registering(_to_register(family_id)),
        done=done,
        field_of={
            "one-child": "children",
            "not-in-household": "children",
            "already-open": "children",
            "in-the-future": "initiated_on",
            "lead-needed": "lead_practitioner_id",
            "lead-not-posted": "lead_practitioner_id",
        },
    )


def _to_register(family_id: UUID) -> ToRegister:
    return services.open_to_register(family_id, actor=govuk.actor(), today=clock.today())


def _register_page(family_id: UUID, form: Form | None) -> str:
    found = _to_register(family_id)
    if form is None:
        begun = govuk.form_of_dates(initiated_on=clock.today()).entered
        mine = {
            "initiating_agency_id": [words.my_agency(found.choices)],
            "lead_practitioner_id": [str(found.choices.me or "")],
            "kind": [AssessmentKind.CAF.value],
        }
        form = Form({**begun, **mine})
    names = {each.id: each.name for each in found.children}
    children = words.children(found)
    ticked = set(form.values("children"))
    reasons = set(form.values("secondary_reasons"))
    return render_template(
        "cases/course/register.html",
        family=found,
        name=family_name(found.reference),
        form=form,
        version=form.value("version") or found.version,
        known=[(names[each.child_id], each) for each in found.known],
        kind_items=words.words(AssessmentKind, form.value("kind")),
        child_items=[{**item, "checked": item["value"] in ticked} for item in govuk.choices(children, None)],
        primary_items=words.words(InitiationReason, form.value("primary_reason"), "Choose a reason"),
        secondary_items=[
            {**item, "checked": item["value"] in reasons} for item in words.words(InitiationReason, None)
        ],
        agency_items=words.agencies(found.choices, form.value("initiating_agency_id"), "Choose an agency"),
        lead_items=words.practitioners(
            found.choices, form.value("lead_practitioner_id"), "Choose the lead professional"
        ),
        level_items=words.levels(form.value("level")),
    )
