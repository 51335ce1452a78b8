"""Papers for tests, composed of the small programme's figures, and what is in them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime

from app.reports import protecting
from app.reports.disclosure.safe import clear
from app.reports.render.words import text_of
from app.reports.rules import board, returns
from app.reports.rules.document import Document, Number, Row, Stamp, Table
from app.reports.rules.figured import figured
from app.reports.rules.frozen import Frozen
from app.reports.rules.signing import CheckThen, Signing, Step
from app.reports.rules.vocabulary import Profile, ReleaseKind
from tests.reports.rules.rows import a_frozen

COMPOSERS = {ReleaseKind.BOARD_REPORT: board.compose, ReleaseKind.GOVERNMENT_RETURN: returns.compose}


def a_paper(
    kind: ReleaseKind = ReleaseKind.BOARD_REPORT,
    *,
    frozen: Frozen | None = None,
    compose: Callable[..., Document] | None = None,
    **values: Sequence[str],
) -> Document:
    """A paper of this kind. values: declared values of an axis in place of the usual ones."""
    kept = frozen or a_frozen(kind)
    usual = kept.manifest.values
    changed = {axis.replace("_", "-"): tuple(given) for axis, given in values.items()}
    kept = replace(kept, manifest=replace(kept.manifest, values={**usual, **changed}))
    manifest, found = kept.manifest, figured(kept)
    stamp = Stamp("d" * 64, manifest.as_at, manifest.dated, datetime(2013, 7, 12, tzinfo=UTC), "0.1.0")
    cleared = clear(found.figures.values(), manifest.profile)
    return (compose or COMPOSERS[kind])(manifest, found, cleared, stamp)


def a_public_paper(frozen: Frozen) -> Document:
    """A board report for the public: protected, and made of what may be shown alone."""
    open_to_all = replace(frozen, manifest=replace(frozen.manifest, profile=Profile.PUBLIC))
    found = figured(open_to_all)
    kept = protecting.protected(open_to_all, found, [])
    shown, cleared = protecting.cleared(kept.manifest, found, [])
    day = frozen.manifest.as_at
    stamp = Stamp("d" * 64, day, day, datetime(2013, 7, 12, tzinfo=UTC), "0.1.0")
    return board.compose(kept.manifest, shown, cleared, stamp)


def a_signed_paper(*, corrects: int | None = None) -> Document:
    """A return that was signed, with a check that holds and one that was explained."""
    draft = a_frozen(ReleaseKind.GOVERNMENT_RETURN)
    signing = Signing(
        2 if corrects else 1,
        corrects,
        (
            Step("Prepared by", "Petra Preparer", date(2013, 7, 11)),
            Step("Audited by", "Ayo Auditor", date(2013, 7, 10)),
            Step("Authorised by", "Olive Officer", date(2013, 7, 12)),
        ),
        (
            CheckThen("R003", "ERROR", "Every line is audited.", True, "All are.", "", ""),
            CheckThen("R101Q", "QUERY", "As promised.", False, "12.", "A slow start.", "Petra Preparer"),
        ),
    )
    return a_paper(
        ReleaseKind.GOVERNMENT_RETURN,
        frozen=replace(draft, manifest=replace(draft.manifest, signing=signing)),
    )


def numbers_of(part: object) -> Iterator[Number]:
    """Every number anywhere in a part of a document."""
    if isinstance(part, Number):
        yield part
    elif isinstance(part, (tuple, list)):
        for each in part:
            yield from numbers_of(each)
    elif is_dataclass(part):
        for field in fields(part):
            yield from numbers_of(getattr(part, field.name))


def section_of(document: Document, title: str) -> str:
    """All that a section says in paragraphs, lists and tables of words, as one text."""
    (section,) = [each for each in document.sections if each.title == title]
    return " ".join(_said(document, section.blocks))


def table_of(document: Document, table_id: str) -> Table:
    """A table of numbers, by id."""
    blocks = [block for section in document.sections for block in section.blocks]
    (table,) = [block for block in blocks if isinstance(block, Table) and block.id == table_id]
    return table


def rows_of(document: Document, table_id: str) -> dict[str, list[str]]:
    """A table's rows as printed, by their headers."""
    return {row.header: printed_cells(document, row) for row in table_of(document, table_id).rows}


def printed_cells(document: Document, row: Row) -> list[str]:
    """A row's cells as printed."""
    return [text_of(document, cell) for cell in row.cells]


def _said(document: Document, part: object) -> Iterator[str]:
    if isinstance(part, tuple) and part and all(isinstance(each, (str, Number)) for each in part):
        yield text_of(document, part)
    elif isinstance(part, tuple):
        for each in part:
            yield from _said(document, each)
    elif is_dataclass(part) and not isinstance(part, Table):
        for field in fields(part):
            yield from _said(document, getattr(part, field.name))
