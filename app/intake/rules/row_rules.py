"""What must hold between the cells of one row: declared once for checking, the schemas and the documents."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import compress

from app.cases.rules.vocabulary import AllocationRoute, NotAllocatedReason, TriageOutcome
from app.intake.rules import faults
from app.intake.rules.content import Content
from app.intake.rules.faults import Problem
from app.programme.facts import MeasurementKind


@dataclass(frozen=True, slots=True)
class RowRule:
    """A problem that a row has when `broken` says so of the values in `columns`.

    column: where the fault is reported. The rule cannot be broken while the first of `columns` is blank.
    """

    column: str
    columns: tuple[str, ...]
    broken: Callable[..., bool]
    problem: Problem


def rules_of(table_name: str) -> tuple[RowRule, ...]:
    """The rules of a table's rows."""
    return ROW_RULES.get(table_name, ())


def broken_rows(content: Content, rule: RowRule) -> list[int]:
    """The positions of the rows that break a rule; rows with a cell at fault are passed over."""
    columns = [content[name] for name in rule.columns]
    filled = list(compress(range(len(content)), columns[0]))
    values = zip(*(map(column.__getitem__, filled) for column in columns), strict=True)
    broken = rule.broken
    return content.sound([position for position, row in zip(filled, values, strict=True) if broken(*row)])


def _in_order(first: str, last: str) -> RowRule:
    # Dates are written year first, so that text compares as they do.
    return RowRule(
        last,
        (last, first),
        lambda ends, starts: bool(starts and ends < starts),
        faults.dates_out_of_order(first, last),
    )


def _together(*columns: str) -> tuple[RowRule, ...]:
    """All of the columns or none: the first needs every other one, and each other one needs the first."""
    first, *others = columns
    problem = faults.given_in_part(columns)
    return (
        RowRule(first, columns, lambda *given: not all(given), problem),
        *(RowRule(first, (other, first), lambda _, given: not given, problem) for other in others),
    )


def _only_with(column: str, other: str) -> RowRule:
    return RowRule(column, (column, other), lambda _, needed: not needed, faults.only_with(column, other))


def _only_when(column: str, other: str, value: str) -> RowRule:
    return RowRule(
        column, (column, other), lambda _, found: bool(found != value), faults.only_when(column, other, value)
    )


def _required_when(column: str, other: str, *values: str) -> RowRule:
    needing = frozenset(values)
    return RowRule(
        column,
        (other, column),
        lambda found, given: not given and found in needing,
        faults.required_when(column, other, " or ".join(values)),
    )


def _not_both(column: str, other: str) -> RowRule:
    return RowRule(column, (column, other), lambda _, given: bool(given), faults.not_both(column, other))


def _at_most(column: str, other: str, value: str, most: int, meaning: str) -> RowRule:
    return RowRule(
        column,
        (column, other),
        lambda figure, kind: kind == value and int(figure) > most,
        faults.value_too_high(column, value, most, meaning),
    )


def _not_among(column: str, primary: str) -> RowRule:
    return RowRule(
        column,
        (column, primary),
        lambda listed, first: first in listed.split(";"),
        faults.already_the_primary(column, primary),
    )


_NOT_TO_BE_ALLOCATED = TriageOutcome.NOT_TO_BE_ALLOCATED.value
_FIGURES_OF_A_PERIOD = [kind.value for kind in MeasurementKind if not kind.is_spell]

ROW_RULES: dict[str, tuple[RowRule, ...]] = {
    "postings": (_in_order("from", "to"),),
    "families": (*_together("listed_on", "identified_how"), _only_with("attached_on", "listed_on")),
    "members": (_in_order("from", "to"), _not_both("expected_on", "born_on")),
    "criteria": (_in_order("from", "to"), *_together("verified_on", "verified_by")),
    "measurements": (
        _in_order("from", "to"),
        _required_when("to", "kind", *_FIGURES_OF_A_PERIOD),
        _at_most("value", "kind", MeasurementKind.UNAUTHORISED_ABSENCE.value, 10_000, "10000 is 100.00%"),
    ),
    "triage": (
        _required_when("reason", "outcome", _NOT_TO_BE_ALLOCATED),
        _only_when("reason", "outcome", _NOT_TO_BE_ALLOCATED),
        _only_when("deferred_until", "reason", NotAllocatedReason.DEFERRED.value),
    ),
    "allocations": (
        _in_order("from", "to"),
        _only_with("end_reason", "to"),
        _required_when("meeting", "route", AllocationRoute.ROLLOUT_MEETING.value),
        *_together("lead", "lead_establishment", "lead_chosen"),
    ),
    "assessments": (
        _in_order("initiated_on", "closed_on"),
        _in_order("assessment_started_on", "assessment_completed_on"),
        *_together("closed_on", "closure_reason"),
        _not_among("secondary_reasons", "primary_reason"),
    ),
    "windows": (_in_order("opens_on", "closes_on"),),
    "claims": _together("part", "source", "evidence_on"),
}
