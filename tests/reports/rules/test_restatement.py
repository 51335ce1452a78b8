"""Why two releases tell differently of the same families and CAFs."""

from dataclasses import replace
from datetime import date

import pytest

from app.reports.rules.comparison import moved_figures
from app.reports.rules.facts import AssessmentRow, FamilyRow
from app.reports.rules.figured import figured
from app.reports.rules.restatement import (
    ASSESSMENT_FACTS,
    Compared,
    Difference,
    Reason,
    by_reason,
    restated,
    why,
)
from app.reports.rules.vocabulary import CountOf
from tests.reports.rules.rows import (
    AS_AT,
    a_closed_caf,
    a_family,
    a_family_not_allocated,
    a_frozen,
    an_allocation,
    an_assessment,
    an_undecided_family,
    number,
)

A_YEAR_LATER = date(2014, 3, 31)
ONE_DAY = Compared(AS_AT, AS_AT, same_rules=True, merged=frozenset(), listed_on={})
TWO_DAYS = replace(ONE_DAY, last_day=A_YEAR_LATER)
OTHER_RULES = replace(ONE_DAY, same_rules=False)
SINCE = date(2013, 9, 2)

MERGED, RULES, REVISED = Reason.MERGE, Reason.RULES_CHANGED, Reason.DECISION_REVISED
LATE, CORRECTED, UNTOLD, THEN = (
    Reason.LATE_ENTRY,
    Reason.CORRECTION,
    Reason.NOT_TOLD_APART,
    Reason.SINCE_THEN,
)


def reasons_of(
    old: FamilyRow | AssessmentRow | None, new: FamilyRow | AssessmentRow | None, compared: Compared
) -> dict[str, Reason]:
    """The reason of each fact of one record that is told otherwise, by the fact's name."""
    before, after = (
        a_frozen(
            families=[row] if isinstance(row, FamilyRow) else [],
            assessments=[row] if isinstance(row, AssessmentRow) else [],
        )
        for row in (old, new)
    )
    found = restated(before, after, compared)
    return {each.words.partition(":")[0]: each.reason for one in found for each in one.differences}


@pytest.mark.parametrize(
    ("old", "new", "compared", "expected"),
    [
        pytest.param(a_family(), a_family(), TWO_DAYS, {}, id="nothing differs"),
        pytest.param(
            None, a_family(), replace(ONE_DAY, listed_on={number(1): date(2012, 5, 1)}),
            {"came on to the list": LATE}, id="listed by then, entered since",
        ),
        pytest.param(
            None, a_family(), replace(TWO_DAYS, listed_on={number(1): SINCE}),
            {"came on to the list": THEN}, id="listed since",
        ),
        pytest.param(None, a_family(), ONE_DAY, {"came on to the list": LATE}, id="no day, one as-at"),
        pytest.param(None, a_family(), TWO_DAYS, {"came on to the list": UNTOLD}, id="no day, two as-ats"),
        pytest.param(a_family(), None, ONE_DAY, {"left the list": CORRECTED}, id="no longer on the list"),
        pytest.param(
            a_family(), None, replace(ONE_DAY, merged=frozenset({number(1)})),
            {"left the list": MERGED}, id="became one with another",
        ),
        pytest.param(
            a_family(), a_family(ward="Aspley"), replace(ONE_DAY, merged=frozenset({number(1)})),
            {"ward": MERGED}, id="another became one with it",
        ),
        pytest.param(
            a_family(), a_family(ward="Aspley"), ONE_DAY, {"ward": CORRECTED}, id="another ward then"
        ),
        pytest.param(
            an_undecided_family(), an_undecided_family(ward="Aspley"), TWO_DAYS,
            {"ward": UNTOLD}, id="another ward later",
        ),
        pytest.param(
            an_undecided_family(), an_undecided_family(rollout="2"), TWO_DAYS,
            {"rollout": UNTOLD}, id="the rollout of its ward was held, or dated anew",
        ),
        pytest.param(
            a_family(listed_how="data-match"), a_family(listed_how="referral"), ONE_DAY,
            {"how it was listed": CORRECTED}, id="how it was listed",
        ),
        pytest.param(
            a_family_not_allocated(), a_family_not_allocated(reason="deferred"), ONE_DAY,
            {"reason": REVISED}, id="another reason from the same day",
        ),
        pytest.param(
            a_family_not_allocated(),
            replace(a_family(attached_on=None, cohort=None), decided_on=date(2013, 2, 4)),
            ONE_DAY,
            {
                "triage decision": REVISED, "reason": REVISED, "day of the decision": REVISED,
                "allocation": REVISED, "first day of work": LATE,
            },
            id="allocated after all, by then",
        ),
        pytest.param(
            a_family_not_allocated(),
            replace(
                a_family(allocations=[an_allocation(starts_on=SINCE)], attached_on=None, cohort=None),
                decided_on=SINCE,
            ),
            TWO_DAYS,
            {
                "triage decision": THEN, "reason": THEN, "day of the decision": THEN,
                "allocation": THEN, "first day of work": THEN,
            },
            id="allocated since",
        ),
        pytest.param(
            an_undecided_family(ward="Basford", rollout="1"),
            replace(
                a_family_not_allocated(), criteria_confirmed=False, attached_on=None, cohort=None
            ),
            ONE_DAY,
            {"triage decision": LATE, "reason": LATE, "day of the decision": LATE},
            id="a decision of then, entered since",
        ),
        pytest.param(
            a_family(allocations=[], first_started_on=date(2012, 11, 26)), a_family(), ONE_DAY,
            {"allocation": LATE}, id="an allocation of then, entered since",
        ),
        pytest.param(
            a_family(), a_family(allocations=[an_allocation("SCHOOL")]), ONE_DAY,
            {"allocation": CORRECTED}, id="another agency then",
        ),
        pytest.param(
            a_family(), a_family(allocations=[an_allocation("SCHOOL", starts_on=SINCE)],
                                 first_started_on=date(2012, 11, 26)),
            TWO_DAYS, {"allocation": THEN}, id="another agency since",
        ),
        pytest.param(
            a_family(allocations=[an_allocation(starts_on=SINCE, has_started=False)]),
            a_family(allocations=[an_allocation(starts_on=SINCE)]),
            TWO_DAYS, {"allocation": THEN, "first day of work": THEN}, id="work that was agreed has begun",
        ),
        pytest.param(
            a_family(allocations=[an_allocation(), an_allocation("SCHOOL", starts_on=date(2013, 1, 7))]),
            a_family(), TWO_DAYS, {"allocation": UNTOLD}, id="one of two has ended",
        ),
        pytest.param(
            a_family(), a_family(first_started_on=date(2012, 12, 3)), ONE_DAY,
            {"first day of work": CORRECTED}, id="another first day",
        ),
        pytest.param(
            a_family(attached_on=None, cohort=None), a_family(), ONE_DAY,
            {"day attached": LATE, "cohort year": LATE}, id="attached by then, entered since",
        ),
        pytest.param(
            a_family(), a_family(cohort=2013), OTHER_RULES, {"cohort year": RULES}, id="other payment terms"
        ),
        pytest.param(
            a_family(criteria_confirmed=False), a_family(), OTHER_RULES,
            {"criteria confirmed": RULES}, id="confirmed under other rules",
        ),
        pytest.param(
            a_family(criteria_confirmed=False), a_family(), ONE_DAY,
            {"criteria confirmed": LATE}, id="evidence of then, entered since",
        ),
        pytest.param(
            a_family(), a_family(criteria_confirmed=False), ONE_DAY,
            {"criteria confirmed": CORRECTED}, id="evidence that was wrong",
        ),
        pytest.param(
            a_family(), a_family(funded_elsewhere=True), TWO_DAYS,
            {"funded elsewhere": UNTOLD}, id="funded elsewhere by a later day",
        ),
        pytest.param(
            None, an_assessment(), ONE_DAY, {"initiated 1 June 2012": LATE}, id="a CAF of then, entered since"
        ),
        pytest.param(
            None, an_assessment(initiated_on=SINCE), TWO_DAYS,
            {"initiated 2 September 2013": THEN}, id="a CAF that began since",
        ),
        pytest.param(
            an_assessment(), None, ONE_DAY,
            {"no longer there; had been initiated 1 June 2012": CORRECTED}, id="a CAF that was none",
        ),
        pytest.param(
            an_assessment(), a_closed_caf(closed_on=date(2012, 9, 1)), TWO_DAYS,
            {"closed": LATE}, id="closed by then, entered since",
        ),
        pytest.param(
            an_assessment(), a_closed_caf(closed_on=SINCE), TWO_DAYS, {"closed": THEN}, id="closed since"
        ),
        pytest.param(
            a_closed_caf(), a_closed_caf(reason="moved-away"), ONE_DAY,
            {"reason for closing": CORRECTED}, id="closed for another reason",
        ),
        pytest.param(
            an_assessment(lead_agency=None), an_assessment(), ONE_DAY,
            {"agency of the lead professional": LATE, "has a lead professional": LATE},
            id="a lead of then, entered since",
        ),
        pytest.param(
            an_assessment(), an_assessment(lead_agency="HEALTH"), TWO_DAYS,
            {"agency of the lead professional": UNTOLD}, id="another lead by a later day",
        ),
        pytest.param(
            an_assessment(), an_assessment(reasons=("housing", "behaviour")), ONE_DAY,
            {"primary reason": CORRECTED, "reasons": CORRECTED}, id="another reason to begin",
        ),
        pytest.param(
            replace(an_assessment(), sex="female"), replace(an_assessment(), sex="male"), ONE_DAY,
            {"sex": CORRECTED}, id="another sex",
        ),
        pytest.param(
            an_assessment(), replace(an_assessment(), sex="male"), ONE_DAY, {}, id="sex came to be kept"
        ),
    ],
)  # fmt: skip
def test_what_is_told_otherwise_has_its_reason(old, new, compared, expected):
    assert reasons_of(old, new, compared) == expected


def test_every_fact_of_an_assessment_can_be_told_otherwise():
    assert set(ASSESSMENT_FACTS) == set(AssessmentRow.__dataclass_fields__) - {"assessment_id"}


def test_a_record_with_several_reasons_is_counted_under_the_first_of_them():
    revised = replace(a_family(ward="Aspley"), decided_on=date(2013, 2, 4))

    (found,) = restated(a_frozen(families=[a_family()]), a_frozen(families=[revised]), ONE_DAY)

    assert {each.reason for each in found.differences} == {REVISED}
    late = replace(found, differences=(Difference("x", THEN), Difference("y", LATE)))
    assert late.reason is LATE
    assert by_reason([found, late, replace(late, kind=CountOf.ASSESSMENTS)]) == {
        REVISED: {CountOf.FAMILIES: 1},
        LATE: {CountOf.FAMILIES: 1, CountOf.ASSESSMENTS: 1},
    }


def test_a_figure_that_moved_says_how_many_came_and_went_and_why():
    before = a_frozen(assessments=[an_assessment(1001), an_assessment(1002)])
    after = a_frozen(assessments=[an_assessment(1001), an_assessment(1003), an_assessment(1004)])
    found = {each.record_id: each for each in restated(before, after, ONE_DAY)}

    moved = {
        (each.measure, each.coordinates): why(each, found)
        for each in moved_figures(figured(before).figures.values(), figured(after).figures.values())
    }

    initiated = moved["cafs.initiated", (("financial-year", "2012/13"),)]
    assert (initiated.come, initiated.gone) == ({LATE: 2}, {CORRECTED: 1})


def test_a_member_of_which_nothing_is_told_otherwise_has_no_reason():
    before, after = a_frozen(assessments=[]), a_frozen(assessments=[an_assessment(1001)])
    (moved, *_) = (
        each
        for each in moved_figures(figured(before).figures.values(), figured(after).figures.values())
        if each.measure == "cafs.open"
    )

    assert why(moved, {}).come == {None: 1}
    assert why(replace(moved, before=None, after=None), {}).come == {}


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_has_its_words(reason):
    assert reason.label
    assert reason.meaning.endswith(".")
