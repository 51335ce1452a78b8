"""The figures of a release as it keeps them, read without making its document again."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from app import audit
from app.access.policies import Actor
from app.db import rows, transaction
from app.reports import models, opening
from app.reports.rules.vocabulary import Unit


@dataclass(frozen=True, slots=True)
class FigureValue:
    """A figure without its members. value: whole but for a percentage; None when withheld."""

    id: str
    measure: str
    coordinates: dict[str, str]
    as_at: date
    unit: Unit
    value: int | float | None


def release_figures(
    release_id: UUID, *, measures: Collection[str] | None = None, actor: Actor
) -> tuple[FigureValue, ...]:
    """The figures of a release in its own order, of these measures or of all. Writes audit_event.

    Raises Forbidden, NotFound("release").
    """
    with transaction(actor) as session:
        release, _ = opening.seen(session, release_id, actor)
        audit.record(session, actor, "release.figures-read", release.id)
        return _figures(session, release, measures)


def _figures(
    session: Session, release: models.Release, measures: Collection[str] | None
) -> tuple[FigureValue, ...]:
    figure = models.Figure
    statement = sa.select(
        col(figure.figure_id),
        col(figure.measure),
        col(figure.coordinates),
        col(figure.unit),
        col(figure.value),
    ).where(col(figure.release_id) == release.id)
    if measures is not None:
        statement = statement.where(col(figure.measure).in_(measures))
    return tuple(
        FigureValue(
            id=row.figure_id,
            measure=row.measure,
            coordinates=dict(row.coordinates),
            as_at=release.as_at,
            unit=row.unit,
            value=_plain(row.unit, row.value),
        )
        for row in rows(session, statement.order_by(col(figure.position)))
    )


def _plain(unit: Unit, value: float | None) -> int | float | None:
    """A stored value as JSON holds it: whole unless it is a percentage with a fraction."""
    if value is None or (unit is Unit.PERCENT and value != int(value)):
        return None if value is None else float(value)
    return int(value)
