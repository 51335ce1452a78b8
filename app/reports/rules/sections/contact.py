"""Contact details."""

from collections.abc import Iterator

from app.reports.rules.document import Block, Paragraph, say
from app.reports.rules.sections.parts import Part, Sources


def _blocks(sources: Sources) -> Iterator[Block]:
    yield Paragraph(say("Priority Families programme coordinator, coordinator@example.org."))


PART = Part("contact", "Contact details", _blocks)
