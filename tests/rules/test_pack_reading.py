"""A document is read value by value: each fault is told where it stands, each bound holds at both ends."""

from copy import deepcopy
from dataclasses import replace

import pytest

from app.programme.phase_one import P1_2012
from app.programme.phase_two import ATTENDANCE, HEALTH
from app.programme.reading import Fault, PackRefused, pack_from_document
from app.programme.writing import as_document

# A pack with a test of every kind, and with everything that a pack may go without.
EVERYTHING = as_document(replace(P1_2012, outcomes=(ATTENDANCE, HEALTH), discretion=P1_2012.selection_source))
MISSING = "This is missing. Add it."
NO_KEY = "There is no such key here. Take it out or mend its name."
TWICE = "Something is named twice. Take one of them out."


def faults(document):
    try:
        pack_from_document(document)
    except PackRefused as refused:
        return list(refused.faults)
    return []


def changed(where, value):
    """The document with this value in a place that is named as its faults name it."""
    document = deepcopy(EVERYTHING)
    *path, last = [step for each in where.split(".") for step in _steps(each)]
    inner = document
    for step in path:
        inner = inner[step]
    inner[last] = value
    return document


def _steps(each):
    key, _, number = each.rstrip("]").partition("[")
    return [key, int(number) - 1] if number else [key]


def places(value, where=""):
    """Everything within a document, each with where it stands."""
    if isinstance(value, dict):
        within = [(f"{where}.{key}" if where else key, each) for key, each in value.items()]
    elif isinstance(value, list):
        within = [(f"{where}[{number}]", each) for number, each in enumerate(value, start=1)]
    else:
        within = []
    for at, each in within:
        yield at, each
        yield from places(each, at)


PLACES = dict(places(EVERYTHING))
GROUPS = [where for where, value in PLACES.items() if isinstance(value, dict) and where != "sources"]


@pytest.mark.parametrize("where", PLACES)
def test_a_number_with_a_half_is_right_nowhere_and_the_first_fault_says_where_it_stands(where):
    is_test = isinstance(PLACES[where], dict) and "test" in PLACES[where]

    first = faults(changed(where, 7.5))[0]

    assert first.where == (f"{where}.test" if is_test else where)


@pytest.mark.parametrize("where", GROUPS)
def test_a_key_too_many_is_named_with_the_group_in_which_it_stands(where):
    document = changed(f"{where}.colour", "red")

    assert faults(document) == [Fault(f"{where}.colour", NO_KEY)]


def test_a_long_name_of_a_key_or_a_source_is_cut_where_it_is_told():
    long, told = "k" * 41, "k" * 40

    assert faults(EVERYTHING | {long: 1}) == [Fault(told, NO_KEY)]
    assert faults(changed(f"sources.{long}", {"text": "A paper"})) == [
        Fault(f"sources.{told}.certainty", MISSING)
    ]


def test_a_refusal_that_is_logged_repeats_nothing_of_the_document():
    with pytest.raises(PackRefused, match=r"^a document was refused$"):
        pack_from_document({"code": "Somebody’s name"})


EDUCATION, ASB = "routes[1].parts[1].limits", "routes[1].parts[2].limits"
PROGRESS, SPELL = "routes[2].parts[1].step", "routes[3].parts[1].step"


@pytest.mark.parametrize(
    ("where", "least", "most"),
    [
        (f"{EDUCATION}[1].below", 1, 10_000),
        (f"{EDUCATION}[2].terms", 1, 6),
        (f"{ASB}[1].months", 1, 36),
        (f"{PROGRESS}.months", 1, 36),
        (f"{SPELL}.days", 1, 168),
        ("outcomes[1].limits[1].at_least", 1, 10_000),
        ("outcomes[1].limits[1].highest", 1, 10_000),
        ("outcomes[1].limits[1].terms", 1, 6),
        ("outcomes[2].limits[1].months", 1, 36),
        ("selection.of[1].of[1].number", 1, 100),
        ("selection.of[1].at_least", 1, 3),
        ("terms[1].cohort_year", 2000, 2099),
        ("terms[1].attachment_fee_pence", 0, 10_000_000),
        ("terms[1].results_pot_pence", 0, 10_000_000),
        ("routes[1].payment.more_pence", -10_000_000, 10_000_000),
    ],
)
def test_a_number_is_within_its_bounds_and_may_be_either_of_them(where, least, most):
    def is_at_fault(number):
        document = changed(where, number)
        for route in document["routes"]:  # that no sum of payments is at fault beside it
            route["payment"] |= {"whole_pot": False} | ({} if "more_pence" in where else {"more_pence": 0})
        return any(
            fault.where == where and not fault.sentence.startswith("Some results together")
            for fault in faults(document)
        )

    assert [is_at_fault(number) for number in (least - 1, least, most, most + 1)] == [
        True,
        False,
        False,
        True,
    ]


@pytest.mark.parametrize(
    ("where", "sentence"),
    [
        (f"{SPELL}.days", "Write a whole number from 1 to 1,008."),
        (f"{PROGRESS}.months", "Write a whole number from 1 to 36."),
    ],
)
def test_no_spell_is_asked_for_that_36_months_would_not_hold(where, sentence):
    assert faults(changed(where, 1_009))[0] == Fault(where, sentence)


BY_TERM = "fixed-term-exclusions, school-attendance, unauthorised-absence"
SPELLS = "employment, out-of-work-benefit, work-programme"


@pytest.mark.parametrize(
    ("where", "offered"),
    [
        (f"{EDUCATION}[1].kind", BY_TERM),
        ("outcomes[1].limits[1].kind", BY_TERM),
        (f"{EDUCATION}[1].statistic", "sum, mean"),
        (f"{ASB}[1].kind", "antisocial-behaviour-incidents, proven-offences"),
        (f"{PROGRESS}.kind", SPELLS),
        (f"{SPELL}.leaving", SPELLS),
        (f"{SPELL}.not_with", SPELLS),
        ("sources.source-1.certainty", "seen, derived, recalled"),
    ],
)
def test_a_word_is_one_of_those_offered_in_its_place(where, offered):
    assert faults(changed(where, "colour")) == [Fault(where, f"Choose one of: {offered}.")]


@pytest.mark.parametrize(
    ("where", "example", "longest"),
    [
        pytest.param("code", "P2-NOTTINGHAM-1", 40, id="a pack"),
        pytest.param("outcomes[1].code", "school-attendance", 40, id="a part"),
    ],
)
def test_a_code_is_like_the_example_and_not_too_long(where, example, longest):
    letter = example[0]
    told = [Fault(where, f"Write a code like {example}, of at most {longest} characters.")]

    assert faults(changed(where, example)) == []
    assert faults(changed(where, letter * longest)) == []
    assert faults(changed(where, letter * (longest + 1))) == told
    assert faults(changed(where, "two words")) == told


@pytest.mark.parametrize(
    ("text", "is_right"),
    [
        pytest.param("A", True, id="one letter"),
        pytest.param("A" * 500, True, id="the most"),
        pytest.param("A" * 501, False, id="one letter more"),
        pytest.param(" ", False, id="a space"),
    ],
)
def test_a_text_has_a_letter_and_at_most_500(text, is_right):
    assert faults(changed("authority", text)) == (
        [] if is_right else [Fault("authority", "Write 1 to 500 characters of text, on one line.")]
    )


def test_a_list_has_at_most_100_entries():
    assert faults(changed("benefits", ["A benefit"] * 100)) == []
    assert faults(changed("benefits", ["A benefit"] * 101)) == [
        Fault("benefits", "Give 0 to 100 entries here.")
    ]


def test_a_document_has_at_most_100_sources():
    more = {f"paper-{number}": {"text": "A paper", "certainty": "seen"} for number in range(100)}
    most = 100 - len(EVERYTHING["sources"])
    hundred = EVERYTHING["sources"] | dict(list(more.items())[:most])

    assert faults(changed("sources", hundred)) == []
    assert faults(changed("sources", hundred | {"one-more": more["paper-0"]}))[0] == Fault(
        "sources", "Write a group of at most 100 sources, each under a name."
    )


@pytest.mark.parametrize(
    "where",
    [
        "selection.of",
        "routes[1].parts",
        EDUCATION,
        "routes[2].parts[1].known_by",
        "outcomes[1].applies_to",
        "bands",
    ],
)
def test_what_would_ask_for_nothing_is_not_left_empty(where):
    assert Fault(where, "Give 1 to 100 entries here.") in faults(changed(where, []))


def test_one_kind_of_record_is_enough_to_show_that_somebody_looked():
    assert faults(changed("routes[2].parts[1].known_by", ["work-programme"])) == []


@pytest.mark.parametrize(
    ("where", "named"),
    [
        ("routes[3].instead_of", "education-and-crime"),
        ("outcomes[1].applies_to", "low-attendance"),
        ("routes[2].parts[1].known_by", "work-programme"),
    ],
)
def test_nothing_is_named_twice_in_a_list(where, named):
    assert faults(changed(where, [named, named])) == [Fault(where, TWICE)]


def test_a_day_is_written_with_its_hyphens():
    assert faults(changed("in_force.first", "20120131")) == [
        Fault("in_force.first", "Write a day of this century like 2015-01-31.")
    ]


def test_a_pack_may_be_in_force_for_one_day():
    assert faults(changed("in_force", {"first": "2012-04-01", "last": "2012-04-01"})) == []


def test_a_share_may_be_all_of_it_and_no_more():
    assert faults(changed("funded", "6/6")) == []
    assert faults(changed("funded", "7/6")) == [Fault("funded", "Write a share from 0 to 1 like 5/6.")]


def in_one_another(depth):
    within = {"group": "education"}
    for _ in range(depth):
        within = {"at_least": 1, "of": [within]}
    return within


def test_conditions_may_stand_five_deep_and_the_sixth_is_told_where_it_stands():
    sixth = "selection" + ".of[1]" * 5

    assert faults(changed("selection", in_one_another(5))) == []
    assert faults(changed("selection", in_one_another(6))) == [
        Fault(sixth, "Conditions stand in one another at most 5 deep. Write it more simply.")
    ]


def test_a_condition_asks_for_no_more_than_it_has():
    selection = in_one_another(1) | {"at_least": 2}

    assert faults(changed("selection", selection)) == [
        Fault("selection.at_least", "Write a whole number from 1 to 1.")
    ]


def test_every_year_that_pays_more_than_its_pot_is_told():
    found = faults(changed("routes[1].payment.more_pence", 1))

    assert [fault.where for fault in found] == [f"terms[{year}].results_pot_pence" for year in (1, 2, 3)]
