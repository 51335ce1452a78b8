"""A referral as it is read: in a list, and whole."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from app.cases.rules.matching import Likeness
from app.cases.rules.referrals import DeclineReason, ReferralConsent, ReferralState
from app.cases.rules.standing import FamilyStatus
from app.programme.facts import Criterion, MemberRole


@dataclass(frozen=True, slots=True)
class ReferralListed:
    """A referral in a list. people: names, in the order in which they were given.

    meeting_held_on: the day of the rollout meeting that it was last taken to. is_news: whoever sent it has
    not seen how it stands. version: how often it has come to stand otherwise.
    """

    id: UUID
    number: int
    version: int
    state: ReferralState
    referred_on: date
    referred_at: datetime
    referred_by: str
    ward: str
    people: tuple[str, ...]
    meeting_held_on: date | None
    is_news: bool


@dataclass(frozen=True, slots=True)
class ReferralPage:
    """A page of a list of referrals, and where it ended; next None: there are no more."""

    referrals: tuple[ReferralListed, ...]
    next: tuple[datetime, UUID] | None


@dataclass(frozen=True, slots=True)
class PersonOnReferral:
    """Someone whom a referral names."""

    position: int
    forename: str
    surname: str
    role: MemberRole
    born_on: date | None
    expected_on: date | None


@dataclass(frozen=True, slots=True)
class QuestionAsked:
    """What the coordinator asked, and the answer. answer None: none yet."""

    question: str
    asked_at: datetime
    answer: str | None
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class PersonLike:
    """Someone on file who is like a person of a referral, whose position this is."""

    position: int
    person_id: UUID
    family_id: UUID
    role: MemberRole
    likeness: Likeness


@dataclass(frozen=True, slots=True)
class FamilyLike:
    """A family on file with people like those of a referral. known, perhaps: positions in the referral.

    reference None: on file only for a CAF. agencies: the leading one first.
    """

    id: UUID
    reference: str | None
    ward: str | None
    status: FamilyStatus
    agencies: tuple[str, ...]
    lead_name: str | None
    known: tuple[int, ...]
    perhaps: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ReferralLike:
    """Another referral that names one of the same people."""

    id: UUID
    number: int
    state: ReferralState


@dataclass(frozen=True, slots=True)
class KnownToProgramme:
    """All that whoever refers a family may be told of its being on the programme's list already.

    likeness None: none of its children was found. agency: the one that leads, and contact: whom to ask
    there, both only of a family that is known and led by somebody now.
    """

    likeness: Likeness | None
    agency: str | None = None
    contact: str | None = None
    contact_email: str | None = None


@dataclass(frozen=True, slots=True)
class ReferralRecord:
    """A referral with what was asked, and what came of it.

    is_own: the one who reads it sent it. families, others: what it may repeat, and family_id with its
    reference: what it was accepted as; these only for those who decide on referrals.
    """

    id: UUID
    number: int
    version: int
    state: ReferralState
    referred_on: date
    referred_by: str
    ward_id: UUID
    ward: str
    address: str | None
    postcode: str | None
    why: str
    consent: ReferralConsent
    criteria: tuple[Criterion, ...]
    people: tuple[PersonOnReferral, ...]
    questions: tuple[QuestionAsked, ...]
    meeting_id: UUID | None
    meeting_held_on: date | None
    decided_on: date | None
    decline_reason: DeclineReason | None
    explanation: str | None
    is_own: bool
    family_id: UUID | None
    family_reference: str | None
    families: tuple[FamilyLike, ...]
    others: tuple[ReferralLike, ...]

    @property
    def open_question(self) -> str | None:
        """What waits for an answer; None when nothing does."""
        if self.state is not ReferralState.ASKED:
            return None
        return next((each.question for each in reversed(self.questions) if each.answer is None), None)
