"""The migrations make what the models say, go both ways, and keep the application's role in its place."""

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import ProgrammingError

from app import embedded, migrate, tables


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
