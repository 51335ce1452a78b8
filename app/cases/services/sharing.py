"""Sharing an assessment without consent: for a lawful reason, by two people."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session

from app import audit, clock
from app.access.policies import Actor, check_may
from app.access.roles import Action
from app.cases.models.sharing import SharingWithoutConsent
from app.cases.queries import sharing
from app.cases.rules.sharing import LawfulReason, SharingState, check_can_decide_sharing
from app.cases.services.changing import changed, family_to_change
from app.cases.services.consenting import assessment_to_change
from app.db import transaction
from app.errors import NotFound, RuleRefused


@dataclass(frozen=True, slots=True)
class AskedToShare:
    """A wish to share without consent that was just recorded, and the version of the record since."""

    id: UUID
    version: int


def ask_to_share(
    family_id: UUID,
    assessment_id: UUID,
    *,
    agency_id: UUID,
    reason: LawfulReason,
    explanation: str,
    version: int,
    actor: Actor,
    today: date,
) -> AskedToShare:
    """Ask that an assessment be shared with an agency without consent; a manager decides.

    Nothing is shared yet. Writes sharing_without_consent, family, audit_event. Raises Forbidden("role"),
    NotFound("family" | "assessment" | "agency"), Conflict("changed-meanwhile" | "already-shared").
    """
    check_may(actor, Action.UPDATE_A_FAMILY)
    with transaction(actor) as session:
        family = family_to_change(session, family_id, version, actor=actor, today=today)
        assessment_to_change(session, family_id, assessment_id, actor=actor, today=today)
        if not sharing.known_agencies(session, frozenset({agency_id})):
            raise NotFound("agency", "There is no such agency. Choose from the list.")
        asked = SharingWithoutConsent(
            assessment_id=assessment_id,
            agency_id=agency_id,
            reason=reason,
            explanation=explanation,
            asked_by=actor.user_id,
            asked_at=clock.now(),
            state=SharingState.ASKED,
        )
        session.add(asked)
        _note(actor, session, "assessment.sharing-asked", asked)
        return AskedToShare(asked.id, changed(family))


def decide_sharing(
    family_id: UUID,
    assessment_id: UUID,
    sharing_id: UUID,
    *,
    is_approved: bool,
    version: int,
    actor: Actor,
    today: date,
) -> int:
    """Approve or refuse the sharing of an assessment without consent. Returns the record's new version.

    Whoever asked may not decide. Once approved, the agency's members of the family's team may read it.
    Writes sharing_without_consent, family, audit_event. Raises Forbidden("role" | "own-sharing"),
    NotFound("family" | "assessment" | "sharing"), Conflict("changed-meanwhile"),
    RuleRefused("sharing-decided").
    """
    check_may(actor, Action.APPROVE_SHARING)
    with transaction(actor) as session:
        family = family_to_change(session, family_id, version, actor=actor, today=today)
        assessment_to_change(session, family_id, assessment_id, actor=actor, today=today)
        asked = _existing(sharing.sharing_for_update(session, assessment_id, sharing_id))
        check_can_decide_sharing(asked.state, asked_by=asked.asked_by, decider=actor.user_id)
        # Set together: the database refuses a state without who decided.
        asked.decided_by, asked.decided_at = actor.user_id, clock.now()
        asked.state = SharingState.APPROVED if is_approved else SharingState.REFUSED
        _note(actor, session, f"assessment.sharing-{asked.state.value}", asked)
        return changed(family)


def end_sharing(
    family_id: UUID, assessment_id: UUID, sharing_id: UUID, *, version: int, actor: Actor, today: date
) -> int:
    """Stop sharing an assessment without consent, at once. Returns the record's new version.

    Writes sharing_without_consent, family, audit_event. Raises Forbidden("role"),
    NotFound("family" | "assessment" | "sharing"), Conflict("changed-meanwhile"),
    RuleRefused("sharing-not-open").
    """
    check_may(actor, Action.UPDATE_A_FAMILY)
    with transaction(actor) as session:
        family = family_to_change(session, family_id, version, actor=actor, today=today)
        assessment_to_change(session, family_id, assessment_id, actor=actor, today=today)
        shared = _existing(sharing.sharing_for_update(session, assessment_id, sharing_id))
        if shared.state is not SharingState.APPROVED or shared.ended_at is not None:
            raise RuleRefused("sharing-not-open", "It is not shared now, so there is nothing to stop.")
        shared.ended_at = clock.now()
        _note(actor, session, "assessment.sharing-ended", shared)
        return changed(family)


def _note(actor: Actor, session: Session, action: str, asked: SharingWithoutConsent) -> None:
    audit.record(
        session,
        actor,
        action,
        asked.assessment_id,
        sharing_id=str(asked.id),
        agency_id=str(asked.agency_id),
        reason=asked.reason.value,
    )


def _existing(found: SharingWithoutConsent | None) -> SharingWithoutConsent:
    if found is None:
        raise NotFound("sharing", "There is no such wish to share this assessment.")
    return found
