"""The programme against its target as it stands: its funnel, and each agency's and ward's share."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from operator import attrgetter
from uuid import UUID

from app.reports.rules import derived, families
from app.reports.rules.facts import NOT_RECORDED, FamilyRow
from app.reports.rules.figures import Coordinates, Figure, by_id, figure_id
from app.reports.rules.frozen import Frozen
from app.reports.rules.measures import Axis, Measure, count
from app.reports.rules.vocabulary import CountOf

NO_AGENCY = "none"
"""The coordinate of families worked with that no agency has: those being checked for a claim."""

OTHER_AGENCY = "other"
"""The coordinate of agencies that are no column of the data sheet."""

CLOSED = "families.closed"
CLOSED_WORDS = (
    "Families on the list whose last allocation has ended, with no decision since that they are to be "
    "checked for a claim or not to be allocated. They were worked with; nobody works with them now."
)
FUNNEL = (
    families.IDENTIFIED.name,
    families.REVIEWED.name,
    families.ALLOCATED_EXCLUDING_FIP.name,
    families.WORKED_WITH.name,
    CLOSED,
)
"""From identified to closed. A family stands in as many of these as it has come through."""


@dataclass(frozen=True, slots=True)
class Part:
    """What an agency or a ward has worked with, and that as a share of the whole programme's target."""

    name: str
    worked_with: Figure
    share: Figure


@dataclass(frozen=True, slots=True)
class AgainstTarget:
    """The programme as it stands. funnel: in its own order. target, share: of the years begun so far.

    agencies: the data sheet's columns in its order, then other agencies and none, where they have families.
    wards: by name, then families without one. There is no target for an agency or for a ward.
    """

    funnel: tuple[Figure, ...]
    target: Figure
    worked_with: Figure
    share: Figure
    agencies: tuple[Part, ...]
    wards: tuple[Part, ...]

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Every figure of it, each once."""
        parts = [each for part in (*self.agencies, *self.wards) for each in (part.worked_with, part.share)]
        return (*self.funnel, self.target, self.share, *parts)


def definitions() -> dict[str, str]:
    """The measures that only stand live, in words."""
    return {CLOSED: CLOSED_WORDS}


def figures_now(
    frozen: Frozen, closed: Set[UUID], numbers: Mapping[UUID, int] | None = None
) -> Mapping[str, Figure]:
    """The figures of the programme against its target, by id.

    They are the data sheet's measures counted in the data sheet's way; families worked with are counted by
    ward and by agency too. closed: the families that stand as closed. numbers: for how many families alike
    each row stands, where it stands for more than its own; the figures then keep no members.
    """
    as_at, columns = frozen.manifest.as_at, frozen.manifest.values["agency"]
    values = {
        "ward": (*frozen.manifest.values["ward"], NOT_RECORDED),
        "agency": (*columns, OTHER_AGENCY, NO_AGENCY),
    }
    agency = Axis[FamilyRow]("agency", lambda row: _agencies(row, columns))
    measures = (
        *(replace(each, breakdowns=((),)) for each in _TOTALS),
        replace(families.WORKED_WITH, breakdowns=((), (families.WARD,), (agency,))),
        Measure[FamilyRow](
            CLOSED, CLOSED_WORDS, lambda row: row.family_id in closed, ((),), CountOf.FAMILIES
        ),
    )
    counted = [
        figure
        for each in measures
        for figure in count(
            each, frozen.families, identify=attrgetter("family_id"), values=values, as_at=as_at
        ).figures
    ]
    if numbers is not None:
        counted = [_of_all(figure, numbers) for figure in counted]
    target = derived.target_to_date(frozen.targets, as_at)
    agreed = derived.targets(frozen.targets, as_at)
    known = by_id([*counted, *agreed, target])
    places = [figure.coordinates for figure in counted if figure.measure == families.WORKED_WITH.name]
    return by_id([*known.values(), *derived.shares_in(known, places, as_at)])


def against_target(
    frozen: Frozen, closed: Set[UUID], numbers: Mapping[UUID, int] | None = None
) -> AgainstTarget:
    """The programme against its target, in the order that it is read; given what `figures_now` is."""
    known, as_at = figures_now(frozen, closed, numbers), frozen.manifest.as_at

    def figure(measure: str, place: Coordinates = ()) -> Figure:
        return known[figure_id(measure, place, as_at)]

    def part(axis: str, value: str) -> Part:
        place = ((axis, value),)
        return Part(
            value, figure(families.WORKED_WITH.name, place), figure(derived.SHARE_OF_TARGET.name, place)
        )

    columns, wards = frozen.manifest.values["agency"], frozen.manifest.values["ward"]
    return AgainstTarget(
        funnel=tuple(figure(name) for name in FUNNEL),
        target=figure(derived.TARGET_TO_DATE.name),
        worked_with=figure(families.WORKED_WITH.name),
        share=figure(derived.SHARE_OF_TARGET.name),
        agencies=(
            *(part("agency", code) for code in columns),
            *(each for each in (part("agency", name) for name in (OTHER_AGENCY, NO_AGENCY)) if _has(each)),
        ),
        wards=(
            *(part("ward", name) for name in wards),
            *(each for each in (part("ward", NOT_RECORDED),) if _has(each)),
        ),
    )


_TOTALS = (families.IDENTIFIED, families.REVIEWED, families.ALLOCATED_EXCLUDING_FIP)


def _agencies(row: FamilyRow, columns: Sequence[str]) -> tuple[str, ...]:
    """The column of each allocation that has begun; a family that has none is being checked for a claim."""
    found = tuple(each.column if each.column in columns else OTHER_AGENCY for each in row.started)
    return found or (NO_AGENCY,)


def _of_all(figure: Figure, numbers: Mapping[UUID, int]) -> Figure:
    """A figure of rows that each stand for so many families."""
    return replace(figure, value=sum(numbers[each] for each in figure.members or ()), members=None)


def _has(part: Part) -> bool:
    return bool(part.worked_with.value)
