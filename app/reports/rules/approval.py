"""A board report between its making and its release: submitted, approved by somebody apart, or sent back."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from app.claims.rules.segregation import Duty, check_apart
from app.errors import RuleRefused
from app.periods import add_months, financial_year_of, quarter, quarter_of

SHORTEST_LINK, LONGEST_LINK = 1, 366
"""For how many days a link to a public report may be open, both inclusive."""

SETTLING = timedelta(days=7)
"""How long after a quarter its reports are asked for, so that its last days have been entered."""

NEWS_FOR = timedelta(days=14)
"""For how long the release of a report is news to its readers; later it is only among the reports."""


class ApprovalState(StrEnum):
    """Where a board report stands. Only an approved one is open to its readers."""

    DRAFT = "draft"
    WAITING = "waiting-for-approval"
    SENT_BACK = "sent-back"
    APPROVED = "approved"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """The state as pages print it."""
        return _LABELS[self]

    @property
    def is_draft(self) -> bool:
        """Whether it has never been approved."""
        return self in (ApprovalState.DRAFT, ApprovalState.WAITING, ApprovalState.SENT_BACK)

    @property
    def to_submit(self) -> bool:
        """Whether its coordinator is to submit it."""
        return self in (ApprovalState.DRAFT, ApprovalState.SENT_BACK)


_LABELS = {
    ApprovalState.DRAFT: "Draft: not approved",
    ApprovalState.WAITING: "Draft: waiting for approval",
    ApprovalState.SENT_BACK: "Draft: sent back",
    ApprovalState.APPROVED: "Approved",
    ApprovalState.WITHDRAWN: "Withdrawn",
}


class ApprovalStep(StrEnum):
    """What somebody did about the approval of a board report."""

    SUBMITTED = "submitted"
    SENT_BACK = "sent-back"
    APPROVED = "approved"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """The step as pages print it."""
        return self.value.replace("-", " ").capitalize()


LEADS_TO: Mapping[ApprovalStep, ApprovalState] = {
    ApprovalStep.SUBMITTED: ApprovalState.WAITING,
    ApprovalStep.SENT_BACK: ApprovalState.SENT_BACK,
    ApprovalStep.APPROVED: ApprovalState.APPROVED,
    ApprovalStep.WITHDRAWN: ApprovalState.WITHDRAWN,
}

_SUBMITTABLE = frozenset({ApprovalState.DRAFT, ApprovalState.SENT_BACK})
_STARTS_AT: Mapping[ApprovalStep, frozenset[ApprovalState]] = {
    ApprovalStep.SUBMITTED: _SUBMITTABLE,
    ApprovalStep.SENT_BACK: frozenset({ApprovalState.WAITING}),
    ApprovalStep.APPROVED: frozenset({ApprovalState.WAITING}),
    ApprovalStep.WITHDRAWN: frozenset({ApprovalState.APPROVED}),
}
_DUTIES: Mapping[ApprovalStep, Duty] = {
    ApprovalStep.SUBMITTED: Duty.DRAFTED,
    ApprovalStep.SENT_BACK: Duty.AUTHORISED,
    ApprovalStep.APPROVED: Duty.AUTHORISED,
}
_STANDS: Mapping[ApprovalState, str] = {
    ApprovalState.DRAFT: "This report has not been submitted for approval yet.",
    ApprovalState.WAITING: "This report waits for approval already.",
    ApprovalState.SENT_BACK: "This report has been sent back. Submit it again, or make a new one.",
    ApprovalState.APPROVED: "This report has been approved already.",
    ApprovalState.WITHDRAWN: "This report has been withdrawn. Make a new one.",
}


@dataclass(frozen=True, slots=True)
class Taken:
    """A step that somebody took."""

    step: ApprovalStep
    user_id: UUID


def check_step(step: ApprovalStep, state: ApprovalState) -> None:
    """Refuse a step that a report's state does not allow, with a sentence about that state.

    Raises RuleRefused("approval-step").
    """
    if state not in _STARTS_AT[step]:
        if step is ApprovalStep.WITHDRAWN and state.is_draft:
            raise RuleRefused("approval-step", "This report has not been approved, so there is no release.")
        raise RuleRefused("approval-step", _STANDS[state])


def check_apart_from(
    step: ApprovalStep, user_id: UUID, *, makers: Collection[UUID], taken: Iterable[Taken]
) -> None:
    """Refuse somebody who asked for a report or submitted it to decide on it, and the other way round.

    makers: who asked for it, or wrote in it. Whoever may release may also take a release back, whatever they
    did before: that opens nothing.
    Raises Forbidden("not-apart").
    """
    if step not in _DUTIES:
        return
    done = {_DUTIES[each.step] for each in taken if each.user_id == user_id and each.step in _DUTIES}
    if user_id in makers:
        done.add(Duty.DRAFTED)
    check_apart(_DUTIES[step], done, "report")


def check_latest(*, has_later: bool) -> None:
    """Refuse to submit or approve a report when a later one as at its day is there. Raises
    RuleRefused("not-the-latest").
    """
    if has_later:
        raise RuleRefused(
            "not-the-latest",
            "A later report as at the same day has been made. Go on with that one, or have it sent back.",
        )


class LinkState(StrEnum):
    """Whether a link to a public report opens it."""

    OPEN = "open"
    EXPIRED = "expired"
    REVOKED = "revoked"
    WITHDRAWN = "withdrawn"


def link_state(
    state: ApprovalState, *, expires_at: datetime, revoked_at: datetime | None, now: datetime
) -> LinkState:
    """Whether a link to a report in a state opens it now."""
    if state is not ApprovalState.APPROVED:
        return LinkState.WITHDRAWN
    if revoked_at is not None:
        return LinkState.REVOKED
    return LinkState.OPEN if now < expires_at else LinkState.EXPIRED


def check_link_days(days: int) -> None:
    """Refuse a link that is open for too long. Raises RuleRefused("link-life")."""
    if not SHORTEST_LINK <= days <= LONGEST_LINK:
        raise RuleRefused("link-life", f"A link may be open for {SHORTEST_LINK} to {LONGEST_LINK} days.")


def quarter_to_report(today: date) -> date | None:
    """The last day of the quarter whose reports are due; None in the first days of the next quarter.

    7 July 2013 → None; 8 July 2013 → 30 June 2013; so it stays until 30 September 2013.
    """
    this = quarter(financial_year_of(today), quarter_of(today))
    if today < this.first + SETTLING:
        return None
    before = add_months(this.first, -1)
    return quarter(financial_year_of(before), quarter_of(before)).last
