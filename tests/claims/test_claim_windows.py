"""Claim windows as rows: opened, changed while nothing in them is on a return, and worked through."""

from datetime import date
from uuid import uuid4

import pytest

from app.claims.rules.lifecycle import LineState
from app.claims.services import windows, workbench
from app.claims.services.workbench import Filters
from app.errors import Conflict, Forbidden, NotFound, RuleRefused
from app.programme.packs import Phase, Route
from tests.claims.claimable import (
    AUDITOR,
    COORDINATOR,
    TODAY,
    a_window,
    better_at_school,
    change_rows,
    drafted,
    into_work,
    put_in,
    set_state,
    was_in,
    with_audit,
    with_progress,
)

FIRST, LAST = date(2013, 7, 1), date(2013, 7, 31)


def opened(label="July 2013", opens_on=FIRST, closes_on=LAST, phase=Phase.PHASE_ONE):
    return windows.open_window(label, phase, opens_on, closes_on, actor=COORDINATOR)


def changed(window, label="July 2013", opens_on=FIRST, closes_on=LAST, version=1):
    return windows.change_window(window, label, opens_on, closes_on, version=version, actor=COORDINATOR)


def refusal(act):
    with pytest.raises((Conflict, Forbidden, NotFound, RuleRefused)) as refused:
        act()
    return refused.value


def test_a_window_is_opened_and_listed_with_what_is_claimed_in_it(database):
    (family,) = put_in(database, with_progress())
    window = opened()
    drafted(family, window)
    october = opened("October 2013", date(2013, 10, 1), date(2013, 10, 31))

    listed = windows.list_windows(actor=COORDINATOR)

    assert [(each.id, lines, pence) for each, lines, pence in listed] == [
        (october, 0, 0),
        (window, 2, 800_00),
    ]


@pytest.mark.parametrize(
    ("opens_on", "closes_on", "code"),
    [
        pytest.param(date(2013, 8, 1), date(2013, 8, 31), None, id="the day after the last"),
        pytest.param(date(2013, 7, 31), date(2013, 8, 31), "windows-overlap", id="on its last day"),
        pytest.param(date(2013, 6, 1), date(2013, 6, 30), None, id="until the day before the first"),
        pytest.param(date(2013, 6, 1), date(2013, 7, 1), "windows-overlap", id="until its first day"),
        pytest.param(date(2013, 9, 2), date(2013, 9, 1), "dates-in-order", id="closed before it opens"),
        pytest.param(date(2013, 9, 1), date(2013, 9, 1), None, id="open for a day"),
    ],
)
def test_two_windows_of_one_phase_may_not_overlap(database, opens_on, closes_on, code):
    opened()

    if code is None:
        assert opened("Another", opens_on, closes_on)
    else:
        assert refusal(lambda: opened("Another", opens_on, closes_on)).code == code


def test_windows_of_two_phases_may_overlap_but_not_share_a_name(database):
    opened()

    assert opened("July 2013, phase two", phase=Phase.PHASE_TWO)
    assert refusal(lambda: opened("July 2013", phase=Phase.SUPPORTING_FAMILIES)).code == "label-taken"


def test_a_window_is_changed_from_the_version_that_was_seen(database):
    window = opened()

    assert changed(window, closes_on=date(2013, 8, 9)) == 2

    stale = refusal(lambda: changed(window))
    assert (stale.code, stale.version) == ("changed-meanwhile", 2)
    assert windows.read_window(window, actor=COORDINATOR).closes_on == date(2013, 8, 9)
    assert changed(window, opens_on=date(2014, 1, 1), closes_on=date(2014, 1, 31), version=2) == 3


@pytest.mark.parametrize("state", ["on-a-return", "submitted", "paid", "not-valid"])
def test_the_days_of_a_window_stay_once_a_line_of_it_is_on_a_return(database, state):
    (family,) = put_in(database, better_at_school())
    window = opened()
    (line,) = drafted(family, window)
    set_state(line.id, state)

    refused = refusal(lambda: changed(window, closes_on=date(2013, 8, 9)))

    assert refused.message == (
        "Lines of this window are on a return, so its days stay as they are. Open another window."
    )
    assert changed(window, label="Summer 2013") == 2


def test_windows_are_for_the_coordinator(database):
    window = opened()

    for act in (
        lambda: windows.list_windows(actor=AUDITOR),
        lambda: windows.open_window("X", Phase.PHASE_ONE, FIRST, LAST, actor=AUDITOR),
        lambda: windows.change_window(window, "X", FIRST, LAST, version=1, actor=AUDITOR),
        lambda: workbench.open_window(window, actor=AUDITOR, today=TODAY),
    ):
        assert refusal(act).code == "role"
    assert refusal(lambda: changed(uuid4())).code == "claim-window"


@pytest.fixture
def busy(database):
    """A window with a family ready, one held, one drafted and one with audit."""
    families = [better_at_school(), better_at_school(), into_work(), better_at_school()]
    put_in(database, *families)
    window = a_window()
    drafted(families[2].family_id, window)
    with_audit(families[3].family_id, window)
    was_in(families[1].family_id, families[3].members[0].person_id)
    return window


def test_a_window_shows_what_is_ready_held_drafted_and_with_audit(busy):
    bench = workbench.open_window(busy, actor=COORDINATOR, today=TODAY)

    assert [each.reference for each in bench.ready] == ["T-1"]
    assert bench.ready_value == 700_00
    assert [(each.reference, each.needs_reason) for each in bench.held] == [("T-2", True)]
    assert {state: [line.reference for line in lines] for state, lines in bench.lines.items() if lines} == {
        LineState.DRAFT: ["T-3"],
        LineState.WITH_INTERNAL_AUDIT: ["T-4"],
    }
    assert bench.value_of(LineState.DRAFT) == 800_00


def test_a_window_is_narrowed_by_result_and_by_a_part_of_the_reference(busy):
    by_route = workbench.open_window(
        busy, Filters(Route.CONTINUOUS_EMPLOYMENT), actor=COORDINATOR, today=TODAY
    )
    by_reference = workbench.open_window(busy, Filters(reference="t-1"), actor=COORDINATOR, today=TODAY)

    assert (by_route.ready, [line.reference for line in by_route.lines[LineState.DRAFT]]) == ((), ["T-3"])
    assert [each.reference for each in by_reference.ready] == ["T-1"]
    assert not any(by_reference.lines.values())


def test_nothing_is_ready_in_a_window_that_is_not_open(busy):
    change_rows("update claim_window set opens_on = '2013-09-01', closes_on = '2013-09-30'")

    bench = workbench.open_window(busy, actor=COORDINATOR, today=TODAY)

    assert (bench.is_open, bench.ready, bench.held) == (False, (), ())
    assert bench.lines[LineState.DRAFT]
