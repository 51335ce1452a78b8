"""The figures about a family's people, made to fit what its story says the July 2013 evaluation must find."""

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

from app.demo.draws import chance, day_between, number_between, pick
from app.demo.people import Household, Person
from app.demo.rows import Rows, written
from app.demo.settled import TODAY
from app.demo.stories import Story, Turn, Work
from app.periods import ONE_DAY, Period, SchoolTerm, last_terms, quarter
from app.programme.facts import MeasurementKind

SCHOOL, YOUTH_OFFENDING = "School census", "Youth Offending Team case system"
BEHAVIOUR, WORK = "Police and housing records", "Jobcentre Plus adviser"

TERMS = last_terms(TODAY, 3)
# July to December 2012 is the baseline of a reduction, January to June 2013 is compared with it.
QUARTERS = (quarter(2012, 2), quarter(2012, 3), quarter(2012, 4), quarter(2013, 1))
BASELINE, CURRENT = QUARTERS[:2], QUARTERS[2:]
LAST_EXTRACT = date(2013, 7, 5)

EXCLUSIONS_ALLOWED = 2
ABSENCE_ALLOWED = 1499
FALL_IN_BEHAVIOUR, FALL_IN_OFFENDING = 60, 33


def add_figures(rng: Random, rows: Rows, story: Story, household: Household) -> None:
    """The rows of measurements of one family."""
    _add_school(rng, rows, story.education, household)
    child = household.children[0]
    _add_reduction(
        rng, rows, child, MeasurementKind.ANTISOCIAL_BEHAVIOUR_INCIDENTS, story.antisocial_behaviour
    )
    _add_reduction(rng, rows, child, MeasurementKind.PROVEN_OFFENCES, story.offending)
    _add_work(rng, rows, story.work, household.adults[0])


def _add_school(rng: Random, rows: Rows, turn: Turn, household: Household) -> None:
    """Terms of exclusions and absence of the children of school age: of all of them, or too few to know."""
    children = household.school_age
    match turn:
        case Turn.PASS:
            for child in children:
                _add_terms(rng, rows, child, TERMS, _kept_exclusions(rng), _kept_absence(rng))
        case Turn.FAIL | Turn.NEW:
            _add_failing_terms(rng, rows, children[0])
            for child in children[1:]:
                _add_terms(rng, rows, child, TERMS, _kept_exclusions(rng), _kept_absence(rng))
        case Turn.NOT_KNOWN:
            held = TERMS[: number_between(rng, 0, len(TERMS) - 1)]
            for child in children:
                _add_terms(rng, rows, child, held, _kept_exclusions(rng), _kept_absence(rng))
        case Turn.NONE | Turn.LEFT_SCHOOL:
            if chance(rng, 0.25):
                for child in children:
                    _add_terms(rng, rows, child, TERMS, _kept_exclusions(rng), _kept_absence(rng))


def _add_failing_terms(rng: Random, rows: Rows, child: Person) -> None:
    """Three terms at or over a limit; some of them exactly at it."""
    exclusions, absence = _kept_exclusions(rng), _kept_absence(rng)
    if chance(rng, 0.4):
        exclusions = pick(rng, ((1, 1, 1), (2, 0, 1), (3, 2, 0), (2, 2, 1)))
    else:
        least = 1500 if chance(rng, 0.15) else number_between(rng, 1500, 3900)
        absence = (least, least + number_between(rng, 0, 600), least + number_between(rng, 0, 300))
    _add_terms(rng, rows, child, TERMS, exclusions, absence)


def _kept_exclusions(rng: Random) -> tuple[int, int, int]:
    return pick(rng, ((0, 0, 0), (0, 0, 0), (0, 0, 0), (1, 0, 0), (0, 1, 0), (1, 1, 0), (2, 0, 0)))


def _kept_absence(rng: Random) -> tuple[int, int, int]:
    if chance(rng, 0.05):
        return (ABSENCE_ALLOWED, ABSENCE_ALLOWED, ABSENCE_ALLOWED)
    first = number_between(rng, 300, 1400)
    return (first, number_between(rng, 100, 1400), number_between(rng, 0, 1100))


def _add_terms(
    rng: Random,
    rows: Rows,
    child: Person,
    terms: Sequence[SchoolTerm],
    exclusions: Sequence[int],
    absence: Sequence[int],
) -> None:
    """Two rows a term, for the terms in which the child was of school age."""
    for place, term in enumerate(terms):
        if child.age < 5 + (term.age_reckoned_on.year < TERMS[-1].age_reckoned_on.year):
            continue
        # Schools' own terms begin and end a few days to either side of the city's.
        period = Period(term.first + timedelta(days=number_between(rng, 0, 2)), term.last)
        extract_on = term.last + timedelta(days=number_between(rng, 14, 35))
        for kind, values in (
            (MeasurementKind.FIXED_TERM_EXCLUSIONS, exclusions),
            (MeasurementKind.UNAUTHORISED_ABSENCE, absence),
        ):
            _add(rows, child, kind, period.first, period.last, values[place], SCHOOL, extract_on)


def _add_reduction(rng: Random, rows: Rows, person: Person, kind: MeasurementKind, turn: Turn) -> None:
    """Quarterly counts of one person over the two half-years that are compared."""
    is_offending = kind is MeasurementKind.PROVEN_OFFENCES
    baseline = number_between(rng, 2, 5) if is_offending else number_between(rng, 3, 12)
    fall = FALL_IN_OFFENDING if is_offending else FALL_IN_BEHAVIOUR
    allowed = baseline * (100 - fall) // 100
    match turn:
        case Turn.PASS:
            _add_quarters(rng, rows, person, kind, BASELINE, baseline)
            _add_quarters(rng, rows, person, kind, CURRENT, number_between(rng, 0, allowed))
        case Turn.FAIL:
            _add_quarters(rng, rows, person, kind, BASELINE, baseline)
            _add_quarters(rng, rows, person, kind, CURRENT, allowed + number_between(rng, 1, 3))
        case Turn.NEW:
            _add_quarters(rng, rows, person, kind, BASELINE, 0)
            _add_quarters(rng, rows, person, kind, CURRENT, number_between(rng, 1, 2))
        case Turn.NOT_KNOWN:
            # Only the later half-year is held, or nothing.
            if chance(rng, 0.5):
                _add_quarters(rng, rows, person, kind, CURRENT, number_between(rng, 0, 2))
        case Turn.NONE | Turn.LEFT_SCHOOL:
            pass


def _add_quarters(
    rng: Random,
    rows: Rows,
    person: Person,
    kind: MeasurementKind,
    quarters: Sequence[Period],
    total: int,
) -> None:
    """A half-year's count, in two quarters."""
    first = number_between(rng, 0, total)
    source = YOUTH_OFFENDING if kind is MeasurementKind.PROVEN_OFFENCES else BEHAVIOUR
    for period, value in zip(quarters, (first, total - first), strict=True):
        extract_on = min(period.last + timedelta(days=number_between(rng, 3, 18)), LAST_EXTRACT)
        _add(rows, person, kind, period.first, period.last, value, source, extract_on)


def _add_work(rng: Random, rows: Rows, work: Work, adult: Person) -> None:
    """Spells of benefit, of the Work Programme and of employment of one adult."""
    claimed_since = day_between(rng, date(2008, 1, 7), date(2011, 12, 30))
    match work:
        case Work.NOT_KNOWN:
            pass
        case Work.ON_BENEFIT:
            _add_spell(rows, adult, MeasurementKind.OUT_OF_WORK_BENEFIT, claimed_since, None)
        case Work.JOINED_PROGRAMME:
            joined_on = day_between(rng, date(2013, 1, 14), date(2013, 6, 28))
            _add_spell(rows, adult, MeasurementKind.OUT_OF_WORK_BENEFIT, claimed_since, None)
            _add_spell(rows, adult, MeasurementKind.WORK_PROGRAMME, joined_on, None)
        case Work.IN_WORK:
            started_on = day_between(rng, date(2012, 10, 1), date(2013, 4, 5))
            _add_move_into_work(rng, rows, adult, claimed_since, started_on)
        case Work.JUST_IN_WORK:
            started_on = day_between(rng, date(2013, 5, 1), date(2013, 6, 17))
            _add_move_into_work(rng, rows, adult, claimed_since, started_on)
        case Work.FROM_PROGRAMME:
            started_on = day_between(rng, date(2012, 11, 5), date(2013, 3, 25))
            joined_on = day_between(rng, date(2012, 1, 9), date(2012, 6, 29))
            _add_move_into_work(rng, rows, adult, claimed_since, started_on)
            _add_spell(rows, adult, MeasurementKind.WORK_PROGRAMME, joined_on, None)


def _add_move_into_work(
    rng: Random, rows: Rows, adult: Person, claimed_since: date, started_on: date
) -> None:
    """A benefit spell that ends, and within a week the employment spell that follows it."""
    left_on = started_on - timedelta(days=number_between(rng, 1, 7))
    _add_spell(rows, adult, MeasurementKind.OUT_OF_WORK_BENEFIT, claimed_since, left_on)
    _add_spell(rows, adult, MeasurementKind.EMPLOYMENT, started_on, None)


def _add_spell(
    rows: Rows, adult: Person, kind: MeasurementKind, starts_on: date, ends_on: date | None
) -> None:
    _add(rows, adult, kind, starts_on, ends_on, 1, WORK, LAST_EXTRACT - ONE_DAY)


def _add(
    rows: Rows,
    person: Person,
    kind: MeasurementKind,
    starts_on: date,
    ends_on: date | None,
    value: int,
    source: str,
    extract_on: date,
) -> None:
    rows["measurements"].append(
        (
            person.key,
            kind.value,
            written(starts_on),
            written(ends_on),
            str(value),
            source,
            written(extract_on),
        )
    )
