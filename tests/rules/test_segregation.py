"""Nobody does two of drafting, auditing and authorising for the same claim."""

from itertools import product

import pytest

from app.claims.rules.lifecycle import MOVES, LineState
from app.claims.rules.segregation import Duty, check_apart, duty_of
from app.errors import Forbidden

OF_AUDIT = {("with-internal-audit", "audited"), ("with-internal-audit", "draft")}
OF_AUTHORISING = {("on-a-return", "submitted"), ("on-a-return", "audited")}


def test_a_line_is_first_drafted_by_whoever_prepares_it():
    assert duty_of(None, LineState.DRAFT) is Duty.DRAFTED


@pytest.mark.parametrize(
    ("current", "wanted"), [(current, wanted) for current in MOVES for wanted in sorted(MOVES[current])]
)
def test_each_move_is_one_persons_duty(current, wanted):
    move = (current.value, wanted.value)
    if move in OF_AUDIT:
        assert duty_of(current, wanted) is Duty.AUDITED
    elif move in OF_AUTHORISING:
        assert duty_of(current, wanted) is Duty.AUTHORISED
    else:
        assert duty_of(current, wanted) is Duty.DRAFTED


@pytest.mark.parametrize(("done", "wanted"), list(product(Duty, repeat=2)))
def test_who_did_one_of_the_three_does_neither_of_the_others(done, wanted):
    if done is wanted:
        check_apart(wanted, {done})
    else:
        with pytest.raises(Forbidden, match=f"You {done.value} this claim, so somebody else must") as refusal:
            check_apart(wanted, {done})
        assert refusal.value.code == "not-apart"


def test_who_did_nothing_yet_may_do_any():
    for wanted in Duty:
        check_apart(wanted, ())
