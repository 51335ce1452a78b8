"""Consent to assessments, what is shared without it, and so which assessments somebody may read."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.access.models import Agency, UserAccount
from app.cases.models.assessments import Assessment, Consent
from app.cases.models.sharing import ConsentAgency, NotedRisk, SharingWithoutConsent
from app.cases.queries.columns import columns
from app.cases.queries.sharing_parts import ConsentGiven, SharingOnFile
from app.cases.rules.sharing import (
    ConsentInForce,
    Reader,
    SharingState,
    in_force,
    may_read_assessment,
    may_see_risk,
)
from app.db import rows

NOBODY = "Somebody without an account"


def readable(session: Session, ids: list[UUID], on: date, reader: Reader) -> frozenset[UUID]:
    """Those of some assessments that somebody may read on a day."""
    consents = _consents(session, ids)
    shared = _shared_anyway(session, ids)
    return frozenset(
        each
        for each in ids
        if may_read_assessment(reader, _in_force(consents.get(each, []), on), frozenset(shared[each]))
    )


def consents_of(session: Session, ids: list[UUID], reader: Reader) -> Mapping[UUID, tuple[ConsentGiven, ...]]:
    """What was decided about consent to each of some assessments, in order of time."""
    return {
        assessment: tuple(_given(row, reader) for row in decided)
        for assessment, decided in _consents(session, ids).items()
    }


def sharings_of(session: Session, ids: list[UUID]) -> Mapping[UUID, tuple[SharingOnFile, ...]]:
    """What was asked and decided about sharing assessments without consent, the latest first."""
    asker, decider = aliased(UserAccount), aliased(UserAccount)
    statement: sa.Select[*tuple[Any, ...]] = (
        sa.select(
            *columns(SharingWithoutConsent, "assessment_id", "id", "reason", "explanation", "state"),
            *columns(SharingWithoutConsent, "asked_at", "decided_at", "ended_at"),
            col(SharingWithoutConsent.asked_by).label("asked_by_id"),
            col(Agency.code).label("agency"),
            sa.func.coalesce(col(asker.display_name), NOBODY).label("asked_by"),
            sa.case(
                (col(SharingWithoutConsent.decided_by).is_(None), None),
                else_=sa.func.coalesce(col(decider.display_name), NOBODY),
            ).label("decided_by"),
        )
        .join(Agency, col(Agency.id) == SharingWithoutConsent.agency_id)
        .outerjoin(asker, col(asker.id) == SharingWithoutConsent.asked_by)
        .outerjoin(decider, col(decider.id) == SharingWithoutConsent.decided_by)
        .where(col(SharingWithoutConsent.assessment_id).in_(ids))
        .order_by(col(SharingWithoutConsent.asked_at).desc(), col(SharingWithoutConsent.id))
    )
    found: dict[UUID, list[SharingOnFile]] = defaultdict(list)
    for row in rows(session, statement):
        held = row._asdict()
        found[held.pop("assessment_id")].append(SharingOnFile(**held))
    return {assessment: tuple(asked) for assessment, asked in found.items()}


def assessment_of(session: Session, family_id: UUID, assessment_id: UUID) -> Assessment | None:
    """An assessment, if it is one of this family's, locked for this transaction."""
    return session.exec(
        select(Assessment)
        .where(Assessment.id == assessment_id, Assessment.family_id == family_id)
        .with_for_update()
    ).one_or_none()


def latest_consent(session: Session, assessment_id: UUID) -> Consent | None:
    """What was decided last about an assessment."""
    return session.exec(
        select(Consent)
        .where(Consent.assessment_id == assessment_id)
        .order_by(col(Consent.decided_on).desc(), col(Consent.sequence).desc())
        .limit(1)
    ).one_or_none()


def sharing_for_update(
    session: Session, assessment_id: UUID, sharing_id: UUID
) -> SharingWithoutConsent | None:
    """A wish to share an assessment without consent, locked for this transaction."""
    return session.exec(
        select(SharingWithoutConsent)
        .where(SharingWithoutConsent.id == sharing_id, SharingWithoutConsent.assessment_id == assessment_id)
        .with_for_update()
    ).one_or_none()


def known_agencies(session: Session, ids: frozenset[UUID]) -> frozenset[UUID]:
    """Those of some ids that are agencies."""
    found = rows(session, sa.select(col(Agency.id)).where(col(Agency.id).in_(ids)))
    return frozenset(row.id for row in found)


def _consents(session: Session, ids: list[UUID]) -> dict[UUID, list[sa.Row[Any]]]:
    """Consent decisions by assessment, in order of time, with the agencies that limited ones name."""
    agencies = (
        sa.select(
            col(ConsentAgency.consent_id).label("consent_id"),
            sa.func.array_agg(col(Agency.id)).label("ids"),
            sa.func.array_agg(col(Agency.code)).label("codes"),
        )
        .join(Agency, col(Agency.id) == ConsentAgency.agency_id)
        .join(Consent, col(Consent.id) == ConsentAgency.consent_id)
        .where(col(Consent.assessment_id).in_(ids))
        .group_by(col(ConsentAgency.consent_id))
        .subquery()
    )
    statement = (
        sa.select(
            *columns(Consent, "assessment_id", "decided_on", "sequence", "decision", "risk_noted"),
            *columns(Consent, "decided_by", "present"),
            agencies.c.ids.label("agency_ids"),
            agencies.c.codes,
            col(NotedRisk.id).label("risk_id"),
            col(NotedRisk.recorded_by).label("risk_recorded_by"),
        )
        .outerjoin(agencies, agencies.c.consent_id == Consent.id)
        .outerjoin(NotedRisk, col(NotedRisk.consent_id) == Consent.id)
        .where(col(Consent.assessment_id).in_(ids))
        .order_by(col(Consent.decided_on), col(Consent.sequence))
    )
    found: dict[UUID, list[sa.Row[Any]]] = defaultdict(list)
    for row in rows(session, statement):
        found[row.assessment_id].append(row)
    return found


def _shared_anyway(session: Session, ids: list[UUID]) -> dict[UUID, set[UUID]]:
    """The agencies to which each assessment is open for a lawful reason, whatever consent says."""
    statement = sa.select(*columns(SharingWithoutConsent, "assessment_id", "agency_id")).where(
        col(SharingWithoutConsent.assessment_id).in_(ids),
        col(SharingWithoutConsent.state) == SharingState.APPROVED,
        col(SharingWithoutConsent.ended_at).is_(None),
    )
    found: dict[UUID, set[UUID]] = defaultdict(set)
    for row in rows(session, statement):
        found[row.assessment_id].add(row.agency_id)
    return found


def _in_force(decided: list[sa.Row[Any]], on: date) -> ConsentInForce | None:
    latest = in_force(decided, on)
    return ConsentInForce(latest.decision, frozenset(latest.agency_ids or ())) if latest is not None else None


def _given(row: sa.Row[Any], reader: Reader) -> ConsentGiven:
    sees = may_see_risk(reader, row.risk_recorded_by)
    return ConsentGiven(
        decided_on=row.decided_on,
        sequence=row.sequence,
        decision=row.decision,
        risk_noted=row.risk_noted if sees else None,
        decided_by=row.decided_by,
        present=row.present,
        agencies=tuple(sorted(row.codes or ())),
        risk_id=row.risk_id if sees else None,
    )
