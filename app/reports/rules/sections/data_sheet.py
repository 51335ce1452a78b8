"""The data sheet: rollout by agency, wards, and the year's allocations."""

from collections.abc import Iterator

from app.reports.rules import sheet, ward_map
from app.reports.rules.document import Block
from app.reports.rules.sections.parts import OF_FAMILIES, Part, Sources


def _blocks(sources: Sources) -> Iterator[Block]:
    yield sheet.rollout_by_agency(sources.print_)
    yield sheet.by_ward(sources.print_)
    yield ward_map.ward_map(sources.print_)
    yield sheet.year_allocations(sources.print_)
    yield sheet.year_allocations_chart(sources.print_)
    yield sheet.reasons(sources.print_)


PART = Part("data-sheet", "Data sheet", _blocks, OF_FAMILIES, starts_page=True)
