"""Internal audit as an auditor reads: a claim under audit with its evidence, and what they found of it."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session

from app import audit as trail
from app import clock
from app.access.policies import Actor, check_may
from app.access.roles import Action
from app.cases.queries.rule_packs import editions
from app.claims.models.internal_audits import ClaimAuditFinding
from app.claims.queries import evaluation, facts
from app.claims.queries import internal_audits as queries
from app.claims.queries.internal_audits import AuditOnFile, LineDrawn, LineRead
from app.claims.queries.moves import MoveMade, duties_done, moves_of
from app.claims.queries.proofs import EvidenceHeld, evidence_of
from app.claims.rules.claimable import claim_decision
from app.claims.rules.internal_audit import Finding, check_note
from app.claims.rules.results import RouteExplanation
from app.claims.rules.segregation import Duty, check_apart
from app.claims.services.internal_audits import to_decide
from app.db import transaction
from app.errors import Conflict, Forbidden, NotFound, RuleRefused


@dataclass(frozen=True, slots=True)
class ClaimUnderAudit:
    """A claim line as its auditor reads it, and nothing else of the case.

    line None: it is gone. explained: its route part by part, as the records tell it now for the day that it
    was tested on; None when the records tell nothing of it. obstacle: why this auditor may not record a
    finding; None when they may.
    """

    audit: AuditOnFile
    sampled: LineDrawn
    line: LineRead | None
    tested_on: date | None
    pack_code: str | None
    explained: RouteExplanation | None
    evidence: tuple[EvidenceHeld, ...]
    moves: tuple[MoveMade, ...]
    obstacle: str | None


def open_claim(sampled_id: UUID, *, actor: Actor) -> ClaimUnderAudit:
    """Open a claim line of an open audit's sample, with its proof and evidence. Writes audit_event.

    Raises Forbidden("role"), NotFound("sampled-claim").
    """
    check_may(actor, Action.AUDIT_CLAIMS)
    with transaction(actor) as session:
        audit, sampled = _sampled(session, sampled_id)
        if audit.closed_on is not None:
            raise _no_such_claim()
        line = queries.line_read(session, sampled.line_id)
        trail.record(
            session,
            actor,
            "claim-audit.claim-read",
            sampled.family_id,
            audit_id=str(audit.id),
            line_id=str(sampled.line_id),
        )
        if line is None:
            return ClaimUnderAudit(audit, sampled, None, None, None, None, (), (), _left(sampled))
        tested_on = line.tested_on or line.drafted_on
        pack_code, explained = _explained(session, line, tested_on)
        return ClaimUnderAudit(
            audit=audit,
            sampled=sampled,
            line=line,
            tested_on=tested_on,
            pack_code=pack_code,
            explained=explained,
            evidence=evidence_of(session, [line.id]).get(line.id, ()),
            moves=moves_of(session, line.id),
            obstacle=_left(sampled) or _not_apart(session, line.claim_id, actor),
        )


def record_finding(
    sampled_id: UUID, finding: Finding, note: str | None, *, version: int, actor: Actor, today: date
) -> int:
    """Record what was found of a line, or correct it while the audit is open. Returns the new version.

    version: how many findings it had when it was read; 0 for the first. The same finding sent again changes
    nothing. Writes claim_audit_finding, claim_audit, audit_event. Raises Forbidden("role" | "not-apart"),
    NotFound("sampled-claim" | "claim-audit"), Conflict("changed-meanwhile" | "audit-closed"),
    RuleRefused("note-needed" | "left-the-batch").
    """
    check_may(actor, Action.AUDIT_CLAIMS)
    check_note(finding, note)
    with transaction(actor) as session:
        audit_id = queries.audit_of_sampled(session, sampled_id)
        if audit_id is None:
            raise _no_such_claim()
        audit = to_decide(session, audit_id, None)
        found, sampled = _sampled(session, sampled_id)
        left = _left(sampled)
        if left or sampled not in [each for made in found.judged for each in made.sampled]:
            raise RuleRefused("left-the-batch", left or _LEFT)
        line = queries.line_read(session, sampled.line_id)
        if line is None:
            raise RuleRefused("left-the-batch", _LEFT)
        check_apart(
            Duty.AUDITED,
            duties_done(session, [line.claim_id], actor.user_id).get(line.claim_id, frozenset()),
        )
        now = sampled.finding
        if now is not None and (now.finding, now.note, now.found_by) == (finding, note, actor.user_id):
            return sampled.version
        if sampled.version != version:
            raise Conflict(
                "changed-meanwhile",
                "Somebody else has recorded a finding of this claim since you opened it.",
                version=sampled.version,
            )
        session.add(
            ClaimAuditFinding(
                sampled_id=sampled_id,
                version=version + 1,
                finding=finding,
                note=note,
                found_on=today,
                found_at=clock.now(),
                found_by=actor.user_id,
            )
        )
        audit.version += 1
        trail.record(
            session,
            actor,
            "claim-audit.finding-corrected" if version else "claim-audit.finding-recorded",
            sampled.family_id,
            audit_id=str(audit_id),
            line_id=str(sampled.line_id),
            finding=finding.value,
        )
        return version + 1


def _sampled(session: Session, sampled_id: UUID) -> tuple[AuditOnFile, LineDrawn]:
    """A line that was drawn, with its audit. Raises NotFound("sampled-claim")."""
    audit_id = queries.audit_of_sampled(session, sampled_id)
    audit = queries.audit_on_file(session, audit_id) if audit_id else None
    if audit is not None:
        for made in audit.draws:
            for each in made.sampled:
                if each.id == sampled_id:
                    return audit, each
    raise _no_such_claim()


def _explained(session: Session, line: LineRead, on: date) -> tuple[str | None, RouteExplanation | None]:
    """The rules that a line's family entered by, and its route part by part on a day; None: not evaluated."""
    evaluated = evaluation.evaluate_programme(session, on, [line.family_id])
    known = facts.family_facts(session, [line.family_id])
    if not evaluated or not known:
        return None, None
    pack = editions(session).by_code(evaluated[0].pack_code)
    routes = claim_decision(known[0], pack, on).results.routes
    return pack.code, next((each for each in routes if each.route is line.route), None)


def _left(sampled: LineDrawn) -> str | None:
    """What is said of a line that has left the batch; None while it is in it."""
    return None if sampled.is_in_batch else _LEFT


def _not_apart(session: Session, claim_id: UUID, actor: Actor) -> str | None:
    try:
        check_apart(Duty.AUDITED, duties_done(session, [claim_id], actor.user_id).get(claim_id, frozenset()))
    except Forbidden as refusal:
        return refusal.message
    return None


def _no_such_claim() -> NotFound:
    return NotFound("sampled-claim", "There is no such claim among those under audit.")


_LEFT = "This claim line has been moved since the sample was drawn, so it is not of this batch any more."
