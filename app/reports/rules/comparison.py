"""What moved between two releases: figures, and the families whose facts changed, with how."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from uuid import UUID

from app.periods import written_date
from app.reports.rules.facts import AllocationFact, FamilyRow
from app.reports.rules.figures import Coordinates, Figure


@dataclass(frozen=True, slots=True)
class Moved:
    """A figure that differs; None where a release has no such figure."""

    measure: str
    coordinates: Coordinates
    before: Figure | None
    after: Figure | None


@dataclass(frozen=True, slots=True)
class Changed:
    """A family whose frozen facts differ, and how."""

    family_id: UUID
    changes: tuple[str, ...]


FACT_NAMES = {
    "listed_how": "how it was listed",
    "ward": "ward",
    "rollout": "rollout",
    "outcome": "triage decision",
    "reason": "reason",
    "decided_on": "day of the decision",
    "allocations": "allocation",
    "first_started_on": "first day of work",
    "criteria_confirmed": "criteria confirmed",
    "funded_elsewhere": "funded elsewhere",
    "attached_on": "day attached",
    "cohort": "cohort year",
}


def moved_figures(before: Iterable[Figure], after: Iterable[Figure]) -> tuple[Moved, ...]:
    """The figures whose value or members differ, matched by measure and place, in the second's order."""
    first = {(each.measure, each.coordinates): each for each in before}
    second = {(each.measure, each.coordinates): each for each in after}
    found = []
    for place in dict.fromkeys((*second, *first)):
        old, new = first.get(place), second.get(place)
        if old is None or new is None or (old.value, old.members) != (new.value, new.members):
            found.append(Moved(*place, old, new))
    return tuple(found)


def changed_families(before: Iterable[FamilyRow], after: Iterable[FamilyRow]) -> tuple[Changed, ...]:
    """The families whose facts differ, in id order; one that is in one release alone says so."""
    first, second = _by_family(before), _by_family(after)
    found = []
    for family_id in sorted(first.keys() | second.keys()):
        old, new = first.get(family_id), second.get(family_id)
        if old == new:
            continue
        if old is None:
            found.append(Changed(family_id, ("came on to the list",)))
        elif new is None:
            found.append(Changed(family_id, ("left the list",)))
        else:
            found.append(Changed(family_id, _changes(old, new)))
    return tuple(found)


def _by_family(rows: Iterable[FamilyRow]) -> Mapping[UUID, FamilyRow]:
    return {row.family_id: row for row in rows}


def _changes(old: FamilyRow, new: FamilyRow) -> tuple[str, ...]:
    return tuple(
        f"{FACT_NAMES[field.name]}: {said(getattr(old, field.name))} → {said(getattr(new, field.name))}"
        for field in fields(FamilyRow)
        if getattr(old, field.name) != getattr(new, field.name)
    )


def said(value: object) -> str:
    """A fact of a row in words."""
    if isinstance(value, tuple):
        return (
            "; ".join(_allocation(each) if isinstance(each, AllocationFact) else str(each) for each in value)
            or "none"
        )
    if value is None:
        return "none"
    if isinstance(value, date):
        return written_date(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _allocation(allocation: AllocationFact) -> str:
    since = " from" if allocation.has_started else ", to start on"
    whose = " and ".join(allocation.agencies)
    return f"{whose} by {allocation.route}{since} {written_date(allocation.starts_on)}"
