"""Quality audits in the browser and over the API: drawn, named, reviewed, summed up."""

import re
from collections.abc import Callable
from uuid import UUID

import pytest
import sqlalchemy as sa
from apiflask import APIFlask
from werkzeug.test import TestResponse

from app.access.roles import Role
from app.cases.rules.audit_questions import questions_on
from app.db import Sessions
from tests.conftest import TODAY
from tests.edges.conftest import Browser, Page
from tests.edges.programs import a_program, code_of

SAMPLE = {
    "title": "Summer 2013",
    "category": "any",
    "mix": "any",
    "initiated_from-day": "1",
    "initiated_from-month": "4",
    "initiated_from-year": "2012",
    "initiated_to-day": "12",
    "initiated_to-month": "7",
    "initiated_to-year": "2013",
    "size": "2",
}
EVERY_ONE = {each.value: "1" for each in questions_on(TODAY).questions}
CLASHING = "update sampled_assessment set version = version + 1, findings = 'Seen by another.'"

OVERDUE = """
insert into plan_action (id, assessment_id, what, who, agreed_on, due_on)
select gen_random_uuid(), assessment_id, 'Ring the school nurse', 'Mum', '2013-05-01', '2013-06-01'
from sampled_assessment where id = cast(:sample as uuid)
"""


@pytest.fixture
def coordinator(city: sa.Connection, browser_of: Callable[..., Browser]) -> Browser:
    return browser_of(Role.CAF_COORDINATOR)


def drawn(coordinator: Browser, **given: str) -> Page:
    """The page of a new audit."""
    return coordinator.follow(coordinator.post("/quality-audits/new", {**SAMPLE, **given}))


def named(coordinator: Browser, audit: Page, who: str = "Lee Example") -> str:
    """The address of the first sampled assessment, once somebody is named."""
    form = next(href for words, href in audit.links.items() if words.startswith("Name an auditor"))
    page = coordinator.get(form)
    chosen = next(
        option.get("value") for option in page.all("option") if page.text_of(option).startswith(who)
    )
    version = page.all("input", name="version")[0].get("value")
    coordinator.follow(coordinator.post(form, {"auditor_id": chosen, "version": version}))
    return str(form).removesuffix("/auditor")


def test_an_audit_goes_from_the_draw_to_the_summary(coordinator: Browser) -> None:
    audit = drawn(coordinator, size="1")
    sampled = named(coordinator, audit)
    assert "1 assessment waits for your review" in coordinator.get("/").text

    record = coordinator.get(sampled)
    review = coordinator.get(f"{sampled}/review")
    version = review.all("input", name="version")[0].get("value")
    draft = coordinator.follow(
        coordinator.post(f"{sampled}/review", {"childs-words": "0", "draft": "yes", "version": version})
    )
    version = draft.all("input", name="version")[0].get("value")
    empty = coordinator.post(f"{sampled}/review", {"finish": "yes", "version": version})
    wordless = coordinator.post(
        f"{sampled}/review", {**EVERY_ONE, "childs-words": "0", "finish": "yes", "version": version}
    )
    finished = {**EVERY_ONE, "childs-words": "0", "findings": "None of the child’s words.", "finish": "yes"}
    done = coordinator.follow(coordinator.post(f"{sampled}/review", {**finished, "version": version}))

    assert "Opening it has been noted" in record.text
    assert "The draft has been saved." in draft.text
    assert empty.errors[0] == "Answer question 1."
    assert len(empty.errors) == len(EVERY_ONE)
    assert wordless.errors == ["Write what was found, as at least one question scores 0."]
    assert "The review is finished." in done.text
    summary = coordinator.get("/quality-audits/summary")
    assert "95% 20 of 21" in summary.text
    read = coordinator.get(f"{sampled}/review")
    assert "None of the child’s words." in read.text
    assert coordinator.get(sampled).status == 404


def test_an_action_that_was_withdrawn_is_not_shown_to_an_auditor_as_overdue(coordinator: Browser) -> None:
    sampled = named(coordinator, drawn(coordinator, size="1"))
    with Sessions() as session, session.begin():
        session.execute(sa.text(OVERDUE), {"sample": sampled.rsplit("/", 1)[1]})
    assert "Ring the school nurse Mum 1 Jun 2013 Overdue Not yet" in coordinator.get(sampled).text

    with Sessions() as session, session.begin():
        session.execute(sa.text("update plan_action set withdrawn_on = '2013-06-03'"))

    assert "Ring the school nurse Mum 1 Jun 2013 Withdrawn 3 Jun 2013" in coordinator.get(sampled).text


def test_a_review_saves_itself_and_says_when_or_why_not(coordinator: Browser) -> None:
    sampled = named(coordinator, drawn(coordinator, size="1"))
    page = coordinator.get(f"{sampled}/review")
    version = page.all("input", name="version")[0].get("value")
    sent = {"csrf_token": page.token, "childs-words": "0", "findings": "Nobody asked.", "version": version}

    def put(**changed: str) -> TestResponse:
        return coordinator.client.put(f"{sampled}/review", data={**sent, **changed})

    answer, again = put(), put()
    assert re.fullmatch(r"\d{1,2}:\d\d[ap]m", answer.get_json()["saved_at"])
    assert answer.get_json()["version"] == again.get_json()["version"] == int(version) + 1
    assert "Nobody asked." in coordinator.get(f"{sampled}/review").text
    clash, wrong = put(findings="Somebody asked."), put(findings="x" * 5001)
    assert clash.status_code == 409
    assert (wrong.status_code, wrong.get_json()) == (422, {"sentence": "Enter at most 5,000 characters."})
    assert put(**{"childs-words": "2"}).get_json() == {"sentence": "Choose one that is offered."}
    assert put(csrf_token="x").status_code == 400
    finished = coordinator.client.put(f"{sampled}/review", data={**sent, "finish": "yes"})
    assert finished.get_json()["version"] == int(version) + 1
    assert "Finish the review" in coordinator.get(f"{sampled}/review").text


def test_a_clash_of_two_reviews_shows_both(coordinator: Browser) -> None:
    sampled = named(coordinator, drawn(coordinator, size="1"))
    version = coordinator.get(f"{sampled}/review").all("input", name="version")[0].get("value")
    with Sessions() as session, session.begin():
        session.execute(sa.text(CLASHING))

    mine = {"findings": "Seen by me.", "childs-words": "1", "draft": "yes", "version": version}
    clash = coordinator.post(f"{sampled}/review", mine)

    assert clash.status == 409
    assert "Seen by another." in clash.text
    assert "Seen by me." in clash.text
    now = clash.all("input", name="version")[0].get("value")
    again = coordinator.follow(coordinator.post(f"{sampled}/review", {**mine, "version": now}))
    assert "The draft has been saved." in again.text


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"title": ""}, "Enter what the audit is called."),
        ({"category": ""}, "Choose a kind of assessment."),
        ({"category": "nonsense"}, "Choose one that is offered."),
        ({"size": "0"}, "Enter a whole number from 1 to 100."),
        ({"size": "9" * 400}, "Enter a whole number from 1 to 100."),
        ({"size": "two"}, "Enter a whole number from 1 to 100."),
        ({"initiated_to-year": "2011"}, "The last day may not be before the first."),
        ({"initiated_to-year": "9999"}, "Give a day from 2000-01-01 to 2099-12-31."),
        ({"initiated_from-month": "13"}, "Enter a real date, such as 1 4 2012."),
        (
            {"initiated_from-year": "2099", "initiated_to-year": "2099"},
            "No assessment is of this kind. Choose another category or days.",
        ),
    ],
)
def test_what_is_wrong_with_a_draw_is_said_at_its_box(
    coordinator: Browser, wrong: dict[str, str], sentence: str
) -> None:
    refused = coordinator.post("/quality-audits/new", {**SAMPLE, **wrong})

    assert (refused.status, refused.errors) == (422, [sentence])


def test_a_sampled_assessment_is_taken_out_and_put_back(coordinator: Browser) -> None:
    audit = drawn(coordinator, size="1")
    form = next(href for words, href in audit.links.items() if words.startswith("Take out"))

    nothing = coordinator.post(form, {"version": "1"})
    out = coordinator.follow(coordinator.post(form, {"version": "1", "reason": "consent-withdrawn"}))
    stale = coordinator.post(form, {"version": "1", "reason": "consent-withdrawn"})
    back = coordinator.post(str(form).replace("take-out", "hand-back"), {"version": "2"}, page=form)

    assert nothing.errors == ["Choose why it is taken out."]
    assert "Taken out" in out.text
    assert "Closed on 12 July 2013" in out.text
    assert stale.status == 409
    assert "No auditor yet" in coordinator.follow(back).text


def test_an_action_is_asked_for_and_done_by_whose_it_is(
    coordinator: Browser, browser_of: Callable[..., Browser]
) -> None:
    sampled = named(coordinator, drawn(coordinator, size="1"))
    form = f"{sampled}/actions/new"
    lead = browser_of(Role.LEAD_PROFESSIONAL, practitioner_key="LP-0001")
    with Sessions() as session:
        who = str(
            session.execute(sa.text("select id from practitioner where import_key = 'LP-0001'")).scalar_one()
        )
    sent = {
        "what": "Ask the child.",
        "practitioner_id": who,
        "due_on-day": "20",
        "due_on-month": "7",
        "due_on-year": "2013",
    }

    early = coordinator.post(form, {**sent, "due_on-day": "1"})
    nobody = coordinator.post(form, {**sent, "practitioner_id": str(UUID(int=1))})
    review = coordinator.follow(coordinator.post(form, sent))
    mine = lead.get("/audit-actions")
    address = next(
        form.get("action") for form in mine.all("form") if form.get("action", "").endswith("/done")
    )
    done = lead.follow(lead.post(address, page="/audit-actions"))

    assert early.errors == ["Give a day from today on."]
    assert nobody.errors == ["Choose somebody who is posted to an establishment today."]
    assert "Ask the child." in review.text
    assert "Ask the child." in lead.get("/audit-actions").text
    assert "The action is done." in done.text


def test_a_program_draws_names_reviews_and_reads_the_summary(city: sa.Connection, app: APIFlask) -> None:
    program = a_program(app, Role.CAF_COORDINATOR)
    wanted = {
        "title": "By program",
        "category": "at-risk-of-exclusion",
        "mix": "any",
        "initiated_from": "2012-04-01",
        "initiated_to": "2013-07-12",
        "size": 1,
    }

    audit = program.get(f"/quality-audits/{program.post('/quality-audits', wanted).get_json()['id']}")
    sampled = audit.get_json()["samples"][0]
    path = f"/sampled-assessments/{sampled['id']}"
    offered = program.get(f"{path}/auditors")
    program.call(
        "PUT",
        f"{path}/auditor",
        json={"auditor_id": offered.get_json()["auditors"][0]["user_id"]},
        headers={"If-Match": offered.headers["ETag"]},
    )
    record = program.get(path).get_json()
    review = program.get(f"{path}/review")
    answered = {"scores": EVERY_ONE, "findings": None, "is_finished": True}
    stale = program.call("PUT", f"{path}/review", json=answered, headers={"If-Match": '"1"'})
    done = program.call("PUT", f"{path}/review", json=answered, headers={"If-Match": review.headers["ETag"]})
    summary = program.get("/quality-audits/summary").get_json()["cells"]

    assert record["form"]["assessment_id"] == sampled["assessment_id"]
    assert record["course"]["assessment"]["sharings"] == []
    assert [each["score"] for each in review.get_json()["asked"]] == [None] * len(EVERY_ONE)
    assert code_of(stale) == (412, "changed-meanwhile")
    assert stale.headers["ETag"] == review.headers["ETag"]
    assert done.status_code == 200
    assert {"category": None, "question": None, "score": {"ones": 21, "base": 21, "percent": 100}} in summary
    assert code_of(program.get(path)) == (404, "sampled-assessment")
