"""The checks of a return, each by what it finds and in whom, written as a coordinator would read them."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from app.claims.rules.lifecycle import LineState
from app.claims.rules.return_checks import (
    CHECKS,
    CheckCode,
    Found,
    Grade,
    LineFacts,
    ReturnFacts,
    check_may_sign,
    lines_of_return,
    run,
)
from app.claims.rules.returns import LinePart, LineThen, Tally
from app.errors import RuleRefused
from app.periods import Period
from app.programme.packs import Route
from app.programme.phase_one import P1_2012

EC, PTW, CE = Route.EDUCATION_AND_CRIME, Route.PROGRESS_TO_WORK, Route.CONTINUOUS_EMPLOYMENT
WINDOW, OTHER_WINDOW = UUID(int=71), UUID(int=72)
JULY = Period(date(2013, 7, 1), date(2013, 7, 31))
OCTOBER = Period(date(2013, 10, 1), date(2013, 10, 31))
WORTH = {EC: 70_000, PTW: 10_000, CE: 80_000}


def a_line(
    family: int,
    route: Route = EC,
    *,
    part: LinePart = LinePart.CLAIMED,
    value: int | None = None,
    elsewhere: bool = False,
    now_family: int | None = None,
    **facts: object,
) -> LineFacts:
    """A line of a family attached in 2012/13, as it should be unless something is said otherwise."""
    value = (0 if elsewhere else WORTH[route]) if value is None else value
    number = family * 10 + list(Route).index(route)
    then = LineThen(
        UUID(int=number), UUID(int=family), f"PF-{family:06}", route, value, elsewhere, 2012, part
    )
    known = {
        "claim_id": UUID(int=1000 + family),
        "family_id": UUID(int=now_family or family),
        "state": LineState.AUDITED,
        "window_id": WINDOW,
        "value_pence": value,
        "attached_on": date(2012, 6, 1),
        "pack": P1_2012,
        "passes": True,
        "funded_elsewhere": elsewhere,
        **facts,
    }
    return LineFacts(then=then, **known)  # type: ignore[arg-type]


def some_facts(*claimed: LineFacts, standing: tuple[LineFacts, ...] = (), **given: object) -> ReturnFacts:
    """A return of the October window with these lines."""
    every = [line.then for line in (*claimed, *standing)]
    known = {
        "window_id": WINDOW,
        "window": OCTOBER,
        "on": date(2013, 10, 14),
        "wanted": LineState.AUDITED,
        "changed": frozenset(),
        "now": lines_of_return(every),
        "last": None,
        **given,
    }
    return ReturnFacts(claimed=claimed, standing=standing, **known)  # type: ignore[arg-type]


def found(facts: ReturnFacts, code: CheckCode) -> Found:
    """What one check found."""
    (each,) = [each for each in run(facts) if each.check.code is code]
    return each


def standing(family: int, route: Route = EC, **given: object) -> LineFacts:
    """A line that was claimed before and stands."""
    return a_line(family, route, part=LinePart.STANDS, state=LineState.SUBMITTED, **given)  # type: ignore[arg-type]


SIX = (*(a_line(number) for number in range(1, 6)), a_line(6, elsewhere=True))
"""Six families, one of them funded elsewhere."""


def test_a_return_as_it_should_be_passes_every_check():
    known = run(some_facts(*SIX, a_line(7, CE)))

    assert [each.check.code for each in known] == list(CheckCode)
    assert all(each.holds and not each.families for each in known)
    assert [each.says for each in known] == [
        "All hold.",
        "No family is claimed twice.",
        "All 7 lines are audited.",
        "Every line's proof passes today.",
        "No line is under a concern.",
        "Every line is at its value.",
        "Every family funded elsewhere is claimed at £0, and no other.",
        "No family's lines exceed its pot.",
        "The window is open: 1 October 2013 to 31 October 2013.",
        "7 = 6 + 1.",
        "All stand as put on.",
        "Nothing was promised for this window.",
        "1 of 7 turned around are funded elsewhere (14%); one in six is 17%.",
        "There is no earlier return to compare with.",
        "No family claimed has moved out.",
    ]


def test_a_return_that_claims_nothing_passes_and_says_so():
    known = {each.check.code: each for each in run(some_facts())}

    assert all(each.holds for each in known.values())
    assert known[CheckCode.WINDOW].says == "Nothing is newly claimed, so no window need be open."
    assert known[CheckCode.ONE_IN_SIX].says == "No family is turned around yet."


def test_a_code_that_ends_in_q_is_a_query_and_every_other_an_error():
    grades = {check.code.value: check.grade for check, _ in CHECKS}

    assert {code for code, grade in grades.items() if grade is Grade.QUERY} == {
        "R101Q",
        "R102Q",
        "R103Q",
        "R104Q",
    }
    assert (Grade.ERROR.label, Grade.QUERY.label) == ("ERROR", "QUERY")


def at_fault(*lines: LineFacts, **given: object) -> ReturnFacts:
    """A return with six families as they should be, and others that may not be."""
    return some_facts(*SIX, *lines, **given)


@pytest.mark.parametrize(
    ("code", "facts", "says"),
    [
        pytest.param(
            CheckCode.FAMILY_ONCE,
            at_fault(a_line(1, PTW, claim_id=UUID(int=9))),
            "1 family claimed for more than once in the phase.",
            id="two claims of one family",
        ),
        pytest.param(
            CheckCode.FAMILY_ONCE,
            some_facts(*SIX, standing=(standing(9, now_family=1),)),
            "1 family claimed for more than once in the phase.",
            id="a family merged into one that is claimed",
        ),
        pytest.param(
            CheckCode.FAMILY_ONCE,
            some_facts(*SIX, standing=(standing(9, now_family=1, claim_id=UUID(int=1001)),)),
            "1 family claimed for more than once in the phase.",
            id="the same result twice on the one claim of merged records",
        ),
        pytest.param(
            CheckCode.FAMILY_ONCE,
            some_facts(*SIX, standing=(standing(9, CE, now_family=1, claim_id=UUID(int=1001)),)),
            None,
            id="another result on the one claim of merged records is no second claim",
        ),
        pytest.param(
            CheckCode.AUDITED,
            at_fault(a_line(7, state=LineState.WITHDRAWN)),
            "1 family with a line that is not audited.",
            id="a line withdrawn since",
        ),
        pytest.param(
            CheckCode.PROOF,
            some_facts(a_line(1, passes=False), a_line(2, passes=False), a_line(2, PTW, passes=False)),
            "2 families with a line whose proof no longer passes.",
            id="two families whose proof no longer passes",
        ),
        pytest.param(
            CheckCode.CONCERN,
            at_fault(a_line(7), concerned={UUID(int=70)}),
            "1 family with a line under an open concern.",
            id="a concern",
        ),
        pytest.param(
            CheckCode.VALUE,
            at_fault(a_line(7, value=80_000)),
            "1 family with a line at another value than its terms give.",
            id="education at the price of employment",
        ),
        pytest.param(
            CheckCode.VALUE,
            at_fault(a_line(7, PTW), standing=(standing(7, CE),)),
            "1 family with a line at another value than its terms give.",
            id="progress to work beside employment, which stands instead of it",
        ),
        pytest.param(
            CheckCode.VALUE,
            at_fault(a_line(7, PTW)),
            "1 family with a line at another value than its terms give.",
            id="progress to work whose other result has been withdrawn since",
        ),
        pytest.param(
            CheckCode.VALUE,
            at_fault(a_line(7, pack=None)),
            "1 family with a line at another value than its terms give.",
            id="a family that is no longer on the programme",
        ),
        pytest.param(
            CheckCode.VALUE,
            at_fault(a_line(7, attached_on=None)),
            "1 family with a line at another value than its terms give.",
            id="a family that is not attached",
        ),
        pytest.param(
            CheckCode.VALUE,
            at_fault(
                a_line(7, value=0, pack=None),
                a_line(8, value=0, attached_on=None),
                a_line(9, PTW, value=0),
                a_line(10, PTW, value=0),
                a_line(10, CE),
            ),
            None,
            id="what is worth nothing is claimed at nothing",
        ),
        pytest.param(
            CheckCode.FUNDED_ELSEWHERE,
            at_fault(a_line(7, elsewhere=True, value=70_000)),
            "1 family with a line that is not claimed as its funding asks.",
            id="funded elsewhere and claimed at £700",
        ),
        pytest.param(
            CheckCode.FUNDED_ELSEWHERE,
            at_fault(a_line(7, value=0, funded_elsewhere=True)),
            "1 family with a line that is not claimed as its funding asks.",
            id="marked as funded elsewhere since",
        ),
        pytest.param(
            CheckCode.POT,
            at_fault(a_line(7, CE), standing=(standing(7, EC),)),
            "1 family with lines that come to more than the pot.",
            id="employment after education: more than the pot",
        ),
        pytest.param(CheckCode.POT, at_fault(a_line(7, CE)), None, id="employment alone: the whole pot"),
        pytest.param(
            CheckCode.POT,
            at_fault(a_line(7, value=1, pack=None)),
            "1 family with lines that come to more than the pot.",
            id="no pot at all",
        ),
        pytest.param(
            CheckCode.POT,
            at_fault(a_line(7, value=1, attached_on=None)),
            "1 family with lines that come to more than the pot.",
            id="no cohort year",
        ),
        pytest.param(
            CheckCode.WINDOW,
            some_facts(*SIX, on=date(2013, 11, 1)),
            "The window is 1 October 2013 to 31 October 2013, and today is 1 November 2013.",
            id="the day after the window closed",
        ),
        pytest.param(
            CheckCode.WINDOW,
            at_fault(a_line(7, window_id=OTHER_WINDOW)),
            "1 family with a line that is claimed in another window.",
            id="a line of another window",
        ),
        pytest.param(
            CheckCode.WINDOW, some_facts(on=date(2013, 11, 1)), None, id="nothing claimed needs no window"
        ),
        pytest.param(CheckCode.WINDOW, some_facts(*SIX, on=date(2013, 10, 31)), None, id="its last day"),
        pytest.param(
            CheckCode.FIRST_OR_THIRD,
            at_fault(a_line(7, CE), standing=(standing(7, EC),)),
            "7 is not 7 + 1.",
            id="one family by both results",
        ),
        pytest.param(
            CheckCode.AS_IT_STANDS,
            at_fault(a_line(7, value_pence=60_000)),
            "1 family with a line whose value has changed since it was put on.",
            id="a value changed since",
        ),
        pytest.param(
            CheckCode.AS_IT_STANDS,
            some_facts(*SIX, changed=[UUID(int=990)]),
            "1 line claimed before stands otherwise than then.",
            id="a line found wrong since",
        ),
        pytest.param(
            CheckCode.AS_IT_STANDS,
            some_facts(*SIX, changed=[UUID(int=990), UUID(int=980)]),
            "2 lines claimed before stand otherwise than then.",
            id="two lines found wrong since",
        ),
        pytest.param(
            CheckCode.IDENTITIES,
            some_facts(*SIX, broken=["Families add up.", "Money adds up."]),
            "This does not hold: Families add up. Others that do not hold: 1.",
            id="two identities",
        ),
        pytest.param(
            CheckCode.IDENTITIES,
            some_facts(*SIX, broken=["Families add up."]),
            "This does not hold: Families add up.",
            id="one identity",
        ),
        pytest.param(
            CheckCode.MOVED_OUT,
            at_fault(a_line(7, moved_out=True)),
            "1 family that moved out of the area.",
            id="moved out",
        ),
    ],
)
def test_what_a_check_finds(code: CheckCode, facts: ReturnFacts, says: str | None):
    each = found(facts, code)

    assert each.holds is (says is None)
    assert says is None or each.says == says


def test_a_check_names_the_families_in_it_by_their_references():
    named = [("PF-000900", 1), ("PF-000007", 2), (None, 3), ("PF-000900", 1)]
    lines = [a_line(number, passes=False) for _, number in named]
    facts = some_facts(
        *(
            replace(line, then=replace(line.then, reference=reference))
            for line, (reference, _) in zip(lines, named, strict=True)
        ),
        a_line(4),
    )

    assert found(facts, CheckCode.PROOF).families == (UUID(int=3), UUID(int=2), UUID(int=1))


def test_the_family_turned_around_twice_is_named():
    facts = at_fault(a_line(7, CE), standing=(standing(7, EC),))

    assert found(facts, CheckCode.FIRST_OR_THIRD).families == (UUID(int=7),)


@pytest.mark.parametrize(
    ("number", "window", "holds"),
    [
        pytest.param(149, JULY, False, id="149 in July 2013"),
        pytest.param(150, JULY, True, id="150, the least that was promised"),
        pytest.param(300, JULY, True, id="300, the most"),
        pytest.param(301, JULY, False, id="301"),
        pytest.param(1, OCTOBER, True, id="October, for which nothing was promised"),
    ],
)
def test_the_board_was_told_to_expect_150_to_300_families_in_july_2013(
    number: int, window: Period, holds: bool
):
    lines = [a_line(each) for each in range(1, number + 1)]

    each = found(some_facts(*lines, a_line(999, PTW), window=window), CheckCode.PROMISED)

    assert each.holds is holds
    assert each.check.grade is Grade.QUERY
    if window is JULY:
        assert each.says == (
            f"{number} families turned around here; between 150 and 300 were promised (Children's Partnership"
            " Board pack, 26 June 2013)."
        )


@pytest.mark.parametrize(
    ("elsewhere", "of", "holds"),
    [
        pytest.param(1, 6, True, id="one in six"),
        pytest.param(0, 6, False, id="none"),
        pytest.param(2, 6, False, id="two in six"),
        pytest.param(7, 60, True, id="7 of 60: five points below"),
        pytest.param(6, 60, False, id="6 of 60"),
        pytest.param(13, 60, True, id="13 of 60: five points above"),
        pytest.param(14, 60, False, id="14 of 60"),
        pytest.param(0, 0, True, id="nobody yet"),
    ],
)
def test_the_share_funded_elsewhere_is_asked_about_when_it_is_far_from_one_in_six(
    elsewhere: int, of: int, holds: bool
):
    lines = [a_line(each, elsewhere=each <= elsewhere) for each in range(1, of + 1)]

    assert found(some_facts(*lines), CheckCode.ONE_IN_SIX).holds is holds


@pytest.mark.parametrize(
    ("then", "now", "holds"),
    [
        pytest.param(4, 5, True, id="up by a quarter"),
        pytest.param(4, 3, True, id="down by a quarter"),
        pytest.param(4, 6, False, id="up by half"),
        pytest.param(0, 1, False, id="from nothing"),
        pytest.param(0, 0, True, id="nothing then and now"),
        pytest.param(3, 3, True, id="the same"),
    ],
)
def test_a_line_of_the_return_that_moved_far_is_asked_about(then: int, now: int, holds: bool):
    lines = [a_line(each) for each in range(1, now + 1)]
    last = {name: Tally(0, 0) for name in lines_of_return([])} | {EC.value: Tally(then, 0)}
    last["turned-around"] = Tally(now, 0)

    each = found(some_facts(*lines, last=last), CheckCode.MOVEMENT)

    assert each.holds is holds
    assert each.says == (
        "No line moved by more than 25%." if holds else f"More than 25%: education and crime {then} → {now}."
    )


def test_every_line_of_the_return_that_moved_far_is_told():
    last = dict(lines_of_return([])) | {EC.value: Tally(4, 0), "turned-around": Tally(3, 0)}

    each = found(some_facts(*SIX, last=last), CheckCode.MOVEMENT)

    assert each.says == "More than 25%: education and crime 4 → 6; turned around 3 → 6."


def test_the_lines_of_the_return_count_what_stands_and_not_what_is_taken_back():
    back = replace(a_line(3).then, part=LinePart.TAKEN_BACK)
    progress = a_line(4, Route.SIGNIFICANT_AND_SUSTAINED_PROGRESS, value=80_000).then
    lines = [a_line(1).then, a_line(1, PTW).then, standing(2, CE).then, progress, back]

    assert lines_of_return(lines) == {
        "education-and-crime": Tally(1, 70_000),
        "progress-to-work": Tally(1, 10_000),
        "continuous-employment": Tally(1, 80_000),
        "significant-and-sustained-progress": Tally(1, 80_000),
        "successful-family-outcome": Tally(0, 0),
        "turned-around": Tally(3, 230_000),
    }


def test_an_error_stops_a_return_whatever_is_explained():
    facts = at_fault(a_line(7, passes=False))

    with pytest.raises(
        RuleRefused, match=r"^R004 must be mended before this return goes on: 1 family"
    ) as refusal:
        check_may_sign(run(facts), set(CheckCode))
    assert refusal.value.code == "check-failed"


def test_a_query_stands_only_with_an_explanation():
    facts = at_fault(a_line(7, moved_out=True))

    with pytest.raises(
        RuleRefused, match=r"^R104Q needs an explanation before this return goes on: 1 family"
    ) as refusal:
        check_may_sign(run(facts), set())
    assert refusal.value.code == "query-unexplained"
    check_may_sign(run(facts), {CheckCode.MOVED_OUT})
