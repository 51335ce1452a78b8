"""Practitioners by the families that they lead or manage now, by import key."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.access.models import Agency, Establishment, Posting, Practitioner
from app.access.roles import Responsibility
from app.cases.models.triage import Allocation, LeadProfessional
from app.db import in_force


def busiest_lead(session: Session, on: date) -> str | None:
    """The practitioner who leads most families on a day; None when nobody leads any."""
    statement = (
        sa.select(col(Practitioner.import_key))
        .join(LeadProfessional, col(LeadProfessional.practitioner_id) == col(Practitioner.id))
        .join(Allocation, col(Allocation.id) == col(LeadProfessional.allocation_id))
        .where(
            in_force(LeadProfessional.starts_on, LeadProfessional.ends_on, on),
            in_force(Allocation.starts_on, Allocation.ends_on, on),
        )
        .group_by(col(Practitioner.import_key))
        .order_by(sa.func.count().desc(), col(Practitioner.import_key))
        .limit(1)
    )
    return _key(session, statement)


def head_of_busiest_school(session: Session, on: date) -> str | None:
    """The practitioner who manages the school with most families on a day; None when there is none."""
    statement = (
        sa.select(col(Practitioner.import_key))
        .join(Posting, col(Posting.practitioner_id) == col(Practitioner.id))
        .join(Establishment, col(Establishment.id) == col(Posting.establishment_id))
        .join(Agency, col(Agency.id) == col(Establishment.agency_id))
        .join(LeadProfessional, col(LeadProfessional.establishment_id) == col(Establishment.id))
        .where(
            col(Agency.code) == "SCHOOL",
            col(Posting.responsibility) == Responsibility.ESTABLISHMENT,
            in_force(Posting.starts_on, Posting.ends_on, on),
            in_force(LeadProfessional.starts_on, LeadProfessional.ends_on, on),
        )
        .group_by(col(Practitioner.import_key))
        .order_by(sa.func.count().desc(), col(Practitioner.import_key))
        .limit(1)
    )
    return _key(session, statement)


def _key(session: Session, statement: sa.Select[Any]) -> str | None:
    key: str | None = session.connection().execute(statement).scalar_one_or_none()
    return key
