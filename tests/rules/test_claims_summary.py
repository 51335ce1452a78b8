"""What nearly could be claimed, and what for: the boundaries of the pure summary."""

from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

import pytest

from app.cases.rules.eligibility import Answer
from app.claims.rules.outcomes import Outcome
from app.claims.rules.summary import ELIGIBILITY, nearly_claimable, totals
from app.programme.packs import Route
from app.programme.phase_one import P1_2012

ON = date(2013, 7, 12)
FAMILY = UUID(int=1)
EDUCATION, WORK = Route.EDUCATION_AND_CRIME, Route.CONTINUOUS_EMPLOYMENT
PARTS = {part.code: Outcome.FAIL for rule in P1_2012.routes for part in rule.parts}
ROUTES = dict.fromkeys(Route, Outcome.FAIL)


@dataclass(frozen=True)
class AnEvaluation:
    """A family attached in year one, eligible, with nothing achieved."""

    family_id: UUID = FAMILY
    pack_code: str = "P1-2012"
    attached_on: date | None = date(2012, 11, 26)
    funded_elsewhere: bool = False
    eligibility: Answer = Answer.YES
    parts: dict[str, Outcome] = field(default_factory=PARTS.copy)
    routes: dict[Route, Outcome] = field(default_factory=ROUTES.copy)
    claimable: bool = False
    value: int = 0

    @property
    def achieved(self):
        return frozenset(route for route, outcome in self.routes.items() if outcome is Outcome.PASS)

    @property
    def turned_around(self):
        return bool(self.achieved & {EDUCATION, WORK})


UNSURE = AnEvaluation(
    parts={**PARTS, "education": Outcome.NOT_KNOWN, "antisocial-behaviour": Outcome.PASS},
    routes={**ROUTES, EDUCATION: Outcome.NOT_KNOWN},
)


def test_what_is_not_known_of_the_route_is_what_is_lacking_and_its_payment_what_it_is_worth():
    (nearly,) = nearly_claimable([UNSURE], ON)

    assert (nearly.route, nearly.lacking, nearly.worth) == (EDUCATION, ("education",), 700_00)


def test_progress_to_work_already_achieved_is_worth_more_on_top():
    family = replace(UNSURE, routes={**UNSURE.routes, Route.PROGRESS_TO_WORK: Outcome.PASS})

    assert nearly_claimable([family], ON)[0].worth == 800_00


def test_a_result_that_waits_for_eligibility_alone_lacks_just_that():
    family = AnEvaluation(routes={**ROUTES, WORK: Outcome.PASS}, eligibility=Answer.NOT_KNOWN)

    (nearly,) = nearly_claimable([family], ON)

    assert (nearly.route, nearly.lacking, nearly.worth) == (WORK, (ELIGIBILITY,), 800_00)


def test_the_route_that_lacks_least_is_the_one_to_take():
    parts = {**PARTS, "education": Outcome.NOT_KNOWN, "youth-offending": Outcome.NOT_KNOWN}
    family = replace(
        UNSURE,
        parts={**parts, "continuous-employment": Outcome.NOT_KNOWN},
        routes={**ROUTES, EDUCATION: Outcome.NOT_KNOWN, WORK: Outcome.NOT_KNOWN},
    )

    assert nearly_claimable([family], ON)[0].route is WORK


def test_a_result_achieved_lacks_less_than_one_that_is_not_known():
    family = AnEvaluation(
        parts={**PARTS, "continuous-employment": Outcome.NOT_KNOWN},
        routes={**ROUTES, EDUCATION: Outcome.PASS, WORK: Outcome.NOT_KNOWN},
        eligibility=Answer.NOT_KNOWN,
    )

    (nearly,) = nearly_claimable([family], ON)

    assert (nearly.route, nearly.lacking) == (EDUCATION, (ELIGIBILITY,))


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"claimable": True}, id="claimable already"),
        pytest.param({"eligibility": Answer.NO}, id="not eligible"),
        pytest.param({"attached_on": None}, id="not attached"),
        pytest.param({"attached_on": date(2013, 7, 13)}, id="attached only the day after"),
        pytest.param({"attached_on": date(2010, 11, 30)}, id="attached before there were terms"),
        pytest.param({"routes": ROUTES}, id="every route failed"),
        pytest.param(
            {"routes": {**ROUTES, Route.PROGRESS_TO_WORK: Outcome.NOT_KNOWN}}, id="no route turns around"
        ),
        pytest.param({"routes": {**ROUTES, EDUCATION: Outcome.NEUTRAL}}, id="nothing to pass"),
    ],
)
def test_a_family_is_not_nearly_claimable_when_evidence_would_not_help(change):
    assert nearly_claimable([replace(UNSURE, **change)], ON) == ()


def test_a_family_attached_on_the_day_may_be_nearly_claimable():
    assert len(nearly_claimable([replace(UNSURE, attached_on=ON)], ON)) == 1


def test_a_family_funded_elsewhere_is_worth_nothing_and_stands_last():
    elsewhere = replace(UNSURE, family_id=UUID(int=0), funded_elsewhere=True)

    found = nearly_claimable([elsewhere, UNSURE], ON)

    assert [(nearly.family_id, nearly.worth) for nearly in found] == [(UUID(int=1), 700_00), (UUID(int=0), 0)]


def test_the_totals_count_every_family_once():
    claimed = AnEvaluation(routes={**ROUTES, WORK: Outcome.PASS}, claimable=True, value=800_00)
    families = [
        replace(claimed, attached_on=ON),
        replace(claimed, funded_elsewhere=True, value=0),
        replace(UNSURE, attached_on=date(2013, 7, 13), eligibility=Answer.NOT_KNOWN),
        replace(UNSURE, attached_on=None, routes={EDUCATION: Outcome.NOT_KNOWN}),
    ]

    found = totals(families, ON)

    assert (found.families, found.attached, found.eligible, found.turned_around) == (4, 2, 3, 2)
    assert (found.claimable, found.claimable_funded_elsewhere, found.value) == (2, 1, 800_00)
    assert found.by_route[WORK] == {
        Outcome.PASS: 2,
        Outcome.FAIL: 1,
        Outcome.NEUTRAL: 0,
        Outcome.NOT_KNOWN: 0,
    }
