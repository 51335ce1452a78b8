"""One family's record, and the correction of a ward."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app import clock, govuk
from app.access.policies import Action, check_may, may
from app.cases.pages import record as words
from app.cases.pages.blueprint import pages
from app.cases.pages.forms import CorrectWardForm
from app.cases.rules.corrections import WardCorrection
from app.cases.services import families as services
from app.cases.services import finding
from app.cases.services.finding import Choice
from app.errors import Conflict
from app.govuk import Form

Page = str | tuple[str, int] | AnyResponse


@pages.get("/families/<uuid:family_id>")
def family(family_id: UUID) -> str:
    """One family's record. Opening it is noted."""
    today = clock.today()
    record = services.open_record(family_id, actor=govuk.actor(), today=today)
    people = words.names(record)
    return render_template(
        "cases/family.html",
        record=record,
        name=words.family_name(record.reference),
        summary=words.summary(record, today),
        contents=words.CONTENTS,
        names=people,
        ages=words.ages(record, today),
        assessment_rows={each.id: words.assessment_rows(each, people) for each in record.assessments},
        measured=[words.measured(taken) for taken in record.measurements],
        may_correct_ward=may(govuk.actor(), Action.CORRECT_A_FAMILY),
        may_see_meetings=may(govuk.actor(), Action.SEE_MEETINGS),
        may_see_claims=may(govuk.actor(), Action.SEE_CLAIMS),
    )


@pages.get("/families/<uuid:family_id>/ward")
def ward_form(family_id: UUID) -> str:
    """The form that corrects a ward which was wrong on the list."""
    return _ward_page(family_id, Form())


@pages.post("/families/<uuid:family_id>/ward")
def correct_ward(family_id: UUID) -> Page:
    """Correct the ward and go back to the record."""
    check_may(govuk.actor(), Action.CORRECT_A_FAMILY)
    try:
        values = govuk.load_form(CorrectWardForm(), request.form)
        services.correct_ward(family_id, **values, actor=govuk.actor(), today=clock.today())
    except govuk.REFUSALS as refusal:
        is_conflict = isinstance(refusal, Conflict)
        return govuk.redisplay(
            refusal,
            lambda form: _ward_page(family_id, form, is_conflict=is_conflict),
            field_of={"same-ward": "ward_id"},
        )
    flash("The ward has been corrected.")
    return redirect(url_for("cases_pages.family", family_id=family_id), 303)


def _ward_page(family_id: UUID, form: Form, *, is_conflict: bool = False) -> str:
    found = finding.ward_to_correct(family_id, actor=govuk.actor(), today=clock.today())
    reasons = tuple(Choice(reason.value, reason.label) for reason in WardCorrection)
    return render_template(
        "cases/ward.html",
        family=found,
        name=words.family_name(found.reference),
        form=form,
        # After a clash the form shows the family as it stands now, and goes on from there.
        version=found.version if is_conflict else form.value("version") or found.version,
        ward_items=govuk.choices((Choice("", "Choose a ward"), *found.wards), form.value("ward_id")),
        reason_items=govuk.choices(reasons, form.value("reason")),
    )
