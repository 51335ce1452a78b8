"""What may still be claimed for a family, beside what has been."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cases.rules.eligibility import Answer
from app.claims.rules.lifecycle import LineState
from app.claims.rules.prospects import prospects, routes_left, still_to_claim
from app.programme.packs import Phase
from app.programme.phase_one import P1_2012, P1_2013
from tests.rules.money_rows import EDUCATION, PROGRESS, WORK, a_line, evaluated, family

PAID_FOR = tuple(rule.route for rule in P1_2012.routes)

ON = date(2013, 7, 12)
ATTACHED = date(2012, 11, 26)
PACKS = (P1_2012, P1_2013)
PAID, NOT_VALID, WITHDRAWN = LineState.PAID, LineState.NOT_VALID, LineState.WITHDRAWN


@pytest.mark.parametrize(
    ("achieved", "claimed", "left", "pence"),
    [
        pytest.param({EDUCATION}, [], {EDUCATION}, 700_00, id="nothing is claimed yet"),
        pytest.param({EDUCATION}, [a_line(1)], set(), 0, id="it is claimed already"),
        pytest.param(
            {EDUCATION, PROGRESS}, [a_line(1)], {PROGRESS}, 100_00, id="progress to work came later"
        ),
        pytest.param({EDUCATION, WORK}, [], {WORK}, 800_00, id="employment stands instead of education"),
        pytest.param(
            {EDUCATION, WORK}, [a_line(1, state=PAID)], set(), 0, id="no employment beside education paid"
        ),
        pytest.param(
            {EDUCATION, PROGRESS, WORK},
            [a_line(1, 800_00, PAID, WORK)],
            set(),
            0,
            id="nothing beside employment paid",
        ),
        pytest.param(
            {EDUCATION}, [a_line(1, state=WITHDRAWN)], {EDUCATION}, 700_00, id="withdrawn: claimed again"
        ),
        pytest.param({EDUCATION}, [a_line(1, state=NOT_VALID)], set(), 0, id="not valid: never again"),
        pytest.param(
            {EDUCATION, WORK},
            [a_line(1, 800_00, NOT_VALID, WORK)],
            {EDUCATION},
            700_00,
            id="employment was not valid: education still may be",
        ),
        pytest.param(
            {PROGRESS, EDUCATION},
            [a_line(1, 750_00, PAID)],
            {PROGRESS},
            50_00,
            id="never more than is left of the pot",
        ),
        pytest.param(set(), [], set(), 0, id="nothing achieved"),
    ],
)
def test_what_is_left_to_claim_is_what_is_achieved_and_goes_beside_what_is_claimed(
    achieved, claimed, left, pence
):
    assert routes_left(achieved, claimed, P1_2012) == left
    assert still_to_claim(achieved, claimed, ATTACHED, P1_2012) == pence


def test_a_claimable_family_is_a_prospect_until_all_of_it_is_claimed():
    found = prospects(
        [evaluated(1, EDUCATION), evaluated(2, EDUCATION, PROGRESS), evaluated(3, EDUCATION)],
        [a_line(2), a_line(3)],
        PACKS,
        ON,
    )

    assert found.now.by_family == {family(1): 700_00, family(2): 100_00}
    assert found.nearly == {}


def test_a_family_funded_elsewhere_is_a_prospect_at_nothing():
    found = prospects(
        [
            evaluated(1, WORK, funded_elsewhere=True),
            evaluated(2, not_known=frozenset({"education"}), funded_elsewhere=True),
        ],
        [],
        PACKS,
        ON,
    )

    assert found.now.by_family == {family(1): 0}
    assert found.nearly[("education",)].by_family == {family(2): 0}


def test_families_that_are_nearly_there_stand_by_what_they_lack_each_once():
    found = prospects(
        [
            evaluated(1, not_known=frozenset({"education"})),
            evaluated(2, not_known=frozenset({"education"})),
            evaluated(3, not_known=frozenset({"continuous-employment"})),
            evaluated(4, WORK, eligibility=Answer.NOT_KNOWN),
            evaluated(5, EDUCATION, eligibility=Answer.NO),
        ],
        [],
        PACKS,
        ON,
    )

    assert {lacking: set(amount.by_family) for lacking, amount in found.nearly.items()} == {
        ("continuous-employment",): {family(3)},
        ("education",): {family(1), family(2)},
        ("eligibility",): {family(4)},
    }
    assert found.nearly[("education",)].pence == 1400_00
    assert found.now.families == 0


def test_a_family_whose_claim_stands_is_not_nearly_claimable_for_the_same_again():
    found = prospects([evaluated(1, not_known=frozenset({"education"}))], [a_line(1, state=PAID)], PACKS, ON)

    assert found.nearly == {}


def test_a_claim_of_another_phase_takes_nothing_from_this_one():
    found = prospects([evaluated(1, EDUCATION)], [a_line(1, phase=Phase.PHASE_TWO)], PACKS, ON)

    assert found.now.by_family == {family(1): 700_00}


def test_a_family_that_is_judged_by_the_rules_of_another_phase_is_no_prospect_of_this_one():
    found = prospects([evaluated(1, EDUCATION), evaluated(2, EDUCATION, pack_code="P2")], [], PACKS, ON)

    assert found.now.by_family == {family(1): 700_00}


def test_each_family_is_paid_by_the_pack_and_the_year_of_its_own():
    found = prospects(
        [
            evaluated(1, EDUCATION),
            evaluated(2, EDUCATION, pack_code="P1-2013", attached_on=date(2013, 4, 1)),
        ],
        [],
        PACKS,
        ON,
    )

    assert found.now.by_family == {family(1): 700_00, family(2): 1500_00}


LINES = st.lists(
    st.builds(
        a_line,
        st.just(1),
        st.integers(0, 900_00),
        st.sampled_from(LineState),
        st.sampled_from(PAID_FOR),
    ),
    max_size=3,
    unique_by=lambda line: line.route,
)


@given(st.sets(st.sampled_from(PAID_FOR)), LINES)
def test_what_stands_and_what_is_left_never_come_to_more_than_the_pot(achieved, lines):
    pot = P1_2012.terms_on(ATTACHED).results_pot
    standing = sum(line.value for line in lines if line.stands)
    left = still_to_claim(achieved, lines, ATTACHED, P1_2012)

    assert left >= 0
    assert left == 0 or standing + left <= pot
    assert not routes_left(achieved, lines, P1_2012) & {
        line.route for line in lines if line.state is not WITHDRAWN
    }


def test_a_family_under_an_edition_of_the_council_s_own_is_nearly_claimable_by_its_rules():
    own = replace(P1_2013, code="P1-2013-2")

    found = prospects(
        [evaluated(1, not_known=frozenset({"education"}), pack_code=own.code)], [], (P1_2012, own), ON
    )

    assert list(found.nearly) == [("education",)]
