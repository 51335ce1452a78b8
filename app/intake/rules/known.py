"""What the checks of an import need to know of the database, and what they must ask for."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from app.intake.rules.content import Content
from app.intake.rules.tables import TABLES, Kind

Contents = dict[str, Content]
"""The tables of an import by name."""

Days = tuple[str, str]
"""First and last day as 2013-03-31; the last is "" while it goes on."""

PEOPLE_OF_A_HOUSEHOLD = (("criteria", "person"), ("assessments", "children"))
"""The columns whose people must have been of the row's household."""

_REFERRED_TO = frozenset(
    column.refers_to for table in TABLES for column in table.columns if column.refers_to is not None
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to look up: keys by table, and the people whose households are asked about."""

    keys: dict[str, set[str]]
    people: set[str]


@dataclass(frozen=True, slots=True)
class Known:
    """What the database holds of what was looked up.

    ids: by table and key. listed: the households that have a reference. highest_reference: its number, 0
    when there is none. allocations: by household, then first day. memberships: person and household.
    merged: by table, the keys of records that were merged into others, whose ids these keys then have.
    withdrawn: person and household of stays that were taken back by hand as mistakes.
    """

    ids: dict[str, dict[str, str]] = field(default_factory=dict)
    listed: frozenset[str] = frozenset()
    highest_reference: int = 0
    allocations: dict[str, list[Days]] = field(default_factory=dict)
    memberships: frozenset[tuple[str, str]] = frozenset()
    merged: dict[str, frozenset[str]] = field(default_factory=dict)
    withdrawn: frozenset[tuple[str, str]] = frozenset()

    def has(self, table: str, key: str) -> bool:
        """Whether a table of the database has a row with this key."""
        return key in self.ids.get(table, ())


def wanted(contents: Contents) -> Wanted:
    """Every key in an import, its own and those that it refers to, and who must be of which household."""
    keys: dict[str, set[str]] = {}
    for name, content in contents.items():
        if name in _REFERRED_TO:
            keys.setdefault(name, set()).update(own_keys(content))
        for column in content.table.columns:
            if column.refers_to:
                keys.setdefault(column.refers_to, set()).update(entries(content, column.name))
    said = {
        pair
        for name, column in PEOPLE_OF_A_HOUSEHOLD
        if name in contents
        for pair in said_members(contents[name], column)
    }
    return Wanted(keys, {person for person, _ in said - memberships(contents)} if said else set())


def memberships(contents: Contents) -> set[tuple[str, str]]:
    """Who is of which household, at any time, by the import's own members."""
    members = contents.get("members")
    return set(zip(members["person"], members["family"], strict=True)) if members else set()


def said_members(content: Content, column_name: str) -> Iterator[tuple[str, str]]:
    """Person and household of each person whom a column names, row by row."""
    for people, family in zip(content[column_name], content["family"], strict=True):
        for person in people.split(";"):
            if person and family:
                yield person, family


def own_keys(content: Content) -> frozenset[str]:
    """The keys by which other tables may refer to a table's rows."""
    return content.different(content.table.key[0])


def entries(content: Content, column_name: str) -> frozenset[str]:
    """The different keys that a column refers to."""
    values = content.different(column_name)
    if content.table.column(column_name).kind is not Kind.REFERENCES:
        return values
    return frozenset(entry for value in values for entry in value.split(";"))
