"""Who is what to whom in a family: the kinds of relationship, and which cannot be.

Only what cannot be is refused: being related to oneself, one's own forebear, a child older than its parent
allows, two relationships at once that rule each other out. Whether a map is complete is for people to judge.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.cases.rules.vocabulary import Word
from app.errors import RuleRefused
from app.periods import age_on

LONGEST_LABEL = 60
YEARS_TO_A_CHILD = 10
YEARS_TO_A_GRANDCHILD = 2 * YEARS_TO_A_CHILD


class RelationshipKind(Word):
    """What the first of two people is to the second."""

    PARENT = "parent"
    STEP_PARENT = "step-parent"
    CARER = "foster-or-kinship-carer"
    GRANDPARENT = "grandparent"
    SIBLING = "sibling"
    HALF_SIBLING = "half-sibling"
    STEP_SIBLING = "step-sibling"
    PARTNER = "partner"
    FORMER_PARTNER = "former-partner"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The kind in plain words: "Brother or sister"."""
        return _LABELS.get(self) or super().label

    @property
    def is_mutual(self) -> bool:
        """Whether each of the two is the same to the other."""
        return self in MUTUAL

    @property
    def may_carry_responsibility(self) -> bool:
        """Whether parental responsibility may come with it."""
        return not self.is_mutual


_LABELS = {
    RelationshipKind.STEP_PARENT: "Step-parent",
    RelationshipKind.CARER: "Foster or kinship carer",
    RelationshipKind.SIBLING: "Brother or sister",
    RelationshipKind.HALF_SIBLING: "Half-brother or half-sister",
    RelationshipKind.STEP_SIBLING: "Stepbrother or stepsister",
}

SIBLINGS = frozenset({RelationshipKind.SIBLING, RelationshipKind.HALF_SIBLING, RelationshipKind.STEP_SIBLING})
PARTNERS = frozenset({RelationshipKind.PARTNER, RelationshipKind.FORMER_PARTNER})
PARENTS = frozenset({RelationshipKind.PARENT, RelationshipKind.STEP_PARENT})
MUTUAL = SIBLINGS | PARTNERS
FOREBEARS = PARENTS | {RelationshipKind.GRANDPARENT}
"""Kinds that make the first an elder of the second's line: nobody is their own."""


class Responsibility(Word):
    """Whether an adult has parental responsibility for a child. Source: Children Act 1989, section 3."""

    YES = "yes"
    NO = "no"
    NOT_KNOWN = "not-known"


class SetAsideWhy(Word):
    """Why a relationship that was recorded is no longer: another stands in its place, or none."""

    TYPED_WRONG = "typed-wrong"
    TOLD_WRONG = "told-wrong"
    SOURCE_WRONG = "source-wrong"
    NOT_KNOWN_BEFORE = "not-known-before"

    @property
    def label(self) -> str:
        """The reason in plain words."""
        return _WHY[self]


_WHY = {
    SetAsideWhy.TYPED_WRONG: "It was typed or read wrongly",
    SetAsideWhy.TOLD_WRONG: "We were told wrongly",
    SetAsideWhy.SOURCE_WRONG: "The list or system that it came from was wrong",
    SetAsideWhy.NOT_KNOWN_BEFORE: "It was not known before",
}


@dataclass(frozen=True, slots=True)
class End:
    """One of the two: somebody on file, or somebody who lives elsewhere, as the family calls them."""

    person_id: UUID | None = None
    label: str | None = None

    @property
    def key(self) -> str:
        """Who it is, however the label is spelt."""
        return f"person {self.person_id}" if self.person_id else f"label {' '.join(self._words)}"

    @property
    def _words(self) -> list[str]:
        return (self.label or "").casefold().split()


@dataclass(frozen=True, slots=True)
class Tie:
    """What the first is to the second, between two days, both included; None: not known, or it goes on.

    described: what exactly, where the kind is other: "aunt". responsibility None: not asked for this kind.
    """

    kind: RelationshipKind
    first: End
    second: End
    starts_on: date | None = None
    ends_on: date | None = None
    described: str | None = None
    responsibility: Responsibility | None = None

    def holds(self, on: date) -> bool:
        """Whether it goes on, on a day."""
        return (self.starts_on is None or self.starts_on <= on) and (
            self.ends_on is None or on <= self.ends_on
        )

    def overlaps(self, other: "Tie") -> bool:
        """Whether the two may have a day in common."""
        return _begins_by(self.starts_on, other.ends_on) and _begins_by(other.starts_on, self.ends_on)


@dataclass(frozen=True, slots=True)
class Birth:
    """When somebody was born, or is expected; neither: not known."""

    born_on: date | None = None
    expected_on: date | None = None

    @property
    def is_to_come(self) -> bool:
        """Whether they are an unborn child."""
        return self.born_on is None and self.expected_on is not None

    @property
    def day(self) -> date | None:
        """The day of birth, or the one expected."""
        return self.born_on or self.expected_on


def end_of(person_id: UUID | None, label: str | None) -> End:
    """One of the two as they were given. Raises RuleRefused("who-needed" | "one-of-the-two")."""
    if person_id is None and not label:
        raise RuleRefused("who-needed", "Choose a person, or write what the family calls them.")
    if person_id is not None and label:
        raise RuleRefused(
            "one-of-the-two", "Choose a person or write who it is, not both. Empty one of the two."
        )
    return End(person_id, label or None)


def in_one_order(tie: Tie) -> Tie:
    """The same relationship, with the two in one order where each is the same to the other."""
    if tie.kind.is_mutual and tie.second.key < tie.first.key:
        return Tie(tie.kind, tie.second, tie.first, tie.starts_on, tie.ends_on)
    return tie


def check_tie(tie: Tie, others: Iterable[Tie], births: Mapping[str, Birth], *, today: date) -> None:
    """Refuse a relationship that cannot be, beside the others of the family.

    births: of those on file, by key. Raises RuleRefused("own-relation" | "say-what" | "words-not-needed" |
    "no-responsibility" | "dates-in-order" | "in-the-future" | "not-born-yet" | "too-young-for-this" |
    "own-forebear" | "already-related").
    """
    _check_alone(tie, today)
    first = births.get(tie.first.key, Birth())
    second = births.get(tie.second.key, Birth())
    _check_births(tie.kind, first, second)
    others = tuple(others)
    if tie.kind in FOREBEARS and tie.first.key in _descendants(tie.second.key, others):
        raise RuleRefused(
            "own-forebear",
            "That would make somebody their own forebear: the second is recorded as a parent or grandparent"
            " of the first already. Correct that one, or choose the two the other way round.",
        )
    if any(_rules_out(tie, other) for other in others):
        raise RuleRefused(
            "already-related",
            "They are recorded as this, or as something that rules it out, on some of these days already."
            " Correct or end that one first.",
        )


def ended(tie: Tie, ends_on: date, *, today: date) -> date:
    """The last day of a relationship that is over.

    Raises RuleRefused("ended-already" | "dates-in-order" | "in-the-future").
    """
    if tie.ends_on is not None:
        raise RuleRefused("ended-already", "It has ended already. Correct the day if it is wrong.")
    _check_days(tie.starts_on, ends_on, today)
    return ends_on


def _check_alone(tie: Tie, today: date) -> None:
    if tie.first.key == tie.second.key:
        raise RuleRefused("own-relation", "Choose two different people.")
    if tie.kind is RelationshipKind.OTHER and not tie.described:
        raise RuleRefused("say-what", "Say what the first is to the second, for example “aunt”.")
    if tie.kind is not RelationshipKind.OTHER and tie.described:
        raise RuleRefused("words-not-needed", "Leave this empty, or choose “Other” above.")
    if tie.responsibility is not None and not tie.kind.may_carry_responsibility:
        raise RuleRefused(
            "no-responsibility", "Parental responsibility is of an adult for a child. Leave it open here."
        )
    _check_days(tie.starts_on, tie.ends_on, today)


def _check_days(starts_on: date | None, ends_on: date | None, today: date) -> None:
    if any(day is not None and day > today for day in (starts_on, ends_on)):
        raise RuleRefused("in-the-future", "The day is after today. Record it once it has come.")
    if starts_on is not None and ends_on is not None and ends_on < starts_on:
        raise RuleRefused("dates-in-order", "The last day is before the first.")


def _check_births(kind: RelationshipKind, first: Birth, second: Birth) -> None:
    is_elder = not kind.is_mutual and kind is not RelationshipKind.OTHER
    if (is_elder and first.is_to_come) or (kind in PARTNERS and (first.is_to_come or second.is_to_come)):
        raise RuleRefused("not-born-yet", "An unborn child cannot be this to anybody yet.")
    years = {
        RelationshipKind.PARENT: YEARS_TO_A_CHILD,
        RelationshipKind.GRANDPARENT: YEARS_TO_A_GRANDCHILD,
    }.get(kind)
    if years is None or first.born_on is None or second.day is None:
        return
    if second.day < first.born_on or age_on(first.born_on, second.day) < years:
        raise RuleRefused(
            "too-young-for-this",
            f"A {kind.label.lower()} is at least {years} years older. Check the two people, their order and"
            " their dates of birth.",
        )


def _descendants(key: str, ties: Iterable[Tie]) -> frozenset[str]:
    """Everybody of whom the one with this key is a forebear, through whomever."""
    ties = tuple(tie for tie in ties if tie.kind in FOREBEARS)
    found: set[str] = set()
    waiting = [key]
    while waiting:
        elder = waiting.pop()
        new = {tie.second.key for tie in ties if tie.first.key == elder} - found
        found |= new
        waiting.extend(sorted(new))
    return frozenset(found)


def _rules_out(tie: Tie, other: Tie) -> bool:
    """Whether two relationships of the same two people cannot be at once."""
    pair, others = (tie.first.key, tie.second.key), (other.first.key, other.second.key)
    if _sort(tie.kind) != _sort(other.kind) or not tie.overlaps(other):
        return False
    if tie.kind is RelationshipKind.OTHER and _plain(tie.described) != _plain(other.described):
        return False
    return pair == others or (tie.kind.is_mutual and pair == others[::-1])


def _sort(kind: RelationshipKind) -> str:
    """Kinds that two people cannot be to each other at once have one sort."""
    sorts = {"siblings": SIBLINGS, "partners": PARTNERS, "parents": PARENTS}
    return next((name for name, kinds in sorts.items() if kind in kinds), kind.value)


def _plain(words: str | None) -> str:
    return " ".join((words or "").casefold().split())


def _begins_by(starts_on: date | None, ends_on: date | None) -> bool:
    return starts_on is None or ends_on is None or starts_on <= ends_on
