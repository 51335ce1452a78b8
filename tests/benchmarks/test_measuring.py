"""How races are run: what is called when, what a ratio means, and what stops one."""

from dataclasses import replace

import pytest

from benchmarks import measuring
from benchmarks.measuring import (
    ROUNDS,
    DifferentAnswersError,
    Goal,
    Race,
    Sense,
    Weighing,
    Weight,
    run,
    weighed,
    weight_of,
)
from benchmarks.table import heading, line_of, slow_line_of, weights_line_of

AT_MOST = Goal("P6", Sense.TIMES_THE_FLOOR, 1.2)
AT_LEAST = Goal("P7", Sense.SPEED_OF_THE_FLOOR, 0.4)


def a_race(**changed) -> Race:
    return replace(Race(AT_MOST, 4_000, "ours", "floor", floor=lambda: 7, ours=lambda: 7), **changed)


def run_alone(race: Race):
    return run(race, server_peak=lambda _: None)


@pytest.mark.parametrize(
    ("goal", "ratio", "reached"),
    [
        pytest.param(AT_MOST, 1.2, True, id="at most, just kept"),
        pytest.param(AT_MOST, 1.21, False, id="at most, just missed"),
        pytest.param(AT_LEAST, 0.4, True, id="at least, just kept"),
        pytest.param(AT_LEAST, 0.39, False, id="at least, just missed"),
    ],
)
def test_a_goal_holds_up_to_its_ratio(goal, ratio, reached):
    assert goal.holds(ratio) is reached


def test_different_answers_stop_a_race_before_anything_is_timed():
    calls = []

    with pytest.raises(DifferentAnswersError):
        run_alone(a_race(floor=lambda: calls.append("floor") or 7, ours=lambda: calls.append("ours") or 8))

    assert calls == ["floor", "ours"]


def test_the_sides_take_turns_to_begin_and_each_call_is_made_ready():
    calls = []

    result = run_alone(
        a_race(
            floor=lambda: calls.append("floor"),
            ours=lambda: calls.append("ours"),
            before=lambda: calls.append("ready"),
        )
    )

    sides = [call for call in calls if call != "ready"]
    assert sides[:6] == ["floor", "ours", "floor", "ours", "ours", "floor"]
    assert calls == [call for side in sides for call in ("ready", side)]
    assert len(result.ratios) == ROUNDS


def test_times_are_of_one_of_the_things_that_a_call_does(monkeypatch):
    monkeypatch.setattr(measuring, "LEAST_SECONDS", 0.02)
    whole = run_alone(a_race(floor=lambda: sum(range(50_000)), ours=lambda: sum(range(50_000))))
    of_one = run_alone(
        a_race(floor=lambda: sum(range(50_000)), ours=lambda: sum(range(50_000)), our_units=1_000)
    )

    assert of_one.ratio < whole.ratio / 2


def test_a_line_has_every_column_in_its_place():
    result = replace(run_alone(a_race()), ratios=(1.0, 1.1, 1.3), our_peak=123.4, server_peak=None)

    line = line_of(result)

    assert line.index("1.10 ") + len("1.10") == heading().index("Ratio") + len("Ratio")
    assert " 1.00–1.30 " in line
    assert " ≤ 1.2 " in line
    assert " yes " in line
    assert line.endswith("–")


@pytest.mark.parametrize(
    ("is_due", "word"), [pytest.param(True, "no", id="due"), pytest.param(False, "later", id="not due yet")]
)
def test_a_goal_that_is_not_reached_is_said_to_be_missed_or_to_come_later(is_due, word):
    missed = replace(run_alone(a_race(goal=replace(AT_MOST, is_due=is_due))), ratios=(9.0,))

    assert f" {word} " in line_of(missed)


def test_slow_calls_have_a_line_of_their_own_where_calls_are_timed_singly():
    assert slow_line_of(run_alone(a_race())) is None

    line = slow_line_of(replace(run_alone(a_race(has_tail=True)), slow_seconds=(0.1, 0.25)))

    assert "95 of 100" in line
    assert " 2.50" in line


@pytest.mark.parametrize(
    ("small", "large", "ratio", "word"),
    [
        pytest.param(20.0, 30.0, 1.5, "no", id="grows by half"),
        pytest.param(20.0, 20.0, 1.0, "yes", id="does not grow"),
        pytest.param(2.0, 8.0, 1.0, "yes", id="too little to say"),
        pytest.param(2.0, 12.0, 1.5, "no", id="grows from too little to say"),
    ],
)
def test_work_is_weighed_by_what_it_took_beside_what_its_process_had(small, large, ratio, word):
    goal = replace(AT_MOST, ratio=1.25)
    result = weighed(
        Weighing(
            goal,
            40_000,
            "ours",
            "floor",
            lambda: Weight(1, 100, 100 + small),
            lambda: Weight(9, 100, 100 + large),
        )
    )

    assert result.ratio == ratio
    assert f" {word} " in line_of(result)
    assert f"{100 + large:.0f} MB, {large:.1f} of it for the work" in (weights_line_of(result) or "")
    assert weights_line_of(run_alone(a_race())) is None


def test_what_work_weighs_is_the_most_that_it_had_and_not_what_it_left():
    weight = weight_of(lambda: len(b"1" * 64_000_000))

    assert 55 < weight.of_the_work < 80
