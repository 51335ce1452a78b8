"""The data sheet's tables and charts, for the board report and the live page alike."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.cases.rules.cells import SHARED
from app.reports.disclosure.safe import SafeFigures
from app.reports.rules.document import Bar, Chart, Number, Row, Table, Text, say
from app.reports.rules.figures import figure_id
from app.reports.rules.frozen import Manifest
from app.reports.rules.words import REASON_NAMES, ROUTE_NAMES, month_name, rollout_name

STATUSES = (
    ("families.allocated-excluding-fip", "Allocated (excluding FIP)"),
    ("families.potential-claims", "PBR - potential claim"),
    ("families.not-to-be-allocated", "Not to be allocated"),
    ("families.yet-to-be-allocated", "Yet to be allocated"),
)


@dataclass(frozen=True, slots=True)
class Printer:
    """Finds the figures of one release, for printing."""

    manifest: Manifest
    figures: SafeFigures

    def number(self, measure: str, **coordinates: str) -> Number:
        """A measure at its coordinates; underscores in an axis's name stand for hyphens.

        Raises KeyError when the release has no such figure.
        """
        place = tuple((axis.replace("_", "-"), value) for axis, value in coordinates.items())
        found = self.figures[figure_id(measure, place, self.manifest.as_at)]
        return Number(found.id)

    def cell(self, measure: str, **coordinates: str) -> Text:
        """The same, as a table's cell."""
        return (self.number(measure, **coordinates),)

    def agency(self, code: str) -> str:
        """What an agency is called."""
        return self.manifest.agency(code)

    def years_of(self, measure: str) -> tuple[str, ...]:
        """The financial years for which a measure has figures of its own, in order."""
        places = (each.coordinates for each in self.figures.values() if each.measure == measure)
        return tuple(sorted(coordinates[0][1] for coordinates in places if coordinates))

    def value(self, measure: str, **coordinates: str) -> int:
        """A count's value, where what is said depends on it. For releases that withhold nothing."""
        return int(self.figures[self.number(measure, **coordinates).figure_id].value or 0)

    def is_nothing(self, measure: str, **coordinates: str) -> bool:
        """Whether a count is zero, where what is said depends on it; one that is withheld is not."""
        return self.figures[self.number(measure, **coordinates).figure_id].value == 0


def columns_with_shared(agencies: Sequence[tuple[int, str]]) -> tuple[str, ...]:
    """The data sheet's columns in order: the agencies', and SHARED in the first place left free, or last."""
    taken = {place for place, _ in agencies}
    free = next(place for place in range(1, len(taken) + 2) if place not in taken)
    return tuple(code for _, code in sorted([*agencies, (free, SHARED)]))


def rollout_by_agency(print_: Printer) -> Table:
    """Each rollout's families by the agency they were allocated to, and its four statuses."""
    values = print_.manifest.values

    def row(header: str, *, is_total: bool = False, **place: str) -> Row:
        agencies = [
            print_.cell("families.allocated-at-meetings", **place, agency=agency)
            for agency in values["agency"]
        ]
        statuses = [print_.cell(measure, **place) for measure, _ in STATUSES]
        return Row(header, (*agencies, *statuses), is_total=is_total)

    return Table(
        id="rollout-by-agency",
        title="Allocations to date by rollout and agency",
        corner="Rollout",
        columns=(*values["agency"], *(name for _, name in STATUSES)),
        rows=(
            *(row(rollout_name(rollout), rollout=rollout) for rollout in values["rollout"]),
            row("Grand total", is_total=True),
        ),
        total_columns=frozenset({len(values["agency"])}),
        notes=(
            say(
                "Allocated (excluding FIP) is the sum of the agencies less FIP. The FIP column is the "
                "families flagged at meetings as already with FIP, not all of FIP's families."
            ),
            (f"SHARED is a joint allocation of two or more agencies, counted once.{_names(print_)}",),
        ),
    )


def _names(print_: Printer) -> str:
    """What the codes over the columns stand for, where that cannot be seen."""
    named = ((code, print_.agency(code)) for code in print_.manifest.values["agency"])
    told = [f"{code} is {name}" for code, name in named if code.casefold() not in name.casefold()]
    return f" {', '.join(told)}." if told else ""


def by_ward(print_: Printer) -> Table:
    """Each ward's families by status."""

    def row(header: str, *, is_total: bool = False, **place: str) -> Row:
        return Row(header, tuple(print_.cell(measure, **place) for measure, _ in STATUSES), is_total=is_total)

    return Table(
        id="by-ward",
        title="Families by ward",
        corner="Ward",
        columns=tuple(name for _, name in STATUSES),
        rows=(
            *(row(ward, ward=ward) for ward in print_.manifest.values["ward"]),
            row("Grand total", is_total=True),
        ),
        notes=(say("By the ward on the list at triage, leaving out families with FIP or the pilot group."),),
    )


def year_allocations(print_: Printer) -> Table:
    """The families worked with, by route."""
    rows = [Row(name, (print_.cell("families.worked-with", route=route),)) for route, name in routes(print_)]
    return Table(
        id="year-allocations",
        title="Families worked with, by route",
        corner="Route",
        columns=("Families",),
        rows=(*rows, Row("Total", (print_.cell("families.worked-with"),), is_total=True)),
    )


def year_allocations_chart(print_: Printer) -> Chart:
    """The same, as bars."""
    return Chart(
        id="year-allocations-chart",
        title="Families worked with, by route",
        bars=tuple(
            Bar(name, print_.number("families.worked-with", route=route)) for route, name in routes(print_)
        ),
        summary=listed_in_words(
            "Families worked with: ",
            [(name, print_.number("families.worked-with", route=route)) for route, name in routes(print_)],
        ),
        table_id="year-allocations",
    )


def routes(print_: Printer) -> list[tuple[str, str]]:
    """The Board's four routes, and any other that has families."""
    return [
        (route, name)
        for position, (route, name) in enumerate(ROUTE_NAMES.items())
        if position < 4 or not print_.is_nothing("families.worked-with", route=route)
    ]


def reasons(print_: Printer) -> Table:
    """The families not to be allocated, by reason."""
    measure = "families.not-to-be-allocated"
    return Table(
        id="not-to-be-allocated",
        title="Families not to be allocated, by reason",
        corner="Reason",
        columns=("Families",),
        rows=(
            *(
                Row(name, (print_.cell(measure, not_allocated_reason=reason),))
                for reason, name in REASON_NAMES.items()
            ),
            Row("Total", (print_.cell(measure),), is_total=True),
        ),
    )


def by_month(print_: Printer) -> Table:
    """Families worked with by the end of each month, and that number as a share of the target to date."""
    return Table(
        id="worked-with-by-month",
        title="Families worked with by the end of each month",
        corner="Month",
        columns=("Families", "Share of the target to date"),
        rows=tuple(
            Row(
                month_name(month),
                (
                    print_.cell("families.worked-with-by", month=month),
                    print_.cell("programme.share-of-target-by", month=month),
                ),
            )
            for month in print_.manifest.values["month"]
        ),
    )


def by_month_chart(print_: Printer) -> Chart:
    """The same, as bars."""
    months = [
        (month_name(month), print_.number("families.worked-with-by", month=month))
        for month in print_.manifest.values["month"]
    ]
    return Chart(
        id="worked-with-by-month-chart",
        title="Families worked with by the end of each month",
        bars=tuple(Bar(name, number) for name, number in months),
        summary=listed_in_words("Families worked with by the end of each month: ", months),
        table_id="worked-with-by-month",
    )


def listed_in_words(opening: str, parts: Sequence[tuple[str, Number]]) -> Text:
    """A sentence that lists names with their numbers: what a chart shows, for those who cannot see it."""
    text: list[str | Number] = [opening]
    for position, (name, number) in enumerate(parts):
        text += [f"{', ' if position else ''}{name} ", number]
    return (*text, ".")
