"""Above and below: where the programme is against its target, and the CAFs against the year before."""

from collections.abc import Iterator

from app.reports.rules.board_words import PaperOf
from app.reports.rules.document import Block, Bullets, Number, Text, say
from app.reports.rules.sections.parts import Part, Sources
from app.reports.rules.sheet import Printer


def _blocks(sources: Sources) -> Iterator[Block]:
    said = [*(_target(sources.print_) if sources.paper is not PaperOf.CAF else ())]
    said += _years(sources.print_) if sources.paper is not PaperOf.FAMILIES else ()
    if said:
        yield Bullets(tuple(said))


def _target(print_: Printer) -> Iterator[Text]:
    """The families worked with against those agreed; nothing where that may not be shown."""
    done, agreed = print_.number("families.worked-with"), print_.number("programme.target-families-to-date")
    where = _compared(print_, done, agreed, "Above target", "Below target", "On target")
    if where is not None:
        yield say(f"{where}: {{}} families worked with, of {{}} agreed.", done, agreed)


def _years(print_: Printer) -> Iterator[Text]:
    """CAFs of the latest complete year against those of the year before."""
    years = print_.manifest.values["financial-year"]
    as_at = print_.manifest.as_at
    is_complete = (as_at.month, as_at.day) == (3, 31)
    complete = years if is_complete else years[:-1]
    if len(complete) < 2:
        return
    before, latest = complete[-2:]
    for measure, place, words in (
        ("cafs.initiated", {}, "CAFs initiated"),
        ("closures.share-by-reason", {"reason": "needs-met"}, "of CAFs closed with needs met"),
        (
            "closures.share-by-reason",
            {"reason": "escalated-to-social-care"},
            "of CAFs closed were escalated to social care",
        ),
    ):
        now = print_.number(measure, financial_year=latest, **place)
        was = print_.number(measure, financial_year=before, **place)
        where = _compared(print_, now, was, "Above last year", "Below last year", "As last year")
        if where is not None:
            yield say(f"{where}: {{}} {words} in {latest}; {{}} in {before}.", now, was)


def _compared(
    print_: Printer, first: Number, second: Number, above: str, below: str, same: str
) -> str | None:
    """How one number stands to another; None where either may not be shown, for that would tell of it."""
    one, other = (print_.figures[each.figure_id].value for each in (first, second))
    if one is None or other is None:
        return None
    return above if one > other else below if one < other else same


PART = Part("above-and-below", "Above and below", _blocks, opens=True)
