"""A family drawn as a map: a row a generation, partners side by side, and a line a relationship.

The same people and relationships always give the same map, whatever order they come in: every person has one
place, and no two places touch. Lengths are whole units of the drawing. Form: a genogram, the three-generation
family tree of social work, in boxes that hold a name.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from app.cases.rules.relationships import PARTNERS, SIBLINGS, RelationshipKind, Tie

BOX_WIDTH, BOX_HEIGHT = 132, 80
GAP = 26
MARGIN = 16
CHANNEL = 44
"""The least height between two rows; lines that run along it need more."""
LANE = 14
SLASH = 7

ADULTS_ROW, CHILDREN_ROW = 1, 2


class LineStyle(StrEnum):
    """How a relationship is drawn; no two are told apart by colour."""

    PARENT = "parent"
    STEP_PARENT = "step-parent"
    CARER = "carer"
    GRANDPARENT = "grandparent"
    SIBLINGS = "siblings"
    PARTNERS = "partners"
    FORMER_PARTNERS = "former-partners"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Mapped:
    """Somebody to be placed. is_child: one whose place is among the children of the household."""

    key: str
    born_on: date | None = None
    is_child: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody's box is: its left upper corner. generation: the row, the eldest 0."""

    key: str
    generation: int
    x: int
    y: int

    @property
    def middle(self) -> int:
        """The middle of the box, from the left."""
        return self.x + BOX_WIDTH // 2


@dataclass(frozen=True, slots=True)
class Line:
    """A line from point to point. is_cut: two strokes across its middle say that it is over."""

    style: LineStyle
    points: tuple[tuple[int, int], ...]
    is_cut: bool = False

    @property
    def cut(self) -> tuple[int, int]:
        """The middle of the longest stretch that runs from left to right."""
        stretches = zip(self.points, self.points[1:], strict=False)
        (left, y), (right, _) = max(stretches, key=lambda ends: (abs(ends[1][0] - ends[0][0]), ends))
        return (left + right) // 2, y


@dataclass(frozen=True, slots=True)
class FamilyMap:
    """A family's map: places from the upper left on, and lines, to be drawn under the boxes."""

    width: int
    height: int
    generations: int
    places: tuple[Place, ...]
    lines: tuple[Line, ...]


_STEPS: Mapping[RelationshipKind, int] = {
    RelationshipKind.PARENT: 1,
    RelationshipKind.GRANDPARENT: 2,
    RelationshipKind.SIBLING: 0,
    RelationshipKind.HALF_SIBLING: 0,
    RelationshipKind.PARTNER: 0,
    RelationshipKind.FORMER_PARTNER: 0,
    RelationshipKind.STEP_PARENT: 1,
    RelationshipKind.STEP_SIBLING: 0,
    RelationshipKind.CARER: 1,
}
"""How many rows the second is below the first, the surest first; another relationship says nothing of it."""

_RAISES = frozenset({RelationshipKind.PARENT, RelationshipKind.STEP_PARENT, RelationshipKind.CARER})

_STYLES: Mapping[RelationshipKind, LineStyle] = {
    RelationshipKind.PARENT: LineStyle.PARENT,
    RelationshipKind.STEP_PARENT: LineStyle.STEP_PARENT,
    RelationshipKind.CARER: LineStyle.CARER,
    RelationshipKind.GRANDPARENT: LineStyle.GRANDPARENT,
    RelationshipKind.SIBLING: LineStyle.SIBLINGS,
    RelationshipKind.HALF_SIBLING: LineStyle.SIBLINGS,
    RelationshipKind.STEP_SIBLING: LineStyle.SIBLINGS,
    RelationshipKind.PARTNER: LineStyle.PARTNERS,
    RelationshipKind.FORMER_PARTNER: LineStyle.FORMER_PARTNERS,
    RelationshipKind.OTHER: LineStyle.OTHER,
}


def drawn(ties: Iterable[Tie], on: date) -> tuple[Tie, ...]:
    """The relationships that a map of a day shows: those that go on, and partners who are no more.

    A partner relationship that is over is drawn as one of former partners, where none of now is recorded.
    """
    standing = [tie for tie in ties if tie.holds(on)]
    together = {_pair(tie) for tie in standing if tie.kind in PARTNERS}
    over = [
        Tie(RelationshipKind.FORMER_PARTNER, tie.first, tie.second, tie.starts_on, tie.ends_on)
        for tie in ties
        if tie.kind in PARTNERS and tie not in standing and _pair(tie) not in together
    ]
    return (*standing, *over)


def family_map(people: Sequence[Mapped], ties: Sequence[Tie]) -> FamilyMap:
    """The map of these people, with the relationships between them; those with anybody else are left out."""
    by_key = {person.key: person for person in people}
    known = sorted(
        {tie for tie in ties if tie.first.key in by_key and tie.second.key in by_key}, key=_in_order
    )
    rows = _rows(by_key, known)
    ordered = _ordered(rows, by_key, known)
    wires = _wires(ordered, known)
    places, height = _placed(ordered, wires)
    widest = max((len(row) for row in ordered), default=0)
    return FamilyMap(
        width=_width(widest) + 2 * MARGIN,
        height=height,
        generations=len(ordered),
        places=tuple(places.values()),
        lines=tuple(_drawn_lines(wires, places)),
    )


def _rows(people: Mapping[str, Mapped], ties: Sequence[Tie]) -> list[list[str]]:
    """Everybody by generation, the eldest first. What contradicts a surer relationship places nobody."""
    group = {key: key for key in people}
    level = dict.fromkeys(people, 0)
    surest = list(_STEPS)
    for tie in sorted(
        (tie for tie in ties if tie.kind in _STEPS),
        key=lambda tie: (surest.index(tie.kind), _in_order(tie)),
    ):
        first, second = tie.first.key, tie.second.key
        if group[first] == group[second]:
            continue
        shift = level[first] + _STEPS[tie.kind] - level[second]
        joined = group[second]
        for key in people:
            if group[key] == joined:
                group[key], level[key] = group[first], level[key] + shift
    members: dict[str, list[str]] = defaultdict(list)
    for key in sorted(people):
        members[group[key]].append(key)
    found: dict[int, list[str]] = defaultdict(list)
    for keys in members.values():
        shift = _aligned(keys, level, people)
        for key in keys:
            found[level[key] + shift].append(key)
    return [found[number] for number in sorted(found)]


def _aligned(keys: Sequence[str], level: Mapping[str, int], people: Mapping[str, Mapped]) -> int:
    """How far down people who are related stand: their eldest children beside the household's others."""
    children = [level[key] for key in keys if people[key].is_child]
    if children:
        return CHILDREN_ROW - min(children)
    return ADULTS_ROW - max(level[key] for key in keys)


def _ordered(
    rows: Sequence[Sequence[str]], people: Mapping[str, Mapped], ties: Sequence[Tie]
) -> list[list[str]]:
    """Each row from left to right: under its parents, partners beside each other, the eldest first."""
    elders: dict[str, set[str]] = defaultdict(set)
    for tie in ties:
        if tie.kind in _RAISES or tie.kind is RelationshipKind.GRANDPARENT:
            elders[tie.second.key].add(tie.first.key)
    at: dict[str, Fraction] = {}
    ordered = []
    for row in rows:
        under = {key: _mean([at[elder] for elder in elders[key] if elder in at]) for key in row}

        def rank(key: str, under: Mapping[str, Fraction | None] = under) -> tuple[object, ...]:
            mean = under[key]
            born_on = people[key].born_on
            return (mean is None, mean or 0, born_on is None, born_on or date.min, key)

        bonds = _bonds(row, ties)
        clusters = _clusters(row, bonds, rank)
        clusters.sort(key=lambda cluster: min(rank(key) for key in cluster))
        line = [key for cluster in clusters for key in cluster]
        for position, key in enumerate(line):
            # Rows are centred, so a place is told from the middle of its row.
            at[key] = Fraction(2 * position - len(line) + 1, 2)
        ordered.append(line)
    return ordered


def _bonds(row: Sequence[str], ties: Sequence[Tie]) -> dict[str, set[str]]:
    """Whom each of a row belongs beside: partners, and those who raise the same child in the same way."""
    bonds: dict[str, set[str]] = {key: set() for key in row}
    raised: dict[tuple[str, RelationshipKind], list[str]] = defaultdict(list)
    for tie in ties:
        first, second = tie.first.key, tie.second.key
        if tie.kind in PARTNERS and first in bonds and second in bonds:
            bonds[first].add(second)
            bonds[second].add(first)
        elif tie.kind in _RAISES and first in bonds:
            raised[second, tie.kind].append(first)
    for parents in raised.values():
        for one in parents:
            bonds[one].update(other for other in parents if other != one)
    return bonds


def _clusters(
    row: Sequence[str], bonds: Mapping[str, set[str]], rank: Callable[[str], tuple[object, ...]]
) -> list[list[str]]:
    """Those who belong beside each other, each cluster walked from one of its ends."""
    left = sorted(row, key=rank)
    found = []
    while left:
        cluster = _reached(left[0], bonds)
        start = min(cluster, key=lambda key: (len(bonds[key]), left.index(key)))
        walked = [start]
        while len(walked) < len(cluster):
            beside = [key for key in left if key in bonds[walked[-1]] and key not in walked]
            rest = [key for key in left if key in cluster and key not in walked]
            walked.append((beside or rest)[0])
        found.append(walked)
        left = [key for key in left if key not in cluster]
    return found


def _reached(start: str, bonds: Mapping[str, set[str]]) -> set[str]:
    reached, waiting = {start}, [start]
    while waiting:
        new = bonds[waiting.pop()] - reached
        reached |= new
        waiting.extend(sorted(new))
    return reached


@dataclass(frozen=True, slots=True)
class _Wire:
    """A relationship to be drawn. channel: above which row it runs along; None: straight from box to box.

    group: wires of one group share a lane. below: it leaves the first, or the second, box downwards.
    """

    tie: Tie
    channel: int | None
    group: str
    first_below: bool = True
    second_below: bool = False


def _wires(ordered: Sequence[Sequence[str]], ties: Sequence[Tie]) -> list[_Wire]:
    """What is drawn of the relationships: not what other lines say already."""
    row_of = {key: number for number, row in enumerate(ordered) for key in row}
    place_in_row = {key: position for row in ordered for position, key in enumerate(row)}
    raises: dict[str, dict[RelationshipKind, list[str]]] = defaultdict(lambda: defaultdict(list))
    for tie in ties:
        if tie.kind in _RAISES:
            raises[tie.second.key][tie.kind].append(tie.first.key)
    elders = {key: {elder for kind in kinds.values() for elder in kind} for key, kinds in raises.items()}
    wires = []
    for tie in ties:
        first, second = tie.first.key, tie.second.key
        upper, lower = row_of[first], row_of[second]
        if _is_said_already(tie, elders):
            continue
        if tie.kind in PARTNERS and upper == lower and abs(place_in_row[first] - place_in_row[second]) == 1:
            wires.append(_Wire(tie, None, ""))
        elif upper == lower:
            above = tie.kind in SIBLINGS
            channel = upper if above else upper + 1
            wires.append(_Wire(tie, channel, f"{tie.kind} {first} {second}", not above, not above))
        elif tie.kind in _RAISES and upper < lower:
            set_of = " and ".join(sorted(raises[second][tie.kind]))
            wires.append(_Wire(tie, lower, f"{tie.kind} {set_of}"))
        else:
            wires.append(
                _Wire(tie, max(upper, lower), f"{tie.kind} {first} {second}", upper < lower, upper > lower)
            )
    return wires


def _is_said_already(tie: Tie, elders: Mapping[str, set[str]]) -> bool:
    """Siblings under the same parents, and grandparents above a parent, need no line of their own."""
    first, second = tie.first.key, tie.second.key
    if tie.kind in SIBLINGS:
        return bool(elders.get(first, set()) & elders.get(second, set()))
    if tie.kind is RelationshipKind.GRANDPARENT:
        return any(first in elders.get(parent, set()) for parent in elders.get(second, set()))
    return False


def _lanes(wires: Sequence[_Wire]) -> dict[int, list[str]]:
    """The groups that run along each channel, in order."""
    found: dict[int, list[str]] = defaultdict(list)
    for wire in wires:
        if wire.channel is not None and wire.group not in found[wire.channel]:
            found[wire.channel].append(wire.group)
    return found


def _placed(ordered: Sequence[Sequence[str]], wires: Sequence[_Wire]) -> tuple[dict[str, Place], int]:
    """Everybody's place, and the height of the drawing."""
    lanes = _lanes(wires)
    widest = _width(max((len(row) for row in ordered), default=0))
    places: dict[str, Place] = {}
    y = MARGIN + _channel_height(len(lanes.get(0, ())), at_the_edge=True)
    for number, row in enumerate(ordered):
        x = MARGIN + (widest - _width(len(row))) // 2
        for key in row:
            places[key] = Place(key, number, x, y)
            x += BOX_WIDTH + GAP
        is_last = number == len(ordered) - 1
        y += BOX_HEIGHT + _channel_height(len(lanes.get(number + 1, ())), at_the_edge=is_last)
    return places, y + MARGIN


def _channel_height(lanes: int, *, at_the_edge: bool) -> int:
    if at_the_edge:
        return lanes * LANE
    return CHANNEL + max(0, lanes - 1) * LANE


def _drawn_lines(wires: Sequence[_Wire], places: Mapping[str, Place]) -> Iterable[Line]:
    lanes = _lanes(wires)
    tops = _tops(places)
    for wire in wires:
        first, second = places[wire.tie.first.key], places[wire.tie.second.key]
        style = _STYLES[wire.tie.kind]
        is_cut = wire.tie.kind is RelationshipKind.FORMER_PARTNER
        if wire.channel is None:
            left, right = sorted((first, second), key=lambda place: place.x)
            y = left.y + BOX_HEIGHT // 2
            yield Line(style, ((left.x + BOX_WIDTH, y), (right.x, y)), is_cut)
            continue
        lane = lanes[wire.channel].index(wire.group)
        shift = _shift(lane, len(lanes[wire.channel]))
        y = _lane_y(wire.channel, lane, tops)
        ends = ((first, wire.first_below), (second, wire.second_below))
        (x1, y1), (x2, y2) = (_edge(place, wire.tie.kind, shift, below=below) for place, below in ends)
        yield Line(style, ((x1, y1), (x1, y), (x2, y), (x2, y2)), is_cut)


_BESIDE = {
    RelationshipKind.PARENT: 0,
    RelationshipKind.STEP_PARENT: 20,
    RelationshipKind.CARER: -20,
    RelationshipKind.GRANDPARENT: 40,
    RelationshipKind.OTHER: -40,
}
"""How far from its middle a box is reached from above, so that lines of different kinds stay apart."""


def _tops(places: Mapping[str, Place]) -> dict[int, int]:
    return {place.generation: place.y for place in places.values()}


def _lane_y(channel: int, lane: int, tops: Mapping[int, int]) -> int:
    """How far down a lane of the channel above a row runs; below the last row there is one more channel."""
    if channel in tops:
        return tops[channel] - LANE * (lane + 1) - (CHANNEL // 2 - LANE if channel else 0)
    return tops[channel - 1] + BOX_HEIGHT + LANE * (lane + 1)


def _edge(place: Place, kind: RelationshipKind, shift: int, *, below: bool) -> tuple[int, int]:
    if below:
        return place.middle + shift, place.y + BOX_HEIGHT
    return place.middle + _BESIDE.get(kind, shift), place.y


def _shift(lane: int, lanes: int) -> int:
    """How far from its middle a box is left, so that lines of different lanes stay apart."""
    if lanes == 1:
        return 0
    return round((Fraction(lane, lanes - 1) - Fraction(1, 2)) * min(BOX_WIDTH // 2, 12 * (lanes - 1)))


def _width(boxes: int) -> int:
    return max(0, boxes * BOX_WIDTH + (boxes - 1) * GAP)


def _mean(numbers: Sequence[Fraction]) -> Fraction | None:
    return sum(numbers, Fraction(0)) / len(numbers) if numbers else None


def _pair(tie: Tie) -> frozenset[str]:
    return frozenset({tie.first.key, tie.second.key})


def _in_order(tie: Tie) -> tuple[object, ...]:
    return (
        list(_STYLES).index(tie.kind),
        tie.first.key,
        tie.second.key,
        tie.starts_on or date.min,
        tie.ends_on or date.max,
        tie.described or "",
        tie.responsibility or "",
    )
