"""An inspection pack on paper: the lists, and each case from start to finish on pages of its own."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import CondPageBreak, Flowable, PageBreak

from app.exports.render import pack_words
from app.exports.render.pack_words import Table, short
from app.exports.rules.checks import Rule
from app.exports.rules.pack import Pack, Printed, Said, Story
from app.exports.rules.vocabulary import MARKING
from app.paper.canvas import PaperCanvas
from app.paper.flowables import Words, listed
from app.paper.pages import Size, TaggedPaper
from app.paper.tables import TaggedTable
from app.paper.tags import Tag
from app.paper.typeface import BOLD, REGULAR, SOFT_INK, can_print, marked_up
from app.periods import Period, written_date
from app.reports.render.pdf_styles import (
    BODY,
    BOTTOM,
    BULLET,
    CAPTION,
    HAIRLINE,
    HEADING,
    INK,
    NOTE,
    ORGANISATION,
    PAGE,
    SHADE,
    SIDE,
    TITLE,
    TOP,
)
from app.reports.render.pdf_tables import words_table
from app.reports.render.words import clean

SIZE = 8.5
LEAST = 90.0  # points that stand on the same page as the heading over them
CASE = ParagraphStyle("case", HEADING, fontSize=17, leading=21, spaceBefore=0)
PART = ParagraphStyle("part", HEADING, fontSize=12, leading=15, spaceBefore=10, spaceAfter=4, role="H3")
QUOTED = ParagraphStyle(
    "quoted",
    BODY,
    leftIndent=10,
    rightIndent=10,
    borderPadding=6,
    backColor=SHADE,
    spaceBefore=6,
    spaceAfter=12,
)


class PackPaper(TaggedPaper):
    """The pack on A4, with its marking on every page; the same pack gives the same bytes."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        super().__init__(
            title=title_of(pack),
            author=clean(pack.cover.organisation),
            dated=pack.cover.made_at,
            creator=f"Loxley {pack.cover.code_version}",
            subject="Inspection pack",
            keywords=[MARKING],
        )
        self.add_pages("pack", PAGE, side=SIDE, top=TOP, bottom=BOTTOM)

    def beforeDocument(self) -> None:  # noqa: N802 (ReportLab's name)
        """A reader's list of contents is open from the first."""
        super().beforeDocument()
        self.canv.showOutline()

    def furnish(self, canvas: PaperCanvas, size: Size) -> None:
        """Paints the marking, what the paper is, and the page's number."""
        level = size[1] - TOP + 14
        canvas.setFillColor(INK)
        canvas.setFont(BOLD, SIZE)
        with canvas.said_once():
            canvas.drawString(SIDE, level, MARKING)
        canvas.setFillColor(SOFT_INK)
        canvas.setFont(REGULAR, SIZE)
        with canvas.furniture():
            canvas.drawRightString(size[0] - SIDE, level, title_of(self.pack))
            canvas.setStrokeColor(HAIRLINE)
            canvas.setLineWidth(0.5)
            canvas.line(SIDE, level - 6, size[0] - SIDE, level - 6)
            canvas.number_page(size[0] - SIDE, BOTTOM - 22)


def title_of(pack: Pack) -> str:
    """What the pack is called."""
    return f"Inspection pack as at {written_date(pack.cover.wanted.as_at)}"


def pack_pdf(pack: Pack) -> bytes:
    """The pack as tagged PDF (PDF/UA-1)."""
    return PackPaper(pack).printed(list(_pages(pack)))


def _pages(pack: Pack) -> Iterator[Flowable]:
    yield from _front(pack)
    yield from _children(pack)
    yield from _section(
        "Impact of the last twelve months",
        f"Assessments, {_between(pack.cover.wanted.impact_in)}. Each is counted as it stood on the day. Who "
        "is behind each number is in the workbook and the JSON.",
        (pack_words.IMPACT, [pack_words.of_impact(each) for each in pack.impact]),
        "Impact",
        "Nothing was worked on.",
    )
    yield from _section(
        "Audits of the last six months",
        f"Quality audits drawn, or reviewed, {_between(pack.cover.wanted.audits_in)}.{_cut(pack.audits)}",
        (pack_words.AUDITS, [pack_words.of_audit(each) for each in pack.audits.rows]),
        "Quality audits",
        "No quality audit was drawn or reviewed in these months.",
    )
    yield from _section(
        "Action plans of these audits",
        f"Each action as it stood on the day, those overdue first.{_cut(pack.actions)}",
        (pack_words.ACTIONS, [pack_words.of_action(each) for each in pack.actions.rows]),
        "Actions",
        "No action was asked for.",
    )
    for number, story in enumerate(pack.stories, start=1):
        yield PageBreak()
        yield from _story(story, number, len(pack.stories))


def _front(pack: Pack) -> Iterator[Flowable]:
    wanted = pack.cover.wanted
    yield _set(pack.cover.organisation, ORGANISATION)
    yield _set(title_of(pack), TITLE)
    yield _set(
        "This paper names children and tells what was decided about them. It is for the inspection for which "
        "it was made, and goes to nobody else.",
        BODY,
    )
    if not all(can_print(clean(words)) for words in _words_of(pack)):
        yield _set(
            "Some words are in letters that this paper cannot print. They show as empty boxes; the workbook "
            "and the JSON have them whole.",
            BODY,
        )
    cases = []
    if wanted.draw:
        cases.append(
            f"{_many(wanted.draw, 'case')} drawn by the seed {wanted.seed} from the {pack.cover.pool:,} "
            "assessments of the first list"
        )
    if wanted.chosen:
        cases.append(f"{_many(len(wanted.chosen), 'case')} chosen")
    yield from listed(
        (
            marked_up(each)
            for each in (
                (
                    f"{pack.children.of:,} children with a CAF or family assessment open, "
                    f"{_between(wanted.children_in)}"
                ),
                f"Impact, {_between(wanted.impact_in)}",
                (
                    f"{_many(pack.audits.of, 'quality audit')}, {_between(wanted.audits_in)}, and "
                    f"{_many(pack.actions.of, 'action')} after them"
                ),
                " and ".join(cases) or "No single case was asked for",
            )
        ),
        BULLET,
    )
    if pack.found:
        yield _set("Before it is handed over", HEADING)
        yield _set(
            f"{_many(sum(pack.found.values()), 'thing')} to check. Each is in the file of checks beside this "
            "paper, with its record and how to put it right.",
            BODY,
        )
        yield from _table(_in_short(pack.found), "What to check")


def _words_of(pack: Pack) -> Iterator[str]:
    """Every word of the records that the paper prints."""
    parts = (pack.children.rows, pack.audits.rows, pack.actions.rows, pack.stories)
    return (words for part in parts for each in part for words in _texts(asdict(each)))


def _texts(value: object) -> Iterator[str]:
    """The texts in a value, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from _texts(tuple(value.values()))
    elif isinstance(value, Sequence):
        for each in value:
            yield from _texts(each)


def _in_short(found: Mapping[Rule, int]) -> Table:
    return ("Check", "What", "How often"), [
        (rule.code, rule.sentence, f"{number:,}") for rule, number in found.items()
    ]


def _children(pack: Pack) -> Iterator[Flowable]:
    yield _set("Children with a CAF in the last three months", HEADING)
    said = (
        f"Every child of a CAF or family assessment that was open on any day, "
        f"{_between(pack.cover.wanted.children_in)}, by surname.{_cut(pack.children)}"
    )
    yield _set(said, BODY)
    rows = [pack_words.of_child_in_short(each) for each in pack.children.rows]
    if rows:
        yield from _table((pack_words.CHILDREN_IN_SHORT, rows), "Children")
    else:
        yield _set("Nobody had one.", NOTE)


def _cut(printed: Printed[Any]) -> str:
    """The sentence that follows where a list is longer than what is printed of it."""
    if printed.of == len(printed.rows):
        return ""
    return f" The first {len(printed.rows):,} of {printed.of:,} are printed; all of them are in the workbook."


def _section(heading: str, said: str, table: Table, caption: str, nothing: str) -> Iterator[Flowable]:
    yield CondPageBreak(LEAST)
    yield _set(heading, HEADING)
    yield _set(said, BODY)
    if table[1]:
        yield from _table(table, caption)
    else:
        yield _set(nothing, NOTE)


def _story(story: Story, number: int, of: int) -> Iterator[Flowable]:
    yield _set(f"Case {number} of {of}: {story.title}", CASE)
    yield _set(" · ".join(part for part in (story.reference, story.how) if part), NOTE)
    yield _set("Who is in the family", PART)
    yield from listed((marked_up(clean(each)) for each in story.people), BULLET)
    yield from _part("Chronology", pack_words.chronology_table(story), "Nothing is on file.")
    yield from _part("Decisions, with who and why", pack_words.decisions_table(story), "None is on file.")
    yield from _quoted("Oversight", story.oversight, "No oversight note is on file.")
    yield from _quoted("The child’s own words", story.childs_words, "No words of the child are on file.")
    yield CondPageBreak(LEAST)
    yield _set("Outcome", PART)
    yield from listed((marked_up(clean(each)) for each in story.outcome), BULLET)


def _part(heading: str, table: Table, nothing: str) -> Iterator[Flowable]:
    yield CondPageBreak(LEAST)
    yield _set(heading, PART)
    if table[1]:
        yield words_table(table[0], _cleaned(table[1]))
    else:
        yield _set(nothing, NOTE)


def _quoted(heading: str, said: Sequence[Said], nothing: str) -> Iterator[Flowable]:
    yield CondPageBreak(LEAST)
    yield _set(heading, PART)
    if not said:
        yield _set(nothing, NOTE)
    for each in said:
        yield _set(", ".join(part for part in (each.where, short(each.day), each.who) if part), NOTE)
        yield _set(each.words, QUOTED)


def _table(table: Table, title: str) -> Iterator[Flowable]:
    made: TaggedTable = words_table(table[0], _cleaned(table[1]))
    caption = _set(title, CAPTION)
    if made.told is not None:
        caption.tag = Tag("Caption", within=made.told.tag)
    yield caption
    yield made


def _cleaned(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    return [[clean(cell) for cell in row] for row in rows]


def _set(words: str, style: ParagraphStyle) -> Words:
    return Words(marked_up(clean(words)), style)


def _between(period: Period) -> str:
    return f"{written_date(period.first)} to {written_date(period.last)}"


def _many(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
