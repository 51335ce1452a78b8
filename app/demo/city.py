"""A synthetic Nottingham, by seed, in the import tables' shape, with the aggregates that the Board was given.

docs/explanation/the-city.md says what it holds and what had to be settled. Nobody in it is real.
"""

import csv
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random

from app.demo.agencies import add_agencies
from app.demo.draws import number_between, pick, scaled, working_day_between
from app.demo.evidence import add_evidence
from app.demo.figures import add_figures
from app.demo.people import Household, People, add_people
from app.demo.plan import make_plan, published_families
from app.demo.programme import Drafts, add_targets_and_windows
from app.demo.published import published
from app.demo.register import Register
from app.demo.register_plan import PlannedCaf, plan_register
from app.demo.rows import Rows, header, no_rows
from app.demo.settled import LAST_START
from app.demo.standings import FamilyPlan
from app.demo.triage import add_allocations, add_decisions, add_family, add_wards_and_meetings
from app.demo.workforce import Staff, Workforce, add_workforce
from app.intake.rules.tables import TABLES

SEED = 2013
FEWEST_FAMILIES = 100

# Families made before their rows are handed on, so that a city of any size is written in little memory.
FAMILIES_AT_ONCE = 500

# How many in a hundred CAFs are of children of families on the programme's list.
CAFS_IN_PROGRAMME = 15
# Households known through CAFs only have one CAF, or two or three.
CAFS_OF_A_HOUSEHOLD = (1,) * 16 + (2,) * 3 + (3,)

# How many of the 375 families worked with had a family assessment in 2012/13, and how many others since.
FAMILY_ASSESSMENTS = 48
FAMILY_ASSESSMENTS_SINCE = 20
LAST_ASSESSED = date(2013, 3, 15)


@dataclass(frozen=True, slots=True)
class City:
    """A whole city. tables: rows of text by import table, in the table's column order."""

    seed: int
    families: int
    tables: Rows


def make_city(*, seed: int = SEED, families: int | None = None) -> City:
    """The published city; with `families`, one with so many on the programme's list and the same proportions.

    The same seed and size make the same rows, on any machine. Raises ValueError for fewer than 100 families.
    """
    tables = no_rows()
    for batch in city_batches(seed=seed, families=families):
        for name, rows in batch.items():
            tables[name].extend(rows)
    return City(seed, families or published_families(), tables)


def write_city(city: City, folder: Path) -> None:
    """Write a city's tables as CSV files in the import format: UTF-8, a header row, a file a table."""
    _write([city.tables], folder)


def write_new_city(folder: Path, *, seed: int = SEED, families: int | None = None) -> None:
    """Make a city and write it as it is made: the bytes of make_city and write_city, in little memory.

    Raises ValueError for fewer than 100 families.
    """
    _write(city_batches(seed=seed, families=families), folder)


def city_batches(*, seed: int = SEED, families: int | None = None) -> Iterator[Rows]:
    """The rows of a city, some households at a time; those of each table in order.

    Raises ValueError for fewer than 100 families.
    """
    size = families or published_families()
    if size < FEWEST_FAMILIES:
        raise ValueError(f"a city has at least {FEWEST_FAMILIES} families")
    return _batches(Random(seed), size)  # noqa: S311  # nothing here is secret, and it has to come out the same


def _batches(rng: Random, size: int) -> Iterator[Rows]:
    plans, register_plan = make_plan(rng, size), plan_register(rng, size)
    of_programme = len(register_plan) * CAFS_IN_PROGRAMME // 100
    rows = no_rows()
    add_agencies(rows)
    add_wards_and_meetings(rng, rows)
    add_targets_and_windows(rows, size)
    workforce = add_workforce(rng, rows, families=_demand(plans), cafs=len(register_plan))
    yield rows

    people, register = People(rng), Register(rng, workforce)
    cafs = _shared_out(rng, register_plan[:of_programme], len(plans))
    assessed = _assessed(rng, plans)
    drafts = Drafts(rng)
    for first in range(0, size, FAMILIES_AT_ONCE):
        rows = no_rows()
        for place in range(first, min(first + FAMILIES_AT_ONCE, size)):
            plan = plans[place]
            dated = register.dated(cafs.get(place, ()))
            before = min([plan.listed_on, *(caf.initiated_on for caf in dated)])
            household = people.of_story(plan.ward, plan.story, before)
            lead = _add_programme_family(rng, rows, workforce, plan, household)
            register.add_to_family(rows, household, dated)
            if lead and place in assessed:
                register.add_family_assessment(rows, household, lead, assessed[place])
            drafts.add(rows, plan, household)
            add_people(rng, rows, household)
        yield rows
    yield from _caf_households(rng, people, register, register_plan[of_programme:])


def _demand(plans: Iterable[FamilyPlan]) -> Counter[str]:
    """How many allocations each agency leads."""
    return Counter(plan.agencies[0] for plan in plans if plan.agencies)


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


def _add_programme_family(
    rng: Random, rows: Rows, workforce: Workforce, plan: FamilyPlan, household: Household
) -> Staff | None:
    """A family of the programme's list: its evidence, decisions and allocation; returns its first lead."""
    add_family(rng, rows, household, plan)
    add_decisions(rows, plan, household)
    lead = add_allocations(rng, rows, workforce, plan, household)
    checker = lead if lead and plan.verified_on == plan.starts_on else workforce.checker(rng)
    add_evidence(rng, rows, plan, household, checked_by=checker.key)
    if plan.attached_on:
        add_figures(rng, rows, plan.story, household)
    return lead


def _caf_households(
    rng: Random, people: People, register: Register, planned: Sequence[PlannedCaf]
) -> Iterator[Rows]:
    """Households on file through their children's CAFs, never identified for the programme."""
    wards = [row.ward for row in published().wards]
    rows, households, place = no_rows(), 0, 0
    while place < len(planned):
        taken = planned[place : place + pick(rng, CAFS_OF_A_HOUSEHOLD)]
        household = register.add_household(rows, people, pick(rng, wards), register.dated(taken))
        add_family(rng, rows, household, None)
        add_people(rng, rows, household)
        place += len(taken)
        households += 1
        if households % FAMILIES_AT_ONCE == 0:
            yield rows
            rows = no_rows()
    yield rows


def _write(batches: Iterable[Rows], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as files:
        writers = {}
        for table in TABLES:
            path = folder / f"{table.name}.csv"
            file = files.enter_context(path.open("w", encoding="utf-8", newline=""))
            writers[table.name] = csv.writer(file, lineterminator="\n")
            writers[table.name].writerow(header(table.name))
        for batch in batches:
            for name, rows in batch.items():
                writers[name].writerows(rows)
