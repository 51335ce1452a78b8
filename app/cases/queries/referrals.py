"""Reads of referrals: lists of them, one with its parts, and what is news to whoever sent them."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlmodel import Session, col, select

from app.access.models import UserAccount
from app.cases.models.people import Ward
from app.cases.models.referrals import Referral, ReferralCriterion, ReferralPerson, ReferralQuestion
from app.cases.models.triage import MeetingWard, RolloutMeeting
from app.cases.queries.columns import columns, values
from app.cases.queries.referral_parts import (
    PersonOnReferral,
    QuestionAsked,
    ReferralListed,
    ReferralPage,
)
from app.cases.rules.referrals import ReferralState
from app.db import rows
from app.programme.facts import Criterion


def referrals_page(
    session: Session,
    *,
    sent_by: UUID | None,
    state: ReferralState | None,
    after: tuple[datetime, UUID] | None,
    limit: int,
) -> ReferralPage:
    """A page of referrals, the latest first, ties by id. sent_by None: everybody's. state None: every one."""
    statement = _listed().limit(limit + 1)
    if sent_by is not None:
        statement = statement.where(col(Referral.referred_by) == sent_by)
    if state is not None:
        statement = statement.where(col(Referral.state) == state)
    if after is not None:
        statement = statement.where(
            sa.tuple_(*columns(Referral, "referred_at", "id"))
            < sa.tuple_(sa.literal(after[0], sa.DateTime(timezone=True)), sa.literal(after[1], sa.Uuid))
        )
    found = rows(session, statement)
    listed = tuple(_listed_row(row) for row in found[:limit])
    more = len(found) > limit
    return ReferralPage(listed, (listed[-1].referred_at, listed[-1].id) if more else None)


def news_of(session: Session, user_id: UUID) -> tuple[ReferralListed, ...]:
    """The referrals of a user that stand otherwise than when they last saw them, the latest first."""
    is_news = col(Referral.seen_version) < col(Referral.version)
    statement = _listed().where(col(Referral.referred_by) == user_id, is_news)
    return tuple(_listed_row(row) for row in rows(session, statement))


def waiting_count(session: Session) -> int:
    """How many referrals wait for the coordinator."""
    waiting = sa.select(sa.func.count()).where(col(Referral.state) == ReferralState.WAITING)
    return int(session.connection().execute(waiting).scalar_one())


def referral_for_update(session: Session, referral_id: UUID) -> Referral | None:
    """A referral, locked for this transaction."""
    return session.exec(select(Referral).where(Referral.id == referral_id).with_for_update()).one_or_none()


def open_question(session: Session, referral_id: UUID) -> ReferralQuestion:
    """The question of a referral that was asked last, which waits for its answer."""
    return session.exec(
        select(ReferralQuestion)
        .where(ReferralQuestion.referral_id == referral_id, col(ReferralQuestion.answer).is_(None))
        .order_by(col(ReferralQuestion.asked_at).desc(), col(ReferralQuestion.id).desc())
        .limit(1)
    ).one()


def people_of(session: Session, referral_id: UUID) -> tuple[PersonOnReferral, ...]:
    """The people whom a referral names, in their order."""
    statement = (
        sa.select(
            *columns(ReferralPerson, "position", "forename", "surname", "role", "born_on", "expected_on")
        )
        .where(col(ReferralPerson.referral_id) == referral_id)
        .order_by(col(ReferralPerson.position))
    )
    return values(PersonOnReferral, rows(session, statement))


def criteria_of(session: Session, referral_id: UUID) -> tuple[Criterion, ...]:
    """The criteria that a referral names, in the vocabulary's order."""
    named = set(
        session.exec(select(ReferralCriterion.criterion).where(ReferralCriterion.referral_id == referral_id))
    )
    return tuple(criterion for criterion in Criterion if criterion in named)


def questions_of(session: Session, referral_id: UUID) -> tuple[QuestionAsked, ...]:
    """What was asked about a referral, the first question first."""
    statement = (
        sa.select(*columns(ReferralQuestion, "question", "asked_at", "answer", "answered_at"))
        .where(col(ReferralQuestion.referral_id) == referral_id)
        .order_by(*columns(ReferralQuestion, "asked_at", "id"))
    )
    return values(QuestionAsked, rows(session, statement))


def meetings_from(session: Session, first: date) -> tuple[tuple[UUID, date, tuple[str, ...]], ...]:
    """Rollout meetings on or after a day, the first held first: id, day, and wards by name."""
    names = sa.func.array_agg(aggregate_order_by(col(Ward.name), col(Ward.name)))
    wards = (
        sa.select(names)
        .select_from(MeetingWard)
        .join(Ward, col(Ward.id) == MeetingWard.ward_id)
        .where(col(MeetingWard.meeting_id) == RolloutMeeting.id)
        .correlate(RolloutMeeting)
        .scalar_subquery()
    )
    statement = (
        sa.select(*columns(RolloutMeeting, "id", "held_on"), wards.label("wards"))
        .where(col(RolloutMeeting.held_on) >= first)
        .order_by(*columns(RolloutMeeting, "held_on", "rollout", "id"))
    )
    return tuple((row.id, row.held_on, tuple(row.wards or ())) for row in rows(session, statement))


def _listed() -> sa.Select[*tuple[Any, ...]]:
    name = col(ReferralPerson.forename) + " " + col(ReferralPerson.surname)
    people = (
        sa.select(sa.func.array_agg(aggregate_order_by(name, col(ReferralPerson.position))))
        .where(col(ReferralPerson.referral_id) == Referral.id)
        .correlate(Referral)
        .scalar_subquery()
    )
    return (
        sa.select(
            *columns(Referral, "id", "number", "version", "state", "referred_on", "referred_at"),
            col(UserAccount.display_name).label("referred_by"),
            col(Ward.name).label("ward"),
            people.label("people"),
            col(RolloutMeeting.held_on).label("meeting_held_on"),
            (col(Referral.seen_version) < col(Referral.version)).label("is_news"),
        )
        .join(UserAccount, col(UserAccount.id) == Referral.referred_by)
        .join(Ward, col(Ward.id) == Referral.ward_id)
        .outerjoin(RolloutMeeting, col(RolloutMeeting.id) == Referral.meeting_id)
        .order_by(col(Referral.referred_at).desc(), col(Referral.id).desc())
    )


def _listed_row(row: sa.Row[Any]) -> ReferralListed:
    return ReferralListed(**{**row._asdict(), "people": tuple(row.people or ())})
