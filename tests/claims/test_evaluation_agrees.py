"""The statement over all families and the explanation of one come to the same, part by part, on any data."""

import re
from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy.dialects import postgresql

from app.access.policies import SYSTEM
from app.cases.rules.eligibility import Answer
from app.claims.queries.evaluation import (
    FamilyEvaluation,
    RollUp,
    by_entry,
    confirmed_statement,
    evaluate_families,
    evaluate_programme,
    evaluation_statement,
    joined_as_sets,
)
from app.claims.queries.facts import family_facts
from app.claims.rules.claimable import claim_decision
from app.claims.rules.outcomes import Outcome
from app.claims.services.standing import bring_up_to_date
from app.db import reading, rows
from app.programme.editions import DECLARED
from app.programme.facts import FamilyFacts
from app.programme.packs import RulePack
from app.programme.phase_one import P1_2012, P1_2013
from tests.claims.random_families import families, store
from tests.lengths import examples

JULY_2013 = date(2013, 7, 12)


def expected(facts: FamilyFacts, pack: RulePack, on: date) -> FamilyEvaluation:
    """What the pure rules say of a family, in the statement's shape."""
    decision = claim_decision(facts, pack, on)
    return FamilyEvaluation(
        family_id=facts.family_id,
        pack_code=pack.code,
        attached_on=facts.attached_on,
        funded_elsewhere=facts.funded_elsewhere,
        eligibility=decision.eligibility.answer,
        parts={part.code: part.outcome for part in decision.results.parts},
        routes={route.route: route.outcome for route in decision.results.routes},
        turned_around=decision.results.turned_around,
        claimable=decision.claimable,
        worth=decision.worth,
        value=decision.value,
    )


@pytest.mark.parametrize(
    ("seed", "pack", "on"),
    [
        pytest.param(1, P1_2012, JULY_2013, id="the July 2013 window under the 2012 pack"),
        pytest.param(2, P1_2013, JULY_2013, id="the July 2013 window under the 2013 pack"),
        pytest.param(3, P1_2012, date(2013, 1, 31), id="a month's last day"),
        pytest.param(4, P1_2013, date(2014, 10, 15), id="the autumn 2014 window"),
    ],
)
def test_every_family_s_outcomes_are_those_that_the_rules_explain(database, seed, pack, on):
    stored = families(seed, examples(500), on)
    store(database, stored)

    with reading(SYSTEM) as session:
        evaluated = evaluate_families(session, pack, on)
        read_back = family_facts(session, [family.family_id for family in stored])

    entered = [
        facts for facts in read_back if min(filter(None, (facts.identified_on, facts.attached_on))) <= on
    ]
    assert evaluated == [expected(facts, pack, on) for facts in entered]
    assert len(evaluated) >= 300


@pytest.mark.parametrize("on", [JULY_2013, date(2013, 3, 31), date(2012, 10, 1), date(2014, 10, 15)], ids=str)
def test_the_families_confirmed_by_their_evidence_are_those_that_the_evaluation_finds_eligible(database, on):
    store(database, families(8, examples(300), JULY_2013))

    with reading(SYSTEM) as session:
        evaluated = evaluate_programme(session, on)
        confirmed = [row.family_id for row in rows(session, confirmed_statement(on))]

    assert sorted(confirmed) == [each.family_id for each in evaluated if each.eligibility is Answer.YES]
    assert 0 < len(confirmed) < len(evaluated)


def test_what_is_read_back_is_what_was_stored(database):
    stored = families(5, 100, JULY_2013)
    store(database, stored)

    with reading(SYSTEM) as session:
        read_back = family_facts(session, [family.family_id for family in stored])

    assert [in_order(facts) for facts in read_back] == [
        in_order(facts) for facts in sorted(stored, key=lambda facts: facts.family_id)
    ]


def in_order(facts: FamilyFacts) -> FamilyFacts:
    members = [
        replace(
            member, measurements=tuple(sorted(member.measurements, key=lambda row: (row.kind, row.starts_on)))
        )
        for member in facts.members
    ]
    return replace(
        facts,
        members=tuple(sorted(members, key=lambda member: member.person_id)),
        criteria=tuple(sorted(facts.criteria, key=str)),
    )


def test_the_random_families_reach_every_outcome_of_every_part():
    """Without this the agreement would prove little."""
    found = [
        expected(facts, P1_2012, JULY_2013) for seed in (1, 2) for facts in families(seed, 500, JULY_2013)
    ]
    parts = Counter((code, outcome) for family in found for code, outcome in family.parts.items())

    for code in found[0].parts:
        assert all(parts[code, outcome] >= 10 for outcome in Outcome), code
    assert all(Counter(family.eligibility for family in found)[answer] >= 10 for answer in Answer)
    assert sum(family.claimable for family in found) >= 10
    assert sum(family.turned_around and not family.claimable for family in found) >= 10
    assert sum(family.claimable and family.funded_elsewhere for family in found) >= 3


@pytest.mark.parametrize("roll_up", [RollUp.PEOPLE, RollUp.FAMILIES])
def test_a_stored_roll_up_gives_the_same_rows_as_the_measurements(database, roll_up):
    store(database, families(6, 300, JULY_2013))
    bring_up_to_date(today=JULY_2013, actor=SYSTEM)

    for pack, entered in by_entry(DECLARED):
        with joined_as_sets(database):
            from_facts, from_roll_up = (
                sorted(
                    database.execute(evaluation_statement(pack, JULY_2013, entered=entered, roll_up=level))
                )
                for level in (None, roll_up)
            )
        assert len(from_facts) > 50
        assert from_roll_up == from_facts


@pytest.mark.parametrize(
    ("roll_up", "unread"),
    [
        pytest.param(RollUp.PEOPLE, {"measurement"}, id="of people"),
        pytest.param(
            RollUp.FAMILIES,
            {"measurement", "criterion_evidence", "household_member", "person", "family"},
            id="of families",
        ),
    ],
)
def test_a_roll_up_is_read_in_place_of_the_facts(roll_up, unread):
    statement = evaluation_statement(P1_2012, JULY_2013, roll_up=roll_up)

    text = str(statement.compile(dialect=postgresql.dialect()))
    assert roll_up in text
    assert not {table for table in unread if re.search(rf"(from|join) {table}\b", text, re.IGNORECASE)}


def test_only_the_families_asked_for_are_evaluated(database):
    stored = families(7, 40, JULY_2013)
    store(database, stored)
    asked = sorted(family.family_id for family in stored)[5:15]

    with reading(SYSTEM) as session:
        some = evaluate_families(session, P1_2012, JULY_2013, asked)
        everyone = evaluate_families(session, P1_2012, JULY_2013)
        nobody = evaluate_families(session, P1_2012, JULY_2013, [])

    assert some == everyone[5:15]
    assert nobody == []


def test_a_family_is_evaluated_from_the_day_it_entered_the_programme(database):
    unattached = [replace(family, attached_on=None) for family in families(8, 4, JULY_2013)]
    entered = [date(2013, 7, 12), date(2013, 7, 13), date(2012, 10, 1), None]
    stored = [replace(family, identified_on=day) for family, day in zip(unattached, entered, strict=True)]
    store(database, stored)

    with reading(SYSTEM) as session:
        found = evaluate_families(session, P1_2012, JULY_2013)

    assert {family.family_id for family in found} == {stored[0].family_id, stored[2].family_id}


def test_each_family_of_the_programme_is_evaluated_under_the_pack_it_entered_by(database):
    entered = {
        date(2010, 11, 30): "P1-2012",
        date(2012, 10, 1): "P1-2012",
        date(2013, 3, 31): "P1-2012",
        date(2013, 4, 1): "P1-2013",
        date(2013, 7, 12): "P1-2013",
    }
    stored = [
        replace(family, identified_on=day, attached_on=None)
        for family, day in zip(families(9, 5, JULY_2013), entered, strict=True)
    ]
    store(database, stored)

    with reading(SYSTEM) as session:
        found = evaluate_programme(session, JULY_2013)

    assert [family.family_id for family in found] == sorted(family.family_id for family in stored)
    packs = {family.family_id: family.pack_code for family in found}
    assert [packs[family.family_id] for family in stored] == list(entered.values())


def test_an_empty_programme_has_no_evaluations(database):
    with reading(SYSTEM) as session:
        assert evaluate_programme(session, JULY_2013) == []


def test_the_achieved_routes_are_those_that_passed(database):
    store(database, families(10, 200, JULY_2013))

    with reading(SYSTEM) as session:
        found = evaluate_families(session, P1_2012, JULY_2013)

    assert any(family.achieved for family in found)
    for family in found:
        assert family.achieved == {
            route for route, outcome in family.routes.items() if outcome is Outcome.PASS
        }


def test_the_statement_is_built_and_compiled_once():
    statement = evaluation_statement(P1_2012, JULY_2013, some=True)

    assert evaluation_statement(P1_2012, JULY_2013, some=True) is statement
    assert statement._generate_cache_key() is not None  # without one it would be compiled at each use
