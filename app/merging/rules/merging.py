"""Which records may be merged, and what the one that stays takes from the one that goes."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Any

from app.cases.rules.household import Membership, check_membership
from app.cases.rules.merge_words import MergeKind
from app.errors import RuleRefused
from app.merging.rules.plan import FIELDS

VERSION_STEP = 1000
MOST_STEPS = 50_000


@dataclass(frozen=True, slots=True)
class Difference:
    """Something of a record that the two do not agree on. takes: whether the other's is proposed."""

    field: str
    kept: tuple[Any, ...]
    other: tuple[Any, ...]
    takes: bool


@dataclass(frozen=True, slots=True)
class Home:
    """A person's days in one family, and their place in it, as they would be."""

    family_id: str
    membership: Membership


def check_two(one: object, other: object) -> None:
    """Refuse to merge a record with itself. Raises RuleRefused("same-record")."""
    if one == other:
        raise RuleRefused("same-record", "That is the same record. Choose another one.")


def check_listed(*, stays: bool, goes: bool) -> None:
    """Refuse to let a family on the programme's list go into one that is not.

    Raises RuleRefused("listed-stays").
    """
    if goes and not stays:
        raise RuleRefused(
            "listed-stays",
            "Only one of the two is on the programme's list. Keep that one: it has a reference.",
        )


def check_claims(stays: Collection[str], goes: Collection[str]) -> None:
    """Refuse to join two claims of one phase that both went beyond a draft: no family is paid for twice.

    stays, goes: the phases in which each has such a claim. Raises RuleRefused("claimed-twice").
    """
    if set(stays) & set(goes):
        raise RuleRefused(
            "claimed-twice",
            "Both families have a claim in the same phase that is more than a draft. Withdraw one of the"
            " claims before you merge them; two that were submitted cannot become one.",
        )


def check_homes(
    homes: Iterable[Home], *, born_on: date | None, expected_on: date | None, today: date
) -> None:
    """Refuse a person who would be in two families at once, or in one before their time.

    Raises RuleRefused("in-two-families" | "in-the-future" | "dates-in-order" | "born-already" |
    "no-expected-date" | "not-born-yet" | "before-birth").
    """
    found = list(homes)
    check_one_home(found)
    for home in found:
        check_membership(home.membership, (), born_on=born_on, expected_on=expected_on, today=today)


def check_one_home(homes: Iterable[Home]) -> None:
    """Refuse a person who would be in two families at once. Raises RuleRefused("in-two-families")."""
    for one, other in combinations(homes, 2):
        if one.membership.spell.overlaps(other.membership.spell):
            raise RuleRefused(
                "in-two-families",
                "They are recorded in two families on the same days. Record when they left one of them first,"
                " or merge the two families.",
            )


def check_notes(written: int, confirmed: int | None) -> None:
    """Refuse to undo a merge unless it is known how many notes stay that may tell of the other's assessment.

    Raises RuleRefused("notes-stay").
    """
    if written and confirmed != written:
        raise RuleRefused(
            "notes-stay",
            f"Confirm that {counted(written)} written since the merge"
            f" {'stays' if written == 1 else 'stay'} with the record that stayed. Whoever may read its notes"
            " may then read there what was said of an assessment that goes back to the other record.",
        )


def counted(notes: int) -> str:
    """So many notes: "1 note", "3 notes"."""
    return f"{notes} note{'' if notes == 1 else 's'}"


def differences(kind: MergeKind, stays: Mapping[str, Any], goes: Mapping[str, Any]) -> tuple[Difference, ...]:
    """What the two do not agree on, where the one that goes says anything at all.

    What the one that stays does not say is proposed to be taken from the other.
    """
    found = []
    for field, columns in FIELDS[kind].items():
        kept, other = (tuple(row[name] for name in columns) for row in (stays, goes))
        if kept != other and other[0] is not None:
            found.append(Difference(field, kept, other, takes=kept[0] is None))
    return tuple(found)


def taken(kind: MergeKind, found: Iterable[Difference], takes: Collection[str]) -> dict[str, Any]:
    """The columns of the record that stays that change, when these fields are taken from the other.

    Raises RuleRefused("nothing-to-take").
    """
    different = {each.field: each for each in found}
    if not set(takes) <= different.keys():
        raise RuleRefused("nothing-to-take", "The two do not differ in something that was to be taken over.")
    return {
        name: value
        for field in FIELDS[kind]
        if field in takes
        for name, value in zip(FIELDS[kind][field], different[field].other, strict=True)
    }


def step_of(number: int) -> int:
    """By how much a merge raises the versions of the records that it concerns.

    A step of its own, far above what changes by hand raise them by: what somebody opened before, during or
    after a merge never has the version of another state, though undoing restores the version that was.
    """
    return VERSION_STEP * (number % MOST_STEPS + 1)
