"""Small documents for tests, and the figures and numbers that they are made of."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from app.reports.disclosure.safe import clear
from app.reports.rules.document import Block, Document, Number, Row, Section, Stamp, Table, TextRow, TextTable
from app.reports.rules.figures import Figure
from app.reports.rules.vocabulary import CountOf, Profile, ReleaseKind, Unit

AS_AT = date(2013, 3, 31)
WARNING = "Draft: not audited, not signed"


def a_figure(
    measure: str,
    value: int | Decimal | None,
    *,
    unit: Unit = Unit.COUNT,
    as_at: date = AS_AT,
    formula: str | None = None,
    inputs: tuple[str, ...] = (),
    **coordinates: str,
) -> Figure:
    """A figure; an underscore in a coordinate's name is a hyphen in its axis."""
    return Figure(
        measure=measure,
        coordinates=tuple((axis.replace("_", "-"), text) for axis, text in coordinates.items()),
        as_at=as_at,
        unit=unit,
        value=value,
        members=() if unit is Unit.COUNT else None,
        members_are=CountOf.FAMILIES if unit is Unit.COUNT else None,
        formula=formula,
        inputs=inputs,
    )


def a_number(measure: str, *, places: int = 0, as_at: date = AS_AT, **coordinates: str) -> Number:
    """The number that prints a_figure() of the same measure and coordinates."""
    return Number(a_figure(measure, 0, as_at=as_at, **coordinates).id, places)


def a_document(*blocks: Block, figures: Iterable[Figure] = (), sections: Sequence[Section] = ()) -> Document:
    """A small internal board report: one section with these blocks, unless sections are given."""
    return Document(
        kind=ReleaseKind.BOARD_REPORT,
        profile=Profile.INTERNAL,
        title="Priority Families Update",
        organisation="Nottingham City Council",
        marking="OFFICIAL-SENSITIVE",
        warning=WARNING,
        title_block=(("Report to", ("Children’s Partnership Board",)),),
        sections=tuple(sections) or (Section("Numbers", blocks),),
        figures=clear(figures, Profile.INTERNAL),
        relations=(),
        stamp=Stamp(
            digest="9f2c7be1d04a5b6c8e7f10293847560a1b2c3d4e5f60718293a4b5c6d7e8f901",
            as_at=AS_AT,
            dated=date(2013, 6, 26),
            made_at=datetime(2013, 7, 12, 9, 30, tzinfo=UTC),
            code_version="0.1.0+g1a2b3c4",
        ),
    )


def a_table(figures: Sequence[Figure], *, columns: int = 1, title: str = "Families by place") -> Table:
    """A table of these figures, row by row, the last row a total."""
    rows = [figures[first : first + columns] for first in range(0, len(figures), columns)]
    return Table(
        id=title,
        title=title,
        corner="Place",
        columns=tuple(f"Count {number}" for number in range(1, columns + 1)),
        rows=tuple(
            Row(f"Place {place}", tuple((Number(figure.id),) for figure in row), is_total=place == len(rows))
            for place, row in enumerate(rows, start=1)
        ),
    )


RETURN_LINES = (
    ("families.identified", "Families identified", 503, Unit.COUNT),
    ("families.worked-with", "Families worked with", 375, Unit.COUNT),
    ("families.turned-around", "Families turned around", 187, Unit.COUNT),
    ("money.results", "Results payments claimed", 149_600_00, Unit.PENCE),
    ("money.attachment-fees", "Attachment fees, 2012/13", 106_666_667, Unit.PENCE),
    ("programme.share-of-target", "Share of target worked with", Decimal("93.75"), Unit.PERCENT),
)


def a_government_return() -> Document:
    """A claim return: the lines of the window, their amounts, and the checks."""
    day = date(2013, 7, 12)
    figures = [
        a_figure(measure, value, unit=unit, as_at=day, window="2013-07")
        for measure, _, value, unit in RETURN_LINES
    ]
    labels = [label for _, label, _, _ in RETURN_LINES]
    rows = tuple(Row(label, ((Number(figure.id),),)) for label, figure in zip(labels, figures, strict=True))
    checks = (
        TextRow((("turned-around-not-above-worked-with",), ("ERROR",), ("Holds",))),
        TextRow((("share-of-target",), ("QUERY",), (Number(figures[5].id), " of the target: explain"))),
    )
    document = a_document(
        figures=figures,
        sections=(
            Section("Return", (Table("lines", "Lines of the return", "Line", ("To date",), rows),)),
            Section("Checks", (TextTable("checks", "Checks", ("Check", "Grade", "Finding"), checks),)),
        ),
    )
    return replace(
        document,
        kind=ReleaseKind.GOVERNMENT_RETURN,
        title="Claim return: July 2013",
        title_block=(("Claim window", ("July 2013",)), ("Prepared by", ("A Coordinator",))),
        stamp=replace(document.stamp, as_at=day, dated=day),
    )
