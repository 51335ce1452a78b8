"""P6: families by ward, agency and standing with every total, against the flat group-by alone."""

from collections.abc import Iterator

from sqlalchemy.dialects import postgresql

from app.access.policies import SYSTEM
from app.cases.queries.cells import cells_statement, status_cells
from app.cases.rules.cells import TOTAL, Key, with_margins
from app.db import reading
from benchmarks.cities import TODAY, Cities, Extent, connected
from benchmarks.measuring import Goal, Race, Sense

P6 = Goal("P6", Sense.TIMES_THE_FLOOR, 1.2)
SIZES = (400_000,)

Flat = list[tuple[str | None, str | None, str, int]]


def races(cities: Cities, families: int) -> Iterator[Race]:
    """The same statement on both sides: the floor as text to the driver, ours through queries and rules."""
    name = cities.template(families, Extent.PROGRAMME)
    flat = str(
        cells_statement(TODAY).compile(
            dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True, "render_postcompile": True}
        )
    )
    with connected(cities.services.urls(name)), reading(SYSTEM) as session:
        cursor = session.connection().connection.cursor()

        def floor() -> Flat:
            return list(cursor.execute(flat).fetchall())

        def ours() -> dict[Key, int]:
            return dict(with_margins(status_cells(session, TODAY)))

        yield Race(
            P6,
            families,
            "ward × agency × status, all margins",
            "the flat group-by",
            floor,
            ours,
            agree=are_those_cells_and_their_sums,
            database=name,
        )


def are_those_cells_and_their_sums(flat: Flat, cells: dict[Key, int]) -> bool:
    """Whether the inner cells are the flat ones, and each total is what its cells come to."""
    axes = [{cell[axis] for cell in flat} | {TOTAL} for axis in range(3)]
    expected = {
        (ward, agency, status): count
        for ward in axes[0]
        for agency in axes[1]
        for status in axes[2]
        if (
            count := sum(
                cell[3]
                for cell in flat
                if ward in (cell[0], TOTAL) and agency in (cell[1], TOTAL) and status in (cell[2], TOTAL)
            )
        )
    }
    return cells == expected
