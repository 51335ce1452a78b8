"""A rule pack as a document: plain text, numbers and lists, which JSON holds and a person can read.

What is written here, `app/programme/reading.py` reads back to an equal pack. Sources stand once under a name,
and everything else names them. docs/reference/rule-packs.md lists the keys.
"""

import json
from fractions import Fraction
from typing import Any

from app.periods import Period
from app.programme.packs import (
    AtLeast,
    Condition,
    ContinuousSpell,
    EachAtLeast,
    EachUnder,
    Ended,
    Limit,
    Met,
    NeedPart,
    Part,
    Reduction,
    RouteRule,
    RulePack,
    Source,
    SpellStarted,
    Step,
)
from app.programme.sources import sourced_rules

Document = dict[str, Any]


def as_text(pack: RulePack) -> str:
    """A pack as the text of a JSON document, for a person to read and a program to load."""
    return json.dumps(as_document(pack), ensure_ascii=False, indent=2) + "\n"


def as_document(pack: RulePack) -> Document:
    """A pack as a document, with its keys in the order in which a person would read them."""
    names = _names(pack)
    return {
        "code": pack.code,
        "phase": pack.phase.value,
        "authority": pack.authority,
        "in_force": _period(pack.in_force),
        "criteria": [
            {
                "criterion": each.criterion.value,
                "group": each.group.value,
                "source": names[each.source],
            }
            for each in pack.criteria
        ],
        "selection": _condition(pack.selection),
        "selection_source": names[pack.selection_source],
        "benefits": list(pack.benefits),
        "benefits_source": names[pack.benefits_source],
        "routes": [_route(rule, names) for rule in pack.routes],
        "outcomes": [_part(part, names) for part in pack.outcomes],
        "discretion": None if pack.discretion is None else names[pack.discretion],
        "terms": [
            {
                "cohort_year": each.cohort_year,
                "attached": _period(each.attached),
                "attachment_fee_pence": int(each.attachment_fee),
                "results_pot_pence": int(each.results_pot),
                "source": names[each.source],
            }
            for each in pack.terms
        ],
        "funded": _fraction(pack.funded),
        "funded_source": names[pack.funded_source],
        "bands": [
            {
                "at_least": _fraction(each.at_least),
                "paid_now": _fraction(each.paid_now),
                "source": names[each.source],
            }
            for each in pack.bands
        ],
        "sources": {
            name: {"text": source.text, "certainty": source.certainty.value} for source, name in names.items()
        },
    }


def _names(pack: RulePack) -> dict[Source, str]:
    """Each source of a pack with the name that stands for it, in the order in which they are met."""
    met = dict.fromkeys(
        (*(rule.source for rule in sourced_rules(pack)), pack.selection_source, pack.benefits_source)
    )
    return {source: f"source-{number}" for number, source in enumerate(met, start=1)}


def _period(period: Period) -> Document:
    return {"first": period.first.isoformat(), "last": period.last.isoformat()}


def _fraction(fraction: Fraction) -> str:
    return f"{fraction.numerator}/{fraction.denominator}"


def _condition(condition: Condition) -> Document:
    match condition:
        case Met():
            return {"group": condition.group.value, "number": condition.number}
        case AtLeast():  # pragma: no branch  # the last kind there is
            return {"at_least": condition.number, "of": [_condition(part) for part in condition.of]}


def _route(rule: RouteRule, names: dict[Source, str]) -> Document:
    return {
        "route": rule.route.value,
        "turns_around": rule.turns_around,
        "instead_of": sorted(route.value for route in rule.instead_of),
        "payment": {
            "whole_pot": rule.payment.whole_pot,
            "more_pence": int(rule.payment.more),
            "source": names[rule.payment.source],
        },
        "source": names[rule.source],
        "parts": [_part(part, names) for part in rule.parts],
    }


def _part(part: Part, names: dict[Source, str]) -> Document:
    written: Document = {
        "code": part.code,
        "title": part.title,
        "question": part.question,
        "among": part.among.value,
        "source": names[part.source],
    }
    match part:
        case NeedPart():
            written["applies_to"] = sorted(criterion.value for criterion in part.applies_to)
            written["limits"] = [_limit(limit) for limit in part.limits]
        case _:
            written["step"] = _step(part.step)
            written["known_by"] = sorted(kind.value for kind in part.known_by)
    return written


def _limit(limit: Limit) -> Document:
    match limit:
        case EachUnder():
            return {
                "test": "each-under",
                "kind": limit.kind.value,
                "statistic": limit.statistic.value,
                "below": limit.below,
                "terms": limit.terms,
            }
        case EachAtLeast():
            return {
                "test": "each-at-least",
                "kind": limit.kind.value,
                "at_least": limit.at_least,
                "highest": limit.highest,
                "terms": limit.terms,
            }
        case Reduction():
            return {
                "test": "reduction",
                "kind": limit.kind.value,
                "fall": _fraction(limit.fall),
                "months": limit.months,
            }
        case Ended():  # pragma: no branch  # the last kind there is
            return {"test": "ended", "months": limit.months}


def _step(step: Step) -> Document:
    match step:
        case ContinuousSpell():
            return {
                "test": "continuous-spell",
                "kind": step.kind.value,
                "days": step.days,
                "months": step.months,
                "leaving": step.leaving.value,
                "left_since": step.left_since.isoformat(),
                "not_with": step.not_with.value,
            }
        case SpellStarted():  # pragma: no branch  # the last kind there is
            return {"test": "spell-started", "kind": step.kind.value, "months": step.months}
