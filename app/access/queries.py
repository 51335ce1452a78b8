"""Reads of accounts, roles, postings and tokens."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.access.models import ApiToken, Cover, Establishment, Posting, Practitioner, UserAccount, UserRole
from app.access.roles import Responsibility, Role
from app.db import in_force, rows


@dataclass(frozen=True, slots=True)
class AccountSummary:
    """A user as administrators see them. left_on: the day their access stopped; None while it stands."""

    id: UUID
    email: str
    display_name: str
    roles: tuple[Role, ...]
    practitioner: str | None
    left_on: date | None


@dataclass(frozen=True, slots=True)
class TokenHolder:
    """Whose token it is, and whether it may change anything."""

    token_id: UUID
    user_id: UUID
    can_write: bool


def account_by_email(session: Session, email: str) -> UserAccount | None:
    """The account with this e-mail address, which is kept in lower case."""
    return session.exec(select(UserAccount).where(UserAccount.email == email)).one_or_none()


def account_for_update(session: Session, user_id: UUID) -> UserAccount | None:
    """An account, locked for this transaction."""
    return session.exec(select(UserAccount).where(UserAccount.id == user_id).with_for_update()).one_or_none()


def practitioner_by_key(session: Session, import_key: str) -> Practitioner | None:
    """The practitioner with this key, locked for this transaction."""
    return session.exec(
        select(Practitioner).where(Practitioner.import_key == import_key).with_for_update()
    ).one_or_none()


def roles_held(session: Session, user_id: UUID) -> Sequence[UserRole]:
    """The roles that a user holds, in the roles' own order."""
    held = session.exec(select(UserRole).where(UserRole.user_id == user_id)).all()
    return sorted(held, key=lambda row: list(Role).index(row.role))


def standing(session: Session, user_id: UUID, *, on: date) -> Sequence[sa.Row[Any]]:
    """What makes a user an actor on a day: one row for each pair of role and managing posting.

    Columns: role, practitioner_id, responsibility, establishment_id, agency_id, covers; all but the role are
    None without a practitioner or posting. covers: for whom they stand in.
    No row when there is no such account or its access has ended.
    """
    bound = {"user_id": user_id, "on": on}
    return session.connection().execute(_standing(), bound).all()


@lru_cache(maxsize=1)
def _standing() -> sa.Select[*tuple[Any, ...]]:
    """What `standing` asks, built once: every request asks it. Bound: user_id, on."""
    user_id, on = sa.bindparam("user_id", type_=sa.Uuid), sa.bindparam("on", type_=sa.Date)
    practitioner = sa.and_(
        col(Practitioner.user_id) == UserAccount.id,
        sa.or_(col(Practitioner.left_on).is_(None), col(Practitioner.left_on) > on),
    )
    managing = sa.and_(
        col(Posting.practitioner_id) == Practitioner.id,
        col(Posting.responsibility) != Responsibility.OWN_CASELOAD,
        in_force(col(Posting.starts_on), col(Posting.ends_on), on),
    )
    covers = (
        sa.select(sa.func.array_agg(col(Cover.practitioner_id)))
        .where(
            col(Cover.cover_practitioner_id) == Practitioner.id,
            col(Cover.ended_at).is_(None),
            in_force(col(Cover.starts_on), col(Cover.ends_on), on),
        )
        .scalar_subquery()
    )
    return (
        sa.select(
            col(UserRole.role),
            col(Practitioner.id).label("practitioner_id"),
            col(Posting.responsibility),
            col(Establishment.id).label("establishment_id"),
            col(Establishment.agency_id),
            covers.label("covers"),
        )
        .select_from(UserAccount)
        .outerjoin(UserRole, col(UserRole.user_id) == UserAccount.id)
        .outerjoin(Practitioner, practitioner)
        .outerjoin(Posting, managing)
        .outerjoin(Establishment, col(Establishment.id) == Posting.establishment_id)
        .where(col(UserAccount.id) == user_id, _has_access(on))
    )


def accounts(session: Session) -> list[AccountSummary]:
    """Every account, those with access first, by name then id."""
    roles = (
        sa.select(
            col(UserRole.user_id), sa.func.array_agg(sa.cast(col(UserRole.role), sa.String)).label("roles")
        )
        .group_by(col(UserRole.user_id))
        .subquery()
    )
    statement = (
        sa.select(
            col(UserAccount.id),
            col(UserAccount.email),
            col(UserAccount.display_name),
            roles.c.roles,
            col(Practitioner.import_key).label("practitioner"),
            col(UserAccount.left_on),
        )
        .outerjoin(roles, roles.c.user_id == UserAccount.id)
        .outerjoin(Practitioner, col(Practitioner.user_id) == UserAccount.id)
        .order_by(
            col(UserAccount.left_on).is_not(None),
            sa.func.lower(UserAccount.display_name),
            col(UserAccount.id),
        )
    )
    return [
        AccountSummary(
            id=row.id,
            email=row.email,
            display_name=row.display_name,
            roles=tuple(role for role in Role if role.value in (row.roles or ())),
            practitioner=row.practitioner,
            left_on=row.left_on,
        )
        for row in rows(session, statement)
    ]


def display_name(session: Session, user_id: UUID) -> str | None:
    """The name of a user as pages greet them."""
    return session.exec(select(UserAccount.display_name).where(UserAccount.id == user_id)).one_or_none()


def holder_of_token(session: Session, token_hash: str, *, now: datetime) -> TokenHolder | None:
    """Who holds a token with this hash that has neither expired nor been revoked."""
    bound = {"token_hash": token_hash, "now": now}
    row = session.connection().execute(_holder_of_token(), bound).one_or_none()
    return TokenHolder(*row) if row else None


@lru_cache(maxsize=1)
def _holder_of_token() -> sa.Select[*tuple[Any, ...]]:
    """What `holder_of_token` asks, built once: every program's request asks it. Bound: token_hash, now."""
    now = sa.bindparam("now", type_=sa.DateTime(timezone=True))
    return sa.select(col(ApiToken.id), col(ApiToken.user_id), col(ApiToken.can_write)).where(
        col(ApiToken.token_hash) == sa.bindparam("token_hash", type_=sa.String),
        col(ApiToken.revoked_at).is_(None),
        col(ApiToken.expires_at) > now,
    )


def tokens_of(session: Session, user_id: UUID) -> Sequence[ApiToken]:
    """A user's tokens that have not been revoked, newest expiry first."""
    return session.exec(
        select(ApiToken)
        .where(ApiToken.user_id == user_id, col(ApiToken.revoked_at).is_(None))
        .order_by(col(ApiToken.expires_at).desc(), col(ApiToken.id))
    ).all()


def _has_access(on: Any) -> sa.ColumnElement[bool]:
    return sa.or_(col(UserAccount.left_on).is_(None), col(UserAccount.left_on) > on)
