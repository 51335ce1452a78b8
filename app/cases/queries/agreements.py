"""The register of information-sharing agreements, as it stands on a day."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.access.models import Agency
from app.cases.models.agreements import SharingAgreement
from app.cases.queries.columns import columns
from app.cases.rules.agreements import AgreementKind, AgreementState, agreement_state
from app.db import rows


@dataclass(frozen=True, slots=True)
class AgencyNamed:
    """An agency that agreements are made with."""

    id: UUID
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Agreement:
    """An agreement as the register shows it, with where it stands."""

    id: UUID
    agency_id: UUID
    agency: str
    kind: AgreementKind
    title: str
    signed_on: date | None
    review_due_on: date | None
    ended_on: date | None
    version: int
    state: AgreementState


def agreements(session: Session, on: date, agreement_id: UUID | None = None) -> tuple[Agreement, ...]:
    """The agreements that have not ended, or the one named, by agency and title."""
    which = (
        col(SharingAgreement.id) == agreement_id
        if agreement_id
        else sa.or_(col(SharingAgreement.ended_on).is_(None), col(SharingAgreement.ended_on) > on)
    )
    statement = (
        sa.select(
            *columns(
                SharingAgreement,
                "id",
                "agency_id",
                "kind",
                "title",
                "signed_on",
                "review_due_on",
                "ended_on",
                "version",
            ),
            col(Agency.name).label("agency"),
        )
        .join(Agency, col(Agency.id) == SharingAgreement.agency_id)
        .where(which)
        .order_by(col(Agency.name), col(SharingAgreement.title), col(SharingAgreement.id))
    )
    return tuple(
        Agreement(
            row.id,
            row.agency_id,
            row.agency,
            row.kind,
            row.title,
            row.signed_on,
            row.review_due_on,
            row.ended_on,
            row.version,
            agreement_state(row.signed_on, row.review_due_on, on),
        )
        for row in rows(session, statement)
    )


def agencies(session: Session) -> tuple[AgencyNamed, ...]:
    """Every agency, by name."""
    statement = sa.select(*columns(Agency, "id", "code", "name")).order_by(col(Agency.name), col(Agency.id))
    return tuple(AgencyNamed(row.id, row.code, row.name) for row in rows(session, statement))


def agreement_for_update(session: Session, agreement_id: UUID) -> SharingAgreement | None:
    """An agreement, locked; None: there is none such."""
    statement = select(SharingAgreement).where(col(SharingAgreement.id) == agreement_id)
    return session.exec(statement.with_for_update()).first()
