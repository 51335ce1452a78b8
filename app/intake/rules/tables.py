"""The import tables and their columns: the one statement that loading, checking, docs and templates share."""

from dataclasses import dataclass
from enum import Enum, StrEnum

from app.access.roles import Responsibility
from app.cases.rules.vocabulary import (
    AllocationRoute,
    AssessmentKind,
    ClosureReason,
    ConsentDecision,
    Ethnicity,
    IdentifiedHow,
    InitiationReason,
    LeadChosen,
    NotAllocatedReason,
    Sex,
    TriageOutcome,
)
from app.claims.rules.lifecycle import LineState
from app.programme.facts import Criterion, MeasurementKind, MemberRole
from app.programme.packs import Phase, Route


class Kind(Enum):
    """What a column holds, and so how its text is read."""

    TEXT = "text"
    DATE = "date: 2013-03-31 or 31/03/2013"
    WHOLE_NUMBER = "whole number"
    YES_NO = "yes or no"
    YEAR = "financial year: 2012/13"
    CHOICE = "one of a list"
    CHOICES = "some of a list, separated by semicolons"
    REFERENCE = "a key of another table"
    REFERENCES = "keys of another table, separated by semicolons"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name in the file, what it holds and what it means.

    values: the allowed values of a choice. refers_to: the table whose first key column a reference names.
    is_past: a date that may not be later than the day of the import. longest: of a text, in characters.
    """

    name: str
    kind: Kind
    meaning: str
    example: str
    required: bool = True
    values: type[StrEnum] | None = None
    refers_to: str | None = None
    is_past: bool = False
    longest: int = 200


@dataclass(frozen=True, slots=True)
class Table:
    """One table of an import: its key says which rows are the same row in a later import."""

    name: str
    meaning: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    def column(self, name: str) -> Column:
        """The column of that name. Raises KeyError."""
        return {column.name: column for column in self.columns}[name]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its columns, in the order of the template."""
        return tuple(column.name for column in self.columns)


def _text(name: str, meaning: str, example: str, *, required: bool = True, longest: int = 200) -> Column:
    return Column(name, Kind.TEXT, meaning, example, required, longest=longest)


def _day(name: str, meaning: str, example: str, *, required: bool = True, is_past: bool = False) -> Column:
    return Column(name, Kind.DATE, meaning, example, required, is_past=is_past)


def _number(name: str, meaning: str, example: str, *, required: bool = True) -> Column:
    return Column(name, Kind.WHOLE_NUMBER, meaning, example, required)


def _choice(name: str, values: type[StrEnum], meaning: str, example: str, *, required: bool = True) -> Column:
    return Column(name, Kind.CHOICE, meaning, example, required, values=values)


def _ref(name: str, table: str, meaning: str, example: str, *, required: bool = True) -> Column:
    return Column(name, Kind.REFERENCE, meaning, example, required, refers_to=table)


def _refs(name: str, table: str, meaning: str, example: str, *, required: bool = True) -> Column:
    return Column(name, Kind.REFERENCES, meaning, example, required, refers_to=table)


AGENCIES = Table(
    "agencies",
    "The agencies that lead families; those with an order are columns of the data sheet.",
    ("agency",),
    (
        _text("agency", "The agency's code.", "SCHOOL"),
        _text("name", "The agency's name.", "Schools and academies"),
        _text("sector", "The sector that it belongs to.", "education"),
        _text(
            "parent_organisation", "The organisation that it is part of.", "Local authority", required=False
        ),
        _number("data_sheet_order", "Its place among the data sheet's columns.", "3", required=False),
    ),
)

ESTABLISHMENTS = Table(
    "establishments",
    "The schools, clinics, stations and offices where practitioners work.",
    ("establishment",),
    (
        _text("establishment", "Your key for the establishment.", "SCH-01"),
        _ref("agency", "agencies", "The agency that it belongs to.", "SCHOOL"),
        _text("name", "The establishment's name.", "Alder Example Academy"),
        _text("locality", "The part of the city.", "North", required=False),
        _text("cluster", "The cluster of schools or services.", "North 2", required=False),
    ),
)

WARDS = Table(
    "wards",
    "The city's wards.",
    ("ward",),
    (
        _text("ward", "The ward's name.", "Basford"),
        _text("locality", "The part of the city.", "North", required=False),
        _text("boundary_set", "The set of boundaries it belongs to.", "2003", required=False),
        _text("gss_code", "The government's code for the ward, where known.", "", required=False),
    ),
)

PRACTITIONERS = Table(
    "practitioners",
    "The people who lead families, and those who manage them.",
    ("practitioner",),
    (
        _text("practitioner", "Your key for the practitioner.", "LP-0012"),
        _text("name", "Their name.", "Synthia Example"),
        _text("work_email", "Their work e-mail address.", "lp-0012@example.org", required=False),
        _number("caseload_limit", "The most families they can lead at once.", "8", required=False),
        _day("left_on", "The day they left.", "", required=False),
    ),
)

POSTINGS = Table(
    "postings",
    "Where each practitioner works, between two dates, and what for.",
    ("practitioner", "establishment", "from"),
    (
        _ref("practitioner", "practitioners", "The practitioner.", "LP-0012"),
        _ref("establishment", "establishments", "Where they work.", "SCH-01"),
        _choice(
            "responsibility", Responsibility, "What the posting makes them responsible for.", "own-caseload"
        ),
        _day("from", "First day.", "2012-04-01"),
        _day("to", "Last day, if it has ended.", "", required=False),
    ),
)

FAMILIES = Table(
    "families",
    "Households. One with a listed_on date is identified for the programme and gets a PF reference.",
    ("family",),
    (
        _text("family", "Your key for the household.", "HH-000123"),
        _day(
            "listed_on",
            "The day it came on to the programme's list.",
            "2012-10-15",
            required=False,
            is_past=True,
        ),
        _choice("identified_how", IdentifiedHow, "How it came on to the list.", "data-match", required=False),
        _day("attached_on", "The day work with it began.", "2012-11-26", required=False, is_past=True),
        _text(
            "funded_elsewhere", "The provision that pays for it instead (the one in six).", "", required=False
        ),
        _text("not_workable_reason", "Why it may not be worked with.", "", required=False, longest=1000),
        _ref("ward", "wards", "The ward where it lives.", "Basford"),
        _text("address", "The address.", "1 Example Street", required=False),
        _text("postcode", "The postcode.", "ZZ1 1ZZ", required=False),
        _day("resident_from", "The day it began to live there. A later day is a move.", "2010-06-01"),
    ),
)

MEMBERS = Table(
    "members",
    "The people of each household, with dates.",
    ("person", "family", "from"),
    (
        _text("person", "Your key for the person.", "P-0004567"),
        _ref("family", "families", "The household.", "HH-000123"),
        _choice("role", MemberRole, "Their part in the household.", "child"),
        _text("forename", "Forename.", "Tansy"),
        _text("surname", "Surname.", "Testcase"),
        _day("born_on", "Date of birth.", "2001-05-09", required=False, is_past=True),
        _day("expected_on", "Expected date of birth of an unborn child.", "", required=False),
        _choice("sex", Sex, "Sex.", "female"),
        _choice("ethnicity", Ethnicity, "Code of the school census list.", "WBRI", required=False),
        _text("first_language", "First language.", "English", required=False),
        Column("is_disabled", Kind.YES_NO, "Whether disabled; blank when not known.", "no", required=False),
        _day("from", "First day in the household.", "2001-05-09"),
        _day("to", "Last day in the household.", "", required=False),
    ),
)

CRITERIA = Table(
    "criteria",
    "Whether a household met a criterion, with the source. No row means not known, which is not no.",
    ("family", "criterion", "person", "from"),
    (
        _ref("family", "families", "The household.", "HH-000123"),
        _choice("criterion", Criterion, "The national or local criterion.", "unauthorised-absence"),
        _ref("person", "members", "Of whom, where it is about one person.", "P-0004567", required=False),
        Column("met", Kind.YES_NO, "Whether it was met.", "yes"),
        _day("from", "From when.", "2011-09-01"),
        _day("to", "To when, if it has ended.", "", required=False),
        _text("source", "The system or person that says so.", "School census"),
        _day("extract_on", "The day the source was read.", "2012-09-20", is_past=True),
        _day("verified_on", "The day a practitioner checked it.", "2012-11-26", required=False, is_past=True),
        _ref("verified_by", "practitioners", "Who checked it.", "LP-0012", required=False),
    ),
)

MEASUREMENTS = Table(
    "measurements",
    "Figures about one person over a period, used as evidence.",
    ("person", "kind", "from"),
    (
        _ref("person", "members", "The person.", "P-0004567"),
        _choice("kind", MeasurementKind, "What is measured.", "unauthorised-absence"),
        _day("from", "First day of the period.", "2012-09-05"),
        _day("to", "Last day; blank while it goes on.", "2012-12-21", required=False),
        _number(
            "value", "The figure: a count, hundredths of a percent of absence, or 1 for a spell.", "1250"
        ),
        _text("source", "The system that says so.", "School census"),
        _day("extract_on", "The day the source was read.", "2013-01-14", is_past=True),
    ),
)

MEETINGS = Table(
    "meetings",
    "Rollout meetings.",
    ("meeting",),
    (
        _text("meeting", "Your key for the meeting.", "M-06"),
        _day("held_on", "The day it was held.", "2012-11-26"),
        _number("rollout", "The number of its rollout.", "1"),
        _refs("wards", "wards", "The wards it considered.", "Basford"),
        _refs("agencies", "agencies", "The agencies present.", "SCHOOL", required=False),
    ),
)

TRIAGE = Table(
    "triage",
    "What was decided about each household at a meeting, and later revisions.",
    ("family", "decided_on"),
    (
        _ref("family", "families", "The household.", "HH-000123"),
        _ref("meeting", "meetings", "The meeting that considered it.", "M-06"),
        _day("decided_on", "The day of the decision, or of its revision.", "2012-11-26", is_past=True),
        _choice("outcome", TriageOutcome, "What was decided.", "allocate"),
        _choice("reason", NotAllocatedReason, "Why it is not to be allocated.", "", required=False),
        _day("deferred_until", "The day to look again, when deferred.", "", required=False),
        _text("revision_reason", "Why an earlier decision was revised.", "", required=False, longest=1000),
    ),
)

ALLOCATIONS = Table(
    "allocations",
    "Who leads each household, by which route. Two or more agencies make a joint allocation.",
    ("family", "from"),
    (
        _ref("family", "families", "The household.", "HH-000123"),
        _choice("route", AllocationRoute, "The route of the allocation.", "rollout-meeting"),
        _ref("meeting", "meetings", "The meeting that allocated it.", "M-06", required=False),
        _refs("agencies", "agencies", "The agencies, the leading one first.", "SCHOOL"),
        _day("from", "First day.", "2012-11-26"),
        _day("to", "Last day.", "", required=False),
        _text("end_reason", "Why it ended.", "", required=False, longest=1000),
        _ref("lead", "practitioners", "The lead professional.", "LP-0012", required=False),
        _ref("lead_establishment", "establishments", "Where the lead was posted.", "SCH-01", required=False),
        _choice("lead_chosen", LeadChosen, "How the lead was chosen.", "best-relationship", required=False),
    ),
)

ASSESSMENTS = Table(
    "assessments",
    "The CAF register.",
    ("assessment",),
    (
        _text("assessment", "Your key for the assessment.", "CAF-2012-0001"),
        _ref("family", "families", "The household of the child.", "HH-000123"),
        _choice("kind", AssessmentKind, "A CAF of a child or a family assessment.", "caf"),
        _refs("children", "members", "The children it covers.", "P-0004567"),
        _day("initiated_on", "The day it was initiated.", "2012-05-14", is_past=True),
        _ref("initiating_agency", "agencies", "The agency that initiated it.", "SCHOOL"),
        _choice("primary_reason", InitiationReason, "The main reason.", "behaviour"),
        Column(
            "secondary_reasons",
            Kind.CHOICES,
            "Any other reasons.",
            "school-attendance",
            required=False,
            values=InitiationReason,
        ),
        _ref("lead", "practitioners", "The lead professional.", "LP-0012", required=False),
        _ref("lead_agency", "agencies", "The lead professional's agency then.", "SCHOOL", required=False),
        _day("consented_on", "Stage 1: consent given.", "2012-05-14", required=False, is_past=True),
        _day(
            "assessment_started_on",
            "Stage 2: assessment started.",
            "2012-05-21",
            required=False,
            is_past=True,
        ),
        _day(
            "assessment_completed_on",
            "Stage 2: assessment completed.",
            "2012-06-11",
            required=False,
            is_past=True,
        ),
        _day(
            "first_team_meeting_on",
            "Stage 3: first Team Around the Family.",
            "2012-06-25",
            required=False,
            is_past=True,
        ),
        _day("first_reviewed_on", "Stage 4: first review.", "2012-09-10", required=False, is_past=True),
        _day("closed_on", "The day it was closed.", "", required=False, is_past=True),
        _choice("closure_reason", ClosureReason, "Why it was closed.", "", required=False),
    ),
)

CONSENTS = Table(
    "consents",
    "Consent to each assessment.",
    ("assessment", "decided_on"),
    (
        _ref("assessment", "assessments", "The assessment.", "CAF-2012-0001"),
        _day("decided_on", "The day.", "2012-05-14", is_past=True),
        _choice("decision", ConsentDecision, "What was decided.", "given"),
        Column("risk_noted", Kind.YES_NO, "Whether a risk is known although consent was refused.", "no"),
    ),
)

TARGETS = Table(
    "targets",
    "What was agreed for each measure and financial year.",
    ("measure", "financial_year"),
    (
        _text("measure", "The measure's name.", "families.worked-with"),
        Column("financial_year", Kind.YEAR, "The financial year.", "2012/13"),
        _number("value", "The target.", "400"),
    ),
)

WINDOWS = Table(
    "windows",
    "When results may be claimed.",
    ("window",),
    (
        _text("window", "The window's label.", "July 2013"),
        _choice("phase", Phase, "The phase of the programme.", "phase-one"),
        _day("opens_on", "First day.", "2013-07-01"),
        _day("closes_on", "Last day.", "2013-07-31"),
    ),
)

CLAIMS = Table(
    "claims",
    "Results claimed for households, a line a route; a row a piece of evidence, the line's columns repeated.",
    ("family", "phase", "route", "part", "source"),
    (
        _ref("family", "families", "The household.", "HH-000123"),
        _choice("phase", Phase, "The phase of the programme.", "phase-one"),
        _choice("route", Route, "The result's route.", "education-and-crime"),
        _ref("window", "windows", "The window it is claimed in.", "July 2013"),
        _choice("state", LineState, "Where the line stands.", "draft"),
        _number("value_pence", "What it is worth, in whole pence.", "70000"),
        _day("drafted_on", "The day it was drafted.", "2013-07-08", is_past=True),
        _text("part", "The part of the result that the evidence is of.", "education", required=False),
        _text("source", "The evidence's source.", "School census", required=False),
        _day("evidence_on", "The evidence's date.", "2013-06-03", required=False, is_past=True),
    ),
)

TABLES: tuple[Table, ...] = (
    AGENCIES,
    ESTABLISHMENTS,
    WARDS,
    PRACTITIONERS,
    POSTINGS,
    FAMILIES,
    MEMBERS,
    CRITERIA,
    MEASUREMENTS,
    MEETINGS,
    TRIAGE,
    ALLOCATIONS,
    ASSESSMENTS,
    CONSENTS,
    TARGETS,
    WINDOWS,
    CLAIMS,
)
"""Every table, in the order that they are loaded: each refers only to those before it."""
