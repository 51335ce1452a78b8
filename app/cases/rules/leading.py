"""When a family may get another lead professional: one leads on any day, and who may stand in how long."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.cases.rules.vocabulary import LeadChosen, Word
from app.errors import RuleRefused
from app.periods import ONE_DAY, written_date

LONGEST_COVER_DAYS = 183


class LeadWanting(Word):
    """What is the matter with the lead of a family that is allocated now, the worst first.

    Source: Board pack 2013, minute 33, for leads by default; the rest is ours.
    """

    NO_LEAD = "no-lead"
    LEAD_HAS_LEFT = "lead-has-left"
    BY_DEFAULT = "by-default"


@dataclass(frozen=True, slots=True)
class Led:
    """Who leads under an allocation from a day, and from where; ends_on None: until something changes."""

    practitioner_id: UUID
    establishment_id: UUID
    starts_on: date
    ends_on: date | None


def lead_to_end(
    leads: Iterable[Led], new: Led, *, allocated_from: date, allocated_to: date | None
) -> Led | None:
    """Who leads until the day before the new lead begins; None: nobody does.

    Raises RuleRefused("outside-allocation" | "lead-follows" | "same-lead").
    """
    if new.starts_on < allocated_from or (allocated_to is not None and new.starts_on > allocated_to):
        raise RuleRefused(
            "outside-allocation",
            f"The allocation began on {written_date(allocated_from)}"
            + (f" and ends on {written_date(allocated_to)}" if allocated_to else "")
            + ". Choose a day within it.",
        )
    known = sorted(leads, key=lambda lead: lead.starts_on)
    if known and known[-1].starts_on >= new.starts_on:
        raise RuleRefused(
            "lead-follows",
            f"The family has a lead from {written_date(known[-1].starts_on)}. Choose a later day.",
        )
    current = known[-1] if known else None
    if current is None or (current.ends_on is not None and current.ends_on < new.starts_on):
        return None
    if (current.practitioner_id, current.establishment_id) == (new.practitioner_id, new.establishment_id):
        raise RuleRefused("same-lead", "That person leads the family already.")
    return current


def lead_wanting(chosen: LeadChosen | None, left_on: date | None, *, today: date) -> LeadWanting | None:
    """What is the matter with who leads a family that is allocated now; None: nothing is.

    chosen: how the lead was chosen; None when nobody leads. left_on: the day from which they work here no
    more; None while they do.
    """
    if chosen is None:
        return LeadWanting.NO_LEAD
    if left_on is not None and left_on <= today:
        return LeadWanting.LEAD_HAS_LEFT
    return LeadWanting.BY_DEFAULT if chosen is LeadChosen.BY_DEFAULT else None


def last_day_before(starts_on: date) -> date:
    """The last day of whoever led before: the day before the new lead begins."""
    return starts_on - ONE_DAY


def check_cover_dates(starts_on: date, ends_on: date, *, today: date) -> None:
    """Refuse a cover that ends before it begins, is over already, or lasts for more than half a year.

    Whoever stands in for longer should lead. Raises RuleRefused("cover-dates" | "cover-over" | "cover-long").
    """
    if ends_on < starts_on:
        raise RuleRefused("cover-dates", "The last day may not be before the first.")
    if ends_on < today:
        raise RuleRefused("cover-over", "The last day has passed. Choose one from today on.")
    if (ends_on - starts_on).days > LONGEST_COVER_DAYS:
        raise RuleRefused(
            "cover-long", "Cover lasts for half a year at most. For longer, change the lead professional."
        )
