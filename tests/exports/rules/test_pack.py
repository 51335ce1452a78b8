"""What a pack may be asked for, how its impact is counted, and what is to be looked at in it."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from app.errors import RuleRefused
from app.exports.rules import pack_checks
from app.exports.rules.catalogue import KEPT_FOR, KINDS, has_expired
from app.exports.rules.checks import Found
from app.exports.rules.impact import Impact, Worked, impact
from app.exports.rules.list_two import NO_START
from app.exports.rules.pack import (
    LARGEST_SEED,
    PRINTED,
    ActionListed,
    AuditListed,
    ChildListed,
    Cover,
    First,
    Pack,
    Printed,
    Said,
    Story,
    Wanted,
    check_wanted,
)
from app.exports.rules.vocabulary import ExportName
from app.periods import Period
from tests.exports.an_episode import an_episode

AS_AT = date(2013, 7, 12)
YEAR = Period(date(2012, 7, 13), AS_AT)


def test_the_pack_looks_back_three_twelve_and_six_months() -> None:
    wanted = Wanted(AS_AT)

    assert wanted.children_in == Period(date(2013, 4, 13), AS_AT)
    assert wanted.impact_in == YEAR
    assert wanted.audits_in == Period(date(2013, 1, 13), AS_AT)


@pytest.mark.parametrize(
    ("draw", "seed", "chosen", "code"),
    [
        (-1, 0, (), "no-such-number"),
        (21, 0, (), "too-many-cases"),
        (20, 0, ("PF-000012K",), "too-many-cases"),
        (1, -1, (), "seed"),
        (1, LARGEST_SEED + 1, (), "seed"),
    ],
)
def test_a_pack_beyond_its_limits_is_refused(
    draw: int, seed: int, chosen: tuple[str, ...], code: str
) -> None:
    with pytest.raises(RuleRefused) as refused:
        check_wanted(draw, seed, chosen)
    assert refused.value.code == code


def test_a_pack_at_its_limits_is_not_refused() -> None:
    check_wanted(0, 0, ())
    check_wanted(19, LARGEST_SEED, ("PF-000012K",))


def a_worked(number: int, **given: Any) -> Worked:
    """An assessment that is in no number, but for what is given."""
    values: dict[str, Any] = {
        "id": UUID(int=number),
        "kind": "caf",
        "initiated_on": date(2011, 1, 1),
        "completed_on": None,
        "closed_on": None,
        "closure_reason": None,
        "first_level": None,
        "last_level": None,
        "levels": 0,
        "reviews": (),
        "words_on": (),
        "first_reviewed_on": None,
        "actions": 0,
        "done": 0,
        "reopened_on": (),
        **given,
    }
    return Worked(**values)


def _counted(*worked: Worked) -> dict[str, Impact]:
    return {each.code: each for each in impact(worked, YEAR)}


def test_what_began_was_completed_and_was_opened_again_in_the_period_is_counted() -> None:
    found = _counted(
        a_worked(1, initiated_on=YEAR.first, completed_on=YEAR.last),
        a_worked(2, initiated_on=date(2012, 7, 12), completed_on=date(2012, 7, 12)),
        a_worked(3, kind="family-assessment", initiated_on=YEAR.last, reopened_on=(YEAR.first,)),
        a_worked(4, reopened_on=(date(2012, 7, 12),)),
    )

    assert found["cafs-initiated"].members == [UUID(int=1)]
    assert found["family-assessments-initiated"].members == [UUID(int=3)]
    assert found["completed"].members == [UUID(int=1)]
    assert found["reopened"].members == [UUID(int=3)]


def test_a_closure_is_a_share_of_those_closed_in_the_period() -> None:
    found = _counted(
        a_worked(1, closed_on=YEAR.first, closure_reason="needs-met"),
        a_worked(2, closed_on=YEAR.last, closure_reason="other"),
        a_worked(3, closed_on=date(2012, 7, 12), closure_reason="needs-met"),
    )

    assert found["closed"].value == 2
    assert found["closed.needs-met"].words == "1 of 2 closed, 50.0%"
    assert found["closed.other"].percent == "50.0%"
    assert found["closed.moved-away"].value == 0


def test_need_is_compared_only_where_it_was_decided_on_twice() -> None:
    ended = {"closed_on": YEAR.last, "closure_reason": "needs-met"}
    found = _counted(
        a_worked(1, first_level=3, last_level=2, levels=2, **ended),
        a_worked(2, first_level=3, last_level=3, levels=2, **ended),
        a_worked(3, first_level=2, last_level=4, levels=3, **ended),
        a_worked(4, first_level=2, last_level=2, levels=1, **ended),
        a_worked(5, **ended),
    )

    codes = ("need-lower", "need-same", "need-higher", "no-levels")
    assert [[int(each) for each in found[code].members] for code in codes] == [[1], [2], [3], [4, 5]]
    assert found["need-lower"].base == 3


def test_a_plan_is_done_when_all_of_it_is_and_there_was_one() -> None:
    ended = {"closed_on": YEAR.last, "closure_reason": "needs-met"}
    found = _counted(
        a_worked(1, actions=2, done=2, **ended), a_worked(2, actions=2, done=1, **ended), a_worked(3, **ended)
    )

    assert found["plan-done"].members == [UUID(int=1)]
    assert found["no-plan"].members == [UUID(int=3)]


def test_reviews_of_the_period_count_and_so_do_the_childs_words_in_them() -> None:
    found = _counted(
        a_worked(1, reviews=(YEAR.first,), words_on=(YEAR.first,)),
        a_worked(2, reviews=(date(2012, 7, 12), YEAR.last), words_on=(date(2012, 7, 12),)),
        a_worked(3, first_reviewed_on=YEAR.last),
        a_worked(4, reviews=(date(2012, 7, 12),), first_reviewed_on=date(2012, 7, 12)),
    )

    assert [int(each) for each in found["reviewed"].members] == [1, 2, 3]
    assert found["childs-words"].words == "1 of 3 reviewed, 33.3%"


def test_there_is_no_share_of_nothing_and_a_count_stands_alone() -> None:
    found = _counted(a_worked(1, initiated_on=YEAR.last))

    assert found["closed.needs-met"].words == "0 of 0 closed"
    assert found["cafs-initiated"].words == "1"


CHILD = ChildListed(
    UUID(int=1), "P-1", "Moss Example", None, None, "Male", "White British", None, "CAF", AS_AT, "Assess",
    "Lee Example", "Health", None, None,
)  # fmt: skip
STORY = Story(
    UUID(int=1), UUID(int=2), None, "CAF of Moss Example", "Chosen", (), (), (),
    (Said("Supervision", "Go on."),), (Said("In the form", "I like it."),), ("Closed on 1 July 2013.",),
)  # fmt: skip
AUDIT = AuditListed("Spring", "Any", AS_AT, None, 3, 2, 9, 10)
ACTION = ActionListed("Spring", "Write it down", "Lee Example", AS_AT, AS_AT, None, "overdue")
COVER = Cover("Council", Wanted(AS_AT), datetime(2013, 7, 12, tzinfo=UTC), "1", 1, "x")
SOUND = Pack(
    COVER, Printed((CHILD,), 1), (), Printed((AUDIT,), 1), Printed((), 0), (STORY,), {}
)  # fmt: skip


@pytest.mark.parametrize(
    ("found", "rules"),
    [
        (pack_checks.of_child(CHILD, 1), []),
        (pack_checks.of_child(replace(CHILD, lead=None), 1), [pack_checks.NO_LEAD]),
        (pack_checks.of_child(replace(CHILD, lead=None, closed_on=AS_AT), 1), []),
        (pack_checks.of_audits(1), []),
        (pack_checks.of_audits(0), [pack_checks.NO_AUDITS]),
        (pack_checks.of_action(ACTION, 1), [pack_checks.OVERDUE]),
        (pack_checks.of_action(replace(ACTION, state="to do"), 1), []),
        (pack_checks.of_story(STORY, 1), []),
        (pack_checks.of_story(replace(STORY, childs_words=()), 1), [pack_checks.NO_WORDS]),
        (
            pack_checks.of_story(replace(STORY, oversight=(), reference="PF-1"), 1),
            [pack_checks.NO_OVERSIGHT],
        ),
        (pack_checks.of_story(replace(STORY, outcome=("Open.",)), 1), [pack_checks.NO_CLOSURE]),
    ],
)
def test_what_is_to_be_looked_at_before_a_pack_is_handed_over(
    found: Iterable[Found], rules: list[object]
) -> None:
    assert [each.rule for each in found] == rules


def test_of_a_long_list_paper_holds_the_first_rows_and_knows_how_many_there_are() -> None:
    rows = First[int]()

    assert [rows.add(each) for each in range(PRINTED + 2)][-1] == PRINTED + 2
    assert rows.printed == Printed(tuple(range(PRINTED)), PRINTED + 2)


def test_a_found_fault_says_its_row_its_record_and_how_to_put_it_right() -> None:
    found = Found(NO_START, an_episode().record, 7)

    assert found.line == (
        7,
        "PF-000012K, assessment 00000000-0000-0000-0000-000000000002",
        "A207",
        "ERROR",
        "Assessment start date",
        NO_START.sentence,
        NO_START.fix,
    )
    assert Found(NO_START, an_episode(reference=None).record).line[1].startswith("assessment")  # type: ignore[union-attr]


def test_the_files_of_an_export_expire_a_week_after_it_was_made() -> None:
    made_at = datetime(2013, 7, 12, 9, 0, tzinfo=UTC)

    assert not has_expired(made_at, made_at)
    assert has_expired(made_at, made_at + KEPT_FOR)


def test_what_is_to_be_verified_names_the_column_and_the_pack_has_none() -> None:
    assert any(each.startswith("Gender: ") for each in KINDS[ExportName.LIST_TWO].to_verify)
    assert KINDS[ExportName.INSPECTION_PACK].to_verify == ()
