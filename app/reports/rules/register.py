"""The board report's section on the CAF register."""

from app.reports.rules.assessments import NO_LEAD, STAGES
from app.reports.rules.document import Bar, Chart, Paragraph, Row, Section, Table, say
from app.reports.rules.sheet import Printer, listed_in_words
from app.reports.rules.words import CLOSURE_NAMES, STAGE_NAMES, plain_name


def section(print_: Printer) -> Section:
    """Initiations, who began them and why, stages, closures, and what has stayed open."""
    year = print_.manifest.values["financial-year"][-1]
    return Section(
        "Common Assessment Framework",
        (
            Paragraph(
                say(
                    f"{{}} CAFs were initiated in {year} and {{}} were closed: {{}} with needs met and {{}} "
                    "escalated to social care. {} are open, {} of them for more than two years, and "
                    "{} have no lead professional's agency on record. Most of the children live in "
                    "households that were never identified for the programme.",
                    print_.number("cafs.initiated", financial_year=year),
                    print_.number("cafs.closed", financial_year=year),
                    print_.number("closures.share-by-reason", financial_year=year, reason="needs-met"),
                    print_.number(
                        "closures.share-by-reason", financial_year=year, reason="escalated-to-social-care"
                    ),
                    print_.number("cafs.open"),
                    print_.number("cafs.open-over-two-years"),
                    print_.number("cafs.open", lead_agency=NO_LEAD),
                )
            ),
            by_year(print_),
            by_year_chart(print_),
            closures(print_),
            stages(print_),
            initiating_agencies(print_, year),
            reasons(print_, year),
        ),
    )


def by_year(print_: Printer) -> Table:
    """CAFs initiated and closed by financial year, with the shares that the Board asks for."""
    return Table(
        id="cafs-by-year",
        title="CAFs by financial year",
        corner="Financial year",
        columns=("Initiated", "Closed", "Needs met", "Escalated to social care", "Average days open"),
        rows=tuple(
            Row(
                year,
                (
                    print_.cell("cafs.initiated", financial_year=year),
                    print_.cell("cafs.closed", financial_year=year),
                    print_.cell("closures.share-by-reason", financial_year=year, reason="needs-met"),
                    print_.cell(
                        "closures.share-by-reason", financial_year=year, reason="escalated-to-social-care"
                    ),
                    print_.cell("closures.average-length", financial_year=year),
                ),
            )
            for year in print_.manifest.values["financial-year"]
        ),
        notes=(("Needs met and escalated are shares of the CAFs closed in the year, whenever they began.",),),
    )


def by_year_chart(print_: Printer) -> Chart:
    """CAFs initiated by financial year, as bars."""
    years = [
        (year, print_.number("cafs.initiated", financial_year=year))
        for year in print_.manifest.values["financial-year"]
    ]
    return Chart(
        id="cafs-by-year-chart",
        title="CAFs initiated by financial year",
        bars=tuple(Bar(year, number) for year, number in years),
        summary=listed_in_words("CAFs initiated by financial year: ", years),
        table_id="cafs-by-year",
        axis="CAFs",
    )


def closures(print_: Printer) -> Table:
    """CAFs closed by reason in each financial year."""
    years = print_.manifest.values["financial-year"]
    return Table(
        id="cafs-closed",
        title="CAFs closed, by reason",
        corner="Reason for closure",
        columns=years,
        rows=(
            *(
                Row(
                    name,
                    tuple(print_.cell("cafs.closed", financial_year=year, reason=reason) for year in years),
                )
                for reason, name in CLOSURE_NAMES.items()
            ),
            Row(
                "Total",
                tuple(print_.cell("cafs.closed", financial_year=year) for year in years),
                is_total=True,
            ),
        ),
    )


def stages(print_: Printer) -> Table:
    """How many of the CAFs initiated each year have completed each stage."""
    years = print_.manifest.values["financial-year"]
    return Table(
        id="cafs-stages",
        title="Stages completed, by the year of initiation",
        corner="Stage",
        columns=years,
        rows=(
            Row(
                "Initiated",
                tuple(print_.cell("cafs.initiated", financial_year=year) for year in years),
            ),
            *(
                Row(
                    STAGE_NAMES[stage],
                    tuple(
                        print_.cell("cafs.stage-completed", financial_year=year, stage=stage)
                        for year in years
                    ),
                )
                for stage in STAGES
            ),
        ),
        notes=(("A CAF stands in every stage that it has completed.",),),
    )


def initiating_agencies(print_: Printer, year: str) -> Table:
    """The year's CAFs by initiating agency, and the open ones by the lead professional's agency."""
    agencies = print_.manifest.values["initiating-agency"]
    return Table(
        id="cafs-by-agency",
        title=f"CAFs by agency: initiated in {year}, and led now",
        corner="Agency",
        columns=(f"Initiated in {year}", "Open, by lead professional's agency"),
        rows=(
            *(
                Row(
                    print_.agency(agency),
                    (
                        print_.cell("cafs.initiated", financial_year=year, initiating_agency=agency),
                        print_.cell("cafs.open", lead_agency=agency),
                    ),
                )
                for agency in agencies
                if not (
                    print_.is_nothing("cafs.initiated", financial_year=year, initiating_agency=agency)
                    and print_.is_nothing("cafs.open", lead_agency=agency)
                )
            ),
            Row(print_.agency(NO_LEAD), ((), print_.cell("cafs.open", lead_agency=NO_LEAD))),
            Row(
                "Total",
                (print_.cell("cafs.initiated", financial_year=year), print_.cell("cafs.open")),
                is_total=True,
            ),
        ),
    )


def reasons(print_: Printer, year: str) -> Table:
    """The year's CAFs by primary reason, and by any reason."""
    return Table(
        id="cafs-by-reason",
        title=f"Reasons for CAFs initiated in {year}",
        corner="Reason",
        columns=("Primary reason", "Any reason"),
        rows=(
            *(
                Row(
                    plain_name(reason),
                    (
                        print_.cell("cafs.initiated", financial_year=year, primary_reason=reason),
                        print_.cell("cafs.initiated", financial_year=year, any_reason=reason),
                    ),
                )
                for reason in print_.manifest.values["primary-reason"]
            ),
            Row("CAFs", (print_.cell("cafs.initiated", financial_year=year), ()), is_total=True),
        ),
        notes=(("One CAF may stand under several reasons in the second column, which has no total.",),),
    )
