"""The four outcomes of a result test's parts, and how those of a route's parts make one."""

from collections.abc import Sequence
from enum import StrEnum


class Outcome(StrEnum):
    """What a part of a result test comes to. Not known never passes; neutral is neither for nor against."""

    PASS = "pass"  # noqa: S105  # an outcome, not a password
    FAIL = "fail"
    NEUTRAL = "neutral"
    NOT_KNOWN = "not-known"

    @property
    def label(self) -> str:
        """The outcome in plain words."""
        return self.replace("-", " ").capitalize()


def route_outcome(parts: Sequence[Outcome]) -> Outcome:
    """The outcome of a route: every part passed or neutral, and at least one passed.

    A failed part fails it, then a part that is not known leaves it so. Neutral if there is nothing to pass.
    """
    for decisive in (Outcome.FAIL, Outcome.NOT_KNOWN, Outcome.PASS):
        if decisive in parts:
            return decisive
    return Outcome.NEUTRAL
