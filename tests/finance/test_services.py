"""The programme's money on a real database: read, taken away, and opened to families."""

from datetime import date
from random import Random
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlmodel import select

from app.access.policies import Actor
from app.access.roles import Role
from app.audit import AuditEvent
from app.claims.models.claims import Claim, ClaimLine, ClaimMove, ClaimWindow, Target
from app.claims.rules.lifecycle import LineState
from app.db import Sessions, reading
from app.errors import Forbidden, NotFound
from app.finance import services
from app.programme.packs import Phase, Route
from tests.claims.random_families import families, store
from tests.conftest import COORDINATOR, TODAY, counted

OTHERS = [role for role in Role if role is not Role.PROGRAMME_COORDINATOR]
FEE = "money.attachment-fees[financial-year=2013/14]@2013-07-12"


def a_window(label: str, opens_on: date, closes_on: date) -> UUID:
    """A window of phase 1."""
    with Sessions() as session, session.begin():
        window = ClaimWindow(label=label, phase=Phase.PHASE_ONE, opens_on=opens_on, closes_on=closes_on)
        session.add(window)
        return window.id


def a_line(
    family_id: UUID, window_id: UUID, state: LineState, pence: int, *, moves: tuple[LineState, ...] = ()
) -> None:
    """A line of a family's claim for education and crime, that has made these moves."""
    with Sessions() as session, session.begin():
        claim = Claim(family_id=family_id, phase=Phase.PHASE_ONE)
        session.add(claim)
        session.flush()
        line = ClaimLine(
            claim_id=claim.id,
            route=Route.EDUCATION_AND_CRIME,
            window_id=window_id,
            state=state,
            value_pence=pence,
            drafted_on=date(2013, 1, 7),
        )
        session.add(line)
        session.flush()
        for number, wanted in enumerate(moves):
            session.add(
                ClaimMove(
                    line_id=line.id,
                    to_state=wanted,
                    moved_on=date(2013, 2, 1 + number),
                    moved_at=f"2013-02-0{1 + number}T09:00:00Z",
                    moved_by=UUID(int=101),
                )
            )


@pytest.fixture
def programme(database: sa.Connection) -> list[UUID]:
    """Eighty families, a plan of three years, and lines in two windows: the ids of the families with one."""
    found = families(11, 80, TODAY)
    store(database, found)
    with Sessions() as session, session.begin():
        for year, agreed in ((2012, 60), (2013, 90), (2014, 30)):
            session.add(Target(measure="families.worked-with", financial_year=year, value=agreed))
    january = a_window("January 2013", date(2013, 1, 1), date(2013, 1, 31))
    july = a_window("July 2013", date(2013, 7, 1), date(2013, 7, 31))
    chosen = Random(5).sample([each for each in found if each.identified_on <= TODAY], 6)
    paid, lost, refused, draft, elsewhere, withdrawn = (each.family_id for each in chosen)
    a_line(paid, january, LineState.PAID, 700_00, moves=(LineState.SUBMITTED, LineState.PAID))
    a_line(
        lost,
        january,
        LineState.NOT_VALID,
        700_00,
        moves=(LineState.SUBMITTED, LineState.PAID, LineState.NOT_VALID),
    )
    a_line(refused, january, LineState.NOT_VALID, 700_00, moves=(LineState.SUBMITTED, LineState.NOT_VALID))
    a_line(draft, july, LineState.DRAFT, 1500_00)
    a_line(elsewhere, july, LineState.DRAFT, 0)
    a_line(withdrawn, july, LineState.WITHDRAWN, 700_00)
    return [paid, lost, refused, draft, elsewhere, withdrawn]


def value(found, measure: str, place: str = "") -> int:
    """The value of a figure of today."""
    return found.figures[f"{measure}{place}@2013-07-12"].figure.value


def test_lines_are_told_as_they_stand_with_what_goes_back(programme: list[UUID]) -> None:
    found = services.statement_of(on=TODAY, actor=COORDINATOR)

    assert value(found, "money.paid") == 700_00
    assert value(found, "money.sent") == 2100_00
    assert value(found, "money.claimed") == 2200_00
    assert found.figures["money.to-repay@2013-07-12"].by_family == {programme[1]: 700_00}
    assert value(found, "money.claimed", "[window=July 2013,state=draft-or-ready]") == 1500_00


def test_no_family_is_forecast_for_what_it_is_claimed_for_already(programme: list[UUID]) -> None:
    before = services.statement_of(on=TODAY, actor=COORDINATOR).figures["money.claimable-now@2013-07-12"]
    (free, *_) = [family for family, pence in before.by_family.items() if pence and family not in programme]
    worth = before.by_family[free]

    with Sessions() as session:
        july = session.exec(select(ClaimWindow.id).where(ClaimWindow.label == "July 2013")).one()
    a_line(free, july, LineState.DRAFT, worth)
    after = services.statement_of(on=TODAY, actor=COORDINATOR)

    claimable = after.figures["money.claimable-now@2013-07-12"]
    assert claimable.by_family.get(free, 0) + worth <= 2400_00
    assert claimable.figure.value < before.figure.value
    assert value(after, "money.claimed") == 2200_00 + worth


def test_every_amount_opens_to_families_whose_pence_add_up_to_it(programme: list[UUID]) -> None:
    found = services.statement_of(on=TODAY, actor=COORDINATOR)
    amounts = [each for each in found.figures.values() if each.by_family]

    for each in amounts[:: max(1, len(amounts) // 8)]:
        opened = services.open_figure(each.id, on=TODAY, actor=COORDINATOR)

        assert sum(one.pence for one in opened.families) == each.figure.value
        assert len({one.family_id for one in opened.families}) == each.families
        assert [one.reference or "" for one in opened.families] == sorted(
            one.reference or "" for one in opened.families
        )


def test_a_fee_opens_to_its_formula_and_its_inputs_down_to_families(programme: list[UUID]) -> None:
    standing = "money.attachment-fees-standing[financial-year=2013/14,standing=paid-now]@2013-07-12"

    part = services.open_figure(standing, on=TODAY, actor=COORDINATOR)
    fee, share = part.inputs
    attached, agreed = services.open_figure(share.id, on=TODAY, actor=COORDINATOR).inputs

    assert (part.families, fee.id) == ((), FEE)
    assert fee.figure.formula == "90 families × 5/6 × £2,400, to the nearest penny"
    assert (attached.figure.measure, agreed.figure.value) == ("families.attached", 60)
    assert attached.families is not None


def test_opening_and_taking_away_are_audited_without_a_name(programme: list[UUID]) -> None:
    services.open_figure(FEE, on=TODAY, actor=COORDINATOR)
    services.download_statement(on=TODAY, actor=COORDINATOR)
    services.statement_of(on=TODAY, actor=COORDINATOR)

    with reading(COORDINATOR) as session:
        events = session.exec(select(AuditEvent).order_by(AuditEvent.position)).all()
    assert [(event.action, event.subject_id, event.details) for event in events] == [
        ("figure.opened", None, {"figure": FEE}),
        ("money.downloaded", None, {"as_at": "2013-07-12"}),
    ]


@pytest.mark.parametrize(
    "figure_id",
    [
        pytest.param("money.claimed@2013-07-11", id="of yesterday"),
        pytest.param("money.claimed", id="of no day"),
        pytest.param("money.unheard-of@2013-07-12", id="of no measure"),
        pytest.param("", id="nothing"),
    ],
)
def test_a_figure_that_there_is_not_is_not_found_and_nothing_is_audited(
    database: sa.Connection, figure_id: str
) -> None:
    with pytest.raises(NotFound) as refusal:
        services.open_figure(figure_id, on=TODAY, actor=COORDINATOR)

    assert refusal.value.code == "figure"
    with Sessions() as session:
        assert counted(session, "audit_event") == 0


@pytest.mark.parametrize("role", OTHERS)
def test_the_money_is_for_the_coordinator_alone(database: sa.Connection, role: Role) -> None:
    actor = Actor(UUID(int=103), frozenset({role}))

    for asked in (
        lambda: services.statement_of(on=TODAY, actor=actor),
        lambda: services.download_statement(on=TODAY, actor=actor),
        lambda: services.open_figure(FEE, on=TODAY, actor=actor),
    ):
        with pytest.raises(Forbidden):
            asked()
    with Sessions() as session:
        assert counted(session, "audit_event") == 0


@pytest.mark.parametrize(
    "on",
    [
        pytest.param(date(2009, 1, 1), id="before the programme"),
        pytest.param(date(2026, 11, 26), id="long after it"),
    ],
)
def test_on_a_day_without_rules_the_claims_are_told_and_nothing_more_is_forecast(
    programme: list[UUID], on: date
) -> None:
    found = services.statement_of(on=on, actor=COORDINATOR)

    assert found.figures[f"money.claimed@{on}"].figure.value == 2200_00
    assert found.figures[f"money.claimable-now@{on}"].families == 0


def test_an_empty_programme_has_a_statement(database: sa.Connection) -> None:
    found = services.statement_of(on=TODAY, actor=COORDINATOR)

    assert value(found, "money.claimed") == value(found, "money.highest-results") == 0
