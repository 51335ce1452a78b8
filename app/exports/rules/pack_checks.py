"""What is to be looked at in an inspection pack before it is handed over. Pure."""

from collections.abc import Iterable

from app.exports.rules.checks import WHOLE_FILE, Found, query
from app.exports.rules.pack import ActionListed, ChildListed, Story

NO_LEAD = query(
    "IP01",
    "Lead professional",
    "nobody is recorded as leading this child’s open assessment.",
    "Name the lead professional, or be ready to say who works with the child.",
)
NO_AUDITS = query(
    "IP02",
    "Audits",
    "no quality audit was drawn or scored in the six months.",
    "Run an audit, or say why there was none.",
)
OVERDUE = query(
    "IP03",
    "Action plans",
    "the action after an audit is overdue.",
    "Record that it was done, or agree on another day.",
)
NO_WORDS = query(
    "IP04",
    "The child’s words",
    "no words of the child are on file for this case.",
    "Say where they are kept, or record them at the next review.",
)
NO_OVERSIGHT = query(
    "IP05",
    "Oversight",
    "no oversight note is on file for this case.",
    "Say where supervision is recorded, or write the note.",
)
NO_CLOSURE = query(
    "IP06",
    "Outcome",
    "the case is open, so its story has no end yet.",
    "Be ready to say what is planned.",
)
RULES = (NO_LEAD, NO_AUDITS, OVERDUE, NO_WORDS, NO_OVERSIGHT, NO_CLOSURE)


def of_child(child: ChildListed, place: int) -> Iterable[Found]:
    """What is to be looked at in a row of the children."""
    if child.closed_on is None and child.lead is None:
        yield Found(NO_LEAD, _record(child), place)


def of_audits(audits: int) -> Iterable[Found]:
    """What is to be looked at where there are so many audits."""
    if not audits:
        yield Found(NO_AUDITS, WHOLE_FILE)


def of_action(action: ActionListed, place: int) -> Iterable[Found]:
    """What is to be looked at in an action after an audit."""
    if action.state == "overdue":
        yield Found(OVERDUE, action.audit, place)


def of_story(story: Story, place: int) -> Iterable[Found]:
    """What is to be looked at in a case that is told."""
    if not story.childs_words:
        yield Found(NO_WORDS, _case(story), place)
    if not story.oversight:
        yield Found(NO_OVERSIGHT, _case(story), place)
    if not any(each.startswith("Closed") for each in story.outcome):
        yield Found(NO_CLOSURE, _case(story), place)


def _record(child: ChildListed) -> str:
    return f"{child.reference or 'no reference'}, assessment {child.assessment_id}"


def _case(story: Story) -> str:
    return f"{story.reference or 'no reference'}, assessment {story.assessment_id}"
