"""How a release keeps the rule pack that it was made by: a declared one by its code, any other whole."""

from app.programme.editions import DECLARED
from app.programme.packs import RulePack
from app.programme.reading import pack_from_text
from app.programme.writing import as_text


def kept(pack: RulePack) -> str:
    """What a release keeps of a pack: enough to have it back, whatever is approved later."""
    return pack.code if pack in DECLARED.packs else as_text(pack)


def pack_kept(text: str) -> RulePack:
    """The pack of which this was kept. Raises NotFound("rule-pack"), PackRefused."""
    return pack_from_text(text) if text.startswith("{") else DECLARED.by_code(text)
