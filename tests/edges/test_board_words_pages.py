"""What is written for the board report, in the browser and for programs: bad input, and what a page keeps."""

from collections.abc import Callable
from datetime import date

import pytest
import sqlalchemy as sa
from apiflask import APIFlask
from werkzeug.test import TestResponse

from app.access.roles import Role
from tests.edges.conftest import Browser, Page
from tests.edges.programs import Program, a_program, code_of
from tests.edges.route_table.board_words import A_RECOMMENDATION, A_RISK, A_TITLE_BLOCK
from tests.edges.two_at_once_world import form_of
from tests.reports.records import ask

LEGAL = "/reports/words/2013-03-31/legal"
API_OF_LEGAL = "/board-texts/2013-03-31/legal"
HUGE = "word " * 2_000


@pytest.fixture
def coordinator(city: sa.Connection, browser_of: Callable[..., Browser]) -> Browser:
    return browser_of(Role.PROGRAMME_COORDINATOR)


@pytest.fixture
def program(city: sa.Connection, app: APIFlask) -> Program:
    return a_program(app, Role.PROGRAMME_COORDINATOR, Role.ANALYST)


def texts() -> list[str]:
    return [row.text for row in ask("select text from board_text order by version")]


def dates(**given: str) -> dict[str, str]:
    """Dates in their boxes."""
    return {
        f"{name}-{part}": str(getattr(date.fromisoformat(value), part))
        for name, value in given.items()
        for part in ("day", "month", "year")
    }


def in_boxes(given: dict[str, str]) -> dict[str, str]:
    plain = {name: value for name, value in given.items() if not name.endswith("_on")}
    return {**plain, **dates(**{name: value for name, value in given.items() if name.endswith("_on")})}


def test_a_text_that_cannot_be_printed_is_refused_by_its_box_and_by_the_call(
    coordinator: Browser, program: Program
) -> None:
    def sent(text: str, do: str) -> Page:
        return coordinator.post(LEGAL, {"version": "0", "text": text, "do": do}, page="/")

    def called(text: str) -> TestResponse:
        return program.call("PUT", API_OF_LEGAL, {"If-Match": '"0"'}, json={"text": text})

    typed, unknown, long = sent("We helped 12 of them.", "preview"), called("{families.lost}"), called(HUGE)

    assert (typed.status, code_of(unknown)) == (422, (422, "unknown-figure"))
    assert long.status_code == 422
    assert "Enter at most 8,000 characters." in long.get_data(as_text=True)
    assert form_of(typed)["text"] == ["We helped 12 of them."]
    assert "“12” is a number that is typed." in typed.errors[0]
    assert sent("Of\x00them.", "save").status == 400
    assert texts() == []


def test_a_figure_is_put_in_previewed_and_saved_and_nothing_is_lost_on_the_way(coordinator: Browser) -> None:
    typed = {"version": "0", "text": "We worked with", "figure": "{families.worked-with}"}

    put = coordinator.post(LEGAL, {**typed, "do": "figure"}, page="/")
    assert form_of(put)["text"] == ["We worked with {families.worked-with}"]
    seen = coordinator.post(LEGAL, {**form_of(put), "do": "preview"}, page="/")
    assert "Preview, not saved We worked with 375" in seen.text
    assert texts() == []
    assert coordinator.post(LEGAL, {**form_of(seen), "do": "save"}, page="/").status == 303

    assert texts() == ["We worked with {families.worked-with}"]


@pytest.mark.parametrize(
    ("address", "given", "field", "bad"),
    [
        ("/reports/recommendations/new", A_RECOMMENDATION, "text", "Note the 3 claims."),
        ("/reports/recommendations/new", A_RECOMMENDATION, "text", "Note {families.worked-with}."),
        ("/reports/recommendations/new", A_RECOMMENDATION, "owner", "x" * 201),
        ("/reports/recommendations/new", A_RECOMMENDATION, "due_on-year", "99999"),
        ("/reports/recommendations/new", A_RECOMMENDATION, "due_on-year", "2012"),
        ("/reports/risks/new", A_RISK, "risk", "Forty families wait."),
        ("/reports/risks/new", A_RISK, "likelihood", "certain"),
        ("/reports/title-block", {**A_TITLE_BLOCK, "version": "0"}, "director", "x" * 201),
        ("/reports/title-block", {**A_TITLE_BLOCK, "version": "0"}, "objectives", "fame"),
    ],
)
def test_bad_words_of_the_registers_are_refused_with_a_sentence_and_all_the_rest_kept(
    coordinator: Browser, address: str, given: dict[str, str], field: str, bad: str
) -> None:
    sent = {**in_boxes(given), field: bad}

    page = coordinator.post(address, sent)

    assert page.status == 422
    assert page.errors
    kept = form_of(page)
    boxes = sent.keys() - {"version", "likelihood", "objectives"}
    assert {name: kept[name][0] for name in boxes} == {name: sent[name] for name in boxes}
    assert _written() == 0


def _written() -> int:
    return sum(
        ask(f"select count(*) from {table}")[0][0]
        for table in ("board_recommendation", "board_risk", "board_title_block")
    )
