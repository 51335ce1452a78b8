"""Makes a release from what it froze: counts figures, reconciles, protects, composes, renders."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from app.errors import RuleRefused
from app.reports import keeping, protecting
from app.reports.disclosure import safe
from app.reports.disclosure.joining import Published
from app.reports.models import Release
from app.reports.queries import releases
from app.reports.render.csv import render_csv
from app.reports.render.html import render_html
from app.reports.render.json import render_json
from app.reports.render.pdf import render_pdf
from app.reports.render.xlsx import render_xlsx
from app.reports.rules import (
    board,
    caf_page,
    returns,
)
from app.reports.rules import figured as figured_rules
from app.reports.rules.board_words import PaperOf
from app.reports.rules.commentary import check_wording
from app.reports.rules.derived import check_agreed
from app.reports.rules.document import Document, Stamp
from app.reports.rules.figured import Figured, figured
from app.reports.rules.frozen import (
    Contents,
    Frozen,
    Manifest,
    contents_of,
    release_digest,
)
from app.reports.rules.identities import Checked
from app.reports.rules.vocabulary import Profile, ReleaseKind
from app.version import code_version

NAMED = 20
"""How many of the families in a broken identity its sentence names."""


@dataclass(frozen=True, slots=True)
class Made:
    """A release made in memory: what it froze, its figures, its document and its files by name."""

    frozen: Frozen
    figured: Figured
    document: Document
    contents: Contents
    files: Mapping[str, tuple[str, bytes]]


def counted(frozen: Frozen) -> Figured:
    """Every figure of a release, its relations, and its identities as found."""
    return figured(frozen)


def make(
    frozen: Frozen,
    found: Figured,
    *,
    made_at: datetime,
    code: str,
    earlier: Sequence[tuple[str, Published]] = (),
) -> Made:
    """A release from what it froze. The same frozen rows, instant and code give the same bytes.

    A public one is protected and proved together with the public releases before it (`earlier`, by their
    hashes), and from then on only what it shows is left. Raises RuleRefused("no-target" |
    "cannot-be-protected" | "not-protected").
    """
    check_agreed(found.figures.values(), frozen.manifest.as_at)
    if frozen.manifest.profile is Profile.PUBLIC:
        frozen = protecting.protected(frozen, found, earlier)
        told, cleared = protecting.cleared(frozen.manifest, found, earlier)
    else:
        told, cleared = found, safe.clear(found.figures.values(), frozen.manifest.profile)
    return _rendered(frozen, told, cleared, made_at=made_at, code=code)


def _rendered(
    frozen: Frozen, found: Figured, cleared: safe.SafeFigures, *, made_at: datetime, code: str
) -> Made:
    """A release from its cleared figures."""
    manifest, contents = frozen.manifest, contents_of(frozen)
    stamp = _stamp(manifest, contents, made_at=made_at, code=code)
    document = _composed(manifest, found, cleared, stamp)
    files = _files(document, manifest)
    if manifest.kind is ReleaseKind.BOARD_REPORT:
        for paper in PaperOf:
            files |= _paper(board.compose(manifest, found, cleared, stamp, paper), manifest, paper)
    return Made(frozen, found, document, contents, files)


def _stamp(manifest: Manifest, contents: Contents, *, made_at: datetime, code: str) -> Stamp:
    return Stamp(
        digest=release_digest(manifest, contents.digests),
        as_at=manifest.as_at,
        dated=manifest.dated,
        made_at=made_at,
        code_version=code,
    )


def _composed(manifest: Manifest, found: Figured, cleared: safe.SafeFigures, stamp: Stamp) -> Document:
    compose = board.compose if manifest.kind is ReleaseKind.BOARD_REPORT else returns.compose
    return compose(manifest, found, cleared, stamp)


def public_before(session: Session, frozen: Frozen) -> list[tuple[str, Published]]:
    """The public releases that one that is being made is protected together with, by their hashes.

    All that there are, oldest first, for a public one, which waits for any other that is being made. None for
    an internal one.
    """
    if frozen.manifest.profile is not Profile.PUBLIC:
        return []
    releases.lock_publishing(session)
    return [
        (each.digest, protecting.published(keeping.thawed(session, each), releases.figures_of(session, each)))
        for each in releases.public_releases(session)
    ]


def check_words(frozen: Frozen) -> None:
    """Refuse to release what somebody wrote by rules that have been tightened since.

    Raises RuleRefused("typed-number" | "stray-brace" | "unprintable").
    """
    for _, text in frozen.manifest.words.texts if frozen.manifest.words else ():
        check_wording(text)


def check_reconciles(session: Session, found: Figured) -> None:
    """Refuse to release what does not reconcile.

    Raises RuleRefused("does-not-reconcile") with the identity, the difference and the families in it.
    """
    if found.broken:
        raise RuleRefused("does-not-reconcile", _sentence(session, found.broken))


def _sentence(session: Session, broken: Sequence[Checked]) -> str:
    """What is wrong with the first identity that is broken, and how many others are."""
    first, *others = broken
    known = releases.references(session, first.members)
    named = sorted(known.get(member) or str(member) for member in first.members)
    more = f" and {len(named) - NAMED:,} more" if len(named) > NAMED else ""
    return (
        "The figures do not reconcile, so nothing was released. This does not hold: "
        f"{first.identity.sentence} The difference is {first.difference:+,}. "
        f"Families in it: {', '.join(named[:NAMED]) or 'none'}{more}. "
        f"Other identities that do not hold: {len(others):,}."
    )


def store(session: Session, made: Made, *, made_by: UUID, job_id: UUID | None) -> Release:
    """Keep a release: its frozen rows, figures with members, and files. Adds rows and changes none."""
    stamp = made.document.stamp
    release = keeping.keep(
        session,
        made.frozen.manifest,
        made.contents,
        made.figured,
        made_at=stamp.made_at,
        code=stamp.code_version,
        made_by=made_by,
        job_id=job_id,
    )
    keeping.keep_files(session, release.id, made.files)
    return release


def remake(session: Session, release: Release) -> Made:
    """A release made again from what it froze, by the code at hand, stamped as it was.

    A public one shows and hides what it did when it was proved: it is public, and is not proved again.
    """
    frozen, told, cleared = _cleared_again(session, release)
    return _rendered(frozen, told, cleared, made_at=release.made_at, code=release.code_version)


def document_again(session: Session, release: Release) -> Document:
    """The document of a release, to be read on a page: remade, without the files that are drawn from it."""
    frozen, told, cleared = _cleared_again(session, release)
    contents = contents_of(frozen)
    stamp = _stamp(frozen.manifest, contents, made_at=release.made_at, code=release.code_version)
    return _composed(frozen.manifest, told, cleared, stamp)


def _cleared_again(session: Session, release: Release) -> tuple[Frozen, Figured, safe.SafeFigures]:
    """What a release froze, its figures, and those of them that it shows."""
    frozen = keeping.thawed(session, release)
    found = figured(frozen)
    check_agreed(found.figures.values(), frozen.manifest.as_at)
    if frozen.manifest.profile is Profile.PUBLIC:
        told, cleared = protecting.cleared_again(
            frozen.manifest, found, releases.figures_of(session, release)
        )
        return frozen, told, cleared
    return frozen, found, safe.clear(found.figures.values(), frozen.manifest.profile)


def live_document(frozen: Frozen, *, made_at: datetime) -> Document:
    """The data sheet counted now, as a document that is not a release."""
    found = figured(frozen)
    manifest = frozen.manifest
    stamp = Stamp(
        digest="", as_at=manifest.as_at, dated=manifest.dated, made_at=made_at, code_version=code_version()
    )
    cleared = safe.clear(found.figures.values(), manifest.profile)
    return board.compose_data_sheet(manifest, found, cleared, stamp)


def live_caf_reports(frozen: Frozen, *, made_at: datetime) -> Document:
    """The CAF reports counted now, as a document that is not a release."""
    found, manifest = figured_rules.caf_reports(frozen), frozen.manifest
    stamp = Stamp(
        digest="", as_at=manifest.as_at, dated=manifest.dated, made_at=made_at, code_version=code_version()
    )
    return caf_page.compose(manifest, found, safe.clear(found.figures.values(), manifest.profile), stamp)


def _files(document: Document, manifest: Manifest) -> dict[str, tuple[str, bytes]]:
    """The files of a release by name, each with its media type."""
    if manifest.kind is ReleaseKind.GOVERNMENT_RETURN:
        opens_on = manifest.window[1] if manifest.window else manifest.as_at
        name = f"return-{opens_on:%Y-%m}"  # by its window, so that two windows' drafts stand side by side
        if manifest.signing is not None and manifest.signing.number > 1:
            name += f"-{manifest.signing.number}"
        fourth = ("csv", "text/csv", render_csv)
    else:
        name = f"board-report-{manifest.profile}"
        fourth = ("html", "text/html", render_html)
    forms = (
        ("pdf", "application/pdf", render_pdf),
        fourth,
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", render_xlsx),
        ("json", "application/json", render_json),
    )
    return {f"{name}.{ending}": (media_type, render(document)) for ending, media_type, render in forms}


def _paper(document: Document, manifest: Manifest, paper: PaperOf) -> dict[str, tuple[str, bytes]]:
    """One of the two papers that the report may be issued as, on paper and as a web page."""
    name = f"{paper}-{manifest.profile}"
    return {
        f"{name}.pdf": ("application/pdf", render_pdf(document)),
        f"{name}.html": ("text/html", render_html(document)),
    }
