"""What was answered and decided about a case of a campaign, in words."""

from app import govuk
from app.campaigns.queries.parts import Step
from app.campaigns.rules.vocabulary import PointDecision


def step_words(step: Step) -> str:
    """An answer or a decision in words, with who gave it and when."""
    place = f"{step.at_establishment} ({step.at_agency})" if step.at_establishment else step.at_agency
    if step.decision is PointDecision.CLOSE:
        said = "The point was closed"
    elif step.decision is PointDecision.SEND_ON:
        said = f"Sent on to {place}"
    else:
        said = f"{place or 'The coordinator'} answered {step.answer.label.lower() if step.answer else ''}"
    words = f": {step.words}" if step.words else ""
    by = f"{step.by}, " if step.by else ""
    return f"{said}{words} ({by}{govuk.at_time(step.at)})"
