"""Partners' work: training, engagement, exceptions, agreements; figures since they are kept, else words."""

from collections.abc import Iterator

from app.reports.rules import exception_section, partner_sections
from app.reports.rules.document import Block
from app.reports.rules.sections.parts import Part, Sources


def _training(sources: Sources) -> Iterator[Block]:
    for section in partner_sections.training(sources.print_):
        yield from section.blocks


def _engagement(sources: Sources) -> Iterator[Block]:
    for section in partner_sections.engagement(sources.print_):
        yield from section.blocks


def _exceptions(sources: Sources) -> Iterator[Block]:
    for section in exception_section.section(sources.print_):
        yield from section.blocks


def _legal(sources: Sources) -> Iterator[Block]:
    for section in partner_sections.legal(sources.print_):
        yield from section.blocks


TRAINING = Part("training", "Training", _training)
ENGAGEMENT = Part("partners", "Partner engagement", _engagement)
EXCEPTIONS = Part("exceptions", "Exceptions", _exceptions, keeps_words=True)
LEGAL = Part("legal", "Legal implications", _legal)
