"""Reconciliation: the sums and identities that were checked before release."""

from collections.abc import Iterator

from app.reports.rules.document import Block, Bullets, Paragraph, say
from app.reports.rules.identities import PARTS
from app.reports.rules.sections.parts import Part, Sources


def _blocks(sources: Sources) -> Iterator[Block]:
    checked = sources.figured.checked
    sums = sum(1 for each in checked if each.identity.code == PARTS)
    declared = [each for each in checked if each.identity.code != PARTS]
    yield Paragraph(
        say(
            f"Before release {sums:,} sums of parts and {len(declared):,} identities between "
            "measures were checked, member by member. All hold. The ward, rollout and agency "
            "tables therefore count the same families."
        )
    )
    yield Bullets(tuple(say(each.identity.sentence) for each in declared))


PART = Part("reconciliation", "Reconciliation", _blocks, is_written=False)
