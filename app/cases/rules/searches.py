"""What somebody looks for, read from the one box that they typed it into."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.cases.rules.name_variants import other_forms
from app.cases.rules.names import name_key
from app.errors import RuleRefused

MOST_WORDS = 8
MOST_RUN_TOGETHER = 4  # a longer search is not tried with two of its words written as one
FORGIVING = 3  # of so many words of a name one may be missing: a middle name that is not on file
LEAST_LETTERS = 2
LEAST_OF_AN_ADDRESS = 2  # words that find an address by a street's misspelled name
LEAST_OF_A_STREET, MOST_OF_A_STREET = 3, 60  # letters of a word of an address that is worth comparing

HOW_TO_SEARCH = (
    "Enter at least 2 letters of a name, a date of birth like 12/3/2004, or a reference like PF-000123T."
)

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NUMBERED_DAY = re.compile(r"(?<!\S)(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4}|\d{2})(?!\S)", re.ASCII)
_ISO_DAY = re.compile(r"(?<!\S)(\d{4})-(\d{1,2})-(\d{1,2})(?!\S)", re.ASCII)
_NAMED_DAY = re.compile(
    r"(?<!\S)(\d{1,2})(?:st|nd|rd|th)?\s+(" + "|".join(_MONTHS) + r")[a-z]*\.?,?\s+(\d{4}|\d{2})(?!\S)",
    re.ASCII | re.IGNORECASE,
)
_REFERENCE = re.compile(r"(?<!\S)PF[-\s]?(\d{1,6})[A-Z]?(?!\S)", re.ASCII | re.IGNORECASE)
_BARE_NUMBER = re.compile(r"(\d{1,6})[A-Z]?", re.ASCII | re.IGNORECASE)
_POSTCODE = re.compile(r"(?<!\S)([A-Z]{1,2}\d[A-Z\d]?)\s*(\d[A-Z]{2})(?!\S)", re.ASCII | re.IGNORECASE)
_DISTRICT = re.compile(r"(?<!\S)([A-Z]{1,2}\d[A-Z\d]?)$", re.ASCII | re.IGNORECASE)
_SAID_BESIDE_A_DAY = frozenset({"born", "dob"})
_STREETS = {"rd": "road", "ln": "lane", "gdns": "gardens", "ct": "court", "blvd": "boulevard"}
_AS_IN_ADDRESSES = str.maketrans({".": " ", ",": " ", "'": None, "’": None})


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to take the words of a search: as they stand, or with two of them written as one.

    words: places in Sought.words. needed: how many of them a name must have.
    """

    words: tuple[int, ...]
    needed: int


@dataclass(frozen=True, slots=True)
class Sought:
    """What is looked for. Whatever is None or empty is not.

    words: search keys of a name, an address or a place, those run together last. reference: beginnings of
    references. postcode: without its space, or a district as "NG7". born_on: somebody's date of birth.
    """

    words: tuple[str, ...] = ()
    readings: tuple[Reading, ...] = ()
    born_on: date | None = None
    postcode: str | None = None
    reference: tuple[str, ...] = ()

    @property
    def as_typed(self) -> tuple[str, ...]:
        """The words without those that are two of them run together."""
        return tuple(self.words[place] for place in self.readings[0].words) if self.readings else ()

    @property
    def names_somebody(self) -> bool:
        """Whether it has what names one child: two words or more, and a date of birth."""
        return self.born_on is not None and len(self.as_typed) >= 2  # a forename and a surname


def sought(text: str, today: date) -> Sought:
    """What the text in the box asks for, in any order.

    "Smith, Liz 12/3/2004" → the words "smith" and "liz", born on 12 March 2004.
    Raises RuleRefused("search-too-short" | "search-too-long" | "no-such-day").
    """
    born_on, rest = _day(text.strip(), today)
    reference, rest = _reference(rest)
    postcode, rest = _postcode(rest)
    words = tuple(word for word in name_key(rest).split() if word.isalnum())
    if born_on:
        words = tuple(word for word in words if word not in _SAID_BESIDE_A_DAY)
    if len(words) > MOST_WORDS:
        raise RuleRefused("search-too-long", f"Enter at most {MOST_WORDS} words.")
    if not (born_on or reference or postcode) and sum(map(len, words)) < LEAST_LETTERS:
        raise RuleRefused("search-too-short", HOW_TO_SEARCH)
    all_words, readings = _readings(words)
    return Sought(all_words, readings, born_on, postcode, reference)


def alternatives(word: str) -> tuple[frozenset[str], frozenset[str]]:
    """Other forms of a name, and the word with any two neighbouring letters the other way round."""
    swapped = {
        f"{word[:place]}{word[place + 1]}{word[place]}{word[place + 2 :]}" for place in range(len(word) - 1)
    }
    forms = other_forms(word)
    return forms, frozenset(swapped - {word} - forms)


def address_patterns(words: Sequence[str]) -> list[str]:
    """The words as LIKE finds them in an address between spaces: house numbers whole, others begun."""
    return [f"% {word} %" if word[0].isdigit() else f"% {_STREETS.get(word, word)}%" for word in words]


def street_words(words: Sequence[str]) -> list[str]:
    """The words as they are compared with those of addresses, spelled out: "rd" → "road".

    None where there are fewer than two, so that a name alone does not find everybody in a street like it.
    """
    return [_STREETS.get(word, word) for word in words] if len(words) >= LEAST_OF_AN_ADDRESS else []


def address_words(address: str | None) -> frozenset[str]:
    """The words of an address that may be misspelled in a search: those that begin with a letter.

    "Flat 3, 12 St John’s Road" → "flat", "johns", "road". A search takes addresses apart in the same way.
    """
    words = (address or "").lower().translate(_AS_IN_ADDRESSES).split()
    return frozenset(
        word for word in words if word[0].isalpha() and LEAST_OF_A_STREET <= len(word) <= MOST_OF_A_STREET
    )


def _day(text: str, today: date) -> tuple[date | None, str]:
    """A date of birth in the text, and the text without it."""
    if found := _ISO_DAY.search(text):
        year, month, day = found.groups()
    elif found := _NUMBERED_DAY.search(text):
        day, month, year = found.groups()
    elif found := _NAMED_DAY.search(text):
        day, name, year = found.groups()
        month = str(_MONTHS.index(name.lower()) + 1)
    else:
        return None, text
    try:
        born_on = date(_year(year, today), int(month), int(day))
    except ValueError:
        raise RuleRefused(
            "no-such-day", "There is no such date. Enter a date of birth as day, month and year: 12/3/2004."
        ) from None
    return born_on, f"{text[: found.start()]} {text[found.end() :]}"


def _year(figures: str, today: date) -> int:
    """Two figures are the latest year that is not to come: in 2013, 04 is 2004 and 54 is 1954."""
    year = int(figures)
    if len(figures) > 2:
        return year
    century = today.year // 100 * 100
    return century + year if century + year <= today.year else century - 100 + year


def _reference(text: str) -> tuple[tuple[str, ...], str]:
    """The beginnings of the references that the text may mean, and the text without it.

    The check letter is not looked at: whoever miswrote it still finds the number.
    """
    if found := _REFERENCE.search(text):
        figures = found[1]
        rest = f"{text[: found.start()]} {text[found.end() :]}"
        return (f"PF-{figures:0>6}", f"PF-{figures}") if len(figures) < 6 else (f"PF-{figures}",), rest
    if found := _BARE_NUMBER.fullmatch(text.strip()):
        return (f"PF-{found[1]:0>6}",), ""
    return (), text


def _postcode(text: str) -> tuple[str | None, str]:
    """A postcode in the text, or a district that it ends with, and the text without it."""
    found = _POSTCODE.search(text) or _DISTRICT.search(text.rstrip())
    if found is None:
        return None, text
    return "".join(found.groups()).upper(), f"{text[: found.start()]} {text[found.end() :]}"


def _readings(words: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[Reading, ...]]:
    """Every way to take the words, and all words that any of them has."""
    places = tuple(range(len(words)))
    if not words:
        return (), ()
    readings = [Reading(places, len(places) - (len(places) >= FORGIVING))]
    together: list[str] = []
    if len(words) <= MOST_RUN_TOGETHER:
        for place in places[:-1]:
            joined = len(words) + len(together)
            together.append(words[place] + words[place + 1])
            run = (*places[:place], joined, *places[place + 2 :])
            readings.append(Reading(run, len(run)))
    return (*words, *together), tuple(readings)
