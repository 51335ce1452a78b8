"""P8: rows dumped by a compiled schema, against the schema's own dump of the same rows."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from random import Random
from uuid import UUID

from app.access.policies import COMMAND_LINE
from app.cases.queries.families import FamilyFilters, FamilyListRow
from app.cases.queries.record_parts import FamilyRecord
from app.cases.rules.standing import FamilyStatus
from app.cases.schemas.families import FamilyListed, FamilyOut
from app.cases.services.families import list_families, open_record
from app.dumping import compiled
from benchmarks.cities import TODAY, Cities, connected
from benchmarks.measuring import Goal, Race, Sense

P8 = Goal("P8", Sense.SPEED_OF_THE_FLOOR, 6)
RECORDS = 200
SIZES = (4_000,)
NOW = datetime(2013, 7, 12, 9, 0, tzinfo=UTC)


def races(cities: Cities, families: int) -> Iterator[Race]:
    """A list of families, and whole records with all that hangs on them, as answers of the API have them."""
    rows = made_up(families)
    schema, dump = FamilyListed(), compiled(FamilyListed())
    yield Race(
        P8,
        families,
        f"{families:,} rows dumped by a compiled schema",
        "schema.dump of the same rows",
        lambda: schema.dump(rows, many=True),
        lambda: dump(rows),
    )
    records = whole_records(cities, families)
    whole, dump_whole = FamilyOut(), compiled(FamilyOut())
    yield Race(
        P8,
        families,
        f"{RECORDS} whole records dumped by a compiled schema",
        "schema.dump of the same records",
        lambda: whole.dump(records, many=True),
        lambda: dump_whole(records),
    )


def whole_records(cities: Cities, families: int) -> list[FamilyRecord]:
    """The records of a city that were changed last."""
    with cities.copy(cities.template(families)) as city, connected(city):
        page = list_families(FamilyFilters(), limit=RECORDS, actor=COMMAND_LINE, today=TODAY)
        return [open_record(row.id, actor=COMMAND_LINE, today=TODAY) for row in page.families]


def made_up(count: int) -> list[FamilyListRow]:
    """Rows of every kind that a list has, the same ones every time."""
    rng = Random(8)

    def sometimes(value: str) -> str | None:
        return value if rng.random() < 0.8 else None

    def a_day() -> date | None:
        return TODAY - timedelta(rng.randrange(600)) if rng.random() < 0.5 else None

    return [
        FamilyListRow(
            UUID(int=rng.getrandbits(128)),
            sometimes(f"PF-{number:06d}T"),
            sometimes("St Ann's"),
            rng.choice(list(FamilyStatus)),
            tuple(rng.sample(("HEALTH", "SCHOOL", "YOT"), rng.randrange(3))),
            sometimes("Lee Example"),
            a_day(),
            NOW - timedelta(seconds=number),
        )
        for number in range(count)
    ]
