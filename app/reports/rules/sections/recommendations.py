"""Recommendations, numbered, in the place where the Board's own paper has them."""

from collections.abc import Iterator

from app.reports.rules.document import Block, Bullets, Paragraph, say
from app.reports.rules.sections.asked import asked_now
from app.reports.rules.sections.parts import Part, Sources


def _blocks(sources: Sources) -> Iterator[Block]:
    found = asked_now(sources)
    if found:
        yield Paragraph(say("The Board is recommended to agree:"))
        yield Bullets(tuple((f"Recommendation {each.number}: {each.text}",) for each in found))


PART = Part("recommendations", "Recommendations", _blocks, is_written=False)
