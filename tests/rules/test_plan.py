"""One plan: which action of the plan a row of the form is, and what the form changes of it."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cases.rules.form import PlannedAction
from app.cases.rules.plan import Carried, Followed, PlanField, Standing, carried

SLEEP = PlannedAction("Sleeps well", "Visit at bedtime", "Health visitor", "27/9/2013")
SCHOOL = PlannedAction("Goes to school", "Walk there together", "Mum", "1/9/2013")
MONEY = PlannedAction("Debts are dealt with", "See the adviser", "Mum", "2/9/2013")
ONE, TWO = UUID(int=1), UUID(int=2)


def test_a_form_completed_for_the_first_time_brings_all_its_actions():
    assert carried([SLEEP, SCHOOL], []) == Carried((0, 1), (), frozenset())


def test_the_same_form_completed_again_brings_nothing_and_changes_nothing():
    found = carried([SCHOOL, SLEEP], [Standing(ONE, SLEEP), Standing(TWO, SCHOOL)])

    assert found == Carried((), (Followed(TWO, 0, frozenset()), Followed(ONE, 1, frozenset())), frozenset())


@pytest.mark.parametrize(
    ("now", "changes"),
    [
        pytest.param({"who": "School nurse"}, {PlanField.WHO}, id="somebody else does it"),
        pytest.param({"by_when": "28/9/2013"}, {PlanField.DUE_ON}, id="by another day"),
        pytest.param({"by_when": "27/09/2013"}, set(), id="the same day written otherwise"),
        pytest.param({"desired_outcome": "Rests"}, {PlanField.DESIRED_OUTCOME}, id="for another outcome"),
        pytest.param(
            {"action": "Ring at bedtime"}, {PlanField.WHAT}, id="in other words for the same outcome"
        ),
        pytest.param({"action": "visit  at Bedtime"}, {PlanField.WHAT}, id="spelt otherwise"),
    ],
)
def test_an_action_that_the_form_says_otherwise_is_changed_in_that_alone(now, changes):
    row = PlannedAction(**{**_as_given(SLEEP), **now})

    found = carried([MONEY, row], [Standing(ONE, SLEEP)])

    assert found == Carried((0,), (Followed(ONE, 1, frozenset(changes)),), frozenset())


def test_an_open_action_whose_row_is_gone_is_withdrawn():
    assert carried([SCHOOL], [Standing(ONE, SLEEP), Standing(TWO, SCHOOL)]).withdrawn == {ONE}


def test_a_done_action_is_never_changed_nor_withdrawn_nor_added_again():
    done = Standing(ONE, SLEEP, is_done=True)
    later = PlannedAction("Sleeps well", "Visit at bedtime", "School nurse", "30/9/2013")

    assert carried([later], [done]) == Carried((), (Followed(ONE, 0, frozenset()),), frozenset())
    assert carried([], [done]) == Carried((), (), frozenset())


def test_a_new_action_for_an_outcome_whose_action_is_done_is_another_action():
    done = Standing(ONE, SLEEP, is_done=True)
    next_one = PlannedAction("Sleeps well", "Buy a lamp", "Mum", "30/9/2013")

    assert carried([next_one], [done]) == Carried((0,), (), frozenset())


def test_a_withdrawn_action_that_the_form_has_again_is_taken_up_and_is_not_withdrawn_twice():
    gone = Standing(ONE, SLEEP, is_withdrawn=True)

    assert carried([SLEEP], [gone]) == Carried((), (Followed(ONE, 0, frozenset()),), frozenset())
    assert carried([], [gone]) == Carried((), (), frozenset())


def test_two_rows_of_the_same_words_are_two_actions():
    found = carried([SLEEP, SLEEP], [Standing(ONE, SLEEP)])

    assert (found.added, len(found.followed)) == ((1,), 1)


def test_days_are_told_from_words():
    assert [each for each in PlanField if each.is_date] == [
        PlanField.DUE_ON,
        PlanField.DONE_ON,
        PlanField.WITHDRAWN_ON,
    ]


def _as_given(planned: PlannedAction) -> dict[str, str]:
    return {name: getattr(planned, name) for name in ("desired_outcome", "action", "who", "by_when")}


_rows = st.builds(
    PlannedAction, *(st.sampled_from(["a", "A ", "b", "c"]) for _ in range(3)), st.just("1/9/2013")
)
_standing = st.tuples(_rows, st.sampled_from([(False, False), (True, False), (False, True)]))


@given(rows=st.lists(_rows, max_size=6), plan=st.lists(_standing, max_size=6))
def test_every_row_is_one_action_and_every_action_is_followed_withdrawn_or_at_rest(rows, plan):
    standing = [Standing(UUID(int=n), last, *states) for n, (last, states) in enumerate(plan)]

    found = carried(rows, standing)

    followed = {each.id for each in found.followed}
    assert sorted([*found.added, *(each.row for each in found.followed)]) == list(range(len(rows)))
    assert len(followed) == len(found.followed)
    left = [each for each in standing if each.id not in followed]
    assert found.withdrawn == {each.id for each in left if not each.is_done and not each.is_withdrawn}
    assert carried(rows, standing) == found
