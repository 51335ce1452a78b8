"""Children's assessments as the exports read them: a few at a time, however many there are."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.access.models import Agency, Practitioner
from app.cases.models.assessments import AssessedChild, Assessment, AssessmentReason
from app.cases.models.course import LevelOfNeed
from app.cases.models.people import Family, Person
from app.cases.queries.columns import columns
from app.cases.rules.course import NeedMoment
from app.exports.rules.episodes import Episode
from app.periods import Period

AT_ONCE = 1_000
"""So many rows are held at a time; the rest waits in the database, behind a cursor."""

_ENDLESS = sa.literal_column("'infinity'::date", sa.Date)


def episodes(
    session: Session,
    as_at: date,
    *,
    open_since: date | None = None,
    closed_in: Period | None = None,
    shuffled_by: str | None = None,
) -> Iterator[Episode]:
    """Each child's part in each assessment initiated by a day, as it stood then.

    open_since: only those open on that day or later. closed_in: only those closed within the period. In the
    order of children and initiation; with closed_in those of an assessment together; with shuffled_by, a
    secret of the moment, in an order that tells nothing.
    """
    statement = chosen(as_at, open_since=open_since, closed_in=closed_in, shuffled_by=shuffled_by)
    for row in some_at_a_time(session, statement):
        yield Episode(**row._asdict())


def some_at_a_time(session: Session, statement: sa.Select[*tuple[Any, ...]]) -> Iterator[sa.Row[Any]]:
    """The rows of a Core select behind a cursor, as plain named tuples: see AT_ONCE."""
    yield from session.connection().execute(statement, execution_options={"yield_per": AT_ONCE})


def chosen(
    as_at: date,
    *,
    open_since: date | None = None,
    closed_in: Period | None = None,
    shuffled_by: str | None = None,
) -> sa.Select[*tuple[Any, ...]]:
    """The same as a statement."""
    statement = _episodes(as_at)
    if open_since is not None:
        ends_on = sa.func.coalesce(_by(Assessment.closed_on, as_at), _ENDLESS)
        statement = statement.where(ends_on >= open_since)
    if closed_in is not None:
        statement = statement.where(col(Assessment.closed_on).between(closed_in.first, closed_in.last))
        statement = statement.order_by(col(Assessment.id), col(AssessedChild.id))
    elif shuffled_by is not None:
        mixed = sa.func.md5(sa.cast(AssessedChild.id, sa.String) + shuffled_by)
        statement = statement.order_by(mixed, col(AssessedChild.id))
    else:
        statement = statement.order_by(
            col(Person.import_key), col(Assessment.initiated_on), col(AssessedChild.id)
        )
    return statement


def how_many(session: Session, as_at: date) -> int:
    """How many children's parts in assessments there are by a day: what progress is told against."""
    statement = (
        sa.select(sa.func.count())
        .select_from(AssessedChild)
        .join(Assessment, col(Assessment.id) == AssessedChild.assessment_id)
        .where(col(Assessment.initiated_on) <= as_at)
    )
    return int(session.connection().execute(statement).scalar_one())


def decided(*, latest: bool) -> sa.ColumnElement[Any]:
    """The level of need decided on first, or latest; of one day in the order of its moments."""
    decided_on = col(LevelOfNeed.decided_on)
    named = sa.cast(LevelOfNeed.moment, sa.String)
    moment = sa.case({each.value: place for place, each in enumerate(NeedMoment)}, value=named)
    order = (decided_on.desc(), moment.desc()) if latest else (decided_on, moment)
    return sa.func.array_agg(aggregate_order_by(col(LevelOfNeed.level), *order))[1]


def _episodes(as_at: date) -> sa.Select[*tuple[Any, ...]]:
    initiating, leading = aliased(Agency), aliased(Agency)
    ends_on = sa.func.coalesce(_by(Assessment.closed_on, as_at), _ENDLESS)
    earlier_end = sa.func.max(ends_on).over(
        partition_by=col(AssessedChild.person_id),
        order_by=(col(Assessment.initiated_on), col(AssessedChild.id)),
        rows=(None, -1),
    )
    spans = (
        sa.select(
            col(AssessedChild.id),
            sa.func.coalesce(earlier_end > col(Assessment.initiated_on), False).label("overlaps"),
        )
        .join(Assessment, col(Assessment.id) == AssessedChild.assessment_id)
        .where(col(Assessment.initiated_on) <= as_at)
        .subquery("spans")
    )
    reasons = (
        sa.select(
            col(AssessmentReason.assessment_id),
            sa.func.count().label("reasons"),
            sa.func.max(sa.cast(AssessmentReason.reason, sa.String))
            .filter(col(AssessmentReason.is_primary))
            .label("primary_reason"),
        )
        .group_by(col(AssessmentReason.assessment_id))
        .subquery("reasons")
    )
    levels = (
        sa.select(
            col(LevelOfNeed.assessment_id),
            decided(latest=False).label("first_level"),
            decided(latest=True).label("last_level"),
        )
        .where(col(LevelOfNeed.decided_on) <= as_at)
        .group_by(col(LevelOfNeed.assessment_id))
        .subquery("levels")
    )
    return (
        sa.select(
            col(AssessedChild.id),
            *columns(AssessedChild, "assessment_id"),
            col(Family.id).label("family_id"),
            col(Person.id).label("child_id"),
            col(Person.import_key).label("child"),
            col(Family.reference),
            sa.cast(Assessment.kind, sa.String).label("kind"),
            sa.cast(Person.sex, sa.String).label("sex"),
            *columns(Person, "ethnicity", "born_on"),
            col(Assessment.initiated_on),
            _by(Assessment.assessment_started_on, as_at).label("started_on"),
            _by(Assessment.assessment_completed_on, as_at).label("completed_on"),
            _by(Assessment.first_team_meeting_on, as_at).label("first_team_meeting_on"),
            _by(Assessment.first_reviewed_on, as_at).label("first_reviewed_on"),
            _by(Assessment.closed_on, as_at).label("closed_on"),
            sa.case(
                (col(Assessment.closed_on) <= as_at, sa.cast(Assessment.closure_reason, sa.String)),
                else_=None,
            ).label("closure_reason"),
            reasons.c.primary_reason,
            sa.func.coalesce(reasons.c.reasons, 0).label("reasons"),
            col(initiating.name).label("initiating_agency"),
            col(leading.name).label("lead_agency"),
            col(Practitioner.import_key).label("worker"),
            spans.c.overlaps,
            levels.c.first_level,
            levels.c.last_level,
            sa.func.coalesce(col(Family.identified_on) <= as_at, False).label("is_listed"),
        )
        .select_from(AssessedChild)
        .join(spans, spans.c.id == AssessedChild.id)
        .join(Assessment, col(Assessment.id) == AssessedChild.assessment_id)
        .join(Person, col(Person.id) == AssessedChild.person_id)
        .join(Family, col(Family.id) == Assessment.family_id)
        .join(initiating, col(initiating.id) == Assessment.initiating_agency_id)
        .outerjoin(leading, col(leading.id) == Assessment.lead_agency_id)
        .outerjoin(Practitioner, col(Practitioner.id) == Assessment.lead_practitioner_id)
        .outerjoin(reasons, reasons.c.assessment_id == Assessment.id)
        .outerjoin(levels, levels.c.assessment_id == Assessment.id)
    )


def _by(column: Any, as_at: date) -> sa.ColumnElement[Any]:
    """A day that had come by the day asked about; NULL for a later one."""
    return sa.case((col(column) <= as_at, col(column)), else_=None)
