"""A referral opened to be read or moved: only by those who may see it, and only as they saw it."""

from datetime import date
from uuid import UUID

from sqlmodel import Session

from app.access.models import UserAccount
from app.access.policies import Actor, may
from app.access.roles import Action
from app.cases.models.people import Family, Ward
from app.cases.models.referrals import Referral
from app.cases.models.triage import RolloutMeeting
from app.cases.queries import matching, referrals
from app.cases.queries.referral_parts import PersonOnReferral, ReferralRecord
from app.cases.rules.matching import Named
from app.cases.rules.names import name_key
from app.cases.rules.referrals import ReferralState, check_referral_move
from app.errors import Conflict, NotFound


def can_see_referral(actor: Actor, referral: Referral) -> bool:
    """Whether an actor decides on referrals, or sent this one."""
    return may(actor, Action.DECIDE_REFERRALS) or referral.referred_by == actor.user_id


def referral_to_move(
    session: Session, referral_id: UUID, wanted: ReferralState, *, version: int, actor: Actor
) -> Referral:
    """The referral, locked, if the actor may see it, it is as they saw it, and it may make this move.

    Raises NotFound("referral"), Conflict("changed-meanwhile"), RuleRefused("move-not-allowed").
    """
    referral = referrals.referral_for_update(session, referral_id)
    if referral is None or not can_see_referral(actor, referral):
        raise no_such_referral()
    if referral.version != version:
        raise Conflict(
            "changed-meanwhile",
            "This referral has changed since you opened it. Check how it stands now, then try again.",
            version=referral.version,
        )
    check_referral_move(referral.state, wanted)
    return referral


def moved(referral: Referral, actor: Actor) -> int:
    """Note that a referral stands otherwise now; its version, which is no news to an actor who sent it."""
    referral.version += 1
    if referral.referred_by == actor.user_id:
        referral.seen_version = referral.version
    return referral.version


def referral_record(session: Session, referral: Referral, *, actor: Actor, today: date) -> ReferralRecord:
    """A referral as this actor may read it: what it may repeat is for those who decide on it."""
    people = referrals.people_of(session, referral.id)
    named = {person.position: named_on(person) for person in people}
    decides = may(actor, Action.DECIDE_REFERRALS)
    family = session.get(Family, referral.family_id) if referral.family_id and decides else None
    meeting = session.get_one(RolloutMeeting, referral.meeting_id) if referral.meeting_id else None
    return ReferralRecord(
        id=referral.id,
        number=referral.number or 0,
        version=referral.version,
        state=referral.state,
        referred_on=referral.referred_on,
        referred_by=session.get_one(UserAccount, referral.referred_by).display_name,
        ward_id=referral.ward_id,
        ward=session.get_one(Ward, referral.ward_id).name,
        address=referral.address,
        postcode=referral.postcode,
        why=referral.why,
        consent=referral.consent,
        criteria=referrals.criteria_of(session, referral.id),
        people=people,
        questions=referrals.questions_of(session, referral.id),
        meeting_id=referral.meeting_id,
        meeting_held_on=meeting.held_on if meeting else None,
        decided_on=referral.decided_on,
        decline_reason=referral.decline_reason,
        explanation=referral.explanation,
        is_own=referral.referred_by == actor.user_id,
        family_id=family.id if family else None,
        family_reference=family.reference if family else None,
        families=matching.families_like(session, named, today) if decides else (),
        others=matching.referrals_like(session, referral.id, named.values()) if decides else (),
    )


def named_on(person: PersonOnReferral) -> Named:
    """A person of a referral as they are looked for."""
    return Named(name_key(person.forename), name_key(person.surname), person.born_on)


def no_such_referral() -> NotFound:
    """What whoever may not see a referral is told, as if there were none."""
    return NotFound("referral", "There is no such referral among those you may open.")
