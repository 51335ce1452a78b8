"""The tables of the CAF reports: one axis against another, periods, endings with intervals, lengths."""

from collections.abc import Sequence
from datetime import date

from app.periods import written_date
from app.reports.rules import caf_derived, cafs
from app.reports.rules import caf_values as values
from app.reports.rules.caf_words import AXIS_NAMES
from app.reports.rules.document import Row, Table, Text
from app.reports.rules.sheet import Printer
from app.reports.rules.words import plain_name

Names = tuple[tuple[str, str], ...]
"""The values of an axis, each with its name."""


def named(axis: str) -> Names:
    """The values of an axis that has names of its own."""
    return tuple(AXIS_NAMES[axis].items())


def plain(listed: Sequence[str]) -> Names:
    """Values in plain words."""
    return tuple((each, plain_name(each)) for each in listed)


def agencies(print_: Printer, axis: str) -> Names:
    """The values of an axis of agencies, each with what the agency is called."""
    return tuple((each, print_.agency(each)) for each in print_.manifest.values[axis])


def crossed(
    print_: Printer,
    measure: str,
    heading: tuple[str, str, str],
    down: tuple[str, Names],
    across: tuple[str, Names],
    *,
    overlaps: bool = False,
) -> Table:
    """A measure by two axes, with totals. heading: the table's id, title and corner.

    overlaps: what stands down the side overlaps, so that the foot is all of them and no sum.
    """
    (axis, rows), (other, columns) = down, across

    def row(header: str, **place: str) -> Row:
        cells = (print_.cell(measure, **place, **{other: value}) for value, _ in columns)
        return Row(header, (*cells, print_.cell(measure, **place)), is_total=not place)

    table_id, title, corner = heading
    return Table(
        id=table_id,
        title=title,
        corner=corner,
        columns=(*(name for _, name in columns), "Total"),
        rows=(
            *(row(name, **{axis: value}) for value, name in rows),
            row("All CAFs" if overlaps else "Total"),
        ),
        total_columns=frozenset({len(columns)}),
        notes=(("One CAF may stand under several reasons, so that they do not add up.",),)
        if overlaps
        else (),
    )


def by_period(
    print_: Printer,
    heading: tuple[str, str, str],
    rows: tuple[str, Names],
    periods: tuple[str, Sequence[str]],
) -> Table:
    """CAFs initiated by an axis, a column a period. heading: the table's id, title and corner."""
    measure = cafs.INITIATED.name
    (axis, listed), (period, columns) = rows, periods
    overlaps = axis == cafs.ANY.name

    def row(header: str, **place: str) -> Row:
        cells = (print_.cell(measure, **{period: each}, **place) for each in columns)
        return Row(header, tuple(cells), is_total=not place)

    table_id, title, corner = heading
    return Table(
        id=table_id,
        title=title,
        corner=corner,
        columns=tuple(_period(each) for each in columns),
        rows=(
            *(row(name, **{axis: value}) for value, name in listed),
            row("All CAFs" if overlaps else "Total"),
        ),
        notes=(("One CAF may stand under several reasons, so that they do not add up.",),)
        if overlaps
        else (),
    )


def _period(value: str) -> str:
    """A quarter as it is; the end of twelve months as a letter writes it."""
    return value if "Q" in value else f"To {written_date(date.fromisoformat(value))}"


def ended(print_: Printer, axis: str, title: str, rows: Names) -> Table:
    """CAFs closed in twelve months, by an axis and the reason for closure."""
    return crossed(
        print_,
        cafs.CLOSED,
        (f"cafs-outcome-{axis}", f"{title}: CAFs closed in the twelve months to the day", plain_name(axis)),
        (axis, rows),
        ("reason", named("reason")),
        overlaps=axis == cafs.ANY.name,
    )


def ended_shares(print_: Printer, axis: str, title: str, corner: str, note: Text = ()) -> Table:
    """CAFs closed in twelve months by an axis, with the share that ended with needs met and its interval."""
    measures = (caf_derived.SHARE, caf_derived.SHARE_FROM, caf_derived.SHARE_TO)

    def row(header: str, **place: str) -> Row:
        return Row(
            header,
            (
                print_.cell(cafs.CLOSED, **place),
                *(print_.cell(cafs.CLOSED, **place, ending=each) for each in values.ENDINGS),
                *(print_.cell(each.name, **place, ending=values.MET) for each in measures),
            ),
            is_total=not place,
        )

    return Table(
        id=f"equalities-{axis}",
        title=title,
        corner=corner,
        columns=(
            "Closed",
            "Needs met",
            "Escalated",
            "Other",
            "Needs met, share",
            "Interval from",
            "Interval to",
        ),
        rows=(*(row(name, **{axis: value}) for value, name in named(axis)), row("All")),
        total_columns=frozenset({0}),
        notes=(note,) if note else (),
    )


def lengths(print_: Printer) -> Table:
    """How long the CAFs closed in each financial year had been open."""
    return Table(
        id="cafs-length",
        title="How long CAFs were open, by the year in which they were closed",
        corner="Financial year",
        columns=("Closed", "Mean", "Median"),
        rows=tuple(
            Row(
                year,
                (
                    print_.cell("cafs.closed", financial_year=year),
                    print_.cell("closures.average-length", financial_year=year),
                    print_.cell(caf_derived.MEDIAN.name, financial_year=year),
                ),
            )
            for year in print_.manifest.values["financial-year"]
        ),
        notes=(
            ("Half of the CAFs were open for no longer than the median; a few long ones pull the mean up.",),
        ),
    )


def lengths_crossed(print_: Printer, axis: str, title: str, rows: Names) -> Table:
    """The same of the CAFs closed in twelve months, by an axis."""

    def row(header: str, **place: str) -> Row:
        measures = (cafs.CLOSED, caf_derived.MEAN_OF_TWELVE.name, caf_derived.MEDIAN_OF_TWELVE.name)
        return Row(header, tuple(print_.cell(each, **place) for each in measures), is_total=not place)

    return Table(
        id=f"cafs-length-{axis}",
        title=f"{title}: CAFs closed in the twelve months to the day",
        corner=plain_name(axis),
        columns=("Closed", "Mean", "Median"),
        rows=(*(row(name, **{axis: value}) for value, name in rows), row("All")),
    )
