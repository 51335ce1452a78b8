"""What a reader of the published report, and of those before it, may assume of its figures: rows to solve.

Nothing is taken from the application: what JSON publishes, what the printed tables and notes say, which wards
make up a rollout, and what counts mean.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import chain, pairwise
from typing import Any

from tests.reports.attack.solving import Known, Seen, at_least, total_is
from tests.reports.the_data_sheet import DECIDED, WARDS, WARDS_OF_ROLLOUTS

Place = frozenset[tuple[str, str]]
Report = Mapping[str, Any]
"""A report as JSON."""

ON_THE_SHEET, REVIEWED = "families.on-the-data-sheet", "families.reviewed"
AT_MEETINGS, EXCLUDING_FIP = "families.allocated-at-meetings", "families.allocated-excluding-fip"
INITIATED = "cafs.initiated"
ONLY_GROW = frozenset({AT_MEETINGS, EXCLUDING_FIP, INITIATED, "cafs.closed", "cafs.stage-completed"})
"""Counts to date, which a reader expects never to fall from one report to the next."""


class Published:
    """A report's figures, found by what they measure and where."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.as_at: str = report["release"]["as_at"]
        self.counts = {
            (each["measure"], frozenset(each["coordinates"].items())): each["id"]
            for each in report["figures"]
            if each["unit"] == "count"
        }
        self.values: dict[str, int | None] = {
            each["id"]: each["value"] for each in report["figures"] if each["unit"] == "count"
        }

    def at(self, measure: str, place: Place = frozenset(), **more: str) -> str | None:
        """The id of a count; None when the report has none."""
        return self.counts.get((measure, place | frozenset(more.items())))


def seen(*reports: Report) -> Seen:
    """What a reader of these reports, oldest first, has before them."""
    all_of_them = [Published(each) for each in reports]
    values = {figure: value for each in all_of_them for figure, value in each.values.items()}
    found = [*chain.from_iterable(assumed(each) for each in all_of_them)]
    for before, after in pairwise(all_of_them):
        found += _since(before, after)
    return Seen(values, tuple(found))


def assumed(published: Published) -> Iterator[Known]:
    """All that holds within one report."""
    for ids, known in chain(
        _declared(published.report),
        _printed_totals(published.report),
        _in_each_place(published),
        _of_geography(published),
        _of_meaning(published),
        _of_shares(published.report),
    ):
        if published.values.keys() >= ids:
            yield known


def _sum(
    total: str | None, parts: Sequence[str | None], less: Sequence[str | None] = (), why: str = ""
) -> Iterator[tuple[set[str], Known]]:
    """A sum, where all of it is published."""
    ids = [total, *parts, *less]
    known = [each for each in ids if each is not None]
    if len(known) == len(ids) > 1:
        part, taken = known[1 : len(parts) + 1], known[len(parts) + 1 :]
        yield set(known), total_is(known[0], part, taken, why)


def _declared(report: Report) -> Iterator[tuple[set[str], Known]]:
    for each in report["relations"]:
        yield from _sum(each["total"], each["parts"], why=f"a relation of {each['total']}")


def _printed_totals(report: Report) -> Iterator[tuple[set[str], Known]]:
    """The last row of a printed table, where it is a total with a figure in the column."""
    for table in report["tables"]:
        rows = table["rows"]
        if not rows or not rows[-1].get("is_total"):
            continue
        columns = zip(*([cell["figures"] for cell in row["cells"]] for row in rows), strict=True)
        for column in columns:
            if all(len(figures) == 1 for figures in column):
                *parts, total = (figures[0] for figures in column)
                yield from _sum(total, parts, why=f"a total of table {table['number']}")


def _in_each_place(published: Published) -> Iterator[tuple[set[str], Known]]:
    """What the report's notes and its reconciliation say of a rollout, in each ward and rollout."""
    for place in {place for _, place in published.counts}:
        decided = [published.at(measure, place) for measure in DECIDED]
        yield from _sum(published.at(ON_THE_SHEET, place), decided, why="each stands in one of four columns")
        yield from _sum(published.at(REVIEWED, place), decided[:3], why="reviewed are three of the four")
        yield from _sum(
            published.at(EXCLUDING_FIP, place),
            [published.at(AT_MEETINGS, place)],
            [published.at(AT_MEETINGS, place, agency="FIP")],
            why="the agencies less FIP",
        )


def _of_geography(published: Published) -> Iterator[tuple[set[str], Known]]:
    """Which wards make up a rollout: everybody in the city knows."""
    rolled_out = {ward for wards in WARDS_OF_ROLLOUTS.values() for ward in wards}
    wards_of = {**WARDS_OF_ROLLOUTS, "none": tuple(ward for ward in WARDS if ward not in rolled_out)}
    for measure in (*DECIDED, ON_THE_SHEET):
        for rollout, wards in wards_of.items():
            yield from _sum(
                published.at(measure, rollout=rollout),
                [published.at(measure, ward=ward) for ward in wards],
                why=f"rollout {rollout} is its wards",
            )


def _of_meaning(published: Published) -> Iterator[tuple[set[str], Known]]:
    """Stocks, and counts that include others."""
    yield from _sum(
        published.at(INITIATED),
        [published.at("cafs.open"), published.at("cafs.closed")],
        why="open or closed",
    )
    for (measure, place), figure in published.counts.items():
        around = frozenset(("any-reason" if axis == "primary-reason" else axis, name) for axis, name in place)
        other = published.at(measure, around)
        if around != place and other is not None:
            yield {figure, other}, at_least(other, figure)


def _of_shares(report: Report) -> Iterator[tuple[set[str], Known]]:
    """A share that is shown, of a count in another: the one is that share of the other, to five places."""
    shares = {each["id"]: each["value"] for each in report["figures"] if each["unit"] == "percent"}
    for each in report["derived"]:
        share, inputs = shares.get(each["id"]), each["inputs"]
        if share is not None and len(inputs) == 2:
            yield {*inputs}, share_of(inputs[0], inputs[1], Decimal(str(share)))


def share_of(part: str, whole: str, percent: Decimal) -> Known:
    """That one count is a share of another, which is not above ten thousand."""
    return Known({part: 1.0, whole: -float(percent) / 100}, -0.01, 0.01, f"{percent} per cent")


def _since(before: Published, after: Published) -> Iterator[Known]:
    """Years that were over already are counted alike; counts to date never fall."""
    for (measure, place), earlier in before.counts.items():
        later = after.at(measure, place)
        if later is None or measure not in ONLY_GROW:
            continue
        if measure == INITIATED and _was_over(dict(place).get("financial-year"), before.as_at):
            yield total_is(later, [earlier], why=f"{earlier} was final")
        else:
            yield at_least(later, earlier)


def _was_over(year: str | None, as_at: str) -> bool:
    """Whether a financial year such as 2012/13 had ended on a day."""
    return year is not None and f"{int(year[:4]) + 1}-03-31" <= as_at
