"""The measurements gone through once: each put into the slot that it belongs to, and aggregated by person.

A slot is a kind and the days that a test asks about. A row belongs to it when it begins on or after the first
and ends on or before the last; a row without an end belongs only to slots without a last day. Where each row
belongs is worked out once, so that the many conditions of a pack cost one comparison of whole numbers for
each figure.

Counts by the month are gone through apart from the rest: there are many times as many of them, and each row
costs as much as there are figures that it might belong to.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from app.cases.models.evidence import Measurement
from app.claims.queries.layout import Columns, Question, Statement, parts_of, questions
from app.claims.rules.asked import days_asked, terms_asked, windows_asked
from app.periods import Period, term_bounds
from app.programme.facts import MeasurementKind
from app.programme.packs import (
    ContinuousSpell,
    EachAtLeast,
    EachUnder,
    Ended,
    Reduction,
    RulePack,
    SpellStarted,
    StepPart,
)

Named = tuple[str, sa.ColumnElement[Any]]

# The days told of in both windows of a reduction are one number, those of the current window counted in
# these. The rows of a window of 1,400 days, each beginning on a day of its own, tell of fewer than a million
# days; the longest that a pack may ask for, 36 months, has 1,096.
IN_CURRENT = 1 << 20
MOST_DAYS = 1400

measurement: Columns = sa.inspect(Measurement).local_table.c


@dataclass(frozen=True, slots=True)
class Slot:
    """A kind and days: from the first, and to the last, both included; without a last day, however long."""

    kind: MeasurementKind
    first: date = date.min
    last: date = date.max

    def overlaps(self, other: "Slot") -> bool:
        """Whether a row could belong to both."""
        return self.kind is other.kind and self.first <= other.last and other.first <= self.last


class Slots:
    """The slots of questions on a test date, in layers: within one, a row belongs to one slot at the most."""

    def __init__(self, asked: Sequence[Question], on: date) -> None:
        self.on = on
        self.questions = asked
        self.layers: list[list[Slot]] = []
        for question in asked:
            for slot in (*slots_of(question, on).values(), *looked_into(question)):
                if not any(slot in layer for layer in self.layers):
                    self._layer_for(slot).append(slot)

    def figures(self, people: Statement | None) -> Statement:
        """One row per person with anything in a slot: `person_id`, and each figure that a test needs.

        people: only those whose ids it selects.
        """
        placed = self._placed(people).subquery("placed")
        figures = {
            name: column for question in self.questions for name, column in self._figures(question, placed.c)
        }
        named = (column.label(name) for name, column in figures.items())
        return sa.select(placed.c.person_id, *named).group_by(placed.c.person_id)

    def latest(self, slot: Slot) -> str:
        """The name of the figure that says on which day a person's latest row of a slot began."""
        return next(
            f"latest_{number}_{layer.index(slot)}"
            for number, layer in enumerate(self.layers, start=1)
            if slot in layer
        )

    def _layer_for(self, slot: Slot) -> list[Slot]:
        for layer in self.layers:
            if not any(slot.overlaps(other) for other in layer):
                return layer
        self.layers.append([])
        return self.layers[-1]

    def _placed(self, people: Statement | None) -> sa.CompoundSelect[Any]:
        """Each row with its place in each layer, and nothing for one that belongs to no slot of it."""
        names = ("person_id", "value", "starts_on", "ends_on")
        places = [
            _place_in(layer).label(f"place_{number}") for number, layer in enumerate(self.layers, start=1)
        ]
        statement = sa.select(*(measurement[name] for name in names), *places).where(
            *self._of_these_kinds(),
            self.on >= measurement.starts_on,
            measurement.extract_on <= self.on,
            sa.or_(*self._late_enough()),
        )
        if people is not None:
            # As one array, made once: whatever the planner believes of the tables, it goes through them once.
            chosen = sa.func.array(people.scalar_subquery(), type_=ARRAY(sa.Uuid))
            statement = statement.where(measurement.person_id == sa.any_(chosen))
        # The planner would write a column of a plain subquery out wherever it is named; of a union it does
        # not.
        nothing = sa.select(*statement.selected_columns).where(sa.false())
        return sa.union_all(statement, nothing)

    def _of_these_kinds(self) -> Iterator[sa.ColumnElement[bool]]:
        """Few rows are found by their kind; where most are wanted, to ask each costs more than it saves."""
        if not any(isinstance(question.test, Reduction) for question in self.questions):
            yield measurement.kind.in_(sorted({slot.kind for layer in self.layers for slot in layer}))

    def _late_enough(self) -> Iterator[sa.ColumnElement[bool]]:
        """Rows that ended before every window say nothing to any test; only old spells still may."""
        slots = [slot for layer in self.layers for slot in layer]
        windows = [slot.first for slot in slots if slot.last < date.max]
        endless = sorted({slot.kind for slot in slots if slot.last == date.max})
        if windows:
            yield measurement.ends_on >= min(windows)
        if endless:
            yield measurement.kind.in_(endless)

    def _figures(self, question: Question, row: Columns) -> Iterator[Named]:
        """The figures of one person that a test is decided on, as aggregates over the person's rows."""
        test, days = question.test, row.ends_on - row.starts_on + 1
        for name, slot in slots_of(question, self.on).items():
            yield self._figure(question, name, slot, row)
        if isinstance(test, Reduction):
            baseline, current = (self._in(row, slot) for slot in slots_of(question, self.on).values())
            windows = windows_asked(test, self.on)
            if max(windows.baseline.days, windows.current.days) > MOST_DAYS:
                raise ValueError(f"a reduction over more than {MOST_DAYS} days has no room for them")
            both = days * sa.case(
                (baseline, sa.literal_column("1")), else_=sa.literal_column(str(IN_CURRENT))
            )
            yield f"{question.name}_days", sa.func.sum(both).filter(sa.or_(baseline, current))
        for slot in looked_into(question):
            yield self.latest(slot), sa.func.max(row.starts_on).filter(self._in(row, slot))

    def _figure(self, question: Question, name: str, slot: Slot, row: Columns) -> Named:
        """The figure that comes from one slot of a test."""
        test, inside = question.test, self._in(row, slot)
        match test:
            case EachUnder():
                return name, sa.func.max(row.value).filter(inside)
            case EachAtLeast():
                return name, sa.func.min(row.value).filter(inside)
            case ContinuousSpell() if name.endswith("_since"):
                long_enough = _days_within(row, days_asked(test, self.on)) >= test.days
                return name, sa.func.max(row.starts_on).filter(inside, long_enough)
            case ContinuousSpell():
                return name, sa.func.max(sa.func.coalesce(row.ends_on, date.max)).filter(inside)
            case SpellStarted():
                return self.latest(slot), sa.func.max(row.starts_on).filter(inside)
            case _:
                return name, sa.func.sum(row.value).filter(inside)

    def _in(self, row: Columns, slot: Slot) -> sa.ColumnElement[bool]:
        for number, layer in enumerate(self.layers, start=1):
            if slot in layer:
                found: sa.ColumnElement[bool] = row[f"place_{number}"] == sa.literal_column(
                    str(layer.index(slot))
                )
                return found
        raise KeyError(slot)


def slots_of_pack(pack: RulePack, on: date) -> Iterator[Slots]:
    """The slots that a pack asks of: of counts by the month, and of all the rest, each if there are any."""
    asked = [question for part in parts_of(pack) for question in questions(part)]
    for by_month in (True, False):
        slots = Slots([each for each in asked if isinstance(each.test, Reduction) is by_month], on)
        if slots.layers:
            yield slots


def slots_of(question: Question, on: date) -> Mapping[str, Slot]:
    """The slots of a question, each under the name of the figure that comes from it."""
    name, test = question.name, question.test
    match test:
        case EachUnder() | EachAtLeast():
            terms = enumerate(terms_asked(test, on), start=1)
            return {f"{name}_term_{number}": _within(test.kind, term_bounds(term)) for number, term in terms}
        case Reduction():
            windows = windows_asked(test, on)
            return {
                f"{name}_baseline": _within(test.kind, windows.baseline),
                f"{name}_current": _within(test.kind, windows.current),
            }
        case ContinuousSpell():
            return {
                f"{name}_since": Slot(test.kind),
                f"{name}_left_on": Slot(test.leaving),
                f"{name}_excluded_until": Slot(test.not_with),
            }
        case SpellStarted():
            return {f"{name}_begun": Slot(test.kind)}
        case Ended():
            return {}  # it rests on evidence of criteria, and on no measurement


def looked_into(question: Question) -> tuple[Slot, ...]:
    """The slots of which any row shows that somebody has looked whether a step was taken."""
    part = question.part
    return tuple(Slot(kind) for kind in sorted(part.known_by)) if isinstance(part, StepPart) else ()


def _within(kind: MeasurementKind, days: Period) -> Slot:
    return Slot(kind, days.first, days.last)


def _place_in(layer: list[Slot]) -> sa.ColumnElement[int]:
    """Where a row belongs within a layer, as a number; null where nowhere. The kind is looked at first."""
    by_kind: dict[MeasurementKind, list[tuple[sa.ColumnElement[bool], int]]] = {}
    for place, slot in enumerate(layer):
        bounds = [sa.true()]
        if slot.first > date.min:
            bounds.append(slot.first <= measurement.starts_on)
        if slot.last < date.max:
            bounds.append(slot.last >= measurement.ends_on)
        by_kind.setdefault(slot.kind, []).append((sa.and_(*bounds), place))
    whens = [
        (
            measurement.kind == kind,
            sa.case(*((bounds, sa.literal_column(str(place))) for bounds, place in places)),
        )
        for kind, places in by_kind.items()
    ]
    return sa.case(*whens)


def _days_within(row: Columns, window: Period) -> sa.ColumnElement[Any]:
    """How many days of a spell lie within a window; zero or less for none."""
    last = sa.func.least(sa.func.coalesce(row.ends_on, window.last), window.last, type_=sa.Date)
    return last - sa.func.greatest(row.starts_on, window.first, type_=sa.Date) + 1
