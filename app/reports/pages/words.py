"""The pages on which the texts of the Board's report are written."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse

from app import clashes, clock, govuk
from app.access.policies import check_may
from app.access.roles import Action
from app.clashes import Page, Standing
from app.govuk import Form
from app.questions import Question, filled
from app.reports import schemas_words as shapes
from app.reports import writing
from app.reports.pages.blueprint import council_name, pages
from app.reports.pages.forms import DataSheetForm
from app.reports.render.html import words_html
from app.reports.rules.commentary import RULE
from app.reports.writing import SectionText

TEXTS = "/reports/words/<as_at>"
TEXT_AT = dict.fromkeys(("typed-number", "unknown-figure", "stray-brace", "unprintable"), "text")
DAY_AT = dict.fromkeys(("day-to-come", "no-rule-pack", "no-target"), "as_at")


@pages.get("/reports/words")
def board_words() -> str:
    """Where the report is written: the days that texts were written for, and the registers."""
    today = clock.today()
    return _words_page(govuk.form_of_dates(as_at=today))


@pages.post("/reports/words")
def choose_board_texts() -> Page:
    """Go to the texts as at a day."""
    check_may(govuk.actor(), Action.WRITE_BOARD_REPORT)
    try:
        as_at = govuk.load_form(DataSheetForm(), request.form)["as_at"]
        writing.section_texts(as_at, organisation=council_name(), actor=govuk.actor())
    except govuk.REFUSALS as refusal:
        return govuk.redisplay(refusal, _words_page, field_of=DAY_AT)
    return redirect(url_for("reports_pages.board_texts", as_at=as_at.isoformat()), 303)


@pages.get(TEXTS)
def board_texts(as_at: str) -> str:
    """The sections of the report as at a day, with what is written for each."""
    day = _day(as_at)
    return render_template(
        "reports/words/sections.html",
        as_at=day,
        sections=writing.section_texts(day, organisation=council_name(), actor=govuk.actor()),
    )


@pages.get(f"{TEXTS}/<section>")
def board_text(as_at: str, section: str) -> str:
    """A section's text, to be written, as it is printed, with who wrote what."""
    found = _section(as_at, section)
    return _text_page(found, _day(as_at), filled({"text": found.text or found.draft}))


@pages.post(f"{TEXTS}/<section>")
def save_board_text(as_at: str, section: str) -> Page:
    """Save the text, show how it will be printed, put a figure in, or start again from Loxley's draft."""
    check_may(govuk.actor(), Action.WRITE_BOARD_REPORT)
    day, given = _day(as_at), request.form.get("do", "save")
    if given in ("figure", "draft"):
        return _put_in(day, section, is_draft=given == "draft")
    sent: dict[str, Any] = {}

    def act() -> bool:
        sent.update(govuk.load_form(shapes.BoardTextForm(), request.form))
        if given == "preview":
            return False
        text = "" if given == "take-back" else sent["text"].replace("\r\n", "\n")
        writing.save_text(
            section, text, day, version=sent["version"], organisation=council_name(), actor=govuk.actor()
        )
        return True

    def done(is_saved: bool) -> AnyResponse:
        if is_saved:
            flash("The text has been taken back." if given == "take-back" else "The text has been saved.")
        return redirect(url_for("reports_pages.board_texts", as_at=as_at), 303)

    if given == "preview" and not clashes.is_asked_again():
        return _previewed(day, section, act, sent)
    return clashes.take(
        act,
        shown=lambda form: _text_page(_section(as_at, section), day, form),
        standing=lambda: _text_standing(_section(as_at, section), day),
        done=done,
        field_of=TEXT_AT,
    )


def _put_in(day: date, section: str, *, is_draft: bool) -> str:
    """The form again with a figure at the end of its text, or with Loxley's draft. Nothing is saved."""
    found = _section(day.isoformat(), section)
    sent = clashes.entered()
    figure = sent.value("figure")
    known = {each.place for each in found.figures}
    text = sent.value("text")
    if is_draft:
        text = found.draft
    elif figure in known:
        text = f"{text.rstrip()} {figure}".strip()
    return _text_page(found, day, Form({**sent.entered, "text": [text]}))


def _previewed(day: date, section: str, act: Callable[[], bool], sent: Mapping[str, Any]) -> Page:
    found = _section(day.isoformat(), section)
    try:
        act()
        document = writing.preview(
            section, sent["text"], day, organisation=council_name(), actor=govuk.actor()
        )
    except govuk.REFUSALS as refusal:
        return govuk.redisplay(refusal, lambda form: _text_page(found, day, form), field_of=TEXT_AT)
    return _text_page(found, day, clashes.entered(), words_html(document))


def _words_page(form: Form) -> str:
    check_may(govuk.actor(), Action.WRITE_BOARD_REPORT)
    return render_template("reports/words/home.html", form=form, periods=writing.periods(actor=govuk.actor()))


def _section(as_at: str, section: str) -> SectionText:
    return writing.section_text(section, _day(as_at), organisation=council_name(), actor=govuk.actor())


def _text_page(found: SectionText, day: date, form: Form, preview: Markup | None = None) -> str:
    return render_template(
        "reports/words/text.html",
        found=found,
        as_at=day,
        form=form,
        version=form.value("version") or found.version,
        figures=[{"value": "", "text": "Choose a figure"}]
        + [{"value": each.place, "text": f"{each.place[1:-1]}: {each.value}"} for each in found.figures],
        preview=words_html(found.document) if preview is None else preview,
        is_preview=preview is not None,
        rule=RULE,
    )


def _text_standing(found: SectionText, day: date) -> Standing:
    return Standing(
        (Question("text", "Text"),),
        filled({"text": found.text or ""}),
        found.version,
        found.title,
        f"Board report as at {govuk.long_date(day)}",
        url_for("reports_pages.board_text", as_at=day.isoformat(), section=found.key),
        kept=lambda name: name == "text",
    )


def _day(as_at: str) -> date:
    """The day in the address; anything else is a page that there is not."""
    try:
        return date.fromisoformat(as_at)
    except ValueError:
        abort(404)
