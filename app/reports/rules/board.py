"""The Partnership Board's report: what will be printed, complete, in the shape of the Board's own paper."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from app.periods import written_date
from app.programme.keeping import pack_kept
from app.reports.disclosure.safe import SafeFigures, beside
from app.reports.rules import withheld
from app.reports.rules.board_words import BoardWords, PaperOf
from app.reports.rules.document import Block, Document, Section, Stamp, Text
from app.reports.rules.figured import Figured
from app.reports.rules.frozen import Manifest
from app.reports.rules.sections import (
    above_and_below,
    asked,
    asked_last_time,
    audit_and_assurance,
    background,
    caf,
    caf_more,
    claims,
    client_group,
    contact,
    data_sheet,
    definitions,
    money,
    only_written,
    partner_work,
    pilot,
    purpose,
    recommendations,
    reconciliation,
    risks,
    small_numbers,
    summary,
)
from app.reports.rules.sections.parts import MORE, Part, Sources, are_behind
from app.reports.rules.sheet import Printer
from app.reports.rules.vocabulary import Profile

MARKING = "OFFICIAL-SENSITIVE"
PUBLIC_MARKING = "OFFICIAL"
EXACT = "Internal: exact counts, not protected for publication"


def _more(sources: Sources) -> Iterator[Block]:
    """The long tables of every section of the paper, in the order of the sections."""
    for part in PARTS:
        if not part.has_more and (sources.paper is None or sources.paper in part.papers):
            yield from are_behind(part.blocks(sources))


PARTS: tuple[Part, ...] = (
    summary.PART,
    above_and_below.PART,
    asked.PART,
    asked_last_time.PART,
    purpose.PART,
    only_written.ISSUES,
    recommendations.PART,
    background.PART,
    data_sheet.PART,
    claims.PART,
    money.PART,
    audit_and_assurance.PART,
    only_written.MONITORING,
    pilot.PART,
    partner_work.TRAINING,
    caf.PART,
    caf_more.THROUGH_THE_YEAR,
    caf_more.ENDED,
    caf_more.CONSENT,
    caf_more.QUALITY,
    caf_more.GROUPS,
    partner_work.ENGAGEMENT,
    partner_work.EXCEPTIONS,
    risks.PART,
    partner_work.LEGAL,
    client_group.PART,
    caf_more.EQUALITIES,
    only_written.OUTCOMES,
    contact.PART,
    Part("more-tables", MORE, _more, is_written=False, has_more=True),
    caf_more.LEFT_OUT,
    definitions.PART,
    reconciliation.PART,
    small_numbers.PART,
)
"""The sections in the order of the Board's own paper, then long tables and how the figures came about.

Those with nothing in them are left out.
"""


def compose(
    manifest: Manifest,
    figured: Figured,
    figures: SafeFigures,
    stamp: Stamp,
    paper: PaperOf | None = None,
) -> Document:
    """The whole report, or one of its two papers, with the same figures.

    Sections for which nothing is recorded or written yet are left out, not filled. Raises RuleRefused for a
    text that cannot be printed.
    """
    if manifest.last is not None:
        figures = beside(figures, manifest.last.printed())
    sources = Sources(Printer(manifest, figures), figured, pack_kept(manifest.pack), paper)
    is_public = manifest.profile is Profile.PUBLIC
    wanted = (part for part in PARTS if paper is None or paper in part.papers)
    sections = [each for each in (part.section(sources) for part in wanted) if each.blocks]
    return Document(
        kind=manifest.kind,
        profile=manifest.profile,
        title=manifest.title if paper is None else paper.heading,
        organisation=manifest.organisation,
        marking=PUBLIC_MARKING if is_public else MARKING,
        warning=None if is_public else EXACT,
        title_block=_title_block(manifest, paper),
        sections=tuple(withheld.explained(each, figures) if is_public else each for each in sections),
        figures=figures,
        relations=figured.relations,
        stamp=stamp,
        definitions=manifest.definitions,
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
        definitions=manifest.definitions,
    )


def compose_words(sources: Sources, title: str, blocks: Sequence[Block], made_at: datetime) -> Document:
    """The words of one section alone, for the page where they are written."""
    manifest = sources.print_.manifest
    return Document(
        kind=manifest.kind,
        profile=manifest.profile,
        title=title,
        organisation=manifest.organisation,
        marking=MARKING,
        warning=None,
        title_block=(),
        sections=(Section(title, tuple(blocks)),),
        figures=sources.print_.figures,
        relations=sources.figured.relations,
        stamp=Stamp("", manifest.as_at, manifest.dated, made_at, ""),
    )


def _title_block(manifest: Manifest, paper: PaperOf | None) -> tuple[tuple[str, Text], ...]:
    found = (manifest.words or BoardWords()).title_block
    contacts = found.contacts(paper) if found else ("Priority Families programme coordinator",)
    return (
        ("Title of paper", (manifest.title if paper is None else paper.heading,)),
        ("Report to", ("Children's Partnership Board",)),
        ("Date", (written_date(manifest.dated),)),
        ("Figures as at", (written_date(manifest.as_at),)),
        ("Director", (found.director if found else "Director of Family Community Teams",)),
        ("Wards affected", (found.wards_affected if found else "All",)),
        ("Contact officer" if len(contacts) == 1 else "Contact officers", ("; ".join(contacts),)),
        (
            "Other officers who gave input",
            (found.other_officers if found else "CAF coordinator; programme analyst",),
        ),
        (
            "Children and Young People's Plan objectives",
            (found.ticked if found else "Strong families; early intervention",),
        ),
    )
