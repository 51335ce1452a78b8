"""The board report approved before this one, as far as this one speaks of it: numbers told already."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.reports.rules.figures import Coordinates, Figure
from app.reports.rules.vocabulary import Unit

HEADLINES = (
    "families.worked-with",
    "programme.share-of-target",
    "families.identified",
    "families.reviewed",
    "families.yet-to-be-allocated",
    "families.potential-claims",
    "cafs.open",
    "cafs.open-over-two-years",
)
"""What a report compares with the one before it, whatever is written in it."""


@dataclass(frozen=True, slots=True)
class LastFigure:
    """A number that the last report printed. value: None where it was hidden, or is a share of nothing."""

    measure: str
    coordinates: Coordinates
    unit: Unit
    value: str | None
    is_of_nothing: bool


@dataclass(frozen=True, slots=True)
class LastReport:
    """The last report: its hash, "" where none of its profile is approved; its days; and what it printed."""

    digest: str
    as_at: date
    dated: date
    figures: tuple[LastFigure, ...]

    def printed(self) -> Iterator[Figure]:
        """Its figures as it printed them."""
        for each in self.figures:
            value = None if each.value is None else Decimal(each.value)
            is_whole = each.unit is not Unit.PERCENT and value is not None
            yield Figure(
                each.measure,
                each.coordinates,
                self.as_at,
                each.unit,
                int(value) if is_whole and value is not None else value,
                formula="" if each.is_of_nothing else None,
            )


def kept(figure: Figure) -> LastFigure:
    """A figure of the last report, to be kept with this one."""
    return LastFigure(
        figure.measure,
        figure.coordinates,
        figure.unit,
        None if figure.value is None else str(figure.value),
        figure.value is None and not figure.is_withheld,
    )


def chosen(figures: Iterable[Figure], names: Iterable[str], *, is_hiding: bool) -> tuple[LastFigure, ...]:
    """The figures of these names, without their day, in order.

    is_hiding: one that it did not print is hidden in this report too; otherwise it is left out.
    """
    known = {figure.id.rpartition("@")[0]: figure for figure in figures}
    return tuple(
        kept(known[name]) if name in known else _hidden(name)
        for name in dict.fromkeys(names)
        if is_hiding or name in known
    )


def _hidden(name: str) -> LastFigure:
    measure, _, rest = name.partition("[")
    pairs = (pair.partition("=") for pair in rest.removesuffix("]").split(",") if pair)
    return LastFigure(measure, tuple((axis, value) for axis, _, value in pairs), Unit.COUNT, None, False)
