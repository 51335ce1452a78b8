"""What must hold between rows, between tables, and with what the database holds already.

Everything that a constraint of the database would refuse is found here first, and said in a sentence.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Set
from typing import NamedTuple

from app.cases.rules.references import LARGEST_NUMBER
from app.intake.rules import faults
from app.intake.rules.content import Content
from app.intake.rules.faults import Problem
from app.intake.rules.known import (
    PEOPLE_OF_A_HOUSEHOLD,
    Contents,
    Known,
    entries,
    memberships,
    own_keys,
    said_members,
)
from app.intake.rules.tables import Column, Kind

# Tables whose rows repeat what is known of one thing: the columns that name it, and those that must agree.
ALIKE = {
    "members": (
        ("person",),
        (
            "forename",
            "surname",
            "born_on",
            "expected_on",
            "sex",
            "ethnicity",
            "first_language",
            "is_disabled",
        ),
    ),
    "claims": (("family", "phase", "route"), ("window", "state", "value_pence", "drafted_on")),
}

# Tables that are about households on the programme's list only.
LISTED_ONLY = ("triage", "allocations", "claims")


# Tables whose rows, under the key of a record that was merged, reach the one that stayed.
REACHING = ("criteria", "measurements", "assessments", "consents")


class Found(NamedTuple):
    """A problem of a column in the rows at these positions."""

    content: Content
    column: str | None
    problem: Problem
    positions: list[int]


def cross_faults(contents: Contents, known: Known) -> Iterator[Found]:
    """Every fault between rows and tables, by table in the order that they are loaded."""
    for name, content in contents.items():
        yield from duplicate_keys(content)
        if name in ALIKE:
            yield from rows_that_differ(content, *ALIKE[name])
        yield from unknown_references(content, contents, known)
        yield from merged_records(content, known)
        if name in LISTED_ONLY:
            yield from not_listed(content, contents, known)
    for name, column in PEOPLE_OF_A_HOUSEHOLD:
        if name in contents:
            yield from not_of_the_household(contents[name], column, contents, known)
    if "families" in contents:
        yield from taken_off_the_list(contents["families"], known)
        yield from references_used_up(contents["families"], known)
    if "allocations" in contents:
        yield from overlapping_allocations(contents["allocations"], known)


def duplicate_keys(content: Content) -> Iterator[Found]:
    """Rows whose key a row above has too."""
    key = content.table.key
    if any(len(content.different(name)) == len(content) for name in key):
        return
    keys = list(zip(*(content[name] for name in key), strict=True))
    if len(set(keys)) == len(keys):
        return
    required = [content.table.column(name).required for name in key]
    seen: set[tuple[str, ...]] = set()
    repeated: list[int] = []
    for position, values in enumerate(keys):
        # A blank part of a key is a fault of its own, or comes from one in this row.
        blank = [needed for value, needed in zip(values, required, strict=True) if not value]
        if any(blank) or (blank and position in content.faulty):
            continue
        if values in seen:
            repeated.append(position)
        seen.add(values)
    if repeated:
        yield Found(content, key[-1] if len(key) == 1 else None, faults.duplicate_key(key), repeated)


def rows_that_differ(content: Content, alike: tuple[str, ...], same: tuple[str, ...]) -> Iterator[Found]:
    """Rows of the same thing that contradict the first of them."""
    if any(len(content.different(name)) == len(content) for name in alike):
        return
    keys = list(zip(*(content[name] for name in alike), strict=True))
    first: dict[tuple[str, ...], int] = {}
    later = [
        (position, first[key])
        for position, key in enumerate(keys)
        if position not in content.faulty and first.setdefault(key, position) != position
    ]
    for name in same:
        values = content[name]
        differing = [position for position, earlier in later if values[position] != values[earlier]]
        if differing:
            yield Found(content, name, faults.rows_differ(name, alike), differing)


def unknown_references(content: Content, contents: Contents, known: Known) -> Iterator[Found]:
    """Keys of another table that neither the import nor the database has."""
    for column in content.table.columns:
        if column.refers_to is None:
            continue
        here = contents.get(column.refers_to)
        keys = own_keys(here) if here else frozenset()
        unknown = _unknown(content, column, keys, known)
        if unknown:
            yield Found(content, column.name, faults.unknown_reference(column.refers_to), unknown)


def _unknown(content: Content, column: Column, keys: Set[str], known: Known) -> list[int]:
    """The positions whose value names a key that is nowhere."""
    unknown = entries(content, column.name) - keys - known.ids.get(column.refers_to or "", {}).keys()
    if unknown and column.kind is Kind.REFERENCES:
        lists = content.different(column.name)
        unknown = frozenset(value for value in lists if not unknown.isdisjoint(value.split(";")))
    return content.where(column.name, unknown)


def merged_records(content: Content, known: Known) -> Iterator[Found]:
    """Rows about a record that was merged into another, where both might say something else.

    What is known of a person or family besides (criteria, measurements, assessments) reaches the record that
    stayed, unless a row of the same import says it under that one's key.
    """
    for column, table in (("family", "families"), ("person", "members"), ("children", "members")):
        merged = known.merged.get(table)
        if not merged or column not in content.columns:
            continue
        wrong = [at for at, cell in enumerate(content[column]) if not merged.isdisjoint(cell.split(";"))]
        if content.table.name in REACHING:
            wrong = _said_twice(content, known, wrong)
        if wrong:
            yield Found(content, column, faults.merged_record(column), wrong)


def _said_twice(content: Content, known: Known, led_on: list[int]) -> list[int]:
    """Those of the rows whose key is that of another row, once their keys have been led on."""
    refers = {column.name: column.refers_to for column in content.table.columns if column.refers_to}

    def ids(name: str, position: int) -> tuple[str, ...]:
        stored = known.ids.get(refers.get(name) or "", {})
        return tuple(stored.get(key, key) for key in content[name][position].split(";"))

    keys = [tuple(ids(name, at) for name in content.table.key) for at in range(len(content))]
    times = Counter(keys)
    lists = [name for name in refers if content.table.column(name).kind is Kind.REFERENCES]
    return [
        at
        for at in led_on
        if times[keys[at]] > 1 or any(len(set(ids(name, at))) < len(ids(name, at)) for name in lists)
    ]


def not_listed(content: Content, contents: Contents, known: Known) -> Iterator[Found]:
    """Rows about a household that is known, but not on the programme's list."""
    families = contents.get("families")
    here: dict[str, bool] = {}
    if families:
        for position, (family, listed) in enumerate(
            zip(families["family"], families["listed_on"], strict=True)
        ):
            here[family] = bool(listed) or position in families.faulty

    unlisted = content.where(
        "family",
        {
            family
            for family in content.different("family") - known.listed
            if not here.get(family, False) and (family in here or known.has("families", family))
        },
    )
    if unlisted:
        yield Found(content, "family", faults.not_listed("family"), unlisted)


def not_of_the_household(content: Content, column: str, contents: Contents, known: Known) -> Iterator[Found]:
    """Rows that name a known person who has never been of the row's household.

    Of somebody who was taken out of it by hand, evidence is left out when it is loaded; an assessment says
    again that they belong to it, which is for people to settle.
    """
    members = contents.get("members")
    unsure = {members["person"][position] for position in members.faulty} if members else set()
    people = own_keys(members) if members else frozenset()
    said = set(said_members(content, column))
    missing = said - memberships(contents) - known.memberships
    missing = missing - known.withdrawn if column == "person" else missing | (said & known.withdrawn)
    wrong = {
        (person, family)
        for person, family in missing
        if person not in unsure and (person in people or known.has("members", person))
    }
    if wrong:
        positions = [
            position
            for position, (named, family) in enumerate(zip(content[column], content["family"], strict=True))
            if any((person, family) in wrong for person in named.split(";"))
        ]
        yield Found(content, column, faults.not_of_this_household(column), positions)


def taken_off_the_list(families: Content, known: Known) -> Iterator[Found]:
    """Households that have a reference in the database, and no listed_on in the import."""
    if known.listed:
        listed = families["listed_on"]
        wrong = [
            position
            for position, family in enumerate(families["family"])
            if not listed[position] and family in known.listed
        ]
        if sound := families.sound(wrong):
            yield Found(families, "listed_on", faults.already_listed(), sound)


def references_used_up(families: Content, known: Known) -> Iterator[Found]:
    """More newly listed households than numbers are left for."""
    newly = sum(
        bool(listed) and family not in known.listed
        for family, listed in zip(families["family"], families["listed_on"], strict=True)
    )
    if known.highest_reference + newly > LARGEST_NUMBER:
        yield Found(families, "listed_on", faults.references_used_up(), [])


def overlapping_allocations(allocations: Content, known: Known) -> Iterator[Found]:
    """Allocations of one household that share a day, with each other or with those in the database."""
    families = allocations["family"]
    several = {family for family, times in Counter(families).items() if times > 1} | known.allocations.keys()
    if not several:
        return
    spans: dict[str, dict[str, _Span]] = {
        family: {first: _Span(first, last or _FOR_EVER, None) for first, last in stored}
        for family, stored in known.allocations.items()
    }
    for position, (family, first, last) in enumerate(
        zip(families, allocations["from"], allocations["to"], strict=True)
    ):
        if family in several and position not in allocations.faulty:
            spans.setdefault(family, {})[first] = _Span(first, last or _FOR_EVER, position)
    positions = sorted(
        {position for of_family in spans.values() for position in _overlaps(of_family.values())}
    )
    if positions:
        yield Found(allocations, "from", faults.overlapping_allocations(), positions)


_FOR_EVER = "9999-12-31"


class _Span(NamedTuple):
    """First and last day, and the position in the import; None when it is the database's."""

    first: str
    last: str
    position: int | None


def _overlaps(spans: Iterable[_Span]) -> Iterator[int]:
    """The import's rows that begin before an earlier one ends, or end after a stored one has begun."""
    longest: _Span | None = None
    for span in sorted(spans, key=lambda span: span.first):
        if longest and span.first <= longest.last:
            position = span.position if span.position is not None else longest.position
            if position is not None:
                yield position
        if longest is None or span.last > longest.last:
            longest = span
