"""The narrow rows that measures count, and the lists that they range over, as at a day."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import aggregate_order_by, distinct_on
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.access.models import Agency
from app.cases.models.assessments import AssessedChild, Assessment, AssessmentReason
from app.cases.models.people import Family, Person, Residence, Ward
from app.cases.models.triage import (
    Allocation,
    AllocationAgency,
    MeetingWard,
    RolloutMeeting,
    TriageDecision,
)
from app.cases.queries.columns import columns
from app.cases.rules.vocabulary import AssessmentKind, Sex
from app.claims.models.claims import Target
from app.db import rows
from app.programme.packs import RulePack
from app.reports.rules.caf_values import age_band, ethnic_group
from app.reports.rules.facts import NOT_RECORDED, AssessmentRow, FamilyRow, TargetRow
from app.reports.rules.standing import AgreedAllocation, cohort_year, first_start, standing_allocations


def family_rows(
    session: Session, as_at: date, confirmed: frozenset[UUID], pack: RulePack
) -> tuple[FamilyRow, ...]:
    """A row for each family on the programme's list on a day, in id order.

    confirmed: the families whose criteria are confirmed then. pack: its terms say the cohort.
    A family with two current allocations keeps both, for reconciliation to find.
    """
    agreed = _allocations(session)
    return tuple(
        FamilyRow(
            family_id=found.id,
            listed_how=found.identified_how.value,
            ward=found.ward,
            rollout=str(found.rollout) if found.rollout is not None else "none",
            outcome=found.outcome.value if found.outcome else None,
            reason=found.reason.value if found.reason else None,
            decided_on=found.decided_on,
            allocations=standing_allocations(agreed.get(found.id, ()), as_at),
            first_started_on=first_start(agreed.get(found.id, ()), as_at),
            criteria_confirmed=found.id in confirmed,
            funded_elsewhere=found.funded_elsewhere is not None,
            attached_on=found.attached_on,
            cohort=cohort_year(found.attached_on, pack) if found.attached_on else None,
        )
        for found in rows(session, listed_families(as_at))
    )


def listed_families(as_at: date) -> sa.Select[Any]:
    """Each listed family with the decision in force, the ward it was triaged in, and the rollout."""
    decision = (
        sa.select(
            col(TriageDecision.family_id),
            col(TriageDecision.outcome),
            col(TriageDecision.reason),
            col(TriageDecision.decided_on),
            col(RolloutMeeting.rollout),
            col(RolloutMeeting.held_on),
        )
        .join(RolloutMeeting, col(RolloutMeeting.id) == col(TriageDecision.meeting_id))
        .where(col(TriageDecision.decided_on) <= as_at)
        .order_by(col(TriageDecision.family_id), col(TriageDecision.decided_on).desc())
        .ext(distinct_on(col(TriageDecision.family_id)))
        .subquery("decision")
    )
    rollout_of_ward = (
        sa.select(col(MeetingWard.ward_id), sa.func.min(col(RolloutMeeting.rollout)).label("rollout"))
        .join(RolloutMeeting, col(RolloutMeeting.id) == col(MeetingWard.meeting_id))
        .where(col(RolloutMeeting.held_on) <= as_at)
        .group_by(col(MeetingWard.ward_id))
        .subquery("rollout_of_ward")
    )
    listed = (
        sa.select(
            *columns(Family, "id", "identified_on", "identified_how", "funded_elsewhere", "attached_on"),
            decision.c.outcome,
            decision.c.reason,
            decision.c.decided_on,
            decision.c.rollout,
            sa.func.coalesce(decision.c.held_on, as_at).label("triaged_on"),
        )
        .select_from(Family)
        .outerjoin(decision, decision.c.family_id == col(Family.id))
        .where(col(Family.identified_on) <= as_at)
        .cte("listed_family")
    )
    lived_in = (
        sa.select(*columns(Residence, "family_id", "ward_id"))
        .join(listed, listed.c.id == Residence.family_id)
        .order_by(  # the last home by then, or else the first one since
            col(Residence.family_id),
            (col(Residence.starts_on) <= listed.c.triaged_on).desc(),
            sa.func.abs(col(Residence.starts_on) - listed.c.triaged_on),
        )
        .ext(distinct_on(col(Residence.family_id)))
        .subquery("lived_in")
    )
    return (
        sa.select(
            listed.c.id,
            listed.c.identified_on,
            listed.c.identified_how,
            listed.c.funded_elsewhere,
            listed.c.attached_on,
            sa.func.coalesce(col(Ward.name), NOT_RECORDED).label("ward"),
            sa.func.coalesce(listed.c.rollout, rollout_of_ward.c.rollout).label("rollout"),
            listed.c.outcome,
            listed.c.reason,
            listed.c.decided_on,
        )
        .select_from(listed)
        .outerjoin(lived_in, lived_in.c.family_id == listed.c.id)
        .outerjoin(Ward, col(Ward.id) == lived_in.c.ward_id)
        .outerjoin(rollout_of_ward, rollout_of_ward.c.ward_id == col(Ward.id))
        .order_by(listed.c.id)
    )


def _allocations(session: Session) -> Mapping[UUID, Sequence[AgreedAllocation]]:
    """Every allocation with its agencies, the leading one first, by family in order of their first days."""
    statement = (
        sa.select(
            col(Allocation.family_id),
            col(Allocation.route),
            col(Allocation.starts_on),
            col(Allocation.ends_on),
            sa.func.array_agg(aggregate_order_by(col(Agency.code), col(AllocationAgency.position))).label(
                "agencies"
            ),
        )
        .join(AllocationAgency, col(AllocationAgency.allocation_id) == col(Allocation.id))
        .join(Agency, col(Agency.id) == col(AllocationAgency.agency_id))
        .group_by(col(Allocation.id))
        .order_by(col(Allocation.family_id), col(Allocation.starts_on), col(Allocation.id))
    )
    found: dict[UUID, list[AgreedAllocation]] = {}
    for row in rows(session, statement):
        found.setdefault(row.family_id, []).append(
            AgreedAllocation(row.route.value, tuple(row.agencies), row.starts_on, row.ends_on)
        )
    return found


def assessment_rows(session: Session, as_at: date) -> tuple[AssessmentRow, ...]:
    """A row for each assessment initiated by a day, as it stood then, in id order."""
    initiating, leading = aliased(Agency), aliased(Agency)
    reasons = (
        sa.select(
            col(AssessmentReason.assessment_id),
            sa.func.array_agg(
                aggregate_order_by(
                    sa.cast(AssessmentReason.reason, sa.String),
                    col(AssessmentReason.is_primary).desc(),
                    sa.cast(AssessmentReason.reason, sa.String),
                )
            ).label("reasons"),
        )
        .group_by(col(AssessmentReason.assessment_id))
        .subquery("reasons")
    )
    child = (
        sa.select(
            col(AssessedChild.assessment_id), *columns(Person, "born_on", "expected_on", "sex", "ethnicity")
        )
        .join(Person, col(Person.id) == AssessedChild.person_id)
        .order_by(col(AssessedChild.assessment_id), col(AssessedChild.person_id))
        .ext(distinct_on(col(AssessedChild.assessment_id)))
        .subquery("child")
    )
    statement = (
        sa.select(
            *(col(each) for each in DATED_COLUMNS),
            col(initiating.code).label("initiating_agency"),
            col(leading.code).label("lead_agency"),
            reasons.c.reasons,
            *(child.c[name] for name in ("born_on", "expected_on", "sex", "ethnicity")),
        )
        .select_from(Assessment)
        .join(initiating, col(initiating.id) == col(Assessment.initiating_agency_id))
        .outerjoin(leading, col(leading.id) == col(Assessment.lead_agency_id))
        .outerjoin(reasons, reasons.c.assessment_id == col(Assessment.id))
        .outerjoin(
            child,
            sa.and_(child.c.assessment_id == col(Assessment.id), col(Assessment.kind) == AssessmentKind.CAF),
        )
        .where(col(Assessment.initiated_on) <= as_at)
        .order_by(col(Assessment.id))
    )
    return tuple(_assessment(found, as_at) for found in rows(session, statement))


DATED_COLUMNS = (
    Assessment.id,
    Assessment.kind,
    Assessment.initiated_on,
    Assessment.lead_practitioner_id,
    Assessment.consented_on,
    Assessment.assessment_completed_on,
    Assessment.first_team_meeting_on,
    Assessment.first_reviewed_on,
    Assessment.closed_on,
    Assessment.closure_reason,
)


def _assessment(found: sa.Row[Any], as_at: date) -> AssessmentRow:
    def by_then(day: date | None) -> date | None:
        return day if day is not None and day <= as_at else None

    closed_on = by_then(found.closed_on)
    reasons = tuple(found.reasons or (NOT_RECORDED,))
    of_child = found.kind is AssessmentKind.CAF
    return AssessmentRow(
        assessment_id=found.id,
        kind=found.kind.value,
        initiated_on=found.initiated_on,
        initiating_agency=found.initiating_agency,
        primary_reason=reasons[0],
        reasons=reasons,
        lead_agency=found.lead_agency,
        has_lead=found.lead_practitioner_id is not None,
        consented_on=by_then(found.consented_on),
        assessment_completed_on=by_then(found.assessment_completed_on),
        first_team_meeting_on=by_then(found.first_team_meeting_on),
        first_reviewed_on=by_then(found.first_reviewed_on),
        closed_on=closed_on,
        closure_reason=found.closure_reason.value if closed_on else None,
        age_band=age_band(found.born_on, found.expected_on, found.initiated_on) if of_child else None,
        sex=(found.sex or Sex.UNKNOWN).value if of_child else None,
        ethnicity=ethnic_group(found.ethnicity) if of_child else None,
    )


def target_rows(session: Session) -> tuple[TargetRow, ...]:
    """Every target, by measure and financial year."""
    statement = select(Target).order_by(col(Target.measure), col(Target.financial_year))
    return tuple(TargetRow(row.measure, row.financial_year, row.value) for row in session.exec(statement))


def ward_names(session: Session) -> tuple[str, ...]:
    """Every ward, by name."""
    return tuple(session.exec(select(Ward.name).order_by(col(Ward.name))).all())


def rollouts_held(session: Session, as_at: date) -> tuple[str, ...]:
    """The numbers of the rollouts of which a meeting has been held by a day."""
    statement = (
        sa.select(col(RolloutMeeting.rollout))
        .where(col(RolloutMeeting.held_on) <= as_at)
        .distinct()
        .order_by(col(RolloutMeeting.rollout))
    )
    return tuple(str(row.rollout) for row in rows(session, statement))


def agency_names(session: Session) -> dict[str, str]:
    """What every agency is called, by its code, in the order of the codes."""
    found = rows(session, sa.select(col(Agency.code), col(Agency.name)).order_by(col(Agency.code)))
    return {row.code: row.name for row in found}


def data_sheet_agencies(session: Session) -> tuple[tuple[int, str], ...]:
    """The agencies that are columns of the data sheet: place and code."""
    statement = (
        sa.select(col(Agency.data_sheet_order), col(Agency.code))
        .where(col(Agency.data_sheet_order).is_not(None))
        .order_by(col(Agency.data_sheet_order), col(Agency.code))
    )
    return tuple((row.data_sheet_order, row.code) for row in rows(session, statement))
