"""What the renderers wrote, read back by other programs than those that wrote it."""

import io
import re
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
import openpyxl
import pypdfium2
from openpyxl.workbook import Workbook

from app.reports.render.outline import outline_of
from app.reports.render.words import text_of
from app.reports.rules.document import Document, Table


def pdf_pages(pdf: bytes) -> list[str]:
    """The text of each page, every run of white space one space."""
    document = pypdfium2.PdfDocument(pdf)
    texts = [page.get_textpage().get_text_range() for page in document]
    document.close()
    return [" ".join(text.split()) for text in texts]


def pdf_text(pdf: bytes) -> str:
    """The text of all pages."""
    return " ".join(pdf_pages(pdf))


def workbook(xlsx: bytes) -> Workbook:
    """The workbook as openpyxl reads it."""
    return openpyxl.load_workbook(io.BytesIO(xlsx))


def sheet_rows(book: Workbook, name: str) -> list[tuple[Any, ...]]:
    """The values of a sheet, row by row."""
    return list(book[name].iter_rows(values_only=True))


def html_page(html: bytes) -> Element:
    """The page as a strict HTML parser reads it. Raises ParseError for anything that is not HTML5."""
    return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(html.decode())


def words_of(element: Element) -> str:
    """All the text in an element, every run of white space one space."""
    return " ".join("".join(element.itertext()).split())


def printed_rows(document: Document) -> Iterator[tuple[str, ...]]:
    """Every row of the document's tables of numbers as it is to be printed, its header first."""
    for table in outline_of(document).tables:
        if isinstance(table, Table):
            for row in table.rows:
                yield (row.header, *(text_of(document, cell) for cell in row.cells))


def numbers_printed(words: str) -> list[str]:
    """The numbers in a text as printed: 1,140 · £1,066,666.67 · 45.3%."""
    return re.findall(r"£?\d[\d,]*(?:\.\d+)?%?", words)
