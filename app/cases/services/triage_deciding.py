"""Decisions of a rollout meeting, each family on its own, with the allocation that follows at once."""

from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session

from app import audit
from app.access.policies import Actor, check_may
from app.access.roles import Action
from app.cases.models.people import Family
from app.cases.models.triage import TriageDecision
from app.cases.models.triage_meetings import ReplacedDecision
from app.cases.queries import triage_leads, triage_lists, triage_plans
from app.cases.queries.triage_leads import LeadToChoose
from app.cases.queries.triage_lists import DecisionSeen
from app.cases.rules.triage import Decision, Recording, check_decision, how_to_record
from app.cases.rules.vocabulary import TriageOutcome
from app.cases.services import allocating
from app.cases.services.changing import changed, family_to_change
from app.cases.services.triage_board import not_on_the_list
from app.cases.services.triage_planning import no_such_meeting
from app.db import transaction
from app.errors import RuleRefused


def decide(
    meeting_id: UUID,
    family_id: UUID,
    decision: Decision,
    *,
    version: int,
    actor: Actor,
    today: date,
    now: datetime,
) -> int:
    """Decide about a family at a meeting, or revise what it decided. Returns the family's new version.

    An allocation begins with its decision and is taken back with its revision; a family that is allocated or
    checked for a claim is attached from then on, if it was not before. Writes triage_decision,
    replaced_decision, allocation, allocation_agency, lead_professional, family, audit_event.
    Raises Forbidden("role"), NotFound("meeting" | "family"),
    Conflict("changed-meanwhile" | "already-allocated" | "decided-that-day"),
    RuleRefused("not-on-the-list" | "meeting-not-open" | "decided-elsewhere" | "revision-reason-missing" |
    "agency-missing" | "agency-twice" | "too-many-agencies" | "agency-not-wanted" | "chosen-missing" |
    "lead-missing" | "reason-missing" | "reason-not-wanted" | "deferral-missing" | "deferral-not-wanted" |
    "deferral-too-early" | "agency-off-the-data-sheet" | "lead-of-another-agency").
    """
    check_may(actor, Action.RUN_TRIAGE)
    with transaction(actor) as session:
        triage_plans.hold_plan(session, meeting_id)
        meeting = triage_plans.planned_meeting(session, meeting_id, today)
        if meeting is None:
            raise no_such_meeting()
        family = family_to_change(session, family_id, version, actor=actor, today=today)
        found = triage_lists.families_at(session, meeting, family_id=family_id)
        if not found:
            raise not_on_the_list()
        latest = found[0].latest
        recording = how_to_record(
            meeting.state,
            latest.before if latest else None,
            meeting_id=meeting_id,
            held_on=meeting.held_on,
            today=today,
            reason=decision.revision_reason,
        )
        check_decision(decision, recording.decided_on)
        lead = _lead(session, decision, recording.decided_on)
        if latest is not None:
            _undo(session, family, latest, recording, actor=actor, now=now)
        decision_id = _write(session, family_id, meeting_id, decision, recording, latest)
        if decision.outcome is TriageOutcome.ALLOCATE:
            allocating.begin(
                session,
                family,
                decision.agencies,
                lead,
                decision.chosen,
                meeting_id=meeting_id,
                starts_on=recording.decided_on,
                actor=actor,
            )
        _attach(session, family, decision.outcome, recording.decided_on)
        audit.record(
            session,
            actor,
            "family.decided-on",
            family_id,
            meeting_id=str(meeting_id),
            decision_id=str(decision_id),
            outcome=decision.outcome.value,
            reason=decision.reason.value if decision.reason else None,
            decided_on=recording.decided_on.isoformat(),
            replaces=recording.replaces,
        )
        return changed(family)


def _lead(session: Session, decision: Decision, on: date) -> LeadToChoose | None:
    """The lead professional chosen, after checking that they and the agencies may be."""
    offered = {agency.id for agency in triage_plans.agencies_on_the_sheet(session)}
    if not offered.issuperset(decision.agencies):
        raise RuleRefused(
            "agency-off-the-data-sheet", "Choose agencies that are columns of the data sheet only."
        )
    if decision.lead is None:
        return None
    found = triage_leads.leads_to_choose(session, on, agencies=decision.agencies, posting_id=decision.lead)
    if not found:
        raise RuleRefused(
            "lead-of-another-agency",
            "Choose a lead professional who was posted in one of the chosen agencies that day.",
        )
    return found[0]


def _undo(
    session: Session,
    family: Family,
    latest: DecisionSeen,
    recording: Recording,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Keep what a decision said, if another takes its place, and take back what came of it."""
    if recording.replaces:
        session.add(_kept(session, family.id, latest, actor=actor, now=now))
        if latest.outcome is TriageOutcome.CHECK_FOR_CLAIM and family.attached_on == latest.decided_on:
            family.attached_on = None
    if latest.outcome is TriageOutcome.ALLOCATE:
        allocating.take_back(session, family, recording.decided_on, actor=actor)


def _kept(
    session: Session, family_id: UUID, latest: DecisionSeen, *, actor: Actor, now: datetime
) -> ReplacedDecision:
    lead_id = None
    if latest.outcome is TriageOutcome.ALLOCATE:
        for allocation in triage_leads.allocations_of(session, family_id):
            for lead in triage_leads.leads_of(session, allocation.id):
                lead_id = lead.practitioner_id
    return ReplacedDecision(
        decision_id=latest.id,
        outcome=latest.outcome,
        reason=latest.reason,
        deferred_until=latest.deferred_until,
        revision_reason=latest.revision_reason,
        agencies=list(latest.agencies),
        lead_id=lead_id,
        replaced_at=now,
        replaced_by=actor.user_id,
    )


def _write(
    session: Session,
    family_id: UUID,
    meeting_id: UUID,
    decision: Decision,
    recording: Recording,
    latest: DecisionSeen | None,
) -> UUID:
    if latest is not None and recording.replaces:
        row = triage_leads.decision_for_update(session, latest.id)
        with session.no_autoflush:
            row.outcome = decision.outcome
            row.reason = decision.reason
            row.deferred_until = decision.deferred_until
            row.revision_reason = decision.revision_reason
        return row.id
    row = TriageDecision(
        family_id=family_id,
        meeting_id=meeting_id,
        decided_on=recording.decided_on,
        outcome=decision.outcome,
        reason=decision.reason,
        deferred_until=decision.deferred_until,
        revision_reason=decision.revision_reason,
    )
    session.add(row)
    return row.id


def _attach(session: Session, family: Family, outcome: TriageOutcome, decided_on: date) -> None:
    """Attach a family from its first work: the first allocation that it ever had, or this decision."""
    if family.attached_on is None and outcome is not TriageOutcome.NOT_TO_BE_ALLOCATED:
        began = [each.starts_on for each in triage_leads.allocations_of(session, family.id)]
        family.attached_on = min([decided_on, *began])
