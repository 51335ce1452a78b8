"""A return's moves, what moved since the last one, and how its answers reconcile with what was claimed."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.claims.rules.returns import (
    RETURN_MOVES,
    Answered,
    AnswerOutcome,
    FoundBy,
    LinePart,
    LineThen,
    ReturnState,
    check_answer,
    check_return_move,
    movements,
    reconcile,
    repayment_due,
    tally,
)
from app.errors import RuleRefused
from app.programme.packs import Route

EC, PTW = Route.EDUCATION_AND_CRIME, Route.PROGRESS_TO_WORK
PAID, PART_PAID, NOT_VALID = AnswerOutcome
CLAIMED, STANDS, TAKEN_BACK = LinePart


def a_line(
    number: int, *, family: int | None = None, pence: int = 70_000, part: LinePart = CLAIMED
) -> LineThen:
    """A line, and its family by the same number unless another is given."""
    family = number if family is None else family
    return LineThen(UUID(int=number), UUID(int=family), f"PF-{family:06}", EC, pence, False, 2012, part)


@pytest.mark.parametrize("wanted", ReturnState)
@pytest.mark.parametrize("current", ReturnState)
def test_a_return_moves_as_the_table_says_and_no_other_way(current: ReturnState, wanted: ReturnState):
    if wanted in RETURN_MOVES[current]:
        check_return_move(current, wanted)
    else:
        with pytest.raises(RuleRefused) as refusal:
            check_return_move(current, wanted)
        assert refusal.value.code == "return-move-not-allowed"
        assert refusal.value.message == (
            f"This return is {current.label.lower()}, so it may not become {wanted.label.lower()}."
        )


def test_what_was_signed_is_never_open_again():
    signed = {state for state in ReturnState if state.is_signed}

    assert {state for state in ReturnState if state.is_open} == {ReturnState.PREPARING, ReturnState.WAITING}
    for state in signed:
        assert RETURN_MOVES[state] <= signed


def test_each_movement_names_its_family_and_why():
    then = [a_line(1, part=STANDS), a_line(2), a_line(3), a_line(9, part=TAKEN_BACK)]
    now = [a_line(2, part=STANDS), a_line(4), a_line(5, part=STANDS), a_line(3, part=TAKEN_BACK)]

    found = movements(then, now, {UUID(int=3): "Not valid: found by a spot check."})

    assert [(each.line.reference, each.joined, each.pence, each.why) for each in found] == [
        ("PF-000001", False, -70_000, "No longer on the return."),
        ("PF-000003", False, -70_000, "Not valid: found by a spot check."),
        ("PF-000004", True, 70_000, "Newly claimed on this return."),
        ("PF-000005", True, 70_000, "Claimed on a return between the two."),
    ]


def test_movements_are_in_the_order_of_references_and_those_without_one_come_first():
    named = [("PF-000900", 1), (None, 2), ("PF-000007", 3), (None, 4)]
    now = [replace(a_line(number), reference=reference) for reference, number in named]

    assert [each.line.line_id.int for each in movements([], now, {})] == [2, 4, 3, 1]


@given(then=st.sets(st.integers(1, 9)), now=st.sets(st.integers(1, 9)))
def test_the_movements_lead_from_one_return_to_the_other(then: set[int], now: set[int]):
    before, after = [a_line(each) for each in then], [a_line(each) for each in now]

    moved = movements(before, after, {})

    assert tally(after).pence - tally(before).pence == sum(each.pence for each in moved)
    assert len({each.line.line_id for each in moved}) == len(moved) == len(then ^ now)


def test_a_family_with_two_lines_is_one_family():
    found = tally([a_line(1), a_line(2, family=1, pence=10_000), a_line(3)])

    assert (found.families, found.pence) == (2, 150_000)


def answered(number: int, outcome: AnswerOutcome | None, paid: int = 0, *, claimed: int = 70_000) -> Answered:
    """A claimed line with its answer."""
    reason = "Not proved." if outcome is NOT_VALID else None
    return Answered(
        a_line(number, pence=claimed), outcome, paid, reason, FoundBy.DEPARTMENT, date(2013, 9, 2)
    )


def test_claimed_is_paid_and_unpaid_and_not_valid():
    lines = [
        answered(1, PAID, 70_000),
        answered(2, PART_PAID, 50_000),
        answered(3, NOT_VALID),
        answered(4, NOT_VALID, 70_000),
        answered(5, None),
    ]

    found = reconcile(lines)

    assert (found.claimed, found.paid, found.unpaid, found.not_valid) == (350_000, 120_000, 90_000, 140_000)
    assert found.holds
    assert not found.is_closed
    assert (found.to_repay, found.waiting) == (70_000, 1)
    assert [each.line.reference for each in found.differing] == [f"PF-{n:06}" for n in (2, 3, 4, 5)]


def test_a_return_is_closed_when_nothing_that_stands_is_unpaid():
    assert reconcile([answered(1, PAID, 70_000), answered(2, NOT_VALID)]).is_closed
    assert reconcile([answered(1, PAID, 0, claimed=0)]).differing == ()


@given(
    st.lists(
        st.tuples(st.sampled_from([None, *AnswerOutcome]), st.integers(0, 240_000), st.integers(0, 240_000)),
        max_size=20,
    )
)
def test_every_pound_claimed_is_accounted_for_once(drawn: list[tuple[AnswerOutcome | None, int, int]]):
    lines = []
    for number, (outcome, claimed, some) in enumerate(drawn, start=1):
        paid = {PAID: claimed, PART_PAID: min(some, claimed), NOT_VALID: min(some, claimed), None: 0}[outcome]
        lines.append(answered(number, outcome, paid, claimed=claimed))

    found = reconcile(lines)

    assert found.holds
    assert found.paid <= found.claimed
    assert found.claimed == sum(each.line.value_pence for each in lines)


@pytest.mark.parametrize(
    ("outcome", "paid", "reason", "came"),
    [
        pytest.param(PAID, None, None, 70_000, id="paid whole"),
        pytest.param(PAID, 5, None, 70_000, id="paid whole, whatever else was entered"),
        pytest.param(PART_PAID, 1, None, 1, id="the least that a part can be"),
        pytest.param(PART_PAID, 69_999, None, 69_999, id="the most that a part can be"),
        pytest.param(NOT_VALID, None, "A child was excluded again.", 0, id="not valid"),
    ],
)
def test_what_came_for_a_line_by_its_answer(
    outcome: AnswerOutcome, paid: int | None, reason: str | None, came: int
):
    assert check_answer(outcome, 70_000, paid, reason) == came


SAYS = {
    "part-paid-how-much": "Enter what was paid: more than nothing, and less than was claimed.",
    "why-not-valid": "Say why the line was found not valid.",
}


@pytest.mark.parametrize(
    ("outcome", "paid", "reason", "code"),
    [
        pytest.param(PART_PAID, None, None, "part-paid-how-much", id="a part without an amount"),
        pytest.param(PART_PAID, 0, None, "part-paid-how-much", id="a part of nothing"),
        pytest.param(PART_PAID, 70_000, None, "part-paid-how-much", id="a part that is the whole"),
        pytest.param(NOT_VALID, None, None, "why-not-valid", id="not valid without a reason"),
        pytest.param(NOT_VALID, None, "", "why-not-valid", id="not valid with an empty reason"),
    ],
)
def test_an_answer_that_says_too_little_is_refused(
    outcome: AnswerOutcome, paid: int | None, reason: str | None, code: str
):
    with pytest.raises(RuleRefused) as refusal:
        check_answer(outcome, 70_000, paid, reason)

    assert refusal.value.code == code
    assert refusal.value.message == SAYS[code]


def test_only_what_came_is_repaid():
    assert repayment_due(0) is None
    assert repayment_due(70_000) == 70_000
