"""Lists of families: who is on a page of the list, where they stand, and who leads them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any, TypeVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.access.family_access import FamilyScope
from app.access.models import Agency, Establishment, Posting
from app.cases.models.people import Family, Residence, Ward
from app.cases.models.teams import TeamMember
from app.cases.models.triage import Allocation, AllocationAgency, LeadProfessional
from app.cases.queries.columns import columns
from app.cases.queries.laterals import agencies_of, latest_allocation, latest_decision, lead_of, lives_in
from app.cases.queries.standing import status_of
from app.cases.rules.standing import FamilyStatus
from app.db import in_force, rows

After = tuple[datetime, UUID]
"""Where a page ended: its last family's updated_at and id."""


@dataclass(frozen=True, slots=True)
class FamilyFilters:
    """What a list of families is narrowed to; None narrows nothing.

    ward: by name. agency: by code, of an allocation in force. listed_only: leave out households that are
    on file only for a CAF.
    """

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


Listed = TypeVar("Listed", bound=FamilyListRow)


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
    shape = shape_of(filters, scope, has_after=after is not None)
    given = {
        **values_of(filters, scope, on),
        "more_than_the_page": limit + 1,
        "after_at": after[0] if after else None,
        "after_id": after[1] if after else None,
    }
    found = session.connection().execute(_statement(shape), given).all()
    listed = tuple(
        FamilyListRow(
            row[0], row[1], row[2], FamilyStatus(row[3]), tuple(row[4] or ()), row[5], row[6], row[7]
        )
        for row in found[:limit]
    )
    more = len(found) > limit
    listed = shared_rows(session, listed, scope, on)
    return FamilyPage(listed, (listed[-1].updated_at, listed[-1].id) if more else None)


@dataclass(frozen=True, slots=True)
class Shape:
    """Which conditions a list has. Their values are bound to one statement, which is built once."""

    is_scoped: bool
    listed_only: bool
    has_ward: bool
    has_agency: bool
    has_status: bool
    has_after: bool


ON = sa.bindparam("on", type_=sa.Date)


def shape_of(filters: FamilyFilters, scope: FamilyScope, *, has_after: bool = False) -> Shape:
    """Which conditions a list narrowed so has."""
    return Shape(
        is_scoped=not scope.every_family,
        listed_only=filters.listed_only,
        has_ward=filters.ward is not None,
        has_agency=filters.agency is not None,
        has_status=filters.status is not None,
        has_after=has_after,
    )


def values_of(filters: FamilyFilters, scope: FamilyScope, on: date) -> dict[str, Any]:
    """The values that are bound to those conditions."""
    return {
        "on": on,
        "practitioners": list(scope.practitioners),
        "establishments": list(scope.establishments),
        "agencies": list(scope.agencies),
        "teams": list(scope.teams),
        "ward": filters.ward,
        "agency": filters.agency,
        "status": filters.status.value if filters.status else None,
    }


@lru_cache(maxsize=256)
def _statement(shape: Shape) -> sa.Select[*tuple[Any, ...]]:
    """The list's columns for the families of a page, in its order."""
    page = _page(shape)
    return listing(page).order_by(page.c.updated_at.desc(), page.c.id.desc())


def listing(page: sa.Subquery) -> sa.Select[*tuple[Any, ...]]:
    """What a list shows of the families of a page, looked up for those only."""
    decided, allocated = latest_decision(page.c.id, ON), latest_allocation(page.c.id, ON)
    goes_on = in_force(allocated.c.starts_on, allocated.c.ends_on, ON)
    lives, agencies = lives_in(page.c.id, ON), agencies_of(allocated.c.id)
    lead = lead_of(allocated.c.id, ON)
    return (
        sa.select(
            page.c.id,
            page.c.reference,
            col(Ward.name).label("ward"),
            status_of(page.c.identified_on, decided.c, allocated.c, ON).label("status"),
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
    )


def _page(shape: Shape) -> sa.Subquery:
    """The families of one page, in order, before anything is looked up for them."""
    family = narrowed(sa.select(*FAMILY), shape)
    if shape.has_after:
        place = (
            sa.bindparam("after_at", type_=sa.DateTime(timezone=True)),
            sa.bindparam("after_id", type_=sa.Uuid),
        )
        family = family.where(sa.tuple_(col(Family.updated_at), col(Family.id)) < sa.tuple_(*place))
    return (
        family.order_by(col(Family.updated_at).desc(), col(Family.id).desc())
        .limit(sa.bindparam("more_than_the_page", type_=sa.Integer))
        .subquery("page")
    )


FAMILY = columns(Family, "id", "reference", "identified_on", "attached_on", "updated_at")
"""What a page has of each family."""


def narrowed(family: sa.Select[*tuple[Any, ...]], shape: Shape) -> sa.Select[*tuple[Any, ...]]:
    """A select from family with the conditions of a list."""
    if shape.has_status:
        decided, allocated = latest_decision(col(Family.id), ON), latest_allocation(col(Family.id), ON)
        status = status_of(col(Family.identified_on), decided.c, allocated.c, ON)
        family = family.outerjoin(decided, sa.true()).outerjoin(allocated, sa.true())
        family = family.where(status == sa.bindparam("status", type_=sa.String))
    return family.where(*_conditions(shape))


def seen_whole() -> sa.Select[UUID]:
    """The ids of families of which the scope that is bound to a list shows the whole record."""
    practitioners, establishments, agencies = (
        sa.bindparam(name, expanding=True, type_=sa.Uuid)
        for name in ("practitioners", "establishments", "agencies")
    )
    return _led_by(practitioners, establishments, agencies, [], on=ON)


def _conditions(shape: Shape) -> Iterator[sa.ColumnElement[bool]]:
    if shape.is_scoped:
        scope = (
            sa.bindparam(name, expanding=True, type_=sa.Uuid)
            for name in ("practitioners", "establishments", "agencies", "teams")
        )
        yield col(Family.id).in_(_led_by(*scope, on=ON))
    if shape.listed_only:
        yield col(Family.reference).is_not(None)
    if shape.has_ward:
        yield col(Family.id).in_(_living_in(sa.bindparam("ward", type_=sa.String)))
    if shape.has_agency:
        yield col(Family.id).in_(_allocated_to(sa.bindparam("agency", type_=sa.String)))


def led_within(scope: FamilyScope, on: date) -> sa.Select[UUID]:
    """The ids of families that an actor who may not see every family may see on a day."""
    return _led_by(scope.practitioners, scope.establishments, scope.agencies, scope.teams, on=on)


def _led_by(
    practitioners: Any, establishments: Any, agencies: Any, teams: Any, *, on: Any
) -> sa.Select[UUID]:
    leads = (
        sa.select(col(Allocation.family_id))
        .join(LeadProfessional, col(LeadProfessional.allocation_id) == Allocation.id)
        .where(
            in_force(col(Allocation.starts_on), col(Allocation.ends_on), on),
            in_force(col(LeadProfessional.starts_on), col(LeadProfessional.ends_on), on),
            sa.or_(
                col(LeadProfessional.practitioner_id).in_(practitioners),
                col(LeadProfessional.establishment_id).in_(establishments),
            ),
        )
    )
    allocated = (
        sa.select(col(Allocation.family_id))
        .join(AllocationAgency, col(AllocationAgency.allocation_id) == Allocation.id)
        .where(
            in_force(col(Allocation.starts_on), col(Allocation.ends_on), on),
            col(AllocationAgency.agency_id).in_(agencies),
        )
    )
    named = sa.select(col(TeamMember.family_id)).where(
        is_in_team(on), col(TeamMember.practitioner_id).in_(teams)
    )
    either = leads.union_all(allocated, named).subquery()
    return sa.select(either.c.family_id)


def shared_rows(
    session: Session, found: tuple[Listed, ...], scope: FamilyScope, on: date
) -> tuple[Listed, ...]:
    """Rows of families in scope; without the day of attachment where only a place in the team shows them."""
    if scope.every_family or not scope.teams or not found:
        return found
    statement = sa.select(col(Family.id)).where(
        col(Family.id).in_([each.id for each in found]),
        col(Family.id).in_(led_within(scope.without_teams(), on)),
    )
    whole = {row.id for row in rows(session, statement)}
    return tuple(each if each.id in whole else replace(each, attached_on=None) for each in found)


def held_within(scope: FamilyScope, on: date) -> sa.Select[UUID]:
    """The ids of families whose record an actor holds on a day, whatever consent says of other agencies.

    It mirrors `policies.holds_record`: a manager of the second agency of a joint allocation holds none.
    """
    allocated = in_force(col(Allocation.starts_on), col(Allocation.ends_on), on)
    leads = (
        sa.select(col(Allocation.family_id))
        .join(LeadProfessional, col(LeadProfessional.allocation_id) == Allocation.id)
        .join(Establishment, col(Establishment.id) == LeadProfessional.establishment_id)
        .where(
            allocated,
            in_force(col(LeadProfessional.starts_on), col(LeadProfessional.ends_on), on),
            sa.or_(
                col(LeadProfessional.practitioner_id).in_(scope.practitioners),
                col(LeadProfessional.establishment_id).in_(scope.establishments),
                col(Establishment.agency_id).in_(scope.agencies),
            ),
        )
    )
    first = (
        sa.select(col(Allocation.family_id))
        .join(AllocationAgency, col(AllocationAgency.allocation_id) == Allocation.id)
        .where(
            allocated,
            col(AllocationAgency.position) == 1,
            col(AllocationAgency.agency_id).in_(scope.agencies),
        )
    )
    either = leads.union_all(first).subquery()
    return sa.select(either.c.family_id)


def is_in_team(on: Any) -> sa.ColumnElement[bool]:
    """The condition that a place in a family's team holds on a day: consent looks at its agency.

    Whoever is no longer posted in the agency for which they were added does not read for it any more.
    """
    dated = in_force(col(TeamMember.starts_on), col(TeamMember.ends_on), on)
    joined, now = aliased(Establishment), aliased(Establishment)
    is_posted = (
        sa.select(col(Posting.id))
        .join(now, col(now.id) == Posting.establishment_id)
        .join(joined, col(joined.agency_id) == now.agency_id)
        .where(
            col(Posting.practitioner_id) == TeamMember.practitioner_id,
            in_force(col(Posting.starts_on), col(Posting.ends_on), on),
            col(joined.id) == TeamMember.establishment_id,
        )
        .correlate(TeamMember)
        .exists()
    )
    return sa.and_(dated, col(TeamMember.removed_at).is_(None), is_posted)


def _living_in(ward: sa.BindParameter[str]) -> sa.Select[UUID]:
    return (
        sa.select(col(Residence.family_id))
        .join(Ward, col(Ward.id) == Residence.ward_id)
        .where(col(Ward.name) == ward, in_force(col(Residence.starts_on), col(Residence.ends_on), ON))
    )


def _allocated_to(agency: sa.BindParameter[str]) -> sa.Select[UUID]:
    return (
        sa.select(col(Allocation.family_id))
        .join(AllocationAgency, col(AllocationAgency.allocation_id) == Allocation.id)
        .join(Agency, col(Agency.id) == AllocationAgency.agency_id)
        .where(col(Agency.code) == agency, in_force(col(Allocation.starts_on), col(Allocation.ends_on), ON))
    )
