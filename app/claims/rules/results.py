"""Each part of a pack's result test passed, failed, neutral or not known for one family, and why."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from app.cases.rules.eligibility import stood
from app.claims.rules.asked import asked_about, lives_there
from app.claims.rules.findings import (
    Finding,
    continuous_spell,
    each_at_least,
    each_under,
    ended,
    known,
    reduction,
    spell_started,
)
from app.claims.rules.outcomes import Outcome, route_outcome
from app.programme.facts import CriterionFact, FamilyFacts, MemberFacts, PartOverride
from app.programme.packs import (
    ContinuousSpell,
    EachAtLeast,
    EachUnder,
    Ended,
    Limit,
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

    reason: one plain sentence that says why the outcome is what it is. source: the rule's own. override: by
    whose leave a part that failed passes; the reason and the findings still say why it failed.
    """

    code: str
    title: str
    question: str
    outcome: Outcome
    reason: str
    findings: tuple[Finding, ...]
    source: Source
    override: PartOverride | None = None

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
    """What a family has achieved under a pack on a test date, by route and part.

    outcomes: the parts that the pack has judged and that no route pays for.
    """

    family_id: UUID
    pack_code: str
    on: date
    routes: tuple[RouteExplanation, ...]
    outcomes: tuple[PartExplanation, ...] = ()

    @property
    def parts(self) -> tuple[PartExplanation, ...]:
        """Every part that was judged, those of the routes first."""
        return (*(part for route in self.routes for part in route.parts), *self.outcomes)

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
        facts.family_id,
        pack.code,
        on,
        tuple(_explained_route(rule, facts, pack, on) for rule in pack.routes),
        tuple(_settled(explain_part(part, facts, on), facts, pack, on) for part in pack.outcomes),
    )


def _explained_route(rule: RouteRule, facts: FamilyFacts, pack: RulePack, on: date) -> RouteExplanation:
    parts = tuple(_settled(explain_part(part, facts, on), facts, pack, on) for part in rule.parts)
    outcome = route_outcome([part.outcome for part in parts])
    return RouteExplanation(rule.route, outcome, rule.turns_around, parts, rule.source)


def _settled(part: PartExplanation, facts: FamilyFacts, pack: RulePack, on: date) -> PartExplanation:
    """A part as the council settled it: one that failed passes if an approver let it, under this very pack.

    Only what failed can be let pass: a part that is not known needs evidence, for which nothing stands in.
    Source: Hertfordshire, Family Outcomes Plan (a named head of service, documented and audited).
    """
    if pack.discretion is None or part.outcome is not Outcome.FAIL:
        return part
    given = next((one for one in facts.overrides if _lets_pass(one, part.code, pack, on)), None)
    return part if given is None else replace(part, outcome=Outcome.PASS, override=given)


def _lets_pass(override: PartOverride, part: str, pack: RulePack, on: date) -> bool:
    return override.part == part and override.pack_code == pack.code and override.approved_on <= on


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
    needs = needs_standing(part, facts, people, on)
    findings = tuple(found for limit in part.limits for found in _limited(limit, people, needs, on))
    outcomes = [found.outcome for found in findings]
    stands = bool(needs)
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


Needs = tuple[tuple[CriterionFact, ...], ...]


def needs_standing(part: NeedPart, facts: FamilyFacts, people: Sequence[MemberFacts], on: date) -> Needs:
    """The needs of a part that stood at entry or since, and still concern somebody asked about.

    A need is a criterion of one person, or of the family as a whole; with it come all facts about it, and
    those checks of the whole family that found none. None of them: the part's problem does not stand.
    Evidence need not be verified to make a part apply: doubt is for the family to be asked more, not less.
    Evidence about one person stops counting when that person leaves those asked about.
    """
    concerned = {None, *(person.person_id for person in people)}
    standing = [
        fact
        for fact in facts.criteria
        if fact.criterion in part.applies_to
        and fact.person_id in concerned
        and stood(fact, since=facts.entered_by(on), until=on)
    ]
    needs = dict.fromkeys((fact.criterion, fact.person_id) for fact in standing if fact.met)
    return tuple(
        tuple(
            fact
            for fact in standing
            if fact.criterion is criterion
            and (fact.person_id == person_id or (fact.person_id is None and not fact.met))
        )
        for criterion, person_id in needs
    )


def _limited(limit: Limit, people: Sequence[MemberFacts], needs: Needs, on: date) -> tuple[Finding, ...]:
    match limit:
        case EachUnder():
            return each_under(limit, people, on)
        case EachAtLeast():
            return each_at_least(limit, people, on)
        case Reduction():
            return (reduction(limit, people, on),)
        case Ended():  # pragma: no branch  # the last kind there is
            return ended(limit, needs, on)


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
