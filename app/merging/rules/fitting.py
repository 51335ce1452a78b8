"""How the rows of two records fit into one: which stand, move, are shortened, or are set aside."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from app.cases.rules.household import Spell
from app.cases.rules.merge_words import ChangeKind
from app.errors import RuleRefused
from app.merging.rules.plan import How, Part

Values = Mapping[str, Any]
"""A row's columns, as PostgreSQL writes them in JSON: days as 2013-07-12."""

ONE_DAY = timedelta(days=1)

SAYS_NOTHING = frozenset({None, "not-known", "unborn-child"})
"""Values that contradict no other. An unborn child is the child of the same days that was born meanwhile."""


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of one row. was, became: the columns that change; the whole row when it goes or comes.

    differs: the columns in which a row that is set aside says something else than the one that stands.
    """

    kind: ChangeKind
    table: str
    row_id: str
    was: Values | None
    became: Values | None
    differs: tuple[str, ...] = ()

    @property
    def is_shortened(self) -> bool:
        """Whether a row keeps only some of its days."""
        changed = self.became or {}
        return self.kind is ChangeKind.MOVED and ("starts_on" in changed or "ends_on" in changed)


def fitted(part: Part, rows: Sequence[Values], stays: str, first: Collection[str] = ()) -> list[Fate]:
    """The fates of the rows of both records in one table; a row that stays as it is has none.

    stays: the id of the record that stays. first: ids of rows that stand before the others, whichever record
    they are of; beside that, the rows of the record that stays do.
    Raises RuleRefused("cannot-be-split").
    """
    if part.how is How.MOVES:
        return [_moved(part, row, stays) for row in rows if row[part.column] != stays]
    fates = [fate for alike in _alike(part, rows) for fate in _stand(part, alike, stays, first)]
    return sorted(fates, key=lambda fate: _ORDER.index(fate.kind))


_ORDER = (ChangeKind.SET_ASIDE, ChangeKind.MOVED, ChangeKind.ADDED)


def set_aside(table: str, row: Values) -> Fate:
    """The fate of a row that is taken out, and kept whole."""
    return Fate(ChangeKind.SET_ASIDE, table, row["id"], row, None)


def let_go(table: str, row: Values, column: str) -> Fate:
    """The fate of a row that stands, but no longer names by this column one that is set aside."""
    return moved_to(table, row, {column: None})


def is_of_one(row: Values, both: Collection[str]) -> bool:
    """Whether a relationship is between the two records that become one: nobody is related to themselves."""
    return {row["first_person_id"], row["second_person_id"]} <= set(both)


def clipped(table: str, rows: Iterable[Values], days: Spell) -> list[Fate]:
    """The fates of rows that keep within these days: shortened, or set aside when none of theirs is left."""
    fates: list[Fate] = []
    for row in rows:
        left = _common(spell_of(row), days)
        if left is None:
            fates.append(set_aside(table, row))
        elif left != spell_of(row):
            fates.append(moved_to(table, row, _days(left)))
    return sorted(fates, key=lambda fate: _ORDER.index(fate.kind))


def spell_of(row: Values) -> Spell:
    """A row's days."""
    ends_on = row["ends_on"]
    return Spell(date.fromisoformat(row["starts_on"]), date.fromisoformat(ends_on) if ends_on else None)


def without(spell: Spell, covered: Iterable[Spell]) -> list[Spell]:
    """The days of a spell that no other covers, in order."""
    left = [spell]
    for other in covered:
        left = [piece for each in left for piece in _minus(each, other)]
    return left


def moved_to(table: str, row: Values, values: Values) -> Fate:
    """The fate of a row that gets these values."""
    different = {name: value for name, value in values.items() if row[name] != value}
    return Fate(ChangeKind.MOVED, table, row["id"], {name: row[name] for name in different}, different)


def differing(part: Part, row: Values, standing: Iterable[Values]) -> tuple[str, ...]:
    """The columns in which a row says something else than those that stand in its way."""
    beside = [each for each in standing if part.how is How.ONCE or spell_of(each).overlaps(spell_of(row))]
    return tuple(
        name for name in part.tells if _says(row, name) and any(other[name] != row[name] for other in beside)
    )


def _alike(part: Part, rows: Sequence[Values]) -> list[list[Values]]:
    """The rows that are about the same thing, together."""
    groups: dict[tuple[Any, ...], list[Values]] = defaultdict(list)
    for row in rows:
        is_free = part.unless is not None and row[part.unless] is not None
        groups[(row["id"],) if is_free else tuple(row[name] for name in part.within)].append(row)
    return list(groups.values())


def _stand(part: Part, rows: list[Values], stays: str, first: Collection[str]) -> Iterator[Fate]:
    """Fit rows about the same thing in, one after the other, those that stand before others first."""
    standing: list[Values] = []
    for row in sorted(rows, key=lambda row: (row["id"] not in first, row[part.column] != stays)):
        if part.other is not None and row[part.other] == stays:
            yield set_aside(part.table, row)
            continue
        if part.how is How.ONCE:
            pieces = [] if standing else [row]
        else:
            left = without(spell_of(row), map(spell_of, standing))
            pieces = [{**row, **_days(each)} for each in left]
        if not pieces:
            yield replace(set_aside(part.table, row), differs=differing(part, row, standing))
            continue
        standing += pieces
        yield from _fates(part, row, pieces, stays)


def _says(row: Values, name: str) -> bool:
    """Whether a row says anything by a column; no last day says that it goes on."""
    return name == "ends_on" or row[name] not in SAYS_NOTHING


def _fates(part: Part, row: Values, pieces: Sequence[Values], stays: str) -> Iterator[Fate]:
    if part.whole and len(pieces) > 1:
        raise RuleRefused(
            "cannot-be-split",
            f"The {part.words[0]} of one of them lies within that of the other. Keep the other record.",
        )
    became = {**pieces[0], part.column: stays}
    if became != row:
        yield moved_to(part.table, row, became)
    for piece in pieces[1:]:
        yield Fate(ChangeKind.ADDED, part.table, row["id"], None, {**piece, part.column: stays})


def _moved(part: Part, row: Values, stays: str) -> Fate:
    return moved_to(part.table, row, {part.column: stays})


def _days(spell: Spell) -> dict[str, str | None]:
    last = spell.ends_on.isoformat() if spell.ends_on else None
    return {"starts_on": spell.starts_on.isoformat(), "ends_on": last}


def _minus(spell: Spell, other: Spell) -> Iterator[Spell]:
    """What is left of a spell before and after another."""
    if not spell.overlaps(other):
        yield spell
        return
    if spell.starts_on < other.starts_on:
        yield Spell(spell.starts_on, other.starts_on - ONE_DAY)
    if other.ends_on is not None and (spell.ends_on is None or other.ends_on < spell.ends_on):
        yield Spell(other.ends_on + ONE_DAY, spell.ends_on)


def _common(spell: Spell, other: Spell) -> Spell | None:
    """The days that two spells have in common."""
    if not spell.overlaps(other):
        return None
    lasts = [each.ends_on for each in (spell, other) if each.ends_on is not None]
    return Spell(max(spell.starts_on, other.starts_on), min(lasts, default=None))
