"""Families for the rule tests: sensible defaults, and the interesting value as a keyword."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from uuid import UUID

from app.programme.facts import (
    Criterion,
    CriterionFact,
    FamilyFacts,
    Measurement,
    MeasurementKind,
    MemberFacts,
    MemberRole,
)

ON = date(2013, 7, 12)
ENTERED = date(2012, 10, 1)
EXTRACTED = date(2013, 7, 1)
FAMILY = UUID(int=1)
CHILD, SIBLING, PARENT = UUID(int=11), UUID(int=12), UUID(int=13)

SUMMER = (date(2012, 4, 16), date(2012, 7, 20))
AUTUMN = (date(2012, 9, 3), date(2012, 12, 21))
SPRING = (date(2013, 1, 7), date(2013, 3, 28))
TERMS = (SUMMER, AUTUMN, SPRING)
BASELINE = (date(2012, 7, 1), date(2012, 12, 31))
CURRENT = (date(2013, 1, 1), date(2013, 6, 30))

ABSENCE = MeasurementKind.UNAUTHORISED_ABSENCE
EXCLUSIONS = MeasurementKind.FIXED_TERM_EXCLUSIONS
INCIDENTS = MeasurementKind.ANTISOCIAL_BEHAVIOUR_INCIDENTS
OFFENCES = MeasurementKind.PROVEN_OFFENCES
BENEFIT = MeasurementKind.OUT_OF_WORK_BENEFIT
EMPLOYMENT = MeasurementKind.EMPLOYMENT
WORK_PROGRAMME = MeasurementKind.WORK_PROGRAMME


def measured(
    kind: MeasurementKind,
    value: int = 1,
    *,
    starts_on: date,
    ends_on: date | None = None,
    extract_on: date = EXTRACTED,
) -> Measurement:
    return Measurement(kind, starts_on, ends_on, value, "Test extract", extract_on)


def by_term(kind: MeasurementKind, *values: int | None) -> tuple[Measurement, ...]:
    """A row for summer 2012, autumn 2012 and spring 2013; None leaves that term without one."""
    return tuple(
        measured(kind, value, starts_on=first, ends_on=last)
        for (first, last), value in zip(TERMS, values, strict=True)
        if value is not None
    )


def by_half(kind: MeasurementKind, baseline: int | None, current: int | None) -> tuple[Measurement, ...]:
    """A row for July to December 2012 and one for January to June 2013; None leaves that half without one."""
    return tuple(
        measured(kind, value, starts_on=first, ends_on=last)
        for (first, last), value in zip((BASELINE, CURRENT), (baseline, current), strict=True)
        if value is not None
    )


def at_school(absence: Iterable[int | None] = (0, 0, 0), exclusions: Iterable[int | None] = (0, 0, 0)):
    return (*by_term(ABSENCE, *absence), *by_term(EXCLUSIONS, *exclusions))


def a_child(*measurements: Measurement, **changes: object) -> MemberFacts:
    """A child of eleven who has lived in the family since 2010."""
    child = MemberFacts(CHILD, date(2002, 3, 1), MemberRole.CHILD, date(2010, 1, 1), None, measurements)
    return replace(child, **changes)


def a_parent(*measurements: Measurement, **changes: object) -> MemberFacts:
    """A parent of thirty-three who has lived in the family since 2010."""
    parent = MemberFacts(
        PARENT, date(1980, 3, 1), MemberRole.PARENT_OR_CARER, date(2010, 1, 1), None, measurements
    )
    return replace(parent, **changes)


def a_fact(criterion: Criterion, **changes: object) -> CriterionFact:
    """A criterion met by the family as a whole since April 2012, verified in September."""
    fact = CriterionFact(
        criterion, True, None, date(2012, 4, 1), None, "Test extract", date(2012, 9, 1), date(2012, 9, 15)
    )
    return replace(fact, **changes)


def a_family(*members: MemberFacts, **changes: object) -> FamilyFacts:
    """A family attached on 1 October 2012, with no criteria unless given."""
    return replace(FamilyFacts(FAMILY, ENTERED, False, (), members), **changes)
