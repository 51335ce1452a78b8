"""Every page and call about what is written for the board report, and what it answers to each role."""

from datetime import date
from typing import Any

from app.access.policies import COMMAND_LINE
from app.reports import board_registers
from app.reports.board_registers import RecommendationChange, RiskChange
from app.reports.rules.board_words import Level, PaperOf, Trend
from tests.conftest import TODAY
from tests.edges.route_table.vocabulary import COORDINATOR, Row, call, only, page

TEXTS = "/reports/words/2013-03-31"
RECOMMENDATION = "/reports/recommendations/{recommendation}"
RISK = "/reports/risks/{risk}"
A_RECOMMENDATION = {
    "paper": "priority-families",
    "text": "Note the progress.",
    "asked_on": "2013-06-26",
    "owner": "Ada Example, Head of Early Help",
    "due_on": "2013-09-25",
}
A_RISK = {
    "paper": "priority-families",
    "risk": "Work begins late.",
    "likelihood": "low",
    "impact": "high",
    "mitigation": "Managers look each week.",
    "owner": "Ada Example, Head of Early Help",
    "trend": "steady",
    "raised_on": "2013-06-26",
    "review_on": "2013-09-25",
}
A_TITLE_BLOCK = {
    "director": "Dana Sample, Director",
    "families_contact": "Corin Example, coordinator",
    "caf_contact": "Wren Placeholder, CAF coordinator",
    "other_officers": "None",
    "wards_affected": "All",
    "objectives": ["attendance"],
}


def places() -> dict[str, Any]:
    """A recommendation and a risk."""
    asked = RecommendationChange(PaperOf.CAF, "Note it.", date(2013, 6, 26), "Ada Example", date(2013, 9, 25))
    at_risk = RiskChange(
        PaperOf.CAF, "Late.", Level.LOW, Level.LOW, "Look.", "Ada Example", Trend.STEADY, TODAY, TODAY
    )
    return {
        "recommendation": board_registers.recommend(asked, actor=COMMAND_LINE, today=TODAY),
        "risk": board_registers.raise_risk(at_risk, actor=COMMAND_LINE, today=TODAY),
    }


def _asked(endpoint: str, address: str, status: int = 200, method: str = "GET") -> Row:
    return page(f"reports_pages.{endpoint}", address, only(status, COORDINATOR), method=method)


def _called(endpoint: str, address: str, status: int = 200, method: str = "GET", **body: Any) -> Row:
    return call(f"reports_api.{endpoint}", address, only(status, COORDINATOR), method=method, body=body)


PAGES: list[Row] = [
    _asked("board_words", "/reports/words"),
    _asked("choose_board_texts", "/reports/words", 422, "POST"),
    _asked("board_texts", TEXTS),
    _asked("board_texts", "/reports/words/2000-01-01", 422),
    _asked("board_text", f"{TEXTS}/legal"),
    _asked("board_text", f"{TEXTS}/nothing", 404),
    _asked("save_board_text", f"{TEXTS}/legal", 422, "POST"),
    _asked("board_recommendations", "/reports/recommendations"),
    _asked("board_recommendation_form", "/reports/recommendations/new"),
    _asked("make_board_recommendation", "/reports/recommendations/new", 422, "POST"),
    _asked("board_recommendation", RECOMMENDATION),
    _asked("board_recommendation", "/reports/recommendations/999999", 404),
    _asked("note_board_progress", RECOMMENDATION, 422, "POST"),
    _asked("board_recommendation_change_form", f"{RECOMMENDATION}/change"),
    _asked("change_board_recommendation", f"{RECOMMENDATION}/change", 422, "POST"),
    _asked("board_risks", "/reports/risks"),
    _asked("board_risk_form", "/reports/risks/new"),
    _asked("raise_board_risk", "/reports/risks/new", 422, "POST"),
    _asked("board_risk", RISK),
    _asked("board_risk", "/reports/risks/999999", 404),
    _asked("board_risk_change_form", f"{RISK}/change"),
    _asked("change_board_risk", f"{RISK}/change", 422, "POST"),
    _asked("board_title_block", "/reports/title-block"),
    _asked("set_board_title_block", "/reports/title-block", 422, "POST"),
]

CALLS: list[Row] = [
    _called("board_texts", "/board-texts/2013-03-31"),
    _called("board_text", "/board-texts/2013-03-31/legal"),
    _called("save_board_text", "/board-texts/2013-03-31/legal", 412, "PUT", text="We share with consent."),
    _called("board_recommendations", "/board-recommendations"),
    _called("make_board_recommendation", "/board-recommendations", 201, "POST", **A_RECOMMENDATION),
    _called("board_recommendation", "/board-recommendations/{recommendation}"),
    _called(
        "change_board_recommendation",
        "/board-recommendations/{recommendation}",
        412,
        "PUT",
        **A_RECOMMENDATION,
    ),
    _called(
        "note_board_progress",
        "/board-recommendations/{recommendation}/progress",
        204,
        "POST",
        noted_on="2013-07-01",
        note="Begun.",
    ),
    _called("board_risks", "/board-risks"),
    _called("raise_board_risk", "/board-risks", 201, "POST", **A_RISK),
    _called("board_risk", "/board-risks/{risk}"),
    _called("change_board_risk", "/board-risks/{risk}", 412, "PUT", **A_RISK),
    _called("board_title_block", "/board-title-block"),
    _called("set_board_title_block", "/board-title-block", 412, "PUT", **A_TITLE_BLOCK),
]

MATCHED: frozenset[str] = frozenset()
