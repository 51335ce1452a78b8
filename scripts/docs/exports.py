"""The data dictionaries of the exports, from their own declarations: columns, codes and checks."""

from collections.abc import Iterator

from app.exports.rules import adcs
from app.exports.rules.catalogue import KEPT_FOR, KINDS, Kind
from app.exports.rules.columns import Column
from app.exports.rules.extract import SHORT
from app.exports.rules.vocabulary import MARKING, ExportName
from scripts.docs.markdown import bullets, code, page, table


def exports() -> str:
    """Every export: for whom, what it holds, its columns, codes and checks, and what is to be verified."""
    return page(
        "Exports",
        "`app/exports/rules/`",
        f"Each is marked {MARKING}, made in the background, and may be fetched for {KEPT_FOR.days} days. "
        "How to ask for one: [Take out exports](../how-to/take-out-an-export.md). The same dictionary "
        "goes with every export as a CSV and on a sheet of its workbook.",
        "What the records do not hold is left empty, and a check says so. An ERROR must be put right before "
        "the file is sent; a QUERY, whose code ends in Q, may stand with an explanation.",
        *(block for kind in KINDS.values() for block in _export(kind)),
    )


def _export(kind: Kind) -> Iterator[str]:
    yield f"## {kind.title}"
    yield f"{code(kind.name.value)}. For: {kind.for_whom}. Needs: {kind.action.replace('-', ' ')}."
    yield kind.summary
    yield bullets(kind.holds)
    yield f"Source: {kind.source}"
    if kind.verify:
        yield "To verify of the whole:"
        yield bullets(kind.verify)
    if kind.columns:
        yield table(("Column", "Meaning", "Form", "Codes", "Empty means", "Verify"), _columns(kind.columns))
    if kind.name is ExportName.ADCS:
        yield "The second file, of the assessments behind the counts:"
        yield table(("Column", "Meaning", "Form", "Codes", "Empty means", "Verify"), _columns(adcs.BEHIND))
    if kind.name is ExportName.EXTRACT:
        yield bullets(f"**{label}.** {words}" for label, words in SHORT)
    yield table(
        ("Check", "Grade", "Column", "What it says", "How to put it right"),
        ((each.code, each.grade.value, each.column, each.sentence, each.fix) for each in kind.rules),
    )


def _columns(columns: tuple[Column, ...]) -> Iterator[tuple[str, ...]]:
    for each in columns:
        codes = "; ".join(f"{value}: {words}" if words else value for value, words in each.codes)
        yield (
            code(each.name),
            each.meaning,
            each.form,
            codes,
            each.empty or "never empty",
            each.verify or "",
        )
