"""Two people save from the same version: nothing is lost in any form of the site."""

import inspect
from collections.abc import Callable, Iterator
from types import CodeType, FunctionType, ModuleType
from typing import Any

import pytest
import sqlalchemy as sa
from apiflask import APIFlask
from marshmallow import Schema

from app import clashes
from app.access.roles import Role
from tests.edges.conftest import Browser, Page
from tests.edges.two_at_once import Case, cases
from tests.edges.two_at_once_world import A_REVIEW, NEWCOMER, Sent, World, form_of

BrowserOf = Callable[..., Browser]

CASES = tuple(cases())
BOTH = (Role.PROGRAMME_COORDINATOR, Role.CAF_COORDINATOR, Role.INTERNAL_AUDITOR)

BUTTONS = {
    "cases_pages.remove_from_team",
    "cases_pages.decide_sharing",
    "cases_pages.end_sharing",
    "cases_pages.complete_form",
    "cases_pages.call_off",
    "cases_pages.call_off_training_session",
    "cases_pages.end_agreement",
    "cases_pages.hand_back",
    "claims_pages.propose",
    "claims_pages.withdraw",
    "claims_pages.draw_claim_audit_again",
    "claims_pages.send_back_claims",
    "claims_pages.close_claim_audit",
    "claims_pages.test_line",
    "claims_pages.complete_line",
    "claims_pages.send_line",
    "claims_pages.answer_rest",
    "reports_pages.abandon_return",
    "reports_pages.put_lines_on",
    "reports_pages.send_return",
    "reports_pages.sign_return",
    "reports_pages.submit_report",
    "reports_pages.approve_report",
}
"""Buttons: nothing is entered that could be lost. They say that the record was changed, and show it."""

OWN_WAY = {
    "cases_pages.save_section": "both texts, box by box, with a choice of one, the other or both",
    "cases_pages.decide": "what the other decided stands on the screen, above one's own choice",
    "claims_pages.send_back": "the edition as it stands now, with one's words still in their box",
    "claims_pages.answer_line": "the answers as they stand now, with what was entered still in its boxes",
    "reports_pages.explain_query": "the return as it stands now, with one's words still in their box",
    "reports_pages.refuse_return": "the return as it stands now, with the reason still in its box",
    "reports_pages.return_submitted": "the return as it stands now, with what was entered in its boxes",
    "reports_pages.take_lines_off": "the return as it stands now, with its lines to choose from",
    "reports_pages.send_report_back": "the report as it stands now, with the reason still in its box",
    "reports_pages.withdraw_report": "the report as it stands now, with the reason still in its box",
    "claims_pages.approve": "the edition as it stands now, with the day still in its boxes",
}
NEW = {
    "cases_pages.record_agreement",
    "cases_pages.plan_meeting",
    "cases_pages.plan_training_session",
    "claims_pages.record_assurance_visit",
    "reports_pages.make_board_recommendation",
    "reports_pages.raise_board_risk",
}
"""Forms that share their shape with one that carries a version; what they write is new."""


def test_no_form_that_carries_a_version_is_left_out(app: APIFlask) -> None:
    carrying = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "POST" in (rule.methods or set()) and not rule.rule.startswith("/api/")
        if _carries_a_version(inspect.unwrap(app.view_functions[rule.endpoint]))
    }

    named = {case.endpoint for case in CASES}
    assert carrying - named == BUTTONS | set(OWN_WAY) | NEW
    assert named - carrying == {"cases_pages.correct_note"}, (
        "a note has no version: a corrected one is another"
    )


@pytest.fixture
def world(city: sa.Connection, browser_of: BrowserOf) -> World:
    return World(browser_of(*BOTH), browser_of(*reversed(BOTH)))


def rows(page: Page) -> list[tuple[str, str, str]]:
    """The questions of a page that shows both versions, each with what is recorded and what was entered."""
    (table,) = page.all("table", class_="lx-clash")
    found = [[page.text_of(cell) for cell in row if cell.tag in ("th", "td")] for row in table.iter("tr")]
    return [(label, recorded, mine) for label, recorded, mine in found[1:]]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.endpoint.split(".")[1])
def test_the_second_of_two_sees_both_versions_and_what_they_merge_is_kept(world: World, case: Case) -> None:
    address = case.opens(world)
    form = form_of(world.second.get(address))
    mine = {**form, **_sent(case.mine, world)}
    if case.elsewhere:
        case.elsewhere(world, address)
    elif case.theirs is None:
        world.change()
    else:
        first = world.first.post(
            f"{address}{case.posts}", {**form, **_sent(case.theirs, world)}, page=address
        )
        assert first.status == 303, first.errors

    clash = world.second.post(f"{address}{case.posts}", mine, page="/")

    assert clash.status == 409
    assert clash.heading.endswith(": both versions")
    for words, recorded, entered in case.shown:
        found = [row[1:] for row in rows(clash) if words in row[0]]
        assert any(row == (recorded, entered or row[1]) for row in found), rows(clash)
    to = clash.all("form", novalidate="")[0].get("action") or f"{address}{case.posts}"
    again = world.second.post(to, {**form_of(clash), clashes.AGAIN: "yes"}, page="/")
    assert again.status == 200
    stands = form_of(again)
    assert {name: stands.get(name) for name in _sent(case.mine, world)} == _listed(_sent(case.mine, world))
    saved = world.second.post(to, {**stands, **case.merged}, page="/")
    assert saved.status == case.ends, saved.errors if saved.status != 303 else saved.address
    if case.ends == 303:
        assert case.then in world.second.follow(saved).text
    else:
        _assert_kept(saved, mine)


def test_what_was_entered_can_be_copied_where_its_record_is_gone(world: World) -> None:
    address = world.relationship()
    form = form_of(world.second.get(f"{address}/correct"))
    world.done(f"{address}/withdraw", {"why": "told-wrong"})

    late = {**form, "described": "Great aunt", "why": "told-wrong"}
    gone = world.second.post(f"{address}/correct", late, page="/")

    assert (gone.status, gone.heading) == (409, "What you entered")
    assert gone.errors == ["There is no such relationship on this family’s map."]
    assert "Described Great aunt" in gone.text
    assert str(world.mother) not in gone.text, "an id says nothing to anybody"
    again = world.second.post(f"{address}/correct", {**late, clashes.AGAIN: "yes"}, page="/")
    assert (again.status, again.heading) == (409, "What you entered")
    half = world.second.post(f"{address}/correct", {**late, "starts_on-day": "1"}, page="/")
    assert (half.status, half.heading) == (404, "What you entered")


def test_what_was_entered_of_a_meeting_that_was_called_off_can_be_copied(world: World) -> None:
    address = world.rollout()
    form = form_of(world.second.get(f"{address}/plan"))
    world.first.post(f"{address}/call-off", {"version": form["version"]}, page=f"{address}/plan")

    gone = world.second.post(f"{address}/plan", {**form, "rollout": "9"}, page="/")

    assert gone.status == 404
    assert "Rollout 9" in gone.text
    assert "Held on 12 July 2013" in gone.text


def test_an_action_that_the_first_has_done_is_said_on_the_form_of_the_second_with_every_word(
    world: World,
) -> None:
    action = world.action()
    address = f"{world.assessed}/reviews/new"
    form = form_of(world.second.get(address))
    world.done(action, {"done_on-day": "12", "done_on-month": "7", "done_on-year": "2013"})
    mine = {**form, **A_REVIEW, "worries": "Late again", "done": action.rsplit("/", 1)[1]}

    clash = world.second.post(address, mine, page="/")
    refused = world.second.post(address, form_of(clash), page="/")

    assert ("Actions that are done", "Nothing", "Ring the school") in rows(clash)
    assert refused.errors == ["One of the actions is no longer open. Open the assessment again."]
    assert form_of(refused)["worries"] == ["Late again"]
    assert world.second.post(address, form_of(refused), page="/").status == 303


def test_a_change_of_the_family_alone_is_no_decision_on_the_screen_of_a_meeting(world: World) -> None:
    address = world.rollout()
    screen = f"{address}/run?family={world.listed}"
    decision = {"version": "1", "outcome": "not-to-be-allocated", "reason": "data-to-check"}
    world.done(f"/families/{world.listed}/people/new", NEWCOMER)

    clash = world.second.post(f"{address}/run/{world.listed}", decision, page=screen)

    assert clash.status == 409
    assert "What stands now, after somebody else’s change: no decision." in clash.text


def _sent(given: Any, world: World) -> Sent:
    sent: Sent = given(world) if callable(given) else given
    return sent


def _listed(sent: Sent) -> dict[str, list[str]]:
    return {name: value if isinstance(value, list) else [value] for name, value in sent.items()}


def _assert_kept(page: Page, mine: Sent) -> None:
    """Every word that was typed stands on a page that could not be saved."""
    words = {value for values in _listed(mine).values() for value in values if " " in value}
    assert all(word in page.text or page.all("input", value=word) for word in words)


def _carries_a_version(function: FunctionType, seen: frozenset[Any] = frozenset()) -> bool:
    """Whether a view reads a version from its form: itself, by a shape, or by a function of the pages."""
    codes = tuple(_codes(function.__code__))
    consts = {const for code in codes for each in code.co_consts for const in _each(each)}
    if "version" in consts:
        return True
    names = {name for code in codes for name in code.co_names}
    found = [function.__globals__[name] for name in names if name in function.__globals__]
    modules = [each for each in found if isinstance(each, ModuleType) and ".pages" in each.__name__]
    found += [getattr(module, name) for module in modules for name in names if hasattr(module, name)]
    return any(
        _carries_a_version(each, seen | {function})
        if isinstance(each, FunctionType)
        else "version" in each._declared_fields
        for each in found
        if _is_shape(each) or (_is_of_pages(each) and each not in seen)
    )


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for const in code.co_consts:
        if isinstance(const, CodeType):
            yield from _codes(const)


def _each(const: Any) -> tuple[Any, ...]:
    return const if isinstance(const, tuple) else (const,)


def _is_shape(each: Any) -> bool:
    return isinstance(each, type) and issubclass(each, Schema)


def _is_of_pages(each: Any) -> bool:
    return (
        isinstance(each, FunctionType) and each.__module__.startswith("app.") and ".pages" in each.__module__
    )
