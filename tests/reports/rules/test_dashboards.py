"""What each dashboard shows: the report's tables, each chart beside its table, and the map of the wards."""

from datetime import UTC, datetime

import pytest

from app.reports.disclosure.safe import clear
from app.reports.rules.against_target import figures_now
from app.reports.rules.dashboards import View, compose
from app.reports.rules.document import Chart, Document, Stamp, Table, TileMap
from app.reports.rules.figured import figured
from app.reports.rules.vocabulary import ReleaseKind
from app.reports.rules.ward_map import ALLOCATED
from tests.reports.rules.papers import numbers_of
from tests.reports.rules.rows import a_frozen


def shown(view: View) -> Document:
    frozen = a_frozen(ReleaseKind.BOARD_REPORT)
    manifest, found = frozen.manifest, figured(frozen)
    known = {**figures_now(frozen, frozenset()), **found.figures}
    stamp = Stamp("", manifest.as_at, manifest.dated, datetime(2013, 7, 12, tzinfo=UTC), "0.1.0")
    cleared = clear(known.values(), manifest.profile)
    return compose(view, manifest, cleared, found.relations, stamp, mapped=ALLOCATED)


@pytest.mark.parametrize("view", list(View))
def test_every_number_is_a_figure_and_every_chart_stands_beside_its_table(view: View) -> None:
    document = shown(view)
    blocks = [block for section in document.sections for block in section.blocks]
    tables = {block.id for block in blocks if isinstance(block, Table)}
    drawn = [block for block in blocks if isinstance(block, Chart | TileMap)]

    assert document.title.startswith("Dashboard: ")
    assert drawn
    assert {block.table_id for block in drawn} <= tables
    assert all(number.figure_id in document.figures for number in numbers_of(document.sections))


@pytest.mark.parametrize("view", list(View))
def test_every_number_of_a_chart_stands_in_its_table(view: View) -> None:
    blocks = [block for section in shown(view).sections for block in section.blocks]
    tables = {block.id: set(numbers_of(block)) for block in blocks if isinstance(block, Table)}
    for block in blocks:
        if isinstance(block, Chart):
            assert {bar.number for bar in block.bars} <= tables[block.table_id]


def test_the_dashboards_are_named_as_the_field_names_them() -> None:
    assert [shown(view).title for view in View] == [
        "Dashboard: programme",
        "Dashboard: agencies",
        "Dashboard: wards",
        "Dashboard: CAFs",
    ]
