"""Checks of the data that people can mend: what looks wrong, and what to do about it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar
from uuid import UUID

from app.cases.rules.register import RegisterEntry, is_long_open, is_open, is_review_due
from app.cases.rules.vocabulary import LeadChosen, NotAllocatedReason, TriageOutcome, Word

SATURDAY = 5
FIRST = 20


class SubjectKind(Word):
    """What a finding is about."""

    FAMILY = "family"
    MEETING = "meeting"
    ASSESSMENT = "assessment"


@dataclass(frozen=True, slots=True)
class QualityFinding:
    """Something in the data that looks wrong: how often, where, and how it is mended.

    first: the ids of the first twenty subjects, in the order of the records.
    """

    code: str
    sentence: str
    fix: str
    about: SubjectKind
    count: int
    first: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class MeetingHeld:
    """A rollout meeting's day."""

    id: UUID
    held_on: date


@dataclass(frozen=True, slots=True)
class FamilyInShort:
    """What the checks need of a family on the list, as it stands on the day.

    children: people aged 0 to 25 who live in it, an unborn child among them. is_allocated: now.
    lead_chosen: how the lead of that allocation was chosen; None when it has no lead. outcome: of the
    latest decision. is_confirmed: some of its criteria were checked. ever_off_the_data_sheet: one agency
    alone was allocated it, and has no column of the data sheet.
    """

    id: UUID
    lives_in_a_ward: bool
    children: int
    without_birth_date: int
    is_allocated: bool
    ever_allocated: bool
    lead_chosen: LeadChosen | None
    outcome: TriageOutcome | None
    reason: NotAllocatedReason | None
    deferred_until: date | None
    is_confirmed: bool
    ever_off_the_data_sheet: bool


@dataclass(frozen=True, slots=True)
class Records:
    """Everything that is checked."""

    meetings: Sequence[MeetingHeld]
    families: Sequence[FamilyInShort]
    assessments: Sequence[RegisterEntry]


Subject = TypeVar("Subject", MeetingHeld, FamilyInShort, RegisterEntry)


@dataclass(frozen=True, slots=True)
class Check(Generic[Subject]):
    """One check: what is wrong with one subject, said of one and of many, and how to mend it."""

    code: str
    one: str
    many: str
    fix: str
    is_wrong: Callable[[Subject, date], bool]


MEETING_CHECKS: tuple[Check[MeetingHeld], ...] = (
    Check(
        "meeting-at-a-weekend",
        "One rollout meeting is dated a Saturday or a Sunday.",
        "{count} rollout meetings are dated a Saturday or a Sunday.",
        "Check the day against the invitation, and import the meeting again with the right one.",
        lambda meeting, on: meeting.held_on.weekday() >= SATURDAY,
    ),
)

FAMILY_CHECKS: tuple[Check[FamilyInShort], ...] = (
    Check(
        "allocation-without-lead",
        "One allocated family has no lead professional now.",
        "{count} allocated families have no lead professional now.",
        "Ask the agency's manager who leads the family, and record it.",
        lambda family, on: family.is_allocated and family.lead_chosen is None,
    ),
    Check(
        "lead-by-default",
        "One family is led by someone chosen because no one else attended.",
        "{count} families are led by someone chosen because no one else attended.",
        "Ask whether someone with a better relationship could lead.",
        lambda family, on: family.lead_chosen is LeadChosen.BY_DEFAULT,
    ),
    Check(
        "decided-but-not-allocated",
        "One family was to be allocated and has no allocation.",
        "{count} families were to be allocated and have no allocation.",
        "Record the allocation, or revise the decision with its reason.",
        lambda family, on: family.outcome is TriageOutcome.ALLOCATE and not family.ever_allocated,
    ),
    Check(
        "allocated-off-the-data-sheet",
        "One family was allocated at a meeting to an agency without a column, so no report reconciles.",
        "{count} families were allocated at meetings to agencies without a column, so no report reconciles.",
        "Import the agency again with its place on the data sheet, data_sheet_order.",
        lambda family, on: family.outcome is TriageOutcome.ALLOCATE and family.ever_off_the_data_sheet,
    ),
    Check(
        "deferral-past",
        "One family was deferred until a day that has passed.",
        "{count} families were deferred until a day that has passed.",
        "Bring the family to the next rollout meeting.",
        lambda family, on: _deferral_has_passed(family, on),
    ),
    Check(
        "allocated-not-confirmed",
        "One allocated family's criteria were never checked by a practitioner.",
        "{count} allocated families' criteria were never checked by a practitioner.",
        "Ask the lead professional to confirm the criteria and the evidence.",
        lambda family, on: family.is_allocated and not family.is_confirmed,
    ),
    Check(
        "no-address",
        "One family on the list has no address now, so it belongs to no ward.",
        "{count} families on the list have no address now, so they belong to no ward.",
        "Record where the family lives.",
        lambda family, on: not family.lives_in_a_ward,
    ),
    Check(
        "no-child",
        "One family on the list has nobody aged 0 to 25 in it.",
        "{count} families on the list have nobody aged 0 to 25 in them.",
        "Check the household's members: the programme is for families with a child or young person.",
        lambda family, on: family.children == 0,
    ),
    Check(
        "no-birth-date",
        "One family has someone whose date of birth is not known.",
        "{count} families have someone whose date of birth is not known.",
        "Ask the family, or the school or the clinic, and record it.",
        lambda family, on: family.without_birth_date > 0,
    ),
)

ASSESSMENT_CHECKS: tuple[Check[RegisterEntry], ...] = (
    Check(
        "assessment-long-open",
        "One assessment has been open for over two years.",
        "{count} assessments have been open for over two years.",
        "Ask the lead professional whether it is still open, and close it at a meeting if not.",
        lambda entry, on: is_open(entry, on) and is_long_open(entry, on),
    ),
    Check(
        "assessment-without-lead",
        "One open assessment has no lead professional.",
        "{count} open assessments have no lead professional.",
        "Ask the initiating agency who leads it.",
        lambda entry, on: is_open(entry, on) and not entry.has_lead,
    ),
    Check(
        "assessment-review-due",
        "One open assessment is over six months past its first team meeting without a review.",
        "{count} open assessments are over six months past their first team meeting without a review.",
        "Ask the lead professional to hold the review, or to record it.",
        lambda entry, on: is_open(entry, on) and is_review_due(entry, on),
    ),
)


def quality_findings(records: Records, on: date) -> tuple[QualityFinding, ...]:
    """Every check that finds something on a day, in the order of the checks; none when all is well."""
    return (
        *_found(MEETING_CHECKS, SubjectKind.MEETING, records.meetings, on),
        *_found(FAMILY_CHECKS, SubjectKind.FAMILY, records.families, on),
        *_found(ASSESSMENT_CHECKS, SubjectKind.ASSESSMENT, records.assessments, on),
    )


def _found(
    checks: Iterable[Check[Subject]], about: SubjectKind, subjects: Sequence[Subject], on: date
) -> Iterable[QualityFinding]:
    for check in checks:
        wrong = [subject.id for subject in subjects if check.is_wrong(subject, on)]
        if wrong:
            sentence = check.one if len(wrong) == 1 else check.many.format(count=f"{len(wrong):,}")
            yield QualityFinding(check.code, sentence, check.fix, about, len(wrong), tuple(wrong[:FIRST]))


def _deferral_has_passed(family: FamilyInShort, on: date) -> bool:
    deferred = family.reason is NotAllocatedReason.DEFERRED and not family.is_allocated
    return deferred and family.deferred_until is not None and family.deferred_until < on
