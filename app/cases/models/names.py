"""The dictionaries of people's names and of the words of addresses, which each save keeps up."""

from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Field, SQLModel

from app.cases.rules.searches import address_words


class KnownName(SQLModel, table=True):
    """A forename or a surname that somebody has, by its search key.

    It is here once, however many people have it, so that a search compares its words with a few thousand
    rows instead of with everyone. A name that nobody has any more may stay: it then finds nobody.
    """

    __tablename__ = "known_name"

    id: UUID = Field(default_factory=uuid4, sa_column_kwargs={"server_default": sa.text("gen_random_uuid()")})
    key: str = Field(primary_key=True)


def keep_names(_mapper: Any, connection: sa.Connection, person: Any) -> None:
    """Note a person's names beside their row. Writes known_name."""
    keys = sorted({person.forename_key, person.surname_key})
    connection.execute(insert(KnownName).on_conflict_do_nothing(), [{"key": key} for key in keys])


class KnownStreet(SQLModel, table=True):
    """A word of an address, such as "poplar" or "lane", as `address_words` takes addresses apart.

    It is here once, however many live there, so that a misspelled street is compared with a few hundred words
    and not with every home. A word of no address any more may stay: it then finds nobody.
    """

    __tablename__ = "known_street"

    id: UUID = Field(default_factory=uuid4, sa_column_kwargs={"server_default": sa.text("gen_random_uuid()")})
    key: str = Field(primary_key=True)


def keep_streets(_mapper: Any, connection: sa.Connection, residence: Any) -> None:
    """Note the words of an address beside its row, when it has changed. Writes known_street."""
    is_new = sa.inspect(residence).attrs.address.history.has_changes()
    if is_new and (keys := sorted(address_words(residence.address))):
        connection.execute(insert(KnownStreet).on_conflict_do_nothing(), [{"key": key} for key in keys])
