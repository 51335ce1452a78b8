"""Whole rows of any table as PostgreSQL writes them in JSON: so merges keep and restore them exactly."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Session

from app.merging.rules.fitting import Values
from app.tables import metadata


def rows_of(session: Session, table: str, column: str, ids: Iterable[UUID | str]) -> list[Values]:
    """The rows that belong to these ids by a column, ordered by id."""
    found = metadata.tables[table]
    statement = (
        sa.select(_whole(found))
        .where(found.c[column].in_([UUID(str(each)) for each in ids]))
        .order_by(found.c.id)
    )
    return list(session.connection().execute(statement).scalars())


def row_for_update(session: Session, table: str, row_id: UUID) -> Values | None:
    """One row, locked for this transaction; None if there is none."""
    found = metadata.tables[table]
    statement = sa.select(_whole(found)).where(found.c.id == row_id).with_for_update()
    return session.connection().execute(statement).scalar_one_or_none()


def row(session: Session, table: str, row_id: UUID) -> Values | None:
    """One row; None if there is none."""
    return next(iter(rows_of(session, table, "id", [row_id])), None)


def change(session: Session, table: str, row_id: UUID | str, values: Values) -> None:
    """Give columns of a row these values."""
    found = metadata.tables[table]
    given = _given(table, values)
    statement = sa.update(found).where(found.c.id == UUID(str(row_id)))
    session.connection().execute(
        statement.values({name: sa.select(given.c[name]).scalar_subquery() for name in values})
    )


def add(session: Session, table: str, values: Values) -> None:
    """Add a whole row."""
    given = _given(table, values)
    names = list(values)
    session.connection().execute(
        sa.insert(metadata.tables[table]).from_select(names, sa.select(*(given.c[name] for name in names)))
    )


def take_out(session: Session, table: str, row_id: UUID | str) -> None:
    """Take a row out."""
    found = metadata.tables[table]
    session.connection().execute(sa.delete(found).where(found.c.id == UUID(str(row_id))))


def _whole(table: sa.Table) -> sa.ColumnElement[Any]:
    return sa.func.to_jsonb(table.table_valued(), type_=JSONB)


def _given(table: str, values: Mapping[str, Any]) -> Any:
    """The values as PostgreSQL reads them for a row of the table."""
    empty: sa.ColumnElement[Any] = sa.literal_column(f'null::"{table}"')
    filled = sa.func.jsonb_populate_record(empty, sa.bindparam(None, dict(values), type_=JSONB))
    return filled.table_valued(*values)
