"""Loads a checked import into the database, table by table, within the transaction at hand."""

from collections.abc import Callable

from app.intake.loading import claims, families, people, places, register, triage
from app.intake.loading.ids import Ids
from app.intake.loading.work import Work
from app.intake.loading.writing import Cursor, Tally
from app.intake.rules.content import Content
from app.intake.rules.known import Contents, Known

Loader = Callable[[Work, Content, Tally], None]

LOADERS: dict[str, Loader] = {
    "agencies": places.load_agencies,
    "establishments": places.load_establishments,
    "wards": places.load_wards,
    "practitioners": places.load_practitioners,
    "postings": places.load_postings,
    "families": families.load_families,
    "members": people.load_members,
    "criteria": people.load_criteria,
    "measurements": people.load_measurements,
    "meetings": triage.load_meetings,
    "triage": triage.load_triage,
    "allocations": triage.load_allocations,
    "assessments": register.load_assessments,
    "consents": register.load_consents,
    "targets": places.load_targets,
    "windows": places.load_windows,
    "claims": claims.load_claims,
}


def load(cursor: Cursor, contents: Contents, known: Known) -> dict[str, Tally]:
    """Write every table of an import that has no faults; what was added and changed, by import table."""
    work = Work(cursor, known, Ids(known))
    tallies: dict[str, Tally] = {}
    for name, content in contents.items():
        tallies[name] = Tally()
        if len(content):
            LOADERS[name](work, content, tallies[name])
    return tallies
