"""The ids of imported rows: the same data has the same ids on every machine."""

import hashlib
from collections.abc import Iterable, Sequence

from app.intake.rules.known import Known

DATABASE_TABLES = {
    "agencies": "agency",
    "establishments": "establishment",
    "wards": "ward",
    "practitioners": "practitioner",
    "families": "family",
    "members": "person",
    "meetings": "rollout_meeting",
    "assessments": "assessment",
    "windows": "claim_window",
}
"""The database's table for each import table that others refer to by its key."""


def derived_ids(table_name: str, *key: Sequence[str]) -> list[str]:
    """The id of each row of a database table: the MD5 of "table:key", the key's parts joined by bars."""
    start = f"{table_name}:"
    keys: Iterable[str] = key[0] if len(key) == 1 else map("|".join, zip(*key, strict=True))
    return [hashlib.md5((start + text).encode(), usedforsecurity=False).hexdigest() for text in keys]


class Ids:
    """The ids of rows by an import's keys: those that the database has, and derived ones for new rows."""

    def __init__(self, known: Known) -> None:
        self._known = known

    def of(self, table: str, keys: Sequence[str]) -> list[str]:
        """The id of each key of an import table; "" for a blank one."""
        stored = self._known.ids.get(table, {})
        different = list(set(keys))
        if len(different) == len(keys) and not stored and "" not in keys:
            return derived_ids(DATABASE_TABLES[table], keys)
        derived = derived_ids(DATABASE_TABLES[table], different)
        ids = {key: stored.get(key, new) for key, new in zip(different, derived, strict=True)}
        ids[""] = ""
        return list(map(ids.__getitem__, keys))

    def are_stored(self, table: str, keys: Sequence[str]) -> list[bool]:
        """Whether the database has each key's row, and so may have what belongs to it too."""
        stored = self._known.ids.get(table, {})
        return [key in stored for key in keys] if stored else [False] * len(keys)
