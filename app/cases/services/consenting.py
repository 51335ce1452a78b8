"""Consent to an assessment: given, limited, refused or withdrawn; it acts on the next request."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session

from app import audit, clock
from app.access.family_access import can_open_family
from app.access.policies import Actor, check_may, may
from app.access.roles import Action
from app.cases.models.assessments import Assessment, Consent
from app.cases.models.people import Family
from app.cases.models.sharing import ConsentAgency, ConsentAgencyItem, NotedRisk
from app.cases.queries import overview, records, risks, sharing, teams
from app.cases.queries.overview import AgencyListed
from app.cases.queries.risks import RiskNoted
from app.cases.queries.sharing_parts import ConsentGiven, Opener
from app.cases.rules.consent_items import EVERY_ITEM, ConsentItem
from app.cases.rules.sharing import ConsentBy, Limits, NewConsent, check_consent
from app.cases.rules.vocabulary import AssessmentKind, ConsentDecision
from app.cases.services.changing import changed, family_to_change, no_such_family
from app.cases.services.reading import note_opening, reader_of
from app.db import reading, transaction
from app.errors import Conflict, NotFound


@dataclass(frozen=True, slots=True)
class ConsentToRecord:
    """An assessment about which consent is to be recorded, and who has opened the family's record.

    openers: so that the family can be told who has read what.
    """

    family_id: UUID
    reference: str | None
    version: int
    assessment_id: UUID
    kind: AssessmentKind
    initiated_on: date
    consents: tuple[ConsentGiven, ...]
    agencies: tuple[AgencyListed, ...]
    openers: tuple[Opener, ...]


def consent_to_record(family_id: UUID, assessment_id: UUID, *, actor: Actor, today: date) -> ConsentToRecord:
    """What the recording of consent starts from. It opens the record, and so writes audit_event.

    Raises Forbidden("role"), NotFound("family" | "assessment").
    """
    check_may(actor, Action.UPDATE_A_FAMILY)
    with transaction(actor) as session:
        family = session.get(Family, family_id)
        led_by = records.led_by(session, family_id, today)
        if family is None or not can_open_family(actor, led_by):
            raise no_such_family()
        reader = reader_of(actor, led_by)
        assessment = assessment_to_change(session, family_id, assessment_id, actor=actor, today=today)
        note_opening(session, family_id, actor=actor, led_by=led_by)
        return ConsentToRecord(
            family_id,
            family.reference,
            family.version,
            assessment_id,
            assessment.kind,
            assessment.initiated_on,
            sharing.consents_of(session, [assessment_id], reader).get(assessment_id, ()),
            overview.agencies(session),
            teams.openers(session, family_id),
        )


def record_consent(
    family_id: UUID,
    assessment_id: UUID,
    new: NewConsent,
    *,
    decided_by: ConsentBy,
    present: str | None,
    version: int,
    actor: Actor,
    today: date,
) -> int:
    """Record what a family decided about an assessment. Returns the record's new version.

    Who may read the assessment changes with it at once. A risk known at a refusal is kept apart, for
    coordinators and whoever recorded it. Writes consent, consent_agency, consent_agency_item, noted_risk,
    assessment, family, audit_event. Raises Forbidden("role"), NotFound("family" | "assessment" | "agency"),
    Conflict("changed-meanwhile"), RuleRefused("consent-date" | "consent-order" | "nothing-to-withdraw" |
    "agencies-needed" | "items-needed" | "nothing-limited" | "risk-without-refusal" | "risk-and-follow-up" |
    "follow-up-date").
    """
    check_may(actor, Action.UPDATE_A_FAMILY)
    with transaction(actor) as session:
        family = family_to_change(session, family_id, version, actor=actor, today=today)
        assessment = assessment_to_change(session, family_id, assessment_id, actor=actor, today=today)
        latest = sharing.latest_consent(session, assessment_id)
        check_consent(
            new,
            latest=(latest.decided_on, latest.decision) if latest else None,
            initiated_on=assessment.initiated_on,
            today=today,
        )
        limits = new.limits if new.decision is ConsentDecision.LIMITED else {}
        agencies = frozenset(agency for agency in limits if agency is not None)
        if sharing.known_agencies(session, agencies) != agencies:
            raise NotFound("agency", "There is no such agency. Choose from the list.")
        is_same_day = latest is not None and latest.decided_on == new.decided_on
        consent = Consent(
            assessment_id=assessment_id,
            decided_on=new.decided_on,
            sequence=latest.sequence + 1 if latest and is_same_day else 1,
            decision=new.decision,
            risk_noted=new.risk is not None,
            decided_by=decided_by,
            present=present,
            recorded_by=actor.user_id,
            recorded_at=clock.now(),
        )
        session.add(consent)
        session.flush()
        _add_parts(session, consent, new, limits, actor)
        if new.decision in (ConsentDecision.GIVEN, ConsentDecision.LIMITED):
            assessment.consented_on = assessment.consented_on or new.decided_on
        audit.record(
            session,
            actor,
            "assessment.consent-recorded",
            assessment_id,
            family_id=str(family_id),
            consent_id=str(consent.id),
            decision=new.decision.value,
            decided_on=new.decided_on.isoformat(),
            agencies=len(agencies),
            is_for_others_too=None in limits,
            items=" ".join(sorted(frozenset[ConsentItem]().union(*limits.values()))),
        )
        return changed(family)


def noted_risks(*, actor: Actor) -> tuple[RiskNoted, ...]:
    """The risks noted at refusals, those to be followed up first. Raises Forbidden("role")."""
    check_may(actor, Action.SEE_NOTED_RISKS)
    with reading(actor) as session:
        return risks.risks_noted(session)


def open_noted_risk(risk_id: UUID, *, actor: Actor) -> RiskNoted:
    """Open a risk noted at a refusal: for coordinators and whoever recorded it. Writes audit_event.

    Raises NotFound("noted-risk").
    """
    with transaction(actor) as session:
        found = risks.risk_noted(session, risk_id)
        if found is None or not _may_open_risk(actor, found.recorded_by_id):
            raise _no_such_risk()
        audit.record(session, actor, "noted-risk.opened", risk_id, family_id=str(found.family_id))
        return found


def follow_up_risk(risk_id: UUID, outcome: str, *, actor: Actor, today: date) -> None:
    """Record what came of following up a risk. Writes noted_risk, audit_event.

    Raises NotFound("noted-risk"), Conflict("followed-up").
    """
    with transaction(actor) as session:
        found = risks.risk_for_update(session, risk_id)
        if found is None or not _may_open_risk(actor, found.recorded_by):
            raise _no_such_risk()
        if found.followed_up_on is not None:
            raise Conflict("followed-up", "This risk has been followed up already.")
        found.followed_up_on, found.followed_up_by, found.outcome = today, actor.user_id, outcome
        audit.record(session, actor, "noted-risk.followed-up", risk_id)


def assessment_to_change(
    session: Session, family_id: UUID, assessment_id: UUID, *, actor: Actor, today: date
) -> Assessment:
    """An assessment of this family, locked, if the actor holds the family's record.

    Raises NotFound("assessment").
    """
    assessment = sharing.assessment_of(session, family_id, assessment_id)
    reader = reader_of(actor, records.led_by(session, family_id, today))
    if assessment is None or not reader.holds_record:
        raise NotFound("assessment", "There is no such assessment of this family that you may change.")
    return assessment


def _add_parts(session: Session, consent: Consent, new: NewConsent, limits: Limits, actor: Actor) -> None:
    for agency, items in limits.items():
        every_item = items >= EVERY_ITEM
        line = ConsentAgency(consent_id=consent.id, agency_id=agency, every_item=every_item)
        session.add(line)
        session.flush()
        if not every_item:
            session.add_all(ConsentAgencyItem(consent_agency_id=line.id, item=item) for item in items)
    if new.risk is not None and new.follow_up_on is not None:
        session.add(
            NotedRisk(
                consent_id=consent.id,
                risk=new.risk,
                follow_up_on=new.follow_up_on,
                recorded_by=actor.user_id,
            )
        )


def _may_open_risk(actor: Actor, recorded_by: UUID) -> bool:
    return may(actor, Action.SEE_NOTED_RISKS) or recorded_by == actor.user_id


def _no_such_risk() -> NotFound:
    return NotFound("noted-risk", "There is no such noted risk among those you may open.")
