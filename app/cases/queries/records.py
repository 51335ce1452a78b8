"""One family's record, read part by part and put together."""

from collections import defaultdict
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlmodel import Session, col, select

from app.access.family_access import FamilyAccess, FamilyLedBy
from app.access.models import Agency, Establishment, Practitioner, UserAccount
from app.cases.models.evidence import CriterionEvidence, Measurement
from app.cases.models.people import Family, HouseholdMember, Person, Residence, Ward
from app.cases.models.teams import TeamMember
from app.cases.models.triage import (
    Allocation,
    AllocationAgency,
    LeadProfessional,
    RolloutMeeting,
    TriageDecision,
)
from app.cases.queries.columns import columns, holds, values
from app.cases.queries.course import actions_to_do
from app.cases.queries.families import is_in_team
from app.cases.queries.household import corrections_of
from app.cases.queries.merges import merges_of
from app.cases.queries.notes import notes_of, oversight_of
from app.cases.queries.record_parts import (
    AllocationSpell,
    CriterionKnown,
    DecisionMade,
    FamilyRecord,
    LeadSpell,
    MeasurementTaken,
    PersonInFamily,
    ResidenceSpell,
)
from app.cases.queries.register import assessments_of
from app.cases.queries.sharing import items_of_family
from app.cases.queries.sharing_parts import Opening
from app.cases.queries.teams import team_of
from app.cases.queries.withdrawals import stays_withdrawn
from app.cases.queries.within import notes_within, oversight_within
from app.cases.rules.consent_items import ConsentItem
from app.cases.rules.sharing import Reader
from app.cases.rules.standing import Allocated, Decided, family_status
from app.db import in_force, rows


def led_by(session: Session, family_id: UUID, on: date) -> FamilyLedBy:
    """Who leads a family on a day: the leads and agencies of its allocation in force, and its team."""
    found = session.connection().execute(_who_leads(), {"family_id": family_id, "on": on}).all()
    leads = [row for row in found if row.part == "lead"]
    agencies = [row for row in found if row.part == "agency"]
    first = {row.agency_id for row in agencies if row.position == 1}
    return FamilyLedBy(
        practitioners=frozenset(row.practitioner_id for row in leads),
        establishments=frozenset(row.establishment_id for row in leads),
        agencies=frozenset(row.agency_id for row in agencies),
        lead_agencies=frozenset(first | {row.agency_id for row in leads}),
        team={row.practitioner_id: row.agency_id for row in found if row.part == "team"},
    )


@lru_cache(maxsize=1)
def _who_leads() -> sa.CompoundSelect[*tuple[Any, ...]]:
    """The leads, agencies and team of a family on a day, in one statement: every page about a family asks it.

    Each row says of which part it is: lead, agency, team. Bound: family_id, on.
    """
    family_id, on = sa.bindparam("family_id", type_=sa.Uuid), sa.bindparam("on", type_=sa.Date)
    allocation = sa.and_(
        col(Allocation.family_id) == family_id,
        in_force(col(Allocation.starts_on), col(Allocation.ends_on), on),
    )
    nobody, nowhere = sa.null().cast(sa.Uuid), sa.null().cast(sa.Integer)
    leads = (
        sa.select(
            sa.literal_column("'lead'").label("part"),
            *columns(LeadProfessional, "practitioner_id", "establishment_id"),
            col(Establishment.agency_id),
            nowhere.label("position"),
        )
        .join(Allocation, col(Allocation.id) == LeadProfessional.allocation_id)
        .join(Establishment, col(Establishment.id) == LeadProfessional.establishment_id)
        .where(allocation, in_force(col(LeadProfessional.starts_on), col(LeadProfessional.ends_on), on))
    )
    agencies = (
        sa.select(
            sa.literal_column("'agency'"), nobody, nobody, *columns(AllocationAgency, "agency_id", "position")
        )
        .join(Allocation, col(Allocation.id) == AllocationAgency.allocation_id)
        .where(allocation)
    )
    team = (
        sa.select(
            sa.literal_column("'team'"),
            col(TeamMember.practitioner_id),
            nobody,
            col(Establishment.agency_id),
            nowhere,
        )
        .join(Establishment, col(Establishment.id) == TeamMember.establishment_id)
        .where(col(TeamMember.family_id) == family_id, is_in_team(on))
    )
    return sa.union_all(leads, agencies, team)


def family_for_update(session: Session, family_id: UUID) -> Family | None:
    """A family, locked for this transaction."""
    return session.exec(select(Family).where(Family.id == family_id).with_for_update()).one_or_none()


def residence_for_update(session: Session, family_id: UUID, on: date) -> Residence | None:
    """Where a family lives on a day, locked for this transaction."""
    return session.exec(
        select(Residence)
        .where(
            Residence.family_id == family_id,
            in_force(col(Residence.starts_on), col(Residence.ends_on), on),
        )
        .order_by(col(Residence.starts_on).desc())
        .limit(1)
        .with_for_update()
    ).one_or_none()


def names_of_wards(session: Session, *ward_ids: UUID) -> dict[UUID, str]:
    """The names of those of these wards that there are, by id."""
    found = rows(session, sa.select(*columns(Ward, "id", "name")).where(col(Ward.id).in_(ward_ids)))
    return {row.id: row.name for row in found}


def allocation_in_force(session: Session, family_id: UUID, on: date) -> Allocation | None:
    """The allocation of a family on a day."""
    return session.exec(
        select(Allocation).where(
            Allocation.family_id == family_id,
            in_force(col(Allocation.starts_on), col(Allocation.ends_on), on),
        )
    ).one_or_none()


def leads_for_update(session: Session, allocation_id: UUID) -> list[LeadProfessional]:
    """The lead professionals of an allocation, in order, locked for this transaction."""
    statement = select(LeadProfessional).where(LeadProfessional.allocation_id == allocation_id)
    return list(session.exec(statement.order_by(col(LeadProfessional.starts_on)).with_for_update()))


def family_record(
    session: Session,
    family: Family,
    on: date,
    *,
    reader: Reader,
    seen_as: FamilyAccess,
    opened: tuple[Opening, ...] | None = None,
) -> FamilyRecord:
    """A family's record as it stands on a day: whole, but for what consent keeps from this reader."""
    told = items_of_family(session, family.id, on, reader)
    residences = _residences(session, family.id)
    decisions = _decisions(session, family.id)
    allocations = _allocations(session, family.id)
    assessments = assessments_of(session, family.id, on, reader)
    made = next((decision for decision in decisions if decision.decided_on <= on), None)
    began = next((spell for spell in allocations if spell.starts_on <= on), None)
    return FamilyRecord(
        id=family.id,
        seen_as=seen_as,
        reference=family.reference,
        status=family_status(
            on,
            identified_on=family.identified_on,
            decided=Decided(made.outcome, made.decided_on) if made else None,
            allocated=Allocated(began.starts_on, began.ends_on) if began else None,
        ),
        ward=next((home.ward for home in residences if holds(home.starts_on, home.ends_on, on)), None),
        identified_on=family.identified_on,
        identified_how=family.identified_how,
        attached_on=family.attached_on,
        funded_elsewhere=family.funded_elsewhere,
        not_workable_reason=family.not_workable_reason,
        version=family.version,
        updated_at=family.updated_at,
        people=people_of(session, family.id),
        residences=residences,
        criteria=_criteria(session, family.id),
        decisions=decisions,
        allocations=allocations,
        assessments=assessments,
        plan=actions_to_do(
            session,
            [each.id for each in assessments if each.closed_on is None and each.shows(ConsentItem.PLAN)],
        ),
        measurements=_measurements(session, family.id, on),
        notes=notes_within(notes_of(session, family.id), reader, told),
        oversight=oversight_within(oversight_of(session, family.id), reader, told),
        team=team_of(session, family.id, on),
        opened=opened,
        corrections=corrections_of(session, family.id),
        withdrawn=stays_withdrawn(session, family.id),
        merges=merges_of(session, family.id),
        holds_record=reader.holds_record,
    )


def people_of(session: Session, family_id: UUID) -> tuple[PersonInFamily, ...]:
    """Those who live there first, the eldest first."""
    people = columns(
        Person,
        "forename",
        "surname",
        "born_on",
        "expected_on",
        "sex",
        "ethnicity",
        "first_language",
        "is_disabled",
    )
    statement = (
        sa.select(
            col(HouseholdMember.id).label("member_id"),
            col(Person.id).label("person_id"),
            *people,
            *columns(HouseholdMember, "role", "starts_on", "ends_on"),
        )
        .join(HouseholdMember, col(HouseholdMember.person_id) == Person.id)
        .where(col(HouseholdMember.family_id) == family_id)
        .order_by(
            col(HouseholdMember.ends_on).desc().nulls_first(),
            col(Person.born_on).asc().nulls_last(),
            col(Person.id),
            col(HouseholdMember.starts_on),
        )
    )
    return values(PersonInFamily, rows(session, statement))


def _residences(session: Session, family_id: UUID) -> tuple[ResidenceSpell, ...]:
    statement = (
        sa.select(
            col(Ward.name).label("ward"),
            *columns(Residence, "id", "ward_id", "address", "postcode", "starts_on", "ends_on"),
        )
        .join(Ward, col(Ward.id) == Residence.ward_id)
        .where(col(Residence.family_id) == family_id)
        .order_by(col(Residence.starts_on).desc())
    )
    return values(ResidenceSpell, rows(session, statement))


def _criteria(session: Session, family_id: UUID) -> tuple[CriterionKnown, ...]:
    evidence = columns(
        CriterionEvidence,
        "criterion",
        "met",
        "person_id",
        "starts_on",
        "ends_on",
        "source",
        "extract_on",
        "verified_on",
    )
    statement = (
        sa.select(
            *evidence,
            sa.func.coalesce(Practitioner.display_name, UserAccount.display_name).label("verified_by"),
        )
        .select_from(CriterionEvidence)
        .outerjoin(Practitioner, col(Practitioner.id) == CriterionEvidence.verified_by)
        .outerjoin(UserAccount, col(UserAccount.id) == CriterionEvidence.checked_by)
        .where(col(CriterionEvidence.family_id) == family_id)
        .order_by(
            col(CriterionEvidence.criterion),
            col(CriterionEvidence.starts_on).desc(),
            col(CriterionEvidence.id),
        )
    )
    return values(CriterionKnown, rows(session, statement))


def _decisions(session: Session, family_id: UUID) -> tuple[DecisionMade, ...]:
    decided = columns(
        TriageDecision,
        "decided_on",
        "outcome",
        "reason",
        "deferred_until",
        "revision_reason",
        "meeting_id",
    )
    statement = (
        sa.select(*decided, col(RolloutMeeting.held_on).label("meeting_held_on"), col(RolloutMeeting.rollout))
        .join(RolloutMeeting, col(RolloutMeeting.id) == TriageDecision.meeting_id)
        .where(col(TriageDecision.family_id) == family_id)
        .order_by(col(TriageDecision.decided_on).desc())
    )
    return values(DecisionMade, rows(session, statement))


def _allocations(session: Session, family_id: UUID) -> tuple[AllocationSpell, ...]:
    leads = _leads(session, family_id)
    codes = sa.func.array_agg(aggregate_order_by(col(Agency.code), col(AllocationAgency.position)))
    spell = columns(Allocation, "id", "route", "meeting_id", "starts_on", "ends_on", "end_reason")
    statement = (
        sa.select(*spell, codes.label("agencies"))
        .join(AllocationAgency, col(AllocationAgency.allocation_id) == Allocation.id)
        .join(Agency, col(Agency.id) == AllocationAgency.agency_id)
        .where(col(Allocation.family_id) == family_id)
        .group_by(col(Allocation.id))
        .order_by(col(Allocation.starts_on).desc())
    )
    return tuple(
        AllocationSpell(**{**row._asdict(), "agencies": tuple(row.agencies)}, leads=tuple(leads[row.id]))
        for row in rows(session, statement)
    )


def _leads(session: Session, family_id: UUID) -> dict[UUID, list[LeadSpell]]:
    """The lead professionals of each of a family's allocations, in order."""
    statement = (
        sa.select(
            *columns(LeadProfessional, "allocation_id", "practitioner_id", "chosen", "starts_on", "ends_on"),
            col(Practitioner.display_name).label("name"),
            col(Agency.code).label("agency"),
            col(Establishment.name).label("establishment"),
        )
        .join(Allocation, col(Allocation.id) == LeadProfessional.allocation_id)
        .join(Practitioner, col(Practitioner.id) == LeadProfessional.practitioner_id)
        .join(Establishment, col(Establishment.id) == LeadProfessional.establishment_id)
        .join(Agency, col(Agency.id) == Establishment.agency_id)
        .where(col(Allocation.family_id) == family_id)
        .order_by(col(LeadProfessional.starts_on))
    )
    found: dict[UUID, list[LeadSpell]] = defaultdict(list)
    for row in rows(session, statement):
        held = row._asdict()
        found[held.pop("allocation_id")].append(LeadSpell(**held))
    return found


def _measurements(session: Session, family_id: UUID, on: date) -> tuple[MeasurementTaken, ...]:
    """What was measured of everyone in the household, and of who has left it for the time that they were.

    A period that ends after somebody left, or goes on, is not for the family that they left.
    """
    last_on = sa.func.coalesce(col(Measurement.ends_on), sa.literal("infinity", sa.Date))
    member = (
        sa.exists()
        .where(
            col(HouseholdMember.person_id) == Measurement.person_id,
            col(HouseholdMember.family_id) == family_id,
            sa.or_(
                col(HouseholdMember.ends_on).is_(None),
                col(HouseholdMember.ends_on) >= on,
                sa.and_(
                    col(Measurement.starts_on) >= HouseholdMember.starts_on,
                    last_on <= HouseholdMember.ends_on,
                ),
            ),
        )
        .correlate(Measurement)
    )
    people = sa.select(col(HouseholdMember.person_id)).where(col(HouseholdMember.family_id) == family_id)
    taken = columns(Measurement, "person_id", "kind", "starts_on", "ends_on", "value", "source", "extract_on")
    statement = (
        sa.select(*taken)
        .where(col(Measurement.person_id).in_(people), member)
        .order_by(col(Measurement.starts_on).desc(), col(Measurement.kind), col(Measurement.person_id))
    )
    return values(MeasurementTaken, rows(session, statement))
