"""Ofsted's Annex A, List 2: early help assessments of the six months before a day. Pure.

Source: the Annex A early help list as Data to Insight's standard safeguarding dataset (v1.2.0) and the London
Innovation and Improvement Alliance's Annex A specification and sample workbook print it: headers, order, code
lists and dates as dd/mm/yyyy. The row filter is the dataset's: an end date that is empty, or not before the
day six months earlier.
"""

from collections.abc import Iterable
from datetime import date

from app.exports.rules.checks import Rule, broken, error, query
from app.exports.rules.columns import Cell, Column
from app.exports.rules.episodes import OLDEST_CHILD, Episode

MONTHS = 6

GENDERS = (
    ("a) Male", "male"),
    ("b) Female", "female"),
    ("c) Not stated/recorded", "unknown, or nobody recorded it"),
    ("d) Neither", "never written: the records hold female, male and unknown only"),
)
_GENDER_OF = {"male": "a) Male", "female": "b) Female"}
NOT_STATED = "c) Not stated/recorded"

ETHNICITIES = (
    "WBRI", "WIRI", "WIRT", "WOTH", "WROM", "MWBC", "MWBA", "MWAS", "MOTH", "AIND", "APKN",
    "ABAN", "AOTH", "BCRB", "BAFR", "BOTH", "CHNE", "OOTH", "REFU", "NOBT", "UNKNOWN",
)  # fmt: skip
ETHNICITY_CODES = {
    code: f"{letter}) {code}" for letter, code in zip("abcdefghijklmnopqrstu", ETHNICITIES, strict=True)
}
UNKNOWN = ETHNICITY_CODES["UNKNOWN"]

_SEX = (
    "The sources seen say Gender; the children in need census changed its item to Sex in 2024-25. Check the "
    "template of the inspection at hand."
)

COLUMNS = (
    Column(
        "Child Unique ID", "The child’s key in Loxley: the key it was imported by, or its own id.", "text"
    ),
    Column("Gender", "The child’s sex as recorded.", "code", GENDERS, verify=_SEX),
    Column(
        "Ethnicity",
        "The child’s ethnicity by the school census’s codes; whatever is not one of them is unknown.",
        "code",
        tuple((ETHNICITY_CODES[code], code) for code in ETHNICITIES),
    ),
    Column(
        "Date of Birth",
        "The child’s date of birth.",
        "dd/mm/yyyy",
        empty="not recorded, or not born by the day",
    ),
    Column(
        "Age of Child (Years)",
        "Whole years lived by the day that the list is as at.",
        "whole number",
        empty="no date of birth by the day",
        verify="The sample workbook’s header is “Age”; the specification’s is the one here.",
    ),
    Column(
        "Assessment start date",
        "The day on which the assessment itself was started, not the day on which the CAF was initiated.",
        "dd/mm/yyyy",
        empty="nobody recorded it: an ERROR, for the list must not be blank here",
    ),
    Column(
        "Assessment completion date",
        "The day on which the assessment was completed.",
        "dd/mm/yyyy",
        empty="not completed by the day",
    ),
    Column(
        "Organisation completing assessment",
        "The agency of the lead professional.",
        "text",
        empty="no agency leads it on file: an ERROR, for the list must not be blank here",
        verify=(
            "The records hold who leads an assessment and who initiated it, and not who completed it. The "
            "lead professional’s agency stands here."
        ),
    ),
)

NO_GENDER = query(
    "A202",
    "Gender",
    "the child’s sex is not recorded.",
    "Open the family, and record the child’s sex; an unborn child’s stands as unknown.",
)
NO_ETHNICITY = query(
    "A203",
    "Ethnicity",
    "the child’s ethnicity is not recorded, or is not one of the codes.",
    "Ask the family, and record the ethnicity; refused is a code of its own.",
)
NO_BIRTH = query(
    "A204",
    "Date of Birth",
    "no date of birth is recorded.",
    "Record the date of birth once the child is born; leave it empty for an unborn child.",
)
NOT_BORN = error(
    "A205",
    "Date of Birth",
    "The date of birth lies after the day that the list is as at.",
    "Correct the date of birth; an unborn child has an expected date instead.",
)
TOO_OLD = query(
    "A206",
    "Age of Child (Years)",
    "the person is older than 18.",
    "Correct the date of birth, or explain: to 24 with a learning difficulty or disability.",
)
NO_START = error(
    "A207",
    "Assessment start date",
    "No start of the assessment is recorded.",
    "Begin the assessment’s form, or record the day on which the assessment was started.",
)
NO_COMPLETION = query(
    "A208",
    "Assessment completion date",
    "a team meeting was held or the assessment was closed, and no completion is recorded.",
    "Complete the form, or record the day on which the assessment was completed.",
)
NO_ORGANISATION = error(
    "A209",
    "Organisation completing assessment",
    "No agency is recorded as leading the assessment.",
    "Name the lead professional of the assessment.",
)
OVERLAPS = query(
    "A210",
    "Child Unique ID",
    "another assessment of this child was still open when this one began.",
    "Close the earlier one if it ended, or explain why both go on.",
)
LONG_OPEN = query(
    "A211",
    "Assessment completion date",
    "the assessment has been open for more than two years.",
    "Close it with its reason, or record the review that keeps it open.",
)

RULES = (
    NO_GENDER, NO_ETHNICITY, NO_BIRTH, NOT_BORN, TOO_OLD, NO_START,
    NO_COMPLETION, NO_ORGANISATION, OVERLAPS, LONG_OPEN,
)  # fmt: skip


def row(episode: Episode, as_at: date) -> tuple[Cell, ...]:
    """A child's assessment as the list prints it."""
    return (
        episode.child,
        _GENDER_OF.get(episode.sex, NOT_STATED),
        ETHNICITY_CODES.get(episode.ethnicity or "", UNKNOWN),
        _day(episode.born_on if episode.age(as_at) is not None else None),
        episode.age(as_at),
        _day(episode.started_on),
        _day(episode.completed_on),
        episode.lead_agency,
    )


def faults(episode: Episode, as_at: date) -> Iterable[Rule]:
    """What is wrong with, or to be looked at in, a child's assessment before the list is sent."""
    age = episode.age(as_at)
    went_on = episode.first_team_meeting_on is not None or episode.closed_on is not None
    return broken(
        (episode.sex not in _GENDER_OF, NO_GENDER),
        (ETHNICITY_CODES.get(episode.ethnicity or "", UNKNOWN) == UNKNOWN, NO_ETHNICITY),
        (episode.born_on is None, NO_BIRTH),
        (episode.born_on is not None and age is None, NOT_BORN),
        (age is not None and age > OLDEST_CHILD, TOO_OLD),
        (episode.started_on is None, NO_START),
        (went_on and episode.completed_on is None, NO_COMPLETION),
        (episode.lead_agency is None, NO_ORGANISATION),
        (episode.overlaps, OVERLAPS),
        (episode.is_long_open(as_at), LONG_OPEN),
    )


def _day(day: date | None) -> str | None:
    return f"{day:%d/%m/%Y}" if day else None
