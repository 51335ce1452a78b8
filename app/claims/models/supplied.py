"""What people supply as evidence: documents, what they enter by hand, and what they are asked for."""

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from app.claims.rules.documents import LONGEST_NAME, MediaType
from app.claims.rules.entered import LONGEST_SOURCE
from app.claims.rules.requests import RequestState
from app.db import Row, in_order, stored
from app.programme.facts import Criterion, MeasurementKind


class Document(Row, table=True):
    """A file that somebody keeps with a family's evidence. What is in it is on disk, under its SHA-256."""

    __tablename__ = "document"
    __table_args__ = (
        sa.CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name="sha256"),
        sa.CheckConstraint("size_bytes > 0", name="size"),
        sa.CheckConstraint(f"char_length(name) between 1 and {LONGEST_NAME}", name="name_length"),
    )

    family_id: UUID = Field(foreign_key="family.id", index=True)
    sha256: str
    media_type: MediaType = Field(sa_type=stored(MediaType))
    name: str
    size_bytes: int = Field(sa_type=sa.BigInteger)
    kept_by: UUID
    kept_at: datetime = Field(sa_type=sa.DateTime(timezone=True))


class EvidenceEntry(Row, table=True):
    """A figure or a finding that somebody entered by hand, and what it stands in place of. Rows are kept.

    kind or criterion: which of the two it is. What it says is kept here beside the measurement or criterion
    evidence that it made, so that a later import hides nothing. had_…: what was on record before it; None
    throughout where nothing was. checked_…: by whom, never the one who entered it.
    """

    __tablename__ = "evidence_entry"
    __table_args__ = (
        in_order("starts_on", "ends_on"),
        sa.CheckConstraint("(kind is null) <> (criterion is null)", name="of_one_sort"),
        sa.CheckConstraint("(kind is null) = (value is null)", name="value_with_kind"),
        sa.CheckConstraint("(criterion is null) = (met is null)", name="met_with_criterion"),
        sa.CheckConstraint("kind is null or person_id is not null", name="measured_of_a_person"),
        sa.CheckConstraint("value >= 0", name="value"),
        sa.CheckConstraint("(checked_on is null) = (checked_by is null)", name="checked_by_and_on"),
        sa.CheckConstraint("checked_by <> entered_by", name="checked_by_another"),
        sa.CheckConstraint(f"char_length(source) between 1 and {LONGEST_SOURCE}", name="source_length"),
        sa.Index("ix_evidence_entry_person_id_kind_starts_on", "person_id", "kind", "starts_on"),
    )

    family_id: UUID = Field(foreign_key="family.id", index=True)
    person_id: UUID | None = Field(default=None, foreign_key="person.id")
    kind: MeasurementKind | None = Field(default=None, sa_type=stored(MeasurementKind))
    criterion: Criterion | None = Field(default=None, sa_type=stored(Criterion))
    met: bool | None = None
    value: int | None = None
    starts_on: date
    ends_on: date | None = None
    source: str
    extract_on: date
    document_id: UUID | None = Field(default=None, foreign_key="document.id", index=True)
    entered_by: UUID
    entered_at: datetime = Field(sa_type=sa.DateTime(timezone=True))
    had_value: int | None = None
    had_met: bool | None = None
    had_ends_on: date | None = None
    had_source: str | None = None
    had_extract_on: date | None = None
    checked_by: UUID | None = None
    checked_on: date | None = None


class EvidenceRequest(Row, table=True):
    """A figure that is missing, asked of those who could supply it.

    agency_id None: whoever leads the family is asked. first_on, last_on: a term's days, or those to count
    over or to look in. needed_by: the last day of the claim window that it was asked for.
    """

    __tablename__ = "evidence_request"
    __table_args__ = (
        in_order("first_on", "last_on"),
        sa.CheckConstraint("(answered_at is null) = (state = 'asked')", name="answered_when_settled"),
        sa.CheckConstraint("(answered_at is null) = (answered_by is null)", name="answered_by_and_at"),
        sa.Index("ix_evidence_request_person_id_kind_first_on", "person_id", "kind", "first_on"),
    )

    family_id: UUID = Field(foreign_key="family.id", index=True)
    person_id: UUID = Field(foreign_key="person.id")
    kind: MeasurementKind = Field(sa_type=stored(MeasurementKind))
    first_on: date
    last_on: date
    needed_by: date
    agency_id: UUID | None = Field(default=None, foreign_key="agency.id", index=True)
    state: RequestState = Field(default=RequestState.ASKED, sa_type=stored(RequestState))
    asked_by: UUID
    asked_at: datetime = Field(sa_type=sa.DateTime(timezone=True))
    answered_by: UUID | None = None
    answered_at: datetime | None = Field(default=None, sa_type=sa.DateTime(timezone=True))
    entry_id: UUID | None = Field(default=None, foreign_key="evidence_entry.id")
