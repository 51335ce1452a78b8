"""Which claim window is open, over windows that are rows and not a calendar in code."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.errors import RuleRefused
from app.periods import Period, written_date


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


def check_window(window: ClaimWindow, others: Sequence[ClaimWindow]) -> None:
    """Refuse a window that overlaps another of its phase.

    A day then belongs to one window of a phase at most, and nobody has to say which one was meant.
    others: the phase's other windows. Raises RuleRefused("windows-overlap").
    """
    for other in others:
        if window.open_for.first <= other.open_for.last and other.open_for.first <= window.open_for.last:
            raise RuleRefused(
                "windows-overlap",
                f"{other.label} is open from {written_date(other.open_for.first)} to"
                f" {written_date(other.open_for.last)}. Two windows of one phase may not overlap.",
            )


def check_is_open(window: ClaimWindow, on: date) -> None:
    """Refuse to claim in a window that is not open on a day. Raises RuleRefused("window-not-open")."""
    if on < window.open_for.first:
        raise RuleRefused(
            "window-not-open", f"{window.label} opens on {written_date(window.open_for.first)}."
        )
    if on > window.open_for.last:
        raise RuleRefused(
            "window-not-open",
            f"{window.label} closed on {written_date(window.open_for.last)}. Claim in a window that is open.",
        )
