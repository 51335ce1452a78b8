"""The narrow rows of partners' work that measures count: meetings, leads, referrals, training."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from app.cases.rules.notes import OVERSIGHT_WEEKS, LastSeen, is_quiet
from app.periods import financial_year_label, financial_year_of
from app.reports.rules.caf_values import quarter_label

NO_AGENCY = "none"
"""The coordinate of what stands under no agency."""

ATTENDED, APOLOGIES, NO_REPLY = "attended", "apologies", "no-reply"
ACCEPTED, DECLINED, WAITING = "accepted", "declined", "waiting"
FIRST_YEAR = 2012
"""The programme's first financial year, by the year it starts in: training began with it."""


@dataclass(frozen=True, slots=True)
class InvitationRow:
    """An invitation to a team meeting whose day has come. agency: of whoever was invited, on that day."""

    invitation_id: UUID
    agency: str
    met_on: date
    answer: str

    @property
    def year(self) -> tuple[str, ...]:
        """The financial year of the meeting."""
        return (financial_year_label(financial_year_of(self.met_on)),)

    @property
    def quarter(self) -> tuple[str, ...]:
        """The quarter of the meeting."""
        return (quarter_label(self.met_on),)


@dataclass(frozen=True, slots=True)
class WorkedRow:
    """A family that is allocated now. agency: the lead professional's, or the first of the allocation.

    chosen: how the lead was chosen; None: nobody leads. changes: how often the lead has changed since the
    allocation began. is_overseen: whether oversight is on time.
    """

    family_id: UUID
    agency: str
    chosen: str | None
    changes: int
    is_overseen: bool


@dataclass(frozen=True, slots=True)
class ReferralRow:
    """A referral received by the day. agency: where whoever sent it was posted then."""

    referral_id: UUID
    agency: str
    referred_on: date
    outcome: str
    decided_on: date | None


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A place at a training session that was not given up."""

    booking_id: UUID
    phase: str
    was_taken: bool


@dataclass(frozen=True, slots=True)
class PractitionerRow:
    """Somebody posted with a caseload of their own. trained: the phases of training that they attended."""

    practitioner_id: UUID
    agency: str
    trained: tuple[str, ...]
    has_mentor: bool


@dataclass(frozen=True, slots=True)
class AgreementRow:
    """An information-sharing agreement as it stood. An agency without any has one row, which is missing."""

    agreement_id: UUID
    agency: str
    kind: str
    state: str


@dataclass(frozen=True, slots=True)
class ComparatorRow:
    """A published figure that one of ours is held against, with its day and its source.

    percent: a share; families: the count that it was made of, where it was published.
    """

    measure: str
    against: str
    percent: int
    families: int | None
    on: date
    source: str


def phase_of(held_on: date) -> str:
    """The phase of training: 1 in the programme's first financial year (or before), 2 in the next, then 3."""
    return str(min(max(financial_year_of(held_on) - FIRST_YEAR + 1, 1), 3))


def answer_of(attendance: str) -> str:
    """What an agency's answer counts as: who neither came nor sent apologies did not reply."""
    return {"attended": ATTENDED, "sent-apologies": APOLOGIES}.get(attendance, NO_REPLY)


def outcome_of(state: str, decided_on: date | None, as_at: date) -> str:
    """Where a referral stood on a day: accepted, declined, or waiting."""
    if decided_on is None or decided_on > as_at:
        return WAITING
    return ACCEPTED if state == "accepted" else DECLINED


def is_overseen(allocated_on: date, last_on: date | None, next_due_on: date | None, as_at: date) -> bool:
    """Whether a family's oversight is on time: by the day set at the last one, or else within six weeks.

    last_on: of the last supervision, management decision or mentor session; None: there was none. Nobody is
    behind in the first six weeks after allocation.
    """
    if last_on is not None and next_due_on is not None:
        return as_at <= next_due_on
    return not is_quiet(LastSeen(allocated_on, last_on), as_at - timedelta(1), OVERSIGHT_WEEKS)
