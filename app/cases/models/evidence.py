"""What is known of a family against the programme's criteria and results, with its source."""

from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from app.db import Row, in_order, stored
from app.programme.facts import Criterion, MeasurementKind


class CriterionEvidence(Row, table=True):
    """Whether a family met a criterion, of whom, from when to when, by which source, checked by whom.

    No row for a criterion means not known, which is not "no". Verified evidence confirms the criterion.
    verified_by: the practitioner who checked it, as an import says. checked_by: the user who did so here; it
    says nothing while verified_on is empty.
    """

    __tablename__ = "criterion_evidence"
    __table_args__ = (
        sa.Index(
            "uq_criterion_evidence_fact",
            "family_id",
            "criterion",
            "person_id",
            "starts_on",
            unique=True,
            postgresql_nulls_not_distinct=True,
        ),
        in_order("starts_on", "ends_on"),
        sa.CheckConstraint("verified_by is null or verified_on is not null", name="verified_by_and_on"),
        sa.CheckConstraint(
            "verified_on is null or verified_by is not null or checked_by is not null",
            name="verified_by_somebody",
        ),
    )

    family_id: UUID = Field(foreign_key="family.id")
    person_id: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    criterion: Criterion = Field(sa_type=stored(Criterion))
    met: bool
    starts_on: date
    ends_on: date | None = None
    source: str
    extract_on: date
    verified_on: date | None = None
    verified_by: UUID | None = Field(default=None, foreign_key="practitioner.id")
    checked_by: UUID | None = None


class Measurement(Row, table=True):
    """One figure about one person over a period, used as evidence; the kind fixes its unit."""

    __tablename__ = "measurement"
    __table_args__ = (
        sa.UniqueConstraint("person_id", "kind", "starts_on"),
        sa.Index("ix_measurement_kind", "kind"),  # the evaluation goes through the rare kinds by themselves
        in_order("starts_on", "ends_on"),
        sa.CheckConstraint("value >= 0", name="value"),
    )

    person_id: UUID = Field(foreign_key="person.id")
    kind: MeasurementKind = Field(sa_type=stored(MeasurementKind))
    starts_on: date
    ends_on: date | None = None
    value: int
    source: str
    extract_on: date
