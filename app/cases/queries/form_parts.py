"""What the form of an assessment is made of, as plain values for pages, papers and programs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from app.cases.rules.consent_items import EVERY_ITEM, ConsentItem, items_of
from app.cases.rules.form import (
    NOTHING,
    Content,
    Contents,
    FormState,
    Missing,
    ReopenReason,
    SectionState,
    can_fill_in,
    can_reopen,
    form_state,
    missing_from,
    section_state,
)
from app.cases.rules.form_boxes import FormSection
from app.cases.rules.vocabulary import AssessmentKind, ConsentDecision, Sex
from app.programme.facts import MemberRole


@dataclass(frozen=True, slots=True)
class PersonOnForm:
    """Somebody of the household on the day. is_assessed: the form is about them."""

    person_id: UUID
    name: str
    role: MemberRole | None
    born_on: date | None
    expected_on: date | None
    sex: Sex
    ethnicity: str | None
    first_language: str | None
    is_disabled: bool | None
    is_assessed: bool


@dataclass(frozen=True, slots=True)
class SectionKept:
    """A section as it was last saved. version 0: never. saved_by: whose name; None when not known."""

    version: int = 0
    saved_at: datetime | None = None
    saved_by: str | None = None
    content: Content = NOTHING


@dataclass(frozen=True, slots=True)
class CompletionKept:
    """When and by whom the form was completed, and why it was reopened if it was."""

    id: UUID
    completed_on: date
    completed_by: str | None
    reopened_at: datetime | None
    reopen_reason: ReopenReason | None


@dataclass(frozen=True, slots=True)
class FormOnFile:
    """The whole form of an assessment, with the identifying details that the record has.

    version: grows with every save, completion and reopening. consent: the latest decision by the day.
    may_change: whether the one who opened it may change this family's record. items: what of it they may
    read; sections has no others. was_saved: whether anything of it was ever saved here.
    """

    assessment_id: UUID
    family_id: UUID
    reference: str | None
    kind: AssessmentKind
    initiated_on: date
    started_on: date | None
    completed_on: date | None
    closed_on: date | None
    consent: ConsentDecision | None
    consent_on: date | None
    lead: str | None
    lead_agency: str | None
    address: str | None
    people: tuple[PersonOnForm, ...]
    sections: Mapping[FormSection, SectionKept]
    completions: tuple[CompletionKept, ...]
    may_change: bool
    was_saved: bool
    items: frozenset[ConsentItem]
    version: int = 0

    @property
    def is_whole(self) -> bool:
        """Whether whoever opened it may read all of it."""
        return self.items >= EVERY_ITEM

    def shows(self, section: FormSection) -> bool:
        """Whether whoever opened it may read anything of a section."""
        return not items_of(section).isdisjoint(self.items)

    @property
    def contents(self) -> Contents:
        """What stands in every section."""
        return {section: kept.content for section, kept in self.sections.items()}

    @property
    def state(self) -> FormState:
        """Where the form stands."""
        return form_state(is_completed=self.completed_on is not None, was_saved=self.was_saved)

    @property
    def missing(self) -> tuple[Missing, ...]:
        """What it needs before it can be completed; whoever reads a part of it cannot know."""
        return missing_from(self.contents) if self.is_whole else ()

    @property
    def can_be_filled_in(self) -> bool:
        """Whether whoever opened it may change it, and it may be changed."""
        return self.may_change and can_fill_in(
            is_completed=self.completed_on is not None,
            is_closed=self.closed_on is not None,
            consent=self.consent,
        )

    @property
    def can_be_reopened(self) -> bool:
        """Whether whoever opened it may reopen it."""
        is_ready = self.may_change and self.state is FormState.COMPLETED
        return is_ready and can_reopen(is_closed=self.closed_on is not None, consent=self.consent)

    def kept(self, section: FormSection) -> SectionKept:
        """A section as it was last saved, or as one that never was."""
        return self.sections.get(section, SectionKept())

    def state_of(self, section: FormSection) -> SectionState:
        """How far a section is."""
        return section_state(section, self.kept(section).content)


@dataclass(frozen=True, slots=True)
class DraftToFinish:
    """A form that somebody has begun and nobody has completed."""

    assessment_id: UUID
    reference: str | None
    kind: AssessmentKind
    initiated_on: date
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class SectionSaved:
    """What a save came to: the section's version now, and when it was last saved."""

    version: int
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class Paper:
    """A form on paper, as a file. is_draft: it is marked as one."""

    name: str
    content: bytes = field(repr=False)
    is_draft: bool
