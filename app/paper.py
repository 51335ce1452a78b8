"""What every printed paper shares: the typeface that it embeds, and pages that are numbered."""

from html import escape
from importlib.resources import as_file, files

from reportlab.lib.colors import Color, HexColor
from reportlab.pdfbase.pdfmetrics import getFont, registerFont, registerFontFamily
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

REGULAR, BOLD, ITALIC = "SourceSansPro", "SourceSansPro-Bold", "SourceSansPro-It"
FONT_FILES = {
    REGULAR: "SourceSansPro-Regular.ttf",
    BOLD: "SourceSansPro-Bold.ttf",
    ITALIC: "SourceSansPro-It.ttf",
}
SOFT_INK: Color = HexColor(0x4A4F54)
FURNITURE_SIZE = 8.5


def load_fonts() -> None:
    """Makes the typeface known to ReportLab, which embeds the part of it that a document uses."""
    folder = files("font_source_sans_pro") / "files"
    for name, file in FONT_FILES.items():
        with as_file(folder / file) as path:
            registerFont(TTFont(name, str(path)))
    registerFontFamily(REGULAR, normal=REGULAR, bold=BOLD, italic=ITALIC, boldItalic=BOLD)


load_fonts()


def can_print(words: str) -> bool:
    """Whether the typeface has every letter of some words; what it has not is printed as an empty box."""
    font = getFont(REGULAR)
    assert isinstance(font, TTFont)
    known = font.face.charToGlyph
    return all(letter.isspace() or ord(letter) in known for letter in words)


def marked_up(words: str) -> str:
    """Plain words as ReportLab's paragraph markup: nothing in them is taken for a tag; line breaks stay."""
    return escape(words, quote=False).replace("\n", "<br/>")


class CountingCanvas(Canvas):
    """A canvas that knows at the end how many pages there are, and then says so on each of them.

    Each page shows a form of its own, which may be defined after it: the story is set once, not twice.
    """

    number_size = FURNITURE_SIZE

    def number_page(self, right: float, level: float) -> None:
        """Leaves the place for "Page 3 of 9", which ends here."""
        self.saveState()
        self.translate(right, level)
        self.doForm(f"page-{self.getPageNumber()}")
        self.restoreState()

    def save(self) -> None:
        """Fills in the page numbers and finishes the file."""
        pages = self.getPageNumber() - 1
        for page in range(1, pages + 1):
            self.beginForm(f"page-{page}", lowerx=-150, lowery=-4, upperx=2, uppery=self.number_size)
            self.setFont(REGULAR, self.number_size)
            self.setFillColor(SOFT_INK)
            self.drawRightString(0, 0, f"Page {page} of {pages}")
            self.endForm()
        super().save()
