"""Editions of the rules: drafted, proposed, approved by a second person, and in force from a day."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

from app import audit
from app.access.policies import Actor, check_may, may
from app.access.roles import Action
from app.cases.models.rule_packs import RulePackEdition
from app.cases.queries.rule_packs import editions
from app.cases.rules.editions import (
    EditionState,
    can_approve,
    check_approval,
    check_changed,
    check_editable,
    check_edition_move,
)
from app.claims.queries import rule_packs as queries
from app.claims.queries.rule_packs import Edition
from app.claims.rules.drafting import (
    check_every_problem_is_asked_about,
    with_discretion,
    with_measure,
    with_problem,
)
from app.claims.rules.drafting import decided_in as source_of
from app.db import reading, transaction
from app.errors import Conflict, NotFound, RuleRefused
from app.periods import ONE_DAY
from app.programme.editions import Editions, in_force_from
from app.programme.facts import Criterion, CriterionGroup
from app.programme.packs import RulePack
from app.programme.phase_two import OUTCOME_PLANS
from app.programme.reading import PackRefused, pack_from_document
from app.programme.writing import as_document

MOST_FAULTS_TOLD = 10
THE_COUNCIL = "Decided by the council"
NUMBERED = re.compile(r"(.+)-([1-9][0-9]{0,2})")


@dataclass(frozen=True, slots=True)
class InForce:
    """A pack with the days of entry for which it is in force, both included."""

    pack: RulePack
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class RulePacks:
    """The packs by which families enter, the council's editions, and what a draft may be started from."""

    in_force: tuple[InForce, ...]
    editions: tuple[Edition, ...]
    to_start_from: tuple[str, ...]
    may_draft: bool


@dataclass(frozen=True, slots=True)
class EditionOpened:
    """An edition with the pack that it was drafted from, and what the actor may do with it.

    base None: it was made from a document of the council's own.
    """

    edition: Edition
    base: RulePack | None
    may_edit: bool
    may_propose: bool
    may_send_back: bool
    may_approve: bool
    may_withdraw: bool


def rule_packs(*, actor: Actor, today: date) -> RulePacks:
    """The rules in force and the council's editions of them. Raises Forbidden("role")."""
    check_may(actor, Action.SEE_RULE_PACKS)
    with reading(actor) as session:
        packs, listed = editions(session), queries.editions_listed(session)
    spans = _spans(packs)
    standing = [each.pack.code for each in spans if each.last >= today]
    starts = [*standing, *(plan.code for plan in OUTCOME_PLANS)]
    return RulePacks(
        in_force=tuple(spans),
        editions=listed,
        to_start_from=tuple(starts),
        may_draft=may(actor, Action.DRAFT_RULE_PACKS),
    )


def rule_pack(code: str, *, actor: Actor) -> RulePack:
    """A pack in force or an outcome plan to start from. Raises Forbidden("role"), NotFound("rule-pack")."""
    check_may(actor, Action.SEE_RULE_PACKS)
    with reading(actor) as session:
        return _start_of(editions(session), code)


def open_edition(edition_id: UUID, *, actor: Actor) -> EditionOpened:
    """An edition of the rules, whole. Raises Forbidden("role"), NotFound("rule-pack-edition")."""
    check_may(actor, Action.SEE_RULE_PACKS)
    with reading(actor) as session:
        found = queries.edition_read(session, edition_id)
        if found is None:
            raise _no_such_edition()
        base = _base_of(editions(session), found.replaces)
    drafts, approves = may(actor, Action.DRAFT_RULE_PACKS), may(actor, Action.APPROVE_RULE_PACKS)
    is_draft, is_proposed = found.state is EditionState.DRAFT, found.state is EditionState.PROPOSED
    return EditionOpened(
        edition=found,
        base=base,
        may_edit=drafts and is_draft,
        may_propose=drafts and is_draft,
        may_send_back=approves and is_proposed,
        may_approve=approves and is_proposed and can_approve(actor.user_id, found.edited_by),
        may_withdraw=drafts and (is_draft or is_proposed),
    )


def start_draft(replaces: str, why: str, *, actor: Actor, now: datetime) -> UUID:
    """Draft an edition from a pack in force, or from an outcome plan. Returns its id.

    Writes rule_pack_edition, audit_event. Raises Forbidden("role"), NotFound("rule-pack"),
    Conflict("edition-code-taken").
    """
    check_may(actor, Action.DRAFT_RULE_PACKS)
    with transaction(actor) as session:
        packs = editions(session)
        base = _start_of(packs, replaces)
        taken = queries.codes_given(session) | {pack.code for pack in packs.packs}
        pack = replace(base, code=_next_code(base.code, taken))
        return _add(session, actor, pack, replaces=base.code, why=why, now=now)


def start_from_document(content: Any, replaces: str, why: str, *, actor: Actor, now: datetime) -> UUID:
    """Draft an edition from a document of the council's own, under its own code. Returns its id.

    replaces: the pack in force that it is to be compared with. Writes rule_pack_edition, audit_event. Raises
    Forbidden("role"), NotFound("rule-pack"), RuleRefused("pack-not-valid"), Conflict("edition-code-taken").
    """
    check_may(actor, Action.DRAFT_RULE_PACKS)
    pack = _read(content)
    with transaction(actor) as session:
        packs = editions(session)
        packs.by_code(replaces)
        if pack.code in queries.codes_given(session) | {each.code for each in packs.packs}:
            raise Conflict(
                "edition-code-taken",
                "There is an edition of this code already. Give another code, or start again.",
            )
        return _add(session, actor, pack, replaces=replaces, why=why, now=now)


def change_content(edition_id: UUID, content: Any, *, version: int, actor: Actor) -> int:
    """Put another document in the place of a draft's, under the draft's code. Returns its new version.

    Writes rule_pack_edition, audit_event. Raises Forbidden("role"), NotFound("rule-pack-edition"),
    Conflict("changed-meanwhile"), RuleRefused("not-a-draft" | "pack-not-valid" | "nothing-changed").
    """
    check_may(actor, Action.DRAFT_RULE_PACKS)
    pack = _read(content)
    return _change(edition_id, lambda now: replace(pack, code=now.code), version=version, actor=actor)


def change_problem(
    edition_id: UUID,
    group: CriterionGroup,
    *,
    criteria: frozenset[Criterion],
    needed: int,
    decided_in: str,
    version: int,
    actor: Actor,
) -> int:
    """Say in a draft which criteria show a problem, and how many are needed. Returns its new version.

    decided_in: the paper or meeting of the council that says so. Writes rule_pack_edition, audit_event.
    Raises Forbidden("role"), NotFound("rule-pack-edition"), Conflict("changed-meanwhile"),
    RuleRefused("not-a-draft" | "not-the-councils" | "no-criteria" | "counted-elsewhere" | "too-many-needed" |
    "nothing-asked-about" | "nothing-changed" | "pack-not-valid").
    """
    return _change(
        edition_id,
        lambda pack: with_problem(pack, group, criteria, needed, source_of(pack, decided_in)),
        version=version,
        actor=actor,
    )


def change_measure(
    edition_id: UUID,
    part: str,
    *,
    question: str,
    numbers: Mapping[str, int],
    applies_to: frozenset[Criterion],
    decided_in: str,
    version: int,
    actor: Actor,
) -> int:
    """Say in a draft what counts as a result: the question, its numbers, of what. Returns its new version.

    Writes rule_pack_edition, audit_event. Raises Forbidden("role"), NotFound("rule-pack-edition"),
    Conflict("changed-meanwhile"), RuleRefused("not-a-draft" | "not-the-councils" | "no-such-number" |
    "out-of-bounds" | "nothing-asked-about" | "not-counted" | "days-and-months" | "nothing-changed" |
    "pack-not-valid").
    """
    return _change(
        edition_id,
        lambda pack: with_measure(
            pack,
            part,
            question=question,
            numbers=numbers,
            applies_to=applies_to,
            source=source_of(pack, decided_in),
        ),
        version=version,
        actor=actor,
    )


def change_discretion(
    edition_id: UUID, *, allowed: bool, decided_in: str | None, version: int, actor: Actor
) -> int:
    """Say in a draft whether an approver may let a failed part pass. Returns its new version.

    Writes rule_pack_edition, audit_event. Raises Forbidden("role"), NotFound("rule-pack-edition"),
    Conflict("changed-meanwhile"), RuleRefused("not-a-draft" | "not-the-councils" | "nothing-changed" |
    "pack-not-valid").
    """
    return _change(
        edition_id,
        lambda pack: with_discretion(pack, source_of(pack, decided_in or THE_COUNCIL) if allowed else None),
        version=version,
        actor=actor,
    )


def propose(edition_id: UUID, *, version: int, actor: Actor, now: datetime) -> int:
    """Give a draft to the authorising officer. Returns its new version.

    Writes rule_pack_edition, audit_event. Raises Forbidden("role"), NotFound("rule-pack-edition"),
    Conflict("changed-meanwhile"), RuleRefused("move-not-allowed" | "nothing-changed" | "not-asked-about").
    """
    check_may(actor, Action.DRAFT_RULE_PACKS)
    with transaction(actor) as session:
        edition = _to_change(session, edition_id, version)
        check_edition_move(edition.state, EditionState.PROPOSED)
        pack = pack_from_document(edition.content)
        base = next((each for each in editions(session).packs if each.code == edition.replaces), None)
        check_changed(same=base is not None and replace(pack, code=base.code, in_force=base.in_force) == base)
        check_every_problem_is_asked_about(pack)
        edition.proposed_at = now
        return _moved(session, actor, edition, EditionState.PROPOSED)


def send_back(edition_id: UUID, why: str, *, version: int, actor: Actor) -> int:
    """Send a proposed edition back to its draft, with what is to change. Returns its new version.

    Writes rule_pack_edition, audit_event. Raises Forbidden("role"), NotFound("rule-pack-edition"),
    Conflict("changed-meanwhile"), RuleRefused("move-not-allowed").
    """
    check_may(actor, Action.APPROVE_RULE_PACKS)
    with transaction(actor) as session:
        edition = _to_change(session, edition_id, version)
        check_edition_move(edition.state, EditionState.DRAFT)
        edition.returned_why = why
        return _moved(session, actor, edition, EditionState.DRAFT)


def withdraw(edition_id: UUID, *, version: int, actor: Actor) -> int:
    """Withdraw an edition that is not approved. Returns its new version.

    Writes rule_pack_edition, audit_event. Raises Forbidden("role"), NotFound("rule-pack-edition"),
    Conflict("changed-meanwhile"), RuleRefused("move-not-allowed").
    """
    check_may(actor, Action.DRAFT_RULE_PACKS)
    with transaction(actor) as session:
        edition = _to_change(session, edition_id, version)
        check_edition_move(edition.state, EditionState.WITHDRAWN)
        return _moved(session, actor, edition, EditionState.WITHDRAWN)


def approve(
    edition_id: UUID, in_force: date, *, version: int, actor: Actor, today: date, now: datetime
) -> int:
    """Approve a proposed edition: families that enter from that day on are judged by it. Its new version.

    Whoever had a hand in it may not. Families that entered before stay with their pack. Writes
    rule_pack_edition, audit_event. Raises Forbidden("role"), NotFound("rule-pack-edition"),
    Conflict("changed-meanwhile" | "day-taken"), RuleRefused("move-not-allowed" | "own-draft" | "day-past" |
    "day-taken" | "after-its-end" | "drafted-from-another").
    """
    check_may(actor, Action.APPROVE_RULE_PACKS)
    with transaction(actor) as session:
        # One at a time: each has to see what was approved before it.
        queries.lock_editions(session)
        edition = _to_change(session, edition_id, version)
        check_edition_move(edition.state, EditionState.APPROVED)
        packs = editions(session)
        taken = [pack.in_force.first for pack in packs.packs]
        check_approval(actor.user_id, edition.edited_by, in_force, today=today, taken=taken)
        pack = in_force_from(pack_from_document(edition.content), in_force)
        _check_drafted_from(packs.nearest(in_force), pack, edition.replaces)
        edition.content = as_document(pack)
        edition.state = EditionState.APPROVED
        edition.approved_by, edition.approved_at, edition.in_force_from = actor.user_id, now, in_force
        edition.version += 1
        audit.record(
            session,
            actor,
            "rule-pack.approved",
            edition.id,
            code=edition.code,
            in_force_from=in_force.isoformat(),
        )
        return edition.version


def _check_drafted_from(stands: RulePack, pack: RulePack, replaces: str) -> None:
    """Refuse an edition that would undo what was approved of the same phase since it was drafted."""
    if pack.phase is stands.phase and stands.code != replaces:
        raise RuleRefused(
            "drafted-from-another",
            f"By that day {stands.code} is in force, and this was drafted from {replaces}, so it would undo "
            f"what is new there. Draft it from {stands.code}.",
        )


def _change(edition_id: UUID, change: Callable[[RulePack], RulePack], *, version: int, actor: Actor) -> int:
    check_may(actor, Action.DRAFT_RULE_PACKS)
    with transaction(actor) as session:
        edition = _to_change(session, edition_id, version)
        check_editable(edition.state)
        before = pack_from_document(edition.content)
        after = change(before)
        check_changed(same=after == before)
        edition.content = as_document(_read(as_document(after)))
        if actor.user_id not in edition.edited_by:
            edition.edited_by = [*edition.edited_by, actor.user_id]
        edition.version += 1
        audit.record(session, actor, "rule-pack.changed", edition.id, code=edition.code)
        return edition.version


def _to_change(session: Session, edition_id: UUID, version: int) -> RulePackEdition:
    edition = queries.edition_for_update(session, edition_id)
    if edition is None:
        raise _no_such_edition()
    if edition.version != version:
        raise Conflict(
            "changed-meanwhile",
            "Somebody else has changed this edition since you opened it. Open it again.",
            version=edition.version,
        )
    return edition


def _moved(session: Session, actor: Actor, edition: RulePackEdition, state: EditionState) -> int:
    edition.state = state
    edition.version += 1
    audit.record(session, actor, f"rule-pack.{state}", edition.id, code=edition.code)
    return edition.version


def _add(session: Session, actor: Actor, pack: RulePack, *, replaces: str, why: str, now: datetime) -> UUID:
    edition = RulePackEdition(
        code=pack.code,
        replaces=replaces,
        content=as_document(pack),
        why=why,
        state=EditionState.DRAFT,
        drafted_by=actor.user_id,
        drafted_at=now,
        edited_by=[actor.user_id],
    )
    session.add(edition)
    audit.record(session, actor, "rule-pack.drafted", edition.id, code=pack.code, replaces=replaces)
    return edition.id


def _read(content: Any) -> RulePack:
    try:
        return pack_from_document(content)
    except PackRefused as refused:
        told = [str(fault) for fault in refused.faults[:MOST_FAULTS_TOLD]]
        if left := len(refused.faults) - len(told):
            told.append(f"And {left} more.")
        raise RuleRefused("pack-not-valid", " ".join(told)) from None


def _start_of(packs: Editions, code: str) -> RulePack:
    """The pack of this code to start from. Raises NotFound("rule-pack")."""
    return _base_of(packs, code) or packs.by_code(code)


def _base_of(packs: Editions, code: str) -> RulePack | None:
    every = (*packs.packs, *OUTCOME_PLANS)
    return next((pack for pack in every if pack.code == code), None)


def _next_code(code: str, taken: frozenset[str]) -> str:
    """The code of the next edition: P1-2013 → P1-2013-2; P2-NOTTINGHAM-1 → P2-NOTTINGHAM-1, then -2."""
    numbered = NUMBERED.fullmatch(code)
    stem, number = (numbered[1], int(numbered[2])) if numbered else (code, 2)
    while f"{stem}-{number}" in taken:
        number += 1
    return f"{stem}-{number}"


def _spans(packs: Editions) -> list[InForce]:
    """Each pack with its days of entry: until the day before the next, and no longer than it says itself."""
    spans = []
    for pack, _, before in packs.by_entry():
        last = pack.in_force.last if before is None else min(pack.in_force.last, before - ONE_DAY)
        spans.append(InForce(pack, pack.in_force.first, last))
    return spans


def _no_such_edition() -> NotFound:
    return NotFound("rule-pack-edition", "There is no such edition of the rules.")
