"""What a signed return counts: its lines, those that stand beside them, and those that it takes back."""

from datetime import date
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from app.programme.phase_one import P1_2012
from app.reports.rules.claimed import CLAIMED, STANDS, TAKEN_BACK, difference, result_rows
from app.reports.rules.facts import ReturnLineRow
from app.reports.rules.measures import count
from app.reports.rules.results import ACHIEVED, RETURN_LINES, results_money

AS_AT = date(2013, 7, 12)
YEARS = ("2012/13", "2013/14", "2014/15")
VALUES = {"span": ("cumulative", "in-window"), "cohort-year": YEARS}
EC, PTW, CE = (rule.route.value for rule in P1_2012.routes)


def a_row(family: int, route: str = EC, *, pence: int = 70_000, part: str = CLAIMED) -> ReturnLineRow:
    """A line of a family attached in 2012/13."""
    number = family * 10 + [EC, PTW, CE].index(route)
    return ReturnLineRow(UUID(int=number), UUID(int=family), route, pence, pence == 0, 2012, part)


@st.composite
def some_lines(draw: st.DrawFn) -> list[ReturnLineRow]:
    """Lines of some families: one turning result each, and progress to work beside the first one for some."""
    lines = []
    for family in draw(st.sets(st.integers(1, 30), max_size=12)):
        turning = draw(st.sampled_from([EC, CE]))
        for route in (turning, *((PTW,) if turning == EC and draw(st.booleans()) else ())):
            lines.append(
                a_row(
                    family,
                    route,
                    pence=draw(st.sampled_from([0, 10_000, 70_000, 80_000, 160_000])),
                    part=draw(st.sampled_from([CLAIMED, STANDS, TAKEN_BACK])),
                )
            )
    return lines


@given(lines=some_lines())
def test_every_total_is_the_sum_of_its_lines_and_nothing_is_counted_twice(lines: list[ReturnLineRow]):
    rows = result_rows(lines)
    figures, _ = results_money(rows, years=YEARS, as_at=AS_AT, routes=tuple(ACHIEVED))
    money = {figure.coordinates: figure.value for figure in figures}

    for span, parts in (("in-window", {CLAIMED}), ("cumulative", {CLAIMED, STANDS})):
        of_span = [line for line in lines if line.part in parts]
        assert money[(("span", span),)] == sum(line.value_pence for line in of_span)
        for route in (EC, PTW, CE):
            assert money[(("span", span), ("route", route))] == sum(
                line.value_pence for line in of_span if line.route == route
            )
        for measure in RETURN_LINES:
            counted = count(
                measure, rows, identify=lambda row: row.family_id, values=VALUES, as_at=AS_AT
            ).figures
            (total,) = [each for each in counted if each.coordinates == (("span", span),)]
            assert total.members is not None
            assert len(set(total.members)) == len(total.members) == total.value


@given(lines=some_lines())
def test_turned_around_is_the_first_result_and_the_third(lines: list[ReturnLineRow]):
    rows = result_rows(lines)
    place = (("span", "cumulative"),)

    def families(name: str) -> int:
        (measure,) = [each for each in RETURN_LINES if each.name == name]
        counted = count(measure, rows, identify=lambda row: row.family_id, values=VALUES, as_at=AS_AT)
        return int(next(each.value for each in counted.figures if each.coordinates == place) or 0)

    assert families("families.turned-around") == families("families.achieved-education-and-crime") + families(
        "families.achieved-continuous-employment"
    )


@given(lines=some_lines())
def test_the_difference_is_what_is_claimed_less_what_is_taken_back(lines: list[ReturnLineRow]):
    taken_back, net = difference(lines, AS_AT)

    assert taken_back.value == sum(line.value_pence for line in lines if line.part == TAKEN_BACK)
    assert net.value == sum(line.value_pence for line in lines if line.part == CLAIMED) - int(
        taken_back.value or 0
    )
    assert net.inputs == ("money.results[span=in-window]@2013-07-12", taken_back.id)


def test_a_family_funded_elsewhere_counts_and_pays_nothing():
    (row,) = result_rows([a_row(1, pence=0)])

    assert (row.funded_elsewhere, row.outcomes, row.payments) == (True, ((EC, "pass"),), ())


def test_progress_to_work_after_an_earlier_result_is_new_and_turns_nobody_around_anew():
    (row,) = result_rows([a_row(1, part=STANDS), a_row(1, PTW, pence=10_000)])

    assert row.claimed_before == (EC,)
    figures, _ = results_money([row], years=YEARS, as_at=AS_AT, routes=tuple(ACHIEVED))
    assert next(each.value for each in figures if each.coordinates == (("span", "in-window"),)) == 10_000


def test_a_family_without_a_cohort_year_is_counted_in_none():
    line = ReturnLineRow(UUID(int=1), UUID(int=2), EC, 70_000, False, None, CLAIMED)

    (row,) = result_rows([line])

    assert row.year == ()
