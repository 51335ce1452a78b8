"""Evidence of one family: what was entered by hand, one screen to enter more, documents, and checks."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from flask import Response, current_app, flash, redirect, render_template, request, url_for
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.wrappers import Response as AnyResponse

from app import clock, govuk
from app.access.policies import check_may, may
from app.access.roles import Action
from app.cases.queries.record_parts import PersonInFamily
from app.claims.pages.blueprint import pages
from app.claims.rules.documents import ACCEPTED, MOST_BYTES
from app.claims.rules.entered import BY_TERM, EntryState, terms_to_offer
from app.claims.schemas.supplying import EnterEvidence
from app.claims.services import checking, documents, supplying
from app.claims.services.recording import OnRecord, Supplied
from app.clashes import Page
from app.errors import Conflict
from app.govuk import Form, FormRefused
from app.periods import age_on
from app.programme.facts import Criterion, MeasurementKind

STATE_COLOURS = {EntryState.TO_BE_CHECKED: "yellow", EntryState.CHECKED: "green", EntryState.REPLACED: "grey"}

FIELDS = {
    "of-whom": "person_id",
    "not-of-the-family": "person_id",
    "which-term": "term",
    "term-not-over": "term",
    "which-days": "starts_on",
    "in-the-future": "starts_on",
    "which-last-day": "ends_on",
    "ends-before": "ends_on",
    "ends-in-the-future": "ends_on",
    "too-long": "ends_on",
    "figure": "figure",
    "met": "met",
    "source-day": "extract_on",
    "document-empty": "file",
    "document-too-large": "file",
    "document-type": "file",
    "document-not-kept": "file",
}
"""The field at which a refusal of this code is shown."""

KIND, CRITERION = "figure", "criterion"
OFFERED = (
    *(f"{KIND}-{kind.value}" for kind in MeasurementKind),
    *(f"{CRITERION}-{criterion.value}" for criterion in Criterion),
)


@pages.get("/families/<uuid:family_id>/evidence")
def evidence(family_id: UUID) -> str:
    """What was entered by hand of a family, and what is to be checked. Opening it is noted."""
    actor = govuk.actor()
    found = supplying.family_evidence(family_id, actor=actor, today=clock.today())
    return render_template(
        "claims/evidence.html",
        family=found,
        name=_name(found.reference),
        names=found.names,
        actor_id=actor.user_id,
        colours=STATE_COLOURS,
        states=EntryState,
        may_see_claims=may(actor, Action.SEE_CLAIMS),
        what_items=_what_items(),
    )


@pages.get("/families/<uuid:family_id>/evidence/new")
def evidence_form(family_id: UUID) -> str:
    """The one screen on which a figure or a finding is entered, or first the choice of which."""
    check_may(govuk.actor(), Action.ENTER_EVIDENCE)
    return _entry_page(family_id, Form())


@pages.post("/families/<uuid:family_id>/evidence/new")
def enter_evidence(family_id: UUID) -> Page:
    """Enter it, with its document if there is one, and go back to the family's evidence.

    What is on record of the same days is shown first, beside what was entered. A document that was taken is
    not asked for again when something else is wrong.
    """
    check_may(govuk.actor(), Action.ENTER_EVIDENCE)
    sent = MultiDict(request.form)
    given: Supplied | None = None
    try:
        values = govuk.load_form(EnterEvidence(), _as_sent(sent))
        _check_choice()
        document_id = _kept(family_id) or values.get("document_id")
        if document_id:
            sent["document_id"] = str(document_id)
        given = Supplied(**{**values, "document_id": document_id})
        supplying.enter(family_id, given, actor=govuk.actor(), today=clock.today())
    except govuk.REFUSALS as refusal:
        held = (
            supplying.on_record(family_id, given, actor=govuk.actor(), today=clock.today())
            if isinstance(refusal, Conflict) and given is not None
            else None
        )

        def again(form: Form) -> str:
            document = {"document_id": sent.getlist("document_id")} if sent.get("document_id") else {}
            return _entry_page(family_id, Form({**form.entered, **document}, form.errors), held)

        return govuk.redisplay(refusal, again, field_of=FIELDS)
    flash("The evidence has been entered. Somebody else has to check it.")
    return _to_the_evidence(family_id)


@pages.post("/families/<uuid:family_id>/evidence/<uuid:entry_id>/check")
def check_entry(family_id: UUID, entry_id: UUID) -> AnyResponse:
    """Check something that somebody else has entered."""
    checking.check_entry(family_id, entry_id, actor=govuk.actor(), today=clock.today())
    flash("You have checked it.")
    return _to_the_evidence(family_id)


@pages.post("/families/<uuid:family_id>/criteria/<uuid:evidence_id>/check")
def check_criterion(family_id: UUID, evidence_id: UUID) -> AnyResponse:
    """Check what a source says of a criterion."""
    checking.check_criterion(family_id, evidence_id, actor=govuk.actor(), today=clock.today())
    flash("You have checked it. The criterion is verified.")
    return _to_the_evidence(family_id)


@pages.get("/documents/<uuid:document_id>")
def document(document_id: UUID) -> Response:
    """Download a document. It is noted."""
    found = documents.open_document(
        document_id, folder=current_app.config["DOCUMENTS"], actor=govuk.actor(), today=clock.today()
    )
    response = Response(found.content, mimetype=found.media_type.value)
    response.headers.set("Content-Disposition", "attachment", filename=found.name)
    return response


def _kept(family_id: UUID) -> UUID | None:
    """The document that was sent, kept; None: none was."""
    file: FileStorage | None = request.files.get("file")
    if file is None or not file.filename:
        return None
    most = _most_bytes()
    return documents.keep(
        family_id,
        file.filename,
        file.read(most + 1),
        folder=current_app.config["DOCUMENTS"],
        most_bytes=most,
        actor=govuk.actor(),
        today=clock.today(),
    )


def _most_bytes() -> int:
    limit: int = current_app.config["UPLOAD_LIMIT_BYTES"]
    return min(MOST_BYTES, limit)


def _chosen() -> tuple[MeasurementKind | None, Criterion | None]:
    """What is to be entered, as the address says."""
    sort, _, value = (govuk.chosen("what", OFFERED) or "").partition("-")
    if sort == KIND:
        return MeasurementKind(value), None
    return None, Criterion(value) if sort == CRITERION else None


def _check_choice() -> None:
    if _chosen() == (None, None):
        raise FormRefused({"what": "Choose what you enter."})


def _as_sent(sent: MultiDict[str, str]) -> MultiDict[str, str]:
    """The form with what its address says; the family as a whole is nobody in particular."""
    kind, criterion = _chosen()
    found = MultiDict(sent)
    found.setlist("kind", [kind.value] if kind else [])
    found.setlist("criterion", [criterion.value] if criterion else [])
    if found.get("person_id") == "family":
        found.setlist("person_id", [])
    return found


def _entry_page(family_id: UUID, form: Form, held: OnRecord | None = None) -> str:
    kind, criterion = _chosen()
    reference, people = supplying.people_to_choose(family_id, actor=govuk.actor(), today=clock.today())
    chosen = kind or criterion
    return render_template(
        "claims/enter_evidence.html",
        family_id=family_id,
        name=_name(reference),
        form=form,
        kind=kind,
        criterion=criterion,
        title=chosen.label if chosen else "Enter evidence",
        by_term=kind in BY_TERM,
        is_percent=kind is not None and kind.is_percentage,
        what_items=_what_items(),
        people_items=list(_people(people, form.value("person_id"), with_family=criterion is not None)),
        term_items=_terms(form.value("term")),
        held=held,
        accepted=ACCEPTED,
        most=f"{_most_bytes() / 1_000_000:g}",
    )


def _what_items() -> list[dict[str, Any]]:
    return [
        {"value": "", "text": "Choose"},
        *({"value": f"{KIND}-{kind.value}", "text": f"{kind.label} (a figure)"} for kind in MeasurementKind),
        *(
            {"value": f"{CRITERION}-{criterion.value}", "text": f"{criterion.label} (a criterion)"}
            for criterion in Criterion
        ),
    ]


def _people(
    people: tuple[PersonInFamily, ...], chosen: str, *, with_family: bool
) -> Iterator[dict[str, Any]]:
    yield {"value": "", "text": "Choose"}
    if with_family:
        yield {"value": "family", "text": "The family as a whole", "selected": chosen == "family"}
    today = clock.today()
    for person in people:
        value = str(person.person_id)
        born = person.born_on
        age = f", {age_on(born, today)}" if born and born <= today else ""
        left = f" (left {govuk.short_date(person.ends_on)})" if person.ends_on else ""
        yield {
            "value": value,
            "text": f"{person.forename} {person.surname}{age}{left}",
            "selected": value == chosen,
        }


def _terms(chosen: str) -> list[dict[str, Any]]:
    return [
        {"value": "", "text": "Choose"},
        *(
            {"value": term.label, "text": term.title.capitalize(), "selected": term.label == chosen}
            for term in terms_to_offer(clock.today())
        ),
    ]


def _name(reference: str | None) -> str:
    return f"Family {reference}" if reference else "Family without a reference"


def _to_the_evidence(family_id: UUID) -> AnyResponse:
    return redirect(url_for("claims_pages.evidence", family_id=family_id), 303)
