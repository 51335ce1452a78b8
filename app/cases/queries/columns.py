"""Small pieces that the queries share: columns by name, and rows as frozen values."""

from collections.abc import Iterable
from datetime import date
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlmodel import SQLModel, col

Value = TypeVar("Value")


def columns(model: type[SQLModel], *names: str) -> list[Any]:
    """Columns of a table by name. Raises AttributeError for a name that it does not have."""
    return [col(getattr(model, name)) for name in names]


def values(kind: type[Value], found: Iterable[sa.Row[Any]]) -> tuple[Value, ...]:
    """Rows as frozen values whose fields are named as the columns are."""
    return tuple(kind(**row._asdict()) for row in found)


def holds(first: date, last: date | None, on: date) -> bool:
    """Whether a dated value, both days included and open-ended when last is None, holds on a day."""
    return first <= on and (last is None or on <= last)
