"""The moves of an edition of the rules from its draft to its approval, and who may make them."""

from collections.abc import Collection, Iterable
from datetime import date
from uuid import UUID

from app.cases.rules.vocabulary import Word
from app.errors import RuleRefused
from app.periods import written_date

LONGEST_WHY = 1_000


class EditionState(Word):
    """Where an edition of the rules stands."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    APPROVED = "approved"
    WITHDRAWN = "withdrawn"


# A proposed edition goes back to its draft when the officer wants something changed. What is approved stays:
# decisions name it. To change it, draft the next one.
MOVES: dict[EditionState, frozenset[EditionState]] = {
    EditionState.DRAFT: frozenset({EditionState.PROPOSED, EditionState.WITHDRAWN}),
    EditionState.PROPOSED: frozenset({EditionState.DRAFT, EditionState.APPROVED, EditionState.WITHDRAWN}),
    EditionState.APPROVED: frozenset(),
    EditionState.WITHDRAWN: frozenset(),
}

_SAID = {
    EditionState.DRAFT: "This edition is a draft: it has to be proposed first.",
    EditionState.PROPOSED: "This edition has been proposed: have it sent back before you change it.",
    EditionState.APPROVED: "This edition has been approved, and stays as it is. Draft the next one instead.",
    EditionState.WITHDRAWN: "This edition has been withdrawn. Draft another one instead.",
}


def check_edition_move(current: EditionState, wanted: EditionState) -> None:
    """Refuse a move that the table of moves does not have. Raises RuleRefused("move-not-allowed")."""
    if wanted not in MOVES[current]:
        raise RuleRefused("move-not-allowed", _SAID[current])


def check_editable(current: EditionState) -> None:
    """Refuse a change of an edition that is no draft. Raises RuleRefused("not-a-draft")."""
    if current is not EditionState.DRAFT:
        raise RuleRefused("not-a-draft", _SAID[current])


def can_approve(user_id: UUID, edited_by: Collection[UUID]) -> bool:
    """Whether somebody had no hand in an edition, and so may approve it."""
    return user_id not in edited_by


def check_approval(
    user_id: UUID,
    edited_by: Collection[UUID],
    in_force_from: date,
    *,
    today: date,
    taken: Iterable[date],
) -> None:
    """Refuse an approval by whoever had a hand in the draft, and a day from which it cannot be in force.

    taken: the days from which other packs are in force. No decision made by today changes, so the first day
    is tomorrow. Raises RuleRefused("own-draft" | "day-past" | "day-taken").
    """
    if not can_approve(user_id, edited_by):
        raise RuleRefused("own-draft", "You had a hand in this draft. Somebody else has to approve it.")
    if in_force_from <= today:
        raise RuleRefused(
            "day-past",
            "An edition is in force from tomorrow at the earliest, so that no decision made by now changes.",
        )
    if in_force_from in taken:
        raise RuleRefused(
            "day-taken",
            f"Another edition is in force from {written_date(in_force_from)}. Choose another day.",
        )


def check_changed(*, same: bool) -> None:
    """Refuse what would change nothing. Raises RuleRefused("nothing-changed")."""
    if same:
        raise RuleRefused("nothing-changed", "Nothing differs from the rules that it is drafted from.")
