"""Relationships in which each is the same to the other, once two people are one: in one order, told once."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from app.cases.rules.relationships import MUTUAL
from app.merging.rules.fitting import Fate, Values, differing, moved_to, set_aside
from app.merging.rules.plan import TIES

_TWO = ("first_person_id", "second_person_id")


def told_once(ties: Iterable[Values]) -> list[Fate]:
    """The fates of relationships of one person that were those of two, as the merge has left them so far.

    The two stand in one order, as new ones do; of those that then tell the same, the first given stands, and
    whatever was set aside as a mistake stands in nobody's way.
    """
    standing: dict[tuple[Any, ...], Values] = {}
    aside: list[Fate] = []
    turned: list[Fate] = []
    for tie in ties:
        if tie["kind"] not in MUTUAL:
            continue
        ordered = {**tie, **_in_one_order(tie)}
        about = tuple(ordered[name] for name in (TIES.column, *TIES.within))
        if tie["set_aside_at"] is None and about in standing:
            fate = set_aside(TIES.table, tie)
            aside.append(replace(fate, differs=differing(TIES, tie, [standing[about]])))
            continue
        if tie["set_aside_at"] is None:
            standing[about] = tie
        if ordered != tie:
            turned.append(moved_to(TIES.table, tie, ordered))
    return [*aside, *turned]


def _in_one_order(tie: Values) -> dict[str, Any]:
    """The two on file, the lower id first; somebody called by a label stays where they are."""
    two = [tie[name] for name in _TWO]
    return dict(zip(_TWO, two if None in two else sorted(two), strict=True))
