"""Linear and whole-number programmes, solved by HiGHS: the one module that knows how it is called."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import highspy
import numpy as np

ENDLESS = float("inf")
PRIMAL = 4

Terms: TypeAlias = Mapping[int, float]
"""Columns by position, with their coefficients."""


@dataclass(frozen=True, slots=True)
class Row:
    """What a sum of columns must lie between, both ends included."""

    terms: Terms
    lower: float
    upper: float


@dataclass(frozen=True, slots=True)
class Solved:
    """The best solution: its objective, its columns, the price of each row, and a bound on the objective.

    is_proven: whether nothing better exists. A programme that ran out of time may still have a solution.
    """

    objective: float
    columns: Sequence[float]
    prices: Sequence[float]
    bound: float
    is_proven: bool


class Programme:
    """Costs to be made least within bounds, subject to rows. One thread: it runs the same each time."""

    def __init__(
        self,
        costs: Sequence[float],
        bounds: Sequence[tuple[float, float]],
        rows: Sequence[Row],
        *,
        whole: bool = False,
        costs_change: bool = False,
        any_will_do: bool = False,
    ) -> None:
        """costs_change: solved again and again with other costs, from where it was: the primal simplex.

        any_will_do: the first solution in whole numbers is taken, whatever it costs.
        """
        self._solver = highspy.Highs()  # type: ignore[no-untyped-call]  # its own __init__ has no types
        for option, value in _OPTIONS.items():
            self._solver.setOptionValue(option, value)
        if costs_change:
            self._solver.setOptionValue("simplex_strategy", PRIMAL)
            self._solver.setOptionValue("presolve", "off")
        if any_will_do:
            self._solver.setOptionValue("mip_rel_gap", ENDLESS)
        self._is_whole = whole
        self._solver.passModel(_model(costs, bounds, rows, whole=whole))
        self._columns = np.arange(len(costs), dtype=np.int32)

    def set_cost(self, column: int, cost: float) -> None:
        """Change what a column costs."""
        self._solver.changeColCost(column, cost)

    def set_bounds(self, column: int, lower: float, upper: float) -> None:
        """Change what a column must lie between."""
        self._solver.changeColBounds(column, lower, upper)

    def set_all_bounds(self, lower: Sequence[float], upper: Sequence[float]) -> None:
        """Change what every column must lie between."""
        self._solver.changeColsBounds(
            len(self._columns), self._columns, np.array(lower, dtype=float), np.array(upper, dtype=float)
        )

    def add(self, rows: Iterable[Row]) -> None:
        """Add rows."""
        for row in rows:
            self._solver.addRow(
                row.lower,
                row.upper,
                len(row.terms),
                np.fromiter(row.terms.keys(), dtype=np.int32),
                np.fromiter(row.terms.values(), dtype=float),
            )

    def solve(self, *, seconds: float = ENDLESS) -> Solved | None:
        """The best solution found in a time; None when there is none, or none was found."""
        self._solver.setOptionValue("time_limit", self._solver.getRunTime() + max(seconds, 0.01))
        self._solver.run()
        info = self._solver.getInfo()
        if info.primal_solution_status != _FEASIBLE:
            return None
        found = self._solver.getSolution()
        return Solved(
            objective=info.objective_function_value,
            columns=found.col_value,
            prices=found.row_dual,
            bound=info.mip_dual_bound if self._is_whole else info.objective_function_value,
            is_proven=self._solver.getModelStatus() == highspy.HighsModelStatus.kOptimal,
        )


_FEASIBLE = 2
_OPTIONS: Mapping[str, bool | int | float | str] = {
    "output_flag": False,
    "threads": 1,
    "parallel": "off",
    "random_seed": 0,
    "mip_rel_gap": 0.0,
    "mip_abs_gap": 1e-4,
}


def _model(
    costs: Sequence[float], bounds: Sequence[tuple[float, float]], rows: Sequence[Row], *, whole: bool
) -> highspy.HighsLp:
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(costs), len(rows)
    model.col_cost_ = np.array(costs, dtype=float)
    model.col_lower_ = np.array([lower for lower, _ in bounds], dtype=float)
    model.col_upper_ = np.array([upper for _, upper in bounds], dtype=float)
    model.row_lower_ = np.array([row.lower for row in rows], dtype=float)
    model.row_upper_ = np.array([row.upper for row in rows], dtype=float)
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = np.cumsum([0, *(len(row.terms) for row in rows)], dtype=np.int32)
    model.a_matrix_.index_ = np.array([column for row in rows for column in row.terms], dtype=np.int32)
    model.a_matrix_.value_ = np.array([each for row in rows for each in row.terms.values()], dtype=float)
    if whole:
        model.integrality_ = [highspy.HighsVarType.kInteger] * len(costs)
    return model
