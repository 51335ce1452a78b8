"""Which claim window is open, over windows that are rows and not a calendar in code."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.periods import Period


@dataclass(frozen=True, slots=True)
class ClaimWindow:
    """A time in which results may be claimed; both days are included."""

    label: str
    open_for: Period


def is_open(window: ClaimWindow, on: date) -> bool:
    """Whether results may be claimed in this window on a day."""
    return on in window.open_for


def window_on(day: date, windows: Sequence[ClaimWindow]) -> ClaimWindow | None:
    """The window that is open on a day: of several, the one that closes first. None: none is open."""
    opened = [window for window in windows if is_open(window, day)]
    return min(opened, key=lambda window: (window.open_for.last, window.label), default=None)


def next_window(day: date, windows: Sequence[ClaimWindow]) -> ClaimWindow | None:
    """The first window that opens after a day. None: none is planned."""
    later = [window for window in windows if window.open_for.first > day]
    return min(later, key=lambda window: (window.open_for.first, window.label), default=None)
