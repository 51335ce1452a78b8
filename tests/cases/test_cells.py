"""Families in cells by ward, agency and standing, and the margins that follow."""

from datetime import timedelta
from functools import partial
from itertools import product
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.access.policies import Actor
from app.access.roles import Role
from app.cases.queries.cells import status_cells, status_counts
from app.cases.rules.cells import SHARED, TOTAL, Cell, with_margins
from app.cases.rules.standing import FamilyStatus
from app.cases.rules.vocabulary import TriageOutcome
from app.cases.services import overview
from app.db import reading
from app.errors import Forbidden
from tests.cases.builders import (
    TODAY,
    a_decision,
    a_family,
    a_meeting,
    a_ward,
    an_agency,
    an_allocation,
)

COORDINATOR = Actor(UUID(int=101), frozenset({Role.PROGRAMME_COORDINATOR}))
LEAD = Actor(UUID(int=102), frozenset({Role.LEAD_PROFESSIONAL}))

cells = st.lists(
    st.builds(
        Cell,
        st.none() | st.sampled_from(["Basford", "Bulwell"]),
        st.none() | st.sampled_from(["HEALTH", SHARED]),
        st.sampled_from(FamilyStatus),
        st.integers(1, 50),
    ),
    unique_by=lambda cell: (cell.ward, cell.agency, cell.status),
)


@given(cells)
def test_every_margin_is_the_sum_of_the_cells_in_it(found):
    margins = with_margins(found)

    for ward, agency, status in product(
        (None, "Basford", "Bulwell", TOTAL), (None, "HEALTH", SHARED, TOTAL), (*FamilyStatus, TOTAL)
    ):
        expected = sum(
            cell.families
            for cell in found
            if ward in (cell.ward, TOTAL)
            and agency in (cell.agency, TOTAL)
            and status in (cell.status, TOTAL)
        )
        assert margins.get((ward, agency, status), 0) == expected


def test_no_cells_have_no_margins():
    assert with_margins([]) == {}


def test_families_are_counted_once_in_the_cell_where_they_stand(database):
    basford, health, school = a_ward("Basford"), an_agency("HEALTH"), an_agency("SCHOOL")
    meeting = a_meeting(basford)
    an_allocation(a_family(basford), health)
    an_allocation(a_family(basford), health, school)
    an_allocation(a_family(basford), health, ends_on=TODAY - timedelta(1))
    revised = a_family()
    a_decision(revised, meeting, TriageOutcome.CHECK_FOR_CLAIM)
    a_decision(revised, meeting, TriageOutcome.NOT_TO_BE_ALLOCATED, decided_on=TODAY)
    a_family(basford, listed_on=None)
    a_family(basford, listed_on=TODAY + timedelta(1))

    with reading(COORDINATOR) as session:
        found, counts = status_cells(session, TODAY), status_counts(session, TODAY)

    margins = with_margins(found)
    assert counts == {status: margins[TOTAL, TOTAL, status.value] for status in counts}
    assert sum(counts.values()) == margins[TOTAL, TOTAL, TOTAL] == 4
    assert set(found) == {
        Cell("Basford", "HEALTH", FamilyStatus.WORKED_WITH, 1),
        Cell("Basford", SHARED, FamilyStatus.WORKED_WITH, 1),
        Cell("Basford", None, FamilyStatus.CLOSED, 1),
        Cell(None, None, FamilyStatus.NOT_TO_BE_ALLOCATED, 1),
    }


def test_the_service_gives_cells_and_totals_together(database):
    an_allocation(a_family(), an_agency())
    a_family()

    found = overview.families_by_cell(on=TODAY, actor=COORDINATOR)

    assert found[TOTAL, TOTAL, TOTAL] == 2
    assert found[TOTAL, TOTAL, FamilyStatus.WORKED_WITH.value] == 1
    assert found[None, "HEALTH", FamilyStatus.WORKED_WITH.value] == 1


@pytest.mark.parametrize(
    "read",
    [
        partial(overview.families_by_cell, on=TODAY),
        partial(overview.caf_register, today=TODAY),
        partial(overview.data_quality, today=TODAY),
    ],
    ids=["the cells", "the register", "data quality"],
)
def test_a_lead_professional_is_refused_the_whole_programme(database, read):
    with pytest.raises(Forbidden):
        read(actor=LEAD)
