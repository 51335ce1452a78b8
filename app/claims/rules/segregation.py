"""Nobody drafts, audits and authorises the same claim: each of the three is somebody else's."""

from collections.abc import Collection
from enum import StrEnum

from app.claims.rules.lifecycle import LineState
from app.errors import Forbidden


class Duty(StrEnum):
    """What a person did about a claim or a return."""

    DRAFTED = "drafted"
    AUDITED = "audited"
    AUTHORISED = "authorised"

    @property
    def doing(self) -> str:
        """The duty as what somebody is about to do."""
        return _DOING[self]


_DOING = {Duty.DRAFTED: "prepare", Duty.AUDITED: "audit", Duty.AUTHORISED: "authorise"}


def duty_of(current: LineState | None, wanted: LineState) -> Duty:
    """Whose duty a move of a line is: out of audit the auditor's, off a return the authorising officer's.

    Everything else is the preparation of the claim, and what is recorded of the department's answer.
    """
    if current is LineState.WITH_INTERNAL_AUDIT and wanted in (LineState.AUDITED, LineState.DRAFT):
        return Duty.AUDITED
    if current is LineState.ON_A_RETURN:
        return Duty.AUTHORISED
    return Duty.DRAFTED


def check_apart(wanted: Duty, done: Collection[Duty], what: str = "claim") -> None:
    """Refuse somebody who has done another of the three duties about the same claim or return.

    done: what they did about it so far. Raises Forbidden("not-apart").
    """
    for other in Duty:
        if other in done and other is not wanted:
            raise Forbidden(
                "not-apart",
                f"You {other.value} this {what}, so somebody else must {wanted.doing} it.",
            )
