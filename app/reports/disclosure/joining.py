"""The figures of a release, and of the public releases before it, as one system: what a reader can join.

Figures that count the same members are one cell, in whatever tables, measures and releases they stand. All
that is joined here is true of the figures. A reader who knew less of it could work out less, so it is always
safe to join more.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain, pairwise
from uuid import UUID

from app.reports.disclosure.system import Cell, Equation, Standing, System, system
from app.reports.rules.figures import Figure, Relation, figure_id
from app.reports.rules.identities import Identity
from app.reports.rules.vocabulary import Unit

STOCKS = (("cafs.initiated", ("cafs.open", "cafs.closed")),)
"""Measures that are the sum of others by what they mean, where no identity says so."""

AGREED = frozenset({"programme.target-families", "comparators.families"})
"""Numbers that were agreed or published by others, not counted: nobody of the city stands behind them."""

PERIODS = frozenset({"financial-year", "month", "quarter", "twelve-months-to"})
WITHIN = {"primary-reason": "any-reason"}
"""Axes whose counts are each included in one of another: a CAF's primary reason is one of its reasons."""
IN_TURN = frozenset({"month", "stage"})
"""Axes along which counts may hold one another: each month's all earlier ones, each stage's all later."""
OF_A_WHOLE = 5
"""How many other counts are rather hidden than the whole of a measure, or of a period of it."""


@dataclass(frozen=True, slots=True)
class Counts:
    """The figures of a release as they are, hidden ones too, and the sums that a reader may assume."""

    figures: tuple[Figure, ...]
    sums: tuple[Equation, ...]


@dataclass(frozen=True, slots=True)
class Published:
    """A public release made before: its figures as they are, and the ids of those that it hides."""

    counts: Counts
    hidden: frozenset[str]


@dataclass(frozen=True, slots=True)
class Joined:
    """The system, and in which of its cells each count of the release at hand stands, by figure id."""

    system: System
    cells: Mapping[str, str]

    def hidden_cells(self, figures: Iterable[str]) -> frozenset[str]:
        """The cells that are hidden where these figures are."""
        return frozenset(self.cells[each] for each in figures if each in self.cells)


def counts(
    figures: Iterable[Figure], relations: Iterable[Relation], identities: Iterable[Identity]
) -> Counts:
    """A release's figures with its additive relations and the identities between its measures."""
    sums = [Equation(each.total, each.parts) for each in relations]
    sums += [Equation(each.total, each.plus, each.minus) for each in identities]
    return Counts(tuple(figures), tuple(sums))


def joined(at_hand: Counts, earlier: Sequence[Published] = ()) -> Joined:
    """A release and those before it as one system.

    A cell that an earlier release shows is public. One that only earlier releases have, and hide, stays
    hidden. Raises ValueError for a sum that does not hold.
    """
    releases = (at_hand, *(each.counts for each in earlier))
    hiding = (None, *(each.hidden for each in earlier))
    found: dict[object, Cell] = {}
    places: list[dict[str, str]] = []
    for number, (of, hidden) in enumerate(zip(releases, hiding, strict=True)):
        inside: dict[str, str] = {}
        for figure in of.figures:
            if is_count(figure):
                key = _key(figure)
                cell = found.get(key) or Cell(
                    _name(figure, number), int(figure.value or 0), _new(figure, hidden)
                )
                if hidden is not None and figure.id not in hidden:
                    cell = replace(cell, standing=Standing.SHOWN)
                found[key] = replace(cell, cost=max(cell.cost, _cost(figure)))
                inside[figure.id] = cell.id
        places.append(inside)
    sums = [
        _as_cells(equation, inside)
        for of, inside in zip(releases, places, strict=True)
        for equation in chain(of.sums, _lifted(of), _made_up(of.figures))
        if {equation.total, *equation.parts, *equation.less} <= inside.keys()
    ]
    values = {cell.id: cell.value for cell in found.values()}
    spare: dict[str, Cell] = {}
    for whole, part in _included(releases, places):
        if values[whole] >= values[part] > 0 and whole != part:
            name = f"{whole} besides {part}"
            spare[name] = Cell(name, values[whole] - values[part], Standing.SPARE, least=0)
            sums.append(Equation(whole, (part, name)))
    cells = [*found.values(), *spare.values()]
    return Joined(system(cells, [each for each in sums if each.terms()]), places[0])


def _included(releases: Sequence[Counts], places: Sequence[Mapping[str, str]]) -> Iterator[tuple[str, str]]:
    """Pairs of cells of which the first counts all that the second does, as a reader may expect."""
    for of, inside in zip(releases, places, strict=True):
        for figure in of.figures:
            place = tuple((WITHIN.get(axis, axis), value) for axis, value in figure.coordinates)
            around = figure_id(figure.measure, place, figure.as_at)
            if around != figure.id and {figure.id, around} <= inside.keys():
                yield inside[around], inside[figure.id]
        for first, second in _in_turn(of.figures):
            if _holds(first, second):
                yield inside[first.id], inside[second.id]
            elif _holds(second, first):
                yield inside[second.id], inside[first.id]
    in_time = sorted(zip(releases, places, strict=True), key=lambda each: _day(each[0]))
    for (before, were), (after, are) in pairwise(in_time):
        for earlier, later in _only_grown(before.figures, after.figures):
            yield are[later.id], were[earlier.id]


def _in_turn(figures: Iterable[Figure]) -> Iterator[tuple[Figure, Figure]]:
    """Counts that follow one another along an axis, in the order of the report."""
    last: dict[object, Figure] = {}
    for figure in filter(is_count, figures):
        axes = [axis for axis, _ in figure.coordinates if axis in IN_TURN]
        if axes:
            line = figure.measure, tuple(pair for pair in figure.coordinates if pair[0] not in axes)
            if line in last:
                yield last[line], figure
            last[line] = figure


def _only_grown(before: Iterable[Figure], after: Iterable[Figure]) -> Iterator[tuple[Figure, Figure]]:
    """Counts to date, earlier and later: of measures that have lost nobody at any place."""
    now = {(each.measure, each.coordinates): each for each in after if is_count(each)}
    measures: dict[str, list[tuple[Figure, Figure]]] = {}
    for figure in filter(is_count, before):
        later = now.get((figure.measure, figure.coordinates))
        if later is not None:
            measures.setdefault(figure.measure, []).append((figure, later))
    for pairs in measures.values():
        if all(_holds(later, earlier) for earlier, later in pairs):
            yield from pairs


def _holds(whole: Figure, part: Figure) -> bool:
    """Whether a count holds all that another counts."""
    return _names_all(part) and set(part.members or ()) <= set(whole.members or ())


def _day(of: Counts) -> date:
    return max((figure.as_at for figure in of.figures), default=date.min)


def is_count(figure: Figure) -> bool:
    """Whether a figure counts something itself: it is not made from other figures."""
    return (
        figure.unit is Unit.COUNT
        and figure.formula is None
        and not figure.inputs
        and figure.value is not None
    )


def says_whom(figure: Figure) -> bool:
    """Whether a count names all whom it counts, or was agreed and counts nobody."""
    return figure.measure in AGREED or _names_all(figure)


def _names_all(figure: Figure) -> bool:
    return len(figure.members or ()) == figure.value


def _new(figure: Figure, hidden: frozenset[str] | None) -> Standing:
    if figure.measure in AGREED:
        return Standing.SHOWN
    return Standing.OPEN if hidden is None else Standing.HIDDEN


def _cost(figure: Figure) -> int:
    """A whole measure, or the whole of a year or a month, is what a report is about."""
    return OF_A_WHOLE if all(axis in PERIODS for axis, _ in figure.coordinates) else 1


def _key(figure: Figure) -> object:
    """What a figure counts: its members where it has them all, or else itself."""
    if figure.members and _names_all(figure):
        return figure.members_are, figure.members
    return figure.id, figure.value


def _name(figure: Figure, number: int) -> str:
    return f"{figure.id} in public release {number} before" if number else figure.id


def _as_cells(equation: Equation, inside: Mapping[str, str]) -> Equation:
    return Equation(
        inside[equation.total],
        tuple(inside[each] for each in equation.parts),
        tuple(inside[each] for each in equation.less),
    )


def _lifted(of: Counts) -> Iterator[Equation]:
    """Each sum between whole measures, at every place where it holds too: in each ward, in each rollout."""
    known = {figure.id: figure for figure in of.figures}
    measures: dict[str, list[Figure]] = {}
    for figure in of.figures:
        measures.setdefault(figure.measure, []).append(figure)
    for total, parts in (*_between_measures(of.sums, known), *STOCKS):
        for whole in measures.get(total, ()):
            ids = tuple(figure_id(part, whole.coordinates, whole.as_at) for part in parts)
            values = [known[each].value for each in ids if each in known]
            if len(values) == len(ids) and whole.value == sum(int(each or 0) for each in values):
                yield Equation(whole.id, ids)


def _between_measures(
    sums: Iterable[Equation], known: Mapping[str, Figure]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    for equation in sums:
        figures = [known[each] for each in (equation.total, *equation.parts) if each in known]
        if not equation.less and all(not figure.coordinates for figure in figures):
            total, *parts = (figure.measure for figure in figures)
            yield total, tuple(parts)


def _made_up(figures: Iterable[Figure]) -> Iterator[Equation]:
    """Each count made up of whole counts of the same measure by other axes: a rollout of its wards."""
    measures: dict[str, dict[tuple[str, ...], list[Figure]]] = {}
    for figure in figures:
        if is_count(figure) and figure.members:
            axes = tuple(axis for axis, _ in figure.coordinates)
            measures.setdefault(figure.measure, {}).setdefault(axes, []).append(figure)
    for breakdowns in measures.values():
        for axes, parts in breakdowns.items():
            holding: dict[UUID, list[Figure]] = {}
            for part in parts:
                for member in part.members or ():
                    holding.setdefault(member, []).append(part)
            for others, totals in breakdowns.items():
                if others != axes:
                    yield from _wholes(totals, holding)


def _wholes(totals: Iterable[Figure], holding: Mapping[UUID, Sequence[Figure]]) -> Iterator[Equation]:
    for total in totals:
        parts = _that_make_up(total.members or (), holding)
        if parts:
            yield Equation(total.id, tuple(part.id for part in parts))


def _that_make_up(members: Sequence[UUID], holding: Mapping[UUID, Sequence[Figure]]) -> Sequence[Figure]:
    """The parts that hold these members, each once and nobody else; none where there are no such parts."""
    parts: dict[int, Figure] = {}
    held = 0
    for member in members:
        for part in holding.get(member, ()):
            if id(part) not in parts:
                parts[id(part)] = part
                held += len(part.members or ())
        if held > len(members) or not held:
            return ()
    found = {member for part in parts.values() for member in part.members or ()}
    return tuple(parts.values()) if held == len(members) and found == set(members) else ()
