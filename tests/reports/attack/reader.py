"""What a reader of the published report, and of those before it, may assume of its figures: rows to solve.

Nothing is taken from the application: what JSON publishes, what the printed tables and notes say, which wards
make up a rollout, and what counts mean.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import chain, pairwise
from typing import Any

from tests.reports.attack.solving import ContradictionError, Known, Seen, at_least, total_is
from tests.reports.the_data_sheet import DECIDED, WARDS, WARDS_OF_ROLLOUTS

Place = frozenset[tuple[str, str]]
Report = Mapping[str, Any]
"""A report as JSON."""

ON_THE_SHEET, REVIEWED = "families.on-the-data-sheet", "families.reviewed"
AT_MEETINGS, EXCLUDING_FIP = "families.allocated-at-meetings", "families.allocated-excluding-fip"
INITIATED = "cafs.initiated"
ONLY_GROW = frozenset({AT_MEETINGS, EXCLUDING_FIP, INITIATED, "cafs.closed", "cafs.stage-completed"})
"""Counts to date, which a reader expects never to fall from one report to the next."""
CLOSED, IN_TWELVE_MONTHS = "cafs.closed", "cafs.closed-in-twelve-months"
IN_TURN = frozenset({"month", "stage"})
"""Axes along which a count holds the next (stages) or the one before (months, of counts to date)."""
INCLUDE = (
    ("cafs.open", "cafs.open-over-two-years"),
    ("families.listed", "families.identified"),
    ("families.listed", "families.worked-with"),
    ("families.worked-with", "families.funded-elsewhere"),
    ("families.allocated-now", "families.led-by-default"),
    ("families.allocated-now", "families.overseen-on-time"),
    ("referrals.received", "referrals.decided"),
)
"""Measures of which the first counts all that the second does, as the definitions say."""

OF_COUNTS = frozenset(
    {
        "programme.share-of-target",
        "programme.share-of-target-by",
        "internal-audit.failure-rate",
        "families.share-overseen-on-time",
        "families.share-led-by-default",
        "invitations.share-attended",
        "closures.share-by-reason",
        "closures.share-in-twelve-months",
        "children.share-supported-in-group",
    }
)
"""Percentages that are a count, or several together, of another: the last of what they were made from."""
ENDS = frozenset({"closures.share-in-twelve-months-from", "closures.share-in-twelve-months-to"})
"""The ends of intervals. They come from the same two counts as their share, and say no more than it does
where both are shown; where either is hidden they may not stand (`Published.made_from_hidden`)."""
OF_NO_COUNTS = frozenset({"quality-reviews.score", "comparators.share", "exceptions.target"})
"""Percentages of the questions of forms, and those that others published or agreed."""
SAID_OF = re.compile(r"([\d,]+) of ([\d,]+)\b")
"""How a share is said to be made."""


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

    def made_from_hidden(self) -> list[str]:
        """The figures that are said to be made from one that is hidden, which none may be."""
        shown = {each["id"] for each in self.report["figures"] if each["value"] is not None}
        nothing = {each["id"] for each in self.report["derived"]}
        return [each["id"] for each in self.report["derived"] if not shown | nothing >= {*each["inputs"]}]

    def at(self, measure: str, place: Place = frozenset(), **more: str) -> str | None:
        """The id of a count; None when the report has none."""
        return self.counts.get((measure, place | frozenset(more.items())))


def seen(*reports: Report) -> Seen:
    """What a reader of these reports, oldest first, has before them, with what they say of the last before.

    Raises ContradictionError when a report does not say of the one before it what that said itself.
    """
    all_of_them = [Published(each) for each in (*_quoted(reports[0]), *reports)]
    values = {figure: value for each in all_of_them for figure, value in each.values.items()}
    for report in reports:
        for figure in report["last_report"]:
            if values.get(figure["id"], figure["value"]) != figure["value"]:
                raise ContradictionError(f"{figure['id']} was published otherwise")
    found = [*chain.from_iterable(assumed(each) for each in all_of_them)]
    for before, after in pairwise(all_of_them):
        found += _since(before, after)
    return Seen(values, tuple(found))


def _quoted(report: Report) -> Iterator[Report]:
    """What a report says of the one before it, as far as that is a report."""
    if report["last_report"]:
        yield {
            "release": {"as_at": report["last_report"][0]["as_at"]},
            "figures": report["last_report"],
            "last_report": [],
            "derived": [],
            "relations": [],
            "tables": [],
        }


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
    """Stocks, counts that include others, and periods that are made up of others."""
    yield from _sum(
        published.at(INITIATED),
        [published.at("cafs.open"), published.at(CLOSED)],
        why="open or closed",
    )
    for (measure, place), figure in published.counts.items():
        around = frozenset(("any-reason" if axis == "primary-reason" else axis, name) for axis, name in place)
        other = published.at(measure, around)
        if around != place and other is not None:
            yield {figure, other}, at_least(other, figure)
    for more, fewer in INCLUDE:
        yield from _includes(published.at(more), published.at(fewer))
    yield from _in_turn(published)
    yield from _of_periods(published)


def _includes(more: str | None, fewer: str | None) -> Iterator[tuple[set[str], Known]]:
    if more is not None and fewer is not None:
        yield {more, fewer}, at_least(more, fewer)


def _in_turn(published: Published) -> Iterator[tuple[set[str], Known]]:
    """Each month to date holds the one before, each stage the next; whoever is initiated is before all."""
    last: dict[object, str] = {}
    for (measure, place), figure in published.counts.items():
        axis = next((axis for axis, _ in place if axis in IN_TURN), None)
        if axis is None:
            continue
        line = measure, frozenset(pair for pair in place if pair[0] != axis)
        if line in last:
            pair = (figure, last[line]) if axis == "month" else (last[line], figure)
            yield from _includes(*pair)
        elif axis == "stage":
            yield from _includes(published.at(INITIATED, line[1]), figure)
        last[line] = figure


def _of_periods(published: Published) -> Iterator[tuple[set[str], Known]]:
    """A year is its four quarters; twelve months that end with a year are the year."""
    for (measure, place), figure in published.counts.items():
        found = dict(place)
        if found.keys() == {"financial-year"}:
            quarters = [
                published.at(measure, quarter=f"{found['financial-year']} Q{each}") for each in range(1, 5)
            ]
            yield from _sum(figure, quarters, why="a year is its quarters")
        if found.keys() == {"twelve-months-to"} and found["twelve-months-to"].endswith("-03-31"):
            year = published.at(measure, **{"financial-year": _year_to(found["twelve-months-to"])})
            yield from _sum(figure, [year], why="twelve months to March are a year")
        if (
            measure == IN_TWELVE_MONTHS
            and published.as_at.endswith("-03-31")
            and not found.keys() - {"ending"}
        ):
            more = {"financial-year": _year_to(published.as_at)}
            if found:
                more["reason"] = found["ending"]
            yield from _sum(figure, [published.at(CLOSED, **more)], why="twelve months to March are a year")


def _year_to(day: str) -> str:
    """The financial year that ends on a day of March: 2013-03-31 → 2012/13."""
    return f"{int(day[:4]) - 1}/{day[2:4]}"


def _of_shares(report: Report) -> Iterator[tuple[set[str], Known]]:
    """What a percentage, and how it is said to be made, tell of the counts that it was made from."""
    figures = {each["id"]: each for each in report["figures"]}
    for each in report["derived"]:
        figure, (*parts, whole) = figures[each["id"]], each["inputs"]
        if figure["unit"] != "percent" or figure["measure"] in OF_NO_COUNTS:
            continue
        if figure["measure"] not in OF_COUNTS | ENDS:
            raise ContradictionError(f"nobody knows what {figure['measure']} is a share of")
        said = SAID_OF.match(each["formula"])
        if said is None:
            raise ContradictionError(f"nobody knows what {each['formula']} is made from")
        first, second = (float(number.replace(",", "")) for number in said.groups())
        yield {*parts}, Known(dict.fromkeys(parts, 1.0), first, first, each["formula"])
        yield {whole}, Known({whole: 1.0}, second, second, each["formula"])
        if figure["value"] is not None and figure["measure"] in OF_COUNTS:
            yield {*each["inputs"]}, share_of(parts, whole, Decimal(str(figure["value"])))


def share_of(parts: Sequence[str], whole: str, percent: Decimal) -> Known:
    """That counts are together a share of another, which is not above ten thousand: to four places."""
    terms = {**dict.fromkeys(parts, 1.0), whole: -float(percent) / 100}
    return Known(terms, -0.01, 0.01, f"{percent} per cent")


def _since(before: Published, after: Published) -> Iterator[Known]:
    """Periods that were over already are counted alike; counts to date never fall."""
    for (measure, place), earlier in before.counts.items():
        later = after.at(measure, place)
        if later is None or measure not in ONLY_GROW:
            continue
        if measure == INITIATED and _was_over(dict(place), before.as_at):
            yield total_is(later, [earlier], why=f"{earlier} was final")
        else:
            yield at_least(later, earlier)


def _was_over(place: Mapping[str, str], day: str) -> bool:
    """Whether a financial year such as 2012/13, a quarter such as 2012/13 Q4 or twelve months had ended."""
    if "twelve-months-to" in place:
        return place["twelve-months-to"] <= day
    if "quarter" in place:
        year, quarter = place["quarter"].split(" Q")
        ends = {"1": "06-30", "2": "09-30", "3": "12-31", "4": "03-31"}[quarter]
        return f"{int(year[:4]) + (quarter == '4')}-{ends}" <= day
    return "financial-year" in place and f"{int(place['financial-year'][:4]) + 1}-03-31" <= day
