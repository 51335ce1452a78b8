"""Which families stand where on a day, for the measures of the programme as it stands."""

from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from app.cases.models.people import Family
from app.cases.queries.laterals import latest_allocation, latest_decision
from app.cases.queries.standing import status_of
from app.cases.rules.standing import FamilyStatus
from app.db import rows


def closed_families(session: Session, on: date) -> frozenset[UUID]:
    """The families on the list that stand as closed on a day, as the list of families says it."""
    decided, allocated = latest_decision(col(Family.id), on), latest_allocation(col(Family.id), on)
    status = status_of(col(Family.identified_on), decided.c, allocated.c, on)
    statement = (
        sa.select(col(Family.id))
        .outerjoin(decided, sa.true())
        .outerjoin(allocated, sa.true())
        .where(col(Family.identified_on) <= on, status == FamilyStatus.CLOSED.value)
    )
    return frozenset(row.id for row in rows(session, statement))
