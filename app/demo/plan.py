"""Every family's place in the published tables, and its dates: the city before it has people.

At the published size the counts are those of the tables; at another size they are proportions of it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from app.cases.rules.vocabulary import NotAllocatedReason, TriageOutcome
from app.demo import settled
from app.demo.draws import apportion, dealt, number_between, pick, scaled, working_day_between
from app.demo.published import FIP, SHARED, published
from app.demo.standings import Checking, FamilyPlan, Meeting, Standing
from app.demo.stories import Ending, stories
from app.periods import ONE_DAY

PILOT_ROUTE = "Pilot group"
SHORTEST_WORK = timedelta(days=75)
LONGEST_WORK = timedelta(days=330)


def meetings() -> tuple[Meeting, ...]:
    """The rollout meetings, as published."""
    return tuple(
        Meeting(f"M-{number:02d}", printed.held_on, printed.rollout, printed.wards)
        for number, printed in enumerate(published().meetings, start=1)
    )


def published_families() -> int:
    """How many families the published city has on its list: 1,215."""
    return sum(count for _, count in _cells())


def make_plan(rng: Random, families: int) -> list[FamilyPlan]:
    """Every family of a city with so many on its list, in an order drawn by lot."""
    plans = _placed(rng, families)
    _allocate(rng, plans)
    _start_fip(rng, plans)
    _start_pilot(rng, plans)
    _refuse(rng, plans)
    _check(rng, plans)
    _leave(rng, plans)
    _tell(rng, plans)
    _fund_elsewhere(plans)
    rng.shuffle(plans)
    return plans


@dataclass(frozen=True, slots=True)
class _Cell:
    """One cell of the published tables. is_flagged: FIP families named at a meeting of those wards."""

    standing: Standing
    wards: tuple[str, ...]
    by_referral: bool = False
    is_flagged: bool = False


def _cells() -> Iterator[tuple[_Cell, int]]:
    """The cells of the ward table, and of the families that it leaves out, with their counts."""
    for row in published().wards:
        yield _Cell(Standing.ALLOCATED, (row.ward,)), row.allocated
        yield _Cell(Standing.CHECKED, (row.ward,)), row.potential_claims
        yield _Cell(Standing.NOT_ALLOCATED, (row.ward,)), row.not_to_be_allocated
        yield _Cell(Standing.UNDECIDED, (row.ward,)), row.yet_to_be_allocated
    for rollout, columns in published().agencies.items():
        wards = tuple(row.ward for row in published().wards if row.rollout == rollout)
        yield _Cell(Standing.FIP, wards, is_flagged=True), columns[FIP]
    everywhere = tuple(row.ward for row in published().wards)
    yield _Cell(Standing.FIP, everywhere), settled.FIP_LISTED
    yield _Cell(Standing.FIP, everywhere, by_referral=True), settled.FIP_REFERRED
    yield _Cell(Standing.PILOT, everywhere, by_referral=True), published().routes[PILOT_ROUTE]


def _placed(rng: Random, families: int) -> list[FamilyPlan]:
    """The families by ward and standing; a decided one has the meeting of its ward."""
    cells = list(_cells())
    shares = apportion(families, [count for _, count in cells])
    meeting_of = {ward: meeting for meeting in meetings() for ward in meeting.wards}
    plans = []
    for (cell, _), share in zip(cells, shares, strict=True):
        for _ in range(share):
            ward = pick(rng, cell.wards)
            is_decided = cell.is_flagged or cell.standing in _DECIDED
            meeting = meeting_of[ward] if is_decided else None
            plans.append(FamilyPlan(cell.standing, ward, settled.LISTED_ON, cell.by_referral, meeting))
    return plans


_DECIDED = (Standing.ALLOCATED, Standing.CHECKED, Standing.NOT_ALLOCATED)


def _allocate(rng: Random, plans: Sequence[FamilyPlan]) -> None:
    """Agencies and first days of families allocated at meetings; those checked for a claim begin there."""
    for rollout, columns in published().agencies.items():
        of_rollout = [plan for plan in plans if plan.meeting and plan.meeting.rollout == rollout]
        allocated = [plan for plan in of_rollout if plan.standing is Standing.ALLOCATED]
        weights = {agency: count for agency, count in columns.items() if agency != FIP}
        for plan, agency in zip(allocated, dealt(rng, len(allocated), weights), strict=True):
            plan.agencies = pick(rng, settled.JOINT) if agency == SHARED else (agency,)
        _begin(rng, allocated, settled.EARLY_ALLOCATED, earliest=_day_of_meeting)
        for plan in of_rollout:
            if plan.standing is Standing.CHECKED:
                plan.attached_on = _day_of_meeting(plan)


def _day_of_meeting(plan: FamilyPlan) -> date:
    """The day of the family's meeting; a family without one could begin from the day of the list."""
    return plan.meeting.held_on if plan.meeting else settled.LISTED_ON


def _begin(
    rng: Random,
    plans: Sequence[FamilyPlan],
    early: tuple[int, int],
    *,
    earliest: Callable[[FamilyPlan], date],
) -> None:
    """First days of allocations: `early` of them by the end of January if they could begin by then."""
    could = [plan for plan in plans if earliest(plan) < settled.JANUARY]
    share, whole = early
    began = set(rng.sample(range(len(could)), scaled(share, whole=whole, to=len(could))))
    for place, plan in enumerate(could):
        is_early = place in began
        first = earliest(plan) if is_early else settled.JANUARY + ONE_DAY
        last = settled.JANUARY if is_early else settled.LAST_START
        _start(plan, working_day_between(rng, first, last))
    for plan in plans:
        if plan.starts_on is None:
            _start(plan, working_day_between(rng, earliest(plan), settled.LAST_START))


def _start(plan: FamilyPlan, day: date) -> None:
    plan.starts_on = plan.attached_on = day


def _start_fip(rng: Random, plans: Sequence[FamilyPlan]) -> None:
    """First days of the FIP families, and the days on which those referred came on to the list."""
    fip = [plan for plan in plans if plan.standing is Standing.FIP]
    for plan in fip:
        plan.agencies = (FIP,)
    flagged = [plan for plan in fip if plan.meeting]
    listed = [plan for plan in fip if not plan.meeting and not plan.by_referral]
    referred = [plan for plan in fip if plan.by_referral]
    _begin(rng, flagged, settled.EARLY_FIP_FLAGGED, earliest=_day_of_meeting)
    _begin(rng, listed, settled.EARLY_FIP_LISTED, earliest=_day_of_meeting)
    _begin(rng, referred, settled.EARLY_FIP_REFERRED, earliest=lambda _: settled.FIRST_START)
    _list_before_start(rng, referred)


def _start_pilot(rng: Random, plans: Sequence[FamilyPlan]) -> None:
    """Agencies and first days of the pilot group, which was complete before the first rollout meeting."""
    pilot = [plan for plan in plans if plan.standing is Standing.PILOT]
    agencies = dealt(rng, len(pilot), settled.PILOT_AGENCIES)
    for plan, of_plan in zip(pilot, agencies, strict=True):
        plan.agencies = of_plan
        _start(plan, working_day_between(rng, settled.FIRST_START, settled.LAST_PILOT_START))
    _list_before_start(rng, pilot)


def _list_before_start(rng: Random, referred: Sequence[FamilyPlan]) -> None:
    """The day of referral: up to four weeks before work began."""
    for plan in referred:
        if plan.starts_on:
            plan.listed_on = plan.starts_on - timedelta(days=number_between(rng, 3, 28))


def _refuse(rng: Random, plans: Sequence[FamilyPlan]) -> None:
    """Why families are not to be allocated, and what was agreed of them after the end of the year."""
    refused = [plan for plan in plans if plan.standing is Standing.NOT_ALLOCATED]
    for plan, refusal in zip(refused, dealt(rng, len(refused), settled.REFUSALS), strict=True):
        plan.refusal, plan.checking = refusal, refusal.checking
        if refusal.reason is NotAllocatedReason.DEFERRED:
            plan.deferred_until = working_day_between(rng, date(2013, 6, 3), date(2013, 9, 27))
        if refusal.revised_to:
            plan.revised_on = working_day_between(rng, settled.FIRST_REVISION, settled.LAST_REVISION)
            plan.attached_on = plan.revised_on
    since = [plan for plan in refused if plan.refusal and plan.refusal.revised_to is TriageOutcome.ALLOCATE]
    agencies = dealt(rng, len(since), settled.AGENCIES_SINCE)
    by_referral = dealt(rng, len(since), settled.REVISED_BY_REFERRAL)
    for plan, of_plan, is_referral in zip(since, agencies, by_referral, strict=True):
        plan.agencies, plan.starts_on, plan.revised_by_referral = of_plan, plan.revised_on, is_referral


def _check(rng: Random, plans: Sequence[FamilyPlan]) -> None:
    """The day on which each family's evidence was checked: when work began, or at the meeting, or since."""
    undecided = [plan for plan in plans if plan.standing is Standing.UNDECIDED]
    for plan, checking in zip(undecided, dealt(rng, len(undecided), settled.UNDECIDED_CHECKING), strict=True):
        plan.checking = checking
    for plan in plans:
        match plan.checking:
            case Checking.UNVERIFIED:
                plan.verified_on = None
            case Checking.LATER:
                since = working_day_between(rng, settled.FIRST_REVISION, settled.LAST_CHECK)
                plan.verified_on = plan.revised_on or since
            case Checking.CONFIRMED | Checking.PARTLY | Checking.NOT_MET if plan.standing.is_worked_with:
                plan.verified_on = plan.attached_on
            case Checking.CONFIRMED | Checking.PARTLY | Checking.NOT_MET:
                since = working_day_between(rng, settled.LISTED_ON, settled.LAST_START)
                plan.verified_on = plan.meeting.held_on if plan.meeting else since


def _leave(rng: Random, plans: Sequence[FamilyPlan]) -> None:
    """Last days of the allocations that have ended by July 2013."""
    for standing, (share, whole) in (
        (Standing.FIP, settled.LEFT_FIP),
        (Standing.PILOT, settled.LEFT_PILOT),
        (Standing.ALLOCATED, settled.LEFT_ALLOCATED),
    ):
        early = [
            plan
            for plan in plans
            if plan.standing is standing and plan.starts_on and plan.starts_on <= settled.JANUARY
        ]
        for plan in rng.sample(early, scaled(share, whole=whole, to=len(early))):
            plan.ends_on = _last_day(rng, plan)


def _last_day(rng: Random, plan: FamilyPlan) -> date:
    """The last day of an allocation. Only FIP families had left by the end of March 2013."""
    start = plan.starts_on or settled.LAST_START
    first = start + SHORTEST_WORK
    if plan.standing is not Standing.FIP:
        first = max(first, settled.FIRST_REVISION)
    return working_day_between(rng, first, max(first, min(start + LONGEST_WORK, settled.LAST_EXIT)))


def _tell(rng: Random, plans: Sequence[FamilyPlan]) -> None:
    """What is to become of each family by July 2013."""
    groups: Mapping[str, Mapping[Ending, int]] = {
        "checked": settled.ENDINGS_CHECKED,
        "left": settled.ENDINGS_LEFT,
        "current": settled.ENDINGS_CURRENT,
        "since": settled.ENDINGS_SINCE,
        "others": settled.ENDINGS_OTHERS,
    }
    for group, endings in groups.items():
        of_group = [plan for plan in plans if _group(plan) == group]
        for plan, (ending, story) in zip(of_group, stories(rng, len(of_group), endings), strict=True):
            plan.ending, plan.story = ending, story


def _group(plan: FamilyPlan) -> str:
    if plan.attached_on is None:
        return "others"
    if plan.revised_on:
        return "since"
    if plan.standing is Standing.CHECKED:
        return "checked"
    return "left" if plan.ends_on else "current"


def _fund_elsewhere(plans: Sequence[FamilyPlan]) -> None:
    """One in six of the families worked with, alike among those that can and cannot be claimed for."""
    worked_with = [plan for plan in plans if plan.standing.is_worked_with]
    worked_with.sort(key=lambda plan: plan.ending.value)
    for plan in worked_with[settled.ONE_IN_SIX - 1 :: settled.ONE_IN_SIX]:
        plan.funded_elsewhere = True
