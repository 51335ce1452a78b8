"""What guards a claim: concerns about its proof, people that it shares, and proofs that it had before."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from app.claims.rules.outcomes import Outcome
from app.db import Row, stored


class ClaimConcern(Row, table=True):
    """A part of a claimed result that no longer passes as at its test date, by what is recorded now.

    part: the part's code, or "eligibility", "attachment", "result", "value" or "people". said: what is found
    now, in a sentence without a name. noticed_on: the day of business. passed_again_at: it holds no longer
    by itself. settled_at, settled_by, note: the coordinator has dealt with it.
    """

    __tablename__ = "claim_concern"
    __table_args__ = (
        sa.CheckConstraint(
            "(settled_at is null) = (settled_by is null) and (settled_at is null) = (note is null)",
            name="settled_together",
        ),
        sa.CheckConstraint("char_length(note) between 1 and 2000", name="note_length"),
        sa.Index(
            "ix_claim_concern_holds",
            "line_id",
            "part",
            "outcome",
            unique=True,
            postgresql_where=sa.text("passed_again_at is null"),
        ),
    )

    line_id: UUID = Field(foreign_key="claim_line.id")
    part: str
    outcome: Outcome = Field(sa_type=stored(Outcome))
    said: str
    noticed_on: date
    noticed_at: datetime = Field(sa_type=sa.DateTime(timezone=True))
    passed_again_at: datetime | None = Field(default=None, sa_type=sa.DateTime(timezone=True))
    settled_at: datetime | None = Field(default=None, sa_type=sa.DateTime(timezone=True))
    settled_by: UUID | None = None
    note: str | None = None


class ClaimOverlap(Row, table=True):
    """Why a family is claimed for although people of it stood in another family with a claim. Only added to.

    other_claim_id, other_family_id: as they were then, without a key, since a merge may set them aside.
    """

    __tablename__ = "claim_overlap"
    __table_args__ = (
        sa.UniqueConstraint("line_id", "other_claim_id"),
        sa.CheckConstraint("char_length(reason) between 1 and 2000", name="reason_length"),
    )

    line_id: UUID = Field(foreign_key="claim_line.id")
    other_claim_id: UUID
    other_family_id: UUID
    reason: str
    answered_by: UUID
    answered_at: datetime = Field(sa_type=sa.DateTime(timezone=True))


class ClaimPastProof(Row, table=True):
    """A proof that a line had before it was completed again. Only added to."""

    __tablename__ = "claim_past_proof"
    __table_args__ = (sa.Index("ix_claim_past_proof_line_id_replaced_at", "line_id", "replaced_at"),)

    line_id: UUID = Field(foreign_key="claim_line.id")
    proof: dict[str, Any] = Field(sa_type=JSONB)
    proof_digest: str
    replaced_at: datetime = Field(sa_type=sa.DateTime(timezone=True))
