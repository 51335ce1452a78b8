"""A board report for tests, of the usual shape and length, over the whole 2012/13 data sheet."""

from dataclasses import replace

from app.reports.rules.document import (
    Bar,
    Block,
    Bullets,
    Chart,
    Document,
    Paragraph,
    Row,
    Section,
    Table,
    Text,
    TextRow,
    TextTable,
)
from app.reports.rules.figures import Relation
from tests.reports.a_document import WARNING, a_document, a_number
from tests.reports.the_data_sheet import (
    AGENCIES,
    CAFS,
    DECIDED,
    DECIDED_HEADINGS,
    ROLLOUTS,
    ROUTE_LABELS,
    ROUTES,
    WARDS,
    sheet_figures,
)


def a_board_report(*, warning: str | None = WARNING) -> Document:
    """A board report of the usual shape and length over the whole data sheet."""
    figures = sheet_figures()
    document = a_document(
        figures=figures,
        sections=(
            *_opening(),
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
        title_block=TITLE_BLOCK,
        definitions=(
            ("programme.share-of-target", "Families worked with so far, as a share of those in the target."),
        ),
        relations=(
            Relation(
                a_number("families.worked-with").figure_id,
                tuple(a_number("families.worked-with", route=route).figure_id for route in ROUTES),
            ),
        ),
    )


STORY = """
Families on the list are brought to a rollout meeting for their ward, where the agencies present say what
each of them knows of the family and decide who is best placed to lead. Where a worker already has a good
relationship with the family, that worker is asked first. Where a family has already been turned round by
work that began before the meeting, it is checked for a claim instead. The meetings have been well attended,
with one exception, and the time taken for each family has fallen by about half since the first of them.
"""
ELSEWHERE = """
of the families that the city turns round are expected to be funded by other programmes: they are evaluated,
proved and counted like any other, but carry no payment, and the Board should not plan to spend what will
not come.
"""
NAMED_PERSON = """
To agree that every agency names one person who attends each rollout meeting with the authority to accept an
allocation, and a second who stands in.
"""
OBJECTIVES = """
☑ Stronger safeguarding · ☑ Healthy living · ☐ Reducing substance misuse · ☑ Raising attainment ·
☑ Improving attendance
"""
AWKWARD = "First line of a note.\nSecond line: 3 < 4 & 5 > 2; <b>not bold</b>; Łódź, ŵ, “quoted”."


def _flowing(words: str) -> str:
    return " ".join(words.split())


LONG: Text = (_flowing(STORY),)

TITLE_BLOCK: tuple[tuple[str, Text], ...] = (
    ("Title of paper", ("Priority Families Update",)),
    ("Report to", ("Children’s Partnership Board",)),
    ("Date", ("26 June 2013",)),
    ("Relevant director", ("A Director, Family Community Teams",)),
    ("Wards affected", ("All",)),
    ("Contact officer", ("A Coordinator, Priority Families",)),
    ("Other officers who gave input", ("An Analyst, Data and Performance; a Manager, Early Intervention",)),
    ("Relevant Children and Young People’s Plan objectives", (_flowing(OBJECTIVES),)),
)


def _opening() -> tuple[Section, ...]:
    purpose = "To tell the Board how the first year of the programme went, and what is asked of it."
    claims = "To receive a report on the claims of July 2013 at its meeting in September."
    asked = (
        ("To note the progress made against the target for 2012/13.",),
        (_flowing(NAMED_PERSON),),
        (claims,),
    )
    return (
        Section("Purpose of the report", (Paragraph((purpose,)),)),
        Section("Summary of issues", (Paragraph(_year()), Bullets(_issues()))),
        Section("Recommendations", (Bullets(asked, numbered=True),)),
    )


def _year() -> Text:
    return (
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


def _issues() -> tuple[Text, ...]:
    undecided = " families are not to be allocated, or not yet: most of them are social care cases."
    return (
        ("Rollout meetings were held for fifteen of the twenty wards.",),
        (a_number("families.not-to-be-allocated"), undecided),
        ("At least ", a_number("families.expected-funded-elsewhere"), f" {_flowing(ELSEWHERE)}"),
    )


def _background() -> Section:
    open_long = a_number("cafs.open-over-two-years")
    rows = (
        TextRow((("Name a manager in each agency",), ("All agencies",), ("Done",))),
        TextRow((("Agree how FIP and pilot families are counted",), ("Analyst",), LONG)),
        TextRow(
            (("Publish the CAF data quality plan",), ("CAF coordinator",), (open_long, " CAFs to close"))
        ),
    )
    columns = ("Action", "Owner", "Where it stands")
    actions = TextTable("actions", "Where the year’s actions stand", columns, rows)
    return Section("Background", (Paragraph(LONG), Paragraph(LONG), Paragraph((AWKWARD,)), actions))


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
        (("“Allocated excluding FIP” is the sum of the agencies without FIP.",),),
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
            Paragraph(LONG),
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
    return Section("Risks", (Paragraph(LONG), Paragraph(LONG)))


def _definitions() -> Section:
    rows = tuple(
        TextRow(
            ((measure,), (f"Definition {number} of what is counted, and when. {LONG[0]}"[: 90 * number],))
        )
        for number, measure in enumerate(DECIDED, start=1)
    )
    return Section(
        "Definitions and sources", (TextTable("definitions", "Definitions", ("Measure", "Meaning"), rows),)
    )
