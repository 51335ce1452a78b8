"""A line of a claim moves only as the table allows."""

from itertools import product

import pytest

from app.claims.rules.lifecycle import MOVES, LineState, can_move, check_move
from app.errors import RuleRefused

ALLOWED = {
    ("draft", "evidence-complete"),
    ("draft", "withdrawn"),
    ("evidence-complete", "draft"),
    ("evidence-complete", "with-internal-audit"),
    ("evidence-complete", "withdrawn"),
    ("with-internal-audit", "draft"),
    ("with-internal-audit", "audited"),
    ("with-internal-audit", "withdrawn"),
    ("audited", "on-a-return"),
    ("audited", "withdrawn"),
    ("on-a-return", "audited"),
    ("on-a-return", "submitted"),
    ("submitted", "paid"),
    ("submitted", "not-valid"),
    ("paid", "not-valid"),
    ("withdrawn", "draft"),
}


@pytest.mark.parametrize(("current", "wanted"), list(product(LineState, repeat=2)))
def test_a_line_moves_only_as_the_table_allows(current, wanted):
    allowed = (current.value, wanted.value) in ALLOWED

    assert can_move(current, wanted) is allowed
    if allowed:
        check_move(current, wanted)
    else:
        with pytest.raises(RuleRefused) as refusal:
            check_move(current, wanted)
        assert refusal.value.code == "move-not-allowed"
        assert refusal.value.message == (
            f"A claim line that is {current.value.replace('-', ' ')} may not become "
            f"{wanted.value.replace('-', ' ')}."
        )


def test_every_state_can_be_reached_from_a_draft():
    reached, frontier = {LineState.DRAFT}, [LineState.DRAFT]
    while frontier:
        new = MOVES[frontier.pop()] - reached
        reached |= new
        frontier.extend(new)

    assert reached == set(LineState) == set(MOVES)


def test_only_what_is_not_valid_is_at_an_end():
    assert {state for state in LineState if state.is_final} == {LineState.NOT_VALID}


def test_what_was_withdrawn_can_only_be_drafted_again():
    assert MOVES[LineState.WITHDRAWN] == {LineState.DRAFT}


def test_no_line_reaches_a_return_without_internal_audit():
    into_return = {state for state, wanted in MOVES.items() if LineState.ON_A_RETURN in wanted}
    into_audited = {state for state, wanted in MOVES.items() if LineState.AUDITED in wanted}

    assert into_return == {LineState.AUDITED}
    assert into_audited == {LineState.WITH_INTERNAL_AUDIT, LineState.ON_A_RETURN}
