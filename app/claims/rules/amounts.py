"""An amount of money that opens to families: what each contributes, in whole pence."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from app.money import Pence


@dataclass(frozen=True, slots=True)
class Amount:
    """Pence by family. One that contributes nothing, as a family funded elsewhere does, is counted too."""

    by_family: Mapping[UUID, Pence]

    @property
    def pence(self) -> Pence:
        """What the families contribute together: nothing but their sum."""
        return Pence(sum(self.by_family.values()))

    @property
    def families(self) -> int:
        """How many families stand behind it, each once."""
        return len(self.by_family)


def amount_of(contributions: Iterable[tuple[UUID, Pence]]) -> Amount:
    """Contributions added up by family: £700 and £100 of one family are £800 of it."""
    added: defaultdict[UUID, int] = defaultdict(int)
    for family_id, pence in contributions:
        added[family_id] += pence
    return Amount({family_id: Pence(added[family_id]) for family_id in sorted(added)})


def together(amounts: Iterable[Amount]) -> Amount:
    """Several amounts as one, each family once."""
    return amount_of(pair for amount in amounts for pair in amount.by_family.items())
