"""Two people who changed one section: what differs, and what comes of their choice."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from app.cases.rules.form import Content, PlannedAction
from app.cases.rules.form_boxes import QUESTIONS, Box
from app.cases.rules.vocabulary import Word

Value = TypeVar("Value")


class Keep(Word):
    """Which of two texts for one box is kept."""

    THEIRS = "theirs"
    MINE = "mine"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Difference:
    """A box, or a row of the plan, in which two people have different words.

    place: what the choice is called by: a box, or "action-2". theirs: what is saved; mine: what was sent.
    """

    place: str
    question: str
    theirs: str
    mine: str


def differences(theirs: Content, mine: Content) -> tuple[Difference, ...]:
    """Where what was sent differs from what is saved, in the form's order."""
    boxes = [box for box in Box if theirs.texts.get(box) != mine.texts.get(box)]
    rows = range(max(len(theirs.actions), len(mine.actions)))
    return (
        *(
            Difference(box.value, QUESTIONS[box], theirs.texts.get(box, ""), mine.texts.get(box, ""))
            for box in boxes
        ),
        *(
            Difference(_row(place), f"Action {place + 1}", _said(theirs, place), _said(mine, place))
            for place in rows
            if _at(theirs, place) != _at(mine, place)
        ),
    )


def undecided(theirs: Content, mine: Content, choices: Mapping[str, Keep]) -> tuple[Difference, ...]:
    """The differences about which nothing was chosen."""
    return tuple(each for each in differences(theirs, mine) if each.place not in choices)


def merged(theirs: Content, mine: Content, choices: Mapping[str, Keep]) -> Content:
    """What two people's words come to by a choice for each difference.

    Both: for a box theirs and then mine; for a row of the plan theirs, with mine as a row of its own.
    Raises KeyError for a difference without a choice.
    """
    texts: dict[Box, str] = {}
    for box in Box:
        text = _kept(theirs.texts.get(box, ""), mine.texts.get(box, ""), choices.get(box.value))
        if text:
            texts[box] = text
    rows: list[PlannedAction] = []
    for place in range(max(len(theirs.actions), len(mine.actions))):
        rows += _kept_rows(_at(theirs, place), _at(mine, place), choices.get(_row(place)))
    return Content(texts, tuple(rows))


def _kept(theirs: str, mine: str, keep: Keep | None) -> str:
    if theirs == mine:
        return theirs
    return "\n\n".join(text for text in _chosen(theirs, mine, keep) if text)


def _kept_rows(
    theirs: PlannedAction | None, mine: PlannedAction | None, keep: Keep | None
) -> list[PlannedAction]:
    if theirs == mine:
        return [row for row in (theirs,) if row]
    return [row for row in _chosen(theirs, mine, keep) if row]


def _chosen(theirs: Value, mine: Value, keep: Keep | None) -> tuple[Value, ...]:
    """Theirs, mine or both, as was chosen. Raises KeyError when nothing was."""
    if keep is None:
        raise KeyError("nothing was chosen")
    return {Keep.THEIRS: (theirs,), Keep.MINE: (mine,), Keep.BOTH: (theirs, mine)}[keep]


def _row(place: int) -> str:
    return f"action-{place + 1}"


def _at(content: Content, place: int) -> PlannedAction | None:
    return content.actions[place] if place < len(content.actions) else None


def _said(content: Content, place: int) -> str:
    row = _at(content, place)
    if row is None:
        return ""
    asked = (
        ("Desired outcome", row.desired_outcome),
        ("Action", row.action),
        ("Who", row.who),
        ("By when", row.by_when),
    )
    return "\n".join(f"{name}: {words}" for name, words in asked if words)
