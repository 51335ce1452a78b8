"""The 2012/13 data sheet as figures: what the Partnership Board received in June 2013."""

from collections.abc import Iterable
from decimal import Decimal

from app.reports.rules.figures import Figure
from app.reports.rules.vocabulary import Unit
from tests.reports.a_document import a_figure

AGENCIES = ("EWS", "FCT", "FIP", "HEALTH", "HOUSING", "POLICE", "PROBATION", "SCHOOL", "SHARED", "YOT")
ROLLOUTS = {
    "1": (31, 17, 6, 2, 5, 3, 1, 13, 0, 9, 81, 35, 27, 495),
    "2": (18, 7, 5, 0, 3, 13, 1, 10, 0, 7, 59, 26, 183, 0),
    "3": (11, 5, 1, 0, 4, 4, 1, 0, 1, 4, 30, 53, 27, 20),
    "none": (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 88),
}
DECIDED = (
    "families.allocated-excluding-fip",
    "families.potential-claims",
    "families.not-to-be-allocated",
    "families.yet-to-be-allocated",
)
DECIDED_HEADINGS = (
    "Allocated excluding FIP",
    "Potential claims",
    "Not to be allocated",
    "Yet to be allocated",
)
WARDS = {
    "Arboretum": (6, 8, 35, 0),
    "Aspley": (14, 3, 7, 188),
    "Basford": (17, 6, 2, 50),
    "Berridge": (11, 3, 38, 0),
    "Bestwood": (14, 8, 3, 54),
    "Bilborough": (11, 11, 2, 73),
    "Bridge": (9, 14, 5, 3),
    "Bulwell": (14, 1, 8, 90),
    "Bulwell Forest": (0, 0, 0, 37),
    "Clifton North": (16, 4, 27, 0),
    "Clifton South": (15, 4, 54, 0),
    "Dales": (11, 7, 29, 0),
    "Dunkirk and Lenton": (0, 0, 0, 7),
    "Leen Valley": (0, 0, 0, 28),
    "Mapperley": (7, 11, 7, 9),
    "Radford and Park": (6, 10, 5, 1),
    "Sherwood": (8, 18, 10, 7),
    "St Ann's": (11, 6, 5, 40),
    "Wollaton East and Lenton Abbey": (0, 0, 0, 9),
    "Wollaton West": (0, 0, 0, 7),
}
WARDS_OF_ROLLOUTS = {
    "1": ("Bulwell", "Aspley", "Bilborough", "St Ann's", "Bestwood", "Basford"),
    "2": ("Clifton South", "Dales", "Berridge", "Arboretum", "Clifton North"),
    "3": ("Mapperley", "Radford and Park", "Sherwood", "Bridge"),
}
ROUTES = {"rollout-meeting": 170, "check-for-claim": 114, "fip": 70, "pilot": 21}
ROUTE_LABELS = ("Allocations from rollout meetings", "Potential claims (checked)", "FIP", "Pilot group")
CAFS = {"2009/10": 527, "2010/11": 567, "2011/12": 1100, "2012/13": 758}


def sheet_figures() -> tuple[Figure, ...]:
    """The figures of the 2012/13 data sheet, totals included."""
    return (*_rollout_figures(), *_ward_figures(), *_year_figures(), *_caf_figures())


def _rollout_figures() -> Iterable[Figure]:
    for rollout, values in ROLLOUTS.items():
        for agency, value in zip(AGENCIES, values[:10], strict=True):
            yield a_figure("families.allocated-at-meetings", value, rollout=rollout, agency=agency)
        for measure, value in zip(DECIDED, values[10:], strict=True):
            yield a_figure(measure, value, rollout=rollout)
    totals = [sum(column) for column in zip(*ROLLOUTS.values(), strict=True)]
    for agency, value in zip(AGENCIES, totals[:10], strict=True):
        yield a_figure("families.allocated-at-meetings", value, agency=agency)
    for measure, value in zip(DECIDED, totals[10:], strict=True):
        yield a_figure(measure, value)


def _ward_figures() -> Iterable[Figure]:
    for ward, values in WARDS.items():
        for measure, value in zip(DECIDED, values, strict=True):
            yield a_figure(measure, value, ward=ward)


def _year_figures() -> Iterable[Figure]:
    for route, families in ROUTES.items():
        yield a_figure("families.worked-with", families, route=route)
        share = Decimal(100) * families / 375
        yield a_figure("programme.share-of-worked-with", share, unit=Unit.PERCENT, route=route)
    worked_with = a_figure("families.worked-with", 375)
    target = a_figure("families.target", 400)
    yield worked_with
    yield target
    yield a_figure(
        "programme.share-of-target",
        Decimal("93.75"),
        unit=Unit.PERCENT,
        formula="families worked with ÷ families in the target",
        inputs=(worked_with.id, target.id),
    )
    yield a_figure("families.listed", 1140)
    yield a_figure("families.expected-funded-elsewhere", 200)
    fees = {"2012/13": 106_666_667, "2013/14": 120_000_000, "2014/15": 26_666_667}
    for year, pence in fees.items():
        yield a_figure("money.attachment-fees", pence, unit=Unit.PENCE, financial_year=year)
    yield a_figure("money.attachment-fees", 253_333_333, unit=Unit.PENCE)


def _caf_figures() -> Iterable[Figure]:
    for year, value in CAFS.items():
        yield a_figure("cafs.initiated", value, financial_year=year)
    yield a_figure("cafs.initiated", sum(CAFS.values()))
    yield a_figure("cafs.days-open", 83, unit=Unit.DAYS)
    yield a_figure("cafs.open-over-two-years", None)
