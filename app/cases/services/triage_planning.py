"""Rollout meetings from their planning to their end: the day, the wards, the agencies asked and present."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlmodel import Session, col

from app import audit
from app.access.policies import Actor, check_may
from app.access.roles import Action
from app.cases.models.people import Ward
from app.cases.models.triage import MeetingAgency, MeetingWard, RolloutMeeting, TriageDecision
from app.cases.models.triage_meetings import AgencyAnswer, AgencyReply, MeetingInvitation, MeetingPlan
from app.cases.queries import triage_plans as queries
from app.cases.queries.triage_plans import Named, PlannedMeeting, Replied
from app.cases.rules.triage import TYPED_UP_WITHIN
from app.db import reading, transaction
from app.errors import Conflict, NotFound, RuleRefused


@dataclass(frozen=True, slots=True)
class Plan:
    """What a rollout meeting is planned as: agencies are those invited."""

    held_on: date
    rollout: int
    wards: frozenset[UUID]
    agencies: frozenset[UUID]


@dataclass(frozen=True, slots=True)
class ToPlan:
    """What a meeting's plan may be made of."""

    wards: tuple[Named, ...]
    agencies: tuple[Named, ...]


@dataclass(frozen=True, slots=True)
class OpenedPlan:
    """A meeting with its plan, and what each place of the agencies has answered."""

    meeting: PlannedMeeting
    replies: tuple[Replied, ...]

    @property
    def not_answered(self) -> tuple[Named, ...]:
        """The agencies invited of which no place has answered."""
        answered = {reply.agency_id for reply in self.replies}
        return tuple(agency for agency in self.meeting.invited if agency.id not in answered)


def to_plan(*, actor: Actor) -> ToPlan:
    """The wards and agencies that a meeting may be planned with. Raises Forbidden("role")."""
    check_may(actor, Action.RUN_TRIAGE)
    with reading(actor) as session:
        return ToPlan(queries.all_wards(session), queries.agencies_on_the_sheet(session))


def open_plan(meeting_id: UUID, *, actor: Actor, today: date) -> OpenedPlan:
    """A meeting with its plan and who has answered. Raises Forbidden("role"), NotFound("meeting")."""
    check_may(actor, Action.RUN_TRIAGE)
    with reading(actor) as session:
        meeting = queries.planned_meeting(session, meeting_id, today)
        if meeting is None:
            raise no_such_meeting()
        return OpenedPlan(meeting, queries.replies(session, meeting_id))


def plan_meeting(plan: Plan, *, actor: Actor, today: date) -> UUID:
    """Plan a rollout meeting, and so ask the agencies invited about the families of its wards.

    Writes rollout_meeting, meeting_ward, meeting_plan, meeting_invitation, audit_event.
    Raises Forbidden("role"), NotFound("ward"), RuleRefused("day-past" | "agency-off-the-data-sheet").
    """
    check_may(actor, Action.RUN_TRIAGE)
    with transaction(actor) as session:
        _check(session, plan, today)
        meeting_id = uuid4()
        session.add(
            RolloutMeeting(
                id=meeting_id, import_key=str(meeting_id), held_on=plan.held_on, rollout=plan.rollout
            )
        )
        session.flush()
        session.add(MeetingPlan(meeting_id=meeting_id))
        _write_lists(session, meeting_id, plan)
        _note(session, actor, "meeting.planned", meeting_id, plan)
    return meeting_id


def change_plan(meeting_id: UUID, plan: Plan, *, version: int, actor: Actor, today: date) -> int:
    """Change the plan of a meeting that has decided nothing yet. Returns the plan's new version.

    Writes rollout_meeting, meeting_ward, meeting_plan, meeting_invitation, audit_event.
    Raises Forbidden("role"), NotFound("meeting" | "ward"), Conflict("changed-meanwhile"),
    RuleRefused("already-begun" | "day-past" | "agency-off-the-data-sheet").
    """
    check_may(actor, Action.RUN_TRIAGE)
    with transaction(actor) as session:
        meeting, planned = _to_change(session, meeting_id, version)
        _check_not_begun(session, planned)
        _check(session, plan, today)
        for link in (MeetingWard, MeetingInvitation):
            session.execute(sa.delete(link).where(col(link.meeting_id) == meeting_id))
        meeting.held_on, meeting.rollout = plan.held_on, plan.rollout
        _write_lists(session, meeting_id, plan)
        _note(session, actor, "meeting.plan-changed", meeting_id, plan)
        planned.version += 1
        return planned.version


def close_meeting(
    meeting_id: UUID,
    present: Collection[UUID],
    *,
    version: int,
    actor: Actor,
    today: date,
    now: datetime,
) -> int:
    """End a meeting: who was present is recorded, the agencies' lists close. Returns the plan's new version.

    Afterwards its decisions are revised, with a reason. Writes meeting_agency, meeting_plan, audit_event.
    Raises Forbidden("role"), NotFound("meeting"), Conflict("changed-meanwhile"),
    RuleRefused("not-held-yet" | "already-closed" | "agency-off-the-data-sheet").
    """
    check_may(actor, Action.RUN_TRIAGE)
    with transaction(actor) as session:
        meeting, planned = _to_change(session, meeting_id, version)
        if planned.closed_at is not None:
            raise RuleRefused("already-closed", "The meeting has been closed already.")
        if today < meeting.held_on:
            raise RuleRefused("not-held-yet", "A meeting is closed on its day or later.")
        _check_agencies(session, present)
        session.add_all(MeetingAgency(meeting_id=meeting_id, agency_id=each) for each in sorted(present))
        planned.closed_at = now
        planned.version += 1
        audit.record(session, actor, "meeting.closed", meeting_id, agencies_present=len(present))
        return planned.version


def call_off(meeting_id: UUID, *, version: int, actor: Actor) -> None:
    """Take a meeting that will not be held out of the plan, with what agencies answered.

    Reports would otherwise count its wards as rolled out once its day has passed.
    Writes rollout_meeting, meeting_ward, meeting_plan, meeting_invitation, agency_reply, agency_answer,
    audit_event. Raises Forbidden("role"), NotFound("meeting"), Conflict("changed-meanwhile"),
    RuleRefused("already-begun").
    """
    check_may(actor, Action.RUN_TRIAGE)
    with transaction(actor) as session:
        meeting, planned = _to_change(session, meeting_id, version)
        _check_not_begun(session, planned)
        replies = sa.select(col(AgencyReply.id)).where(col(AgencyReply.meeting_id) == meeting_id)
        session.execute(sa.delete(AgencyAnswer).where(col(AgencyAnswer.reply_id).in_(replies)))
        for table in (AgencyReply, MeetingWard, MeetingInvitation, MeetingPlan):
            session.execute(sa.delete(table).where(col(table.meeting_id) == meeting_id))
        session.execute(sa.delete(RolloutMeeting).where(col(RolloutMeeting.id) == meeting_id))
        audit.record(session, actor, "meeting.called-off", meeting_id, held_on=meeting.held_on.isoformat())


def no_such_meeting() -> NotFound:
    """What is said of a meeting that there is not."""
    return NotFound("meeting", "There is no such rollout meeting.")


def _to_change(session: Session, meeting_id: UUID, version: int) -> tuple[RolloutMeeting, MeetingPlan]:
    found = queries.plan_for_update(session, meeting_id)
    if found is None:
        raise no_such_meeting()
    if found[1].version != version:
        raise Conflict(
            "changed-meanwhile",
            "Somebody else has changed this meeting since you opened it. Open it again.",
            version=found[1].version,
        )
    return found


def _check_not_begun(session: Session, planned: MeetingPlan) -> None:
    has_decided = session.execute(
        sa.select(sa.exists().where(col(TriageDecision.meeting_id) == planned.meeting_id))
    ).scalar_one()
    if planned.closed_at is not None or has_decided:
        raise RuleRefused("already-begun", "The meeting has begun, so its plan stays as it is.")


def _check(session: Session, plan: Plan, today: date) -> None:
    if plan.held_on + TYPED_UP_WITHIN < today:
        raise RuleRefused("day-past", "The day is more than a week past. Choose a day from then on.")
    for ward_id in plan.wards:
        if session.get(Ward, ward_id) is None:
            raise NotFound("ward", "There is no such ward.")
    _check_agencies(session, plan.agencies)


def _check_agencies(session: Session, agencies: Iterable[UUID]) -> None:
    offered = {agency.id for agency in queries.agencies_on_the_sheet(session)}
    if not offered.issuperset(agencies):
        raise RuleRefused(
            "agency-off-the-data-sheet", "Choose agencies that are columns of the data sheet only."
        )


def _write_lists(session: Session, meeting_id: UUID, plan: Plan) -> None:
    session.add_all(MeetingWard(meeting_id=meeting_id, ward_id=each) for each in sorted(plan.wards))
    session.add_all(
        MeetingInvitation(meeting_id=meeting_id, agency_id=each) for each in sorted(plan.agencies)
    )


def _note(session: Session, actor: Actor, action: str, meeting_id: UUID, plan: Plan) -> None:
    audit.record(
        session,
        actor,
        action,
        meeting_id,
        held_on=plan.held_on.isoformat(),
        rollout=plan.rollout,
        wards=len(plan.wards),
        agencies=len(plan.agencies),
    )
