"""A place in a document: where it is, what stands there, and whether that is what is asked for.

Nothing is taken for granted: a document may have been written by hand. What is wrong is noted, with where it
is and what to do, and something harmless stands in for it, so that every fault of a document is told at once.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Any, TypeVar

from app.periods import LIVING_MEMORY, Period

LONGEST_TEXT = 500
LONGEST_KEY_TOLD = 40
MOST_ENTRIES = 100
NOT_IN_A_LINE = frozenset({"Cc", "Cs", "Zl", "Zp"})
"""The kinds of characters that begin a line, or that cannot be stored or read."""
UNREADABLE = "\N{REPLACEMENT CHARACTER}"
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
WRITTEN_SHARE = re.compile(r"([0-9]{1,6})/([1-9][0-9]{0,5})")
WHOLE_SHARE = Fraction(1)
TWICE = "Something is named twice. Take one of them out."

Word = TypeVar("Word", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with a document: where, and a sentence that says what to do."""

    where: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.where}: {self.sentence}" if self.where else self.sentence


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a document, and what stands there; None: nothing.

    faults: what was found wrong so far, of the whole document and in its order.
    """

    value: Any
    where: str = ""
    faults: list[Fault] = field(default_factory=list)

    def note(self, sentence: str) -> None:
        """Notes a fault of this place."""
        self.faults.append(Fault(self.where, sentence))

    def wrong(self, sentence: str) -> None:
        """Notes that what stands here is wrong. Where nothing does, that has been noted already."""
        if self.value is not None:
            self.note(sentence)

    def needed(self) -> "Place":
        """This place, where something has to stand."""
        if self.value is None:
            self.note("This is missing. Add it.")
        return self

    def under(self, key: str, value: Any) -> "Place":
        """The place under a key of this one, at which this value stands."""
        told = _readable(str(key)[:LONGEST_KEY_TOLD])
        return Place(value, f"{self.where}.{told}" if self.where else told, self.faults)

    # What other places are in

    def has(self, key: str) -> bool:
        """Whether a group that has this key stands here."""
        return isinstance(self.value, Mapping) and key in self.value

    def group(self, *keys: str, optional: Sequence[str] = ()) -> dict[str, "Place"]:
        """The places of a group with these keys and no others."""
        group = self.value if isinstance(self.value, Mapping) else None
        places = {key: self.under(key, (group or {}).get(key)) for key in (*keys, *optional)}
        if group is None:
            self.wrong(f"Write a group with the keys {', '.join(keys)}.")
            return places
        for key in keys:
            places[key].needed()
        for key in group:
            if key not in places:
                self.under(key, None).note("There is no such key here. Take it out or mend its name.")
        return places

    def named(self, called: str) -> dict[str, "Place"]:
        """The places of a group whose keys are names that its writer chose. called: what they name."""
        if not isinstance(self.value, Mapping) or len(self.value) > MOST_ENTRIES:
            self.wrong(f"Write a group of at most {MOST_ENTRIES} {called}, each under a name.")
            return {}
        return {name: self.under(name, each).needed() for name, each in self.value.items()}

    def entries(self, least: int = 0) -> list["Place"]:
        """The places of a list."""
        if not isinstance(self.value, list):
            self.wrong("Write a list here.")
            return []
        if not least <= len(self.value) <= MOST_ENTRIES:
            self.wrong(f"Give {least} to {MOST_ENTRIES} entries here.")
        return [
            Place(each, f"{self.where}[{number}]", self.faults).needed()
            for number, each in enumerate(self.value[:MOST_ENTRIES], start=1)
        ]

    def choice(self, key: str, *offered: str) -> str | None:
        """Which of the words offered stands under a key of the group here; None: none of them."""
        if self.has(key) and self.value[key] in offered:
            found: str = self.value[key]
            return found
        self.under(key, self.value).wrong(f"Choose one of: {', '.join(offered)}.")
        return None

    # Plain values

    def text(self) -> str:
        """A text of one line."""
        found = self.value.strip() if isinstance(self.value, str) else ""
        if not 1 <= len(found) <= LONGEST_TEXT or _readable(found) != found:
            self.wrong(f"Write 1 to {LONGEST_TEXT} characters of text, on one line.")
        return found

    def code(self, form: re.Pattern[str], longest: int, example: str) -> str:
        """A code of this form."""
        found = self.value if isinstance(self.value, str) else ""
        if len(found) > longest or form.fullmatch(found) is None:
            self.wrong(f"Write a code like {example}, of at most {longest} characters.")
        return found

    def whole(self, least: int, most: int, otherwise: int | None = None) -> int:
        """A whole number. otherwise: what stands in for it, if not the least that is allowed."""
        is_whole = isinstance(self.value, int) and not isinstance(self.value, bool)
        if is_whole and least <= self.value <= most:
            found: int = self.value
            return found
        self.wrong(f"Write a whole number from {least:,} to {most:,}.")
        return least if otherwise is None else otherwise

    def yes_or_no(self) -> bool:
        """Whether something is so."""
        if not isinstance(self.value, bool):
            self.wrong("Write true or false.")
        return self.value is True

    def day(self, otherwise: date = LIVING_MEMORY.first) -> date:
        """A day of living memory. otherwise: the day that stands in for it."""
        try:
            is_day = isinstance(self.value, str) and DAY.fullmatch(self.value)
            found = date.fromisoformat(self.value) if is_day else None
        except ValueError:
            found = None
        if found is None or found not in LIVING_MEMORY:
            self.wrong("Write a day of this century like 2015-01-31.")
            return otherwise
        return found

    def period(self) -> Period:
        """A first day and a last, both included."""
        given = self.group("first", "last")
        first, last = given["first"].day(), given["last"].day(otherwise=LIVING_MEMORY.last)
        if last < first:
            self.wrong("The last day comes before the first. Put them in order.")
        return Period(min(first, last), max(first, last))

    def share(self) -> Fraction:
        """A share from 0/1 to 1/1."""
        written = WRITTEN_SHARE.fullmatch(self.value) if isinstance(self.value, str) else None
        if written and int(written[1]) <= int(written[2]):
            return Fraction(int(written[1]), int(written[2]))
        self.wrong("Write a share from 0 to 1 like 5/6.")
        return WHOLE_SHARE

    def word(self, offered: Iterable[Word]) -> Word:
        """One of the words offered."""
        words = tuple(offered)
        for word in words:
            if word.value == self.value:
                return word
        self.wrong(f"Choose one of: {', '.join(words)}.")
        harmless, *_ = words
        return harmless

    def words(self, offered: Iterable[Word], least: int = 0) -> frozenset[Word]:
        """Some of the words offered, each once."""
        places = self.entries(least)
        found = frozenset([each.word(offered) for each in places])
        if len({str(each.value) for each in places}) < len(places):
            self.wrong(TWICE)
        return found


def _readable(text: str) -> str:
    """A text without what would not stand on one line, or could not be stored or read."""
    return "".join(UNREADABLE if unicodedata.category(each) in NOT_IN_A_LINE else each for each in text)
