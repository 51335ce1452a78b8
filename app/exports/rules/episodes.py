"""One child's assessment as the exports read it, as it stood on a day."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.periods import add_months, age_on

LONG_OPEN_MONTHS = 24
OLDEST_CHILD = 18


@dataclass(frozen=True, slots=True)
class Episode:
    """A child's part in a CAF or family assessment: one row for each child that an assessment covers.

    id: of the child's place in the assessment. Dates after the day asked about, and the reason of a closure
    after it, are None. initiating_agency, lead_agency: by name. worker: the lead professional's key.
    overlaps: another assessment of the same child was open when this one began. first_level, last_level: of
    need, as decided by the day. is_listed: the family was on the programme's list by the day.
    """

    id: UUID
    assessment_id: UUID
    family_id: UUID
    child_id: UUID
    child: str
    reference: str | None
    kind: str
    sex: str
    ethnicity: str | None
    born_on: date | None
    initiated_on: date
    started_on: date | None
    completed_on: date | None
    first_team_meeting_on: date | None
    first_reviewed_on: date | None
    closed_on: date | None
    closure_reason: str | None
    primary_reason: str | None
    reasons: int
    initiating_agency: str
    lead_agency: str | None
    worker: str | None
    overlaps: bool
    first_level: int | None
    last_level: int | None
    is_listed: bool

    def age(self, on: date) -> int | None:
        """Whole years lived by a day; None when no birth by that day is recorded."""
        if self.born_on is None or self.born_on > on:
            return None
        return age_on(self.born_on, on)

    def is_long_open(self, on: date) -> bool:
        """Whether it is open on a day that lies more than two years after it began."""
        return self.closed_on is None and self.initiated_on < add_months(on, -LONG_OPEN_MONTHS)

    @property
    def record(self) -> str:
        """What the record is found again by: the family's reference where it has one, and the assessment."""
        family = f"{self.reference}, " if self.reference else ""
        return f"{family}assessment {self.assessment_id}"
