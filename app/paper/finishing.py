"""The last step of a paper: its structure is written into the file, which then says that it is PDF/UA-1."""

import io
import re
from collections import defaultdict
from collections.abc import Iterator
from html import escape

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, String

from app.paper.tags import Mark, Spot, Tag

MOST_IN_A_BLOCK = 100
"""As many letters stand in one block of a typeface's map to Unicode, by the standard."""
LETTER = re.compile(rb"<([0-9A-F]{2})> <([0-9A-F]{4,})>")
BLOCKS = re.compile(rb"\d+ beginbfchar.*endbfchar", re.DOTALL)

METADATA = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" \
xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:language><rdf:Bag><rdf:li>en-GB</rdf:li></rdf:Bag></dc:language>
<pdfuaid:part>1</pdfuaid:part>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"""


def finished(paper: bytes, tree: Tag, *, title: str, author: str) -> bytes:
    """A paper with its structure, as the bytes of a tagged PDF; the same paper gives the same bytes."""
    with pikepdf.open(io.BytesIO(paper)) as pdf:
        _Structure(pdf).write(tree)
        pdf.Root.MarkInfo = Dictionary(Marked=True)
        pdf.Root.Metadata = pdf.make_stream(
            METADATA.format(title=escape(title), author=escape(author)).encode(),
            Type=Name.Metadata,
            Subtype=Name.XML,
        )
        _clean_letters(pdf)
        written = io.BytesIO()
        pdf.save(
            written,
            min_version="1.7",
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
        )
        return written.getvalue()


class _Structure:
    """The nodes of a structure as they are written into a file."""

    def __init__(self, pdf: Pdf) -> None:
        self.pdf = pdf
        self.pages = [page.obj for page in pdf.pages]
        self.owners: dict[int, dict[int, Object]] = defaultdict(dict)
        self.links: list[Object] = []
        self.attributes: dict[tuple[str, str], Object] = {}

    def write(self, tree: Tag) -> None:
        """Writes the structure, and on each page where its pieces stand in it."""
        root = self.pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        root.K = Array([self._node(tree, root)])
        for place, page in enumerate(self.pages):
            page.StructParents = place
            page.Tabs = Name.S
        root.ParentTree = self.pdf.make_indirect(Dictionary(Nums=Array(list(self._owners()))))
        root.ParentTreeNextKey = len(self.pages) + len(self.links)
        self.pdf.Root.StructTreeRoot = root

    def _owners(self) -> Iterator[int | Object]:
        for place in range(len(self.pages)):
            marks = self.owners[place]
            yield place
            yield self.pdf.make_indirect(Array([marks[number] for number in range(len(marks))]))
        for place, link in enumerate(self.links, start=len(self.pages)):
            yield place
            yield link

    def _node(self, tag: Tag, parent: Object) -> Object:
        told: dict[str, object] = {"/S": Name(f"/{tag.role}"), "/P": parent}
        first = next((kid.page for kid in tag.kids if isinstance(kid, Mark)), None)
        if first is not None:
            told["/Pg"] = self.pages[first]
        if tag.alt is not None:
            told["/Alt"] = String(tag.alt)
        if (attributes := self._attributes(tag)) is not None:
            told["/A"] = attributes
        node = self.pdf.make_indirect(Dictionary(told))
        kids = [self._kid(tag, kid, first, node) for kid in tag.kids]
        if kids:
            node.K = kids[0] if len(kids) == 1 else Array(kids)
        return node

    def _kid(self, tag: Tag, kid: Tag | Mark | Spot, first: int | None, node: Object) -> int | Object:
        """Another node; or a piece of the page, by its number where that page is the node's first."""
        if isinstance(kid, Tag):
            return self._node(kid, node)
        if isinstance(kid, Spot):
            return self._spot(tag, kid, node)
        self.owners[kid.page][kid.number] = node
        if kid.page == first:
            return kid.number
        return Dictionary(Type=Name.MCR, Pg=self.pages[kid.page], MCID=kid.number)

    def _spot(self, tag: Tag, spot: Spot, node: Object) -> Object:
        """The part of a page that leads elsewhere, with the link's words."""
        annotation = self.pages[spot.page].Annots[spot.place]
        annotation.StructParent = len(self.pages) + len(self.links)
        annotation.Contents = String(tag.link or "")
        self.links.append(node)
        return Dictionary(Type=Name.OBJR, Pg=self.pages[spot.page], Obj=annotation)

    def _attributes(self, tag: Tag) -> Object | None:
        if tag.scope:
            return self._shared("Table", "Scope", tag.scope)
        if tag.numbering:
            return self._shared("List", "ListNumbering", tag.numbering)
        if tag.summary:
            return Dictionary(O=Name.Table, Summary=String(tag.summary))
        if tag.box:
            return Dictionary(
                O=Name.Layout, Placement=Name.Block, BBox=Array([round(side, 2) for side in tag.box])
            )
        return None

    def _shared(self, owner: str, name: str, value: str) -> Object:
        """An attribute that many nodes have alike."""
        if (name, value) not in self.attributes:
            self.attributes[name, value] = self.pdf.make_indirect(
                Dictionary({"/O": Name(f"/{owner}"), f"/{name}": Name(f"/{value}")})
            )
        return self.attributes[name, value]


def _clean_letters(pdf: Pdf) -> None:
    """Takes out of each typeface's map to Unicode the codes that stand for no letter.

    ReportLab gives those U+0000, and all codes in one block.
    """
    for font in pdf.objects:
        if isinstance(font, Dictionary) and "/ToUnicode" in font:
            letters = font.ToUnicode
            letters.write(BLOCKS.sub(_blocks, letters.read_bytes()))


def _blocks(found: re.Match[bytes]) -> bytes:
    letters = [(code, letter) for code, letter in LETTER.findall(found[0]) if int(letter, 16)]
    lines = []
    for first in range(0, len(letters), MOST_IN_A_BLOCK):
        block = letters[first : first + MOST_IN_A_BLOCK]
        lines += [
            b"%d beginbfchar" % len(block),
            *(b"<%b> <%b>" % pair for pair in block),
            b"endbfchar",
        ]
    return b"\n".join(lines)
