"""How documents name the coordinates of figures."""

from app.periods import MONTHS

ROUTE_NAMES = {
    "rollout-meeting": "Allocations from rollout meetings",
    "check-for-claim": "PBR - potential claims",
    "fip": "FIP",
    "pilot": "Pilot group",
    "referral": "Referral",
    "backdated": "Backdated",
}

REASON_NAMES = {
    "social-care-case": "Social care case",
    "data-to-check": "Data to check",
    "single-agency-need": "Single-agency need",
    "moved-out-of-area": "Moved out of area",
    "deferred": "Deferred until a date",
    "false-positive": "False positive: criteria not met",
}

CLOSURE_NAMES = {
    "needs-met": "Needs met",
    "escalated-to-social-care": "Escalated to social care",
    "family-disengaged": "Family disengaged",
    "consent-withdrawn": "Consent withdrawn",
    "moved-away": "Moved away",
    "other": "Other",
}

AUDIT_RESULT_NAMES = {
    "audited": "became audited",
    "sent-back": "went back to be put right",
    "left-the-batch": "had left the batch before",
}

STAGE_NAMES = {
    "consent": "Consent given",
    "assessment": "Assessment completed",
    "team-meeting": "First team meeting held",
    "review": "First review held",
}

RESULT_NAMES = {
    "education-and-crime": "Education, crime and anti-social behaviour",
    "progress-to-work": "Progress to work",
    "continuous-employment": "Continuous employment",
    "significant-and-sustained-progress": "Significant and sustained progress",
    "successful-family-outcome": "Successful family outcome",
}

SPAN_NAMES = {"cumulative": "So far", "in-window": "In this window"}


def rollout_name(rollout: str) -> str:
    """Rollout 1; not rolled out."""
    return "Not rolled out" if rollout == "none" else f"Rollout {rollout}"


def plain_name(value: str) -> str:
    """A kebab-case value as words: risk-of-exclusion → Risk of exclusion."""
    return value.replace("-", " ").capitalize()


def month_name(month: str) -> str:
    """2013-01 → January 2013."""
    year, number = month.split("-")
    return f"{MONTHS[int(number) - 1]} {year}"


def quarter_name(quarter: str) -> str:
    """2012/13 Q4 → January to March 2013."""
    year, number = quarter.split(" Q")
    starts = int(year[:4])
    return {
        "1": f"April to June {starts}",
        "2": f"July to September {starts}",
        "3": f"October to December {starts}",
        "4": f"January to March {starts + 1}",
    }[number]
