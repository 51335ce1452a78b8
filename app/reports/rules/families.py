"""The measures of families: the data sheet's, and the programme's own."""

from app.reports.rules.facts import POTENTIAL_CLAIM, FamilyRow
from app.reports.rules.measures import Axis, Measure
from app.reports.rules.vocabulary import CountOf

ROUTES = (
    "rollout-meeting",
    POTENTIAL_CLAIM,
    "fip",
    "pilot",
    "referral",
    "backdated",
)
"""How a family comes to be worked with. The first four are the Board's; the others are zero in 2012/13."""

REASONS = (
    "social-care-case",
    "data-to-check",
    "single-agency-need",
    "moved-out-of-area",
    "deferred",
    "false-positive",
)

LISTED_HOW = ("data-match", "referral", "backdated")

ROLLOUT = Axis[FamilyRow]("rollout", lambda row: (row.rollout,))
WARD = Axis[FamilyRow]("ward", lambda row: (row.ward,))
AGENCY = Axis[FamilyRow]("agency", lambda row: tuple(each.column for each in row.allocations))
ROUTE = Axis[FamilyRow]("route", lambda row: row.routes)
REASON = Axis[FamilyRow]("not-allocated-reason", lambda row: (row.reason,) if row.reason else ())
LISTED = Axis[FamilyRow]("listed", lambda row: (row.listed_how,))
COHORT = Axis[FamilyRow]("cohort-year", lambda row: row.cohort_year)


SHEET_BREAKDOWNS = ((), (ROLLOUT,), (WARD,))

ALLOCATED_AT_MEETINGS = Measure[FamilyRow](
    "families.allocated-at-meetings",
    "Families that a rollout meeting decided to allocate, by the agency they were allocated to, with those "
    "flagged as already worked with by the Family Intervention Project (FIP), who are not all of FIP's.",
    lambda row: row.outcome == "allocate",
    ((), (ROLLOUT,), (AGENCY,), (ROLLOUT, AGENCY)),
    CountOf.FAMILIES,
)

ALLOCATED_EXCLUDING_FIP = Measure[FamilyRow](
    "families.allocated-excluding-fip",
    "Families that a rollout meeting decided to allocate, leaving out those flagged as FIP's.",
    lambda row: row.outcome == "allocate" and row.is_on_the_sheet,
    SHEET_BREAKDOWNS,
    CountOf.FAMILIES,
)

POTENTIAL_CLAIMS = Measure[FamilyRow](
    "families.potential-claims",
    "Families that a rollout meeting found turned round already: each is being checked for a claim.",
    lambda row: row.outcome == POTENTIAL_CLAIM and row.is_on_the_sheet,
    SHEET_BREAKDOWNS,
    CountOf.FAMILIES,
)

NOT_TO_BE_ALLOCATED = Measure[FamilyRow](
    "families.not-to-be-allocated",
    "Families that a rollout meeting decided not to allocate, by reason. Some are allocated later.",
    lambda row: row.outcome == "not-to-be-allocated" and row.is_on_the_sheet,
    (*SHEET_BREAKDOWNS, (REASON,)),
    CountOf.FAMILIES,
)

YET_TO_BE_ALLOCATED = Measure[FamilyRow](
    "families.yet-to-be-allocated",
    "Families on the list that no rollout meeting has decided on, in wards rolled out or not.",
    lambda row: row.outcome is None and row.is_on_the_sheet,
    SHEET_BREAKDOWNS,
    CountOf.FAMILIES,
)

ON_THE_SHEET = Measure[FamilyRow](
    "families.on-the-data-sheet",
    "Families on the list whom the data sheet counts: all but those that FIP or the pilot group works with.",
    lambda row: row.is_on_the_sheet,
    SHEET_BREAKDOWNS,
    CountOf.FAMILIES,
)

LISTED_FAMILIES = Measure[FamilyRow](
    "families.listed",
    "Families on the programme's list, by how they came on to it.",
    lambda row: True,
    ((), (LISTED,)),
    CountOf.FAMILIES,
)

IDENTIFIED = Measure[FamilyRow](
    "families.identified",
    "Families whose criteria are confirmed: checked evidence meets the selection rule of the rule pack in "
    "force. This is our reading of the 503 that the Board's paper of June 2013 does not explain.",
    lambda row: row.criteria_confirmed,
    ((),),
    CountOf.FAMILIES,
)

REVIEWED = Measure[FamilyRow](
    "families.reviewed",
    "Families on the data sheet that a rollout meeting has decided on, whatever it decided. Not the same as "
    "identified.",
    lambda row: row.outcome is not None and row.is_on_the_sheet,
    ((), (ROLLOUT,)),
    CountOf.FAMILIES,
)

WORKED_WITH = Measure[FamilyRow](
    "families.worked-with",
    "Families with whom work has begun, by route: allocated to a lead professional, being checked for a "
    "claim, with FIP, or in the pilot group. Each family once.",
    lambda row: bool(row.routes),
    ((), (ROUTE,)),
    CountOf.FAMILIES,
)

WORKED_WITH_COHORTS = Measure[FamilyRow](
    "families.attached",
    "Families worked with that are attached to the programme, by the cohort year whose terms cover them.",
    lambda row: bool(row.routes) and row.cohort is not None,
    ((), (COHORT,)),
    CountOf.FAMILIES,
)

FUNDED_ELSEWHERE = Measure[FamilyRow](
    "families.funded-elsewhere",
    "Families worked with that other government provision pays for: evaluated, proved and counted like any "
    "other, and claimed at £0.",
    lambda row: row.funded_elsewhere and bool(row.routes),
    ((),),
    CountOf.FAMILIES,
)

DATA_SHEET = (
    ALLOCATED_AT_MEETINGS,
    ALLOCATED_EXCLUDING_FIP,
    POTENTIAL_CLAIMS,
    NOT_TO_BE_ALLOCATED,
    YET_TO_BE_ALLOCATED,
    ON_THE_SHEET,
)

PROGRAMME = (LISTED_FAMILIES, IDENTIFIED, REVIEWED, WORKED_WITH, FUNDED_ELSEWHERE)


def worked_with_by(months: tuple[str, ...]) -> Measure[FamilyRow]:
    """Families worked with by the end of each month: 2013-01 is 31 January 2013. Months overlap."""
    return Measure[FamilyRow](
        "families.worked-with-by",
        "Families with whom work had begun by the end of the month, each family once.",
        lambda row: row.worked_with_from is not None,
        ((Axis[FamilyRow]("month", lambda row: _months_since(row, months), overlaps=True),),),
        CountOf.FAMILIES,
    )


def _months_since(row: FamilyRow, months: tuple[str, ...]) -> tuple[str, ...]:
    began = row.worked_with_from
    return tuple(month for month in months if began is not None and began.isoformat()[:7] <= month)
