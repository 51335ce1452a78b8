"""The actions that a plan has given to somebody in the family's team, who does not hold its record."""

from collections import defaultdict
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from app.access.family_access import FamilyScope
from app.access.models import Establishment, Practitioner
from app.access.policies import Actor
from app.cases.models.assessments import Assessment
from app.cases.models.course import PlanAction
from app.cases.models.people import Family
from app.cases.models.teams import TeamMember
from app.cases.queries.due import DueItem, goes_on
from app.cases.queries.families import held_within, is_in_team
from app.cases.queries.sharing import items_open
from app.cases.rules.consent_items import ConsentItem
from app.cases.rules.due import SOON, DueKind
from app.cases.rules.sharing import Reader
from app.db import rows


def actions_in_teams(
    session: Session, actor: Actor, practitioner_id: UUID, held: FamilyScope, on: date
) -> tuple[DueItem, ...]:
    """The actions overdue or due soon that are with a team member, the longest overdue first.

    Only of families in whose team they are today, and of assessments whose plan consent opens to the agency
    that they are in the team for. held: the families whose record they hold; those have their own list.
    """
    statement: sa.Select[*tuple[Any, ...]] = (
        sa.select(
            col(Family.id).label("family_id"),
            col(Family.reference),
            col(Assessment.id).label("assessment_id"),
            col(PlanAction.id).label("action_id"),
            col(PlanAction.due_on),
            col(Establishment.agency_id),
            col(Practitioner.display_name).label("lead"),
        )
        .select_from(PlanAction)
        .join(Assessment, col(Assessment.id) == PlanAction.assessment_id)
        .join(Family, col(Family.id) == Assessment.family_id)
        .join(TeamMember, col(TeamMember.family_id) == Family.id)
        .join(Establishment, col(Establishment.id) == TeamMember.establishment_id)
        .outerjoin(Practitioner, col(Practitioner.id) == Assessment.lead_practitioner_id)
        .where(
            col(PlanAction.practitioner_id) == practitioner_id,
            col(PlanAction.done_on).is_(None),
            col(PlanAction.withdrawn_on).is_(None),
            col(PlanAction.due_on) <= on + SOON,
            col(TeamMember.practitioner_id) == practitioner_id,
            is_in_team(on),
            goes_on(on),
            col(Family.id).not_in(held_within(held, on)),
        )
        .order_by(col(PlanAction.due_on), col(PlanAction.id))
    )
    found = rows(session, statement)
    by_agency: dict[UUID, list[UUID]] = defaultdict(list)
    for row in found:
        by_agency[row.agency_id].append(row.assessment_id)
    opened = {
        (agency, assessment)
        for agency, ids in by_agency.items()
        for assessment, items in items_open(
            session, ids, on, Reader(actor.user_id, False, frozenset({agency}))
        ).items()
        if ConsentItem.PLAN in items
    }
    return tuple(
        DueItem(
            row.due_on,
            DueKind.ACTION,
            row.due_on < on,
            row.family_id,
            row.reference,
            row.assessment_id,
            row.action_id,
            row.lead,
        )
        for row in found
        if (row.agency_id, row.assessment_id) in opened
    )
