"""Assurance visits, by the government or by peers: how they rate, and the actions that follow from them."""

from dataclasses import dataclass
from datetime import date

from app.cases.rules.vocabulary import Word
from app.errors import RuleRefused


class VisitKind(Word):
    """Who visits."""

    GOVERNMENT = "government"
    PEER = "peer"


class ActionState(Word):
    """Where an action after a visit stands on a day."""

    OPEN = "open"
    OVERDUE = "overdue"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Rating:
    """A rating that a visit may end with: the code that is kept, and its words."""

    code: str
    words: str


# No source prints a scale, so these are the plainest words. A scale of the visitors' own is more rows here.
RATINGS = (
    Rating("assured", "Assured"),
    Rating("assured-with-actions", "Assured, with actions"),
    Rating("not-assured", "Not assured"),
    Rating("not-rated", "Not rated"),
)
RATING_WORDS = {each.code: each.words for each in RATINGS}


def check_visited_on(visited_on: date, today: date) -> None:
    """Raises RuleRefused("visit-to-come") when a visit is recorded before its day."""
    if visited_on > today:
        raise RuleRefused("visit-to-come", "Record a visit once it has been: give today or an earlier day.")


def check_due_on(due_on: date, visited_on: date) -> None:
    """Raises RuleRefused("due-before-visit") when an action would be due before the visit that asked."""
    if due_on < visited_on:
        raise RuleRefused("due-before-visit", "An action is due on the day of the visit or later.")


def action_state(due_on: date, done_on: date | None, on: date) -> ActionState:
    """Where an action stands on a day: overdue from the day after it was due."""
    if done_on is not None and done_on <= on:
        return ActionState.DONE
    return ActionState.OVERDUE if due_on < on else ActionState.OPEN
