"""Discretion: the coordinator asks to let a failed part of a result pass, and an officer decides."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session

from app import audit
from app.access.policies import Actor, check_may
from app.access.roles import Action
from app.cases.queries.rule_packs import editions
from app.claims.models.overrides import PartOverride
from app.claims.queries import evaluation, facts, overrides
from app.claims.queries.overrides import Asked
from app.claims.rules.discretion import check_can_ask, check_can_decide
from app.claims.rules.results import PartExplanation, ResultsExplanation, explain_results
from app.db import reading, transaction
from app.errors import Conflict, NotFound
from app.programme.packs import RulePack


@dataclass(frozen=True, slots=True)
class AskedOpened:
    """A request to let a part pass, with what was found of that part and no more of the family.

    part None: the family is judged by other rules now, and the request says nothing any more.
    """

    asked: Asked
    part: PartExplanation | None


def requests_waiting(*, actor: Actor) -> tuple[Asked, ...]:
    """The requests that wait for a decision, the oldest first. Raises Forbidden("role")."""
    check_may(actor, Action.USE_DISCRETION)
    with reading(actor) as session:
        return overrides.waiting(session)


def open_request(override_id: UUID, *, on: date, actor: Actor) -> AskedOpened:
    """A request with the explanation of its part. Writes audit_event.

    Raises Forbidden("role"), NotFound("request"), RuleRefused("terms-not-declared").
    """
    check_may(actor, Action.USE_DISCRETION)
    with transaction(actor) as session:
        asked = overrides.one(session, override_id)
        if asked is None:
            raise _no_such_request()
        pack, results = _results(session, asked.family_id, on)
        part = next((each for each in results.parts if each.code == asked.part), None)
        audit.record(session, actor, "discretion.request-opened", asked.family_id, part=asked.part)
    return AskedOpened(asked, part if pack.code == asked.pack_code else None)


def ask_to_let_pass(
    family_id: UUID, part: str, reason: str, *, on: date, actor: Actor, now: datetime
) -> UUID:
    """Ask to let a failed part of a family's result pass, and say why. Returns the request's id.

    Writes part_override, audit_event. Raises Forbidden("role"), NotFound("family"),
    Conflict("asked-already"), RuleRefused("no-discretion" | "no-such-part" | "not-failed" |
    "terms-not-declared").
    """
    check_may(actor, Action.ASK_FOR_DISCRETION)
    with transaction(actor) as session:
        pack, results = _results(session, family_id, on)
        check_can_ask(results, pack, part)
        asked = PartOverride(
            family_id=family_id,
            part=part,
            pack_code=pack.code,
            reason=reason,
            asked_by=actor.user_id,
            asked_at=now,
        )
        session.add(asked)
        audit.record(session, actor, "discretion.asked-for", family_id, part=part, pack=pack.code)
        return asked.id


def decide_request(override_id: UUID, *, lets_pass: bool, on: date, actor: Actor) -> None:
    """Let a part pass, or refuse to. Writes part_override, audit_event.

    It counts from this day on. Raises Forbidden("role"), NotFound("request"), Conflict("decided-already"),
    RuleRefused("own-request").
    """
    check_may(actor, Action.USE_DISCRETION)
    with transaction(actor) as session:
        asked = overrides.for_update(session, override_id)
        if asked is None:
            raise _no_such_request()
        if asked.decided_by is not None:
            raise Conflict("decided-already", "Somebody has decided about this already.")
        check_can_decide(actor.user_id, asked.asked_by)
        _decide(asked, actor.user_id, on, lets_pass=lets_pass)
        action = "discretion.let-pass" if lets_pass else "discretion.refused"
        audit.record(session, actor, action, asked.family_id, part=asked.part, pack=asked.pack_code)


def _decide(asked: PartOverride, by: UUID, on: date, *, lets_pass: bool) -> None:
    asked.decided_by = by
    if lets_pass:
        asked.approved_on = on
    else:
        asked.refused_on = on


def _results(session: Session, family_id: UUID, on: date) -> tuple[RulePack, ResultsExplanation]:
    """A family's own pack and what it has achieved under it. Raises NotFound("family")."""
    evaluated = evaluation.evaluate_programme(session, on, [family_id])
    if not evaluated:
        raise NotFound("family", "There is no such family on the programme on that day.")
    (known,) = facts.family_facts(session, [family_id])
    pack = editions(session).by_code(evaluated[0].pack_code)
    return pack, explain_results(known, pack, on)


def _no_such_request() -> NotFound:
    return NotFound("request", "There is no such request.")
