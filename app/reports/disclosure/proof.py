"""The proof that a reader cannot tell what is hidden: for each small count, another table that may be true.

Nothing here solves anything. A proof is a list of whole-number tables, and checking one is adding up.
"""

from collections.abc import Mapping, Set
from dataclasses import dataclass

from app.reports.disclosure.profile import SuppressionRule
from app.reports.disclosure.system import Standing, System


@dataclass(frozen=True, slots=True)
class Witness:
    """Another table that agrees with everything published: by how much each hidden cell differs in it."""

    differences: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Proof:
    """What is hidden, and the tables that a reader cannot tell from the true one."""

    hidden: frozenset[str]
    witnesses: tuple[Witness, ...]


def wrongly_shown(system: System, rule: SuppressionRule, hidden: Set[str]) -> list[str]:
    """The cells that a pattern treats as it may not, in their order.

    They are small counts that it shows, counts that it hides though they are public already or zero, and
    counts that it shows though they are printed nowhere.
    """
    return [
        cell.id
        for cell in system.cells.values()
        if (cell.id in hidden and cell.is_known)
        or (
            cell.id not in hidden
            and not cell.is_known
            and (rule.is_small(cell.value) or cell.is_never_printed)
        )
    ]


def small_and_hidden(system: System, rule: SuppressionRule, hidden: Set[str]) -> list[str]:
    """The hidden cells that a reader must not be able to tell are small, in their order."""
    return [
        each.id
        for each in system.cells.values()
        if each.id in hidden and rule.is_small(each.value) and each.standing is not Standing.SPARE
    ]


def unproven(system: System, rule: SuppressionRule, proof: Proof) -> list[str]:
    """The small hidden cells that no witness of a proof protects, in their order; none when it stands.

    A witness protects a cell when it agrees with all that is shown and the cell is above the threshold in
    it. The reader then can neither compute the cell, which is at most the threshold in truth, nor show that
    it is small.
    """
    protected: set[str] = set()
    checked = Checked(system, proof.hidden)
    for witness in proof.witnesses:
        protected |= checked.protected_by(witness, rule)
    return [cell for cell in small_and_hidden(system, rule, proof.hidden) if cell not in protected]


class Checked:
    """Witnesses held against what is shown of a system, by addition."""

    def __init__(self, system: System, hidden: Set[str]) -> None:
        self._system, self._hidden = system, hidden
        self._equations: dict[str, list[tuple[int, int]]] = {}
        for row, equation in enumerate(system.equations):
            for cell, times in equation.terms().items():
                self._equations.setdefault(cell, []).append((row, times))

    def protected_by(self, witness: Witness, rule: SuppressionRule) -> set[str]:
        """The cells that are above the threshold in a witness and differ; none when it does not agree."""
        if not self._agrees(witness):
            return set()
        return {
            cell
            for cell, difference in witness.differences.items()
            if self._system.cells[cell].value + difference > rule.threshold
        }

    def _agrees(self, witness: Witness) -> bool:
        """Whether only hidden cells differ, by whole numbers, none falls too low, and every sum holds."""
        differences = witness.differences
        if not self._hidden >= differences.keys() or any(
            difference % 1 or self._system.cells[cell].value + difference < self._system.cells[cell].least
            for cell, difference in differences.items()
        ):
            return False
        sums: dict[int, int] = {}
        for cell, difference in differences.items():
            for row, times in self._equations.get(cell, ()):
                sums[row] = sums.get(row, 0) + difference * times
        return not any(sums.values())
