"""The board report's section on exceptions: above and below target, with trend and comparators."""

from collections.abc import Iterator

from app.periods import written_date
from app.reports.rules import exceptions, partners
from app.reports.rules.derived import SHARE_OF_TARGET
from app.reports.rules.document import (
    Block,
    Number,
    Paragraph,
    Row,
    Section,
    Table,
    Text,
    TextRow,
    TextTable,
    say,
)
from app.reports.rules.exceptions import ENGLAND, NEIGHBOURS, RULE, WATCHED, Verdict, Watched
from app.reports.rules.figures import Coordinates, Figure, figure_id
from app.reports.rules.partner_sections import is_fine
from app.reports.rules.sheet import Printer
from app.reports.rules.vocabulary import Profile
from app.reports.rules.words import quarter_name

NONE_RECORDED: Text = ("None recorded",)
SIDES = {Verdict.BETTER: "Better than target", Verdict.WORSE: "Worse than target"}
OF_TARGET = "Share of target worked with"
TREND = (exceptions.SHARE_REVIEWED.name, exceptions.DAYS_TO_ASSESSMENT.name, partners.SHARE_ATTENDED.name)


def section(print_: Printer) -> Iterator[Section]:
    """The section; none in a release from before its figures were kept."""
    if not partners.are_in(print_.manifest):
        return
    blocks: list[Block] = []
    if is_fine(print_):
        blocks += [Paragraph(say(f"{RULE.sentence} The rule holds since {written_date(RULE.since)}."))]
        blocks += [*_tables(print_), _trend(print_)]
    else:
        blocks += [Paragraph(say(PUBLICLY))]
    yield Section("Exceptions", (*blocks, *_compared(print_)))


PUBLICLY = (
    "Exceptions by agency and by ward stand in the internal report alone: a share of an agency's few cases "
    "would tell small numbers."
)


def _tables(print_: Printer) -> Iterator[Block]:
    for side, title in SIDES.items():
        rows = tuple(row for each in WATCHED for row in _rows(print_, each, side))
        if rows:
            yield Table(
                id=f"exceptions-{side.value}",
                title=title,
                corner="Where",
                columns=("It is", "Cases", "Held against", "Whole city"),
                rows=rows,
                notes=(
                    say(
                        "Cases are the base of the share, or of the mean. Held against is the target of the "
                        "year, or the whole city where no target is recorded."
                    ),
                ),
            )
        else:
            yield Paragraph(say(f"{title}: nothing."))


def _rows(print_: Printer, watched: Watched, side: Verdict) -> Iterator[Row]:
    values = print_.manifest.values
    whole = _figure(print_, watched.measure.name, _period(print_, watched))
    target = _target(print_, watched)
    against = target or whole
    for name in values[partners.AGENCIES if watched.axis == "agency" else watched.axis]:
        place = (*_period(print_, watched), (watched.axis, name))
        found, base = (_figure(print_, each, place) for each in (watched.measure.name, watched.base))
        if exceptions.verdict(found.value, against.value, base=int(base.value or 0), unit=found.unit) is side:
            words = print_.agency(name) if watched.axis == "agency" else name
            yield Row(
                f"{watched.words}: {words}",
                (
                    (Number(found.id),),
                    (Number(base.id),),
                    (Number(target.id),) if target else ("Whole city",),
                    (Number(whole.id),),
                ),
            )


def _trend(print_: Printer) -> Table:
    quarters = print_.manifest.values[partners.QUARTERS]
    watched = [each for each in WATCHED if each.measure.name in TREND]
    return Table(
        id="exceptions-trend",
        title="The whole city by quarter",
        corner="Measure",
        columns=tuple(quarter_name(each) for each in quarters),
        rows=tuple(
            Row(
                each.words,
                tuple(print_.cell(each.measure.name, quarter=quarter) for quarter in quarters),
            )
            for each in watched
        ),
        notes=(
            say(
                "A first review stands under the quarter of the team meeting; an assessment, under the "
                "quarter in which it was completed. The latest first reviews may not be due yet."
            ),
        ),
    )


def _compared(print_: Printer) -> Iterator[Block]:
    yield Table(
        id="comparators",
        title="Comparators",
        corner="Measure",
        columns=("Here", "Target", "England", "Statistical neighbours"),
        rows=(
            Row(
                OF_TARGET,
                (
                    print_.cell(SHARE_OF_TARGET.name),
                    ("All of it",),
                    _comparator(print_, SHARE_OF_TARGET.name, ENGLAND),
                    _comparator(print_, SHARE_OF_TARGET.name, NEIGHBOURS),
                ),
            ),
            *(
                _against(print_, each)
                for each in WATCHED
                if _is_shown(print_, each) and _is_known(print_, each)
            ),
        ),
    )
    yield _last_year(print_)
    rows = tuple(
        TextRow(
            (
                (_words_of(figure.coordinates[0][1]),),
                (figure.coordinates[1][1].replace("-", " ").capitalize(),),
                (figure.formula or "",),
            )
        )
        for figure in print_.figures.values()
        if figure.measure == exceptions.COMPARED.name
    )
    if rows:
        yield TextTable(
            id="comparator-sources",
            title="Sources of comparators",
            columns=("Measure", "Of", "Source"),
            rows=rows,
        )


def _against(print_: Printer, watched: Watched) -> Row:
    whole = _figure(print_, watched.measure.name, _period(print_, watched))
    target = _target(print_, watched)
    return Row(
        watched.words,
        (
            (Number(whole.id),),
            (Number(target.id),) if target else NONE_RECORDED,
            _comparator(print_, watched.measure.name, ENGLAND),
            _comparator(print_, watched.measure.name, NEIGHBOURS),
        ),
    )


def _last_year(print_: Printer) -> Table:
    """CAFs begun and closed this year and last: the comparator that is always at hand."""
    years = print_.manifest.values["financial-year"][-2:]
    return Table(
        id="last-year",
        title="This year and last",
        corner="Measure",
        columns=years,
        rows=tuple(
            Row(words, tuple(print_.cell(measure, financial_year=year, **more) for year in years))
            for words, measure, more in (
                ("CAFs initiated", "cafs.initiated", {}),
                ("CAFs closed", "cafs.closed", {}),
                ("CAFs closed with needs met", "closures.share-by-reason", {"reason": "needs-met"}),
            )
        ),
        notes=(("The share is of the CAFs closed in the year.",),),
    )


def _comparator(print_: Printer, measure: str, against: str) -> Text:
    found = _maybe(print_, exceptions.COMPARED.name, (("of", measure), ("against", against)))
    return (Number(found.id),) if found else NONE_RECORDED


def _target(print_: Printer, watched: Watched) -> Figure | None:
    return _maybe(print_, exceptions.TARGET.name, (("of", watched.measure.name),))


def _is_shown(print_: Printer, watched: Watched) -> bool:
    return print_.manifest.profile is Profile.INTERNAL or watched.measure in partners.DERIVED


def _is_known(print_: Printer, watched: Watched) -> bool:
    """Whether there is anything to hold against the others: no share or mean of nothing."""
    found = _figure(print_, watched.measure.name, _period(print_, watched))
    return found.value is not None or found.is_withheld


def _words_of(measure: str) -> str:
    """What the tables call a measure."""
    return next((each.words for each in WATCHED if each.measure.name == measure), OF_TARGET)


def _period(print_: Printer, watched: Watched) -> Coordinates:
    """The coordinates of the whole city: invitations are counted by the year."""
    if watched.measure is partners.SHARE_ATTENDED:
        return (("financial-year", partners.years_shown(print_.manifest.as_at)[1]),)
    return ()


def _figure(print_: Printer, measure: str, place: Coordinates) -> Figure:
    return print_.figures[figure_id(measure, place, print_.manifest.as_at)]


def _maybe(print_: Printer, measure: str, place: Coordinates) -> Figure | None:
    return print_.figures.get(figure_id(measure, place, print_.manifest.as_at))
