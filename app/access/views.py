"""What the services of access hand to the edges: frozen values, no rows."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.access.policies import Actor


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Someone who has just proved who they are."""

    user_id: UUID
    display_name: str


@dataclass(frozen=True, slots=True)
class IssuedToken:
    """A new token. Its text exists only here: what is stored is a hash of it."""

    id: UUID
    name: str
    token: str
    can_write: bool
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class TokenSummary:
    """A token as its holder sees it afterwards."""

    id: UUID
    name: str
    can_write: bool
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class TokenActor:
    """Whoever a token acts for, and whether it may change anything."""

    actor: Actor
    can_write: bool
