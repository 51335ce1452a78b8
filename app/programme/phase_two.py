"""The expanded programme of 2015 to 2020 as a council's outcome plan to start from.

Its results were the council's own to define (a Troubled Families Outcome Plan), so this is in force nowhere:
a coordinator drafts the council's plan from it, and somebody else approves it. What is only recalled says so.
"""

from datetime import date
from fractions import Fraction
from functools import partial

from app.money import Pence
from app.periods import Period, financial_year
from app.programme.facts import Criterion, CriterionGroup, MeasurementKind
from app.programme.packs import (
    AtLeast,
    Certainty,
    ContinuousSpell,
    EachAtLeast,
    Ended,
    FeeBand,
    Met,
    NeedPart,
    PackCriterion,
    Payment,
    Phase,
    Population,
    Reduction,
    Route,
    RouteRule,
    RulePack,
    Source,
    StepPart,
    Terms,
)

REDBRIDGE = Source("Outcomes Plan of the expanded programme, Redbridge council", Certainty.SEEN)
BATH = Source("Criteria of phase 2, Bath and North East Somerset: 33% and 60% over 6 months", Certainty.SEEN)
HANSARD = Source("House of Lords, 21 December 2015: £1,000 to begin with and £800 a result", Certainty.SEEN)
GUIDANCE = Source("Programme guidance 2021-22, chapter 2: the two kinds of result", Certainty.SEEN)
ENTRY_RECALLED = Source(
    "What shows each problem at entry, as recalled; the council’s own plan decides", Certainty.RECALLED
)
MEASURE_RECALLED = Source(
    "Gone for six months, as recalled of several councils’ plans; the council’s own plan decides",
    Certainty.RECALLED,
)
ATTENDANCE_RECALLED = Source(
    "Attendance of 90% on average over three terms, as recalled of the programme’s framework",
    Certainty.RECALLED,
)
WORK_RECALLED = Source(
    "26 weeks after Jobseeker’s Allowance and 13 after other benefits, as recalled; 26 for all, since the "
    "figures held do not tell benefits apart",
    Certainty.RECALLED,
)
ONE_PAYMENT_RECALLED = Source("One payment for each family, as recalled", Certainty.RECALLED)
BENEFITS_RECALLED = Source("Out-of-work benefits from 2015, as recalled", Certainty.RECALLED)
FUNDED_RECALLED = Source("No family is left out of the fees, as recalled", Certainty.RECALLED)

PROBLEMS: dict[CriterionGroup, tuple[Criterion, ...]] = {
    CriterionGroup.CRIME_AND_ASB: (
        Criterion.PROVEN_OFFENCE,
        Criterion.ADULT_PROVEN_OFFENCE,
        Criterion.ASB_ORDER,
        Criterion.HOUSING_ASB_INTERVENTION,
    ),
    CriterionGroup.EDUCATION: (
        Criterion.LOW_ATTENDANCE,
        Criterion.PERMANENT_EXCLUSION,
        Criterion.THREE_FIXED_TERM_EXCLUSIONS,
        Criterion.PRU_OR_ALTERNATIVE_PROVISION,
        Criterion.NOT_ON_ROLL,
    ),
    CriterionGroup.CHILDREN_WHO_NEED_HELP: (
        Criterion.LOCAL_CHILD_IN_NEED,
        Criterion.LOCAL_COMMON_ASSESSMENT,
        Criterion.EARLY_YEARS_NEED,
        Criterion.CHILD_EXPLOITATION,
    ),
    CriterionGroup.WORK: (
        Criterion.OUT_OF_WORK_BENEFIT,
        Criterion.YOUNG_PERSON_NEAR_WORKLESSNESS,
        Criterion.FINANCIAL_EXCLUSION,
    ),
    CriterionGroup.DOMESTIC_ABUSE: (Criterion.LOCAL_DOMESTIC_VIOLENCE,),
    CriterionGroup.HEALTH: (
        Criterion.LOCAL_MENTAL_HEALTH,
        Criterion.LOCAL_SUBSTANCE_MISUSE,
        Criterion.PHYSICAL_HEALTH,
    ),
}
"""The six headline problems, each with what shows it at entry."""


# A problem whose every need has to be checked and found gone for six months.
_gone = partial(NeedPart, among=Population.EVERYONE, limits=(Ended(months=6),), source=MEASURE_RECALLED)

ASB = NeedPart(
    code="antisocial-behaviour",
    title="Anti-social behaviour",
    question=(
        "Has anti-social behaviour across the whole family fallen by at least 60% in the last 6 months, "
        "against the 6 months before?"
    ),
    applies_to=frozenset({Criterion.ASB_ORDER, Criterion.HOUSING_ASB_INTERVENTION}),
    among=Population.EVERYONE,
    limits=(Reduction(MeasurementKind.ANTISOCIAL_BEHAVIOUR_INCIDENTS, fall=Fraction(60, 100), months=6),),
    source=BATH,
)
CRIME = NeedPart(
    code="offending",
    title="Offending by parents and children",
    question=(
        "Has offending by everybody in the family fallen by at least 33% in the last 6 months, against the "
        "6 months before?"
    ),
    applies_to=frozenset({Criterion.PROVEN_OFFENCE, Criterion.ADULT_PROVEN_OFFENCE}),
    among=Population.EVERYONE,
    limits=(Reduction(MeasurementKind.PROVEN_OFFENCES, fall=Fraction(33, 100), months=6),),
    source=BATH,
)
ATTENDANCE = NeedPart(
    code="school-attendance",
    title="School attendance",
    question="Has each child been at school for at least 90% of the time, on average over the last 3 terms?",
    applies_to=frozenset(PROBLEMS[CriterionGroup.EDUCATION]),
    among=Population.SCHOOL_AGE,
    limits=(EachAtLeast(MeasurementKind.SCHOOL_ATTENDANCE, at_least=90_00, highest=100_00, terms=3),),
    source=ATTENDANCE_RECALLED,
)
HELP = _gone(
    code="children-who-need-help",
    title="Children who need help",
    question="Has each child been without need of a social worker or early help for at least 6 months?",
    applies_to=frozenset(PROBLEMS[CriterionGroup.CHILDREN_WHO_NEED_HELP]),
)
WORK = _gone(
    code="work-and-money",
    title="Work and money",
    question=(
        "Has each adult been off benefits, each young person in learning or work, and each debt managed, for "
        "at least 6 months?"
    ),
    applies_to=frozenset(PROBLEMS[CriterionGroup.WORK]),
)
ABUSE = _gone(
    code="domestic-abuse",
    title="Domestic violence and abuse",
    question="Has there been no domestic violence or abuse for at least 6 months?",
    applies_to=frozenset(PROBLEMS[CriterionGroup.DOMESTIC_ABUSE]),
)
HEALTH = _gone(
    code="health",
    title="Health",
    question=(
        "Has each health problem been managed, so that it was none to the family, for at least 6 months?"
    ),
    applies_to=frozenset(PROBLEMS[CriterionGroup.HEALTH]),
)
EMPLOYMENT = StepPart(
    code="continuous-employment",
    title="Continuous employment",
    question=(
        "Has an adult left an out-of-work benefit for work, and stayed in it for at least 26 weeks on end "
        "within the last 7 months, without the Work Programme?"
    ),
    among=Population.ADULTS,
    step=ContinuousSpell(
        MeasurementKind.EMPLOYMENT,
        days=26 * 7,
        months=7,
        leaving=MeasurementKind.OUT_OF_WORK_BENEFIT,
        left_since=date(2014, 9, 1),
        not_with=MeasurementKind.WORK_PROGRAMME,
    ),
    known_by=frozenset({MeasurementKind.OUT_OF_WORK_BENEFIT, MeasurementKind.EMPLOYMENT}),
    source=WORK_RECALLED,
)

# Nottingham was named an early starter from January 2015; what ended in March 2020 was renamed and went on.
FROM_JANUARY_2015 = Period(date(2015, 1, 1), financial_year(2019).last)
ONE_PAYMENT = Payment(whole_pot=True, more=Pence(0), source=ONE_PAYMENT_RECALLED)


P2_NOTTINGHAM = RulePack(
    code="P2-NOTTINGHAM-1",
    phase=Phase.PHASE_TWO,
    in_force=FROM_JANUARY_2015,
    authority="Nottingham City Council",
    criteria=tuple(
        PackCriterion(criterion, group, ENTRY_RECALLED)
        for group, criteria in PROBLEMS.items()
        for criterion in criteria
    ),
    # Two of the six, and no local filter beside them.
    selection=AtLeast(2, tuple(Met(group) for group in PROBLEMS)),
    selection_source=REDBRIDGE,
    benefits=(
        "Employment and Support Allowance",
        "Carer’s Allowance",
        "Income Support",
        "Jobseeker’s Allowance",
        "Severe Disablement Allowance",
        "Universal Credit, out of work",
    ),
    benefits_source=BENEFITS_RECALLED,
    routes=(
        RouteRule(
            Route.SIGNIFICANT_AND_SUSTAINED_PROGRESS,
            parts=(ASB, CRIME, ATTENDANCE, HELP, WORK, ABUSE, HEALTH),
            turns_around=True,
            payment=ONE_PAYMENT,
            instead_of=frozenset(),
            source=GUIDANCE,
        ),
        RouteRule(
            Route.CONTINUOUS_EMPLOYMENT,
            parts=(EMPLOYMENT,),
            turns_around=True,
            payment=ONE_PAYMENT,
            instead_of=frozenset({Route.SIGNIFICANT_AND_SUSTAINED_PROGRESS}),
            source=GUIDANCE,
        ),
    ),
    terms=tuple(
        Terms(
            year,
            Period(max(financial_year(year).first, FROM_JANUARY_2015.first), financial_year(year).last),
            attachment_fee=Pence(1_000_00),
            results_pot=Pence(800_00),
            source=HANSARD,
        )
        for year in range(2014, 2020)
    ),
    funded=Fraction(1),
    funded_source=FUNDED_RECALLED,
    bands=(FeeBand(Fraction(0), paid_now=Fraction(1), source=FUNDED_RECALLED),),
)

OUTCOME_PLANS: tuple[RulePack, ...] = (P2_NOTTINGHAM,)
"""The outcome plans that a council may start its own from."""
