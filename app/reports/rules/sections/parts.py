"""What a section of the Board's report is, and what it draws from. board.py lists the sections in order."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import dropwhile, takewhile

from app.programme.packs import RulePack
from app.reports.rules.board_words import BoardWords, PaperOf
from app.reports.rules.commentary import blocks_of, is_prose
from app.reports.rules.document import (
    Block,
    Bullets,
    Chart,
    Number,
    Paragraph,
    Section,
    Table,
    Text,
    TextTable,
    TileMap,
)
from app.reports.rules.figured import Figured
from app.reports.rules.sheet import Printer
from app.reports.rules.vocabulary import Profile

EVERY_PAPER = frozenset(PaperOf)
OF_FAMILIES = frozenset({PaperOf.FAMILIES})
OF_CAFS = frozenset({PaperOf.CAF})


@dataclass(frozen=True, slots=True)
class Sources:
    """What a section draws from: the figures as they may be shown, how they were checked, and the rules.

    paper: the one of the two papers that is made; None for the whole report.
    """

    print_: Printer
    figured: Figured
    pack: RulePack
    paper: PaperOf | None = None

    @property
    def words(self) -> BoardWords:
        """What people wrote for the report."""
        return self.print_.manifest.words or BoardWords()


def nothing(_: Sources) -> Iterable[Block]:
    """No figures: a section that has what is written for it, and is left out without."""
    return ()


MORE = "More tables"
BEHIND = frozenset(
    {
        "agreements-by-agency",
        "cafs-ended-furthest-stage",
        "cafs-ended-initiating-agency",
        "cafs-ended-primary-reason",
        "consents-by-agency",
        "consents-next",
        "leads-by-agency",
        "quality-by-category",
        "referrals-by-agency",
        "team-meetings-by-agency",
        "training-by-agency",
    }
)
"""The long tables that stand together near the end, so that what the Board discusses can be read through."""


def are_behind(blocks: Iterable[Block]) -> Iterator[Table]:
    """Those of some blocks that stand near the end."""
    return (each for each in blocks if isinstance(each, Table) and each.id in BEHIND)


@dataclass(frozen=True, slots=True)
class Part:
    """A section that the report may have. key: its name in addresses and in what is kept of it.

    blocks: what stands in it; a section with nothing in it is left out. papers: which of the two it is in.
    is_written: what is written for it takes the place of the words that its blocks begin with; where
    keeps_words, those say how its figures are to be read, and what is written stands before them.
    opens: it stands on the first page, before the title block. starts_page: it begins on a new one.
    has_more: it is the place of the long tables, and keeps them.
    """

    key: str
    title: str
    blocks: Callable[[Sources], Iterable[Block]] = nothing
    papers: frozenset[PaperOf] = EVERY_PAPER
    is_written: bool = True
    keeps_words: bool = False
    opens: bool = False
    starts_page: bool = False
    has_more: bool = False

    def section(self, sources: Sources) -> Section:
        """The section as it is printed. Raises RuleRefused for a text that cannot be."""
        drawn = tuple(self.blocks(sources))
        blocks = drawn if self.has_more else _without_more(drawn)
        text = sources.words.text(self.key) if self.is_written else None
        if text is not None:
            kept = blocks if self.keeps_words else dropwhile(is_prose, blocks)
            blocks = (*written(text, sources, is_kept=True), *kept)
        return Section(self.title, blocks, starts_page=self.starts_page, opens=self.opens)

    def draft(self, sources: Sources) -> tuple[Block, ...]:
        """The words that its blocks begin with, which Loxley makes from the figures."""
        return () if self.keeps_words else tuple(takewhile(is_prose, self.blocks(sources)))


def _without_more(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Blocks without their long tables, and the words that say where those stand."""
    titles = [each.title for each in are_behind(blocks)]
    if not titles:
        return blocks
    kept = (each for each in blocks if not (isinstance(each, Table) and each.id in BEHIND))
    return (*kept, Paragraph((f"Under “{MORE}”, near the end: {'; '.join(titles)}.",)))


def written(text: str, sources: Sources, *, is_kept: bool = False) -> tuple[Block, ...]:
    """A text with its figures in their places. Raises RuleRefused for one that cannot be printed.

    is_kept: a report has kept it, and only its figures are looked for.
    A text is written for both profiles: what the internal one alone has is no reason to refuse it publicly.
    """
    manifest = sources.print_.manifest
    last = manifest.last.as_at if manifest.last else None
    untold = dict(manifest.definitions) if manifest.profile is Profile.PUBLIC else ()
    return blocks_of(text, sources.print_.figures, manifest.as_at, last, untold, is_kept=is_kept)


def figures_in(blocks: Iterable[Block]) -> Iterator[str]:
    """The ids of the figures that blocks print, in order."""
    for block in blocks:
        for text in _texts(block):
            yield from (part.figure_id for part in text if isinstance(part, Number))


def _texts(block: Block) -> Iterable[Text]:
    match block:
        case Paragraph(text):
            return (text,)
        case Bullets(items):
            return items
        case Table():
            return (*(cell for row in block.rows for cell in row.cells), *block.notes)
        case TextTable():
            return (cell for row in block.rows for cell in row.cells)
        case Chart() | TileMap():  # pragma: no branch  # the last there are
            return (block.summary,)
