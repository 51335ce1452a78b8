"""P11: a tagged board pack of 20 pages, six tables and six charts, against the same without the charts."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO

import pikepdf

from app.access.policies import SYSTEM
from app.cases.queries.cells import status_cells
from app.cases.rules.cells import TOTAL, Key, with_margins
from app.cases.rules.standing import FamilyStatus
from app.db import reading
from app.reports.disclosure.safe import clear
from app.reports.render.pdf import render_pdf
from app.reports.rules.document import (
    Bar,
    Chart,
    Document,
    Number,
    Paragraph,
    Row,
    Section,
    Stamp,
    Table,
    Text,
)
from app.reports.rules.figures import Figure
from app.reports.rules.vocabulary import CountOf, Profile, ReleaseKind, Unit
from benchmarks.cities import Cities, connected
from benchmarks.measuring import Goal, Race, Sense

P11 = Goal("P11", Sense.TIMES_THE_FLOOR, 2.0)
SIZES = (4_000, 40_000)
PAGES = 20

MONTH_ENDS = tuple(date(2013, month, day) for month, day in enumerate((31, 28, 31, 30, 31, 30), start=1))
AGENCIES = ("EWS", "FCT", "FIP", "HEALTH", "HOUSING", "POLICE", "PROBATION", "SCHOOL", "SHARED", "YOT")
STATUSES = (
    FamilyStatus.WORKED_WITH,
    FamilyStatus.CHECK_FOR_CLAIM,
    FamilyStatus.NOT_TO_BE_ALLOCATED,
    FamilyStatus.YET_TO_BE_ALLOCATED,
)

WORDS = """
Families on the list are brought to a rollout meeting for their ward, where the agencies present say what each
of them knows of the family and decide who is best placed to lead. Where a worker already has a good
relationship with the family, that worker is asked first. Where a family has already been turned round by work
that began before the meeting, it is checked for a claim instead. The meetings have been well attended, and
the time taken for each family has fallen by about half since the first of them. Agencies are asked to name
one person who attends with the authority to accept an allocation, and a second who stands in.
"""
PROSE = (Paragraph((" ".join(WORDS.split()),)),)
PARAGRAPHS = 2  # of prose in each month
MOST_AT_FIRST = (
    40  # of prose before them: as much as brings the pack to its 20 pages, whatever the city's size
)


def races(cities: Cities, families: int) -> Iterator[Race]:
    """The numbers are the city's own at six month ends; only their printing is timed."""
    template = cities.template(families)
    with connected(cities.services.urls(template)), reading(SYSTEM) as session:
        counts = {day: with_margins(status_cells(session, day)) for day in MONTH_ENDS}
    with_charts = pack_of_20_pages(counts)
    without_charts = replace(
        with_charts,
        sections=tuple(
            replace(section, blocks=tuple(block for block in section.blocks if not isinstance(block, Chart)))
            for section in with_charts.sections
        ),
    )
    yield Race(
        P11,
        families,
        f"{PAGES} tagged pages, 6 tables of 20 × 14, 6 charts",
        "the same pack without charts",
        lambda: render_pdf(without_charts),
        lambda: render_pdf(with_charts),
        agree=lambda without, found: are_those_packs(with_charts, without, found),
    )


def are_those_packs(document: Document, without_charts: bytes, with_charts: bytes) -> bool:
    """Whether the pack has its 20 pages, fewer without charts, and the same bytes whenever it is made.

    Both are tagged: each says that it is PDF/UA-1, and each table and chart has its place in the structure.
    """
    tables, charts = ((_told(with_charts, kind), _told(without_charts, kind)) for kind in ("Table", "Figure"))
    return (
        _pages(with_charts) == PAGES
        and _pages(without_charts) < PAGES
        and tables[0] == tables[1] >= len(MONTH_ENDS)
        and (charts[0] - charts[1], charts[1]) == (len(MONTH_ENDS), 0)
        and render_pdf(document) == with_charts
    )


def pack_of_20_pages(counts: Mapping[date, Mapping[Key, int]]) -> Document:
    """The pack with as much prose at first as brings it to 20 pages. Raises ValueError when none does."""
    for many in range(MOST_AT_FIRST):
        document = pack(counts, many)
        if _pages(render_pdf(document)) == PAGES:
            return document
    raise ValueError(f"no prose brings the pack to {PAGES} pages")


def pack(counts: Mapping[date, Mapping[Key, int]], at_first: int) -> Document:
    """A pack with a section for each month end: prose, a table of every ward, and a chart of it."""
    wards = sorted({ward for cells in counts.values() for ward, _, _ in cells if ward and ward != TOTAL})
    figures = [figure for day, cells in counts.items() for figure in _figures(day, cells, wards)]
    return Document(
        kind=ReleaseKind.BOARD_REPORT,
        profile=Profile.INTERNAL,
        title="Six months of the programme",
        organisation="Nottingham (synthetic)",
        marking="OFFICIAL-SENSITIVE",
        warning="Made to be timed: not a release",
        title_block=(("Report to", ("Nobody",)),),
        sections=(Section("Summary", PROSE * at_first), *(_section(day, wards) for day in counts)),
        figures=clear(figures, Profile.INTERNAL),
        relations=(),
        stamp=Stamp(
            digest="0" * 64,
            as_at=MONTH_ENDS[-1],
            dated=MONTH_ENDS[-1],
            made_at=datetime(2013, 7, 12, 9, tzinfo=UTC),
            code_version="benchmark",
        ),
    )


def _figures(day: date, cells: Mapping[Key, int], wards: list[str]) -> Iterator[Figure]:
    for ward in wards:
        for column, key in _columns(ward):
            yield Figure(
                f"families.{column}",
                (("ward", ward),),
                day,
                Unit.COUNT,
                cells.get(key, 0),
                members=(),
                members_are=CountOf.FAMILIES,
            )


def _columns(ward: str) -> Iterator[tuple[str, Key]]:
    """The table's columns, and the cell of a ward that stands in each."""
    for agency in AGENCIES:
        yield agency, (ward, agency, TOTAL)
    for status in STATUSES:
        yield status.value, (ward, TOTAL, status.value)


def _section(day: date, wards: list[str]) -> Section:
    month = f"{day:%B %Y}"
    return Section(
        f"Where families stood at the end of {month}",
        (
            *(PROSE * PARAGRAPHS),
            Table(
                id=f"wards-{day}",
                title=f"Families by ward, agency and standing, {month}",
                corner="Ward",
                columns=tuple(column for column, _ in _columns("")),
                rows=tuple(
                    Row(ward, tuple(_cell(column, ward, day) for column, _ in _columns(ward)))
                    for ward in wards
                ),
            ),
            Chart(
                id=f"chart-{day}",
                title=f"Families worked with by ward, {month}",
                bars=tuple(Bar(ward, _number(STATUSES[0].value, ward, day)) for ward in wards),
                summary=("The wards that were rolled out first have most of the families.",),
                table_id=f"wards-{day}",
            ),
        ),
        starts_page=True,
    )


def _cell(column: str, ward: str, day: date) -> Text:
    return (_number(column, ward, day),)


def _number(column: str, ward: str, day: date) -> Number:
    return Number(f"families.{column}[ward={ward}]@{day.isoformat()}")


def _pages(content: bytes) -> int:
    with pikepdf.open(BytesIO(content)) as document:
        return len(document.pages)


def _told(content: bytes, kind: str) -> int:
    """How many parts of a kind a tagged pack tells a reader of; none of any, where it is not tagged."""
    with pikepdf.open(BytesIO(content)) as document:
        root = document.Root
        is_tagged = "/StructTreeRoot" in root and "/MarkInfo" in root and bool(root.MarkInfo.Marked)
        if not is_tagged or b"<pdfuaid:part>1</pdfuaid:part>" not in root.Metadata.read_bytes():
            return 0
        return sum(
            isinstance(each, pikepdf.Dictionary) and each.get("/S") == f"/{kind}" for each in document.objects
        )
