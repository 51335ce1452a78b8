"""Narrow rows for tests: sensible defaults, one keyword for what the test is about; and a small programme."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from app.reports.rules import audits, caf_values, exceptions, partners
from app.reports.rules.facts import (
    ActionRow,
    AllocationFact,
    AssessmentRow,
    AuditedRow,
    FamilyRow,
    ResultRow,
    TargetRow,
    VisitRow,
)
from app.reports.rules.families import LISTED_HOW, REASONS, ROUTES
from app.reports.rules.figured import definitions
from app.reports.rules.frozen import Frozen, Manifest
from app.reports.rules.results import ACHIEVED
from app.reports.rules.vocabulary import Profile, ReleaseKind

AS_AT = date(2013, 3, 31)
DECIDED_ON = date(2012, 11, 26)

AGENCIES = ("FIP", "HEALTH", "SCHOOL", "SHARED")
VALUES: dict[str, tuple[str, ...]] = {
    "ward": ("Aspley", "Basford", "Leen Valley"),
    "rollout": ("1", "2", "none"),
    "agency": AGENCIES,
    "route": ROUTES,
    "not-allocated-reason": REASONS,
    "listed": LISTED_HOW,
    "month": ("2013-01", "2013-02", "2013-03"),
    "cohort-year": ("2012/13", "2013/14", "2014/15"),
    "span": ("cumulative", "in-window"),
    "initiating-agency": ("HEALTH", "SCHOOL"),
    "lead-agency": ("HEALTH", "SCHOOL", "none"),
    "primary-reason": ("behaviour", "housing"),
    "any-reason": ("behaviour", "housing"),
    "stage": ("consent", "assessment", "team-meeting", "review"),
    "reason": (
        "needs-met",
        "escalated-to-social-care",
        "family-disengaged",
        "consent-withdrawn",
        "moved-away",
        "other",
    ),
    "result": tuple(ACHIEVED),
    "financial-year": ("2010/11", "2011/12", "2012/13"),
    **audits.VALUES,
    **caf_values.values(AS_AT),
    **partners.values_at(("HEALTH", "SCHOOL"), AS_AT),
}
TARGETS = (
    TargetRow("families.worked-with", 2012, 400),
    TargetRow("families.worked-with", 2013, 600),
    TargetRow("families.worked-with", 2014, 200),
    TargetRow("training-places.booked", 2012, 50),
    TargetRow("cafs.share-first-reviewed-on-time", 2012, 80),
)


def number(of: int) -> UUID:
    """An id that reads as a number."""
    return UUID(int=of)


def an_allocation(
    *agencies: str,
    route: str = "rollout-meeting",
    starts_on: date = DECIDED_ON,
    has_started: bool = True,
) -> AllocationFact:
    """An allocation to HEALTH by a rollout meeting, at work since the day of the decision."""
    return AllocationFact(route, agencies or ("HEALTH",), starts_on, has_started)


def a_family(
    of: int = 1,
    *,
    listed_how: str = "data-match",
    ward: str = "Basford",
    rollout: str = "1",
    outcome: str | None = "allocate",
    reason: str | None = None,
    decided_on: date | None = DECIDED_ON,
    allocations: Sequence[AllocationFact] | None = None,
    first_started_on: date | None = None,
    criteria_confirmed: bool = True,
    funded_elsewhere: bool = False,
    attached_on: date | None = DECIDED_ON,
    cohort: int | None = 2012,
) -> FamilyRow:
    """A family of Basford that rollout 1 decided to allocate, and that HEALTH works with."""
    held = (an_allocation(),) if allocations is None else tuple(allocations)
    started = [each.starts_on for each in held if each.has_started]
    return FamilyRow(
        family_id=number(of),
        listed_how=listed_how,
        ward=ward,
        rollout=rollout,
        outcome=outcome,
        reason=reason,
        decided_on=decided_on,
        allocations=held,
        first_started_on=first_started_on or min(started, default=None),
        criteria_confirmed=criteria_confirmed,
        funded_elsewhere=funded_elsewhere,
        attached_on=attached_on,
        cohort=cohort,
    )


def an_undecided_family(of: int = 1, *, ward: str = "Leen Valley", rollout: str = "none") -> FamilyRow:
    """A family on the list that no meeting has decided on."""
    return a_family(
        of,
        ward=ward,
        rollout=rollout,
        outcome=None,
        decided_on=None,
        allocations=(),
        criteria_confirmed=False,
        attached_on=None,
        cohort=None,
    )


def a_checked_family(of: int = 1, *, ward: str = "Basford", rollout: str = "1") -> FamilyRow:
    """A family that a meeting found turned round already, being checked for a claim."""
    return a_family(of, ward=ward, rollout=rollout, outcome="check-for-claim", allocations=())


def a_family_not_allocated(of: int = 1, *, reason: str = "social-care-case") -> FamilyRow:
    """A family that a meeting decided not to allocate."""
    return a_family(
        of, outcome="not-to-be-allocated", reason=reason, allocations=(), attached_on=None, cohort=None
    )


def an_assessment(
    of: int = 1001,
    *,
    kind: str = "caf",
    initiated_on: date = date(2012, 6, 1),
    initiating_agency: str = "SCHOOL",
    reasons: Sequence[str] = ("behaviour",),
    lead_agency: str | None = "SCHOOL",
    consented_on: date | None = date(2012, 6, 1),
    assessment_completed_on: date | None = None,
    first_team_meeting_on: date | None = None,
    first_reviewed_on: date | None = None,
    closed_on: date | None = None,
    closure_reason: str | None = None,
) -> AssessmentRow:
    """An open CAF that a school began in June 2012, with consent and a lead professional."""
    return AssessmentRow(
        assessment_id=number(of),
        kind=kind,
        initiated_on=initiated_on,
        initiating_agency=initiating_agency,
        primary_reason=reasons[0],
        reasons=tuple(reasons),
        lead_agency=lead_agency,
        has_lead=lead_agency is not None,
        consented_on=consented_on,
        assessment_completed_on=assessment_completed_on,
        first_team_meeting_on=first_team_meeting_on,
        first_reviewed_on=first_reviewed_on,
        closed_on=closed_on,
        closure_reason=closure_reason,
    )


def a_closed_caf(
    of: int = 1001,
    *,
    closed_on: date = date(2012, 9, 1),
    reason: str = "needs-met",
    initiated_on: date = date(2012, 6, 1),
) -> AssessmentRow:
    """A CAF closed with needs met, three months after it began."""
    return an_assessment(of, initiated_on=initiated_on, closed_on=closed_on, closure_reason=reason)


def a_result(
    of: int = 1,
    *,
    cohort_year: int = 2012,
    funded_elsewhere: bool = False,
    is_eligible: bool = True,
    passed: Sequence[str] = ("education-and-crime",),
    payments: Sequence[tuple[str, int]] = (("education-and-crime", 700_00),),
    claimed_before: Sequence[str] = (),
) -> ResultRow:
    """An eligible family of cohort 2012/13 that has achieved education and crime, worth £700."""
    return ResultRow(
        family_id=number(of),
        cohort_year=cohort_year,
        funded_elsewhere=funded_elsewhere,
        is_eligible=is_eligible,
        outcomes=tuple((route, "pass" if route in passed else "fail") for route in ACHIEVED),
        payments=tuple(payments),
        claimed_before=tuple(claimed_before),
    )


def an_audited_line(
    of: int = 5001, *, result: str | None = "audited", finding: str | None = None, family: int = 1
) -> AuditedRow:
    """A line of a batch that became audited without being read."""
    return AuditedRow(
        entry_id=number(of),
        line_id=number(of + 1000),
        family_id=number(family),
        route="education-and-crime",
        batch="January 2013, batch 1",
        closed_on=date(2013, 1, 28),
        result=result,
        finding=finding,
    )


def a_visit(of: int = 8001, *, kind: str = "government", rating: str = "assured") -> VisitRow:
    """A visit of the government in February."""
    return VisitRow(number(of), kind, date(2013, 2, 14), rating)


def an_action(of: int = 9001, *, state: str = "open", visit: int = 8001) -> ActionRow:
    """An action after that visit, due in May."""
    return ActionRow(number(of), number(visit), date(2013, 5, 31), state)


def a_manifest(kind: ReleaseKind = ReleaseKind.BOARD_REPORT, *, as_at: date = AS_AT) -> Manifest:
    """The manifest of a board report as at 31 March 2013, over the lists above."""
    is_return = kind is ReleaseKind.GOVERNMENT_RETURN
    return Manifest(
        kind=kind,
        profile=Profile.INTERNAL,
        title="Payment-by-results return, July 2013" if is_return else "Priority Families update",
        organisation="A council (synthetic)",
        as_at=as_at,
        dated=as_at,
        pack="P1-2012",
        values=dict(VALUES),
        definitions=tuple(definitions().items()),
        window=("July 2013", date(2013, 7, 1), date(2013, 7, 31)) if is_return else None,
    )


FAMILIES = (
    a_family(1),
    a_family(2, ward="Aspley", allocations=[an_allocation("HEALTH", "SCHOOL")]),
    a_family(3, ward="Aspley", rollout="2", allocations=[an_allocation("FIP", route="fip")]),
    a_checked_family(4),
    a_family_not_allocated(5),
    an_undecided_family(6),
    a_family(7, outcome=None, decided_on=None, allocations=[an_allocation("SCHOOL", route="pilot")]),
)
ASSESSMENTS = (
    an_assessment(1001, reasons=("behaviour", "housing")),
    a_closed_caf(1002),
    an_assessment(1003, kind="family-assessment"),
    an_assessment(1004, initiated_on=date(2011, 3, 30), lead_agency=None, initiating_agency="HEALTH"),
)
RESULTS = (
    a_result(1),
    a_result(2, passed=(), payments=()),
    a_result(4, funded_elsewhere=True, payments=()),
    a_result(5, passed=["progress-to-work"], payments=[("progress-to-work", 100_00)]),
)


def a_frozen(
    kind: ReleaseKind = ReleaseKind.BOARD_REPORT,
    *,
    families: Sequence[FamilyRow] = FAMILIES,
    assessments: Sequence[AssessmentRow] = ASSESSMENTS,
    results: Sequence[ResultRow] = RESULTS,
    targets: Sequence[TargetRow] = TARGETS,
    as_at: date = AS_AT,
) -> Frozen:
    """What a release of a small programme freezes: seven families, four assessments, four results."""
    return Frozen(
        a_manifest(kind, as_at=as_at),
        tuple(families),
        tuple(assessments),
        tuple(results),
        tuple(targets),
        comparators=exceptions.comparators(as_at) if kind is ReleaseKind.BOARD_REPORT else (),
    )
