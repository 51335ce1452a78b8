"""An inspection pack as a workbook: a sheet for each list, for the numbers' members, and for each case."""

from collections.abc import Iterable, Sequence
from io import BytesIO

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from app.exports.render import pack_words
from app.exports.render.tables import FONT, LONGEST_TEXT, MOST_ROWS, set_up
from app.exports.rules.checks import COLUMNS, Found
from app.exports.rules.pack import Pack, Story
from app.exports.rules.vocabulary import MARKING
from app.periods import Period, written_date
from app.reports.render.words import clean

WIDEST, NARROWEST, LOOKED_AT = 60.0, 10.0, 200


def pack_xlsx(pack: Pack, found: Sequence[Found]) -> bytes:
    """The pack as a workbook. found: what is to be looked at before it is handed over."""
    written = BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "remove_timezone": True,
    }
    book = Workbook(written, options)
    book.set_properties(
        {"title": "Inspection pack", "keywords": MARKING, "created": pack.made_at.replace(tzinfo=None)}
    )
    pen = _Pen(book)
    pen.sheet("About", ("What", "Which"), _about(pack))
    pen.sheet("Children, three months", *pack_words.children_table(pack))
    pen.sheet("Impact, twelve months", *pack_words.impact_table(pack))
    behind = ((each.label, str(member)) for each in pack.impact for member in each.members)
    pen.sheet("Behind the impact", ("Number", "Assessment"), tuple(behind)[:MOST_ROWS])
    pen.sheet("Audits, six months", *pack_words.audits_table(pack))
    pen.sheet("Action plans", *pack_words.actions_table(pack))
    for number, story in enumerate(pack.stories, start=1):
        pen.sheet(f"Case {number}", ("Part", "Day", "What", "Who", "Why"), tuple(_case(story)))
    lines = [tuple("" if cell is None else str(cell) for cell in each.line) for each in found]
    pen.sheet("Checks", COLUMNS, lines)
    book.close()
    return written.getvalue()


class _Pen:
    """Writes sheets of words: none of it is ever taken for a formula, a number or a link."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self.head: Format = book.add_format(
            {**FONT, "bold": True, "text_wrap": True, "bg_color": "#EEF0F2", "bottom": 1}
        )
        self.words: Format = book.add_format({**FONT, "text_wrap": True})

    def sheet(self, name: str, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """A sheet of rows under their headings."""
        sheet = self.book.add_worksheet(name)
        widths = [
            min(WIDEST, max(NARROWEST, 1.1 * max(len(row[place]) for row in (headings, *rows[:LOOKED_AT]))))
            for place in range(len(headings))
        ]
        set_up(sheet, "Inspection pack", widths)
        for place, heading in enumerate(headings):
            sheet.write_string(0, place, heading, self.head)
        for line, row in enumerate(rows, start=1):
            for place, cell in enumerate(row):
                if cell:
                    sheet.write_string(line, place, clean(cell)[:LONGEST_TEXT], self.words)
        if rows:
            sheet.autofilter(0, 0, len(rows), len(headings) - 1)


def _about(pack: Pack) -> Sequence[tuple[str, str]]:
    wanted = pack.wanted
    return (
        ("Marking", MARKING),
        ("Council", pack.organisation),
        ("As at", written_date(wanted.as_at)),
        ("Children", _between(wanted.children_in)),
        ("Impact", _between(wanted.impact_in)),
        ("Audits and actions", _between(wanted.audits_in)),
        ("Cases drawn", f"{wanted.draw} by the seed {wanted.seed}, from {pack.pool:,} assessments"),
        ("Drawn from", f"SHA-256 over their ids: {pack.pool_digest}"),
        ("Cases chosen", ", ".join(wanted.chosen) or "None"),
        ("Made at", f"{pack.made_at:%Y-%m-%d %H:%M} UTC, by Loxley {pack.code_version}"),
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
