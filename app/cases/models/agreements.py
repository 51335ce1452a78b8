"""Information-sharing agreements with agencies: what each lets them share, when it was signed and is due."""

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from app.cases.rules.agreements import LONGEST_TITLE, AgreementKind
from app.db import Row, in_order, stored


class SharingAgreement(Row, table=True):
    """An agreement with an agency. signed_on None: it is wanted and nobody has signed it yet.

    recorded_on: the day from which reports know of it. ended_on: the day from which it holds no more.
    version: grows with every change.
    """

    __tablename__ = "sharing_agreement"
    __table_args__ = (
        sa.CheckConstraint("version >= 1", name="version"),
        sa.CheckConstraint(f"char_length(title) between 1 and {LONGEST_TITLE}", name="title_length"),
        sa.CheckConstraint("review_due_on is null or signed_on is not null", name="due_once_signed"),
        in_order("signed_on", "review_due_on"),
    )

    agency_id: UUID = Field(foreign_key="agency.id", index=True)
    kind: AgreementKind = Field(sa_type=stored(AgreementKind))
    title: str
    signed_on: date | None = None
    review_due_on: date | None = None
    ended_on: date | None = None
    version: int = 1
    recorded_on: date
    recorded_at: datetime = Field(sa_type=sa.DateTime(timezone=True))
    recorded_by: UUID
