"""What the data-quality checks look at: narrow facts of meetings, families on the list and assessments."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.access.models import Agency
from app.cases.models.evidence import CriterionEvidence
from app.cases.models.people import Family, HouseholdMember, Person, Residence
from app.cases.models.triage import (
    Allocation,
    AllocationAgency,
    LeadProfessional,
    RolloutMeeting,
    TriageDecision,
)
from app.cases.queries.columns import columns, values
from app.cases.queries.overview import register_entries
from app.cases.rules.quality import FamilyInShort, MeetingHeld, Records
from app.db import in_force, rows
from app.periods import add_months
from app.programme.facts import MemberRole

OLDEST_YOUNG_PERSON = 25


def records_to_check(session: Session, on: date) -> Records:
    """Everything that the checks look at, as it stands on a day."""
    meetings = sa.select(*columns(RolloutMeeting, "id", "held_on")).order_by(
        *columns(RolloutMeeting, "held_on", "rollout", "id")
    )
    return Records(
        meetings=values(MeetingHeld, rows(session, meetings)),
        families=values(FamilyInShort, rows(session, _families(on))),
        assessments=register_entries(session),
    )


def _families(on: date) -> sa.Select[*tuple[Any, ...]]:
    """One row for each family on the list, by reference."""
    people, lead, decided = _people(on), _leads(on), _decisions(on)
    home = sa.exists().where(
        col(Residence.family_id) == Family.id,
        in_force(col(Residence.starts_on), col(Residence.ends_on), on),
    )
    ever = sa.exists().where(col(Allocation.family_id) == Family.id, col(Allocation.starts_on) <= on)
    confirmed = sa.exists().where(
        col(CriterionEvidence.family_id) == Family.id, col(CriterionEvidence.verified_on) <= on
    )
    return (
        sa.select(
            col(Family.id),
            home.label("lives_in_a_ward"),
            sa.func.coalesce(people.c.children, 0).label("children"),
            sa.func.coalesce(people.c.without_birth_date, 0).label("without_birth_date"),
            lead.c.family_id.is_not(None).label("is_allocated"),
            ever.label("ever_allocated"),
            lead.c.chosen.label("lead_chosen"),
            decided.c.outcome,
            decided.c.reason,
            decided.c.deferred_until,
            confirmed.label("is_confirmed"),
            _ever_off_the_data_sheet(on).label("ever_off_the_data_sheet"),
        )
        .outerjoin(people, people.c.family_id == Family.id)
        .outerjoin(lead, lead.c.family_id == Family.id)
        .outerjoin(decided, decided.c.family_id == Family.id)
        .where(col(Family.identified_on) <= on)
        .order_by(col(Family.reference))
    )


def _ever_off_the_data_sheet(on: date) -> sa.Exists:
    """Whether the family was ever allocated to one agency alone that is no column of the data sheet."""
    another = aliased(AllocationAgency)
    is_joint = sa.exists().where(
        col(another.allocation_id) == Allocation.id, col(another.agency_id) != AllocationAgency.agency_id
    )
    return sa.exists().where(
        col(Allocation.family_id) == Family.id,
        col(Allocation.starts_on) <= on,
        col(AllocationAgency.allocation_id) == Allocation.id,
        col(Agency.id) == AllocationAgency.agency_id,
        col(Agency.data_sheet_order).is_(None),
        ~is_joint,
    )


def _people(on: date) -> sa.Subquery:
    """How many children and young people live in each family, and whose birth date is not known."""
    unborn = col(HouseholdMember.role) == MemberRole.UNBORN_CHILD
    young = sa.or_(
        unborn,
        col(Person.born_on) > add_months(on, -12 * (OLDEST_YOUNG_PERSON + 1)),
        sa.and_(col(Person.born_on).is_(None), col(HouseholdMember.role) == MemberRole.CHILD),
    )
    return (
        sa.select(
            col(HouseholdMember.family_id),
            sa.func.count().filter(young).label("children"),
            sa.func.count().filter(col(Person.born_on).is_(None), ~unborn).label("without_birth_date"),
        )
        .join(Person, col(Person.id) == HouseholdMember.person_id)
        .where(in_force(col(HouseholdMember.starts_on), col(HouseholdMember.ends_on), on))
        .group_by(col(HouseholdMember.family_id))
        .subquery()
    )


def _leads(on: date) -> sa.Subquery:
    """The allocation in force of each family, and how its lead in force was chosen."""
    return (
        sa.select(col(Allocation.family_id), col(LeadProfessional.chosen))
        .ext(distinct_on(col(Allocation.family_id)))
        .outerjoin(
            LeadProfessional,
            sa.and_(
                col(LeadProfessional.allocation_id) == Allocation.id,
                in_force(col(LeadProfessional.starts_on), col(LeadProfessional.ends_on), on),
            ),
        )
        .where(in_force(col(Allocation.starts_on), col(Allocation.ends_on), on))
        .order_by(col(Allocation.family_id), col(LeadProfessional.starts_on).desc())
        .subquery()
    )


def _decisions(on: date) -> sa.Subquery:
    """The latest decision about each family."""
    return (
        sa.select(*columns(TriageDecision, "family_id", "outcome", "reason", "deferred_until"))
        .ext(distinct_on(col(TriageDecision.family_id)))
        .where(col(TriageDecision.decided_on) <= on)
        .order_by(col(TriageDecision.family_id), col(TriageDecision.decided_on).desc())
        .subquery()
    )
