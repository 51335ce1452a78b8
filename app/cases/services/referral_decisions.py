"""What the coordinator decides on a referral: ask, take it to a meeting, decline it, accept it."""

from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session

from app import audit
from app.access.policies import Actor, check_may
from app.access.roles import Action
from app.cases.models.people import Family
from app.cases.models.referrals import ReferralQuestion
from app.cases.models.triage import RolloutMeeting
from app.cases.queries import records
from app.cases.queries.numbering import family_id_of_reference, lock_numbering
from app.cases.rules.referrals import DeclineReason, ReferralState, check_decline
from app.cases.services.identifying import identify, new_family
from app.cases.services.referral_access import moved, referral_to_move
from app.db import transaction
from app.errors import NotFound, RuleRefused


def ask(referral_id: UUID, question: str, *, version: int, actor: Actor, now: datetime) -> int:
    """Ask whoever sent a referral something. Returns its new version.

    Writes referral, referral_question, audit_event. Raises Forbidden("role"), NotFound("referral"),
    Conflict("changed-meanwhile"), RuleRefused("move-not-allowed").
    """
    check_may(actor, Action.DECIDE_REFERRALS)
    with transaction(actor) as session:
        referral = referral_to_move(session, referral_id, ReferralState.ASKED, version=version, actor=actor)
        session.add(ReferralQuestion(referral_id=referral_id, question=question, asked_at=now))
        referral.state = ReferralState.ASKED
        audit.record(session, actor, "referral.asked", referral_id)
        return moved(referral, actor)


def take_to_meeting(referral_id: UUID, meeting_id: UUID, *, version: int, actor: Actor) -> int:
    """Take a referral to a rollout meeting. Returns its new version.

    Writes referral, audit_event. Raises Forbidden("role"), NotFound("referral" | "meeting"),
    Conflict("changed-meanwhile"), RuleRefused("move-not-allowed" | "meeting-before-referral").
    """
    check_may(actor, Action.DECIDE_REFERRALS)
    with transaction(actor) as session:
        referral = referral_to_move(
            session, referral_id, ReferralState.TO_A_MEETING, version=version, actor=actor
        )
        meeting = session.get(RolloutMeeting, meeting_id)
        if meeting is None:
            raise NotFound("meeting", "There is no such rollout meeting.")
        if meeting.held_on < referral.referred_on:
            raise RuleRefused(
                "meeting-before-referral", "Choose a meeting that is not before the day of the referral."
            )
        referral.meeting_id = meeting_id
        referral.state = ReferralState.TO_A_MEETING
        audit.record(session, actor, "referral.taken-to-meeting", referral_id, meeting_id=str(meeting_id))
        return moved(referral, actor)


def decline(
    referral_id: UUID,
    reason: DeclineReason,
    explanation: str | None = None,
    *,
    version: int,
    actor: Actor,
    today: date,
) -> int:
    """Decline a referral. Returns its new version.

    Writes referral, audit_event. Raises Forbidden("role"), NotFound("referral"),
    Conflict("changed-meanwhile"), RuleRefused("move-not-allowed" | "no-explanation").
    """
    check_may(actor, Action.DECIDE_REFERRALS)
    check_decline(reason, explanation)
    with transaction(actor) as session:
        referral = referral_to_move(
            session, referral_id, ReferralState.DECLINED, version=version, actor=actor
        )
        referral.state = ReferralState.DECLINED
        referral.decline_reason = reason
        referral.explanation = explanation
        referral.decided_on = max(today, referral.referred_on)
        audit.record(session, actor, "referral.declined", referral_id, reason=reason.value)
        return moved(referral, actor)


def accept(
    referral_id: UUID,
    family_id: UUID | None = None,
    reference: str | None = None,
    *,
    version: int,
    actor: Actor,
    today: date,
) -> int:
    """Accept a referral: as the family on file that is named, or else as a new one. Returns its new version.

    A new family gets the referral's people, address and criteria, the criteria as reported and not verified.
    A family on file that is not on the programme's list comes on to it; one that is stays as it is.
    Writes referral, audit_event, and family, person, household_member, residence and criterion_evidence
    where they are new. Raises Forbidden("role"), NotFound("referral" | "family"),
    Conflict("changed-meanwhile"), RuleRefused("move-not-allowed" | "no-such-reference" | "no-number-left").
    """
    check_may(actor, Action.DECIDE_REFERRALS)
    with transaction(actor) as session:
        referral = referral_to_move(
            session, referral_id, ReferralState.ACCEPTED, version=version, actor=actor
        )
        lock_numbering(session)
        family = _family_on_file(session, family_id, reference)
        if family is None:
            family = new_family(session, referral, actor=actor, today=today)
        elif family.reference is None:
            identify(session, family, actor=actor, today=today)
        referral.state = ReferralState.ACCEPTED
        referral.family_id = family.id
        referral.decided_on = max(today, referral.referred_on)
        audit.record(session, actor, "referral.accepted", referral_id, family_id=str(family.id))
        return moved(referral, actor)


def _family_on_file(session: Session, family_id: UUID | None, reference: str | None) -> Family | None:
    """The family that is named, locked; None when none is named."""
    if reference is not None:
        family_id = family_id_of_reference(session, reference)
        if family_id is None:
            raise RuleRefused("no-such-reference", "No family on file has this reference. Check it.")
    if family_id is None:
        return None
    family = records.family_for_update(session, family_id)
    if family is None:
        raise NotFound("family", "There is no such family among those you may open.")
    return family
