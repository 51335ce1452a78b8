"""What an import's checks ask of the database, a table at a time."""

from typing import Any

import psycopg
from psycopg import sql
from sqlmodel import Session

from app.cases.queries.numbering import GIVING_REFERENCES
from app.intake.loading.ids import DATABASE_TABLES
from app.intake.rules.cross_checks import LISTED_ONLY
from app.intake.rules.known import PEOPLE_OF_A_HOUSEHOLD, Contents, Days, Known, wanted

# The import tables whose checks ask whether a household is on the programme's list.
_OF_LISTED = frozenset({"families", *LISTED_ONLY})

# The import tables whose checks ask who is of which household.
_OF_HOUSEHOLDS = frozenset(table for table, _ in PEOPLE_OF_A_HOUSEHOLD)

_MERGED_KINDS = {"families": "family", "members": "person"}
_MERGED = frozenset(_MERGED_KINDS)

_KEY_COLUMNS = {"agencies": "code", "wards": "name", "windows": "label"}


def cursor_of(session: Session) -> psycopg.Cursor[Any]:
    """A cursor of the session's own transaction, for COPY and whole columns of keys."""
    connection = session.connection().connection.driver_connection
    if not isinstance(connection, psycopg.Connection):
        raise TypeError("imports need PostgreSQL by way of psycopg")
    return connection.cursor()


def lock_imports(cursor: psycopg.Cursor[Any]) -> None:
    """Wait for any other import, or acceptance of a referral, to end.

    This one then has the database's references and keys to itself.
    """
    cursor.execute("select pg_advisory_xact_lock(%s)", [GIVING_REFERENCES])


def known(cursor: psycopg.Cursor[Any], contents: Contents) -> Known:
    """What the database holds of everything that the import names."""
    sought = wanted(contents)
    allocations = contents.get("allocations")
    merged = {table: _merged(cursor, table, sought.keys[table]) for table in _MERGED & sought.keys.keys()}
    return Known(
        ids={table: _ids(cursor, table, keys) | merged.get(table, {}) for table, keys in sought.keys.items()},
        merged={table: frozenset(keys) for table, keys in merged.items()},
        listed=_listed(cursor, sought.keys.get("families", set()))
        if contents.keys() & _OF_LISTED
        else frozenset(),
        highest_reference=_highest_reference(cursor) if "families" in contents else 0,
        allocations=_allocations(cursor, set(allocations["family"])) if allocations else {},
        memberships=_memberships(cursor, sought.people),
        withdrawn=_withdrawn(cursor) if contents.keys() & _OF_HOUSEHOLDS else frozenset(),
    )


def _ids(cursor: psycopg.Cursor[Any], table: str, keys: set[str]) -> dict[str, str]:
    """The ids of an import table's rows by key; all of the table where that is not much more."""
    names = {
        "key": sql.Identifier(_KEY_COLUMNS.get(table, "import_key")),
        "table": sql.Identifier(DATABASE_TABLES[table]),
    }
    cursor.execute(
        sql.SQL("select count(*) from (select from {table} limit %s) t").format(**names), [2 * len(keys) + 1]
    )
    everything = sql.SQL("select {key}, id::text from {table}").format(**names)
    if cursor.fetchall()[0][0] <= 2 * len(keys):
        return dict(cursor.execute(everything).fetchall())
    these = sql.SQL(" where {key} = any(%s)").format(**names)
    return dict(cursor.execute(everything + these, [list(keys)]).fetchall())


def _merged(cursor: psycopg.Cursor[Any], table: str, keys: set[str]) -> dict[str, str]:
    """Where those of these keys lead whose records were merged into others."""
    # Merges are few, and to send an import's keys takes longer than to read all of them.
    statement = "select import_key, coalesce(family_id, person_id)::text from record_merge where kind = %s"
    found = cursor.execute(statement, [_MERGED_KINDS[table]]).fetchall()
    return {key: stays_id for key, stays_id in found if key in keys}


def _listed(cursor: psycopg.Cursor[Any], families: set[str]) -> frozenset[str]:
    """The households among these that have a reference."""
    found = cursor.execute(
        "select import_key from family where import_key = any(%s) and reference is not null", [list(families)]
    )
    return frozenset(key for (key,) in found)


def _highest_reference(cursor: psycopg.Cursor[Any]) -> int:
    """The number of the last reference, 0 for none. All have six figures, so the order of texts serves."""
    ((reference,),) = cursor.execute(
        "select greatest((select max(reference) from family), (select max(reference) from record_merge))"
    ).fetchall()
    return int(reference[3:9]) if reference else 0


def _allocations(cursor: psycopg.Cursor[Any], families: set[str]) -> dict[str, list[Days]]:
    """First and last days of the stored allocations of these households."""
    found: dict[str, list[Days]] = {}
    for family, first, last in cursor.execute(
        "select f.import_key, a.starts_on::text, coalesce(a.ends_on::text, '')"
        " from allocation a join family f on f.id = a.family_id where f.import_key = any(%s)",
        [list(families)],
    ):
        found.setdefault(family, []).append((first, last))
    return found


def _memberships(cursor: psycopg.Cursor[Any], people: set[str]) -> frozenset[tuple[str, str]]:
    """Person and household of every stored membership of these people."""
    if not people:
        return frozenset()
    return frozenset(
        cursor.execute(
            "with of_person as ("
            " select import_key, id from person where import_key = any(%(people)s) union all"
            " select import_key, person_id from record_merge where import_key = any(%(people)s)"
            "), of_family as materialized ("
            " select import_key, family_id as id from record_merge where kind = 'family'"
            "), stay as ("
            " select p.import_key, m.family_id from of_person p"
            " join household_member m on m.person_id = p.id)"
            " select s.import_key, f.import_key from stay s join family f on f.id = s.family_id union all"
            " select s.import_key, f.import_key from stay s join of_family f on f.id = s.family_id",
            {"people": list(people)},
        ).fetchall()
    )


def _withdrawn(cursor: psycopg.Cursor[Any]) -> frozenset[tuple[str, str]]:
    """Person and household of every stay that was taken back, where the person has no other stay in it."""
    return frozenset(
        cursor.execute(
            "with never as ("
            " select person_id, family_id from withdrawn_membership where put_back_at is null"
            " except select m.person_id, m.family_id from household_member m"
            " join withdrawn_membership w using (person_id, family_id)"
            "), of_person as ("
            " select p.import_key, p.id from person p join never n on n.person_id = p.id union all"
            " select import_key, person_id from record_merge where kind = 'person'"
            "), of_family as ("
            " select f.import_key, f.id from family f join never n on n.family_id = f.id union all"
            " select import_key, family_id from record_merge where kind = 'family')"
            " select p.import_key, f.import_key from never n"
            " join of_person p on p.id = n.person_id join of_family f on f.id = n.family_id"
        ).fetchall()
    )
