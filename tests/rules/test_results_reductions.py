"""Anti-social behaviour down by 60% and under-18s' offending by 33%, half-year against half-year."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.claims.rules.asked import windows_asked
from app.claims.rules.outcomes import Outcome
from app.claims.rules.results import explain_part
from app.periods import Period, add_months, month_end
from app.programme.facts import Criterion, MemberRole
from app.programme.phase_one import ASB_PART, OFFENDING_PART
from tests.rules.facts import (
    BASELINE,
    CHILD,
    CURRENT,
    INCIDENTS,
    OFFENCES,
    ON,
    SIBLING,
    a_child,
    a_fact,
    a_family,
    a_parent,
    by_half,
    measured,
)

ORDER = (a_fact(Criterion.ASB_ORDER),)
OFFENDED = (a_fact(Criterion.PROVEN_OFFENCE),)


def asb(*members, criteria=ORDER, on=ON):
    return explain_part(ASB_PART, a_family(*members, criteria=criteria), on)


def offending(*members, criteria=OFFENDED):
    return explain_part(OFFENDING_PART, a_family(*members, criteria=criteria), ON)


def months(kind, first, number, value=0):
    """One row for each calendar month from this one on."""
    starts = [add_months(first, number_on) for number_on in range(number)]
    return tuple(measured(kind, value, starts_on=day, ends_on=month_end(day)) for day in starts)


@pytest.mark.parametrize(
    ("on", "baseline", "current"),
    [
        pytest.param(ON, BASELINE, CURRENT, id="12 July 2013"),
        pytest.param(date(2013, 6, 30), BASELINE, CURRENT, id="on the last day of a month"),
        pytest.param(
            date(2013, 6, 29),
            (date(2012, 6, 1), date(2012, 11, 30)),
            (date(2012, 12, 1), date(2013, 5, 31)),
            id="the day before that",
        ),
    ],
)
def test_the_last_six_complete_months_are_compared_with_the_six_before(on, baseline, current):
    windows = windows_asked(ASB_PART.limits[0], on)

    assert windows.baseline == Period(*baseline)
    assert windows.current == Period(*current)


@pytest.mark.parametrize(
    ("baseline", "current", "expected"),
    [
        pytest.param(10, 4, Outcome.PASS, id="down by exactly 60%"),
        pytest.param(10, 5, Outcome.FAIL, id="down by 50%"),
        pytest.param(100, 41, Outcome.FAIL, id="down by 59%"),
        pytest.param(1, 0, Outcome.PASS, id="one and then none"),
        pytest.param(1, 1, Outcome.FAIL, id="no fall"),
        pytest.param(0, 1, Outcome.FAIL, id="a rise from nothing"),
        pytest.param(0, 0, Outcome.NOT_KNOWN, id="nothing to fall from"),
        pytest.param(10, None, Outcome.NOT_KNOWN, id="the later half is not held"),
        pytest.param(None, 0, Outcome.NOT_KNOWN, id="the earlier half is not held"),
        pytest.param(None, 9, Outcome.NOT_KNOWN, id="a count with no earlier half"),
        pytest.param(None, None, Outcome.NOT_KNOWN, id="nothing is held"),
    ],
)
def test_the_family_s_incidents_have_to_fall_by_at_least_60_percent(baseline, current, expected):
    assert asb(a_child(*by_half(INCIDENTS, baseline, current))).outcome is expected


@pytest.mark.parametrize(
    ("baseline", "current", "expected"),
    [
        pytest.param(100, 67, Outcome.PASS, id="down by exactly 33%"),
        pytest.param(100, 68, Outcome.FAIL, id="down by 32%"),
        pytest.param(3, 2, Outcome.PASS, id="down by a third"),
        pytest.param(2, 1, Outcome.PASS, id="down by half"),
        pytest.param(1, 1, Outcome.FAIL, id="no fall"),
    ],
)
def test_minors_offences_have_to_fall_by_at_least_33_percent(baseline, current, expected):
    assert offending(a_child(*by_half(OFFENCES, baseline, current))).outcome is expected


@given(st.integers(1, 400), st.integers(0, 400))
def test_a_known_fall_passes_exactly_from_60_percent_on(baseline, current):
    outcome = asb(a_child(*by_half(INCIDENTS, baseline, current))).outcome

    assert outcome is (Outcome.PASS if 100 * (baseline - current) >= 60 * baseline else Outcome.FAIL)


@given(st.integers(1, 50), st.integers(0, 50), st.integers(0, 50))
def test_one_incident_more_never_helps(baseline, current, more):
    order = [Outcome.FAIL, Outcome.PASS]
    fewer = asb(a_child(*by_half(INCIDENTS, baseline, current))).outcome

    assert order.index(asb(a_child(*by_half(INCIDENTS, baseline, current + more))).outcome) <= order.index(
        fewer
    )


def test_incidents_of_the_whole_family_are_added_up():
    child = a_child(*by_half(INCIDENTS, 4, 4))
    parent = a_parent(*by_half(INCIDENTS, 6, 0))

    assert asb(child, parent).outcome is Outcome.PASS
    assert asb(child).outcome is Outcome.FAIL


def test_a_person_who_has_left_takes_their_incidents_along_in_both_halves():
    left = a_parent(*by_half(INCIDENTS, 20, 0), ends_on=date(2013, 7, 11))

    assert asb(a_child(*by_half(INCIDENTS, 10, 5)), left).outcome is Outcome.FAIL


@pytest.mark.parametrize(
    ("born_on", "expected"),
    [
        pytest.param(date(1995, 7, 13), Outcome.FAIL, id="17 on the test date"),
        pytest.param(date(1995, 7, 12), Outcome.NEUTRAL, id="18 on the test date"),
        pytest.param(None, Outcome.FAIL, id="a child of unknown age"),
    ],
)
def test_only_minors_offences_count(born_on, expected):
    assert offending(a_child(*by_half(OFFENCES, 1, 1), born_on=born_on)).outcome is expected


def test_an_adult_s_offences_do_not_count():
    child = a_child(*by_half(OFFENCES, 2, 1))

    assert offending(child, a_parent(*by_half(OFFENCES, 0, 9))).outcome is Outcome.PASS


def test_with_no_minor_left_the_offending_part_is_neutral():
    explained = offending(a_parent(*by_half(OFFENCES, 5, 5)))

    assert explained.outcome is Outcome.NEUTRAL
    assert explained.reason == "Nobody whom this part asks about lives in the family."
    assert explained.findings == ()


def test_once_the_minor_of_concern_is_18_the_part_is_neutral_for_the_others():
    concern = (a_fact(Criterion.PROVEN_OFFENCE, person_id=CHILD),)
    grown_up = a_child(born_on=date(1995, 1, 1))

    assert offending(grown_up, a_child(person_id=SIBLING), criteria=concern).outcome is Outcome.NEUTRAL
    offended_too = a_child(*by_half(OFFENCES, 0, 1), person_id=SIBLING)
    assert offending(grown_up, offended_too, criteria=concern).outcome is Outcome.FAIL


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param(by_half(INCIDENTS, 0, 0), Outcome.NEUTRAL, id="none in either half"),
        pytest.param(by_half(INCIDENTS, 5, 2), Outcome.NEUTRAL, id="down by 60%"),
        pytest.param(by_half(INCIDENTS, 0, 1), Outcome.FAIL, id="a new problem"),
        pytest.param(by_half(INCIDENTS, 5, 3), Outcome.FAIL, id="down by less"),
        pytest.param(
            by_half(INCIDENTS, None, 9), Outcome.NEUTRAL, id="incidents, but no earlier half to judge by"
        ),
        pytest.param((), Outcome.NEUTRAL, id="nothing is held"),
    ],
)
def test_without_the_problem_at_entry_the_part_is_neutral_unless_the_limit_is_known_to_be_passed(
    rows, expected
):
    assert asb(a_child(*rows), criteria=()).outcome is expected


FIRST_OF_ALL, FIRST_OF_CURRENT = BASELINE[0], CURRENT[0]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param(
            (*months(INCIDENTS, FIRST_OF_ALL, 6, 1), *months(INCIDENTS, FIRST_OF_CURRENT, 6)),
            Outcome.PASS,
            id="twelve monthly rows",
        ),
        pytest.param(
            (*months(INCIDENTS, FIRST_OF_ALL, 6, 1), *months(INCIDENTS, FIRST_OF_CURRENT, 5)),
            Outcome.NOT_KNOWN,
            id="the last month is missing",
        ),
        pytest.param(
            (*months(INCIDENTS, FIRST_OF_ALL, 5, 1), *by_half(INCIDENTS, None, 0)),
            Outcome.NOT_KNOWN,
            id="a month of the earlier half is missing",
        ),
        pytest.param(
            (*months(INCIDENTS, FIRST_OF_ALL, 5, 1), *by_half(INCIDENTS, None, 9)),
            Outcome.NOT_KNOWN,
            id="many now, but a month of the earlier half is missing",
        ),
        pytest.param(
            (*by_half(INCIDENTS, 6, None), *months(INCIDENTS, FIRST_OF_CURRENT, 3, 1)),
            Outcome.FAIL,
            id="too many already, with months missing",
        ),
        pytest.param(
            (
                *by_half(INCIDENTS, 10, None),
                measured(INCIDENTS, 0, starts_on=date(2012, 12, 31), ends_on=date(2013, 6, 30)),
            ),
            Outcome.NOT_KNOWN,
            id="a row that reaches over the boundary counts in neither half",
        ),
        pytest.param(
            (
                *by_half(INCIDENTS, 10, 0),
                measured(INCIDENTS, 0, starts_on=date(2013, 6, 1), ends_on=date(2013, 6, 30)),
            ),
            Outcome.NOT_KNOWN,
            id="a month told twice",
        ),
        pytest.param(
            (
                *by_half(INCIDENTS, 10, 0),
                measured(INCIDENTS, 9, starts_on=date(2013, 7, 1), ends_on=date(2013, 7, 12)),
            ),
            Outcome.PASS,
            id="the month that has not ended does not count",
        ),
        pytest.param(
            (*by_half(INCIDENTS, 10, None), measured(INCIDENTS, 0, starts_on=FIRST_OF_CURRENT)),
            Outcome.NOT_KNOWN,
            id="a row without an end counts nowhere",
        ),
        pytest.param(
            (
                *by_half(INCIDENTS, 10, None),
                measured(
                    INCIDENTS, 0, starts_on=CURRENT[0], ends_on=CURRENT[1], extract_on=date(2013, 7, 13)
                ),
            ),
            Outcome.NOT_KNOWN,
            id="extracted after the test date",
        ),
        pytest.param(
            (
                *by_half(INCIDENTS, 10, None),
                measured(INCIDENTS, 0, starts_on=CURRENT[0], ends_on=CURRENT[1], extract_on=ON),
            ),
            Outcome.PASS,
            id="extracted on the test date",
        ),
    ],
)
def test_a_half_is_known_when_the_rows_inside_it_add_up_to_all_its_days(rows, expected):
    assert asb(a_child(*rows)).outcome is expected


def test_nobody_once_measured_may_be_left_out_later():
    child = a_child(*by_half(INCIDENTS, 4, 0))
    no_longer_measured = a_parent(*by_half(INCIDENTS, 6, None))

    assert asb(child, no_longer_measured).outcome is Outcome.NOT_KNOWN
    assert asb(child, a_parent()).outcome is Outcome.PASS


def test_nobody_measured_now_may_be_without_an_earlier_half():
    child = a_child(*by_half(INCIDENTS, 4, 0))

    assert asb(child, a_parent(*by_half(INCIDENTS, None, 0))).outcome is Outcome.NOT_KNOWN
    assert asb(child, a_parent(*by_half(INCIDENTS, None, 9))).outcome is Outcome.NOT_KNOWN


def test_where_nobody_is_measured_no_count_is_told_as_none():
    (finding,) = asb(a_parent()).findings

    assert finding.sentence == (
        "Anti-social behaviour incidents: no counts are held from 1 July 2012 to 31 December 2012, nor from "
        "1 January 2013 to 30 June 2013; a fall of at least 60% is asked."
    )


def test_the_finding_shows_both_counts_their_months_and_the_evidence():
    explained = asb(a_child(*by_half(INCIDENTS, 10, 4)))

    (finding,) = explained.findings
    assert finding.sentence == (
        "Anti-social behaviour incidents: 10 from 1 July 2012 to 31 December 2012, "
        "4 from 1 January 2013 to 30 June 2013; a fall of at least 60% is asked."
    )
    assert finding.person_id is None
    assert len(finding.evidence) == 2


@pytest.mark.parametrize(
    ("rows", "missing"),
    [
        pytest.param(
            by_half(INCIDENTS, 10, None),
            ("Anti-social behaviour incidents: not all of 1 January 2013 to 30 June 2013 is covered.",),
            id="the later half",
        ),
        pytest.param(
            (),
            (
                "Anti-social behaviour incidents: not all of 1 July 2012 to 31 December 2012 is covered.",
                "Anti-social behaviour incidents: not all of 1 January 2013 to 30 June 2013 is covered.",
            ),
            id="both",
        ),
        pytest.param(
            by_half(INCIDENTS, 0, 0),
            (
                (
                    "Anti-social behaviour incidents: nothing in the months before, "
                    "so there is nothing to fall from."
                ),
            ),
            id="no baseline",
        ),
    ],
)
def test_what_is_missing_is_named(rows, missing):
    assert asb(a_child(*rows)).missing == missing


def test_an_unborn_child_has_nothing_to_be_measured():
    unborn = a_child(born_on=None, role=MemberRole.UNBORN_CHILD, person_id=SIBLING)

    assert asb(a_child(*by_half(INCIDENTS, 10, 0)), unborn).outcome is Outcome.PASS
