"""Merging two records of one person or of one family: choosing the other, comparing them, and undoing it."""

from collections.abc import Callable
from http import HTTPStatus
from uuid import UUID

from flask import Response, flash, g, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse

from app import clashes, clock, govuk, http
from app.access.policies import check_may
from app.access.roles import Action
from app.cases.pages.record import family_name
from app.cases.rules.merge_words import MergeKind
from app.errors import NotFound, RuleRefused
from app.govuk import Form
from app.merging import words
from app.merging.rules.merging import counted
from app.merging.schemas import ChooseFamily, ChoosePerson, MergeRecords, UndoMerge
from app.merging.services import choosing, comparing, merging, undoing

pages = govuk.page_blueprint("merging_pages", __name__)

Page = str | tuple[str, int] | AnyResponse

TAKE = "take-"
ID_OF = {"family_id": MergeKind.FAMILY, "person_id": MergeKind.PERSON}


@pages.get("/families/<uuid:family_id>/merge")
def choose_family_form(family_id: UUID) -> str:
    """The form that asks which other record is of the same family."""
    return _family_page(family_id, Form())


@pages.post("/families/<uuid:family_id>/merge")
def choose_family(family_id: UUID) -> Page:
    """Take the other family, and show the two side by side."""
    check_may(govuk.actor(), Action.MERGE_RECORDS)
    try:
        values = govuk.load_form(ChooseFamily(), request.form)
        other_id = values.get("other_id") or _by_reference(values.get("reference"))
        if other_id == family_id:
            raise RuleRefused("same-record", "That is this family. Enter the reference of the other record.")
    except govuk.REFUSALS as refusal:
        at = dict.fromkeys(("no-such-reference", "same-record"), "reference")
        return govuk.redisplay(refusal, lambda form: _family_page(family_id, form), field_of=at)
    stays, goes = choosing.order_of(family_id, other_id, actor=govuk.actor())
    return redirect(url_for("merging_pages.compare_families", family_id=stays, other_id=goes), 303)


@pages.get("/families/<uuid:family_id>/merge/<uuid:other_id>")
def compare_families(family_id: UUID, other_id: UUID) -> str:
    """Two families side by side; the first would stay. Opening them is noted."""
    return _compare_page(MergeKind.FAMILY, family_id, other_id, None)


@pages.post("/families/<uuid:family_id>/merge/<uuid:other_id>")
def merge_families(family_id: UUID, other_id: UUID) -> Page:
    """Merge the two, and go to the record that stays."""
    return _merge(MergeKind.FAMILY, family_id, other_id)


@pages.get("/families/<uuid:family_id>/people/<uuid:member_id>/merge")
def choose_person_form(family_id: UUID, member_id: UUID) -> str:
    """The form that asks who is the same person."""
    return _person_page(family_id, member_id, Form())


@pages.post("/families/<uuid:family_id>/people/<uuid:member_id>/merge")
def choose_person(family_id: UUID, member_id: UUID) -> Page:
    """Take the other person, and show the two side by side."""
    check_may(govuk.actor(), Action.MERGE_RECORDS)
    try:
        values = govuk.load_form(ChoosePerson(), request.form)
    except govuk.REFUSALS as refusal:
        return govuk.redisplay(refusal, lambda form: _person_page(family_id, member_id, form))
    found = choosing.people_to_choose(family_id, member_id, actor=govuk.actor(), today=clock.today())
    address = url_for(
        "merging_pages.compare_people", person_id=found.person.person_id, other_id=values["other_id"]
    )
    return redirect(address, 303)


@pages.get("/people/<uuid:person_id>/merge/<uuid:other_id>")
def compare_people(person_id: UUID, other_id: UUID) -> str:
    """Two people side by side; the first would stay. Opening their families is noted."""
    return _compare_page(MergeKind.PERSON, person_id, other_id, None)


@pages.post("/people/<uuid:person_id>/merge/<uuid:other_id>")
def merge_people(person_id: UUID, other_id: UUID) -> Page:
    """Merge the two, and go to a family of the person who stays."""
    return _merge(MergeKind.PERSON, person_id, other_id)


@pages.get("/merges/<uuid:merge_id>/undo")
def undo_form(merge_id: UUID) -> str:
    """What undoing a merge would bring back, or what stands in its way."""
    return _undo_page(merge_id, Form())


@pages.post("/merges/<uuid:merge_id>/undo")
def undo_merge(merge_id: UUID) -> Page:
    """Undo the merge, and go to the record that had stayed."""
    check_may(govuk.actor(), Action.MERGE_RECORDS)
    try:
        values = govuk.load_form(UndoMerge(), request.form)
        done = undoing.undo_merge(merge_id, **values, actor=govuk.actor())
    except govuk.REFUSALS as refusal:
        at = {"notes-stay": "notes_stay"}
        return govuk.redisplay(refusal, lambda form: _undo_page(merge_id, form), field_of=at)
    flash("The merge has been undone. Both records stand as they were.")
    return _to_the_family(done)


def lead_on(response: Response) -> Response:
    """Where nothing was found at the address of a merged record, lead on to the one that it is part of now.

    It runs after every request, and asks the database only after a refusal that names a family or person.
    """
    if response.status_code != 404 or g.get("actor") is None:
        return response
    for name, kind in ID_OF.items():
        asked = (request.view_args or {}).get(name)
        if isinstance(asked, UUID):
            stays = choosing.lead_on(kind, asked, actor=g.actor, today=clock.today())
            if stays is not None:
                return _led_on(request.full_path.rstrip("?").replace(str(asked), str(stays)))
    return response


def _led_on(address: str) -> Response:
    sentence = "This record was merged with another one. Open that one, and enter it once more there."
    if request.method in http.READING:
        response = Response(status=303)
    elif http.is_api_request():
        response = http.problem_of(HTTPStatus.CONFLICT, "merged", sentence)
    else:
        words = clashes.words_only(sentence, 409, heading="This record was merged")
        response = Response(*words)
    response.headers["Location"] = address
    return response


def _by_reference(reference: str | None) -> UUID:
    if reference is None:
        raise govuk.FormRefused({"reference": "Choose a family, or enter a reference."})
    try:
        return choosing.family_by_reference(reference, actor=govuk.actor())
    except NotFound as none:
        raise RuleRefused("no-such-reference", none.message) from None


def _family_page(family_id: UUID, form: Form) -> str:
    found = choosing.families_to_choose(family_id, actor=govuk.actor(), today=clock.today())
    return render_template(
        "merging/choose_family.html", found=found, name=family_name(found.reference), form=form
    )


def _person_page(family_id: UUID, member_id: UUID, form: Form) -> str:
    found = choosing.people_to_choose(family_id, member_id, actor=govuk.actor(), today=clock.today())
    return render_template(
        "merging/choose_person.html",
        found=found,
        name=family_name(found.reference),
        family_name=family_name,
        form=form,
    )


def _merge(kind: MergeKind, stays_id: UUID, goes_id: UUID) -> Page:
    check_may(govuk.actor(), Action.MERGE_RECORDS)
    takes = [
        name.removeprefix(TAKE)
        for name, value in request.form.items()
        if name.startswith(TAKE) and value == "other"
    ]
    sent = MultiDict([*(("takes", each) for each in takes), ("as_shown", request.form.get("as_shown", ""))])
    try:
        values = govuk.load_form(MergeRecords(), sent)
        done = merging.merge_records(
            kind, stays_id, goes_id, **values, actor=govuk.actor(), today=clock.today()
        )
    except govuk.REFUSALS as refusal:
        return govuk.redisplay(refusal, lambda form: _compare_page(kind, stays_id, goes_id, form))
    flash("The two records have been merged. You can undo it at the foot of this page.")
    return _to_the_family(done)


def _compare_page(kind: MergeKind, stays_id: UUID, goes_id: UUID, form: Form | None) -> str:
    found = comparing.compare(kind, stays_id, goes_id, actor=govuk.actor(), today=clock.today())
    turned: dict[MergeKind, Callable[[], str]] = {
        MergeKind.FAMILY: lambda: url_for(
            "merging_pages.compare_families", family_id=goes_id, other_id=stays_id
        ),
        MergeKind.PERSON: lambda: url_for(
            "merging_pages.compare_people", person_id=goes_id, other_id=stays_id
        ),
    }
    family_id = stays_id if kind is MergeKind.FAMILY else _a_family(found)
    return render_template(
        "merging/compare.html",
        found=found,
        form=form or Form(),
        lines=words.lines(found, clock.today()),
        choices=words.choices(found.differences),
        happens=[*words.happens(found.effects), *words.warnings(found, clock.today())],
        stays=words.name_of(found.stays),
        goes=words.name_of(found.goes),
        take=TAKE,
        turned=turned[kind](),
        back=url_for("cases_pages.family", family_id=family_id)
        if family_id
        else url_for("cases_pages.families"),
    )


def _a_family(found: comparing.Comparison) -> UUID | None:
    return next((each.family_id for side in (found.stays, found.goes) for each in side.stays), None)


def _undo_page(merge_id: UUID, form: Form) -> str:
    found = undoing.undoable(merge_id, actor=govuk.actor())
    return render_template("merging/undo.html", found=found, notes=counted(found.notes_stay), form=form)


def _to_the_family(done: merging.Merged) -> AnyResponse:
    if done.family_id is None:
        return redirect(url_for("cases_pages.families"), 303)
    return redirect(url_for("cases_pages.family", family_id=done.family_id), 303)
