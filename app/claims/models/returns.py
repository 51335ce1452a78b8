"""Returns of claim windows: their lines as they stood, what was explained and answered, what is repaid.

A line and a family are named by their ids as they were, without a key: a return stays as it was signed,
whatever becomes of the records.
"""

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from app.claims.rules.returns import AnswerOutcome, FoundBy, LinePart, ReturnState
from app.db import Row, stored
from app.programme.packs import Route


class ClaimReturn(Row, table=True):
    """The return of a claim window: one at a time before it is signed, and each with its number.

    version: one more with each change. corrects_id: the signed return of the window that it corrects.
    decided_by: who signed it, or refused it for decision_reason. submitted_reference: the department's.
    """

    __tablename__ = "claim_return"
    __table_args__ = (
        sa.UniqueConstraint("window_id", "number"),
        sa.Index(
            "uq_claim_return_open",
            "window_id",
            unique=True,
            postgresql_where=sa.text("state in ('preparing', 'waiting-for-signature')"),
        ),
        sa.CheckConstraint("number >= 1", name="number"),
        sa.CheckConstraint("char_length(decision_reason) between 1 and 2000", name="decision_reason_length"),
        sa.CheckConstraint(
            "char_length(submitted_reference) between 1 and 100", name="submitted_reference_length"
        ),
        sa.CheckConstraint("(state = 'refused') = (decision_reason is not null)", name="refused_with_why"),
    )

    window_id: UUID = Field(foreign_key="claim_window.id")
    number: int
    state: ReturnState = Field(sa_type=stored(ReturnState))
    version: int = 1
    corrects_id: UUID | None = Field(default=None, foreign_key="claim_return.id", index=True)
    prepared_by: UUID
    prepared_on: date
    prepared_at: datetime = Field(sa_type=sa.DateTime(timezone=True))
    sent_by: UUID | None = None
    sent_on: date | None = None
    decided_by: UUID | None = None
    decided_on: date | None = None
    decided_at: datetime | None = Field(default=None, sa_type=sa.DateTime(timezone=True))
    decision_reason: str | None = None
    submitted_by: UUID | None = None
    submitted_on: date | None = None
    submitted_reference: str | None = None


class ClaimReturnLine(Row, table=True):
    """A line on a return, as it stood. Never changed; taken off only while the return is prepared."""

    __tablename__ = "claim_return_line"
    __table_args__ = (
        sa.UniqueConstraint("return_id", "line_id"),
        sa.Index("ix_claim_return_line_line_id", "line_id"),
        sa.CheckConstraint("value_pence >= 0", name="value"),
    )

    return_id: UUID = Field(foreign_key="claim_return.id")
    line_id: UUID
    family_id: UUID
    route: Route = Field(sa_type=stored(Route))
    value_pence: int = Field(sa_type=sa.BigInteger)
    funded_elsewhere: bool
    cohort_year: int | None = None
    part: LinePart = Field(sa_type=stored(LinePart))


class ReturnQueryAnswer(Row, table=True):
    """Why a QUERY may stand, of what was found then. Only ever added to; the latest counts."""

    __tablename__ = "return_query_answer"
    __table_args__ = (
        sa.CheckConstraint("char_length(explanation) between 1 and 2000", name="explanation_length"),
        sa.Index("ix_return_query_answer_return_id_explained_at", "return_id", "explained_at"),
    )

    return_id: UUID = Field(foreign_key="claim_return.id")
    code: str
    found: str
    explanation: str
    explained_by: UUID
    explained_at: datetime = Field(sa_type=sa.DateTime(timezone=True))


class ReturnAnswer(Row, table=True):
    """What became of a submitted line. Only ever added to; the latest counts."""

    __tablename__ = "return_answer"
    __table_args__ = (
        sa.CheckConstraint("paid_pence >= 0", name="paid"),
        sa.CheckConstraint("char_length(reason) between 1 and 2000", name="reason_length"),
        sa.CheckConstraint("outcome <> 'not-valid' or reason is not null", name="not_valid_with_why"),
        sa.Index("ix_return_answer_line_id_recorded_at", "line_id", "recorded_at"),
    )

    line_id: UUID
    outcome: AnswerOutcome = Field(sa_type=stored(AnswerOutcome))
    paid_pence: int = Field(sa_type=sa.BigInteger)
    reason: str | None = None
    found_by: FoundBy = Field(sa_type=stored(FoundBy))
    answered_on: date
    recorded_by: UUID
    recorded_at: datetime = Field(sa_type=sa.DateTime(timezone=True))


class Repayment(Row, table=True):
    """What is to be repaid for a line that was paid and then found not valid, until it has been."""

    __tablename__ = "repayment"
    __table_args__ = (
        sa.UniqueConstraint("line_id"),
        sa.CheckConstraint("pence > 0", name="pence"),
        sa.CheckConstraint("(repaid_on is null) = (repaid_by is null)", name="repaid_by_whom"),
    )

    line_id: UUID
    pence: int = Field(sa_type=sa.BigInteger)
    due_on: date
    repaid_on: date | None = None
    repaid_by: UUID | None = None
