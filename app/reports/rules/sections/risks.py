"""Risks: those of the register that are open, the heaviest first."""

from collections.abc import Iterator

from app.periods import written_date
from app.reports.rules.board_words import Risk
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
            columns=("No.", "Risk", "How likely, and how grave", "What we do about it", "Owner", "Review by"),
            rows=tuple(
                TextRow(
                    (
                        (str(each.number),),
                        (each.risk,),
                        (_weighed(each),),
                        (each.mitigation,),
                        (each.owner,),
                        (written_date(each.review_on) + (" (overdue)" if each.is_review_due(dated) else ""),),
                    )
                )
                for each in sorted(found, key=lambda each: (-each.weight, each.number))
            ),
        )


def _weighed(risk: Risk) -> str:
    """High likelihood, medium impact, falling."""
    return f"{risk.likelihood.label} likelihood, {risk.impact.value} impact, {risk.trend.value}"


PART = Part("risks", "Risks", _blocks)
