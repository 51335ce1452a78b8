"""Documents for tests: the 2012/13 data sheet as a board report, a claim return, and small ones."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from app.reports.rules.document import (
    Bar,
    Block,
    Bullets,
    Chart,
    Document,
    Number,
    Paragraph,
    Row,
    Section,
    Stamp,
    Table,
    Text,
    TextRow,
    TextTable,
)
from app.reports.rules.figures import Figure, Relation, by_id
from app.reports.rules.vocabulary import CountOf, Profile, ReleaseKind, Unit

AS_AT = date(2013, 3, 31)
WARNING = "Draft: not audited, not signed"
AGENCIES = ("EWS", "FCT", "FIP", "HEALTH", "HOUSING", "POLICE", "PROBATION", "SCHOOL", "SHARED", "YOT")
ROLLOUTS = {
    "1": (31, 17, 6, 2, 5, 3, 1, 13, 0, 9, 81, 35, 27, 495),
    "2": (18, 7, 5, 0, 3, 13, 1, 10, 0, 7, 59, 26, 183, 0),
    "3": (11, 5, 1, 0, 4, 4, 1, 0, 1, 4, 30, 53, 27, 20),
    "none": (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 88),
}
DECIDED = (
    "families.allocated-excluding-fip",
    "families.potential-claims",
    "families.not-to-be-allocated",
    "families.yet-to-be-allocated",
)
DECIDED_HEADINGS = (
    "Allocated excluding FIP",
    "Potential claims",
    "Not to be allocated",
    "Yet to be allocated",
)
WARDS = {
    "Arboretum": (6, 8, 35, 0),
    "Aspley": (14, 3, 7, 188),
    "Basford": (17, 6, 2, 50),
    "Berridge": (11, 3, 38, 0),
    "Bestwood": (14, 8, 3, 54),
    "Bilborough": (11, 11, 2, 73),
    "Bridge": (9, 14, 5, 3),
    "Bulwell": (14, 1, 8, 90),
    "Bulwell Forest": (0, 0, 0, 37),
    "Clifton North": (16, 4, 27, 0),
    "Clifton South": (15, 4, 54, 0),
    "Dales": (11, 7, 29, 0),
    "Dunkirk and Lenton": (0, 0, 0, 7),
    "Leen Valley": (0, 0, 0, 28),
    "Mapperley": (7, 11, 7, 9),
    "Radford and Park": (6, 10, 5, 1),
    "Sherwood": (8, 18, 10, 7),
    "St Ann's": (11, 6, 5, 40),
    "Wollaton East and Lenton Abbey": (0, 0, 0, 9),
    "Wollaton West": (0, 0, 0, 7),
}
ROUTES = {"rollout-meeting": 170, "check-for-claim": 114, "fip": 70, "pilot": 21}
ROUTE_LABELS = ("Allocations from rollout meetings", "Potential claims (checked)", "FIP", "Pilot group")
CAFS = {"2009/10": 527, "2010/11": 567, "2011/12": 1100, "2012/13": 758}


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
    named = tuple((axis.replace("_", "-"), text) for axis, text in coordinates.items())
    return Figure(
        measure=measure,
        coordinates=named,
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
        figures=by_id(figures),
        relations=(),
        stamp=Stamp(
            digest="9f2c7be1d04a5b6c8e7f10293847560a1b2c3d4e5f60718293a4b5c6d7e8f901",
            as_at=AS_AT,
            dated=date(2013, 6, 26),
            made_at=datetime(2013, 7, 12, 9, 30, tzinfo=UTC),
            code_version="0.1.0+g1a2b3c4",
        ),
    )


def sheet_figures() -> tuple[Figure, ...]:
    """The figures of the 2012/13 data sheet, totals included."""
    return (*_rollout_figures(), *_ward_figures(), *_year_figures(), *_caf_figures())


def a_board_report(*, warning: str | None = WARNING) -> Document:
    """A board report of the usual shape and length over the whole data sheet."""
    figures = sheet_figures()
    document = a_document(
        figures=figures,
        sections=(
            _purpose(),
            _summary(),
            _recommendations(),
            _background(),
            _data_sheet(),
            _finance(),
            _cafs(),
            Section("Training", ()),
            _risks(),
            _definitions(),
        ),
    )
    return replace(
        document,
        warning=warning,
        title_block=_TITLE_BLOCK,
        relations=(
            Relation(
                a_number("families.worked-with").figure_id,
                tuple(a_number("families.worked-with", route=route).figure_id for route in ROUTES),
            ),
        ),
    )


def a_government_return() -> Document:
    """A claim return: the lines of the window, their amounts, and the checks."""
    day = date(2013, 7, 12)
    lines = (
        ("families.identified", "Families identified", 503, Unit.COUNT),
        ("families.worked-with", "Families worked with", 375, Unit.COUNT),
        ("families.turned-around", "Families turned around", 187, Unit.COUNT),
        ("money.results", "Results payments claimed", 149_600_00, Unit.PENCE),
        ("money.attachment-fees", "Attachment fees, 2012/13", 106_666_667, Unit.PENCE),
        ("programme.share-of-target", "Share of target worked with", Decimal("93.75"), Unit.PERCENT),
    )
    figures = [
        a_figure(measure, value, unit=unit, as_at=day, window="2013-07") for measure, _, value, unit in lines
    ]
    table = Table(
        "return-lines",
        "Lines of the return",
        "Line",
        ("To date",),
        tuple(
            Row(label, ((Number(figure.id),),))
            for (_, label, _, _), figure in zip(lines, figures, strict=True)
        ),
    )
    checks = TextTable(
        "checks",
        "Checks",
        ("Check", "Grade", "What it found"),
        (
            TextRow((("turned-around-not-above-worked-with",), ("ERROR",), ("Holds",))),
            TextRow(
                (
                    ("share-of-target",),
                    ("QUERY",),
                    (
                        Number(figures[5].id),
                        " of the target is below 100%: explain",
                    ),
                )
            ),
        ),
    )
    document = a_document(
        figures=figures, sections=(Section("Return", (table,)), Section("Checks", (checks,)))
    )
    return replace(
        document,
        kind=ReleaseKind.GOVERNMENT_RETURN,
        title="Claim return: July 2013",
        title_block=(("Claim window", ("July 2013",)), ("Prepared by", ("A Coordinator",))),
        stamp=replace(document.stamp, as_at=day, dated=day),
    )


def _rollout_figures() -> Iterable[Figure]:
    for rollout, values in ROLLOUTS.items():
        for agency, value in zip(AGENCIES, values[:10], strict=True):
            yield a_figure("families.allocated-at-meetings", value, rollout=rollout, agency=agency)
        for measure, value in zip(DECIDED, values[10:], strict=True):
            yield a_figure(measure, value, rollout=rollout)
    totals = [sum(column) for column in zip(*ROLLOUTS.values(), strict=True)]
    for agency, value in zip(AGENCIES, totals[:10], strict=True):
        yield a_figure("families.allocated-at-meetings", value, agency=agency)
    for measure, value in zip(DECIDED, totals[10:], strict=True):
        yield a_figure(measure, value)


def _ward_figures() -> Iterable[Figure]:
    for ward, values in WARDS.items():
        for measure, value in zip(DECIDED, values, strict=True):
            yield a_figure(measure, value, ward=ward)


def _year_figures() -> Iterable[Figure]:
    for route, families in ROUTES.items():
        yield a_figure("families.worked-with", families, route=route)
        share = Decimal(100) * families / 375
        yield a_figure("programme.share-of-worked-with", share, unit=Unit.PERCENT, route=route)
    worked_with = a_figure("families.worked-with", 375)
    target = a_figure("families.target", 400)
    yield worked_with
    yield target
    yield a_figure(
        "programme.share-of-target",
        Decimal("93.75"),
        unit=Unit.PERCENT,
        formula="families worked with ÷ families in the target",
        inputs=(worked_with.id, target.id),
    )
    yield a_figure("families.listed", 1140)
    yield a_figure("families.expected-funded-elsewhere", 200)
    fees = {"2012/13": 106_666_667, "2013/14": 120_000_000, "2014/15": 26_666_667}
    for year, pence in fees.items():
        yield a_figure("money.attachment-fees", pence, unit=Unit.PENCE, financial_year=year)
    yield a_figure("money.attachment-fees", 253_333_333, unit=Unit.PENCE)


def _caf_figures() -> Iterable[Figure]:
    for year, value in CAFS.items():
        yield a_figure("cafs.initiated", value, financial_year=year)
    yield a_figure("cafs.initiated", sum(CAFS.values()))
    yield a_figure("cafs.days-open", 83, unit=Unit.DAYS)
    yield a_figure("cafs.open-over-two-years", None)


_TITLE_BLOCK: tuple[tuple[str, Text], ...] = (
    ("Title of paper", ("Priority Families Update",)),
    ("Report to", ("Children’s Partnership Board",)),
    ("Date", ("26 June 2013",)),
    ("Relevant director", ("A Director, Family Community Teams",)),
    ("Wards affected", ("All",)),
    ("Contact officer", ("A Coordinator, Priority Families",)),
    ("Other officers who gave input", ("An Analyst, Data and Performance; a Manager, Early Intervention",)),
    (
        "Relevant Children and Young People’s Plan objectives",
        (
            "☑ Stronger safeguarding · ☑ Healthy living · ☐ Reducing substance misuse · "
            "☑ Raising attainment · ☑ Improving attendance",
        ),
    ),
)

_LONG: Text = (
    "Families on the list are brought to a rollout meeting for their ward, where the agencies present say what "
    "each of them knows of the family and decide who is best placed to lead. Where a worker already has a good "
    "relationship with the family, that worker is asked first. Where a family has already been turned round by "
    "work that began before the meeting, it is checked for a claim instead. The meetings have been well attended, "
    "with one exception, and the time taken for each family has fallen by about half since the first of them.",
)


def _purpose() -> Section:
    return Section(
        "Purpose of the report",
        (
            Paragraph(
                ("To tell the Board how the first year of the programme went, and what is asked of it.",)
            ),
        ),
    )


def _summary() -> Section:
    return Section(
        "Summary of issues",
        (
            Paragraph(
                (
                    "We have worked with ",
                    a_number("families.worked-with"),
                    " families in 2012/13, ",
                    a_number("programme.share-of-target"),
                    " of the target of ",
                    a_number("families.target"),
                    ". The list of October 2012 held ",
                    a_number("families.listed"),
                    " households; attachment fees of ",
                    a_number("money.attachment-fees", financial_year="2013/14"),
                    " are expected in 2013/14.",
                )
            ),
            Bullets(
                (
                    (
                        "Rollout meetings were held for fifteen of the twenty wards between November and March.",
                    ),
                    (
                        a_number("families.not-to-be-allocated"),
                        " families are not to be allocated, or not yet: most of them are social care cases.",
                    ),
                    (
                        "At least ",
                        a_number("families.expected-funded-elsewhere"),
                        " of the families that the city turns round are expected to be funded by other programmes: "
                        "they are evaluated, proved and counted like any other, but carry no payment, and the Board "
                        "should not plan to spend what will not come.",
                    ),
                )
            ),
        ),
    )


def _recommendations() -> Section:
    return Section(
        "Recommendations",
        (
            Bullets(
                (
                    ("To note the progress made against the target for 2012/13.",),
                    (
                        "To agree that every agency names one person who attends each rollout meeting with the "
                        "authority to accept an allocation, and a second who stands in.",
                    ),
                    ("To receive a report on the claims of July 2013 at its meeting in September.",),
                ),
                numbered=True,
            ),
        ),
    )


def _background() -> Section:
    return Section(
        "Background",
        (
            Paragraph(_LONG),
            Paragraph(_LONG),
            Paragraph(
                ("First line of a note.\nSecond line: 3 < 4 & 5 > 2; <b>not bold</b>; Łódź, ŵ, “quoted”.",)
            ),
            TextTable(
                "risks",
                "Where the year’s actions stand",
                ("Action", "Owner", "Where it stands"),
                (
                    TextRow((("Name a manager in each agency",), ("All agencies",), ("Done",))),
                    TextRow((("Agree how FIP and pilot families are counted",), ("Analyst",), _LONG)),
                    TextRow(
                        (
                            ("Publish the CAF data quality plan",),
                            ("CAF coordinator",),
                            ("Started; ", a_number("cafs.open-over-two-years"), " CAFs open over two years"),
                        )
                    ),
                ),
            ),
        ),
    )


def _data_sheet() -> Section:
    agencies = Table(
        "rollout-agencies",
        "Families by rollout, agency and decision",
        "Rollout",
        (*AGENCIES, *DECIDED_HEADINGS),
        (
            *(_rollout_row(_rollout_label(rollout), rollout) for rollout in ROLLOUTS),
            _rollout_row("All rollouts", None),
        ),
        frozenset({10}),
        (
            (
                "“Allocated excluding FIP” is the sum of the agencies without FIP, whose families come by other routes.",
            ),
        ),
    )
    wards = Table(
        "wards",
        "Families by ward and decision",
        "Ward",
        DECIDED_HEADINGS,
        (
            *(Row(ward, tuple((a_number(measure, ward=ward),) for measure in DECIDED)) for ward in WARDS),
            Row("All wards", tuple((a_number(measure),) for measure in DECIDED), is_total=True),
        ),
        notes=(("Ward is the ward on the list when the family was triaged.",),),
    )
    return Section(
        "The data sheet",
        (Paragraph(("As at 31 March 2013.",)), agencies, wards, *_year_one()),
        starts_page=True,
    )


def _rollout_label(rollout: str) -> str:
    return "Not rolled out" if rollout == "none" else f"Rollout {rollout}"


def _rollout_row(label: str, rollout: str | None) -> Row:
    where = {} if rollout is None else {"rollout": rollout}
    by_agency = (a_number("families.allocated-at-meetings", **where, agency=agency) for agency in AGENCIES)
    decided = (a_number(measure, **where) for measure in DECIDED)
    return Row(label, tuple((number,) for number in (*by_agency, *decided)), is_total=rollout is None)


def _year_one() -> tuple[Block, ...]:
    rows = tuple(
        Row(
            label,
            (
                (a_number("families.worked-with", route=route),),
                (a_number("programme.share-of-worked-with", places=1, route=route),),
            ),
        )
        for label, route in zip(ROUTE_LABELS, ROUTES, strict=True)
    )
    total = Row("All routes", ((a_number("families.worked-with"),), ("–",)), is_total=True)
    bars = tuple(
        Bar(label, a_number("families.worked-with", route=route))
        for label, route in zip(ROUTE_LABELS, ROUTES, strict=True)
    )
    return (
        Table("year-one", "Families worked with in 2012/13", "Route", ("Families", "Share"), (*rows, total)),
        Chart(
            "year-one-chart",
            "Families worked with in 2012/13, by route",
            bars,
            ("Rollout meetings brought the most families, ", bars[0].number, "; the pilot the fewest."),
            "year-one",
        ),
    )


def _finance() -> Section:
    years = ("2012/13", "2013/14", "2014/15")
    rows = tuple(Row(year, ((a_number("money.attachment-fees", financial_year=year),),)) for year in years)
    return Section(
        "Financial implications",
        (
            Paragraph(_LONG),
            Table(
                "fees",
                "Attachment fees by year",
                "Year",
                ("Attachment fees",),
                (*rows, Row("Three years", ((a_number("money.attachment-fees"),),), is_total=True)),
            ),
            Chart(
                "fees-chart",
                "Attachment fees by year",
                tuple(Bar(year, a_number("money.attachment-fees", financial_year=year)) for year in years),
                ("Fees are highest in 2013/14.",),
                "fees",
                axis="Pounds",
            ),
        ),
    )


def _cafs() -> Section:
    return Section(
        "Common Assessment Framework",
        (
            Table(
                "cafs",
                "CAFs initiated by financial year",
                "Financial year",
                ("CAFs initiated",),
                (
                    *(Row(year, ((a_number("cafs.initiated", financial_year=year),),)) for year in CAFS),
                    Row("Four years", ((a_number("cafs.initiated"),),), is_total=True),
                ),
                notes=(("On average a CAF is open for ", a_number("cafs.days-open"), "."),),
            ),
            Chart(
                "cafs-chart",
                "CAFs initiated by financial year",
                tuple(Bar(year, a_number("cafs.initiated", financial_year=year)) for year in CAFS),
                ("The number rose until 2011/12 and fell in 2012/13.",),
                "cafs",
                axis="CAFs",
            ),
            Chart(
                "wards-chart",
                "Families allocated, by ward",
                tuple(Bar(ward, a_number(DECIDED[0], ward=ward)) for ward in WARDS),
                ("Basford has the most.",),
                "wards",
            ),
        ),
    )


def _risks() -> Section:
    return Section("Risks", (Paragraph(_LONG), Paragraph(_LONG)))


def _definitions() -> Section:
    rows = tuple(
        TextRow(
            ((measure,), (f"Definition {number} of what is counted, and when. {_LONG[0]}"[: 90 * number],))
        )
        for number, measure in enumerate(DECIDED, start=1)
    )
    return Section(
        "Definitions and sources", (TextTable("definitions", "Definitions", ("Measure", "Meaning"), rows),)
    )
