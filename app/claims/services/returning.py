"""A return is prepared: its lines are put on and taken off. No line moves until the return is sent."""

from collections.abc import Collection, Iterable
from datetime import date
from uuid import UUID

from sqlmodel import Session

from app import audit, clock
from app.access.policies import Actor, check_may
from app.access.roles import Action
from app.claims.models.returns import ClaimReturn, ClaimReturnLine
from app.claims.queries import return_checks
from app.claims.queries import returns as queries
from app.claims.queries.moves import duties_done
from app.claims.queries.returns import LineNow, ReturnRead
from app.claims.rules.returns import LinePart, ReturnState, check_return_move
from app.claims.rules.segregation import Duty, check_apart
from app.db import reading, transaction
from app.errors import Conflict, RuleRefused

RETURN = "return"


def returns(*, actor: Actor) -> tuple[ReturnRead, ...]:
    """Every return, of the latest window first. Raises Forbidden("role")."""
    check_may(actor, Action.SEE_RETURNS)
    with reading(actor) as session:
        return queries.returns(session)


def prepare(window_id: UUID, *, actor: Actor, on: date) -> UUID:
    """Prepare the next return of a window, with every audited line of it. Writes claim_return and its lines.

    It corrects the last one that was signed, if there is one. Raises Forbidden("role" | "not-apart"),
    NotFound("claim-window"), Conflict("return-open"), RuleRefused("nothing-to-return").
    """
    check_may(actor, Action.PREPARE_RETURNS)
    with transaction(actor) as session:
        window = queries.window_to_return(session, window_id)
        earlier = queries.returns_of_window(session, window.id)
        if any(each.state.is_open for each in earlier):
            raise Conflict(
                "return-open",
                "A return of this window is being prepared, or waits for signature. Go on with that one.",
            )
        lines = queries.audited_lines(session, window.id)
        standing = queries.standing_lines(session, window.phase)
        last = queries.last_decided(session, window.phase, None, signed=True)
        if not lines and not return_checks.left_since(session, last, standing):
            raise RuleRefused(
                "nothing-to-return",
                "No line of this window has passed internal audit, and nothing claimed before has changed.",
            )
        check_apart_from_lines(session, Duty.DRAFTED, lines, actor)
        signed = [each for each in earlier if each.state.is_signed]
        found = ClaimReturn(
            window_id=window.id,
            number=len(earlier) + 1,
            state=ReturnState.PREPARING,
            corrects_id=signed[-1].id if signed else None,
            prepared_by=actor.user_id,
            prepared_on=on,
            prepared_at=clock.now(),
        )
        session.add(found)
        session.flush()
        keep_lines(session, found.id, lines)
        audit.record(session, actor, "return.prepared", found.id, lines=len(lines))
        return found.id


def put_on(return_id: UUID, version: int, *, actor: Actor) -> int:
    """Put on a return that is prepared every audited line of its window that is not on it; how many were.

    Writes claim_return, claim_return_line, audit_event. Raises Forbidden("role" | "not-apart"),
    NotFound("return"), Conflict("changed-meanwhile"), RuleRefused("return-sent" | "nothing-to-put-on").
    """
    check_may(actor, Action.PREPARE_RETURNS)
    with transaction(actor) as session:
        found = return_prepared(session, return_id, version)
        on_it = {line.then.line_id for line in queries.lines_on(session, found.id)}
        lines = [
            line for line in queries.audited_lines(session, found.window_id) if line.then.line_id not in on_it
        ]
        if not lines:
            raise RuleRefused("nothing-to-put-on", "Every audited line of this window is on the return.")
        check_apart_from_lines(session, Duty.DRAFTED, lines, actor)
        keep_lines(session, found.id, lines)
        found.version += 1
        audit.record(session, actor, "return.lines-put-on", found.id, lines=len(lines))
        return len(lines)


def take_off(return_id: UUID, version: int, line_ids: Collection[UUID], *, actor: Actor) -> int:
    """Take lines off a return that is prepared; they stay audited. How many were taken off.

    Writes claim_return, claim_return_line, audit_event. Raises Forbidden("role"), NotFound("return"),
    Conflict("changed-meanwhile"), RuleRefused("return-sent" | "no-line-chosen").
    """
    check_may(actor, Action.PREPARE_RETURNS)
    with transaction(actor) as session:
        found = return_prepared(session, return_id, version)
        taken = queries.rows_on(session, found.id, line_ids)
        if not taken:
            raise RuleRefused("no-line-chosen", "Choose at least one line that is on the return.")
        for row in taken:
            audit.record(session, actor, "return.line-taken-off", found.id, line=str(row.line_id))
            session.delete(row)
        found.version += 1
        return len(taken)


def abandon(return_id: UUID, version: int, *, actor: Actor) -> None:
    """Give up a return that is prepared; its lines stay audited. Writes claim_return, audit_event.

    Raises Forbidden("role"), NotFound("return"), Conflict("changed-meanwhile"), RuleRefused("return-sent").
    """
    check_may(actor, Action.PREPARE_RETURNS)
    with transaction(actor) as session:
        found = return_prepared(session, return_id, version)
        move_return(found, ReturnState.ABANDONED)
        audit.record(session, actor, "return.abandoned", found.id)


def return_prepared(session: Session, return_id: UUID, version: int) -> ClaimReturn:
    """The return, locked, while it is prepared. Raises as `return_as_seen`, RuleRefused("return-sent")."""
    found = return_as_seen(session, return_id, version)
    if found.state is not ReturnState.PREPARING:
        raise RuleRefused("return-sent", "This return has been sent for signature, so it stays as it is.")
    return found


def return_as_seen(session: Session, return_id: UUID, version: int) -> ClaimReturn:
    """The return, locked, if nobody has changed it since this version.

    Raises NotFound("return"), Conflict("changed-meanwhile").
    """
    found = queries.return_to_change(session, return_id)
    check_version(found.version, version)
    return found


def check_version(current: int, seen: int) -> None:
    """Refuse to change a return that was changed since it was seen. Raises Conflict("changed-meanwhile")."""
    if current != seen:
        raise Conflict(
            "changed-meanwhile",
            "Somebody else has changed this return since you opened it. Look at it as it stands now.",
            version=current,
        )


def move_return(found: ClaimReturn, wanted: ReturnState) -> None:
    """Move a locked return. Raises RuleRefused("return-move-not-allowed")."""
    check_return_move(found.state, wanted)
    found.state = wanted
    found.version += 1


def keep_lines(session: Session, return_id: UUID, lines: Iterable[LineNow]) -> None:
    """Keep lines on a return as they are now. Writes claim_return_line."""
    session.add_all(
        ClaimReturnLine(
            return_id=return_id,
            line_id=line.then.line_id,
            family_id=line.then.family_id,
            route=line.then.route,
            value_pence=line.then.value_pence,
            funded_elsewhere=line.then.funded_elsewhere,
            cohort_year=line.then.cohort_year,
            part=line.then.part,
        )
        for line in lines
    )
    session.flush()


def check_apart_from_lines(
    session: Session, wanted: Duty, lines: Iterable[LineNow], actor: Actor, also: Iterable[Duty] = ()
) -> None:
    """Refuse somebody who did another duty about a line that the return claims, or about the return itself.

    also: what they did about the return. Raises Forbidden("not-apart").
    """
    claimed = [line.claim_id for line in lines if line.then.part is LinePart.CLAIMED]
    done = set(also)
    for duties in duties_done(session, claimed, actor.user_id).values():
        done |= duties
    check_apart(wanted, done, RETURN)
