"""The facts that campaigns begin with: every assessment with its days, and people who may be one."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.access.models import Establishment, Posting
from app.campaigns.models import CampaignAnswer, CampaignRow
from app.campaigns.rules.finding import CaseFacts, LedFrom, SoundAlike, may_be_one_person
from app.campaigns.rules.vocabulary import RowAnswer
from app.cases.models.assessments import Assessment
from app.cases.models.course import AssessmentReview, LevelOfNeed, PlanAction, TeamMeeting
from app.cases.models.people import HouseholdMember, Person
from app.cases.models.triage import Allocation, AllocationAgency, LeadProfessional
from app.cases.queries.columns import columns
from app.cases.rules.course_dates import CourseDates
from app.cases.rules.matching import Named
from app.db import in_force, rows

STAGES = (
    "initiated_on",
    "assessment_started_on",
    "assessment_completed_on",
    "first_team_meeting_on",
    "first_reviewed_on",
    "closed_on",
)


LEAST_TO_SOUND = 3
"""Of so many letters a name has a sound of its own, as in searches."""


@dataclass(frozen=True, slots=True)
class TwoPeople:
    """Two people on file who may be one, each with a family that they live in on the day."""

    person_id: UUID
    family_id: UUID
    other_person_id: UUID
    other_family_id: UUID


def cases(session: Session, on: date, *, only: Collection[UUID] | None = None) -> Iterator[CaseFacts]:
    """Every assessment as it is stored, with its lead as posted on a day, by the day of initiation, then id.

    only: these assessments alone.
    """
    statement = (
        sa.select(
            *columns(Assessment, "id", "family_id", *STAGES, "next_review_on"),
            col(Assessment.lead_practitioner_id),
            col(Assessment.lead_agency_id),
            col(Assessment.initiating_agency_id),
        )
        .where(_is_one_of(Assessment.id, only))
        .order_by(*columns(Assessment, "initiated_on", "id"))
    )
    found = rows(session, statement)
    meetings = _days(session, TeamMeeting, TeamMeeting.meets_on, only, col(TeamMeeting.held).is_(True))
    reviews = _days(session, AssessmentReview, AssessmentReview.reviewed_on, only)
    done = _days(session, PlanAction, PlanAction.done_on, only, col(PlanAction.done_on).is_not(None))
    levels = _days(session, LevelOfNeed, LevelOfNeed.decided_on, only)
    leads = {row.lead_practitioner_id for row in found} if only is not None else None
    posted = _posted(session, on, leads)
    for row in found:
        yield CaseFacts(
            id=row.id,
            family_id=row.family_id,
            course=CourseDates(
                **{name: getattr(row, name) for name in STAGES},
                meetings=meetings.get(row.id, ()),
                reviews=reviews.get(row.id, ()),
                actions_done=done.get(row.id, ()),
                levels=levels.get(row.id, ()),
            ),
            next_review_on=row.next_review_on,
            lead_id=row.lead_practitioner_id,
            lead_agency_id=row.lead_agency_id,
            lead_at=posted.get((row.lead_practitioner_id, row.lead_agency_id)),
            initiating_agency_id=row.initiating_agency_id,
        )


def people_who_may_be_one(session: Session, on: date) -> tuple[TwoPeople, ...]:
    """Two people in households on a day who may be one, by their ids; those known to be two left out.

    The database finds those born on one day with a name in common, or with names that sound the same; the
    rule decides.
    """
    one, other = _people(on, "one"), _people(on, "other")
    words = [sa.func.string_to_array(each.c.surname_key, " ") for each in (one, other)]
    forenames, surnames = (
        _sound_alike(one.c[name], other.c[name]) for name in ("forename_key", "surname_key")
    )
    statement = (
        sa.select(
            one.c.id,
            one.c.family_id,
            *(one.c[name] for name in ("forename_key", "surname_key", "born_on")),
            other.c.id.label("other_id"),
            other.c.family_id.label("other_family_id"),
            other.c.forename_key.label("other_forename_key"),
            other.c.surname_key.label("other_surname_key"),
            forenames.label("forenames_sound_alike"),
            surnames.label("surnames_sound_alike"),
        )
        .select_from(one)
        .join(other, sa.and_(other.c.born_on == one.c.born_on, one.c.id < other.c.id))
        .where(
            sa.or_(
                one.c.forename_key == other.c.forename_key,
                words[0].op("&&")(words[1]),
                sa.and_(forenames, surnames),
                sa.and_(one.c.forename_key == other.c.surname_key, one.c.surname_key == other.c.forename_key),
            )
        )
        .order_by(one.c.id, other.c.id)
    )
    apart = _known_apart(session)
    return tuple(
        TwoPeople(row.id, row.family_id, row.other_id, row.other_family_id)
        for row in rows(session, statement)
        if (row.id, row.other_id) not in apart
        and may_be_one_person(
            Named(row.forename_key, row.surname_key, row.born_on),
            Named(row.other_forename_key, row.other_surname_key, row.born_on),
            SoundAlike(row.forenames_sound_alike, row.surnames_sound_alike),
        )
    )


def led_from(session: Session, on: date) -> Mapping[UUID, LedFrom]:
    """Where each family that is led on a day is led from: by the lead's posting, else by the allocation."""
    leads = (
        sa.select(
            col(Allocation.family_id), col(Establishment.agency_id), col(LeadProfessional.establishment_id)
        )
        .join(LeadProfessional, col(LeadProfessional.allocation_id) == Allocation.id)
        .join(Establishment, col(Establishment.id) == LeadProfessional.establishment_id)
        .where(
            in_force(col(Allocation.starts_on), col(Allocation.ends_on), on),
            in_force(col(LeadProfessional.starts_on), col(LeadProfessional.ends_on), on),
        )
        .order_by(*columns(Allocation, "family_id"), col(LeadProfessional.id))
    )
    allocated = (
        sa.select(col(Allocation.family_id), col(AllocationAgency.agency_id))
        .join(AllocationAgency, col(AllocationAgency.allocation_id) == Allocation.id)
        .where(
            in_force(col(Allocation.starts_on), col(Allocation.ends_on), on),
            col(AllocationAgency.position) == 1,
        )
        .order_by(col(Allocation.family_id), col(Allocation.id))
    )
    found = {row.family_id: LedFrom(row.agency_id, None) for row in rows(session, allocated)}
    found |= {row.family_id: LedFrom(row.agency_id, row.establishment_id) for row in rows(session, leads)}
    return found


def _people(on: date, name: str) -> sa.Subquery:
    """Everyone in a household on a day whose date of birth is known, once, with one family of theirs."""
    return (
        sa.select(
            *columns(Person, "id", "forename_key", "surname_key", "born_on"),
            sa.cast(sa.func.min(sa.cast(HouseholdMember.family_id, sa.String)), sa.Uuid).label("family_id"),
        )
        .join(HouseholdMember, col(HouseholdMember.person_id) == Person.id)
        .where(
            col(Person.born_on).is_not(None),
            in_force(col(HouseholdMember.starts_on), col(HouseholdMember.ends_on), on),
        )
        .group_by(col(Person.id))
        .subquery(name)
    )


def _sound_alike(one: Any, other: Any) -> sa.ColumnElement[bool]:
    """Whether two names that are long enough have the same sound."""
    sound = sa.func.dmetaphone(one)
    long_enough = sa.func.least(sa.func.length(one), sa.func.length(other)) >= LEAST_TO_SOUND
    return sa.and_(long_enough, sound != "", sound == sa.func.dmetaphone(other))


def _known_apart(session: Session) -> frozenset[tuple[UUID, UUID]]:
    """The pairs that somebody has said, and last said, are two people."""
    later = aliased(CampaignAnswer)
    statement = (
        sa.select(*columns(CampaignRow, "person_id", "other_person_id"))
        .join(CampaignAnswer, col(CampaignAnswer.row_id) == CampaignRow.id)
        .where(
            col(CampaignAnswer.answer) == RowAnswer.DIFFERENT_PEOPLE,
            ~sa.exists().where(
                col(later.row_id) == CampaignRow.id, col(later.version) > CampaignAnswer.version
            ),
        )
    )
    return frozenset((row.person_id, row.other_person_id) for row in rows(session, statement))


def _posted(session: Session, on: date, only: Collection[UUID] | None) -> Mapping[tuple[UUID, UUID], UUID]:
    """The establishment of each practitioner in each agency on a day, where it is one only.

    only: these practitioners alone.
    """
    statement = (
        sa.select(
            col(Posting.practitioner_id),
            col(Establishment.agency_id),
            sa.cast(sa.func.min(sa.cast(Establishment.id, sa.String)), sa.Uuid).label("establishment_id"),
        )
        .join(Establishment, col(Establishment.id) == Posting.establishment_id)
        .where(
            _is_one_of(Posting.practitioner_id, only),
            in_force(col(Posting.starts_on), col(Posting.ends_on), on),
        )
        .group_by(col(Posting.practitioner_id), col(Establishment.agency_id))
        .having(sa.func.count(sa.distinct(col(Establishment.id))) == 1)
    )
    return {(row.practitioner_id, row.agency_id): row.establishment_id for row in rows(session, statement)}


def _days(
    session: Session, model: Any, day: Any, only: Collection[UUID] | None, *which: sa.ColumnElement[bool]
) -> Mapping[UUID, tuple[date, ...]]:
    """The days of a table that belongs to assessments, in order, by assessment."""
    statement = (
        sa.select(col(model.assessment_id), col(day).label("day"))
        .where(_is_one_of(model.assessment_id, only), *which)
        .order_by(col(model.assessment_id), col(day))
    )
    found: dict[UUID, list[date]] = defaultdict(list)
    for row in rows(session, statement):
        found[row.assessment_id].append(row.day)
    return {key: tuple(days) for key, days in found.items()}


def _is_one_of(column: Any, only: Collection[UUID] | None) -> sa.ColumnElement[bool]:
    return col(column).in_(only) if only is not None else sa.true()
