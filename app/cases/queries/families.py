"""Lists of families: who is on a page of the list, where they stand, and who leads them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import permutations
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from app.access.models import Agency
from app.access.policies import FamilyScope
from app.cases.models.people import Family, HouseholdMember, Person, Residence, Ward
from app.cases.models.triage import Allocation, AllocationAgency, LeadProfessional
from app.cases.queries.laterals import agencies_of, latest_allocation, latest_decision, lead_of, lives_in
from app.cases.queries.standing import status_of
from app.cases.rules.names import name_key
from app.cases.rules.standing import FamilyStatus
from app.db import in_force, rows

After = tuple[datetime, UUID]
"""Where a page ended: its last family's updated_at and id."""


@dataclass(frozen=True, slots=True)
class FamilyFilters:
    """What a list of families is narrowed to; None narrows nothing.

    search: the beginning of a PF reference, or of a forename, a surname or both in either order.
    ward: by name. agency: by code, of an allocation in force. listed_only: leave out households that are
    on file only for a CAF.
    """

    search: str | None = None
    ward: str | None = None
    agency: str | None = None
    status: FamilyStatus | None = None
    listed_only: bool = False


@dataclass(frozen=True, slots=True)
class FamilyListRow:
    """One family in a list, as it stands on the day. agencies: the leading one first."""

    id: UUID
    reference: str | None
    ward: str | None
    status: FamilyStatus
    agencies: tuple[str, ...]
    lead_name: str | None
    attached_on: date | None
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class FamilyPage:
    """A page of a list of families, and where it ended; next None: there are no more."""

    families: tuple[FamilyListRow, ...]
    next: After | None


def families_page(
    session: Session, filters: FamilyFilters, scope: FamilyScope, *, after: After | None, limit: int, on: date
) -> FamilyPage:
    """A page of the families in scope, the latest changed first, ties by id.

    It is found by where the page before ended, so that the last page costs what the first does.
    """
    page = _page_of_ids(filters, scope, after, limit + 1, on)
    found = rows(session, _rows_of(page, on))
    listed = tuple(
        FamilyListRow(
            id=row.id,
            reference=row.reference,
            ward=row.ward,
            status=FamilyStatus(row.status),
            agencies=tuple(row.agencies or ()),
            lead_name=row.lead_name,
            attached_on=row.attached_on,
            updated_at=row.updated_at,
        )
        for row in found[:limit]
    )
    more = len(found) > limit
    return FamilyPage(listed, (listed[-1].updated_at, listed[-1].id) if more else None)


def led_within(scope: FamilyScope, on: date) -> sa.Select[UUID]:
    """The ids of families that an actor who may not see every family may see on a day."""
    leads = (
        sa.select(col(Allocation.family_id))
        .join(LeadProfessional, col(LeadProfessional.allocation_id) == Allocation.id)
        .where(
            in_force(col(Allocation.starts_on), col(Allocation.ends_on), on),
            in_force(col(LeadProfessional.starts_on), col(LeadProfessional.ends_on), on),
            sa.or_(
                col(LeadProfessional.practitioner_id).in_(scope.practitioners),
                col(LeadProfessional.establishment_id).in_(scope.establishments),
            ),
        )
    )
    agencies = (
        sa.select(col(Allocation.family_id))
        .join(AllocationAgency, col(AllocationAgency.allocation_id) == Allocation.id)
        .where(
            in_force(col(Allocation.starts_on), col(Allocation.ends_on), on),
            col(AllocationAgency.agency_id).in_(scope.agencies),
        )
    )
    either = leads.union_all(agencies).subquery()
    return sa.select(either.c.family_id)


def _page_of_ids(
    filters: FamilyFilters, scope: FamilyScope, after: After | None, limit: int, on: date
) -> sa.Subquery:
    """The families of one page, in order, before anything is looked up for them."""
    family = sa.select(
        col(Family.id),
        col(Family.reference),
        col(Family.identified_on),
        col(Family.attached_on),
        col(Family.updated_at),
    )
    conditions: list[sa.ColumnElement[bool]] = []
    if not scope.every_family:
        conditions.append(col(Family.id).in_(led_within(scope, on)))
    if filters.listed_only:
        conditions.append(col(Family.reference).is_not(None))
    if filters.search:
        conditions.append(_matches(filters.search))
    if filters.ward is not None:
        conditions.append(col(Family.id).in_(_living_in(filters.ward, on)))
    if filters.agency is not None:
        conditions.append(col(Family.id).in_(_allocated_to(filters.agency, on)))
    if filters.status is not None:
        decided = latest_decision(col(Family.id), on)
        allocated = latest_allocation(col(Family.id), on)
        family = family.outerjoin(decided, sa.true()).outerjoin(allocated, sa.true())
        status = status_of(col(Family.identified_on), decided.c, allocated.c, on)
        conditions.append(status == filters.status.value)
    if after is not None:
        conditions.append(
            sa.tuple_(col(Family.updated_at), col(Family.id))
            < sa.tuple_(sa.literal(after[0]), sa.literal(after[1]))
        )
    return (
        family.where(*conditions)
        .order_by(col(Family.updated_at).desc(), col(Family.id).desc())
        .limit(limit)
        .subquery("page")
    )


def _rows_of(page: sa.Subquery, on: date) -> sa.Select[*tuple[Any, ...]]:
    """The list's columns for the families of a page, in its order."""
    decided = latest_decision(page.c.id, on)
    allocated = latest_allocation(page.c.id, on)
    goes_on = in_force(allocated.c.starts_on, allocated.c.ends_on, on)
    lives, agencies, lead = (
        lives_in(page.c.id, on),
        agencies_of(allocated.c.id),
        lead_of(allocated.c.id, on),
    )
    return (
        sa.select(
            page.c.id,
            page.c.reference,
            col(Ward.name).label("ward"),
            status_of(page.c.identified_on, decided.c, allocated.c, on).label("status"),
            agencies.c.codes.label("agencies"),
            lead.c.name.label("lead_name"),
            page.c.attached_on,
            page.c.updated_at,
        )
        .select_from(page)
        .outerjoin(lives, sa.true())
        .outerjoin(Ward, col(Ward.id) == lives.c.ward_id)
        .outerjoin(decided, sa.true())
        .outerjoin(allocated, sa.true())
        .outerjoin(agencies, goes_on)
        .outerjoin(lead, goes_on)
        .order_by(page.c.updated_at.desc(), page.c.id.desc())
    )


def _living_in(ward: str, on: date) -> sa.Select[UUID]:
    return (
        sa.select(col(Residence.family_id))
        .join(Ward, col(Ward.id) == Residence.ward_id)
        .where(col(Ward.name) == ward, in_force(col(Residence.starts_on), col(Residence.ends_on), on))
    )


def _allocated_to(agency: str, on: date) -> sa.Select[UUID]:
    return (
        sa.select(col(Allocation.family_id))
        .join(AllocationAgency, col(AllocationAgency.allocation_id) == Allocation.id)
        .join(Agency, col(Agency.id) == AllocationAgency.agency_id)
        .where(col(Agency.code) == agency, in_force(col(Allocation.starts_on), col(Allocation.ends_on), on))
    )


def _matches(search: str) -> sa.ColumnElement[bool]:
    """The families whose reference, or one of whose people's names, begins as the search does."""
    if search.strip().upper().startswith("PF-"):
        return col(Family.reference).startswith(search.strip().upper(), autoescape=True)
    words = name_key(search).split()
    named = [
        sa.and_(_begins(one, words[:cut]), _begins(other, words[cut:]))
        for cut in range(1, len(words) + 1)
        for one, other in permutations((col(Person.forename_key), col(Person.surname_key)))
    ]
    people = (
        sa.select(col(HouseholdMember.family_id))
        .join(Person, col(Person.id) == HouseholdMember.person_id)
        .where(sa.or_(sa.false(), *named))
    )
    return col(Family.id).in_(people)


def _begins(key: sa.SQLColumnExpression[str], words: Sequence[str]) -> sa.ColumnElement[bool]:
    return key.startswith(" ".join(words), autoescape=True)
