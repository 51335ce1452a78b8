"""What has been claimed, by where its lines stand."""

import pytest

from app.claims.rules.claimed import GROUPS, LOST, SENT, STANDING, LineGroup, claimed, paid, to_repay
from app.claims.rules.lifecycle import LineState
from tests.rules.money_rows import EDUCATION, JANUARY, JULY, PROGRESS, WORK, a_line, family


@pytest.mark.parametrize(
    ("state", "group", "is_sent", "stands"),
    [
        (LineState.DRAFT, "Draft, or evidence complete", False, True),
        (LineState.EVIDENCE_COMPLETE, "Draft, or evidence complete", False, True),
        (LineState.WITH_INTERNAL_AUDIT, "With internal audit", False, True),
        (LineState.AUDITED, "Audited", False, True),
        (LineState.ON_A_RETURN, "On a return", False, True),
        (LineState.SUBMITTED, "Submitted, no answer yet", True, True),
        (LineState.PAID, "Paid", True, True),
        (LineState.NOT_VALID, "Found not valid", True, False),
        (LineState.WITHDRAWN, "Withdrawn", False, False),
    ],
)
def test_a_line_is_told_in_the_group_of_its_state(state, group, is_sent, stands):
    line = a_line(1, state=state)

    assert line.group.label == group
    assert (line.group in SENT) == is_sent
    assert line.stands == (line.group in STANDING) == (line.group not in LOST) == stands


def test_every_state_that_a_line_may_have_is_told():
    assert set(GROUPS) == set(LineState)
    assert set(GROUPS.values()) == set(LineGroup)


LINES = [
    a_line(1, 700_00, LineState.PAID),
    a_line(1, 100_00, LineState.SUBMITTED, PROGRESS),
    a_line(2, 800_00, LineState.PAID, WORK, window=JANUARY),
    a_line(3, 0, LineState.PAID, funded_elsewhere=True),
    a_line(4, 700_00, LineState.NOT_VALID, was_paid=True),
    a_line(5, 700_00, LineState.NOT_VALID),
    a_line(6, 700_00, LineState.WITHDRAWN),
]


@pytest.mark.parametrize(
    ("groups", "where", "pence", "families"),
    [
        pytest.param({LineGroup.PAID}, {}, 1500_00, 3, id="paid, the one at £0 counted"),
        pytest.param({LineGroup.PAID}, {"window_id": JULY.id}, 700_00, 2, id="paid in July"),
        pytest.param({LineGroup.PAID}, {"window_id": JANUARY.id}, 800_00, 1, id="paid in January"),
        pytest.param({LineGroup.PAID}, {"route": EDUCATION}, 700_00, 2, id="paid for education and crime"),
        pytest.param(SENT, {"window_id": JULY.id}, 2200_00, 4, id="sent in July"),
        pytest.param(STANDING, {}, 1600_00, 3, id="all that stands"),
        pytest.param(LOST, {}, 2100_00, 3, id="lost"),
    ],
)
def test_lines_are_added_up_by_window_route_and_group(groups, where, pence, families):
    amount = claimed(LINES, groups, **where)

    assert (amount.pence, amount.families) == (pence, families)


def test_only_what_was_paid_and_then_found_not_valid_is_to_be_repaid():
    assert to_repay(LINES).by_family == {family(4): 700_00}
    assert to_repay(LINES, window_id=JANUARY.id).families == 0


def test_what_is_paid_is_the_whole_of_a_line_unless_less_is_recorded():
    in_part = a_line(7, 700_00, LineState.PAID, was_paid=True, paid=500_00)

    assert paid(LINES).by_family == {family(1): 700_00, family(2): 800_00, family(3): 0}
    assert paid([*LINES, in_part], window_id=JULY.id).by_family == {
        family(1): 700_00,
        family(3): 0,
        family(7): 500_00,
    }


def test_what_was_paid_in_part_is_repaid_in_that_part():
    line = a_line(7, 700_00, LineState.NOT_VALID, was_paid=True, paid=500_00)

    assert to_repay([line], window_id=JULY.id).by_family == {family(7): 500_00}


def test_what_is_sent_is_paid_waiting_and_not_valid_together():
    parts = (LineGroup.PAID, LineGroup.SUBMITTED, LineGroup.NOT_VALID)

    assert claimed(LINES, SENT).pence == sum(claimed(LINES, {part}).pence for part in parts)
