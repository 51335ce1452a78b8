"""Which rules of a pack somebody must check against the printed framework before money is claimed by them."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.programme.packs import RulePack, Source
from app.programme.phase_one import RATE_BY_YEAR_OF_ATTACHMENT


@dataclass(frozen=True, slots=True)
class SourcedRule:
    """A rule of a pack in words, with where it comes from."""

    rule: str
    source: Source


def rules_to_verify(pack: RulePack) -> tuple[SourcedRule, ...]:
    """The pack's rules that are recalled or derived rather than read in a source, each once, in its order."""
    found = dict.fromkeys(rule for rule in sourced_rules(pack) if rule.source.verify_before_first_live_claim)
    return tuple(found)


def sourced_rules(pack: RulePack) -> Iterator[SourcedRule]:
    """Every rule of a pack that has a source, in the pack's order."""
    for criterion in pack.criteria:
        yield SourcedRule(f"Criterion: {criterion.criterion.label}", criterion.source)
    yield SourcedRule("Which families are selected", pack.selection_source)
    if pack.benefits:
        yield SourcedRule(f"Out-of-work benefits: {', '.join(pack.benefits)}", pack.benefits_source)
    for route in pack.routes:
        yield SourcedRule(f"Result: {route.route.label}", route.source)
        yield SourcedRule(f"What it pays: {route.route.label}", route.payment.source)
        for part in route.parts:
            yield SourcedRule(f"Part: {part.title}", part.source)
    for part in pack.outcomes:
        yield SourcedRule(f"Outcome: {part.title}", part.source)
    if pack.discretion is not None:
        yield SourcedRule("A failed part may be let pass by an approver", pack.discretion)
    for terms in pack.terms:
        yield SourcedRule(f"Payment terms of cohort year {terms.cohort_year}", terms.source)
    if len({terms.results_pot for terms in pack.terms}) > 1:
        yield SourcedRule("Rates are those of the year of attachment", RATE_BY_YEAR_OF_ATTACHMENT)
    yield SourcedRule("The share of families that is funded", pack.funded_source)
    for band in pack.bands:
        yield SourcedRule(f"Fee band from {float(band.at_least):.0%} of target", band.source)
