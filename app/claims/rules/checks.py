"""Who may check a piece of evidence: a person, and not the one who entered it."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from app.claims.rules.standing import has_run_out, standing_words
from app.errors import Forbidden


def check_not_own(user_id: UUID, entered_by: Collection[UUID]) -> None:
    """Refuse to let somebody check what they entered themselves. Raises Forbidden("own-entry")."""
    if user_id in entered_by:
        raise Forbidden("own-entry", "You entered this, so somebody else must check it.")


def wanting(
    title: str, source: str, checked_on: date | None, expires_on: date | None, on: date
) -> tuple[str, ...]:
    """What a piece of evidence lacks on a day, in a sentence for each; nothing if it stands."""
    found = []
    if checked_on is None:
        found.append(f"{title}: the evidence from {source} has not been checked.")
    if has_run_out(expires_on, on):
        found.append(f"{title}: the evidence from {source} {_lowered(standing_words(expires_on, on))}.")
    return tuple(found)


def _lowered(words: str) -> str:
    return words[0].lower() + words[1:]
