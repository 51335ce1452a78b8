"""Who could supply what a family's claim lacks: the services that hold each kind of evidence.

Source: who the programme's councils had their evidence from, as the demonstration's sources name them; the
local filter's evidence comes from whoever leads the family's case. Recalled: a council asks whom it has
agreed to ask.
"""

from collections.abc import Iterable

from app.cases.rules.vocabulary import Word
from app.programme.facts import Criterion, CriterionGroup, MeasurementKind
from app.programme.packs import Ended, NeedPart, Part, RulePack, StepPart


class Supplier(Word):
    """A service that may hold what is missing."""

    SCHOOL = "school-or-education-welfare"
    POLICE_OR_HOUSING = "police-or-housing"
    YOUTH_OFFENDING = "youth-offending-team"
    JOBCENTRE = "jobcentre-adviser"
    LEAD_PROFESSIONAL = "lead-professional"

    @property
    def who(self) -> str:
        """Whom to ask, within a sentence: "the Jobcentre adviser"."""
        return _WHO[self]


_WHO = {
    Supplier.SCHOOL: "the school or education welfare",
    Supplier.POLICE_OR_HOUSING: "the police or housing",
    Supplier.YOUTH_OFFENDING: "the youth offending team",
    Supplier.JOBCENTRE: "the Jobcentre adviser",
    Supplier.LEAD_PROFESSIONAL: "the lead professional",
}

BY_KIND = {
    MeasurementKind.UNAUTHORISED_ABSENCE: Supplier.SCHOOL,
    MeasurementKind.FIXED_TERM_EXCLUSIONS: Supplier.SCHOOL,
    MeasurementKind.ANTISOCIAL_BEHAVIOUR_INCIDENTS: Supplier.POLICE_OR_HOUSING,
    MeasurementKind.PROVEN_OFFENCES: Supplier.YOUTH_OFFENDING,
    MeasurementKind.OUT_OF_WORK_BENEFIT: Supplier.JOBCENTRE,
    MeasurementKind.EMPLOYMENT: Supplier.JOBCENTRE,
    MeasurementKind.WORK_PROGRAMME: Supplier.JOBCENTRE,
    MeasurementKind.SCHOOL_ATTENDANCE: Supplier.SCHOOL,
}
BY_GROUP = {
    CriterionGroup.CRIME_AND_ASB: Supplier.POLICE_OR_HOUSING,
    CriterionGroup.EDUCATION: Supplier.SCHOOL,
    CriterionGroup.WORK: Supplier.JOBCENTRE,
    CriterionGroup.LOCAL: Supplier.LEAD_PROFESSIONAL,
    CriterionGroup.CHILDREN_WHO_NEED_HELP: Supplier.LEAD_PROFESSIONAL,
    CriterionGroup.DOMESTIC_ABUSE: Supplier.LEAD_PROFESSIONAL,
    CriterionGroup.HEALTH: Supplier.LEAD_PROFESSIONAL,
    CriterionGroup.EARLY_YEARS: Supplier.LEAD_PROFESSIONAL,
    CriterionGroup.SUBSTANCE_USE: Supplier.LEAD_PROFESSIONAL,
    CriterionGroup.FAMILY_RELATIONSHIPS: Supplier.LEAD_PROFESSIONAL,
    CriterionGroup.CHILD_SAFETY: Supplier.LEAD_PROFESSIONAL,
    CriterionGroup.HOUSING: Supplier.POLICE_OR_HOUSING,
    CriterionGroup.FINANCIAL_STABILITY: Supplier.LEAD_PROFESSIONAL,
}


def supplier_of(criterion: Criterion, group: CriterionGroup) -> Supplier:
    """Who could show that a criterion is met. A proven offence is known to the youth offending team."""
    return Supplier.YOUTH_OFFENDING if criterion is Criterion.PROVEN_OFFENCE else BY_GROUP[group]


def suppliers_of_part(part: Part, pack: RulePack) -> tuple[Supplier, ...]:
    """Who could supply what a part of a result test rests on: figures, or checks that a need has ended."""
    match part:
        case NeedPart():
            found = [BY_KIND[limit.kind] for limit in part.limits if not isinstance(limit, Ended)]
            if len(found) < len(part.limits):
                counted = [each for each in pack.criteria if each.criterion in part.applies_to]
                found += [supplier_of(each.criterion, each.group) for each in counted]
        case StepPart():  # pragma: no branch  # the last kind there is
            found = [BY_KIND[kind] for kind in (part.step.kind, *sorted(part.known_by))]
    return tuple(dict.fromkeys(found))


def suppliers_of_eligibility(
    pack: RulePack, *, confirmed: Iterable[Criterion], reported: Iterable[Criterion]
) -> tuple[Supplier, ...]:
    """Who could supply verified evidence of eligibility, for the problems that it does not confirm yet.

    Whoever reported a problem that nobody has checked comes first, since that is the shorter way.
    """
    sure, said = set(confirmed), set(reported)
    open_groups = [
        group
        for group in pack.groups
        if len(sure.intersection(pack.criteria_in(group))) < pack.needed_in(group)
    ]
    counted = [each for each in pack.criteria if each.group in open_groups and each.criterion not in sure]
    counted.sort(key=lambda one: one.criterion not in said)
    return tuple(dict.fromkeys(supplier_of(one.criterion, one.group) for one in counted))
