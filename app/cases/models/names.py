"""The dictionary of the words of people's names, which each save of a person keeps up."""

from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Field, SQLModel

from app.cases.rules.names import key_words


class NameWord(SQLModel, table=True):
    """One word of a name's search key: ("mary ann", "ann"), and run together ("mary ann", "maryann").

    A name is in it once, however many people have it, so that a search compares words with a few thousand
    rows instead of with everyone. A name that nobody has any more may stay: it then finds nobody.
    """

    __tablename__ = "name_word"

    id: UUID = Field(default_factory=uuid4, sa_column_kwargs={"server_default": sa.text("gen_random_uuid()")})
    key: str = Field(primary_key=True)
    word: str = Field(primary_key=True)


def keep_words(_mapper: Any, connection: sa.Connection, person: Any) -> None:
    """Note the words of a person's names beside their row. Writes name_word."""
    words = [
        {"key": key, "word": word}
        for key in sorted({person.forename_key, person.surname_key})
        for word in key_words(key)
    ]
    if words:
        connection.execute(insert(NameWord).on_conflict_do_nothing(), words)
