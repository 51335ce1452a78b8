"""Chooses which counts to hide so that the small ones stay unknown, and hands over the proof that they do."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import log1p

from app.errors import RuleRefused
from app.reports.disclosure.attack import prove
from app.reports.disclosure.cuts import Game, game
from app.reports.disclosure.exact import Choice, Chooser
from app.reports.disclosure.greedy import Greedy, NotProtectableError
from app.reports.disclosure.parts import Parts
from app.reports.disclosure.profile import SuppressionRule
from app.reports.disclosure.proof import Proof, unproven
from app.reports.disclosure.system import System

EXACT_UP_TO = 4_000
"""The most cells that are looked at all at once; beyond it few are found, piece by piece."""
SECONDS = 60.0
TIES = 0.45
"""What all cells together weigh besides one each: hiding one cell fewer always comes first."""


class Method(StrEnum):
    """How the cells to hide were chosen."""

    FEWEST = "fewest"
    FEW = "few"


@dataclass(frozen=True, slots=True)
class Protected:
    """What is hidden, with its proof. besides: cells hidden that are not small themselves.

    cost: what hiding those costs: one each, unless a cell says more. bound: the least that any safe choice
    costs, as far as it is proven; the method is FEWEST when this one costs no more.
    """

    proof: Proof
    besides: int
    cost: int
    bound: int

    @property
    def method(self) -> Method:
        """Whether nothing hides less, or nobody knows."""
        return Method.FEWEST if self.cost == self.bound else Method.FEW


def protect(system: System, rule: SuppressionRule, *, seconds: float = SECONDS) -> Protected:
    """The fewest counts to hide, small ones and others, with the proof that no small one can be told.

    Least cost first, and of as much, totals are kept before parts, and larger counts before smaller. Beyond a
    size, or a time, few are found instead of the fewest. Raises RuleRefused("cannot-be-protected") when
    hiding everything that is not public yet would not do, or no proof is found.
    """
    of = game(system, rule)
    places = {cell.id: place for place, cell in enumerate(of.cells)}
    try:
        choice = _chosen(of, seconds)
        hidden = choice.hidden
        proof = prove(system, rule, _ids(of, hidden), everywhere=not _is_large(of))
        lacking = unproven(system, rule, proof)
        if lacking:  # safe against a reader in fractions, or of one piece, and not against a better one
            hidden = _mended(of, hidden, [places[each] for each in lacking])
            proof = prove(system, rule, _ids(of, hidden), known=proof.witnesses)
            lacking = unproven(system, rule, proof)
    except NotProtectableError as refused:
        lacking = [of.cells[place].id for place in refused.places]
    if lacking:
        raise RuleRefused("cannot-be-protected", _sentence(lacking))
    cost = of.cost(hidden)
    return Protected(proof, len(hidden - of.always), cost, min(choice.bound, cost))


def _is_large(of: Game) -> bool:
    """Whether there are too many cells to look at all of them at once."""
    return len(of.cells) > EXACT_UP_TO


def _chosen(of: Game, seconds: float) -> Choice:
    weights = _weights(of)
    return (Parts if _is_large(of) else Chooser)(of, weights).choose(seconds=seconds)


def _mended(of: Game, hidden: frozenset[int], lacking: Sequence[int]) -> frozenset[int]:
    weights = _weights(of)
    if _is_large(of):
        return Parts(of, weights).mended(hidden, lacking)
    return Greedy(of, weights, whole=True).with_room_for(hidden, lacking)


def _weights(of: Game) -> Sequence[float]:
    """What hiding each cell costs, and a little more for a total and for a larger count."""
    totals = Counter(place for terms in of.equations for place, times in terms.items() if times > 0)
    most_over = max(totals.values(), default=1)
    largest = log1p(max((cell.value for cell in of.cells), default=1)) or 1.0
    share = TIES / max(len(of.cells), 1)
    return [
        cell.cost + share * (0.6 * totals[place] / most_over + 0.4 * log1p(cell.value) / largest)
        for place, cell in enumerate(of.cells)
    ]


def _ids(of: Game, hidden: frozenset[int]) -> frozenset[str]:
    return frozenset(of.cells[place].id for place in hidden)


def _sentence(lacking: Sequence[str]) -> str:
    """Which measures stand in the way."""
    measures = dict.fromkeys(cell.partition("[")[0].partition("@")[0] for cell in lacking)
    return (
        "Small counts cannot be protected, so nothing was released: a reader could work out, or show to be "
        f"small, {len(lacking):,} {'count' if len(lacking) == 1 else 'counts'} of {', '.join(measures)}."
    )
