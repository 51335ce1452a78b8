"""Audit and assurance visits."""

from collections.abc import Iterator

from app.reports.rules import assurance
from app.reports.rules.document import Block
from app.reports.rules.sections.parts import OF_FAMILIES, Part, Sources


def _blocks(sources: Sources) -> Iterator[Block]:
    for section in assurance.sections(sources.print_):
        yield from section.blocks


PART = Part("assurance", "Audit and assurance visits", _blocks, OF_FAMILIES)
