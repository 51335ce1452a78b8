"""The programme's targets and claim windows, and the first lines drafted for July 2013."""

from collections import Counter
from datetime import date
from random import Random

from app.claims.rules.forecast import LEAST, MOST
from app.claims.rules.lifecycle import LineState
from app.demo.draws import scaled, working_day_between
from app.demo.people import Household
from app.demo.plan import published_families
from app.demo.published import published
from app.demo.rows import Rows, written
from app.demo.settled import TODAY
from app.demo.standings import FamilyPlan, Standing
from app.demo.stories import Ending, Turn
from app.periods import financial_year_label
from app.programme.packs import Phase, Route

WORKED_WITH = "families.worked-with"
JULY = "July 2013"
# How many families the July claim would be for, as the Board was told: Board pack, 26 June 2013.
PROMISED_FOR_JULY = {LEAST: 150, MOST: 300}
WINDOWS = (
    ("January 2013", date(2013, 1, 1), date(2013, 1, 31)),
    (JULY, date(2013, 7, 1), date(2013, 7, 31)),
    ("October 2013", date(2013, 10, 1), date(2013, 10, 31)),
)

# Pence that a result earns a family attached in 2012/13; a family funded elsewhere is claimed for at nothing.
VALUES = {
    Route.EDUCATION_AND_CRIME: 70_000,
    Route.PROGRESS_TO_WORK: 10_000,
    Route.CONTINUOUS_EMPLOYMENT: 80_000,
}
PROOFS = {
    Route.EDUCATION_AND_CRIME: ("education", "School census"),
    Route.PROGRESS_TO_WORK: ("progress-to-work", "Jobcentre Plus adviser"),
    Route.CONTINUOUS_EMPLOYMENT: ("continuous-employment", "Employer’s letter"),
}
ROUTES = {
    Ending.TURNED_AROUND: (Route.EDUCATION_AND_CRIME,),
    Ending.TURNED_AROUND_WITH_PROGRESS: (Route.EDUCATION_AND_CRIME, Route.PROGRESS_TO_WORK),
    Ending.WORK: (Route.CONTINUOUS_EMPLOYMENT,),
}
DRAFTED = {Ending.TURNED_AROUND: 4, Ending.TURNED_AROUND_WITH_PROGRESS: 1, Ending.WORK: 1}


def add_targets_and_windows(rows: Rows, families: int) -> None:
    """The rows of targets and promises, in proportion to a city's size, and of claim windows."""
    for year, target in published().targets.items():
        value = scaled(target, whole=published_families(), to=families)
        rows["targets"].append((WORKED_WITH, financial_year_label(year), str(value)))
    for bound, promised in PROMISED_FOR_JULY.items():
        value = scaled(promised, whole=published_families(), to=families)
        measure = f"{bound}[window={JULY}]"
        rows["targets"].append((measure, financial_year_label(2013), str(value)))
    for label, opens_on, closes_on in WINDOWS:
        rows["windows"].append((label, Phase.PHASE_ONE.value, written(opens_on), written(closes_on)))


class Drafts:
    """Drafts the first few claims: for families being checked whose result shows in their school figures."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._drafted: Counter[Ending] = Counter()

    def add(self, rows: Rows, plan: FamilyPlan, household: Household) -> None:
        """The lines of a family's claim with their evidence, if it is one of the first to be drafted for."""
        if plan.standing is not Standing.CHECKED or self._drafted[plan.ending] >= DRAFTED.get(plan.ending, 0):
            return
        if plan.ending is not Ending.WORK and plan.story.education is not Turn.PASS:
            return
        self._drafted[plan.ending] += 1
        drafted_on = working_day_between(self._rng, date(2013, 7, 8), TODAY)
        evidence_on = working_day_between(self._rng, date(2013, 6, 3), date(2013, 7, 5))
        for route in ROUTES[plan.ending]:
            value = 0 if plan.funded_elsewhere else VALUES[route]
            rows["claims"].append(
                (
                    household.key,
                    Phase.PHASE_ONE.value,
                    route.value,
                    JULY,
                    LineState.DRAFT.value,
                    str(value),
                    written(drafted_on),
                    *PROOFS[route],
                    written(evidence_on),
                )
            )
