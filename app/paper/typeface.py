"""The typeface that every printed paper embeds, and words made ready to be set in it."""

from functools import lru_cache
from html import escape
from importlib.resources import as_file, files

from reportlab.lib.colors import Color, HexColor
from reportlab.pdfbase.pdfmetrics import getFont, registerFont, registerFontFamily
from reportlab.pdfbase.ttfonts import TTFont

REGULAR, BOLD, ITALIC = "SourceSansPro", "SourceSansPro-Bold", "SourceSansPro-It"
FONT_FILES = {
    REGULAR: "SourceSansPro-Regular.ttf",
    BOLD: "SourceSansPro-Bold.ttf",
    ITALIC: "SourceSansPro-It.ttf",
}
SOFT_INK: Color = HexColor(0x4A4F54)


WIDTHS_KEPT = 50_000


class Typeface(TTFont):
    """A font of the papers. It works out how wide a word is once a paper, which sets few words many times."""

    def __init__(self, name: str, file: str) -> None:
        super().__init__(name, file)
        self._width_of = lru_cache(WIDTHS_KEPT)(super().stringWidth)

    def stringWidth(self, text: str, size: float, encoding: str = "utf8") -> float:  # noqa: N802  # ReportLab's
        """How wide some words are at a size, in points."""
        return self._width_of(text, size, encoding)

    def forget_words(self) -> None:
        """Keep nothing of what has been set: it may have been a child's name."""
        self._width_of.cache_clear()


def load_fonts() -> None:
    """Makes the typeface known to ReportLab, which embeds the part of it that a document uses."""
    folder = files("font_source_sans_pro") / "files"
    for name, file in FONT_FILES.items():
        with as_file(folder / file) as path:
            registerFont(Typeface(name, str(path)))
    registerFontFamily(REGULAR, normal=REGULAR, bold=BOLD, italic=ITALIC, boldItalic=BOLD)


load_fonts()


def forget_words() -> None:
    """Keep none of the words of a paper in this process once it is done."""
    for name in FONT_FILES:
        font = getFont(name)
        assert isinstance(font, Typeface)
        font.forget_words()


BOX = "\N{BALLOT BOX}"
"""What is printed for a letter that the typeface lacks: a glyph of its own, as PDF/UA asks."""


def can_print(words: str) -> bool:
    """Whether the typeface has every letter of some words; what it has not is printed as an empty box."""
    return words.isascii() or all(letter.isspace() or _is_in_typeface(letter) for letter in words)


def printable(words: str) -> str:
    """Words in letters that the typeface has, with an empty box for each that it lacks."""
    if words.isascii():
        return words
    return "".join(
        letter if letter == "\n" or _is_in_typeface(letter) else " " if letter.isspace() else BOX
        for letter in words
    )


def marked_up(words: str) -> str:
    """Plain words as ReportLab's paragraph markup: nothing in them is taken for a tag; line breaks stay."""
    return escape(printable(words), quote=False).replace("\n", "<br/>")


def _is_in_typeface(letter: str) -> bool:
    font = getFont(REGULAR)
    assert isinstance(font, TTFont)
    return ord(letter) in font.face.charToGlyph
