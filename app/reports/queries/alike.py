"""The families on the list, counted by the database where they are alike in all that a measure asks."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by
from sqlmodel import Session, col

from app.access.models import Agency
from app.cases.models.triage import Allocation, AllocationAgency
from app.cases.queries.cells import latest_allocations
from app.cases.queries.rule_packs import editions
from app.cases.queries.standing import status_of
from app.cases.rules.standing import FamilyStatus
from app.claims.queries.evaluation import confirmed_statement
from app.db import in_force, rows
from app.programme.editions import Editions
from app.reports.queries.facts import listed_families
from app.reports.rules.facts import AllocationFact, FamilyRow


@dataclass(frozen=True, slots=True)
class FamiliesAlike:
    """So many families on the list that no measure of the programme against its target tells apart.

    like: what they share; what those measures do not ask is left empty, and its id is nobody's.
    is_closed: whether they stand as closed.
    """

    like: FamilyRow
    number: int
    is_closed: bool


def families_alike(session: Session, as_at: date) -> tuple[FamiliesAlike, ...]:
    """The families on the programme's list on a day, by what the programme against its target asks of them.

    A few hundred rows however many families there are. A family with two current allocations has both, as in
    `facts.family_rows`.
    """
    return tuple(
        FamiliesAlike(_like(UUID(int=number), row, as_at), row.families, row.is_closed)
        for number, row in enumerate(rows(session, _statement(as_at, editions(session))))
    )


def _like(family_id: UUID, row: sa.Row[Any], as_at: date) -> FamilyRow:
    return FamilyRow(
        family_id=family_id,
        listed_how="",
        ward=row.ward,
        rollout="",
        outcome=row.outcome.value if row.outcome else None,
        reason=None,
        decided_on=None,
        allocations=tuple(
            AllocationFact(route, tuple(agencies), as_at, has_started=has_started)
            for route, agencies, has_started in row.allocations or ()
        ),
        first_started_on=None,
        criteria_confirmed=row.is_confirmed,
        funded_elsewhere=False,
        attached_on=None,
        cohort=None,
    )


def _statement(as_at: date, packs: Editions) -> sa.Select[Any]:
    listed = listed_families(as_at).order_by(None).subquery("listed")
    standing, latest = _standing(as_at), latest_allocations(as_at)
    confirmed = confirmed_statement(as_at, packs).subquery("confirmed_family")
    status = status_of(listed.c.identified_on, listed.c, latest.c, as_at)
    each = (
        sa.select(
            listed.c.ward,
            listed.c.outcome,
            standing.c.allocations,
            confirmed.c.family_id.is_not(None).label("is_confirmed"),
            (status == FamilyStatus.CLOSED.value).label("is_closed"),
        )
        .select_from(listed)
        .outerjoin(standing, standing.c.family_id == listed.c.id)
        .outerjoin(latest, latest.c.family_id == listed.c.id)
        .outerjoin(confirmed, confirmed.c.family_id == listed.c.id)
        .subquery("each")
    )
    return sa.select(each, sa.func.count().label("families")).group_by(*each.c)


def _standing(as_at: date) -> sa.Subquery:
    """The allocations of each family that `standing_allocations` takes: family_id, allocations.

    Those in force; or the latest that ended; or the first agreed for later. Each is its route, its agencies
    with the leading one first, and whether it has begun.
    """
    starts_on = col(Allocation.starts_on)
    begun = starts_on <= as_at
    rank = sa.case((in_force(starts_on, col(Allocation.ends_on), as_at), 0), (begun, 1), else_=2)
    away = sa.case((rank > 0, sa.func.abs(starts_on - as_at)))
    place = sa.func.rank().over(partition_by=col(Allocation.family_id), order_by=(rank, away))
    agencies = (
        sa.select(
            col(AllocationAgency.allocation_id),
            sa.func.jsonb_agg(
                aggregate_order_by(col(Agency.code), col(AllocationAgency.position)), type_=JSONB
            ).label("codes"),
        )
        .join(Agency, col(Agency.id) == AllocationAgency.agency_id)
        .group_by(col(AllocationAgency.allocation_id))
        .subquery("agencies")
    )
    ranked = (
        sa.select(
            col(Allocation.family_id),
            starts_on,
            sa.func.jsonb_build_array(col(Allocation.route), agencies.c.codes, begun).label("allocation"),
            place.label("place"),
        )
        .join(agencies, agencies.c.allocation_id == Allocation.id)
        .subquery("ranked")
    )
    in_order = aggregate_order_by(ranked.c.allocation, ranked.c.starts_on)
    return (
        sa.select(ranked.c.family_id, sa.func.jsonb_agg(in_order, type_=JSONB).label("allocations"))
        .where(ranked.c.place == 1)
        .group_by(ranked.c.family_id)
        .subquery("standing")
    )
