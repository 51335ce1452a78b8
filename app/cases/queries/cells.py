"""Families counted by ward, agency and standing, all at once."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import distinct_on
from sqlmodel import Session, col

from app.access.models import Agency
from app.cases.models.people import Family, Residence, Ward
from app.cases.models.triage import Allocation, AllocationAgency, TriageDecision
from app.cases.queries.columns import columns
from app.cases.queries.standing import status_of
from app.cases.rules.cells import SHARED, Cell
from app.cases.rules.standing import FamilyStatus
from app.db import in_force, rows


def status_counts(session: Session, on: date) -> dict[FamilyStatus, int]:
    """How many families on the programme's list stand where on a day: the cells, without ward and agency."""
    decided, allocated = latest_decisions(on), latest_allocations(on)
    stands = (
        sa.select(status_of(col(Family.identified_on), decided.c, allocated.c, on).label("status"))
        .select_from(Family)
        .outerjoin(decided, decided.c.family_id == Family.id)
        .outerjoin(allocated, allocated.c.family_id == Family.id)
        .where(col(Family.identified_on) <= on)
        .subquery("stands")
    )
    counted = sa.select(stands.c.status, sa.func.count().label("families")).group_by(stands.c.status)
    return {FamilyStatus(row.status): row.families for row in rows(session, counted)}


def status_cells(session: Session, on: date) -> list[Cell]:
    """How many families stand where on a day: a cell for each ward, agency and standing that has any.

    Families that are not on the programme's list are left out. Counted by the database in one statement.
    """
    return [
        Cell(row.ward, row.agency, FamilyStatus(row.status), row.families)
        for row in rows(session, cells_statement(on))
    ]


def cells_statement(on: date) -> sa.Select[*tuple[Any, ...]]:
    """The flat group-by: ward, agency, status, families."""
    decided, allocated = latest_decisions(on), latest_allocations(on)
    lives = _latest(
        Residence,
        "starts_on",
        ("family_id", "ward_id", "starts_on"),
        on,
        in_force(col(Residence.starts_on), col(Residence.ends_on), on),
    )
    agency = _agency_columns()
    family = sa.select(
        lives.c.ward_id,
        agency.c.code.label("agency"),
        status_of(col(Family.identified_on), decided.c, allocated.c, on).label("status"),
    )
    stands = (
        family.select_from(Family)
        .outerjoin(decided, decided.c.family_id == Family.id)
        .outerjoin(allocated, allocated.c.family_id == Family.id)
        .outerjoin(lives, lives.c.family_id == Family.id)
        .outerjoin(
            agency,
            sa.and_(
                agency.c.allocation_id == allocated.c.id,
                in_force(allocated.c.starts_on, allocated.c.ends_on, on),
            ),
        )
        .where(col(Family.identified_on) <= on)
        .subquery("stands")
    )
    counted = (
        sa.select(stands.c.ward_id, stands.c.agency, stands.c.status, sa.func.count().label("families"))
        .group_by(stands.c.ward_id, stands.c.agency, stands.c.status)
        .subquery("counted")
    )
    return sa.select(
        col(Ward.name).label("ward"), counted.c.agency, counted.c.status, counted.c.families
    ).select_from(counted.outerjoin(Ward, col(Ward.id) == counted.c.ward_id))


def latest_decisions(on: date) -> sa.Subquery:
    """The latest decision about each family on or before a day: family_id, outcome, decided_on."""
    return _latest(TriageDecision, "decided_on", ("family_id", "outcome", "decided_on"), on)


def latest_allocations(on: date) -> sa.Subquery:
    """The latest allocation of each family begun on or before a day: family_id, id, starts_on, ends_on."""
    return _latest(Allocation, "starts_on", ("family_id", "id", "starts_on", "ends_on"), on)


def _latest(
    model: Any, dated: str, names: tuple[str, ...], on: date, *conditions: sa.ColumnElement[bool]
) -> sa.Subquery:
    """The latest row of each family on or before a day, in the order of its unique index."""
    day = col(getattr(model, dated))
    return (
        sa.select(*columns(model, *names))
        .ext(distinct_on(col(model.family_id)))
        .where(day <= on, *conditions)
        .order_by(col(model.family_id), day.desc())
        .subquery()
    )


def _agency_columns() -> sa.Subquery:
    """The data sheet's column of each allocation: its agency's code, or SHARED when it is joint."""
    code = sa.case((sa.func.count() > 1, SHARED), else_=sa.func.min(Agency.code))
    return (
        sa.select(col(AllocationAgency.allocation_id), code.label("code"))
        .join(Agency, col(Agency.id) == AllocationAgency.agency_id)
        .group_by(col(AllocationAgency.allocation_id))
        .subquery()
    )
