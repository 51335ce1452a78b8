"""Where board reports stand: their approval, who took its steps, the links to them, and what supersedes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.access.models import UserAccount, UserRole
from app.access.roles import Role
from app.db import rows
from app.errors import NotFound
from app.jobs.models import Job, JobStatus
from app.reports.approval_rows import QuarterlyReport, ReleaseApproval, ReleaseLink, ReleaseStep
from app.reports.models import Release, ReleaseReader
from app.reports.models_words import BoardText
from app.reports.rules.approval import ApprovalState, ApprovalStep, Taken
from app.reports.rules.vocabulary import Profile

RELEASING_LOCK = 5_320_032
"""Names the lock that steps of approval are taken under, one after another."""

QUARTERLY_LOCK = 5_320_033
"""Names the lock that the reports of a quarter are asked for under."""


@dataclass(frozen=True, slots=True)
class ReleaseStanding:
    """Where a board report stands. superseded_by: the latest approved one as at its day; None: none is later.

    has_later: a later one as at its day is there that was not sent back.
    """

    release_id: UUID
    title: str
    profile: Profile
    as_at: date
    made_by: UUID
    made_at: datetime
    state: ApprovalState
    version: int
    changed_at: datetime
    superseded_by: UUID | None
    has_later: bool


Standings = Mapping[UUID, ReleaseStanding]
"""Where board reports stand, by their ids; the latest made first."""


@dataclass(frozen=True, slots=True)
class StepTaken:
    """A step of an approval as it is shown. name: None for whoever has no account."""

    step: ApprovalStep
    taken_by: UUID
    name: str | None
    taken_at: datetime
    reason: str | None


@dataclass(frozen=True, slots=True)
class LinkMade:
    """A link to a report, without what opens it."""

    id: UUID
    made_at: datetime
    maker: str | None
    expires_at: datetime
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class NotMade:
    """A report that the schedule asked for and that could not be made. problem: why, if it is told."""

    profile: Profile
    as_at: date
    problem: str | None


def lock_releasing(session: Session) -> None:
    """Wait until no other step of an approval is being taken: which report is the latest must stay so."""
    session.connection().execute(sa.select(sa.func.pg_advisory_xact_lock(RELEASING_LOCK)))


def approval_to_change(session: Session, release_id: UUID) -> ReleaseApproval:
    """The approval of a board report, locked. Raises NotFound("release")."""
    statement = select(ReleaseApproval).where(ReleaseApproval.release_id == release_id).with_for_update()
    found = session.exec(statement).one_or_none()
    if found is None:
        raise NotFound("release", "There is no such board report.")
    return found


def standings(session: Session) -> Standings:
    """Where every board report stands, by its id; the latest made first."""
    statement = _standings().order_by(col(Release.made_at).desc(), col(Release.id))
    return {row.release_id: ReleaseStanding(**row._asdict()) for row in rows(session, statement)}


def standing_of(session: Session, release_id: UUID) -> ReleaseStanding | None:
    """Where a board report stands; None for a return, which is signed and not approved."""
    found = rows(session, _standings().where(col(ReleaseApproval.release_id) == release_id))
    return ReleaseStanding(**found[0]._asdict()) if found else None


def _standings() -> sa.Select[*tuple[Any, ...]]:
    later, its_approval = aliased(Release), aliased(ReleaseApproval)
    is_later = (
        sa.select(col(later.id))
        .join(its_approval, col(its_approval.release_id) == col(later.id))
        .where(
            col(later.as_at) == col(Release.as_at),
            col(later.profile) == col(Release.profile),
            sa.tuple_(col(later.made_at), col(later.id)) > sa.tuple_(col(Release.made_at), col(Release.id)),
        )
        .correlate(Release)
    )
    return sa.select(
        col(ReleaseApproval.release_id),
        col(Release.title),
        col(Release.profile),
        col(Release.as_at),
        col(Release.made_by),
        col(Release.made_at),
        col(ReleaseApproval.state),
        col(ReleaseApproval.version),
        col(ReleaseApproval.changed_at),
        is_later.where(col(its_approval.state) == ApprovalState.APPROVED)
        .order_by(col(later.made_at).desc(), col(later.id).desc())
        .limit(1)
        .scalar_subquery()
        .label("superseded_by"),
        is_later.where(col(its_approval.state).not_in([ApprovalState.SENT_BACK, ApprovalState.WITHDRAWN]))
        .exists()
        .label("has_later"),
    ).join(Release, col(Release.id) == col(ReleaseApproval.release_id))


def steps_of(session: Session, release_id: UUID) -> tuple[StepTaken, ...]:
    """The steps of a report's approval, the earliest first."""
    statement: sa.Select[*tuple[Any, ...]] = (
        sa.select(
            col(ReleaseStep.step),
            col(ReleaseStep.taken_by),
            col(UserAccount.display_name).label("name"),
            col(ReleaseStep.taken_at),
            col(ReleaseStep.reason),
        )
        .outerjoin(UserAccount, col(UserAccount.id) == col(ReleaseStep.taken_by))
        .where(col(ReleaseStep.release_id) == release_id)
        .order_by(col(ReleaseStep.taken_at), col(ReleaseStep.id))
    )
    return tuple(StepTaken(**row._asdict()) for row in rows(session, statement))


def writers_of(session: Session, standing: ReleaseStanding) -> frozenset[UUID]:
    """Who had written for the sections of a report by the time that it was made."""
    statement = sa.select(col(BoardText.written_by)).where(
        col(BoardText.as_at) == standing.as_at, col(BoardText.written_at) <= standing.made_at
    )
    return frozenset(session.scalars(statement))


def taken(steps: Sequence[StepTaken]) -> tuple[Taken, ...]:
    """The same as the rules ask for them."""
    return tuple(Taken(each.step, each.taken_by) for each in steps)


def links_of(session: Session, release_id: UUID) -> tuple[LinkMade, ...]:
    """The links to a report, the latest first."""
    statement: sa.Select[*tuple[Any, ...]] = (
        sa.select(
            col(ReleaseLink.id),
            col(ReleaseLink.made_at),
            col(UserAccount.display_name).label("maker"),
            col(ReleaseLink.expires_at),
            col(ReleaseLink.revoked_at),
        )
        .outerjoin(UserAccount, col(UserAccount.id) == col(ReleaseLink.made_by))
        .where(col(ReleaseLink.release_id) == release_id)
        .order_by(col(ReleaseLink.made_at).desc(), col(ReleaseLink.id))
    )
    return tuple(LinkMade(**row._asdict()) for row in rows(session, statement))


def link_to_change(session: Session, release_id: UUID, link_id: UUID) -> ReleaseLink:
    """A link to a report, locked. Raises NotFound("link")."""
    statement = select(ReleaseLink).where(ReleaseLink.id == link_id, ReleaseLink.release_id == release_id)
    found = session.exec(statement.with_for_update()).one_or_none()
    if found is None:
        raise NotFound("link", "There is no such link to this report.")
    return found


def link_of_hash(session: Session, token_hash: str) -> ReleaseLink | None:
    """The link that a token opens, whatever has become of it; None: there never was one."""
    return session.exec(select(ReleaseLink).where(ReleaseLink.token_hash == token_hash)).one_or_none()


def to_submit(found: Standings) -> tuple[ReleaseStanding, ...]:
    """The drafts that a coordinator may submit: none that a later report as at its day stands before."""
    return tuple(each for each in found.values() if each.state.to_submit and not each.has_later)


def to_approve(session: Session, found: Standings, *, besides: UUID) -> tuple[ReleaseStanding, ...]:
    """The reports that wait for approval by somebody who had no hand in them.

    They neither asked for them nor wrote in them, nor submitted them.
    """
    waiting = [
        each for each in found.values() if each.state is ApprovalState.WAITING and each.made_by != besides
    ]
    if not waiting:
        return ()
    own = sa.select(col(ReleaseStep.release_id)).where(
        col(ReleaseStep.release_id).in_([each.release_id for each in waiting]),
        col(ReleaseStep.taken_by) == besides,
        col(ReleaseStep.step) == ApprovalStep.SUBMITTED,
    )
    submitted = set(session.scalars(own))
    return tuple(
        each
        for each in waiting
        if each.release_id not in submitted and besides not in writers_of(session, each)
    )


def released_to(
    session: Session, found: Standings, user_id: UUID, since: datetime
) -> tuple[ReleaseStanding, ...]:
    """The reports approved since an instant that a board reader may open: public ones, and where named."""
    released = [
        each
        for each in found.values()
        if each.state is ApprovalState.APPROVED and each.changed_at >= since and each.superseded_by is None
    ]
    named = (
        sa.select(col(ReleaseReader.release_id)).where(col(ReleaseReader.user_id) == user_id)
        if any(each.profile is Profile.INTERNAL for each in released)
        else None
    )
    may_open = set(session.scalars(named)) if named is not None else set()
    return tuple(each for each in released if each.profile is Profile.PUBLIC or each.release_id in may_open)


def holders(session: Session, role: Role) -> frozenset[UUID]:
    """The users who hold a role."""
    return frozenset(session.scalars(sa.select(col(UserRole.user_id)).where(col(UserRole.role) == role)))


def lock_quarter(session: Session) -> bool:
    """Whether this transaction alone now asks for the reports of a quarter; False: another one does."""
    key = sa.func.pg_try_advisory_xact_lock(QUARTERLY_LOCK)
    return bool(session.connection().execute(sa.select(key)).scalar_one())


def quarter_asked(session: Session, as_at: date) -> frozenset[Profile]:
    """The profiles that the schedule has asked for as at a day, or that somebody has made already."""
    asked = sa.select(col(QuarterlyReport.profile)).where(col(QuarterlyReport.as_at) == as_at)
    made = (
        sa.select(col(Release.profile))
        .join(ReleaseApproval, col(ReleaseApproval.release_id) == col(Release.id))
        .where(col(Release.as_at) == as_at)
    )
    return frozenset((*session.scalars(asked), *session.scalars(made)))


def quarter_not_made(session: Session) -> tuple[NotMade, ...]:
    """The reports of the latest quarter asked for that could not be made, and that nobody has made since."""
    latest = sa.select(sa.func.max(col(QuarterlyReport.as_at))).scalar_subquery()
    made = (
        sa.select(col(Release.id))
        .join(ReleaseApproval, col(ReleaseApproval.release_id) == col(Release.id))
        .where(
            col(Release.as_at) == col(QuarterlyReport.as_at),
            col(Release.profile) == col(QuarterlyReport.profile),
        )
        .exists()
    )
    statement = (
        sa.select(col(QuarterlyReport.profile), col(QuarterlyReport.as_at), col(Job.problem))
        .join(Job, col(Job.id) == col(QuarterlyReport.job_id))
        .where(col(QuarterlyReport.as_at) == latest, col(Job.status) == JobStatus.FAILED, ~made)
        .order_by(col(QuarterlyReport.profile))
    )
    return tuple(NotMade(**row._asdict()) for row in rows(session, statement))
