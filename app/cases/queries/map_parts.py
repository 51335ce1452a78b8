"""What a family's map is made of, as plain values for pages, papers and programs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from app.cases.rules.family_map import FamilyMap
from app.cases.rules.relationships import (
    Birth,
    End,
    RelationshipKind,
    Responsibility,
    SetAsideWhy,
    Tie,
)
from app.cases.rules.vocabulary import Sex
from app.periods import add_months
from app.programme.facts import MemberRole

GROWN_UP_MONTHS = 18 * 12


@dataclass(frozen=True, slots=True)
class PersonOnMap:
    """Somebody on a family's map. person_id None: they are called by a label, which name holds.

    is_here: they live in the household now. role: their place in it, now or when they left.
    """

    person_id: UUID | None
    name: str
    role: MemberRole | None
    sex: Sex
    born_on: date | None
    expected_on: date | None
    is_here: bool

    @property
    def end(self) -> End:
        """How relationships name them."""
        return End(self.person_id, None if self.person_id else self.name)

    @property
    def birth(self) -> Birth:
        """When they were born, or are expected."""
        return Birth(self.born_on, self.expected_on)

    def is_grown_up(self, on: date) -> bool:
        """Whether they are known to be 18 by a day."""
        return self.born_on is not None and add_months(self.born_on, GROWN_UP_MONTHS) <= on


@dataclass(frozen=True, slots=True)
class RelationshipOnFile:
    """A relationship as it was recorded. recorded_by, set_aside_by: by name; None when not known.

    corrects: the one that it stands in place of. set_aside_at: since when it stands no longer.
    """

    id: UUID
    family_id: UUID
    kind: RelationshipKind
    first_person_id: UUID | None
    first_label: str | None
    second_person_id: UUID | None
    second_label: str | None
    described: str | None
    responsibility: Responsibility | None
    starts_on: date | None
    ends_on: date | None
    recorded_at: datetime
    recorded_by: str | None
    corrects: UUID | None
    set_aside_at: datetime | None
    set_aside_by: str | None
    set_aside_why: SetAsideWhy | None

    @property
    def tie(self) -> Tie:
        """The relationship as the rules know it."""
        return Tie(
            self.kind,
            End(self.first_person_id, self.first_label),
            End(self.second_person_id, self.second_label),
            self.starts_on,
            self.ends_on,
            self.described,
            self.responsibility,
        )


@dataclass(frozen=True, slots=True)
class MapOnFile:
    """A family's map on a day, with the facts that it is drawn from.

    version: of the family's record, to be sent back with a change. people: by key. relationships: those that
    stand, ended ones last. set_aside: those that were corrected or withdrawn, the latest first. choosable:
    everybody who is or was in the household, whom a relationship may name.
    """

    family_id: UUID
    reference: str | None
    version: int
    on: date
    may_change: bool
    people: Mapping[str, PersonOnMap]
    relationships: tuple[RelationshipOnFile, ...]
    set_aside: tuple[RelationshipOnFile, ...]
    drawing: FamilyMap
    choosable: tuple[PersonOnMap, ...]
