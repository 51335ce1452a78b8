"""Cases that were said not to be theirs: where they may be sent on to, and who answered and decided what."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.access.family_access import FamilyScope
from app.access.models import Agency, Establishment, Posting, Practitioner, UserAccount
from app.access.roles import Responsibility
from app.campaigns.models import CampaignAnswer, CampaignDecision, CampaignRow
from app.campaigns.queries.parts import CampaignRead, DisownedCase, PlaceOffered, Step
from app.campaigns.queries.standing import Standing, latest_answers, standing_of
from app.campaigns.rules.sending import Place
from app.campaigns.rules.vocabulary import PointDecision, RowAnswer
from app.cases.queries.columns import columns
from app.db import in_force, rows


def latest_decision(session: Session, row_id: UUID) -> CampaignDecision | None:
    """The last decision about a case; None while there is none."""
    return session.exec(
        select(CampaignDecision)
        .where(CampaignDecision.row_id == row_id)
        .order_by(col(CampaignDecision.version).desc())
        .limit(1)
    ).one_or_none()


def disowned_by(session: Session, row_id: UUID) -> frozenset[Place]:
    """The places from which a case was sent on, as each had said that it was not theirs."""
    statement = sa.select(*columns(CampaignDecision, "from_agency_id", "from_establishment_id")).where(
        col(CampaignDecision.row_id) == row_id
    )
    return frozenset(Place(row.from_agency_id, row.from_establishment_id) for row in rows(session, statement))


def places_offered(session: Session, on: date) -> tuple[PlaceOffered, ...]:
    """The agencies and establishments for which somebody is responsible on a day, by the agency's code."""
    whole = col(Posting.responsibility) == Responsibility.AGENCY
    establishment_id, name = (
        sa.case((sa.not_(whole), Establishment.id)),
        sa.case((sa.not_(whole), Establishment.name)),
    )
    statement: sa.Select[*tuple[Any, ...]] = (
        sa.select(
            col(Agency.id),
            col(Agency.code),
            establishment_id.label("establishment_id"),
            name.label("establishment"),
        )
        .distinct()
        .select_from(Posting)
        .join(Practitioner, col(Practitioner.id) == Posting.practitioner_id)
        .join(Establishment, col(Establishment.id) == Posting.establishment_id)
        .join(Agency, col(Agency.id) == Establishment.agency_id)
        .where(
            col(Posting.responsibility).in_((Responsibility.AGENCY, Responsibility.ESTABLISHMENT)),
            in_force(col(Posting.starts_on), col(Posting.ends_on), on),
            sa.or_(col(Practitioner.left_on).is_(None), col(Practitioner.left_on) > on),
        )
    )
    found = [
        PlaceOffered(Place(row.id, row.establishment_id), row.code, row.establishment)
        for row in rows(session, statement)
    ]
    return tuple(sorted(found, key=lambda each: (each.agency, each.establishment or "", str(each.place))))


def disowned(session: Session, campaign: CampaignRead, on: date) -> tuple[DisownedCase, ...]:
    """The cases that somebody said are not theirs, those that wait for the coordinator first, as listed."""
    everything = FamilyScope(every_family=True)
    standing = [
        row
        for row in standing_of(session, campaign, everything, on, ever_answered=RowAnswer.NOT_OURS)
        if row.answer is RowAnswer.NOT_OURS or row.times_sent_on
    ]
    said = latest_answers(session, [row.id for row in standing])
    told = histories(session, standing)
    found = [
        DisownedCase(
            id=row.id,
            number=row.number,
            version=row.version,
            agency=row.agency,
            establishment=row.establishment,
            lead=row.lead,
            initiated_on=row.initiated_on,
            assessment_id=row.assessment_id,
            answer=row.answer,
            decision=row.decision,
            waits=row.is_to_decide,
            words=said[row.id].words if row.answer is RowAnswer.NOT_OURS else None,
            history=told[row.id],
        )
        for row in standing
    ]
    return tuple(sorted(found, key=lambda each: (not each.waits, each.number)))


def passed_on(session: Session, campaign_id: UUID) -> Mapping[UUID, tuple[str, int]]:
    """By agency, its code and how often a case of a campaign was sent on since it was not theirs."""
    statement = (
        sa.select(col(Agency.id), col(Agency.code), sa.func.count().label("times"))
        .select_from(CampaignDecision)
        .join(CampaignRow, col(CampaignRow.id) == CampaignDecision.row_id)
        .join(Agency, col(Agency.id) == CampaignDecision.from_agency_id)
        .where(
            col(CampaignRow.campaign_id) == campaign_id,
            col(CampaignDecision.decision) == PointDecision.SEND_ON,
        )
        .group_by(col(Agency.id), col(Agency.code))
    )
    return {row.id: (row.code, row.times) for row in rows(session, statement)}


def histories(session: Session, standing: Collection[Standing]) -> Mapping[UUID, tuple[Step, ...]]:
    """Every answer about these cases and every decision, in their order, by case."""
    asked_now = {row.id: (row.agency, row.establishment) for row in standing}
    steps: dict[UUID, list[Step]] = defaultdict(list)
    # From the last step to the first: whoever answered is who was asked until the decision that followed.
    asked = dict(asked_now)
    for row in sorted(
        [*_answers(session, asked_now), *_decisions(session, asked_now)],
        key=lambda each: each.version,
        reverse=True,
    ):
        if row.decision is not None:
            asked[row.row_id] = (row.from_agency, row.from_establishment)
        at = asked[row.row_id] if row.decision is None else (row.agency, row.establishment)
        steps[row.row_id].append(
            Step(row.version, row.answer, row.decision, at[0], at[1], row.words, row.by, row.at)
        )
    return defaultdict(tuple, {row_id: tuple(reversed(found)) for row_id, found in steps.items()})


def _answers(session: Session, ids: Collection[UUID]) -> list[sa.Row[Any]]:
    statement = (
        sa.select(
            *columns(CampaignAnswer, "row_id", "version", "answer", "words"),
            sa.null().label("decision"),
            col(UserAccount.display_name).label("by"),
            col(CampaignAnswer.answered_at).label("at"),
        )
        .outerjoin(UserAccount, col(UserAccount.id) == CampaignAnswer.answered_by)
        .where(col(CampaignAnswer.row_id).in_(ids))
    )
    return list(rows(session, statement))


def _decisions(session: Session, ids: Collection[UUID]) -> list[sa.Row[Any]]:
    was_agency, was_at = aliased(Agency), aliased(Establishment)
    statement = (
        sa.select(
            *columns(CampaignDecision, "row_id", "version", "decision", "words"),
            sa.null().label("answer"),
            col(was_agency.code).label("from_agency"),
            col(was_at.name).label("from_establishment"),
            col(Agency.code).label("agency"),
            col(Establishment.name).label("establishment"),
            col(UserAccount.display_name).label("by"),
            col(CampaignDecision.decided_at).label("at"),
        )
        .select_from(CampaignDecision)
        .join(was_agency, col(was_agency.id) == CampaignDecision.from_agency_id)
        .outerjoin(was_at, col(was_at.id) == CampaignDecision.from_establishment_id)
        .outerjoin(Agency, col(Agency.id) == CampaignDecision.agency_id)
        .outerjoin(Establishment, col(Establishment.id) == CampaignDecision.establishment_id)
        .outerjoin(UserAccount, col(UserAccount.id) == CampaignDecision.decided_by)
        .where(col(CampaignDecision.row_id).in_(ids))
    )
    return list(rows(session, statement))
