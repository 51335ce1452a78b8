"""Where a family stands: the rule's table, and the same answer from the database."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.cases.queries.standing import status_of
from app.cases.rules.standing import Allocated, Decided, FamilyStatus, family_status
from app.cases.rules.vocabulary import TriageOutcome

TODAY = date(2013, 7, 12)
BEFORE = date(2012, 11, 26)
YESTERDAY = date(2013, 7, 11)
CHECK = Decided(TriageOutcome.CHECK_FOR_CLAIM, BEFORE)
REFUSE = Decided(TriageOutcome.NOT_TO_BE_ALLOCATED, BEFORE)
ALLOCATE = Decided(TriageOutcome.ALLOCATE, BEFORE)


@pytest.mark.parametrize(
    ("decided", "allocated", "expected"),
    [
        pytest.param(None, None, FamilyStatus.YET_TO_BE_ALLOCATED, id="nothing decided yet"),
        pytest.param(ALLOCATE, None, FamilyStatus.YET_TO_BE_ALLOCATED, id="to be allocated, not done yet"),
        pytest.param(CHECK, None, FamilyStatus.CHECK_FOR_CLAIM, id="to be checked for a claim"),
        pytest.param(REFUSE, None, FamilyStatus.NOT_TO_BE_ALLOCATED, id="not to be allocated"),
        pytest.param(ALLOCATE, Allocated(BEFORE, None), FamilyStatus.WORKED_WITH, id="allocated"),
        pytest.param(None, Allocated(BEFORE, TODAY), FamilyStatus.WORKED_WITH, id="allocated, last day"),
        pytest.param(None, Allocated(BEFORE, YESTERDAY), FamilyStatus.CLOSED, id="ended the day before"),
        pytest.param(REFUSE, Allocated(YESTERDAY, None), FamilyStatus.WORKED_WITH, id="allocated after all"),
        pytest.param(
            CHECK,
            Allocated(YESTERDAY, YESTERDAY),
            FamilyStatus.CLOSED,
            id="checked, then allocated and ended",
        ),
        pytest.param(
            Decided(TriageOutcome.CHECK_FOR_CLAIM, YESTERDAY),
            Allocated(BEFORE, BEFORE),
            FamilyStatus.CHECK_FOR_CLAIM,
            id="ended, then to be checked",
        ),
    ],
)
def test_a_familys_standing_follows_from_its_decision_and_its_allocation(decided, allocated, expected):
    found = family_status(TODAY, identified_on=BEFORE, decided=decided, allocated=allocated)

    assert found is expected


@pytest.mark.parametrize("identified_on", [None, TODAY + timedelta(1)], ids=["never", "only tomorrow"])
def test_a_family_not_on_the_list_by_then_is_not_on_the_programme(identified_on):
    found = family_status(TODAY, identified_on=identified_on, decided=None, allocated=None)

    assert found is FamilyStatus.NOT_ON_PROGRAMME


def test_a_family_is_on_the_programme_from_the_day_it_is_listed():
    found = family_status(TODAY, identified_on=TODAY, decided=None, allocated=None)

    assert found is FamilyStatus.YET_TO_BE_ALLOCATED


days = st.dates(TODAY - timedelta(3), TODAY)
maybe = st.none() | st.dates(TODAY - timedelta(3), TODAY + timedelta(1))


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    identified_on=maybe,
    decided=st.none() | st.builds(Decided, st.sampled_from(TriageOutcome), days),
    allocated=st.none() | st.builds(Allocated, days, maybe),
)
def test_the_database_decides_standing_as_the_rule_does(database, identified_on, decided, allocated):
    def row(**columns):
        return sa.select(*(sa.cast(value, kind).label(name) for name, (value, kind) in columns.items()))

    made = row(
        outcome=(decided and decided.outcome.value, sa.String),
        decided_on=(decided and decided.decided_on, sa.Date),
    ).subquery()
    began = row(
        starts_on=(allocated and allocated.starts_on, sa.Date),
        ends_on=(allocated and allocated.ends_on, sa.Date),
    ).subquery()
    listed_on = sa.cast(identified_on, sa.Date)

    found = database.execute(
        sa.select(status_of(listed_on, made.c, began.c, TODAY)).select_from(made).join(began, sa.true())
    ).scalar_one()

    assert found == family_status(TODAY, identified_on=identified_on, decided=decided, allocated=allocated)
