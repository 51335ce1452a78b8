"""What the Board asked last time: each recommendation with its named person, and where it stands."""

from collections.abc import Iterator

from app.periods import written_date
from app.reports.rules.document import Block, TextRow, TextTable
from app.reports.rules.sections.asked import asked_before
from app.reports.rules.sections.parts import Part, Sources


def _blocks(sources: Sources) -> Iterator[Block]:
    dated = sources.print_.manifest.dated
    found = asked_before(sources)
    days = listed([written_date(day) for day in sorted({each.asked_on for each in found})])
    if found:
        yield TextTable(
            id="asked-last-time",
            title=f"Recommendations of {days}, and where they stand",
            columns=("No.", "The Board asked", "Named person", "Where it stands"),
            rows=tuple(
                TextRow(
                    (
                        (str(each.number),),
                        (each.text,),
                        (each.person,),
                        (each.stands(dated, written_date(each.due_on)),),
                    )
                )
                for each in found
            ),
        )


def listed(days: list[str]) -> str:
    """27 March 2013 and 26 June 2013."""
    return " and ".join(filter(None, (", ".join(days[:-1]), *days[-1:])))


PART = Part("asked-last-time", "What the Board asked last time", _blocks, is_written=False, opens=True)
