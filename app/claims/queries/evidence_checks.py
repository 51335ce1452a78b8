"""The evidence of claims' lines, item by item: who has checked it, until when it stands, what is wanting."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.access.models import UserAccount
from app.cases.models.people import Family, HouseholdMember
from app.cases.models.referrals import Referral
from app.cases.queries.columns import columns, values
from app.claims.models.claims import Claim, ClaimEvidence, ClaimLine
from app.claims.models.supplied import Document, EvidenceEntry
from app.claims.rules.checks import not_checked, run_out
from app.claims.rules.lifecycle import LineState
from app.claims.rules.standing import KINDS_BY_PART
from app.claims.rules.summary import ELIGIBILITY
from app.db import rows
from app.programme.editions import PACKS
from app.programme.facts import MeasurementKind
from app.programme.phase_two import OUTCOME_PLANS

NOTHING_GATHERED = "No evidence has been gathered for this line."

PART_TITLES: Mapping[str, str] = {
    ELIGIBILITY: "Eligibility",
    **{
        part.code: part.title
        for pack in (*PACKS, *OUTCOME_PLANS)
        for rule in pack.routes
        for part in rule.parts
    },
}


@dataclass(frozen=True, slots=True)
class Item:
    """One source's evidence of one part of a line, and its check. checked_by: by name."""

    id: UUID
    line_id: UUID
    family_id: UUID
    reference: str | None
    state: LineState
    part: str
    source: str
    evidence_on: date
    expires_on: date | None
    checked_on: date | None
    checked_by: str | None
    document_id: UUID | None
    document_name: str | None

    @property
    def title(self) -> str:
        """The part that it proves, in plain words."""
        return PART_TITLES.get(self.part, self.part)


def unchecked(session: Session, line_ids: Collection[UUID], on: date) -> Mapping[UUID, tuple[str, ...]]:
    """What keeps each of these lines from being complete on a day, in sentences: not checked, or run out.

    A line whose evidence all stands is left out; one without any has a sentence that says so.
    """
    gathered: dict[UUID, list[Item]] = defaultdict(list)
    for item in items_of(session, line_ids=line_ids):
        gathered[item.line_id].append(item)
    found: dict[UUID, tuple[str, ...]] = {
        line_id: (NOTHING_GATHERED,) for line_id in line_ids if line_id not in gathered
    }
    for line_id, items in gathered.items():
        waiting = not_checked([item.source for item in items if item.checked_on is None])
        past = [run_out(item.title, item.source, item.expires_on, on) for item in items]
        found[line_id] = (*waiting, *(said for each in past for said in each))
    return {line_id: sentences for line_id, sentences in found.items() if sentences}


_COLUMNS: tuple[Any, ...] = (
    *columns(ClaimEvidence, "id", "line_id"),
    col(Claim.family_id),
    col(Family.reference),
    col(ClaimLine.state),
    *columns(ClaimEvidence, "part", "source", "evidence_on", "expires_on", "checked_on"),
    col(UserAccount.display_name).label("checked_by"),
    col(ClaimEvidence.document_id),
    col(Document.name).label("document_name"),
)


def items_of(
    session: Session, *, line_ids: Collection[UUID] | None = None, source: str | None = None
) -> tuple[Item, ...]:
    """Evidence by the reference of its family, then line, part and source; each condition given must hold."""
    conditions = [
        *([] if line_ids is None else [col(ClaimEvidence.line_id).in_(list(line_ids))]),
        *([] if source is None else [col(ClaimEvidence.source) == source]),
    ]
    statement: sa.Select[*tuple[Any, ...]] = (
        sa.select(*_COLUMNS)
        .join_from(ClaimEvidence, ClaimLine, col(ClaimLine.id) == ClaimEvidence.line_id)
        .join(Claim, col(Claim.id) == ClaimLine.claim_id)
        .join(Family, col(Family.id) == Claim.family_id)
        .outerjoin(UserAccount, col(UserAccount.id) == ClaimEvidence.checked_by)
        .outerjoin(Document, col(Document.id) == ClaimEvidence.document_id)
        .where(sa.true(), *conditions)
        .order_by(
            col(Family.reference),
            col(Family.id),
            col(ClaimEvidence.line_id),
            col(ClaimEvidence.part),
            col(ClaimEvidence.source),
        )
    )
    return values(Item, rows(session, statement))


def items_to_check(session: Session, ids: Collection[UUID]) -> Sequence[ClaimEvidence]:
    """Evidence of lines, locked for this transaction, in the order of its ids."""
    return session.exec(
        select(ClaimEvidence)
        .where(col(ClaimEvidence.id).in_(list(ids)))
        .order_by(col(ClaimEvidence.id))
        .with_for_update()
    ).all()


def families_of(session: Session, ids: Collection[UUID]) -> frozenset[UUID]:
    """The families that these pieces of evidence are of."""
    statement = (
        sa.select(col(Claim.family_id))
        .join(ClaimLine, col(ClaimLine.claim_id) == Claim.id)
        .join(ClaimEvidence, col(ClaimEvidence.line_id) == ClaimLine.id)
        .where(col(ClaimEvidence.id).in_(list(ids)))
    )
    return frozenset(row.family_id for row in rows(session, statement))


def sources_to_check(session: Session) -> Mapping[str, int]:
    """How many pieces of evidence of drafted lines wait to be checked, by source."""
    statement = (
        sa.select(col(ClaimEvidence.source), sa.func.count().label("pieces"))
        .join(ClaimLine, col(ClaimLine.id) == ClaimEvidence.line_id)
        .where(col(ClaimEvidence.checked_on).is_(None), col(ClaimLine.state) == LineState.DRAFT)
        .group_by(col(ClaimEvidence.source))
        .order_by(col(ClaimEvidence.source))
    )
    return {row.source: row.pieces for row in rows(session, statement)}


def entries_behind(session: Session, items: Iterable[Item]) -> Mapping[UUID, tuple[EvidenceEntry, ...]]:
    """By item, the entries by hand that it may rest on: its family's people, its part and its source."""
    wanted = list(items)
    member = HouseholdMember
    of_family = (
        sa.select(col(member.family_id), col(member.person_id))
        .where(col(member.family_id).in_({item.family_id for item in wanted}))
        .distinct()
    )
    people: dict[UUID, set[UUID]] = defaultdict(set)
    for row in rows(session, of_family):
        people[row.family_id].add(row.person_id)
    everybody = {person_id for theirs in people.values() for person_id in theirs}
    entries = session.exec(
        select(EvidenceEntry).where(
            col(EvidenceEntry.source).in_({item.source for item in wanted}),
            sa.or_(col(EvidenceEntry.family_id).in_(people), col(EvidenceEntry.person_id).in_(everybody)),
        )
    ).all()
    by_source: dict[str, list[EvidenceEntry]] = defaultdict(list)
    for entry in entries:
        by_source[entry.source].append(entry)
    return {
        item.id: tuple(
            entry
            for entry in by_source[item.source]
            if _proves(entry, item.part)
            and (entry.family_id == item.family_id or entry.person_id in people[item.family_id])
        )
        for item in wanted
    }


def _proves(entry: EvidenceEntry, part: str) -> bool:
    if part == ELIGIBILITY:
        return entry.criterion is not None
    # A council's own edition may ask by a code of its own: then any figure may be what it rests on.
    kinds = KINDS_BY_PART.get(part, frozenset(MeasurementKind))
    return entry.kind in kinds


def referred_by(session: Session, family_ids: Collection[UUID], user_id: UUID) -> frozenset[UUID]:
    """Of these families, those that came on to the list by a referral of this user's, criteria and all."""
    statement = sa.select(col(Referral.family_id)).where(
        col(Referral.family_id).in_(list(family_ids)), col(Referral.referred_by) == user_id
    )
    return frozenset(row.family_id for row in rows(session, statement))


def latest_documents(session: Session, family_id: UUID) -> Mapping[tuple[str, str], UUID]:
    """By source, and what an entry by hand is of, the document that came with the latest such entry."""
    statement = (
        select(EvidenceEntry)
        .where(EvidenceEntry.family_id == family_id, col(EvidenceEntry.document_id).is_not(None))
        .order_by(col(EvidenceEntry.entered_at), col(EvidenceEntry.id))
    )
    found: dict[tuple[str, str], UUID] = {}
    for entry in session.exec(statement):
        if entry.document_id is not None:
            found[entry.source, entry.kind or ELIGIBILITY] = entry.document_id
    return found


def gathered(session: Session, line_id: UUID) -> Sequence[ClaimEvidence]:
    """The evidence of a line, locked for this transaction."""
    return session.exec(select(ClaimEvidence).where(ClaimEvidence.line_id == line_id).with_for_update()).all()
