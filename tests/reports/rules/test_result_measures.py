"""What the return counts as achieved, and what it would pay."""

import pytest

from app.reports.rules import results
from app.reports.rules.figures import by_id
from app.reports.rules.identities import check, sums
from tests.reports.rules.rows import AS_AT, a_result, number

EDUCATION, PROGRESS, EMPLOYMENT, SUSTAINED, OUTCOME = results.ACHIEVED
PAID = (EDUCATION, PROGRESS, EMPLOYMENT)
YEARS = ("2012/13", "2013/14", "2014/15")


@pytest.mark.parametrize(
    ("passed", "turned_around"),
    [
        pytest.param([], False, id="nothing achieved"),
        pytest.param([EDUCATION], True, id="education and crime"),
        pytest.param([PROGRESS], False, id="progress to work turns nobody around alone"),
        pytest.param([EMPLOYMENT], True, id="continuous employment"),
        pytest.param([EDUCATION, EMPLOYMENT], True, id="both, turned around once"),
        pytest.param([EDUCATION, PROGRESS], True, id="education and crime with progress"),
        pytest.param([SUSTAINED], True, id="significant and sustained progress"),
        pytest.param([OUTCOME], True, id="a successful family outcome"),
    ],
)
def test_a_family_counts_under_the_results_it_achieved(passed, turned_around):
    row = a_result(passed=passed)

    found = {name for name, measure in results.ACHIEVED.items() if measure.includes(row)}

    assert found == set(passed)
    assert results.TURNED_AROUND.includes(row) is turned_around


def test_a_return_has_a_line_for_each_result_that_is_paid_for():
    names = [measure.name for measure in results.lines_of_return((SUSTAINED, EMPLOYMENT))]

    assert names == [
        "families.achieved-significant-and-sustained-progress",
        "families.achieved-continuous-employment",
        "families.turned-around",
        "families.turned-around-funded-elsewhere",
    ]


def test_a_family_that_is_not_eligible_has_achieved_nothing():
    row = a_result(is_eligible=False, passed=[EDUCATION, PROGRESS, EMPLOYMENT])

    assert not any(measure.includes(row) for measure in results.RETURN_LINES)


@pytest.mark.parametrize(
    ("claimed_before", "spans"),
    [
        pytest.param([], ("cumulative", "in-window"), id="never claimed for: both"),
        pytest.param([EDUCATION], ("cumulative",), id="claimed for in an earlier window: so far only"),
        pytest.param([PROGRESS], ("cumulative", "in-window"), id="another result claimed for"),
    ],
)
def test_a_result_claimed_for_before_is_not_in_this_window(claimed_before, spans):
    span = results.ACHIEVED[EDUCATION].breakdowns[0][0]

    assert tuple(span.of(a_result(claimed_before=claimed_before))) == spans


def test_a_family_turned_around_before_by_one_route_is_not_turned_around_again_by_the_other():
    span = results.TURNED_AROUND.breakdowns[0][0]

    assert tuple(span.of(a_result(passed=[EDUCATION, EMPLOYMENT], claimed_before=[EDUCATION]))) == (
        "cumulative",
    )


def test_families_funded_elsewhere_are_turned_around_like_any_other_and_shown_apart():
    elsewhere = a_result(funded_elsewhere=True, payments=[])

    assert results.TURNED_AROUND.includes(elsewhere)
    assert results.TURNED_AROUND_FUNDED_ELSEWHERE.includes(elsewhere)
    assert not results.TURNED_AROUND_FUNDED_ELSEWHERE.includes(a_result())
    assert not results.TURNED_AROUND_FUNDED_ELSEWHERE.includes(
        a_result(funded_elsewhere=True, passed=[PROGRESS])
    )


ROWS = (
    a_result(1, payments=[(EDUCATION, 700_00), (PROGRESS, 100_00)]),
    a_result(2, cohort_year=2013, payments=[(EDUCATION, 1_500_00)]),
    a_result(3, payments=[(EDUCATION, 700_00)], claimed_before=[EDUCATION]),
    a_result(4, cohort_year=2013, payments=[(EMPLOYMENT, 1_600_00)]),
    a_result(5, passed=[], payments=[]),
    a_result(6, funded_elsewhere=True, payments=[]),
)


@pytest.mark.parametrize(
    ("place", "pence", "families"),
    [
        pytest.param("span=cumulative", 4_600_00, (1, 2, 3, 4), id="all so far"),
        pytest.param("span=in-window", 3_900_00, (1, 2, 4), id="in this window, without what was claimed"),
        pytest.param(f"span=cumulative,route={EDUCATION}", 2_900_00, (1, 2, 3), id="a route"),
        pytest.param(f"span=cumulative,route={PROGRESS}", 100_00, (1,), id="progress to work"),
        pytest.param("span=cumulative,cohort-year=2013/14", 3_100_00, (2, 4), id="a cohort year"),
        pytest.param(f"span=in-window,route={EDUCATION},cohort-year=2012/13", 700_00, (1,), id="a cell"),
        pytest.param(f"span=in-window,route={EMPLOYMENT},cohort-year=2014/15", 0, (), id="an empty cell"),
    ],
)
def test_results_money_is_the_families_payments_added_up(place, pence, families):
    figures, _ = results.results_money(ROWS, years=YEARS, as_at=AS_AT, routes=PAID)
    figure = by_id(figures)[f"money.results[{place}]@2013-03-31"]

    assert figure.value == pence
    assert figure.members == tuple(number(of) for of in families)


def test_money_sums_by_route_and_by_cohort_year_to_each_total():
    figures, relations = results.results_money(ROWS, years=YEARS, as_at=AS_AT, routes=PAID)
    known = by_id(figures)

    assert len(figures) == 2 * 4 * 4
    assert len(relations) == 2 * (4 + 4)
    assert all(check(identity, known).holds for identity in sums(relations))


def test_money_for_nobody_is_nothing():
    figures, _ = results.results_money([], years=YEARS, as_at=AS_AT, routes=PAID)

    assert {figure.value for figure in figures} == {0}
