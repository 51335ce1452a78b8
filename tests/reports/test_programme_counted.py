"""The programme against its target, counted by the database, is what its families come to one by one."""

from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from app import embedded
from app.db import reading, transaction
from app.reports import freezing
from app.reports.queries.alike import families_alike
from app.reports.queries.standing import closed_families
from app.reports.rules.against_target import AgainstTarget, against_target
from app.reports.rules.figures import Figure
from tests.conftest import COORDINATOR
from tests.reports.conftest import Released
from tests.reports.records import A_FAMILY_OF_BASFORD, allocate_again, as_owner, ask

DAYS = [
    pytest.param(date(2010, 12, 1), id="before there is any family"),
    pytest.param(date(2012, 11, 30), id="in the first weeks"),
    pytest.param(date(2013, 3, 31), id="at the end of the year"),
    pytest.param(date(2013, 7, 12), id="on the demonstration's day"),
    pytest.param(date(2015, 5, 31), id="on the last day of the rules"),
]


def one_by_one(session: Session, on: date) -> AgainstTarget:
    frozen = freezing.freeze_board(session, organisation="", as_at=on, dated=on)
    return against_target(frozen, closed_families(session, on))


def without_members(found: AgainstTarget) -> list[Figure]:
    return [replace(figure, members=None) for figure in found.figures]


@pytest.mark.parametrize("on", DAYS)
def test_each_figure_is_that_of_the_families_counted_one_by_one(released: Released, on: date) -> None:
    with reading(COORDINATOR) as session:
        counted, expected = freezing.programme_against_target(session, as_at=on), one_by_one(session, on)
        listed = session.connection().execute(
            sa.text("select count(*) from family where identified_on <= :on"), {"on": on}
        )
        alike = families_alike(session, on)

    assert list(counted.figures) == without_members(expected)
    assert sum(each.number for each in alike) == listed.scalar_one()


@pytest.mark.parametrize("day", [date(2013, 1, 15), date(2013, 3, 31), date(2013, 8, 1)], ids=str)
def test_a_family_with_two_current_allocations_is_counted_as_it_is_one_by_one(
    own_city: embedded.Urls, day: date
) -> None:
    ((family_id, _, _),) = ask(A_FAMILY_OF_BASFORD, as_at=date(2013, 1, 1))
    ((allocation, other),) = ask(
        "select allocation.id, (select min(agency.id::text)::uuid from agency where agency.id <> agency_id) "
        "from allocation join allocation_agency on allocation_id = allocation.id "
        "where family_id = :family and position = 1",
        family=family_id,
    )
    with as_owner(own_city) as owner:
        owner.execute(sa.text("alter table allocation drop constraint ex_allocation_one_current"))
    with transaction(COORDINATOR) as session:
        allocate_again(session, family_id, other, starts_on=day, like=allocation)

    with reading(COORDINATOR) as session:
        counted = freezing.programme_against_target(session, as_at=date(2013, 3, 31))
        expected = one_by_one(session, date(2013, 3, 31))

    assert list(counted.figures) == without_members(expected)
