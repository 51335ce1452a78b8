"""Families whose lead professional wants settling: none, one who has left, or one by default."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from app.access.family_access import FamilyScope
from app.access.models import Practitioner
from app.cases.models.people import Family
from app.cases.models.triage import Allocation, LeadProfessional
from app.cases.queries.families import led_within
from app.cases.queries.laterals import agencies_of
from app.cases.rules.leading import LeadWanting, lead_wanting
from app.db import in_force, rows


@dataclass(frozen=True, slots=True)
class LeadToSettle:
    """A family allocated now, and what is the matter with its lead. agencies: the first one first.

    name: of the lead by default, or of the one who has left; None where there is none. since: from when they
    lead; where there is none, from when the family is allocated.
    """

    family_id: UUID
    reference: str | None
    agencies: tuple[str, ...]
    why: LeadWanting
    name: str | None
    since: date


def leads_to_settle(session: Session, scope: FamilyScope, on: date) -> tuple[LeadToSettle, ...]:
    """Families in scope without a lead first, then those whose lead has left, then those led by default.

    In each of these the longest first. Read in one statement; the rule says what is the matter.
    """
    statement = _statement(on)
    if not scope.every_family:
        statement = statement.where(col(Allocation.family_id).in_(led_within(scope, on)))
    found = [
        LeadToSettle(row.id, row.reference, tuple(row.codes or ()), why, row.name, row.since)
        for row in rows(session, statement)
        if (why := lead_wanting(row.chosen, row.left_on, today=on)) is not None
    ]
    return tuple(sorted(found, key=_order))


def _order(found: LeadToSettle) -> tuple[int, date, str, UUID]:
    return (list(LeadWanting).index(found.why), found.since, found.reference or "", found.family_id)


def _statement(on: date) -> sa.Select[*tuple[Any, ...]]:
    agencies = agencies_of(col(Allocation.id))
    lead = LeadProfessional
    leads_now = sa.and_(
        col(lead.allocation_id) == Allocation.id, in_force(col(lead.starts_on), col(lead.ends_on), on)
    )
    return (
        sa.select(
            col(Family.id),
            col(Family.reference),
            agencies.c.codes,
            col(Practitioner.display_name).label("name"),
            col(Practitioner.left_on),
            col(lead.chosen),
            sa.func.coalesce(col(lead.starts_on), col(Allocation.starts_on)).label("since"),
        )
        .select_from(Allocation)
        .join(Family, col(Family.id) == Allocation.family_id)
        .outerjoin(agencies, sa.true())
        .outerjoin(lead, leads_now)
        .outerjoin(Practitioner, col(Practitioner.id) == lead.practitioner_id)
        .where(in_force(col(Allocation.starts_on), col(Allocation.ends_on), on))
    )
