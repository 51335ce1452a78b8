"""A claim's proof: the whole explanation of one line as plain data, and the digest that it is filed under.

Plain data, so that it can be frozen and read in twenty years: words, whole numbers, ISO dates. No names.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from app.cases.rules.eligibility import CriterionFinding
from app.claims.rules.claimable import ClaimDecision, has_terms
from app.claims.rules.findings import Finding
from app.claims.rules.outcomes import Outcome
from app.claims.rules.results import PartExplanation, RouteExplanation
from app.claims.rules.summary import ELIGIBILITY
from app.claims.rules.valuation import results_payment
from app.money import Pence
from app.programme.facts import Measurement
from app.programme.packs import Route, RulePack, Source
from app.programme.phase_one import RATE_BY_YEAR_OF_ATTACHMENT

SHAPE = 1
ENOUGH = frozenset({Outcome.PASS, Outcome.NEUTRAL})

VALUED_BY = ("rule", "payment_rule", "rate_rule")

Proof = dict[str, Any]


def digest_of(proof: Mapping[str, Any]) -> str:
    """The SHA-256 of a proof in hexadecimal, over its canonical JSON: sorted keys, no spaces, UTF-8."""
    canonical = json.dumps(proof, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def explained_route(decision: ClaimDecision, route: Route) -> RouteExplanation:
    """The explanation of one route. Raises StopIteration for a route that the pack does not have."""
    return next(each for each in decision.results.routes if each.route is route)


def value_of_line(route: Route, attached_on: date | None, pack: RulePack, *, funded_elsewhere: bool) -> Pence:
    """Pence that a line of this route claims: nothing for a family funded elsewhere, or without terms."""
    if funded_elsewhere or attached_on is None or not has_terms(attached_on, pack):
        return Pence(0)
    return results_payment({route}, attached_on, pack)


def evidence_dates(decision: ClaimDecision, route: Route) -> dict[tuple[str, str], date]:
    """The latest date of each source that the line rests on: by the part's code and the source.

    Eligibility stands among the parts, with what was verified of the criteria that are met.
    """
    found: dict[tuple[str, str], date] = {}
    for part in explained_route(decision, route).parts:
        for finding in part.findings:
            read = [(row.source, row.extract_on) for row in finding.evidence]
            read += [(fact.source, fact.extract_on) for fact in finding.facts]
            for source, extract_on in read:
                key = (part.code, source)
                found[key] = max(found.get(key, extract_on), extract_on)
    for criterion in decision.eligibility.findings:
        for fact in criterion.evidence:
            if fact.met and fact.verified_on:
                key = (ELIGIBILITY, fact.source)
                found[key] = max(found.get(key, fact.extract_on), fact.extract_on)
    return found


def faults(decision: ClaimDecision, route: Route) -> tuple[str, ...]:
    """A sentence for each part of a route that failed or is not known; none if the result is achieved."""
    explained = explained_route(decision, route)
    found = [fault_of(part) for part in explained.parts if part.outcome not in ENOUGH]
    if not found and explained.outcome is not Outcome.PASS:
        return (f"{route.label}: nothing that it asks about applies to this family, so there is no result.",)
    return tuple(found)


def fault_of(part: PartExplanation) -> str:
    """What is wrong with a part, in words: its outcome, and the figures that are missing or passed it."""
    why = part.missing or tuple(
        finding.sentence for finding in part.findings if finding.outcome is part.outcome
    )
    return " ".join([f"{part.title}: {part.outcome.label.lower()}.", *(why or (part.reason,))])


def proof_of(
    decision: ClaimDecision,
    route: Route,
    pack: RulePack,
    *,
    identity: Mapping[str, str | None],
    attached_on: date | None,
    funded_elsewhere: str | None,
) -> Proof:
    """The proof of a line: eligibility, each part of the route, and what it is worth, with their sources.

    identity: what the line, claim, family, phase and window are called, all of it kept in the proof.
    """
    explained = explained_route(decision, route)
    return {
        "shape": SHAPE,
        **identity,
        "route": {"code": route.value, "title": route.label, "outcome": explained.outcome.value},
        "pack": {"code": pack.code, "authority": pack.authority},
        "tested_on": decision.results.on.isoformat(),
        "rule": _source(explained.source),
        "eligibility": {
            "answer": decision.eligibility.answer.value,
            "reasons": list(decision.eligibility.reasons),
            "rule": _source(pack.selection_source),
            "criteria": [_criterion(each, pack) for each in decision.eligibility.findings],
        },
        "parts": [_part(part) for part in explained.parts],
        "valuation": _valuation(route, pack, attached_on, funded_elsewhere),
    }


def _source(source: Source) -> dict[str, str | bool]:
    return {
        "text": source.text,
        "certainty": source.certainty.value,
        "verify": source.verify_before_first_live_claim,
    }


def _criterion(found: CriterionFinding, pack: RulePack) -> dict[str, Any]:
    rule = next(each.source for each in pack.criteria if each.criterion is found.criterion)
    return {
        "title": found.criterion.label,
        "group": found.group.label,
        "state": found.state.value,
        "evidence": [
            {
                "source": fact.source,
                "starts_on": fact.starts_on.isoformat(),
                "ends_on": fact.ends_on and fact.ends_on.isoformat(),
                "extract_on": fact.extract_on.isoformat(),
                "verified_on": fact.verified_on and fact.verified_on.isoformat(),
            }
            for fact in found.evidence
        ],
        "rule": _source(rule),
    }


def _part(part: PartExplanation) -> dict[str, Any]:
    return {
        "code": part.code,
        "title": part.title,
        "asked": part.question,
        "outcome": part.outcome.value,
        "reason": part.reason,
        "findings": [_finding(each) for each in part.findings],
        "missing": list(part.missing),
        "rule": _source(part.source),
        "let_pass": part.override
        and {"approved_on": part.override.approved_on.isoformat(), "reason": part.override.reason},
    }


def _finding(found: Finding) -> dict[str, Any]:
    return {
        "sentence": found.sentence,
        "outcome": found.outcome.value,
        "evidence": [
            {
                "kind": row.kind.label,
                "source": row.source,
                "starts_on": row.starts_on.isoformat(),
                "ends_on": row.ends_on and row.ends_on.isoformat(),
                "figure": figure_of(row),
                "extract_on": row.extract_on.isoformat(),
            }
            for row in found.evidence
        ]
        + [
            {
                "kind": fact.criterion.label,
                "source": fact.source,
                "starts_on": fact.starts_on.isoformat(),
                "ends_on": fact.ends_on and fact.ends_on.isoformat(),
                "figure": "met" if fact.met else "not met",
                "extract_on": fact.extract_on.isoformat(),
            }
            for fact in found.facts
        ],
    }


def figure_of(row: Measurement) -> str:
    """A measurement's figure as it is read: "14.99%" of absence, "3" exclusions; a spell has none."""
    if row.kind.is_percentage:
        return f"{row.value // 100}.{row.value % 100:02d}%"
    return "" if row.kind.is_spell else str(row.value)


def _valuation(
    route: Route, pack: RulePack, attached_on: date | None, funded_elsewhere: str | None
) -> dict[str, Any]:
    if attached_on is None or not has_terms(attached_on, pack):
        return {"attached_on": None, "value_pence": 0, "worth_pence": 0, "funded_elsewhere": funded_elsewhere}
    terms = pack.terms_on(attached_on)
    worth = results_payment({route}, attached_on, pack)
    return {
        "attached_on": attached_on.isoformat(),
        "cohort_year": terms.cohort_year,
        "pot_pence": terms.results_pot,
        "worth_pence": worth,
        "value_pence": 0 if funded_elsewhere else worth,
        "funded_elsewhere": funded_elsewhere,
        "rule": _source(terms.source),
        "payment_rule": _source(pack.rule_for(route).payment.source),
        "rate_rule": _source(RATE_BY_YEAR_OF_ATTACHMENT),
    }


def rules_to_check(proof: Mapping[str, Any]) -> tuple[str, ...]:
    """What a proof rests on that is to be checked against the printed framework first, each once."""
    return tuple(dict.fromkeys(rule["text"] for rule in _rules(proof) if rule["verify"]))


def _rules(proof: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield proof["rule"]
    yield proof["eligibility"]["rule"]
    criteria: Iterable[Mapping[str, Any]] = proof["eligibility"]["criteria"]
    yield from (each["rule"] for each in criteria if each["evidence"])
    yield from (part["rule"] for part in proof["parts"])
    yield from (proof["valuation"][name] for name in VALUED_BY if name in proof["valuation"])
