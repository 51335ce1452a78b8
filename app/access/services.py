"""Signing in, accounts, roles and tokens."""

import hashlib
import secrets
from collections.abc import Set
from datetime import date, datetime, timedelta
from functools import cache
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlmodel import Session

from app import audit, clock
from app.access import queries
from app.access.models import ApiToken, Practitioner, UserAccount, UserRole
from app.access.policies import SYSTEM, Actor, check_may
from app.access.queries import AccountSummary
from app.access.roles import Action, Responsibility, Role
from app.access.views import IssuedToken, SignedIn, TokenActor, TokenSummary
from app.db import reading, transaction
from app.errors import Conflict, Forbidden, NotFound, RuleRefused

SHORTEST_PASSWORD = 12
LONGEST_TOKEN_LIFE = timedelta(days=365)
REFUSED = "The e-mail address or the password is not right, or the account has been closed."

_hasher = PasswordHasher()


def sign_in(email: str, password: str, *, today: date) -> SignedIn:
    """Check an e-mail address and password; the answer and the work are the same whichever is wrong.

    Writes audit_event whether it succeeds or not; a hash made with older settings is made again.
    Raises Forbidden("sign-in-refused").
    """
    with transaction(SYSTEM) as session:
        account = queries.account_by_email(session, _normalised(email))
        stored = account.password_hash if account and account.password_hash else _nobodys_hash()
        is_right = _verified(stored, password)
        if account is None or not account.password_hash or not is_right or _ended(account, today):
            audit.record(session, SYSTEM, "sign-in.refused", account.id if account else None)
            signed_in = None
        else:
            if _hasher.check_needs_rehash(stored):
                account.password_hash = _hasher.hash(password)
            audit.record(session, Actor(account.id), "sign-in.accepted", account.id)
            signed_in = SignedIn(account.id, account.display_name)
    if signed_in is None:
        raise Forbidden("sign-in-refused", REFUSED)
    return signed_in


def sign_out(*, actor: Actor) -> None:
    """Note that someone signed out. Writes audit_event."""
    with transaction(actor) as session:
        audit.record(session, actor, "signed-out", actor.user_id)


def load_actor(user_id: UUID, *, today: date) -> Actor:
    """Whoever this user is today: their roles, and what their postings make them responsible for.

    Raises NotFound("user") when there is no such account or its access has ended.
    """
    with reading(SYSTEM) as session:
        return _actor(session, user_id, today)


def create_user(
    email: str,
    display_name: str,
    roles: Set[Role],
    password: str,
    *,
    practitioner_key: str | None = None,
    actor: Actor,
) -> UUID:
    """Open an account, and say which practitioner its holder is, if any.

    Writes user_account, user_role, practitioner, audit_event.
    Raises Forbidden("role"), RuleRefused("password-too-short"), NotFound("practitioner"),
    Conflict("practitioner-taken" | "email-taken").
    """
    check_may(actor, Action.MANAGE_USERS)
    if len(password) < SHORTEST_PASSWORD:
        raise RuleRefused(
            "password-too-short", f"Choose a password of at least {SHORTEST_PASSWORD} characters."
        )
    with transaction(actor) as session:
        practitioner = _free_practitioner(session, practitioner_key)
        account = UserAccount(
            email=_normalised(email),
            display_name=display_name.strip(),
            password_hash=_hasher.hash(password),
            created_at=clock.now(),
        )
        session.add(account)
        session.flush()
        session.add_all(UserRole(user_id=account.id, role=role) for role in roles)
        if practitioner is not None:
            practitioner.user_id = account.id
        audit.record(session, actor, "user.created", account.id, roles=_listed(roles))
    return account.id


def change_roles(user_id: UUID, roles: Set[Role], *, actor: Actor) -> None:
    """Give a user exactly these roles. Writes user_role, audit_event.

    Nobody changes their own: who keeps the accounts never sees a case, and would by one more tick.
    Raises Forbidden("role"), RuleRefused("own-access"), NotFound("user").
    """
    check_may(actor, Action.MANAGE_USERS)
    _check_is_another(actor, user_id)
    with transaction(actor) as session:
        _existing(session, user_id)
        held = {row.role: row for row in queries.roles_held(session, user_id)}
        for role in held.keys() - roles:
            session.delete(held[role])
            audit.record(session, actor, "user.role-withdrawn", user_id, role=role.value)
        for role in roles - held.keys():
            session.add(UserRole(user_id=user_id, role=role))
            audit.record(session, actor, "user.role-granted", user_id, role=role.value)


def end_user(user_id: UUID, *, left_on: date, actor: Actor) -> None:
    """Stop a user's access from this day on; whatever they have open stops at the next request.

    Writes user_account, audit_event. Raises Forbidden("role"), RuleRefused("own-access"), NotFound("user").
    """
    check_may(actor, Action.MANAGE_USERS)
    _check_is_another(actor, user_id)
    with transaction(actor) as session:
        account = _existing(session, user_id)
        account.left_on = left_on
        audit.record(session, actor, "user.access-ended", user_id)


def users(*, actor: Actor) -> list[AccountSummary]:
    """Every account with its roles, those with access first, by name. Raises Forbidden("role")."""
    check_may(actor, Action.MANAGE_USERS)
    with reading(actor) as session:
        return queries.accounts(session)


def user(user_id: UUID, *, actor: Actor) -> AccountSummary:
    """One account with its roles. Raises Forbidden("role"), NotFound("user")."""
    check_may(actor, Action.MANAGE_USERS)
    with reading(actor) as session:
        for account in queries.accounts(session):
            if account.id == user_id:
                return account
    raise _no_such_user()


def issue_api_token(
    name: str, *, can_write: bool, expires_at: datetime, actor: Actor, now: datetime
) -> IssuedToken:
    """Issue a bearer token to whoever asks; it may do what they may, and read only unless it can write.

    Writes api_token, audit_event. Raises RuleRefused("token-life") unless it ends within a year.
    """
    if not now < expires_at <= now + LONGEST_TOKEN_LIFE:
        raise RuleRefused("token-life", "A token must end within a year from now.")
    text = f"loxley_{secrets.token_urlsafe(32)}"
    with transaction(actor) as session:
        token = ApiToken(
            user_id=actor.user_id,
            name=name,
            token_hash=_token_hash(text),
            can_write=can_write,
            expires_at=expires_at,
        )
        session.add(token)
        audit.record(session, actor, "token.issued", token.id, can_write=can_write)
    return IssuedToken(token.id, name, text, can_write, expires_at)


def tokens(*, actor: Actor) -> list[TokenSummary]:
    """One's own tokens that have not been revoked, the longest-lived first; never their text."""
    with reading(actor) as session:
        return [
            TokenSummary(token.id, token.name, token.can_write, token.expires_at)
            for token in queries.tokens_of(session, actor.user_id)
        ]


def revoke_api_token(token_id: UUID, *, actor: Actor) -> None:
    """Revoke a token of one's own. Writes api_token, audit_event. Raises NotFound("token")."""
    with transaction(actor) as session:
        for token in queries.tokens_of(session, actor.user_id):
            if token.id == token_id:
                token.revoked_at = clock.now()
                audit.record(session, actor, "token.revoked", token.id)
                return
    raise NotFound("token", "There is no such token among yours.")


def actor_of_token(token: str, *, today: date, now: datetime) -> TokenActor:
    """Whoever a bearer token acts for.

    Raises Forbidden("token-refused") when it is unknown, expired or revoked, or its user's access has ended.
    """
    with reading(SYSTEM) as session:
        holder = queries.holder_of_token(session, _token_hash(token), now=now)
        if holder is not None:
            try:
                return TokenActor(_actor(session, holder.user_id, today), holder.can_write)
            except NotFound:
                holder = None
    raise Forbidden("token-refused", "This token is not known, has expired or was revoked.")


def _actor(session: Session, user_id: UUID, today: date) -> Actor:
    standing = queries.standing(session, user_id, on=today)
    if not standing:
        raise _no_such_user()
    return Actor(
        user_id=user_id,
        roles=frozenset(row.role for row in standing if row.role is not None),
        practitioner_id=standing[0].practitioner_id,
        managed_establishments=frozenset(
            row.establishment_id for row in standing if row.responsibility is Responsibility.ESTABLISHMENT
        ),
        managed_agencies=frozenset(
            row.agency_id for row in standing if row.responsibility is Responsibility.AGENCY
        ),
        covers=frozenset(standing[0].covers or ()),
    )


def _check_is_another(actor: Actor, user_id: UUID) -> None:
    if user_id == actor.user_id:
        raise RuleRefused("own-access", "Another administrator must change your own access.")


def _existing(session: Session, user_id: UUID) -> UserAccount:
    account = queries.account_for_update(session, user_id)
    if account is None:
        raise _no_such_user()
    return account


def _free_practitioner(session: Session, import_key: str | None) -> Practitioner | None:
    if import_key is None:
        return None
    practitioner = queries.practitioner_by_key(session, import_key)
    if practitioner is None:
        raise NotFound("practitioner", "There is no practitioner with that key.")
    if practitioner.user_id is not None:
        raise Conflict("practitioner-taken", "Another account already belongs to that practitioner.")
    return practitioner


def _no_such_user() -> NotFound:
    return NotFound("user", "There is no such user.")


def _ended(account: UserAccount, today: date) -> bool:
    return account.left_on is not None and account.left_on <= today


def _normalised(email: str) -> str:
    return email.strip().lower()


def _listed(roles: Set[Role]) -> str:
    return " ".join(role.value for role in Role if role in roles)


def _verified(password_hash: str, password: str) -> bool:
    try:
        return _hasher.verify(password_hash, password)
    except VerificationError:
        return False


@cache
def _nobodys_hash() -> str:
    """A hash that no password fits, so that an unknown address takes as long as a known one."""
    return _hasher.hash(secrets.token_urlsafe(32))


def _token_hash(token: str) -> str:
    # A token has 256 random bits, so a plain hash cannot be guessed back and no slow one is needed.
    return hashlib.sha256(token.encode()).hexdigest()
