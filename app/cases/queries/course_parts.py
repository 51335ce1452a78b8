"""What the course of one assessment is made of, as plain values for pages and programs."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.cases.queries.record_parts import AssessmentOnFile
from app.cases.rules.course import Attendance, NeedMoment, ReopeningReason
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
    """An action of the plan. who: the practitioner's name, or whoever else it is in words."""

    id: UUID
    review_id: UUID | None
    what: str
    practitioner_id: UUID | None
    who: str
    agreed_on: date
    due_on: date
    done_on: date | None


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
    reviews: tuple[ReviewOnFile, ...]
    levels: tuple[LevelDecided, ...]
    reopenings: tuple[ReopeningOnFile, ...]

    @property
    def open_actions(self) -> tuple[ActionInPlan, ...]:
        """The actions that are not done yet."""
        return tuple(action for action in self.actions if action.done_on is None)


@dataclass(frozen=True, slots=True)
class KnownAssessment:
    """An assessment of a child that there is already. lead_agency: whom to ask; None where nobody leads.

    in_this_family False: it is on file with another household, of which no more is shown.
    """

    child_id: UUID
    kind: AssessmentKind
    in_this_family: bool
    is_open: bool
    initiated_on: date
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
