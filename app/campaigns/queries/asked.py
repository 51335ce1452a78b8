"""A page of the cases on a campaign's list, each read only as far as an actor may see it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import aggregate_order_by, distinct_on
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.access.family_access import FamilyScope
from app.access.models import Agency, Establishment, Posting, Practitioner
from app.campaigns.queries.finding import cases
from app.campaigns.queries.parts import (
    AssessmentAsked,
    CampaignRead,
    PersonAsked,
    RowRead,
)
from app.campaigns.queries.sending import histories
from app.campaigns.queries.standing import latest_answers, standing_of
from app.campaigns.rules.finding import date_faults
from app.campaigns.rules.vocabulary import CampaignKind
from app.cases.models.assessments import AssessedChild, Assessment
from app.cases.models.people import Family, HouseholdMember, Person, Ward
from app.cases.queries.columns import columns
from app.cases.queries.families import held_within, led_within
from app.cases.queries.laterals import lives_in
from app.cases.queries.sharing import items_open
from app.cases.rules.consent_items import EVERY_ITEM, ConsentItem, in_order
from app.cases.rules.sharing import Reader
from app.db import in_force, rows


def list_page(
    session: Session,
    campaign: CampaignRead,
    scope: FamilyScope,
    on: date,
    *,
    whole: FamilyScope,
    user_id: UUID,
    with_settled: bool,
    after: int,
    limit: int,
    only: Collection[UUID] | None = None,
    agency_id: UUID | None = None,
) -> tuple[RowRead, ...]:
    """Cases of a campaign that are answered for within a scope, in the order of the list.

    whole: the families whose whole record may be seen, so that children are named. user_id: whose list it is.
    after: the number of the last case before. only: these cases, settled or not. agency_id: those that this
    agency is asked about.
    """
    standing = [
        row
        for row in standing_of(session, campaign, scope, on)
        if (row.id in only if only is not None else row.number > after)
        and (with_settled or only is not None or not row.is_settled)
        and agency_id in (None, row.agency_id)
    ][:limit]
    latest = latest_answers(session, [row.id for row in standing if row.answer is not None])
    told = histories(session, [row for row in standing if row.times_sent_on or row.decision])
    asked = [row.assessment_id for row in standing if row.assessment_id is not None]
    items = items_asked(session, asked, scope, on, whole=whole, user_id=user_id)
    assessments = _assessments(session, campaign.kind, items, whole, on)
    pairs = [each for row in standing for each in (row.person_id, row.other_person_id)]
    people = _people(session, pairs, whole, on) if any(pairs) else {}
    return tuple(
        RowRead(
            id=row.id,
            number=row.number,
            version=row.version,
            agency=row.agency,
            establishment=row.establishment,
            lead=row.lead,
            is_settled=row.is_settled,
            latest=latest.get(row.id),
            assessment=assessments.get(row.assessment_id) if row.assessment_id else None,
            people=tuple(people[each] for each in (row.person_id, row.other_person_id) if each in people),
            decision=row.decision,
            history=told[row.id],
        )
        for row in standing
    )


def items_asked(
    session: Session, ids: Sequence[UUID], scope: FamilyScope, on: date, *, whole: FamilyScope, user_id: UUID
) -> Mapping[UUID, frozenset[ConsentItem]]:
    """What of each of these assessments somebody may read who is asked about them.

    Those who run the campaign, and those who hold the family's record, all of it; anybody else what consent
    opens to the agencies for which they are asked.
    """
    held = rows(
        session,
        sa.select(col(Assessment.id)).where(col(Assessment.id).in_(ids), _is_held(whole, on)),
    )
    reader = Reader(user_id, scope.every_family, _agencies(session, scope, on))
    return {**items_open(session, ids, on, reader), **{row.id: EVERY_ITEM for row in held}}


def _is_held(whole: FamilyScope, on: date) -> sa.ColumnElement[bool]:
    return sa.true() if whole.every_family else col(Assessment.family_id).in_(held_within(whole, on))


def _agencies(session: Session, scope: FamilyScope, on: date) -> frozenset[UUID]:
    """The agencies that a scope stands for: managed, whole or in part, or of postings on a day."""
    managed = sa.select(col(Establishment.agency_id)).where(col(Establishment.id).in_(scope.establishments))
    posted = (
        sa.select(col(Establishment.agency_id))
        .join(Posting, col(Posting.establishment_id) == Establishment.id)
        .where(
            col(Posting.practitioner_id).in_(scope.practitioners),
            in_force(col(Posting.starts_on), col(Posting.ends_on), on),
        )
    )
    return scope.agencies | {row.agency_id for row in session.execute(managed.union(posted))}


def _assessments(
    session: Session,
    kind: CampaignKind,
    items: Mapping[UUID, frozenset[ConsentItem]],
    whole: FamilyScope,
    on: date,
) -> Mapping[UUID, AssessmentAsked]:
    """What the register has of these assessments, and of families in the scope whom they cover.

    items: what of each may be read; the rest is left out.
    """
    initiating, leading = aliased(Agency), aliased(Agency)
    held = _is_held(whole, on)
    children = (
        sa.select(
            sa.func.array_agg(
                aggregate_order_by(
                    sa.func.concat(col(Person.forename), " ", col(Person.surname)),
                    col(Person.born_on),
                    col(Person.id),
                )
            )
        )
        .join(AssessedChild, col(AssessedChild.person_id) == Person.id)
        .where(col(AssessedChild.assessment_id) == Assessment.id)
        .correlate(Assessment)
        .scalar_subquery()
    )
    register = columns(
        Assessment,
        "id",
        "kind",
        "initiated_on",
        "assessment_started_on",
        "assessment_completed_on",
        "first_team_meeting_on",
        "first_reviewed_on",
        "next_review_on",
        "closed_on",
        "closure_reason",
    )
    statement = (
        sa.select(
            *register,
            col(initiating.code).label("initiating_agency"),
            col(leading.code).label("lead_agency"),
            col(Practitioner.display_name).label("lead"),
            col(Family.version).label("record_version"),
            # Whatever was registered here is called by its own id, which tells nobody anything.
            sa.func.nullif(Assessment.import_key, sa.cast(Assessment.id, sa.String)).label("register_key"),
            sa.case((held, Assessment.family_id)).label("family_id"),
            sa.case((held, Family.reference)).label("reference"),
            sa.case((held, children)).label("children"),
        )
        .select_from(Assessment)
        .join(Family, col(Family.id) == Assessment.family_id)
        .join(initiating, col(initiating.id) == Assessment.initiating_agency_id)
        .outerjoin(leading, col(leading.id) == Assessment.lead_agency_id)
        .outerjoin(Practitioner, col(Practitioner.id) == Assessment.lead_practitioner_id)
        .where(col(Assessment.id).in_(items))
    )
    wrong = _faults(session, items, on) if kind is CampaignKind.CONTRADICTORY_DATES else {}
    return {
        row.id: _within(
            AssessmentAsked(
                **{**row._asdict(), "children": tuple(row.children or ())},
                items=in_order(items[row.id]),
                date_faults=wrong.get(row.id, ()),
                date_fault_count=len(wrong.get(row.id, ())),
            )
        )
        for row in rows(session, statement)
    }


def _within(asked: AssessmentAsked) -> AssessmentAsked:
    """An assessment without what consent keeps from whoever is asked; that it is closed they are told."""
    meetings, reviews = asked.shows(ConsentItem.TEAM_MEETINGS), asked.shows(ConsentItem.REVIEWS)
    return replace(
        asked,
        assessment_started_on=asked.assessment_started_on if asked.items else None,
        assessment_completed_on=asked.assessment_completed_on if asked.items else None,
        first_team_meeting_on=asked.first_team_meeting_on if meetings else None,
        first_reviewed_on=asked.first_reviewed_on if reviews else None,
        next_review_on=asked.next_review_on if reviews else None,
        closure_reason=asked.closure_reason if asked.shows(ConsentItem.CONCLUSIONS) else None,
        date_faults=asked.date_faults if asked.is_whole else (),
    )


def _faults(session: Session, ids: Collection[UUID], on: date) -> Mapping[UUID, tuple[str, ...]]:
    return {case.id: date_faults(case.course, on) for case in cases(session, on, only=ids)}


def _people(
    session: Session, ids: Collection[UUID | None], whole: FamilyScope, on: date
) -> Mapping[UUID | None, PersonAsked]:
    """These people, each with a family that they live in on a day and that may be seen."""
    lives = lives_in(col(Family.id), on)
    statement = (
        sa.select(
            *columns(Person, "id", "forename", "surname", "born_on"),
            col(Family.id).label("family_id"),
            col(Family.reference),
            col(Ward.name).label("ward"),
        )
        .ext(distinct_on(col(Person.id)))
        .select_from(Person)
        .join(HouseholdMember, col(HouseholdMember.person_id) == Person.id)
        .join(Family, col(Family.id) == HouseholdMember.family_id)
        .outerjoin(lives, sa.true())
        .outerjoin(Ward, col(Ward.id) == lives.c.ward_id)
        .where(
            col(Person.id).in_([each for each in ids if each is not None]),
            in_force(col(HouseholdMember.starts_on), col(HouseholdMember.ends_on), on),
            sa.true() if whole.every_family else col(Family.id).in_(led_within(whole, on)),
        )
        .order_by(col(Person.id), col(Family.id))
    )
    return {row.id: PersonAsked(**row._asdict()) for row in rows(session, statement)}
