"""Links by which anybody opens an approved public report: made, revoked, and followed without signing in.

A link's token has 256 random bits. Only its hash is kept, so nobody can read a link out of the database, and
none is shown twice.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session

from app import audit, clock
from app.access.policies import BY_LINK, Actor, check_may
from app.access.roles import Action
from app.db import reading, transaction
from app.errors import Conflict, DomainError, NotFound, RuleRefused
from app.reports import opening
from app.reports.approval_rows import ReleaseLink
from app.reports.models import ReleaseFile
from app.reports.queries import approvals as queries
from app.reports.queries import releases
from app.reports.rules.approval import ApprovalState, LinkState, check_link_days, link_state
from app.reports.rules.vocabulary import Profile
from app.reports.views import FileSummary, ReleaseSummary


class LinkClosed(DomainError):  # noqa: N818  # a refusal, not a mistake
    """A link that once opened a report and opens it no more."""


CLOSED = {
    LinkState.EXPIRED: "This link has expired.",
    LinkState.REVOKED: "This link has been closed by the council.",
    LinkState.WITHDRAWN: "The council has taken this report back.",
}


@dataclass(frozen=True, slots=True)
class LinkIssued:
    """A link that was just made, with the token that opens it: shown this once."""

    id: UUID
    token: str


@dataclass(frozen=True, slots=True)
class Published:
    """A public report as whoever has its link sees it, until the link expires."""

    summary: ReleaseSummary
    files: tuple[FileSummary, ...]
    expires_at: datetime


def make_link(release_id: UUID, days: int, *, actor: Actor) -> LinkIssued:
    """Make a link to an approved public report that is open for so many days.

    Writes release_link, audit_event. Raises Forbidden("role"), NotFound("release"),
    RuleRefused("link-life" | "not-public" | "not-released").
    """
    check_may(actor, Action.SHARE_REPORTS)
    check_link_days(days)
    token = secrets.token_urlsafe(32)
    with transaction(actor) as session:
        approval = queries.approval_to_change(session, release_id)  # so that nobody withdraws it meanwhile
        release = releases.release_by_id(session, release_id)
        if release.profile is not Profile.PUBLIC:
            raise RuleRefused("not-public", "Only a report in the public profile has links.")
        if approval.state is not ApprovalState.APPROVED:
            raise RuleRefused("not-released", "Only a report that is approved for release has links.")
        now = clock.now()
        link = ReleaseLink(
            release_id=release_id,
            token_hash=_hash(token),
            made_by=actor.user_id,
            made_at=now,
            expires_at=now + timedelta(days=days),
        )
        session.add(link)
        audit.record(session, actor, "release.link-made", release_id, link=str(link.id), days=days)
        return LinkIssued(link.id, token)


def revoke_link(release_id: UUID, link_id: UUID, *, actor: Actor) -> None:
    """Close a link: it opens nothing from now on. Writes release_link, audit_event.

    Raises Forbidden("role"), NotFound("link"), Conflict("link-revoked").
    """
    check_may(actor, Action.SHARE_REPORTS)
    with transaction(actor) as session:
        link = queries.link_to_change(session, release_id, link_id)
        if link.revoked_at is not None:
            raise Conflict("link-revoked", "This link has been closed already.")
        link.revoked_by, link.revoked_at = actor.user_id, clock.now()
        audit.record(session, actor, "release.link-revoked", release_id, link=str(link.id))


def follow(token: str) -> Published:
    """The public report that a link opens, with its files. Nobody has to sign in.

    Raises NotFound("link"), LinkClosed("expired" | "revoked" | "withdrawn").
    """
    with reading(BY_LINK) as session:
        link = _open_link(session, token)
        release = releases.release_by_id(session, link.release_id)
        standing = queries.standing_of(session, link.release_id)
        return Published(opening.summary(release, standing), opening.files(session, release), link.expires_at)


def published_file(token: str, name: str) -> ReleaseFile:
    """A file of the public report that a link opens. Writes audit_event, which says nothing of who took it.

    Raises NotFound("link" | "file"), LinkClosed("expired" | "revoked" | "withdrawn").
    """
    with transaction(BY_LINK) as session:
        link = _open_link(session, token)
        found = releases.file_of(session, link.release_id, name)
        audit.record(
            session,
            BY_LINK,
            "release.downloaded-by-link",
            link.release_id,
            link=str(link.id),
            file=name,
            digest=found.digest,
        )
        return found


def _open_link(session: Session, token: str) -> ReleaseLink:
    """The link of a token that opens its report now."""
    link = queries.link_of_hash(session, _hash(token))
    standing = queries.standing_of(session, link.release_id) if link else None
    if link is None or standing is None:
        raise NotFound("link", "There is no such link. Check that you have the whole of it.")
    state = link_state(
        standing.state, expires_at=link.expires_at, revoked_at=link.revoked_at, now=clock.now()
    )
    if state is not LinkState.OPEN:
        raise LinkClosed(state.value, CLOSED[state])
    return link


def _hash(token: str) -> str:
    # A token has 256 random bits, so a plain hash cannot be guessed back and no slow one is needed.
    return hashlib.sha256(token.encode()).hexdigest()
