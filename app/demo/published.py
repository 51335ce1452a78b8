"""The tables that the Board was given in June 2013, as the city has to reproduce them.

Source: Nottingham City Children's Partnership Board pack, 26 June 2013; copied in published/*.csv.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from app.periods import parse_financial_year

FOLDER = Path(__file__).parent / "published"
FIP = "FIP"
SHARED = "SHARED"


@dataclass(frozen=True, slots=True)
class WardCounts:
    """One row of the ward table. rollout: the one that it was part of; None where it was not yet held."""

    ward: str
    rollout: int | None
    allocated: int
    potential_claims: int
    not_to_be_allocated: int
    yet_to_be_allocated: int


@dataclass(frozen=True, slots=True)
class PublishedMeeting:
    """One rollout meeting as printed; one of them is dated to a Sunday, and is kept so."""

    held_on: date
    rollout: int
    wards: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClosedShares:
    """Of the CAFs closed in a financial year, the percentages printed."""

    needs_met: int
    escalated: int


@dataclass(frozen=True, slots=True)
class Published:
    """Every published table.

    agencies: by rollout, the data sheet's agency columns in their printed order. routes: families worked with
    by route. caf_initiated and caf_closed: by the year in which the financial year began. targets and
    worked_with: likewise.
    """

    wards: tuple[WardCounts, ...]
    agencies: Mapping[int, Mapping[str, int]]
    meetings: tuple[PublishedMeeting, ...]
    routes: Mapping[str, int]
    caf_initiated: Mapping[int, int]
    caf_closed: Mapping[int, ClosedShares]
    targets: Mapping[int, int]
    worked_with: Mapping[int, int]

    @property
    def columns(self) -> tuple[str, ...]:
        """The agency columns of the data sheet, in their printed order."""
        return tuple(self.agencies[1])


@cache
def published() -> Published:
    """The published tables, read once."""
    caf, targets = _rows("caf"), _rows("targets")
    return Published(
        wards=tuple(_ward(row) for row in _rows("wards")),
        agencies={
            int(row["rollout"]): {column: int(row[column]) for column in row if column.isupper()}
            for row in _rows("rollout_agencies")
            if row["rollout"]
        },
        meetings=tuple(_meeting(row) for row in _rows("rollout_meetings")),
        routes={row["route"]: int(row["families"]) for row in _rows("year_one_allocations")},
        caf_initiated={_year(row): int(row["initiated"]) for row in caf},
        caf_closed={
            _year(row): ClosedShares(
                int(row["closed_needs_met_percent"]), int(row["closed_escalated_to_social_care_percent"])
            )
            for row in caf
            if row["closed_needs_met_percent"]
        },
        targets={_year(row): int(row["families_target"]) for row in targets},
        worked_with={
            _year(row): int(row["families_worked_with"]) for row in targets if row["families_worked_with"]
        },
    )


def _rows(table: str) -> list[dict[str, str]]:
    with (FOLDER / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _ward(row: Mapping[str, str]) -> WardCounts:
    return WardCounts(
        ward=row["ward"],
        rollout=int(row["rollout"]) if row["rollout"] else None,
        allocated=int(row["allocated_excluding_fip"]),
        potential_claims=int(row["pbr_potential_claim"]),
        not_to_be_allocated=int(row["not_to_be_allocated"]),
        yet_to_be_allocated=int(row["yet_to_be_allocated"]),
    )


def _meeting(row: Mapping[str, str]) -> PublishedMeeting:
    wards = tuple(ward.strip() for ward in row["wards"].split(";"))
    return PublishedMeeting(date.fromisoformat(row["date"]), int(row["rollout"]), wards)


def _year(row: Mapping[str, str]) -> int:
    return parse_financial_year(row["financial_year"])
