"""An import leaves the lines of claims where people have moved them, so that no line is paid for twice."""

from uuid import UUID

import pytest

from app.claims.queries.lines import lines_to_move
from app.claims.rules.lifecycle import LineState
from app.claims.services.moving import move_lines
from app.db import transaction
from tests.claims.claimable import COORDINATOR
from tests.days import TODAY
from tests.intake.files import Load, a_row, examples
from tests.intake.stored import everything, stored


@pytest.fixture
def imported(load: Load) -> Load:
    """The loader, after a drafted line of a claim was loaded."""
    load(examples(), claims=[a_row("claims", state="draft")])
    return load


def moved() -> UUID:
    line_id: UUID = stored("select id from claim_line")[0][0]
    with transaction(COORDINATOR) as session:
        lines = lines_to_move(session, [line_id])
        move_lines(session, lines, LineState.EVIDENCE_COMPLETE, actor=COORDINATOR, on=TODAY)
    return line_id


@pytest.mark.parametrize(
    "cells",
    [
        {"state": "audited"},
        {"state": "withdrawn"},
        {"value_pence": "10000"},
        {"drafted_on": "2013-07-02"},
        {"evidence_on": "2013-06-04"},
        {"part": "order", "source": "Court"},
    ],
)
def test_a_line_that_somebody_has_moved_stays_as_it_is_when_an_import_says_otherwise(
    imported: Load, cells: dict[str, str]
) -> None:
    moved()
    before = everything()

    imported(claims=[a_row("claims", **{"state": "draft", **cells})])

    assert everything() == before


def test_a_line_that_nobody_has_moved_follows_the_import(imported: Load) -> None:
    imported(claims=[a_row("claims", state="submitted")])

    assert stored("select state from claim_line") == [("submitted",)]
