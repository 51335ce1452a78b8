"""The evaluation that stands, with real commits: two who bring it up to date, and writers who commit
meanwhile."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlmodel import col

from app import embedded
from app.access.policies import COMMAND_LINE, SYSTEM
from app.cases.models.evidence import Measurement
from app.cases.models.people import HouseholdMember
from app.cases.rules.merge_words import MergeKind
from app.claims.models.standing import StandingEvaluation
from app.claims.queries.evaluation import evaluate_programme
from app.claims.queries.standing import standings
from app.claims.services.standing import bring_up_to_date, keep_up_to_date
from app.db import reading, transaction
from app.demo.city import write_new_city
from app.intake import services as intake
from tests.claims.random_families import families, store
from tests.claims.test_standing import a_measurement, agrees, bring, now, runs
from tests.conftest import TODAY
from tests.merging.whole_database import merge, undo

JULY_2013 = date(2013, 7, 12)


@pytest.fixture
def standing(separate_database: embedded.Urls) -> None:
    """Forty families in a database of their own, of whom an evaluation stands."""
    engine = sa.create_engine(separate_database.app_url)
    with engine.begin() as connection:
        store(connection, families(31, 40, JULY_2013))
    engine.dispose()
    bring_up_to_date(today=JULY_2013, actor=SYSTEM)


def homes() -> list[tuple[UUID, UUID]]:
    """Who lives in which family of the programme."""
    with reading(SYSTEM) as session:
        found = sa.select(HouseholdMember.family_id, HouseholdMember.person_id).join(
            StandingEvaluation, col(StandingEvaluation.family_id) == col(HouseholdMember.family_id)
        )
        return [
            (home.family_id, home.person_id)
            for home in session.execute(found.order_by(*found.selected_columns))
        ]


def test_what_a_writer_commits_while_the_evaluation_is_brought_up_to_date_is_evaluated_next(standing):
    family_id, person_id = homes()[0]
    with transaction(SYSTEM) as writing:
        writing.add(a_measurement(person_id))
        writing.flush()
        # Neither waits for the other; the mark is not there yet for whoever looks now.
        bring_up_to_date(today=JULY_2013, actor=SYSTEM, everything=True)

    assert bring() == {family_id}
    agrees()


def test_two_at_once_bring_it_up_to_date_once(standing):
    for family_id, person_id in homes()[:5]:
        with transaction(SYSTEM) as session:
            session.add(a_measurement(person_id, date(2004, 1, 1)))
        before, ready = runs(), Barrier(3)

        def bring_now(ready: Barrier = ready) -> int:
            ready.wait()
            return bring_up_to_date(today=JULY_2013, actor=SYSTEM).families

        def keep_now(ready: Barrier = ready) -> int:
            ready.wait()
            keep_up_to_date(today=JULY_2013)
            return 0

        with ThreadPoolExecutor(3) as people:
            done = [people.submit(what) for what in (bring_now, bring_now, keep_now)]
            assert sum(one.result() for one in done) <= 1

        after = runs()
        assert {each for each in after if after[each] != before[each]} == {family_id}
    agrees()


def test_writers_and_those_who_bring_it_up_to_date_lose_nothing_between_them(standing):
    ready = Barrier(4)

    def write(number: int) -> None:
        ready.wait()
        for place, (_, person_id) in enumerate(homes()[number::2][:12]):
            with transaction(SYSTEM) as session:
                session.add(a_measurement(person_id, date(2003, 1, 1 + place)))
                session.execute(
                    sa.update(Measurement).where(col(Measurement.person_id) == person_id).values(value=place)
                )

    def keep() -> None:
        ready.wait()
        for _ in range(8):
            bring_up_to_date(today=JULY_2013, actor=SYSTEM)

    with ThreadPoolExecutor(4) as people:
        done = [people.submit(write, 0), people.submit(write, 1), people.submit(keep), people.submit(keep)]
        for one in done:
            one.result()

    bring_up_to_date(today=JULY_2013, actor=SYSTEM)
    agrees()


def test_an_import_and_a_merge_in_the_city_have_only_the_families_that_they_touch_evaluated_again(
    own_city: embedded.Urls, tmp_path
):
    bring_up_to_date(today=TODAY, actor=SYSTEM)
    city = now()
    assert len(city) > 1_000

    write_new_city(tmp_path)
    report = intake.load_import(tmp_path, actor=COMMAND_LINE, today=TODAY)
    assert report.is_loaded
    assert bring(TODAY) == set()  # the same files again change nothing

    measurements = tmp_path / "measurements.csv"
    lines = measurements.read_text(encoding="utf-8").splitlines()
    cells = lines[1].split(",")
    for file in tmp_path.iterdir():
        if file != measurements:
            file.unlink()
    cells[lines[0].split(",").index("value")] = "9999"
    measurements.write_text("\n".join([lines[0], ",".join(cells)]) + "\n", encoding="utf-8")
    assert intake.load_import(tmp_path, actor=COMMAND_LINE, today=TODAY).is_loaded
    touched = bring(TODAY)
    assert len(touched) == 1
    assert_what_stands_is_what_the_facts_say()

    ids = sorted(city)
    done = merge(MergeKind.FAMILY, ids[0], ids[1])
    assert ids[0] in bring(TODAY) <= set(ids[:2])
    assert ids[1] not in now()
    undo(done)
    assert bring(TODAY) == set(ids[:2])
    assert_what_stands_is_what_the_facts_say()


def assert_what_stands_is_what_the_facts_say() -> None:
    with reading(SYSTEM) as session:
        stood = standings(session)
        evaluated = evaluate_programme(session, TODAY)
    assert [(each.family_id, each.parts, each.value) for each in stood] == [
        (each.family_id, each.parts, each.value) for each in evaluated
    ]
