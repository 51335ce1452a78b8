"""Contact details: the contact officer of each paper, as the title block names them."""

from collections.abc import Iterator

from app.reports.rules.document import Block, Bullets, Paragraph, say
from app.reports.rules.sections.parts import Part, Sources


def _blocks(sources: Sources) -> Iterator[Block]:
    title_block = sources.words.title_block
    if title_block is None:
        yield Paragraph(say("Priority Families programme coordinator, coordinator@example.org."))
    else:
        yield Bullets(tuple((name,) for name in title_block.contacts(sources.paper)))


PART = Part("contact", "Contact details", _blocks, is_written=False)
