"""The words in which cases are recorded: every state, reason and route that a record may hold."""

from enum import StrEnum


class Word(StrEnum):
    """A value of a vocabulary: kebab-case where it is stored, plain words where it is read."""

    @property
    def label(self) -> str:
        """The value in plain words: "rollout-meeting" → "Rollout meeting"."""
        return _LABELS.get(f"{type(self).__name__}.{self}", self.replace("-", " ").capitalize())


class IdentifiedHow(Word):
    """How a family came on to the programme's list."""

    DATA_MATCH = "data-match"
    REFERRAL = "referral"
    BACKDATED = "backdated"


class TriageOutcome(Word):
    """What a rollout meeting decided about a family; no decision yet is no row."""

    ALLOCATE = "allocate"
    CHECK_FOR_CLAIM = "check-for-claim"
    NOT_TO_BE_ALLOCATED = "not-to-be-allocated"


class NotAllocatedReason(Word):
    """Why a family is not to be allocated; a false positive leaves the list, as the criteria are not met."""

    SOCIAL_CARE_CASE = "social-care-case"
    DATA_TO_CHECK = "data-to-check"
    SINGLE_AGENCY_NEED = "single-agency-need"
    MOVED_OUT_OF_AREA = "moved-out-of-area"
    DEFERRED = "deferred"
    FALSE_POSITIVE = "false-positive"


class AllocationRoute(Word):
    """By which way a family came to its allocation."""

    ROLLOUT_MEETING = "rollout-meeting"
    FIP = "fip"
    PILOT = "pilot"
    REFERRAL = "referral"
    BACKDATED = "backdated"


class LeadChosen(Word):
    """How the lead professional was chosen; by default means that nobody else attended, a known failing."""

    BEST_RELATIONSHIP = "best-relationship"
    KEY_WORKER = "key-worker"
    BY_DEFAULT = "by-default"


class AssessmentKind(Word):
    """A CAF of one child, or a family assessment, which is a family-wide CAF."""

    CAF = "caf"
    FAMILY_ASSESSMENT = "family-assessment"


class AssessmentStage(Word):
    """The four stages of an assessment, and its end. Which one it is in follows from its dates."""

    IDENTIFY = "identify"
    ASSESS = "assess"
    DELIVER = "deliver"
    REVIEW = "review"
    CLOSED = "closed"


class ClosureReason(Word):
    """Why an assessment was closed. Escalated counts only once social care has decided to take the case."""

    NEEDS_MET = "needs-met"
    ESCALATED_TO_SOCIAL_CARE = "escalated-to-social-care"
    FAMILY_DISENGAGED = "family-disengaged"
    CONSENT_WITHDRAWN = "consent-withdrawn"
    MOVED_AWAY = "moved-away"
    OTHER = "other"


class ConsentDecision(Word):
    """What a family decided about an assessment and the sharing of it."""

    GIVEN = "given"
    LIMITED = "limited"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class InitiationReason(Word):
    """Why an assessment was begun; one is primary, any others are secondary."""

    BEHAVIOUR = "behaviour"
    SCHOOL_ATTENDANCE = "school-attendance"
    RISK_OF_EXCLUSION = "risk-of-exclusion"
    PARENTING_SUPPORT = "parenting-support"
    DOMESTIC_VIOLENCE = "domestic-violence"
    SUBSTANCE_MISUSE = "substance-misuse"
    EMOTIONAL_AND_MENTAL_HEALTH = "emotional-and-mental-health"
    PHYSICAL_HEALTH = "physical-health"
    HOUSING = "housing"
    SPEECH_AND_LANGUAGE = "speech-and-language"
    DISABILITY = "disability"
    TEENAGE_PREGNANCY = "teenage-pregnancy"
    UNBORN_BABY = "unborn-baby"
    ANTISOCIAL_BEHAVIOUR = "antisocial-behaviour"
    NEGLECT = "neglect"
    YOUNG_CARER = "young-carer"
    OTHER = "other"


class Sex(Word):
    """A person's sex as recorded; unknown for an unborn child or where nobody recorded it."""

    FEMALE = "female"
    MALE = "male"
    UNKNOWN = "unknown"


class Ethnicity(Word):
    """The school census codes of 2001 and 2011, stored as the codes that returns print.

    Source: data-to-insight early help and Annex A code list, a to u.
    """

    WBRI = "WBRI"
    WIRI = "WIRI"
    WIRT = "WIRT"
    WOTH = "WOTH"
    WROM = "WROM"
    MWBC = "MWBC"
    MWBA = "MWBA"
    MWAS = "MWAS"
    MOTH = "MOTH"
    AIND = "AIND"
    APKN = "APKN"
    ABAN = "ABAN"
    AOTH = "AOTH"
    BCRB = "BCRB"
    BAFR = "BAFR"
    BOTH = "BOTH"
    CHNE = "CHNE"
    OOTH = "OOTH"
    REFU = "REFU"
    NOBT = "NOBT"
    UNKNOWN = "UNKNOWN"


# Words whose plain reading is not their stored value with its hyphens taken out.
_LABELS = {
    "AgreementKind.caf-register": "CAF register",
    "AllocationRoute.fip": "Family Intervention Project",
    "AllocationRoute.pilot": "Pilot group",
    "AssessmentKind.caf": "Common assessment (CAF)",
    "IdentifiedHow.data-match": "Data match",
    "InitiationReason.antisocial-behaviour": "Anti-social behaviour",
    "LeadChosen.by-default": "By default, as no one else attended",
    "NotAllocatedReason.data-to-check": "Data to check",
    "NotAllocatedReason.deferred": "Deferred until a date",
    "NotAllocatedReason.false-positive": "False positive: criteria not met",
    "NotAllocatedReason.single-agency-need": "Single-agency need",
    "Ethnicity.WBRI": "White British",
    "Ethnicity.WIRI": "White Irish",
    "Ethnicity.WIRT": "Traveller of Irish heritage",
    "Ethnicity.WOTH": "Any other White background",
    "Ethnicity.WROM": "Gypsy or Roma",
    "Ethnicity.MWBC": "White and Black Caribbean",
    "Ethnicity.MWBA": "White and Black African",
    "Ethnicity.MWAS": "White and Asian",
    "Ethnicity.MOTH": "Any other mixed background",
    "Ethnicity.AIND": "Indian",
    "Ethnicity.APKN": "Pakistani",
    "Ethnicity.ABAN": "Bangladeshi",
    "Ethnicity.AOTH": "Any other Asian background",
    "Ethnicity.BCRB": "Black Caribbean",
    "Ethnicity.BAFR": "Black African",
    "Ethnicity.BOTH": "Any other Black background",
    "Ethnicity.CHNE": "Chinese",
    "Ethnicity.OOTH": "Any other ethnic group",
    "Ethnicity.REFU": "Refused",
    "Ethnicity.NOBT": "Information not yet obtained",
    "Ethnicity.UNKNOWN": "Unknown",
}
