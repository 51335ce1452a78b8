"""The signed-in session of a browser: who it is, how it begins, and when it is over."""

from datetime import datetime, timedelta
from uuid import UUID

from flask import Flask, current_app, session
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from flask_session import Session as ServerSideSessions
from redis import Redis

from app import clock
from app.access import services
from app.access.policies import Actor
from app.access.views import SignedIn
from app.config import Settings, limits_url
from app.errors import NotFound

limiter = Limiter(key_func=get_remote_address, headers_enabled=False)
"""Counts tries at sign-in and searches, in Redis; bound to the application by `install`."""

SEARCHES = "60 per minute"
"""How often one person may search for a name, by page or by program."""


class SignedInUser(UserMixin):  # type: ignore[misc]  # Flask-Login has no types
    """Whoever holds the session: their actor as of this request, and the name to greet them by."""

    def __init__(self, actor: Actor, display_name: str) -> None:
        self.actor = actor
        self.display_name = display_name

    def get_id(self) -> str:
        """The user's id, which is all that Flask-Login keeps."""
        return str(self.actor.user_id)


def install(app: Flask, settings: Settings, redis: Redis) -> None:
    """Give the application sessions kept in Redis, which end when idle and after a working day."""
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SESSION_TYPE="redis",
        SESSION_REDIS=redis,
        SESSION_KEY_PREFIX="loxley:session:",
        SESSION_COOKIE_NAME="__Host-loxley" if settings.https else "loxley",
        SESSION_COOKIE_SECURE=settings.https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=timedelta(minutes=settings.session_idle_minutes),
        SESSION_ABSOLUTE_LIFETIME=timedelta(minutes=settings.session_absolute_minutes),
        RATELIMIT_STORAGE_URI=limits_url(settings.redis_url or ""),
        RATELIMIT_STRATEGY="moving-window",
        RATELIMIT_KEY_PREFIX="loxley",
        RATELIMIT_IN_MEMORY_FALLBACK_ENABLED=True,
    )
    ServerSideSessions(app)
    limiter.init_app(app)
    logins = LoginManager(app, add_context_processor=False)
    # Server-side sessions need no fingerprint of the browser, and a phone changes its address in a corridor.
    logins.session_protection = None
    logins.user_loader(_load)


def begin(signed_in: SignedIn) -> None:
    """Begin a session for someone who has just proved who they are, under a new session id."""
    session.clear()
    session["display_name"] = signed_in.display_name
    session["signed_in_at"] = clock.now().isoformat()
    login_user(SignedInUser(Actor(signed_in.user_id), signed_in.display_name))
    # Whoever planted or saw the old id must not share the new session.
    current_app.session_interface.regenerate(session)  # type: ignore[attr-defined]  # Flask-Session's own


def end() -> None:
    """End the session; nothing of it is kept."""
    logout_user()
    session.clear()


def signed_in_id() -> str:
    """The id of whoever holds the session, to count their requests by."""
    return str(session.get("_user_id"))


def signed_in_user() -> SignedInUser | None:
    """Whoever is signed in, with the roles and postings that they have today; None for nobody."""
    return current_user._get_current_object() if current_user.is_authenticated else None  # noqa: SLF001  # the proxy's own way out


def _load(user_id: str) -> SignedInUser | None:
    """The user of a session, unless the session is over or their access has ended."""
    begun = session.get("signed_in_at")
    if begun is None:
        return None
    if clock.now() - datetime.fromisoformat(begun) > current_app.config["SESSION_ABSOLUTE_LIFETIME"]:
        return None
    try:
        actor = services.load_actor(UUID(user_id), today=clock.today())
    except NotFound:
        return None
    return SignedInUser(actor, session["display_name"])
