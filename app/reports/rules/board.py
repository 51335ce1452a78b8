"""The Partnership Board's report: what will be printed, complete, in the shape of the Board's own paper."""

from app.periods import written_date
from app.programme.keeping import pack_kept
from app.reports.disclosure.safe import SafeFigures
from app.reports.rules import withheld
from app.reports.rules.document import Document, Stamp, Text
from app.reports.rules.figured import Figured
from app.reports.rules.frozen import Manifest
from app.reports.rules.sections import (
    audit_and_assurance,
    background,
    caf,
    claims,
    client_group,
    contact,
    data_sheet,
    definitions,
    money,
    pilot,
    reconciliation,
    small_numbers,
    summary,
)
from app.reports.rules.sections.parts import Part, Sources
from app.reports.rules.sheet import Printer
from app.reports.rules.vocabulary import Profile

MARKING = "OFFICIAL-SENSITIVE"
PUBLIC_MARKING = "OFFICIAL"
EXACT = "Internal: exact counts, not protected for publication"

PARTS: tuple[Part, ...] = (
    summary.PART,
    background.PART,
    data_sheet.PART,
    claims.PART,
    money.PART,
    audit_and_assurance.PART,
    pilot.PART,
    caf.PART,
    client_group.PART,
    definitions.PART,
    reconciliation.PART,
    small_numbers.PART,
    contact.PART,
)
"""The sections in their order. Those with nothing in them are left out."""


def compose(manifest: Manifest, figured: Figured, figures: SafeFigures, stamp: Stamp) -> Document:
    """The whole report. Sections for which nothing is recorded yet are left out, not filled."""
    sources = Sources(Printer(manifest, figures), figured, pack_kept(manifest.pack))
    is_public = manifest.profile is Profile.PUBLIC
    sections = [each for each in (part.section(sources) for part in PARTS) if each.blocks]
    return Document(
        kind=manifest.kind,
        profile=manifest.profile,
        title=manifest.title,
        organisation=manifest.organisation,
        marking=PUBLIC_MARKING if is_public else MARKING,
        warning=None if is_public else EXACT,
        title_block=_title_block(manifest),
        sections=tuple(withheld.explained(each, figures) if is_public else each for each in sections),
        figures=figures,
        relations=figured.relations,
        stamp=stamp,
    )


def compose_data_sheet(manifest: Manifest, figured: Figured, figures: SafeFigures, stamp: Stamp) -> Document:
    """The data sheet alone, for the live page."""
    sources = Sources(Printer(manifest, figures), figured, pack_kept(manifest.pack))
    return Document(
        kind=manifest.kind,
        profile=manifest.profile,
        title="Data sheet",
        organisation=manifest.organisation,
        marking=MARKING,
        warning=None,
        title_block=(),
        sections=(data_sheet.PART.section(sources),),
        figures=figures,
        relations=figured.relations,
        stamp=stamp,
    )


def _title_block(manifest: Manifest) -> tuple[tuple[str, Text], ...]:
    return (
        ("Title of paper", (manifest.title,)),
        ("Report to", ("Children's Partnership Board",)),
        ("Date", (written_date(manifest.dated),)),
        ("Figures as at", (written_date(manifest.as_at),)),
        ("Director", ("Director of Family Community Teams",)),
        ("Wards affected", ("All",)),
        ("Contact officer", ("Priority Families programme coordinator",)),
        ("Other officers who gave input", ("CAF coordinator; programme analyst",)),
        ("Children and Young People's Plan objectives", ("Strong families; early intervention",)),
    )
