"""What somebody looks for in the CAF register, and how an assessment stands in it."""

from dataclasses import dataclass
from datetime import date

from app.cases.rules.searches import Sought, sought
from app.cases.rules.vocabulary import Word
from app.errors import RuleRefused

HOW_TO_FIND_A_CHILD = "Enter at least 2 letters of a child’s name, or a date of birth like 12/3/2004."
HOW_TO_FIND_A_LEAD = "Enter at least 2 letters of the lead professional’s name."


class RegisterStatus(Word):
    """How an assessment stands in the register: open or closed, how far it has come, and what is amiss."""

    OPEN = "open"
    IDENTIFY = "identify"
    ASSESS = "assess"
    DELIVER = "deliver"
    REVIEW = "review"
    LONG_OPEN = "open-over-two-years"
    WITHOUT_LEAD = "open-without-a-lead"
    REVIEW_DUE = "open-review-overdue"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        """How it stands, as pages print it."""
        return _LABELS.get(self.value) or super().label


_LABELS = {
    "identify": "Open: identify",
    "assess": "Open: assess",
    "deliver": "Open: deliver",
    "review": "Open: review",
    "open-without-a-lead": "Open, without a lead",
    "open-review-overdue": "Open, review overdue",
}


@dataclass(frozen=True, slots=True)
class RegisterSought:
    """What is looked for by name; None where nothing is. lead: of the lead professional."""

    child: Sought | None = None
    lead: Sought | None = None


def register_sought(child: str | None, lead: str | None, today: date) -> RegisterSought:
    """What the two boxes ask for: a child by name and date of birth, a lead professional by name.

    Raises RuleRefused("no-child" | "no-lead" | "search-too-short" | "search-too-long" | "no-such-day").
    """
    return RegisterSought(_child(child, today) if child else None, _lead(lead, today) if lead else None)


def _child(text: str, today: date) -> Sought:
    """The register names children and holds no addresses, so nothing else finds them."""
    found = sought(text, today)
    if found.postcode or found.reference or not (found.words or found.born_on):
        raise RuleRefused("no-child", HOW_TO_FIND_A_CHILD)
    return found


def _lead(text: str, today: date) -> Sought:
    found = sought(text, today)
    if found.postcode or found.reference or found.born_on or not found.words:
        raise RuleRefused("no-lead", HOW_TO_FIND_A_LEAD)
    return found
