"""Whether a family's results may be claimed, what they are worth, and what stands in the way."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.cases.rules.eligibility import Answer, EligibilityDecision, eligibility
from app.claims.rules.results import ResultsExplanation, explain_results
from app.claims.rules.valuation import payable_routes, results_payment
from app.money import Pence
from app.programme.facts import FamilyFacts
from app.programme.packs import Route, RulePack


class Obstacle(StrEnum):
    """Why a family's results may not be claimed."""

    NOT_ATTACHED = "not-attached"
    NO_TERMS = "no-terms"
    NOT_ELIGIBLE = "not-eligible"
    ELIGIBILITY_NOT_KNOWN = "eligibility-not-known"
    NO_RESULT = "no-result"
    NOTHING_TO_CLAIM = "nothing-to-claim"

    @property
    def sentence(self) -> str:
        """The obstacle as a sentence to act on."""
        return _OBSTACLES[self]


_OBSTACLES = {
    Obstacle.NOT_ATTACHED: "The family had not been attached to the programme by then.",
    Obstacle.NO_TERMS: "No payment terms cover the day on which the family was attached.",
    Obstacle.NOT_ELIGIBLE: "The family is not eligible under the rules that it entered by.",
    Obstacle.ELIGIBILITY_NOT_KNOWN: "Verified evidence does not yet show that the family is eligible.",
    Obstacle.NO_RESULT: "No result that turns a family around has been achieved.",
    Obstacle.NOTHING_TO_CLAIM: "The rules that the family entered by pay for no results. "
    "What it achieves is still judged and reported.",
}
_BY_ELIGIBILITY = {Answer.NO: Obstacle.NOT_ELIGIBLE, Answer.NOT_KNOWN: Obstacle.ELIGIBILITY_NOT_KNOWN}


@dataclass(frozen=True, slots=True)
class ClaimDecision:
    """Whether, and for what, a family may be claimed on a test date.

    payable: the achieved routes that would be paid. worth: pence that they would earn a funded family.
    value: pence that this family may claim: nothing while not claimable, and nothing for one funded
    elsewhere, which is proved and counted like any other.
    """

    obstacles: tuple[Obstacle, ...]
    payable: frozenset[Route]
    worth: Pence
    value: Pence
    funded_elsewhere: bool
    eligibility: EligibilityDecision
    results: ResultsExplanation

    @property
    def claimable(self) -> bool:
        """Whether the family's results may be claimed."""
        return not self.obstacles


def claim_decision(facts: FamilyFacts, pack: RulePack, on: date) -> ClaimDecision:
    """Whether a family's results may be claimed on a test date, with everything that it rests on.

    It must have been attached by then on a day with payment terms; be eligible on evidence that stood between
    its entry and then, and is verified; and have achieved a result that turns a family around. Progress to
    work alone is paid but turns nobody around, so it comes with such a result or after it.
    Raises RuleRefused("terms-not-declared").
    """
    eligible = eligibility(facts.criteria, pack, on, since=facts.entered_by(on))
    results = explain_results(facts, pack, on)
    obstacles = obstacles_to(
        facts.attached_on, on, pack, eligible=eligible.answer, turned_around=results.turned_around
    )
    return ClaimDecision(
        obstacles=obstacles,
        payable=payable_routes(results.achieved, pack),
        worth=worth_of(results.achieved, facts.attached_on, pack),
        value=value_of(
            results.achieved,
            facts.attached_on,
            pack,
            claimable=not obstacles,
            funded_elsewhere=facts.funded_elsewhere,
        ),
        funded_elsewhere=facts.funded_elsewhere,
        eligibility=eligible,
        results=results,
    )


def obstacles_to(
    attached_on: date | None, on: date, pack: RulePack, *, eligible: Answer, turned_around: bool
) -> tuple[Obstacle, ...]:
    """All that stands between a family and a claim, in the order in which to deal with it."""
    if not pack.routes:
        return (Obstacle.NOTHING_TO_CLAIM,)
    found = []
    if attached_on is None or attached_on > on:
        found.append(Obstacle.NOT_ATTACHED)
    elif not has_terms(attached_on, pack):
        found.append(Obstacle.NO_TERMS)
    if eligible is not Answer.YES:
        found.append(_BY_ELIGIBILITY[eligible])
    if not turned_around:
        found.append(Obstacle.NO_RESULT)
    return tuple(found)


def has_terms(attached_on: date, pack: RulePack) -> bool:
    """Whether a cohort year of the pack covers a family attached on this day."""
    return any(attached_on in year.attached for year in pack.terms)


def worth_of(achieved: frozenset[Route], attached_on: date | None, pack: RulePack) -> Pence:
    """Pence that achieved results would earn a funded family; nothing where no payment terms cover it."""
    if attached_on is None or not has_terms(attached_on, pack):
        return Pence(0)
    return results_payment(achieved, attached_on, pack)


def value_of(
    achieved: frozenset[Route],
    attached_on: date | None,
    pack: RulePack,
    *,
    claimable: bool,
    funded_elsewhere: bool,
) -> Pence:
    """Pence that a family may claim: nothing unless it is claimable, nothing if it is funded elsewhere."""
    if not claimable or funded_elsewhere:
        return Pence(0)
    return worth_of(achieved, attached_on, pack)
