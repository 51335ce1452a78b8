"""Claims: the families being checked for a payment by results."""

from collections.abc import Iterator

from app.reports.rules.document import Block, Paragraph, say
from app.reports.rules.sections.parts import OF_FAMILIES, Part, Sources


def _blocks(sources: Sources) -> Iterator[Block]:
    yield Paragraph(
        say(
            "{} families are being checked for a payment-by-results claim. A check may find that a "
            "family does not meet the result; until then it counts as worked with, as the data sheet "
            "says. Claims are made in the next window once internal audit is satisfied.",
            sources.print_.number("families.potential-claims"),
        )
    )


PART = Part("claims", "Claims", _blocks, OF_FAMILIES)
