"""The six outcomes after early help: how closures stand for them, and what is left empty."""

from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from app.exports.rules import adcs
from app.exports.rules.adcs import Outcome, Tally
from app.exports.rules.episodes import Episode
from tests.exports.an_episode import an_episode

CLOSED_ON = date(2013, 6, 3)


def _closed(reason: str | None, number: int = 2, **given: object) -> Episode:
    return an_episode(assessment_id=UUID(int=number), closed_on=CLOSED_ON, closure_reason=reason, **given)


@pytest.mark.parametrize(
    ("reason", "met", "outcome"),
    [
        ("escalated-to-social-care", True, Outcome.STEP_UP),
        ("needs-met", True, Outcome.SUPPORT),
        ("needs-met", False, Outcome.SUPPORT),
        ("family-disengaged", False, Outcome.NO_SUPPORT),
        ("family-disengaged", True, Outcome.END_OF_SUPPORT),
        ("consent-withdrawn", False, Outcome.NO_SUPPORT),
        ("consent-withdrawn", True, Outcome.END_OF_SUPPORT),
        ("moved-away", False, Outcome.NO_SUPPORT),
        ("moved-away", True, Outcome.END_OF_SUPPORT),
        ("other", True, None),
    ],
)
def test_a_closure_stands_for_one_of_the_six_or_for_none(
    reason: str, met: bool, outcome: Outcome | None
) -> None:
    met_on = date(2013, 2, 10) if met else None

    assert adcs.outcome(_closed(reason, first_team_meeting_on=met_on)) is outcome


def test_an_assessment_of_several_children_is_counted_once_and_its_children_each() -> None:
    counted = Tally()

    first = [counted.add(_closed("needs-met", 7)) for _ in range(3)]
    counted.add(_closed("escalated-to-social-care", 8))

    assert first == [True, False, False]
    rows = {row[0]: row[1:] for row in counted.rows()}
    assert rows[Outcome.SUPPORT] == (1, 3, 2, Decimal("50.0"), 45)
    assert rows[Outcome.STEP_UP] == (1, 1, 2, Decimal("50.0"), 7)


def test_what_the_records_do_not_hold_is_empty_and_not_nought() -> None:
    counted = Tally()
    counted.add(_closed("needs-met"))
    rows = {row[0]: row[1:] for row in counted.rows()}

    assert rows[Outcome.ADVICE] == (None, None, None, None, 14)
    assert rows[Outcome.STEP_DOWN] == (None, None, None, None, 13)
    assert rows[Outcome.NO_SUPPORT] == (0, 0, 1, Decimal("0.0"), 8)


def test_a_closure_for_another_reason_is_counted_apart_and_in_no_share() -> None:
    counted = Tally()
    counted.add(_closed("other", 8))
    counted.add(_closed("needs-met", 9))
    rows = {row[0]: row[1:] for row in counted.rows()}

    assert rows[adcs.NOT_MAPPED] == (1, 1, None, None, None)
    assert rows[Outcome.SUPPORT][2:4] == (1, Decimal("100.0"))


def test_there_is_no_share_of_nothing() -> None:
    rows = {row[0]: row[1:] for row in Tally().rows()}

    assert rows[Outcome.SUPPORT] == (0, 0, None, None, 45)


def test_the_rows_are_the_six_in_the_researchs_order_and_one_more() -> None:
    assert [row[0] for row in Tally().rows()] == [*Outcome, adcs.NOT_MAPPED]
    assert sum(adcs.ENGLAND.values()) == 100


def test_a_small_count_is_to_be_looked_at_and_one_of_six_is_not() -> None:
    counted = Tally()
    for number in range(6):
        counted.add(_closed("needs-met", 10 + number))
    counted.add(_closed("escalated-to-social-care", 30))

    found = [(each.rule, each.row) for each in counted.faults()]

    assert found == [(adcs.SMALL, 1), (adcs.NOT_HELD, 2), (adcs.NOT_HELD, 3)]


@pytest.mark.parametrize(
    ("reason", "rules"), [("needs-met", []), ("other", [adcs.OTHER]), (None, [adcs.NO_REASON])]
)
def test_a_closure_that_stands_for_none_of_the_six_says_why(reason: str | None, rules: list[object]) -> None:
    assert list(adcs.faults(_closed(reason))) == rules


def test_each_closed_assessment_stands_behind_the_counts() -> None:
    assert adcs.behind(_closed("needs-met")) == (
        "00000000-0000-0000-0000-000000000002",
        "PF-000012K",
        "caf",
        "2013-06-03",
        "needs-met",
        "2013-02-10",
        Outcome.SUPPORT,
    )
    assert adcs.behind(an_episode(first_team_meeting_on=None))[3:] == (None, None, None, None)
