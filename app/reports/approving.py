"""Board reports are submitted, approved for release or sent back by somebody apart, and withdrawn."""

from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session

from app import audit, clock
from app.access.policies import Actor, check_may, may
from app.access.roles import Action
from app.db import reading, transaction
from app.errors import Conflict, DomainError, Forbidden, NotFound
from app.reports import opening
from app.reports.approval_rows import ReleaseStep
from app.reports.queries import approvals as queries
from app.reports.queries import releases
from app.reports.queries.approvals import LinkMade, ReleaseStanding, StepTaken
from app.reports.rules.approval import (
    LEADS_TO,
    ApprovalState,
    ApprovalStep,
    LinkState,
    check_apart_from,
    check_latest,
    check_step,
    link_state,
)
from app.reports.rules.vocabulary import Profile

ACTIONS = {
    ApprovalStep.SUBMITTED: Action.SUBMIT_REPORTS,
    ApprovalStep.SENT_BACK: Action.APPROVE_REPORTS,
    ApprovalStep.APPROVED: Action.APPROVE_REPORTS,
    ApprovalStep.WITHDRAWN: Action.APPROVE_REPORTS,
}


@dataclass(frozen=True, slots=True)
class LinkShown:
    """A link with whether it opens the report now."""

    link: LinkMade
    state: LinkState


@dataclass(frozen=True, slots=True)
class ApprovalOpened:
    """Where the approval of a board report stands, for whoever asks.

    steps, links: those that were taken and made, for those who make and approve reports; readers see none.
    may: the steps that whoever asks may take now. refused: why not, by steps that their role would allow.
    opens_later: whether whoever asks may open what supersedes it.
    """

    standing: ReleaseStanding
    steps: tuple[StepTaken, ...]
    links: tuple[LinkShown, ...]
    may: frozenset[ApprovalStep]
    refused: tuple[tuple[ApprovalStep, str], ...]
    may_share: bool
    opens_later: bool

    @property
    def state(self) -> ApprovalState:
        """Where it stands."""
        return self.standing.state

    @property
    def reason(self) -> str | None:
        """Why it was sent back or withdrawn, if that is how it stands."""
        last = self.steps[-1] if self.steps else None
        return last.reason if last and LEADS_TO[last.step] is self.state else None


def open_approval(release_id: UUID, *, actor: Actor) -> ApprovalOpened:
    """Where the approval of a board report stands, with what whoever asks may do about it.

    Raises Forbidden("role" | "internal-profile" | "not-approved" | "return"), NotFound("release").
    """
    with reading(actor) as session:
        standing = _standing(session, release_id, actor)
        sees_steps = may(actor, Action.SUBMIT_REPORTS) or may(actor, Action.APPROVE_REPORTS)
        steps = queries.steps_of(session, release_id)
        writers = queries.writers_of(session, standing)
        refused = {
            step: _why_not(step, standing, steps, writers, actor)
            for step, action in ACTIONS.items()
            if may(actor, action)
        }
        shares = _may_share(standing, actor)
        now = clock.now()
        return ApprovalOpened(
            standing=standing,
            steps=steps if sees_steps else (),
            links=tuple(
                LinkShown(
                    each,
                    link_state(
                        standing.state, expires_at=each.expires_at, revoked_at=each.revoked_at, now=now
                    ),
                )
                for each in (
                    queries.links_of(session, release_id) if may(actor, Action.SHARE_REPORTS) else ()
                )
            ),
            may=frozenset(step for step, why in refused.items() if why is None),
            refused=tuple(
                (step, why.message)
                for step, why in refused.items()
                if why is not None and why.code != "approval-step"
            ),
            may_share=shares,
            opens_later=_may_open(session, standing.superseded_by, actor),
        )


def submit(release_id: UUID, version: int, *, actor: Actor) -> None:
    """Submit a draft for approval. Writes release_approval, release_step, audit_event.

    Raises Forbidden("role" | "not-apart"), NotFound("release"), Conflict("changed-meanwhile"),
    RuleRefused("approval-step" | "not-the-latest").
    """
    _take(ApprovalStep.SUBMITTED, release_id, version, actor=actor)


def approve(release_id: UUID, version: int, *, actor: Actor) -> None:
    """Approve a report that was submitted: from now on its readers may open it.

    Writes release_approval, release_step, audit_event. Raises Forbidden("role" | "not-apart"),
    NotFound("release"), Conflict("changed-meanwhile"), RuleRefused("approval-step" | "not-the-latest").
    """
    _take(ApprovalStep.APPROVED, release_id, version, actor=actor)


def send_back(release_id: UUID, version: int, reason: str, *, actor: Actor) -> None:
    """Send a report that was submitted back, and say why.

    Writes release_approval, release_step, audit_event. Raises Forbidden("role" | "not-apart"),
    NotFound("release"), Conflict("changed-meanwhile"), RuleRefused("approval-step").
    """
    _take(ApprovalStep.SENT_BACK, release_id, version, actor=actor, reason=reason)


def withdraw(release_id: UUID, version: int, reason: str, *, actor: Actor) -> None:
    """Take the release of an approved report back: its readers and its links open it no more.

    Nothing is deleted. Writes release_approval, release_step, audit_event. Raises Forbidden("role"),
    NotFound("release"), Conflict("changed-meanwhile"), RuleRefused("approval-step").
    """
    _take(ApprovalStep.WITHDRAWN, release_id, version, actor=actor, reason=reason)


def _take(
    step: ApprovalStep, release_id: UUID, version: int, *, actor: Actor, reason: str | None = None
) -> None:
    """Take a step, when who takes it, the report's state and its version allow it."""
    check_may(actor, ACTIONS[step])
    with transaction(actor) as session:
        queries.lock_releasing(session)
        approval = queries.approval_to_change(session, release_id)
        standing = _standing(session, release_id, actor)
        if approval.version != version:
            raise Conflict(
                "changed-meanwhile",
                "Somebody else has changed where this report stands since you opened it. "
                f"It is now: {approval.state.label.lower()}.",
                version=approval.version,
            )
        steps = queries.steps_of(session, release_id)
        refusal = _why_not(step, standing, steps, queries.writers_of(session, standing), actor)
        if refusal is not None:
            raise refusal
        now = clock.now()
        approval.state, approval.changed_at = LEADS_TO[step], now
        approval.version += 1
        session.add(
            ReleaseStep(release_id=release_id, step=step, taken_by=actor.user_id, taken_at=now, reason=reason)
        )
        release = releases.release_by_id(session, release_id)
        audit.record(session, actor, f"release.{step}", release_id, digest=release.digest)


def _why_not(
    step: ApprovalStep,
    standing: ReleaseStanding,
    steps: tuple[StepTaken, ...],
    writers: frozenset[UUID],
    actor: Actor,
) -> DomainError | None:
    """Why an actor whose role allows it may not take a step now; None: they may."""
    try:
        check_step(step, standing.state)
        check_apart_from(step, actor.user_id, makers={standing.made_by, *writers}, taken=queries.taken(steps))
        if step in (ApprovalStep.SUBMITTED, ApprovalStep.APPROVED):
            check_latest(has_later=standing.has_later)
    except DomainError as refusal:
        return refusal
    return None


def _standing(session: Session, release_id: UUID, actor: Actor) -> ReleaseStanding:
    """Where a board report stands that the actor may see. Raises Forbidden, NotFound("release")."""
    release = releases.release_by_id(session, release_id)
    standing = queries.standing_of(session, release_id)
    opening.check_may_see(session, release, actor, standing)
    if standing is None:
        raise NotFound("release", "There is no such board report.")
    return standing


def _may_open(session: Session, release_id: UUID | None, actor: Actor) -> bool:
    if release_id is None:
        return False
    try:
        opening.seen(session, release_id, actor)
    except Forbidden:
        return False
    return True


def _may_share(standing: ReleaseStanding, actor: Actor) -> bool:
    """Whether an actor may make a link to a report."""
    return (
        may(actor, Action.SHARE_REPORTS)
        and standing.state is ApprovalState.APPROVED
        and standing.profile is Profile.PUBLIC
    )
