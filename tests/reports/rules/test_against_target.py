"""The programme against its target, from frozen rows: its funnel, and the shares of agencies and wards."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from app.reports.rules.against_target import FUNNEL, AgainstTarget, against_target, definitions, figures_now
from app.reports.rules.facts import NOT_RECORDED, AllocationFact, FamilyRow, TargetRow
from app.reports.rules.frozen import Frozen, Manifest
from app.reports.rules.vocabulary import Profile, ReleaseKind

AS_AT = date(2013, 7, 12)
BEGAN = date(2012, 11, 26)


def a_row(number: int, *agencies: str, ward: str = "Basford", **given: object) -> FamilyRow:
    allocation = AllocationFact("rollout-meeting", agencies, BEGAN, has_started=True)
    held: dict[str, object] = {
        "listed_how": "data-match",
        "ward": ward,
        "rollout": "1",
        "outcome": "allocate",
        "reason": None,
        "decided_on": BEGAN,
        "allocations": (allocation,) if agencies else (),
        "first_started_on": BEGAN if agencies else None,
        "criteria_confirmed": True,
        "funded_elsewhere": False,
        "attached_on": None,
        "cohort": None,
    }
    return FamilyRow(family_id=UUID(int=number), **{**held, **given})  # type: ignore[arg-type]  # as above


def programme(*rows: FamilyRow, targets: tuple[TargetRow, ...] = (), closed: set[int] | None = None):
    return against_target(frozen(*rows, targets=targets), {UUID(int=each) for each in closed or ()})


def frozen(*rows: FamilyRow, targets: tuple[TargetRow, ...] = ()) -> Frozen:
    manifest = Manifest(
        kind=ReleaseKind.BOARD_REPORT,
        profile=Profile.INTERNAL,
        title="",
        organisation="",
        as_at=AS_AT,
        dated=AS_AT,
        pack="P1-2013",
        values={"ward": ("Basford", "Sherwood"), "agency": ("EWS", "SHARED", "HEALTH")},
        definitions=(),
    )
    return Frozen(manifest, rows, (), (), targets)


TARGETS = tuple(
    TargetRow("families.worked-with", year, value) for year, value in ((2012, 3), (2013, 5), (2014, 9))
)


def parts(found: AgainstTarget) -> tuple[dict[str, object], dict[str, object]]:
    agencies, wards = (
        {part.name: part.worked_with.value for part in each} for each in (found.agencies, found.wards)
    )
    return agencies, wards


def test_the_funnel_is_the_measures_of_the_data_sheet_and_the_families_closed():
    found = programme(
        a_row(1, "EWS"),
        a_row(2, "EWS", outcome="check-for-claim", allocations=(), criteria_confirmed=False),
        a_row(3, outcome=None, decided_on=None),
        a_row(4, "HEALTH"),
        closed={4},
    )

    assert [figure.measure for figure in found.funnel] == list(FUNNEL)
    assert [figure.value for figure in found.funnel] == [3, 3, 2, 3, 1]
    assert found.funnel[-1].members == (UUID(int=4),)


def test_each_agency_and_ward_has_its_share_of_the_whole_target_to_date():
    found = programme(
        a_row(1, "EWS"), a_row(2, "EWS", "HEALTH", ward="Sherwood"), a_row(3, "HEALTH"), targets=TARGETS
    )

    assert found.target.value == 8
    assert parts(found) == ({"EWS": 1, "SHARED": 1, "HEALTH": 1}, {"Basford": 2, "Sherwood": 1})
    assert [part.share.value for part in found.wards] == [Decimal("25"), Decimal("12.5")]
    assert found.share.value == Decimal("37.5")
    assert found.wards[0].share.formula == "2 of 8"


def test_families_without_an_agency_a_column_or_a_ward_are_still_counted_once():
    found = programme(
        a_row(1, "LIBRARY"),
        a_row(2, outcome="check-for-claim", ward=NOT_RECORDED),
        a_row(3, "EWS"),
        targets=TARGETS,
    )
    agencies, wards = parts(found)

    assert agencies == {"EWS": 1, "SHARED": 0, "HEALTH": 0, "other": 1, "none": 1}
    assert wards == {"Basford": 2, "Sherwood": 0, NOT_RECORDED: 1}
    assert sum(agencies.values()) == sum(wards.values()) == found.worked_with.value == 3


def test_without_a_target_there_is_no_share_and_none_is_made_up():
    found = programme(a_row(1, "EWS"))

    assert found.target.value == 0
    assert found.share.value is None
    assert {part.share.value for part in (*found.agencies, *found.wards)} == {None}


def test_every_figure_of_it_is_there_once_and_opens_by_its_id():
    found = programme(a_row(1, "EWS"), targets=TARGETS)
    known = figures_now(frozen(a_row(1, "EWS"), targets=TARGETS), set())

    ids = [figure.id for figure in found.figures]
    assert len(ids) == len(set(ids))
    assert set(ids) <= known.keys()
    assert all(each in known for figure in found.figures for each in figure.inputs)


def test_its_figures_are_the_funnel_the_target_and_those_of_every_agency_and_ward_once():
    found = programme(a_row(1, "EWS"), a_row(2, "HEALTH"), targets=TARGETS)

    assert [figure.measure for figure in found.figures[: len(FUNNEL)]] == list(FUNNEL)
    assert len({figure.id for figure in found.figures}) == len(found.figures)
    assert set(definitions()) <= {figure.measure for figure in found.figures}


def test_a_row_that_stands_for_many_families_alike_counts_as_so_many_and_names_none():
    numbers = {UUID(int=1): 30, UUID(int=2): 12}

    known = figures_now(frozen(a_row(1, "EWS"), a_row(2, "HEALTH"), targets=TARGETS), set(), numbers)

    worked_with = known["families.worked-with@2013-07-12"]
    assert (worked_with.value, worked_with.members) == (42, None)
    assert known["families.worked-with[agency=EWS]@2013-07-12"].value == 30
