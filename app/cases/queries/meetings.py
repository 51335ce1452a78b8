"""Rollout meetings, what they decided, and which families of their wards they have not decided on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import aggregate_order_by, distinct_on
from sqlmodel import Session, col

from app.access.models import Agency
from app.cases.models.people import Family, Residence, Ward
from app.cases.models.triage import (
    Allocation,
    MeetingAgency,
    MeetingWard,
    RolloutMeeting,
    TriageDecision,
)
from app.cases.queries.columns import columns
from app.cases.queries.laterals import agencies_of, lead_of, lives_in
from app.cases.rules.vocabulary import NotAllocatedReason, TriageOutcome
from app.db import in_force, rows


@dataclass(frozen=True, slots=True)
class MeetingTotals:
    """How many families a meeting decided on, each once, by what stands now; and how many wait.

    undecided: on the list, living in the meeting's wards that day, with no decision and no allocation yet.
    """

    allocate: int
    check_for_claim: int
    not_to_be_allocated: int
    undecided: int

    @property
    def reviewed(self) -> int:
        """Families decided on, one way or another."""
        return self.allocate + self.check_for_claim + self.not_to_be_allocated


@dataclass(frozen=True, slots=True)
class MeetingSummary:
    """A rollout meeting in a list."""

    id: UUID
    held_on: date
    rollout: int
    wards: tuple[str, ...]
    agencies: tuple[str, ...]
    totals: MeetingTotals


@dataclass(frozen=True, slots=True)
class MeetingDecision:
    """What stands of a meeting's decision about a family. agencies and lead_name: of its allocation there,
    as that began.

    revised: an earlier decision of the same meeting was changed to this one.
    """

    family_id: UUID
    reference: str
    ward: str | None
    outcome: TriageOutcome
    reason: NotAllocatedReason | None
    deferred_until: date | None
    decided_on: date
    revised: bool
    agencies: tuple[str, ...]
    lead_name: str | None


@dataclass(frozen=True, slots=True)
class MeetingRecord:
    """A rollout meeting with its decisions, by the families' references."""

    meeting: MeetingSummary
    decisions: tuple[MeetingDecision, ...]


def meeting_summaries(session: Session) -> tuple[MeetingSummary, ...]:
    """Every meeting, the first held first, ties by rollout then id."""
    return tuple(_summary(row) for row in rows(session, _summaries()))


def meetings_to_come(session: Session, on: date) -> tuple[MeetingSummary, ...]:
    """The meetings of a day, or where there is none the next one, with the families that wait for each."""
    first = sa.select(sa.func.min(col(RolloutMeeting.held_on))).where(col(RolloutMeeting.held_on) >= on)
    statement = _summaries().where(col(RolloutMeeting.held_on) == first.scalar_subquery())
    return tuple(_summary(row) for row in rows(session, statement))


def meeting_record(session: Session, meeting_id: UUID) -> MeetingRecord | None:
    """One meeting with its decisions; None when there is no such meeting."""
    found = rows(session, _summaries().where(col(RolloutMeeting.id) == meeting_id))
    if not found:
        return None
    return MeetingRecord(_summary(found[0]), _decisions(session, meeting_id, found[0].held_on))


def _summary(row: sa.Row[Any]) -> MeetingSummary:
    return MeetingSummary(
        row.id,
        row.held_on,
        row.rollout,
        tuple(row.wards or ()),
        tuple(row.agencies or ()),
        MeetingTotals(row.allocate, row.check_for_claim, row.not_to_be_allocated, row.undecided),
    )


def _summaries() -> sa.Select[*tuple[Any, ...]]:
    standing = _standing_decisions().subquery()
    decided = (
        sa.select(
            standing.c.meeting_id,
            *(
                sa.func.count().filter(standing.c.outcome == outcome).label(outcome.value.replace("-", "_"))
                for outcome in TriageOutcome
            ),
        )
        .group_by(standing.c.meeting_id)
        .subquery()
    )
    counts = [
        sa.func.coalesce(decided.c[outcome.value.replace("-", "_")], 0).label(outcome.value.replace("-", "_"))
        for outcome in TriageOutcome
    ]
    return (
        sa.select(
            *columns(RolloutMeeting, "id", "held_on", "rollout"),
            _names(col(Ward.name), Ward, MeetingWard, "ward_id").label("wards"),
            _names(col(Agency.code), Agency, MeetingAgency, "agency_id").label("agencies"),
            *counts,
            _undecided().label("undecided"),
        )
        .outerjoin(decided, decided.c.meeting_id == col(RolloutMeeting.id))
        .order_by(*columns(RolloutMeeting, "held_on", "rollout", "id"))
    )


def _names(name: Any, named: Any, link: Any, key: str) -> sa.ScalarSelect[Sequence[str]]:
    """The names of a meeting's wards or agencies, in order."""
    return (
        sa.select(sa.func.array_agg(aggregate_order_by(name, name)))
        .select_from(link)
        .join(named, col(named.id) == getattr(link, key))
        .where(col(link.meeting_id) == RolloutMeeting.id)
        .correlate(RolloutMeeting)
        .scalar_subquery()
    )


def _standing_decisions() -> sa.Select[*tuple[Any, ...]]:
    """The latest decision that goes back to each meeting, one row a family and meeting."""
    first = sa.func.min(col(TriageDecision.decided_on)).over(
        partition_by=(col(TriageDecision.family_id), col(TriageDecision.meeting_id))
    )
    decision = columns(
        TriageDecision, "family_id", "meeting_id", "decided_on", "outcome", "reason", "deferred_until"
    )
    return (
        sa.select(*decision, (first < col(TriageDecision.decided_on)).label("revised"))
        .ext(distinct_on(col(TriageDecision.family_id), col(TriageDecision.meeting_id)))
        .order_by(
            col(TriageDecision.family_id),
            col(TriageDecision.meeting_id),
            col(TriageDecision.decided_on).desc(),
        )
    )


def _undecided() -> sa.ScalarSelect[int]:
    """Families on the list in the meeting's wards on its day, with neither a decision nor an allocation."""
    return (
        sa.select(sa.func.count())
        .select_from(MeetingWard)
        .join(Residence, col(Residence.ward_id) == MeetingWard.ward_id)
        .join(Family, col(Family.id) == Residence.family_id)
        .where(
            col(MeetingWard.meeting_id) == RolloutMeeting.id,
            in_force(col(Residence.starts_on), col(Residence.ends_on), col(RolloutMeeting.held_on)),
            col(Family.identified_on).is_not(None),
            ~sa.exists().where(col(TriageDecision.family_id) == Family.id),
            ~sa.exists().where(col(Allocation.family_id) == Family.id),
        )
        .correlate(RolloutMeeting)
        .scalar_subquery()
    )


def _decisions(session: Session, meeting_id: UUID, held_on: date) -> tuple[MeetingDecision, ...]:
    standing = _standing_decisions().where(col(TriageDecision.meeting_id) == meeting_id).subquery()
    allocated = (
        sa.select(*columns(Allocation, "id", "starts_on"))
        .where(col(Allocation.family_id) == standing.c.family_id, col(Allocation.meeting_id) == meeting_id)
        .order_by(col(Allocation.starts_on).desc())
        .limit(1)
        .lateral("allocated")
    )
    lives = lives_in(standing.c.family_id, held_on)
    agencies, lead = agencies_of(allocated.c.id), lead_of(allocated.c.id, allocated.c.starts_on)
    statement = (
        sa.select(
            *(standing.c[name] for name in ("family_id", "outcome", "reason", "deferred_until")),
            *(standing.c[name] for name in ("decided_on", "revised")),
            col(Family.reference),
            col(Ward.name).label("ward"),
            agencies.c.codes.label("agencies"),
            lead.c.name.label("lead_name"),
        )
        .select_from(standing)
        .join(Family, col(Family.id) == standing.c.family_id)
        .outerjoin(lives, sa.true())
        .outerjoin(Ward, col(Ward.id) == lives.c.ward_id)
        .outerjoin(allocated, sa.true())
        .outerjoin(agencies, sa.true())
        .outerjoin(lead, sa.true())
        .order_by(col(Family.reference), standing.c.family_id)
    )
    found = rows(session, statement)
    return tuple(MeetingDecision(**{**row._asdict(), "agencies": tuple(row.agencies or ())}) for row in found)
