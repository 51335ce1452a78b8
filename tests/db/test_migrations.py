"""The migrations make what the models say, go both ways, and keep the application's role in its place."""

import importlib
from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import ProgrammingError

from app import embedded, migrate, tables
from app.access.policies import SYSTEM
from app.cases.models.people import Family, Residence, Ward
from app.db import transaction


def test_models_and_migrations_agree(services, template):
    services.create_database("agreement", template=template)

    migrate.check(services.urls("agreement").owner_url)


def test_every_migration_goes_down_and_up_again(services):
    services.create_database("down_and_up")
    url = services.urls("down_and_up").owner_url
    migrate.upgrade(url)
    before = _described(url)

    migrate.downgrade(url, "base")
    left = _tables(url)
    migrate.upgrade(url)

    assert left == {"alembic_version"}
    assert _described(url) == before


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param("create table mine (id int)", id="make a table"),
        pytest.param("alter table family add column extra text", id="add a column"),
        pytest.param(
            "alter table allocation drop constraint ex_allocation_one_current", id="drop a constraint"
        ),
        pytest.param("drop table family", id="drop a table"),
        pytest.param("update audit_event set action = 'other'", id="change the audit trail"),
        pytest.param("delete from audit_event", id="delete from the audit trail"),
        pytest.param("truncate audit_event", id="empty the audit trail"),
        pytest.param("update release set digest = 'other'", id="change a release"),
        pytest.param("delete from figure", id="delete a release's figures"),
        pytest.param("update release_file set content = ''", id="change a released file"),
        pytest.param("update release_step set reason = 'x'", id="change what was decided of a report"),
        pytest.param("delete from release_link", id="delete a link to a report"),
        pytest.param("update correction set was = ''", id="change a correction"),
        pytest.param("update plan_change set was = ''", id="change what was changed in a plan"),
        pytest.param("update alembic_version set version_num = '0'", id="change the schema's version"),
    ],
)
def test_the_application_role_may_not(statement, test_database: embedded.Urls):
    engine = sa.create_engine(test_database.app_url)
    with (
        engine.connect() as connection,
        pytest.raises(ProgrammingError, match=r"permission denied|must be owner"),
    ):
        connection.execute(sa.text(statement))
    engine.dispose()


def test_streets_there_already_are_taken_apart_as_new_ones_are(database):
    addresses = ("Flat 3, 12 St John’s Road", "9a O'Dell-Court.", None, "x" * 61, "Example, Étoile  Rise")
    filling = importlib.import_module("migrations.versions.0017_streets").HOMES_THERE_ALREADY
    with transaction(SYSTEM) as session:
        ward = Ward(name="Basford")
        session.add(ward)
        session.flush()
        for address in addresses:
            family = Family(import_key=str(address), updated_at=datetime.now(UTC))
            session.add(family)
            session.flush()
            session.add(
                Residence(family_id=family.id, ward_id=ward.id, address=address, starts_on=date(2010, 6, 1))
            )
    kept = set(database.execute(sa.text("select key from known_street")).scalars())
    database.execute(sa.text("delete from known_street"))

    database.execute(sa.text(filling))

    assert set(database.execute(sa.text("select key from known_street")).scalars()) == kept
    assert kept == {"flat", "johns", "road", "odell-court", "example", "étoile", "rise"}


A_RELEASE = """
    insert into release (id, kind, profile, title, as_at, dated, made_at, made_by, code_version, digest,
        manifest)
    values (gen_random_uuid(), :kind, 'internal', 'Made before', '2013-03-31', '2013-03-31', now(),
        gen_random_uuid(), 'before', :kind, '{}')
"""


def test_board_reports_that_are_there_already_count_as_drafts_and_returns_do_not(services, template):
    services.create_database("approvals", template=template)
    url = services.urls("approvals").owner_url
    migrate.downgrade(url, "0031")
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.begin() as connection:
        for kind in ("board-report", "government-return"):
            connection.execute(sa.text(A_RELEASE), {"kind": kind})

    migrate.upgrade(url)

    with engine.connect() as connection:
        found = connection.execute(
            sa.text(
                "select kind, state, version from release_approval join release on release.id = release_id"
            )
        ).all()
    assert found == [("board-report", "draft", 1)]
    services.drop_database("approvals")


def test_the_application_role_owns_nothing(test_database: embedded.Urls):
    engine = sa.create_engine(test_database.app_url)
    with engine.connect() as connection:
        owned = connection.execute(
            sa.text("select count(*) from pg_class where pg_get_userbyid(relowner) = current_user")
        ).scalar_one()
    engine.dispose()

    assert owned == 0


def _tables(url: str) -> set[str]:
    engine = sa.create_engine(url)
    found = set(sa.inspect(engine).get_table_names())
    engine.dispose()
    return found


def _described(url: str) -> dict[str, list[tuple[str, str]]]:
    engine = sa.create_engine(url)
    inspector = sa.inspect(engine)
    described = {
        name: sorted((column["name"], str(column["type"])) for column in inspector.get_columns(name))
        for name in tables.metadata.tables
    }
    engine.dispose()
    return described
