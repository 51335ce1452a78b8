"""Whether a person who is named is one who is on file already."""

from dataclasses import dataclass
from datetime import date

from app.cases.rules.vocabulary import Word


class Likeness(Word):
    """How like someone on file a person is who has been named; not at all is no likeness."""

    KNOWN = "known"
    PERHAPS = "perhaps-known"


@dataclass(frozen=True, slots=True)
class Named:
    """A person by the keys of their names and their date of birth; None: not known."""

    forename_key: str
    surname_key: str
    born_on: date | None


def likeness(named: Named, held: Named) -> Likeness | None:
    """How like a person on file a named person is; None for another person.

    Known: both names and the date of birth agree. Perhaps known: they agree but for one slip, which is a
    date that is not known or wrong in one part, or with its day and month changed round; names changed
    round; or one name of two, where the date of birth agrees.
    """
    same_names = (named.forename_key, named.surname_key) == (held.forename_key, held.surname_key)
    if same_names and named.born_on is not None and named.born_on == held.born_on:
        return Likeness.KNOWN
    if same_names and _dates_may_agree(named.born_on, held.born_on):
        return Likeness.PERHAPS
    if named.born_on is not None and named.born_on == held.born_on and _names_may_agree(named, held):
        return Likeness.PERHAPS
    return None


def _dates_may_agree(one: date | None, other: date | None) -> bool:
    if one is None or other is None:
        return True
    parts, others = (one.year, one.month, one.day), (other.year, other.month, other.day)
    wrong = sum(part != its for part, its in zip(parts, others, strict=True))
    return wrong == 1 or parts == (other.year, other.day, other.month)


def _names_may_agree(named: Named, held: Named) -> bool:
    if (named.forename_key, named.surname_key) == (held.surname_key, held.forename_key):
        return True
    return bool(set(named.surname_key.split()) & set(held.surname_key.split()))
