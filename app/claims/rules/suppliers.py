"""Who could supply what a family's claim lacks: the services that hold each kind of evidence.

Source: who the programme's councils had their evidence from, as the demonstration's sources name them; the
local filter's evidence comes from whoever leads the family's case. Recalled: a council asks whom it has
agreed to ask.
"""

from collections.abc import Iterable

from app.cases.rules.vocabulary import Word
from app.programme.facts import Criterion, CriterionGroup, MeasurementKind
from app.programme.packs import NeedPart, Part, RulePack, StepPart


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
}
BY_GROUP = {
    CriterionGroup.CRIME_AND_ASB: Supplier.POLICE_OR_HOUSING,
    CriterionGroup.EDUCATION: Supplier.SCHOOL,
    CriterionGroup.WORK: Supplier.JOBCENTRE,
    CriterionGroup.LOCAL: Supplier.LEAD_PROFESSIONAL,
}


def supplier_of(criterion: Criterion, group: CriterionGroup) -> Supplier:
    """Who could show that a criterion is met. A proven offence is known to the youth offending team."""
    return Supplier.YOUTH_OFFENDING if criterion is Criterion.PROVEN_OFFENCE else BY_GROUP[group]


def suppliers_of_part(part: Part) -> tuple[Supplier, ...]:
    """Who could supply the figures that a part of a result test rests on."""
    match part:
        case NeedPart():
            kinds = [limit.kind for limit in part.limits]
        case StepPart():  # pragma: no branch  # the last kind there is
            kinds = [part.step.kind, *sorted(part.known_by)]
    return tuple(dict.fromkeys(BY_KIND[kind] for kind in kinds))


def suppliers_of_eligibility(
    pack: RulePack, *, confirmed: Iterable[Criterion], reported: Iterable[Criterion]
) -> tuple[Supplier, ...]:
    """Who could supply verified evidence of eligibility, for the problems that none of it confirms yet.

    Whoever reported a problem that nobody has checked comes first, since that is the shorter way.
    """
    sure, said = set(confirmed), set(reported)
    open_groups = [group for group in CriterionGroup if not sure.intersection(pack.criteria_in(group))]
    counted = [counted for counted in pack.criteria if counted.group in open_groups]
    counted.sort(key=lambda one: one.criterion not in said)
    return tuple(dict.fromkeys(supplier_of(one.criterion, one.group) for one in counted))
