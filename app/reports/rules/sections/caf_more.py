"""How CAFs go and end, on consent, on their quality and on groups; none in a release from before these."""

from collections.abc import Iterable, Iterator

from app.reports.rules import caf_reports, cafs
from app.reports.rules.board_words import PaperOf
from app.reports.rules.document import Block
from app.reports.rules.sections.parts import OF_CAFS, Part, Sources
from app.reports.rules.vocabulary import Profile


def _are_in(sources: Sources) -> bool:
    return cafs.are_in(sources.print_.manifest)


def _is_public(sources: Sources) -> bool:
    return sources.print_.manifest.profile is Profile.PUBLIC


def _through_the_year(sources: Sources) -> Iterator[Block]:
    if _are_in(sources):
        yield from caf_reports.through_the_year(sources.print_)
        yield from caf_reports.children_assessed(sources.print_, _is_public(sources))


def _ended(sources: Sources) -> Iterable[Block]:
    if not _are_in(sources) or _is_public(sources):
        return ()
    return caf_reports.how_they_ended(sources.print_)


def _equalities(sources: Sources) -> Iterable[Block]:
    if not _are_in(sources) or sources.paper is PaperOf.FAMILIES:
        return ()
    return caf_reports.equalities(sources.print_)


def _consent(sources: Sources) -> Iterable[Block]:
    return caf_reports.consent(sources.print_, _is_public(sources)) if _are_in(sources) else ()


def _quality(sources: Sources) -> Iterable[Block]:
    return caf_reports.quality(sources.print_, _is_public(sources)) if _are_in(sources) else ()


def _groups(sources: Sources) -> Iterable[Block]:
    return caf_reports.vulnerable_groups(sources.print_) if _are_in(sources) else ()


def _left_out(sources: Sources) -> Iterable[Block]:
    return caf_reports.left_out() if _are_in(sources) and _is_public(sources) else ()


THROUGH_THE_YEAR = Part("caf-year", "CAFs through the year", _through_the_year, OF_CAFS)
ENDED = Part("caf-ended", "How CAFs ended", _ended, OF_CAFS)
CONSENT = Part("caf-consent", "Consent refused or withdrawn", _consent, OF_CAFS)
QUALITY = Part("caf-quality", "Quality audits of CAFs", _quality, OF_CAFS)
GROUPS = Part("caf-groups", "Vulnerable groups supported through CAF", _groups, OF_CAFS)
EQUALITIES = Part("equalities", "Equalities", _equalities, keeps_words=True)
LEFT_OUT = Part("caf-left-out", "CAF tables left out here", _left_out, OF_CAFS, is_written=False)
