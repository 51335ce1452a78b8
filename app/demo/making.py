"""Makes a city's households one after another, with everything that is on file about them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from random import Random

from app.demo.agencies import add_agencies
from app.demo.caf_course import CafDates
from app.demo.draws import chance, number_between, pick, scaled, working_day_between
from app.demo.evidence import add_evidence
from app.demo.figures import add_figures
from app.demo.people import Household, People, add_people
from app.demo.plan import make_plan, published_families
from app.demo.programme import Drafts, add_targets_and_windows
from app.demo.published import published
from app.demo.register import Register
from app.demo.register_plan import PlannedCaf, plan_register
from app.demo.rows import Rows, no_rows
from app.demo.settled import LAST_START
from app.demo.standings import FamilyPlan, Standing
from app.demo.triage import add_allocations, add_decisions, add_family, add_wards_and_meetings
from app.demo.workforce import Staff, Workforce, add_workforce
from app.periods import Period

# Families made before their rows are handed on, so that a city of any size is written in little memory.
FAMILIES_AT_ONCE = 500

# The year before the data match; a CAF opened then meets a criterion of the local filter.
YEAR_BEFORE_LIST = Period(date(2011, 10, 1), date(2012, 8, 31))

# How many in a hundred CAFs are of children of families on the programme's list.
CAFS_IN_PROGRAMME = 15
# Households known through CAFs only have one CAF, or two or three.
CAFS_OF_A_HOUSEHOLD = (1,) * 16 + (2,) * 3 + (3,)

# How many of the 375 families worked with had a family assessment in 2012/13, and how many others since.
FAMILY_ASSESSMENTS = 48
FAMILY_ASSESSMENTS_SINCE = 20
LAST_ASSESSED = date(2013, 3, 15)

# Of families that nobody has met yet, how often the data match left out a child's date of birth.
BIRTH_NOT_RECORDED = 0.015


def made(rng: Random, families: int) -> Iterator[Rows]:
    """The rows of a city with so many families on the programme's list, some households at a time."""
    plans, cafs = make_plan(rng, families), plan_register(rng, families)
    rows = no_rows()
    add_agencies(rows)
    add_wards_and_meetings(rng, rows)
    add_targets_and_windows(rows, families)
    workforce = add_workforce(rng, rows, families=_demand(plans), cafs=len(cafs))
    yield rows
    of_programme = len(cafs) * CAFS_IN_PROGRAMME // 100
    maker = _Maker(rng, workforce)
    yield from maker.programme(plans, cafs[:of_programme])
    yield from maker.households(cafs[of_programme:])


def _demand(plans: Iterable[FamilyPlan]) -> Counter[str]:
    """How many allocations each agency leads."""
    return Counter(plan.agencies[0] for plan in plans if plan.agencies)


class _Maker:
    """Makes households; everything of theirs that has a number of its own is numbered through."""

    def __init__(self, rng: Random, workforce: Workforce) -> None:
        self._rng = rng
        self._workforce = workforce
        self._people = People(rng)
        self._register = Register(rng, workforce)
        self._drafts = Drafts(rng)

    def programme(self, plans: Sequence[FamilyPlan], cafs: Sequence[PlannedCaf]) -> Iterator[Rows]:
        """The families of the programme's list, with these CAFs among them."""
        shared = _shared_out(self._rng, cafs, len(plans))
        assessed = _assessed(self._rng, plans)
        for first in range(0, len(plans), FAMILIES_AT_ONCE):
            rows = no_rows()
            for place, plan in enumerate(plans[first : first + FAMILIES_AT_ONCE], start=first):
                dated = self._register.dated(shared.get(place, ()))
                household, lead = self._family(rows, plan, dated)
                if lead and place in assessed:
                    self._register.add_family_assessment(rows, household, lead, assessed[place])
                if plan.standing is Standing.UNDECIDED and chance(self._rng, BIRTH_NOT_RECORDED):
                    household.children[-1].born_on = None
                add_people(self._rng, rows, household)
            yield rows

    def households(self, cafs: Sequence[PlannedCaf]) -> Iterator[Rows]:
        """Households on file through these CAFs of their children, never identified for the programme."""
        wards = [row.ward for row in published().wards]
        rows, place = no_rows(), 0
        while place < len(cafs):
            taken = cafs[place : place + pick(self._rng, CAFS_OF_A_HOUSEHOLD)]
            dated, ward = self._register.dated(taken), pick(self._rng, wards)
            household = self._register.add_household(rows, self._people, ward, dated)
            add_family(self._rng, rows, household, None)
            add_people(self._rng, rows, household)
            place += len(taken)
            if len(rows["families"]) == FAMILIES_AT_ONCE:
                yield rows
                rows = no_rows()
        yield rows

    def _family(
        self, rows: Rows, plan: FamilyPlan, cafs: Sequence[CafDates]
    ) -> tuple[Household, Staff | None]:
        """A family of the list with all but its people's rows, and its first lead professional."""
        rng = self._rng
        before = min([plan.listed_on, *(caf.initiated_on for caf in cafs)])
        household = self._people.of_story(plan.ward, plan.story, before)
        add_family(rng, rows, household, plan)
        add_decisions(rows, plan, household)
        lead = add_allocations(rng, rows, self._workforce, plan, household)
        checker = lead if lead and plan.verified_on == plan.starts_on else self._workforce.checker(rng)
        had_caf = any(caf.initiated_on in YEAR_BEFORE_LIST for caf in cafs)
        add_evidence(rng, rows, plan, household, checked_by=checker.key, had_caf=had_caf)
        if plan.attached_on:
            add_figures(rng, rows, plan.story, household)
        self._register.add_to_family(rows, household, cafs)
        self._drafts.add(rows, plan, household)
        return household, lead


def _shared_out(
    rng: Random, planned: Sequence[PlannedCaf], families: int
) -> defaultdict[int, list[PlannedCaf]]:
    """CAFs by the place of the family that they go to, drawn by lot."""
    shared: defaultdict[int, list[PlannedCaf]] = defaultdict(list)
    for caf in planned:
        shared[number_between(rng, 0, families - 1)].append(caf)
    return shared


def _assessed(rng: Random, plans: Sequence[FamilyPlan]) -> dict[int, date]:
    """The day on which a family assessment began, by the place of the family; only families with a lead."""
    led = [place for place, plan in enumerate(plans) if plan.standing.is_worked_with and plan.starts_on]
    within = [place for place in led if (plans[place].starts_on or LAST_START) <= LAST_ASSESSED]
    in_year = rng.sample(within, scaled(FAMILY_ASSESSMENTS, whole=published_families(), to=len(plans)))
    others = sorted(set(led) - set(in_year))
    since = rng.sample(others, scaled(FAMILY_ASSESSMENTS_SINCE, whole=published_families(), to=len(plans)))
    began = {
        place: working_day_between(rng, plans[place].starts_on or LAST_START, LAST_START) for place in in_year
    }
    began |= {place: working_day_between(rng, date(2013, 4, 8), date(2013, 6, 28)) for place in since}
    return began
