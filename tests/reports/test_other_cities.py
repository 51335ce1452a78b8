"""Cities of another size or seed are reported by the same rules, and reconcile."""

from pathlib import Path

import pytest

from app import embedded
from app.demo.city import write_new_city
from app.intake import services as intake
from app.reports import services as reports
from tests.conftest import ANALYST, COORDINATOR, TODAY
from tests.reports.records import figures
from tests.reports.requests import AS_AT, COUNCIL, made_report, made_return

pytestmark = pytest.mark.usefixtures("on_the_demonstrations_day")


@pytest.mark.parametrize(
    ("seed", "families"),
    [
        pytest.param(1066, None, id="another seed"),
        pytest.param(2013, 100, id="a hundred families"),
        pytest.param(7, 2000, id="two thousand families"),
    ],
)
def test_a_city_of_another_seed_or_size_reconciles(
    separate_database: embedded.Urls, tmp_path: Path, seed: int, families: int | None
):
    write_new_city(tmp_path, seed=seed, families=families)
    assert intake.load_import(tmp_path, actor=ANALYST, today=TODAY).is_loaded

    report, government_return = made_report(), made_return()

    assert figures(report)["families.listed"] == (families or 1215)
    assert figures(government_return)["families.worked-with"] >= figures(report)["families.worked-with"]
    assert reports.rebuilt(report, actor=COORDINATOR).figures == ()
    assert all(
        each.holds for each in reports.reconciliation(as_at=AS_AT, organisation=COUNCIL, actor=COORDINATOR)
    )
