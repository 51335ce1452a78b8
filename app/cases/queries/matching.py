"""Who on file is like the people of a referral, and where their families stand."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from app.access.models import Agency, Practitioner
from app.cases.models.people import Family, HouseholdMember, Person, Ward
from app.cases.models.referrals import Referral, ReferralPerson
from app.cases.models.triage import AllocationAgency
from app.cases.queries.columns import columns, values
from app.cases.queries.laterals import agencies_of, latest_allocation, latest_decision, lead_of, lives_in
from app.cases.queries.referral_parts import FamilyLike, KnownToProgramme, PersonLike, ReferralLike
from app.cases.queries.standing import status_of
from app.cases.rules.matching import Likeness, Named, likeness
from app.cases.rules.standing import FamilyStatus
from app.db import in_force, rows


def people_like(
    session: Session, people: Mapping[int, Named], on: date, *, listed_only: bool
) -> tuple[PersonLike, ...]:
    """Everyone in a household on a day who is like one of these people, by their positions then ids.

    listed_only: leave out households that are on file only for a CAF.
    """
    statement = (
        sa.select(
            col(Person.id).label("person_id"),
            *columns(Person, "forename_key", "surname_key", "born_on"),
            *columns(HouseholdMember, "family_id", "role"),
        )
        .join(HouseholdMember, col(HouseholdMember.person_id) == Person.id)
        .join(Family, col(Family.id) == HouseholdMember.family_id)
        .where(
            in_force(col(HouseholdMember.starts_on), col(HouseholdMember.ends_on), on),
            _may_be_one_of(people.values()),
        )
        .order_by(col(Person.id), col(HouseholdMember.family_id))
    )
    if listed_only:
        statement = statement.where(col(Family.reference).is_not(None))
    found = rows(session, statement)
    return tuple(
        PersonLike(position, row.person_id, row.family_id, row.role, how)
        for position, named in sorted(people.items())
        for row in found
        if (how := likeness(named, Named(row.forename_key, row.surname_key, row.born_on))) is not None
    )


def families_like(session: Session, people: Mapping[int, Named], on: date) -> tuple[FamilyLike, ...]:
    """Families on file with people like these, those that are known first, then by reference and id."""
    like = people_like(session, people, on, listed_only=False)
    known: dict[UUID, set[int]] = {}
    perhaps: dict[UUID, set[int]] = {}
    for person in like:
        into = known if person.likeness is Likeness.KNOWN else perhaps
        into.setdefault(person.family_id, set()).add(person.position)
    found = _standing(session, known.keys() | perhaps.keys(), on)
    families = [
        FamilyLike(
            **row,
            known=tuple(sorted(known.get(row["id"], ()))),
            perhaps=tuple(sorted(perhaps.get(row["id"], set()) - known.get(row["id"], set()))),
        )
        for row in found
    ]
    return tuple(sorted(families, key=lambda each: (-len(each.known), each.reference or "~", each.id)))


def who_leads(session: Session, family_id: UUID, on: date) -> KnownToProgramme:
    """The agency that leads a known family on a day, and whom to ask there."""
    allocated = latest_allocation(sa.literal(family_id, sa.Uuid), on)
    lead = lead_of(allocated.c.id, on)
    statement = (
        sa.select(
            col(Agency.name).label("agency"),
            lead.c.name.label("contact"),
            col(Practitioner.work_email).label("contact_email"),
        )
        .select_from(allocated)
        .join(AllocationAgency, col(AllocationAgency.allocation_id) == allocated.c.id)
        .join(Agency, col(Agency.id) == AllocationAgency.agency_id)
        .outerjoin(lead, sa.true())
        .outerjoin(Practitioner, col(Practitioner.id) == lead.c.practitioner_id)
        .where(in_force(allocated.c.starts_on, allocated.c.ends_on, on))
        .order_by(col(AllocationAgency.position))
        .limit(1)
    )
    found = rows(session, statement)
    return KnownToProgramme(Likeness.KNOWN, **found[0]._asdict() if found else {})


def referrals_like(
    session: Session, referral_id: UUID, people: Collection[Named]
) -> tuple[ReferralLike, ...]:
    """Other referrals that name somebody with both names and the date of birth of one of these."""
    same = [
        sa.and_(
            col(ReferralPerson.forename_key) == named.forename_key,
            col(ReferralPerson.surname_key) == named.surname_key,
            col(ReferralPerson.born_on) == named.born_on,
        )
        for named in people
        if named.born_on is not None
    ]
    naming = sa.select(col(ReferralPerson.referral_id)).where(sa.or_(sa.false(), *same))
    statement = (
        sa.select(*columns(Referral, "id", "number", "state"))
        .where(col(Referral.id).in_(naming), col(Referral.id) != referral_id)
        .order_by(col(Referral.number))
    )
    return values(ReferralLike, rows(session, statement))


def _may_be_one_of(people: Collection[Named]) -> sa.ColumnElement[bool]:
    """A wide net: the same date of birth, or the same two names. The rule looks at what is in it."""
    days = {named.born_on for named in people if named.born_on is not None}
    names = {(named.forename_key, named.surname_key) for named in people}
    return sa.or_(
        col(Person.born_on).in_(days), sa.tuple_(*columns(Person, "forename_key", "surname_key")).in_(names)
    )


def _standing(session: Session, family_ids: Collection[UUID], on: date) -> list[dict[str, Any]]:
    decided, allocated = latest_decision(col(Family.id), on), latest_allocation(col(Family.id), on)
    goes_on = in_force(allocated.c.starts_on, allocated.c.ends_on, on)
    lives, agencies, lead = (
        lives_in(col(Family.id), on),
        agencies_of(allocated.c.id),
        lead_of(allocated.c.id, on),
    )
    statement = (
        sa.select(
            *columns(Family, "id", "reference"),
            col(Ward.name).label("ward"),
            status_of(col(Family.identified_on), decided.c, allocated.c, on).label("status"),
            agencies.c.codes.label("agencies"),
            lead.c.name.label("lead_name"),
        )
        .select_from(Family)
        .outerjoin(lives, sa.true())
        .outerjoin(Ward, col(Ward.id) == lives.c.ward_id)
        .outerjoin(decided, sa.true())
        .outerjoin(allocated, sa.true())
        .outerjoin(agencies, goes_on)
        .outerjoin(lead, goes_on)
        .where(col(Family.id).in_(family_ids))
    )
    return [
        {**row._asdict(), "status": FamilyStatus(row.status), "agencies": tuple(row.agencies or ())}
        for row in rows(session, statement)
    ]
