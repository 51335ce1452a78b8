"""Who gains access to a record by a merge: told before it is made, since nobody decided that they may."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Place:
    """Somebody's place in a family's team. is_over: it gives no access, nor will; removed_at: taken away."""

    practitioner_id: UUID
    name: str
    agency: str
    is_over: bool
    removed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Around:
    """Who works with a family: its team, and the agencies, by code, that its allocation of today names."""

    team: Sequence[Place] = ()
    agencies: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Gain:
    """Somebody of one record who may open, after a merge, what was the other's.

    name None: an agency that is allocated. of_stays: whether they are of the record that stays.
    removed_at: when they were taken out of the other's team, so that the merge gives it back.
    """

    name: str | None
    agency: str
    of_stays: bool
    removed_at: datetime | None = None


def gains(stays: Around, goes: Around) -> tuple[Gain, ...]:
    """Who gains access to the other record by a merge, of the record that stays first.

    Of two allocations of one day that of the record that stays stands: then no agency of the other's gains.
    """
    allocated = () if stays.agencies else goes.agencies
    return (
        *_in_team(stays.team, goes.team, of_stays=True),
        *(Gain(None, each, of_stays=True) for each in stays.agencies if each not in goes.agencies),
        *_in_team(goes.team, stays.team, of_stays=False),
        *(Gain(None, each, of_stays=False) for each in allocated),
    )


def _in_team(team: Iterable[Place], other: Collection[Place], *, of_stays: bool) -> Iterator[Gain]:
    """Those in a team who are not in the other, each once."""
    told = {each.practitioner_id for each in other if not each.is_over}
    for place in team:
        if not place.is_over and place.practitioner_id not in told:
            told.add(place.practitioner_id)
            yield Gain(place.name, place.agency, of_stays, _removed_at(place, other))


def _removed_at(place: Place, other: Iterable[Place]) -> datetime | None:
    """When somebody was last taken out of the other team."""
    return max(
        (
            each.removed_at
            for each in other
            if each.practitioner_id == place.practitioner_id and each.removed_at is not None
        ),
        default=None,
    )
