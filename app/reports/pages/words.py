"""The pages on which the Board's report is written: its texts, recommendations, risks and title block."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse

from app import clashes, clock, govuk
from app.access.policies import check_may
from app.access.roles import Action
from app.cases.services.finding import Choice
from app.clashes import Page, Standing
from app.govuk import Form
from app.questions import Kind, Question, filled
from app.reports import schemas_words as shapes
from app.reports import writing
from app.reports.pages.blueprint import council_name, pages
from app.reports.pages.forms import DataSheetForm
from app.reports.queries.board_words import RecommendationKept, RiskKept, TitleBlockKept
from app.reports.render.html import words_html
from app.reports.rules.board_words import OBJECTIVES, Level, PaperOf, RecommendationState, TitleBlock, Trend
from app.reports.rules.commentary import RULE
from app.reports.writing import RecommendationChange, RiskChange, SectionText

TEXTS = "/reports/words/<as_at>"
RECOMMENDATION = "/reports/recommendations/<int(max=1000000):number>"
RISK = "/reports/risks/<int(max=1000000):number>"
OFFICER = "Name and post, such as Ada Example, Head of Early Help."
PAPERS = tuple(Choice(each.value, each.heading) for each in PaperOf)
LEVELS = tuple(Choice(each.value, each.label) for each in Level)
TRENDS = tuple(Choice(each.value, each.label) for each in Trend)
TEXT_AT = dict.fromkeys(("typed-number", "unknown-figure", "stray-brace", "unprintable"), "text")
DAY_AT = dict.fromkeys(("day-to-come", "no-rule-pack", "no-target"), "as_at")
RECOMMENDATION_AT = {
    **TEXT_AT,
    "due-too-early": "due_on",
    "done-too-early": "done_on",
    "done-to-come": "done_on",
}
RISK_AT = {
    **dict.fromkeys(("typed-number", "stray-brace", "unprintable"), ""),
    "raised-to-come": "raised_on",
    "review-too-early": "review_on",
    "closed-too-early": "closed_on",
    "closed-to-come": "closed_on",
}
PROGRESS_AT = {
    **dict.fromkeys(("typed-number", "stray-brace", "unprintable"), "note"),
    "noted-too-early": "noted_on",
    "noted-to-come": "noted_on",
}
ASKED = (
    Question("paper", "Which paper is it in?", Kind.RADIOS, choices=PAPERS),
    Question("text", "The Board is asked to"),
    Question("asked_on", "Board’s meeting", Kind.DATE, "The day of the paper that asks, such as 26 6 2013."),
    Question("owner", "Named officer", hint=OFFICER),
    Question("due_on", "To be done by", Kind.DATE),
    Question("done_on", "Done on", Kind.DATE, "Leave it empty until it is."),
)
AT_RISK = (
    Question("paper", "Which paper is it in?", Kind.RADIOS, choices=PAPERS),
    Question("risk", "What may go wrong"),
    Question("likelihood", "How likely is it?", Kind.RADIOS, choices=LEVELS),
    Question("impact", "How much would it matter?", Kind.RADIOS, choices=LEVELS),
    Question("mitigation", "What we do about it"),
    Question("owner", "Who owns it", hint=OFFICER),
    Question("trend", "Where is it going?", Kind.RADIOS, choices=TRENDS),
    Question("raised_on", "Raised on", Kind.DATE),
    Question("review_on", "Looked at again by", Kind.DATE),
    Question("closed_on", "Closed on", Kind.DATE, "Leave it empty while it is open."),
)
IN_TITLE_BLOCK = (
    Question("director", "Director", hint=OFFICER),
    Question(
        "families_contact",
        "Contact officer of the Priority Families Update",
        hint="Name, post, e-mail address.",
    ),
    Question(
        "caf_contact",
        "Contact officer of the Common Assessment Framework paper",
        hint="Name, post, e-mail address.",
    ),
    Question("other_officers", "Other officers who gave input"),
    Question("wards_affected", "Wards affected"),
    Question(
        "objectives",
        "Objectives of the Children and Young People’s Plan",
        Kind.TICKS,
        choices=tuple(Choice(code, words) for code, words in OBJECTIVES.items()),
    ),
)
LONG = frozenset({"text", "risk", "mitigation"})


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


@pages.get("/reports/recommendations")
def board_recommendations() -> str:
    """What the Board was asked, with who follows it up and where it stands."""
    return render_template(
        "reports/words/recommendations.html",
        found=sorted(
            writing.recommendations(actor=govuk.actor()),
            key=lambda each: (
                each.what.done_on is not None,
                -each.what.asked_on.toordinal(),
                each.what.number,
            ),
        ),
        today=clock.today(),
        states=RecommendationState,
    )


@pages.get("/reports/recommendations/new")
def board_recommendation_form() -> str:
    """The form that puts a recommendation on the register."""
    return _form_page(Form(), "Add a recommendation", ASKED, None, _to_recommendations())


@pages.post("/reports/recommendations/new")
def make_board_recommendation() -> Page:
    """Put it on the register."""
    check_may(govuk.actor(), Action.WRITE_BOARD_REPORT)
    try:
        change = RecommendationChange(**govuk.load_form(shapes.BoardRecommendationIn(), request.form))
        number = writing.recommend(change, actor=govuk.actor(), today=clock.today())
    except govuk.REFUSALS as refusal:
        return govuk.redisplay(
            refusal,
            lambda form: _form_page(form, "Add a recommendation", ASKED, None, _to_recommendations()),
            field_of=RECOMMENDATION_AT,
        )
    flash(f"It is recommendation {number}.")
    return redirect(url_for("reports_pages.board_recommendations"), 303)


@pages.get(RECOMMENDATION)
def board_recommendation(number: int) -> str:
    """A recommendation with its progress and its earlier versions."""
    return _recommendation_page(number, govuk.form_of_dates(noted_on=clock.today()))


@pages.post(RECOMMENDATION)
def note_board_progress(number: int) -> Page:
    """Note what has come of it."""
    check_may(govuk.actor(), Action.WRITE_BOARD_REPORT)
    try:
        values = govuk.load_form(shapes.BoardProgressIn(), request.form)
        writing.note_progress(number, **values, actor=govuk.actor(), today=clock.today())
    except govuk.REFUSALS as refusal:
        return govuk.redisplay(refusal, lambda form: _recommendation_page(number, form), field_of=PROGRESS_AT)
    flash("The progress has been noted.")
    return redirect(url_for("reports_pages.board_recommendation", number=number), 303)


@pages.get(f"{RECOMMENDATION}/change")
def board_recommendation_change_form(number: int) -> str:
    """The form that changes a recommendation, or says when it was done."""
    found = writing.recommendation(number, actor=govuk.actor())[0]
    return _recommendation_form(found, _recommended(found))


@pages.post(f"{RECOMMENDATION}/change")
def change_board_recommendation(number: int) -> Page:
    """Change it."""
    check_may(govuk.actor(), Action.WRITE_BOARD_REPORT)

    def act() -> None:
        values = govuk.load_form(shapes.BoardRecommendationForm(), request.form)
        version = values.pop("version")
        change = RecommendationChange(**values)
        writing.change_recommendation(
            number, change, version=version, actor=govuk.actor(), today=clock.today()
        )

    return _taken(
        act,
        lambda form: _recommendation_form(writing.recommendation(number, actor=govuk.actor())[0], form),
        lambda: _recommendation_standing(writing.recommendation(number, actor=govuk.actor())[0]),
        url_for("reports_pages.board_recommendation", number=number),
        RECOMMENDATION_AT,
    )


@pages.get("/reports/risks")
def board_risks() -> str:
    """The risks of the programme: those that are open first, the heaviest first."""
    today = clock.today()
    found = writing.risks(actor=govuk.actor())
    return render_template(
        "reports/words/risks.html",
        found=sorted(
            found, key=lambda each: (not each.what.is_open(today), -each.what.weight, each.what.number)
        ),
        today=today,
    )


@pages.get("/reports/risks/new")
def board_risk_form() -> str:
    """The form that puts a risk on the register."""
    return _form_page(govuk.form_of_dates(raised_on=clock.today()), "Add a risk", AT_RISK, None, _to_risks())


@pages.post("/reports/risks/new")
def raise_board_risk() -> Page:
    """Put it on the register."""
    check_may(govuk.actor(), Action.WRITE_BOARD_REPORT)
    try:
        change = RiskChange(**govuk.load_form(shapes.BoardRiskIn(), request.form))
        number = writing.raise_risk(change, actor=govuk.actor(), today=clock.today())
    except govuk.REFUSALS as refusal:
        return govuk.redisplay(
            refusal,
            lambda form: _form_page(form, "Add a risk", AT_RISK, None, _to_risks()),
            field_of=RISK_AT,
        )
    flash(f"It is risk {number}.")
    return redirect(url_for("reports_pages.board_risks"), 303)


@pages.get(RISK)
def board_risk(number: int) -> str:
    """A risk with its earlier versions."""
    versions = writing.risk(number, actor=govuk.actor())
    sides = [(each.written, _answers(AT_RISK, _risked(each))) for each in versions]
    return render_template("reports/words/risk.html", what=versions[0].what, versions=sides)


@pages.get(f"{RISK}/change")
def board_risk_change_form(number: int) -> str:
    """The form that changes a risk, or closes it."""
    found = writing.risk(number, actor=govuk.actor())[0]
    return _risk_form(found, _risked(found))


@pages.post(f"{RISK}/change")
def change_board_risk(number: int) -> Page:
    """Change it."""
    check_may(govuk.actor(), Action.WRITE_BOARD_REPORT)

    def act() -> None:
        values = govuk.load_form(shapes.BoardRiskForm(), request.form)
        version = values.pop("version")
        writing.change_risk(
            number, RiskChange(**values), version=version, actor=govuk.actor(), today=clock.today()
        )

    return _taken(
        act,
        lambda form: _risk_form(writing.risk(number, actor=govuk.actor())[0], form),
        lambda: _risk_standing(writing.risk(number, actor=govuk.actor())[0]),
        url_for("reports_pages.board_risk", number=number),
        RISK_AT,
    )


@pages.get("/reports/title-block")
def board_title_block() -> str:
    """The title block of the papers, to be changed, with its earlier versions."""
    found = writing.title_blocks(actor=govuk.actor())
    return _title_block_page(_titled(found[0]) if found else Form())


@pages.post("/reports/title-block")
def set_board_title_block() -> Page:
    """Change it."""
    check_may(govuk.actor(), Action.WRITE_BOARD_REPORT)

    def act() -> None:
        values = govuk.load_form(shapes.BoardTitleBlockForm(), request.form)
        version = values.pop("version")
        block = TitleBlock(**{**values, "objectives": tuple(values["objectives"])})
        writing.set_title_block(block, version=version, actor=govuk.actor())

    return _taken(
        act,
        _title_block_page,
        lambda: _title_block_standing(writing.title_blocks(actor=govuk.actor())[0]),
        url_for("reports_pages.board_title_block"),
        {},
    )


def _taken(
    act: Callable[[], None],
    shown: Callable[[Form], str],
    standing: Callable[[], Standing],
    address: str,
    field_of: Mapping[str, str],
) -> Page:
    def done(_: None) -> AnyResponse:
        flash("It has been saved.")
        return redirect(address, 303)

    return clashes.take(act, shown=shown, standing=standing, done=done, field_of=field_of)


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


def _recommendation_page(number: int, form: Form) -> str:
    versions = writing.recommendation(number, actor=govuk.actor())
    today = clock.today()
    return render_template(
        "reports/words/recommendation.html",
        what=versions[0].what,
        state=versions[0].what.state(today),
        states=RecommendationState,
        versions=[(each.written, _answers(ASKED, _recommended(each))) for each in versions],
        form=form,
    )


def _form_page(
    form: Form, title: str, questions: tuple[Question, ...], version: str | None, back: Mapping[str, str]
) -> str:
    check_may(govuk.actor(), Action.WRITE_BOARD_REPORT)
    return render_template(
        "reports/words/form.html",
        form=form,
        title=title,
        questions=questions,
        long=LONG,
        version=version,
        back=back,
        rule=RULE,
    )


def _recommendation_form(found: RecommendationKept, form: Form) -> str:
    number = found.what.number
    back = {
        "text": f"Recommendation {number}",
        "href": url_for("reports_pages.board_recommendation", number=number),
    }
    return _form_page(
        form, f"Change recommendation {number}", ASKED, _version(form, found.written.version), back
    )


def _risk_form(found: RiskKept, form: Form) -> str:
    number = found.what.number
    back = {"text": f"Risk {number}", "href": url_for("reports_pages.board_risk", number=number)}
    return _form_page(form, f"Change risk {number}", AT_RISK, _version(form, found.written.version), back)


def _title_block_page(form: Form) -> str:
    found = writing.title_blocks(actor=govuk.actor())
    return render_template(
        "reports/words/title_block.html",
        form=form,
        questions=IN_TITLE_BLOCK,
        version=_version(form, found[0].written.version if found else 0),
        versions=[(each.written, _answers(IN_TITLE_BLOCK, _titled(each))) for each in found],
    )


def _recommended(found: RecommendationKept) -> Form:
    return filled({each.name: getattr(found.what, each.name) for each in ASKED})


def _risked(found: RiskKept) -> Form:
    return filled({each.name: getattr(found.what, each.name) for each in AT_RISK})


def _titled(found: TitleBlockKept) -> Form:
    return filled({each.name: getattr(found.what, each.name) for each in IN_TITLE_BLOCK})


def _recommendation_standing(found: RecommendationKept) -> Standing:
    number = found.what.number
    return Standing(
        ASKED,
        _recommended(found),
        found.written.version,
        f"Change recommendation {number}",
        "Board report",
        url_for("reports_pages.board_recommendation", number=number),
    )


def _risk_standing(found: RiskKept) -> Standing:
    number = found.what.number
    return Standing(
        AT_RISK,
        _risked(found),
        found.written.version,
        f"Change risk {number}",
        "Board report",
        url_for("reports_pages.board_risk", number=number),
    )


def _title_block_standing(found: TitleBlockKept) -> Standing:
    return Standing(
        IN_TITLE_BLOCK,
        _titled(found),
        found.written.version,
        "Title block",
        "Board report",
        url_for("reports_pages.board_title_block"),
    )


def _answers(questions: tuple[Question, ...], form: Form) -> list[tuple[str, str]]:
    return [(each.label, each.answer(form) or "None") for each in questions]


def _version(form: Form, stands: int) -> str:
    return form.value("version") or str(stands)


def _to_recommendations() -> dict[str, str]:
    return {"text": "Recommendations", "href": url_for("reports_pages.board_recommendations")}


def _to_risks() -> dict[str, str]:
    return {"text": "Risks", "href": url_for("reports_pages.board_risks")}


def _day(as_at: str) -> date:
    """The day in the address; anything else is a page that there is not."""
    try:
        return date.fromisoformat(as_at)
    except ValueError:
        abort(404)
