"""A family's map in the words that its page prints: pure, from the map to text."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.cases.printing.map_boxes import age
from app.cases.printing.map_sentences import called, kind_words
from app.cases.queries.map_parts import MapOnFile, PersonOnMap, RelationshipOnFile
from app.cases.rules.family_map import Line
from app.cases.rules.relationships import RelationshipKind, Responsibility
from app.govuk import at_time, long_date, short_date


@dataclass(frozen=True, slots=True)
class Told:
    """A relationship in words, with what the table of it needs."""

    id: UUID
    first: str
    kind: str
    second: str
    responsibility: str
    days: str
    is_over: bool
    recorded: str

    @property
    def sentence(self) -> str:
        """The relationship in one sentence, without a full stop."""
        return f"{self.first} is the {self.kind} {self.second}"


@dataclass(frozen=True, slots=True)
class SetAsideTold:
    """A relationship that was corrected or withdrawn, in words."""

    sentence: str
    days: str
    what: str
    why: str


@dataclass(frozen=True, slots=True)
class PersonTold:
    """Somebody on the map, in words."""

    name: str
    born: str
    where: str


def points(line: Line) -> str:
    """A line as SVG writes it: "10,20 10,40"."""
    return " ".join(f"{x},{y}" for x, y in line.points)


def about(found: MapOnFile) -> str:
    """The map in a sentence, for those who do not see it."""
    people, ties = len(found.people), len(found.relationships)
    return (
        f"{_counted(people, 'person', 'people')} in {_counted(found.drawing.generations, 'row', 'rows')}, the"
        f" oldest generation at the top, and {_counted(ties, 'relationship', 'relationships')}. The tables"
        " below say the same in words."
    )


def relationships(found: MapOnFile) -> list[Told]:
    """The relationships that stand: those that go on first, by kind, then as people stand on the map."""
    places = {place.key: number for number, place in enumerate(found.drawing.places)}
    kinds = list(RelationshipKind)

    def order(each: RelationshipOnFile) -> tuple[bool, int, int, int]:
        tie = each.tie
        seconds, firsts = (places.get(key, len(places)) for key in (tie.second.key, tie.first.key))
        return (each.ends_on is not None, kinds.index(each.kind), seconds, firsts)

    return [_told(found, each) for each in sorted(found.relationships, key=order)]


def set_aside(found: MapOnFile) -> list[SetAsideTold]:
    """Those that were corrected or withdrawn, in words, the latest first."""
    corrected = {each.corrects for each in (*found.relationships, *found.set_aside)}
    told = []
    for each in found.set_aside:
        words = _told(found, each)
        what = "Corrected" if each.id in corrected else "Withdrawn"
        when = f" {at_time(each.set_aside_at)}" if each.set_aside_at else ""
        by = f" by {each.set_aside_by}" if each.set_aside_by else ""
        why = each.set_aside_why.label if each.set_aside_why else ""
        told.append(SetAsideTold(words.sentence, words.days, f"{what}{when}{by}", why))
    return told


def people(found: MapOnFile) -> list[PersonTold]:
    """Everybody on the map, as they stand on it from the upper left on."""
    placed = (found.people[place.key] for place in found.drawing.places)
    return [PersonTold(each.name, _born(each, found.on), _where(each)) for each in placed]


def told(found: MapOnFile, relationship_id: UUID) -> Told | None:
    """One relationship that stands, in words."""
    return next((each for each in relationships(found) if each.id == relationship_id), None)


def _told(found: MapOnFile, each: RelationshipOnFile) -> Told:
    second = found.people.get(each.tie.second.key)
    by = f", {each.recorded_by}" if each.recorded_by else ""
    return Told(
        id=each.id,
        first=called(found, each.tie.first),
        kind=kind_words(each.tie),
        second=called(found, each.tie.second),
        responsibility=_responsibility(each, second, found.on),
        days=_days(each.starts_on, each.ends_on),
        is_over=each.ends_on is not None,
        recorded=f"{at_time(each.recorded_at)}{by}",
    )


def _responsibility(each: RelationshipOnFile, child: PersonOnMap | None, on: date) -> str:
    if not each.kind.may_carry_responsibility or (child is not None and child.is_grown_up(on)):
        return ""
    return (each.responsibility or Responsibility.NOT_KNOWN).label


def _days(starts_on: date | None, ends_on: date | None) -> str:
    if starts_on and ends_on:
        return f"{short_date(starts_on)} to {short_date(ends_on)}"
    if ends_on:
        return f"until {short_date(ends_on)}"
    return f"since {short_date(starts_on)}" if starts_on else ""


def _born(person: PersonOnMap, on: date) -> str:
    if person.born_on is not None:
        return f"{long_date(person.born_on)} ({age(person, on).lower()})"
    if person.expected_on is not None:
        return f"Expected {long_date(person.expected_on)}"
    return "Not known"


def _where(person: PersonOnMap) -> str:
    if person.is_here:
        return f"In the household: {person.role.label.lower()}" if person.role else "In the household"
    return "Not in the household" + ("" if person.person_id is None else " any more")


def _counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
