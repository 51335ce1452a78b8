"""Who opens a line of a claim: the coordinator, audit once it had it, the officer once it is returned."""

from app.access.policies import Actor, may
from app.access.roles import Action
from app.claims.rules.lifecycle import LineState
from app.errors import Forbidden

RETURNED = frozenset({LineState.ON_A_RETURN, LineState.SUBMITTED, LineState.PAID, LineState.NOT_VALID})
OPENERS = (Action.PREPARE_CLAIMS, Action.SEE_CLAIMS_UNDER_AUDIT, Action.SEE_CLAIMS_ON_RETURNS)


def check_opens_claims(actor: Actor) -> None:
    """Raises Forbidden("role") unless one of the actor's roles opens claims at all."""
    if not any(may(actor, action) for action in OPENERS):
        raise Forbidden("role", "Your role does not include claims.")


def can_open_line(actor: Actor, *, state: LineState, was_with_audit: bool) -> bool:
    """Whether an actor may open a line that stands so. was_with_audit: internal audit has, or had, it."""
    if may(actor, Action.PREPARE_CLAIMS):
        return True
    if was_with_audit and may(actor, Action.SEE_CLAIMS_UNDER_AUDIT):
        return True
    return state in RETURNED and may(actor, Action.SEE_CLAIMS_ON_RETURNS)
