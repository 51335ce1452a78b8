"""The proof of a claim as plain data, and whether what is recorded now still bears it out."""

import hashlib
import json
from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from app.access.policies import Actor
from app.access.roles import Role
from app.claims.rules.claimable import claim_decision
from app.claims.rules.guards import Overlap
from app.claims.rules.lifecycle import LineState
from app.claims.rules.opening import can_open_line, check_opens_claims
from app.claims.rules.outcomes import Outcome
from app.claims.rules.proof import (
    digest_of,
    evidence_dates,
    faults,
    figure_of,
    proof_of,
    rules_to_check,
    value_of_line,
)
from app.claims.rules.undermining import Doubt, as_known_now, doubts_of, doubts_of_people
from app.errors import Forbidden
from app.programme.facts import Criterion, CriterionGroup, MeasurementKind, PartOverride
from app.programme.packs import Certainty, Met, PackCriterion, Route, all_of
from app.programme.phase_one import (
    BOARD,
    COUNCIL_LIST,
    DEAL,
    DEAL_DERIVED,
    P1_2012,
    RATE_BY_YEAR_OF_ATTACHMENT,
    SLIDES,
)
from app.programme.phase_two import ABUSE, ATTENDANCE, ATTENDANCE_RECALLED, HEALTH, MEASURE_RECALLED
from tests.rules.facts import (
    ABSENCE,
    EMPLOYMENT,
    EXCLUSIONS,
    ON,
    a_child,
    a_fact,
    a_family,
    a_parent,
    at_school,
    by_term,
    measured,
)
from tests.rules.test_claimable import NO_ASB

SCHOOL, WORK = Route.EDUCATION_AND_CRIME, Route.CONTINUOUS_EMPLOYMENT
IDENTITY = {"line": "L", "claim": "C", "family": "PF-000123", "phase": "phase-one", "window": "July 2013"}
BETTER = a_child(*at_school())


def decided(*members, criteria=NO_ASB, **changes):
    return claim_decision(a_family(*members, criteria=criteria, **changes), P1_2012, ON)


def a_proof(*members, route=SCHOOL, attached_on=date(2012, 10, 1), elsewhere=None, **changes):
    return proof_of(
        decided(*members, **changes),
        route,
        P1_2012,
        identity=IDENTITY,
        attached_on=attached_on,
        funded_elsewhere=elsewhere,
    )


def a_rule(source):
    return {
        "text": source.text,
        "certainty": source.certainty.value,
        "verify": source.certainty is not Certainty.SEEN,
    }


# A result of three parts, of which an approver may let one pass; a family that is eligible by two problems.
PACK = replace(
    P1_2012,
    criteria=(
        PackCriterion(Criterion.OUT_OF_WORK_BENEFIT, CriterionGroup.WORK, SLIDES),
        PackCriterion(Criterion.LOCAL_DOMESTIC_VIOLENCE, CriterionGroup.LOCAL, COUNCIL_LIST),
        PackCriterion(Criterion.PHYSICAL_HEALTH, CriterionGroup.LOCAL, COUNCIL_LIST),
        PackCriterion(Criterion.LOCAL_MENTAL_HEALTH, CriterionGroup.LOCAL, COUNCIL_LIST),
    ),
    selection=all_of(Met(CriterionGroup.WORK), Met(CriterionGroup.LOCAL)),
    routes=(replace(P1_2012.rule_for(SCHOOL), parts=(ATTENDANCE, ABUSE, HEALTH)),),
    discretion=BOARD,
)
GIVEN = PartOverride("school-attendance", PACK.code, date(2013, 7, 5), "Ill for most of the autumn.")
SEEN = a_fact(
    Criterion.LOCAL_DOMESTIC_VIOLENCE,
    ends_on=date(2012, 11, 30),
    source="Police",
    extract_on=date(2012, 12, 3),
    verified_on=date(2012, 12, 10),
)
GONE = a_fact(
    Criterion.LOCAL_DOMESTIC_VIOLENCE,
    met=False,
    starts_on=date(2012, 12, 1),
    source="Visit",
    extract_on=date(2013, 7, 1),
    verified_on=date(2013, 7, 2),
)
UNWELL = a_fact(Criterion.PHYSICAL_HEALTH, source="Lead", verified_on=None)
FAMILY = a_family(
    a_child(*by_term(MeasurementKind.SCHOOL_ATTENDANCE, 95_00, 60_05, 95_00)),
    criteria=(a_fact(Criterion.OUT_OF_WORK_BENEFIT), SEEN, GONE, UNWELL),
    overrides=(GIVEN,),
)


def a_term(first, last, figure):
    return {
        "kind": "School attendance",
        "source": "Test extract",
        "starts_on": first,
        "ends_on": last,
        "figure": figure,
        "extract_on": "2013-07-01",
    }


PROOF = {
    "shape": 1,
    "line": "L",
    "claim": "C",
    "family": "PF-000123",
    "phase": "phase-one",
    "window": "July 2013",
    "route": {
        "code": "education-and-crime",
        "title": "Education, crime and anti-social behaviour",
        "outcome": "not-known",
    },
    "pack": {"code": "P1-2012", "authority": "Nottingham City Council"},
    "tested_on": "2013-07-12",
    "rule": a_rule(SLIDES),
    "eligibility": {
        "answer": "yes",
        "reasons": [
            "Work: confirmed (Adult on an out-of-work benefit, Test extract, 1 September 2012).",
            "Local filter: confirmed (Domestic violence, Police, 3 December 2012).",
            "The family is eligible.",
        ],
        "rule": a_rule(BOARD),
        "criteria": [
            {
                "title": "Adult on an out-of-work benefit",
                "group": "Work",
                "state": "confirmed",
                "evidence": [
                    {
                        "source": "Test extract",
                        "starts_on": "2012-04-01",
                        "ends_on": None,
                        "extract_on": "2012-09-01",
                        "verified_on": "2012-09-15",
                    }
                ],
                "rule": a_rule(SLIDES),
            },
            {
                "title": "Domestic violence",
                "group": "Local filter",
                "state": "confirmed",
                "evidence": [
                    {
                        "source": "Police",
                        "starts_on": "2012-04-01",
                        "ends_on": "2012-11-30",
                        "extract_on": "2012-12-03",
                        "verified_on": "2012-12-10",
                    },
                    {
                        "source": "Visit",
                        "starts_on": "2012-12-01",
                        "ends_on": None,
                        "extract_on": "2013-07-01",
                        "verified_on": "2013-07-02",
                    },
                ],
                "rule": a_rule(COUNCIL_LIST),
            },
            {
                "title": "Physical health",
                "group": "Local filter",
                "state": "unverified",
                "evidence": [
                    {
                        "source": "Lead",
                        "starts_on": "2012-04-01",
                        "ends_on": None,
                        "extract_on": "2012-09-01",
                        "verified_on": None,
                    }
                ],
                "rule": a_rule(COUNCIL_LIST),
            },
            {
                "title": "Mental health",
                "group": "Local filter",
                "state": "not-known",
                "evidence": [],
                "rule": a_rule(COUNCIL_LIST),
            },
        ],
    },
    "parts": [
        {
            "code": "school-attendance",
            "title": "School attendance",
            "asked": "Has each child been at school for at least 90% of the time, on average over the last 3 "
            "terms?",
            "outcome": "pass",
            "reason": "A limit is passed: a problem that was not recorded at entry.",
            "findings": [
                {
                    "sentence": "School attendance of the person aged 11, summer term 2012 to spring term "
                    "2013: 83.35% on average; it has to be at least 90.00%.",
                    "outcome": "fail",
                    "evidence": [
                        a_term("2012-04-16", "2012-07-20", "95.00%"),
                        a_term("2012-09-03", "2012-12-21", "60.05%"),
                        a_term("2013-01-07", "2013-03-28", "95.00%"),
                    ],
                }
            ],
            "missing": [],
            "rule": a_rule(ATTENDANCE_RECALLED),
            "let_pass": {"approved_on": "2013-07-05", "reason": "Ill for most of the autumn."},
        },
        {
            "code": "domestic-abuse",
            "title": "Domestic violence and abuse",
            "asked": "Has there been no domestic violence or abuse for at least 6 months?",
            "outcome": "pass",
            "reason": "The problem stood at entry, and every limit is kept.",
            "findings": [
                {
                    "sentence": "Domestic violence: found gone from 1 December 2012 to 1 July 2013; "
                    "it has to be gone for at least 6 months.",
                    "outcome": "pass",
                    "evidence": [
                        {
                            "kind": "Domestic violence",
                            "source": "Police",
                            "starts_on": "2012-04-01",
                            "ends_on": "2012-11-30",
                            "figure": "met",
                            "extract_on": "2012-12-03",
                        },
                        {
                            "kind": "Domestic violence",
                            "source": "Visit",
                            "starts_on": "2012-12-01",
                            "ends_on": None,
                            "figure": "not met",
                            "extract_on": "2013-07-01",
                        },
                    ],
                }
            ],
            "missing": [],
            "rule": a_rule(MEASURE_RECALLED),
            "let_pass": None,
        },
        {
            "code": "health",
            "title": "Health",
            "asked": "Has each health problem been managed, so that it was none to the family, for at least "
            "6 months?",
            "outcome": "not-known",
            "reason": "The problem stood at entry, and not all figures are held.",
            "findings": [
                {
                    "sentence": "Physical health: last seen on 1 September 2012, and not checked for long "
                    "enough since; it has to be gone for at least 6 months.",
                    "outcome": "not-known",
                    "evidence": [
                        {
                            "kind": "Physical health",
                            "source": "Lead",
                            "starts_on": "2012-04-01",
                            "ends_on": None,
                            "figure": "met",
                            "extract_on": "2012-09-01",
                        }
                    ],
                }
            ],
            "missing": ["Physical health: no verified check tells of 6 months without it."],
            "rule": a_rule(MEASURE_RECALLED),
            "let_pass": None,
        },
    ],
    "valuation": {
        "attached_on": "2012-10-01",
        "cohort_year": 2012,
        "pot_pence": 800_00,
        "worth_pence": 700_00,
        "value_pence": 700_00,
        "funded_elsewhere": None,
        "rule": a_rule(DEAL),
        "payment_rule": a_rule(DEAL_DERIVED),
        "rate_rule": a_rule(RATE_BY_YEAR_OF_ATTACHMENT),
    },
}


def test_a_proof_is_plain_data_with_every_part_its_evidence_its_rule_and_how_sure_we_are_of_it():
    proof = proof_of(
        claim_decision(FAMILY, PACK, ON),
        SCHOOL,
        PACK,
        identity=IDENTITY,
        attached_on=FAMILY.attached_on,
        funded_elsewhere=None,
    )

    assert proof == PROOF
    assert json.loads(json.dumps(proof)) == proof


def test_a_proof_names_what_is_recalled_or_worked_out_and_only_that():
    assert a_proof(BETTER)["eligibility"]["criteria"][0]["rule"]["certainty"] == "seen"
    assert rules_to_check(a_proof(BETTER)) == (
        "The council’s own filter; Nottingham’s printed list of 2012 to 2015 was not found",
        "£3,900 and £100 less the attachment fee, from the tri-borough paper of 15 October 2012",
        RATE_BY_YEAR_OF_ATTACHMENT.text,
    )


def test_the_digest_is_that_of_the_one_way_in_which_a_proof_can_be_written():
    written = '{"answer":"yes","dates":["2013-07-12",null],"text":"The council’s own"}'

    assert (
        digest_of({"text": "The council’s own", "dates": ["2013-07-12", None], "answer": "yes"})
        == hashlib.sha256(written.encode("utf-8")).hexdigest()
    )


def test_the_digest_stands_for_the_data_and_not_for_its_order():
    proof = a_proof(BETTER)
    turned = dict(reversed(list(proof.items())))

    assert digest_of(proof) == digest_of(turned)
    assert digest_of({**proof, "family": "PF-000124"}) != digest_of(proof)


def test_a_family_funded_elsewhere_is_proved_at_nothing_and_one_without_terms_too():
    elsewhere = a_proof(BETTER, elsewhere="ESF provision")["valuation"]
    without = a_proof(BETTER, attached_on=date(2010, 1, 1))["valuation"]

    assert (elsewhere["value_pence"], elsewhere["worth_pence"]) == (0, 700_00)
    assert elsewhere["funded_elsewhere"] == "ESF provision"
    assert without == {"attached_on": None, "value_pence": 0, "worth_pence": 0, "funded_elsewhere": None}
    assert rules_to_check(a_proof(BETTER, attached_on=None))


@pytest.mark.parametrize(
    ("attached_on", "elsewhere", "pence"),
    [
        pytest.param(date(2013, 3, 31), False, 700_00, id="year one"),
        pytest.param(date(2013, 4, 1), False, 1_500_00, id="year two"),
        pytest.param(date(2013, 3, 31), True, 0, id="funded elsewhere"),
        pytest.param(date(2010, 11, 30), False, 0, id="before any terms"),
        pytest.param(None, False, 0, id="not attached"),
    ],
)
def test_a_line_is_worth_its_own_result_at_the_rate_of_the_year_of_attachment(attached_on, elsewhere, pence):
    assert value_of_line(SCHOOL, attached_on, P1_2012, funded_elsewhere=elsewhere) == pence


def test_the_evidence_of_a_part_is_each_source_by_its_latest_date():
    first, *others = by_term(EXCLUSIONS, 0, 0, 0)
    latest_first = (replace(first, extract_on=date(2013, 7, 5)), *others)
    other = tuple(replace(row, source="Another source") for row in by_term(ABSENCE, 0, 0, 0))

    latest_of_all = a_fact(Criterion.UNAUTHORISED_ABSENCE, extract_on=date(2012, 9, 10))
    unverified = a_fact(Criterion.NOT_ON_ROLL, verified_on=None, source="Hearsay")
    not_met = a_fact(Criterion.PERMANENT_EXCLUSION, met=False, source="Not met")
    criteria = (latest_of_all, *NO_ASB, unverified, not_met)

    found = evidence_dates(decided(a_child(*latest_first, *other), criteria=criteria), SCHOOL)

    assert found == {
        ("eligibility", "Test extract"): date(2012, 9, 10),
        ("education", "Test extract"): date(2013, 7, 5),
        ("education", "Another source"): date(2013, 7, 1),
    }


@pytest.mark.parametrize(
    ("kind", "value", "figure"),
    [
        pytest.param(ABSENCE, 1499, "14.99%", id="a share"),
        pytest.param(ABSENCE, 5, "0.05%", id="a very small share"),
        pytest.param(EXCLUSIONS, 2, "2", id="a count"),
        pytest.param(EMPLOYMENT, 1, "", id="a spell"),
    ],
)
def test_a_figure_is_written_as_its_kind_is_read(kind, value, figure):
    assert figure_of(measured(kind, value, starts_on=date(2013, 1, 7))) == figure


def test_a_result_that_is_not_achieved_says_what_is_missing_or_passed_part_by_part():
    missing = faults(decided(a_child(*at_school(absence=(0, None, 0)))), SCHOOL)
    failed = faults(decided(a_child(*at_school(exclusions=(3, 0, 0)))), SCHOOL)
    nobody = faults(decided(), SCHOOL)
    unexplained = faults(decided(a_parent()), WORK)

    assert " ".join(missing) == (
        "School exclusions and attendance: not known. Unauthorised absence, autumn term 2012: no figure is"
        " held for the person aged 11."
    )
    assert failed[0].startswith("School exclusions and attendance: fail. Fixed-term exclusions of the person")
    assert " ".join(nobody) == (
        "Education, crime and anti-social behaviour: nothing that it asks about applies to this family, so"
        " there is no result."
    )
    assert len(unexplained) == 1
    assert faults(decided(BETTER), SCHOOL) == ()


def doubted(members, *, route=SCHOOL, pence=700_00, attached_on=date(2012, 10, 1), **changes):
    decision = decided(*members, attached_on=attached_on, **changes)
    found = doubts_of(decision, route, P1_2012, attached_on=attached_on, value_pence=pence)
    return [(doubt.part, doubt.outcome, doubt.sentence) for doubt in found]


NOTHING_LEFT = (
    "result",
    Outcome.NEUTRAL,
    "Nothing that this result asks about applies to the family any more.",
)


@pytest.mark.parametrize(
    ("given", "found"),
    [
        pytest.param({"members": [BETTER]}, [], id="borne out"),
        pytest.param(
            {"members": [a_child(*at_school(exclusions=(3, 0, 0)))]},
            [
                (
                    "education",
                    Outcome.FAIL,
                    (
                        "School exclusions and attendance: fail. Fixed-term exclusions of the person aged 11,"
                        " summer term 2012 to spring term 2013: 3; it has to be under 3."
                    ),
                )
            ],
            id="a limit is passed",
        ),
        pytest.param(
            {"members": [a_child(*at_school(absence=(0, None, 0)))]},
            [
                (
                    "education",
                    Outcome.NOT_KNOWN,
                    (
                        "School exclusions and attendance: not known. Unauthorised absence, autumn term 2012:"
                        " no figure is held for the person aged 11."
                    ),
                )
            ],
            id="a figure was taken out",
        ),
        pytest.param(
            {"members": [BETTER], "criteria": ()},
            [
                (
                    "eligibility",
                    Outcome.NOT_KNOWN,
                    "Too little is known to say that the family is eligible.",
                ),
                NOTHING_LEFT,
            ],
            id="the evidence of eligibility was taken out",
        ),
        pytest.param(
            {
                "members": [BETTER],
                "criteria": tuple(a_fact(one.criterion, met=False) for one in P1_2012.criteria),
            },
            [("eligibility", Outcome.FAIL, "The family is not eligible."), NOTHING_LEFT],
            id="found not to be eligible",
        ),
        pytest.param(
            {"members": [BETTER], "attached_on": date(2013, 7, 13)},
            [
                (
                    "attachment",
                    Outcome.FAIL,
                    "The family had not been attached to the programme by then.",
                ),
                ("value", Outcome.FAIL, "It is worth £1,500 by what is recorded now, not £700."),
            ],
            id="attached after the test date",
        ),
        pytest.param(
            {"members": [BETTER], "funded_elsewhere": True},
            [("value", Outcome.FAIL, "It is worth £0 by what is recorded now, not £700.")],
            id="funded elsewhere",
        ),
    ],
)
def test_a_line_is_doubted_for_whatever_would_have_kept_it_from_being_claimed(given, found):
    assert doubted(**given) == found


def test_people_who_are_claimed_for_in_another_family_too_are_a_doubt():
    split = Overlap(UUID(int=1), UUID(int=2), "PF-000123", 1, 3, 1, 2)
    whole = replace(split, reference="PF-000456", shared=3, living_shared=3, left_behind=0)

    assert doubts_of_people([]) == ()
    assert doubts_of_people([split]) == (
        Doubt(
            "people",
            Outcome.FAIL,
            "1 person of this family stood in family PF-000123, which has a claim in this phase.",
        ),
    )
    assert doubts_of_people([split, whole]) == (
        Doubt(
            "people",
            Outcome.FAIL,
            "1 person of this family stood in family PF-000123, which has a claim in this phase."
            " 3 people of this family stood in family PF-000456, which has a claim in this phase."
            " It looks like one family: merge the two records.",
        ),
    )


def test_what_is_known_now_counts_as_known_then():
    late = date(2013, 8, 1)
    rows = tuple(replace(row, extract_on=late) for row in at_school(exclusions=(3, 0, 0)))
    criteria = tuple(replace(fact, extract_on=late, verified_on=late) for fact in NO_ASB)
    unverified = a_fact(Criterion.NOT_ON_ROLL, verified_on=None)

    facts = as_known_now(a_family(a_child(*rows), criteria=(*criteria, unverified)), ON)

    assert {row.extract_on for row in facts.members[0].measurements} == {ON}
    assert {(fact.extract_on, fact.verified_on) for fact in facts.criteria[:-1]} == {(ON, ON)}
    assert facts.criteria[-1].verified_on is None
    assert claim_decision(facts, P1_2012, ON).results.outcome_of(SCHOOL) is Outcome.FAIL


COORDINATOR, AUDITOR, OFFICER, MANAGER = (
    Actor(UUID(int=1), frozenset({role}))
    for role in (
        Role.PROGRAMME_COORDINATOR,
        Role.INTERNAL_AUDITOR,
        Role.AUTHORISING_OFFICER,
        Role.AGENCY_MANAGER,
    )
)


@pytest.mark.parametrize(
    ("state", "was_with_audit", "opens"),
    [
        pytest.param(LineState.DRAFT, False, {COORDINATOR}, id="a draft"),
        pytest.param(LineState.DRAFT, True, {COORDINATOR, AUDITOR}, id="sent back by audit"),
        pytest.param(LineState.WITH_INTERNAL_AUDIT, True, {COORDINATOR, AUDITOR}, id="with audit"),
        pytest.param(LineState.AUDITED, True, {COORDINATOR, AUDITOR}, id="audited"),
        pytest.param(LineState.ON_A_RETURN, True, {COORDINATOR, AUDITOR, OFFICER}, id="on a return"),
        pytest.param(LineState.PAID, False, {COORDINATOR, OFFICER}, id="paid, and never audited here"),
    ],
)
def test_a_line_is_opened_by_those_who_have_to_do_with_it_where_it_stands(state, was_with_audit, opens):
    people = (COORDINATOR, AUDITOR, OFFICER, MANAGER)

    assert {
        actor for actor in people if can_open_line(actor, state=state, was_with_audit=was_with_audit)
    } == opens


def test_claims_are_for_three_roles_only():
    for actor in (COORDINATOR, AUDITOR, OFFICER):
        check_opens_claims(actor)
    with pytest.raises(Forbidden) as refused:
        check_opens_claims(MANAGER)

    assert refused.value.code == "role"
    assert refused.value.message == "Your role does not include claims."
