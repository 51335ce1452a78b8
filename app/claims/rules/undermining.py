"""Whether what is recorded now still bears out a claim that was tested before."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from app.cases.rules.eligibility import Answer
from app.claims.rules.claimable import ClaimDecision, Obstacle
from app.claims.rules.guards import Overlap
from app.claims.rules.outcomes import Outcome
from app.claims.rules.proof import ENOUGH, explained_route, fault_of, value_of_line
from app.money import Pence, format_pounds
from app.programme.facts import FamilyFacts
from app.programme.packs import Route, RulePack

ELIGIBILITY, ATTACHMENT, RESULT, VALUE = "eligibility", "attachment", "result", "value"
PEOPLE = "people"


@dataclass(frozen=True, slots=True)
class Doubt:
    """What no longer bears a line out. part: a part's code, or one of the words of this module."""

    part: str
    outcome: Outcome
    sentence: str


def doubts_of_people(overlaps: Iterable[Overlap]) -> tuple[Doubt, ...]:
    """The doubt that people of a family are claimed for in another one too; none where nobody is shared."""
    found = list(overlaps)
    if not found:
        return ()
    again = " It looks like one family: merge the two records." if _is_one(found) else ""
    return (Doubt(PEOPLE, Outcome.FAIL, " ".join(each.sentence for each in found) + again),)


def _is_one(overlaps: Iterable[Overlap]) -> bool:
    return any(each.is_same_household for each in overlaps)


def as_known_now(facts: FamilyFacts, on: date) -> FamilyFacts:
    """The facts as though all that is known now had been known, and checked, by a test date.

    A row that came in late, or was corrected by a later extract, tells what was so on the test date too.
    """
    return replace(
        facts,
        criteria=tuple(
            replace(
                fact,
                extract_on=min(fact.extract_on, on),
                verified_on=fact.verified_on and min(fact.verified_on, on),
            )
            for fact in facts.criteria
        ),
        members=tuple(
            replace(
                member,
                measurements=tuple(
                    replace(row, extract_on=min(row.extract_on, on)) for row in member.measurements
                ),
            )
            for member in facts.members
        ),
    )


def doubts_of(
    decision: ClaimDecision, route: Route, pack: RulePack, *, attached_on: date | None, value_pence: int
) -> tuple[Doubt, ...]:
    """Everything that would have kept this line from being claimed for this value, had it been known.

    decision: of the line's test date, under its pack, from what is known now.
    """
    found = []
    if decision.eligibility.answer is not Answer.YES:
        failed = decision.eligibility.answer is Answer.NO
        outcome = Outcome.FAIL if failed else Outcome.NOT_KNOWN
        found.append(Doubt(ELIGIBILITY, outcome, decision.eligibility.reasons[-1]))
    for obstacle in (Obstacle.NOT_ATTACHED, Obstacle.NO_TERMS):
        if obstacle in decision.obstacles:
            found.append(Doubt(ATTACHMENT, Outcome.FAIL, obstacle.sentence))
    explained = explained_route(decision, route)
    unmet = [part for part in explained.parts if part.outcome not in ENOUGH]
    for part in unmet:
        found.append(Doubt(part.code, part.outcome, fault_of(part)))
    if not unmet and explained.outcome is not Outcome.PASS:
        sentence = "Nothing that this result asks about applies to the family any more."
        found.append(Doubt(RESULT, Outcome.NEUTRAL, sentence))
    worth = value_of_line(route, attached_on, pack, funded_elsewhere=decision.funded_elsewhere)
    if worth != value_pence:
        found.append(
            Doubt(
                VALUE,
                Outcome.FAIL,
                f"It is worth {format_pounds(worth)} by what is recorded now, not"
                f" {format_pounds(Pence(value_pence))}.",
            )
        )
    return tuple(found)
