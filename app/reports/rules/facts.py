"""The narrow rows that measures count: facts about families and assessments as at a day, without names."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from app.cases.rules.cells import SHARED
from app.periods import financial_year_label, financial_year_of
from app.reports.rules.later import LATER

NOT_ROLLED_OUT = "none"
"""The coordinate of wards whose rollout meeting has not been held."""

NOT_RECORDED = "not recorded"
"""The ward or the reason that a record lacks: no coordinate, so that reconciliation finds the record."""

POTENTIAL_CLAIM = "check-for-claim"


@dataclass(frozen=True, slots=True)
class AllocationFact:
    """An allocation of a family: its route, its agencies with the leading one first, and its first day.

    has_started: whether that day has come. A meeting's decision names the agency before work begins.
    """

    route: str
    agencies: tuple[str, ...]
    starts_on: date
    has_started: bool

    @property
    def column(self) -> str:
        """The data sheet's column: the agency, or SHARED for a joint allocation."""
        return self.agencies[0] if len(self.agencies) == 1 else SHARED


@dataclass(frozen=True, slots=True)
class FamilyRow:
    """A family on the programme's list, as it stood.

    ward: the ward on the list when its meeting was held, or now if it has not been decided on.
    rollout: the deciding meeting's, or the ward's; "none" when the ward's has not been held.
    decided_on: the day of the decision in force; outcome and reason are that decision's.
    allocations: those in force; or the latest that ended; or, before work begins, the one agreed.
    first_started_on: the first day of its first allocation, ended or not; None while none has begun.
    cohort: the cohort year whose payment terms cover the day attached, by the year it starts in.
    """

    family_id: UUID
    listed_how: str
    ward: str
    rollout: str
    outcome: str | None
    reason: str | None
    decided_on: date | None
    allocations: tuple[AllocationFact, ...]
    first_started_on: date | None
    criteria_confirmed: bool
    funded_elsewhere: bool
    attached_on: date | None
    cohort: int | None

    @property
    def started(self) -> tuple[AllocationFact, ...]:
        """The allocations whose work has begun."""
        return tuple(allocation for allocation in self.allocations if allocation.has_started)

    @property
    def routes(self) -> tuple[str, ...]:
        """The routes by which the family is worked with; none when it is not. More than one is a fault."""
        if self.started:
            return tuple(allocation.route for allocation in self.started)
        return (POTENTIAL_CLAIM,) if self.outcome == POTENTIAL_CLAIM else ()

    @property
    def worked_with_from(self) -> date | None:
        """The day from which the family counts as worked with; None when it does not."""
        return self.first_started_on or (self.decided_on if self.routes else None)

    @property
    def is_on_the_sheet(self) -> bool:
        """Whether the data sheet counts the family: it leaves the FIP and pilot routes out."""
        return all(allocation.route not in ("fip", "pilot") for allocation in self.allocations)

    @property
    def cohort_year(self) -> tuple[str, ...]:
        """The cohort year whose payment terms cover the family; none while it is not attached."""
        return (financial_year_label(self.cohort),) if self.cohort is not None else ()


@dataclass(frozen=True, slots=True)
class AssessmentRow:
    """A CAF or family assessment as it stood: stage dates after the day are not there yet.

    age_band, sex, ethnicity: of the child of a CAF, at initiation; None for a family assessment, and in a
    release from before they were kept.
    """

    assessment_id: UUID
    kind: str
    initiated_on: date
    initiating_agency: str
    primary_reason: str
    reasons: tuple[str, ...]
    lead_agency: str | None
    has_lead: bool
    consented_on: date | None
    assessment_completed_on: date | None
    first_team_meeting_on: date | None
    first_reviewed_on: date | None
    closed_on: date | None
    closure_reason: str | None
    age_band: str | None = field(default=None, metadata={LATER: True})
    sex: str | None = field(default=None, metadata={LATER: True})
    ethnicity: str | None = field(default=None, metadata={LATER: True})

    @property
    def year(self) -> tuple[str, ...]:
        """The financial year in which it was initiated."""
        return (financial_year_label(financial_year_of(self.initiated_on)),)

    @property
    def closed_year(self) -> tuple[str, ...]:
        """The financial year in which it was closed; none while it is open."""
        return (financial_year_label(financial_year_of(self.closed_on)),) if self.closed_on else ()


@dataclass(frozen=True, slots=True)
class ResultRow:
    """What the evaluation found for one attached family: its routes' outcomes and what each would pay.

    outcomes: pass, fail, neutral or not-known by route. payments: whole pence of the routes that would be
    paid, after the choice between them. claimed_before: routes already claimed in an earlier window.
    cohort_year None: no payment terms cover the family, which reconciliation finds.
    """

    family_id: UUID
    cohort_year: int | None
    funded_elsewhere: bool
    is_eligible: bool
    outcomes: tuple[tuple[str, str], ...]
    payments: tuple[tuple[str, int], ...]
    claimed_before: tuple[str, ...]

    def has_passed(self, route: str) -> bool:
        """Whether a route's result is achieved by a family that may be claimed for."""
        return self.is_eligible and (route, "pass") in self.outcomes

    @property
    def year(self) -> tuple[str, ...]:
        """The cohort year's label; none where no payment terms cover the family."""
        return (financial_year_label(self.cohort_year),) if self.cohort_year is not None else ()


@dataclass(frozen=True, slots=True)
class ReturnLineRow:
    """A line of a signed return: claimed by it, claimed before and standing, or taken back by it."""

    line_id: UUID
    family_id: UUID
    route: str
    value_pence: int
    funded_elsewhere: bool
    cohort_year: int | None
    part: str


@dataclass(frozen=True, slots=True)
class TargetRow:
    """What was agreed for a financial year, named by the year it starts in."""

    measure: str
    financial_year: int
    value: int


@dataclass(frozen=True, slots=True)
class AuditedRow:
    """A claim line in a batch whose internal audit was closed, or a reading of one in a sample.

    entry_id: the line's place in that batch or sample; a line of two batches has two. result: what became of
    it at the closing; None for a reading in another sample of the batch. finding: None: nobody read it.
    """

    entry_id: UUID
    line_id: UUID
    family_id: UUID
    route: str
    batch: str
    closed_on: date
    result: str | None
    finding: str | None


@dataclass(frozen=True, slots=True)
class VisitRow:
    """An assurance visit: who visited, when, and how they rated what they saw."""

    visit_id: UUID
    kind: str
    visited_on: date
    rating: str


@dataclass(frozen=True, slots=True)
class ActionRow:
    """An action after an assurance visit, as it stood: open, overdue or done."""

    action_id: UUID
    visit_id: UUID
    due_on: date
    state: str
