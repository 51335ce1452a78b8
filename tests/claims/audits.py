"""Claim lines with internal audit, and people who may and may not audit them, for tests."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from app.access.policies import SYSTEM, Actor
from app.access.roles import Role
from app.claims.models.claims import Claim, ClaimEvidence, ClaimLine, ClaimWindow
from app.claims.queries.lines import lines, lines_to_move
from app.claims.rules.internal_audit import Finding
from app.claims.rules.lifecycle import LineState
from app.claims.services import audit_findings, internal_audits
from app.claims.services.moving import keep_move, move_lines
from app.db import reading, transaction
from app.programme.packs import Phase, Route
from tests.cases.builders import a_family
from tests.conftest import TODAY

DRAFTER = Actor(UUID(int=201), frozenset({Role.PROGRAMME_COORDINATOR}))
AUDITOR = Actor(UUID(int=202), frozenset({Role.INTERNAL_AUDITOR}))
COLLEAGUE = Actor(UUID(int=203), frozenset({Role.INTERNAL_AUDITOR}))
OFFICER = Actor(UUID(int=204), frozenset({Role.AUTHORISING_OFFICER}))
BOTH = Actor(UUID(int=205), frozenset({Role.PROGRAMME_COORDINATOR, Role.INTERNAL_AUDITOR}))

WITH_AUDIT = LineState.WITH_INTERNAL_AUDIT
UPHELD, NOT_UPHELD, MISSING = Finding.UPHELD, Finding.NOT_UPHELD, Finding.EVIDENCE_MISSING


def a_window(
    label: str = "July 2013",
    opens_on: date = date(2013, 7, 1),
    closes_on: date = date(2013, 7, 31),
) -> UUID:
    with transaction(SYSTEM) as session:
        window = ClaimWindow(
            label=label,
            phase=Phase.PHASE_ONE,
            opens_on=opens_on,
            closes_on=closes_on,
        )
        session.add(window)
        return window.id


def drafts(
    window: UUID, number: int, drafter: Actor = DRAFTER, families: Sequence[UUID] | None = None
) -> list[UUID]:
    """So many drafts of claims by somebody, each of another family."""
    made = []
    for family in families or [a_family() for _ in range(number)]:
        with transaction(drafter) as session:
            claim = Claim(family_id=family, phase=Phase.PHASE_ONE)
            session.add(claim)
            session.flush()
            line = ClaimLine(
                claim_id=claim.id,
                route=Route.EDUCATION_AND_CRIME,
                window_id=window,
                state=LineState.DRAFT,
                value_pence=70_000,
                drafted_on=date(2013, 7, 2),
                tested_on=date(2013, 7, 2),
            )
            session.add(line)
            session.flush()
            session.add(
                ClaimEvidence(
                    line_id=line.id,
                    part="school",
                    source="School census, summer 2013",
                    evidence_on=date(2013, 6, 1),
                )
            )
            keep_move(session, line, None, LineState.DRAFT, actor=drafter, on=date(2013, 7, 2))
            made.append(line.id)
    return made


def send_to_audit(ids: Sequence[UUID], drafter: Actor = DRAFTER) -> None:
    move(ids, LineState.EVIDENCE_COMPLETE, drafter)
    move(ids, WITH_AUDIT, drafter)


def move(ids: Sequence[UUID], wanted: LineState, actor: Actor = DRAFTER) -> None:
    with transaction(actor) as session:
        move_lines(session, lines_to_move(session, ids), wanted, actor=actor, on=TODAY)


def a_batch(
    window: UUID, number: int, drafter: Actor = DRAFTER, families: Sequence[UUID] | None = None
) -> list[UUID]:
    """So many lines of a window with internal audit, each of another family: of these, or of new ones."""
    made = drafts(window, number, drafter, families)
    send_to_audit(made, drafter)
    return made


def states(ids: Sequence[UUID]) -> dict[UUID, LineState]:
    with reading(SYSTEM) as session:
        return {each.id: each.state for each in lines(session, ids=ids)}


def drawn(window: UUID, seed: int = 7, actor: Actor = AUDITOR) -> UUID:
    return internal_audits.draw_batch(window, seed=seed, actor=actor, today=TODAY)


def opened(audit: UUID) -> internal_audits.AuditOnFile:
    return internal_audits.open_audit(audit, actor=AUDITOR)


def read(audit: UUID, *findings: Finding, actor: Actor = AUDITOR) -> None:
    """Record these findings of the lines that wait, in the order drawn; those left are upheld."""
    waiting = opened(audit).waiting
    for place, each in enumerate(waiting):
        finding = findings[place] if place < len(findings) else UPHELD
        note = "The register of the term is missing." if finding.has_failed else None
        audit_findings.record_finding(each.id, finding, note, version=0, actor=actor, today=TODAY)


def close(audit: UUID, actor: Actor = AUDITOR) -> tuple[int, int]:
    return internal_audits.close(audit, version=opened(audit).version, actor=actor, today=TODAY)


def send_back(audit: UUID) -> int:
    return internal_audits.send_back(audit, version=opened(audit).version, actor=AUDITOR, today=TODAY)


def draw_again(audit: UUID, seed: int = 11) -> None:
    internal_audits.draw_again(audit, version=opened(audit).version, seed=seed, actor=AUDITOR, today=TODAY)
