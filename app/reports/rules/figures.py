"""A figure: a measure at its coordinates as at a day, with its value and what stands behind it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID

from app.money import Pence, format_pounds
from app.reports.rules.vocabulary import CountOf, Unit

Coordinates = tuple[tuple[str, str], ...]
"""Axis and value pairs, in the order that the measure declares its axes. A total leaves the axis out."""


OF_NOTHING = "–"
"""What stands for a share or a mean of nothing, which has no value."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of a release.

    value: int for counts, days and pence; Decimal for a percentage. None when withheld, or, where there is
    a formula, when it is a share or a mean of nothing.
    members: the families or assessments counted, in id order; None for a derived figure, and for one that
    was counted where nobody opens it.
    formula and inputs: how a derived figure was made, in words, and the ids of the figures it was made from.
    """

    measure: str
    coordinates: Coordinates
    as_at: date
    unit: Unit
    value: int | Decimal | None
    members: tuple[UUID, ...] | None = None
    members_are: CountOf | None = None
    formula: str | None = None
    inputs: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """families.allocated-excluding-fip[ward=Basford]@2013-03-31"""
        return figure_id(self.measure, self.coordinates, self.as_at)

    @property
    def is_withheld(self) -> bool:
        """Whether there is a value that may not be shown."""
        return self.value is None and self.formula is None


def figure_id(measure: str, coordinates: Iterable[tuple[str, str]], as_at: date) -> str:
    """The id of a figure, as every output names it."""
    named = ",".join(f"{axis}={value}" for axis, value in coordinates)
    return f"{measure}{f'[{named}]' if named else ''}@{as_at.isoformat()}"


@dataclass(frozen=True, slots=True)
class Relation:
    """An additive relation that a reader may assume: the parts sum to the total. All are figure ids."""

    total: str
    parts: tuple[str, ...]


def printed(figure: Figure, *, places: int = 0, withheld: str = "c") -> str:
    """A figure's value as every form prints it: 1,140 · 94% · £1,200,000 · 83 days; – for a share of nothing.

    places: decimal places of a percentage. Pence are shown only when there are some.
    """
    match figure.unit:
        case _ if figure.value is None:
            return withheld if figure.is_withheld else OF_NOTHING
        case Unit.COUNT:
            return f"{figure.value:,}"
        case Unit.PERCENT:
            return f"{rounded(Decimal(figure.value), places)}%"
        case Unit.PENCE:
            return format_pounds(Pence(int(figure.value)))
        case Unit.DAYS:  # pragma: no branch  # the last there is
            return f"{figure.value:,} days"


def rounded(value: Decimal, places: int) -> Decimal:
    """A value rounded half up to so many decimal places: 93.75 to 0 places is 94."""
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def by_id(figures: Iterable[Figure]) -> Mapping[str, Figure]:
    """Figures by their id. Raises ValueError when two share one."""
    found: dict[str, Figure] = {}
    for figure in figures:
        if figure.id in found:
            raise ValueError(f"two figures share the id {figure.id}")
        found[figure.id] = figure
    return found
