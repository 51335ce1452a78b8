"""Every paper is tagged PDF: what is seen is told, in its order, and the rest is furniture."""

import ast
import io
import re
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from reportlab.graphics.shapes import Drawing, Rect
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase.pdfmetrics import getFont
from reportlab.platypus import Flowable

from app.paper.flowables import DrawnFigure, listed
from app.paper.tables import TaggedTable, Told
from app.paper.tags import Tag
from app.paper.typeface import FONT_FILES, REGULAR, Typeface
from tests.paper.stories import BODY, HEADING, LESSER, SHADED, lines, printed, words
from tests.paper.told import broken_rules, read_out, structure

PROJECT = Path(__file__).resolve().parents[2]
FONT = [("FONT", (0, 0), (-1, -1), "SourceSansPro")]
LONG = "Some words that go on. " * 200


class Bare(Flowable):
    """Something drawn that tells nobody what it is."""

    def wrap(self, *_: float) -> tuple[float, float]:
        return 20, 20

    def draw(self) -> None:
        self.canv.rect(0, 0, 20, 20)


def a_picture(alt: str = "A square.") -> DrawnFigure:
    drawing = Drawing(30, 40)
    drawing.add(Rect(0, 0, 30, 40))
    return DrawnFigure(drawing, alt)


def a_table(rows: int, told: Told | None = None) -> TaggedTable:
    cells = [["Ward", "Families"], *([f"Ward {number}", str(number)] for number in range(rows))]
    return TaggedTable(cells, repeatRows=1, style=FONT, told=told)


def test_a_word_is_as_wide_as_its_letters_however_often_it_is_set() -> None:
    font = getFont(REGULAR)
    assert isinstance(font, Typeface)
    letters = 0.001 * sum(font.face.charWidths[ord(letter)] for letter in "Basford")

    assert [font.stringWidth("Basford", size) for size in (10, 12, 10)] == pytest.approx(
        [10 * letters, 12 * letters, 10 * letters]
    )


class Failing(Bare):
    """Something that fails once the words before it are set."""

    def draw(self) -> None:
        raise ValueError("cannot be drawn")


def words_kept() -> int:
    """How many words the process knows the width of."""
    fonts = [getFont(name) for name in FONT_FILES]
    return sum(font._width_of.cache_info().currsize for font in fonts if isinstance(font, Typeface))


@pytest.mark.parametrize(
    ("last", "ends"),
    [(a_picture(), nullcontext()), (Failing(), pytest.raises(ValueError, match="cannot be drawn"))],
)
def test_no_word_of_a_paper_stays_in_the_process_however_it_ends(
    last: Flowable, ends: AbstractContextManager[object]
) -> None:
    getFont(REGULAR).stringWidth("Tansy", 10)  # as when a column is measured before
    assert words_kept() > 0

    with ends:
        printed(words("Tansy Testcase"), last)

    assert words_kept() == 0


def test_a_paper_of_every_part_breaks_no_rule_of_pdf_ua() -> None:
    caption = words("Table 1: Wards", BODY)
    told = Told()
    caption.tag = Tag("Caption", within=told.tag)

    pdf = printed(
        words("First", HEADING),
        words("Words on a shade.", SHADED),
        *listed(["One", "Two"], BODY),
        *listed(["First of all"], BODY, is_numbered=True),
        words("Lesser", LESSER),
        caption,
        a_table(80, told),
        a_picture(),
        words('See <link href="https://example.org/paper">the paper</link>.'),
    )

    assert broken_rules(pdf) == []


def test_what_is_told_stands_in_the_order_of_the_page() -> None:
    pdf = printed(words("First", HEADING), words("Words."), a_picture(), a_table(1, Told()))

    roles = [node.role for node in structure(pdf).walk()]
    assert roles == [
        "Document",
        "P",
        "H1",
        "H2",
        "P",
        "Figure",
        "Table",
        "TR",
        "TH",
        "TH",
        "TR",
        "TH",
        "TD",
        "P",
    ]
    assert read_out(pdf) == "Marking A paper First Words. A square. Ward Families Ward 0 0 Release"


def test_what_stands_on_every_page_is_said_once() -> None:
    pdf = printed(*lines(200))

    assert len(pypdfium2.PdfDocument(pdf)) > 3
    told = read_out(pdf)
    assert (told.count("Marking"), told.count("Release"), told.count("Page")) == (1, 1, 0)
    assert told.split()[-1] == "Release"


def test_a_paragraph_that_goes_over_a_page_is_told_as_one() -> None:
    told = structure(printed(*lines(30), words(LONG))).all("P")[-2]

    assert told.text == LONG.strip()
    assert told.pages == {0, 1}


@pytest.mark.parametrize("markup", ["{}", "<b>{}</b>", "Before <b>it</b> {}"])
def test_a_word_that_is_longer_than_a_line_is_told_as_one_word(markup: str) -> None:
    style = ParagraphStyle("narrow", BODY, rightIndent=380)
    paragraph = "Long: " + "families.expected.funded.elsewhere.and.much.more, " * 40 + "and no longer."

    told = structure(printed(*lines(20), words(markup.format(paragraph), style))).all("P")[-2]

    assert told.text == re.sub("<.*?>", "", markup.format(paragraph))
    assert len(told.pages) > 1


def test_an_item_that_goes_over_a_page_keeps_one_bullet() -> None:
    (whole,) = structure(printed(*lines(30), *listed([LONG, "Last."], BODY))).all("L")

    assert [item.text for item in whole.all("LBody")] == [LONG.strip(), "Last."]
    assert [item.text for item in whole.all("Lbl")] == ["•", "•"]


def test_a_table_that_goes_over_pages_is_told_as_one_with_its_headings_once() -> None:
    pdf = printed(a_table(120, Told()))

    (table,) = structure(pdf).all("Table")
    assert len({number for cell in table.walk() for number in cell.pages}) == 4
    assert [row.text for row in table.all("TR")] == [
        "Ward Families",
        *(f"Ward {number} {number}" for number in range(120)),
    ]


def test_a_row_that_goes_over_a_page_is_told_as_one() -> None:
    cells = [
        [words("Item"), words("What was said")],
        [words("First"), words(LONG)],
        [words("Last"), words("End")],
    ]
    pdf = printed(
        *lines(30), TaggedTable(cells, colWidths=[100, 300], repeatRows=1, splitInRow=1, told=Told())
    )

    rows = structure(pdf).all("TR")
    assert [row.text for row in rows] == ["Item What was said", f"First {LONG.strip()}", "Last End"]
    assert {number for cell in rows[1].walk() for number in cell.pages} == {0, 1, 2}
    assert broken_rules(pdf) == []


def test_headings_of_columns_and_rows_say_which_they_are() -> None:
    (table,) = structure(printed(a_table(1, Told()))).all("Table")
    (facts,) = structure(printed(a_table(1, Told(head_rows=0)))).all("Table")
    (plain,) = structure(printed(a_table(1, Told(has_row_heads=False)))).all("Table")

    assert [cell.scope for cell in table.all("TH", "TD")] == ["Column", "Column", "Row", None]
    assert [cell.scope for cell in facts.all("TH", "TD")] == ["Row", None, "Row", None]
    assert [cell.scope for cell in plain.all("TH", "TD")] == ["Column", "Column", None, None]


def test_an_empty_cell_is_a_cell_all_the_same() -> None:
    pdf = printed(
        TaggedTable([["Ward", "Signature"], ["Bulwell", ""], ["", words("")]], told=Told(), style=FONT)
    )

    assert [[cell.text for cell in row.all("TH", "TD")] for row in structure(pdf).all("TR")] == [
        ["Ward", "Signature"],
        ["Bulwell", ""],
        ["", ""],
    ]


def test_a_frame_around_words_is_no_table() -> None:
    pdf = printed(TaggedTable([[words("Mind this.")]], style=[("BOX", (0, 0), (-1, -1), 1, "black")]))

    assert structure(pdf).all("Table", "TD") == []
    assert [node.text for node in structure(pdf).all("P")] == ["Marking", "Mind this.", "Release"]
    assert broken_rules(pdf) == []


def test_a_picture_in_a_cell_is_told_in_its_row() -> None:
    pdf = printed(TaggedTable([[a_picture("A dashed line."), words("Carer")]], told=Told(head_rows=0)))

    (head, cell) = structure(pdf).all("TH", "TD")
    assert ([kid.alt for kid in head.kids], cell.text) == (["A dashed line."], "Carer")
    assert broken_rules(pdf) == []


def test_a_picture_without_words_is_refused() -> None:
    with pytest.raises(ValueError, match="needs words"):
        printed(a_picture(" "))


def test_a_link_tells_where_it_leads_even_over_two_lines() -> None:
    go = '<link href="#there">the words of a link that goes on and on until the line is full of it</link>'
    there = words("There.")
    there.anchor = "there"
    pdf = printed(
        words(
            f"Before these words there stand some others, which nobody has to follow, then {go}, and more."
        ),
        there,
    )

    (link,) = structure(pdf).all("Link")
    assert link.text == "the words of a link that goes on and on until the line is full of it"
    assert structure(pdf).all("P")[1].text.startswith("Before these words there stand some others, which")
    with pikepdf.open(io.BytesIO(pdf)) as file:
        assert [str(each.Contents) for each in file.pages[0].Annots] == [link.text, link.text]
    assert broken_rules(pdf) == []


def test_a_link_in_a_cell_is_told_in_the_cell() -> None:
    pdf = printed(
        TaggedTable(
            [[words("Figure"), words('<link href="https://example.org/">families.worked-with</link>')]],
            told=Told(head_rows=0),
        )
    )

    assert structure(pdf).all("TD")[0].all("Link")[0].text == "families.worked-with"
    assert broken_rules(pdf) == []


def test_the_list_of_contents_has_every_heading_at_its_level() -> None:
    pdf = printed(words("First", HEADING), words("Under it", LESSER), words("Second &amp; last", HEADING))

    contents = [(mark.get_title(), mark.level) for mark in pypdfium2.PdfDocument(pdf).get_toc()]
    assert contents == [("First", 0), ("Under it", 1), ("Second & last", 0)]


def test_every_letter_of_a_typeface_stands_for_itself_and_no_code_for_nothing() -> None:
    letters = "".join(chr(code) for code in range(0x21, 0x17F) if chr(code).isprintable())
    pdf = printed(words(letters.replace("&", "&amp;").replace("<", "&lt;")))

    assert "".join(read_out(pdf).split()[3:-1]) == letters.replace("\xad", "")
    with pikepdf.open(io.BytesIO(pdf)) as file:
        maps = [font.ToUnicode.read_bytes() for font in file.pages[0].Resources.Font.values()]
    assert not any(re.search(rb"<0000>$", each, re.MULTILINE) for each in maps)
    assert all(int(size) <= 100 for each in maps for size in re.findall(rb"(\d+) beginbfchar", each))


def test_the_file_says_what_it_is_and_shows_its_title() -> None:
    with pikepdf.open(io.BytesIO(printed())) as file:
        with file.open_metadata() as told:
            assert (told["dc:title"], told["pdfuaid:part"], told["dc:creator"]) == (
                "A paper",
                "1",
                ["A council"],
            )
        assert file.Root.ViewerPreferences.DisplayDocTitle
        assert (str(file.Root.Lang), bool(file.Root.MarkInfo.Marked)) == ("en-GB", True)
        assert {str(leaf.Tabs) for leaf in file.pages} == {"/S"}


def test_the_same_story_gives_the_same_bytes() -> None:
    assert printed(words("First", HEADING), a_table(90, Told())) == printed(
        words("First", HEADING), a_table(90, Told())
    )


def without_alternative(file: pikepdf.Pdf) -> None:
    for each in file.objects:
        if isinstance(each, pikepdf.Dictionary) and each.get("/S") == "/Figure":
            del each.Alt


def without_scope(file: pikepdf.Pdf) -> None:
    for each in file.objects:
        if isinstance(each, pikepdf.Dictionary) and each.get("/S") == "/TH":
            del each.A


def without_language(file: pikepdf.Pdf) -> None:
    del file.Root.Lang


def without_link_words(file: pikepdf.Pdf) -> None:
    del file.pages[0].Annots[0].Contents


@pytest.mark.parametrize(
    ("spoil", "rule"),
    [
        (without_alternative, "FIGURE"),
        (without_scope, "TABLE"),
        (without_language, "LANGUAGE"),
        (without_link_words, "LINK"),
    ],
)
def test_a_fault_in_the_structure_is_found(spoil: Callable[[pikepdf.Pdf], None], rule: str) -> None:
    whole = printed(a_picture(), a_table(1, Told()), words('<link href="https://example.org/">There</link>'))
    with pikepdf.open(io.BytesIO(whole)) as file:
        spoil(file)
        spoilt = io.BytesIO()
        file.save(spoilt)

    assert broken_rules(whole) == []
    assert any(rule in each for each in broken_rules(spoilt.getvalue()))


def test_something_drawn_that_nobody_is_told_of_is_found() -> None:
    assert any("CONTENT-TAGGING" in each for each in broken_rules(printed(Bare())))


def test_no_writer_uses_a_part_that_tells_nobody_what_it_is() -> None:
    untold = {
        "Paragraph",
        "Table",
        "LongTable",
        "BaseDocTemplate",
        "SimpleDocTemplate",
        "ListFlowable",
        "Image",
    }
    outside = [path for path in (PROJECT / "app").rglob("*.py") if path.parent.name != "paper"]
    writers = {path: path.read_text() for path in outside if "reportlab" in path.read_text()}
    imported = {
        (str(path.relative_to(PROJECT)), each.name)
        for path, written in writers.items()
        for node in ast.walk(ast.parse(written))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("reportlab.platypus")
        for each in node.names
    }

    assert {name for _, name in imported} >= {"Flowable", "CondPageBreak"}
    assert {each for each in imported if each[1] in untold} == set()


def test_a_heading_that_skips_a_level_is_refused() -> None:
    with pytest.raises(ValueError, match="can't jump from outline level"):
        printed(words("Too deep", LESSER))
