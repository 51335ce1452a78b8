"""The register of information-sharing agreements: what stands, what is due, what is missing."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session

from app import audit as trail
from app import clock
from app.access.models import Agency
from app.access.policies import Actor, check_may
from app.access.roles import Action
from app.cases.models.agreements import SharingAgreement
from app.cases.queries import agreements as queries
from app.cases.queries.agreements import AgencyNamed, Agreement
from app.cases.rules.agreements import AgreementKind, check_agreement_days
from app.db import reading, transaction
from app.errors import Conflict, NotFound, RuleRefused


@dataclass(frozen=True, slots=True)
class Register:
    """The agreements, the agencies, and those of them with which nothing is recorded."""

    agreements: tuple[Agreement, ...]
    agencies: tuple[AgencyNamed, ...]
    without: tuple[AgencyNamed, ...]


@dataclass(frozen=True, slots=True)
class AgreementMade:
    """What is recorded of an agreement."""

    agency_id: UUID
    kind: AgreementKind
    title: str
    signed_on: date | None
    review_due_on: date | None


def register(*, actor: Actor, today: date) -> Register:
    """The agreements as they stand today. Raises Forbidden("role")."""
    check_may(actor, Action.KEEP_AGREEMENTS)
    with reading(actor) as session:
        found, agencies = queries.agreements(session, today), queries.agencies(session)
    having = {each.agency_id for each in found}
    return Register(found, agencies, tuple(each for each in agencies if each.id not in having))


def open_agreement(agreement_id: UUID, *, actor: Actor, today: date) -> Agreement:
    """One agreement, ended or not. Raises Forbidden("role"), NotFound("agreement")."""
    check_may(actor, Action.KEEP_AGREEMENTS)
    with reading(actor) as session:
        found = queries.agreements(session, today, agreement_id)
    if not found:
        raise _no_such_agreement()
    return found[0]


def record_agreement(new: AgreementMade, *, actor: Actor, today: date) -> UUID:
    """Record an agreement, signed or still wanted. Returns its id. Writes sharing_agreement, audit_event.

    Raises Forbidden("role"), RuleRefused("signed-to-come" | "review-before-signing" |
    "review-without-signing" | "no-such-agency").
    """
    check_may(actor, Action.KEEP_AGREEMENTS)
    check_agreement_days(new.signed_on, new.review_due_on, today)
    with transaction(actor) as session:
        _check_agency(session, new.agency_id)
        agreement = SharingAgreement(
            agency_id=new.agency_id,
            kind=new.kind,
            title=new.title,
            signed_on=new.signed_on,
            review_due_on=new.review_due_on,
            recorded_on=today,
            recorded_at=clock.now(),
            recorded_by=actor.user_id,
        )
        session.add(agreement)
        session.flush()
        _note(session, actor, "agreement.recorded", agreement)
        return agreement.id


def change_agreement(
    agreement_id: UUID, new: AgreementMade, *, version: int, actor: Actor, today: date
) -> int:
    """Change what is recorded of an agreement. Returns the new version.

    Writes sharing_agreement, audit_event. Raises Forbidden("role"), NotFound("agreement"),
    Conflict("changed-meanwhile"), RuleRefused("signed-to-come" | "review-before-signing" |
    "review-without-signing" | "no-such-agency").
    """
    check_may(actor, Action.KEEP_AGREEMENTS)
    check_agreement_days(new.signed_on, new.review_due_on, today)
    with transaction(actor) as session:
        agreement = _to_change(session, agreement_id, version)
        _check_agency(session, new.agency_id)
        agreement.agency_id, agreement.kind, agreement.title = new.agency_id, new.kind, new.title
        agreement.signed_on, agreement.review_due_on = new.signed_on, new.review_due_on
        agreement.version += 1
        _note(session, actor, "agreement.changed", agreement)
        return agreement.version


def end_agreement(agreement_id: UUID, *, version: int, actor: Actor, today: date) -> int:
    """End an agreement from today on; it is kept. Returns the new version.

    Writes sharing_agreement, audit_event. Raises Forbidden("role"), NotFound("agreement"),
    Conflict("changed-meanwhile" | "ended-already").
    """
    check_may(actor, Action.KEEP_AGREEMENTS)
    with transaction(actor) as session:
        agreement = _to_change(session, agreement_id, version)
        if agreement.ended_on is not None:
            raise Conflict("ended-already", "This agreement has ended already.")
        agreement.ended_on = today
        agreement.version += 1
        _note(session, actor, "agreement.ended", agreement)
        return agreement.version


def _to_change(session: Session, agreement_id: UUID, version: int) -> SharingAgreement:
    agreement = queries.agreement_for_update(session, agreement_id)
    if agreement is None:
        raise _no_such_agreement()
    if agreement.version != version:
        raise Conflict(
            "changed-meanwhile",
            "Somebody else has changed this agreement since you opened it. Open it again.",
            version=agreement.version,
        )
    return agreement


def _check_agency(session: Session, agency_id: UUID) -> None:
    if session.get(Agency, agency_id) is None:
        raise RuleRefused("no-such-agency", "Choose one of the agencies on file.")


def _note(session: Session, actor: Actor, what: str, agreement: SharingAgreement) -> None:
    trail.record(
        session,
        actor,
        what,
        agreement.id,
        agency=str(agreement.agency_id),
        kind=agreement.kind.value,
        version=agreement.version,
    )


def _no_such_agreement() -> NotFound:
    return NotFound("agreement", "There is no such agreement.")
