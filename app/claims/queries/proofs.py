"""What proves the lines of claims: their evidence, part by part, and the proofs that they had before."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.cases.queries.columns import columns
from app.claims.models.claims import ClaimEvidence
from app.claims.models.guards import ClaimPastProof
from app.db import rows


@dataclass(frozen=True, slots=True)
class EvidenceHeld:
    """One source that a part of a claimed result rests on, with its latest date."""

    part: str
    source: str
    evidence_on: date


def evidence_of(session: Session, line_ids: Collection[UUID]) -> Mapping[UUID, tuple[EvidenceHeld, ...]]:
    """The evidence of each line, by part and source; a line without any is left out."""
    statement = (
        sa.select(*columns(ClaimEvidence, "line_id", "part", "source", "evidence_on"))
        .where(col(ClaimEvidence.line_id).in_(list(line_ids)))
        .order_by(*columns(ClaimEvidence, "line_id", "part", "source"))
    )
    found: dict[UUID, list[EvidenceHeld]] = defaultdict(list)
    for row in rows(session, statement):
        found[row.line_id].append(EvidenceHeld(row.part, row.source, row.evidence_on))
    return {line_id: tuple(each) for line_id, each in found.items()}


def keep_evidence(session: Session, line_id: UUID, dates: Mapping[tuple[str, str], date]) -> None:
    """Make a line's evidence what it rests on now. Writes claim_evidence.

    dates: by part and source. A source whose date has changed is another piece of evidence: its row is
    replaced, and with it goes whatever was checked of the one before.
    """
    held = {
        (row.part, row.source): row
        for row in session.exec(select(ClaimEvidence).where(col(ClaimEvidence.line_id) == line_id))
    }
    for key, row in held.items():
        if dates.get(key) != row.evidence_on:
            session.delete(row)
    session.flush()
    for (part, source), evidence_on in sorted(dates.items()):
        before = held.get((part, source))
        if before is None or before.evidence_on != evidence_on:
            session.add(ClaimEvidence(line_id=line_id, part=part, source=source, evidence_on=evidence_on))


def past_proofs(session: Session, line_id: UUID) -> tuple[ClaimPastProof, ...]:
    """The proofs that a line had before it was completed again, the first first."""
    statement = (
        select(ClaimPastProof)
        .where(col(ClaimPastProof.line_id) == line_id)
        .order_by(col(ClaimPastProof.replaced_at), col(ClaimPastProof.id))
    )
    return tuple(session.exec(statement))
