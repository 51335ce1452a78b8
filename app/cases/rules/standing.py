"""Where a family stands with the programme on a day, for lists and counts of families."""

from collections.abc import Set
from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto

from app.cases.rules.vocabulary import TriageOutcome, Word


class FamilyStatus(Word):
    """Where a family stands, in one word."""

    WORKED_WITH = "worked-with"
    CHECK_FOR_CLAIM = "check-for-claim"
    NOT_TO_BE_ALLOCATED = "not-to-be-allocated"
    YET_TO_BE_ALLOCATED = "yet-to-be-allocated"
    CLOSED = "closed"
    NOT_ON_PROGRAMME = "not-on-programme"


class Fact(StrEnum):
    """What a family's standing rests on."""

    NOT_ON_THE_LIST = auto()
    ALLOCATED_NOW = auto()
    TO_CHECK_FOR_CLAIM = auto()
    NOT_TO_BE_ALLOCATED = auto()
    ALLOCATED_BEFORE = auto()


# The first of these whose fact holds; a family with none of them is yet to be allocated. Queries compile the
# same table, so that a list and a record never differ.
PRECEDENCE: tuple[tuple[Fact, FamilyStatus], ...] = (
    (Fact.NOT_ON_THE_LIST, FamilyStatus.NOT_ON_PROGRAMME),
    (Fact.ALLOCATED_NOW, FamilyStatus.WORKED_WITH),
    (Fact.TO_CHECK_FOR_CLAIM, FamilyStatus.CHECK_FOR_CLAIM),
    (Fact.NOT_TO_BE_ALLOCATED, FamilyStatus.NOT_TO_BE_ALLOCATED),
    (Fact.ALLOCATED_BEFORE, FamilyStatus.CLOSED),
)
OTHERWISE = FamilyStatus.YET_TO_BE_ALLOCATED


@dataclass(frozen=True, slots=True)
class Decided:
    """The latest decision about a family on or before the day."""

    outcome: TriageOutcome
    decided_on: date


@dataclass(frozen=True, slots=True)
class Allocated:
    """The latest allocation of a family that began on or before the day. ends_on None: it goes on."""

    starts_on: date
    ends_on: date | None


def family_status(
    on: date, *, identified_on: date | None, decided: Decided | None, allocated: Allocated | None
) -> FamilyStatus:
    """Where a family stands at the end of a day.

    identified_on None: it is known only through a CAF.
    """
    facts = family_facts(on, identified_on=identified_on, decided=decided, allocated=allocated)
    return next((status for fact, status in PRECEDENCE if fact in facts), OTHERWISE)


def family_facts(
    on: date, *, identified_on: date | None, decided: Decided | None, allocated: Allocated | None
) -> Set[Fact]:
    """What a family's standing rests on at the end of a day.

    A decision stands until an allocation begins after it: a checked family that was then allocated, and whose
    allocation has ended, is closed.
    """
    stands = decided if decided and not (allocated and allocated.starts_on > decided.decided_on) else None
    goes_on = allocated is not None and (allocated.ends_on is None or allocated.ends_on >= on)
    found = {
        Fact.NOT_ON_THE_LIST: identified_on is None or identified_on > on,
        Fact.ALLOCATED_NOW: goes_on,
        Fact.TO_CHECK_FOR_CLAIM: stands is not None and stands.outcome is TriageOutcome.CHECK_FOR_CLAIM,
        Fact.NOT_TO_BE_ALLOCATED: stands is not None and stands.outcome is TriageOutcome.NOT_TO_BE_ALLOCATED,
        Fact.ALLOCATED_BEFORE: allocated is not None and not goes_on,
    }
    return {fact for fact, holds in found.items() if holds}
