"""The structure of a paper as a screen reader is told it: headings, paragraphs, lists, tables, figures."""

from dataclasses import dataclass, field
from typing import NamedTuple


class Mark(NamedTuple):
    """A piece of a page, by the page's place from 0 and the piece's number on it."""

    page: int
    number: int


class Spot(NamedTuple):
    """A part of a page that leads elsewhere, by its place among those of its page."""

    page: int
    place: int


class Box(NamedTuple):
    """Where something stands on its page, in points from the bottom left."""

    left: float
    bottom: float
    right: float
    top: float


@dataclass(slots=True, eq=False)
class Tag:
    """A node of the structure.

    role: the PDF standard's name for it (P, H2, Table, TH). within: the node that it belongs to; None for
    wherever it is drawn. alt: the words said in the place of a figure. scope: what a table's heading heads
    (Row, Column). numbering: how a list marks its items (Decimal, Disc). summary: a table's, where it has no
    caption. link: the words of a link. kids: what it consists of, in reading order; a paragraph that goes
    over a page has two marks.
    """

    role: str
    within: "Tag | None" = None
    alt: str | None = None
    scope: str | None = None
    numbering: str | None = None
    summary: str | None = None
    box: Box | None = None
    link: str | None = None
    kids: "list[Tag | Mark | Spot]" = field(default_factory=list)
    is_placed: bool = False


def heading_level(role: str) -> int | None:
    """The level of a heading, 1 being the paper's title; None for anything else."""
    return int(role[1:]) if role[:1] == "H" and role[1:].isdecimal() else None
