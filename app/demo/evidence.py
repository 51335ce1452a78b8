"""What is known of a family against the programme's criteria, as far as somebody has checked it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from app.demo.draws import chance, day_between, number_between, pick
from app.demo.people import Household, Person
from app.demo.rows import Rows, written
from app.demo.settled import LISTED_ON
from app.demo.standings import Checking, FamilyPlan
from app.demo.stories import Turn
from app.programme.facts import Criterion

SCHOOL, YOUTH_OFFENDING = "School census", "Youth Offending Team case system"
BEHAVIOUR, BENEFITS = "Police and housing records", "Worklessness proxy"
FAMILY = "Family and practitioner"

_EDUCATION = (
    *(Criterion.UNAUTHORISED_ABSENCE,) * 9,
    *(Criterion.THREE_FIXED_TERM_EXCLUSIONS,) * 6,
    *(Criterion.PRU_OR_ALTERNATIVE_PROVISION,) * 2,
    Criterion.PERMANENT_EXCLUSION,
    Criterion.NOT_ON_ROLL,
)
_LOCAL = (
    (Criterion.LOCAL_CHILD_IN_NEED, "Social care case system"),
    (Criterion.LOCAL_DOMESTIC_VIOLENCE, "Domestic violence notifications"),
    (Criterion.LOCAL_SUBSTANCE_MISUSE, "Substance misuse services"),
    (Criterion.LOCAL_MENTAL_HEALTH, FAMILY),
)
_CAF = (Criterion.LOCAL_COMMON_ASSESSMENT, "CAF central records")
FIRST_EXTRACT, LAST_EXTRACT = date(2012, 9, 3), date(2012, 9, 28)


@dataclass(slots=True)
class _Fact:
    """One row to be. person None: of the family as a whole."""

    criterion: Criterion
    person: Person | None
    source: str
    met: bool = True
    is_verified: bool = False


def add_evidence(
    rng: Random,
    rows: Rows,
    plan: FamilyPlan,
    household: Household,
    *,
    checked_by: str,
    had_caf: bool,
) -> None:
    """The rows of a family's criteria: what brought it in, and how far that had been checked.

    had_caf: a CAF of one of its children was opened in the year before.
    """
    facts = _checked(rng, plan.checking, _problems(rng, plan, household, had_caf=had_caf))
    extract_on = _extracted(rng, plan)
    criteria = rows["criteria"]
    for fact in facts:
        since = extract_on - timedelta(days=number_between(rng, 30, 380))
        verified_on = plan.verified_on if fact.is_verified else None
        criteria.append(
            (
                household.key,
                fact.criterion.value,
                fact.person.key if fact.person else "",
                "yes" if fact.met else "no",
                written(since),
                "",
                fact.source,
                written(extract_on),
                written(verified_on),
                checked_by if verified_on else "",
            )
        )
    if chance(rng, 0.04):
        _add_old_exclusion(rng, rows, household)


def _problems(rng: Random, plan: FamilyPlan, household: Household, *, had_caf: bool) -> list[_Fact]:
    """The problems that brought the family in: all three national ones, or two and one of the local."""
    story, child = plan.story, household.children[0]
    facts = []
    if story.entered_with_education:
        facts.append(_Fact(pick(rng, _EDUCATION), child, SCHOOL))
    if story.offending not in (Turn.NONE, Turn.NEW):
        facts.append(_Fact(Criterion.PROVEN_OFFENCE, child, YOUTH_OFFENDING))
    if story.antisocial_behaviour not in (Turn.NONE, Turn.NEW):
        facts.append(_antisocial_behaviour(rng, household))
    has_two = story.entered_with_education and story.entered_with_crime
    needs_work = not has_two or chance(rng, 0.45)
    if needs_work:
        facts.append(_Fact(Criterion.OUT_OF_WORK_BENEFIT, household.adults[0], BENEFITS))
    if not (has_two and needs_work) or chance(rng, 0.3):
        criterion, source = _CAF if had_caf else pick(rng, _LOCAL)
        facts.append(_Fact(criterion, None, source))
    return facts


def _antisocial_behaviour(rng: Random, household: Household) -> _Fact:
    if chance(rng, 0.5):
        return _Fact(Criterion.HOUSING_ASB_INTERVENTION, None, BEHAVIOUR)
    return _Fact(Criterion.ASB_ORDER, household.children[0], BEHAVIOUR)


def _checked(rng: Random, checking: Checking, facts: Sequence[_Fact]) -> list[_Fact]:
    """The facts with how far they were checked; the first is always of a national problem."""
    checked = list(facts)
    match checking:
        case Checking.CONFIRMED | Checking.LATER:
            for fact in checked:
                fact.is_verified = True
            if all(fact.criterion is not Criterion.OUT_OF_WORK_BENEFIT for fact in checked):
                checked.extend(_work_not_confirmed(rng))
        case Checking.PARTLY:
            checked[0].is_verified = True
        case Checking.NOT_MET:
            for fact in checked:
                fact.met, fact.is_verified = False, True
        case Checking.UNVERIFIED:
            pass
    return checked


def _work_not_confirmed(rng: Random) -> list[_Fact]:
    """What is known of work in a family confirmed without it: a no, a report that nobody checked, nothing."""
    drawn = rng.random()
    if drawn < 0.4:
        return [_Fact(Criterion.OUT_OF_WORK_BENEFIT, None, BENEFITS, met=False, is_verified=True)]
    return [_Fact(Criterion.OUT_OF_WORK_BENEFIT, None, BENEFITS)] if drawn < 0.6 else []


def _extracted(rng: Random, plan: FamilyPlan) -> date:
    """The day that the sources were read: in September for the October list, just before a referral."""
    if plan.listed_on == LISTED_ON:
        return day_between(rng, FIRST_EXTRACT, LAST_EXTRACT)
    return plan.listed_on - timedelta(days=number_between(rng, 0, 10))


def _add_old_exclusion(rng: Random, rows: Rows, household: Household) -> None:
    """An exclusion that was over before the programme began, and so counts for nothing."""
    began_on = day_between(rng, date(2010, 9, 6), date(2010, 11, 26))
    rows["criteria"].append(
        (
            household.key,
            Criterion.PERMANENT_EXCLUSION.value,
            household.children[0].key,
            "yes",
            written(began_on),
            "2011-07-22",
            SCHOOL,
            "2012-09-20",
            "",
            "",
        )
    )
