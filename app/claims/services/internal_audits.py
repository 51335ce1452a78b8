"""Internal audit of a window's claim lines: drawing samples, holding a batch, sending back, closing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session

from app import audit as trail
from app import clock
from app.access.policies import Actor, check_may
from app.access.roles import Action
from app.cases.rules.quality_audits import fingerprint
from app.claims.models.claims import ClaimLine, ClaimWindow
from app.claims.models.internal_audits import ClaimAudit, ClaimAuditDraw, ClaimAuditLine, ClaimAuditTerms
from app.claims.queries import internal_audits as queries
from app.claims.queries.internal_audits import AuditOnFile, TermsSet, WindowWaiting
from app.claims.queries.lines import lines_to_move
from app.claims.queries.moves import duties_done
from app.claims.rules.internal_audit import (
    TERMS_TO_BEGIN_WITH,
    AuditState,
    DrawKind,
    Terms,
    check_may_close,
    check_may_draw_further,
    check_may_send_back,
    check_put_right,
    check_terms,
    draw,
    sample_size,
)
from app.claims.rules.lifecycle import LineState
from app.claims.rules.segregation import Duty, check_apart
from app.claims.services.moving import move_lines
from app.db import reading, transaction
from app.errors import Conflict, NotFound


@dataclass(frozen=True, slots=True)
class AuditTerms:
    """The terms in force, and every set that the council has set, the latest first."""

    in_force: Terms
    set: tuple[TermsSet, ...]


@dataclass(frozen=True, slots=True)
class Audits:
    """What waits to be drawn by window, every audit with the open ones first, and the terms in force."""

    waiting: tuple[WindowWaiting, ...]
    audits: tuple[AuditOnFile, ...]
    terms: AuditTerms


def audits(*, actor: Actor) -> Audits:
    """Every internal audit, and what waits for one. Raises Forbidden("role")."""
    check_may(actor, Action.SEE_CLAIM_AUDITS)
    with reading(actor) as session:
        return Audits(queries.windows_waiting(session), queries.audits(session), _terms(session))


def open_audit(audit_id: UUID, *, actor: Actor) -> AuditOnFile:
    """An audit with its samples and findings. Writes audit_event.

    Raises Forbidden("role"), NotFound("claim-audit").
    """
    check_may(actor, Action.SEE_CLAIM_AUDITS)
    with transaction(actor) as session:
        found = queries.audit_on_file(session, audit_id)
        if found is None:
            raise no_such_audit()
        trail.record(session, actor, "claim-audit.opened", audit_id)
        return found


def print_record(audit_id: UUID, *, actor: Actor) -> AuditOnFile:
    """An audit whose record is taken away on paper. Writes audit_event.

    Raises Forbidden("role"), NotFound("claim-audit").
    """
    check_may(actor, Action.SEE_CLAIM_AUDITS)
    with transaction(actor) as session:
        found = _on_file(session, audit_id)
        trail.record(session, actor, "claim-audit.record-downloaded", audit_id)
        return found


def terms(*, actor: Actor) -> AuditTerms:
    """The terms of samples and the limit. Raises Forbidden("role")."""
    check_may(actor, Action.SEE_CLAIM_AUDITS)
    with reading(actor) as session:
        return _terms(session)


def set_terms(new: Terms, *, decided_by: str, actor: Actor, today: date) -> None:
    """Set the terms that samples are drawn and judged by from now on; those drawn already keep theirs.

    decided_by: the council's decision. Writes claim_audit_terms, audit_event.
    Raises Forbidden("role"), RuleRefused("terms-out-of-range").
    """
    check_may(actor, Action.SET_AUDIT_TERMS)
    check_terms(new)
    with transaction(actor) as session:
        row = ClaimAuditTerms(
            share_percent=new.share_percent,
            least=new.least,
            limit_percent=new.limit_percent,
            decided_by=decided_by,
            set_on=today,
            set_at=clock.now(),
            set_by=actor.user_id,
        )
        session.add(row)
        trail.record(
            session,
            actor,
            "claim-audit.terms-set",
            row.id,
            share_percent=new.share_percent,
            least=new.least,
            limit_percent=new.limit_percent,
        )


def draw_batch(window_id: UUID, *, seed: int, actor: Actor, today: date) -> UUID:
    """Freeze all lines of a window that are with internal audit as a batch, and draw a sample of them.

    Lines sent to audit from now on belong to the next batch. Returns the audit's id. Writes claim_audit,
    claim_audit_draw, claim_audit_line, audit_event. Raises Forbidden("role" | "not-apart"),
    NotFound("claim-window"), Conflict("audit-open"), RuleRefused("nothing-to-draw").
    """
    check_may(actor, Action.AUDIT_CLAIMS)
    with transaction(actor) as session:
        window = session.get(ClaimWindow, window_id)
        if window is None:
            raise NotFound("claim-window", "There is no such claim window.")
        locked = lines_to_move(session, queries.lines_with_audit(session, window_id))
        batch = [line.id for line in locked if line.state is LineState.WITH_INTERNAL_AUDIT]
        audit = ClaimAudit(
            window_id=window_id, number=queries.next_number(session, window_id), opened_on=today
        )
        drawn = draw(batch, sample_size(len(batch), _terms(session).in_force), seed)
        _check_apart(session, batch, actor)
        session.add(audit)
        session.flush()
        _keep_draw(session, audit.id, DrawKind.FIRST, batch, drawn, seed=seed, actor=actor, today=today)
        return audit.id


def draw_again(audit_id: UUID, *, version: int, seed: int, actor: Actor, today: date) -> None:
    """Draw another sample of a batch, when all that was drawn has been read.

    A further one of the lines not drawn yet, judged together with those read before; or, once what failed in
    a held batch was sent back and put right, anew of the whole batch, which is then judged by that sample
    alone. Writes claim_audit, claim_audit_draw, claim_audit_line, audit_event.
    Raises Forbidden("role" | "not-apart"), NotFound("claim-audit"), Conflict("changed-meanwhile" |
    "audit-closed"), RuleRefused("sample-not-read" | "not-put-right" | "nothing-to-draw").
    """
    check_may(actor, Action.AUDIT_CLAIMS)
    with transaction(actor) as session:
        audit = to_decide(session, audit_id, version)
        found = _locked(session, audit_id)
        if found.state is AuditState.BEING_PUT_RIGHT:
            check_put_right(found.state, found.still_out)
            kind, batch = DrawKind.ANEW, found.back_with_audit
        else:
            check_may_draw_further(found.state)
            kind, batch = DrawKind.FURTHER, found.unread
        drawn = draw(batch, sample_size(len(batch), _terms(session).in_force), seed)
        _check_apart(session, batch, actor)
        audit.sent_back_on = None
        audit.version += 1
        _keep_draw(session, audit_id, kind, batch, drawn, seed=seed, actor=actor, today=today)


def send_back(audit_id: UUID, *, version: int, actor: Actor, today: date) -> int:
    """Send what failed in a held batch back to be put right; the rest of it stays held.

    Returns how many lines. Writes claim_audit, claim_line, claim_move, audit_event.
    Raises Forbidden("role" | "not-apart"), NotFound("claim-audit"), Conflict("changed-meanwhile" |
    "audit-closed"), RuleRefused("not-held").
    """
    check_may(actor, Action.AUDIT_CLAIMS)
    with transaction(actor) as session:
        audit = to_decide(session, audit_id, version)
        found = _locked(session, audit_id)
        check_may_send_back(found.state)
        _, fails = found.parts
        _send_back(session, found, fails, actor=actor, today=today)
        audit.sent_back_on = today
        audit.version += 1
        trail.record(session, actor, "claim-audit.sent-back", audit_id, lines=len(fails))
        return len(fails)


def close(audit_id: UUID, *, version: int, actor: Actor, today: date) -> tuple[int, int]:
    """Close the audit of a batch within the limit: what failed goes back, all the rest becomes audited.

    Returns how many became audited and how many went back. Nothing is extrapolated: a line that was not read
    becomes audited with its batch and is counted as read nowhere. Writes claim_audit, claim_line, claim_move,
    audit_event. Raises Forbidden("role" | "not-apart"), NotFound("claim-audit"), Conflict(
    "changed-meanwhile" | "audit-closed"), RuleRefused("sample-not-read" | "batch-held" | "not-put-right").
    """
    check_may(actor, Action.AUDIT_CLAIMS)
    with transaction(actor) as session:
        audit = to_decide(session, audit_id, version)
        found = _locked(session, audit_id)
        check_may_close(found.state, len(found.in_batch))
        passes, fails = found.parts
        passing = _locked_lines(session, passes)
        move_lines(
            session, passing, LineState.AUDITED, actor=actor, on=today, reason=f"Internal audit: {found.name}"
        )
        _send_back(session, found, fails, actor=actor, today=today)
        audit.passed, audit.went_back = list(passes), list(fails)
        audit.closed_by, audit.sent_back_on = actor.user_id, None
        audit.closed_on = today
        audit.version += 1
        trail.record(
            session,
            actor,
            "claim-audit.closed",
            audit_id,
            passed=len(passes),
            went_back=len(fails),
            read=found.tally.read,
            failed=found.tally.failed,
        )
        return len(passes), len(fails)


def to_decide(session: Session, audit_id: UUID, version: int | None) -> ClaimAudit:
    """An open audit, locked, if nobody has changed it since this version (None: whatever it is now).

    Raises NotFound("claim-audit"), Conflict("changed-meanwhile" | "audit-closed").
    """
    audit = queries.audit_for_update(session, audit_id)
    if audit is None:
        raise no_such_audit()
    if version is not None and audit.version != version:
        raise Conflict(
            "changed-meanwhile",
            "Somebody else has changed this audit since you opened it. Open it again.",
            version=audit.version,
        )
    if audit.closed_on is not None:
        raise Conflict("audit-closed", "This audit is closed, so nothing of it can be changed.")
    return audit


def no_such_audit() -> NotFound:
    """What is said of an audit that there is not."""
    return NotFound("claim-audit", "There is no such internal audit.")


def _terms(session: Session) -> AuditTerms:
    found = queries.terms_set(session)
    return AuditTerms(found[0].terms if found else TERMS_TO_BEGIN_WITH, found)


def _locked(session: Session, audit_id: UUID) -> AuditOnFile:
    """A locked audit as it stands, with the lines of its batch locked too: nothing moves meanwhile."""
    found = _on_file(session, audit_id)
    lines_to_move(session, [each.line_id for each in found.population])
    return _on_file(session, audit_id)


def _on_file(session: Session, audit_id: UUID) -> AuditOnFile:
    found = queries.audit_on_file(session, audit_id)
    if found is None:
        raise no_such_audit()
    return found


def _locked_lines(session: Session, ids: Sequence[UUID]) -> list[ClaimLine]:
    return lines_to_move(session, ids)


def _send_back(
    session: Session, found: AuditOnFile, fails: Sequence[UUID], *, actor: Actor, today: date
) -> None:
    """Move each line that failed to draft, with what its auditor wrote."""
    for line in _locked_lines(session, fails):
        made = found.read[line.id]
        reason = f"Internal audit: {made.finding.label.lower()}. {made.note or ''}".strip()
        move_lines(session, [line], LineState.DRAFT, actor=actor, on=today, reason=reason)


def _check_apart(session: Session, batch: Sequence[UUID], actor: Actor) -> None:
    """Raises Forbidden("not-apart") for somebody who prepared or authorised a claim of the batch."""
    done = duties_done(session, queries.claims_of(session, batch), actor.user_id)
    for duties in done.values():
        check_apart(Duty.AUDITED, duties, "batch or a claim of it")


def _keep_draw(
    session: Session,
    audit_id: UUID,
    kind: DrawKind,
    batch: Sequence[UUID],
    drawn: Sequence[UUID],
    *,
    seed: int,
    actor: Actor,
    today: date,
) -> None:
    """Keep a sample with all that it was drawn from."""
    in_force = _terms(session).in_force
    before = queries.audit_on_file(session, audit_id)
    made = ClaimAuditDraw(
        audit_id=audit_id,
        round=len(before.draws) + 1 if before else 1,
        kind=kind,
        share_percent=in_force.share_percent,
        least=in_force.least,
        limit_percent=in_force.limit_percent,
        seed=seed,
        size=len(drawn),
        population_size=len(batch),
        population_digest=fingerprint(batch),
        drawn_on=today,
        drawn_at=clock.now(),
        drawn_by=actor.user_id,
    )
    session.add(made)
    session.flush()
    places = {line_id: place for place, line_id in enumerate(drawn, start=1)}
    session.add_all(
        ClaimAuditLine(
            draw_id=made.id,
            line_id=line_id,
            line_version=version,
            family_id=family_id,
            reference=reference,
            route=route,
            position=places.get(line_id),
        )
        for line_id, version, family_id, reference, route in queries.lines_to_freeze(session, batch)
    )
    trail.record(
        session,
        actor,
        "claim-audit.drawn",
        audit_id,
        round=made.round,
        kind=kind.value,
        seed=seed,
        size=made.size,
        population_size=made.population_size,
        population_digest=made.population_digest,
    )
