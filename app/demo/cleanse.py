"""The data cleanse of 2013/14: CAFs of 2012/13 that were entered a year late, as an import of their own.

The Board was told of 758 CAFs initiated in 2012/13, and a year later that 1,180 in 2013/14 were 36.1% more,
which only 867 gives: 109 had been entered late. Source: Nottingham City Council, report NCC-3685 (derived).
"""

from datetime import date
from pathlib import Path
from random import Random

from app.cases.rules.vocabulary import AssessmentKind
from app.demo.caf_course import caf_dates, reasons, stages
from app.demo.city import City, write_city
from app.demo.draws import pick
from app.demo.published import published
from app.demo.register import INITIATING
from app.demo.register_plan import PlannedCaf
from app.demo.rows import Row, Rows, header, joined, no_rows, written
from app.periods import age_on, financial_year
from app.programme.facts import MemberRole

YEAR = 2012
INITIATED_AS_KNOWN_LATER = 867
SEED = 2014
YOUNGEST, OLDEST = 1, 16


def write_late_register(city: City, folder: Path) -> None:
    """Write the CAFs that the cleanse found as import files. Raises ValueError as `late_register` does."""
    write_city(City(city.seed, city.families, late_register(city)), folder)


def late_register(city: City) -> Rows:
    """The CAFs of 2012/13 that the cleanse found, of children of the city of whom no assessment was known.

    Raises ValueError for a city with fewer such children than there were CAFs.
    """
    rng = Random(SEED)  # noqa: S311  # nothing here is secret, and it has to come out the same
    late = INITIATED_AS_KNOWN_LATER - published().caf_initiated[YEAR]
    children = _children_without(city)
    if len(children) < late:
        raise ValueError(f"the city has {len(children)} children without an assessment, and needs {late}")
    rows = no_rows()
    for number, child in enumerate(rng.sample(children, late), start=1):
        rows["assessments"].append(_assessment(rng, f"CAF-{YEAR}-L{number:03d}", child))
    return rows


def _assessment(rng: Random, key: str, child: dict[str, str]) -> Row:
    dates = caf_dates(rng, PlannedCaf(YEAR, None, None))
    reached = stages(rng, dates, refused=False)
    primary, secondary = reasons(rng, age_on(date.fromisoformat(child["born_on"]), dates.initiated_on))
    written_out = {
        "assessment": key,
        "family": child["family"],
        "kind": AssessmentKind.CAF.value,
        "children": child["person"],
        "initiated_on": written(dates.initiated_on),
        "initiating_agency": pick(rng, INITIATING),
        "primary_reason": primary.value,
        "secondary_reasons": joined(reason.value for reason in secondary),
        "consented_on": written(reached.consented_on),
        "assessment_started_on": written(reached.started_on),
        "assessment_completed_on": written(reached.completed_on),
        "first_team_meeting_on": written(reached.first_team_meeting_on),
        "first_reviewed_on": written(reached.first_reviewed_on),
    }
    return tuple(written_out.get(column, "") for column in header("assessments"))


def _children_without(city: City) -> list[dict[str, str]]:
    """The children of school age or younger who lived there all year, and of whom no assessment is known."""
    known = {
        key for row in city.tables["assessments"] for key in _named("assessments", row)["children"].split(";")
    }
    people = (_named("members", row) for row in city.tables["members"])
    return [each for each in people if each["person"] not in known and _is_there(each)]


def _is_there(person: dict[str, str]) -> bool:
    first = financial_year(YEAR).first
    if person["role"] != MemberRole.CHILD.value or not person["born_on"] or person["to"]:
        return False
    return (
        date.fromisoformat(person["from"]) <= first
        and YOUNGEST <= age_on(date.fromisoformat(person["born_on"]), first) < OLDEST
    )


def _named(table: str, row: Row) -> dict[str, str]:
    return dict(zip(header(table), row, strict=True))
