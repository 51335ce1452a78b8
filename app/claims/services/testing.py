"""Families tested on a day for the lines of their claims, many at once."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session

from app.cases.queries.rule_packs import editions
from app.claims.queries.evaluation import evaluate_programme
from app.claims.queries.facts import family_facts
from app.claims.rules.claimable import ClaimDecision, claim_decision
from app.programme.facts import FamilyFacts
from app.programme.packs import RulePack


@dataclass(frozen=True, slots=True)
class Tested:
    """What a family has achieved on a day under its own pack, with the facts that say so."""

    facts: FamilyFacts
    pack: RulePack
    decision: ClaimDecision


def tested_families(session: Session, family_ids: Collection[UUID], on: date) -> Mapping[UUID, Tested]:
    """Each of these families tested on a day and explained; one not on the programme by then is left out.

    Raises RuleRefused("terms-not-declared").
    """
    if not family_ids:
        return {}
    evaluated = evaluate_programme(session, on, list(family_ids))
    packs = editions(session)
    return explained(session, {each.family_id: packs.by_code(each.pack_code) for each in evaluated}, on)


def explained(session: Session, packs: Mapping[UUID, RulePack], on: date) -> Mapping[UUID, Tested]:
    """Families tested on a day, each under the pack that is its own.

    Raises RuleRefused("terms-not-declared").
    """
    return {
        facts.family_id: Tested(
            facts, packs[facts.family_id], claim_decision(facts, packs[facts.family_id], on)
        )
        for facts in family_facts(session, list(packs))
    }
