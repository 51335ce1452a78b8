"""Every figure of a release: each reconciles, and a family that stands wrongly stops all of it."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.reports.rules.facts import FamilyRow
from app.reports.rules.figured import data_sheet, definitions, figured
from app.reports.rules.frozen import Frozen
from app.reports.rules.signing import Signing
from app.reports.rules.vocabulary import ReleaseKind, Unit
from tests.reports.rules.rows import (
    ASSESSMENTS,
    FAMILIES,
    RESULTS,
    VALUES,
    a_checked_family,
    a_closed_caf,
    a_family,
    a_family_not_allocated,
    a_frozen,
    a_result,
    an_allocation,
    an_assessment,
    an_undecided_family,
    number,
)

NOT_COUNTED = {"programme.target-families", "exceptions.target", "comparators.families"}


@pytest.mark.parametrize("kind", ReleaseKind)
def test_a_release_of_sound_records_reconciles(kind):
    found = figured(a_frozen(kind))

    assert found.broken == ()
    assert len(found.checked) > len(found.relations) > 30


@pytest.mark.parametrize("kind", ReleaseKind)
def test_a_release_of_no_records_is_zeros_that_reconcile(kind):
    found = figured(a_frozen(kind, families=(), assessments=(), results=(), targets=()))

    assert found.broken == ()
    assert {
        figure.value
        for figure in found.figures.values()
        if figure.unit is Unit.COUNT and figure.measure not in NOT_COUNTED
    } == {0}


@pytest.mark.parametrize("kind", ReleaseKind)
def test_every_figure_is_of_a_declared_measure_and_opens_to_members_or_to_figures_of_the_release(kind):
    found = figured(a_frozen(kind))

    assert {figure.measure for figure in found.figures.values()} <= set(definitions())
    for figure in found.figures.values():
        assert set(figure.inputs) <= set(found.figures)
        if figure.members is None:
            assert figure.inputs or figure.measure in NOT_COUNTED, figure.id


@pytest.mark.parametrize("kind", ReleaseKind)
def test_every_relation_is_between_figures_of_the_release(kind):
    found = figured(a_frozen(kind))

    assert all({each.total, *each.parts} <= set(found.figures) for each in found.relations)


def test_the_board_report_counts_the_register_and_the_return_counts_results():
    report = {figure.measure for figure in figured(a_frozen()).figures.values()}
    government_return = {
        figure.measure for figure in figured(a_frozen(ReleaseKind.GOVERNMENT_RETURN)).figures.values()
    }

    assert report | government_return | set(SIGNED_ALONE) == set(definitions())
    assert report - government_return >= {
        "cafs.initiated",
        "closures.average-length",
    }
    assert government_return - report >= {"families.turned-around", "money.results", "families.attached"}


SIGNED_ALONE = ("families.claims-taken-back", "money.claims-taken-back", "money.difference")


def test_only_a_signed_return_says_what_it_takes_back():
    draft = a_frozen(ReleaseKind.GOVERNMENT_RETURN)
    signed = replace(draft, manifest=replace(draft.manifest, signing=Signing(1, None, (), ())))

    def of_it(frozen: Frozen) -> set[str]:
        return {figure.measure for figure in figured(frozen).figures.values()}

    assert of_it(signed) - of_it(draft) == set(SIGNED_ALONE)


def test_the_data_sheet_alone_has_the_programme_s_figures_as_the_report_has_them():
    sheet, report = data_sheet(a_frozen()).figures, figured(a_frozen()).figures

    assert sheet == {figure_id: report[figure_id] for figure_id in sheet}
    assert "families.worked-with@2013-03-31" in sheet
    assert "cafs.initiated@2013-03-31" not in sheet


@pytest.mark.parametrize(
    ("figure_id", "value"),
    [
        pytest.param("families.allocated-at-meetings[rollout=1,agency=SHARED]", 1, id="a joint allocation"),
        pytest.param("families.allocated-at-meetings[agency=FIP]", 1, id="flagged as FIP's"),
        pytest.param("families.allocated-excluding-fip", 2, id="allocated excluding FIP"),
        pytest.param("families.worked-with[route=fip]", 1, id="with FIP"),
        pytest.param("families.worked-with", 5, id="worked with"),
        pytest.param("families.worked-with-by[month=2013-01]", 5, id="worked with by January"),
        pytest.param("families.yet-to-be-allocated[ward=Leen Valley]", 1, id="a ward not rolled out"),
        pytest.param("families.not-to-be-allocated[not-allocated-reason=social-care-case]", 1, id="a reason"),
        pytest.param("cafs.initiated[financial-year=2012/13]", 2, id="CAFs of the year"),
        pytest.param("cafs.initiated[financial-year=2012/13,any-reason=housing]", 1, id="a secondary reason"),
        pytest.param("cafs.open-over-two-years", 1, id="long open"),
        pytest.param("family-assessments.initiated", 1, id="family assessments"),
    ],
)
def test_the_small_programme_s_figures(figure_id, value):
    assert figured(a_frozen()).figures[f"{figure_id}@2013-03-31"].value == value


@pytest.mark.parametrize(
    ("family", "identity"),
    [
        pytest.param(
            a_family(9, allocations=[an_allocation("HEALTH"), an_allocation("SCHOOL")]),
            "Families allocated at meetings: counted by agency, they add up to the total.",
            id="two current allocations to two agencies",
        ),
        pytest.param(
            a_family(9, allocations=[an_allocation("HEALTH"), an_allocation("HEALTH")]),
            "Families worked with: counted by route, they add up to the total.",
            id="two current allocations to one agency",
        ),
        pytest.param(
            a_family(
                9, outcome=None, allocations=[an_allocation(route="referral"), an_allocation(route="pilot")]
            ),
            "Families worked with: counted by route, they add up to the total.",
            id="two current allocations by two routes",
        ),
        pytest.param(
            a_family(9, allocations=[]),
            "Families allocated at meetings: counted by agency, they add up to the total.",
            id="to be allocated, to nobody",
        ),
        pytest.param(
            a_family(9, ward="Elsewhere"),
            "Families on the data sheet: counted by ward, they add up to the total.",
            id="a ward that is not on the list",
        ),
        pytest.param(
            a_family(9, rollout="7"),
            "Families reviewed: counted by rollout, they add up to the total.",
            id="a rollout that has not been held",
        ),
        pytest.param(
            a_family(9, outcome="not-to-be-allocated", reason=None, allocations=[]),
            "Families not to be allocated: counted by reason, they add up to the total.",
            id="not to be allocated, without a reason",
        ),
        pytest.param(
            a_family(9, allocations=[an_allocation("FIP")]),
            "Rollout 1: families allocated excluding FIP are the agencies' families less FIP's.",
            id="allocated to FIP, but not by its route",
        ),
        pytest.param(
            a_family(9, outcome="deferred", allocations=[]),
            "Every family on the data sheet stands in exactly one of its four columns.",
            id="decided, in no column",
        ),
    ],
)
def test_a_family_that_stands_wrongly_stops_the_release_and_is_named(family, identity):
    broken = figured(a_frozen(families=(*FAMILIES, family))).broken

    assert identity in [each.identity.sentence for each in broken]
    assert {member for each in broken for member in each.members} == {number(9)}


@pytest.mark.parametrize(
    "assessment",
    [
        pytest.param(an_assessment(1009, initiating_agency="ELSEWHERE"), id="an agency not on the list"),
        pytest.param(an_assessment(1009, reasons=["unheard-of"]), id="a reason not on the list"),
        pytest.param(an_assessment(1009, initiated_on=date(2008, 5, 1)), id="a year before the first"),
        pytest.param(replace(a_closed_caf(1009), closure_reason=None), id="closed without a reason"),
    ],
)
def test_an_assessment_that_stands_wrongly_stops_the_release_and_is_named(assessment):
    broken = figured(a_frozen(assessments=(*ASSESSMENTS, assessment))).broken

    assert {member for each in broken for member in each.members} == {number(1009)}


def test_a_result_of_a_cohort_without_terms_stops_the_return():
    broken = figured(
        a_frozen(ReleaseKind.GOVERNMENT_RETURN, results=(*RESULTS, a_result(9, cohort_year=2019)))
    ).broken

    assert {each.identity.total for each in broken} >= {
        "families.turned-around[span=cumulative]@2013-03-31",
        "money.results[span=cumulative]@2013-03-31",
    }


KINDS = st.sampled_from(("allocated", "agreed", "fip", "checked", "not-allocated", "undecided", "pilot"))


def of_kind(kind: str, of: int, ward: str, rollout: str, agency: str) -> FamilyRow:
    match kind:
        case "allocated":
            return a_family(of, ward=ward, rollout=rollout, allocations=[an_allocation(agency)])
        case "agreed":
            later = an_allocation(agency, starts_on=date(2013, 4, 8), has_started=False)
            return a_family(of, ward=ward, rollout=rollout, allocations=[later])
        case "fip":
            return a_family(of, ward=ward, rollout=rollout, allocations=[an_allocation("FIP", route="fip")])
        case "checked":
            return a_checked_family(of, ward=ward, rollout=rollout)
        case "not-allocated":
            return replace(a_family_not_allocated(of), ward=ward, rollout=rollout)
        case "undecided":
            return an_undecided_family(of, ward=ward, rollout=rollout)
        case _:
            return replace(
                an_undecided_family(of, ward=ward, rollout=rollout),
                allocations=(an_allocation(agency, route="pilot"),),
            )


FAMILY_PLACES = st.lists(
    st.tuples(
        KINDS,
        st.sampled_from(VALUES["ward"]),
        st.sampled_from(VALUES["rollout"]),
        st.sampled_from(("HEALTH", "SCHOOL")),
    ),
    max_size=15,
)


@settings(deadline=None)
@given(FAMILY_PLACES)
def test_whatever_meetings_decide_every_sum_holds_and_every_family_stands_once(places):
    families = [
        of_kind(kind, of, ward, rollout, agency) for of, (kind, ward, rollout, agency) in enumerate(places, 1)
    ]

    found = data_sheet(a_frozen(families=families))

    assert found.broken == ()
    for relation in found.relations:
        total = found.figures[relation.total]
        if total.members is not None:
            parts = [member for part in relation.parts for member in found.figures[part].members or ()]
            assert sorted(parts) == list(total.members)


@settings(deadline=None)
@given(FAMILY_PLACES, st.integers(0, 14), st.sampled_from(("same agency", "another agency", "another route")))
def test_a_second_current_allocation_of_any_one_family_breaks_a_sum_and_names_that_family(
    places, which, second
):
    families = [
        of_kind(kind, of, ward, rollout, agency) for of, (kind, ward, rollout, agency) in enumerate(places, 1)
    ]
    allocated = [family for family in families if family.started]
    if not allocated:
        return
    chosen = allocated[which % len(allocated)]
    (first,) = chosen.allocations
    again = {
        "same agency": first,
        "another agency": replace(first, agencies=("SCHOOL" if first.agencies == ("HEALTH",) else "HEALTH",)),
        "another route": replace(first, route="referral"),
    }[second]
    families[families.index(chosen)] = replace(chosen, allocations=(first, again))

    broken = data_sheet(a_frozen(families=families)).broken

    assert {member for each in broken for member in each.members} == {chosen.family_id}
