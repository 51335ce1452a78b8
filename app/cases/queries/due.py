"""What is due of the open assessments of families in scope, read in one look at all of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.access.family_access import FamilyScope
from app.access.models import Practitioner
from app.cases.models.assessments import Assessment, Consent
from app.cases.models.course import PlanAction
from app.cases.models.people import Family
from app.cases.queries.columns import columns
from app.cases.queries.families import held_within
from app.cases.rules.activity import NO_CONSENT
from app.cases.rules.due import SOON, DueKind, OpenAssessment, due_of, is_shown
from app.db import rows


@dataclass(frozen=True, slots=True)
class DueItem:
    """Something to do about an assessment. lead: its lead professional, or whoever an action is with."""

    due_on: date
    kind: DueKind
    is_overdue: bool
    family_id: UUID
    reference: str | None
    assessment_id: UUID
    action_id: UUID | None
    lead: str | None


def due_items(session: Session, scope: FamilyScope, on: date) -> tuple[DueItem, ...]:
    """What is overdue or due soon of open assessments of families in scope, the longest overdue first.

    Where consent has been refused or withdrawn nothing is due: nothing may be recorded.
    """
    found = [*_of_assessments(session, scope, on), *_of_actions(session, scope, on)]
    return tuple(
        sorted(found, key=lambda item: (item.due_on, item.kind, item.assessment_id, str(item.action_id)))
    )


def _of_assessments(session: Session, scope: FamilyScope, on: date) -> Iterator[DueItem]:
    days = columns(
        Assessment,
        "initiated_on",
        "assessment_completed_on",
        "first_team_meeting_on",
        "first_reviewed_on",
        "next_review_on",
    )
    last = _last_consent()
    more = [
        *days,
        col(Practitioner.display_name).label("lead"),
        last.c.decision.label("consent"),
        sa.func.coalesce(last.c.decided_on, col(Assessment.consented_on)).label("consent_on"),
    ]
    for row in rows(session, _open(scope, on, more, last)):
        held = OpenAssessment(
            row.initiated_on,
            row.assessment_completed_on,
            row.first_team_meeting_on,
            row.first_reviewed_on,
            row.next_review_on,
            row.consent,
            row.consent_on,
        )
        for kind, due_on in due_of(held):
            if is_shown(due_on, on, kind):
                yield _item(row, kind, due_on, on, None)


def _of_actions(session: Session, scope: FamilyScope, on: date) -> Iterator[DueItem]:
    doing = aliased(Practitioner)
    action = [
        col(PlanAction.id).label("action_id"),
        col(PlanAction.due_on),
        col(doing.display_name).label("lead"),
    ]
    statement = (
        _open(scope, on, action, _last_consent())
        .join(PlanAction, col(PlanAction.assessment_id) == Assessment.id)
        .outerjoin(doing, col(doing.id) == PlanAction.practitioner_id)
        .where(
            col(PlanAction.done_on).is_(None),
            col(PlanAction.withdrawn_on).is_(None),
            col(PlanAction.due_on) <= on + SOON,
        )
    )
    for row in rows(session, statement):
        yield _item(row, DueKind.ACTION, row.due_on, on, row.action_id)


def goes_on(on: date) -> sa.ColumnElement[bool]:
    """The condition that an assessment is open on a day and its consent neither refused nor withdrawn."""
    return _goes_on(on, _decided(*columns(Consent, "decision")).scalar_subquery())


def _goes_on(on: date, decision: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
    return sa.and_(
        col(Assessment.closed_on).is_(None),
        col(Assessment.initiated_on) <= on,
        sa.or_(decision.is_(None), decision.not_in(NO_CONSENT)),
    )


def _decided(*what: sa.ColumnElement[Any]) -> sa.Select[*tuple[Any, ...]]:
    """Of what was decided last about consent to an assessment, these columns."""
    return (
        sa.select(*what)
        .where(col(Consent.assessment_id) == Assessment.id)
        .order_by(col(Consent.decided_on).desc(), col(Consent.sequence).desc())
        .limit(1)
        .correlate(Assessment)
    )


def _last_consent() -> sa.FromClause:
    """What was decided last about consent to an assessment, and when."""
    return _decided(*columns(Consent, "decision", "decided_on")).lateral("last")


def _open(
    scope: FamilyScope, on: date, more: Sequence[Any], last: sa.FromClause
) -> sa.Select[*tuple[Any, ...]]:
    """The open assessments in scope that go on, with these columns beside what every item shows."""
    statement = (
        sa.select(
            col(Family.id).label("family_id"),
            col(Family.reference),
            col(Assessment.id).label("assessment_id"),
            *more,
        )
        .select_from(Assessment)
        .join(Family, col(Family.id) == Assessment.family_id)
        .outerjoin(Practitioner, col(Practitioner.id) == Assessment.lead_practitioner_id)
        .outerjoin(last, sa.true())
        .where(_goes_on(on, last.c.decision))
    )
    if not scope.every_family:
        statement = statement.where(col(Assessment.family_id).in_(held_within(scope, on)))
    return statement


def _item(row: sa.Row[Any], kind: DueKind, due_on: date, on: date, action_id: UUID | None) -> DueItem:
    return DueItem(
        due_on, kind, due_on < on, row.family_id, row.reference, row.assessment_id, action_id, row.lead
    )
