"""Summary for the Board: how the programme stands, and what has changed since the last report."""

from collections.abc import Iterator

from app.periods import written_date
from app.reports.rules.board_words import PaperOf
from app.reports.rules.document import Block, Bullets, Number, Paragraph, Text, say
from app.reports.rules.sections.parts import Part, Sources
from app.reports.rules.sheet import Printer
from app.reports.rules.words import month_name


def _blocks(sources: Sources) -> Iterator[Block]:
    print_ = sources.print_
    yield Paragraph(
        say(f"How the programme stood on {written_date(print_.manifest.as_at)}, and what has changed.")
    )
    about = [*(_families(print_) if sources.paper is not PaperOf.CAF else ())]
    about += _cafs(print_) if sources.paper is not PaperOf.FAMILIES else ()
    yield Bullets(tuple(about))


def _families(print_: Printer) -> Iterator[Text]:
    number = print_.number
    yield say(
        "We have worked with {} families: {} of the {} agreed for the years begun so far.",
        number("families.worked-with"),
        number("programme.share-of-target"),
        number("programme.target-families-to-date"),
    )
    yield _before(print_)
    yield say(
        "We identified {} families whose criteria are confirmed, from a list of {}.",
        number("families.identified"),
        number("families.listed"),
    )
    yield say(
        "Rollout meetings reviewed {} of the data sheet's families; {} are not yet allocated.",
        number("families.reviewed"),
        number("families.yet-to-be-allocated"),
    )


def _before(print_: Printer) -> Text:
    """How many it was in the last report; without one, some months ago."""
    last = print_.manifest.last
    number = print_.number
    if last is not None and (said := last_number(print_, "families.worked-with")) is not None:
        return say(
            f"The last report, as at {written_date(last.as_at)}, said {{}} families.",
            said,
        )
    months = print_.manifest.values["month"]
    earlier = months[max(len(months) - 3, 0)]
    return say(
        f"At the end of {month_name(earlier)} it was {{}} families, {{}} of the same target.",
        number("families.worked-with-by", month=earlier),
        number("programme.share-of-target-by", month=earlier),
    )


def _cafs(print_: Printer) -> Iterator[Text]:
    number = print_.number
    year = print_.manifest.values["financial-year"][-1]
    initiated, over = number("cafs.initiated", financial_year=year), number("cafs.open-over-two-years")
    said = f"{{}} CAFs were initiated in {year}. {{}} have been open for more than two years"
    was = last_number(print_, "cafs.open-over-two-years")
    if was is None:
        yield say(f"{said}.", initiated, over)
    else:
        yield say(f"{said}; the last report said {{}}.", initiated, over, was)


def last_number(print_: Printer, measure: str) -> Number | None:
    """A measure's total in the last report, where that is known and may be shown."""
    last = print_.manifest.last
    found = print_.figures.get(f"{measure}@{last.as_at.isoformat()}") if last else None
    return None if found is None or found.value is None else Number(found.id)


PART = Part("summary", "Summary for the Board", _blocks, opens=True)
