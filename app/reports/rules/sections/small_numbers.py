"""How small numbers are protected: the statement of a public report."""

from collections.abc import Iterator

from app.reports.rules import withheld
from app.reports.rules.document import Block
from app.reports.rules.sections.parts import Part, Sources


def _blocks(sources: Sources) -> Iterator[Block]:
    for section in withheld.statement(sources.print_.manifest, sources.print_.figures):
        yield from section.blocks


PART = Part("small-numbers", "How small numbers are protected", _blocks, is_written=False)
