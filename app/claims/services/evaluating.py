"""The evaluation of families' results: the whole programme at once, and one family explained."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app import audit
from app.access.policies import Actor, check_may
from app.access.roles import Action
from app.cases.queries.rule_packs import editions
from app.claims.queries import evaluation, facts, overrides, windows
from app.claims.queries.overrides import Asked
from app.claims.queries.standing import standings_on
from app.claims.queries.windows import Window
from app.claims.rules.claimable import ClaimDecision, claim_decision
from app.claims.services.programme import ProgrammeEvaluation, described
from app.db import reading, transaction
from app.errors import NotFound
from app.programme.packs import RulePack


@dataclass(frozen=True, slots=True)
class FamilyExplanation:
    """Whether, and why, one family may be claimed on a day, with every part of every result.

    pack: the rules that it entered the programme by. requests: to let failed parts pass under them.
    """

    family_id: UUID
    reference: str | None
    on: date
    pack: RulePack
    decision: ClaimDecision
    requests: tuple[Asked, ...] = ()


def evaluate_programme(*, on: date, actor: Actor) -> ProgrammeEvaluation:
    """Evaluate every family of the programme on any day, from the facts; nothing is known of the days before.

    Raises Forbidden("role"), RuleRefused("terms-not-declared").
    """
    check_may(actor, Action.SEE_CLAIMS)
    with reading(actor) as session:
        return described(session, standings_on(session, on), on)


def explain_family(family_id: UUID, *, on: date, actor: Actor) -> FamilyExplanation:
    """Explain one family's results on a day, part by part, with the evidence. Writes audit_event.

    Raises Forbidden("role"), NotFound("family"), RuleRefused("terms-not-declared").
    """
    check_may(actor, Action.SEE_CLAIMS)
    with transaction(actor) as session:
        evaluated = evaluation.evaluate_programme(session, on, [family_id])
        if not evaluated:
            raise NotFound("family", "There is no such family on the programme on that day.")
        (known,) = facts.family_facts(session, [family_id])
        pack = editions(session).by_code(evaluated[0].pack_code)
        decision = claim_decision(known, pack, on)
        reference = windows.references(session, [family_id]).get(family_id)
        asked = overrides.of_family(session, family_id)
        audit.record(session, actor, "family.results-explained", family_id, on=on.isoformat())
    requests = tuple(each for each in asked if each.pack_code == pack.code)
    return FamilyExplanation(family_id, reference, on, pack, decision, requests)


def claim_windows(*, actor: Actor) -> tuple[Window, ...]:
    """Every claim window, the first to open first. Raises Forbidden("role")."""
    check_may(actor, Action.SEE_CLAIMS)
    with reading(actor) as session:
        return windows.windows(session)
