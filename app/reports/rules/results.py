"""The measures of results: families that have achieved each, turned around once each, and what is claimed."""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date

from app.claims.rules.return_checks import TURNING
from app.programme.packs import Route
from app.reports.rules.facts import ResultRow
from app.reports.rules.figures import Coordinates, Figure, Relation
from app.reports.rules.measures import Axis, Derived, Measure
from app.reports.rules.vocabulary import CountOf, Unit

SPANS = ("cumulative", "in-window")
"""Every result so far, and those not claimed in an earlier window."""

COHORT = Axis[ResultRow]("cohort-year", lambda row: row.year)

RESULTS_MONEY = Derived(
    "money.results",
    "What the results achieved would pay, in whole pence: each family's payable routes at the rate of its "
    "cohort year; nothing for families funded elsewhere.",
)


def _spans(claimed_before: Callable[[ResultRow], bool]) -> Axis[ResultRow]:
    """Cumulative holds every family; in-window leaves out those claimed for before. The two overlap."""
    return Axis[ResultRow]("span", lambda row: SPANS[:1] if claimed_before(row) else SPANS, overlaps=True)


def _measure(name: str, definition: str, routes: Collection[str]) -> Measure[ResultRow]:
    span = _spans(lambda row: not set(routes).isdisjoint(row.claimed_before))
    return Measure[ResultRow](
        name,
        definition,
        lambda row: any(row.has_passed(route) for route in routes),
        ((span,), (span, COHORT)),
        CountOf.FAMILIES,
    )


_ACHIEVED = {
    Route.EDUCATION_AND_CRIME: "Attached, eligible families that have achieved the education, crime and "
    "anti-social behaviour result.",
    Route.PROGRESS_TO_WORK: "Attached, eligible families an adult of which has made progress to work. It "
    "turns nobody around alone.",
    Route.CONTINUOUS_EMPLOYMENT: "Attached, eligible families an adult of which has moved off benefit into "
    "continuous employment.",
    Route.SIGNIFICANT_AND_SUSTAINED_PROGRESS: "Attached, eligible families that have made significant and "
    "sustained progress with every problem that they had, by the outcome plan.",
    Route.SUCCESSFUL_FAMILY_OUTCOME: "Attached, eligible families with a successful outcome in every "
    "headline that they had.",
}

ACHIEVED = {
    route.value: _measure(f"families.achieved-{route}", definition, (route.value,))
    for route, definition in _ACHIEVED.items()
}

TURNED_AROUND = _measure(
    "families.turned-around",
    "Families that have achieved a result that turns a family around, each family once: any but progress to "
    "work alone. Those funded elsewhere are counted too.",
    TURNING,
)

TURNED_AROUND_FUNDED_ELSEWHERE = Measure[ResultRow](
    "families.turned-around-funded-elsewhere",
    "Families turned around that other government provision pays for: counted, proved, and claimed at £0.",
    lambda row: row.funded_elsewhere and any(row.has_passed(route) for route in TURNING),
    ((COHORT,), ()),
    CountOf.FAMILIES,
)

RETURN_LINES = (*ACHIEVED.values(), TURNED_AROUND)


def lines_of_return(routes: Iterable[str]) -> tuple[Measure[ResultRow], ...]:
    """What a return counts, where these results are paid for: each of them, and families turned around."""
    return (*(ACHIEVED[route] for route in routes), TURNED_AROUND, TURNED_AROUND_FUNDED_ELSEWHERE)


def results_money(
    rows: Iterable[ResultRow], *, years: Sequence[str], as_at: date, routes: Sequence[str]
) -> tuple[list[Figure], list[Relation]]:
    """What the results pay, by span, route and cohort year, with every total, in whole pence.

    routes: every one that any of the rows is paid for.
    """
    paid = [row for row in rows if row.payments]
    figures: list[Figure] = []
    relations: list[Relation] = []
    for span in SPANS:
        cells = {
            (route, year): _money(paid, span=span, route=route, year=year, as_at=as_at)
            for route in (None, *routes)
            for year in (None, *years)
        }
        figures.extend(cells.values())
        for route in (None, *routes):
            relations.append(_relation(cells[route, None], [cells[route, year] for year in years]))
        for year in (None, *years):
            relations.append(_relation(cells[None, year], [cells[route, year] for route in routes]))
    return figures, relations


def _relation(total: Figure, parts: Sequence[Figure]) -> Relation:
    return Relation(total.id, tuple(part.id for part in parts))


def _money(
    rows: Sequence[ResultRow], *, span: str, route: str | None, year: str | None, as_at: date
) -> Figure:
    """The pence of some routes in some cohort year, and the families that they are paid for."""
    pence = {
        row.family_id: sum(
            amount
            for paid_route, amount in row.payments
            if route in (None, paid_route) and not (span == "in-window" and paid_route in row.claimed_before)
        )
        for row in rows
        if year is None or row.year == (year,)
    }
    coordinates: Coordinates = (
        ("span", span),
        *((("route", route),) if route else ()),
        *((("cohort-year", year),) if year else ()),
    )
    return Figure(
        RESULTS_MONEY.name,
        coordinates,
        as_at,
        Unit.PENCE,
        sum(pence.values()),
        members=tuple(sorted(family for family, amount in pence.items() if amount)),
        members_are=CountOf.FAMILIES,
        formula="The sum, over the families listed, of what their results pay at their cohort year's rate.",
    )
