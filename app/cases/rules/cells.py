"""Counts of families in cells, and the margins that follow from them by addition."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import product

from app.cases.rules.standing import FamilyStatus

SHARED = "SHARED"
"""The data sheet's column of joint allocations."""


@dataclass(frozen=True, slots=True)
class Cell:
    """How many families stand so, in this ward, with this agency.

    ward None: no address on record. agency None: no allocation in force; SHARED: a joint one.
    """

    ward: str | None
    agency: str | None
    status: FamilyStatus
    families: int


TOTAL = "total"
"""Stands in an axis for all of its values together."""

Key = tuple[str | None, str | None, str]
"""Ward, agency and status, any of them TOTAL."""


def with_margins(cells: Iterable[Cell]) -> Mapping[Key, int]:
    """Every cell and every total of them: over wards, agencies and statuses, singly, in pairs and in all.

    They are sums of the cells, so they always add up.
    """
    counts: dict[Key, int] = defaultdict(int)
    for cell in cells:
        for key in product((cell.ward, TOTAL), (cell.agency, TOTAL), (cell.status.value, TOTAL)):
            counts[key] += cell.families
    return dict(counts)
