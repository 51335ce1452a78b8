"""Which cases a campaign of each kind asks about, and whom: pure, from dated facts."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.campaigns.rules.vocabulary import CampaignKind
from app.cases.rules.course_dates import CourseDates, faults
from app.cases.rules.due import OpenAssessment, review_due_on
from app.cases.rules.lifecycle import AssessmentDates
from app.cases.rules.matching import Named
from app.cases.rules.register import RegisterEntry, is_long_open, is_open, is_review_due
from app.cases.rules.searches import alternatives

SHORTEST_TO_MISSPELL = 4
"""Of so many letters a name may differ by one slip and still be the same; Ann and Amy are two names."""


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """One assessment of the register with what the kinds of campaigns look at.

    lead_at: the establishment at which its lead professional is posted, in the agency of the lead.
    """

    id: UUID
    family_id: UUID
    course: CourseDates
    next_review_on: date | None
    lead_id: UUID | None
    lead_agency_id: UUID | None
    lead_at: UUID | None
    initiating_agency_id: UUID


@dataclass(frozen=True, slots=True)
class Asked:
    """Who has to answer for a case. agency None: the coordinator. establishment None: the whole agency."""

    agency_id: UUID | None = None
    establishment_id: UUID | None = None
    practitioner_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class LedFrom:
    """The one agency, and the one establishment, from which a family is led; None: none, or several."""

    agency_id: UUID | None
    establishment_id: UUID | None


@dataclass(frozen=True, slots=True)
class SoundAlike:
    """Which names of two people sound the same, as the database hears them."""

    forenames: bool = False
    surnames: bool = False


def is_asked_about(case: CaseFacts, kind: CampaignKind, on: date) -> bool:
    """Whether a campaign of a kind that is begun on a day asks about an assessment.

    The meanings of long open and never reviewed are those of the register; a case that was never reviewed is
    not asked about again as past its review.
    """
    entry = RegisterEntry(case.id, _stages(case.course), case.lead_id is not None, None)
    goes_on = case.course.initiated_on <= on and is_open(entry, on)
    match kind:
        case CampaignKind.LONG_OPEN:
            return goes_on and is_long_open(entry, on)
        case CampaignKind.PAST_REVIEW:
            return goes_on and not is_review_due(entry, on) and _is_past_review(case, on)
        case CampaignKind.NEVER_REVIEWED:
            return goes_on and is_review_due(entry, on)
        case CampaignKind.NO_LEAD:
            return goes_on and case.lead_id is None
        case CampaignKind.CONTRADICTORY_DATES:
            return bool(date_faults(case.course, on))
        case CampaignKind.DUPLICATES:  # pragma: no branch  # the last there is
            return False


def date_faults(course: CourseDates, on: date) -> tuple[str, ...]:
    """What is wrong with the days of an assessment, each a sentence; none when they are in order."""
    return tuple(dict.fromkeys(fault.sentence for fault in faults(course, on)))


def who_answers(case: CaseFacts) -> Asked:
    """Who has to answer for an assessment: the lead's agency and the lead, else the initiating agency.

    A lead whose agency is not on record is asked through the initiating agency.
    """
    if case.lead_agency_id is None:
        return Asked(case.initiating_agency_id, None, case.lead_id)
    return Asked(case.lead_agency_id, case.lead_at, case.lead_id)


def who_answers_for_two(one: LedFrom, other: LedFrom) -> Asked:
    """Who has to say whether two people are one: the agency that both families are led from.

    Nobody else may see both of them, so otherwise the coordinator answers.
    """
    if one.agency_id is None or one.agency_id != other.agency_id:
        return Asked()
    is_same_place = one.establishment_id == other.establishment_id
    return Asked(one.agency_id, one.establishment_id if is_same_place else None)


def may_be_one_person(one: Named, other: Named, sounds: SoundAlike = SoundAlike()) -> bool:
    """Whether two people on file may be one: the same date of birth, and names that are the same or alike.

    Alike: changed round, in common with one word of several, a form that stands for the other (Liz,
    Elizabeth), different by one slip, or with the same sound. A twin with another forename is another person.
    """
    if one.born_on is None or one.born_on != other.born_on:
        return False
    if (one.forename_key, one.surname_key) == (other.surname_key, other.forename_key):
        return True
    forenames = sounds.forenames or _alike(one.forename_key, other.forename_key)
    return forenames and (sounds.surnames or _alike(one.surname_key, other.surname_key))


def _is_past_review(case: CaseFacts, on: date) -> bool:
    """Whether the next review was due before a day, as what is due on home pages says."""
    days = OpenAssessment(
        case.course.initiated_on,
        case.course.assessment_completed_on,
        case.course.first_team_meeting_on,
        max(case.course.reviews, default=case.course.first_reviewed_on),
        case.next_review_on,
    )
    due_on = review_due_on(days)
    return due_on is not None and due_on < on


def _stages(course: CourseDates) -> AssessmentDates:
    return AssessmentDates(
        course.initiated_on,
        course.assessment_started_on,
        course.first_team_meeting_on,
        course.first_reviewed_on,
        course.closed_on,
    )


def _alike(one: str, other: str) -> bool:
    if one == other or set(one.split()) & set(other.split()):
        return True
    forms, swapped = alternatives(one)
    return other in forms or other in swapped or _is_one_slip(one, other)


def _is_one_slip(one: str, other: str) -> bool:
    """Whether one letter was left out, added or mistyped in a name that is long enough."""
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) < SHORTEST_TO_MISSPELL or len(longer) - len(shorter) > 1:
        return False
    same = next((place for place, letter in enumerate(shorter) if letter != longer[place]), len(shorter))
    rest = same + 1 if len(shorter) == len(longer) else same
    return shorter[rest:] == longer[same + 1 :]
