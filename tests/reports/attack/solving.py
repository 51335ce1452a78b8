"""What a reader can work out of hidden counts: by linear programming, in whole numbers, or by trying all.

The tests' own, written apart from app/reports/disclosure, of which nothing is imported: a mistake there is
not repeated here. What is hidden is at least 1, for zeros are shown; all else that a reader knows is a row.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil, floor, inf

import highspy

NEARLY = 1e-6
ENDLESS = {highspy.HighsModelStatus.kUnbounded, highspy.HighsModelStatus.kUnboundedOrInfeasible}
TRIED = 30_000
"""The most tables that are tried one by one before a programme is asked instead."""


@dataclass(frozen=True, slots=True)
class Known:
    """Something that a reader knows: what a sum of counts lies between."""

    terms: Mapping[str, float]
    least: float = 0.0
    most: float = 0.0
    why: str = ""

    def holds(self, values: Mapping[str, int]) -> bool:
        """Whether it is true."""
        found = sum(values[cell] * times for cell, times in self.terms.items())
        return self.least - NEARLY <= found <= self.most + NEARLY


@dataclass(frozen=True, slots=True)
class Seen:
    """What is published, None where the mark stands, and what a reader knows of it."""

    values: Mapping[str, int | None]
    known: tuple[Known, ...]

    @property
    def hidden(self) -> tuple[str, ...]:
        """The cells behind the mark."""
        return tuple(cell for cell, value in self.values.items() if value is None)


class ContradictionError(Exception):
    """No table agrees with all that is published."""


def total_is(total: str, parts: Iterable[str], less: Iterable[str] = (), why: str = "") -> Known:
    """A total that is the sum of its parts, less others."""
    terms: dict[str, float] = {}
    for cell, times in ((total, 1.0), *((each, -1.0) for each in parts), *((each, 1.0) for each in less)):
        terms[cell] = terms.get(cell, 0.0) + times
    return Known(terms, why=why or f"{total} is a sum")


def at_least(more: str, fewer: str, why: str = "") -> Known:
    """A count that includes another."""
    return Known({more: 1.0, fewer: -1.0}, 0.0, inf, why or f"{more} includes {fewer}")


def told(seen: Seen, threshold: int) -> dict[str, tuple[int, int | None]]:
    """The hidden cells that a reader can compute, or show to be small, with what they lie between.

    Raises ContradictionError.
    """
    found = {}
    for part in _parts(seen):
        for cell, (least, most) in part.ranges(threshold).items():
            if most is not None and (most <= threshold or least == most):
                found[cell] = (least, most)
    return found


def ranges(seen: Seen) -> dict[str, tuple[int, int | None]]:
    """The smallest and the largest whole number of every hidden cell, by whole-number programming."""
    return {cell: ends for part in _parts(seen) for cell, ends in part.whole().items()}


def tried(seen: Seen, most: int) -> dict[str, tuple[int, int]] | None:
    """The same by trying every table with 1 to `most` in each hidden cell; None when there are too many."""
    found: dict[str, tuple[int, int]] = {}
    for part in _parts(seen):
        ends = part.enumerated(dict.fromkeys(part.cells, (1, most)))
        if ends is None:
            return None
        found |= ends
    return found


@dataclass(slots=True)
class _Part:
    """Hidden cells that hang together, with the rows between them; nothing else says anything of them."""

    cells: list[str]
    rows: list[Known]
    _places: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._places = {cell: place for place, cell in enumerate(self.cells)}

    def ranges(self, threshold: int) -> dict[str, tuple[int, int | None]]:
        """By linear programming; then every table, where they are few, or whole tables that show more."""
        found = self._by_programme(whole=False)
        if all(most is not None for _, most in found.values()):
            exact = self.enumerated({cell: (least, most or 0) for cell, (least, most) in found.items()})
            if exact is not None:
                return dict(exact)
        above = self._can_be_above(threshold)
        return {
            cell: ends if cell in above else (ends[0], min(ends[1] or threshold, threshold))
            for cell, ends in found.items()
        }

    def whole(self) -> dict[str, tuple[int, int | None]]:
        return self._by_programme(whole=True)

    def enumerated(self, limits: Mapping[str, tuple[int, int]]) -> dict[str, tuple[int, int]] | None:
        """By trying every whole-number table within limits; None when there are too many."""
        ends: dict[str, tuple[int, int]] = {}
        left = [TRIED]
        for table in self._tables(limits, left):
            for cell, value in table.items():
                least, most = ends.get(cell, (value, value))
                ends[cell] = (min(least, value), max(most, value))
        if left[0] <= 0:
            return None
        if not ends:
            raise ContradictionError(self.rows[0].why if self.rows else "")
        return ends

    def _tables(self, limits: Mapping[str, tuple[int, int]], left: list[int]) -> Iterator[dict[str, int]]:
        full_at: dict[int, list[Known]] = {}
        for row in self.rows:
            full_at.setdefault(max(self._places[cell] for cell in row.terms), []).append(row)
        filled: dict[str, int] = {}

        def fill(place: int) -> Iterator[dict[str, int]]:
            if place == len(self.cells):
                yield dict(filled)
                return
            cell = self.cells[place]
            for value in range(limits[cell][0], limits[cell][1] + 1):
                left[0] -= 1
                if left[0] <= 0:
                    return
                filled[cell] = value
                if all(row.holds(filled) for row in full_at.get(place, ())):
                    yield from fill(place + 1)
            filled.pop(cell, None)

        return fill(0)

    def _by_programme(self, *, whole: bool) -> dict[str, tuple[int, int | None]]:
        model = self._model(whole=whole)
        return {cell: (self._end(model, cell, -1) or 1, self._end(model, cell, 1)) for cell in self.cells}

    def _end(self, model: highspy.Highs, cell: str, way: int) -> int | None:
        """The largest value (way 1) or the smallest (-1); None when there is no end to it."""
        model.changeColCost(self._places[cell], float(-way))
        model.run()
        status, end = model.getModelStatus(), -way * model.getObjectiveValue()
        model.changeColCost(self._places[cell], 0.0)  # which forgets both
        if status == highspy.HighsModelStatus.kInfeasible:
            raise ContradictionError(f"{cell}: {self.rows[0].why}")
        if status in ENDLESS:
            return None
        assert status == highspy.HighsModelStatus.kOptimal, status
        return floor(end + NEARLY) if way > 0 else ceil(end - NEARLY)

    def _can_be_above(self, threshold: int) -> set[str]:
        """The cells that are above a threshold in some whole-number table. One table may show several."""
        model = self._model(whole=True)
        found: set[str] = set()
        for place, cell in enumerate(self.cells):
            if cell in found:
                continue
            model.changeColBounds(place, threshold + 1.0, highspy.kHighsInf)
            model.run()
            if model.getModelStatus() == highspy.HighsModelStatus.kOptimal:
                table = model.getSolution().col_value
                found |= {
                    each for each, value in zip(self.cells, table, strict=True) if value > threshold + 0.5
                }
            model.changeColBounds(place, 1.0, highspy.kHighsInf)
        return found

    def _model(self, *, whole: bool) -> highspy.Highs:
        model = highspy.Highs()
        model.setOptionValue("output_flag", False)
        model.setOptionValue("threads", 1)
        if whole:  # with it HiGHS 1.15.1 takes some whole-number tables that exist for impossible
            model.setOptionValue("presolve", "off")
        for place in range(len(self.cells)):
            model.addVar(1.0, highspy.kHighsInf)
            if whole:
                model.changeColIntegrality(place, highspy.HighsVarType.kInteger)
        for row in self.rows:
            places = [self._places[cell] for cell in row.terms]
            model.addRow(row.least, row.most, len(places), places, list(row.terms.values()))
        return model


def _parts(seen: Seen) -> Iterator[_Part]:
    """What is hidden, in parts between which no row goes, each row with what is shown in it taken away."""
    group = {cell: cell for cell in seen.hidden}

    def top(cell: str) -> str:
        while group[cell] != cell:
            cell = group[cell]
        return cell

    reduced = []
    for known in seen.known:
        shown = sum(value * times for value, times in _shown(seen, known))
        terms = {cell: times for cell, times in known.terms.items() if seen.values[cell] is None and times}
        if terms:
            reduced.append(Known(terms, known.least - shown, known.most - shown, known.why))
            first, *others = terms
            for each in others:
                group[top(each)] = top(first)
        elif not known.least - NEARLY <= shown <= known.most + NEARLY:
            raise ContradictionError(known.why)
    parts: dict[str, _Part] = {}
    for cell in group:
        parts.setdefault(top(cell), _Part([], [])).cells.append(cell)
    for row in reduced:
        parts[top(next(iter(row.terms)))].rows.append(row)
    for part in parts.values():
        part.__post_init__()
        yield part


def _shown(seen: Seen, known: Known) -> Sequence[tuple[int, float]]:
    return [(value, times) for cell, times in known.terms.items() if (value := seen.values[cell]) is not None]
