"""Recommendations, numbered, in the place where the Board's own paper has them."""

from collections.abc import Iterator

from app.periods import written_date
from app.reports.rules.board_words import Recommendation
from app.reports.rules.document import Block, Bullets, Paragraph, Text, say
from app.reports.rules.sections.asked import asked_now
from app.reports.rules.sections.parts import Part, Sources


def _blocks(sources: Sources) -> Iterator[Block]:
    found = asked_now(sources)
    if found:
        yield Paragraph(say("The Board is recommended to agree:"))
        yield Bullets(tuple(_said(each) for each in found))


def _said(each: Recommendation) -> Text:
    """The recommendation with the officer who follows it up, by name and post, and the day."""
    return (f"Recommendation {each.number}: {each.text} {each.owner}, by {written_date(each.due_on)}.",)


PART = Part("recommendations", "Recommendations", _blocks, is_written=False)
