"""The boxes of a family's map with the words in them, for pages and papers alike."""

import textwrap
from dataclasses import dataclass
from datetime import date

from app.cases.queries.map_parts import MapOnFile, PersonOnMap
from app.cases.rules.family_map import BOX_HEIGHT, BOX_WIDTH, FamilyMap, LineStyle
from app.cases.rules.vocabulary import Sex
from app.periods import age_on

LETTERS = 14
"""As many letters of a name stand on one line of a box."""
BOX_LINES = 4
"""As many lines stand in a box: the name, and the age under it."""
LINE_HEIGHT = 19

KEY: tuple[tuple[LineStyle, str], ...] = (
    (LineStyle.PARENT, "Parent"),
    (LineStyle.STEP_PARENT, "Step-parent"),
    (LineStyle.CARER, "Foster or kinship carer"),
    (LineStyle.GRANDPARENT, "Grandparent"),
    (LineStyle.SIBLINGS, "Brothers and sisters, where no parent joins them"),
    (LineStyle.PARTNERS, "Partners"),
    (LineStyle.FORMER_PARTNERS, "Former partners"),
    (LineStyle.OTHER, "Something else"),
)


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of a box: where its middle is, and whether it is part of the name."""

    words: str
    x: int
    y: int
    is_name: bool


@dataclass(frozen=True, slots=True)
class BoxDrawn:
    """Somebody's box. corner: how round it is, which tells the sex. is_dashed: they do not live here."""

    x: int
    y: int
    corner: int
    is_dashed: bool
    lines: tuple[TextLine, ...]


def boxes(found: MapOnFile) -> list[BoxDrawn]:
    """Everybody's box with the words in it."""
    drawn = []
    for place in found.drawing.places:
        person = found.people[place.key]
        under = _under(person, found.on)
        most = BOX_LINES - len(under)
        name = textwrap.wrap(person.name, LETTERS, max_lines=most, placeholder="…")
        words = [*((line, True) for line in name), *((line, False) for line in under)]
        first = place.y + (BOX_HEIGHT - LINE_HEIGHT * len(words)) // 2 + 14
        middle = place.x + BOX_WIDTH // 2
        drawn.append(
            BoxDrawn(
                place.x,
                place.y,
                _corner(person.sex),
                not person.is_here,
                tuple(
                    TextLine(line, middle, first + LINE_HEIGHT * number, is_name)
                    for number, (line, is_name) in enumerate(words)
                ),
            )
        )
    return drawn


def key_of(drawing: FamilyMap) -> list[tuple[LineStyle, str]]:
    """What the lines of this map mean."""
    used = {line.style for line in drawing.lines}
    return [(style, words) for style, words in KEY if style in used]


def age(person: PersonOnMap, on: date) -> str:
    """How old somebody is, or when they are expected: "Age 12", "Due 1 Dec 2013"."""
    if person.born_on is not None:
        return f"Age {age_on(person.born_on, on)}" if person.born_on <= on else "Not born yet"
    if person.expected_on is None:
        return "Age not known"
    return f"Due {person.expected_on.day} {person.expected_on:%b %Y}"


def _under(person: PersonOnMap, on: date) -> list[str]:
    """What stands under a name; a label says for itself who it is."""
    return [] if person.person_id is None else [age(person, on)]


def _corner(sex: Sex) -> int:
    match sex:
        case Sex.MALE:
            return 0
        case Sex.FEMALE:
            return BOX_HEIGHT // 2
        case Sex.UNKNOWN:
            return 10
