"""What is said to have moved between two releases."""

from dataclasses import fields, replace
from datetime import date

import pytest

from app.reports.rules.comparison import FACT_NAMES, Changed, changed_families, moved_figures
from app.reports.rules.facts import FamilyRow
from tests.reports.a_document import a_figure
from tests.reports.rules.rows import a_family, an_allocation, number


def test_figures_that_are_the_same_have_not_moved():
    assert moved_figures([a_figure("families.listed", 3)], [a_figure("families.listed", 3)]) == ()


def test_a_figure_is_matched_by_measure_and_place_whatever_its_day():
    before = a_figure("families.listed", 3, as_at=date(2013, 2, 28), ward="Basford")
    after = a_figure("families.listed", 4, as_at=date(2013, 3, 31), ward="Basford")

    (moved,) = moved_figures([before], [after])

    assert (moved.measure, moved.coordinates) == ("families.listed", (("ward", "Basford"),))
    assert (moved.before, moved.after) == (before, after)


def test_a_figure_whose_members_changed_has_moved_though_its_value_is_the_same():
    before = replace(a_figure("families.listed", 1), members=(number(1),))
    after = replace(before, members=(number(2),))

    assert len(moved_figures([before], [after])) == 1


def test_a_figure_that_only_one_release_has_is_listed_with_nothing_on_the_other_side():
    gone, come = a_figure("families.gone", 1), a_figure("families.come", 2)

    found = moved_figures([gone], [come])

    assert [(each.measure, each.before, each.after) for each in found] == [
        ("families.come", None, come),
        ("families.gone", gone, None),
    ]


def test_families_that_are_the_same_have_not_changed():
    assert changed_families([a_family(1)], [a_family(1)]) == ()


def test_a_family_that_came_or_left_says_so_and_families_come_in_id_order():
    found = changed_families([a_family(3), a_family(1)], [a_family(2), a_family(3)])

    assert found == (
        Changed(number(1), ("left the list",)),
        Changed(number(2), ("came on to the list",)),
    )


@pytest.mark.parametrize(
    ("change", "said"),
    [
        pytest.param({"ward": "Aspley"}, "ward: Basford → Aspley", id="ward"),
        pytest.param({"rollout": "2"}, "rollout: 1 → 2", id="rollout"),
        pytest.param({"listed_how": "referral"}, "how it was listed: data-match → referral", id="how listed"),
        pytest.param({"outcome": None}, "triage decision: allocate → none", id="decision"),
        pytest.param({"reason": "deferred"}, "reason: none → deferred", id="reason"),
        pytest.param(
            {"decided_on": date(2013, 1, 7)},
            "day of the decision: 26 November 2012 → 7 January 2013",
            id="day decided",
        ),
        pytest.param({"criteria_confirmed": False}, "criteria confirmed: yes → no", id="criteria"),
        pytest.param({"funded_elsewhere": True}, "funded elsewhere: no → yes", id="funded elsewhere"),
        pytest.param({"attached_on": None}, "day attached: 26 November 2012 → none", id="attached"),
        pytest.param(
            {"first_started_on": date(2012, 10, 1)},
            "first day of work: 26 November 2012 → 1 October 2012",
            id="first day of work",
        ),
        pytest.param({"cohort": 2013}, "cohort year: 2012 → 2013", id="cohort"),
        pytest.param(
            {"allocations": (an_allocation("SCHOOL", "HEALTH", starts_on=date(2013, 1, 7)),)},
            "allocation: HEALTH by rollout-meeting from 26 November 2012 → "
            "SCHOOL and HEALTH by rollout-meeting from 7 January 2013",
            id="allocation",
        ),
        pytest.param(
            {"allocations": ()},
            "allocation: HEALTH by rollout-meeting from 26 November 2012 → none",
            id="allocation ended",
        ),
        pytest.param(
            {"allocations": (an_allocation(has_started=False),)},
            "allocation: HEALTH by rollout-meeting from 26 November 2012 → "
            "HEALTH by rollout-meeting, to start on 26 November 2012",
            id="work that has not begun",
        ),
        pytest.param(
            {"allocations": (an_allocation(), an_allocation("FIP", route="fip"))},
            "allocation: HEALTH by rollout-meeting from 26 November 2012 → "
            "HEALTH by rollout-meeting from 26 November 2012; FIP by fip from 26 November 2012",
            id="a second allocation",
        ),
    ],
)
def test_a_family_whose_facts_changed_says_from_what_to_what(change, said):
    (found,) = changed_families([a_family(1)], [replace(a_family(1), **change)])

    assert found.changes == (said,)


def test_several_changes_of_one_family_are_all_said():
    (found,) = changed_families([a_family(1)], [a_family(1, ward="Aspley", rollout="2")])

    assert found.changes == ("ward: Basford → Aspley", "rollout: 1 → 2")


def test_every_fact_of_a_family_has_a_name_to_be_said_by():
    assert set(FACT_NAMES) == {field.name for field in fields(FamilyRow)} - {"family_id"}
