"""An inspection pack as a workbook: a sheet for each list, for the numbers' members, and for each case."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from app.exports.render import pack_words
from app.exports.render.tables import FONT, LONGEST_TEXT, MOST_ROWS, book_options, set_up
from app.exports.rules.checks import COLUMNS, Found
from app.exports.rules.impact import Impact
from app.exports.rules.pack import Cover, Story
from app.exports.rules.vocabulary import MARKING
from app.periods import Period, written_date
from app.reports.render.words import clean

WIDEST, NARROWEST, LOOKED_AT = 60.0, 10.0, 200
BEHIND = "Behind the impact"


class ListSheet:
    """A sheet of words under headings, written row by row: none is taken for a formula, a number or a link.

    rows: how many it was given. A sheet holds no more than MOST_ROWS of them.
    """

    def __init__(self, sheet: Worksheet, headings: Sequence[str], head: Format, words: Format) -> None:
        self._sheet, self._words = sheet, words
        self._widths = [len(each) for each in headings]
        self.rows = 0
        for place, heading in enumerate(headings):
            sheet.write_string(0, place, heading, head)

    def add(self, row: Sequence[str]) -> None:
        """Write the next row."""
        self.rows += 1
        if self.rows <= LOOKED_AT:
            self._widths = [max(width, len(cell)) for width, cell in zip(self._widths, row, strict=True)]
        if self.rows <= MOST_ROWS:
            for place, cell in enumerate(row):
                if cell:
                    self._sheet.write_string(self.rows, place, clean(cell)[:LONGEST_TEXT], self._words)

    def finish(self) -> None:
        """Set it up as wide as its first rows want it."""
        widths = [min(WIDEST, max(NARROWEST, 1.1 * width)) for width in self._widths]
        set_up(self._sheet, "Inspection pack", widths)
        if self.rows:
            self._sheet.autofilter(0, 0, min(self.rows, MOST_ROWS), len(widths) - 1)


@dataclass(frozen=True, slots=True)
class PackBook:
    """The sheets of a pack while they are written; each takes its rows in their order. cases: one a story."""

    children: ListSheet
    impact: ListSheet
    behind: ListSheet
    audits: ListSheet
    actions: ListSheet
    cases: Sequence[ListSheet]
    checks: ListSheet

    def add_impact(self, impact: Sequence[Impact]) -> None:
        """Write the numbers of the impact, and on a sheet of their own the assessments behind them."""
        for each in impact:
            self.impact.add(pack_words.of_impact(each))
            for member in each.members:
                self.behind.add((each.label, str(member)))

    def add_story(self, story: Story, number: int) -> None:
        """Write a case on its sheet. number: which one it is, counted from 1."""
        for row in _case(story):
            self.cases[number - 1].add(row)

    def add_check(self, found: Found) -> None:
        """Write something that is to be looked at before the pack is handed over."""
        self.checks.add(tuple("" if cell is None else str(cell) for cell in found.line))


@contextmanager
def pack_book(place: Path, cover: Cover, cases: int) -> Iterator[PackBook]:
    """The workbook of a pack that tells so many cases. It is whole once the block has ended."""
    book = Workbook(str(place), book_options(place.parent))
    book.set_properties(
        {"title": "Inspection pack", "keywords": MARKING, "created": cover.made_at.replace(tzinfo=None)}
    )
    head = book.add_format({**FONT, "bold": True, "text_wrap": True, "bg_color": "#EEF0F2", "bottom": 1})
    words = book.add_format({**FONT, "text_wrap": True})
    made: list[ListSheet] = []

    def sheet(name: str, headings: Sequence[str]) -> ListSheet:
        made.append(ListSheet(book.add_worksheet(name), headings, head, words))
        return made[-1]

    about = sheet("About", ("What", "Which"))
    sheets = PackBook(
        children=sheet("Children, three months", pack_words.CHILDREN),
        impact=sheet("Impact, twelve months", pack_words.IMPACT),
        behind=sheet(BEHIND, ("Number", "Assessment")),
        audits=sheet("Audits, six months", pack_words.AUDITS),
        actions=sheet("Action plans", pack_words.ACTIONS),
        cases=[
            sheet(f"Case {number}", ("Part", "Day", "What", "Who", "Why")) for number in range(1, cases + 1)
        ],
        checks=sheet("Checks", COLUMNS),
    )
    yield sheets
    for row in _about(cover):
        about.add(row)
    for name, each in (("Children, three months", sheets.children), (BEHIND, sheets.behind)):
        if each.rows > MOST_ROWS:
            about.add((name, f"The first {MOST_ROWS:,} of {each.rows:,} stand on the sheet, all in the JSON"))
    for each in made:
        each.finish()
    book.close()


def _about(cover: Cover) -> Sequence[tuple[str, str]]:
    wanted = cover.wanted
    return (
        ("Marking", MARKING),
        ("Council", cover.organisation),
        ("As at", written_date(wanted.as_at)),
        ("Children", _between(wanted.children_in)),
        ("Impact", _between(wanted.impact_in)),
        ("Audits and actions", _between(wanted.audits_in)),
        ("Cases drawn", f"{wanted.draw} by the seed {wanted.seed}, from {cover.pool:,} assessments"),
        ("Drawn from", f"SHA-256 over their ids: {cover.pool_digest}"),
        ("Cases chosen", ", ".join(wanted.chosen) or "None"),
        ("Made at", f"{cover.made_at:%Y-%m-%d %H:%M} UTC, by Loxley {cover.code_version}"),
    )


def _case(story: Story) -> Iterable[tuple[str, str, str, str, str]]:
    yield ("Case", "", story.title, "", story.how)
    for who in story.people:
        yield ("Family", "", who, "", "")
    for event in story.chronology:
        yield ("Chronology", pack_words.short(event.day), event.what, "", "")
    for made in story.decisions:
        yield ("Decision", pack_words.short(made.day), made.what, made.who or "", made.why or "")
    for part, said in (("Oversight", story.oversight), ("The child’s words", story.childs_words)):
        for each in said:
            yield (part, pack_words.short(each.day), each.words, each.who or "", each.where)
    for line in story.outcome:
        yield ("Outcome", "", line, "", "")


def _between(period: Period) -> str:
    return f"{written_date(period.first)} to {written_date(period.last)}"
