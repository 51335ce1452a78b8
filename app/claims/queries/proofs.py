"""What proves the lines of claims: their evidence, part by part, and the proofs that they had before."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.access.models import UserAccount
from app.cases.queries.columns import columns
from app.claims.models.claims import ClaimEvidence
from app.claims.models.guards import ClaimPastProof
from app.claims.queries.evidence_checks import PART_TITLES
from app.db import rows


@dataclass(frozen=True, slots=True)
class EvidenceHeld:
    """One source that a part of a claimed result rests on, with its latest date, and who checked it."""

    part: str
    source: str
    evidence_on: date
    checked_on: date | None = None
    checked_by: str | None = None

    @property
    def title(self) -> str:
        """The part that it proves, in plain words."""
        return PART_TITLES.get(self.part, self.part)


def evidence_of(session: Session, line_ids: Collection[UUID]) -> Mapping[UUID, tuple[EvidenceHeld, ...]]:
    """The evidence of each line, by part and source; a line without any is left out."""
    statement = (
        sa.select(
            *columns(ClaimEvidence, "line_id", "part", "source", "evidence_on", "checked_on"),
            col(UserAccount.display_name).label("checked_by"),
        )
        .join_from(ClaimEvidence, UserAccount, col(UserAccount.id) == ClaimEvidence.checked_by, isouter=True)
        .where(col(ClaimEvidence.line_id).in_(list(line_ids)))
        .order_by(*columns(ClaimEvidence, "line_id", "part", "source"))
    )
    found: dict[UUID, list[EvidenceHeld]] = defaultdict(list)
    for row in rows(session, statement):
        found[row.line_id].append(
            EvidenceHeld(row.part, row.source, row.evidence_on, row.checked_on, row.checked_by)
        )
    return {line_id: tuple(each) for line_id, each in found.items()}


def past_proofs(session: Session, line_id: UUID) -> tuple[ClaimPastProof, ...]:
    """The proofs that a line had before it was completed again, the first first."""
    statement = (
        select(ClaimPastProof)
        .where(col(ClaimPastProof.line_id) == line_id)
        .order_by(col(ClaimPastProof.replaced_at), col(ClaimPastProof.id))
    )
    return tuple(session.exec(statement))
