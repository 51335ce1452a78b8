"""Background and numbers: the target, the list, and the families worked with by month."""

from collections.abc import Iterator

from app.reports.rules import sheet
from app.reports.rules.document import Block, Paragraph, Row, Table, say
from app.reports.rules.sections.parts import OF_FAMILIES, Part, Sources
from app.reports.rules.sheet import Printer

TARGET = "programme.target-families"
FEES = "money.attachment-fees"


def _blocks(sources: Sources) -> Iterator[Block]:
    number = sources.print_.number
    yield Paragraph(
        say(
            "We agreed to work with {} families in all, {} of them in the years begun so far. "
            "The programme's list holds {} families found by data match; {} more came by referral. "
            "Everybody worked with is counted once, whatever the route.",
            number(TARGET),
            number("programme.target-families-to-date"),
            number("families.listed", listed="data-match"),
            number("families.listed", listed="referral"),
        )
    )
    yield _targets(sources.print_)
    yield sheet.by_month(sources.print_)
    yield sheet.by_month_chart(sources.print_)


def _targets(print_: Printer) -> Table:
    years, paid_for = print_.years_of(TARGET), print_.years_of(FEES)
    return Table(
        id="targets",
        title="Families agreed, by financial year, and their attachment fees",
        corner="Financial year",
        columns=("Families agreed", "Attachment fees"),
        rows=(
            *(
                Row(
                    year,
                    (
                        print_.cell(TARGET, financial_year=year),
                        print_.cell(FEES, financial_year=year) if year in paid_for else (),
                    ),
                )
                for year in years
            ),
            Row("Total", (print_.cell(TARGET), ()), is_total=True),
        ),
        notes=(("Attachment fees are rounded to the penny each year and are not added up here.",),),
    )


PART = Part("background", "Background and numbers", _blocks, OF_FAMILIES)
