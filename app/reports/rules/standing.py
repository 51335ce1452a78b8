"""Which of a family's allocations stands on a day, and the cohort year that it belongs to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.programme.packs import RulePack
from app.reports.rules.facts import AllocationFact


@dataclass(frozen=True, slots=True)
class AgreedAllocation:
    """An allocation as recorded: its route, its agencies with the leading one first, and its days."""

    route: str
    agencies: tuple[str, ...]
    starts_on: date
    ends_on: date | None


def standing_allocations(agreed: Iterable[AgreedAllocation], as_at: date) -> tuple[AllocationFact, ...]:
    """The allocations in force on a day; or the latest that ended; or the first agreed for later.

    More than one in force is a fault in the records, and all are given so that it is found.
    """
    ordered = sorted(agreed, key=lambda each: (each.starts_on, each.agencies))
    started = [each for each in ordered if each.starts_on <= as_at]
    current = [each for each in started if each.ends_on is None or each.ends_on >= as_at]
    standing = current or started[-1:] or ordered[:1]
    return tuple(
        AllocationFact(each.route, each.agencies, each.starts_on, has_started=each.starts_on <= as_at)
        for each in standing
    )


def first_start(agreed: Iterable[AgreedAllocation], as_at: date) -> date | None:
    """The first day of a family's first allocation, ended or not; None when none has begun by a day."""
    return min((each.starts_on for each in agreed if each.starts_on <= as_at), default=None)


def cohort_year(attached_on: date, pack: RulePack) -> int | None:
    """The cohort year whose payment terms cover a family attached on a day; None when none does."""
    return next((terms.cohort_year for terms in pack.terms if attached_on in terms.attached), None)
