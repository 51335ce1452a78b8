"""Lines of claims and evaluations to tell money from: small, with nothing achieved unless said."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from app.cases.rules.eligibility import Answer
from app.claims.rules.claimed import ClaimedLine
from app.claims.rules.forecast import PlannedWindow
from app.claims.rules.lifecycle import LineState
from app.claims.rules.outcomes import Outcome
from app.money import Pence
from app.periods import Period
from app.programme.packs import Phase, Route
from app.programme.phase_one import P1_2012

EDUCATION, PROGRESS = Route.EDUCATION_AND_CRIME, Route.PROGRESS_TO_WORK
WORK = Route.CONTINUOUS_EMPLOYMENT
PARTS = {part.code: Outcome.FAIL for rule in P1_2012.routes for part in rule.parts}

JANUARY = PlannedWindow(
    UUID(int=901), "January 2013", Phase.PHASE_ONE, Period(date(2013, 1, 1), date(2013, 1, 31))
)
JULY = PlannedWindow(UUID(int=907), "July 2013", Phase.PHASE_ONE, Period(date(2013, 7, 1), date(2013, 7, 31)))
OCTOBER = PlannedWindow(
    UUID(int=910), "October 2013", Phase.PHASE_ONE, Period(date(2013, 10, 1), date(2013, 10, 31))
)


def family(number: int) -> UUID:
    """The id of a family."""
    return UUID(int=number)


def a_line(
    number: int,
    pence: int = 700_00,
    state: LineState = LineState.DRAFT,
    route: Route = EDUCATION,
    *,
    window: PlannedWindow = JULY,
    funded_elsewhere: bool = False,
    was_paid: bool = False,
    paid: int | None = None,
    phase: Phase = Phase.PHASE_ONE,
) -> ClaimedLine:
    """A line of the claim of the family of this number."""
    return ClaimedLine(
        family_id=family(number),
        phase=phase,
        funded_elsewhere=funded_elsewhere,
        window_id=window.id,
        route=route,
        state=state,
        value=Pence(pence),
        was_paid=was_paid,
        paid=None if paid is None else Pence(paid),
    )


@dataclass(frozen=True)
class AnEvaluation:
    """A family attached in year one and eligible, as the evaluation found it."""

    family_id: UUID
    achieved: frozenset[Route] = frozenset()
    not_known: frozenset[str] = frozenset()
    funded_elsewhere: bool = False
    attached_on: date | None = date(2012, 11, 26)
    eligibility: Answer = Answer.YES
    pack_code: str = "P1-2012"
    value: Pence = field(default=Pence(0))

    @property
    def parts(self) -> Mapping[str, Outcome]:
        return {code: Outcome.NOT_KNOWN if code in self.not_known else Outcome.FAIL for code in PARTS}

    @property
    def routes(self) -> Mapping[Route, Outcome]:
        return {rule.route: self._route(rule.route) for rule in P1_2012.routes}

    @property
    def turned_around(self) -> bool:
        return bool(self.achieved & {EDUCATION, WORK})

    @property
    def claimable(self) -> bool:
        return self.turned_around and self.eligibility is Answer.YES

    def _route(self, route: Route) -> Outcome:
        if route in self.achieved:
            return Outcome.PASS
        codes = {part.code for part in P1_2012.rule_for(route).parts}
        return Outcome.NOT_KNOWN if codes & self.not_known else Outcome.FAIL


def evaluated(number: int, *achieved: Route, **other: object) -> AnEvaluation:
    """The evaluation of the family of this number, which has achieved these results."""
    return AnEvaluation(family(number), frozenset(achieved), **other)  # type: ignore[arg-type]  # a builder
