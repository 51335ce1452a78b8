"""An attack of the tests' own: every whole-number table that agrees with what is published, one by one."""

from collections.abc import Iterator, Mapping, Set
from itertools import combinations

from app.reports.disclosure.profile import SuppressionRule
from app.reports.disclosure.system import System


def tables(system: System, hidden: Set[str], *, most: int) -> Iterator[dict[str, int]]:
    """Each way to fill in the hidden cells with 1 to `most`; equations are tried as soon as they are full."""
    cells = [each for each in system.cells if each in hidden]
    sums = [equation.terms() for equation in system.equations]
    full_at: dict[int, list[Mapping[str, int]]] = {}
    for terms in sums:
        inside = [position for position, cell in enumerate(cells) if cell in terms]
        if inside:
            full_at.setdefault(inside[-1], []).append(terms)
    filled = {cell.id: cell.value for cell in system.cells.values() if cell.id not in hidden}

    def fill(position: int) -> Iterator[dict[str, int]]:
        if position == len(cells):
            yield {cell: filled[cell] for cell in cells}
            return
        for value in range(1, most + 1):
            filled[cells[position]] = value
            if all(
                not sum(filled[cell] * times for cell, times in terms.items())
                for terms in full_at.get(position, ())
            ):
                yield from fill(position + 1)

    yield from fill(0)


def ranges(system: System, hidden: Set[str], *, most: int) -> dict[str, tuple[int, int]]:
    """The smallest and the largest that each hidden cell is in any table that agrees."""
    found: dict[str, tuple[int, int]] = {}
    for each in tables(system, hidden, most=most):
        for cell, value in each.items():
            least, largest = found.get(cell, (value, value))
            found[cell] = (min(least, value), max(largest, value))
    return found


def broken(system: System, rule: SuppressionRule, hidden: Set[str], *, most: int) -> list[str]:
    """The small counts that a reader can compute, or show to be small, if no cell can be above `most`."""
    found = ranges(system, hidden, most=most)
    return [
        cell.id
        for cell in system.cells.values()
        if rule.is_small(cell.value)
        and (cell.id not in hidden or found[cell.id][1] <= rule.threshold or len(set(found[cell.id])) == 1)
    ]


def fewest_besides(system: System, rule: SuppressionRule, *, most: int) -> int | None:
    """How many cells besides the small ones have to be hidden, by trying; None when nothing will do."""
    small = {cell.id for cell in system.cells.values() if rule.is_small(cell.value)}
    others = [cell.id for cell in system.cells.values() if cell.value > rule.threshold]
    for number in range(len(others) + 1):
        for besides in combinations(others, number):
            if not broken(system, rule, small | set(besides), most=most):
                return number
    return None
