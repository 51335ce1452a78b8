"""Meetings, what they decided, and the allocations that followed, for families already planned."""

from datetime import date
from random import Random

from app.cases.rules.vocabulary import (
    AllocationRoute,
    IdentifiedHow,
    LeadChosen,
    NotAllocatedReason,
    TriageOutcome,
)
from app.demo import names, settled
from app.demo.draws import chance, next_working_day, pick
from app.demo.people import Household
from app.demo.plan import meetings
from app.demo.published import published
from app.demo.rows import Rows, joined, written
from app.demo.standings import FamilyPlan, Standing
from app.demo.stories import CLAIMABLE, Ending
from app.demo.workforce import Staff, Workforce
from app.periods import ONE_DAY

# How often each agency comes to a rollout meeting. Schools lead by default where nobody else came.
ATTENDANCE = {
    "EWS": 1.0,
    "FCT": 1.0,
    "FIP": 0.7,
    "HEALTH": 0.4,
    "HOUSING": 0.9,
    "POLICE": 0.9,
    "PROBATION": 0.4,
    "SCHOOL": 0.6,
    "YOT": 0.9,
}
CHOSEN = (
    *(LeadChosen.BEST_RELATIONSHIP,) * 5,
    *(LeadChosen.KEY_WORKER,) * 4,
    LeadChosen.BY_DEFAULT,
)
CHOSEN_BY_AGENCY = {
    "FIP": (LeadChosen.KEY_WORKER,),
    "SCHOOL": (*(LeadChosen.BY_DEFAULT,) * 3, LeadChosen.BEST_RELATIONSHIP, LeadChosen.BEST_RELATIONSHIP),
}
ENDED_WELL = ("Outcomes met: planned exit", "Outcomes met: stepped down to universal services")
ENDED_OTHERWISE = ("Stepped up to social care", "Family disengaged", "Family moved out of the city")
LEAD_LEFT = "Lead professional left the post"
REVISED = {
    TriageOutcome.ALLOCATE: "Social care agrees to an allocation beside its own work",
    TriageOutcome.CHECK_FOR_CLAIM: "Data checked: the family may have been turned round already",
    TriageOutcome.NOT_TO_BE_ALLOCATED: "Looked at again",
}
_OUTCOMES = {
    Standing.ALLOCATED: TriageOutcome.ALLOCATE,
    Standing.FIP: TriageOutcome.ALLOCATE,
    Standing.CHECKED: TriageOutcome.CHECK_FOR_CLAIM,
    Standing.NOT_ALLOCATED: TriageOutcome.NOT_TO_BE_ALLOCATED,
}
_ROUTES = {Standing.FIP: AllocationRoute.FIP, Standing.PILOT: AllocationRoute.PILOT}


def add_wards_and_meetings(rng: Random, rows: Rows) -> None:
    """The rows of wards and rollout meetings, with the agencies that came."""
    for number, row in enumerate(published().wards):
        rows["wards"].append((row.ward, ("North", "Central", "South")[number % 3], "2003", ""))
    for meeting in meetings():
        present = [agency for agency, share in ATTENDANCE.items() if chance(rng, share)]
        rows["meetings"].append(
            (
                meeting.key,
                written(meeting.held_on),
                str(meeting.rollout),
                joined(meeting.wards),
                joined(present),
            )
        )


def district_of(ward: str) -> int:
    """The number of the made-up postcode district of a ward."""
    return _DISTRICTS[ward]


_DISTRICTS = {row.ward: number for number, row in enumerate(published().wards, start=1)}


def add_family(rng: Random, rows: Rows, household: Household, plan: FamilyPlan | None) -> None:
    """The row of a household; one without a plan was never identified for the programme."""
    programme = ("", "", "", "", "") if plan is None else _programme_columns(plan)
    rows["families"].append(
        (
            household.key,
            *programme,
            household.ward,
            names.address(rng),
            names.postcode(rng, district_of(household.ward)),
            written(household.since),
        )
    )


def _programme_columns(plan: FamilyPlan) -> tuple[str, str, str, str, str]:
    how = IdentifiedHow.REFERRAL if plan.by_referral else IdentifiedHow.DATA_MATCH
    moved = plan.refusal is not None and plan.refusal.reason is NotAllocatedReason.MOVED_OUT_OF_AREA
    return (
        written(plan.listed_on),
        how.value,
        written(plan.attached_on),
        settled.PAID_FOR_BY if plan.funded_elsewhere else "",
        "Moved out of the city" if moved else "",
    )


def add_decisions(rows: Rows, plan: FamilyPlan, household: Household) -> None:
    """What the family's meeting decided, and the revision of it since."""
    if plan.meeting is None:
        return
    outcome, reason = _OUTCOMES[plan.standing], plan.refusal.reason.value if plan.refusal else ""
    decided_on = written(plan.meeting.held_on)
    rows["triage"].append(
        (
            household.key,
            plan.meeting.key,
            decided_on,
            outcome.value,
            reason,
            written(plan.deferred_until),
            "",
        )
    )
    if plan.refusal and plan.refusal.revised_to:
        revised = plan.refusal.revised_to
        revised_on = written(plan.revised_on)
        rows["triage"].append(
            (household.key, plan.meeting.key, revised_on, revised.value, "", "", REVISED[revised])
        )


def add_allocations(
    rng: Random, rows: Rows, workforce: Workforce, plan: FamilyPlan, household: Household
) -> Staff | None:
    """The family's allocation, or two where its lead professional left the post; returns the first lead."""
    if plan.starts_on is None:
        return None
    first = workforce.lead(plan.agencies[0], plan.starts_on)
    why = _end_reason(rng, plan)
    again_on = next_working_day(first.until + ONE_DAY) if first.until else None
    if first.until is None or again_on is None or (plan.ends_on and plan.ends_on < again_on):
        _add_allocation(rng, rows, plan, household, first, plan.starts_on, plan.ends_on, why)
        return first
    second = workforce.lead(plan.agencies[0], again_on)
    _add_allocation(rng, rows, plan, household, first, plan.starts_on, first.until, LEAD_LEFT)
    _add_allocation(rng, rows, plan, household, second, again_on, plan.ends_on, why)
    return first


def _add_allocation(
    rng: Random,
    rows: Rows,
    plan: FamilyPlan,
    household: Household,
    lead: Staff,
    starts_on: date,
    ends_on: date | None,
    end_reason: str,
) -> None:
    route = _ROUTES.get(plan.standing, AllocationRoute.ROLLOUT_MEETING)
    meeting = plan.meeting.key if plan.meeting else ""
    if plan.revised_by_referral:
        route, meeting = AllocationRoute.REFERRAL, ""
    chosen = pick(rng, CHOSEN_BY_AGENCY.get(lead.agency, CHOSEN))
    rows["allocations"].append(
        (
            household.key,
            route.value,
            meeting,
            joined(plan.agencies),
            written(starts_on),
            written(ends_on),
            end_reason if ends_on else "",
            lead.key,
            lead.establishment,
            chosen.value,
        )
    )


def _end_reason(rng: Random, plan: FamilyPlan) -> str:
    if plan.ending is Ending.WORK:
        return "Parent in work: planned exit"
    return pick(rng, ENDED_WELL if plan.ending in CLAIMABLE else ENDED_OTHERWISE)
