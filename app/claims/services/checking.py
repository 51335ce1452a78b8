"""Evidence checked by a person, never the one who entered it: by entry, by line, by source."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session

from app import audit
from app.access.policies import Actor, check_may
from app.access.roles import Action
from app.cases.models.evidence import CriterionEvidence
from app.cases.services.changing import added_to, changed, family_to_add_to
from app.cases.services.identifying import SOURCE as REFERRAL
from app.claims.models.supplied import EvidenceEntry
from app.claims.queries import evidence_checks, lines, requests, supplied
from app.claims.queries.evidence_checks import Item
from app.claims.queries.lines import Line
from app.claims.rules.checks import check_not_own
from app.claims.rules.lifecycle import LineState
from app.claims.rules.summary import ELIGIBILITY
from app.db import reading, transaction
from app.errors import Conflict, NotFound, RuleRefused


@dataclass(frozen=True, slots=True)
class LineEvidence:
    """A line of a claim with its evidence. own: what the actor entered, and so may not check."""

    line: Line
    items: tuple[Item, ...]
    own: frozenset[UUID]
    wanting: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FromSource:
    """What waits to be checked that is from one source. tag: stands for exactly these pieces.

    left_out: how many the actor has entered a part of, which somebody else must check.
    """

    key: str
    source: str
    items: tuple[Item, ...]
    left_out: int
    tag: str


@dataclass(frozen=True, slots=True)
class SourceToCheck:
    """A source of which evidence waits. key: stands for it in addresses, which hold nobody's words."""

    key: str
    source: str
    pieces: int


def check_entry(family_id: UUID, entry_id: UUID, *, actor: Actor, today: date) -> None:
    """Check something that somebody else entered by hand; of a criterion, that verifies it.

    Writes evidence_entry, criterion_evidence, family, audit_event. Raises Forbidden("role" | "own-entry"),
    NotFound("family" | "entry"), Conflict("replaced" | "checked-already").
    """
    check_may(actor, Action.CHECK_EVIDENCE)
    with transaction(actor) as session:
        family = family_to_add_to(session, family_id, actor=actor, today=today)
        entry = supplied.entry_for_update(session, family_id, entry_id)
        if entry is None:
            raise NotFound("entry", "There is no such entry of this family.")
        check_not_own(actor.user_id, [entry.entered_by])
        if not supplied.is_latest(session, entry):
            raise Conflict("replaced", "Another entry stands in the place of this one. Check that.")
        if entry.checked_on is not None:
            raise Conflict("checked-already", "Somebody has checked this already.")
        _check(entry, actor, today)
        _verify(session, entry, actor, today)
        added_to(family)
        audit.record(session, actor, "evidence.checked", family_id, entry_id=str(entry_id))


def check_criterion(family_id: UUID, evidence_id: UUID, *, actor: Actor, today: date) -> None:
    """Check what a source says of a criterion: that verifies it, whoever brought it but oneself.

    Writes criterion_evidence, evidence_entry, family, audit_event. Raises Forbidden("role" | "own-entry"),
    NotFound("family" | "criterion-evidence"), Conflict("checked-already").
    """
    check_may(actor, Action.CHECK_EVIDENCE)
    with transaction(actor) as session:
        family = family_to_add_to(session, family_id, actor=actor, today=today)
        evidence = supplied.criterion_for_update(session, family_id, evidence_id)
        if evidence is None:
            raise NotFound("criterion-evidence", "There is no such evidence of this family.")
        entered = supplied.entries_about(session, evidence)[:1]
        check_not_own(actor.user_id, [entry.entered_by for entry in entered])
        if evidence.source == REFERRAL and evidence_checks.referred_by(session, [family_id], actor.user_id):
            check_not_own(actor.user_id, [actor.user_id])
        if evidence.verified_on is not None:
            raise Conflict("checked-already", "Somebody has checked this already.")
        evidence.verified_on, evidence.checked_by = today, actor.user_id
        session.add(evidence)
        for entry in entered:
            if entry.checked_on is None and supplied.held_words(evidence) == supplied.said_by(entry):
                _check(entry, actor, today)
        changed(family)
        audit.record(session, actor, "criterion.checked", family_id, evidence_id=str(evidence_id))


def line_evidence(line_id: UUID, *, actor: Actor, on: date) -> LineEvidence:
    """The evidence of a line of a claim, and what it is wanting on a day. Raises Forbidden("role"),
    NotFound("claim-line").
    """
    check_may(actor, Action.SEE_CLAIMS)
    with reading(actor) as session:
        line = _line(session, line_id)
        items = evidence_checks.items_of(session, line_ids=[line_id])
        return LineEvidence(
            line=line,
            items=items,
            own=_own(session, items, actor),
            wanting=evidence_checks.unchecked(session, [line_id], on).get(line_id, ()),
        )


def check_item(item_id: UUID, *, actor: Actor, today: date) -> UUID:
    """Check a piece of a drafted line's evidence, and with it what was entered by hand of it.
    Returns the line.

    Writes claim_evidence, evidence_entry, criterion_evidence, audit_event. Raises Forbidden("role" |
    "own-entry"), NotFound("claim-evidence"), Conflict("checked-already"), RuleRefused("not-a-draft").
    """
    _check_may_check_lines(actor)
    with transaction(actor) as session:
        _lock_families(session, evidence_checks.families_of(session, [item_id]))
        (item,) = _items(session, [item_id])
        if item.state is not LineState.DRAFT:
            raise RuleRefused("not-a-draft", "Evidence is checked while a line is a draft.")
        if item.checked_on is not None:
            raise Conflict("checked-already", "Somebody has checked this already.")
        behind = evidence_checks.entries_behind(session, [item])
        if _own_among(session, [item], behind, actor):
            check_not_own(actor.user_id, [actor.user_id])
        _check_items(session, [item], behind, actor, today)
    return item.line_id


def sources(*, actor: Actor) -> tuple[SourceToCheck, ...]:
    """The sources of which evidence of drafted lines waits to be checked. Raises Forbidden("role")."""
    _check_may_check_lines(actor)
    with reading(actor) as session:
        found = evidence_checks.sources_to_check(session)
    return tuple(SourceToCheck(key_of(source), source, pieces) for source, pieces in found.items())


def from_source(key: str, *, actor: Actor) -> FromSource:
    """What waits to be checked that is from one source, for somebody to look through.

    Raises Forbidden("role"), NotFound("source").
    """
    _check_may_check_lines(actor)
    with reading(actor) as session:
        return _from_source(session, key, actor)[0]


def check_source(key: str, tag: str, *, actor: Actor, today: date) -> int:
    """Check all that waits from one source and was looked through, but what oneself has entered of it.

    Returns how many pieces. Writes claim_evidence, evidence_entry, criterion_evidence, audit_event.
    Raises Forbidden("role"), NotFound("source"), Conflict("changed-since").
    """
    _check_may_check_lines(actor)
    with transaction(actor) as session:
        seen, _ = _from_source(session, key, actor)
        _lock_families(session, {item.family_id for item in seen.items})
        evidence_checks.items_to_check(session, [item.id for item in seen.items])
        found, behind = _from_source(session, key, actor)
        if found.tag != tag:
            raise Conflict("changed-since", "What waits has changed since you looked. Look through it again.")
        _check_items(session, found.items, behind, actor, today)
        return len(found.items)


def key_of(text: str) -> str:
    """What stands for a text, without a word of it."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _check_may_check_lines(actor: Actor) -> None:
    check_may(actor, Action.SEE_CLAIMS)
    check_may(actor, Action.CHECK_EVIDENCE)


def _from_source(
    session: Session, key: str, actor: Actor
) -> tuple[FromSource, Mapping[UUID, Sequence[EvidenceEntry]]]:
    source = next((each for each in evidence_checks.sources_to_check(session) if key_of(each) == key), None)
    waiting = [
        item
        for item in (evidence_checks.items_of(session, source=source) if source is not None else ())
        if item.checked_on is None and item.state is LineState.DRAFT
    ]
    if source is None or not waiting:
        raise NotFound("source", "Nothing from this source waits to be checked.")
    behind = evidence_checks.entries_behind(session, waiting)
    own = _own_among(session, waiting, behind, actor)
    items = tuple(item for item in waiting if item.id not in own)
    told = "|".join(f"{item.id}:{item.evidence_on.isoformat()}" for item in items)
    return FromSource(key, source, items, len(own), key_of(told)), behind


def _lock_families(session: Session, ids: Collection[UUID]) -> None:
    """Nothing is entered of a family while its evidence is being checked."""
    requests.lock_families(session, ids)


def _line(session: Session, line_id: UUID) -> Line:
    found = lines.lines(session, ids=[line_id])
    if not found:
        raise NotFound("claim-line", "There is no such line of a claim.")
    return found[0]


def _items(session: Session, ids: Sequence[UUID]) -> list[Item]:
    """Pieces of evidence, locked, as they stand now. Raises NotFound("claim-evidence")."""
    rows = evidence_checks.items_to_check(session, ids)
    if len(rows) != len(ids):
        raise NotFound("claim-evidence", "There is no such piece of evidence.")
    of_lines = evidence_checks.items_of(session, line_ids={row.line_id for row in rows})
    return [item for item in of_lines if item.id in ids]


def _own(session: Session, items: Sequence[Item], actor: Actor) -> frozenset[UUID]:
    return _own_among(session, items, evidence_checks.entries_behind(session, items), actor)


def _own_among(
    session: Session, items: Sequence[Item], behind: Mapping[UUID, Sequence[EvidenceEntry]], actor: Actor
) -> frozenset[UUID]:
    """The pieces that rest on what the actor has entered by hand, or has said on referring the family."""
    told = [item for item in items if (item.part, item.source) == (ELIGIBILITY, REFERRAL)]
    referred = evidence_checks.referred_by(session, {item.family_id for item in told}, actor.user_id)
    return frozenset(
        item_id
        for item_id, entries in behind.items()
        if any(entry.entered_by == actor.user_id for entry in entries)
    ).union(item.id for item in told if item.family_id in referred)


def _check_items(
    session: Session,
    items: Sequence[Item],
    behind: Mapping[UUID, Sequence[EvidenceEntry]],
    actor: Actor,
    today: date,
) -> None:
    for row in evidence_checks.items_to_check(session, [item.id for item in items]):
        row.checked_by, row.checked_on = actor.user_id, today
        session.add(row)
    for item in items:
        for entry in behind[item.id]:
            if entry.checked_on is None and supplied.is_latest(session, entry):
                _check(entry, actor, today)
                _verify(session, entry, actor, today)
        audit.record(
            session, actor, "claim-evidence.checked", item.line_id, item_id=str(item.id), part=item.part
        )


def _check(entry: EvidenceEntry, actor: Actor, today: date) -> None:
    entry.checked_by, entry.checked_on = actor.user_id, today


def _verify(session: Session, entry: EvidenceEntry, actor: Actor, today: date) -> None:
    """Verify the evidence of a criterion that an entry made, unless it says something else by now."""
    if entry.criterion is None:
        return
    held: CriterionEvidence | None = supplied.criterion_held(
        session, entry.family_id, entry.criterion, entry.person_id, entry.starts_on
    )
    if held is None or held.verified_on is not None:
        return
    if supplied.held_words(held) == supplied.said_by(entry):
        held.verified_on, held.checked_by = today, actor.user_id
        session.add(held)
