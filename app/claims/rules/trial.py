"""What an edition of the rules would change, were it to take the place of another for every family."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from app.cases.rules.eligibility import Answer
from app.cases.rules.vocabulary import Word
from app.claims.rules.summary import Evaluated
from app.money import Pence


class TrialFigure(Word):
    """A number of a trial; each opens to its families."""

    ELIGIBLE_BEFORE = "eligible-before"
    ELIGIBLE_AFTER = "eligible-after"
    TURNED_AROUND_BEFORE = "turned-around-before"
    TURNED_AROUND_AFTER = "turned-around-after"
    CLAIMABLE_BEFORE = "claimable-before"
    CLAIMABLE_AFTER = "claimable-after"
    BECOMES_ELIGIBLE = "becomes-eligible"
    NO_LONGER_ELIGIBLE = "no-longer-eligible"
    BECOMES_CLAIMABLE = "becomes-claimable"
    NO_LONGER_CLAIMABLE = "no-longer-claimable"
    OTHER_VALUE = "other-value"


@dataclass(frozen=True, slots=True)
class Tried:
    """One family under both editions."""

    family_id: UUID
    before: Evaluated
    after: Evaluated


Holds = Callable[[Tried], bool]


def _is_eligible(one: Evaluated) -> bool:
    return one.eligibility is Answer.YES


# What each figure counts; the same tests count the families and list them.
_COUNTED: dict[TrialFigure, Holds] = {
    TrialFigure.ELIGIBLE_BEFORE: lambda each: _is_eligible(each.before),
    TrialFigure.ELIGIBLE_AFTER: lambda each: _is_eligible(each.after),
    TrialFigure.TURNED_AROUND_BEFORE: lambda each: each.before.turned_around,
    TrialFigure.TURNED_AROUND_AFTER: lambda each: each.after.turned_around,
    TrialFigure.CLAIMABLE_BEFORE: lambda each: each.before.claimable,
    TrialFigure.CLAIMABLE_AFTER: lambda each: each.after.claimable,
    TrialFigure.BECOMES_ELIGIBLE: lambda each: _is_eligible(each.after) and not _is_eligible(each.before),
    TrialFigure.NO_LONGER_ELIGIBLE: lambda each: _is_eligible(each.before) and not _is_eligible(each.after),
    TrialFigure.BECOMES_CLAIMABLE: lambda each: each.after.claimable and not each.before.claimable,
    TrialFigure.NO_LONGER_CLAIMABLE: lambda each: each.before.claimable and not each.after.claimable,
    TrialFigure.OTHER_VALUE: lambda each: each.before.value != each.after.value,
}


@dataclass(frozen=True, slots=True)
class Trial:
    """Every family of the programme under an edition and under the one that it would take the place of."""

    families: tuple[Tried, ...]

    def behind(self, figure: TrialFigure) -> tuple[Tried, ...]:
        """The families that a figure counts."""
        return tuple(each for each in self.families if _COUNTED[figure](each))

    def count(self, figure: TrialFigure) -> int:
        """A figure: how many families it counts."""
        return len(self.behind(figure))

    @property
    def value_before(self) -> Pence:
        """Pence that may be claimed under the edition that stands."""
        return _value(each.before for each in self.families)

    @property
    def value_after(self) -> Pence:
        """Pence that might be claimed under the edition that is tried."""
        return _value(each.after for each in self.families)


def compared(before: Sequence[Evaluated], after: Sequence[Evaluated]) -> Trial:
    """The same families under two editions, in this order. Raises ValueError if they are not the same."""
    families = tuple(Tried(one.family_id, one, other) for one, other in zip(before, after, strict=True))
    if any(each.after.family_id != each.family_id for each in families):
        raise ValueError("a trial compares the same families")
    return Trial(families)


def _value(evaluations: Iterable[Evaluated]) -> Pence:
    return Pence(sum(each.value for each in evaluations))
