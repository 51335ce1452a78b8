"""How a line of a claim moves: as the table of moves allows, by somebody apart, with who and why kept."""

from collections.abc import Iterable
from datetime import date

from sqlmodel import Session

from app import audit, clock
from app.access.policies import Actor
from app.claims.models.claims import ClaimLine, ClaimMove
from app.claims.queries.moves import duties_done
from app.claims.rules.lifecycle import LineState, check_move
from app.claims.rules.segregation import check_apart, duty_of


def move_lines(
    session: Session,
    lines: Iterable[ClaimLine],
    wanted: LineState,
    *,
    actor: Actor,
    on: date,
    reason: str | None = None,
) -> None:
    """Move locked lines to a state, all of them or none. Writes claim_line, claim_move, audit_event.

    Raises RuleRefused("move-not-allowed"), Forbidden("not-apart").
    """
    moving = list(lines)
    done = duties_done(session, [line.claim_id for line in moving], actor.user_id)
    for line in moving:
        check_move(line.state, wanted)
        check_apart(duty_of(line.state, wanted), done.get(line.claim_id, frozenset()))
    for line in moving:
        keep_move(session, line, line.state, wanted, actor=actor, on=on, reason=reason)
        line.state = wanted
        line.version += 1


def keep_move(
    session: Session,
    line: ClaimLine,
    current: LineState | None,
    wanted: LineState,
    *,
    actor: Actor,
    on: date,
    reason: str | None = None,
) -> None:
    """Keep that a line moves, or (current None) is drafted. Writes claim_move, audit_event."""
    session.add(
        ClaimMove(
            line_id=line.id,
            from_state=current,
            to_state=wanted,
            moved_on=on,
            moved_at=clock.now(),
            moved_by=actor.user_id,
            reason=reason,
        )
    )
    audit.record(session, actor, "claim-line.moved", line.id, to=wanted.value)
