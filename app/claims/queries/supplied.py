"""What has been supplied as evidence of a family: held now, entered by hand, kept as documents, unchecked."""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.access.models import UserAccount
from app.cases.models.evidence import CriterionEvidence, Measurement
from app.cases.models.people import HouseholdMember, Person
from app.cases.queries.columns import columns, values
from app.claims.models.claims import Claim, ClaimEvidence, ClaimLine
from app.claims.models.supplied import Document, EvidenceEntry
from app.claims.rules.documents import MediaType
from app.claims.rules.entered import Days, EntryState, figure_words
from app.claims.rules.lifecycle import LineState
from app.db import rows
from app.programme.facts import Criterion, MeasurementKind


@dataclass(frozen=True, slots=True)
class Said:
    """What is on record: a figure's value, or whether a criterion is met; by which source, read when."""

    words: str
    days: Days
    source: str
    extract_on: date


@dataclass(frozen=True, slots=True)
class Entry:
    """Something entered by hand. before: what was on record until then. now: what is, if it differs."""

    id: UUID
    person_id: UUID | None
    title: str
    said: Said
    before: Said | None
    now: Said | None
    state: EntryState
    document_id: UUID | None
    document_name: str | None
    entered_by_id: UUID
    entered_by: str | None
    entered_at: datetime
    checked_by: str | None
    checked_on: date | None


@dataclass(frozen=True, slots=True)
class CriterionToCheck:
    """What a source says of a criterion that nobody has checked yet."""

    id: UUID
    criterion: Criterion
    met: bool
    person_id: UUID | None
    starts_on: date
    ends_on: date | None
    source: str
    extract_on: date


@dataclass(frozen=True, slots=True)
class DocumentKept:
    """A document, but for what is in it."""

    id: UUID
    family_id: UUID
    sha256: str
    media_type: MediaType
    name: str
    size_bytes: int


def person_for_update(session: Session, family_id: UUID, person_id: UUID) -> Person | None:
    """Somebody who lives or lived in a family, locked for this transaction."""
    theirs = sa.select(col(HouseholdMember.person_id)).where(col(HouseholdMember.family_id) == family_id)
    return session.exec(
        select(Person).where(Person.id == person_id, col(Person.id).in_(theirs)).with_for_update()
    ).one_or_none()


def figures_held(session: Session, person_id: UUID, kind: MeasurementKind) -> Sequence[Measurement]:
    """The measurements of a kind that are held of a person, the earliest first, as they stand now."""
    return session.exec(
        select(Measurement)
        .where(Measurement.person_id == person_id, Measurement.kind == kind)
        .order_by(col(Measurement.starts_on))
        .execution_options(populate_existing=True)
    ).all()


def criterion_held(
    session: Session, family_id: UUID, criterion: Criterion, person_id: UUID | None, starts_on: date
) -> CriterionEvidence | None:
    """What is held of a criterion, of this person or (None) of the family, from this day; locked."""
    statement = select(CriterionEvidence).where(
        CriterionEvidence.family_id == family_id,
        CriterionEvidence.criterion == criterion,
        col(CriterionEvidence.person_id).is_not_distinct_from(person_id),
        CriterionEvidence.starts_on == starts_on,
    )
    return session.exec(statement.with_for_update()).one_or_none()


def criterion_for_update(session: Session, family_id: UUID, evidence_id: UUID) -> CriterionEvidence | None:
    """A piece of evidence of a criterion of this family, locked for this transaction."""
    return session.exec(
        select(CriterionEvidence)
        .where(CriterionEvidence.family_id == family_id, CriterionEvidence.id == evidence_id)
        .with_for_update()
    ).one_or_none()


def entry_for_update(session: Session, family_id: UUID, entry_id: UUID) -> EvidenceEntry | None:
    """Something that was entered by hand of this family, locked for this transaction."""
    return session.exec(
        select(EvidenceEntry)
        .where(EvidenceEntry.family_id == family_id, EvidenceEntry.id == entry_id)
        .with_for_update()
    ).one_or_none()


def entries_about(session: Session, evidence: CriterionEvidence) -> Sequence[EvidenceEntry]:
    """The entries by hand of the same criterion, person and first day, the latest first."""
    statement = select(EvidenceEntry).where(
        EvidenceEntry.family_id == evidence.family_id,
        EvidenceEntry.criterion == evidence.criterion,
        col(EvidenceEntry.person_id).is_not_distinct_from(evidence.person_id),
        EvidenceEntry.starts_on == evidence.starts_on,
    )
    return session.exec(statement.order_by(*_LATEST)).all()


def is_latest(session: Session, entry: EvidenceEntry) -> bool:
    """Whether no later entry by hand stands in the place of this one."""
    later = aliased(EvidenceEntry)
    statement = sa.select(col(later.id)).where(
        _about_the_same(later, entry), col(later.entered_at) > entry.entered_at
    )
    return session.execute(statement.limit(1)).first() is None


def _about_the_same(later: type[EvidenceEntry], entry: EvidenceEntry) -> sa.ColumnElement[bool]:
    family = (
        sa.true() if entry.kind is not None else col(later.family_id).is_not_distinct_from(entry.family_id)
    )
    return sa.and_(
        family,
        col(later.person_id).is_not_distinct_from(entry.person_id),
        col(later.kind).is_not_distinct_from(entry.kind),
        col(later.criterion).is_not_distinct_from(entry.criterion),
        col(later.starts_on) == entry.starts_on,
    )


_LATEST = (col(EvidenceEntry.entered_at).desc(), col(EvidenceEntry.id))


def entries_of(session: Session, family_id: UUID) -> tuple[Entry, ...]:
    """Everything that was entered by hand of a family, the latest first."""
    checker, author = aliased(UserAccount), aliased(UserAccount)
    statement: sa.Select[*tuple[Any, ...]] = (
        sa.select(
            EvidenceEntry,
            col(author.display_name).label("author"),
            col(checker.display_name).label("checker"),
            col(Document.name).label("document_name"),
        )
        .outerjoin(author, col(author.id) == EvidenceEntry.entered_by)
        .outerjoin(checker, col(checker.id) == EvidenceEntry.checked_by)
        .outerjoin(Document, col(Document.id) == EvidenceEntry.document_id)
        .where(col(EvidenceEntry.family_id) == family_id)
        .order_by(*_LATEST)
    )
    found: list[Entry] = []
    seen: set[tuple[object, ...]] = set()
    made = list(session.execute(statement))
    stands = _standing(session, family_id, [row[0] for row in made])
    for entry, author_name, checker_name, document_name in made:
        key = (entry.person_id, entry.kind, entry.criterion, entry.starts_on)
        said = said_by(entry)
        now = stands.get(key)
        state = EntryState.CHECKED if entry.checked_on else EntryState.TO_BE_CHECKED
        is_replaced = key in seen
        found.append(
            Entry(
                id=entry.id,
                person_id=entry.person_id,
                title=(entry.kind or entry.criterion).label,
                said=said,
                before=_before(entry),
                now=None if is_replaced or now == said else now,
                state=EntryState.REPLACED if is_replaced else state,
                document_id=entry.document_id,
                document_name=document_name,
                entered_by_id=entry.entered_by,
                entered_by=author_name,
                entered_at=entry.entered_at,
                checked_by=checker_name,
                checked_on=entry.checked_on,
            )
        )
        seen.add(key)
    return tuple(found)


def _before(entry: EvidenceEntry) -> Said | None:
    if entry.had_source is None or entry.had_extract_on is None:
        return None
    return Said(
        _words(entry.kind, entry.had_value, entry.had_met, entry.had_ends_on),
        Days(entry.starts_on, entry.had_ends_on),
        entry.had_source,
        entry.had_extract_on,
    )


def _words(kind: MeasurementKind | None, value: int | None, met: bool | None, ends_on: date | None) -> str:
    if kind is None or value is None:
        return "Met" if met else "Not met"
    return figure_words(kind, value, ends_on)


def _standing(
    session: Session, family_id: UUID, entries: Collection[EvidenceEntry]
) -> dict[tuple[object, ...], Said]:
    """What is on record now of each thing that was entered by hand."""
    people = {entry.person_id for entry in entries if entry.kind is not None}
    found: dict[tuple[object, ...], Said] = {}
    measured = select(Measurement).where(col(Measurement.person_id).in_(people))
    for row in session.exec(measured) if people else ():
        found[row.person_id, row.kind, None, row.starts_on] = held_words(row)
    criteria = select(CriterionEvidence).where(CriterionEvidence.family_id == family_id)
    for fact in session.exec(criteria) if any(entry.criterion for entry in entries) else ():
        found[fact.person_id, None, fact.criterion, fact.starts_on] = held_words(fact)
    return found


def said_by(entry: EvidenceEntry) -> Said:
    """What an entry by hand says."""
    return Said(
        _words(entry.kind, entry.value, entry.met, entry.ends_on),
        Days(entry.starts_on, entry.ends_on),
        entry.source,
        entry.extract_on,
    )


def held_words(row: Measurement | CriterionEvidence) -> Said:
    """What a measurement or a piece of evidence of a criterion says."""
    words = (
        _words(row.kind, row.value, None, row.ends_on)
        if isinstance(row, Measurement)
        else _words(None, None, row.met, row.ends_on)
    )
    return Said(words, Days(row.starts_on, row.ends_on), row.source, row.extract_on)


def tag_of(row: Measurement | CriterionEvidence) -> str:
    """What stands for exactly this, so that nobody replaces what they have not seen."""
    said = held_words(row)
    text = f"{row.id}|{said.words}|{said.days.written}|{said.source}|{said.extract_on.isoformat()}"
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def criteria_to_check(session: Session, family_id: UUID) -> tuple[CriterionToCheck, ...]:
    """The evidence of a family's criteria that nobody has checked, by criterion and first day."""
    statement = (
        sa.select(
            *columns(
                CriterionEvidence,
                "id",
                "criterion",
                "met",
                "person_id",
                "starts_on",
                "ends_on",
                "source",
                "extract_on",
            )
        )
        .where(col(CriterionEvidence.family_id) == family_id, col(CriterionEvidence.verified_on).is_(None))
        .order_by(*columns(CriterionEvidence, "criterion", "starts_on", "id"))
    )
    return values(CriterionToCheck, rows(session, statement))


def document(session: Session, document_id: UUID) -> DocumentKept | None:
    """A document, by its id."""
    statement = sa.select(
        *columns(Document, "id", "family_id", "sha256", "media_type", "name", "size_bytes")
    ).where(col(Document.id) == document_id)
    found = values(DocumentKept, rows(session, statement))
    return found[0] if found else None


def is_under_audit(session: Session, document_id: UUID) -> bool:
    """Whether a document is evidence of a claim's line that is with internal audit."""
    statement = (
        sa.select(col(ClaimEvidence.id))
        .join(ClaimLine, col(ClaimLine.id) == ClaimEvidence.line_id)
        .where(
            col(ClaimEvidence.document_id) == document_id,
            col(ClaimLine.state) == LineState.WITH_INTERNAL_AUDIT,
        )
    )
    return session.execute(statement.limit(1)).first() is not None


def items_resting_on(
    session: Session, person_id: UUID | None, family_id: UUID, sources: Collection[str]
) -> Sequence[ClaimEvidence]:
    """The checked evidence of drafted lines, of this family and of every other that a person lived in."""
    families = sa.select(col(HouseholdMember.family_id)).where(col(HouseholdMember.person_id) == person_id)
    statement = (
        select(ClaimEvidence)
        .join(ClaimLine, col(ClaimLine.id) == ClaimEvidence.line_id)
        .join(Claim, col(Claim.id) == ClaimLine.claim_id)
        .where(
            sa.or_(col(Claim.family_id) == family_id, col(Claim.family_id).in_(families)),
            col(ClaimEvidence.source).in_(list(sources)),
            col(ClaimEvidence.checked_on).is_not(None),
            ClaimLine.state == LineState.DRAFT,
        )
    )
    return session.exec(statement).all()
