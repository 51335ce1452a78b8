"""Tables as systems of cells: the paper's of June 2013, typed in, and small ones drawn at random."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import product

from app.reports.disclosure.profile import SuppressionRule
from app.reports.disclosure.system import Cell, Equation, System, system
from tests.reports.the_data_sheet import AGENCIES, DECIDED, ROLLOUTS, WARDS, WARDS_OF_ROLLOUTS

TO_FOUR = SuppressionRule("to-four", 4, "c", "tests: the counts that the prototype hid")
ALL = "all"


def place(*names: object) -> str:
    """The id of a cell: its coordinates."""
    return "/".join(str(name) for name in names)


def table(counts: Mapping[tuple[str, ...], int]) -> tuple[list[Cell], list[Equation]]:
    """A table with all its totals, of so many dimensions as its places have."""
    axes = [list(dict.fromkeys(names)) for names in zip(*counts, strict=True)]
    cells, equations = [], []
    for where in product(*([*axis, ALL] for axis in axes)):
        within = (
            count
            for each, count in counts.items()
            if all(name in (ALL, found) for name, found in zip(where, each, strict=True))
        )
        cells.append(Cell(place(*where), sum(within)))
        for dimension, axis in enumerate(axes):
            if where[dimension] == ALL:
                before, after = where[:dimension], where[dimension + 1 :]
                parts = tuple(place(*before, name, *after) for name in axis)
                equations.append(Equation(place(*where), parts))
    return cells, equations


def as_system(counts: Mapping[tuple[str, ...], int]) -> System:
    """A table alone."""
    return system(*table(counts))


def grid(rows: Sequence[Sequence[int]]) -> System:
    """A table of two dimensions from its rows."""
    return as_system(
        {
            (f"r{row}", f"c{column}"): count
            for row, counts in enumerate(rows)
            for column, count in enumerate(counts)
        }
    )


def rollout_by_agency() -> System:
    """Rollout by agency, 44 cells with totals."""
    return as_system(_agencies())


def ward_by_outcome() -> System:
    """Ward by decision, 105 cells with totals."""
    return as_system(_outcomes())


def both_linked() -> System:
    """The two, with the rollouts' decisions, which are sums of agencies in one and of wards in the other."""
    agencies, agency_sums = table({("agencies", *where): count for where, count in _agencies().items()})
    wards, ward_sums = table({("wards", *where): count for where, count in _outcomes().items()})
    cells = [cell for cell in (*agencies, *wards) if not cell.id.startswith(f"{ALL}/")]
    sums = [each for each in (*agency_sums, *ward_sums) if not each.total.startswith(f"{ALL}/")]
    for rollout, names in WARDS_OF_ROLLOUTS.items():
        for decision, count in zip(DECIDED, ROLLOUTS[rollout][len(AGENCIES) :], strict=True):
            cells.append(Cell(place("rollouts", rollout, decision), count))
            parts = tuple(place("wards", name, decision) for name in names)
            sums.append(Equation(place("rollouts", rollout, decision), parts))
        without_fip = tuple(place("agencies", rollout, agency) for agency in AGENCIES if agency != "FIP")
        sums.append(Equation(place("rollouts", rollout, DECIDED[0]), without_fip))
    return system(cells, sums)


def without(cells: Iterable[str], *shown: str) -> frozenset[str]:
    """What is hidden when some of it is published besides."""
    return frozenset(cells) - set(shown)


def _agencies() -> dict[tuple[str, ...], int]:
    return {
        (rollout, agency): count
        for rollout in WARDS_OF_ROLLOUTS
        for agency, count in zip(AGENCIES, ROLLOUTS[rollout], strict=False)
    }


def _outcomes() -> dict[tuple[str, ...], int]:
    return {
        (ward, decision): count
        for ward, counts in WARDS.items()
        for decision, count in zip(DECIDED, counts, strict=True)
    }
