"""What was found wrong in an import, kept small however much it is."""

from array import array
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from heapq import merge

from app.intake.rules.faults import Fault, Problem


@dataclass(frozen=True, slots=True)
class Note:
    """Something about a file that is no fault, and good to know."""

    file: str
    sentence: str


def values_kept(count: int) -> str:
    """The note on values that an import has as they were before somebody corrected them."""
    if count == 1:
        return "1 value was corrected by hand since, and stays as it was corrected."
    return f"{count:,} values were corrected by hand since, and stay as they were corrected."


def rows_left_out(count: int) -> str:
    """The note on rows of people who were taken out of their household as never having been in it."""
    if count == 1:
        return "1 row has somebody in a family who was taken out of it by hand since, and was left out."
    return (
        f"{count:,} rows have somebody in a family who was taken out of it by hand since, and were left out."
    )


@dataclass(frozen=True, slots=True)
class _Group:
    """The rows of one file where one column has one problem; row 0 is the whole file."""

    column: str | None
    problem: Problem
    rows: "array[int]"


class Findings(Collection[Fault]):
    """Every fault, by file and row; one problem in a million rows costs no more than their numbers."""

    def __init__(self) -> None:
        self._files: dict[str, dict[tuple[str | None, Problem], _Group]] = {}
        self._notes: list[Note] = []

    def add(
        self, problem: Problem, file: str, *, column: str | None = None, rows: Iterable[int] = (0,)
    ) -> None:
        """Record a problem in these rows, as a spreadsheet numbers them."""
        groups = self._files.setdefault(file, {})
        group = groups.setdefault((column, problem), _Group(column, problem, array("L")))
        group.rows.extend(rows)

    def note(self, file: str, sentence: str) -> None:
        """Record something that is no fault."""
        self._notes.append(Note(file, sentence))

    @property
    def notes(self) -> tuple[Note, ...]:
        """All notes, as they were made."""
        return tuple(self._notes)

    def __len__(self) -> int:
        return sum(len(group.rows) for groups in self._files.values() for group in groups.values())

    def __iter__(self) -> Iterator[Fault]:
        for file, groups in self._files.items():
            places = (
                [(row, position, group) for row in sorted(group.rows)]
                for position, group in enumerate(groups.values())
            )
            for row, _, group in merge(*places, key=lambda place: place[:2]):
                problem = group.problem
                yield Fault(file, row or None, group.column, problem.code, problem.sentence, problem.fix)

    def __contains__(self, fault: object) -> bool:
        return any(found == fault for found in self)
