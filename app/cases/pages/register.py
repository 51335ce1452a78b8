"""The CAF register: looked through by child, lead professional, agency, status and year."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app import clock, govuk, http
from app.access import sessions
from app.access.policies import check_may
from app.access.roles import Action
from app.cases.pages.blueprint import pages
from app.cases.pages.register_forms import SearchRegisterForm
from app.cases.queries.register_search import After, RegisterFilters
from app.cases.rules.register_search import RegisterStatus, register_sought
from app.cases.rules.vocabulary import AssessmentKind
from app.cases.services import register
from app.cases.services.finding import Choice
from app.cases.services.register import RegisterFound
from app.errors import RuleRefused
from app.govuk import Form
from app.periods import LIVING_MEMORY, financial_year_label, financial_year_of

Page = str | tuple[str, int] | AnyResponse

SEARCH = "register-search"
ALL = Choice("", "All")
YEARS_SHOWN = 8
FIGURES_OF_A_YEAR = 4


@dataclass(frozen=True, slots=True)
class Names:
    """The words of a search, which no address holds. is_lost: they were, and are no longer kept."""

    child: str | None = None
    lead: str | None = None
    is_lost: bool = False


@pages.get("/caf-register")
def caf_register() -> str:
    """The register: what a search found, or all that the address leaves of it."""
    names = _names()
    return _page(Form({"child": [names.child or ""], "lead": [names.lead or ""]}), names)


@pages.post("/caf-register")
@sessions.limiter.limit(sessions.SEARCHES, key_func=sessions.signed_in_id)
def search_caf_register() -> Page:
    """Take a search, keep its words out of the address, and go to what it finds."""
    check_may(govuk.actor(), Action.SEE_CAF_REGISTER)
    try:
        values = govuk.load_form(SearchRegisterForm(), request.form)
        words = {name: values.pop(name) for name in ("child", "lead") if values.get(name)}
        _check(**words)
    except govuk.REFUSALS as refusal:
        return govuk.redisplay(refusal, lambda form: _page(form, Names()))
    key = govuk.remember(SEARCH, json.dumps(words)) if words else None
    return redirect(url_for("cases_pages.caf_register", search=key, **values), 303)


def _check(child: str | None = None, lead: str | None = None) -> None:
    """What is wrong with the words is said beside the box that they were typed into."""
    for name, one, other in (("child", child, None), ("lead", None, lead)):
        try:
            register_sought(one, other, clock.today())
        except RuleRefused as refusal:
            raise govuk.FormRefused({name: refusal.message}) from None


def _names() -> Names:
    key = request.args.get("search")
    if not key:
        return Names()
    kept = govuk.recall(SEARCH, key)
    return Names(**json.loads(kept)) if kept else Names(is_lost=True)


def _page(form: Form, names: Names) -> str:
    kind = govuk.chosen("kind", tuple(AssessmentKind))
    status = govuk.chosen("status", tuple(RegisterStatus))
    year, agency = _year(), request.args.get("agency") or None
    found = register.search_register(
        RegisterFilters(AssessmentKind(kind) if kind else None, agency, year),
        RegisterStatus(status) if status else None,
        child=names.child,
        lead=names.lead,
        after=_after(),
        actor=govuk.actor(),
        today=clock.today(),
    )
    chosen = {"kind": kind, "status": status, "agency": agency, "year": str(year) if year else None}
    offered = {
        "kind": [Choice(each.value, each.label) for each in AssessmentKind],
        "status": [Choice(each.value, each.label) for each in RegisterStatus],
        "agency": [Choice(each.code, each.name) for each in found.agencies],
        "year": _years(year),
    }
    return render_template(
        "cases/register.html",
        form=form,
        names=names,
        found=found,
        is_narrowed=any(chosen.values()) or names != Names(),
        items={
            name: govuk.choices((ALL, *each), form.value(name) or chosen[name])
            for name, each in offered.items()
        },
        caption=_caption(found, names),
        paging=_paging(found),
    )


def _year() -> int | None:
    """The financial year in the address, by the year it starts in; one that is none is no page."""
    text = request.args.get("year", "").strip()
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) == FIGURES_OF_A_YEAR):
        abort(404)
    year = int(text)
    if not LIVING_MEMORY.first.year <= year < LIVING_MEMORY.last.year:
        abort(404)
    return year


def _years(chosen: int | None) -> list[Choice]:
    """The financial year at hand and those before it, with the one chosen."""
    this = financial_year_of(clock.today())
    offered = {*range(this, this - YEARS_SHOWN, -1), *([chosen] if chosen else [])}
    return [Choice(str(year), financial_year_label(year)) for year in sorted(offered, reverse=True)]


def _after() -> After | None:
    text = request.args.get("after")
    try:
        found = http.position(text) if text else None
    except ValueError:
        abort(404)
    return (found.at.date(), found.id) if found else None


def _caption(found: RegisterFound, names: Names) -> str:
    shown, every = len(found.assessments), f"{found.count:,}"
    what = "assessment" if found.count == 1 else "assessments"
    if names.child:
        return f"{every} {what} found, the best fit first" + (
            "" if shown == found.count else f": {shown} shown"
        )
    if shown == found.count:
        return f"{every} {what}, the latest initiated first"
    return f"{shown} of {every} {what}, the latest initiated first"


def _paging(found: RegisterFound) -> dict[str, Any] | None:
    """Forward to the next page, and back to the first."""
    kept: dict[str, Any] = {name: value for name, value in request.args.items() if name != "after" and value}
    links: dict[str, Any] = {}
    if request.args.get("after"):
        links["previous"] = {"href": url_for("cases_pages.caf_register", **kept), "text": "First page"}
    if found.next:
        ended = (datetime.combine(found.next[0], time(), UTC), found.next[1])
        after = http.cursor_text(ended)
        links["next"] = {
            "href": url_for("cases_pages.caf_register", **kept, after=after),
            "text": "Next page",
        }
    return links or None
