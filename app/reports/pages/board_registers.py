"""The pages of what the Board's report prints besides: recommendations, risks and the title block."""

from collections.abc import Callable, Mapping

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app import clashes, clock, govuk
from app.access.policies import check_may
from app.access.roles import Action
from app.cases.services.finding import Choice
from app.clashes import Page, Standing
from app.govuk import Form
from app.questions import Kind, Question, filled
from app.reports import board_registers
from app.reports import schemas_words as shapes
from app.reports.board_registers import RecommendationChange, RiskChange
from app.reports.pages.blueprint import pages
from app.reports.queries.board_words import RecommendationKept, RiskKept, TitleBlockKept
from app.reports.rules.board_words import OBJECTIVES, Level, PaperOf, RecommendationState, TitleBlock, Trend
from app.reports.rules.commentary import RULE

RECOMMENDATION = "/reports/recommendations/<int(max=1000000):number>"
RISK = "/reports/risks/<int(max=1000000):number>"
OFFICER = "Name and post, such as Ada Example, Head of Early Help."
PAPERS = tuple(Choice(each.value, each.heading) for each in PaperOf)
LEVELS = tuple(Choice(each.value, each.label) for each in Level)
TRENDS = tuple(Choice(each.value, each.label) for each in Trend)
RECOMMENDATION_AT = {
    **dict.fromkeys(("typed-number", "stray-brace", "unprintable"), "text"),
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


@pages.get("/reports/recommendations")
def board_recommendations() -> str:
    """What the Board was asked, with who follows it up and where it stands."""
    return render_template(
        "reports/words/recommendations.html",
        found=sorted(
            board_registers.recommendations(actor=govuk.actor()),
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
        number = board_registers.recommend(change, actor=govuk.actor(), today=clock.today())
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
        board_registers.note_progress(number, **values, actor=govuk.actor(), today=clock.today())
    except govuk.REFUSALS as refusal:
        return govuk.redisplay(refusal, lambda form: _recommendation_page(number, form), field_of=PROGRESS_AT)
    flash("The progress has been noted.")
    return redirect(url_for("reports_pages.board_recommendation", number=number), 303)


@pages.get(f"{RECOMMENDATION}/change")
def board_recommendation_change_form(number: int) -> str:
    """The form that changes a recommendation, or says when it was done."""
    found = _recommended_now(number)
    return _recommendation_form(found, _recommended(found))


@pages.post(f"{RECOMMENDATION}/change")
def change_board_recommendation(number: int) -> Page:
    """Change it."""
    check_may(govuk.actor(), Action.WRITE_BOARD_REPORT)

    def act() -> None:
        values = govuk.load_form(shapes.BoardRecommendationForm(), request.form)
        version = values.pop("version")
        change = RecommendationChange(**values)
        board_registers.change_recommendation(
            number, change, version=version, actor=govuk.actor(), today=clock.today()
        )

    return _taken(
        act,
        lambda form: _recommendation_form(_recommended_now(number), form),
        lambda: _recommendation_standing(_recommended_now(number)),
        url_for("reports_pages.board_recommendation", number=number),
        RECOMMENDATION_AT,
    )


@pages.get("/reports/risks")
def board_risks() -> str:
    """The risks of the programme: those that are open first, the heaviest first."""
    today = clock.today()
    found = board_registers.risks(actor=govuk.actor())
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
        number = board_registers.raise_risk(change, actor=govuk.actor(), today=clock.today())
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
    versions = board_registers.risk(number, actor=govuk.actor())
    sides = [(each.written, _answers(AT_RISK, _risked(each))) for each in versions]
    return render_template("reports/words/risk.html", what=versions[0].what, versions=sides)


@pages.get(f"{RISK}/change")
def board_risk_change_form(number: int) -> str:
    """The form that changes a risk, or closes it."""
    found = _risked_now(number)
    return _risk_form(found, _risked(found))


@pages.post(f"{RISK}/change")
def change_board_risk(number: int) -> Page:
    """Change it."""
    check_may(govuk.actor(), Action.WRITE_BOARD_REPORT)

    def act() -> None:
        values = govuk.load_form(shapes.BoardRiskForm(), request.form)
        version = values.pop("version")
        board_registers.change_risk(
            number, RiskChange(**values), version=version, actor=govuk.actor(), today=clock.today()
        )

    return _taken(
        act,
        lambda form: _risk_form(_risked_now(number), form),
        lambda: _risk_standing(_risked_now(number)),
        url_for("reports_pages.board_risk", number=number),
        RISK_AT,
    )


@pages.get("/reports/title-block")
def board_title_block() -> str:
    """The title block of the papers, to be changed, with its earlier versions."""
    found = board_registers.title_blocks(actor=govuk.actor())
    return _title_block_page(_titled(found[0]) if found else Form())


@pages.post("/reports/title-block")
def set_board_title_block() -> Page:
    """Change it."""
    check_may(govuk.actor(), Action.WRITE_BOARD_REPORT)

    def act() -> None:
        values = govuk.load_form(shapes.BoardTitleBlockForm(), request.form)
        version = values.pop("version")
        block = TitleBlock(**{**values, "objectives": tuple(values["objectives"])})
        board_registers.set_title_block(block, version=version, actor=govuk.actor())

    return _taken(
        act,
        _title_block_page,
        lambda: _title_block_standing(board_registers.title_blocks(actor=govuk.actor())[0]),
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


def _recommendation_page(number: int, form: Form) -> str:
    versions = board_registers.recommendation(number, actor=govuk.actor())
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
    found = board_registers.title_blocks(actor=govuk.actor())
    return render_template(
        "reports/words/title_block.html",
        form=form,
        questions=IN_TITLE_BLOCK,
        version=_version(form, found[0].written.version if found else 0),
        versions=[(each.written, _answers(IN_TITLE_BLOCK, _titled(each))) for each in found],
    )


def _recommended_now(number: int) -> RecommendationKept:
    return board_registers.recommendation(number, actor=govuk.actor())[0]


def _risked_now(number: int) -> RiskKept:
    return board_registers.risk(number, actor=govuk.actor())[0]


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
