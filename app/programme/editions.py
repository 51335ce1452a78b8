"""The rule packs that there are, and which was in force when.

The declared ones are part of Loxley; others the council approves (app/cases/queries/rule_packs.py).
Whoever decides by the rules of the programme is given the editions, read once, and asks them.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from app.errors import NotFound, RuleRefused
from app.periods import Period, written_date
from app.programme.packs import RulePack
from app.programme.phase_one import P1_2012, P1_2013

PACKS: tuple[RulePack, ...] = (P1_2012, P1_2013)
"""The packs that Loxley declares."""


@dataclass(frozen=True, slots=True)
class Editions:
    """The packs by which families enter, the first in force first; each begins on a day of its own.

    A family stays with the pack that it entered by, whatever is approved later. A pack is in force until the
    next begins, and no longer than it says itself. There is at least one.
    """

    packs: tuple[RulePack, ...]

    def on(self, day: date) -> RulePack:
        """The rule pack under which a family enters the programme on this day: 12 July 2013 → P1-2013.

        Raises RuleRefused("no-rule-pack") when none was in force.
        """
        pack = self.nearest(day)
        if day in pack.in_force:
            return pack
        raise RuleRefused("no-rule-pack", f"No rules of the programme were in force on {written_date(day)}.")

    def has_on(self, day: date) -> bool:
        """Whether rules of the programme were in force on this day."""
        return day in self.nearest(day).in_force

    def nearest(self, day: date) -> RulePack:
        """The pack by which a family that entered on this day is judged.

        Before the first pack that is the first, after the last the last.
        """
        begun = [pack for pack in self.packs if pack.in_force.first <= day] or self.packs[:1]
        return begun[-1]

    def by_code(self, code: str) -> RulePack:
        """The rule pack of this code. Raises NotFound("rule-pack")."""
        for pack in self.packs:
            if pack.code == code:
                return pack
        raise NotFound("rule-pack", "There is no such rule pack.")

    def by_entry(self) -> list[tuple[RulePack, date | None, date | None]]:
        """Each pack with the days of entry that make it a family's own: from the first, and before the other.

        None: no bound. No day is left out or counted twice.
        """
        starts = [None, *(pack.in_force.first for pack in self.packs[1:]), None]
        return [(pack, starts[place], starts[place + 1]) for place, pack in enumerate(self.packs)]

    def with_approved(self, approved: Iterable[RulePack]) -> "Editions":
        """These and what the council has approved, in the order in which they are in force."""
        return Editions(tuple(sorted((*self.packs, *approved), key=lambda pack: pack.in_force.first)))


DECLARED = Editions(PACKS)


def in_force_from(pack: RulePack, day: date) -> RulePack:
    """A pack that is in force from this day until it ends by itself.

    Raises RuleRefused("after-its-end") when it would end before it begins.
    """
    if day > pack.in_force.last:
        raise RuleRefused(
            "after-its-end",
            f"These rules end on {written_date(pack.in_force.last)}. Choose a day before that.",
        )
    return replace(pack, in_force=Period(day, pack.in_force.last))


def pack_on(day: date) -> RulePack:
    """The declared pack of a day. Raises RuleRefused("no-rule-pack") when none was in force."""
    return DECLARED.on(day)


def has_pack_on(day: date) -> bool:
    """Whether a declared pack was in force on this day."""
    return DECLARED.has_on(day)


def pack_by_code(code: str) -> RulePack:
    """The declared pack of this code. Raises NotFound("rule-pack")."""
    return DECLARED.by_code(code)
