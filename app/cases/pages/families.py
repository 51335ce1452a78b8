"""Families: finding them, and one family's record."""

from typing import Any
from uuid import UUID

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app import clock, govuk, http
from app.access import sessions
from app.access.policies import Action, FamilyAccess, check_may, may
from app.cases.pages import course_words, household_words
from app.cases.pages import record as words
from app.cases.pages.blueprint import pages
from app.cases.pages.forms import SearchFamiliesForm
from app.cases.queries.families import FamilyFilters
from app.cases.queries.notes import earlier_notes, standing_notes
from app.cases.rules.standing import FamilyStatus
from app.cases.services import families as services
from app.cases.services import finding
from app.cases.services.finding import Choice, FoundFamilies
from app.govuk import Form

Page = str | tuple[str, int] | AnyResponse

SEARCH = "family-search"
ALL = Choice("", "All")
ON_THE_LIST = Choice("", "All on the programme’s list")
EVERY_HOUSEHOLD = Choice("every-household", "Every household on file")


@pages.get("/families")
def families() -> str:
    """The families that this person may open, narrowed by what the address says."""
    key = request.args.get("search")
    searched = govuk.recall(SEARCH, key) if key else None
    return _families_page(
        searched, Form({"search": [searched or ""]}), is_lost=bool(key) and searched is None
    )


@pages.post("/families")
@sessions.limiter.limit(sessions.SEARCHES, key_func=sessions.signed_in_id)
def search_families() -> Page:
    """Take a search, keep its words out of the address, and go to what it finds."""
    check_may(govuk.actor(), Action.LIST_FAMILIES)
    try:
        values = govuk.load_form(SearchFamiliesForm(), request.form)
    except govuk.FormRefused as refusal:
        return govuk.redisplay(refusal, lambda form: _families_page(None, form, is_lost=False))
    searched = values.pop("search", None)
    key = govuk.remember(SEARCH, searched) if searched else None
    return redirect(url_for("cases_pages.families", search=key, **values), 303)


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
        contents=words.contents(record),
        is_whole=record.seen_as is not FamilyAccess.TEAM_MEMBER,
        names=people,
        ages=words.ages(record, today),
        assessment_rows={
            each.id: course_words.with_dates(words.assessment_rows(each, people), each, family_id)
            for each in record.assessments
        },
        assessment_links={each.id: course_words.card_links(each, family_id) for each in record.assessments},
        measured=[words.measured(taken) for taken in record.measurements],
        notes=standing_notes(record.notes),
        earlier=earlier_notes(record.notes),
        about=[household_words.about(person) for person in record.people],
        corrections=household_words.corrections(record, people),
        may_update=may(govuk.actor(), Action.UPDATE_A_FAMILY)
        and record.seen_as is not FamilyAccess.TEAM_MEMBER,
        may_oversee=may(govuk.actor(), Action.WRITE_OVERSIGHT),
        may_correct_ward=may(govuk.actor(), Action.CORRECT_A_FAMILY),
        may_see_meetings=may(govuk.actor(), Action.SEE_MEETINGS),
        may_see_claims=may(govuk.actor(), Action.SEE_CLAIMS),
        may_approve=may(govuk.actor(), Action.APPROVE_SHARING),
        actor_id=govuk.actor().user_id,
    )


def _families_page(searched: str | None, form: Form, *, is_lost: bool) -> str:
    filters = _filters(searched)
    found = finding.find_families(filters, _after(), actor=govuk.actor(), today=clock.today())
    statuses = [
        ON_THE_LIST,
        *(Choice(status.value, status.label) for status in FamilyStatus),
        EVERY_HOUSEHOLD,
    ]
    return render_template(
        "cases/families.html",
        may_register=may(govuk.actor(), Action.REGISTER_A_FAMILY),
        form=form,
        found=found,
        search_lost=is_lost,
        is_narrowed=filters != FamilyFilters(listed_only=True) or is_lost,
        caption=_caption(found),
        ward_items=govuk.choices((ALL, *found.wards), filters.ward),
        agency_items=govuk.choices((ALL, *found.agencies), filters.agency),
        status_items=govuk.choices(statuses, request.args.get("status")),
        paging=_paging(found),
    )


def _filters(searched: str | None) -> FamilyFilters:
    """What the address narrows the list to; a status that there is not is a page that there is not.

    Most households on file were never identified for the programme, so they are shown only when asked for.
    """
    status = govuk.chosen("status", (*FamilyStatus, EVERY_HOUSEHOLD.value))
    is_standing = status not in (None, EVERY_HOUSEHOLD.value)
    return FamilyFilters(
        search=searched,
        ward=request.args.get("ward") or None,
        agency=request.args.get("agency") or None,
        status=FamilyStatus(status) if status and is_standing else None,
        listed_only=status is None,
    )


def _after() -> http.Position | None:
    text = request.args.get("after")
    try:
        return http.position(text) if text else None
    except ValueError:
        abort(404)


def _caption(found: FoundFamilies) -> str:
    """How many families the page shows; how many there are in all is not counted for a list."""
    shown = len(found.page.families)
    if found.page.next or request.args.get("after"):
        return f"{shown} families on this page, the latest changed first"
    return "1 family" if shown == 1 else f"{shown} families, the latest changed first"


def _paging(found: FoundFamilies) -> dict[str, Any] | None:
    """Forward to the next page, and back to the first: a list found by where the page before ended."""
    kept: dict[str, Any] = {name: value for name, value in request.args.items() if name != "after" and value}
    links: dict[str, Any] = {}
    if request.args.get("after"):
        links["previous"] = {"href": url_for("cases_pages.families", **kept), "text": "First page"}
    if found.page.next:
        after = http.cursor_text(http.Position(*found.page.next))
        links["next"] = {"href": url_for("cases_pages.families", **kept, after=after), "text": "Next page"}
    return links or None
