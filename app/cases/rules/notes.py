"""Case notes and oversight notes: their kinds, when one may be dated, and when a family has gone quiet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.cases.rules.vocabulary import Word
from app.errors import RuleRefused

CONTACT_WEEKS = 4
OVERSIGHT_WEEKS = 6
LONGEST_NOTE = 20_000


class NoteKind(Word):
    """What a case note tells of. Some are contact with the family; others are work about it.

    The last two are somebody's own part of an assessment or review, for whoever writes it up.
    """

    HOME_VISIT = "home-visit"
    MEETING = "meeting"
    TELEPHONE_CALL = "telephone-call"
    MESSAGE = "message"
    TRIED_TO_CONTACT = "tried-to-contact"
    TALK_WITH_ANOTHER_AGENCY = "talk-with-another-agency"
    OTHER_WORK = "other-work"
    FOR_THE_ASSESSMENT = "for-the-assessment"
    FOR_THE_REVIEW = "for-the-next-review"


PARTS = frozenset({NoteKind.FOR_THE_ASSESSMENT, NoteKind.FOR_THE_REVIEW})
"""Somebody's own part of an assessment or review."""

CONTACT = frozenset({NoteKind.HOME_VISIT, NoteKind.MEETING, NoteKind.TELEPHONE_CALL, NoteKind.MESSAGE})
"""Somebody of the family was met or spoken to."""


class OversightKind(Word):
    """What an oversight note records."""

    SUPERVISION = "supervision"
    MANAGEMENT_DECISION = "management-decision"
    MENTOR_SESSION = "mentor-session"


class NoteCorrection(Word):
    """Why a note was corrected: the one before it stays to be read."""

    MISTYPED = "mistyped"
    WRONG_DAY = "wrong-day"
    NOT_ACCURATE = "not-accurate"
    LEFT_OUT = "something-left-out"


@dataclass(frozen=True, slots=True)
class LastSeen:
    """When a family was last in contact or under oversight; None: never since it was allocated."""

    allocated_on: date
    last_on: date | None

    @property
    def counts_from(self) -> date:
        """The day from which silence is counted: nobody is behind before work began."""
        return max(self.allocated_on, self.last_on) if self.last_on else self.allocated_on


def is_quiet(seen: LastSeen, today: date, weeks: int) -> bool:
    """Whether so many whole weeks have gone by: 4 weeks from 1 July are over on 29 July."""
    return seen.counts_from + timedelta(weeks=weeks) <= today


def check_note_day(day: date, today: date) -> None:
    """Refuse a note of what has not happened yet. Raises RuleRefused("in-the-future")."""
    if day > today:
        raise RuleRefused("in-the-future", "Give a day that is not in the future.")


def check_next_due(held_on: date, next_due_on: date | None) -> None:
    """Refuse a next oversight that is due before the one recorded. Raises RuleRefused("next-due-before")."""
    if next_due_on is not None and next_due_on <= held_on:
        raise RuleRefused("next-due-before", "The next one must be due after the day of this one.")


@dataclass(frozen=True, slots=True, order=True)
class Event:
    """Something dated in a family's chronology. about: the part of the record, by its anchor, or "map"."""

    day: date
    what: str
    about: str


def in_order(events: Sequence[Event]) -> tuple[Event, ...]:
    """Everything dated, the latest first; of one day in the order of its words."""
    return tuple(sorted(sorted(events), key=lambda event: event.day, reverse=True))
