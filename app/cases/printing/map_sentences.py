"""A family's map in sentences, for those who do not see it, on pages and papers alike."""

from collections.abc import Iterable, Iterator

from app.cases.printing.map_boxes import age
from app.cases.queries.map_parts import MapOnFile
from app.cases.rules.family_map import drawn
from app.cases.rules.relationships import End, RelationshipKind, Tie


def sentence(found: MapOnFile, tie: Tie) -> str:
    """A relationship in one sentence, without a full stop: "Ann Reed is the parent of Bo Reed"."""
    return f"{called(found, tie.first)} is the {kind_words(tie)} {called(found, tie.second)}"


def kind_words(tie: Tie) -> str:
    """What the first is to the second: "parent of"."""
    kind = tie.described if tie.kind is RelationshipKind.OTHER else tie.kind.label.lower()
    return f"{kind} of"


def called(found: MapOnFile, end: End) -> str:
    """Somebody's name, with their age where another has the same.

    Somebody who is on the map no more is named in its history by what is still known of them.
    """
    person = found.people.get(end.key)
    if person is None:
        known = (each.name for each in found.choosable if each.end == end)
        return end.label or next(known, "somebody who is not in the household")
    same = [each for each in found.people.values() if each.name == person.name]
    return f"{person.name} ({age(person, found.on).lower()})" if len(same) > 1 else person.name


def in_order(found: MapOnFile, ties: Iterable[Tie]) -> list[Tie]:
    """Relationships by kind, then as people stand on the map."""
    places = {place.key: number for number, place in enumerate(found.drawing.places)}
    kinds = list(RelationshipKind)

    def order(tie: Tie) -> tuple[int, int, int]:
        seconds, firsts = (places.get(key, len(places)) for key in (tie.second.key, tie.first.key))
        return (kinds.index(tie.kind), seconds, firsts)

    return sorted(ties, key=order)


def alternative(found: MapOnFile) -> str:
    """All that the drawing shows: everybody on it, who of them lives elsewhere, and each line."""
    return " ".join(f"{each}." for each in _told(found))


def _told(found: MapOnFile) -> Iterator[str]:
    people = [found.people[place.key] for place in found.drawing.places]
    shown = [
        person.name if person.person_id is None else f"{person.name}, {age(person, found.on).lower()}"
        for person in people
    ]
    yield f"Family map with {len(people)} people: {'; '.join(shown)}"
    elsewhere = [called(found, person.end) for person in people if not person.is_here]
    if elsewhere:
        yield f"In a dashed box: {'; '.join(elsewhere)}"
    for tie in in_order(found, drawn((each.tie for each in found.relationships), found.on)):
        yield sentence(found, tie)
