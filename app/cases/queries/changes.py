"""The newest changes that others have made to families in scope, from the audit trail."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from app.access.family_access import FamilyScope
from app.access.models import Agency, Establishment, Posting, Practitioner, UserAccount
from app.audit import AuditEvent
from app.cases.models.assessments import Assessment
from app.cases.models.people import Family
from app.cases.queries.columns import columns
from app.cases.queries.families import held_within, led_within
from app.cases.queries.sharing import NOBODY
from app.cases.rules.changes import CHANGES, NEWS_FOR, OF_ASSESSMENTS
from app.db import in_force, rows

MOST_CHANGES = 20


@dataclass(frozen=True, slots=True)
class NewChange:
    """What somebody else has done to a family's record, the last time that they did it.

    part: where on the record it stands. by: who did it. agency: where they were posted on the day; None for
    somebody who is posted nowhere, as a coordinator is.
    """

    family_id: UUID
    reference: str | None
    what: str
    part: str
    by: str
    agency: str | None
    at: datetime


def newest_changes(
    session: Session, scope: FamilyScope, user_id: UUID, on: date, now: datetime
) -> tuple[NewChange, ...]:
    """The newest changes by others to families in scope, of the last four weeks, the newest first.

    At most twenty. What one person did again and again to one record, as a form saves itself, is one change.
    What tells of an assessment is left out where consent may keep it from whoever asks. Read in one
    statement, by the audit trail's index of subjects.
    """
    done = _done(scope, user_id, on, now)
    statement: sa.Select[*tuple[Any, ...]] = (
        sa.select(
            done.c.family_id,
            col(Family.reference),
            done.c.action,
            sa.func.coalesce(col(UserAccount.display_name), NOBODY).label("by"),
            _agencies(done.c.user_id, sa.cast(done.c.at, sa.Date)).label("agency"),
            done.c.at,
        )
        .select_from(done)
        .join(Family, col(Family.id) == done.c.family_id)
        .outerjoin(UserAccount, col(UserAccount.id) == done.c.user_id)
        .order_by(*_newest(done.c))
    )
    return tuple(_change(row) for row in rows(session, statement))


def _done(scope: FamilyScope, user_id: UUID, on: date, now: datetime) -> sa.Subquery:
    """Who did what to which family last when, the newest few."""
    subject = _subjects(scope, on)
    event = AuditEvent
    last_at = sa.func.max(col(event.at)).label("at")
    done = (
        sa.select(subject.c.family_id, *columns(event, "action", "user_id"), last_at)
        .select_from(subject)
        .join(event, col(event.subject_id) == subject.c.id)
        .where(
            col(event.at) > now - NEWS_FOR,
            col(event.at) <= now,
            col(event.user_id) != user_id,
            col(event.action).in_(CHANGES),
            sa.or_(subject.c.is_held, col(event.action).not_in(OF_ASSESSMENTS)),
        )
        .group_by(subject.c.family_id, *columns(event, "action", "user_id"))
        .subquery()
    )
    return sa.select(done).order_by(*_newest(done.c)).limit(MOST_CHANGES).subquery("done")


def _subjects(scope: FamilyScope, on: date) -> sa.CTE:
    """The families in scope, and the assessments of those whose record is held: what events may be about."""
    held = held_within(scope, on)
    families: sa.Select[*tuple[Any, ...]] = sa.select(
        col(Family.id).label("id"),
        col(Family.id).label("family_id"),
        col(Family.id).in_(held).label("is_held"),
    ).where(col(Family.id).in_(led_within(scope, on)))
    assessments = sa.select(*columns(Assessment, "id", "family_id"), sa.true()).where(
        col(Assessment.family_id).in_(held)
    )
    return families.union_all(assessments).cte("subject")


def _agencies(user_id: sa.ColumnElement[UUID], on: sa.ColumnElement[date]) -> sa.ScalarSelect[str]:
    """The codes of the agencies in which a user was posted on a day."""
    codes = sa.func.string_agg(sa.distinct(col(Agency.code)), ", ")
    return (
        sa.select(codes)
        .select_from(Practitioner)
        .join(Posting, col(Posting.practitioner_id) == Practitioner.id)
        .join(Establishment, col(Establishment.id) == Posting.establishment_id)
        .join(Agency, col(Agency.id) == Establishment.agency_id)
        .where(
            col(Practitioner.user_id) == user_id,
            in_force(col(Posting.starts_on), col(Posting.ends_on), on),
        )
        .scalar_subquery()
    )


def _newest(done: Any) -> Sequence[sa.ColumnElement[Any]]:
    return (done.at.desc(), done.family_id, done.action, done.user_id)


def _change(row: sa.Row[Any]) -> NewChange:
    change = CHANGES[row.action]
    return NewChange(row.family_id, row.reference, change.words, change.part, row.by, row.agency, row.at)
