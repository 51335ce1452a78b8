"""What a section of the Board's report is, and what it draws from. board.py lists the sections in order."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from app.programme.packs import RulePack
from app.reports.rules.document import Block, Section
from app.reports.rules.figured import Figured
from app.reports.rules.sheet import Printer


@dataclass(frozen=True, slots=True)
class Sources:
    """What a section draws from: the figures as they may be shown, how they were checked, and the rules."""

    print_: Printer
    figured: Figured
    pack: RulePack


@dataclass(frozen=True, slots=True)
class Part:
    """A section that the report may have. key: its name in addresses and in what is kept of it.

    blocks: what stands in it; a section with nothing in it is left out. starts_page: it begins on a new one.
    """

    key: str
    title: str
    blocks: Callable[[Sources], Iterable[Block]]
    starts_page: bool = False

    def section(self, sources: Sources) -> Section:
        """The section as it is printed."""
        return Section(self.title, tuple(self.blocks(sources)), starts_page=self.starts_page)
