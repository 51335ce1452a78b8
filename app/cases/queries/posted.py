"""Who is posted where, how many families they lead, and who covers for whom: to choose a person from."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.access.models import Agency, Cover, Establishment, Posting, Practitioner
from app.cases.models.triage import Allocation, LeadProfessional
from app.cases.queries.columns import columns, values
from app.db import in_force, rows


@dataclass(frozen=True, slots=True)
class Posted:
    """A practitioner at an establishment, and how many families they lead now against their limit.

    limit None: none was set.
    """

    posting_id: UUID
    practitioner_id: UUID
    name: str
    establishment_id: UUID
    establishment: str
    agency_id: UUID
    agency: str
    families: int
    limit: int | None

    @property
    def is_full(self) -> bool:
        """Whether one family more would be over their limit."""
        return self.limit is not None and self.families >= self.limit


@dataclass(frozen=True, slots=True)
class CoverNamed:
    """A colleague who stands in for a practitioner between two dates."""

    id: UUID
    practitioner_id: UUID
    name: str
    cover_practitioner_id: UUID
    cover_name: str
    starts_on: date
    ends_on: date


def posted(
    session: Session,
    on: date,
    *,
    establishments: Collection[UUID] | None = None,
    agencies: Collection[UUID] | None = None,
) -> tuple[Posted, ...]:
    """Those who are posted on a day, by agency, establishment and name, once for each establishment.

    establishments, agencies: only those of one of them; None for both: everybody.
    """
    statement = _posted(on)
    if establishments is not None or agencies is not None:
        statement = statement.where(
            sa.or_(col(Establishment.id).in_(establishments or ()), col(Agency.id).in_(agencies or ()))
        )
    return values(Posted, rows(session, statement))


def posted_as(session: Session, posting_id: UUID, on: date) -> Posted | None:
    """Whoever has this posting, if it holds on a day and they have not left by then."""
    found = values(Posted, rows(session, _posted(on).where(col(Posting.id) == posting_id)))
    return found[0] if found else None


def postings_of(session: Session, practitioner_id: UUID, on: date) -> Mapping[UUID, UUID]:
    """The establishments at which a practitioner is posted on a day, each with its agency."""
    statement = (
        sa.select(col(Establishment.id), col(Establishment.agency_id))
        .join(Posting, col(Posting.establishment_id) == Establishment.id)
        .join(Practitioner, col(Practitioner.id) == Posting.practitioner_id)
        .where(col(Posting.practitioner_id) == practitioner_id, *_works(on))
    )
    return {row.id: row.agency_id for row in rows(session, statement)}


def covers(session: Session, practitioners: Collection[UUID], on: date) -> tuple[CoverNamed, ...]:
    """The covers, now or to come, in which one of these practitioners has a part, by first day."""
    covered, covering = aliased(Practitioner), aliased(Practitioner)
    statement = (
        sa.select(
            *columns(Cover, "id", "practitioner_id", "cover_practitioner_id", "starts_on", "ends_on"),
            col(covered.display_name).label("name"),
            col(covering.display_name).label("cover_name"),
        )
        .join(covered, col(covered.id) == Cover.practitioner_id)
        .join(covering, col(covering.id) == Cover.cover_practitioner_id)
        .where(
            sa.or_(
                col(Cover.practitioner_id).in_(practitioners),
                col(Cover.cover_practitioner_id).in_(practitioners),
            ),
            col(Cover.ended_at).is_(None),
            col(Cover.ends_on) >= on,
        )
        .order_by(col(Cover.starts_on), col(covered.display_name), col(Cover.id))
    )
    return values(CoverNamed, rows(session, statement))


def cover_for_update(session: Session, cover_id: UUID) -> Cover | None:
    """A cover, locked for this transaction."""
    return session.exec(select(Cover).where(Cover.id == cover_id).with_for_update()).one_or_none()


def name_of(session: Session, practitioners: Collection[UUID]) -> str | None:
    """The name of whoever leads: one of these practitioners; None when there is none."""
    statement = select(Practitioner.display_name).where(col(Practitioner.id).in_(practitioners))
    return session.exec(statement.order_by(Practitioner.display_name).limit(1)).one_or_none()


def agency_by_code(session: Session, code: str) -> UUID | None:
    """The id of the agency with this code."""
    return session.exec(select(Agency.id).where(Agency.code == code)).one_or_none()


def _posted(on: date) -> sa.Select[*tuple[object, ...]]:
    leads = (
        sa.select(col(LeadProfessional.practitioner_id), sa.func.count().label("families"))
        .join(Allocation, col(Allocation.id) == LeadProfessional.allocation_id)
        .where(
            in_force(col(Allocation.starts_on), col(Allocation.ends_on), on),
            in_force(col(LeadProfessional.starts_on), col(LeadProfessional.ends_on), on),
        )
        .group_by(col(LeadProfessional.practitioner_id))
        .subquery()
    )
    return (
        sa.select(
            col(Posting.id).label("posting_id"),
            col(Practitioner.id).label("practitioner_id"),
            col(Practitioner.display_name).label("name"),
            col(Establishment.id).label("establishment_id"),
            col(Establishment.name).label("establishment"),
            col(Agency.id).label("agency_id"),
            col(Agency.code).label("agency"),
            sa.func.coalesce(leads.c.families, 0).label("families"),
            col(Practitioner.caseload_limit).label("limit"),
        )
        .join(Practitioner, col(Practitioner.id) == Posting.practitioner_id)
        .join(Establishment, col(Establishment.id) == Posting.establishment_id)
        .join(Agency, col(Agency.id) == Establishment.agency_id)
        .outerjoin(leads, leads.c.practitioner_id == Practitioner.id)
        .where(*_works(on))
        .order_by(
            col(Agency.code),
            col(Establishment.name),
            *columns(Practitioner, "display_name", "id"),
            col(Posting.id),
        )
    )


def _works(on: date) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        in_force(col(Posting.starts_on), col(Posting.ends_on), on),
        sa.or_(col(Practitioner.left_on).is_(None), col(Practitioner.left_on) > on),
    )
