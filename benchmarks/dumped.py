"""P8: rows dumped by a compiled schema, against the schema's own dump of the same rows."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from random import Random
from uuid import UUID

from app.cases.queries.families import FamilyListRow
from app.cases.rules.standing import FamilyStatus
from app.cases.schemas.families import FamilyListed
from app.dumping import compiled
from benchmarks.cities import TODAY, Cities
from benchmarks.measuring import Goal, Race, Sense

P8 = Goal("P8", Sense.SPEED_OF_THE_FLOOR, 6, is_due=False)
SIZES = (4_000,)
NOW = datetime(2013, 7, 12, 9, 0, tzinfo=UTC)


def races(_: Cities, families: int) -> Iterator[Race]:
    """A list of families as an answer of the API has it."""
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
