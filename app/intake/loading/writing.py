"""Writes rows into a table as a set: new ones by COPY, changed ones by one UPDATE, equal ones not at all."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress
from typing import Any, overload

import psycopg
from psycopg import sql

BLOCK = 2_000  # rows in a message: the database stores one while the next is put together

ESCAPES = {"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"}
ESCAPED = str.maketrans(ESCAPES)

Cursor = psycopg.Cursor[Any]
Columns = Mapping[str, Sequence[str]]
"""Columns of a database table, as text that PostgreSQL reads; "" is null."""


class Made(Sequence[str]):
    """A column made of another as it is read: the database stores one block while the next is made.

    make: the values for some of the given ones, one for each.
    """

    def __init__(self, given: Sequence[Any], make: Callable[[Sequence[Any]], Sequence[str]]) -> None:
        self._given, self._make = given, make
        self._made: list[str] = []

    def __len__(self) -> int:
        return len(self._given)

    def __iter__(self) -> Iterator[str]:
        return iter(self[:])

    @overload
    def __getitem__(self, place: int) -> str: ...

    @overload
    def __getitem__(self, place: slice) -> list[str]: ...

    def __getitem__(self, place: int | slice) -> str | list[str]:
        upto = place.indices(len(self))[1] if isinstance(place, slice) else range(len(self))[place] + 1
        done = len(self._made)
        if done < upto:
            self._made.extend(self._make(self._given[done : max(upto, done + BLOCK)]))
        return self._made[place]


@dataclass(slots=True)
class Tally:
    """How many records of an import table were added and changed.

    kept: values that stayed as corrected. left_out: rows of somebody who was taken out of their household.
    """

    added: int = 0
    changed: int = 0
    kept: int = 0
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows for one table of the database.

    key: the columns that say which stored row is the same. nullable: the one of them that may be null; two
    nulls are the same. may_exist: whether each row may be stored already. keep: gives staged rows the stored
    values that should stay whatever the import says, and how many they were. leave: takes out the staged rows
    that are of a stay that was taken back by hand, and says how many they were.
    """

    table: str
    key: tuple[str, ...]
    columns: Columns
    may_exist: Sequence[bool]
    nullable: str | None = None
    keep: "Callable[[Cursor, Rows, sql.Identifier], int] | None" = None
    leave: "Callable[[Cursor, sql.Identifier], int] | None" = None

    @property
    def new(self) -> Columns:
        """The rows that cannot be stored already."""
        return picked(self.columns, [not may for may in self.may_exist])

    @property
    def old(self) -> Columns:
        """The rows that may be stored already."""
        return picked(self.columns, self.may_exist)


def write(cursor: Cursor, rows: Rows, tally: Tally, *, beside: bool = False) -> list[str]:
    """Add the rows that are new and correct those that differ; the ids that all of them have then.

    beside: the rows belong to records counted elsewhere; one added to a stored record is a change of that.
    """
    copied = copy(cursor, rows.table, rows.new)
    tally.added += 0 if beside else copied
    if not any(rows.may_exist):
        return list(rows.columns["id"])
    staged = stage(cursor, rows.table, rows.old)
    if rows.leave:
        tally.left_out += rows.leave(cursor, staged)
    if rows.keep:
        tally.kept += rows.keep(cursor, rows, staged)
    tally.changed += correct(cursor, rows, staged)
    added = add_missing(cursor, rows, staged)
    tally.changed += added if beside else 0
    tally.added += 0 if beside else added
    other = _stored_under_other_ids(cursor, rows, staged)
    drop(cursor, staged)
    return [other.get(given, given) for given in rows.columns["id"]]


def write_lists(cursor: Cursor, rows: Rows, parents: Sequence[str], tally: Tally) -> None:
    """Make the lists that stored parents have what the rows say; those of new parents are added.

    The first column of the key names the parent. parents: the ids of those that may have a list already.
    """
    copy(cursor, rows.table, rows.new)
    if not parents:
        return
    staged = stage(cursor, rows.table, rows.old)
    whole = Rows(
        rows.table, tuple(name for name in rows.columns if name != "id"), rows.columns, rows.may_exist
    )
    cursor.execute(
        sql.SQL(
            "delete from {table} t where t.{parent} = any(%s::uuid[])"
            " and not exists (select from {staged} s where {same})"
        ).format(
            table=sql.Identifier(rows.table),
            parent=sql.Identifier(rows.key[0]),
            staged=staged,
            same=same_key(whole),
        ),
        [list(parents)],
    )
    removed = cursor.rowcount
    tally.changed += max(removed, add_missing(cursor, whole, staged))
    drop(cursor, staged)


def picked(columns: Columns, chosen: Sequence[bool]) -> Columns:
    """The rows at the positions that are chosen."""
    if all(chosen):
        return columns
    return {name: list(compress(values, chosen)) for name, values in columns.items()}


def copy(cursor: Cursor, table: str, columns: Columns) -> int:
    """Add rows to a table by COPY; how many they are."""
    count = len(next(iter(columns.values())))
    if not count:
        return 0
    statement = sql.SQL("copy {} ({}) from stdin (null '')").format(sql.Identifier(table), _names(columns))
    with cursor.copy(statement) as stream:
        for start in range(0, count, BLOCK):
            cells = [_escaped(values[start : start + BLOCK]) for values in columns.values()]
            stream.write("\n".join((*map("\t".join, zip(*cells, strict=True)), "")))
    return count


def _escaped(values: Sequence[str]) -> Sequence[str]:
    """Part of a column as COPY's text form has it; most hold nothing that has to be escaped."""
    joined = "".join(values)
    if any(character in joined for character in ESCAPES):
        return [value.translate(ESCAPED) for value in values]
    return values


def stage(cursor: Cursor, table: str, columns: Columns) -> sql.Identifier:
    """A temporary table that holds rows for a table, its columns of that table's types."""
    name = f"incoming_{table}"
    cursor.execute(
        sql.SQL("create temporary table {} on commit drop as select {} from {} with no data").format(
            sql.Identifier(name), _names(columns), sql.Identifier(table)
        )
    )
    copy(cursor, name, columns)
    return sql.Identifier(name)


def correct(cursor: Cursor, rows: Rows, staged: sql.Identifier) -> int:
    """Make stored rows what the staged rows of the same key say, where they differ; how many did."""
    values = [name for name in rows.columns if name != "id" and name not in rows.key]
    if not values:
        return 0
    cursor.execute(
        sql.SQL("update {table} t set {changes} from {staged} s where {same} and {differ}").format(
            table=sql.Identifier(rows.table),
            staged=staged,
            changes=sql.SQL(", ").join(
                sql.SQL("{0} = s.{0}").format(sql.Identifier(name)) for name in values
            ),
            same=same_key(rows),
            differ=differ(values),
        )
    )
    return cursor.rowcount


def add_missing(cursor: Cursor, rows: Rows, staged: sql.Identifier) -> int:
    """Add the staged rows whose key is not stored; how many they are."""
    cursor.execute(
        sql.SQL(
            "insert into {table} ({names}) select {names} from {staged} s"
            " where not exists (select from {table} t where {same})"
        ).format(
            table=sql.Identifier(rows.table), names=_names(rows.columns), staged=staged, same=same_key(rows)
        )
    )
    return cursor.rowcount


def drop(cursor: Cursor, staged: sql.Identifier) -> None:
    """Let a staged table go, so that its name is free in this transaction."""
    cursor.execute(sql.SQL("drop table {}").format(staged))


def differ(names: Sequence[str]) -> sql.Composed:
    """The condition that a stored row t and a staged row s are not the same in these columns."""
    stored, new = (
        sql.SQL(", ").join(sql.SQL(row).format(sql.Identifier(name)) for name in names)
        for row in ("t.{}", "s.{}")
    )
    return sql.SQL("({}) is distinct from ({})").format(stored, new)


def same_key(rows: Rows, *, without: str | None = None) -> sql.Composed:
    """The condition that a stored row t and a staged row s have the same key; it can be hashed.

    without: a column of the key that need not be the same.
    """
    plain, nullable = (
        sql.SQL("t.{0} = s.{0}"),
        sql.SQL("coalesce(t.{0}::text, '') = coalesce(s.{0}::text, '')"),
    )
    return sql.SQL(" and ").join(
        (nullable if name == rows.nullable else plain).format(sql.Identifier(name))
        for name in rows.key
        if name != without
    )


def _stored_under_other_ids(cursor: Cursor, rows: Rows, staged: sql.Identifier) -> dict[str, str]:
    """The ids of stored rows that did not come from an import, by the id that the import would give them."""
    cursor.execute(
        sql.SQL(
            "select replace(s.id::text, '-', ''), t.id::text from {staged} s join {table} t on {same}"
            " where t.id <> s.id"
        ).format(staged=staged, table=sql.Identifier(rows.table), same=same_key(rows))
    )
    return dict(cursor.fetchall())


def _names(columns: Columns) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, columns))
