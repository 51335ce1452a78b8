"""Briefs: a unit's own cases exact, and a group in which nobody can be told from anybody."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from app.reports.render.words import text_of
from app.reports.rules import briefs
from app.reports.rules.briefs import Found, Group, UnitOf, group_of, of_group
from app.reports.rules.partner_rows import InvitationRow, PractitionerRow, ReferralRow, WorkedRow
from tests.reports.rules.papers import printed_cells, table_of
from tests.reports.rules.rows import AS_AT, a_frozen, an_assessment, number

OVERSEEN = next(line for line in briefs.lines(AS_AT) if line.words == "Families overseen on time")
ASSESSED = next(line for line in briefs.lines(AS_AT) if line.days is not None)


def units(*sizes: int, kind: str = "SCHOOL", first: int = 1) -> list[UnitOf]:
    return [UnitOf(number(place), f"Place {place}", kind, size) for place, size in enumerate(sizes, first)]


def found(unit: int, cases: int, part: int) -> dict[UUID, Found]:
    ids = tuple(number(unit * 100 + each) for each in range(cases))
    return {number(unit): Found(ids, ids[:part])}


@pytest.mark.parametrize(
    ("others", "members", "words"),
    [
        pytest.param(units(4, 4, 2, 8, 5, 9, first=2), {2, 3, 4, 5, 6}, "half to twice", id="alike in size"),
        pytest.param(units(4, 4, 9, 20, 1, first=2), {2, 3, 4, 5, 6}, "of any size", id="of its kind"),
        pytest.param(
            [*units(4, 4, first=2), *units(4, 4, 4, kind="HEALTH", first=4)],
            {2, 3, 4, 5, 6},
            "of every kind",
            id="of every kind",
        ),
        pytest.param(units(4, 4, 4, 4, first=2), set(), "no comparison", id="four others are too few"),
        pytest.param(units(4, 4, 4, 4, 0, first=2), set(), "no comparison", id="nobody works at the fifth"),
    ],
)
def test_whom_a_unit_is_compared_with(others, members, words):
    (unit,) = units(4)

    group = group_of(unit, [unit, *others])

    assert group.members == {number(each) for each in members}
    assert words in group.sentence


def test_a_group_of_five_with_enough_cases_has_a_median_and_no_range():
    group = Group(frozenset(number(each) for each in range(1, 8)), "")
    held = {key: value for unit in range(1, 6) for key, value in found(unit, 10, unit).items()}
    held |= found(6, 5, 5) | found(99, 10, 10)

    assert of_group(OVERSEEN, held, group) == (Decimal(30),)
    assert of_group(OVERSEEN, {**held, **found(5, 5, 5)}, group) == ()


def test_a_group_of_eight_has_its_middle_half_rounded_to_five():
    group = Group(frozenset(number(each) for each in range(1, 9)), "")
    held = {key: value for unit in range(1, 9) for key, value in found(unit, 12, unit).items()}

    assert of_group(OVERSEEN, held, group) == (Decimal(40), Decimal(25), Decimal(50))


def test_a_mean_of_nothing_has_no_value():
    assert Found().value(ASSESSED) is None
    assert Found().value(OVERSEEN) is None
    assert Found(days=(3, 4, 5)).value(ASSESSED) == 4


def a_brief(group: Group, others: int):
    """A brief of place 1 with a case of everything; the others have ten families each."""
    worked = [WorkedRow(number(1000), "SCHOOL", "by-default", 0, True)]
    unit_of = {number(1000): number(1)}
    for other in range(2, 2 + others):
        for each in range(10):
            worked.append(WorkedRow(number(other * 1000 + each), "SCHOOL", None, 0, each < other))
            unit_of[number(other * 1000 + each)] = number(other)
    mine = {10: an_assessment(10, consented_on=date(2012, 8, 1), assessment_completed_on=date(2012, 8, 11))}
    mine[11] = an_assessment(
        11, first_team_meeting_on=date(2012, 10, 1), first_reviewed_on=date(2012, 10, 1) + timedelta(weeks=12)
    )
    frozen = replace(
        a_frozen(assessments=list(mine.values())),
        worked=tuple(worked),
        invitations=(
            InvitationRow(number(20), "SCHOOL", date(2013, 2, 1), "attended"),
            InvitationRow(number(21), "SCHOOL", date(2012, 2, 1), "no-reply"),
        ),
        practitioners=(PractitionerRow(number(30), "SCHOOL", ("1",), False),),
        referrals=(ReferralRow(number(40), "SCHOOL", date(2013, 1, 1), "accepted", date(2013, 1, 8)),),
    )
    unit_of |= dict.fromkeys(map(number, (10, 11, 20, 21, 30, 40)), number(1))
    return briefs.compose(
        frozen,
        UnitOf(number(1), "Alder Example Academy", "SCHOOL", 2),
        group,
        unit_of,
        made_at=datetime(2013, 7, 12, tzinfo=UTC),
        code="0.1.0",
    )


def test_a_brief_shows_its_own_cases_exactly_and_names_nobody_of_the_group():
    paper = a_brief(Group(frozenset(number(each) for each in range(2, 10)), "Others of its kind."), others=8)

    rows = {row.header: printed_cells(paper, row) for row in table_of(paper, "brief").rows}
    assert rows["Families overseen on time"] == ["1", "100%", "55%", "40% to 70%"]
    too_few = "Too few"
    assert rows["First CAF reviews on time"] == ["1", "100%", too_few, "Not shown"]
    assert rows["Days from consent to assessment"] == ["1", "10 days", too_few, "Not shown"]
    assert rows["Team meetings attended"] == ["1", "100%", too_few, "Not shown"]
    assert rows["Practitioners trained"] == ["1", "100%", too_few, "Not shown"]
    assert rows["Days from referral to decision"] == ["1", "7 days", too_few, "Not shown"]
    theirs = [each for each in paper.figures.values() if ("of", "similar-group") in each.coordinates]
    assert theirs
    assert not [each for each in theirs if each.members or each.inputs]
    assert [each for each in paper.figures.values() if not briefs.is_own(each)] == theirs
    assert text_of(paper, paper.sections[0].blocks[1].text) == "Others of its kind."


def test_a_brief_without_a_group_compares_nothing():
    paper = a_brief(Group(frozenset(), "There is no comparison."), others=3)

    assert {cell for row in table_of(paper, "brief").rows for cell in printed_cells(paper, row)[2:]} == {
        "No comparison",
        "Not shown",
    }


def test_every_figure_of_a_briefs_own_cases_says_what_it_counts():
    paper = a_brief(Group(frozenset(), "There is no comparison."), others=0)

    defined = briefs.definitions(paper.stamp.as_at)
    assert [each.measure for each in paper.figures.values() if not defined.get(each.measure)] == []
