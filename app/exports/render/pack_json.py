"""An inspection pack for programs, written as its rows come."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.exports.render.json_parts import JsonFile
from app.exports.rules.impact import Impact
from app.exports.rules.pack import Cover
from app.exports.rules.vocabulary import MARKING


@dataclass(frozen=True, slots=True)
class PackJson:
    """The pack as JSON while it is written, its parts in their order."""

    file: JsonFile

    def cover(self, cover: Cover) -> None:
        """Say what the pack is."""
        wanted = cover.wanted
        for name, value in {
            "marking": MARKING,
            "organisation": cover.organisation,
            "as_at": wanted.as_at,
            "made_at": cover.made_at,
            "code_version": cover.code_version,
            "periods": {
                "children": wanted.children_in,
                "impact": wanted.impact_in,
                "audits": wanted.audits_in,
            },
            "sample": {
                "drawn": wanted.draw,
                "seed": wanted.seed,
                "pool": cover.pool,
                "pool_digest": cover.pool_digest,
                "chosen": wanted.chosen,
            },
        }.items():
            self.file.add(value, name)

    def impact(self, impact: Sequence[Impact]) -> None:
        """Write the numbers of the impact, each with the assessments behind it."""
        with self.file.array("impact"):
            for each in impact:
                with self.file.object():
                    for name, value in _number(each):
                        self.file.add(value, name)
                    with self.file.array("members"):
                        for member in each.members:
                            self.file.add(member)


def _number(each: Impact) -> Sequence[tuple[str, Any]]:
    return (
        ("code", each.code),
        ("label", each.label),
        ("value", each.value),
        ("base", each.base),
        ("of", each.of),
        ("percent", each.percent),
    )
