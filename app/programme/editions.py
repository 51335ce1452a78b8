"""The rule packs that there are, and which was in force when."""

from datetime import date

from app.errors import NotFound, RuleRefused
from app.periods import written_date
from app.programme.packs import RulePack
from app.programme.phase_one import P1_2012, P1_2013

PACKS: tuple[RulePack, ...] = (P1_2012, P1_2013)


def pack_on(day: date) -> RulePack:
    """The rule pack under which a family enters the programme on this day: 12 July 2013 → P1-2013.

    Raises RuleRefused("no-rule-pack") when none was in force.
    """
    for pack in PACKS:
        if day in pack.in_force:
            return pack
    raise RuleRefused("no-rule-pack", f"No rules of the programme were in force on {written_date(day)}.")


def has_pack_on(day: date) -> bool:
    """Whether rules of the programme were in force on this day."""
    return any(day in pack.in_force for pack in PACKS)


def pack_by_code(code: str) -> RulePack:
    """The rule pack of this code.

    Raises NotFound("rule-pack").
    """
    for pack in PACKS:
        if pack.code == code:
            return pack
    raise NotFound("rule-pack", "There is no such rule pack.")
