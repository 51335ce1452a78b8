"""What keeps a family from being paid for twice, as tables that a coordinator can read."""

from uuid import UUID

import pytest

from app.claims.rules.claimable import Obstacle
from app.claims.rules.guards import (
    Overlap,
    StandingLine,
    check_company,
    check_obstacles,
    check_overlaps,
    check_pot,
    check_route,
    obstacles_to_lines,
    routes_to_draft,
    sharing_with_earlier,
)
from app.claims.rules.lifecycle import LineState
from app.errors import Conflict, RuleRefused
from app.money import Pence
from app.programme.packs import Route
from app.programme.phase_one import P1_2012

SCHOOL, PROGRESS, WORK = Route.EDUCATION_AND_CRIME, Route.PROGRESS_TO_WORK, Route.CONTINUOUS_EMPLOYMENT
DRAFT, PAID, NOT_VALID, WITHDRAWN = (
    LineState.DRAFT,
    LineState.PAID,
    LineState.NOT_VALID,
    LineState.WITHDRAWN,
)


def a_line(route, state=DRAFT, pence=0):
    return StandingLine(route, state, pence)


def refusal(act):
    with pytest.raises((Conflict, RuleRefused)) as refused:
        act()
    return refused.value


@pytest.mark.parametrize(
    ("route", "there", "code"),
    [
        pytest.param(SCHOOL, [], None, id="the first line of a claim"),
        pytest.param(SCHOOL, [a_line(SCHOOL)], "already-claimed", id="the same result while drafted"),
        pytest.param(SCHOOL, [a_line(SCHOOL, PAID)], "already-claimed", id="the same result once paid"),
        pytest.param(SCHOOL, [a_line(SCHOOL, WITHDRAWN)], None, id="the same result once withdrawn"),
        pytest.param(SCHOOL, [a_line(SCHOOL, NOT_VALID)], "found-not-valid", id="one that was not valid"),
        pytest.param(PROGRESS, [a_line(SCHOOL, PAID)], None, id="progress to work after school"),
        pytest.param(SCHOOL, [a_line(PROGRESS)], None, id="school beside progress to work"),
        pytest.param(WORK, [a_line(SCHOOL, PAID)], "instead-of-both", id="employment beside school"),
        pytest.param(WORK, [a_line(PROGRESS)], "instead-of-both", id="employment beside progress to work"),
        pytest.param(SCHOOL, [a_line(WORK)], "instead-of-both", id="school beside employment"),
        pytest.param(PROGRESS, [a_line(WORK, PAID)], "instead-of-both", id="progress beside employment"),
        pytest.param(WORK, [a_line(SCHOOL, WITHDRAWN)], None, id="employment once school is withdrawn"),
        pytest.param(WORK, [a_line(SCHOOL, NOT_VALID)], None, id="employment once school is not valid"),
    ],
)
def test_a_line_is_refused_beside_the_same_result_or_one_that_stands_instead_of_it(route, there, code):
    if code is None:
        check_route(route, there, P1_2012)
    else:
        assert refusal(lambda: check_route(route, there, P1_2012)).code == code


@pytest.mark.parametrize(
    ("route", "there", "message"),
    [
        pytest.param(
            SCHOOL,
            a_line(SCHOOL),
            "Education, crime and anti-social behaviour is claimed for this family already. Somebody may have"
            " drafted it just now.",
            id="the same result",
        ),
        pytest.param(
            SCHOOL,
            a_line(SCHOOL, NOT_VALID),
            "Education, crime and anti-social behaviour was found not valid for this family. That is final:"
            " it is not claimed again.",
            id="one that was not valid",
        ),
        pytest.param(
            WORK,
            a_line(PROGRESS),
            "Continuous employment is not paid beside progress to work, which is claimed for this family"
            " already. Withdraw that line first, if it should be the other one.",
            id="one that stands instead of the other",
        ),
    ],
)
def test_a_line_that_is_refused_says_which_results_clash(route, there, message):
    assert refusal(lambda: check_route(route, [there], P1_2012)).message == message


@pytest.mark.parametrize(
    ("achieved", "there", "drafted"),
    [
        pytest.param({SCHOOL, PROGRESS}, [], {SCHOOL, PROGRESS}, id="both add up"),
        pytest.param({SCHOOL, WORK}, [], {WORK}, id="employment instead of school"),
        pytest.param({SCHOOL, PROGRESS, WORK}, [a_line(SCHOOL, PAID)], {PROGRESS}, id="progress later"),
        pytest.param({SCHOOL, WORK}, [a_line(WORK, WITHDRAWN)], {WORK}, id="withdrawn and drafted again"),
        pytest.param({SCHOOL, WORK}, [a_line(WORK, NOT_VALID)], {SCHOOL}, id="school after all"),
        pytest.param({SCHOOL}, [a_line(SCHOOL, PAID)], set(), id="nothing is left"),
        pytest.param(set(), [], set(), id="nothing is achieved"),
    ],
)
def test_what_may_be_drafted_is_what_is_achieved_and_fits_beside_what_stands(achieved, there, drafted):
    assert routes_to_draft(frozenset(achieved), there, P1_2012) == drafted


@pytest.mark.parametrize(
    ("values", "fits"),
    [
        pytest.param([700_00, 100_00], True, id="exactly the pot"),
        pytest.param([700_00, 100_01], False, id="a penny more"),
        pytest.param([], True, id="nothing"),
    ],
)
def test_lines_come_to_the_pot_of_the_cohort_year_at_most(values, fits):
    pot = Pence(800_00)
    if fits:
        check_pot(values, pot)
    else:
        refused = refusal(lambda: check_pot(values, pot))
        assert refused.code == "over-the-pot"
        assert refused.message == (
            "The lines of this claim would come to £800.01, more than the £800 that a family of its cohort"
            " year can earn."
        )


NO_RESULT, NOT_ELIGIBLE = Obstacle.NO_RESULT, Obstacle.NOT_ELIGIBLE


@pytest.mark.parametrize(
    ("obstacles", "routes", "there", "left"),
    [
        pytest.param([NO_RESULT], {PROGRESS}, [], [NO_RESULT], id="progress to work alone"),
        pytest.param([NO_RESULT], {PROGRESS}, [a_line(SCHOOL, PAID)], [], id="after a result that is paid"),
        pytest.param(
            [NO_RESULT], {PROGRESS}, [a_line(SCHOOL, NOT_VALID)], [NO_RESULT], id="after one not valid"
        ),
        pytest.param([NO_RESULT], {PROGRESS}, [a_line(PROGRESS)], [NO_RESULT], id="after itself"),
        pytest.param([NOT_ELIGIBLE, NO_RESULT], {PROGRESS}, [a_line(SCHOOL)], [NOT_ELIGIBLE], id="the rest"),
        pytest.param([NO_RESULT], {SCHOOL}, [a_line(SCHOOL, PAID)], [NO_RESULT], id="a result itself"),
        pytest.param([NO_RESULT], set(), [a_line(SCHOOL, PAID)], [NO_RESULT], id="no line at all"),
    ],
)
def test_progress_to_work_may_come_after_a_result_that_is_not_achieved_again(obstacles, routes, there, left):
    assert list(obstacles_to_lines(obstacles, frozenset(routes), there, P1_2012)) == left


def test_obstacles_are_told_in_one_refusal():
    check_obstacles([])

    told = refusal(lambda: check_obstacles([NOT_ELIGIBLE, NO_RESULT]))

    assert told.code == "not-claimable"
    assert told.message == f"{NOT_ELIGIBLE.sentence} {NO_RESULT.sentence}"


def test_progress_to_work_stands_on_no_claim_by_itself():
    check_company(SCHOOL, [], P1_2012)
    check_company(PROGRESS, [a_line(SCHOOL)], P1_2012)

    for there in ([], [a_line(SCHOOL, WITHDRAWN)], [a_line(PROGRESS)]):
        alone = refusal(lambda there=there: check_company(PROGRESS, there, P1_2012))
        assert alone.code == "comes-with-a-result"
        assert alone.message == (
            "Progress to work is paid beside or after a result that turns the family around, and this claim"
            " has none that stands."
        )


def an_overlap(*, shared=1, living=3, living_shared=1, left_behind=2, reference="PF-000123"):
    return Overlap(UUID(int=1), UUID(int=2), reference, shared, living, living_shared, left_behind)


@pytest.mark.parametrize(
    ("overlap", "same"),
    [
        pytest.param(an_overlap(living=3, living_shared=3, left_behind=0), True, id="nobody is left"),
        pytest.param(an_overlap(living=3, living_shared=3, left_behind=1), False, id="a household split"),
        pytest.param(an_overlap(living=3, living_shared=2, left_behind=0), False, id="somebody is new"),
        pytest.param(an_overlap(living=0, living_shared=0, left_behind=0), False, id="nobody lives here"),
    ],
)
def test_a_household_that_lives_on_whole_is_one_family_whatever_reason_is_given(overlap, same):
    if same:
        refused = refusal(lambda: check_overlaps([overlap], reason="A new start."))
        assert refused.code == "same-household"
        assert refused.message == (
            "Everybody in this family came from family PF-000123, where nobody is left, and which has a claim"
            " in this phase. It is one family: merge the two records."
        )
    else:
        check_overlaps([overlap], reason="A new start.")


def test_shared_people_are_told_without_names_and_answered_with_a_reason():
    one, several = an_overlap(), an_overlap(shared=2, reference=None)

    told = refusal(lambda: check_overlaps([one])).message

    assert told == (
        "1 person of this family stood in family PF-000123, which has a claim in this phase. Say why this is"
        " another family, or leave it."
    )
    assert refusal(lambda: check_overlaps([several, one])).message == (
        "2 people of this family stood in a family without a reference, which has a claim in this phase."
        " 1 person of this family stood in family PF-000123, which has a claim in this phase."
        " Say why this is another family, or leave it."
    )
    check_overlaps([])
    check_overlaps([one], answered=[one.claim_id])
    assert refusal(lambda: check_overlaps([one], answered=[UUID(int=9)])).code == "shares-people"


def test_of_families_that_share_people_the_first_is_drafted_and_those_after_it_are_not():
    one, two, three, four = (UUID(int=number) for number in range(1, 5))
    sharing = {one: {two}, two: {one, three}, three: {two}}

    assert sharing_with_earlier([one, two, three, four], sharing) == {two}
    assert sharing_with_earlier([], sharing) == set()
