"""What people wrote for the Board's report, as it stands and as it stood."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import distinct_on
from sqlmodel import Session, SQLModel, col

from app.access.models import UserAccount
from app.db import rows
from app.reports.models_words import (
    BoardProgress,
    BoardRecommendation,
    BoardRisk,
    BoardText,
    BoardTitleBlock,
)
from app.reports.rules.board_words import BoardWords, Progress, Recommendation, Risk, TitleBlock

NUMBERING_LOCK = 5_310_034
"""Names the lock that a recommendation or a risk is numbered under."""


@dataclass(frozen=True, slots=True)
class Written:
    """A version: who wrote it and when. by: None where a program did."""

    version: int
    at: datetime
    by: str | None


@dataclass(frozen=True, slots=True)
class TextKept:
    """A version of a section's text; an empty one was taken back."""

    section: str
    text: str
    written: Written


@dataclass(frozen=True, slots=True)
class RecommendationKept:
    """A version of a recommendation, with the progress noted so far."""

    what: Recommendation
    written: Written


@dataclass(frozen=True, slots=True)
class RiskKept:
    """A version of a risk."""

    what: Risk
    written: Written


@dataclass(frozen=True, slots=True)
class TitleBlockKept:
    """A version of the title block."""

    what: TitleBlock
    written: Written


Kept = TypeVar("Kept", RecommendationKept, RiskKept)


@dataclass(frozen=True, slots=True)
class Period:
    """A day that texts were written for, how many stand, and when one was last written."""

    as_at: date
    texts: int
    latest_at: datetime


def texts(session: Session, as_at: date, section: str | None = None) -> list[TextKept]:
    """Every version of the texts as at a day, or of one section's, the latest first."""
    wanted = [col(BoardText.as_at) == as_at]
    if section is not None:
        wanted.append(col(BoardText.section) == section)
    found = _versions(session, BoardText, *wanted)
    return [TextKept(row.section, row.text, _written(row)) for row in found]


def standing_texts(session: Session, as_at: date) -> Mapping[str, TextKept]:
    """The latest version of each section's text as at a day, one taken back included."""
    return {each.section: each for each in reversed(texts(session, as_at))}


def periods(session: Session) -> list[Period]:
    """The days that texts were written for, the latest first."""
    latest = (
        sa.select(BoardText)
        .ext(distinct_on(col(BoardText.as_at), col(BoardText.section)))
        .order_by(col(BoardText.as_at), col(BoardText.section), col(BoardText.version).desc())
        .subquery("latest")
    )
    statement = (
        sa.select(
            latest.c.as_at,
            sa.func.count().filter(latest.c.text != "").label("texts"),
            sa.func.max(latest.c.written_at).label("latest_at"),
        )
        .group_by(latest.c.as_at)
        .order_by(latest.c.as_at.desc())
    )
    return [Period(row.as_at, row.texts, row.latest_at) for row in rows(session, statement)]


def recommendations(session: Session, number: int | None = None) -> list[RecommendationKept]:
    """Every version of each recommendation, or of one; by number, the latest version first."""
    wanted = [] if number is None else [col(BoardRecommendation.number) == number]
    noted = _progress(session)
    return [
        RecommendationKept(
            Recommendation(
                row.number,
                row.paper,
                row.text,
                row.asked_on,
                row.owner,
                row.due_on,
                row.done_on,
                tuple(noted.get(row.number, ())),
            ),
            _written(row),
        )
        for row in _versions(session, BoardRecommendation, *wanted)
    ]


def risks(session: Session, number: int | None = None) -> list[RiskKept]:
    """Every version of each risk, or of one; by number, the latest version first."""
    wanted = [] if number is None else [col(BoardRisk.number) == number]
    return [
        RiskKept(
            Risk(
                row.number,
                row.paper,
                row.risk,
                row.likelihood,
                row.impact,
                row.mitigation,
                row.owner,
                row.trend,
                row.raised_on,
                row.review_on,
                row.closed_on,
            ),
            _written(row),
        )
        for row in _versions(session, BoardRisk, *wanted)
    ]


def title_blocks(session: Session) -> list[TitleBlockKept]:
    """Every version of the title block, the latest first."""
    return [
        TitleBlockKept(
            TitleBlock(
                row.director,
                row.families_contact,
                row.caf_contact,
                row.other_officers,
                row.wards_affected,
                tuple(row.objectives),
            ),
            _written(row),
        )
        for row in _versions(session, BoardTitleBlock)
    ]


def standing(session: Session, as_at: date, dated: date) -> BoardWords | None:
    """What is written for the report as at a day that is dated on another; None where nothing is.

    Recommendations and risks are those of the paper's date or before, as they stand now.
    """
    said = standing_texts(session, as_at)
    asked = [each for each in latest_of(recommendations(session)) if each.what.asked_on <= dated]
    raised = [each for each in latest_of(risks(session)) if each.what.raised_on <= dated]
    blocks = title_blocks(session)
    if not (said or asked or raised or blocks):
        return None
    return BoardWords(
        texts=tuple((key, each.text) for key, each in sorted(said.items()) if each.text),
        recommendations=tuple(each.what for each in asked),
        risks=tuple(each.what for each in raised),
        title_block=blocks[0].what if blocks else None,
    )


def latest_of(versions: Sequence[Kept]) -> list[Kept]:
    """The latest version of each, by number. versions: by number, the latest first."""
    return list({each.what.number: each for each in reversed(versions)}.values())[::-1]


def next_number(session: Session, table: type[BoardRecommendation] | type[BoardRisk]) -> int:
    """The number that comes next; whoever else numbers one waits until this transaction ends."""
    session.connection().execute(sa.select(sa.func.pg_advisory_xact_lock(NUMBERING_LOCK)))
    highest = session.connection().execute(sa.select(sa.func.max(col(table.number)))).scalar()
    return int(highest or 0) + 1


def _versions(session: Session, table: type[SQLModel], *wanted: Any) -> Sequence[sa.Row[Any]]:
    """The rows of a table of versions with their writers, by what they are versions of, the latest first."""
    kept = table.__table__.c  # type: ignore[attr-defined]  # SQLModel does not declare it
    keys = [kept[name] for name in ("as_at", "section", "number") if name in kept]
    statement = (
        sa.select(*kept, col(UserAccount.display_name).label("writer"))
        .outerjoin(UserAccount, col(UserAccount.id) == kept.written_by)
        .where(*wanted)
        .order_by(*keys, kept.version.desc())
    )
    return rows(session, statement)


def _written(row: sa.Row[Any]) -> Written:
    return Written(row.version, row.written_at, row.writer)


def _progress(session: Session) -> Mapping[int, list[Progress]]:
    """What was noted of each recommendation, in the order of its days."""
    statement = sa.select(
        col(BoardProgress.number), col(BoardProgress.noted_on), col(BoardProgress.note)
    ).order_by(col(BoardProgress.noted_on), col(BoardProgress.written_at), col(BoardProgress.id))
    found: dict[int, list[Progress]] = {}
    for row in rows(session, statement):
        found.setdefault(row.number, []).append(Progress(row.noted_on, row.note))
    return found
