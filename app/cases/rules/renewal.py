"""Until when consent to an open assessment is taken to last before the family is asked again."""

from dataclasses import dataclass
from datetime import date, timedelta

from app.cases.rules.vocabulary import ConsentDecision
from app.periods import add_months

AGREED = frozenset({ConsentDecision.GIVEN, ConsentDecision.LIMITED})


@dataclass(frozen=True, slots=True)
class Renewal:
    """How long consent lasts. months: from the day it was given. shown: how long before that it is shown."""

    months: int
    shown: timedelta
    source: str


RENEWAL = Renewal(
    months=12,
    shown=timedelta(weeks=4),
    source="Ours, of November 2026: the minimum standards ask for consent and say nothing of its end.",
)
"""Nothing is closed or hidden when the day has passed: the family is to be asked again."""


def renewal_due_on(decision: ConsentDecision | None, decided_on: date | None) -> date | None:
    """The day by which a family is to be asked again; None where no consent is in force.

    decision: the last one; None where none is recorded and an import brought only the day, decided_on.
    Given on 29 February 2012 → 28 February 2013.
    """
    if decided_on is None or (decision is not None and decision not in AGREED):
        return None
    return add_months(decided_on, RENEWAL.months)


def is_renewal_shown(due_on: date, today: date) -> bool:
    """Whether the renewal of consent is overdue, or due within four weeks."""
    return due_on <= today + RENEWAL.shown
