"""What proves a drafted line, gathered from what its evaluation found: a row for each part and source."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session

from app import audit
from app.access.policies import Actor
from app.claims.models.claims import ClaimEvidence, ClaimLine
from app.claims.queries import evidence_checks
from app.claims.rules.claimable import ClaimDecision
from app.claims.rules.proof import evidence_dates
from app.claims.rules.standing import KINDS_BY_PART, stands_until
from app.claims.rules.summary import ELIGIBILITY
from app.programme.facts import MeasurementKind


@dataclass(frozen=True, slots=True)
class Found:
    """What one source says of one part of a line, and until when that stands."""

    evidence_on: date
    expires_on: date | None
    document_id: UUID | None


def gather_items(
    session: Session, line: ClaimLine, family_id: UUID, decision: ClaimDecision, *, actor: Actor
) -> int:
    """Make a locked line's evidence what its evaluation rests on. Returns how many pieces it has.

    A piece that says the same as before keeps its check; one that is new or was read again has to be
    checked.
    Writes claim_evidence, audit_event.
    """
    wanted = _found(session, line, family_id, decision)
    for item in evidence_checks.gathered(session, line.id):
        found = wanted.pop((item.part, item.source), None)
        if found is None:
            session.delete(item)
        elif found != Found(item.evidence_on, item.expires_on, item.document_id):
            item.evidence_on, item.expires_on = found.evidence_on, found.expires_on
            item.document_id = found.document_id
            item.checked_by = item.checked_on = None
            session.add(item)
    for (part, source), found in wanted.items():
        session.add(
            ClaimEvidence(
                line_id=line.id,
                part=part,
                source=source,
                evidence_on=found.evidence_on,
                expires_on=found.expires_on,
                document_id=found.document_id,
            )
        )
    session.flush()
    pieces = len(evidence_checks.gathered(session, line.id))
    audit.record(session, actor, "claim-line.evidence-gathered", line.id, pieces=pieces)
    return pieces


def _found(
    session: Session, line: ClaimLine, family_id: UUID, decision: ClaimDecision
) -> dict[tuple[str, str], Found]:
    documents = evidence_checks.latest_documents(session, family_id)
    return {
        (part, source): Found(
            evidence_on=day,
            expires_on=stands_until(_kinds(part), day),
            document_id=_document(documents, part, source),
        )
        for (part, source), day in evidence_dates(decision, line.route).items()
    }


def _kinds(part: str) -> frozenset[MeasurementKind]:
    return KINDS_BY_PART.get(part, frozenset())


def _document(documents: Mapping[tuple[str, str], UUID], part: str, source: str) -> UUID | None:
    """The latest document with that source for what the part is decided on."""
    about = [ELIGIBILITY] if part == ELIGIBILITY else sorted(_kinds(part))
    return next((documents[source, each] for each in about if (source, each) in documents), None)
