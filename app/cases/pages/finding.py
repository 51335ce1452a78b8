"""Finding families: the list of them, narrowed, and a search by whatever is known."""

from dataclasses import dataclass
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app import clock, govuk, http
from app.access import sessions
from app.access.family_access import family_scope
from app.access.policies import check_may, may
from app.access.roles import Action
from app.cases.pages.blueprint import pages
from app.cases.pages.finding_forms import FindFamiliesForm
from app.cases.queries.families import FamilyFilters
from app.cases.rules.searches import sought
from app.cases.rules.standing import FamilyStatus
from app.cases.services import finding, searching
from app.cases.services.finding import Choice, FoundFamilies
from app.cases.services.searching import Found
from app.govuk import Form

Page = str | tuple[str, int] | AnyResponse

SEARCH = "family-search"
ALL = Choice("", "All")
ON_THE_LIST = Choice("", "All on the programme’s list")
EVERY_HOUSEHOLD = Choice("every-household", "Every household on file")


@dataclass(frozen=True, slots=True)
class Shown:
    """What stands beneath the form: a list, what a search found, or word that a search is no longer kept."""

    listed: FoundFamilies
    found: Found | None = None
    is_lost: bool = False


@pages.get("/families")
def families() -> str:
    """The families that this person may open: those that a search found, or all that the address leaves."""
    actor, today, filters = govuk.actor(), clock.today(), _filters()
    key = request.args.get("search")
    searched = govuk.recall(SEARCH, key) if key else None
    found = (
        searching.search_families(searched, filters, actor=actor, today=today)
        if searched is not None
        else None
    )
    listed = finding.find_families(filters, _after(), actor=actor, today=today)
    return _page(Form({"search": [searched or ""]}), Shown(listed, found, bool(key) and found is None))


@pages.post("/families")
@sessions.limiter.limit(sessions.SEARCHES, key_func=sessions.signed_in_id)
def search_families() -> Page:
    """Take a search, keep its words out of the address, and go to what it finds."""
    actor, today = govuk.actor(), clock.today()
    check_may(actor, Action.LIST_FAMILIES)
    try:
        values = govuk.load_form(FindFamiliesForm(), request.form)
        searched = values.pop("search", None)
        if searched is not None:
            sought(searched, today)
    except govuk.REFUSALS as refusal:
        listed = finding.find_families(_filters(), None, actor=actor, today=today)
        return govuk.redisplay(refusal, lambda form: _page(form, Shown(listed)), field_of=AT_THE_BOX)
    key = govuk.remember(SEARCH, searched) if searched else None
    return redirect(url_for("cases_pages.families", search=key, **values), 303)


AT_THE_BOX = dict.fromkeys(("search-too-short", "search-too-long", "no-such-day"), "search")


def _page(form: Form, shown: Shown) -> str:
    filters = _filters()
    is_narrowed = filters != FamilyFilters(listed_only=True) or shown.found is not None or shown.is_lost
    statuses = [
        ON_THE_LIST,
        *(Choice(status.value, status.label) for status in FamilyStatus),
        EVERY_HOUSEHOLD,
    ]
    return render_template(
        "cases/families.html",
        may_register=may(govuk.actor(), Action.REGISTER_A_FAMILY),
        form=form,
        shown=shown,
        families=shown.found.families if shown.found else shown.listed.page.families,
        is_narrowed=is_narrowed,
        caption=_found_caption(shown.found) if shown.found else _caption(shown.listed),
        every_household=_every_household() if shown.found and filters.listed_only else None,
        sees_every_family=family_scope(govuk.actor()).every_family,
        ward_items=govuk.choices((ALL, *shown.listed.wards), form.value("ward") or filters.ward),
        agency_items=govuk.choices((ALL, *shown.listed.agencies), form.value("agency") or filters.agency),
        status_items=govuk.choices(statuses, form.value("status") or request.args.get("status")),
        paging=None if shown.found else _paging(shown.listed),
    )


def _filters() -> FamilyFilters:
    """What the address narrows the list to; a status that there is not is a page that there is not.

    Most households on file were never identified for the programme, so they are shown only when asked for.
    """
    status = govuk.chosen("status", (*FamilyStatus, EVERY_HOUSEHOLD.value))
    is_standing = status not in (None, EVERY_HOUSEHOLD.value)
    return FamilyFilters(
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


def _caption(listed: FoundFamilies) -> str:
    """How many families the page shows; how many there are in all is not counted for a list."""
    shown = len(listed.page.families)
    if listed.page.next or request.args.get("after"):
        return f"{shown} families on this page, the latest changed first"
    return "1 family" if shown == 1 else f"{shown} families, the latest changed first"


def _found_caption(found: Found) -> str:
    shown = len(found.families)
    if found.more:
        return f"The {shown} families that fit best"
    return "1 family found" if shown == 1 else f"{shown} families found, the best fit first"


def _every_household() -> str:
    """The same search among every household on file."""
    kept: dict[str, Any] = {name: value for name, value in request.args.items() if value}
    return url_for("cases_pages.families", **{**kept, "status": EVERY_HOUSEHOLD.value})


def _paging(listed: FoundFamilies) -> dict[str, Any] | None:
    """Forward to the next page, and back to the first: a list found by where the page before ended."""
    kept: dict[str, Any] = {name: value for name, value in request.args.items() if name != "after" and value}
    links: dict[str, Any] = {}
    if request.args.get("after"):
        links["previous"] = {"href": url_for("cases_pages.families", **kept), "text": "First page"}
    if listed.page.next:
        after = http.cursor_text(http.Position(*listed.page.next))
        links["next"] = {"href": url_for("cases_pages.families", **kept, after=after), "text": "Next page"}
    return links or None
