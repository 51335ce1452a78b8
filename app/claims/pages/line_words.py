"""The words in which pages tell of claim windows, of lines, and of what comes next for them."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.claims.rules.lifecycle import LineState
from app.claims.rules.outcomes import Outcome
from app.claims.services.bulk import Step
from app.money import Pence, format_pounds
from app.programme.packs import Phase

PHASES = {
    Phase.PHASE_ONE: "Phase 1 (2012 to 2015)",
    Phase.PHASE_TWO: "Phase 2 (2015 to 2020)",
    Phase.SUPPORTING_FAMILIES: "Supporting Families (2021 to 2025)",
}

NEXT = {
    LineState.DRAFT: "The programme coordinator has the evidence checked, then says that it is complete.",
    LineState.EVIDENCE_COMPLETE: "The programme coordinator sends it to internal audit.",
    LineState.WITH_INTERNAL_AUDIT: "An internal auditor who did not prepare it audits it, or sends it back.",
    LineState.AUDITED: "The programme coordinator puts it on a return.",
    LineState.ON_A_RETURN: "An authorising officer who neither prepared nor audited it signs the return.",
    LineState.SUBMITTED: "The department answers: paid, or not valid.",
    LineState.PAID: "Nothing more, unless a spot check finds it not valid.",
    LineState.NOT_VALID: "Nothing more: this result is not claimed again for this family.",
    LineState.WITHDRAWN: "It may be drafted again in a window that is open.",
}

# The words carry the meaning; the colours only repeat it.
STATE_COLOURS = {
    LineState.DRAFT: "grey",
    LineState.EVIDENCE_COMPLETE: "light-blue",
    LineState.WITH_INTERNAL_AUDIT: "purple",
    LineState.AUDITED: "turquoise",
    LineState.ON_A_RETURN: "blue",
    LineState.SUBMITTED: "blue",
    LineState.PAID: "green",
    LineState.NOT_VALID: "red",
    LineState.WITHDRAWN: "grey",
}
OUTCOME_COLOURS = {
    Outcome.PASS: "green",
    Outcome.FAIL: "red",
    Outcome.NEUTRAL: "grey",
    Outcome.NOT_KNOWN: "yellow",
}
ELIGIBLE = {"yes": "Eligible", "no": "Not eligible", "not-known": "Not known to be eligible"}
CRITERIA = {
    "confirmed": "Met and verified",
    "unverified": "Reported, not verified",
    "not-met": "Verified as not met",
    "not-known": "Not known",
}
PARTS = {
    "eligibility": "Eligibility",
    "attachment": "Attachment to the programme",
    "result": "The result as a whole",
    "value": "What it is worth",
    "people": "People claimed for in another family",
}


@dataclass(frozen=True, slots=True)
class StepWords:
    """A bulk step in words. done: what has happened to those that it was taken with."""

    title: str
    explained: str
    button: str
    done: str
    nothing: str


_STEPS = {
    Step.DRAFT: StepWords(
        "Draft all that may be claimed",
        "A claim is drafted for each family that is ticked, with a line for each result not claimed yet.",
        "Draft the claims of those ticked",
        "drafted",
        "No family may be drafted now.",
    ),
    Step.TEST_AGAIN: StepWords(
        "Test all drafts again",
        "Each draft is tested on today’s facts: its value and its evidence become those of now. Evidence"
        " that has changed has to be checked again.",
        "Test those ticked again",
        "tested again",
        "There is no draft in this window.",
    ),
    Step.COMPLETE: StepWords(
        "Mark evidence as complete",
        "Each draft is tested once more today, and what proves it is frozen under a digest.",
        "Mark those ticked as complete",
        "complete",
        "No draft in this window can be completed now.",
    ),
    Step.SEND_TO_AUDIT: StepWords(
        "Send to internal audit",
        "Internal auditors see these lines with their proof from then on. Somebody else audits them.",
        "Send those ticked to internal audit",
        "sent to internal audit",
        "No line in this window waits to be sent.",
    ),
}


def step_words(is_open: bool) -> Mapping[Step, StepWords]:
    """The bulk steps that a window offers; drafting and completing only while it is open."""
    closed_too = (Step.TEST_AGAIN, Step.SEND_TO_AUDIT)
    return {step: words for step, words in _STEPS.items() if is_open or step in closed_too}


def pounds(pence: int) -> str:
    """Pence as a person reads them."""
    return format_pounds(Pence(pence))
