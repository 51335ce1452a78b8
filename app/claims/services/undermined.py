"""Claims past draft looked at again: what no longer bears them out is raised, and settled by a person."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session

from app import audit
from app.access.policies import SYSTEM, Actor, check_may
from app.access.roles import Action
from app.cases.queries.rule_packs import editions
from app.cases.rules.eligibility import Answer
from app.claims.models.guards import ClaimConcern
from app.claims.queries import concerns as queries
from app.claims.queries import guards
from app.claims.queries import lines as line_queries
from app.claims.queries.concerns import Concern, LiveLine
from app.claims.queries.evaluation import evaluate_families
from app.claims.queries.facts import family_facts
from app.claims.rules.claimable import claim_decision
from app.claims.rules.guards import check_overlaps
from app.claims.rules.outcomes import Outcome
from app.claims.rules.proof import value_of_line
from app.claims.rules.undermining import PEOPLE, Doubt, as_known_now, doubts_of, doubts_of_people
from app.db import reading, transaction
from app.errors import Conflict, NotFound


def look_for_undermined(*, today: date, now: datetime) -> int:
    """Raise a concern for each part of a live line that no longer passes; how many are new.

    Each line is tested as at the day and under the pack that it was tested by, from what is recorded now. A
    concern that holds no longer is closed by itself; one that was settled is not raised again until it has
    passed meanwhile. Does nothing while another look is at work.
    Writes claim_concern, audit_event.
    """
    with transaction(SYSTEM) as session:
        live = queries.live_lines(session)
        if not live or queries.is_somebody_looking(session):
            return 0
        doubted = _doubts(session, live, today)
        return _write(session, live, doubted, today=today, now=now)


def list_concerns(*, actor: Actor) -> tuple[Concern, ...]:
    """The concerns about claims that wait for the coordinator, by family. Raises Forbidden("role")."""
    check_may(actor, Action.PREPARE_CLAIMS)
    with reading(actor) as session:
        return queries.open_concerns(session)


def open_concern(concern_id: UUID, *, actor: Actor) -> Concern:
    """One concern about a claim. Raises Forbidden("role"), NotFound("claim-concern")."""
    check_may(actor, Action.PREPARE_CLAIMS)
    with reading(actor) as session:
        found = queries.concern_by_id(session, concern_id)
    if found is None:
        raise no_such_concern()
    return found


def no_such_concern() -> NotFound:
    """What is told of a concern that is not there."""
    return NotFound("claim-concern", "There is no such concern about a claim.")


def settle_concern(concern_id: UUID, note: str, *, actor: Actor, now: datetime) -> None:
    """Settle a concern about a line with a note. Writes claim_concern, audit_event.

    No note settles that a household is claimed for under two records. Raises Forbidden("role"),
    NotFound("claim-concern"), Conflict("settled-already"), RuleRefused("same-household").
    """
    check_may(actor, Action.PREPARE_CLAIMS)
    with transaction(actor) as session:
        concern = queries.concern_for_update(session, concern_id)
        if concern is None:
            raise no_such_concern()
        if concern.settled_at is not None or concern.passed_again_at is not None:
            raise Conflict("settled-already", "This concern has been settled already, or holds no longer.")
        if concern.part == PEOPLE:
            _check_another_household(session, concern, note)
        concern.settled_at, concern.settled_by, concern.note = now, actor.user_id, note
        audit.record(
            session,
            actor,
            "claim-concern.settled",
            concern.line_id,
            concern_id=str(concern.id),
            part=concern.part,
        )


def _check_another_household(session: Session, concern: ClaimConcern, note: str) -> None:
    for line in line_queries.lines(session, ids=[concern.line_id]):
        shared = guards.overlaps_of(session, [line.family_id], line.phase, concern.noticed_on)
        check_overlaps(shared.get(line.family_id, ()), reason=note)


def _doubts(session: Session, live: Sequence[LiveLine], today: date) -> Mapping[UUID, tuple[Doubt, ...]]:
    """What no longer bears each line out; a line that stands as it did is left out."""
    alike: dict[tuple[date, str], list[LiveLine]] = defaultdict(list)
    for line in live:
        alike[line.tested_on, line.pack_code].append(line)
    found: dict[UUID, tuple[Doubt, ...]] = {}
    for (on, code), lines in alike.items():
        suspects = _suspects(session, on, code, lines)
        pack = editions(session).by_code(code)
        facts = {
            each.family_id: as_known_now(each, on)
            for each in family_facts(session, sorted({line.family_id for line in suspects}))
        }
        decisions = {family_id: claim_decision(each, pack, on) for family_id, each in facts.items()}
        for line in suspects:
            doubts = doubts_of(
                decisions[line.family_id],
                line.route,
                pack,
                attached_on=facts[line.family_id].attached_on,
                value_pence=line.value_pence,
            )
            if doubts:
                found[line.id] = doubts
    for line_id, doubts in _people_claimed_twice(session, live, today).items():
        found[line_id] = (*found.get(line_id, ()), *doubts)
    return found


def _people_claimed_twice(
    session: Session, live: Sequence[LiveLine], today: date
) -> Mapping[UUID, tuple[Doubt, ...]]:
    """People who are claimed for in two families by now, and for whom nobody has said why."""
    answered = guards.answered(session, [line.id for line in live])
    found: dict[UUID, tuple[Doubt, ...]] = {}
    for phase in {line.phase for line in live}:
        lines = [line for line in live if line.phase is phase]
        overlaps = guards.overlaps_of(session, {line.family_id for line in lines}, phase, today)
        for line in lines:
            known = answered.get(line.id, frozenset())
            shared = (each for each in overlaps.get(line.family_id, ()) if each.claim_id not in known)
            doubts = doubts_of_people(shared)
            if doubts:
                found[line.id] = doubts
    return found


def _suspects(session: Session, on: date, code: str, lines: Sequence[LiveLine]) -> list[LiveLine]:
    """The lines that one statement over their families cannot clear: to be explained one by one.

    It clears a line whose result passes as it did, if nothing about its family came in late.
    """
    pack = editions(session).by_code(code)
    families = sorted({line.family_id for line in lines})
    evaluated = {each.family_id: each for each in evaluate_families(session, pack, on, families)}
    late = queries.told_late(session, families, on)

    def is_clear(line: LiveLine) -> bool:
        family = evaluated.get(line.family_id)
        return (
            family is not None
            and line.family_id not in late
            and family.eligibility is Answer.YES
            and family.routes[line.route] is Outcome.PASS
            and family.attached_on is not None
            and family.attached_on <= on
            and line.value_pence
            == value_of_line(line.route, family.attached_on, pack, funded_elsewhere=family.funded_elsewhere)
        )

    return [line for line in lines if not is_clear(line)]


def _write(
    session: Session,
    live: Sequence[LiveLine],
    doubted: Mapping[UUID, tuple[Doubt, ...]],
    *,
    today: date,
    now: datetime,
) -> int:
    """Raise what is new, and close what holds no longer."""
    known = {
        (each.line_id, each.part, each.outcome): each
        for each in queries.standing_concerns(session, [line.id for line in live])
    }
    holding = {
        (line_id, doubt.part, doubt.outcome): doubt for line_id, doubts in doubted.items() for doubt in doubts
    }
    for key, concern in known.items():
        if key not in holding:
            concern.passed_again_at = now
            audit.record(session, SYSTEM, "claim-concern.passed-again", concern.line_id, part=concern.part)
    session.flush()
    # In the order in which others lock lines: each row that is kept holds its line.
    new = sorted(key for key in holding if key not in known)
    for line_id, part, outcome in new:
        session.add(
            ClaimConcern(
                line_id=line_id,
                part=part,
                outcome=outcome,
                said=holding[line_id, part, outcome].sentence,
                noticed_on=today,
                noticed_at=now,
            )
        )
        audit.record(session, SYSTEM, "claim-concern.raised", line_id, part=part, outcome=outcome.value)
    return len(new)
