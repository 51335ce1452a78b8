"""Where a family stands towards a claim, who could supply what it lacks, and what spoiled its result."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from app.cases.rules.eligibility import Answer
from app.claims.rules.claimable import Obstacle
from app.claims.rules.outcomes import Outcome
from app.claims.rules.places import ATTACHMENT, Missing, Never, Standing, categories, spoiled_by
from app.claims.rules.spoiled import SpoiledHow
from app.claims.rules.summary import ELIGIBILITY
from app.claims.rules.suppliers import Supplier, suppliers_of_eligibility, suppliers_of_part
from app.claims.rules.windows import ClaimWindow
from app.money import Pence
from app.periods import Period
from app.programme.facts import Criterion
from app.programme.packs import Route
from app.programme.phase_one import P1_2012

ON = date(2013, 7, 12)
OPEN = ClaimWindow("July 2013", Period(date(2013, 7, 1), date(2013, 7, 31)))
NEXT = ClaimWindow("October 2013", Period(date(2013, 10, 1), date(2013, 10, 31)))
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
    mends = {each.family_id.int: each.mends for each in found.regressing}
    assert mends[2].missing == (Missing("education", (Supplier.SCHOOL,)),)
    assert mends[4] is None


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
