"""A family's map as one reader gets it."""

from datetime import date

from sqlmodel import Session

from app.cases.models.people import Family
from app.cases.queries import records
from app.cases.queries import relationships as queries
from app.cases.queries.map_parts import MapOnFile, PersonOnMap


def map_of(session: Session, family: Family, today: date, *, is_whole: bool, may_change: bool) -> MapOnFile:
    """A family's map on a day: whole, or with the household of now alone, as a team member sees it."""
    everybody = records.people_of(session, family.id)
    here = frozenset(each.person_id for each in everybody if each.ends_on is None)
    kept = queries.readable(queries.relationships_of(session, family.id, here), here, is_whole=is_whole)
    if not is_whole:
        everybody = tuple(each for each in everybody if each.ends_on is None)
    standing = tuple(each for each in kept if each.set_aside_at is None)
    people: dict[str, PersonOnMap] = queries.people_on_map(everybody, standing)
    return MapOnFile(
        family_id=family.id,
        reference=family.reference,
        version=family.version,
        on=today,
        may_change=may_change,
        people=people,
        relationships=standing,
        set_aside=tuple(each for each in kept if each.set_aside_at is not None),
        drawing=queries.drawing_of(people, standing, today),
        choosable=tuple(queries.everybody(everybody).values()) if may_change else (),
    )
