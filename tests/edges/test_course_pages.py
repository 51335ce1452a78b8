"""The course of an assessment in the browser: registered, reviewed on one page, corrected, closed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from apiflask import APIFlask
from sqlmodel import select

from app.access import services as access
from app.access.models import Practitioner
from app.access.policies import COMMAND_LINE, SYSTEM
from app.access.roles import Role
from app.cases.models.course import AssessmentReview, PlanAction
from app.db import reading
from tests.cases.builders import an_assessment
from tests.cases.test_course import Led
from tests.cases.test_one_plan import SCHOOL, SLEEP, Form
from tests.conftest import TODAY
from tests.edges.conftest import PASSWORD, Browser, Page

REVIEW = {
    "works_well": "He sleeps through",
    "worries": "He is late for school",
    "action_1_what": "Ring the school",
    "action_2_what": "Visit the clinic",
    "next_review_on-day": "2",
    "next_review_on-month": "9",
    "next_review_on-year": "2013",
}


@pytest.fixture
def led(site: APIFlask) -> Led:
    return Led()


@pytest.fixture
def lead(led: Led, browser_of: Callable[..., Browser]) -> Browser:
    """The browser of the family's lead professional."""
    with reading(SYSTEM) as session:
        key = session.exec(select(Practitioner.import_key).where(Practitioner.id == led.lead)).one()
    return browser_of(Role.LEAD_PROFESSIONAL, practitioner_key=key)


def prefilled(page: Page) -> dict[str, str]:
    """What a form sends if nobody touches it."""
    sent = {
        box.get("name"): box.get("value", "")
        for box in page.all("input")
        if box.get("type") not in ("radio", "checkbox") and box.get("name")
    }
    for select_ in page.all("select"):
        chosen = [each for each in select_.iter("option") if each.get("selected") is not None]
        sent[select_.get("name")] = (chosen or list(select_.iter("option")))[0].get("value", "")
    for box in page.all("textarea"):
        sent[box.get("name")] = box.text or ""
    return {name: value for name, value in sent.items() if name != "csrf_token"}


def required_entries(page: Page) -> set[str]:
    """What somebody has to enter: the empty boxes that do not say that they are optional; a date is one."""
    optional = {label.get("for") for label in page.all("label") if "(optional)" in page.text_of(label)}
    for group in page.all("fieldset"):
        legends = [page.text_of(legend) for legend in group.iter("legend")]
        if legends and "(optional)" in legends[0]:
            optional |= {box.get("id") for box in group.iter("input")}
    inside_details = {box.get("id") for part in page.all("details") for box in part.iter("input")}
    sent = prefilled(page)
    empty = {
        box.get("name")
        for box in (*page.all("input"), *page.all("textarea"))
        if sent.get(box.get("name")) == "" and box.get("id") not in optional | inside_details
    }
    return {name.rsplit("-", 1)[0] for name in empty}


def test_a_review_with_two_actions_and_a_next_date_takes_five_entries_on_one_page(
    led: Led, lead: Browser
) -> None:
    made = an_assessment(led.family, led.children[0], agency_id=led.agency)
    address = f"/families/{led.family}/assessments/{made}/reviews/new"
    form = lead.get(address)
    assert required_entries(form) == {
        "works_well",
        "worries",
        "action_1_what",
        "action_2_what",
        "next_review_on",
    }

    done = lead.follow(lead.post(address, {**prefilled(form), **REVIEW}))

    assert "The review has been recorded." in done.text
    assert "Ring the school Lee Example 2 Sep 2013 Not yet" in done.text
    with reading(SYSTEM) as session:
        assert session.exec(select(AssessmentReview.reviewed_on)).one() == date(2013, 7, 12)
        assert (
            session.exec(select(PlanAction.practitioner_id, PlanAction.due_on)).all()
            == [(led.lead, date(2013, 9, 2))] * 2
        )


def test_the_next_review_shows_last_times_answers_and_carries_actions_forward(
    led: Led, lead: Browser
) -> None:
    made = an_assessment(led.family, led.children[0], agency_id=led.agency)
    address = f"/families/{led.family}/assessments/{made}/reviews/new"
    first = {**prefilled(lead.get(address)), **REVIEW, "reviewed_on-month": "6"}
    lead.follow(lead.post(address, first))

    form = lead.get(address)

    assert "Last time, 12 Jun 2013 He sleeps through" in form.text
    assert [form.text_of(box) for box in form.all("div", class_="govuk-checkboxes__item")] == [
        "Ring the school Lee Example, by 2 September 2013",
        "Visit the clinic Lee Example, by 2 September 2013",
    ]


def test_a_refused_review_keeps_every_word(led: Led, lead: Browser) -> None:
    made = an_assessment(led.family, led.children[0], agency_id=led.agency)
    address = f"/families/{led.family}/assessments/{made}/reviews/new"
    form = prefilled(lead.get(address))

    refused = lead.post(address, {**form, **REVIEW, "worries": "", "next_review_on-year": "1"})
    clash = lead.post(address, {**form, **REVIEW, "version": "7"})

    assert refused.status == 422
    assert refused.errors == ["Say what people worry about.", "Enter a real date, for example 12 7 2013."]
    assert prefilled(refused)["works_well"].strip() == "He sleeps through"
    assert clash.status == 409
    assert prefilled(clash)["action_1_what"] == "Ring the school"
    assert prefilled(clash)["version"] == "1"
    assert lead.post(address, {**prefilled(clash)}).status == 303


def test_a_date_is_corrected_in_two_clicks_from_the_family_page(led: Led, lead: Browser) -> None:
    an_assessment(led.family, led.children[0], agency_id=led.agency)
    family = lead.get(f"/families/{led.family}")
    links = {text: href for text, href in family.links.items() if text.startswith("Correct first team")}
    (address,) = links.values()
    form = lead.get(address)

    right = {**prefilled(form), "day-day": "5", "reason": "mistyped"}
    without = {**right, "reason": ""}
    assert lead.post(address, without).errors == ["Choose why the recorded day was wrong."]
    done = lead.follow(lead.post(address, right))

    assert "The date has been kept." in done.text
    assert "First team meeting 5 March 2013" in done.text


def test_an_assessment_is_registered_met_about_closed_and_opened_again(led: Led, lead: Browser) -> None:
    address = f"/families/{led.family}/assessments/new"
    form = lead.get(address)
    assert "No assessment of these children is on the register." in form.text
    new = {**prefilled(form), "kind": "caf", "children": str(led.children[0]), "primary_reason": "behaviour"}
    assert lead.post(address, {**new, "children": ""}).errors == ["Choose whom it is about."]
    sent = lead.post(address, new)
    course = lead.follow(sent)
    assert course.heading == "Common assessment (CAF), initiated 12 July 2013"
    assert lead.post(address, {**new, "version": "2"}).errors == [
        "An assessment of this child is open already. Go on with that one instead."
    ]

    start = lead.get(f"{sent.address}/dates/assessment-started")
    today = {"day-day": "12", "day-month": "7", "day-year": "2013"}
    lead.follow(lead.post(f"{sent.address}/dates/assessment-started", {**prefilled(start), **today}))
    meeting = lead.get(f"{sent.address}/team-meetings/new")
    assert "Lee Example" in meeting.text
    met = {
        **prefilled(meeting),
        "known_1_attendance": "attended",
        "new_1_agency_id": str(led.agency),
        "new_1_role": "Health visitor",
        "new_1_attendance": "sent-apologies",
    }
    half = lead.post(f"{sent.address}/team-meetings/new", {**met, "new_1_role": ""})
    assert half.errors == ["Enter the agency and the role, or choose a practitioner."]
    page = lead.follow(lead.post(f"{sent.address}/team-meetings/new", met))
    assert "Health visitor, HEALTH agency: sent apologies" in page.text

    close = {**prefilled(lead.get(f"{sent.address}/closure")), "reason": "needs-met"}
    closed = lead.follow(lead.post(f"{sent.address}/closure", close))
    assert "This assessment is closed" in closed.text
    assert lead.get(f"{sent.address}/reviews/new").status == 422
    again = {**prefilled(lead.get(f"{sent.address}/reopening")), "reason": "closed-by-mistake"}
    assert "The assessment is open again." in lead.follow(lead.post(f"{sent.address}/reopening", again)).text


def test_the_home_page_lists_what_is_due_with_a_link_to_each(led: Led, lead: Browser) -> None:
    made = an_assessment(
        led.family,
        led.children[0],
        agency_id=led.agency,
        first_team_meeting_on=date(2013, 1, 21),
        next_review_on=date(2013, 7, 1),
    )
    home = lead.get("/")

    assert "2 overdue, 0 due soon" in home.text
    review = next(href for text, href in home.links.items() if text.startswith("Review of PF-"))
    assert review == f"/families/{led.family}/assessments/{made}/reviews/new"


@pytest.mark.parametrize(
    "sent",
    [
        {"version": "x", "works_well": "a" * 5000, "done": "not-an-id", "level": "9"},
        {"version": "99999999999999999999", "reviewed_on-day": "31", "reviewed_on-year": "9999"},
    ],
)
def test_nothing_that_a_review_is_sent_breaks_it(led: Led, lead: Browser, sent: dict[str, str]) -> None:
    made = an_assessment(led.family, led.children[0], agency_id=led.agency)

    refused = lead.post(f"/families/{led.family}/assessments/{made}/reviews/new", {**REVIEW, **sent})

    assert refused.status == 422


def test_the_forms_actions_stand_in_the_plan_on_the_record_and_in_the_review(site: APIFlask) -> None:
    form = Form(SLEEP, SCHOOL)
    form.again(replace(SLEEP, action="Visit at bedtime\nand at eight", who="School nurse"))
    browser = Browser(site.test_client())
    access.create_user(
        "a@example.org", "Ada Example", {Role.PROGRAMME_COORDINATOR}, PASSWORD, actor=COMMAND_LINE
    )
    browser.sign_in("a@example.org")
    family = f"/families/{form.family_id}"
    course = f"{family}/assessments/{form.assessment_id}"

    record, plan = browser.get(family), browser.get(course)
    review = browser.get(f"{course}/reviews/new")

    assert "Visit at bedtime and at eight Outcome: Sleeps well School nurse 27 Sep 2013" in record.text
    assert "Walk there together" not in record.text
    assert "Walk there together Outcome: Goes to school Mum 1 Sep 2013 Withdrawn 12 Jul 2013" in plan.text
    assert "who was “Health visitor”, and became “School nurse”" in plan.text
    assert "withdrawn on was nothing, and became 12 July 2013" in plan.text
    assert "School nurse, by 27 September 2013. Outcome: Sleeps well" in review.text
    (action,) = (each for each in form.course.actions if each.is_open)
    address = f"{course}/actions/{action.id}"
    sent = prefilled(browser.get(address))
    done = {"done_on-day": "12", "done_on-month": "7", "done_on-year": "2013"}
    browser.follow(browser.post(address, {**sent, **done}))
    (kept,) = (each for each in form.course.actions if each.done_on)
    assert (kept.what, kept.done_on) == ("Visit at bedtime\nand at eight", TODAY)
    gone = next(each for each in form.course.actions if each.withdrawn_on)
    refused = browser.post(
        f"{course}/actions/{gone.id}", prefilled(browser.get(f"{course}/actions/{gone.id}"))
    )
    assert refused.errors == [
        "This action was taken out of the form. Reopen the form and enter it again to take it up."
    ]
