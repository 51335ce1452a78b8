"""The claim windows that a return may be asked for."""

from app.access.policies import Actor, check_may
from app.access.roles import Action
from app.claims.queries.windows import Window, windows
from app.db import reading


def claim_windows(*, actor: Actor) -> tuple[Window, ...]:
    """Every claim window, the first to open first. Raises Forbidden("role")."""
    check_may(actor, Action.REQUEST_A_RETURN)
    with reading(actor) as session:
        return windows(session)
