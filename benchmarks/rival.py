"""tau-ARGUS's exact engine, as PyPI packages it (pytauargus), asked our own question of our own tables.

Its front end takes a margin in per cent and knows nothing of zeros that are shown. Its engine does: it reads
every cell with what it may be at least and at most and how far it must be able to rise, and every sum.
"""

import time
from collections.abc import Mapping
from contextlib import chdir
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

from app.reports.disclosure.profile import SuppressionRule
from app.reports.disclosure.system import Cell, System

INPUT, OUTPUT = "JJ.IN", "JJ.OUT"
OUT_OF_TIME = 1
"""What the engine answers when its time is up: what it found is still written."""


@dataclass(frozen=True, slots=True)
class Found:
    """What the engine hides, small counts among it, and the seconds that it took."""

    hidden: frozenset[str]
    seconds: float


def fewest(of: System, rule: SuppressionRule, *, minutes: int) -> Found:
    """Its pattern. Raises ModuleNotFoundError where pytauargus is not installed; RuntimeError as it says."""
    engine = import_module("pytauargus._tauargus").HiTaSCtrl()
    cells = list(of.cells.values())
    with TemporaryDirectory() as folder, chdir(folder):  # it leaves files where it runs
        Path(INPUT).write_text(_as_it_reads(of, rule, cells), encoding="ascii")
        began = time.monotonic()
        answer = engine.full_jj(in_file_jj=INPUT, out_file=OUTPUT, max_time=minutes, out_dir=folder)
        took = time.monotonic() - began
        if answer > OUT_OF_TIME:
            raise RuntimeError(engine.error_string(answer))
        besides = {cells[int(line.split()[0])].id for line in Path(OUTPUT).read_text().splitlines()}
    small = {cell.id for cell in cells if rule.is_small(cell.value)}
    return Found(frozenset(besides | small), took)


def _as_it_reads(of: System, rule: SuppressionRule, cells: list[Cell]) -> str:
    """The table as the engine reads it: a cell a line, and then a sum a line."""
    places = {cell.id: place for place, cell in enumerate(cells)}
    most = 2 * max(cell.value for cell in cells) + 1_000
    lines = ["0", str(len(cells))]
    lines += [f"{place} {cell.value} {_as_told(cell, rule, most)}" for place, cell in enumerate(cells)]
    lines.append(str(len(of.equations)))
    lines += [_sum(equation.terms(), places) for equation in of.equations]
    return "\n".join(lines) + "\n"


def _as_told(cell: Cell, rule: SuppressionRule, most: int) -> str:
    """What a cell costs, whether it may be hidden or must be, its ends, and how far it must fall and rise."""
    if cell.is_known:
        return f"{cell.cost} z {cell.value} {cell.value} 0 0 0"
    if rule.is_small(cell.value):
        return f"{cell.cost} u {cell.least} {most} 0 {rule.above - cell.value} 0"
    return f"{cell.cost} s {cell.least} {most} 0 0 0"


def _sum(terms: Mapping[str, int], places: Mapping[str, int]) -> str:
    said = " ".join(f"{places[cell]} ({-times})" for cell, times in terms.items())
    return f"0 {len(terms)} : {said}"
