"""Campaigns in the browser: started, answered on one screen, clashed over, watched and closed."""

from collections.abc import Callable
from datetime import date

import pytest
import sqlalchemy as sa
from apiflask import APIFlask

from app import clashes
from app.access.roles import Role
from app.db import Sessions
from tests.cases.builders import an_assessment
from tests.edges.conftest import Browser, Page
from tests.edges.programs import a_program, code_of
from tests.edges.test_families_pages import a_family

BrowserOf = Callable[..., Browser]

START = {
    "kind": "long-open",
    "due_on-day": "9",
    "due_on-month": "8",
    "due_on-year": "2013",
    "note": "Before the Board meets.",
}
A_CLOSURE = {"closed_on-day": "1", "closed_on-month": "7", "closed_on-year": "2013"}


@pytest.fixture
def caf(city: sa.Connection, browser_of: BrowserOf) -> Browser:
    return browser_of(Role.CAF_COORDINATOR)


@pytest.fixture
def manager(city: sa.Connection, browser_of: BrowserOf) -> Browser:
    return browser_of(Role.AGENCY_MANAGER, practitioner_key="MGR-EWS")


def started(caf: Browser, **more: str) -> str:
    """The address of a campaign that has just been started."""
    page = caf.post("/campaigns/new", {**START, **more})
    assert page.status == 303, page.errors
    return page.address


def form_of(page: Page) -> dict[str, list[str]]:
    """The hidden fields of a page's form of answers."""
    found: dict[str, list[str]] = {}
    for each in page.all("input", type="hidden"):
        found.setdefault(each.get("name"), []).append(each.get("value"))
    return found


def test_a_campaign_is_started_answered_and_its_effect_is_seen(caf: Browser, manager: Browser) -> None:
    address = started(caf)
    home = manager.get("/")
    answers = home.links["Open for over two years"]
    page = manager.get(answers)
    first, second, *_ = form_of(page)["case"]

    saved = manager.post(
        answers,
        {
            **form_of(page),
            f"case-{first}-answer": "still-open",
            f"case-{second}-answer": "not-ours",
            f"case-{second}-who": "The school",
        },
    )

    assert "to answer by 9 August 2013" in home.text
    assert "2 answers have been saved." in manager.follow(saved).text
    watched = caf.get(address)
    assert "2 of " in watched.text
    assert "CAFs open for over two years" in watched.text
    assert page.all("input", value="still-open")


def test_the_list_leaves_out_what_consent_does_not_open_and_says_so(caf: Browser, manager: Browser) -> None:
    answers = f"{started(caf)}/answers"
    before = manager.get(answers).text
    with Sessions() as session, session.begin():
        session.execute(sa.text("delete from consent_agency_item"))
        session.execute(sa.text("delete from consent_agency"))
        session.execute(sa.text("update consent set decision = 'refused'"))

    after = manager.get(answers).text

    said = "What consent does not open to your agency is left out."
    assert "First reviewed 1 February 2010" in before
    assert said in after
    assert "First reviewed 1 February 2010" not in after
    assert said not in caf.get(answers).text


def test_two_who_answer_the_same_case_see_what_the_other_said_and_the_second_decides(
    caf: Browser, manager: Browser
) -> None:
    address = started(caf)
    answers = f"{address}/answers"
    mine, theirs = manager.get(answers), caf.get(f"{answers}?show=all")
    case = form_of(mine)["case"][0]
    shown = {name: values for name, values in form_of(theirs).items() if case in name or name == "csrf_token"}

    manager.post(answers, {**form_of(mine), f"case-{case}-answer": "not-ours", f"case-{case}-who": "YOT"})
    seen = {f"case-{case}-version": "0", f"case-{case}-record": "1", "case": case}
    clash = caf.post(answers, {**shown, **seen, f"case-{case}-answer": "still-open"})

    assert clash.status == 409
    assert clash.errors == [clashes.SENTENCE]
    assert "Lee Example answered it," in clash.text
    assert "Different Not ours Still open" in clash.text
    assert "Different YOT Nothing" in clash.text
    again = form_of(clash)
    assert "1 answer has been saved." in caf.follow(caf.post(answers, again)).text


def test_one_answer_that_is_refused_keeps_what_was_entered_and_the_others_are_saved(
    caf: Browser, manager: Browser
) -> None:
    answers = f"{started(caf)}/answers"
    page = manager.get(answers)
    first, second, third, *_ = form_of(page)["case"]

    refused = manager.post(
        answers,
        {
            **form_of(page),
            f"case-{first}-answer": "still-open",
            f"case-{second}-answer": "close-it",
            f"case-{second}-closure_reason": "moved-away",
            f"case-{second}-closed_on-day": "",
            f"case-{third}-who": "The school",
        },
    )

    assert refused.status == 422
    assert refused.errors == [
        "Enter the day on which it was closed.",
        "Choose an answer to go with what you entered.",
    ]
    assert refused.links["Enter the day on which it was closed."] == f"#case-{second}-closed_on-day"
    assert "1 answer has been saved." in refused.text
    (chosen,) = refused.all("option", value="moved-away", selected="")
    assert refused.text_of(chosen) == "Moved away"
    assert refused.all("input", id=f"case-{third}-who")[0].get("value") == "The school"
    again = manager.post(answers, {**form_of(refused), f"case-{first}-answer": "still-open"})
    assert "Nothing was changed, so nothing was saved." in manager.follow(again).text


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        pytest.param("answer", "maybe", "Choose one that is offered.", id="an answer that is not offered"),
        pytest.param(
            "answer",
            "same-person",
            "Choose one of the answers that this campaign takes.",
            id="of another kind",
        ),
        pytest.param("closed_on-year", "99999", "Enter a real day, like 27 3 2013.", id="an absurd year"),
        pytest.param(
            "closed_on-year", "2014", "The closure may not be after today, 12 July 2013.", id="to come"
        ),
        pytest.param(
            "version", "999999999999", "This form is out of date. Load the page again.", id="a number"
        ),
        pytest.param("closure_reason", "boredom", "Choose one that is offered.", id="another reason"),
    ],
)
def test_what_cannot_be_used_is_said_in_a_sentence(
    caf: Browser, field: str, value: str, sentence: str
) -> None:
    answers = f"{started(caf)}/answers"
    page = caf.get(answers)
    case = form_of(page)["case"][0]
    whole = {"answer": "close-it", "closure_reason": "moved-away", **A_CLOSURE, field: value}

    refused = caf.post(
        answers, {**form_of(page), **{f"case-{case}-{name}": entered for name, entered in whole.items()}}
    )

    assert refused.status == 422
    assert refused.errors == [sentence]


def test_a_case_that_is_no_id_or_no_case_is_refused(caf: Browser) -> None:
    answers = f"{started(caf)}/answers"

    assert caf.post(answers, {"case": "nonsense"}).errors == [
        "This form is out of date. Load the page again."
    ]
    assert caf.get(f"{answers}?after=-1").status == 404
    assert caf.get(f"{answers}?agency=nonsense").status == 404
    assert caf.get(f"{answers}?show=everything").status == 404


def test_a_long_list_comes_in_pages_and_can_be_narrowed_to_an_agency(caf: Browser) -> None:
    address = started(caf)
    first = caf.get(f"{address}/answers")
    second = caf.get(first.links["The next cases"])

    assert len(form_of(first)["case"]) == len(form_of(second)["case"]) == 20
    assert not set(form_of(first)["case"]) & set(form_of(second)["case"])
    watched = caf.get(address)
    of_ews = next(
        link for words, link in watched.links.items() if words.endswith("for Education Welfare Service")
    )
    assert len(form_of(caf.get(of_ews))["case"]) == 17


def test_a_campaign_that_cannot_be_started_says_why(caf: Browser) -> None:
    started(caf)

    again = caf.post("/campaigns/new", START)
    too_early = caf.post("/campaigns/new", {**START, "kind": "no-lead", "due_on-month": "7"})
    nothing = caf.post("/campaigns/new", {**START, "kind": "contradictory-dates"})
    not_theirs = caf.post("/campaigns/new", {**START, "kind": "duplicates"})

    assert again.status == 409
    assert again.errors == ["A campaign of this kind is open already. Close that one first."]
    assert too_early.errors == ["Give a day after today, 12 July 2013."]
    assert nothing.errors == ["There is no case of this kind today, so nobody has to be asked."]
    assert not_theirs.status == 403


def test_a_closed_campaign_shows_its_answers_and_takes_no_more(caf: Browser) -> None:
    address = started(caf)
    page = caf.get(f"{address}/answers")
    case = form_of(page)["case"][0]

    closed = caf.follow(caf.post(f"{address}/close", page=address))
    late = caf.post(
        f"{address}/answers", {**form_of(page), f"case-{case}-answer": "still-open"}, page="/campaigns/new"
    )

    assert "it takes no more answers" in closed.text
    assert not closed.all("form", action=f"{address}/close")
    assert late.errors == ["This campaign has been closed and takes no more answers."]


def test_contradictory_dates_are_shown_with_where_each_is_mended(
    city: sa.Connection, browser_of: BrowserOf
) -> None:
    coordinator = browser_of(Role.PROGRAMME_COORDINATOR)
    family = a_family()
    an_assessment(family, started_on=date(2013, 1, 1))
    answers = f"{started(coordinator, kind='contradictory-dates')}/answers"
    page = coordinator.get(answers)
    (case,) = form_of(page)["case"]
    answer = f"case-{case}-answer"

    refused = coordinator.post(answers, {**form_of(page), answer: "mended"})
    mend = next(
        link for words, link in page.links.items() if words.startswith("Assessment started 1 January")
    )

    assert "The start of the assessment on 1 January 2013 would be before" in page.text
    assert refused.errors[0].startswith("They still contradict each other: The start")
    assert coordinator.get(mend).status == 200
    why = coordinator.post(answers, {**form_of(page), answer: "right-as-it-is"})
    assert why.errors == ["Say why the dates are right as they are."]


def test_two_people_of_whom_one_has_moved_out_are_still_asked_about(
    city: sa.Connection, browser_of: BrowserOf
) -> None:
    coordinator = browser_of(Role.PROGRAMME_COORDINATOR)
    answers = f"{started(coordinator, kind='duplicates')}/answers"
    with Sessions() as session, session.begin():
        session.execute(
            sa.text(
                "update household_member set ends_on = '2013-07-01' "
                "where person_id in (select person_id from campaign_row)"
            )
        )

    page = coordinator.get(answers)

    assert page.status == 200
    assert len(form_of(page)["case"]) == 1


def test_a_program_answers_one_case_with_its_entity_tag_and_several_at_once(
    city: sa.Connection, app: APIFlask
) -> None:
    program = a_program(app, Role.CAF_COORDINATOR)
    campaign = program.post("/campaigns", {"kind": "long-open", "due_on": "2013-08-09"}).json["id"]
    cases = program.get(f"/campaigns/{campaign}/cases").json["cases"]
    first, second, third = (case["id"] for case in cases[:3])
    path = f"/campaigns/{campaign}/cases/{first}"

    opened = program.get(path)
    saved = program.call(
        "PUT", f"{path}/answer", headers={"If-Match": opened.headers["ETag"]}, json={"answer": "still-open"}
    )
    late = program.call(
        "PUT", f"{path}/answer", headers={"If-Match": opened.headers["ETag"]}, json={"answer": "not-ours"}
    )
    several = program.post(
        f"/campaigns/{campaign}/answers",
        {
            "answers": [
                {"case_id": second, "version": 0, "answer": "not-ours", "words": "YOT"},
                {"case_id": third, "version": 0, "answer": "close-it"},
            ]
        },
    )

    assert (saved.status_code, saved.json, saved.headers["ETag"]) == (200, {"version": 1}, '"1"')
    assert code_of(late) == (412, "changed-meanwhile")
    assert several.json["saved"] == [{"case_id": second, "version": 1}]
    assert [each["code"] for each in several.json["refused"]] == ["closing-day-missing"]
    watched = program.get(f"/campaigns/{campaign}").json
    assert sum(each["counts"]["answered"] for each in watched["agencies"]) == 2
    assert watched["effect"][0]["measure"] == "cafs.open"
    assert program.post(f"/campaigns/{campaign}/close").status_code == 204
    assert code_of(program.post(f"/campaigns/{campaign}/close")) == (409, "campaign-closed")
    twice = {"case_id": second, "version": 1, "answer": "still-open"}
    assert program.post(f"/campaigns/{campaign}/answers", {"answers": [twice, twice]}).status_code == 422
