"""Reads a city's rows as records, by plain counting code that shares nothing with the generator."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from functools import cache
from uuid import NAMESPACE_OID, UUID, uuid5

from app.demo.city import City, make_city
from app.demo.rows import Rows
from app.intake.rules.tables import TABLES
from app.programme.facts import (
    Criterion,
    CriterionFact,
    FamilyFacts,
    Measurement,
    MeasurementKind,
    MemberFacts,
    MemberRole,
)

Record = Mapping[str, str]


@cache
def the_city(seed: int = 2013, families: int | None = None) -> City:
    """One city, made once for all tests."""
    return make_city(seed=seed, families=families)


def records(tables: Rows, name: str) -> list[Record]:
    """A table's rows by column name."""
    columns = next([column.name for column in table.columns] for table in TABLES if table.name == name)
    return [dict(zip(columns, row, strict=True)) for row in tables[name]]


def by_key(tables: Rows, name: str, *columns: str) -> dict[tuple[str, ...], Record]:
    """A table's rows by some of their columns; the last where several are alike."""
    return {tuple(record[column] for column in columns): record for record in records(tables, name)}


def grouped(tables: Rows, name: str, column: str) -> dict[str, list[Record]]:
    """A table's rows by a column."""
    groups: defaultdict[str, list[Record]] = defaultdict(list)
    for record in records(tables, name):
        groups[record[column]].append(record)
    return groups


def day(text: str) -> date | None:
    """A date, or nothing."""
    return date.fromisoformat(text) if text else None


def family_facts(tables: Rows) -> dict[str, FamilyFacts]:
    """What the rules may know of every family on the programme's list, by its key."""
    criteria, members = grouped(tables, "criteria", "family"), grouped(tables, "members", "family")
    measurements = grouped(tables, "measurements", "person")
    return {
        family["family"]: FamilyFacts(
            family_id=_id(family["family"]),
            attached_on=day(family["attached_on"]),
            funded_elsewhere=bool(family["funded_elsewhere"]),
            criteria=tuple(_criterion(row) for row in criteria.get(family["family"], ())),
            members=tuple(
                _member(row, measurements.get(row["person"], [])) for row in members[family["family"]]
            ),
            identified_on=day(family["listed_on"]),
        )
        for family in records(tables, "families")
        if family["listed_on"]
    }


def _criterion(row: Record) -> CriterionFact:
    return CriterionFact(
        Criterion(row["criterion"]),
        row["met"] == "yes",
        _id(row["person"]) if row["person"] else None,
        date.fromisoformat(row["from"]),
        day(row["to"]),
        row["source"],
        date.fromisoformat(row["extract_on"]),
        day(row["verified_on"]),
    )


def _member(row: Record, measurements: list[Record]) -> MemberFacts:
    return MemberFacts(
        _id(row["person"]),
        day(row["born_on"]),
        MemberRole(row["role"]),
        date.fromisoformat(row["from"]),
        day(row["to"]),
        tuple(
            Measurement(
                MeasurementKind(one["kind"]),
                date.fromisoformat(one["from"]),
                day(one["to"]),
                int(one["value"]),
                one["source"],
                date.fromisoformat(one["extract_on"]),
            )
            for one in measurements
        ),
    )


def _id(key: str) -> UUID:
    return uuid5(NAMESPACE_OID, key)
