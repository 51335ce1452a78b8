"""A document read as a rule pack: each key is read, and each fault is told once, where it stands."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from app.money import Pence
from app.periods import Period
from app.programme.facts import Criterion, CriterionGroup, MeasurementKind
from app.programme.packs import (
    AtLeast,
    Certainty,
    Condition,
    ContinuousSpell,
    EachAtLeast,
    EachUnder,
    Ended,
    FeeBand,
    Met,
    NeedPart,
    PackCriterion,
    Payment,
    Phase,
    Population,
    Reduction,
    Route,
    RouteRule,
    RulePack,
    Source,
    SpellStarted,
    Statistic,
    StepPart,
    Terms,
)
from app.programme.reading import PackRefused, pack_from_document
from app.programme.writing import as_document

MISSING = "This is missing. Add it."


def written() -> dict[str, Any]:
    """A document in which every kind of condition, test and step stands."""
    return {
        "code": "TOWN-1",
        "phase": "phase-two",
        "authority": "The town",
        "in_force": {"first": "2015-04-01", "last": "2017-03-31"},
        "criteria": [
            {"criterion": "proven-offence", "group": "crime-and-asb", "source": "read"},
            {"criterion": "not-on-roll", "group": "education", "source": "told"},
        ],
        "selection": {
            "at_least": 2,
            "of": [{"group": "crime-and-asb"}, {"at_least": 1, "of": [{"group": "education", "number": 1}]}],
        },
        "selection_source": "told",
        "benefits": ["Carer’s Allowance", "Income Support"],
        "benefits_source": "read",
        "routes": [
            {
                "route": "education-and-crime",
                "turns_around": True,
                "instead_of": [],
                "payment": {"whole_pot": False, "more_pence": 400_00, "source": "read"},
                "source": "told",
                "parts": [
                    {
                        "code": "school",
                        "title": "School",
                        "question": "Is each child at school?",
                        "among": "school-age",
                        "source": "read",
                        "applies_to": ["not-on-roll", "proven-offence"],
                        "limits": [
                            {
                                "test": "each-under",
                                "kind": "unauthorised-absence",
                                "statistic": "mean",
                                "below": 15_00,
                                "terms": 3,
                            },
                            {
                                "test": "each-at-least",
                                "kind": "school-attendance",
                                "at_least": 90_00,
                                "highest": 95_00,
                                "terms": 2,
                            },
                            {"test": "reduction", "kind": "proven-offences", "fall": "1/3", "months": 6},
                            {"test": "ended", "months": 9},
                        ],
                    }
                ],
            },
            {
                "route": "continuous-employment",
                "turns_around": False,
                "instead_of": ["education-and-crime"],
                "payment": {"whole_pot": True, "more_pence": -1_00, "source": "told"},
                "source": "read",
                "parts": [
                    {
                        "code": "work",
                        "title": "Work",
                        "question": "Does somebody work?",
                        "among": "adults",
                        "source": "told",
                        "step": {
                            "test": "continuous-spell",
                            "kind": "employment",
                            "days": 168,
                            "months": 6,
                            "leaving": "out-of-work-benefit",
                            "left_since": "2015-01-02",
                            "not_with": "work-programme",
                        },
                        "known_by": ["employment", "out-of-work-benefit"],
                    },
                    {
                        "code": "to-work",
                        "title": "To work",
                        "question": "Did somebody set out?",
                        "among": "everyone",
                        "source": "read",
                        "step": {"test": "spell-started", "kind": "work-programme", "months": 12},
                        "known_by": ["work-programme"],
                    },
                ],
            },
        ],
        "outcomes": [
            {
                "code": "home",
                "title": "Home",
                "question": "Is the home kept?",
                "among": "everyone",
                "source": "told",
                "applies_to": ["proven-offence"],
                "limits": [{"test": "ended", "months": 1}],
            }
        ],
        "discretion": "told",
        "terms": [
            {
                "cohort_year": 2015,
                "attached": {"first": "2015-04-01", "last": "2016-03-31"},
                "attachment_fee_pence": 1_000_00,
                "results_pot_pence": 800_00,
                "source": "read",
            },
            {
                "cohort_year": 2016,
                "attached": {"first": "2016-04-01", "last": "2016-04-01"},
                "attachment_fee_pence": 0,
                "results_pot_pence": 900_00,
                "source": "told",
            },
        ],
        "funded": "5/6",
        "funded_source": "read",
        "bands": [
            {"at_least": "2/3", "paid_now": "1/1", "source": "told"},
            {"at_least": "0/1", "paid_now": "1/2", "source": "read"},
        ],
        "sources": {
            "read": {"text": "A paper", "certainty": "seen"},
            "told": {"text": "A talk", "certainty": "recalled"},
        },
    }


READ = Source("A paper", Certainty.SEEN)
TOLD = Source("A talk", Certainty.RECALLED)
MEANT = RulePack(
    code="TOWN-1",
    phase=Phase.PHASE_TWO,
    authority="The town",
    in_force=Period(date(2015, 4, 1), date(2017, 3, 31)),
    criteria=(
        PackCriterion(Criterion.PROVEN_OFFENCE, CriterionGroup.CRIME_AND_ASB, READ),
        PackCriterion(Criterion.NOT_ON_ROLL, CriterionGroup.EDUCATION, TOLD),
    ),
    selection=AtLeast(
        2, (Met(CriterionGroup.CRIME_AND_ASB, 1), AtLeast(1, (Met(CriterionGroup.EDUCATION, 1),)))
    ),
    selection_source=TOLD,
    benefits=("Carer’s Allowance", "Income Support"),
    benefits_source=READ,
    routes=(
        RouteRule(
            Route.EDUCATION_AND_CRIME,
            parts=(
                NeedPart(
                    "school",
                    "School",
                    "Is each child at school?",
                    frozenset({Criterion.NOT_ON_ROLL, Criterion.PROVEN_OFFENCE}),
                    Population.SCHOOL_AGE,
                    (
                        EachUnder(MeasurementKind.UNAUTHORISED_ABSENCE, Statistic.MEAN, below=15_00, terms=3),
                        EachAtLeast(
                            MeasurementKind.SCHOOL_ATTENDANCE, at_least=90_00, highest=95_00, terms=2
                        ),
                        Reduction(MeasurementKind.PROVEN_OFFENCES, Fraction(1, 3), months=6),
                        Ended(9),
                    ),
                    READ,
                ),
            ),
            turns_around=True,
            payment=Payment(whole_pot=False, more=Pence(400_00), source=READ),
            instead_of=frozenset(),
            source=TOLD,
        ),
        RouteRule(
            Route.CONTINUOUS_EMPLOYMENT,
            parts=(
                StepPart(
                    "work",
                    "Work",
                    "Does somebody work?",
                    Population.ADULTS,
                    ContinuousSpell(
                        MeasurementKind.EMPLOYMENT,
                        days=168,
                        months=6,
                        leaving=MeasurementKind.OUT_OF_WORK_BENEFIT,
                        left_since=date(2015, 1, 2),
                        not_with=MeasurementKind.WORK_PROGRAMME,
                    ),
                    frozenset({MeasurementKind.EMPLOYMENT, MeasurementKind.OUT_OF_WORK_BENEFIT}),
                    TOLD,
                ),
                StepPart(
                    "to-work",
                    "To work",
                    "Did somebody set out?",
                    Population.EVERYONE,
                    SpellStarted(MeasurementKind.WORK_PROGRAMME, months=12),
                    frozenset({MeasurementKind.WORK_PROGRAMME}),
                    READ,
                ),
            ),
            turns_around=False,
            payment=Payment(whole_pot=True, more=Pence(-1_00), source=TOLD),
            instead_of=frozenset({Route.EDUCATION_AND_CRIME}),
            source=READ,
        ),
    ),
    terms=(
        Terms(2015, Period(date(2015, 4, 1), date(2016, 3, 31)), Pence(1_000_00), Pence(800_00), READ),
        Terms(2016, Period(date(2016, 4, 1), date(2016, 4, 1)), Pence(0), Pence(900_00), TOLD),
    ),
    funded=Fraction(5, 6),
    funded_source=READ,
    bands=(
        FeeBand(Fraction(2, 3), Fraction(1), TOLD),
        FeeBand(Fraction(0), Fraction(1, 2), READ),
    ),
    outcomes=(
        NeedPart(
            "home",
            "Home",
            "Is the home kept?",
            frozenset({Criterion.PROVEN_OFFENCE}),
            Population.EVERYONE,
            (Ended(1),),
            TOLD,
        ),
    ),
    discretion=TOLD,
)


def test_a_document_is_read_as_the_pack_that_it_says():
    assert pack_from_document(written()) == MEANT


def steps_to(where: str) -> list[str | int]:
    """The keys, and the numbers of entries, that lead to a place of a document."""
    steps = re.split(r"[.\[]", where.replace("]", ""))
    return [int(step) - 1 if step.isdigit() else step for step in steps]


def at(document: Any, where: str) -> Any:
    """What stands at a place of a document."""
    for step in steps_to(where):
        document = document[step]
    return document


def with_(where: str, value: object) -> dict[str, Any]:
    """The document with this value at a place of it."""
    document = group = written()
    *steps, last = steps_to(where)
    for step in steps:
        group = group[step]
    group[last] = value
    return document


def faults(document: object) -> list[str]:
    with pytest.raises(PackRefused) as refused:
        pack_from_document(document)
    return [str(fault) for fault in refused.value.faults]


def places(value: object, where: str = "") -> Iterator[tuple[str, object]]:
    """Every place of a document below this one, with what stands there."""
    named: list[tuple[str, object]] = []
    if isinstance(value, Mapping):
        named = [(f"{where}.{key}" if where else key, each) for key, each in value.items()]
    elif isinstance(value, list):
        named = [(f"{where}[{number}]", each) for number, each in enumerate(value, start=1)]
    for place, each in named:
        yield place, each
        yield from places(each, place)


PLACES = dict(places(written()))
MAY_BE_LEFT_OUT = {"discretion", "selection.of[2].of[1].number"}
TOLD_OTHERWISE = {"sources"}  # without it, each name of a source is one of none


@pytest.mark.parametrize(
    "where",
    [
        where
        for where in PLACES
        if where not in MAY_BE_LEFT_OUT | TOLD_OTHERWISE and not where.endswith(".test")
    ],
)
def test_nothing_where_something_is_due_is_told_once_and_as_nothing_else(where):
    assert faults(with_(where, None)) == [f"{where}: {MISSING}"]


@pytest.mark.parametrize("where", PLACES)
def test_a_number_with_a_half_is_right_nowhere_and_the_first_fault_says_where_it_stands(where):
    is_test = isinstance(PLACES[where], dict) and "test" in PLACES[where]

    first = faults(with_(where, 7.5))[0]

    assert first.startswith(f"{where}.test: " if is_test else f"{where}: ")


@pytest.mark.parametrize("where", sorted(MAY_BE_LEFT_OUT))
def test_what_may_be_left_out_may_be_written_as_nothing(where):
    assert isinstance(pack_from_document(with_(where, None)), RulePack)


def test_without_its_sources_a_document_names_none_of_them():
    named = [where for where, value in PLACES.items() if value in ("read", "told")]

    found = faults(with_("sources", None))

    assert found[0] == f"sources: {MISSING}"
    assert sorted(found[1:]) == sorted(f"{where}: {A_SOURCE}" for where in named)


@pytest.mark.parametrize(
    "where",
    ["", *(where for where, value in PLACES.items() if isinstance(value, dict) and where != "sources")],
)
def test_a_key_that_no_group_has_is_told_where_it_stands(where):
    colour = f"{where}.colour" if where else "colour"

    assert faults(with_(colour, None)) == [
        f"{colour}: There is no such key here. Take it out or mend its name."
    ]


@pytest.mark.parametrize("where", [where for where, value in PLACES.items() if isinstance(value, list)])
def test_what_is_no_list_is_told_where_one_is_due(where):
    assert faults(with_(where, {"first": "one"})) == [f"{where}: Write a list here."]


A_SOURCE = "Name one of the sources at the end of the document, or add it there."
A_TEXT = "Write 1 to 500 characters of text, on one line."
A_CODE = "Write a code like P2-NOTTINGHAM-1, of at most 40 characters."
A_PART_CODE = "Write a code like school-attendance, of at most 40 characters."
A_DAY = "Write a day of this century like 2015-01-31."
A_SHARE = "Write a share from 0 to 1 like 5/6."
YES_OR_NO = "Write true or false."
TWICE = "Something is named twice. Take one of them out."
A_SPELL = "Choose one of: employment, out-of-work-benefit, work-programme."
A_ROUTE = (
    "Choose one of: education-and-crime, progress-to-work, continuous-employment, "
    "significant-and-sustained-progress, successful-family-outcome."
)
A_POPULATION = "Choose one of: everyone, minors, adults, school-age."
OF_SCHOOL_AGE = "A test over school terms asks about children of school age: school-age."
A_LIMIT = "Choose one of: each-under, each-at-least, reduction, ended."
A_STEP = "Choose one of: continuous-spell, spell-started."
DO_NOT_FIT = "So many days do not fit into the months. Ask for fewer days, or more months."
A_CRITERION = f"Choose one of: {', '.join(Criterion)}."
A_GROUP = f"Choose one of: {', '.join(CriterionGroup)}."
A_KIND = f"Choose one of: {', '.join(MeasurementKind)}."
A_KIND_BY_TERM = "Choose one of: fixed-term-exclusions, school-attendance, unauthorised-absence."

SCHOOL = "routes[1].parts[1]"
UNDER, AT_LEAST, FALL, ENDED = (f"{SCHOOL}.limits[{number}]" for number in (1, 2, 3, 4))
WORK = "routes[2].parts[1]"
SPELL, STARTED = f"{WORK}.step", "routes[2].parts[2].step"


def whole(least: str, most: str) -> str:
    return f"Write a whole number from {least} to {most}."


def entries(least: int) -> str:
    return f"Give {least} to 100 entries here."


@pytest.mark.parametrize(
    ("where", "value", "sentence"),
    [
        # Codes, words and texts
        pytest.param("code", "town-1", A_CODE, id="a code of a pack in small letters"),
        pytest.param("code", 7, A_CODE, id="a number as code"),
        pytest.param("code", "T" * 41, A_CODE, id="a code too long by one"),
        pytest.param(f"{SCHOOL}.code", "School", A_PART_CODE, id="a code of a part in capitals"),
        pytest.param(f"{WORK}.code", "w" * 41, A_PART_CODE, id="a code of a part too long by one"),
        pytest.param("phase", "phase-9", "Choose one of: phase-one, phase-two, supporting-families."),
        pytest.param("authority", 7, A_TEXT, id="a number as text"),
        pytest.param("authority", " ", A_TEXT, id="a text of nothing"),
        pytest.param("authority", "t" * 501, A_TEXT, id="a text too long by one"),
        pytest.param("authority", "one\ntwo", A_TEXT, id="two lines"),
        pytest.param("authority", "one\u2028two", A_TEXT, id="two lines of another kind"),
        pytest.param("authority", "one\u2029two", A_TEXT, id="two paragraphs"),
        pytest.param("authority", "o\ud800ne", A_TEXT, id="half a character"),
        pytest.param("benefits[2]", False, A_TEXT),
        pytest.param(f"{SCHOOL}.title", [], A_TEXT),
        pytest.param(f"{WORK}.title", {}, A_TEXT),
        pytest.param(f"{SCHOOL}.question", "", A_TEXT),
        pytest.param("sources.told.text", 7, A_TEXT),
        pytest.param("sources.told.certainty", "sure", "Choose one of: seen, derived, recalled."),
        pytest.param("criteria[2].criterion", "red-hair", A_CRITERION),
        pytest.param("criteria[2].group", "hair", A_GROUP),
        pytest.param("selection.of[1].group", "hair", A_GROUP),
        pytest.param("routes[2].route", "no-route", A_ROUTE),
        pytest.param(f"{WORK}.among", "dogs", A_POPULATION),
        pytest.param(f"{SCHOOL}.applies_to[2]", "red-hair", A_CRITERION),
        pytest.param(f"{WORK}.known_by[2]", "rumour", A_KIND),
        pytest.param("routes[2].instead_of[1]", "no-route", A_ROUTE),
        # Sources
        pytest.param("criteria[2].source", "nowhere", A_SOURCE),
        pytest.param("selection_source", ["read"], A_SOURCE),
        pytest.param("benefits_source", "nowhere", A_SOURCE),
        pytest.param("routes[2].payment.source", "nowhere", A_SOURCE),
        pytest.param("routes[1].source", "nowhere", A_SOURCE),
        pytest.param(f"{SCHOOL}.source", "nowhere", A_SOURCE),
        pytest.param("outcomes[1].source", "nowhere", A_SOURCE),
        pytest.param("discretion", "nowhere", A_SOURCE),
        pytest.param("terms[2].source", "nowhere", A_SOURCE),
        pytest.param("funded_source", "nowhere", A_SOURCE),
        pytest.param("bands[2].source", "nowhere", A_SOURCE),
        # Days and shares
        pytest.param("in_force.first", "31/1/2015", A_DAY, id="a day in the usual order"),
        pytest.param("in_force.first", "20150131", A_DAY, id="a day without its hyphens"),
        pytest.param("in_force.first", "2015-02-30", A_DAY, id="a day that is none"),
        pytest.param("in_force.first", 20150131, A_DAY, id="a number as day"),
        pytest.param("in_force.first", "1999-12-31", A_DAY, id="a day before this century"),
        pytest.param("in_force.last", "2100-01-01", A_DAY, id="a day after this century"),
        pytest.param("terms[2].attached.last", "soon", A_DAY),
        pytest.param(f"{SPELL}.left_since", "soon", A_DAY),
        pytest.param("funded", "7/6", A_SHARE, id="more than all"),
        pytest.param("funded", "1/0", A_SHARE, id="a share of nothing"),
        pytest.param("funded", 0.8, A_SHARE, id="a number as share"),
        pytest.param("bands[1].at_least", "half", A_SHARE),
        pytest.param("bands[1].paid_now", "half", A_SHARE),
        pytest.param(f"{FALL}.fall", "half", A_SHARE),
        pytest.param(
            f"{FALL}.fall",
            "0/1",
            "A fall of nothing is none. Write a share above 0 like 60/100.",
            id="no fall",
        ),
        # Numbers, one below the least and one above the most
        pytest.param("selection.at_least", 0, whole("1", "2")),
        pytest.param("selection.at_least", 3, whole("1", "2")),
        pytest.param("selection.of[2].of[1].number", 0, whole("1", "100")),
        pytest.param("selection.of[2].of[1].number", 101, whole("1", "100")),
        pytest.param("routes[1].payment.more_pence", -100_000_01, whole("-10,000,000", "10,000,000")),
        pytest.param("routes[1].payment.more_pence", 100_000_01, whole("-10,000,000", "10,000,000")),
        pytest.param("routes[1].payment.more_pence", 1.5, whole("-10,000,000", "10,000,000")),
        pytest.param("terms[1].cohort_year", 1999, whole("2,000", "2,099")),
        pytest.param("terms[1].cohort_year", 2100, whole("2,000", "2,099")),
        pytest.param("terms[1].attachment_fee_pence", -1, whole("0", "10,000,000")),
        pytest.param("terms[1].results_pot_pence", -1, whole("0", "10,000,000")),
        pytest.param(f"{UNDER}.below", 0, whole("1", "10,000")),
        pytest.param(f"{UNDER}.terms", 0, whole("1", "6")),
        pytest.param(f"{UNDER}.terms", 7, whole("1", "6")),
        pytest.param(f"{UNDER}.terms", True, whole("1", "6"), id="true is no number"),
        pytest.param(f"{AT_LEAST}.at_least", 0, whole("1", "9,500")),
        pytest.param(f"{AT_LEAST}.at_least", 95_01, whole("1", "9,500"), id="more than the highest there is"),
        pytest.param(f"{AT_LEAST}.highest", 0, whole("1", "10,000")),
        pytest.param(f"{AT_LEAST}.highest", 100_01, whole("1", "10,000")),
        pytest.param(f"{AT_LEAST}.terms", 0, whole("1", "6")),
        pytest.param(f"{FALL}.months", 0, whole("1", "36")),
        pytest.param(f"{ENDED}.months", 37, whole("1", "36")),
        pytest.param(f"{SPELL}.days", 0, whole("1", "1,008")),
        pytest.param(f"{SPELL}.days", 1009, whole("1", "1,008")),
        pytest.param(f"{SPELL}.days", 169, DO_NOT_FIT, id="more days than the shortest months have"),
        pytest.param(f"{SPELL}.months", "six", whole("1", "36")),
        pytest.param(f"{STARTED}.months", 0, whole("1", "36")),
        # Yes or no
        pytest.param("routes[1].turns_around", "yes", YES_OR_NO),
        pytest.param("routes[1].payment.whole_pot", 0, YES_OR_NO),
        # Tests and what they measure
        pytest.param(f"{UNDER}.statistic", "mode", "Choose one of: sum, mean."),
        pytest.param(f"{UNDER}.kind", "proven-offences", A_KIND_BY_TERM),
        pytest.param(f"{AT_LEAST}.kind", "employment", A_KIND_BY_TERM),
        pytest.param(
            f"{FALL}.kind",
            "employment",
            "Choose one of: antisocial-behaviour-incidents, proven-offences.",
        ),
        pytest.param(f"{SPELL}.kind", "proven-offences", A_SPELL),
        pytest.param(f"{SPELL}.leaving", "proven-offences", A_SPELL),
        pytest.param(f"{SPELL}.not_with", "proven-offences", A_SPELL),
        pytest.param(f"{STARTED}.kind", "proven-offences", A_SPELL),
        pytest.param(f"{SCHOOL}.among", "everyone", OF_SCHOOL_AGE),
        *[pytest.param(f"{ENDED}.test", value, A_LIMIT) for value in (None, "each-over", ["ended"])],
        *[pytest.param(f"{STARTED}.test", value, A_STEP) for value in (None, "jumped")],
        # Lists and groups
        pytest.param("criteria", [], entries(1)),
        pytest.param("bands", [], entries(1)),
        pytest.param("selection.of", [], entries(1)),
        pytest.param("routes[1].parts", [], entries(1)),
        pytest.param(f"{SCHOOL}.applies_to", [], entries(1)),
        pytest.param(f"{SCHOOL}.limits", [], entries(1)),
        pytest.param(f"{WORK}.known_by", [], entries(1)),
        pytest.param("benefits", ["One"] * 100 + [7], entries(0), id="an entry too many, which is not read"),
        pytest.param(f"{SCHOOL}.applies_to", ["not-on-roll"] * 2, TWICE),
        pytest.param(f"{WORK}.known_by", ["employment"] * 2, TWICE),
        pytest.param("routes[2].instead_of", ["education-and-crime"] * 2, TWICE),
        pytest.param("in_force", "2015", "Write a group with the keys first, last."),
        pytest.param("criteria[1]", 7, "Write a group with the keys criterion, group, source."),
        pytest.param("selection", [], "Write a group with the keys at_least, of."),
        pytest.param("selection.of[1]", "crime", "Write a group with the keys at_least, of."),
        pytest.param("routes[1].payment", 7, "Write a group with the keys whole_pot, more_pence, source."),
        pytest.param("bands[2]", [], "Write a group with the keys at_least, paid_now, source."),
        pytest.param("sources.told", "A talk", "Write a group with the keys text, certainty."),
    ],
)
def test_a_fault_is_told_once_where_it_stands_with_what_to_do(where, value, sentence):
    assert faults(with_(where, value)) == [f"{where}: {sentence}"]


@pytest.mark.parametrize(
    ("where", "value"),
    [
        pytest.param("code", "T" * 40, id="a code of 40 characters"),
        pytest.param("code", "7", id="a code of one"),
        pytest.param(f"{SCHOOL}.code", "a-1-b" + "c" * 35, id="a code of a part of 40 characters"),
        pytest.param("authority", "t", id="a text of one character"),
        pytest.param("authority", "t" * 500, id="a text of 500"),
        ("in_force.first", "2000-01-01"),
        ("in_force.last", "2099-12-31"),
        pytest.param("in_force", {"first": "2015-05-07", "last": "2015-05-07"}, id="a period of one day"),
        ("funded", "1/1"),
        ("funded", "1/999999"),
        ("bands[2].paid_now", "0/1"),
        ("selection.at_least", 1),
        pytest.param("terms[1].cohort_year", 2000, id="the first year"),
        pytest.param("terms[2].cohort_year", 2099, id="the last year"),
        ("routes[1].payment.more_pence", 0),
        ("terms[1].attachment_fee_pence", 100_000_00),
        ("terms[2].results_pot_pence", 100_000_00),
        (f"{UNDER}.below", 1),
        (f"{UNDER}.below", 100_00),
        (f"{UNDER}.terms", 1),
        (f"{UNDER}.terms", 6),
        (f"{AT_LEAST}.at_least", 1),
        (f"{AT_LEAST}.at_least", 95_00),
        (f"{AT_LEAST}.highest", 100_00),
        (f"{ENDED}.months", 1),
        (f"{ENDED}.months", 36),
        (f"{SPELL}.days", 1),
        pytest.param("benefits", [], id="no benefits"),
        pytest.param("benefits", ["One"] * 100, id="100 of them"),
        pytest.param("outcomes", [], id="no outcomes"),
    ],
)
def test_what_just_may_be_written_is_read(where, value):
    assert at(as_document(pack_from_document(with_(where, value))), where) == value


def test_a_text_is_read_without_the_blanks_around_it():
    assert pack_from_document(with_("authority", "  The town ")) == MEANT


def test_a_period_that_ends_before_it_begins_is_told_where_it_stands():
    backwards = {"first": "2016-04-01", "last": "2016-03-31"}

    assert faults(with_("terms[2].attached", backwards)) == [
        "terms[2].attached: The last day comes before the first. Put them in order."
    ]


def nested(levels: int) -> dict[str, Any]:
    """A condition in so many others."""
    condition: dict[str, Any] = {"group": "education"}
    for _ in range(levels):
        condition = {"at_least": 1, "of": [condition]}
    return condition


def all_of_one(levels: int) -> Condition:
    return AtLeast(1, (all_of_one(levels - 1),)) if levels else Met(CriterionGroup.EDUCATION)


def test_conditions_stand_in_one_another_five_deep_and_no_deeper():
    assert pack_from_document(with_("selection", nested(5))).selection == all_of_one(5)
    assert faults(with_("selection", nested(6))) == [
        f"selection{'.of[1]' * 5}: Conditions stand in one another at most 5 deep. Write it more simply."
    ]


def test_a_document_has_at_most_100_sources_each_under_a_name():
    hundred = written()["sources"] | {f"more-{number}": READ_AGAIN for number in range(98)}

    assert pack_from_document(with_("sources", hundred)) == MEANT
    assert faults(with_("sources", hundred | {"one-more": READ_AGAIN}))[0] == AT_MOST_100
    assert faults(with_("sources", [READ_AGAIN]))[0] == AT_MOST_100


READ_AGAIN = {"text": "A paper", "certainty": "seen"}
AT_MOST_100 = "sources: Write a group of at most 100 sources, each under a name."


@pytest.mark.parametrize(
    ("key", "told"),
    [
        pytest.param("k" * 40, "k" * 40, id="of 40 characters"),
        pytest.param("k" * 41, "k" * 40, id="longer"),
        pytest.param("one\ntwo", "one\N{REPLACEMENT CHARACTER}two", id="of two lines"),
        pytest.param("half \ud800", "half \N{REPLACEMENT CHARACTER}", id="with half a character"),
    ],
)
def test_a_key_is_told_so_that_it_can_be_shown_on_a_line(key, told):
    surprise = written() | {key: 1}
    source = with_("sources", written()["sources"] | {key: {"text": 7, "certainty": "seen"}})

    assert faults(surprise) == [f"{told}: There is no such key here. Take it out or mend its name."]
    assert faults(source) == [f"sources.{told}.text: {A_TEXT}"]


def test_words_that_are_both_wrong_are_not_the_same_word_twice():
    assert faults(with_("routes[2].instead_of", ["by-car", "by-bus"])) == [
        f"routes[2].instead_of[1]: {A_ROUTE}",
        f"routes[2].instead_of[2]: {A_ROUTE}",
    ]


def test_a_document_of_nothing_lacks_what_an_empty_one_lacks():
    assert faults(None) == faults({}) == [f"{key}: {MISSING}" for key in written() if key != "discretion"]


def test_a_condition_asks_for_no_more_than_it_has_and_for_nothing_more_to_be_mended():
    assert faults(with_("selection", {"at_least": 2, "of": [{"group": "education"}]})) == [
        f"selection.at_least: {whole('1', '1')}"
    ]
    assert faults(with_("selection", {"at_least": 100, "of": []})) == [f"selection.of: {entries(1)}"]


def test_a_cohort_year_is_named_each_time_the_results_of_a_family_could_pay_more_than_its_pot():
    assert faults(with_("routes[1].payment.more_pence", 900_01)) == [
        f"terms[{number}].results_pot_pence: Some results together would pay less than nothing or more than "
        "the pot. Mend the payments of the routes, or the pot."
        for number in (1, 2)
    ]


def test_a_refusal_that_is_logged_repeats_nothing_of_the_document():
    with pytest.raises(PackRefused, match=r"^a document was refused$"):
        pack_from_document({"code": "Somebody’s name"})
