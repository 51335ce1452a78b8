"""The CAF register: assessments with their children, agencies, lead professionals and consents."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from app.cases.rules.vocabulary import AssessmentKind
from app.demo.caf_course import CafDates, caf_dates, consents, is_refused, reasons, stages
from app.demo.draws import chance, number_between, pick
from app.demo.people import Household, People, Person
from app.demo.register_plan import PlannedCaf
from app.demo.rows import Rows, joined, written
from app.demo.settled import LAST_EXIT
from app.demo.workforce import Staff, Workforce
from app.periods import age_on, financial_year_of

INITIATING = (
    *("SCHOOL",) * 38,
    *("CHILDRENS-CENTRE",) * 16,
    *("HEALTH-VISITING",) * 14,
    *("FCT",) * 10,
    *("EWS",) * 8,
    *("VOLUNTARY",) * 6,
    *("HEALTH",) * 4,
    *("HOUSING",) * 2,
    "POLICE",
    "YOT",
)
WITHOUT_LEAD = 0.18
LED_BY_INITIATOR = 0.75
UNBORN = 0.02
AGAIN = 0.4
OLDEST_CHILD = 18

_AGES = (*range(5), *range(5), *range(5, 12), *range(5, 12), *range(11, 16), *range(11, 16), 16, 17)


@dataclass(frozen=True, slots=True)
class _Assessment:
    """An assessment about to be written. agency: the one that initiated it."""

    kind: AssessmentKind
    household: Household
    children: Sequence[Person]
    dates: CafDates
    agency: str
    lead: Staff | None


class Register:
    """Writes assessments, numbered by the financial year in which they were initiated."""

    def __init__(self, rng: Random, workforce: Workforce) -> None:
        self._rng = rng
        self._workforce = workforce
        self._numbers: Counter[tuple[AssessmentKind, int]] = Counter()

    def dated(self, planned: Sequence[PlannedCaf]) -> list[CafDates]:
        """The days of one household's CAFs, the first to be initiated first."""
        dated = [caf_dates(self._rng, caf) for caf in planned]
        return sorted(dated, key=lambda dates: dates.initiated_on)

    def add_to_family(self, rows: Rows, household: Household, dated: Sequence[CafDates]) -> None:
        """CAFs of children of a family of the programme: the one its story is about, then the others."""
        for place, dates in enumerate(dated):
            child = household.children[place % len(household.children)]
            if not _is_child(child, dates.initiated_on):
                child = household.children[0]
            self._add_caf(rows, household, child, dates)

    def add_household(self, rows: Rows, people: People, ward: str, dated: Sequence[CafDates]) -> Household:
        """A household known through its children's CAFs only: of one after another, or of the last again."""
        rng = self._rng
        whose: list[int] = []
        born: list[date] = []
        for place, dates in enumerate(dated):
            closed_on = dated[place - 1].closed_on if place else None
            if closed_on is None or closed_on >= dates.initiated_on or not chance(rng, AGAIN):
                born.append(_born(rng, dates.initiated_on))
            whose.append(len(born) - 1)
        before = dated[0].initiated_on - timedelta(days=30)
        household = people.of_children(ward, born, before=before)
        children = list(household.children)
        for place, dates in zip(whose, dated, strict=True):
            child = children[place]
            if child.born_on and child.born_on > LAST_EXIT:
                people.make_unborn(child, dates.initiated_on)
            self._add_caf(rows, household, child, dates)
        return household

    def add_family_assessment(
        self, rows: Rows, household: Household, lead: Staff, initiated_on: date
    ) -> None:
        """A family assessment, still open, of every child who lives in the household."""
        children = [
            child for child in household.children if child.left_on is None and _is_child(child, initiated_on)
        ]
        kind, dates = AssessmentKind.FAMILY_ASSESSMENT, CafDates(initiated_on, None, None)
        self._add(rows, _Assessment(kind, household, children, dates, lead.agency, lead))

    def _add_caf(self, rows: Rows, household: Household, child: Person, dates: CafDates) -> None:
        rng = self._rng
        agency, lead = pick(rng, INITIATING), None
        if not chance(rng, WITHOUT_LEAD):
            led_by = agency if chance(rng, LED_BY_INITIATOR) else pick(rng, INITIATING)
            lead = self._workforce.caf_lead(rng, led_by, dates.initiated_on)
        self._add(rows, _Assessment(AssessmentKind.CAF, household, (child,), dates, agency, lead))

    def _add(self, rows: Rows, one: _Assessment) -> None:
        """The row of an assessment, and those of its consents."""
        rng, key, dates = self._rng, self._key(one), one.dates
        refused = is_refused(rng, dates)
        reached = stages(rng, dates, refused=refused)
        primary, secondary = reasons(rng, _age(one.children[0], dates.initiated_on))
        rows["assessments"].append(
            (
                key,
                one.household.key,
                one.kind.value,
                joined(child.key for child in one.children),
                written(dates.initiated_on),
                one.agency,
                primary.value,
                joined(reason.value for reason in secondary),
                one.lead.key if one.lead else "",
                one.lead.agency if one.lead else "",
                written(reached.consented_on),
                written(reached.started_on),
                written(reached.completed_on),
                written(reached.first_team_meeting_on),
                written(reached.first_reviewed_on),
                written(dates.closed_on),
                dates.closure_reason.value if dates.closure_reason else "",
            )
        )
        for given in consents(rng, dates, reached, refused=refused):
            noted = "yes" if given.risk_noted else "no"
            rows["consents"].append((key, written(given.decided_on), given.decision.value, noted))

    def _key(self, one: _Assessment) -> str:
        """CAF-2012-0001, FA-2012-0001: the next of its kind and year."""
        year = financial_year_of(one.dates.initiated_on)
        self._numbers[one.kind, year] += 1
        prefix = "CAF" if one.kind is AssessmentKind.CAF else "FA"
        return f"{prefix}-{year}-{self._numbers[one.kind, year]:04d}"


def _born(rng: Random, initiated_on: date) -> date:
    """The birth of a child of whom a CAF was initiated on a day: now and then it lies ahead."""
    if chance(rng, UNBORN):
        return initiated_on + timedelta(days=number_between(rng, 30, 150))
    return initiated_on - timedelta(days=365 * pick(rng, _AGES) + number_between(rng, 1, 364))


def _age(child: Person, on: date) -> int | None:
    """A child's age on a day; None before its birth."""
    return age_on(child.born_on, on) if child.born_on and child.born_on <= on else None


def _is_child(child: Person, on: date) -> bool:
    """Whether a CAF of the child could begin on a day: born by then, and 18 or younger."""
    age = _age(child, on)
    return age is not None and age <= OLDEST_CHILD
