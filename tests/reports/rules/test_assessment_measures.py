"""Which assessments each measure of the CAF register counts, and where it puts them."""

from datetime import date

import pytest

from app.cases.rules.vocabulary import ClosureReason
from app.reports.rules import assessments
from tests.reports.rules.rows import a_closed_caf, an_assessment

FAMILY_ASSESSMENT = an_assessment(kind="family-assessment")


@pytest.mark.parametrize(
    ("measure", "open_caf", "closed_caf", "family_assessment"),
    [
        pytest.param(assessments.INITIATED, True, True, False, id="initiated"),
        pytest.param(assessments.CLOSED, False, True, False, id="closed"),
        pytest.param(assessments.STAGES_COMPLETED, True, True, False, id="stages completed"),
        pytest.param(assessments.OPEN, True, False, False, id="open"),
        pytest.param(assessments.FAMILY_ASSESSMENTS, False, False, True, id="family assessments"),
    ],
)
def test_a_measure_of_the_register_counts_these(measure, open_caf, closed_caf, family_assessment):
    found = [measure.includes(each) for each in (an_assessment(), a_closed_caf(), FAMILY_ASSESSMENT)]

    assert found == [open_caf, closed_caf, family_assessment]


def test_a_closed_family_assessment_is_not_a_closed_caf():
    closed = an_assessment(kind="family-assessment", closed_on=date(2012, 9, 1), closure_reason="needs-met")

    assert not assessments.CLOSED.includes(closed)
    assert not assessments.OPEN.includes(FAMILY_ASSESSMENT)


@pytest.mark.parametrize(
    ("initiated_on", "over_two_years"),
    [
        pytest.param(date(2011, 3, 30), True, id="a day more than two years"),
        pytest.param(date(2011, 3, 31), False, id="two years to the day"),
        pytest.param(date(2012, 6, 1), False, id="less"),
    ],
)
def test_a_caf_is_open_over_two_years_from_the_day_after_they_are_up(initiated_on, over_two_years):
    measure = assessments.open_over_two_years(date(2013, 3, 31))

    assert measure.includes(an_assessment(initiated_on=initiated_on)) is over_two_years


def test_neither_a_closed_caf_nor_a_family_assessment_is_long_open():
    measure = assessments.open_over_two_years(date(2013, 3, 31))
    long_ago = date(2009, 4, 1)

    assert not measure.includes(a_closed_caf(initiated_on=long_ago))
    assert not measure.includes(an_assessment(kind="family-assessment", initiated_on=long_ago))


@pytest.mark.parametrize(
    ("axis", "assessment", "place"),
    [
        pytest.param(assessments.YEAR, an_assessment(), ("2012/13",), id="year"),
        pytest.param(assessments.CLOSED_YEAR, a_closed_caf(), ("2012/13",), id="year of closure"),
        pytest.param(assessments.CLOSED_YEAR, an_assessment(), (), id="not closed"),
        pytest.param(assessments.CLOSURE_REASON, a_closed_caf(reason="other"), ("other",), id="closure"),
        pytest.param(assessments.CLOSURE_REASON, an_assessment(), (), id="no closure"),
        pytest.param(
            assessments.INITIATING_AGENCY,
            an_assessment(initiating_agency="HEALTH"),
            ("HEALTH",),
            id="initiating agency",
        ),
        pytest.param(
            assessments.PRIMARY_REASON,
            an_assessment(reasons=["housing", "behaviour"]),
            ("housing",),
            id="primary reason",
        ),
        pytest.param(
            assessments.ANY_REASON,
            an_assessment(reasons=["housing", "behaviour"]),
            ("housing", "behaviour"),
            id="any reason",
        ),
        pytest.param(assessments.LEAD_AGENCY, an_assessment(), ("SCHOOL",), id="lead's agency"),
        pytest.param(
            assessments.LEAD_AGENCY, an_assessment(lead_agency=None), ("none",), id="no lead's agency"
        ),
    ],
)
def test_an_assessment_stands_at_its_place_on_each_axis(axis, assessment, place):
    assert tuple(axis.of(assessment)) == place


def test_an_assessment_stands_under_every_stage_that_has_its_own_date():
    day = date(2012, 7, 1)

    assert assessments.STAGE.of(an_assessment(consented_on=None)) == ()
    assert assessments.STAGE.of(an_assessment(consented_on=day, first_reviewed_on=day)) == (
        "consent",
        "review",
    )
    assert (
        assessments.STAGE.of(
            an_assessment(
                consented_on=day,
                assessment_completed_on=day,
                first_team_meeting_on=day,
                first_reviewed_on=day,
            )
        )
        == assessments.STAGES
    )


def test_only_axes_on_which_a_caf_stands_once_have_sums():
    overlapping = {axis.name for axes in assessments.INITIATED.breakdowns for axis in axes if axis.overlaps}

    assert overlapping == {"any-reason"}
    assert assessments.STAGE.overlaps


def test_the_declared_closure_reasons_are_those_that_records_may_hold():
    assert set(assessments.CLOSURE_REASONS) == {reason.value for reason in ClosureReason}
