"""Where a family stands towards a claim, who could supply what it lacks, and what spoiled its result."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from app.cases.rules.eligibility import Answer
from app.claims.rules.claimable import Obstacle
from app.claims.rules.outcomes import Outcome
from app.claims.rules.places import (
    ATTACHMENT,
    Missing,
    NearlyThere,
    Never,
    Regressing,
    Standing,
    categories,
    spoiled_by,
)
from app.claims.rules.spoiled import SpoiledHow
from app.claims.rules.summary import ELIGIBILITY
from app.claims.rules.suppliers import (
    BY_GROUP,
    BY_KIND,
    Supplier,
    suppliers_of_eligibility,
    suppliers_of_part,
)
from app.claims.rules.windows import ClaimWindow
from app.money import Pence
from app.periods import Period
from app.programme.editions import DECLARED
from app.programme.facts import Criterion, CriterionGroup, MeasurementKind
from app.programme.packs import Ended, Met, Route
from app.programme.phase_one import P1_2012
from app.programme.phase_two import ASB, CRIME, HEALTH, P2_NOTTINGHAM

ON = date(2013, 7, 12)
OPEN = ClaimWindow("July 2013", Period(date(2013, 7, 1), date(2013, 7, 31)))
NEXT = ClaimWindow("October 2013", Period(date(2013, 10, 1), date(2013, 10, 31)))
PROGRESSED = Route.SIGNIFICANT_AND_SUSTAINED_PROGRESS
EDUCATION, WORK, PROGRESS = Route.EDUCATION_AND_CRIME, Route.CONTINUOUS_EMPLOYMENT, Route.PROGRESS_TO_WORK
PARTS = {
    "education": Outcome.PASS,
    "antisocial-behaviour": Outcome.NEUTRAL,
    "youth-offending": Outcome.NEUTRAL,
    "progress-to-work": Outcome.FAIL,
    "continuous-employment": Outcome.FAIL,
}

CLAIMABLE = Standing(
    family_id=UUID(int=1),
    pack_code="P1-2012",
    attached_on=date(2012, 11, 26),
    funded_elsewhere=False,
    eligibility=Answer.YES,
    confirmed=frozenset({Criterion.UNAUTHORISED_ABSENCE, Criterion.PROVEN_OFFENCE}),
    reported=frozenset({Criterion.UNAUTHORISED_ABSENCE, Criterion.PROVEN_OFFENCE}),
    parts=PARTS,
    routes={EDUCATION: Outcome.PASS, WORK: Outcome.FAIL, PROGRESS: Outcome.FAIL},
    turned_around=True,
    claimable=True,
    worth=Pence(700_00),
    value=Pence(700_00),
    claimable_since=ON,
)


SCHOOL_CRITERIA = tuple(each for each in P1_2012.criteria if each.group is CriterionGroup.EDUCATION)


def otherwise(route: Outcome, number: int = 1, **parts: Outcome) -> Standing:
    """The family with other outcomes of some parts, of which the education route comes to this."""
    changed = {code.replace("_", "-"): outcome for code, outcome in parts.items()}
    return replace(
        CLAIMABLE,
        family_id=UUID(int=number),
        parts={**PARTS, **changed},
        routes={**CLAIMABLE.routes, EDUCATION: route},
        turned_around=route is Outcome.PASS,
        claimable=False,
        claimable_since=None,
        value=Pence(0),
    )


UNSURE = otherwise(Outcome.NOT_KNOWN, 2, education=Outcome.NOT_KNOWN)
FAILED = otherwise(Outcome.FAIL, 3, education=Outcome.FAIL)
SPOILED = replace(
    FAILED, family_id=UUID(int=4), spoiled_on=ON, spoiled_by=("education",), spoiled_how=SpoiledHow.NEW_FACT
)
BOTH_FAILED = ("education", "continuous-employment")


def test_each_family_stands_in_one_place():
    found = categories([CLAIMABLE, UNSURE, FAILED, SPOILED], ON, OPEN)

    assert [family.family_id.int for family in found.claimable] == [1]
    assert [family.family_id.int for family in found.nearly] == [2]
    assert [family.family_id.int for family in found.never] == [3]
    assert [family.family_id.int for family in found.regressing] == [4]


def test_those_worth_most_come_first_and_the_latest_spoiled():
    poorer = replace(CLAIMABLE, family_id=UUID(int=0), value=Pence(0), funded_elsewhere=True)
    earlier = replace(SPOILED, family_id=UUID(int=0), spoiled_on=date(2013, 7, 1))

    found = categories([poorer, CLAIMABLE, earlier, SPOILED], ON, OPEN)

    assert [family.family_id.int for family in found.claimable] == [1, 0]
    assert [family.family_id.int for family in found.regressing] == [4, 0]


@pytest.mark.parametrize(
    ("window", "earliest_on", "before"),
    [
        pytest.param(OPEN, ON, date(2013, 7, 31), id="the window is open: from today"),
        pytest.param(NEXT, date(2013, 10, 1), date(2013, 10, 31), id="it opens later: from its first day"),
        pytest.param(None, None, None, id="none is planned: nothing can be said"),
    ],
)
def test_a_family_that_lacks_evidence_could_be_claimed_within_the_window(window, earliest_on, before):
    (nearly,) = categories([UNSURE], ON, window).nearly

    assert (nearly.earliest_on, nearly.before) == (earliest_on, before)
    assert (nearly.route, nearly.worth) == (EDUCATION, 700_00)
    assert nearly.missing == (Missing("education", (Supplier.SCHOOL,)),)


def test_a_family_whose_eligibility_is_not_known_is_asked_about_where_its_problems_are_known():
    family = replace(CLAIMABLE, claimable=False, claimable_since=None, eligibility=Answer.NOT_KNOWN)

    (nearly,) = categories([family], ON, OPEN).nearly

    assert nearly.missing == (Missing(ELIGIBILITY, (Supplier.JOBCENTRE, Supplier.LEAD_PROFESSIONAL)),)


def test_a_spoiled_result_that_evidence_would_mend_says_which():
    unknown = replace(UNSURE, spoiled_on=ON, spoiled_by=("education",), spoiled_how=SpoiledHow.DAYS_PASSING)

    found = categories([unknown, SPOILED], ON, OPEN)

    assert found.nearly == ()
    assert found.regressing == (
        Regressing(
            unknown.family_id,
            ON,
            ("education",),
            SpoiledHow.DAYS_PASSING,
            mends=NearlyThere(
                unknown.family_id,
                EDUCATION,
                (Missing("education", (Supplier.SCHOOL,)),),
                Pence(700_00),
                earliest_on=ON,
                before=date(2013, 7, 31),
            ),
        ),
        Regressing(SPOILED.family_id, ON, ("education",), SpoiledHow.NEW_FACT, mends=None),
    )


def test_a_family_under_the_councils_own_rules_is_placed_by_them():
    lacking = replace(
        CLAIMABLE,
        pack_code=P2_NOTTINGHAM.code,
        attached_on=date(2015, 6, 1),
        parts={part.code: Outcome.PASS for part in P2_NOTTINGHAM.parts} | {"health": Outcome.NOT_KNOWN},
        routes={PROGRESSED: Outcome.NOT_KNOWN, WORK: Outcome.FAIL},
        turned_around=False,
        claimable=False,
        claimable_since=None,
    )
    failed = replace(
        lacking,
        family_id=UUID(int=2),
        parts={**lacking.parts, "health": Outcome.FAIL},
        routes={PROGRESSED: Outcome.FAIL, WORK: Outcome.FAIL},
    )

    found = categories([lacking, failed], date(2016, 1, 4), None, DECLARED.with_approved([P2_NOTTINGHAM]))

    (nearly,) = found.nearly
    assert (nearly.route, nearly.worth) == (PROGRESSED, 800_00)
    assert nearly.missing == (Missing("health", (Supplier.LEAD_PROFESSIONAL,)),)
    assert found.never == (Never(failed.family_id, (Obstacle.NO_RESULT,), ("health",)),)


@pytest.mark.parametrize(
    ("change", "obstacles"),
    [
        pytest.param({}, (Obstacle.NO_RESULT,), id="failed parts alone"),
        pytest.param({"attached_on": None}, (Obstacle.NOT_ATTACHED, Obstacle.NO_RESULT), id="not attached"),
        pytest.param(
            {"attached_on": date(2010, 11, 30)}, (Obstacle.NO_TERMS, Obstacle.NO_RESULT), id="no terms"
        ),
        pytest.param(
            {"eligibility": Answer.NO}, (Obstacle.NOT_ELIGIBLE, Obstacle.NO_RESULT), id="ineligible"
        ),
    ],
)
def test_a_family_that_no_evidence_would_help_says_why(change, obstacles):
    (never,) = categories([replace(FAILED, **change)], ON, OPEN).never

    assert (never.obstacles, never.failed) == (obstacles, BOTH_FAILED)


def test_a_turned_around_family_that_is_not_eligible_names_no_failed_part():
    family = replace(CLAIMABLE, claimable=False, eligibility=Answer.NO)

    assert categories([family], ON, OPEN).never == (Never(family.family_id, (Obstacle.NOT_ELIGIBLE,), ()),)


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        pytest.param(otherwise(Outcome.FAIL, education=Outcome.FAIL), ("education",), id="it fails"),
        pytest.param(
            otherwise(Outcome.FAIL, antisocial_behaviour=Outcome.FAIL),
            ("antisocial-behaviour",),
            id="another part, neutral before, fails",
        ),
        pytest.param(
            otherwise(Outcome.NEUTRAL, education=Outcome.NEUTRAL),
            ("education",),
            id="nobody is left whom it asks about",
        ),
        pytest.param(
            replace(CLAIMABLE, claimable=False, eligibility=Answer.NOT_KNOWN),
            (ELIGIBILITY,),
            id="eligibility",
        ),
        pytest.param(replace(CLAIMABLE, claimable=False, attached_on=None), (ATTACHMENT,), id="not attached"),
        pytest.param(
            replace(CLAIMABLE, claimable=False, attached_on=date(2013, 7, 13)), (ATTACHMENT,), id="only later"
        ),
        pytest.param(
            replace(CLAIMABLE, claimable=False, attached_on=date(2010, 1, 1)), (ATTACHMENT,), id="no terms"
        ),
        pytest.param(
            replace(otherwise(Outcome.FAIL, education=Outcome.FAIL), attached_on=ON),
            ("education",),
            id="it fails on the day of attachment, which is no fault",
        ),
        pytest.param(
            replace(
                otherwise(Outcome.FAIL, education=Outcome.FAIL),
                attached_on=None,
                eligibility=Answer.NO,
            ),
            (ATTACHMENT, ELIGIBILITY, "education"),
            id="everything at once",
        ),
        pytest.param(
            replace(
                otherwise(Outcome.PASS, education=Outcome.NEUTRAL, antisocial_behaviour=Outcome.PASS),
                eligibility=Answer.NO,
            ),
            (ELIGIBILITY,),
            id="eligibility, while the result stands by another part",
        ),
    ],
)
def test_what_spoiled_a_result_is_what_is_worse_than_before(after, expected):
    assert spoiled_by(CLAIMABLE, after, ON) == expected


def test_evidence_of_eligibility_is_asked_of_whoever_reported_it_first():
    found = suppliers_of_eligibility(
        P1_2012,
        confirmed={Criterion.UNAUTHORISED_ABSENCE},
        reported={Criterion.UNAUTHORISED_ABSENCE, Criterion.OUT_OF_WORK_BENEFIT},
    )

    assert found == (
        Supplier.JOBCENTRE,
        Supplier.YOUTH_OFFENDING,
        Supplier.POLICE_OR_HOUSING,
        Supplier.LEAD_PROFESSIONAL,
    )


@pytest.mark.parametrize(
    ("code", "supplier"),
    [
        ("education", Supplier.SCHOOL),
        ("antisocial-behaviour", Supplier.POLICE_OR_HOUSING),
        ("youth-offending", Supplier.YOUTH_OFFENDING),
        ("progress-to-work", Supplier.JOBCENTRE),
        ("continuous-employment", Supplier.JOBCENTRE),
    ],
)
def test_the_figures_of_a_part_are_asked_of_the_service_that_holds_them(code, supplier):
    (part,) = (part for rule in P1_2012.routes for part in rule.parts if part.code == code)

    assert suppliers_of_part(part, P1_2012) == (supplier,)
    assert supplier.who.startswith("the ")


@pytest.mark.parametrize(
    ("code", "suppliers"),
    [
        ("school-attendance", (Supplier.SCHOOL,)),
        ("work-and-money", (Supplier.JOBCENTRE,)),
        ("health", (Supplier.LEAD_PROFESSIONAL,)),
    ],
)
def test_a_check_that_a_need_has_ended_is_asked_of_whoever_knows_of_the_problem(code, suppliers):
    (part,) = (part for part in P2_NOTTINGHAM.parts if part.code == code)

    assert suppliers_of_part(part, P2_NOTTINGHAM) == suppliers


@pytest.mark.parametrize(
    ("part", "suppliers"),
    [
        pytest.param(CRIME, (Supplier.YOUTH_OFFENDING,), id="figures alone"),
        pytest.param(
            replace(CRIME, limits=(Ended(6),)),
            (Supplier.YOUTH_OFFENDING, Supplier.POLICE_OR_HOUSING),
            id="a check alone: an offence is known to the youth offending team, or to the police",
        ),
        pytest.param(
            replace(HEALTH, limits=(*ASB.limits, Ended(6))),
            (Supplier.POLICE_OR_HOUSING, Supplier.LEAD_PROFESSIONAL),
            id="figures first, then a check",
        ),
    ],
)
def test_only_where_a_part_asks_for_a_check_are_those_who_know_of_its_problems_asked(part, suppliers):
    assert suppliers_of_part(part, P2_NOTTINGHAM) == suppliers


def test_a_problem_that_must_be_shown_twice_is_asked_about_until_it_is():
    pack = replace(P1_2012, selection=Met(CriterionGroup.EDUCATION, 2), criteria=SCHOOL_CRITERIA)

    once = suppliers_of_eligibility(pack, confirmed={Criterion.UNAUTHORISED_ABSENCE}, reported=())
    twice = suppliers_of_eligibility(
        pack, confirmed={Criterion.UNAUTHORISED_ABSENCE, Criterion.NOT_ON_ROLL}, reported=()
    )

    assert (once, twice) == ((Supplier.SCHOOL,), ())


def test_every_kind_of_figure_and_every_problem_has_somebody_to_ask():
    assert set(BY_KIND) == set(MeasurementKind)
    assert set(BY_GROUP) == set(CriterionGroup)
