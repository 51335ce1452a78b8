"""The programme's evaluation and one family's explanation, as services give them."""

from datetime import date
from uuid import UUID, uuid4

import pytest
from sqlmodel import select

from app.access.policies import SYSTEM, Actor
from app.access.roles import Role
from app.audit import AuditEvent
from app.claims.models.claims import ClaimWindow
from app.claims.queries.evaluation import evaluate_programme
from app.claims.rules.claimable import Obstacle
from app.claims.rules.outcomes import Outcome
from app.claims.services import evaluating as services
from app.db import reading, transaction
from app.errors import Forbidden, NotFound
from app.programme.packs import Phase, Route
from tests.claims.random_families import families, store

JULY_2013 = date(2013, 7, 12)
COORDINATOR = Actor(UUID(int=101), frozenset({Role.PROGRAMME_COORDINATOR}))
MANAGER = Actor(UUID(int=102), frozenset({Role.AGENCY_MANAGER}))


@pytest.fixture
def stored(database):
    """Five hundred families, some of whom may be claimed."""
    found = families(11, 500, JULY_2013)
    store(database, found)
    return found


def a_window(label: str, opens_on: date, closes_on: date) -> None:
    with transaction(SYSTEM) as session:
        session.add(ClaimWindow(label=label, phase=Phase.PHASE_ONE, opens_on=opens_on, closes_on=closes_on))


def test_the_totals_are_those_of_the_families_and_each_family_claims_what_it_is_worth(stored):
    found = services.evaluate_programme(on=JULY_2013, actor=COORDINATOR)

    with reading(COORDINATOR) as session:
        each = evaluate_programme(session, JULY_2013)
    assert found.totals.families == len(each)
    assert found.totals.claimable == len(found.claimable) == sum(one.claimable for one in each) > 0
    assert found.totals.value == sum(family.value for family in found.claimable)
    assert all(family.value == 0 for family in found.claimable if family.funded_elsewhere)
    by_route = found.totals.by_route[Route.EDUCATION_AND_CRIME]
    assert sum(by_route.values()) == len(each)
    assert by_route[Outcome.PASS] == sum(
        one.routes[Route.EDUCATION_AND_CRIME] is Outcome.PASS for one in each
    )


def test_a_family_is_claimable_or_nearly_or_neither_as_its_own_explanation_says(stored):
    found = services.evaluate_programme(on=JULY_2013, actor=COORDINATOR)
    claimable = {family.family_id for family in found.claimable}
    nearly = {family.family_id for family in found.nearly}

    assert not claimable & nearly
    for family in stored[:40]:
        try:
            explained = services.explain_family(family.family_id, on=JULY_2013, actor=COORDINATOR)
        except NotFound:
            assert family.family_id not in claimable | nearly
            continue
        decision = explained.decision
        assert decision.claimable == (family.family_id in claimable)
        if family.family_id in nearly:
            assert {Obstacle.ELIGIBILITY_NOT_KNOWN, Obstacle.NO_RESULT} >= set(decision.obstacles)


def test_what_unlocks_most_stands_first(stored):
    nearly = services.evaluate_programme(on=JULY_2013, actor=COORDINATOR).nearly

    assert len(nearly) > 1
    assert [family.worth for family in nearly] == sorted((family.worth for family in nearly), reverse=True)
    assert all(family.lacking for family in nearly)


def test_the_window_is_the_open_one_or_else_the_next(database):
    a_window("July 2013", date(2013, 7, 1), date(2013, 7, 31))
    a_window("October 2013", date(2013, 10, 1), date(2013, 10, 31))

    def label(on: date) -> str | None:
        window = services.evaluate_programme(on=on, actor=COORDINATOR).window
        return window.label if window else None

    assert [label(date(2013, 7, day)) for day in (1, 31)] == ["July 2013", "July 2013"]
    assert label(date(2013, 8, 1)) == "October 2013"
    assert label(date(2013, 11, 1)) is None
    assert [each.label for each in services.claim_windows(actor=COORDINATOR)] == ["July 2013", "October 2013"]


def test_an_explanation_is_audited_under_the_familys_id_alone(stored):
    family = stored[0].family_id

    services.explain_family(family, on=JULY_2013, actor=COORDINATOR)

    with reading(COORDINATOR) as session:
        event = session.exec(select(AuditEvent)).one()
    assert (event.action, event.subject_id) == ("family.results-explained", family)
    assert event.details == {"on": "2013-07-12"}


def test_a_family_that_there_is_not_is_not_explained(database):
    with pytest.raises(NotFound):
        services.explain_family(uuid4(), on=JULY_2013, actor=COORDINATOR)


def test_the_evaluation_is_for_the_coordinator(database):
    with pytest.raises(Forbidden):
        services.evaluate_programme(on=JULY_2013, actor=MANAGER)
    with pytest.raises(Forbidden):
        services.explain_family(uuid4(), on=JULY_2013, actor=MANAGER)
    with pytest.raises(Forbidden):
        services.claim_windows(actor=MANAGER)


def test_an_evaluation_in_lines_names_no_family(stored):
    found = services.evaluate_programme(on=JULY_2013, actor=COORDINATOR)

    lines = list(found.lines())

    assert (
        lines[0]
        == f"{found.totals.families} families evaluated on 2013-07-12; {found.totals.attached} attached."
    )
    assert not any(family.reference in line for family in found.claimable for line in lines)
