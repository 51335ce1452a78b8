"""What the course of one assessment is made of, as plain values for pages and programs."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from app.cases.queries.record_parts import AssessmentOnFile
from app.cases.rules.course import Attendance, NeedMoment, ReopeningReason
from app.cases.rules.plan import PlanField
from app.cases.rules.vocabulary import AssessmentKind, ClosureReason


@dataclass(frozen=True, slots=True)
class InvitedPerson:
    """Somebody invited to a team meeting. name: of the practitioner, or the role with its agency."""

    practitioner_id: UUID | None
    agency_id: UUID | None
    role: str | None
    attendance: Attendance
    name: str


@dataclass(frozen=True, slots=True)
class TeamMeetingOnFile:
    """A team meeting and those invited to it, by name."""

    id: UUID
    meets_on: date
    held: bool
    people: tuple[InvitedPerson, ...]


@dataclass(frozen=True, slots=True)
class ActionInPlan:
    """An action of the plan. who: the practitioner's name, or whoever else it is in words.

    from_form: the completed form says it. withdrawn_on: since when the form has it no more.
    """

    id: UUID
    review_id: UUID | None
    desired_outcome: str | None
    what: str
    practitioner_id: UUID | None
    who: str
    agreed_on: date
    due_on: date
    done_on: date | None
    withdrawn_on: date | None
    from_form: bool

    @property
    def is_open(self) -> bool:
        """Whether it is still to be done."""
        return self.done_on is None and self.withdrawn_on is None


@dataclass(frozen=True, slots=True)
class PlanChangeMade:
    """One value of an action that was changed. what: the action as it is called now. by: who, by name.

    was, became: days as 2013-07-12; None: nothing. by_form: completing the form changed it.
    """

    changed_at: datetime
    by: str | None
    action_id: UUID
    what: str
    field: PlanField
    was: str | None
    became: str | None
    by_form: bool


@dataclass(frozen=True, slots=True)
class ReviewOnFile:
    """What a review found."""

    id: UUID
    reviewed_on: date
    works_well: str
    worries: str
    needs_to_happen: str | None
    childs_words: str | None
    next_review_on: date


@dataclass(frozen=True, slots=True)
class LevelDecided:
    """A level of need as it was decided on."""

    decided_on: date
    moment: NeedMoment
    level: int


@dataclass(frozen=True, slots=True)
class ReopeningOnFile:
    """A closure that was undone, and why."""

    reopened_on: date
    reason: ReopeningReason
    closed_on: date
    closure_reason: ClosureReason


@dataclass(frozen=True, slots=True)
class CourseOnFile:
    """One assessment with its whole course, each part the latest first, the actions those due first.

    version: of the family's record, to be sent back with a change. children: by name. goes_on: it is open and
    consent has not been refused or withdrawn.
    """

    family_id: UUID
    reference: str | None
    version: int
    assessment: AssessmentOnFile
    children: tuple[str, ...]
    goes_on: bool
    next_review_on: date | None
    level: int | None
    meetings: tuple[TeamMeetingOnFile, ...]
    actions: tuple[ActionInPlan, ...]
    plan_changes: tuple[PlanChangeMade, ...]
    reviews: tuple[ReviewOnFile, ...]
    levels: tuple[LevelDecided, ...]
    reopenings: tuple[ReopeningOnFile, ...]

    @property
    def open_actions(self) -> tuple[ActionInPlan, ...]:
        """The actions that are still to be done."""
        return tuple(action for action in self.actions if action.is_open)


@dataclass(frozen=True, slots=True)
class KnownAssessment:
    """An assessment of a child that there is already. lead_agency: whom to ask; None where nobody leads.

    in_this_family False: it is on file with another household, of which no more is shown. None: that is not
    said, to somebody who does not hold the family's record. initiated_on: only of one in this family.
    """

    child_id: UUID
    kind: AssessmentKind
    in_this_family: bool | None
    is_open: bool
    initiated_on: date | None
    lead_agency: str | None


@dataclass(frozen=True, slots=True)
class ChildInHousehold:
    """A child or young person of the household today."""

    id: UUID
    name: str
    born_on: date | None


@dataclass(frozen=True, slots=True)
class PractitionerPosted:
    """A practitioner who can be named, with where they are posted; one row a practitioner."""

    id: UUID
    name: str
    establishment: str
    agency_id: UUID
    agency: str
