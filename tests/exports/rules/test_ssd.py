"""The early help table of the standard safeguarding dataset."""

from datetime import date
from typing import Any

import pytest

from app.exports.rules import ssd
from app.exports.rules.columns import names
from tests.exports.an_episode import AS_AT, an_episode


def test_the_columns_are_the_eight_items_in_order() -> None:
    assert names(ssd.COLUMNS) == (
        "earl_episode_id",
        "earl_person_id",
        "earl_episode_start_date",
        "earl_episode_end_date",
        "earl_episode_reason",
        "earl_episode_end_reason",
        "earl_episode_organisation",
        "earl_episode_worker_id",
    )


def test_a_closed_episode_has_its_end_and_its_reason() -> None:
    closed = an_episode(closed_on=date(2013, 6, 3), closure_reason="needs-met")

    assert ssd.row(closed, AS_AT) == (
        "00000000-0000-0000-0000-000000000001",
        "P-0001",
        "2013-01-07",
        "2013-06-03",
        "behaviour",
        "needs-met",
        "Health visiting",
        "LP-0001",
    )


def test_an_open_episode_has_neither() -> None:
    assert ssd.row(an_episode(), AS_AT)[3:6:2] == (None, None)


@pytest.mark.parametrize(
    ("given", "rules"),
    [
        ({}, []),
        ({"closed_on": date(2013, 6, 3)}, [ssd.END_WITHOUT_REASON]),
        ({"closure_reason": "other"}, [ssd.END_WITHOUT_REASON]),
        ({"closed_on": date(2013, 1, 6), "closure_reason": "other"}, [ssd.END_BEFORE_START]),
        ({"closed_on": date(2013, 1, 7), "closure_reason": "other"}, []),
        ({"primary_reason": None}, [ssd.NO_REASON]),
        ({"lead_agency": None}, [ssd.NO_ORGANISATION]),
        ({"worker": None}, [ssd.NO_WORKER]),
        ({"overlaps": True}, [ssd.OVERLAPS]),
        ({"initiated_on": date(2011, 7, 11)}, [ssd.LONG_OPEN]),
    ],
)
def test_each_fault_is_found_by_its_own_check(given: dict[str, Any], rules: list[object]) -> None:
    assert list(ssd.faults(an_episode(**given), AS_AT)) == rules
