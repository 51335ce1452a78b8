"""A draft tested again, completed with its proof frozen, sent to internal audit, taken back, withdrawn."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session

from app import audit, clock
from app.access.policies import Actor, check_may
from app.access.roles import Action
from app.claims.models.guards import ClaimPastProof
from app.claims.queries import evidence_checks, guards
from app.claims.queries.doubts import lines_doubted
from app.claims.queries.proofs import EvidenceHeld, evidence_of
from app.claims.queries.windows import Window, windows
from app.claims.rules.claimable import Obstacle
from app.claims.rules.guards import (
    FALLEN,
    Overlap,
    StandingLine,
    check_company,
    check_overlaps,
    check_pot,
    check_route,
    obstacles_to_lines,
)
from app.claims.rules.lifecycle import LineState, check_move
from app.claims.rules.proof import Proof, digest_of, evidence_dates, faults, proof_of, value_of_line
from app.claims.rules.windows import check_is_open
from app.claims.services.drafting import keep_reason, keep_test
from app.claims.services.locking import LineAtHand, line_locked
from app.claims.services.moving import move_lines
from app.claims.services.testing import Tested, tested_families
from app.db import transaction
from app.errors import Conflict, RuleRefused
from app.programme.packs import Phase

NOT_TESTABLE = "The family is not on the programme on this day, so it cannot be tested."
TEST_AGAIN = (
    "What proves it, or what it is worth, has changed since it was last tested. Test it again, and have the"
    " new evidence checked, before it is complete."
)


@dataclass(frozen=True, slots=True)
class Around:
    """What a line is judged by beside its family's facts: all of it read once for many lines.

    lines: of the same phase by family. answered: claims for which a reason is on record, by line.
    """

    windows: Mapping[UUID, Window]
    lines: Mapping[UUID, tuple[guards.LineOnClaim, ...]]
    overlaps: Mapping[UUID, tuple[Overlap, ...]]
    answered: Mapping[UUID, frozenset[UUID]]
    evidence: Mapping[UUID, tuple[EvidenceHeld, ...]]
    unchecked: Mapping[UUID, tuple[str, ...]]
    in_doubt: Collection[UUID]


def complete_line(line_id: UUID, *, version: int, actor: Actor, today: date) -> int:
    """Test a drafted line on this day, and freeze what proves it. The version that it has now.

    Writes claim_line, claim_past_proof, claim_move, audit_event.
    Raises Forbidden("role" | "not-apart"), NotFound("claim-line"), Conflict("changed-meanwhile"),
    RuleRefused("move-not-allowed" | "evidence-incomplete" | "terms-not-declared").
    """
    check_may(actor, Action.PREPARE_CLAIMS)
    with transaction(actor) as session:
        guards.draft_one_at_a_time(session)
        locked = line_locked(session, line_id, version)
        check_move(locked.row.state, LineState.EVIDENCE_COMPLETE)
        tested = tested_families(session, [locked.told.family_id], today).get(locked.told.family_id)
        around = around_lines(session, [locked], today)
        found = complaints(locked, tested, around, today)
        if found or tested is None:
            raise RuleRefused("evidence-incomplete", " ".join(found))
        write_completion(session, locked, tested, around, actor=actor, today=today)
        return locked.row.version


def test_again(line_id: UUID, *, version: int, actor: Actor, today: date) -> int:
    """Test a drafted line on this day: its value and its evidence become those of now.

    Evidence that is another than before has to be checked again. The version that the line has now.
    Writes claim_line, claim_evidence, audit_event.
    Raises Forbidden("role"), NotFound("claim-line"), Conflict("changed-meanwhile"),
    RuleRefused("not-a-draft" | "not-on-programme" | "terms-not-declared").
    """
    check_may(actor, Action.PREPARE_CLAIMS)
    with transaction(actor) as session:
        locked = line_locked(session, line_id, version)
        tested = tested_families(session, [locked.told.family_id], today).get(locked.told.family_id)
        write_test(session, locked, tested, actor=actor, today=today)
        return locked.row.version


def send_to_audit(line_id: UUID, *, version: int, actor: Actor, today: date) -> int:
    """Send a line whose evidence is complete to internal audit. The version that it has now.

    Writes claim_line, claim_move, audit_event.
    Raises Forbidden("role" | "not-apart"), NotFound("claim-line"), Conflict("changed-meanwhile"),
    RuleRefused("move-not-allowed" | "not-proved" | "in-doubt" | "same-household" | "shares-people").
    """
    check_may(actor, Action.PREPARE_CLAIMS)
    with transaction(actor) as session:
        locked = line_locked(session, line_id, version)
        check_move(locked.row.state, LineState.WITH_INTERNAL_AUDIT)
        around = around_lines(session, [locked], today)
        check_is_proved(locked)
        check_overlaps(unanswered(locked, around))
        check_not_in_doubt(line_id, around.in_doubt)
        move_lines(session, [locked.row], LineState.WITH_INTERNAL_AUDIT, actor=actor, on=today)
        return locked.row.version


def take_back(line_id: UUID, reason: str, *, version: int, actor: Actor, today: date) -> int:
    """Take a line whose evidence is complete back to draft, with a reason. The version that it has now.

    Its proof stays with it until it is completed again. Writes claim_line, claim_move, audit_event.
    Raises Forbidden("role" | "not-apart"), NotFound("claim-line"), Conflict("changed-meanwhile"),
    RuleRefused("move-not-allowed" | "with-audit").
    """
    check_may(actor, Action.PREPARE_CLAIMS)
    with transaction(actor) as session:
        locked = line_locked(session, line_id, version)
        if locked.row.state is LineState.WITH_INTERNAL_AUDIT:
            raise RuleRefused(
                "with-audit", "Internal audit has this line. They send it back, or you withdraw it."
            )
        move_lines(session, [locked.row], LineState.DRAFT, actor=actor, on=today, reason=reason)
        return locked.row.version


def withdraw_line(line_id: UUID, reason: str, *, version: int, actor: Actor, today: date) -> int:
    """Withdraw a line that is not on a return yet, with a reason. The version that it has now.

    It may be drafted again in a window that is open then. Writes claim_line, claim_move, audit_event.
    Raises Forbidden("role" | "not-apart"), NotFound("claim-line"), Conflict("changed-meanwhile"),
    RuleRefused("move-not-allowed").
    """
    check_may(actor, Action.PREPARE_CLAIMS)
    with transaction(actor) as session:
        locked = line_locked(session, line_id, version)
        move_lines(session, [locked.row], LineState.WITHDRAWN, actor=actor, on=today, reason=reason)
        return locked.row.version


def say_another_family(line_id: UUID, reason: str, *, version: int, actor: Actor, today: date) -> int:
    """Say why a line's family is another than those with a claim whose people it shares by now.

    The version that it has now. Writes claim_line, claim_overlap, audit_event.
    Raises Forbidden("role"), NotFound("claim-line"), Conflict("changed-meanwhile"),
    RuleRefused("nothing-shared" | "same-household").
    """
    check_may(actor, Action.PREPARE_CLAIMS)
    with transaction(actor) as session:
        guards.draft_one_at_a_time(session)
        locked = line_locked(session, line_id, version)
        around = around_lines(session, [locked], today)
        waiting = unanswered(locked, around)
        if not waiting:
            raise RuleRefused(
                "nothing-shared", "This family shares nobody with another claim that is not answered already."
            )
        check_overlaps(waiting, reason=reason)
        keep_reason(session, locked.row, waiting, reason, actor=actor)
        locked.row.version += 1
        audit.record(session, actor, "claim-line.another-family", line_id, shares_people=len(waiting))
        return locked.row.version


def unanswered(at_hand: LineAtHand, around: Around) -> tuple[Overlap, ...]:
    """Claims with people of a line's family for which no reason is on record; none once it has fallen."""
    if at_hand.row.state in FALLEN:
        return ()
    answered = around.answered.get(at_hand.row.id, frozenset())
    shared = around.overlaps.get(at_hand.told.family_id, ())
    return tuple(each for each in shared if each.claim_id not in answered)


def around_lines(session: Session, locked: Collection[LineAtHand], today: date) -> Around:
    """Everything beside their families' facts that these lines are judged by."""
    ids = [each.row.id for each in locked]
    by_phase: dict[Phase, set[UUID]] = {}
    for each in locked:
        by_phase.setdefault(each.told.phase, set()).add(each.told.family_id)
    lines: dict[UUID, tuple[guards.LineOnClaim, ...]] = {}
    overlaps: dict[UUID, tuple[Overlap, ...]] = {}
    for phase, families in by_phase.items():
        for family, found in guards.lines_of(session, families, phase).items():
            lines[family] = (*lines.get(family, ()), *found)
        for family, shared in guards.overlaps_of(session, families, phase, today).items():
            overlaps[family] = (*overlaps.get(family, ()), *shared)
    return Around(
        windows={window.id: window for window in windows(session)},
        lines=lines,
        overlaps=overlaps,
        answered=guards.answered(session, ids),
        evidence=evidence_of(session, ids),
        unchecked=evidence_checks.unchecked(session, ids, today),
        in_doubt=lines_doubted(session, ids, today),
    )


def complaints(locked: LineAtHand, tested: Tested | None, around: Around, today: date) -> tuple[str, ...]:
    """A sentence for everything that keeps a drafted line from being complete on this day."""
    line = locked.row
    if tested is None:
        return (NOT_TESTABLE,)
    found = list(_guarded(locked, tested, around, today))
    beside = _beside(locked, around)
    obstacles = obstacles_to_lines(tested.decision.obstacles, {line.route}, beside, tested.pack)
    found += [each.sentence for each in obstacles if each is not Obstacle.NO_RESULT]
    failing = faults(tested.decision, line.route)
    found += failing
    if not failing and _has_changed(locked, tested, around):
        found.append(TEST_AGAIN)
    return (*found, *around.unchecked.get(line.id, ()))


def _beside(locked: LineAtHand, around: Around) -> list[StandingLine]:
    there = around.lines.get(locked.told.family_id, ())
    return [each.line for each in there if each.claim_id == locked.row.claim_id and each.id != locked.row.id]


def _guarded(locked: LineAtHand, tested: Tested, around: Around, today: date) -> list[str]:
    """What the guards say against a line, a sentence each."""
    line, pack, beside = locked.row, tested.pack, _beside(locked, around)
    value = value_of_line(
        line.route,
        tested.facts.attached_on,
        pack,
        funded_elsewhere=locked.family.funded_elsewhere is not None,
    )
    standing = [each.value_pence for each in beside if each.stands]
    checks: list[Callable[[], None]] = [
        lambda: check_is_open(around.windows[line.window_id].as_rule(), today),
        lambda: check_route(line.route, beside, pack),
        lambda: check_company(line.route, beside, pack),
        lambda: check_overlaps(unanswered(locked, around)),
    ]
    attached_on = tested.facts.attached_on
    if Obstacle.NO_TERMS not in tested.decision.obstacles and attached_on is not None:
        pot = pack.terms_on(attached_on).results_pot
        checks.append(lambda: check_pot([*standing, value], pot))
    found = []
    for check in checks:
        try:
            check()
        except (Conflict, RuleRefused) as refusal:
            found.append(refusal.message)
    return found


def _has_changed(locked: LineAtHand, tested: Tested, around: Around) -> bool:
    """Whether a line rests on other evidence, or is worth something else, than when it was last tested."""
    line = locked.row
    held = {(each.part, each.source): each.evidence_on for each in around.evidence.get(line.id, ())}
    value = value_of_line(
        line.route,
        tested.facts.attached_on,
        tested.pack,
        funded_elsewhere=locked.family.funded_elsewhere is not None,
    )
    return (
        held != evidence_dates(tested.decision, line.route)
        or value != line.value_pence
        or locked.family.funded_elsewhere != line.unfunded_reason
    )


def write_completion(
    session: Session, locked: LineAtHand, tested: Tested, around: Around, *, actor: Actor, today: date
) -> None:
    """Freeze the proof of a locked line that nothing speaks against, and move it on.

    Writes claim_line, claim_past_proof, claim_move, audit_event.
    Raises Forbidden("not-apart"), RuleRefused("move-not-allowed").
    """
    line = locked.row
    if line.proof is not None and line.proof_digest is not None:
        session.add(
            ClaimPastProof(
                line_id=line.id, proof=line.proof, proof_digest=line.proof_digest, replaced_at=clock.now()
            )
        )
    proof = proof_now(locked, tested, around.windows[line.window_id], today)
    line.proof, line.proof_digest = proof, digest_of(proof)
    line.tested_on, line.pack_code = today, tested.pack.code
    move_lines(session, [line], LineState.EVIDENCE_COMPLETE, actor=actor, on=today)
    audit.record(session, actor, "claim-line.proved", line.id, digest=line.proof_digest)


def proof_now(locked: LineAtHand, tested: Tested, window: Window, today: date) -> Proof:
    """The proof of a line as it would be frozen on this day."""
    told = locked.told
    return proof_of(
        tested.decision,
        told.route,
        tested.pack,
        identity={
            "line": str(told.id),
            "claim": str(told.claim_id),
            "family": told.reference,
            "phase": told.phase.value,
            "window": window.label,
            "completed_on": today.isoformat(),
        },
        attached_on=tested.facts.attached_on,
        funded_elsewhere=locked.family.funded_elsewhere,
    )


def write_test(
    session: Session, locked: LineAtHand, tested: Tested | None, *, actor: Actor, today: date
) -> None:
    """Keep on a locked draft what it is tested by now. Writes claim_line, claim_evidence, audit_event.

    Raises RuleRefused("not-a-draft" | "not-on-programme").
    """
    if locked.row.state is not LineState.DRAFT:
        raise RuleRefused("not-a-draft", "Only a draft is tested again. Take the line back to draft first.")
    if tested is None:
        raise RuleRefused("not-on-programme", NOT_TESTABLE)
    keep_test(session, locked.row, tested, locked.family, actor=actor, today=today)
    locked.row.version += 1
    audit.record(session, actor, "claim-line.tested", locked.row.id, value_pence=locked.row.value_pence)


def check_is_proved(line: LineAtHand) -> None:
    """Refuse to send on a line that came by an import alone. Raises RuleRefused("not-proved")."""
    if line.row.proof is None:
        raise RuleRefused(
            "not-proved",
            "This line was imported as complete, and nothing proves it here. Take it back to draft, and"
            " complete it.",
        )


def check_not_in_doubt(line_id: UUID, in_doubt: Collection[UUID]) -> None:
    """Refuse to move on a line about which a concern is open. Raises RuleRefused("in-doubt")."""
    if line_id in in_doubt:
        raise RuleRefused(
            "in-doubt",
            "What is recorded now no longer bears this line out. Settle the concern about it first, or take"
            " it back to draft.",
        )
