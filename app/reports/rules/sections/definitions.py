"""Definitions and sources of every measure that the release has."""

from collections.abc import Iterator

from app.reports.rules.document import Block, Paragraph, TextRow, TextTable, say
from app.reports.rules.sections.parts import Part, Sources
from app.reports.rules.vocabulary import Profile


def _blocks(sources: Sources) -> Iterator[Block]:
    manifest, pack = sources.print_.manifest, sources.pack
    exact = (
        "They are protected before publication; the statement on small numbers says how."
        if manifest.profile is Profile.PUBLIC
        else "They are exact; this is the internal profile."
    )
    printed = {figure.measure for figure in sources.print_.figures.values()}
    yield Paragraph(
        say(
            f"Criteria and payment terms are those of rule pack {pack.code} ({pack.authority}). "
            "Counts are of families and assessments as recorded in Loxley on the day the report was "
            f"made, as they stood on its as-at date. {exact}"
        )
    )
    yield TextTable(
        id="definitions",
        title="What each measure counts",
        columns=("Measure", "Definition"),
        rows=tuple(TextRow(((name,), (words,))) for name, words in manifest.definitions if name in printed),
    )


PART = Part("definitions", "Definitions and sources", _blocks, is_written=False)
