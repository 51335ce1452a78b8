"""Risks: those of the register that are open, the heaviest first."""

from collections.abc import Iterator

from app.periods import written_date
from app.reports.rules.document import Block, TextRow, TextTable
from app.reports.rules.sections.parts import Part, Sources


def _blocks(sources: Sources) -> Iterator[Block]:
    dated = sources.print_.manifest.dated
    found = [
        each for each in sources.words.risks if each.is_open(dated) and sources.paper in (None, each.paper)
    ]
    if found:
        yield TextTable(
            id="risks",
            title="Risks, the heaviest first",
            columns=("Risk", "Likelihood, impact, trend", "What we do about it", "Owner", "Review by"),
            rows=tuple(
                TextRow(
                    (
                        (f"{each.number}. {each.risk}",),
                        (", ".join((each.likelihood.label, each.impact.value, each.trend.value)),),
                        (each.mitigation,),
                        (each.owner,),
                        (written_date(each.review_on) + (" (overdue)" if each.is_review_due(dated) else ""),),
                    )
                )
                for each in sorted(found, key=lambda each: (-each.weight, each.number))
            ),
        )


PART = Part("risks", "Risks", _blocks)
