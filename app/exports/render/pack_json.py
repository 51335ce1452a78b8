"""An inspection pack for programs."""

from typing import Any

import orjson

from app.exports.rules.impact import Impact
from app.exports.rules.pack import Pack
from app.exports.rules.vocabulary import MARKING


def pack_json(pack: Pack) -> bytes:
    """The whole pack as JSON, each number of the impact with the assessments behind it."""
    wanted = pack.wanted
    content = {
        "marking": MARKING,
        "organisation": pack.organisation,
        "as_at": wanted.as_at,
        "made_at": pack.made_at,
        "code_version": pack.code_version,
        "periods": {"children": wanted.children_in, "impact": wanted.impact_in, "audits": wanted.audits_in},
        "sample": {
            "drawn": wanted.draw,
            "seed": wanted.seed,
            "pool": pack.pool,
            "pool_digest": pack.pool_digest,
            "chosen": wanted.chosen,
        },
        "children": pack.children,
        "impact": [_impact(each) for each in pack.impact],
        "audits": pack.audits,
        "actions": pack.actions,
        "stories": pack.stories,
    }
    return orjson.dumps(content, option=orjson.OPT_INDENT_2)


def _impact(each: Impact) -> dict[str, Any]:
    return {
        "code": each.code,
        "label": each.label,
        "value": each.value,
        "base": each.base,
        "of": each.of,
        "percent": each.percent,
        "members": each.members,
    }
