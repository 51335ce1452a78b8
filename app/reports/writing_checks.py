"""What everything that is written for the Board's report must be: seen as it stands, and fit to print."""

import unicodedata

from app.errors import Conflict, RuleRefused
from app.paper.typeface import can_print


def check_version(seen: int, now: int) -> None:
    """Raises Conflict("changed-meanwhile") unless the version that was seen is the one that stands."""
    if seen != now:
        raise Conflict(
            "changed-meanwhile", "Somebody else has changed this since you opened it.", version=now
        )


def check_letters(text: str) -> None:
    """Raises RuleRefused("unprintable") for letters that the papers' typeface lacks.

    On paper they would be empty boxes, which nobody can read and no screen reader can say.
    """
    lacking = next((letter for letter in text if not can_print(letter)), None)
    if lacking is not None and unicodedata.category(lacking)[0] != "C":
        raise RuleRefused(
            "unprintable", f"“{lacking}” cannot be printed on paper. Say it in letters that can be."
        )
