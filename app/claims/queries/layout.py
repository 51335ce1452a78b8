"""How what is found of people is laid out: flags as bits of whole numbers, and counts, each under a name.

A person has a row of them, and a family one row: flags that hold of anybody, counts added up. Whatever the
pack is, the columns are `flags_1`, `flags_2` … and `count_1`, `count_2` …, so that one stored table serves
all packs.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce
from operator import add
from typing import Any

import sqlalchemy as sa

from app.programme.packs import (
    ContinuousSpell,
    EachAtLeast,
    EachUnder,
    Ended,
    Limit,
    NeedPart,
    Part,
    Reduction,
    RulePack,
    SpellStarted,
    StepPart,
)

Columns = sa.sql.ColumnCollection[str, Any]
Statement = sa.Select[*tuple[Any, ...]]

FLAGS_IN_A_WORD = 62  # a signed whole number of 64 bits has room for them


@dataclass(frozen=True, slots=True)
class Question:
    """A limit or step of a pack under the name that its columns begin with."""

    name: str
    part: Part
    test: Limit | ContinuousSpell | SpellStarted


@dataclass(frozen=True, slots=True)
class Layout:
    """The names of a pack's flags and counts, each in its place."""

    flags: tuple[str, ...]
    counts: tuple[str, ...]

    @property
    def words(self) -> tuple[str, ...]:
        """The names of the columns that hold flags."""
        return tuple(f"flags_{number + 1}" for number in range(-(-len(self.flags) // FLAGS_IN_A_WORD)))

    @property
    def sums(self) -> tuple[str, ...]:
        """The names of the columns that hold counts."""
        return tuple(f"count_{number}" for number, _ in enumerate(self.counts, start=1))

    def packed(self, found: Mapping[str, Any]) -> list[sa.Label[Any]]:
        """The columns of a row, from a condition for each flag and a number for each count."""
        words = [self._word(place, found).label(word) for place, word in enumerate(self.words)]
        counts = [
            sa.cast(sa.func.coalesce(found[name], 0), sa.BigInteger).label(column)
            for name, column in zip(self.counts, self.sums, strict=True)
        ]
        return [*words, *counts]

    def together(self, people: Columns) -> list[sa.Label[Any]]:
        """The columns of a family, from those of its people."""
        return [
            *(sa.func.bit_or(people[word]).label(word) for word in self.words),
            *(sa.cast(sa.func.sum(people[name]), sa.BigInteger).label(name) for name in self.sums),
        ]

    def of_family(self, household: Columns, more: Mapping[str, Any]) -> list[sa.Label[Any]]:
        """The columns of a family, all 0 for one in which nobody lives. more: flags that may hold beside."""
        found: dict[str, sa.ColumnElement[Any]] = {
            name: sa.func.coalesce(household[name], 0) for name in (*self.words, *self.sums)
        }
        if more:
            for place, word in enumerate(self.words):
                found[word] = found[word].bitwise_or(self._word(place, more))
        return [column.label(name) for name, column in found.items()]

    def _word(self, place: int, found: Mapping[str, Any]) -> sa.ColumnElement[int]:
        """One column of flags, from the conditions of those that there are conditions for."""
        names = self.flags[place * FLAGS_IN_A_WORD : (place + 1) * FLAGS_IN_A_WORD]
        bits = (_bit_if(found[name], 1 << number) for number, name in enumerate(names) if name in found)
        return reduce(add, bits, _whole(0))

    def holds(self, row: Columns, name: str) -> sa.ColumnElement[bool]:
        """Whether a flag holds of a person, or of anybody in a family."""
        place, number = divmod(self.flags.index(name), FLAGS_IN_A_WORD)
        found: sa.ColumnElement[bool] = row[self.words[place]].bitwise_and(_whole(1 << number)) != 0
        return found

    def count(self, row: Columns, name: str) -> sa.ColumnElement[int]:
        """A count of a person, or of a family."""
        found: sa.ColumnElement[int] = row[self.sums[self.counts.index(name)]]
        return found


@lru_cache(maxsize=64)
def layout_of(pack: RulePack) -> Layout:
    """The names of a pack's flags and counts, by its parts and their questions in order."""
    flags: list[str] = []
    counts: list[str] = []
    for part in parts_of(pack):
        flags.append(f"{part_name(part)}_asked")
        if isinstance(part, NeedPart):
            flags.append(f"{part_name(part)}_stands")
        for question in questions(part):
            of_question, counted = _columns_of(question)
            flags.extend(of_question)
            counts.extend(counted)
    return Layout(tuple(flags), tuple(counts))


def part_name(part: Part) -> str:
    """The name with which a part's columns begin."""
    return part.code.replace("-", "_")


def parts_of(pack: RulePack) -> tuple[Part, ...]:
    """Every part that a pack has judged, in order."""
    return pack.parts


def questions(part: Part) -> tuple[Question, ...]:
    """The limits of a part about a need, numbered from 1, or the step of a part about a step."""
    match part:
        case NeedPart():
            return tuple(
                Question(f"{part_name(part)}_{number}", part, limit)
                for number, limit in enumerate(part.limits, start=1)
            )
        case StepPart():
            return (Question(part_name(part), part, part.step),)


def _columns_of(question: Question) -> tuple[Sequence[str], Sequence[str]]:
    """The names of a question's flags, and of its counts."""
    name = question.name
    match question.test:
        case EachUnder() | EachAtLeast():
            return (f"{name}_over", f"{name}_missing"), ()
        case Ended():
            return (f"{name}_again", f"{name}_open"), ()
        case Reduction():
            flags = (f"{name}_measured", f"{name}_baseline_gap", f"{name}_current_gap")
            return flags, (f"{name}_baseline", f"{name}_current")
        case ContinuousSpell() | SpellStarted():
            return (f"{name}_taken", f"{name}_held"), ()


def _bit_if(condition: sa.ColumnElement[bool], bit: int) -> sa.ColumnElement[int]:
    return sa.case((condition, _whole(bit)), else_=_whole(0))


def _whole(number: int) -> sa.ColumnElement[int]:
    """A whole number of 64 bits as a constant of the statement."""
    return sa.literal_column(f"{number}::bigint", sa.BigInteger)
