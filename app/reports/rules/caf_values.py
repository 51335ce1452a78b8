"""The values that the axes of the CAF reports range over, and how a record comes to one of them."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache

from app.cases.rules.audit_questions import AuditSection
from app.cases.rules.quality_audits import AuditCategory
from app.claims.rules.assurance import ActionState
from app.periods import (
    add_months,
    age_on,
    financial_year_label,
    financial_year_of,
    month_end,
    quarter,
    quarter_of,
)
from app.reports.rules.assessments import STAGES
from app.reports.rules.facts import AssessmentRow

QUARTERS = 8
"""How many quarters are counted apart: the latest that are over."""

ROLLING = 5
"""At how many quarters' ends the twelve months before are counted; each is four of the quarters."""

MANY_DAYS = 10_000
"""For so many days is what follows from a day alone kept, since each is asked for a thousand times."""

MET, ESCALATED, OTHERWISE = "needs-met", "escalated-to-social-care", "other-ending"
ENDINGS = (MET, ESCALATED, OTHERWISE)

NOT_KNOWN = "not-known"
UNBORN, EARLIEST, PRIMARY, SECONDARY, OLDEST = "unborn", "0-4", "5-10", "11-15", "16-and-over"
AGE_BANDS = (UNBORN, EARLIEST, PRIMARY, SECONDARY, OLDEST, NOT_KNOWN)
SEXES = ("female", "male", "unknown")
ETHNIC_GROUPS = ("white", "mixed", "asian", "black", "other-group", NOT_KNOWN)

NO_STAGE = "none"
FURTHEST = (NO_STAGE, *STAGES)

KNOWN, NO_KNOWN = "known", "none"
RISKS = (KNOWN, NO_KNOWN)
ON_TIME, LATE, OVERDUE = "on-time", "late", "overdue"
TO_COME, NO_DAY, NO_RISK = "to-come", "no-day-agreed", "no-known-risk"
FOLLOW_UPS = (ON_TIME, LATE, OVERDUE, TO_COME, NO_DAY, NO_RISK)

CONSENTED, SHARED, TAKEN_BY_CARE = "consent-given-later", "shared-for-a-lawful-reason", ESCALATED
AGAIN, CLOSED, NOTHING = "assessed-again", "closed", "nothing-yet"
NEXT_STEPS = (CONSENTED, SHARED, TAKEN_BY_CARE, AGAIN, CLOSED, NOTHING)

CAF_ONLY, FAMILY_ONLY, BOTH = "caf-only", "family-assessment-only", "both"
ASSESSED_BY = (CAF_ONLY, FAMILY_ONLY, BOTH)

PREGNANCY = "teenage-pregnancy"
KNOWN_GROUPS = ("persistent-absence", "exclusions", "permanent-exclusions")
GROUPS = (PREGNANCY, *KNOWN_GROUPS)
SUPPORTED, NOT_SUPPORTED = "supported", "not-supported"

LISTED: Mapping[str, tuple[str, ...]] = {
    "ending": ENDINGS,
    "sex": SEXES,
    "age-band": AGE_BANDS,
    "ethnicity": ETHNIC_GROUPS,
    "furthest-stage": FURTHEST,
    "risk": RISKS,
    "follow-up": FOLLOW_UPS,
    "next-step": NEXT_STEPS,
    "assessed-by": ASSESSED_BY,
    "group": GROUPS,
    "known-group": KNOWN_GROUPS,
    "support": (SUPPORTED, NOT_SUPPORTED),
    "audit-category": tuple(each.value for each in AuditCategory),
    "audit-section": tuple(each.value for each in AuditSection),
    "action-state": tuple(each.value for each in ActionState),
}
"""The axes whose values are the same on every day."""

AXES = frozenset({*LISTED, "quarter", "twelve-months-to"})

_ETHNIC = {
    "white": ("WBRI", "WIRI", "WIRT", "WOTH", "WROM"),
    "mixed": ("MWBC", "MWBA", "MWAS", "MOTH"),
    "asian": ("AIND", "APKN", "ABAN", "AOTH"),
    "black": ("BCRB", "BAFR", "BOTH"),
    "other-group": ("CHNE", "OOTH"),
}
"""The five groups of the school census, by the codes that are recorded."""

_GROUP_OF = {code: group for group, codes in _ETHNIC.items() for code in codes}


def values(as_at: date) -> dict[str, tuple[str, ...]]:
    """The declared values of each axis, as at a day."""
    ends = quarter_ends(as_at)
    return {
        **LISTED,
        "quarter": tuple(quarter_label(each) for each in ends),
        "twelve-months-to": tuple(each.isoformat() for each in ends[-ROLLING:]),
    }


@lru_cache(MANY_DAYS)
def quarter_label(day: date) -> str:
    """The quarter of a day as it is printed: 12 July 2013 → "2013/14 Q2"."""
    return f"{financial_year_label(financial_year_of(day))} Q{quarter_of(day)}"


def quarter_ends(as_at: date) -> tuple[date, ...]:
    """The last days of the latest quarters over by a day, oldest first; each is over on its last day."""
    at_hand = quarter(financial_year_of(as_at), quarter_of(as_at))
    last = as_at if as_at == at_hand.last else at_hand.first - timedelta(days=1)
    return tuple(month_end(add_months(last, -3 * back)) for back in reversed(range(QUARTERS)))


@lru_cache(MANY_DAYS)
def twelve_months_with(day: date) -> tuple[str, ...]:
    """The ends of quarters up to which the twelve months hold a day: its own quarter's and the next three."""
    last = quarter(financial_year_of(day), quarter_of(day)).last
    return tuple(month_end(add_months(last, 3 * ahead)).isoformat() for ahead in range(4))


def ethnic_group(code: str | None) -> str:
    """The group of a recorded ethnicity; not known where it was refused, not obtained or not recorded."""
    return _GROUP_OF.get(code or "", NOT_KNOWN)


def age_band(born_on: date | None, expected_on: date | None, on: date) -> str:
    """The age of a child on a day, in bands; unborn before its birth."""
    if born_on is None:
        return UNBORN if expected_on is not None else NOT_KNOWN
    if born_on > on:
        return UNBORN
    age = age_on(born_on, on)
    if age >= 16:
        return OLDEST
    if age >= 11:
        return SECONDARY
    return PRIMARY if age >= 5 else EARLIEST


def ending(row: AssessmentRow) -> str:
    """How a closed CAF ended: with needs met, by escalation to social care, or otherwise."""
    return row.closure_reason if row.closure_reason in (MET, ESCALATED) else OTHERWISE


def furthest_stage(row: AssessmentRow) -> str:
    """The last of the four stages that an assessment has completed; none where there is no date of any."""
    dates = (row.consented_on, row.assessment_completed_on, row.first_team_meeting_on, row.first_reviewed_on)
    reached = [stage for stage, day in zip(STAGES, dates, strict=True) if day is not None]
    return reached[-1] if reached else NO_STAGE


def follow_up(*, has_risk: bool, due_on: date | None, done_on: date | None, on: date) -> str:
    """How far the risk known at a refusal was followed up on a day; done later than that is not done yet.

    An import may bring a known risk without a day to follow it up; then none was agreed.
    """
    if not has_risk:
        return NO_RISK
    if due_on is None:
        return NO_DAY
    if done_on is not None and done_on <= on:
        return ON_TIME if done_on <= due_on else LATE
    return OVERDUE if due_on < on else TO_COME


def next_step(
    *,
    consented: bool,
    shared: bool,
    closure_reason: str | None,
    assessed_again: bool,
) -> str:
    """What happened next after a refusal or a withdrawal: the first of these that did.

    Consent was given later for the same assessment; it was shared with an agency for a lawful reason; it was
    closed as social care took the case; another assessment of the family began; it was closed for any other
    reason; nothing is recorded yet.
    """
    if consented:
        return CONSENTED
    if shared:
        return SHARED
    if closure_reason == ESCALATED:
        return TAKEN_BY_CARE
    if assessed_again:
        return AGAIN
    return CLOSED if closure_reason else NOTHING
