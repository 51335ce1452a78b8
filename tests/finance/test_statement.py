"""The statement of the programme's money: every figure opens, and every total is the sum of what it is of."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.claims.rules.claimed import LineGroup
from app.claims.rules.forecast import AgreedNumber
from app.claims.rules.lifecycle import LineState
from app.finance.rules.figures import Ledger
from app.finance.rules.statement import Records, pack_of, statement
from app.programme.packs import Phase, Route
from app.programme.phase_one import P1_2012, P1_2013
from app.reports.rules.vocabulary import Unit
from tests.rules.money_rows import JANUARY, JULY, OCTOBER, PARTS, a_line, evaluated, family

ON = date(2013, 7, 12)
PACKS = (P1_2012, P1_2013)
AGREED = (
    AgreedNumber("families.worked-with", 2012, 400),
    AgreedNumber("families.worked-with", 2013, 600),
    AgreedNumber("families.worked-with", 2014, 200),
    AgreedNumber("families.promised-at-least[window=July 2013]", 2013, 2),
    AgreedNumber("families.promised-at-most[window=July 2013]", 2013, 3),
)
A_RECORD = Records(
    agreed=AGREED,
    windows=(JANUARY, JULY, OCTOBER),
    lines=(
        a_line(1, 700_00, LineState.PAID, window=JANUARY),
        a_line(2, 700_00, LineState.NOT_VALID, window=JANUARY, was_paid=True),
        a_line(3, 800_00, LineState.DRAFT, Route.CONTINUOUS_EMPLOYMENT),
        a_line(4, 0, LineState.DRAFT, funded_elsewhere=True),
    ),
    evaluated=(
        evaluated(1, Route.EDUCATION_AND_CRIME),
        evaluated(5, Route.EDUCATION_AND_CRIME),
        evaluated(6, not_known=frozenset({"education"})),
    ),
    attached={2012: [UUID(int=each) for each in range(1, 376)]},
    marked_elsewhere=[family(4)],
)

PAID = tuple(rule.route for rule in P1_2012.routes)


def value(found, measure: str, **place: str):
    """The value of a figure by its measure and coordinates, an underscore for each hyphen."""
    named = {axis.replace("_", "-"): where for axis, where in place.items()}
    (one,) = [
        each.figure.value
        for each in found.figures.values()
        if each.figure.measure == measure and dict(each.figure.coordinates) == named
    ]
    return one


def table(found, code: str):
    """A table of the statement as rows of words: what each cell's figure comes to, and its own words."""
    (one,) = [each for section in found.sections for each in section.tables if each.code == code]
    return {
        row.header: [
            found.figures[cell.figure].figure.value if cell.figure else cell.words for cell in row.cells
        ]
        for row in one.rows
    }


def test_the_fees_of_nottinghams_plan_are_told_with_their_bands():
    found = statement(A_RECORD, PACKS, ON)

    assert table(found, "fees") == {
        "2012/13": [400, "£3,200", 1_066_666_67, "None asked", "All now"],
        "2013/14": [600, "£2,400", 1_200_000_00, pytest.approx(93.75), "75% and over: all now"],
        "2014/15": [200, "£1,600", 266_666_67, 0, "Lowest band: none yet"],
        "All years": [1200, "", 2_533_333_33, "", ""],
    }
    assert table(found, "fees-standing")["2013/14"] == [1_200_000_00, 0, 0, 0]


def test_the_middle_band_pays_half_now_and_the_rest_on_catching_up():
    attached = {2012: [UUID(int=each) for each in range(1, 251)]}

    found = statement(replace(A_RECORD, attached=attached), PACKS, ON)

    assert table(found, "fees")["2013/14"][-1] == "From 33%: 50% now, the rest on catching up"
    assert table(found, "fees-standing")["2013/14"] == [600_000_00, 600_000_00, 0, 0]


def test_paid_stands_against_claimed_in_each_window_and_in_all():
    found = statement(A_RECORD, PACKS, ON)

    assert table(found, "windows") == {
        "January 2013": [700_00, 1400_00, 700_00, 0, 700_00, 700_00],
        "July 2013": [800_00, 0, 0, 0, 0, 0],
        "October 2013": [0, 0, 0, 0, 0, 0],
        "All windows": [1500_00, 1400_00, 700_00, 0, 700_00, 700_00],
    }
    assert table(found, "window-2") == {
        "Draft, or evidence complete": [0, 0, 800_00, 800_00],
        "All that stands": [0, 0, 800_00, 800_00],
    }


def test_money_of_another_phase_is_none_of_this_one():
    autumn = replace(OCTOBER, id=family(999), label="Autumn 2013", phase=Phase.PHASE_TWO)
    lines = (*A_RECORD.lines, a_line(8, window=autumn, phase=Phase.PHASE_TWO))

    found = statement(replace(A_RECORD, windows=(*A_RECORD.windows, autumn), lines=lines), PACKS, ON)

    assert found.phase is Phase.PHASE_ONE
    assert value(found, "money.claimed") == 1500_00
    assert "Autumn 2013" not in table(found, "windows")


def test_a_line_claimed_in_a_window_of_another_phase_is_told_in_that_window_all_the_same():
    autumn = replace(OCTOBER, id=family(999), label="Autumn 2013", phase=Phase.PHASE_TWO)
    lines = (*A_RECORD.lines, a_line(8, window=autumn))

    found = statement(replace(A_RECORD, windows=(autumn, JANUARY, JULY), lines=lines), PACKS, ON)

    windows = table(found, "windows")
    assert windows["Autumn 2013"][0] == 700_00
    assert sum(row[0] for row in windows.values()) == 2 * windows["All windows"][0]


def test_families_funded_elsewhere_are_counted_against_one_in_six_of_those_agreed():
    assert table(statement(A_RECORD, PACKS, ON), "funded-elsewhere") == {
        "Expected, of all those agreed": [200],
        "Worked with and marked so": [1],
        "Claimed for, at £0": [1],
    }


def test_the_forecast_says_what_each_amount_rests_on_and_assumes_nothing_unless_asked():
    found = statement(A_RECORD, PACKS, ON)
    rests = table(found, "rests-on")

    assert {header: cells[0] for header, cells in rests.items()} == {
        "Claimed": 1500_00,
        "Claimable now": 700_00,
        "Nearly": 700_00,
        "Not in sight": 1_466_666_67 - 2900_00,
        "Highest results": 1_466_666_67,
        "Attachment fees": 2_533_333_33,
    }
    assert rests["Nearly"][1] == (
        "1 family lacks evidence that somebody may hold. It has to be supplied by 31 July 2013 and show what "
        "it must."
    )
    assert not any("assum" in figure for figure in found.figures)


def test_an_assumption_is_shown_as_one_and_changes_no_other_figure():
    plain, assuming = statement(A_RECORD, PACKS, ON), statement(A_RECORD, PACKS, ON, assumed=50)

    assert table(assuming, "rests-on")["Of that, 50%"][0] == 350_00
    others = {key: each for key, each in assuming.figures.items() if "assumed" not in key}
    assert others == plain.figures


@pytest.mark.parametrize(("percent", "pence"), [(0, 0), (1, 7_00), (100, 700_00)])
def test_an_assumption_runs_from_nothing_to_all(percent, pence):
    found = statement(A_RECORD, PACKS, ON, assumed=percent)

    assert value(found, "money.nearly-as-assumed", percent=str(percent)) == pence


def test_the_promise_is_held_against_families_claimed_or_claimable_and_those_nearly_there():
    (_, _, forecast) = statement(A_RECORD, PACKS, ON).sections
    promised = next(each for each in forecast.tables if each.code == "promised")

    assert [cell.words for cell in promised.rows[0].cells] == [
        "",
        "",
        "within the range",
        "1 above the range",
    ]


def test_a_promise_for_a_window_that_is_over_counts_only_what_was_claimed_in_it():
    agreed = [
        AgreedNumber(f"families.promised-at-{bound}[window=January 2013]", 2012, 5)
        for bound in ("least", "most")
    ]

    found = statement(replace(A_RECORD, agreed=agreed), PACKS, ON)

    assert value(found, "families.in-sight", window="January 2013") == 1
    assert value(found, "families.in-sight-with-nearly", window="January 2013") == 1


def test_the_running_totals_are_exact_and_rounded_once():
    found = statement(replace(A_RECORD, lines=(), evaluated=()), PACKS, ON)

    months = table(found, "months")

    assert [row[4] for row in months.values()][-1] == 2_533_333_33
    assert list(months) == [
        "June 2012",
        "January 2013",
        "June 2013",
        "July 2013",
        "October 2013",
        "June 2014",
    ]


def test_where_families_cannot_be_evaluated_nothing_more_is_forecast_and_that_is_said():
    found = statement(replace(A_RECORD, evaluated=None), PACKS, date(2016, 1, 1))

    (sentence,) = found.sections[2].sentences
    assert sentence.startswith("The programme’s rules cannot be put to families on 1 January 2016")
    assert value(found, "money.claimable-now") == 0
    assert value(found, "money.claimed") == 1500_00


def test_with_no_window_and_no_target_the_statement_says_so():
    bare = Records((), (), (), (evaluated(5, Route.EDUCATION_AND_CRIME),), {}, ())

    fees, results, forecast = statement(bare, PACKS, ON).sections

    assert fees.tables[0].notes == (
        "No families have been agreed for a year with payment terms: import the targets.",
    )
    assert [each.code for each in results.tables] == ["windows", "funded-elsewhere"]
    assert forecast.sentences[0].startswith(
        "No claim window is planned, so what is not claimed yet falls in no"
    )
    assert forecast.tables[0].rows[-1].header == "No month yet"


def test_a_year_alone_has_no_penny_to_explain_and_a_first_year_to_come_no_share():
    only = replace(A_RECORD, agreed=AGREED[:1])

    found = statement(only, PACKS, date(2012, 3, 1))

    assert found.sections[0].tables[0].notes == (
        "The fees of a year are paid by the share of the families agreed for the year before.",
    )
    assert "The fees of 2012/13 stand in the month by which they are due in full." in (
        found.sections[2].tables[0].notes
    )


def test_a_window_that_opens_next_is_said_to():
    found = statement(A_RECORD, PACKS, date(2013, 8, 1))

    assert (
        "stands in October 2013, which opens next and closes on 31 October 2013"
        in (found.sections[2].sentences[0])
    )


def test_a_figure_that_rests_on_a_recalled_or_derived_rule_is_marked_and_one_that_does_not_is_not():
    found = statement(A_RECORD, PACKS, ON)

    def marked(measure: str, **place: str) -> bool:
        named = {axis.replace("_", "-"): where for axis, where in place.items()}
        return any(
            bool(each.to_verify)
            for each in found.figures.values()
            if each.figure.measure == measure and dict(each.figure.coordinates) == named
        )

    assert not marked("money.attachment-fees", financial_year="2013/14")
    assert not marked("money.attachment-fees-standing", financial_year="2013/14", standing="paid-now")
    assert marked("money.attachment-fees-standing", financial_year="2012/13", standing="paid-now")
    assert marked("money.attachment-fees-standing", standing="paid-now")
    assert marked("money.claimed")
    assert marked("money.firm-by", month="2013-07")
    assert set(found.to_verify) >= {rule for each in found.figures.values() for rule in each.to_verify}


def test_the_pack_of_a_day_is_the_newest_that_had_begun_or_else_the_first():
    days = (date(2010, 1, 1), date(2013, 3, 31), date(2013, 4, 1), date(2020, 1, 1))

    assert [pack_of(PACKS, day) for day in days] == [P1_2012, P1_2012, P1_2013, P1_2013]


def test_figures_stand_under_one_another_unless_words_come_after_them():
    tables = {
        each.code: each for section in statement(A_RECORD, PACKS, ON).sections for each in section.tables
    }

    assert tables["fees"].number_columns == tables["promised"].number_columns == frozenset()
    assert tables["fees-standing"].number_columns == set(tables["fees-standing"].columns)
    assert tables["months"].number_columns == set(tables["months"].columns) - {"Windows that close"}


def test_two_figures_of_one_id_are_a_mistake():
    ledger = Ledger(ON, {"families.attached": ""})
    ledger.agreed("families.attached", (), 1)

    with pytest.raises(ValueError, match="two figures share"):
        ledger.agreed("families.attached", (), 1)


LINES = st.lists(
    st.builds(
        a_line,
        st.integers(1, 8),
        st.integers(0, 800_00),
        st.sampled_from(LineState),
        st.sampled_from(PAID),
        window=st.sampled_from([JANUARY, JULY, OCTOBER]),
        funded_elsewhere=st.booleans(),
        was_paid=st.booleans(),
    ),
    max_size=12,
    unique_by=lambda line: (line.family_id, line.route),
)
EVALUATED = st.lists(
    st.builds(
        lambda number, achieved, not_known, elsewhere: evaluated(
            number, *achieved, not_known=frozenset(not_known), funded_elsewhere=elsewhere
        ),
        st.integers(1, 8),
        st.sets(st.sampled_from(PAID)),
        st.sets(st.sampled_from(sorted(PARTS)), max_size=2),
        st.booleans(),
    ),
    max_size=8,
    unique_by=lambda each: each.family_id,
)


@settings(max_examples=60, deadline=None)
@given(LINES, EVALUATED, st.dates(date(2013, 1, 1), date(2013, 12, 31)))
def test_every_total_equals_the_sum_of_its_families_and_every_figure_opens(lines, found_of, on):
    records = replace(A_RECORD, lines=tuple(lines), evaluated=tuple(found_of))

    found = statement(records, PACKS, on)

    for known, each in found.figures.items():
        figure = each.figure
        assert each.id == known
        assert each.families == (None if figure.members is None else len(figure.members))
        if figure.unit is Unit.PENCE and figure.members is not None:
            assert figure.value == sum(each.by_family.values())
            assert list(figure.members) == sorted(each.by_family)
        assert figure.members is not None or figure.formula or figure.unit is Unit.COUNT
        assert all(behind in found.figures for behind in figure.inputs)
    shown = [
        cell.figure
        for section in found.sections
        for one in section.tables
        for row in one.rows
        for cell in row.cells
        if cell.figure
    ]
    assert set(shown) <= set(found.figures)
    waiting, not_valid = (
        value(found, "money.claimed", state=group.value)
        for group in (LineGroup.SUBMITTED, LineGroup.NOT_VALID)
    )
    assert value(found, "money.sent") == value(found, "money.paid") + waiting + not_valid
    months = [
        each.figure.value
        for each in found.figures.values()
        if each.figure.measure == "money.claimed-for-month"
    ]
    assert sum(months) == value(found, "money.claimed")
    lacking = [
        each.figure.value
        for each in found.figures.values()
        if each.figure.measure == "money.nearly" and "lacking" in dict(each.figure.coordinates)
    ]
    assert sum(lacking) == value(found, "money.nearly")
