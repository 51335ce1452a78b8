"""The dashboards print the report's figures, count them once, and count again as soon as a fact changes."""

import json
import re
from datetime import date

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from app import db, embedded
from app.cases.rules.corrections import WardCorrection
from app.cases.services import families as cases
from app.db import reading, transaction
from app.errors import Forbidden
from app.reports import freezing, standing
from app.reports import services as reports
from app.reports.dashboards import Dashboard, dashboard
from app.reports.queries.standing import closed_families
from app.reports.render.json import render_json
from app.reports.render.words import plain_number
from app.reports.rules.dashboards import View
from app.reports.rules.document import Table, TileMap
from app.reports.rules.frozen import Frozen
from app.reports.rules.ward_map import ALLOCATED, MEASURES
from tests.conftest import ANALYST, COORDINATOR, TODAY
from tests.reports.conftest import Released
from tests.reports.records import A_FAMILY_OF_BASFORD, ask, figures
from tests.reports.requests import AS_AT, COUNCIL

pytestmark = pytest.mark.usefixtures("on_the_demonstrations_day")
TABLES = "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'"
MARKED = "select tgrelid::regclass::text from pg_trigger where tgname = 'fact_changed'"
BASFORD = f"{ALLOCATED}[ward=Basford]@{AS_AT}"


def shown(view: View = View.WARD, as_at: date = AS_AT) -> Dashboard:
    return dashboard(view, mapped=ALLOCATED, as_at=as_at, organisation=COUNCIL, actor=COORDINATOR)


@pytest.mark.parametrize("view", list(View))
def test_every_figure_is_the_board_report_s_and_the_data_sheet_s_of_the_same_day(
    released: Released, view: View
) -> None:
    document = shown(view).document
    found = json.loads(render_json(document))
    values = {f"{each['id'].rpartition('@')[0]}": each["value"] for each in found["figures"]}
    report = figures(released.report_id)
    sheet = reports.live_data_sheet(as_at=AS_AT, organisation=COUNCIL, actor=COORDINATOR)

    assert len(report) > 500
    assert {name: values[name] for name in report} == {name: plain_number(report[name]) for name in report}
    assert all(document.figures[name].value == each.value for name, each in sheet.figures.items())
    charts = [block for part in found["sections"] for block in part["blocks"] if "chart" in block]
    assert {each["table"] for each in charts} <= {each["id"] for each in found["tables"]}


def test_figures_are_counted_once_and_again_as_soon_as_a_fact_is_corrected(
    own_city: embedded.Urls, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts: list[date] = []
    freeze = freezing.freeze_board

    def counting(session: Session, *, organisation: str, as_at: date, dated: date) -> Frozen:
        counts.append(as_at)
        return freeze(session, organisation=organisation, as_at=as_at, dated=dated)

    monkeypatch.setattr(freezing, "freeze_board", counting)
    first = shown()
    assert shown(View.CAF).counted_at == first.counted_at
    shown(as_at=date(2013, 2, 28))
    assert counts == [AS_AT, date(2013, 2, 28)]

    ((family_id, _, version),) = ask(A_FAMILY_OF_BASFORD, as_at=AS_AT)
    ((aspley,),) = ask("select id from ward where name = 'Aspley'")
    cases.correct_ward(
        family_id,
        aspley,
        version=version,
        reason=WardCorrection.MISTAKE_ON_THE_LIST,
        actor=COORDINATOR,
        today=TODAY,
    )
    again = shown()
    assert again.document.figures[BASFORD].value == first.document.figures[BASFORD].value - 1
    assert again.counted_at > first.counted_at
    assert shown().counted_at == again.counted_at, "and stands from then on"


def test_a_fact_committed_late_is_seen_although_others_were_committed_after_it_was_written(
    own_city: embedded.Urls,
) -> None:
    one = "update ward set name = name where name = 'Aspley'"
    with transaction(COORDINATOR) as slow:
        slow.execute(sa.text(one))
        with transaction(COORDINATOR) as fast:
            fast.execute(sa.text("update agency set name = name where code = 'FIP'"))
        first = shown()
        assert shown().counted_at == first.counted_at
        with db.Sessions() as session, session.begin():
            session.execute(sa.text(one.replace("Aspley", "Basford")))
            mine = standing.counted(session, as_at=AS_AT, organisation=COUNCIL)
            assert mine.counted_at > first.counted_at, "whoever writes is counted for alone"
        second = shown()
    assert shown().counted_at > second.counted_at


def test_every_table_that_figures_are_counted_from_leaves_a_mark_when_written(
    released: Released,
) -> None:
    said: list[str] = []
    with reading(COORDINATOR) as session:
        connection = session.connection()
        tables, marked = (set(connection.execute(sa.text(each)).scalars()) for each in (TABLES, MARKED))

        def note(_: object, __: object, statement: str, *___: object) -> None:
            said.append(statement)

        sa.event.listen(connection, "before_cursor_execute", note)
        freezing.freeze_board(session, organisation=COUNCIL, as_at=AS_AT, dated=AS_AT)
        closed_families(session, AS_AT)
        sa.event.remove(connection, "before_cursor_execute", note)
    read = {word for each in said for word in re.findall(r"\w+", each)} & tables
    assert {"family", "assessment", "residence", "rule_pack_edition", "target"} <= read
    # The report before is read for its words alone: no figure is counted from it.
    assert read - marked == {"release"}


def test_only_those_who_see_the_data_sheet_see_a_dashboard(released: Released) -> None:
    with pytest.raises(Forbidden):
        dashboard(View.CAF, mapped=ALLOCATED, as_at=AS_AT, organisation=COUNCIL, actor=ANALYST)


@pytest.mark.parametrize("measure", list(MEASURES))
def test_the_map_shows_the_numbers_of_its_column_of_the_table(released: Released, measure: str) -> None:
    found = dashboard(View.WARD, mapped=measure, as_at=AS_AT, organisation=COUNCIL, actor=COORDINATOR)
    tiles, table = found.document.sections[0].blocks
    assert isinstance(tiles, TileMap)
    assert isinstance(table, Table)
    column = list(MEASURES).index(measure)
    assert [(tile.label, tile.number) for tile in tiles.tiles] == [
        (row.header, row.cells[column][0]) for row in table.rows[:-1]
    ]
