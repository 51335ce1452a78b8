"""One plan: how the actions of a completed form become those that reviews follow, once and not twice.

The form says what was agreed on with the family; the plan says how far it is. When a form is opened again
and completed again, each action of the plan is found among the form's rows, what the form says otherwise is
put over it, and what was done or changed at a review since stays as it is.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from app.cases.rules.form import PlannedAction
from app.cases.rules.vocabulary import Word


class PlanField(Word):
    """What of an action of the plan was changed."""

    DESIRED_OUTCOME = "desired-outcome"
    WHAT = "what"
    WHO = "who"
    DUE_ON = "due-on"
    DONE_ON = "done-on"
    WITHDRAWN_ON = "withdrawn-on"

    @property
    def is_date(self) -> bool:
        """Whether its values are days."""
        return self.value.endswith("-on")


@dataclass(frozen=True, slots=True)
class Standing:
    """An action that the plan has from the form. last: what the form said of it at the last completion."""

    id: UUID
    last: PlannedAction
    is_done: bool = False
    is_withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Followed:
    """An action of the plan that the form still has: in which row, and what the form says otherwise now.

    A done action is what it was: the form changes nothing of it.
    """

    id: UUID
    row: int
    changes: frozenset[PlanField]


@dataclass(frozen=True, slots=True)
class Carried:
    """What a completed form makes of the plan. added: rows that come new. Rows are counted from 0.

    withdrawn: actions not done whose row the form has no more.
    """

    added: tuple[int, ...]
    followed: tuple[Followed, ...]
    withdrawn: frozenset[UUID]


def carried(rows: Sequence[PlannedAction], plan: Sequence[Standing]) -> Carried:
    """How a form's rows go into a plan that may have some of them already.

    An action is the same one while its words are the same; where they were changed, while it serves the
    same desired outcome and is neither done nor withdrawn.
    """
    of_row: dict[int, Standing] = {}
    for is_same in _SAME:
        for each in plan:
            if each in of_row.values():
                continue
            found = (row for row, planned in enumerate(rows) if row not in of_row and is_same(each, planned))
            row = next(found, None)
            if row is not None:
                of_row[row] = each
    kept = {each.id for each in of_row.values()}
    return Carried(
        added=tuple(row for row in range(len(rows)) if row not in of_row),
        followed=tuple(
            Followed(each.id, row, frozenset() if each.is_done else _changes(each.last, rows[row]))
            for row, each in sorted(of_row.items())
        ),
        withdrawn=frozenset(
            each.id for each in plan if each.id not in kept and not (each.is_done or each.is_withdrawn)
        ),
    )


def _changes(last: PlannedAction, now: PlannedAction) -> frozenset[PlanField]:
    said: Mapping[PlanField, tuple[object, object]] = {
        PlanField.DESIRED_OUTCOME: (last.desired_outcome, now.desired_outcome),
        PlanField.WHAT: (last.action, now.action),
        PlanField.WHO: (last.who, now.who),
        PlanField.DUE_ON: (last.by_on, now.by_on),
    }
    return frozenset(field for field, (was, becomes) in said.items() if was != becomes)


def _is_identical(standing: Standing, planned: PlannedAction) -> bool:
    return standing.last == planned


def _says_the_same(standing: Standing, planned: PlannedAction) -> bool:
    return _plain(standing.last.action) == _plain(planned.action) and _serves_the_same(standing, planned)


def _does_the_same(standing: Standing, planned: PlannedAction) -> bool:
    return _plain(standing.last.action) == _plain(planned.action)


def _is_reworded(standing: Standing, planned: PlannedAction) -> bool:
    is_open = not standing.is_done and not standing.is_withdrawn
    return is_open and _serves_the_same(standing, planned)


def _serves_the_same(standing: Standing, planned: PlannedAction) -> bool:
    return _plain(standing.last.desired_outcome) == _plain(planned.desired_outcome)


def _plain(words: str) -> str:
    return " ".join(words.split()).casefold()


_SAME: tuple[Callable[[Standing, PlannedAction], bool], ...] = (
    _is_identical,
    _says_the_same,
    _does_the_same,
    _is_reworded,
)
"""What makes a row the same action, the surest first."""
