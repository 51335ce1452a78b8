"""Returns read back: their lines as they stood and as they stand, their explanations, answers, repayments."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.access.models import UserAccount
from app.cases.models.people import Family
from app.cases.queries.columns import columns
from app.claims.models.claims import Claim, ClaimLine, ClaimMove, ClaimWindow
from app.claims.models.returns import (
    ClaimReturn,
    ClaimReturnLine,
    Repayment,
    ReturnAnswer,
    ReturnQueryAnswer,
)
from app.claims.rules.lifecycle import LineState
from app.claims.rules.returns import (
    SIGNED_STATES,
    Answered,
    AnswerOutcome,
    FoundBy,
    LinePart,
    LineThen,
    ReturnState,
)
from app.db import rows
from app.errors import NotFound
from app.programme.editions import PACKS
from app.programme.packs import Phase, Route
from app.programme.phase_two import OUTCOME_PLANS

STANDING = (LineState.SUBMITTED, LineState.PAID)
"""The states of a line that has been claimed and counts."""

SIGNING_LOCK = 7_204_028

NOBODY = "somebody without an account"


@dataclass(frozen=True, slots=True)
class ReturnRead:
    """A return with its window, and who did what to it when. A name is None where nobody has yet."""

    id: UUID
    window_id: UUID
    label: str
    phase: Phase
    opens_on: date
    closes_on: date
    number: int
    state: ReturnState
    version: int
    corrects_id: UUID | None
    corrects_number: int | None
    prepared_by: UUID
    preparer: str | None
    prepared_on: date
    sent_by: UUID | None
    sender: str | None
    sent_on: date | None
    decided_by: UUID | None
    decider: str | None
    decided_on: date | None
    decision_reason: str | None
    submitted_on: date | None
    submitted_reference: str | None
    lines: int
    pence: int

    @property
    def title(self) -> str:
        """July 2013, return 2."""
        return f"{self.label}, return {self.number}"


@dataclass(frozen=True, slots=True)
class LineNow:
    """A line of a return as it stood on it, beside the line as it is now."""

    then: LineThen
    claim_id: UUID
    family_id: UUID
    state: LineState
    window_id: UUID | None
    value_pence: int
    funded_elsewhere: bool
    tested_on: date | None


@dataclass(frozen=True, slots=True)
class Explained:
    """Why a QUERY may stand: what was found when it was explained, in whose words."""

    code: str
    found: str
    explanation: str
    explained_by: UUID
    name: str | None
    explained_at: datetime


@dataclass(frozen=True, slots=True)
class AuditedBy:
    """An auditor of lines of a return, and the day of the last of them."""

    user_id: UUID
    name: str | None
    last_on: date


@dataclass(frozen=True, slots=True)
class RepaymentRead:
    """What is to be repaid for a family's line, by when, and since when it has been."""

    id: UUID
    line_id: UUID
    reference: str | None
    route: Route
    pence: int
    due_on: date
    repaid_on: date | None


def returns(session: Session, *, states: Collection[ReturnState] | None = None) -> tuple[ReturnRead, ...]:
    """The returns, or those in some states; of the latest window first, and of it the latest return."""
    statement = _reads().order_by(
        col(ClaimWindow.opens_on).desc(), col(ClaimWindow.id), col(ClaimReturn.number).desc()
    )
    if states is not None:
        statement = statement.where(col(ClaimReturn.state).in_(sorted(states)))
    return tuple(ReturnRead(**row._asdict()) for row in rows(session, statement))


def return_read(session: Session, return_id: UUID) -> ReturnRead:
    """A return. Raises NotFound("return")."""
    found = rows(session, _reads().where(col(ClaimReturn.id) == return_id))
    if not found:
        raise no_such_return()
    return ReturnRead(**found[0]._asdict())


def _reads() -> sa.Select[*tuple[Any, ...]]:
    preparer, sender, decider = aliased(UserAccount), aliased(UserAccount), aliased(UserAccount)
    corrected = aliased(ClaimReturn)
    claimed = (
        sa.select(
            sa.func.count().label("lines"),
            sa.cast(sa.func.coalesce(sa.func.sum(col(ClaimReturnLine.value_pence)), 0), sa.BigInteger).label(
                "pence"
            ),
        )
        .where(
            col(ClaimReturnLine.return_id) == col(ClaimReturn.id),
            col(ClaimReturnLine.part) == LinePart.CLAIMED,
        )
        .lateral("claimed")
    )
    return (
        sa.select(
            *columns(ClaimReturn, "id", "window_id"),
            *columns(ClaimWindow, "label", "phase", "opens_on", "closes_on"),
            *columns(ClaimReturn, "number", "state", "version", "corrects_id"),
            col(corrected.number).label("corrects_number"),
            *columns(ClaimReturn, "prepared_by", "prepared_on", "sent_by", "sent_on"),
            *columns(ClaimReturn, "decided_by", "decided_on", "decision_reason"),
            *columns(ClaimReturn, "submitted_on", "submitted_reference"),
            col(preparer.display_name).label("preparer"),
            col(sender.display_name).label("sender"),
            col(decider.display_name).label("decider"),
            claimed.c.lines,
            claimed.c.pence,
        )
        .join_from(ClaimReturn, ClaimWindow, col(ClaimWindow.id) == col(ClaimReturn.window_id))
        .join(claimed, sa.true())
        .outerjoin(corrected, col(corrected.id) == col(ClaimReturn.corrects_id))
        .outerjoin(preparer, col(preparer.id) == col(ClaimReturn.prepared_by))
        .outerjoin(sender, col(sender.id) == col(ClaimReturn.sent_by))
        .outerjoin(decider, col(decider.id) == col(ClaimReturn.decided_by))
    )


def return_to_change(session: Session, return_id: UUID) -> ClaimReturn:
    """The return, locked until the transaction ends. Raises NotFound("return")."""
    found = session.exec(
        select(ClaimReturn).where(ClaimReturn.id == return_id).with_for_update()
    ).one_or_none()
    if found is None:
        raise no_such_return()
    return found


def one_signature_at_a_time(session: Session) -> None:
    """Wait until nobody else is at a signature: what one takes back, or claims, the next sees."""
    session.connection().execute(sa.select(sa.func.pg_advisory_xact_lock(SIGNING_LOCK)))


def window_to_return(session: Session, window_id: UUID) -> ClaimWindow:
    """The window, locked until the transaction ends, so that its returns are numbered one by one.

    Raises NotFound("claim-window").
    """
    statement = select(ClaimWindow).where(ClaimWindow.id == window_id).with_for_update(key_share=True)
    found = session.exec(statement).one_or_none()
    if found is None:
        raise NotFound("claim-window", "There is no such claim window.")
    return found


def returns_of_window(session: Session, window_id: UUID) -> Sequence[ClaimReturn]:
    """The returns of a window, the first first."""
    return session.exec(
        select(ClaimReturn).where(ClaimReturn.window_id == window_id).order_by(col(ClaimReturn.number))
    ).all()


def last_decided(session: Session, phase: Phase, before: UUID | None, *, signed: bool) -> UUID | None:
    """The latest return of a phase that was signed, or (signed False) signed or refused.

    before: the return that asks; one that was decided on looks only at those decided on before it.
    """
    states = [*SIGNED_STATES, *(() if signed else (ReturnState.REFUSED,))]
    asking = sa.select(col(ClaimReturn.decided_at)).where(col(ClaimReturn.id) == before).scalar_subquery()
    statement = (
        sa.select(col(ClaimReturn.id))
        .join(ClaimWindow, col(ClaimWindow.id) == col(ClaimReturn.window_id))
        .where(
            col(ClaimWindow.phase) == phase,
            col(ClaimReturn.state).in_(states),
            sa.true() if before is None else col(ClaimReturn.id) != before,
            sa.or_(asking.is_(None), col(ClaimReturn.decided_at) < asking),
        )
        .order_by(col(ClaimReturn.decided_at).desc())
        .limit(1)
    )
    return session.connection().execute(statement).scalar_one_or_none()


def lines_on(
    session: Session, return_id: UUID, *, parts: Collection[LinePart] | None = None
) -> tuple[LineNow, ...]:
    """The lines of a return as they stood, beside what they are now, by the reference of their family."""
    then = ClaimReturnLine
    statement = (
        sa.select(
            *columns(then, "line_id", "family_id", "route", "value_pence", "funded_elsewhere"),
            *columns(then, "cohort_year", "part"),
            col(Family.reference),
            *(column.label(f"now_{column.key}") for column in _NOW),
        )
        .select_from(then)
        .outerjoin(ClaimLine, col(ClaimLine.id) == col(then.line_id))
        .outerjoin(Claim, col(Claim.id) == col(ClaimLine.claim_id))
        .outerjoin(Family, col(Family.id) == sa.func.coalesce(col(Claim.family_id), col(then.family_id)))
        .where(
            col(then.return_id) == return_id,
            sa.true() if parts is None else col(then.part).in_(sorted(parts)),
        )
        .order_by(col(Family.reference), col(then.family_id), col(then.route))
    )
    return tuple(_line_now(row) for row in rows(session, statement))


_NOW = (
    *columns(ClaimLine, "claim_id", "state", "window_id", "value_pence", "unfunded_reason"),
    col(Claim.family_id),
    *columns(ClaimLine, "tested_on", "drafted_on"),
)


def _line_now(row: sa.Row[Any]) -> LineNow:
    """A line that is gone, for two drafts of one family became one, stands as withdrawn."""
    then = LineThen(
        row.line_id,
        row.family_id,
        row.reference,
        row.route,
        row.value_pence,
        row.funded_elsewhere,
        row.cohort_year,
        row.part,
    )
    return LineNow(
        then=then,
        claim_id=row.now_claim_id or row.line_id,
        family_id=row.now_family_id or row.family_id,
        state=row.now_state or LineState.WITHDRAWN,
        window_id=row.now_window_id,
        value_pence=row.now_value_pence or 0,
        funded_elsewhere=row.now_unfunded_reason is not None,
        tested_on=row.now_tested_on or row.now_drafted_on,
    )


def standing_lines(session: Session, phase: Phase) -> tuple[LineNow, ...]:
    """Every line of a phase that has been submitted and counts, however it came to be."""
    return _lines_now(
        session,
        LinePart.STANDS,
        col(Claim.phase) == phase,
        col(ClaimLine.state).in_(STANDING),
    )


def audited_lines(session: Session, window_id: UUID) -> tuple[LineNow, ...]:
    """The lines of a window that have passed internal audit and are on no return.

    One that an import calls audited has no proof that was frozen here, and nobody here has read it.
    """
    return _lines_now(
        session,
        LinePart.CLAIMED,
        col(ClaimLine.window_id) == window_id,
        col(ClaimLine.state) == LineState.AUDITED,
        col(ClaimLine.proof_digest).is_not(None),
    )


def _lines_now(session: Session, part: LinePart, *conditions: sa.ColumnElement[bool]) -> tuple[LineNow, ...]:
    statement = (
        sa.select(
            col(ClaimLine.id),
            *columns(ClaimLine, "claim_id", "route", "state", "window_id", "value_pence", "unfunded_reason"),
            *columns(ClaimLine, "tested_on", "drafted_on"),
            col(Claim.family_id),
            col(Claim.phase),
            *columns(Family, "reference", "attached_on"),
        )
        .join_from(ClaimLine, Claim, col(Claim.id) == col(ClaimLine.claim_id))
        .join(Family, col(Family.id) == col(Claim.family_id))
        .where(*conditions)
        .order_by(col(Family.reference), col(Family.id), col(ClaimLine.route))
    )
    return tuple(
        LineNow(
            then=LineThen(
                row.id,
                row.family_id,
                row.reference,
                row.route,
                row.value_pence,
                row.unfunded_reason is not None,
                cohort_of(row.attached_on, row.phase),
                part,
            ),
            claim_id=row.claim_id,
            family_id=row.family_id,
            state=row.state,
            window_id=row.window_id,
            value_pence=row.value_pence,
            funded_elsewhere=row.unfunded_reason is not None,
            tested_on=row.tested_on or row.drafted_on,
        )
        for row in rows(session, statement)
    )


def cohort_of(attached_on: date | None, phase: Phase) -> int | None:
    """The cohort year whose terms cover a family attached on a day; None when none does."""
    if attached_on is None:
        return None
    terms = (each for pack in (*PACKS, *OUTCOME_PLANS) if pack.phase is phase for each in pack.terms)
    return next((each.cohort_year for each in terms if attached_on in each.attached), None)


def why_left(session: Session, line_ids: Collection[UUID]) -> dict[UUID, str]:
    """Why lines no longer count: their last move, and the reason that was given for it."""
    moves = (
        sa.select(*columns(ClaimMove, "line_id", "to_state", "moved_on", "reason"))
        .where(col(ClaimMove.line_id).in_(list(line_ids)))
        .order_by(*columns(ClaimMove, "moved_at", "id"))
    )  # the last one counts
    return {
        row.line_id: f"{row.to_state.label}{f': {row.reason}' if row.reason else '.'}"
        for row in rows(session, moves)
    }


def explanations(session: Session, return_id: UUID) -> dict[str, Explained]:
    """The explanation that stands for each check of a return, by its code."""
    statement = (
        sa.select(
            *columns(ReturnQueryAnswer, "code", "found", "explanation", "explained_by"),
            col(UserAccount.display_name).label("name"),
            col(ReturnQueryAnswer.explained_at),
        )
        .outerjoin(UserAccount, col(UserAccount.id) == col(ReturnQueryAnswer.explained_by))
        .where(col(ReturnQueryAnswer.return_id) == return_id)
        .order_by(*columns(ReturnQueryAnswer, "explained_at", "id"))
    )  # the last one counts
    return {row.code: Explained(**row._asdict()) for row in rows(session, statement)}


def explained_by(session: Session, return_id: UUID) -> frozenset[UUID]:
    """Everybody who has explained a check of a return."""
    statement = sa.select(col(ReturnQueryAnswer.explained_by)).where(
        col(ReturnQueryAnswer.return_id) == return_id
    )
    return frozenset(row.explained_by for row in rows(session, statement))


def audited_by(session: Session, line_ids: Collection[UUID]) -> tuple[AuditedBy, ...]:
    """Who passed these lines at audit, each with the day of the last; whoever did so last stands last."""
    last_on = sa.func.max(col(ClaimMove.moved_on)).label("last_on")
    statement: sa.Select[*tuple[Any, ...]] = (
        sa.select(col(ClaimMove.moved_by), col(UserAccount.display_name).label("name"), last_on)
        .outerjoin(UserAccount, col(UserAccount.id) == col(ClaimMove.moved_by))
        .where(
            col(ClaimMove.line_id).in_(list(line_ids)),
            col(ClaimMove.from_state) == LineState.WITH_INTERNAL_AUDIT,
            col(ClaimMove.to_state) == LineState.AUDITED,
        )
        .group_by(col(ClaimMove.moved_by), col(UserAccount.display_name))
        .order_by(last_on, col(ClaimMove.moved_by))
    )
    return tuple(AuditedBy(row.moved_by, row.name, row.last_on) for row in rows(session, statement))


def moved_out(session: Session, family_ids: Iterable[UUID], on: date) -> frozenset[UUID]:
    """The families whom the latest decision about them, by a day, says to have moved out of the area."""
    statement = sa.text(MOVED_OUT).bindparams(
        sa.bindparam("families", list(family_ids), ARRAY(sa.Uuid)), sa.bindparam("on", on)
    )
    return frozenset(session.connection().execute(statement).scalars())


MOVED_OUT = """
    select family.id from family
    where family.id = any(:families) and (
        (select reason from triage_decision
         where family_id = family.id and decided_on <= :on
         order by decided_on desc limit 1) = 'moved-out-of-area'
        or (select closure_reason from assessment
            where family_id = family.id and closed_on <= :on
            order by closed_on desc limit 1) = 'moved-away'
    )
"""


def answered_lines(session: Session, return_id: UUID) -> tuple[Answered, ...]:
    """The lines that a return claimed, each with the answer that stands."""
    claimed = lines_on(session, return_id, parts=(LinePart.CLAIMED,))
    answers = answers_to(session, [line.then.line_id for line in claimed])
    found = []
    for line in claimed:
        paid, latest = _standing(answers.get(line.then.line_id, ()))
        found.append(
            Answered(
                line.then,
                latest.outcome if latest else None,
                paid,
                latest.reason if latest else None,
                latest.found_by if latest else None,
                latest.answered_on if latest else None,
            )
        )
    return tuple(found)


@dataclass(frozen=True, slots=True)
class AnswerRead:
    """An answer to a line, as it was recorded."""

    line_id: UUID
    outcome: AnswerOutcome
    paid_pence: int
    reason: str | None
    found_by: FoundBy
    answered_on: date


def answers_to(session: Session, line_ids: Collection[UUID]) -> Mapping[UUID, tuple[AnswerRead, ...]]:
    """The answers to lines, the first first."""
    statement: sa.Select[*tuple[Any, ...]] = (
        sa.select(
            *columns(ReturnAnswer, "line_id", "outcome", "paid_pence", "reason", "found_by", "answered_on")
        )
        .where(col(ReturnAnswer.line_id).in_(list(line_ids)))
        .order_by(col(ReturnAnswer.recorded_at), col(ReturnAnswer.id))
    )
    found: dict[UUID, list[AnswerRead]] = {}
    for row in rows(session, statement):
        found.setdefault(row.line_id, []).append(AnswerRead(**row._asdict()))
    return {line_id: tuple(of_line) for line_id, of_line in found.items()}


def paid_for(answers: Sequence[AnswerRead]) -> int:
    """Pence that came for a line by its answers: what the latest that paid says."""
    return _standing(answers)[0]


def _standing(answers: Sequence[AnswerRead]) -> tuple[int, AnswerRead | None]:
    """What came for a line, and the answer that stands: one that is not valid keeps what came before it."""
    paid = [each.paid_pence for each in answers if each.outcome is not AnswerOutcome.NOT_VALID]
    return (paid[-1] if paid else 0), (answers[-1] if answers else None)


def repayments(
    session: Session, *, line_ids: Collection[UUID] | None = None, open_only: bool = False
) -> tuple[RepaymentRead, ...]:
    """Repayments, those that are due first standing first; of some lines, or those that wait."""
    statement = (
        sa.select(
            *columns(Repayment, "id", "line_id"),
            col(Family.reference),
            col(ClaimLine.route),
            *columns(Repayment, "pence", "due_on", "repaid_on"),
        )
        .join_from(Repayment, ClaimLine, col(ClaimLine.id) == col(Repayment.line_id))
        .join(Claim, col(Claim.id) == col(ClaimLine.claim_id))
        .join(Family, col(Family.id) == col(Claim.family_id))
        .where(
            sa.true() if line_ids is None else col(Repayment.line_id).in_(list(line_ids)),
            col(Repayment.repaid_on).is_(None) if open_only else sa.true(),
        )
        .order_by(*columns(Repayment, "due_on", "id"))
    )
    return tuple(RepaymentRead(**row._asdict()) for row in rows(session, statement))


def repayment_to_change(session: Session, repayment_id: UUID) -> Repayment:
    """A repayment, locked until the transaction ends. Raises NotFound("repayment")."""
    statement = select(Repayment).where(Repayment.id == repayment_id).with_for_update()
    found = session.exec(statement).one_or_none()
    if found is None:
        raise NotFound("repayment", "There is no such repayment.")
    return found


def return_that_claimed(session: Session, line_id: UUID) -> UUID | None:
    """The signed return that claimed a line; None for one that was imported as claimed."""
    statement = (
        sa.select(col(ClaimReturn.id))
        .join(ClaimReturnLine, col(ClaimReturnLine.return_id) == col(ClaimReturn.id))
        .where(
            col(ClaimReturnLine.line_id) == line_id,
            col(ClaimReturnLine.part) == LinePart.CLAIMED,
            col(ClaimReturn.state).in_(sorted(SIGNED_STATES)),
        )
    )
    return session.connection().execute(statement).scalar_one_or_none()


def no_such_return() -> NotFound:
    """What is answered about a return that there is not."""
    return NotFound("return", "There is no such return.")


def rows_on(session: Session, return_id: UUID, line_ids: Collection[UUID]) -> Sequence[ClaimReturnLine]:
    """The rows of these lines on a return, to be taken off; one that is not on it is left out."""
    statement = (
        select(ClaimReturnLine)
        .where(ClaimReturnLine.return_id == return_id, col(ClaimReturnLine.line_id).in_(list(line_ids)))
        .order_by(col(ClaimReturnLine.line_id))
    )
    return session.exec(statement).all()
