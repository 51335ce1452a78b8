"""What a measure is, and how one is counted: a population and axes over narrow rows, giving figures."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import Generic, TypeVar
from uuid import UUID

from app.reports.rules.figures import Coordinates, Figure, Relation, figure_id
from app.reports.rules.vocabulary import CountOf, Unit

RowT = TypeVar("RowT")


@dataclass(frozen=True)
class Axis(Generic[RowT]):
    """A way to divide a population. `of` gives a row's coordinates: usually one, none when it has none.

    overlaps: whether a row may rightly stand in several places, so that parts do not sum to a total.
    """

    name: str
    of: Callable[[RowT], Sequence[str]]
    overlaps: bool = False


@dataclass(frozen=True)
class Measure(Generic[RowT]):
    """A name, a definition in words, a population and axes, declared once.

    breakdowns: the sets of axes that it is counted by; the empty one is the total.
    """

    name: str
    definition: str
    includes: Callable[[RowT], bool]
    breakdowns: tuple[tuple[Axis[RowT], ...], ...]
    counts: CountOf


@dataclass(frozen=True, slots=True)
class Derived:
    """A figure made from others by a formula: money, percentages, days."""

    name: str
    definition: str


@dataclass(frozen=True, slots=True)
class Counted:
    """The figures of some measures, with the additive relations between them."""

    figures: tuple[Figure, ...]
    relations: tuple[Relation, ...]


def count(
    measure: Measure[RowT],
    rows: Iterable[RowT],
    *,
    identify: Callable[[RowT], UUID],
    values: Mapping[str, Sequence[str]],
    as_at: date,
) -> Counted:
    """Every figure of a measure: each combination of declared values, zeros included.

    A total counts each member once; a part counts it wherever it stands, so a member that stands in two
    parts, or in none, breaks the relation and is found by reconciliation.
    """
    included = sorted(
        ((identify(row), row) for row in rows if measure.includes(row)), key=lambda pair: pair[0]
    )
    figures: list[Figure] = []
    relations: list[Relation] = []
    for axes in measure.breakdowns:
        cells = _cells(axes, included, values)
        for coordinates, members in cells.items():
            figures.append(
                Figure(
                    measure.name,
                    coordinates,
                    as_at,
                    Unit.COUNT,
                    len(members),
                    members=tuple(members),
                    members_are=measure.counts,
                )
            )
        relations.extend(_relations(measure, axes, values, as_at))
    return Counted(tuple(figures), tuple(relations))


def _cells(
    axes: tuple[Axis[RowT], ...], included: Sequence[tuple[UUID, RowT]], values: Mapping[str, Sequence[str]]
) -> dict[Coordinates, list[UUID]]:
    if not axes:
        return {(): list(dict.fromkeys(member for member, _ in included))}
    names = [axis.name for axis in axes]
    cells: dict[tuple[str, ...], list[UUID]] = {
        place: [] for place in product(*(values[name] for name in names))
    }
    first, *others = axes
    for member, row in included:
        places: Iterable[tuple[str, ...]] = [(value,) for value in first.of(row)]
        for axis in others:
            places = [(*place, value) for place in places for value in axis.of(row)]
        for place in places:
            if place in cells:
                cells[place].append(member)
    return {tuple(zip(names, place, strict=True)): members for place, members in cells.items()}


def _relations(
    measure: Measure[RowT], axes: tuple[Axis[RowT], ...], values: Mapping[str, Sequence[str]], as_at: date
) -> Iterable[Relation]:
    """One relation for each way of leaving one axis out that the measure is also counted by."""
    for dropped in axes:
        kept = tuple(axis for axis in axes if axis is not dropped)
        if dropped.overlaps or kept not in measure.breakdowns:
            continue
        for place in product(*(values[axis.name] for axis in kept)):
            fixed = dict(zip((axis.name for axis in kept), place, strict=True))
            yield Relation(
                figure_id(measure.name, tuple((axis.name, fixed[axis.name]) for axis in kept), as_at),
                tuple(
                    figure_id(measure.name, _with(axes, fixed, dropped.name, value), as_at)
                    for value in values[dropped.name]
                ),
            )


def _with(axes: tuple[Axis[RowT], ...], fixed: Mapping[str, str], name: str, value: str) -> Coordinates:
    return tuple((axis.name, value if axis.name == name else fixed[axis.name]) for axis in axes)
