"""Consent to assessments, what is shared without it, and so which assessments somebody may read."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.access.models import Agency, UserAccount
from app.cases.models.assessments import Assessment, Consent
from app.cases.models.sharing import ConsentAgency, ConsentAgencyItem, NotedRisk, SharingWithoutConsent
from app.cases.queries.columns import columns
from app.cases.queries.sharing_parts import ConsentGiven, ConsentLimit, SharingOnFile
from app.cases.rules.consent_items import EVERY_ITEM, ConsentItem, in_order
from app.cases.rules.sharing import (
    ConsentInForce,
    Reader,
    SharingState,
    in_force,
    may_see_risk,
    open_items,
)
from app.db import rows

NOBODY = "Somebody without an account"


def items_open(
    session: Session, ids: Sequence[UUID], on: date, reader: Reader
) -> Mapping[UUID, frozenset[ConsentItem]]:
    """What somebody may read, on a day, of each of some assessments; none of it: they may not know of it."""
    if reader.holds_record:
        return dict.fromkeys(ids, EVERY_ITEM)
    consents = _consents(session, ids)
    shared = _shared_anyway(session, ids)
    return {
        each: open_items(reader, _in_force(consents.get(each, []), on), frozenset(shared[each]))
        for each in ids
    }


def items_of_family(
    session: Session, family_id: UUID, on: date, reader: Reader
) -> tuple[tuple[date, frozenset[ConsentItem]], ...]:
    """The day on which each assessment of a family was initiated, and what somebody may read of it.

    Whoever holds the record may read all of any: nothing is looked up for them.
    """
    if reader.holds_record:
        return ()
    found = rows(
        session,
        sa.select(*columns(Assessment, "id", "initiated_on")).where(col(Assessment.family_id) == family_id),
    )
    items = items_open(session, [row.id for row in found], on, reader)
    return tuple((row.initiated_on, items[row.id]) for row in found)


def consents_of(
    session: Session, ids: Sequence[UUID], reader: Reader
) -> Mapping[UUID, tuple[ConsentGiven, ...]]:
    """What was decided about consent to each of some assessments, in order of time."""
    return {
        assessment: tuple(_given(row, reader) for row in decided)
        for assessment, decided in _consents(session, ids).items()
    }


def sharings_of(session: Session, ids: Sequence[UUID]) -> Mapping[UUID, tuple[SharingOnFile, ...]]:
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


def _consents(session: Session, ids: Sequence[UUID]) -> dict[UUID, list[sa.Row[Any]]]:
    """Consent decisions by assessment, in order of time, with what the limited ones open to whom."""
    statement = (
        sa.select(
            *columns(Consent, "assessment_id", "decided_on", "sequence", "decision", "risk_noted"),
            *columns(Consent, "decided_by", "present"),
            _limits().label("limits"),
            col(NotedRisk.id).label("risk_id"),
            col(NotedRisk.recorded_by).label("risk_recorded_by"),
        )
        .outerjoin(NotedRisk, col(NotedRisk.consent_id) == Consent.id)
        .where(col(Consent.assessment_id).in_(ids))
        .order_by(col(Consent.decided_on), col(Consent.sequence))
    )
    found: dict[UUID, list[sa.Row[Any]]] = defaultdict(list)
    for row in rows(session, statement):
        found[row.assessment_id].append(row)
    return found


def _limits() -> sa.ScalarSelect[Any]:
    """The agencies of a consent as JSON, each by id and code; items null: all of them; empty: none."""
    items = (
        sa.select(sa.func.json_agg(col(ConsentAgencyItem.item)))
        .where(col(ConsentAgencyItem.consent_agency_id) == ConsentAgency.id)
        .correlate(ConsentAgency)
        .scalar_subquery()
    )
    line = sa.func.json_build_object(
        "agency_id",
        col(ConsentAgency.agency_id),
        "agency",
        col(Agency.code),
        "items",
        sa.case((col(ConsentAgency.every_item), None), else_=sa.func.coalesce(items, sa.text("'[]'::json"))),
    )
    return (
        sa.select(sa.func.json_agg(line))
        .select_from(ConsentAgency)
        .outerjoin(Agency, col(Agency.id) == ConsentAgency.agency_id)
        .where(col(ConsentAgency.consent_id) == Consent.id)
        .correlate(Consent)
        .scalar_subquery()
    )


def _shared_anyway(session: Session, ids: Sequence[UUID]) -> dict[UUID, set[UUID]]:
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
    if latest is None:
        return None
    limits = {_agency_id(line): _items(line) for line in latest.limits or ()}
    return ConsentInForce(latest.decision, limits)


def _agency_id(line: Mapping[str, Any]) -> UUID | None:
    return UUID(line["agency_id"]) if line["agency_id"] else None


def _items(line: Mapping[str, Any]) -> frozenset[ConsentItem]:
    return EVERY_ITEM if line["items"] is None else frozenset(ConsentItem(each) for each in line["items"])


def _given(row: sa.Row[Any], reader: Reader) -> ConsentGiven:
    sees = may_see_risk(reader, row.risk_recorded_by)
    shown = [line for line in row.limits or () if _concerns(line, row.limits, reader)]
    return ConsentGiven(
        decided_on=row.decided_on,
        sequence=row.sequence,
        decision=row.decision,
        risk_noted=row.risk_noted if sees else None,
        decided_by=row.decided_by,
        present=row.present,
        limits=tuple(
            ConsentLimit(line["agency"], None if line["items"] is None else in_order(_items(line)))
            for line in sorted(shown, key=lambda line: (line["agency"] is None, line["agency"]))
        ),
        risk_id=row.risk_id if sees else None,
    )


def _concerns(line: Mapping[str, Any], limits: Sequence[Mapping[str, Any]], reader: Reader) -> bool:
    """Whether a line of a limited consent is for this reader to see: what it opens to others is not."""
    if reader.holds_record:
        return True
    agency = _agency_id(line)
    if agency is not None:
        return agency in reader.agencies
    return not reader.agencies <= {_agency_id(each) for each in limits}
