"""What the Board asked last time: each recommendation with its named person, and where it stands."""

from collections.abc import Iterator

from app.periods import written_date
from app.reports.rules.document import Block, TextRow, TextTable
from app.reports.rules.sections.asked import asked_before
from app.reports.rules.sections.parts import Part, Sources


def _blocks(sources: Sources) -> Iterator[Block]:
    dated = sources.print_.manifest.dated
    found = asked_before(sources)
    if found:
        yield TextTable(
            id="asked-last-time",
            title="Earlier recommendations and where they stand",
            columns=("No.", "The Board asked", "Named person", "Where it stands"),
            rows=tuple(
                TextRow(
                    (
                        (str(each.number),),
                        (f"{each.text} Asked on {written_date(each.asked_on)}.",),
                        (f"{each.owner}, by {written_date(each.due_on)}",),
                        (each.stands(dated),),
                    )
                )
                for each in found
            ),
        )


PART = Part("asked-last-time", "What the Board asked last time", _blocks, is_written=False, opens=True)
