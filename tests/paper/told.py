"""What a PDF tells a screen reader, read back by other programs than the one that wrote it."""

import ctypes
import io
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field

import page
import pikepdf
import pypdfium2
from pypdfium2 import raw

Pieces = dict[tuple[int, int], str]


@dataclass
class Node:
    """A node of the structure: its role, its own words and the nodes under it, in reading order."""

    role: str
    alt: str | None = None
    scope: str | None = None
    summary: str | None = None
    pages: set[int] = field(default_factory=set)
    parts: list["str | Node"] = field(default_factory=list)

    @property
    def kids(self) -> list["Node"]:
        """The nodes under it."""
        return [part for part in self.parts if isinstance(part, Node)]

    @property
    def text(self) -> str:
        """All its words on one line."""
        told = (part if isinstance(part, str) else f" {part.text} " for part in self.parts)
        return " ".join("".join(told).split())

    def all(self, *roles: str) -> list["Node"]:
        """The nodes under it with one of some roles, in reading order."""
        return [node for node in self.walk() if node.role in roles]

    def walk(self) -> Iterator["Node"]:
        """The node and all under it, in reading order."""
        yield self
        for kid in self.kids:
            yield from kid.walk()


def broken_rules(pdf: bytes) -> list[str]:
    """The rules of PDF/UA-1 that a file breaks, each with what is wrong."""
    report = page.validate_pdf_bytes(pdf, profile="ua1")
    return sorted({f"{each.rule_id}: {each.message}" for each in report.failures})


def structure(pdf: bytes) -> Node:
    """The structure of a file, from its document on."""
    pieces = _pieces(pdf)
    with pikepdf.open(io.BytesIO(pdf)) as file:
        pages = {each.objgen: number for number, each in enumerate(file.pages)}
        return _node(file.Root.StructTreeRoot.K[0], pages, pieces)


def read_out(pdf: bytes) -> str:
    """All that a screen reader reads, in its order; a figure by the words said in its place."""
    return " ".join(" ".join(_spoken(structure(pdf))).split())


def _spoken(node: Node) -> Iterator[str]:
    if node.alt is not None:
        yield node.alt
    else:
        for part in node.parts:
            yield from [part] if isinstance(part, str) else _spoken(part)


def _node(element: pikepdf.Object, pages: dict[tuple[int, int], int], pieces: Pieces) -> Node:
    node = Node(str(element.S)[1:], str(element.Alt) if "/Alt" in element else None)
    if "/A" in element and "/Scope" in element.A:
        node.scope = str(element.A.Scope)[1:]
    if "/A" in element and "/Summary" in element.A:
        node.summary = str(element.A.Summary)
    kids = element.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, int):
            found = (pages[element.Pg.objgen], kid)
        elif "/MCID" in kid:
            found = (pages[kid.Pg.objgen], int(kid.MCID))
        elif "/S" in kid:
            node.parts.append(_node(kid, pages, pieces))
            continue
        else:
            continue  # the place of a link on its page
        node.pages.add(found[0])
        node.parts.append(pieces.get(found, ""))
    return node


def _pieces(pdf: bytes) -> Pieces:
    """The words of each marked piece of each page."""
    words: Pieces = {}
    with closing(pypdfium2.PdfDocument(pdf)) as document:
        for number, leaf in enumerate(document):
            texts = leaf.get_textpage()
            for each in leaf.get_objects(max_depth=1):
                place = raw.FPDFPageObj_GetMarkedContentID(each.raw)
                if each.type == raw.FPDF_PAGEOBJ_TEXT and place >= 0:
                    written = _words(each, texts) or " "  # a space that stands alone is read as nothing
                    words[number, place] = words.get((number, place), "") + written
    return words


def _words(text: pypdfium2.PdfObject, texts: pypdfium2.PdfTextPage) -> str:
    length = raw.FPDFTextObj_GetText(text.raw, texts.raw, None, 0)
    letters = (ctypes.c_ushort * (length // 2))()
    raw.FPDFTextObj_GetText(text.raw, texts.raw, letters, length)
    return bytes(letters).decode("utf-16-le").rstrip("\0")
