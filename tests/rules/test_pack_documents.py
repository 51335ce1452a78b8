"""A rule pack as a document: read back it is the same, and every fault says where it is and what to do."""

import json
from copy import deepcopy
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from app.errors import NotFound, RuleRefused
from app.money import Pence
from app.periods import Period
from app.programme.editions import DECLARED, Editions, in_force_from
from app.programme.facts import Criterion, CriterionGroup, MeasurementKind
from app.programme.keeping import kept, pack_kept
from app.programme.packs import (
    AtLeast,
    EachAtLeast,
    EachUnder,
    Ended,
    Met,
    Payment,
    Population,
    Reduction,
    Route,
    SpellStarted,
    Terms,
)
from app.programme.phase_one import P1_2012, P1_2013, ROUTES
from app.programme.phase_two import (
    ATTENDANCE_RECALLED,
    BATH,
    HANSARD,
    HELP,
    MEASURE_RECALLED,
    P2_NOTTINGHAM,
)
from app.programme.reading import (
    LONGEST_DOCUMENT,
    Fault,
    PackRefused,
    pack_from_document,
    pack_from_text,
)
from app.programme.sources import rules_to_verify, sourced_rules
from app.programme.writing import as_document, as_text
from tests.claims.made_up_packs import NOTHING_TO_CLAIM, TEN_HEADLINES, WITH_DISCRETION

PACKS = (P1_2012, P1_2013, P2_NOTTINGHAM, WITH_DISCRETION, TEN_HEADLINES, NOTHING_TO_CLAIM)


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.code)
def test_a_pack_written_and_read_back_is_the_same(pack):
    assert pack_from_text(as_text(pack)) == pack


def at(document, *place):
    """The group or list of a document at a place."""
    for step in place:
        document = document[step]
    return document


def faults(document) -> list[str]:
    with pytest.raises(PackRefused) as refused:
        pack_from_document(document)
    return [str(fault) for fault in refused.value.faults]


ROUTE = ("routes", 0)
PART = (*ROUTE, "parts", 0)
YEAR = ("terms", 0)


@pytest.mark.parametrize(
    ("place", "key", "value", "fault"),
    [
        pytest.param(
            ("criteria", 1),
            "criterion",
            "proven-offence",
            "criteria: Something is named twice. Take one of them out.",
            id="a criterion twice",
        ),
        pytest.param(
            (),
            "selection",
            {"group": "local", "number": 6},
            "selection: 6 criteria of “local” are asked for, and 5 are counted. Count more, "
            "or ask for fewer.",
            id="more needs than are counted",
        ),
        pytest.param(
            (),
            "selection",
            {"group": "housing"},
            "selection: 1 criteria of “housing” are asked for, and 0 are counted. Count "
            "more, or ask for fewer.",
            id="a problem that nothing shows",
        ),
        pytest.param(
            (),
            "selection",
            {"at_least": 1, "of": [{"group": "local", "number": 2}, {"group": "local"}]},
            "selection: “local” is asked for with two numbers. Ask for the same everywhere.",
            id="two numbers",
        ),
        pytest.param(
            (),
            "funded",
            "0/1",
            "funded: No family would be funded. Write a share above 0 like 5/6.",
            id="nobody",
        ),
        pytest.param(
            (*ROUTE,),
            "instead_of",
            ["education-and-crime"],
            "routes[1].instead_of: Name other routes of this pack only, or take them out.",
            id="instead of itself",
        ),
        pytest.param(
            (*PART,),
            "code",
            "youth-offending",
            "the codes of the parts: Something is named twice. Take one of them out.",
            id="two parts of a code",
        ),
        pytest.param(
            (*YEAR,),
            "cohort_year",
            2013,
            "terms: Something is named twice. Take one of them out.",
            id="year twice",
        ),
        pytest.param(
            (*YEAR, "attached"),
            "last",
            "2013-04-01",
            "terms: The days of attachment overlap or are out of order. Put the years in order.",
            id="years overlap",
        ),
        pytest.param(
            ("bands", 0),
            "at_least",
            "1/5",
            "bands: Begin with the highest share, give each once, and end with 0/1.",
            id="bands",
        ),
        pytest.param(
            ("bands", 2),
            "at_least",
            "1/5",
            "bands: Begin with the highest share, give each once, and end with 0/1.",
            id="last band",
        ),
    ],
)
def test_what_does_not_fit_together_is_told_once_with_what_to_do(place, key, value, fault):
    document = deepcopy(as_document(P1_2012))
    at(document, *place)[key] = value

    assert faults(document) == [fault]


@pytest.mark.parametrize("value", [None, [], "P1-2012", 7, {}], ids=repr)
def test_what_is_no_document_at_all_is_refused_with_what_is_missing(value):
    assert faults(value)


def test_every_fault_is_told_at_once():
    document = as_document(P1_2012) | {"code": 1, "funded": "2/1", "bands": []}

    assert [fault.split(":")[0] for fault in faults(document)] == ["code", "funded", "bands"]


def test_a_key_that_is_missing_is_named():
    document = as_document(P1_2012)
    del document["terms"], document["routes"][0]["payment"], document["sources"]

    found = faults(document)

    assert "terms: This is missing. Add it." in found
    assert "routes[1].payment: This is missing. Add it." in found
    assert "sources: This is missing. Add it." in found


def test_a_pack_in_which_nothing_turns_a_family_around_is_refused():
    document = as_document(replace(P1_2012, routes=(replace(ROUTES[1], instead_of=frozenset()),)))

    assert faults(document) == [
        "routes: No route turns a family around, so nothing could be claimed. Say which does."
    ]


POT = P1_2012.terms[0].results_pot
TOGETHER = (
    "Some results together would pay less than nothing or more than the pot. Mend the payments of the "
    "routes, or the pot."
)


def paying(*payments, instead_of=frozenset()):
    """A pack of one cohort year whose routes pay so: (whether the whole pot, and this much more)."""
    routes = [
        replace(rule, payment=Payment(whole_pot, Pence(more), rule.source), instead_of=frozenset())
        for rule, (whole_pot, more) in zip(ROUTES, payments, strict=False)
    ]
    last = replace(routes[-1], instead_of=instead_of, turns_around=True)
    return replace(P1_2012, routes=(*routes[:-1], last), terms=P1_2012.terms[:1])


@pytest.mark.parametrize(
    "pack",
    [
        pytest.param(paying((True, 1)), id="one result pays a penny more than the pot"),
        pytest.param(paying((False, -1), (True, 0)), id="one result takes a penny that another would give"),
        pytest.param(paying((True, 0), (False, 1)), id="two together pay a penny more than the pot"),
        pytest.param(
            paying(*[(False, POT * 2 // 5)] * 3), id="all three together pay more, any two of them do not"
        ),
    ],
)
def test_no_set_of_results_may_pay_more_than_the_pot_or_less_than_nothing(pack):
    assert faults(as_document(pack)) == [f"terms[1].results_pot_pence: {TOGETHER}"]


@pytest.mark.parametrize(
    "pack",
    [
        pytest.param(paying((False, 0)), id="a result that pays nothing"),
        pytest.param(paying((True, -POT), (False, POT)), id="two results that pay the pot together"),
        pytest.param(
            paying((True, 0), (True, 0), instead_of=frozenset({Route.EDUCATION_AND_CRIME})),
            id="the pot by either of two results, of which one is paid",
        ),
    ],
)
def test_any_set_of_results_may_pay_from_nothing_to_the_pot(pack):
    assert pack_from_document(as_document(pack)) == pack


def test_one_problem_may_need_more_criteria_than_another():
    both = AtLeast(2, (Met(CriterionGroup.EDUCATION, 2), Met(CriterionGroup.LOCAL, 1)))
    pack = replace(P1_2012, selection=both)

    assert pack_from_document(as_document(pack)) == pack


def test_a_route_twice_is_refused():
    document = as_document(replace(P1_2012, routes=(ROUTES[0], ROUTES[0])))

    assert "routes: Something is named twice. Take one of them out." in faults(document)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        pytest.param("{", "This is not JSON. Check its brackets, quotes and commas.", id="a bracket missing"),
        pytest.param(
            "[" * 100_000, "This is not JSON. Check its brackets, quotes and commas.", id="brackets only"
        ),
        pytest.param(
            " " * (LONGEST_DOCUMENT + 1), "A pack has at most 200,000 characters. Shorten it.", id="too long"
        ),
    ],
)
def test_a_text_that_is_no_document_is_refused(text, fault):
    with pytest.raises(PackRefused) as refused:
        pack_from_text(text)

    assert refused.value.faults == (Fault("", fault),)
    assert str(refused.value.faults[0]) == fault


def test_a_text_of_the_greatest_length_is_read():
    assert pack_from_text(as_text(P1_2012).ljust(LONGEST_DOCUMENT)) == P1_2012


def test_a_pack_is_written_for_people_with_each_key_on_its_line_and_every_sign_as_it_is():
    lines = as_text(P1_2012).split("\n")

    assert lines[:7] == [
        "{",
        '  "code": "P1-2012",',
        '  "phase": "phase-one",',
        '  "authority": "Nottingham City Council",',
        '  "in_force": {',
        '    "first": "2010-12-01",',
        '    "last": "2013-03-31"',
    ]
    assert '    "Carer’s Allowance",' in lines
    assert lines[-2:] == ["}", ""]


def test_a_document_says_each_source_once():
    document = as_document(P1_2012)

    texts = [source["text"] for source in document["sources"].values()]
    assert len(set(texts)) == len(texts)
    assert list(document["sources"]) == [f"source-{number}" for number in range(1, len(texts) + 1)]
    assert json.loads(as_text(P1_2012)) == document


def test_a_release_keeps_a_declared_pack_by_its_code_and_any_other_whole():
    edition = replace(P1_2013, code="P1-2013-2")

    assert kept(P1_2013) == "P1-2013"
    assert pack_kept("P1-2013") is P1_2013
    assert pack_kept(kept(edition)) == edition
    with pytest.raises(NotFound):
        pack_kept("P9-2099")


class TestEditions:
    EDITION = replace(P1_2013, code="P1-2013-2", in_force=replace(P1_2013.in_force, first=date(2013, 8, 1)))
    PACKS = DECLARED.with_approved([EDITION])

    @pytest.mark.parametrize(
        ("day", "code"),
        [
            pytest.param(date(2013, 7, 31), "P1-2013", id="the day before it is in force"),
            pytest.param(date(2013, 8, 1), "P1-2013-2", id="its first day"),
            pytest.param(date(2015, 5, 31), "P1-2013-2", id="the last day of the phase"),
        ],
    )
    def test_the_newest_pack_that_has_begun_is_in_force(self, day, code):
        assert self.PACKS.on(day).code == code
        assert self.PACKS.nearest(day).code == code
        assert self.PACKS.has_on(day)

    def test_outside_the_programme_none_is_in_force_and_the_nearest_judges(self):
        late, early = date(2015, 6, 1), date(2010, 1, 1)

        for day in (late, early):
            assert not self.PACKS.has_on(day)
            with pytest.raises(RuleRefused):
                self.PACKS.on(day)
        assert self.PACKS.nearest(late) is self.EDITION
        assert self.PACKS.nearest(early) is P1_2012

    def test_every_day_of_entry_is_one_pack_s_own(self):
        assert self.PACKS.by_entry() == [
            (P1_2012, None, date(2013, 4, 1)),
            (P1_2013, date(2013, 4, 1), date(2013, 8, 1)),
            (self.EDITION, date(2013, 8, 1), None),
        ]

    def test_a_pack_is_in_force_from_a_day_until_its_own_end(self):
        end = date(2015, 5, 31)
        assert in_force_from(P1_2013, date(2013, 8, 1)).in_force == Period(date(2013, 8, 1), end)
        assert in_force_from(P1_2013, end).in_force == Period(end, end)
        with pytest.raises(RuleRefused) as refusal:
            in_force_from(P1_2013, date(2015, 6, 1))
        assert refusal.value.code == "after-its-end"
        assert "31 May 2015" in refusal.value.message

    def test_what_is_approved_stands_among_the_others_by_the_day_from_which_it_is_in_force(self):
        early = in_force_from(replace(P1_2012, code="A"), date(2011, 4, 1))
        late = in_force_from(replace(P1_2012, code="B"), date(2012, 4, 1))

        found = DECLARED.with_approved([self.EDITION, late, early])

        assert found == Editions((P1_2012, early, late, P1_2013, self.EDITION))

    def test_editions_are_values(self):
        assert Editions((P1_2012,)) == Editions((P1_2012,))


class TestTheOutcomePlan:
    def test_has_six_problems_and_needs_two_of_them(self):
        assert P2_NOTTINGHAM.groups == (
            CriterionGroup.CRIME_AND_ASB,
            CriterionGroup.EDUCATION,
            CriterionGroup.WORK,
            CriterionGroup.CHILDREN_WHO_NEED_HELP,
            CriterionGroup.DOMESTIC_ABUSE,
            CriterionGroup.HEALTH,
        )
        assert (P2_NOTTINGHAM.selection.number, len(P2_NOTTINGHAM.selection.of)) == (2, 6)

    def test_pays_800_pounds_once_by_either_route_and_1000_to_begin_with(self):
        attached = {
            2014: Period(date(2015, 1, 1), date(2015, 3, 31)),
            2015: Period(date(2015, 4, 1), date(2016, 3, 31)),
            2016: Period(date(2016, 4, 1), date(2017, 3, 31)),
            2017: Period(date(2017, 4, 1), date(2018, 3, 31)),
            2018: Period(date(2018, 4, 1), date(2019, 3, 31)),
            2019: Period(date(2019, 4, 1), date(2020, 3, 31)),
        }
        assert P2_NOTTINGHAM.terms == tuple(
            Terms(year, days, Pence(1_000_00), Pence(800_00), HANSARD) for year, days in attached.items()
        )
        employment = P2_NOTTINGHAM.rule_for(Route.CONTINUOUS_EMPLOYMENT)
        assert employment.instead_of == {Route.SIGNIFICANT_AND_SUSTAINED_PROGRESS}
        assert all(rule.payment.whole_pot and not rule.payment.more for rule in P2_NOTTINGHAM.routes)

    def test_asks_of_every_problem_that_may_bring_a_family_in_but_lets_none_pass(self):
        asked = {one for part in P2_NOTTINGHAM.routes[0].parts for one in part.applies_to}
        assert asked == {each.criterion for each in P2_NOTTINGHAM.criteria}
        assert P2_NOTTINGHAM.discretion is None
        assert P2_NOTTINGHAM.funded == Fraction(1)

    GONE = (Ended(months=6),)
    FELL_33 = Reduction(MeasurementKind.PROVEN_OFFENCES, Fraction(33, 100), 6)
    FELL_60 = Reduction(MeasurementKind.ANTISOCIAL_BEHAVIOUR_INCIDENTS, Fraction(60, 100), 6)
    AT_SCHOOL = EachAtLeast(MeasurementKind.SCHOOL_ATTENDANCE, 90_00, 100_00, 3)

    def test_says_of_each_problem_what_is_measured_of_whom_and_how_that_is_known(self):
        everyone = Population.EVERYONE
        assert {
            part.code: (part.among, part.limits, part.source) for part in P2_NOTTINGHAM.routes[0].parts
        } == {
            "antisocial-behaviour": (everyone, (self.FELL_60,), BATH),
            "offending": (everyone, (self.FELL_33,), BATH),
            "school-attendance": (Population.SCHOOL_AGE, (self.AT_SCHOOL,), ATTENDANCE_RECALLED),
            "children-who-need-help": (everyone, self.GONE, MEASURE_RECALLED),
            "work-and-money": (everyone, self.GONE, MEASURE_RECALLED),
            "domestic-abuse": (everyone, self.GONE, MEASURE_RECALLED),
            "health": (everyone, self.GONE, MEASURE_RECALLED),
        }
        assert HELP.applies_to == {
            Criterion.LOCAL_CHILD_IN_NEED,
            Criterion.LOCAL_COMMON_ASSESSMENT,
            Criterion.EARLY_YEARS_NEED,
            Criterion.CHILD_EXPLOITATION,
        }

    def test_says_what_is_only_recalled(self):
        to_verify = {rule.rule for rule in rules_to_verify(P2_NOTTINGHAM)}

        assert {"Part: School attendance", "Part: Domestic violence and abuse", "Part: Health"} <= to_verify
        assert "Part: Anti-social behaviour" not in to_verify
        assert "Rates are those of the year of attachment" not in to_verify  # every year pays the same

    def test_what_is_reported_and_let_pass_is_among_the_sourced_rules(self):
        rules = {rule.rule for pack in (NOTHING_TO_CLAIM, WITH_DISCRETION) for rule in sourced_rules(pack)}

        assert "Outcome: Secure housing" in rules
        assert "A failed part may be let pass by an approver" in rules


def test_other_tests_of_a_pack_are_read_too():
    """Those that no pack above has in this place."""
    (part,) = [part for part in P1_2012.parts if part.code == "progress-to-work"]
    assert part.step == SpellStarted(MeasurementKind.WORK_PROGRAMME, months=6)
    mixed = replace(
        P2_NOTTINGHAM,
        outcomes=(replace(P1_2012.parts[0], limits=(*P1_2012.parts[0].limits, Ended(3)), code="mixed"),),
    )
    read = pack_from_document(as_document(mixed))
    assert [type(limit) for limit in read.outcomes[0].limits] == [EachUnder, EachUnder, Ended]
