"""The purpose of the report, in a sentence."""

from collections.abc import Iterator

from app.reports.rules.document import Block, Paragraph, say
from app.reports.rules.sections.parts import Part, Sources


def _blocks(_: Sources) -> Iterator[Block]:
    yield Paragraph(
        say(
            "To tell the Board how families with several needs are helped across the city, what has come of "
            "it, and what the Board is asked to decide."
        )
    )


PART = Part("purpose", "Purpose of the report", _blocks)
