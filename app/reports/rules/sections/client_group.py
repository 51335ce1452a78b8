"""The client group: whom the programme and the paper are about."""

from collections.abc import Iterator

from app.reports.rules.document import Block, Paragraph, say
from app.reports.rules.sections.parts import Part, Sources


def _blocks(_: Sources) -> Iterator[Block]:
    yield Paragraph(
        say(
            "Members of the same household, as the census of 2011 defines it, with a child or "
            "young person aged 0 to 25 who lives there at least half of the time."
        )
    )


PART = Part("client-group", "Client group", _blocks)
