"""What became of a family by July 2013: the ending planned for it, which its figures are then made to fit."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from random import Random

from app.demo.draws import dealt


class Turn(Enum):
    """How one of a family's problems turned out.

    LEFT_SCHOOL: the child whose problem it was is past school age, so that it no longer applies. NEW: it was
    not there at entry, and has begun since.
    """

    NONE = 1
    PASS = 2
    FAIL = 3
    NOT_KNOWN = 4
    LEFT_SCHOOL = 5
    NEW = 6


class Work(Enum):
    """What the family's adults did about work.

    FROM_PROGRAMME: into work by way of the Work Programme, which pays for it already.
    """

    NOT_KNOWN = 1
    ON_BENEFIT = 2
    JOINED_PROGRAMME = 3
    IN_WORK = 4
    JUST_IN_WORK = 5
    FROM_PROGRAMME = 6


@dataclass(frozen=True, slots=True)
class Story:
    """How each of a family's problems turned out; NONE and NEW are problems that it did not enter with."""

    education: Turn
    antisocial_behaviour: Turn
    offending: Turn
    work: Work

    @property
    def entered_with_education(self) -> bool:
        """Whether a problem at school brought the family in."""
        return self.education not in _NOT_AT_ENTRY

    @property
    def entered_with_crime(self) -> bool:
        """Whether crime or anti-social behaviour brought the family in."""
        return self.antisocial_behaviour not in _NOT_AT_ENTRY or self.offending not in _NOT_AT_ENTRY


_NOT_AT_ENTRY = (Turn.NONE, Turn.NEW)


class Ending(Enum):
    """What the July 2013 evaluation is to make of a family."""

    TURNED_AROUND = 1
    TURNED_AROUND_WITH_PROGRESS = 2
    WORK = 3
    PROGRESS_ONLY = 4
    FAILED = 5
    NOT_KNOWN = 6


# Progress to work alone turns nobody around.
CLAIMABLE = frozenset({Ending.TURNED_AROUND, Ending.TURNED_AROUND_WITH_PROGRESS, Ending.WORK})

UNTOLD = Story(Turn.NOT_KNOWN, Turn.NOT_KNOWN, Turn.NONE, Work.NOT_KNOWN)
"""A family of which nothing has been planned yet."""

_NONE, _PASS, _FAIL = Turn.NONE, Turn.PASS, Turn.FAIL
_UNKNOWN, _LEFT, _NEW = Turn.NOT_KNOWN, Turn.LEFT_SCHOOL, Turn.NEW

STORIES: Mapping[Ending, Mapping[Story, int]] = {
    Ending.TURNED_AROUND: {
        Story(_PASS, _PASS, _NONE, Work.ON_BENEFIT): 18,
        Story(_PASS, _NONE, _PASS, Work.ON_BENEFIT): 12,
        Story(_PASS, _NONE, _PASS, Work.NOT_KNOWN): 4,
        Story(_PASS, _PASS, _PASS, Work.ON_BENEFIT): 8,
        Story(_PASS, _NONE, _NONE, Work.ON_BENEFIT): 12,
        Story(_PASS, _PASS, _NONE, Work.JUST_IN_WORK): 3,
        Story(_NONE, _PASS, _NONE, Work.ON_BENEFIT): 8,
        Story(_NONE, _NONE, _PASS, Work.FROM_PROGRAMME): 3,
        Story(_LEFT, _PASS, _NONE, Work.ON_BENEFIT): 6,
        Story(_LEFT, _NONE, _PASS, Work.ON_BENEFIT): 5,
    },
    Ending.TURNED_AROUND_WITH_PROGRESS: {
        Story(_PASS, _PASS, _NONE, Work.JOINED_PROGRAMME): 5,
        Story(_PASS, _NONE, _NONE, Work.JOINED_PROGRAMME): 3,
        Story(_LEFT, _NONE, _PASS, Work.JOINED_PROGRAMME): 2,
    },
    Ending.WORK: {
        Story(_FAIL, _NONE, _NONE, Work.IN_WORK): 4,
        Story(_UNKNOWN, _PASS, _NONE, Work.IN_WORK): 3,
        Story(_PASS, _FAIL, _NONE, Work.IN_WORK): 2,
        Story(_PASS, _PASS, _NONE, Work.IN_WORK): 3,
    },
    Ending.PROGRESS_ONLY: {
        Story(_FAIL, _PASS, _NONE, Work.JOINED_PROGRAMME): 3,
        Story(_UNKNOWN, _NONE, _NONE, Work.JOINED_PROGRAMME): 2,
        Story(_PASS, _NONE, _FAIL, Work.JOINED_PROGRAMME): 2,
    },
    Ending.FAILED: {
        Story(_FAIL, _PASS, _NONE, Work.ON_BENEFIT): 10,
        Story(_FAIL, _NONE, _NONE, Work.ON_BENEFIT): 8,
        Story(_PASS, _FAIL, _NONE, Work.ON_BENEFIT): 8,
        Story(_PASS, _NONE, _FAIL, Work.ON_BENEFIT): 8,
        Story(_FAIL, _FAIL, _PASS, Work.ON_BENEFIT): 4,
        Story(_PASS, _PASS, _NEW, Work.ON_BENEFIT): 3,
        Story(_LEFT, _FAIL, _NONE, Work.JUST_IN_WORK): 3,
        Story(_NONE, _NONE, _FAIL, Work.NOT_KNOWN): 3,
        Story(_FAIL, _NONE, _UNKNOWN, Work.FROM_PROGRAMME): 2,
    },
    Ending.NOT_KNOWN: {
        Story(_UNKNOWN, _PASS, _NONE, Work.ON_BENEFIT): 10,
        Story(_PASS, _UNKNOWN, _NONE, Work.ON_BENEFIT): 8,
        Story(_UNKNOWN, _UNKNOWN, _NONE, Work.NOT_KNOWN): 8,
        Story(_PASS, _NONE, _UNKNOWN, Work.ON_BENEFIT): 7,
        Story(_LEFT, _NONE, _UNKNOWN, Work.NOT_KNOWN): 3,
        Story(_UNKNOWN, _NONE, _NONE, Work.ON_BENEFIT): 6,
    },
}


def stories(rng: Random, families: int, endings: Mapping[Ending, int]) -> list[tuple[Ending, Story]]:
    """So many families' endings in these proportions, each with a story that leads to it, by lot."""
    planned = dealt(rng, families, endings)
    waiting = {ending: iter(dealt(rng, planned.count(ending), STORIES[ending])) for ending in Ending}
    return [(ending, next(waiting[ending])) for ending in planned]
