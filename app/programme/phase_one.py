"""The 2012-15 programme's rules as data. A new year is a new row or a new pack, never a new `if`."""

from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from app.money import Pence
from app.periods import Period, financial_year
from app.programme.facts import Criterion, CriterionGroup, MeasurementKind
from app.programme.packs import (
    AtLeast,
    Certainty,
    ContinuousSpell,
    EachUnder,
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
    SpellStarted,
    Statistic,
    StepPart,
    Terms,
    all_of,
    any_of,
)

SLIDES = Source("Troubled Families, slides of Barking and Dagenham council", Certainty.SEEN)
EXPLAINED = Source("Troubled Families Payment-by-Results Programme Explained, J. Ronicle", Certainty.SEEN)
DEAL = Source(
    "Tri-borough Cabinet, 15 October 2012, appendix 3: the financial deal from DCLG", Certainty.SEEN
)
DEAL_DERIVED = Source(
    "£3,900 and £100 less the attachment fee, from the tri-borough paper of 15 October 2012",
    Certainty.DERIVED,
)
BOARD = Source("Nottingham City Children’s Partnership Board pack, 26 June 2013", Certainty.SEEN)
COUNTY = Source("Troubled Families page, Nottinghamshire County Council", Certainty.SEEN)
QUESTION_2015 = Source("Written answer to Parliament, 11 March 2015", Certainty.SEEN)
SPLIT = Source("Troubled families councils face performance split, The MJ", Certainty.SEEN)
COUNTED = Source("A kind of trouble, January 2014: what counts as turned around", Certainty.SEEN)
COUNCIL_LIST = Source(
    "The council’s own filter; Nottingham’s printed list of 2012 to 2015 was not found", Certainty.RECALLED
)
FRAMEWORK_RECALLED = Source("Financial framework, March 2012, as recalled", Certainty.RECALLED)

CRIME = (Criterion.PROVEN_OFFENCE, Criterion.ASB_ORDER, Criterion.HOUSING_ASB_INTERVENTION)
EDUCATION = (
    Criterion.PERMANENT_EXCLUSION,
    Criterion.THREE_FIXED_TERM_EXCLUSIONS,
    Criterion.PRU_OR_ALTERNATIVE_PROVISION,
    Criterion.NOT_ON_ROLL,
    Criterion.UNAUTHORISED_ABSENCE,
)
LOCAL = (
    Criterion.LOCAL_CHILD_IN_NEED,
    Criterion.LOCAL_DOMESTIC_VIOLENCE,
    Criterion.LOCAL_SUBSTANCE_MISUSE,
    Criterion.LOCAL_MENTAL_HEALTH,
    Criterion.LOCAL_COMMON_ASSESSMENT,
)
EDGE_OF_EXCLUSION = PackCriterion(Criterion.IMPROVING_BEHAVIOUR_PRU, CriterionGroup.EDUCATION, COUNTY)

NATIONAL = (Met(CriterionGroup.CRIME_AND_ASB), Met(CriterionGroup.EDUCATION), Met(CriterionGroup.WORK))

# Results are allowed for families successfully supported since this day (Board pack, 26 June 2013).
SUPPORTED_SINCE = date(2010, 12, 1)

EDUCATION_PART = NeedPart(
    code="education",
    title="School exclusions and attendance",
    question=(
        "Has each child had fewer than 3 fixed-term exclusions, and less than 15% unauthorised absence, "
        "in the last 3 school terms?"
    ),
    # The criterion of the 2013 pack is named here too: a need recorded under it is the same need.
    applies_to=frozenset({*EDUCATION, Criterion.IMPROVING_BEHAVIOUR_PRU}),
    among=Population.SCHOOL_AGE,
    limits=(
        EachUnder(MeasurementKind.FIXED_TERM_EXCLUSIONS, Statistic.SUM, below=3, terms=3),
        EachUnder(MeasurementKind.UNAUTHORISED_ABSENCE, Statistic.MEAN, below=15_00, terms=3),
    ),
    source=SLIDES,
)
ASB_PART = NeedPart(
    code="antisocial-behaviour",
    title="Anti-social behaviour",
    question=(
        "Has anti-social behaviour across the whole family fallen by at least 60% in the last 6 months, "
        "against the 6 months before?"
    ),
    applies_to=frozenset({Criterion.ASB_ORDER, Criterion.HOUSING_ASB_INTERVENTION}),
    among=Population.EVERYONE,
    limits=(Reduction(MeasurementKind.ANTISOCIAL_BEHAVIOUR_INCIDENTS, fall=Fraction(60, 100), months=6),),
    source=SLIDES,
)
OFFENDING_PART = NeedPart(
    code="youth-offending",
    title="Offending by under-18s",
    question=(
        "Has offending by all under-18s in the family fallen by at least 33% in the last 6 months, "
        "against the 6 months before?"
    ),
    applies_to=frozenset({Criterion.PROVEN_OFFENCE}),
    among=Population.MINORS,
    limits=(Reduction(MeasurementKind.PROVEN_OFFENCES, fall=Fraction(33, 100), months=6),),
    source=SLIDES,
)
PROGRESS_PART = StepPart(
    code="progress-to-work",
    title="Progress to work",
    question="Has an adult joined the Work Programme, or ESF provision for families, in the last 6 months?",
    among=Population.ADULTS,
    step=SpellStarted(MeasurementKind.WORK_PROGRAMME, months=6),
    known_by=frozenset(
        {MeasurementKind.OUT_OF_WORK_BENEFIT, MeasurementKind.EMPLOYMENT, MeasurementKind.WORK_PROGRAMME}
    ),
    source=EXPLAINED,
)
EMPLOYMENT_PART = StepPart(
    code="continuous-employment",
    title="Continuous employment",
    question=(
        "Has an adult left an out-of-work benefit for work, and stayed in it for at least 13 weeks on end "
        "within the last 6 months, without the Work Programme?"
    ),
    among=Population.ADULTS,
    step=ContinuousSpell(
        MeasurementKind.EMPLOYMENT,
        days=13 * 7,
        months=6,
        leaving=MeasurementKind.OUT_OF_WORK_BENEFIT,
        left_since=SUPPORTED_SINCE,
        not_with=MeasurementKind.WORK_PROGRAMME,
    ),
    known_by=frozenset({MeasurementKind.OUT_OF_WORK_BENEFIT, MeasurementKind.EMPLOYMENT}),
    source=QUESTION_2015,
)

PROGRESS_TO_WORK = Pence(100_00)

ROUTES = (
    RouteRule(
        Route.EDUCATION_AND_CRIME,
        parts=(EDUCATION_PART, ASB_PART, OFFENDING_PART),
        turns_around=True,
        payment=Payment(whole_pot=True, more=Pence(-PROGRESS_TO_WORK), source=DEAL_DERIVED),
        instead_of=frozenset(),
        source=SLIDES,
    ),
    RouteRule(
        Route.PROGRESS_TO_WORK,
        parts=(PROGRESS_PART,),
        turns_around=False,
        payment=Payment(whole_pot=False, more=PROGRESS_TO_WORK, source=EXPLAINED),
        instead_of=frozenset(),
        source=COUNTED,
    ),
    RouteRule(
        Route.CONTINUOUS_EMPLOYMENT,
        parts=(EMPLOYMENT_PART,),
        turns_around=True,
        payment=Payment(whole_pot=True, more=Pence(0), source=DEAL),
        instead_of=frozenset({Route.EDUCATION_AND_CRIME, Route.PROGRESS_TO_WORK}),
        source=COUNTED,
    ),
)

# By the year of attachment, so that fee and results make £4,000: recalled, so it says so. A family supported
# before the scheme began, since December 2010, is claimed for at the first year's rate.
TERMS = (
    Terms(2012, Period(SUPPORTED_SINCE, financial_year(2012).last), Pence(3_200_00), Pence(800_00), DEAL),
    Terms(2013, financial_year(2013), Pence(2_400_00), Pence(1_600_00), DEAL),
    Terms(2014, financial_year(2014), Pence(1_600_00), Pence(2_400_00), DEAL),
)
RATE_BY_YEAR_OF_ATTACHMENT = FRAMEWORK_RECALLED

BANDS = (
    FeeBand(Fraction(75, 100), paid_now=Fraction(1), source=SPLIT),
    FeeBand(Fraction(33, 100), paid_now=Fraction(1, 2), source=SPLIT),
    FeeBand(Fraction(0), paid_now=Fraction(0), source=SPLIT),
)

P1_2012 = RulePack(
    code="P1-2012",
    phase=Phase.PHASE_ONE,
    in_force=Period(SUPPORTED_SINCE, financial_year(2012).last),
    authority="Nottingham City Council",
    criteria=(
        *(PackCriterion(criterion, CriterionGroup.CRIME_AND_ASB, SLIDES) for criterion in CRIME),
        *(PackCriterion(criterion, CriterionGroup.EDUCATION, SLIDES) for criterion in EDUCATION),
        PackCriterion(Criterion.OUT_OF_WORK_BENEFIT, CriterionGroup.WORK, SLIDES),
        *(PackCriterion(criterion, CriterionGroup.LOCAL, COUNCIL_LIST) for criterion in LOCAL),
    ),
    # All three national problems; or two of them and a need of the council's own filter, at the same reward.
    selection=any_of(all_of(*NATIONAL), all_of(AtLeast(2, NATIONAL), Met(CriterionGroup.LOCAL))),
    selection_source=BOARD,
    benefits=(
        "Employment and Support Allowance",
        "Incapacity Benefit",
        "Carer’s Allowance",
        "Income Support",
        "Jobseeker’s Allowance",
        "Severe Disablement Allowance",
    ),
    benefits_source=FRAMEWORK_RECALLED,
    routes=ROUTES,
    terms=TERMS,
    funded=Fraction(5, 6),
    funded_source=BOARD,
    bands=BANDS,
)

P1_2013 = replace(
    P1_2012,
    code="P1-2013",
    in_force=Period(date(2013, 4, 1), date(2015, 5, 31)),
    criteria=(*P1_2012.criteria, EDGE_OF_EXCLUSION),
)


@dataclass(frozen=True, slots=True)
class FullerEmploymentTest:
    """A fuller test of continuous employment, by the benefit left; recalled, and not in force in any pack."""

    leaving: tuple[str, ...]
    weeks: int
    out_of_weeks: int
    source: Source


FULLER_EMPLOYMENT_TESTS = (
    FullerEmploymentTest(("Jobseeker’s Allowance",), weeks=26, out_of_weeks=30, source=FRAMEWORK_RECALLED),
    FullerEmploymentTest(
        tuple(benefit for benefit in P1_2012.benefits if benefit != "Jobseeker’s Allowance"),
        weeks=13,
        out_of_weeks=13,
        source=FRAMEWORK_RECALLED,
    ),
)
