"""The facts about one family that the programme's rules decide on: never a row, never a name."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID


class CriterionGroup(StrEnum):
    """The problems that a criterion may be counted under; a pack says which it has.

    Phase 1 has crime, education, work and the council's own filter; phase 2 the first three with children who
    need help, domestic abuse and health; the national outcomes of 2022 ten, with those from early years on.
    """

    CRIME_AND_ASB = "crime-and-asb"
    EDUCATION = "education"
    WORK = "work"
    LOCAL = "local"
    CHILDREN_WHO_NEED_HELP = "children-who-need-help"
    DOMESTIC_ABUSE = "domestic-abuse"
    HEALTH = "health"
    EARLY_YEARS = "early-years"
    SUBSTANCE_USE = "substance-use"
    FAMILY_RELATIONSHIPS = "family-relationships"
    CHILD_SAFETY = "child-safety"
    HOUSING = "housing"
    FINANCIAL_STABILITY = "financial-stability"

    @property
    def label(self) -> str:
        """The group in plain words."""
        return _GROUP_LABELS[self]


_GROUP_LABELS = {
    CriterionGroup.CRIME_AND_ASB: "Crime and anti-social behaviour",
    CriterionGroup.EDUCATION: "Education",
    CriterionGroup.WORK: "Work",
    CriterionGroup.LOCAL: "Local filter",
    CriterionGroup.CHILDREN_WHO_NEED_HELP: "Children who need help",
    CriterionGroup.DOMESTIC_ABUSE: "Domestic violence and abuse",
    CriterionGroup.HEALTH: "Health",
    CriterionGroup.EARLY_YEARS: "Early years development",
    CriterionGroup.SUBSTANCE_USE: "Substance use",
    CriterionGroup.FAMILY_RELATIONSHIPS: "Family relationships",
    CriterionGroup.CHILD_SAFETY: "Abuse and exploitation of children",
    CriterionGroup.HOUSING: "Housing",
    CriterionGroup.FINANCIAL_STABILITY: "Financial stability",
}


class Criterion(StrEnum):
    """One problem that may bring a family into the programme; a pack says whether it counts, and as what."""

    PROVEN_OFFENCE = "proven-offence"
    ASB_ORDER = "asb-order"
    HOUSING_ASB_INTERVENTION = "housing-asb-intervention"
    PERMANENT_EXCLUSION = "permanent-exclusion"
    THREE_FIXED_TERM_EXCLUSIONS = "three-fixed-term-exclusions"
    PRU_OR_ALTERNATIVE_PROVISION = "pru-or-alternative-provision"
    IMPROVING_BEHAVIOUR_PRU = "improving-behaviour-pru"
    NOT_ON_ROLL = "not-on-roll"
    UNAUTHORISED_ABSENCE = "unauthorised-absence"
    OUT_OF_WORK_BENEFIT = "out-of-work-benefit"
    LOCAL_CHILD_IN_NEED = "local-child-in-need"
    LOCAL_DOMESTIC_VIOLENCE = "local-domestic-violence"
    LOCAL_SUBSTANCE_MISUSE = "local-substance-misuse"
    LOCAL_MENTAL_HEALTH = "local-mental-health"
    LOCAL_COMMON_ASSESSMENT = "local-common-assessment"
    ADULT_PROVEN_OFFENCE = "adult-proven-offence"
    LOW_ATTENDANCE = "low-attendance"
    EARLY_YEARS_NEED = "early-years-need"
    CHILD_EXPLOITATION = "child-exploitation"
    YOUNG_PERSON_NEAR_WORKLESSNESS = "young-person-near-worklessness"
    FINANCIAL_EXCLUSION = "financial-exclusion"
    PHYSICAL_HEALTH = "physical-health"
    PARENTAL_CONFLICT = "parental-conflict"
    HOUSING_NEED = "housing-need"

    @property
    def label(self) -> str:
        """The criterion in plain words."""
        return _CRITERION_LABELS[self]


_CRITERION_LABELS = {
    Criterion.PROVEN_OFFENCE: "Proven offence by an under-18 in the last 12 months",
    Criterion.ASB_ORDER: "Anti-social behaviour order, injunction or contract in the last 12 months",
    Criterion.HOUSING_ASB_INTERVENTION: "Housing intervention against anti-social behaviour in the last year",
    Criterion.PERMANENT_EXCLUSION: "Permanent exclusion",
    Criterion.THREE_FIXED_TERM_EXCLUSIONS: "Three or more fixed-term exclusions over the last three terms",
    Criterion.PRU_OR_ALTERNATIVE_PROVISION: "Pupil referral unit or alternative provision after exclusion",
    Criterion.IMPROVING_BEHAVIOUR_PRU: "Pupil referral unit or alternative provision to improve behaviour",
    Criterion.NOT_ON_ROLL: "Not on a school roll",
    Criterion.UNAUTHORISED_ABSENCE: "Unauthorised absence of 15% or more over the last three terms",
    Criterion.OUT_OF_WORK_BENEFIT: "Adult on an out-of-work benefit",
    Criterion.LOCAL_CHILD_IN_NEED: "Child in need or on a child protection plan",
    Criterion.LOCAL_DOMESTIC_VIOLENCE: "Domestic violence",
    Criterion.LOCAL_SUBSTANCE_MISUSE: "Drug or alcohol misuse",
    Criterion.LOCAL_MENTAL_HEALTH: "Mental health",
    Criterion.LOCAL_COMMON_ASSESSMENT: "Common assessment (CAF) opened in the last 12 months",
    Criterion.ADULT_PROVEN_OFFENCE: "Proven offence by an adult in the last 12 months",
    Criterion.LOW_ATTENDANCE: "Attendance at school under 90% over the last three terms",
    Criterion.EARLY_YEARS_NEED: "Young child whose development needs support",
    Criterion.CHILD_EXPLOITATION: "Child at risk of exploitation or going missing",
    Criterion.YOUNG_PERSON_NEAR_WORKLESSNESS: "Young person at risk of worklessness",
    Criterion.FINANCIAL_EXCLUSION: "Debt or other risk of financial exclusion",
    Criterion.PHYSICAL_HEALTH: "Physical health",
    Criterion.PARENTAL_CONFLICT: "Conflict between parents",
    Criterion.HOUSING_NEED: "Homelessness, or housing that may be lost",
}


class MeasurementKind(StrEnum):
    """What is measured about one person; the kind fixes what `value` counts and what its dates mean.

    unauthorised-absence: hundredths of a percent (1500 is 15.00%), one school term a row.
    fixed-term-exclusions: a count, one school term a row.
    school-attendance: hundredths of a percent (9000 is 90.00%), one school term a row.
    antisocial-behaviour-incidents, proven-offences: a count over the row's days, both ends included.
    out-of-work-benefit, employment, work-programme: a spell, value 1; no end date while it continues. A Work
    Programme spell begins with attachment or volunteering.
    """

    UNAUTHORISED_ABSENCE = "unauthorised-absence"
    FIXED_TERM_EXCLUSIONS = "fixed-term-exclusions"
    ANTISOCIAL_BEHAVIOUR_INCIDENTS = "antisocial-behaviour-incidents"
    PROVEN_OFFENCES = "proven-offences"
    OUT_OF_WORK_BENEFIT = "out-of-work-benefit"
    EMPLOYMENT = "employment"
    WORK_PROGRAMME = "work-programme"
    SCHOOL_ATTENDANCE = "school-attendance"

    @property
    def label(self) -> str:
        """The measurement in plain words."""
        return _KIND_LABELS[self]

    @property
    def is_spell(self) -> bool:
        """Whether its rows are spells, which may have no end yet, rather than figures over a period."""
        return self in _SPELLS

    @property
    def is_percentage(self) -> bool:
        """Whether its figures are hundredths of a percent rather than counts."""
        return self in _PERCENTAGES


_KIND_LABELS = {
    MeasurementKind.UNAUTHORISED_ABSENCE: "Unauthorised absence",
    MeasurementKind.FIXED_TERM_EXCLUSIONS: "Fixed-term exclusions",
    MeasurementKind.ANTISOCIAL_BEHAVIOUR_INCIDENTS: "Anti-social behaviour incidents",
    MeasurementKind.PROVEN_OFFENCES: "Proven offences",
    MeasurementKind.OUT_OF_WORK_BENEFIT: "Out-of-work benefit",
    MeasurementKind.EMPLOYMENT: "Employment",
    MeasurementKind.WORK_PROGRAMME: "Work Programme",
    MeasurementKind.SCHOOL_ATTENDANCE: "School attendance",
}

_SPELLS = frozenset(
    {MeasurementKind.OUT_OF_WORK_BENEFIT, MeasurementKind.EMPLOYMENT, MeasurementKind.WORK_PROGRAMME}
)


_PERCENTAGES = frozenset({MeasurementKind.UNAUTHORISED_ABSENCE, MeasurementKind.SCHOOL_ATTENDANCE})


class MemberRole(StrEnum):
    """A person's place in a household. Age decides who is an adult; the role, only where no age is known."""

    PARENT_OR_CARER = "parent-or-carer"
    CHILD = "child"
    OTHER_ADULT = "other-adult"
    UNBORN_CHILD = "unborn-child"

    @property
    def label(self) -> str:
        """The role in plain words."""
        return _ROLE_LABELS[self]


_ROLE_LABELS = {
    MemberRole.PARENT_OR_CARER: "Parent or carer",
    MemberRole.CHILD: "Child or young person",
    MemberRole.OTHER_ADULT: "Other adult",
    MemberRole.UNBORN_CHILD: "Unborn child",
}


@dataclass(frozen=True, slots=True)
class CriterionFact:
    """What one source says of one criterion, of one person or (person_id None) of the family as a whole.

    met False says that somebody looked and found it not met; no fact at all says that nobody knows.
    ends_on None: it still stood at the extract. verified_on None: nobody has checked it yet.
    """

    criterion: Criterion
    met: bool
    person_id: UUID | None
    starts_on: date
    ends_on: date | None
    source: str
    extract_on: date
    verified_on: date | None


@dataclass(frozen=True, slots=True)
class Measurement:
    """One figure about one person over a period; the kind says what it counts. ends_on None: it continues."""

    kind: MeasurementKind
    starts_on: date
    ends_on: date | None
    value: int
    source: str
    extract_on: date


@dataclass(frozen=True, slots=True)
class MemberFacts:
    """A person's membership of the household, and what was measured of them.

    born_on None: not known, or not born yet. ends_on None: still a member; both dates are included.
    """

    person_id: UUID
    born_on: date | None
    role: MemberRole
    starts_on: date
    ends_on: date | None
    measurements: tuple[Measurement, ...]


@dataclass(frozen=True, slots=True)
class PartOverride:
    """A failed part of a family's result that an approver let pass at their discretion, and why.

    pack_code: the rules under which it was let pass; under others it says nothing.
    """

    part: str
    pack_code: str
    approved_on: date
    reason: str


@dataclass(frozen=True, slots=True)
class FamilyFacts:
    """All that the rules may know of one family. attached_on None: not attached to the programme yet.

    identified_on: the day it came on to the programme's list. funded_elsewhere: one of the one in six, which
    other government provision pays for.
    """

    family_id: UUID
    attached_on: date | None
    funded_elsewhere: bool
    criteria: tuple[CriterionFact, ...]
    members: tuple[MemberFacts, ...]
    identified_on: date | None = None
    overrides: tuple[PartOverride, ...] = ()

    def entered_by(self, day: date) -> date:
        """The day the family entered the programme, or this day if it had not yet by then.

        A family enters when it is identified or attached, whichever comes first.
        """
        return min(entry for entry in (self.identified_on, self.attached_on, day) if entry is not None)
