"""What has been claimed, by where its lines stand: the groups of states that money is told in."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from app.claims.rules.amounts import Amount, amount_of
from app.claims.rules.lifecycle import LineState
from app.money import Pence
from app.programme.packs import Phase, Route


class LineGroup(StrEnum):
    """Where the money of a claim's line stands, as the coordinator tells it."""

    DRAFT_OR_READY = "draft-or-ready"
    WITH_AUDIT = "with-audit"
    AUDITED = "audited"
    ON_A_RETURN = "on-a-return"
    SUBMITTED = "submitted"
    PAID = "paid"
    NOT_VALID = "not-valid"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """The group in plain words."""
        return _LABELS[self]


_LABELS = {
    LineGroup.DRAFT_OR_READY: "Draft, or evidence complete",
    LineGroup.WITH_AUDIT: "With internal audit",
    LineGroup.AUDITED: "Audited",
    LineGroup.ON_A_RETURN: "On a return",
    LineGroup.SUBMITTED: "Submitted, no answer yet",
    LineGroup.PAID: "Paid",
    LineGroup.NOT_VALID: "Found not valid",
    LineGroup.WITHDRAWN: "Withdrawn",
}

GROUPS: dict[LineState, LineGroup] = {
    LineState.DRAFT: LineGroup.DRAFT_OR_READY,
    LineState.EVIDENCE_COMPLETE: LineGroup.DRAFT_OR_READY,
    LineState.WITH_INTERNAL_AUDIT: LineGroup.WITH_AUDIT,
    LineState.AUDITED: LineGroup.AUDITED,
    LineState.ON_A_RETURN: LineGroup.ON_A_RETURN,
    LineState.SUBMITTED: LineGroup.SUBMITTED,
    LineState.PAID: LineGroup.PAID,
    LineState.NOT_VALID: LineGroup.NOT_VALID,
    LineState.WITHDRAWN: LineGroup.WITHDRAWN,
}

SENT = frozenset({LineGroup.SUBMITTED, LineGroup.PAID, LineGroup.NOT_VALID})
"""What has gone to the department: it is paid, found not valid, or waits for an answer."""

LOST = frozenset({LineGroup.NOT_VALID, LineGroup.WITHDRAWN})
"""What will bring no money."""

STANDING = frozenset(LineGroup) - LOST
"""What is paid, or may still be."""


@dataclass(frozen=True, slots=True)
class ClaimedLine:
    """A line of a family's claim in a phase: its route and window, its state, and its worth in pence.

    was_paid: whether it has ever been paid, whatever became of it since. paid: how much of it then; None:
    nothing is recorded of less than its worth.
    """

    family_id: UUID
    phase: Phase
    funded_elsewhere: bool
    window_id: UUID
    route: Route
    state: LineState
    value: Pence
    was_paid: bool = False
    paid: Pence | None = None

    @property
    def group(self) -> LineGroup:
        """Where its money stands."""
        return GROUPS[self.state]

    @property
    def stands(self) -> bool:
        """Whether it is paid, or may still be."""
        return self.group in STANDING

    @property
    def worth_paid(self) -> Pence:
        """Pence paid for it: its worth unless less is recorded. It is asked of lines that were paid."""
        return self.value if self.paid is None else self.paid


def claimed(
    lines: Iterable[ClaimedLine],
    groups: Collection[LineGroup],
    *,
    window_id: UUID | None = None,
    route: Route | None = None,
) -> Amount:
    """What the lines in these groups come to, of one window or of all, by one route or by all."""
    return amount_of(
        (line.family_id, line.value)
        for line in lines
        if line.group in groups
        and (window_id is None or line.window_id == window_id)
        and (route is None or line.route is route)
    )


def paid(lines: Iterable[ClaimedLine], *, window_id: UUID | None = None) -> Amount:
    """What has been paid of the lines that are: the part that was paid, where it was not the whole."""
    return _worth_paid(lines, LineGroup.PAID, window_id)


def to_repay(lines: Iterable[ClaimedLine], *, window_id: UUID | None = None) -> Amount:
    """What was paid and then found not valid: it goes back to the department, if it has not gone already."""
    return _worth_paid((line for line in lines if line.was_paid), LineGroup.NOT_VALID, window_id)


def _worth_paid(lines: Iterable[ClaimedLine], group: LineGroup, window_id: UUID | None) -> Amount:
    return amount_of(
        (line.family_id, line.worth_paid)
        for line in lines
        if line.group is group and window_id in (None, line.window_id)
    )
