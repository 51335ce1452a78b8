"""What quality audits are made of, as plain values for pages and programs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.access.roles import Role
from app.cases.queries.course_parts import CourseOnFile
from app.cases.queries.form_parts import FormOnFile
from app.cases.rules.audit_questions import AuditQuestion, QuestionList, questions_on
from app.cases.rules.quality_audits import (
    AgencyMix,
    AuditCategory,
    AuditScore,
    SampleState,
    TakenOutReason,
    Tally,
    is_overdue,
    sample_state,
    tally,
)
from app.cases.rules.vocabulary import AssessmentKind


@dataclass(frozen=True, slots=True)
class Auditor:
    """A user who may be named as an auditor. agencies: of their postings on the day, by id and code.

    practitioner_id None: they are no practitioner.
    """

    user_id: UUID
    name: str
    practitioner_id: UUID | None
    roles: frozenset[Role]
    agencies: Mapping[UUID, str]


@dataclass(frozen=True, slots=True)
class AuditListed:
    """An audit in a list: how many of its sample are scored, and how many wait."""

    id: UUID
    title: str
    category: AuditCategory
    mix: AgencyMix
    drawn_on: date
    closed_on: date | None
    size: int
    scored: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Sampled:
    """An assessment of a sample. reference None: its household has none.

    family_id, assessment_id: for those who run the audit, and for whoever reviews it.
    """

    id: UUID
    audit_id: UUID
    audit_title: str
    audit_closed_on: date | None
    asks_from: date
    position: int
    version: int
    assessment_id: UUID
    family_id: UUID
    reference: str | None
    kind: AssessmentKind
    initiated_on: date
    auditor_id: UUID | None
    auditor: str | None
    scored_on: date | None
    taken_out: TakenOutReason | None
    findings: str | None
    scores: Mapping[AuditQuestion, AuditScore]

    @property
    def state(self) -> SampleState:
        """Where it stands."""
        return sample_state(
            is_taken_out=self.taken_out is not None,
            is_scored=self.scored_on is not None,
            has_auditor=self.auditor_id is not None,
        )

    @property
    def is_waiting(self) -> bool:
        """Whether its auditor is still to finish the review."""
        return self.state is SampleState.TO_REVIEW and self.audit_closed_on is None

    @property
    def score(self) -> Tally:
        """What it scores so far."""
        return tally(self.scores.values())

    @property
    def asked(self) -> QuestionList:
        """The questions of its review form."""
        return questions_on(self.asks_from)


@dataclass(frozen=True, slots=True)
class ActionAsked:
    """What is to be done after a review."""

    id: UUID
    sample_id: UUID
    audit_id: UUID
    audit_title: str
    kind: AssessmentKind
    initiated_on: date
    what: str
    practitioner_id: UUID
    who: str
    asked_on: date
    due_on: date
    done_on: date | None

    def is_overdue(self, on: date) -> bool:
        """Whether its day has passed without it being done."""
        return is_overdue(self.due_on, self.done_on, on)


@dataclass(frozen=True, slots=True)
class AuditOnFile:
    """An audit with how it was drawn, its sample in the order drawn, and its actions."""

    id: UUID
    title: str
    category: AuditCategory
    mix: AgencyMix
    initiated_from: date
    initiated_to: date
    size: int
    seed: int
    pool_size: int
    pool_digest: str
    drawn_on: date
    drawn_by: str | None
    closed_on: date | None
    samples: tuple[Sampled, ...]
    actions: tuple[ActionAsked, ...]

    @property
    def score(self) -> Tally:
        """The score of all reviews that are finished."""
        return sum((each.score for each in self.samples if each.scored_on), Tally())


@dataclass(frozen=True, slots=True)
class ReviewOpened:
    """A review as it is filled in or read.

    may_review: whether whoever opened it is its auditor, and it waits. may_ask: whether they may ask for an
    action after it.
    """

    sampled: Sampled
    actions: tuple[ActionAsked, ...]
    may_review: bool
    may_ask: bool


@dataclass(frozen=True, slots=True)
class SampledRecord:
    """What an auditor reads of a sampled assessment: form and course, and nothing else of the family."""

    sampled: Sampled
    form: FormOnFile
    course: CourseOnFile
