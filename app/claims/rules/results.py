"""Each part of a pack's result test passed, failed, neutral or not known for one family, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.cases.rules.eligibility import stood
from app.claims.rules.asked import asked_about, lives_there
from app.claims.rules.findings import (
    Finding,
    continuous_spell,
    each_under,
    known,
    reduction,
    spell_started,
)
from app.claims.rules.outcomes import Outcome, route_outcome
from app.programme.facts import FamilyFacts, MemberFacts
from app.programme.packs import (
    ContinuousSpell,
    EachUnder,
    NeedPart,
    Part,
    Reduction,
    Route,
    RouteRule,
    RulePack,
    Source,
    SpellStarted,
    StepPart,
)


@dataclass(frozen=True, slots=True)
class PartExplanation:
    """One part of a result test: what was asked, what came of it and why, with figures and evidence.

    reason: one plain sentence that says why the outcome is what it is. source: the rule's own.
    """

    code: str
    title: str
    question: str
    outcome: Outcome
    reason: str
    findings: tuple[Finding, ...]
    source: Source

    @property
    def missing(self) -> tuple[str, ...]:
        """What is not held and would be needed, a sentence each; empty unless the outcome is not known."""
        if self.outcome is not Outcome.NOT_KNOWN:
            return ()
        return tuple(sentence for found in self.findings for sentence in found.missing)


@dataclass(frozen=True, slots=True)
class RouteExplanation:
    """One route to a result, with its parts in the pack's order."""

    route: Route
    outcome: Outcome
    turns_around: bool
    parts: tuple[PartExplanation, ...]
    source: Source


@dataclass(frozen=True, slots=True)
class ResultsExplanation:
    """What a family has achieved under a pack on a test date, by route and part."""

    family_id: UUID
    pack_code: str
    on: date
    routes: tuple[RouteExplanation, ...]

    @property
    def achieved(self) -> frozenset[Route]:
        """The routes whose result the family has achieved."""
        return frozenset(route.route for route in self.routes if route.outcome is Outcome.PASS)

    @property
    def turned_around(self) -> bool:
        """Whether a route that turns a family around is achieved; progress to work alone is not one.

        Source: A kind of trouble, January 2014; England's counts of 2013 to 2015 add up so.
        """
        return any(route.outcome is Outcome.PASS and route.turns_around for route in self.routes)

    def outcome_of(self, route: Route) -> Outcome:
        """The outcome of one route; neutral when the pack does not have it."""
        return next((one.outcome for one in self.routes if one.route is route), Outcome.NEUTRAL)


def explain_results(facts: FamilyFacts, pack: RulePack, on: date) -> ResultsExplanation:
    """What a family has achieved under a pack on a test date, as known then, with the evidence for each part.

    The people asked about are those who live in the household on the test date. Evidence that begins, or was
    extracted, after that date is not looked at.
    Raises RuleRefused("terms-not-declared") for a date whose school terms nobody has declared.
    """
    return ResultsExplanation(
        facts.family_id, pack.code, on, tuple(_explained_route(rule, facts, on) for rule in pack.routes)
    )


def _explained_route(rule: RouteRule, facts: FamilyFacts, on: date) -> RouteExplanation:
    parts = tuple(explain_part(part, facts, on) for part in rule.parts)
    outcome = route_outcome([part.outcome for part in parts])
    return RouteExplanation(rule.route, outcome, rule.turns_around, parts, rule.source)


def explain_part(part: Part, facts: FamilyFacts, on: date) -> PartExplanation:
    """One part of a result test, answered for a family on a test date."""
    asked = asked_about(part.among, on)
    people = [member for member in facts.members if lives_there(member, on) and asked.includes(member)]
    match part:
        case NeedPart():
            outcome, reason, findings = _need(part, facts, people, on)
        case StepPart():  # pragma: no branch  # the last kind there is
            outcome, reason, findings = _step(part, people, on)
    return PartExplanation(part.code, part.title, part.question, outcome, reason, findings, part.source)


Answered = tuple[Outcome, str, tuple[Finding, ...]]


def _need(part: NeedPart, facts: FamilyFacts, people: Sequence[MemberFacts], on: date) -> Answered:
    """A part about a problem: a limit known to be passed fails it, whether or not the problem stood.

    Source: DCLG session questions and answers (another child with the same problem makes the result invalid).
    """
    if not people:
        return Outcome.NEUTRAL, "Nobody whom this part asks about lives in the family.", ()
    findings = tuple(found for limit in part.limits for found in _limited(limit, people, on))
    outcomes = [found.outcome for found in findings]
    stands = problem_stands(part, facts, people, on)
    if Outcome.FAIL in outcomes:
        why = "the problem that stood at entry" if stands else "a problem that was not recorded at entry"
        return Outcome.FAIL, f"A limit is passed: {why}.", findings
    if not stands:
        return (
            Outcome.NEUTRAL,
            "The problem did not stand at entry, or concerns nobody asked about now; no new one is known.",
            findings,
        )
    if all(outcome is Outcome.PASS for outcome in outcomes):
        return Outcome.PASS, "The problem stood at entry, and every limit is kept.", findings
    return Outcome.NOT_KNOWN, "The problem stood at entry, and not all figures are held.", findings


def problem_stands(part: NeedPart, facts: FamilyFacts, people: Sequence[MemberFacts], on: date) -> bool:
    """Whether the part's problem stood at entry or since, and still concerns somebody asked about.

    Evidence need not be verified to make a part apply: doubt is for the family to be asked more, not less.
    Evidence about one person stops counting when that person leaves those asked about.
    """
    concerned = {None, *(person.person_id for person in people)}
    return any(
        fact.met
        and fact.criterion in part.applies_to
        and fact.person_id in concerned
        and stood(fact, since=facts.entered_by(on), until=on)
        for fact in facts.criteria
    )


def _limited(limit: EachUnder | Reduction, people: Sequence[MemberFacts], on: date) -> tuple[Finding, ...]:
    match limit:
        case EachUnder():
            return each_under(limit, people, on)
        case Reduction():  # pragma: no branch  # the last kind there is
            return (reduction(limit, people, on),)


def _step(part: StepPart, people: Sequence[MemberFacts], on: date) -> Answered:
    """A part about a step: one person's is enough; not known only while nobody's rows were ever held."""
    if not people:
        return Outcome.NEUTRAL, "Nobody whom this part asks about lives in the family.", ()
    match part.step:
        case ContinuousSpell():
            findings = continuous_spell(part.step, people, on)
        case SpellStarted():  # pragma: no branch  # the last kind there is
            findings = spell_started(part.step, people, on)
    if any(found.outcome is Outcome.PASS for found in findings):
        return Outcome.PASS, "Somebody has taken the step.", findings
    if not any(known(person, kind, on) for person in people for kind in part.known_by):
        return Outcome.NOT_KNOWN, "Nothing is held about anybody’s work or benefits.", findings
    return Outcome.FAIL, "Nobody has taken the step.", findings
