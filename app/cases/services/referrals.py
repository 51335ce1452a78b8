"""Referrals as they are read: the list of them, one of them, and what a decision on it starts from."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from app import audit
from app.access.policies import Actor, check_may, may
from app.access.roles import Action
from app.cases.models.referrals import Referral
from app.cases.queries import referrals as reads
from app.cases.queries.referral_parts import ReferralPage, ReferralRecord
from app.cases.rules.referrals import ReferralState, check_referral_move
from app.cases.services.referral_access import can_see_referral, no_such_referral, referral_record
from app.db import reading, transaction

PAGE = 50


@dataclass(frozen=True, slots=True)
class MeetingToTakeTo:
    """A rollout meeting that a referral may be taken to."""

    id: UUID
    held_on: date
    wards: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReferralToDecide:
    """A referral with what a decision on it is chosen from."""

    referral: ReferralRecord
    meetings: tuple[MeetingToTakeTo, ...]


def list_referrals(
    *,
    state: ReferralState | None = None,
    own_only: bool = False,
    after: tuple[datetime, UUID] | None = None,
    limit: int = PAGE,
    actor: Actor,
) -> ReferralPage:
    """A page of the referrals that an actor may see, the latest first: everybody's, or only their own.

    Raises Forbidden("role").
    """
    check_may(actor, Action.REFER_A_FAMILY)
    sent_by = actor.user_id if own_only or not may(actor, Action.DECIDE_REFERRALS) else None
    with reading(actor) as session:
        return reads.referrals_page(session, sent_by=sent_by, state=state, after=after, limit=limit)


def open_referral(referral_id: UUID, *, actor: Actor, today: date) -> ReferralRecord:
    """Open a referral. It is news no longer to whoever sent it. Writes referral, audit_event.

    Whoever may not see a referral is told what they would be told if there were none.
    Raises Forbidden("role"), NotFound("referral").
    """
    check_may(actor, Action.REFER_A_FAMILY)
    with transaction(actor) as session:
        referral = reads.referral_for_update(session, referral_id)
        if referral is None or not can_see_referral(actor, referral):
            raise no_such_referral()
        if referral.referred_by == actor.user_id:
            referral.seen_version = referral.version
        audit.record(session, actor, "referral.opened", referral_id)
        return referral_record(session, referral, actor=actor, today=today)


def referral_to_decide(
    referral_id: UUID, wanted: ReferralState, *, again: bool = False, actor: Actor, today: date
) -> ReferralToDecide:
    """What a decision on a referral starts from. Opens it, and so writes audit_event.

    again: a form that was refused is shown again with all that was entered, even where it can no longer be
    sent.
    Raises Forbidden("role"), NotFound("referral"), RuleRefused("move-not-allowed").
    """
    check_may(actor, Action.DECIDE_REFERRALS)
    with transaction(actor) as session:
        referral = session.get(Referral, referral_id)
        if referral is None:
            raise no_such_referral()
        if not again:
            check_referral_move(referral.state, wanted)
        audit.record(session, actor, "referral.opened", referral_id)
        meetings = reads.meetings_from(session, referral.referred_on)
        return ReferralToDecide(
            referral_record(session, referral, actor=actor, today=today),
            tuple(MeetingToTakeTo(*meeting) for meeting in meetings),
        )
