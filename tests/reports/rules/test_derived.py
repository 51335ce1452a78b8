"""Figures made from other figures: each says its formula and opens to its inputs."""

from datetime import date
from decimal import Decimal

import pytest

from app.errors import RuleRefused
from app.programme.phase_one import P1_2012
from app.reports.rules import derived
from app.reports.rules.facts import TargetRow
from app.reports.rules.figures import Figure, by_id
from app.reports.rules.identities import check, sums
from app.reports.rules.vocabulary import Unit
from tests.reports.a_document import a_figure
from tests.reports.rules.rows import AS_AT, TARGETS, a_closed_caf, an_assessment

ACROSS_A_YEAR_END = date(2013, 4, 1)


@pytest.mark.parametrize(
    ("part", "base", "expected"),
    [
        pytest.param(375, 400, Decimal("93.75"), id="375 of 400"),
        pytest.param(112, 400, Decimal(28), id="112 of 400"),
        pytest.param(1, 3, Decimal("33.3333"), id="to four places"),
        pytest.param(0, 400, Decimal(0), id="nobody"),
        pytest.param(401, 400, Decimal("100.25"), id="more than all"),
        pytest.param(0, 0, None, id="of nothing: no value"),
    ],
)
def test_a_percentage_is_a_part_of_its_base(part, base, expected):
    assert derived.percent(part, base) == expected


def test_targets_are_a_figure_a_year_and_a_total_that_they_sum_to():
    figures = derived.targets(TARGETS, AS_AT)
    relations = derived.target_relation(figures)

    assert {figure.id: figure.value for figure in figures} == {
        "programme.target-families[financial-year=2012/13]@2013-03-31": 400,
        "programme.target-families[financial-year=2013/14]@2013-03-31": 600,
        "programme.target-families[financial-year=2014/15]@2013-03-31": 200,
        "programme.target-families@2013-03-31": 1200,
    }
    assert all(check(identity, by_id(figures)).holds for identity in sums(relations))


@pytest.mark.parametrize(
    ("as_at", "agreed", "years"),
    [
        pytest.param(date(2012, 3, 31), 0, 0, id="before the first year"),
        pytest.param(date(2012, 4, 1), 400, 1, id="first day of the first year"),
        pytest.param(date(2013, 3, 31), 400, 1, id="last day of the first year"),
        pytest.param(date(2013, 4, 1), 1000, 2, id="first day of the second year"),
        pytest.param(date(2015, 5, 31), 1200, 3, id="after the last year"),
    ],
)
def test_the_target_to_date_is_that_of_the_years_begun(as_at, agreed, years):
    figure = derived.target_to_date(TARGETS, as_at)

    assert figure.value == agreed
    assert len(figure.inputs) == years


def shares(worked_with: int, target: int) -> list[Figure]:
    known = by_id(
        [
            a_figure("programme.target-families-to-date", target),
            a_figure("families.worked-with", worked_with),
            a_figure("families.worked-with-by", 112, month="2013-01"),
        ]
    )
    return derived.shares_of_target(known, ["2013-01"], AS_AT)


def test_the_share_of_target_opens_to_its_numerator_and_its_base():
    share, by_month = shares(375, 400)

    assert (share.id, share.value) == ("programme.share-of-target@2013-03-31", Decimal("93.75"))
    assert (share.unit, share.formula) == (Unit.PERCENT, "375 of 400")
    assert share.inputs == (
        "families.worked-with@2013-03-31",
        "programme.target-families-to-date@2013-03-31",
    )
    assert (by_month.id, by_month.value) == (
        "programme.share-of-target-by[month=2013-01]@2013-03-31",
        Decimal(28),
    )


def test_a_share_of_no_target_has_no_value():
    assert shares(0, 0)[0].value is None


def test_year_two_s_attachment_fees_are_one_million_two_hundred_thousand_pounds_for_600_families():
    fees = by_id(derived.money(TARGETS, P1_2012, AS_AT))[
        "money.attachment-fees[financial-year=2013/14]@2013-03-31"
    ]

    assert (fees.value, fees.unit) == (120_000_000, Unit.PENCE)
    assert fees.formula == "600 families × 5/6 × £2,400, to the nearest penny"
    assert fees.inputs == ("programme.target-families[financial-year=2013/14]@2013-03-31",)


@pytest.mark.parametrize(
    ("figure_id", "value"),
    [
        pytest.param("money.attachment-fees[financial-year=2012/13]", 106_666_667, id="year one's fees"),
        pytest.param("money.attachment-fees[financial-year=2014/15]", 26_666_667, id="year three's fees"),
        pytest.param("money.highest-results", 146_666_667, id="the most that results can pay, rounded once"),
        pytest.param("families.expected-funded-elsewhere", 200, id="the one in six"),
    ],
)
def test_the_programme_s_money(figure_id, value):
    assert by_id(derived.money(TARGETS, P1_2012, AS_AT))[f"{figure_id}@2013-03-31"].value == value


def test_a_target_for_something_else_and_a_year_without_terms_make_no_money():
    rows = [TargetRow("training-places.booked", 2012, 50), TargetRow("families.worked-with", 2019, 50)]

    money = by_id(derived.money(rows, P1_2012, AS_AT))

    assert {figure_id: figure.value for figure_id, figure in money.items()} == {
        "money.highest-results@2013-03-31": 0,
        "families.expected-funded-elsewhere@2013-03-31": 0,
    }


CLOSED = (
    a_closed_caf(1, closed_on=date(2012, 6, 11)),
    a_closed_caf(2, closed_on=date(2012, 6, 12)),
    a_closed_caf(3, closed_on=date(2012, 6, 13), reason="moved-away"),
    a_closed_caf(4, closed_on=date(2012, 6, 15)),
    a_closed_caf(5, closed_on=ACROSS_A_YEAR_END),
    an_assessment(6),
    an_assessment(7, kind="family-assessment", closed_on=date(2012, 6, 30), closure_reason="other"),
)


def closures(*years: str) -> dict[str, Figure]:
    counts = {"2012/13": {"needs-met": 3, "moved-away": 1}, "2013/14": {"needs-met": 1}, "2011/12": {}}
    figures = []
    for year in years:
        figures.append(a_figure("cafs.closed", sum(counts[year].values()), financial_year=year))
        figures.extend(
            a_figure("cafs.closed", counts[year].get(reason, 0), financial_year=year, reason=reason)
            for reason in VALUES_OF_REASON
        )
    return dict(by_id(derived.closures(by_id(figures), CLOSED, years, AS_AT)))


VALUES_OF_REASON = (
    "needs-met",
    "escalated-to-social-care",
    "family-disengaged",
    "consent-withdrawn",
    "moved-away",
    "other",
)


def test_closures_by_reason_are_shares_of_all_that_closed_in_the_year():
    needs_met = closures("2012/13")[
        "closures.share-by-reason[financial-year=2012/13,reason=needs-met]@2013-03-31"
    ]

    assert needs_met.value == Decimal(75)
    assert needs_met.formula == "3 of 4"
    assert needs_met.inputs == (
        "cafs.closed[financial-year=2012/13,reason=needs-met]@2013-03-31",
        "cafs.closed[financial-year=2012/13]@2013-03-31",
    )


@pytest.mark.parametrize(
    ("year", "days"),
    [
        pytest.param("2012/13", 12, id="10, 11, 12 and 14 days: 11.75, to the nearest day"),
        pytest.param("2013/14", 304, id="one CAF, across the end of the year"),
        pytest.param("2011/12", None, id="none closed: no value"),
    ],
)
def test_the_average_length_is_of_the_cafs_closed_in_the_year(year, days):
    length = closures(year)[f"closures.average-length[financial-year={year}]@2013-03-31"]

    assert (length.value, length.unit) == (days, Unit.DAYS)
    assert length.inputs == (f"cafs.closed[financial-year={year}]@2013-03-31",)


def test_a_year_without_closures_has_shares_without_a_value():
    shares_of_2011 = closures("2011/12")

    assert {
        figure.value for figure in shares_of_2011.values() if figure.measure == "closures.share-by-reason"
    } == {None}


@pytest.mark.parametrize(
    ("rows", "as_at", "refused"),
    [
        pytest.param(TARGETS, date(2012, 4, 1), False, id="first day of the first year"),
        pytest.param(TARGETS, date(2012, 3, 31), True, id="before the first year"),
        pytest.param(TARGETS[1:], date(2013, 3, 31), True, id="only for years to come"),
        pytest.param((), date(2013, 3, 31), True, id="none at all"),
        pytest.param((TargetRow("families.worked-with", 2012, 0),), AS_AT, True, id="a target of nobody"),
        pytest.param((TargetRow("families.worked-with", 2011, 9),), AS_AT, True, id="a year without terms"),
    ],
)
def test_a_paper_about_a_target_is_refused_when_there_is_none_to_speak_of(rows, as_at, refused):
    figures = derived.money(rows, P1_2012, as_at)

    if not refused:
        derived.check_agreed(figures, as_at)
        return
    with pytest.raises(
        RuleRefused, match="No target is recorded for a year of the programme begun by"
    ) as error:
        derived.check_agreed(figures, as_at)
    assert error.value.code == "no-target"


def test_every_derived_figure_is_declared_with_what_it_says():
    made = [*derived.targets(TARGETS, AS_AT), derived.target_to_date(TARGETS, AS_AT), *shares(375, 400)]
    made += [*derived.money(TARGETS, P1_2012, AS_AT), *closures("2012/13").values()]

    assert {figure.measure for figure in made} == {each.name for each in derived.DERIVED}
