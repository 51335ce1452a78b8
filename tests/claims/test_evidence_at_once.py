"""Two people supplying evidence of one child at the same instant, on connections of their own."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from threading import Barrier

import pytest
from sqlmodel import select

from app import db
from app.cases.models.evidence import Measurement
from app.claims.models.supplied import EvidenceEntry, EvidenceRequest
from app.claims.services import checking, requesting, supplying
from app.claims.services.recording import Supplied
from app.db import reading
from app.errors import Conflict, DomainError
from tests.cases.builders import TODAY
from tests.claims.evidence_world import ABSENCE, World

TIMES = 5


@pytest.fixture
def world(separate_database):
    """A family in a database whose transactions really commit."""
    engine = db.connect(separate_database.app_url, pool_size=8)
    yield World()
    db.Sessions.configure(bind=None)
    engine.dispose()


def at_once(*acts):
    """What each of several acts came to, begun at the same instant: a value, or the refusal's code."""
    barrier = Barrier(len(acts))

    def begun(act):
        barrier.wait()
        try:
            return act()
        except DomainError as refusal:
            return refusal.code

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(begun, acts))


def count(world, table):
    with reading(world.coordinator) as session:
        return len(session.exec(select(table)).all())


def test_two_figures_for_one_term_make_one_measurement_and_the_second_is_shown_the_first(world):
    terms = ("2012-summer", "2012-autumn", "2013-spring", "2011-autumn", "2012-spring")
    for done, term in enumerate(terms[:TIMES], start=1):
        given = Supplied(
            source="School", extract_on=date(2013, 7, 9), kind=ABSENCE, person_id=world.child, term=term
        )
        entered = at_once(
            *(
                lambda given=given, actor=actor, figure=figure: supplying.enter(
                    world.family, replace(given, figure=figure), actor=actor, today=TODAY
                )
                for actor, figure in ((world.lead, "4"), (world.coordinator, "5"))
            )
        )

        assert entered.count("figure-held") == 1
        assert (count(world, Measurement), count(world, EvidenceEntry)) == (done, done)


def test_two_who_correct_the_same_figure_correct_it_once(world):
    world.measured(ABSENCE, date(2012, 9, 3), date(2012, 12, 21), 800)
    given = Supplied(
        source="School",
        extract_on=date(2013, 7, 9),
        kind=ABSENCE,
        person_id=world.child,
        term="2012-autumn",
        figure="4",
    )
    for number in range(TIMES):
        given = replace(given, figure=str(number))
        held = supplying.on_record(world.family, given, actor=world.lead, today=TODAY)
        seen = replace(given, replaces=held.tag)
        done = at_once(
            *(
                lambda actor=actor, more=more, seen=seen: supplying.enter(
                    world.family,
                    replace(seen, figure=f"{seen.figure}.{more}"),
                    actor=actor,
                    today=TODAY,
                )
                for actor, more in ((world.lead, 1), (world.coordinator, 2))
            )
        )

        assert done.count("figure-held") == 1
        assert count(world, EvidenceEntry) == number + 1


def test_asked_for_twice_at_once_each_figure_is_asked_for_once(world):
    world.eligible()
    world.school_figures(but="2012-autumn")
    asked = at_once(*[lambda: requesting.ask([world.family], actor=world.coordinator, today=TODAY)] * 4)

    assert sorted(each.asked for each in asked) == [0, 0, 0, 1]
    assert count(world, EvidenceRequest) == 1


def test_checked_by_two_at_once_it_is_checked_by_one(world):
    entry = supplying.enter(
        world.family,
        Supplied(
            source="School",
            extract_on=date(2013, 7, 9),
            kind=ABSENCE,
            person_id=world.child,
            term="2012-autumn",
            figure="4",
        ),
        actor=world.lead,
        today=TODAY,
    )

    done = at_once(
        *(
            lambda actor=actor: checking.check_entry(world.family, entry, actor=actor, today=TODAY)
            for actor in (world.manager, world.coordinator)
        )
    )

    assert sorted(map(str, done)) == ["None", "checked-already"]
    with pytest.raises(Conflict):
        checking.check_entry(world.family, entry, actor=world.manager, today=TODAY)
