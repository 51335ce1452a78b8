"""The Common Assessment Framework: what the register holds."""

from collections.abc import Iterator

from app.reports.rules import register
from app.reports.rules.document import Block
from app.reports.rules.sections.parts import OF_CAFS, Part, Sources


def _blocks(sources: Sources) -> Iterator[Block]:
    yield from register.section(sources.print_).blocks


PART = Part("caf", "Common Assessment Framework", _blocks, OF_CAFS)
