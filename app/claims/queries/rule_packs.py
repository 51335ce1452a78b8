"""The council's editions of the rules as they are listed and opened, with who had a hand in them by name."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.access.models import UserAccount
from app.cases.models.rule_packs import RulePackEdition
from app.cases.rules.editions import EditionState
from app.db import rows
from app.programme.packs import RulePack
from app.programme.reading import pack_from_text


@dataclass(frozen=True, slots=True)
class Edition:
    """An edition of the rules. drafted_by, approved_by: names. edited_by: ids of all who had a hand in it."""

    id: UUID
    code: str
    replaces: str
    why: str
    state: EditionState
    version: int
    drafted_by: str | None
    drafted_at: datetime
    edited_by: frozenset[UUID]
    returned_why: str | None
    approved_by: str | None
    approved_at: datetime | None
    in_force_from: date | None
    pack: RulePack


def editions_listed(session: Session) -> tuple[Edition, ...]:
    """Every edition, the newest first."""
    return tuple(_edition(row) for row in rows(session, _statement()))


def edition_read(session: Session, edition_id: UUID) -> Edition | None:
    """One edition. None: there is none."""
    found = rows(session, _statement().where(col(RulePackEdition.id) == edition_id))
    return _edition(found[0]) if found else None


def edition_for_update(session: Session, edition_id: UUID) -> RulePackEdition | None:
    """One edition's row, locked until the transaction ends."""
    statement = select(RulePackEdition).where(RulePackEdition.id == edition_id).with_for_update()
    return session.exec(statement).one_or_none()


def lock_editions(session: Session) -> None:
    """Wait for whoever is approving an edition, and have others wait until this transaction ends."""
    session.execute(sa.select(col(RulePackEdition.id)).order_by(col(RulePackEdition.id)).with_for_update())


def codes_given(session: Session) -> frozenset[str]:
    """Every code that an edition ever had; none is given again."""
    return frozenset(row.code for row in rows(session, sa.select(col(RulePackEdition.code))))


@lru_cache(maxsize=64)
def pack_of(content: str) -> RulePack:
    """The pack of a stored document."""
    return pack_from_text(content)


def _statement() -> sa.Select[Any]:
    edition, drafter, approver = RulePackEdition, aliased(UserAccount), aliased(UserAccount)
    return (
        sa.select(
            *(
                col(getattr(edition, name))
                for name in (
                    "id",
                    "code",
                    "replaces",
                    "why",
                    "state",
                    "version",
                    "drafted_at",
                    "edited_by",
                    "returned_why",
                    "approved_at",
                    "in_force_from",
                )
            ),
            col(drafter.display_name).label("drafted_by"),
            col(approver.display_name).label("approved_by"),
            sa.cast(col(edition.content), sa.Text).label("content"),
        )
        .select_from(edition)
        .outerjoin(drafter, col(drafter.id) == col(edition.drafted_by))
        .outerjoin(approver, col(approver.id) == col(edition.approved_by))
        .order_by(col(edition.drafted_at).desc(), col(edition.id))
    )


def _edition(row: sa.Row[Any]) -> Edition:
    given: dict[str, Any] = row._asdict()
    content, edited_by = given.pop("content"), given.pop("edited_by")
    people: Sequence[UUID] = edited_by
    return Edition(**given, edited_by=frozenset(people), pack=pack_of(content))
