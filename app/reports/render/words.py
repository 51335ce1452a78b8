"""The words and numbers of a document as a person reads them, the same in every form."""

import re
from collections.abc import Iterator
from datetime import UTC
from decimal import Decimal

from app.periods import written_date
from app.reports.rules.document import Document, Number, Text
from app.reports.rules.figures import Figure, printed

WITHHELD = "c"
"""What stands where a number is withheld."""

UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
STARTS_A_FORMULA = re.compile(r"\s*[=+\-@\t\r\uff0b\uff0d\uff1d\uff20]")  # their wide forms run as well


def figure_of(document: Document, number: Number) -> Figure:
    """The figure that a number prints. Raises ValueError when the document has none by that id."""
    found = document.figures.get(number.figure_id)
    if found is None:
        raise ValueError(f"no figure has the id {number.figure_id}")
    return found


def number_text(document: Document, number: Number) -> str:
    """A number as it is printed: 1,140 · 94% · £1,200,000, or c when withheld."""
    return printed(figure_of(document, number), places=number.places, withheld=WITHHELD)


def text_of(document: Document, text: Text) -> str:
    """Words and numbers as one plain string."""
    return "".join(
        clean(part) if isinstance(part, str) else number_text(document, part) for part in text
    ).strip()


def numbers_in(text: Text) -> Iterator[Number]:
    """The numbers of a text, in order."""
    return (part for part in text if isinstance(part, Number))


def only_number(text: Text) -> Number | None:
    """The number that a cell consists of; None when it holds words, nothing, or more than one number."""
    numbers = list(numbers_in(text))
    words = any(part.strip() for part in text if isinstance(part, str))
    return numbers[0] if len(numbers) == 1 and not words else None


def plain_number(value: int | Decimal | None) -> int | float | None:
    """A value as JSON, CSV and spreadsheets hold numbers: whole ones without a point, 93.75 as it is.

    None when withheld.
    """
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value


def clean(words: str) -> str:
    """Words without the control characters that no form can print; line breaks and tabs stay."""
    return UNPRINTABLE.sub("", words.replace("\r\n", "\n").replace("\r", "\n"))


def neutralised(words: str) -> str:
    """Words that no spreadsheet takes for a formula: an apostrophe stands before = + - @ tab and return."""
    return f"'{words}" if STARTS_A_FORMULA.match(words) else words


def made_at_text(document: Document) -> str:
    """12 July 2013, 09:30 UTC: the instant at which the release was made."""
    made_at = document.stamp.made_at.astimezone(UTC)
    return f"{written_date(made_at.date())}, {made_at:%H:%M} UTC"


def short_digest(document: Document) -> str:
    """The first twelve characters of the release's hash: enough to tell two releases apart on paper."""
    return document.stamp.digest[:12]


def coordinates_text(figure: Figure) -> str:
    """A figure's coordinates on one line: rollout=1, agency=FIP."""
    return ", ".join(f"{axis}={value}" for axis, value in figure.coordinates)
