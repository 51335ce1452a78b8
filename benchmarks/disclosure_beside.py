"""The tables of D2 given to tau-ARGUS's open engine, and its patterns held against our attack.

Run by itself, where pytauargus 0.6.0 is installed (`pip install pytauargus==0.6.0`; no part of Loxley needs
it): `python -m benchmarks.disclosure_beside`. It is asked for the fewest cells at unit cost, counts below
five unsafe, with a margin of all of the count: the nearest that its interface has to what we ask.
"""

import time
from ast import literal_eval
from collections.abc import Iterator
from contextlib import chdir
from importlib import import_module
from tempfile import TemporaryDirectory

from app.reports.disclosure.attack import prove
from app.reports.disclosure.proof import unproven
from app.reports.disclosure.system import System
from benchmarks.disclosure import ALL, RULE, SHAPES, table

UNSAFE = {"U", "M"}
"""How that engine marks what is hidden: by itself, and besides."""


def beside() -> Iterator[str]:
    """A line for each table."""
    protect = import_module("pytauargus").protect
    for seed in SHAPES[0].seeds:
        of = table(SHAPES[0], seed)
        began = time.monotonic()
        made = protect(
            _families(of),
            ["a", "b"],
            "v",
            safety_rules=f"FREQ({RULE.above},100)",
            suppress="OPT(1,5)",
            cost_var="-2",
        )
        took = time.monotonic() - began
        (found,) = made.tables if isinstance(made.tables, list) else made.tables.values()
        rows = found.rows() if callable(found.rows) else found.rows
        hidden = {str((_name(row["a"]), _name(row["b"]))) for row in rows if row["status"] in UNSAFE}
        small = {cell.id for cell in of.cells.values() if RULE.is_small(cell.value)}
        pattern = frozenset(cell for cell in hidden | small if not of.cells[cell].is_known)
        left_open = len(unproven(of, RULE, prove(of, RULE, pattern)))
        yield (
            f"D2  seed {seed}: tau-ARGUS hides {len(pattern - small)} besides in {took:.2f} s; "
            f"{left_open} of {len(small)} left open."
        )


def _families(of: System) -> dict[str, list[object]]:
    """A row for each family, for that engine counts for itself."""
    rows: dict[str, list[object]] = {"a": [], "b": [], "v": []}
    for cell in of.cells.values():
        place = literal_eval(cell.id)
        if ALL not in place:
            for name, number in zip("ab", place, strict=True):
                rows[name] += [f"{number:02d}"] * cell.value
            rows["v"] += [1] * cell.value
    return rows


def _name(code: object) -> int | str:
    said = str(code).strip()
    return int(said) if said.isdigit() else ALL


if __name__ == "__main__":
    with TemporaryDirectory() as folder, chdir(folder):  # that engine leaves files where it runs
        for line in beside():
            print(line, flush=True)
