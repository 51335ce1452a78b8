"""What a campaign does to the figures of the board report: the same measures, before it and since."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.periods import financial_year_label, financial_year_of
from app.reports.rules import assessments, families
from app.reports.rules.facts import AssessmentRow, FamilyRow
from app.reports.rules.figured import ASSESSMENT_ID, FAMILY_ID
from app.reports.rules.figures import Coordinates
from app.reports.rules.measures import count

OPEN = "cafs.open"
CLOSED = "cafs.closed"


@dataclass(frozen=True, slots=True)
class Kept:
    """A figure as it is kept with a campaign: a measure, its coordinates, its value and its members."""

    measure: str
    coordinates: Coordinates
    value: int
    members: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure before a campaign and since, with the members that it has lost and won, by their ids."""

    words: str
    measure: str
    coordinates: Coordinates
    before: int
    now: int
    who_left: tuple[UUID, ...]
    who_joined: tuple[UUID, ...]

    @property
    def left(self) -> int:
        """How many members it has lost."""
        return len(self.who_left)

    @property
    def joined(self) -> int:
        """How many members it has won."""
        return len(self.who_joined)

    @property
    def counts_families(self) -> bool:
        """Whether its members are families; otherwise they are assessments."""
        return self.measure.startswith("families.")

    @property
    def difference(self) -> int:
        """By how much the figure has changed."""
        return self.now - self.before


def year_of(day: date) -> str:
    """The financial year whose closures a campaign that begins on a day is measured by."""
    return financial_year_label(financial_year_of(day))


def figures_of(
    register: Sequence[AssessmentRow], listed: Sequence[FamilyRow], *, as_at: date, year: str
) -> tuple[Kept, ...]:
    """The figures that a campaign may change, from the rows that the board report counts, as at a day.

    year: the financial year of the closures.
    """
    values = {
        "financial-year": (year,),
        "reason": assessments.CLOSURE_REASONS,
        "lead-agency": (assessments.NO_LEAD,),
    }
    of_assessments = (
        assessments.OPEN,
        assessments.open_over_two_years(as_at),
        assessments.open_never_reviewed(as_at),
        assessments.CLOSED,
    )
    counted = [
        count(measure, register, identify=ASSESSMENT_ID, values=values, as_at=as_at)
        for measure in of_assessments
    ]
    for measure in (families.LISTED_FAMILIES, families.WORKED_WITH):
        by_route = {"listed": (), "route": ()}
        counted.append(count(measure, listed, identify=FAMILY_ID, values=by_route, as_at=as_at))
    return tuple(
        Kept(figure.measure, figure.coordinates, len(figure.members or ()), figure.members or ())
        for each in counted
        for figure in each.figures
        if not (figure.measure == CLOSED and not figure.coordinates)  # the year's are what is compared
    )


def differences(before: Iterable[Kept], now: Iterable[Kept]) -> tuple[Difference, ...]:
    """Each figure that was kept, beside the same figure now, in the order in which they were kept."""
    since = {(each.measure, each.coordinates): each for each in now}
    found = []
    for was in before:
        current = since.get((was.measure, was.coordinates))
        if current is None:
            continue
        earlier, later = set(was.members), set(current.members)
        found.append(
            Difference(
                words=in_words(was.measure, was.coordinates),
                measure=was.measure,
                coordinates=was.coordinates,
                before=was.value,
                now=current.value,
                who_left=tuple(sorted(earlier - later)),
                who_joined=tuple(sorted(later - earlier)),
            )
        )
    return tuple(found)


def in_words(measure: str, coordinates: Coordinates) -> str:
    """What a figure counts, as a table's first column says it."""
    place = dict(coordinates)
    if measure == CLOSED:
        closed = f"CAFs closed in {place['financial-year']}"
        return f"{closed}: {place['reason'].replace('-', ' ')}" if "reason" in place else closed
    if place:
        return "CAFs open without a lead professional’s agency"
    return _WORDS[measure]


_WORDS = {
    OPEN: "CAFs open",
    "cafs.open-over-two-years": "CAFs open for over two years",
    "cafs.open-never-reviewed": "CAFs open and never reviewed",
    "families.listed": "Families on the list",
    "families.worked-with": "Families worked with",
}
