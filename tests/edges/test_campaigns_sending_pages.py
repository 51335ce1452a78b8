"""What an agency says is not theirs, in the browser and over the API: sent on, seen by others, or closed."""

import pytest
import sqlalchemy as sa
from apiflask import APIFlask

from app.access.roles import Role
from app.db import Sessions
from tests.edges.conftest import Browser, Page
from tests.edges.programs import a_program, code_of
from tests.edges.test_campaigns_pages import BrowserOf, caf, form_of, manager, started

__all__ = ["caf", "manager"]

SEND, CLOSE = {"decision": "send-on"}, {"decision": "close"}


@pytest.fixture
def watched(caf: Browser, manager: Browser) -> str:
    """A campaign of which the manager of EWS has said of two cases that they are not theirs."""
    address = started(caf)
    answers = f"{address}/answers"
    page = manager.get(answers)
    first, second, *_ = form_of(page)["case"]
    saved = manager.post(
        answers,
        {
            **form_of(page),
            f"case-{first}-answer": "not-ours",
            f"case-{first}-who": "Ask <HEALTH>",
            f"case-{second}-answer": "not-ours",
        },
    )
    assert "2 answers have been saved." in manager.follow(saved).text
    return address


def boxes(page: Page) -> list[str]:
    """What the boxes of the cases send."""
    return [box.get("value") for box in page.all("input", type="checkbox")]


def place_of(page: Page, name: str) -> str:
    """What the choice of a place sends."""
    return next(each.get("value") for each in page.all("option") if page.text_of(each) == name)


def decided(caf: Browser, watched: str, *, cases: int = 1, **given: str) -> Page:
    """What the page answers to a decision about the first cases."""
    page = caf.get(f"{watched}/not-ours")
    sent = {"case": boxes(page)[:cases], **given}
    if "place" in given:
        sent["place"] = place_of(page, given["place"])
    return caf.post(f"{watched}/not-ours", sent)


def test_a_coordinator_finds_sends_on_and_closes_what_was_said_not_to_be_theirs(
    caf: Browser, manager: Browser, watched: str
) -> None:
    home, listed, campaign = caf.get("/"), caf.get("/campaigns"), caf.get(watched)
    page = caf.get(f"{watched}/not-ours")

    assert "Open for over two years: 2 to send on or close" in home.text
    assert "2 to decide" in listed.text
    assert "2 wait for your decision" in campaign.text
    assert "EWS answered not ours: Ask <HEALTH> (" in page.text
    sent = caf.follow(decided(caf, watched, **SEND, place="EWS", note="Lee led it."))
    assert "1 case has been sent on." in sent.text
    assert "EWS to answer" in sent.text
    asked = manager.get(f"{watched}/answers")
    assert "Sent on to EWS: Lee led it." in asked.text
    closed = caf.follow(decided(caf, watched, **CLOSE, why="It is on paper only."))
    assert "1 point has been closed." in closed.text
    assert "No case waits for your decision." in closed.text
    told = caf.get(watched).text
    assert "0 wait for your decision, 1 was sent on and 1 point was closed" in told
    everything = manager.get(f"{watched}/answers?show=all").text
    assert "The coordinator has closed this point" in everything
    assert "The point was closed: It is on paper only." in everything


UNUSABLE = [
    ({}, 1, "decision", "Choose what is to become of them."),
    ({"decision": "burn"}, 1, "decision", "Choose one that is offered."),
    (SEND, 0, "case", "Choose at least one case."),
    (SEND, 1, "place", "Choose where to send it on to."),
    (CLOSE, 1, "why", "Say why nobody is asked any more."),
    ({**CLOSE, "why": "x" * 501}, 1, "why", "Say it in at most 500 characters."),
]


def test_what_cannot_be_used_is_said_by_the_field_and_decides_nothing(caf: Browser, watched: str) -> None:
    for given, cases, field, sentence in UNUSABLE:
        page = decided(caf, watched, cases=cases, **given)

        assert (page.status, page.errors) == (422, [sentence])
        assert page.all("a", href=f"#{field}")
    box = boxes(caf.get(f"{watched}/not-ours"))[0]
    for case in ("x", "1" * 36 + ":1", f"{box}9999999999", f"{box[:36]}:"):
        page = caf.post(f"{watched}/not-ours", {"case": case, **CLOSE, "why": "Gone."})

        assert page.status == 422
        assert page.errors
    assert decided(caf, watched, **CLOSE, why="a\0b").status in (400, 422)
    assert len(boxes(caf.get(f"{watched}/not-ours"))) == 2


def test_a_place_that_is_not_offered_or_has_said_so_already_is_refused(caf: Browser, watched: str) -> None:
    page = caf.get(f"{watched}/not-ours")
    nowhere = caf.post(f"{watched}/not-ours", {"case": boxes(page)[0], **SEND, "place": "x:"})
    back = decided(caf, watched, **SEND, place="EWS")

    assert nowhere.errors == ["Choose one that is offered."]
    assert back.status == 422
    assert "They have said already that it is not theirs." in back.errors[0]
    assert len([box for box in back.all("input", type="checkbox") if box.get("checked") is not None]) == 1


def test_a_case_that_was_decided_in_another_window_is_refused_and_the_others_are_saved(
    caf: Browser, watched: str
) -> None:
    old = boxes(caf.get(f"{watched}/not-ours"))
    decided(caf, watched, **CLOSE, why="It is on paper only.")

    page = caf.post(f"{watched}/not-ours", {"case": old, **CLOSE, "why": "It moved."})

    assert page.status == 422
    assert "Somebody else has answered this, or decided about it," in page.errors[0]
    assert "1 decision has been saved." in page.text
    assert "It is on paper only." in page.text
    with Sessions() as session:
        assert session.execute(sa.text("select count(*) from campaign_decision")).scalar_one() == 2


def test_what_is_answered_about_a_case_that_was_sent_on_meanwhile_is_said_back(
    caf: Browser, manager: Browser, watched: str
) -> None:
    answers = f"{watched}/answers?show=all"
    form = form_of(manager.get(answers))
    gone = boxes(caf.get(f"{watched}/not-ours"))[0][:36]
    decided(caf, watched, **SEND, place="HEALTH")

    sent = {**form, f"case-{gone}-answer": "not-ours", f"case-{gone}-who": "Ask the clinic in the north"}
    page = manager.post(answers, sent, page="/")

    assert page.status in (409, 422)
    assert "A case that you answered is on your list no more, so your answer was not saved." in page.errors[0]
    assert "You entered: Not ours; Ask the clinic in the north" in page.errors[0]


def test_a_closed_campaign_shows_what_was_decided_and_sends_nothing_on(caf: Browser, watched: str) -> None:
    caf.post(f"{watched}/close", page=watched)

    page = caf.get(f"{watched}/not-ours")
    assert "2 cases had still to be decided." in page.text
    assert not page.all("form", method="post", novalidate="")


def test_a_program_sends_on_with_the_entity_tag_of_the_case_and_several_at_once(
    city: sa.Connection, app: APIFlask, browser_of: BrowserOf
) -> None:
    program = a_program(app, Role.CAF_COORDINATOR)
    campaign = program.post("/campaigns", {"kind": "long-open", "due_on": "2013-08-09"}).json["id"]
    first, second, third = program.get(f"/campaigns/{campaign}/cases").json["cases"][:3]
    answers = [
        {"case_id": each["id"], "version": 0, "answer": "not-ours", "words": "YOT"}
        for each in (first, second)
    ]
    program.post(f"/campaigns/{campaign}/answers", {"answers": answers})
    path = f"/campaigns/{campaign}/cases/{first['id']}"
    waiting = program.get(f"/campaigns/{campaign}/not-ours").json
    place = next(each for each in waiting["places"] if each["name"] != first["agency"])
    to = {
        "decision": "send-on",
        "agency_id": place["agency_id"],
        "establishment_id": place["establishment_id"],
        "words": "Yours?",
    }

    opened = program.get(path)
    sent = program.call("PUT", f"{path}/decision", headers={"If-Match": opened.headers["ETag"]}, json=to)
    late = program.call("PUT", f"{path}/decision", headers={"If-Match": opened.headers["ETag"]}, json=to)
    several = program.post(
        f"/campaigns/{campaign}/decisions",
        {
            "decisions": [
                {"case_id": second["id"], "version": 1, "decision": "close", "words": "On paper only."},
                {"case_id": third["id"], "version": 0, "decision": "close", "words": "On paper only."},
            ]
        },
    )

    assert [each["words"] for each in waiting["cases"]] == ["YOT", "YOT"]
    assert (sent.status_code, sent.json, sent.headers["ETag"]) == (200, {"version": 2}, '"2"')
    assert code_of(late) == (412, "changed-meanwhile")
    assert several.json["saved"] == [{"case_id": second["id"], "version": 2}]
    assert [each["code"] for each in several.json["refused"]] == ["nothing-to-decide"]
    case = program.get(path).json
    assert (case["latest"], case["is_settled"], case["version"]) == (None, False, 2)
    assert [(each["answer"], each["decision"]) for each in case["history"]] == [
        ("not-ours", None),
        (None, "send-on"),
    ]
    totals = [each["counts"] for each in program.get(f"/campaigns/{campaign}").json["agencies"]]
    assert sum(each["sent_on"] for each in totals) == sum(each["points_closed"] for each in totals) == 1
