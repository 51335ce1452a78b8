"""How the cases of a campaign stand: who is asked about each, what was answered, and what waits."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.access.family_access import FamilyScope
from app.access.models import Agency, Establishment, Practitioner, UserAccount
from app.campaigns.models import CampaignAnswer, CampaignDecision, CampaignRow
from app.campaigns.queries.parts import (
    CampaignRead,
    Counts,
    LatestAnswer,
)
from app.campaigns.rules.answers import is_settled
from app.campaigns.rules.sending import is_to_decide
from app.campaigns.rules.vocabulary import CampaignKind, PointDecision, RowAnswer
from app.cases.models.assessments import Assessment
from app.cases.models.people import HouseholdMember
from app.cases.queries.columns import columns
from app.cases.queries.families import led_within
from app.db import in_force, rows


@dataclass(frozen=True, slots=True)
class Standing:
    """How a case stands: who is asked, the answer that holds, and whether anything more is asked.

    decision: what was decided about that answer. version: how many answers and decisions there are.
    times_sent_on: how often it was sent on.
    """

    id: UUID
    number: int
    assessment_id: UUID | None
    person_id: UUID | None
    other_person_id: UUID | None
    agency_id: UUID | None
    agency: str | None
    establishment: str | None
    lead: str | None
    initiated_on: date | None
    closed_on: date | None
    answer: RowAnswer | None
    decision: PointDecision | None
    version: int
    times_sent_on: int
    kind: CampaignKind

    @property
    def is_settled(self) -> bool:
        """Whether nothing more is asked about it."""
        return is_settled(self.kind, is_answered=self.answer is not None, closed_on=self.closed_on)

    @property
    def is_to_decide(self) -> bool:
        """Whether the coordinator has to decide what becomes of it."""
        return is_to_decide(self.kind, answer=self.answer, decision=self.decision, closed_on=self.closed_on)


def standing_of(
    session: Session,
    campaign: CampaignRead,
    scope: FamilyScope,
    on: date,
    *,
    ever_answered: RowAnswer | None = None,
) -> tuple[Standing, ...]:
    """How each case of a campaign in scope stands, in the order of the list.

    ever_answered: only the cases to which somebody has given this answer, be it the one that holds or not.
    """
    lead = aliased(Practitioner)
    answer = (
        sa.select(*columns(CampaignAnswer, "row_id", "version", "answer"))
        .ext(distinct_on(col(CampaignAnswer.row_id)))
        .join(CampaignRow, col(CampaignRow.id) == CampaignAnswer.row_id)
        .where(col(CampaignRow.campaign_id) == campaign.id)
        .order_by(col(CampaignAnswer.row_id), col(CampaignAnswer.version).desc())
        .subquery("answer")
    )
    decided = sa.func.count().filter(col(CampaignDecision.decision) == PointDecision.SEND_ON)
    decision = (
        sa.select(
            col(CampaignDecision.row_id),
            sa.func.max(col(CampaignDecision.version)).label("version"),
            decided.label("times_sent_on"),
            sa.func.bool_or(col(CampaignDecision.decision) == PointDecision.CLOSE).label("is_closed"),
        )
        .join(CampaignRow, col(CampaignRow.id) == CampaignDecision.row_id)
        .where(col(CampaignRow.campaign_id) == campaign.id)
        .group_by(col(CampaignDecision.row_id))
        .subquery("decision")
    )
    # An answer holds until the case is sent on; a point that was closed stays closed, and so does its answer.
    is_sent_on = sa.and_(decision.c.version > answer.c.version, sa.not_(decision.c.is_closed))
    statement = (
        sa.select(
            *columns(CampaignRow, "id", "number", "assessment_id", "person_id", "other_person_id"),
            col(CampaignRow.agency_id),
            col(Agency.code).label("agency"),
            col(Establishment.name).label("establishment"),
            col(lead.display_name).label("lead"),
            *columns(Assessment, "initiated_on", "closed_on"),
            sa.case((is_sent_on, None), else_=answer.c.answer).label("answer"),
            decision.c.is_closed,
            sa.func.coalesce(sa.func.greatest(answer.c.version, decision.c.version), 0).label("version"),
            sa.func.coalesce(decision.c.times_sent_on, 0).label("times_sent_on"),
        )
        .select_from(CampaignRow)
        .outerjoin(Agency, col(Agency.id) == CampaignRow.agency_id)
        .outerjoin(Establishment, col(Establishment.id) == CampaignRow.establishment_id)
        .outerjoin(lead, col(lead.id) == CampaignRow.practitioner_id)
        .outerjoin(Assessment, col(Assessment.id) == CampaignRow.assessment_id)
        .outerjoin(answer, answer.c.row_id == CampaignRow.id)
        .outerjoin(decision, decision.c.row_id == CampaignRow.id)
        .where(col(CampaignRow.campaign_id) == campaign.id)
        .order_by(col(CampaignRow.number))
    )
    if ever_answered is not None:
        given = sa.select(col(CampaignAnswer.row_id)).where(col(CampaignAnswer.answer) == ever_answered)
        statement = statement.where(col(CampaignRow.id).in_(given))
    found = rows(session, within(statement, scope, on))
    return tuple(_standing(row, campaign.kind) for row in found)


def _standing(row: sa.Row[Any], kind: CampaignKind) -> Standing:
    held = row._asdict()
    is_closed = held.pop("is_closed")
    return Standing(**held, decision=PointDecision.CLOSE if is_closed else None, kind=kind)


def within(
    statement: sa.Select[*tuple[Any, ...]], scope: FamilyScope, on: date
) -> sa.Select[*tuple[Any, ...]]:
    """Only the cases that are answered for within a scope.

    Of two people who may be one only somebody may answer who may open the records of both.
    """
    if scope.every_family:
        return statement
    seen = led_within(scope, on)
    return statement.where(
        sa.or_(
            col(CampaignRow.practitioner_id).in_(scope.practitioners),
            col(CampaignRow.establishment_id).in_(scope.establishments),
            col(CampaignRow.agency_id).in_(scope.agencies),
        ),
        *(
            sa.or_(
                person.is_(None),
                sa.exists().where(
                    col(HouseholdMember.person_id) == person,
                    in_force(col(HouseholdMember.starts_on), col(HouseholdMember.ends_on), on),
                    col(HouseholdMember.family_id).in_(seen),
                ),
            )
            for person in columns(CampaignRow, "person_id", "other_person_id")
        ),
    )


def counts_of(found: Iterable[Standing]) -> Counts:
    cases_found = list(found)
    return Counts(
        asked=len(cases_found),
        answered=sum(each.answer is not None for each in cases_found),
        outstanding=sum(not each.is_settled for each in cases_found),
        to_decide=sum(each.is_to_decide for each in cases_found),
        sent_on=sum(each.times_sent_on > 0 for each in cases_found),
        points_closed=sum(each.decision is PointDecision.CLOSE for each in cases_found),
    )


def latest_answers(session: Session, ids: Collection[UUID]) -> Mapping[UUID, LatestAnswer]:
    """The last answer about each of these cases that has one; it holds unless the case was sent on since."""
    statement = (
        sa.select(
            *columns(CampaignAnswer, "row_id", "answer", "closed_on", "closure_reason", "words"),
            col(CampaignAnswer.answered_at).label("at"),
            col(UserAccount.display_name).label("by"),
        )
        .ext(distinct_on(col(CampaignAnswer.row_id)))
        .outerjoin(UserAccount, col(UserAccount.id) == CampaignAnswer.answered_by)
        .where(col(CampaignAnswer.row_id).in_(ids))
        .order_by(col(CampaignAnswer.row_id), col(CampaignAnswer.version).desc())
    )
    found = {}
    for row in rows(session, statement):
        held = row._asdict()
        row_id = held.pop("row_id")
        found[row_id] = LatestAnswer(**held)
    return found
