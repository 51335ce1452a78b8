"""What each dashboard shows: tables, charts and the map of wards, of the figures that the report prints."""

from collections.abc import Callable, Mapping
from enum import StrEnum

from app.reports.disclosure.safe import SafeFigures
from app.reports.rules import register, sheet
from app.reports.rules.against_target import FUNNEL, NO_AGENCY, OTHER_AGENCY
from app.reports.rules.assessments import NO_LEAD
from app.reports.rules.board import MARKING
from app.reports.rules.document import Bar, Block, Chart, Document, Number, Row, Section, Stamp, Table, say
from app.reports.rules.facts import NOT_RECORDED
from app.reports.rules.figures import Relation
from app.reports.rules.frozen import Manifest
from app.reports.rules.sheet import Printer, listed_in_words
from app.reports.rules.ward_map import ward_map
from app.reports.rules.words import plain_name

WORKED_WITH, SHARE = "families.worked-with", "programme.share-of-target"
FUNNEL_NAMES = ("Identified", "Reviewed", "Allocated (excluding FIP)", "Worked with", "Closed")
SHARE_COLUMN = "Share of the programme's target to date"
NO_TARGET = say("Each is a share of the whole programme's target: no agency and no ward has one of its own.")


class View(StrEnum):
    """A dashboard."""

    PROGRAMME = "programme"
    AGENCY = "agency"
    WARD = "ward"
    CAF = "caf"

    @property
    def label(self) -> str:
        """The dashboard as pages name it."""
        return LABELS[self]


LABELS: Mapping[View, str] = {
    View.PROGRAMME: "Programme",
    View.AGENCY: "Agencies",
    View.WARD: "Wards",
    View.CAF: "CAFs",
}


def compose(
    view: View,
    manifest: Manifest,
    figures: SafeFigures,
    relations: tuple[Relation, ...],
    stamp: Stamp,
    *,
    mapped: str,
) -> Document:
    """One dashboard. mapped: the measure that the map of wards shows, one of `ward_map.MEASURES`."""
    print_ = Printer(manifest, figures)
    parts: Mapping[View, Callable[[], tuple[Section, ...]]] = {
        View.PROGRAMME: lambda: _programme(print_),
        View.AGENCY: lambda: _agencies(print_),
        View.WARD: lambda: _wards(print_, mapped),
        View.CAF: lambda: _cafs(print_),
    }
    return Document(
        kind=manifest.kind,
        profile=manifest.profile,
        title=f"Dashboard: {view.label if view is View.CAF else view.label.lower()}",
        organisation=manifest.organisation,
        marking=MARKING,
        warning=None,
        title_block=(),
        sections=parts[view](),
        figures=figures,
        relations=relations,
        stamp=stamp,
    )


def _programme(print_: Printer) -> tuple[Section, ...]:
    funnel = list(zip(FUNNEL_NAMES, (print_.number(measure) for measure in FUNNEL), strict=True))
    return (
        Section(
            "From identified to closed",
            _charted(
                Table(
                    id="funnel",
                    title="How far families have come",
                    corner="Families",
                    columns=("Families",),
                    rows=(
                        *(Row(name, ((number,),)) for name, number in funnel),
                        Row("Target to date", (print_.cell("programme.target-families-to-date"),)),
                        Row("Worked with, as a share of that target", (print_.cell(SHARE),)),
                    ),
                    notes=(("A family stands in as many of the first five rows as it has come through.",),),
                ),
                "funnel-chart",
                funnel,
            ),
        ),
        Section("Against the target", (sheet.by_month_chart(print_), sheet.by_month(print_))),
        Section("How work began", (sheet.year_allocations_chart(print_), sheet.year_allocations(print_))),
        Section("Not to be allocated", (sheet.reasons(print_),)),
    )


def _agencies(print_: Printer) -> tuple[Section, ...]:
    columns = print_.manifest.values["agency"]
    others = (
        (code, name)
        for code, name in ((OTHER_AGENCY, "Other agencies"), (NO_AGENCY, "None: checked for a claim"))
        if not print_.is_nothing(WORKED_WITH, agency=code)
    )
    worked = [*((code, code) for code in columns), *others]
    decided = [(code, print_.number("families.allocated-at-meetings", agency=code)) for code in columns]
    agencies = print_.manifest.values["initiating-agency"]
    led = [
        (print_.agency(code), print_.number("cafs.open", lead_agency=code))
        for code in agencies
        if not print_.is_nothing("cafs.open", lead_agency=code)
    ]
    year = print_.manifest.values["financial-year"][-1]
    by_agency = register.initiating_agencies(print_, year)
    return (
        Section("Decided at meetings", _charted(sheet.rollout_by_agency(print_), "decided-chart", decided)),
        Section(
            "Worked with",
            _charted(
                _shares(print_, "agency", "Agency", worked),
                "worked-with-by-agency-chart",
                [(name, print_.number(WORKED_WITH, agency=code)) for code, name in worked],
            ),
        ),
        Section(
            "CAFs",
            _charted(
                by_agency,
                "open-cafs-chart",
                [*led, ("No agency on record", print_.number("cafs.open", lead_agency=NO_LEAD))],
                title="Open CAFs, by the lead professional's agency",
                axis="CAFs",
            ),
        ),
    )


def _wards(print_: Printer, mapped: str) -> tuple[Section, ...]:
    wards = [(ward, ward) for ward in print_.manifest.values["ward"]]
    wards += [
        (ward, "No ward on record")
        for ward in (NOT_RECORDED,)
        if not print_.is_nothing(WORKED_WITH, ward=NOT_RECORDED)
    ]
    return (
        Section("Map of the wards", (ward_map(print_, mapped), sheet.by_ward(print_))),
        Section(
            "Worked with",
            _charted(
                _shares(print_, "ward", "Ward", wards),
                "worked-with-by-ward-chart",
                [(name, print_.number(WORKED_WITH, ward=ward)) for ward, name in wards],
            ),
        ),
    )


def _cafs(print_: Printer) -> tuple[Section, ...]:
    year = print_.manifest.values["financial-year"][-1]
    reasons = [
        (
            plain_name(reason),
            print_.number("cafs.initiated", financial_year=year, primary_reason=reason),
        )
        for reason in print_.manifest.values["primary-reason"]
    ]
    return (
        Section("Initiated and closed", (register.by_year_chart(print_), register.by_year(print_))),
        Section(
            "Why they begin",
            _charted(
                register.reasons(print_, year),
                "reasons-chart",
                reasons,
                title=f"Primary reasons for CAFs initiated in {year}",
                axis="CAFs",
            ),
        ),
        Section("Stages", (register.stages(print_),)),
        Section("Why they end", (register.closures(print_),)),
    )


def _charted(
    table: Table,
    chart_id: str,
    bars: list[tuple[str, Number]],
    *,
    title: str | None = None,
    axis: str = "Families",
) -> tuple[Block, ...]:
    """A chart of some of a table's numbers, and the table under it."""
    named = title or table.title
    chart = Chart(
        id=chart_id,
        title=named,
        bars=tuple(Bar(name, number) for name, number in bars),
        summary=listed_in_words(f"{named}: ", bars),
        table_id=table.id,
        axis=axis,
    )
    return (chart, table)


def _shares(print_: Printer, axis: str, corner: str, places: list[tuple[str, str]]) -> Table:
    """What each agency or ward has worked with, and that as a share of the programme's target."""
    return Table(
        id=f"worked-with-by-{axis}",
        title=f"Families worked with, by {axis}",
        corner=corner,
        columns=("Families", SHARE_COLUMN),
        rows=(
            *(
                Row(
                    name,
                    (print_.cell(WORKED_WITH, **{axis: value}), print_.cell(SHARE, **{axis: value})),
                )
                for value, name in places
            ),
            Row("The programme", (print_.cell(WORKED_WITH), print_.cell(SHARE)), is_total=True),
        ),
        notes=(NO_TARGET,)
        if axis == "ward"
        else (NO_TARGET, ("A family allocated to two agencies at once stands under SHARED.",)),
    )
