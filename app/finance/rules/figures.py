"""The figures of the programme's money: each with what stands behind it, down to families and pence."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID

from app.claims.rules.amounts import Amount
from app.money import Pence
from app.programme.sources import SourcedRule
from app.reports.rules.figures import Coordinates, Figure, figure_id
from app.reports.rules.vocabulary import CountOf, Unit


@dataclass(frozen=True, slots=True)
class MoneyFigure:
    """A figure, and what it rests on.

    by_family: what each family contributes to an amount; None for a count, and for a figure that is made from
    others by its formula or was agreed as a number. to_verify: the rules behind it that somebody must check
    before the first live claim.
    """

    figure: Figure
    definition: str
    by_family: Mapping[UUID, Pence] | None
    to_verify: tuple[SourcedRule, ...]

    @property
    def id(self) -> str:
        """The figure's id: money.claimed[window=July 2013,state=paid]@2013-07-12."""
        return self.figure.id

    @property
    def families(self) -> int | None:
        """How many families stand behind it; None where families do not."""
        return None if self.figure.members is None else len(self.figure.members)


@dataclass
class Ledger:
    """The figures of a day as they are made, each under its id; a figure is made once."""

    as_at: date
    definitions: Mapping[str, str]
    found: dict[str, MoneyFigure] = field(default_factory=dict)

    def amount(
        self, measure: str, place: Coordinates, amount: Amount, *, to_verify: Iterable[SourcedRule] = ()
    ) -> str:
        """An amount that opens to families: its id."""
        figure = Figure(
            measure,
            place,
            self.as_at,
            Unit.PENCE,
            amount.pence,
            members=tuple(amount.by_family),
            members_are=CountOf.FAMILIES,
        )
        return self._add(figure, amount.by_family, to_verify)

    def count(
        self,
        measure: str,
        place: Coordinates,
        members: Iterable[UUID],
        *,
        to_verify: Iterable[SourcedRule] = (),
    ) -> str:
        """A number of families, each once: its id."""
        families = tuple(sorted(set(members)))
        figure = Figure(
            measure,
            place,
            self.as_at,
            Unit.COUNT,
            len(families),
            members=families,
            members_are=CountOf.FAMILIES,
        )
        return self._add(figure, None, to_verify)

    def agreed(self, measure: str, place: Coordinates, value: int) -> str:
        """A number of families that was agreed, and that no family stands behind: its id."""
        return self._add(Figure(measure, place, self.as_at, Unit.COUNT, value), None, ())

    def made(
        self,
        measure: str,
        place: Coordinates,
        value: int | Decimal | None,
        *,
        unit: Unit = Unit.PENCE,
        formula: str,
        inputs: Iterable[str],
        to_verify: Iterable[SourcedRule] = (),
    ) -> str:
        """A figure made from others by a formula in words: its id. It rests on all that they rest on."""
        behind = tuple(inputs)
        figure = Figure(measure, place, self.as_at, unit, value, formula=formula, inputs=behind)
        inherited = (rule for each in behind for rule in self.found[each].to_verify)
        return self._add(figure, None, (*to_verify, *inherited))

    def named(self, measure: str, *place: tuple[str, str]) -> str:
        """The id that a figure of this day has."""
        return figure_id(measure, place, self.as_at)

    def _add(
        self, figure: Figure, by_family: Mapping[UUID, Pence] | None, to_verify: Iterable[SourcedRule]
    ) -> str:
        rules = tuple(dict.fromkeys(to_verify))
        made = MoneyFigure(figure, self.definitions[figure.measure], by_family, rules)
        if figure.id in self.found:
            raise ValueError(f"two figures share the id {figure.id}")
        self.found[figure.id] = made
        return figure.id
