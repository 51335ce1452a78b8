"""Campaigns: read and locked, how far they are, and the figures that are kept with them."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.access.family_access import FamilyScope
from app.access.models import UserAccount
from app.campaigns.models import Campaign, CampaignAnswer, CampaignFigure, CampaignRow
from app.campaigns.queries.parts import (
    AgencyProgress,
    CampaignListed,
    CampaignRead,
    Counts,
    MemberRead,
    OutstandingCase,
)
from app.campaigns.queries.sending import passed_on
from app.campaigns.queries.standing import Standing, counts_of, standing_of, within
from app.campaigns.rules.effect import Kept
from app.campaigns.rules.vocabulary import CampaignKind, Moment, RowAnswer
from app.cases.models.assessments import Assessment
from app.cases.models.people import Family
from app.cases.queries.columns import columns, values
from app.db import rows


def campaign_read(session: Session, campaign_id: UUID) -> CampaignRead | None:
    """A campaign; None when there is none."""
    found = values(CampaignRead, rows(session, _campaigns().where(col(Campaign.id) == campaign_id)))
    return found[0] if found else None


def campaign_for_update(session: Session, campaign_id: UUID) -> Campaign | None:
    """A campaign, locked for this transaction."""
    return session.exec(select(Campaign).where(Campaign.id == campaign_id).with_for_update()).one_or_none()


def campaign_to_answer(session: Session, campaign_id: UUID) -> Campaign | None:
    """A campaign, which nobody may close before this transaction ends; others may answer meanwhile."""
    statement = select(Campaign).where(Campaign.id == campaign_id).with_for_update(read=True)
    return session.exec(statement).one_or_none()


def row_for_update(session: Session, campaign_id: UUID, row_id: UUID) -> CampaignRow | None:
    """A case on a campaign's list, locked for this transaction."""
    return session.exec(
        select(CampaignRow)
        .where(CampaignRow.id == row_id, CampaignRow.campaign_id == campaign_id)
        .with_for_update()
    ).one_or_none()


def latest_answer(session: Session, row_id: UUID) -> CampaignAnswer | None:
    """The answer that holds for a case; None while there is none."""
    return session.exec(
        select(CampaignAnswer)
        .where(CampaignAnswer.row_id == row_id)
        .order_by(col(CampaignAnswer.version).desc())
        .limit(1)
    ).one_or_none()


def may_answer(session: Session, campaign_id: UUID, row_id: UUID, scope: FamilyScope, on: date) -> bool:
    """Whether a case of a campaign is one that is answered for within a scope."""
    statement = sa.select(col(CampaignRow.id)).where(
        col(CampaignRow.id) == row_id, col(CampaignRow.campaign_id) == campaign_id
    )
    return bool(rows(session, within(statement, scope, on)))


def counts_within(session: Session, campaign: CampaignRead, scope: FamilyScope, on: date) -> Counts:
    """How far the cases of a campaign are that are answered for within a scope."""
    return counts_of(standing_of(session, campaign, scope, on))


def campaigns_within(
    session: Session, kinds: Mapping[CampaignKind, FamilyScope], on: date, *, all_of: Collection[CampaignKind]
) -> tuple[CampaignListed, ...]:
    """Campaigns with how far the cases are that are answered for within a scope: those open first.

    kinds: the scope for each kind. all_of: the kinds of which campaigns are listed although no case is in
    scope.
    """
    found = []
    for campaign in values(CampaignRead, rows(session, _campaigns())):
        counts = counts_of(standing_of(session, campaign, kinds[campaign.kind], on))
        if counts.asked or campaign.kind in all_of:
            found.append(CampaignListed(campaign, counts))
    return tuple(sorted(found, key=lambda each: each.campaign.closed_on is not None))


def campaigns_to_answer(
    session: Session, scope: FamilyScope, on: date
) -> tuple[tuple[CampaignRead, Counts], ...]:
    """The open campaigns in which cases wait for those whom a scope names, the soonest due first.

    Who sees every family is not asked as such: what waits for a coordinator stands on the campaign's page.
    """
    if scope.every_family:
        return ()
    statement = _campaigns().where(col(Campaign.closed_on).is_(None))
    found = [
        (campaign, counts_of(standing_of(session, campaign, scope, on)))
        for campaign in values(CampaignRead, rows(session, statement))
    ]
    waiting = [each for each in found if each[1].outstanding]
    return tuple(sorted(waiting, key=lambda each: (each[0].due_on, each[0].kind)))


def progress(session: Session, campaign: CampaignRead, on: date) -> tuple[AgencyProgress, ...]:
    """How far each agency is, by code; what the coordinator has to answer comes last.

    An agency from which every case was sent on to others is listed too.
    """
    by_agency: dict[tuple[bool, str, UUID | None], list[Standing]] = defaultdict(list)
    sent_from = passed_on(session, campaign.id)
    for agency_id, (code, _) in sent_from.items():
        by_agency[(False, code, agency_id)] = []
    for row in standing_of(session, campaign, FamilyScope(every_family=True), on):
        by_agency[(row.agency is None, row.agency or "", row.agency_id)].append(row)
    return tuple(
        AgencyProgress(
            agency_id,
            code or None,
            counts_of(found),
            dict(Counter(row.answer for row in found if row.answer is not None)),
            sent_from[agency_id][1] if agency_id is not None and agency_id in sent_from else 0,
        )
        for (_, code, agency_id), found in sorted(by_agency.items(), key=lambda each: each[0][:2])
    )


def campaigns_to_decide(session: Session, on: date) -> tuple[tuple[CampaignRead, int], ...]:
    """The open campaigns in which cases that were said not to be theirs wait for the coordinator; how many.

    Every opening of a coordinator's home page asks it, so only the cases that anybody disowned are read.
    """
    statement = _campaigns().where(col(Campaign.closed_on).is_(None))
    everything = FamilyScope(every_family=True)
    found = []
    for campaign in values(CampaignRead, rows(session, statement)):
        disowned = standing_of(session, campaign, everything, on, ever_answered=RowAnswer.NOT_OURS)
        found.append((campaign, sum(each.is_to_decide for each in disowned)))
    return tuple(each for each in found if each[1])


def outstanding(session: Session, campaign: CampaignRead, on: date) -> tuple[OutstandingCase, ...]:
    """The cases that nobody has answered, in the order of the list."""
    return tuple(
        OutstandingCase(
            row.number, row.agency, row.establishment, row.lead, row.initiated_on, row.assessment_id
        )
        for row in standing_of(session, campaign, FamilyScope(every_family=True), on)
        if not row.is_settled
    )


def figures_kept(session: Session, campaign_id: UUID, moment: Moment) -> tuple[Kept, ...]:
    """The figures that were kept with a campaign at a moment, in their order; none before it has come."""
    found = session.exec(
        select(CampaignFigure)
        .where(CampaignFigure.campaign_id == campaign_id, CampaignFigure.moment == moment)
        .order_by(col(CampaignFigure.position))
    )
    return tuple(
        Kept(
            each.measure,
            tuple((axis, value) for axis, value in each.coordinates),
            each.value,
            tuple(each.members),
        )
        for each in found
    )


def members_read(session: Session, ids: Collection[UUID], *, are_families: bool) -> tuple[MemberRead, ...]:
    """The members of a figure: families by reference, or assessments by the day of initiation."""
    family: list[Any] = [col(Family.id).label("family_id"), col(Family.reference)]
    if are_families:
        statement = (
            sa.select(*family).where(col(Family.id).in_(ids)).order_by(*columns(Family, "reference", "id"))
        )
        return values(MemberRead, rows(session, statement))
    of_assessments = (
        sa.select(
            *family,
            col(Assessment.id).label("assessment_id"),
            *columns(Assessment, "kind", "initiated_on", "closed_on"),
        )
        .join(Family, col(Family.id) == Assessment.family_id)
        .where(col(Assessment.id).in_(ids))
        .order_by(*columns(Assessment, "initiated_on", "id"))
    )
    return values(MemberRead, rows(session, of_assessments))


def _campaigns() -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(
            *columns(Campaign, "id", "kind", "started_on", "due_on", "note", "year", "closed_on"),
            col(UserAccount.display_name).label("started_by"),
        )
        .outerjoin(UserAccount, col(UserAccount.id) == Campaign.started_by)
        .order_by(col(Campaign.started_on).desc(), col(Campaign.kind), col(Campaign.id))
    )
