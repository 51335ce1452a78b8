"""What a rule pack is: one edition of the programme's rules as a small tree of dated, sourced data.

The tree is read twice: the pure rules explain one family with it, and the claims' queries compile it to one
SQL statement over all of them. A node says what is asked; the docstrings of `claims/rules/results.py` and
docs/explanation/results.md say what the answers mean.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from app.errors import RuleRefused
from app.money import Pence
from app.periods import Period, written_date
from app.programme.facts import Criterion, CriterionGroup, MeasurementKind


class Phase(StrEnum):
    """A phase of the national programme; a family is claimed for once in each."""

    PHASE_ONE = "phase-one"
    PHASE_TWO = "phase-two"
    SUPPORTING_FAMILIES = "supporting-families"


class Route(StrEnum):
    """A kind of result that may be claimed for a family."""

    EDUCATION_AND_CRIME = "education-and-crime"
    PROGRESS_TO_WORK = "progress-to-work"
    CONTINUOUS_EMPLOYMENT = "continuous-employment"
    SIGNIFICANT_AND_SUSTAINED_PROGRESS = "significant-and-sustained-progress"
    SUCCESSFUL_FAMILY_OUTCOME = "successful-family-outcome"

    @property
    def label(self) -> str:
        """The route in plain words."""
        return _ROUTE_LABELS[self]


_ROUTE_LABELS = {
    Route.EDUCATION_AND_CRIME: "Education, crime and anti-social behaviour",
    Route.PROGRESS_TO_WORK: "Progress to work",
    Route.CONTINUOUS_EMPLOYMENT: "Continuous employment",
    Route.SIGNIFICANT_AND_SUSTAINED_PROGRESS: "Significant and sustained progress",
    Route.SUCCESSFUL_FAMILY_OUTCOME: "Successful family outcome",
}


class Certainty(StrEnum):
    """How well a rule is known: read in a source, worked out from figures read, or only recalled."""

    SEEN = "seen"
    DERIVED = "derived"
    RECALLED = "recalled"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a piece of a pack comes from, and how sure we are of it."""

    text: str
    certainty: Certainty

    @property
    def verify_before_first_live_claim(self) -> bool:
        """Whether somebody must check it against the printed framework before money is claimed by it."""
        return self.certainty is not Certainty.SEEN


@dataclass(frozen=True, slots=True)
class PackCriterion:
    """A criterion that this pack counts, and the problem that it is counted under."""

    criterion: Criterion
    group: CriterionGroup
    source: Source


@dataclass(frozen=True, slots=True)
class Met:
    """At least so many criteria of this group are met; one unless said otherwise."""

    group: CriterionGroup
    number: int = 1


@dataclass(frozen=True, slots=True)
class AtLeast:
    """At least this many of the conditions hold: 3 of 3 is all of them, 1 of 2 is either."""

    number: int
    of: tuple["Condition", ...]


Condition = Met | AtLeast


def all_of(*conditions: Condition) -> AtLeast:
    """Every one of the conditions holds."""
    return AtLeast(len(conditions), conditions)


def any_of(*conditions: Condition) -> AtLeast:
    """One of the conditions holds, or more."""
    return AtLeast(1, conditions)


def groups_asked(condition: Condition) -> tuple[Met, ...]:
    """Every group that a selection rule asks about, as it asks, in its order."""
    match condition:
        case Met():
            return (condition,)
        case AtLeast():  # pragma: no branch  # the last kind there is
            return tuple(met for part in condition.of for met in groups_asked(part))


class Population(StrEnum):
    """Whom a part of a result test asks about, among the people who live in the family on the test date.

    minors are under 18, adults 18 or over. school-age: 5 to 15 on the 31 August before the latest of the
    terms asked about. Where a birth date is not known, a child is taken for a minor of school age.
    """

    EVERYONE = "everyone"
    MINORS = "minors"
    ADULTS = "adults"
    SCHOOL_AGE = "school-age"


class Statistic(StrEnum):
    """How the figures of several terms are put together."""

    SUM = "sum"
    MEAN = "mean"


@dataclass(frozen=True, slots=True)
class EachUnder:
    """For each person asked about, the kind's figure over the last terms is under the limit.

    below: in the kind's own unit, itself not allowed. terms: how many of the latest complete school terms;
    for each of them in which the person was of school age there must be a figure.
    """

    kind: MeasurementKind
    statistic: Statistic
    below: int
    terms: int


@dataclass(frozen=True, slots=True)
class Reduction:
    """The count of the kind, over all people asked about, fell by at least this much on the months before.

    months: complete calendar months in each of the two windows.
    """

    kind: MeasurementKind
    fall: Fraction
    months: int


@dataclass(frozen=True, slots=True)
class EachAtLeast:
    """For each person asked about, the mean of the kind's figure over the last terms is at least this.

    at_least, highest: in the kind's own unit; no term's figure is above the highest. terms: as of EachUnder.
    """

    kind: MeasurementKind
    at_least: int
    highest: int
    terms: int


@dataclass(frozen=True, slots=True)
class Ended:
    """Each need that stood was checked and found gone for months on end, and was not seen again since.

    A need is a criterion of the part, of one person or of the family as a whole.
    """

    months: int


@dataclass(frozen=True, slots=True)
class ContinuousSpell:
    """Somebody left one kind of spell for another and stayed in it for days on end within the last months.

    days: consecutive, both ends included. left_since: moves before this day do not count.
    not_with: a spell of this kind that reaches into the new one would be paid for already.
    """

    kind: MeasurementKind
    days: int
    months: int
    leaving: MeasurementKind
    left_since: date
    not_with: MeasurementKind


@dataclass(frozen=True, slots=True)
class SpellStarted:
    """A spell of the kind began within the last months, the test date included."""

    kind: MeasurementKind
    months: int


Limit = EachUnder | Reduction | EachAtLeast | Ended
Step = ContinuousSpell | SpellStarted


@dataclass(frozen=True, slots=True)
class NeedPart:
    """A part about a problem: it applies while the problem stands, and guards against a new one like it.

    applies_to: the criteria whose problem it is. question: what is asked, in plain words.
    """

    code: str
    title: str
    question: str
    applies_to: frozenset[Criterion]
    among: Population
    limits: tuple[Limit, ...]
    source: Source


@dataclass(frozen=True, slots=True)
class StepPart:
    """A part about a step that one person must have taken.

    known_by: kinds of which any row, of anybody asked about, shows that somebody has looked.
    """

    code: str
    title: str
    question: str
    among: Population
    step: Step
    known_by: frozenset[MeasurementKind]
    source: Source


Part = NeedPart | StepPart


@dataclass(frozen=True, slots=True)
class Payment:
    """What a route pays: the whole results pot of the family's cohort year or none of it, and this more."""

    whole_pot: bool
    more: Pence
    source: Source


@dataclass(frozen=True, slots=True)
class RouteRule:
    """One route to a result: every part passed or neutral, and at least one passed.

    turns_around: whether a family that achieves it counts as turned around.
    instead_of: routes that are not paid beside this one.
    """

    route: Route
    parts: tuple[Part, ...]
    turns_around: bool
    payment: Payment
    instead_of: frozenset[Route]
    source: Source


@dataclass(frozen=True, slots=True)
class Terms:
    """Payment terms of one cohort year, named by the year in which it began.

    attached: days on which a family must have been attached. attachment_fee: pence for each funded family.
    results_pot: the most that one family's results can earn.
    """

    cohort_year: int
    attached: Period
    attachment_fee: Pence
    results_pot: Pence
    source: Source


@dataclass(frozen=True, slots=True)
class FeeBand:
    """From this share of the target worked with, this share of the attachment fees is paid now."""

    at_least: Fraction
    paid_now: Fraction
    source: Source


@dataclass(frozen=True, slots=True)
class RulePack:
    """One edition of the programme's rules.

    in_force: days on which a family enters under it. funded: the share of families that the fees are paid on;
    the others are left to other government provision. bands: best first, the last from nothing. outcomes:
    parts that are judged and reported, and that no route pays for. discretion: what allows an approver to let
    a failed part pass; None: nothing does.
    """

    code: str
    phase: Phase
    in_force: Period
    authority: str
    criteria: tuple[PackCriterion, ...]
    selection: Condition
    selection_source: Source
    benefits: tuple[str, ...]
    benefits_source: Source
    routes: tuple[RouteRule, ...]
    terms: tuple[Terms, ...]
    funded: Fraction
    funded_source: Source
    bands: tuple[FeeBand, ...]
    outcomes: tuple[Part, ...] = ()
    discretion: Source | None = None

    @property
    def groups(self) -> tuple[CriterionGroup, ...]:
        """The problems that this pack counts criteria under, in the order of the vocabulary."""
        counted = {criterion.group for criterion in self.criteria}
        return tuple(group for group in CriterionGroup if group in counted)

    @property
    def parts(self) -> tuple[Part, ...]:
        """Every part that is judged: those of the routes, then those that no route pays for."""
        return (*(part for rule in self.routes for part in rule.parts), *self.outcomes)

    def needed_in(self, group: CriterionGroup) -> int:
        """How many criteria of a group the selection asks for; one where it asks for none."""
        return next((met.number for met in groups_asked(self.selection) if met.group is group), 1)

    def criteria_in(self, group: CriterionGroup) -> tuple[Criterion, ...]:
        """The criteria that this pack counts under a group, in the pack's order."""
        return tuple(counted.criterion for counted in self.criteria if counted.group is group)

    def rule_for(self, route: Route) -> RouteRule:
        """The rule of a route.

        Raises RuleRefused("no-such-route") when the pack has none.
        """
        for rule in self.routes:
            if rule.route is route:
                return rule
        raise RuleRefused("no-such-route", f"{self.code} has no result called {route.label.lower()}.")

    def terms_on(self, attached_on: date) -> Terms:
        """The payment terms of a family attached on this day.

        Raises RuleRefused("no-terms") when no cohort year covers it.
        """
        for year in self.terms:
            if attached_on in year.attached:
                return year
        raise RuleRefused(
            "no-terms", f"No payment terms cover a family attached on {written_date(attached_on)}."
        )
