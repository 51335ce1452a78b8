"""The city's records as tests look at them and change them behind the application."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlmodel import Session

from app import embedded
from app.db import Sessions, reading
from app.reports.queries import releases as queries
from tests.conftest import COORDINATOR

A_FAMILY_OF_BASFORD = """
    select family.id, family.reference, family.version
    from family
    join residence on residence.family_id = family.id
    join ward on ward.id = residence.ward_id and ward.name = 'Basford'
    join triage_decision decision on decision.family_id = family.id and decision.outcome = 'allocate'
    join allocation on allocation.family_id = family.id and allocation.route = 'rollout-meeting'
    where allocation.starts_on <= :as_at and allocation.ends_on is null
    order by family.id
    limit 1
"""
A_SECOND_ALLOCATION = sa.text(
    """
    insert into allocation (id, family_id, route, meeting_id, starts_on)
    select :id, :family, coalesce(:route, route), meeting_id, :starts_on from allocation where id = :like
    """
)
ITS_AGENCY = sa.text(
    """
    insert into allocation_agency (id, allocation_id, agency_id, position)
    values (gen_random_uuid(), :allocation, :agency, 1)
    """
)


def ask(statement: str, **given: Any) -> list[sa.Row[Any]]:
    """The rows of a statement of SQL."""
    with reading(COORDINATOR) as session:
        return list(session.connection().execute(sa.text(statement), given))


def run(session: Session, statement: str, **given: Any) -> Any:
    """Carry out a statement of SQL in a transaction."""
    return session.connection().execute(sa.text(statement), given)


def allocate_again(
    session: Session,
    family_id: UUID,
    agency_id: UUID,
    *,
    starts_on: date,
    like: UUID,
    route: str | None = None,
) -> None:
    """Another allocation of a family, like this one, put in behind the application."""
    allocation_id = uuid4()
    session.connection().execute(
        A_SECOND_ALLOCATION,
        {"id": allocation_id, "family": family_id, "route": route, "starts_on": starts_on, "like": like},
    )
    session.connection().execute(ITS_AGENCY, {"allocation": allocation_id, "agency": agency_id})


@contextmanager
def as_owner(urls: embedded.Urls) -> Iterator[sa.Connection]:
    """The database as the role that owns its tables; what is done is committed."""
    engine = sa.create_engine(urls.owner_url)
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def figures(release_id: UUID) -> dict[str, Any]:
    """The values of a release's figures, by their ids without the day."""
    with reading(COORDINATOR) as session:
        release = queries.release_by_id(session, release_id)
        return {
            figure.id.removesuffix(f"@{release.as_at}"): figure.value
            for figure in queries.figures_of(session, release)
        }


@contextmanager
def interrupting(words: str, act: Callable[[], None]) -> Iterator[list[str]]:
    """Do something just after the first statement with these words was carried out; the list tells if so."""
    engine = Sessions.kw["bind"]
    met: list[str] = []

    def after(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if words in statement and not met:
            met.append(statement)
            act()

    sa.event.listen(engine, "after_cursor_execute", after)
    try:
        yield met
    finally:
        sa.event.remove(engine, "after_cursor_execute", after)
