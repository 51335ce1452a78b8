"""The narrow rows of the CAF reports: consents, quality reviews, their actions, and children; no names."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.periods import financial_year_label, financial_year_of


@dataclass(frozen=True, slots=True)
class ConsentRow:
    """A consent that was refused or withdrawn by a day, and what had become of it then.

    risk: "known" or "none". follow_up: how far the risk was followed up. next_step: what happened next.
    """

    consent_id: UUID
    assessment_id: UUID
    family_id: UUID
    decided_on: date
    decision: str
    initiating_agency: str
    primary_reason: str
    risk: str
    follow_up: str
    next_step: str

    @property
    def year(self) -> tuple[str, ...]:
        """The financial year in which it was decided."""
        return (financial_year_label(financial_year_of(self.decided_on)),)


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """A finished review of a quality audit.

    scores: for each section of the form, how many questions scored 1, and how many that scored 1 or 0.
    """

    review_id: UUID
    category: str
    scored_on: date
    scores: tuple[tuple[str, int, int], ...]

    @property
    def year(self) -> tuple[str, ...]:
        """The financial year in which it was finished."""
        return (financial_year_label(financial_year_of(self.scored_on)),)


@dataclass(frozen=True, slots=True)
class ReviewActionRow:
    """An action asked for in a quality audit, as it stood: open, overdue or done."""

    action_id: UUID
    category: str
    due_on: date
    state: str


@dataclass(frozen=True, slots=True)
class ChildAssessed:
    """An assessment that covers a child: its kind, its days and whether it names teenage pregnancy."""

    kind: str
    initiated_on: date
    closed_on: date | None
    for_teenage_pregnancy: bool


@dataclass(frozen=True, slots=True)
class ChildRow:
    """A child or young person whom an assessment covers, or who is on record in a vulnerable group.

    family_id: that of the latest assessment, or else of the record of the group. groups: on the day.
    """

    child_id: UUID
    family_id: UUID
    assessed: tuple[ChildAssessed, ...]
    groups: tuple[str, ...]
