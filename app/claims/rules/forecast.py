"""The forecast by month: what falls due and may be claimed to the end, and what was promised."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from uuid import UUID

from app.claims.rules.amounts import Amount, amount_of, together
from app.claims.rules.claimed import STANDING, ClaimedLine, claimed
from app.claims.rules.fees import CohortFees, FeeStanding
from app.claims.rules.prospects import Prospects
from app.periods import Period
from app.programme.packs import Phase

NOTHING = amount_of(())
LEAST = "families.promised-at-least"
MOST = "families.promised-at-most"


@dataclass(frozen=True, slots=True)
class PlannedWindow:
    """A claim window as it is planned; both days are included."""

    id: UUID
    label: str
    phase: Phase
    open_for: Period


@dataclass(frozen=True, slots=True)
class FeeDue:
    """A part of a cohort year's fees that falls due in a month, as an exact number of pence."""

    cohort_year: int
    standing: FeeStanding
    exact: Fraction


@dataclass(frozen=True, slots=True)
class Month:
    """What falls in a calendar month, named by its first day; None: in no month that anything decides.

    windows: the labels of the claim windows that close in it, in which its results are claimed.
    """

    first: date | None
    windows: tuple[str, ...]
    fees: tuple[FeeDue, ...]
    claimed: Amount
    claimable: Amount
    nearly: Amount

    @property
    def fees_due(self) -> Fraction:
        """The fees that fall due, exact, to be rounded once at the end of a sum."""
        return sum((each.exact for each in self.fees), Fraction(0))

    @property
    def firm(self) -> Fraction:
        """Fees, what has been claimed and what may be claimed now, exact."""
        return self.fees_due + self.claimed.pence + self.claimable.pence


def window_to_claim_in(windows: Iterable[PlannedWindow], on: date) -> PlannedWindow | None:
    """The window that is open on a day, or else the next to open; None when none is planned.

    The first to close: on 12 July 2013 that of July, on 1 August that of October.
    """
    to_come = [each for each in windows if each.open_for.last >= on]
    return min(to_come, key=lambda each: (each.open_for.last, each.label), default=None)


def forecast(
    windows: Sequence[PlannedWindow],
    lines: Sequence[ClaimedLine],
    found: Prospects,
    fees: Sequence[CohortFees],
    into: PlannedWindow | None,
) -> tuple[Month, ...]:
    """What falls in each month that anything falls in, in order; last what falls in none.

    A line falls in the month in which its window closes, whether it is paid or being prepared; lines found
    not valid or withdrawn fall nowhere. into: the window in which what may still be claimed would be. Fees
    fall where `CohortFees.due_by` says.
    """
    due = _due(fees)
    months = {_month(each.open_for.last) for each in windows} | {month for month, _ in due}
    ordered = sorted(month for month in months if month is not None)
    nearly = together(found.nearly.values())
    rows = []
    for month in (*ordered, None):
        closing = [each for each in windows if month is not None and _month(each.open_for.last) == month]
        is_into = month == (_month(into.open_for.last) if into else None)
        rows.append(
            Month(
                first=month,
                windows=tuple(each.label for each in closing),
                fees=tuple(part for falls, part in due if falls == month),
                claimed=together(claimed(lines, STANDING, window_id=each.id) for each in closing),
                claimable=found.now if is_into else NOTHING,
                nearly=nearly if is_into else NOTHING,
            )
        )
    *months_of_days, no_month = rows
    holds_something = no_month.fees or no_month.claimable.families or no_month.nearly.families
    return (*months_of_days, no_month) if holds_something else tuple(months_of_days)


@dataclass(frozen=True, slots=True)
class Promise:
    """How many families a window's claims were promised to be for: from the least to the most."""

    window: PlannedWindow
    least: int
    most: int

    def kept_by(self, families: int) -> str:
        """Where a number of families stands against the range: 150 and 300 are within 150 to 300."""
        if families < self.least:
            return f"{self.least - families:,} below the range"
        return f"{families - self.most:,} above the range" if families > self.most else "within the range"


@dataclass(frozen=True, slots=True)
class AgreedNumber:
    """A number that was agreed for a measure and a financial year, named by the year it starts in."""

    measure: str
    financial_year: int
    value: int


def promises(agreed: Iterable[AgreedNumber], windows: Iterable[PlannedWindow]) -> tuple[Promise, ...]:
    """The ranges promised for windows, from targets named after them; in the order of the windows.

    families.promised-at-least[window=July 2013] 150, and families.promised-at-most[window=July 2013] 300.
    Half a range, or one whose least is above its most, is none.
    """
    known = {each.measure: each for each in agreed}
    made = []
    for window in windows:
        least, most = (known.get(f"{bound}[window={window.label}]") for bound in (LEAST, MOST))
        if least is not None and most is not None and least.value <= most.value:
            made.append(Promise(window, least.value, most.value))
    return tuple(made)


def _due(fees: Iterable[CohortFees]) -> list[tuple[date | None, FeeDue]]:
    """Each part of the fees with the month that it falls in."""
    return [
        (_month(by) if (by := cohort.due_by(standing)) else None, FeeDue(cohort.cohort_year, standing, exact))
        for cohort in fees
        for standing, exact in cohort.parts.items()
        if exact
    ]


def _month(day: date) -> date:
    return day.replace(day=1)
