"""One line of a claim opened as a page, and printed: its proof, its evidence, and all that moved it."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session

from app import audit
from app.access.policies import Actor, may
from app.access.roles import Action
from app.claims.printing.proof import proof_pdf
from app.claims.queries.concerns import Concern, concerns_of
from app.claims.queries.guards import reasons_of
from app.claims.queries.lines import Line, lines
from app.claims.queries.moves import MoveMade, moves_of
from app.claims.queries.proofs import EvidenceHeld, evidence_of
from app.claims.queries.windows import Window
from app.claims.rules.lifecycle import LineState
from app.claims.rules.opening import can_open_line, check_opens_claims
from app.claims.rules.proof import Proof, digest_of, rules_to_check
from app.claims.services.locking import LineAtHand, lines_seen, no_such_line
from app.claims.services.preparing import around_lines, complaints, proof_now, unanswered
from app.claims.services.testing import tested_families
from app.db import transaction
from app.errors import RuleRefused


@dataclass(frozen=True, slots=True)
class LineOpened:
    """A line of a claim with everything about it.

    beside: the claim's other lines. proof: as it was frozen, or else as the line stands on this day; None:
    the family cannot be tested on it. frozen: the digest that the proof was filed under; None: it is not
    frozen. is_sound: whether the frozen proof still has that digest. to_check: the rules to be checked
    against the printed framework first. wanting: what keeps a draft from being complete, a sentence each.
    shared: why it is another family, by the other one's reference. to_answer: a sentence for each claim
    whose people it shares without such a reason. may_prepare: whether the actor may move it.
    """

    line: Line
    window: Window
    beside: tuple[Line, ...]
    proof: Proof | None
    frozen: str | None
    is_sound: bool
    to_check: tuple[str, ...]
    wanting: tuple[str, ...]
    evidence: tuple[EvidenceHeld, ...]
    moves: tuple[MoveMade, ...]
    concerns: tuple[Concern, ...]
    shared: tuple[tuple[str | None, str], ...]
    to_answer: tuple[str, ...]
    may_prepare: bool

    @property
    def is_frozen(self) -> bool:
        """Whether the proof is one that was frozen."""
        return self.frozen is not None


@dataclass(frozen=True, slots=True)
class Paper:
    """A printed proof, as a file."""

    name: str
    content: bytes


def open_line(line_id: UUID, *, actor: Actor, today: date) -> LineOpened:
    """Open a line of a claim with its proof. Writes audit_event.

    Raises Forbidden("role"), NotFound("claim-line").
    """
    check_opens_claims(actor)
    with transaction(actor) as session:
        at_hand, moves = _opened(session, line_id, actor=actor)
        opened = _told(session, at_hand, moves, actor=actor, today=today)
        audit.record(
            session,
            actor,
            "claim-line.opened",
            line_id,
            family_id=str(opened.line.family_id),
            state=opened.line.state.value,
        )
    return opened


def print_proof(line_id: UUID, *, organisation: str, actor: Actor, today: date) -> Paper:
    """The frozen proof of a line as a PDF: the same line gives the same bytes. Writes audit_event.

    Raises Forbidden("role"), NotFound("claim-line"), RuleRefused("no-proof-yet").
    """
    check_opens_claims(actor)
    with transaction(actor) as session:
        at_hand, moves = _opened(session, line_id, actor=actor)
        proof, digest = at_hand.row.proof, at_hand.row.proof_digest
        if proof is None or digest is None or at_hand.row.state is LineState.DRAFT:
            raise RuleRefused(
                "no-proof-yet",
                "This line is a draft and has no proof to print: its evidence has first to be complete.",
            )
        content = proof_pdf(
            proof,
            digest,
            evidence_of(session, [line_id]).get(line_id, ()),
            moves,
            organisation=organisation,
            state=at_hand.row.state,
            is_sound=digest_of(proof) == digest,
        )
        audit.record(
            session,
            actor,
            "claim-line.printed",
            line_id,
            family_id=str(at_hand.told.family_id),
            digest=digest,
        )
    return Paper(f"claim-{at_hand.told.reference or 'family'}-{at_hand.told.route.value}.pdf", content)


def _opened(session: Session, line_id: UUID, *, actor: Actor) -> tuple[LineAtHand, tuple[MoveMade, ...]]:
    """The line and its moves, if the actor may open it. Raises NotFound("claim-line")."""
    at_hand = lines_seen(session, [line_id]).get(line_id)
    if at_hand is None:
        raise no_such_line()
    moves = moves_of(session, line_id)
    state = at_hand.row.state
    audited = state is LineState.WITH_INTERNAL_AUDIT or any(
        move.to_state is LineState.WITH_INTERNAL_AUDIT for move in moves
    )
    if not can_open_line(actor, state=state, was_with_audit=audited):
        raise no_such_line()
    return at_hand, moves


def _told(
    session: Session, at_hand: LineAtHand, moves: tuple[MoveMade, ...], *, actor: Actor, today: date
) -> LineOpened:
    line = at_hand.told
    around = around_lines(session, [at_hand], today)
    window = around.windows[line.window_id]
    frozen = at_hand.row.proof_digest if line.state is not LineState.DRAFT else None
    proof: Proof | None = at_hand.row.proof
    wanting: tuple[str, ...] = ()
    if frozen is None:
        try:
            tested = tested_families(session, [line.family_id], today).get(line.family_id)
        except RuleRefused as refusal:
            tested, wanting = None, (refusal.message,)
        proof = proof_now(at_hand, tested, window, today) if tested else None
        if line.state is LineState.DRAFT:
            wanting = wanting or complaints(at_hand, tested, around, today)
    is_claims = may(actor, Action.PREPARE_CLAIMS)
    beside = lines(session, family_id=line.family_id)
    return LineOpened(
        line=line,
        window=window,
        beside=tuple(
            each for each in beside if each.claim_id == line.claim_id and each.id != line.id and is_claims
        ),
        proof=proof,
        frozen=frozen,
        is_sound=frozen is not None and proof is not None and digest_of(proof) == frozen,
        to_check=rules_to_check(proof) if proof else (),
        wanting=wanting,
        evidence=evidence_of(session, [line.id]).get(line.id, ()),
        moves=moves,
        concerns=concerns_of(session, line.id),
        shared=reasons_of(session, line.id),
        to_answer=tuple(each.sentence for each in unanswered(at_hand, around)),
        may_prepare=is_claims,
    )
