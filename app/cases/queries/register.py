"""The CAF register: the assessments of one family, and the register as a whole."""

from collections import defaultdict
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.access.models import Agency, Practitioner
from app.cases.models.assessments import AssessedChild, Assessment, AssessmentReason
from app.cases.queries.columns import columns
from app.cases.queries.record_parts import AssessmentOnFile
from app.cases.queries.sharing import consents_of, items_open, sharings_of
from app.cases.queries.within import assessment_within
from app.cases.rules.consent_items import ConsentItem, in_order
from app.cases.rules.lifecycle import AssessmentDates, assessment_stage
from app.cases.rules.sharing import Reader
from app.db import rows

STAGE_DATES = (
    "initiated_on",
    "assessment_started_on",
    "first_team_meeting_on",
    "first_reviewed_on",
    "closed_on",
)


def assessments_of(
    session: Session, family_id: UUID, on: date, reader: Reader
) -> tuple[AssessmentOnFile, ...]:
    """The assessments of a family that somebody may read, initiated by a day, the latest first.

    Each with the stage that it had come to, and without the items that this reader may not read.
    """
    found = rows(session, _assessments(family_id, on))
    items = items_open(session, [row.id for row in found], on, reader)
    found = [row for row in found if items[row.id]]
    ids = [row.id for row in found]
    reasons = _by_assessment(session, AssessmentReason, ids, "reason", "is_primary")
    children = _by_assessment(session, AssessedChild, ids, "person_id")
    consents = consents_of(session, ids, reader)
    sharings = sharings_of(session, ids) if reader.holds_record else {}
    whole = (
        AssessmentOnFile(
            **row._asdict(),
            stage=assessment_stage(AssessmentDates(*(getattr(row, name) for name in STAGE_DATES)), on),
            primary_reason=next((each.reason for each in reasons[row.id] if each.is_primary), None),
            secondary_reasons=tuple(sorted(each.reason for each in reasons[row.id] if not each.is_primary)),
            children=tuple(sorted(each.person_id for each in children[row.id])),
            consents=consents.get(row.id, ()),
            sharings=sharings.get(row.id, ()),
            items=in_order(items[row.id]),
            may_change=reader.holds_record,
            may_add=reader.holds_record or (reader.is_in_team and ConsentItem.PLAN in items[row.id]),
        )
        for row in found
    )
    return tuple(assessment_within(each) for each in whole)


def _assessments(family_id: UUID, on: date) -> sa.Select[*tuple[Any, ...]]:
    initiating, leading = aliased(Agency), aliased(Agency)
    return (
        sa.select(
            *columns(Assessment, "id", "kind", *STAGE_DATES),
            *columns(Assessment, "consented_on", "assessment_completed_on", "closure_reason"),
            col(initiating.code).label("initiating_agency"),
            col(Practitioner.display_name).label("lead"),
            col(leading.code).label("lead_agency"),
        )
        .select_from(Assessment)
        .join(initiating, col(initiating.id) == Assessment.initiating_agency_id)
        .outerjoin(leading, col(leading.id) == Assessment.lead_agency_id)
        .outerjoin(Practitioner, col(Practitioner.id) == Assessment.lead_practitioner_id)
        .where(col(Assessment.family_id) == family_id, col(Assessment.initiated_on) <= on)
        .order_by(col(Assessment.initiated_on).desc(), col(Assessment.id))
    )


def _by_assessment(
    session: Session, model: Any, ids: list[UUID], *names: str
) -> dict[UUID, list[sa.Row[Any]]]:
    """The rows of a table that belongs to assessments, gathered by assessment."""
    statement = sa.select(*columns(model, "assessment_id", *names)).where(col(model.assessment_id).in_(ids))
    found: dict[UUID, list[sa.Row[Any]]] = defaultdict(list)
    for row in rows(session, statement):
        found[row.assessment_id].append(row)
    return found
