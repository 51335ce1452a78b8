"""What became of a submitted return: each line answered, the answers reconciled, and repayments followed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlmodel import Session

from app import audit, clock
from app.access.policies import Actor, check_may
from app.access.roles import Action
from app.claims.models.claims import ClaimLine
from app.claims.models.returns import ClaimReturn, Repayment, ReturnAnswer
from app.claims.queries import returns as queries
from app.claims.queries.lines import lines_to_move
from app.claims.queries.returns import RepaymentRead, ReturnRead
from app.claims.rules.lifecycle import LineState
from app.claims.rules.returns import (
    Answered,
    AnswerOutcome,
    FoundBy,
    LinePart,
    Reconciled,
    ReturnState,
    check_answer,
    reconcile,
    repayment_due,
)
from app.claims.services.moving import move_lines
from app.claims.services.returning import move_return, return_as_seen
from app.db import reading, transaction
from app.errors import Conflict, NotFound, RuleRefused

REPAY_WITHIN = timedelta(days=30)
"""How long the council gives itself to repay. Ours: no source."""

TO_STATE = {
    AnswerOutcome.PAID: LineState.PAID,
    AnswerOutcome.PART_PAID: LineState.PAID,
    AnswerOutcome.NOT_VALID: LineState.NOT_VALID,
}


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer to a line. paid_pence: how much came, where only a part did. reason: why it is not valid."""

    outcome: AnswerOutcome
    answered_on: date
    paid_pence: int | None = None
    reason: str | None = None
    found_by: FoundBy = FoundBy.DEPARTMENT


@dataclass(frozen=True, slots=True)
class Answers:
    """A signed return with the answers to its lines, how they reconcile, and what is repaid."""

    read: ReturnRead
    lines: tuple[Answered, ...]
    reconciled: Reconciled
    repayments: tuple[RepaymentRead, ...]


def answers(return_id: UUID, *, actor: Actor) -> Answers:
    """What became of a return's lines. Raises Forbidden("role"), NotFound("return")."""
    check_may(actor, Action.SEE_RETURNS)
    with reading(actor) as session:
        lines = queries.answered_lines(session, return_id)
        return Answers(
            queries.return_read(session, return_id),
            lines,
            reconcile(lines),
            queries.repayments(session, line_ids=[each.line.line_id for each in lines]),
        )


def answer_line(
    return_id: UUID, version: int, line_id: UUID, answer: Answer, *, actor: Actor, on: date
) -> None:
    """Record what became of a line of a return, by the department or as the council itself found.

    One that was paid may be answered again; one that is not valid is so for good, and what came for it is to
    be repaid. When every line has its answer the return is answered.
    Writes return_answer, claim_line, claim_move, repayment, claim_return, audit_event.
    Raises Forbidden("role" | "not-apart"), NotFound("return" | "line"), Conflict("changed-meanwhile"),
    RuleRefused("not-submitted" | "answer-day" | "part-paid-how-much" | "why-not-valid" | "move-not-allowed").
    """
    check_may(actor, Action.PREPARE_RETURNS)
    with transaction(actor) as session:
        found = _answerable(session, return_id, version, answer, on)
        on_it = {line.then.line_id for line in _claimed(session, found)}
        locked = lines_to_move(session, [line_id] if line_id in on_it else [])
        if not locked:
            raise NotFound("line", "This return claims no such line.")
        _record(session, locked[0], answer, actor=actor, on=on)
        _close(session, found)


def answer_rest(return_id: UUID, version: int, answered_on: date, *, actor: Actor, on: date) -> int:
    """Record that every line of a return that has no answer yet was paid whole; how many those were.

    Writes as `answer_line`. Raises Forbidden("role" | "not-apart"), NotFound("return"),
    Conflict("changed-meanwhile"), RuleRefused("not-submitted" | "answer-day" | "all-answered").
    """
    check_may(actor, Action.PREPARE_RETURNS)
    answer = Answer(AnswerOutcome.PAID, answered_on)
    with transaction(actor) as session:
        found = _answerable(session, return_id, version, answer, on)
        waiting = [
            line.then.line_id for line in _claimed(session, found) if line.state is LineState.SUBMITTED
        ]
        locked = [line for line in lines_to_move(session, waiting) if line.state is LineState.SUBMITTED]
        if not locked:
            raise RuleRefused("all-answered", "Every line of this return has its answer already.")
        for line in locked:
            _keep(session, line, answer, line.value_pence, actor)
        move_lines(session, locked, LineState.PAID, actor=actor, on=on)
        _close(session, found)
        return len(locked)


def repaid(repayment_id: UUID, repaid_on: date, *, actor: Actor, on: date) -> None:
    """Record the day on which something was repaid. Writes repayment, audit_event.

    Raises Forbidden("role"), NotFound("repayment"), Conflict("repaid-already"), RuleRefused("repaid-day").
    """
    check_may(actor, Action.PREPARE_RETURNS)
    if repaid_on > on:
        raise RuleRefused("repaid-day", "The day of a repayment is today or earlier.")
    with transaction(actor) as session:
        found = queries.repayment_to_change(session, repayment_id)
        if found.repaid_on is not None:
            raise Conflict("repaid-already", "Somebody has recorded already that this was repaid.")
        found.repaid_on, found.repaid_by = repaid_on, actor.user_id
        audit.record(session, actor, "repayment.repaid", found.id, line=str(found.line_id))


def _answerable(session: Session, return_id: UUID, version: int, answer: Answer, on: date) -> ClaimReturn:
    """The return, locked, if what became of its lines may be recorded as of that day.

    What the council itself finds wrong it may say as soon as the return is signed.
    """
    found = return_as_seen(session, return_id, version)
    submitted = (ReturnState.SUBMITTED, ReturnState.ANSWERED)
    by_council = answer.found_by is FoundBy.COUNCIL and answer.outcome is AnswerOutcome.NOT_VALID
    if found.state not in submitted and not (by_council and found.state.is_signed):
        raise RuleRefused(
            "not-submitted", "This return has not been submitted, so no answer to it can have come."
        )
    first = found.submitted_on or found.decided_on
    if answer.answered_on > on or (first is not None and answer.answered_on < first):
        raise RuleRefused(
            "answer-day", "The day of an answer is today or earlier, and not before the return was submitted."
        )
    return found


def _record(session: Session, line: ClaimLine, answer: Answer, *, actor: Actor, on: date) -> None:
    earlier = queries.answers_to(session, [line.id]).get(line.id, ())
    paid = check_answer(answer.outcome, line.value_pence, answer.paid_pence, answer.reason)
    state = TO_STATE[answer.outcome]
    _keep(session, line, answer, paid, actor)
    if line.state is not LineState.PAID or state is not LineState.PAID:
        move_lines(session, [line], state, actor=actor, on=on, reason=answer.reason)
    if state is LineState.NOT_VALID:
        due = repayment_due(queries.paid_for(earlier))
        if due is not None:
            session.add(Repayment(line_id=line.id, pence=due, due_on=answer.answered_on + REPAY_WITHIN))
            audit.record(session, actor, "repayment.due", line.id, pence=due)


def _keep(session: Session, line: ClaimLine, answer: Answer, paid: int, actor: Actor) -> None:
    session.add(
        ReturnAnswer(
            line_id=line.id,
            outcome=answer.outcome,
            paid_pence=paid,
            reason=answer.reason,
            found_by=answer.found_by,
            answered_on=answer.answered_on,
            recorded_by=actor.user_id,
            recorded_at=clock.now(),
        )
    )
    audit.record(session, actor, "claim-line.answered", line.id, outcome=answer.outcome.value)


def _close(session: Session, found: ClaimReturn) -> None:
    """Note that answers have come; a return whose every line has one is answered."""
    session.flush()
    waiting = any(line.state is LineState.SUBMITTED for line in _claimed(session, found))
    if found.state is ReturnState.SUBMITTED and not waiting:
        move_return(found, ReturnState.ANSWERED)
    else:
        found.version += 1


def _claimed(session: Session, found: ClaimReturn) -> Sequence[queries.LineNow]:
    return queries.lines_on(session, found.id, parts=(LinePart.CLAIMED,))
