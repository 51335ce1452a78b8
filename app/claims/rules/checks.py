"""Who may check a piece of evidence, and what keeps evidence from standing: unchecked, or run out."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from app.claims.rules.standing import has_run_out, standing_words
from app.errors import Forbidden


def check_not_own(user_id: UUID, entered_by: Collection[UUID]) -> None:
    """Refuse to let somebody check what they entered themselves. Raises Forbidden("own-entry")."""
    if user_id in entered_by:
        raise Forbidden("own-entry", "You entered this, so somebody else must check it.")


def not_checked(sources: Collection[str]) -> tuple[str, ...]:
    """What is said of sources whose evidence nobody has checked: one sentence, or none without a source."""
    names = sorted(set(sources))
    if not names:
        return ()
    said = " and ".join([*([", ".join(names[:-1])] if names[1:] else []), names[-1]])
    return (f"The evidence from {said} has not been checked.",)


def run_out(title: str, source: str, expires_on: date | None, on: date) -> tuple[str, ...]:
    """What is said of a piece of evidence that no longer stands on a day; nothing if it stands."""
    if not has_run_out(expires_on, on):
        return ()
    return (f"{title}: the evidence from {source} {_lowered(standing_words(expires_on, on))}.",)


def _lowered(words: str) -> str:
    return words[0].lower() + words[1:]
