"""How the CAF reports name the coordinates of their figures, and what the public one leaves out."""

from collections.abc import Mapping

from app.cases.rules.audit_questions import AuditSection
from app.cases.rules.quality_audits import AuditCategory
from app.reports.rules import caf_values as values
from app.reports.rules.words import CLOSURE_NAMES, STAGE_NAMES

ENDING_NAMES = {
    values.MET: "Needs met",
    values.ESCALATED: "Escalated to social care",
    values.OTHERWISE: "Any other way",
}

SEX_NAMES = {"female": "Female", "male": "Male", "unknown": "Not known"}

AGE_NAMES = {
    values.UNBORN: "Unborn",
    values.EARLIEST: "0 to 4",
    values.PRIMARY: "5 to 10",
    values.SECONDARY: "11 to 15",
    values.OLDEST: "16 and over",
    values.NOT_KNOWN: "Not known",
}

ETHNIC_NAMES = {
    "white": "White",
    "mixed": "Mixed",
    "asian": "Asian or Asian British",
    "black": "Black or Black British",
    "other-group": "Any other ethnic group",
    values.NOT_KNOWN: "Not known or refused",
}

FURTHEST_NAMES = {values.NO_STAGE: "No stage on record", **STAGE_NAMES}

RISK_NAMES = {values.KNOWN: "A risk is known", values.NO_KNOWN: "No known risk"}

FOLLOW_UP_NAMES = {
    values.ON_TIME: "Followed up by the day agreed",
    values.LATE: "Followed up late",
    values.OVERDUE: "Overdue",
    values.TO_COME: "Not due yet",
    values.NO_DAY: "No day agreed",
}
"""How far a known risk was followed up."""

NEXT_NAMES = {
    values.CONSENTED: "Consent given later",
    values.SHARED: "Shared for a lawful reason",
    values.TAKEN_BY_CARE: "Taken by social care",
    values.AGAIN: "Assessed again",
    values.CLOSED: "Closed for another reason",
    values.NOTHING: "Nothing recorded yet",
}

GROUP_NAMES = {
    values.PREGNANCY: "Teenage pregnancy",
    "persistent-absence": "Persistent absence",
    "exclusions": "Exclusions (three or more, fixed-term)",
    "permanent-exclusions": "Permanent exclusions",
}

CATEGORY_NAMES = {each.value: each.label for each in AuditCategory}
SECTION_NAMES = {each.value: each.label for each in AuditSection}

AXIS_NAMES: Mapping[str, Mapping[str, str]] = {
    "sex": SEX_NAMES,
    "age-band": AGE_NAMES,
    "ethnicity": ETHNIC_NAMES,
    "furthest-stage": FURTHEST_NAMES,
    "ending": ENDING_NAMES,
    "reason": CLOSURE_NAMES,
    "risk": RISK_NAMES,
    "next-step": NEXT_NAMES,
    "follow-up": {**FOLLOW_UP_NAMES, values.NO_RISK: "No known risk"},
    "audit-category": CATEGORY_NAMES,
    "action-state": {"done": "Done", "open": "Open", "overdue": "Overdue"},
    "any-reason": {},
}
"""The names of the values of an axis, where they are not its values in plain words."""

LEFT_OUT = (
    ("CAFs that ended by agency, by reason and by the last stage completed", "most of the cells are small"),
    (
        "Refusals and withdrawals of consent by agency, follow-up and what happened next",
        "they are of few families, and of those whose privacy matters most",
    ),
    ("Quality reviews by category of audit, and where their actions stand", "there are few of each"),
    (
        "Children assessed, by a CAF, by a family assessment or by both",
        "few children have both",
    ),
)
"""What the internal report prints and the public one does not, and why."""
