"""What the Board is asked to do: this report's recommendations, each with who follows it up and by when."""

from collections.abc import Iterator

from app.periods import written_date
from app.reports.rules.board_words import PaperOf, Recommendation
from app.reports.rules.document import Block, Bullets, Paragraph, Text, TextRow, TextTable, say
from app.reports.rules.sections.parts import Part, Sources


def asked_now(sources: Sources) -> list[Recommendation]:
    """The recommendations of the Board's meeting that the paper is for, by number."""
    dated = sources.print_.manifest.dated
    return [
        each for each in sources.words.recommendations if each.asked_on == dated and _is_in(each, sources)
    ]


def asked_before(sources: Sources) -> list[Recommendation]:
    """What the Board was asked at its meeting before, and earlier ones that are not done, by number."""
    dated = sources.print_.manifest.dated
    earlier = [
        each for each in sources.words.recommendations if each.asked_on < dated and _is_in(each, sources)
    ]
    latest = max((each.asked_on for each in earlier), default=None)
    return [
        each for each in earlier if each.asked_on == latest or each.done_on is None or each.done_on > dated
    ]


def _is_in(recommendation: Recommendation, sources: Sources) -> bool:
    return sources.paper in (None, recommendation.paper)


def _blocks(sources: Sources) -> Iterator[Block]:
    found = asked_now(sources)
    if found:
        yield TextTable(
            id="asked",
            title="Recommendations of this report",
            columns=("No.", "The Board is asked to", "Named person", "By"),
            rows=tuple(
                TextRow(
                    (
                        (str(each.number),),
                        (each.text,),
                        (each.person,),
                        (written_date(each.due_on),),
                    )
                )
                for each in found
            ),
        )
        return
    yield Paragraph(say("The Board is asked to:"))
    yield Bullets(tuple(_by_itself(sources)), numbered=True)


def _by_itself(sources: Sources) -> Iterator[Text]:
    """What a report asks in which nobody has written a recommendation."""
    number = sources.print_.number
    if sources.paper is not PaperOf.CAF:
        yield say("Note the progress of the programme against its target.")
    if sources.paper is not PaperOf.FAMILIES:
        yield say(
            "Ask each agency to close or review its share of the {} CAFs open for more than two years.",
            number("cafs.open-over-two-years"),
        )


PART = Part("asked", "What the Board is asked to do", _blocks, is_written=False, opens=True)
