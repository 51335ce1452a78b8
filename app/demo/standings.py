"""What is planned for one family of the city, before it has people, names or papers."""

from dataclasses import dataclass
from datetime import date
from enum import Enum

from app.cases.rules.vocabulary import NotAllocatedReason, TriageOutcome
from app.demo.stories import UNTOLD, Ending, Story


class Standing(Enum):
    """Where a family stands at 31 March 2013, as the published tables divide them."""

    ALLOCATED = 1
    CHECKED = 2
    NOT_ALLOCATED = 3
    UNDECIDED = 4
    FIP = 5
    PILOT = 6

    @property
    def is_worked_with(self) -> bool:
        """Whether the year's 375 include it."""
        return self not in (Standing.NOT_ALLOCATED, Standing.UNDECIDED)


class Checking(Enum):
    """How far a family's evidence had been checked by 31 March 2013; only CONFIRMED meets the criteria then.

    PARTLY: one problem of those that are needed. LATER: all of them, after that day. NOT_MET: checked, and
    they were not there.
    """

    CONFIRMED = 1
    UNVERIFIED = 2
    PARTLY = 3
    LATER = 4
    NOT_MET = 5


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a family was not to be allocated, and what was decided of it after 31 March 2013, if anything."""

    reason: NotAllocatedReason
    checking: Checking
    revised_to: TriageOutcome | None = None


@dataclass(frozen=True, slots=True)
class Meeting:
    """A rollout meeting with its key."""

    key: str
    held_on: date
    rollout: int
    wards: tuple[str, ...]


@dataclass(slots=True)
class FamilyPlan:
    """One family of the programme's list, filled in by the steps of the plan and left alone afterwards.

    meeting: the one that decided on it; None if none has. agencies: of its allocation, the leading one first.
    starts_on, ends_on: of its allocation. attached_on: the day that work with it began. verified_on: the day
    its evidence was checked, so far as `checking` says.
    """

    standing: Standing
    ward: str
    listed_on: date
    by_referral: bool
    meeting: Meeting | None
    agencies: tuple[str, ...] = ()
    starts_on: date | None = None
    ends_on: date | None = None
    refusal: Refusal | None = None
    deferred_until: date | None = None
    revised_on: date | None = None
    revised_by_referral: bool = False
    attached_on: date | None = None
    checking: Checking = Checking.CONFIRMED
    verified_on: date | None = None
    funded_elsewhere: bool = False
    ending: Ending = Ending.NOT_KNOWN
    story: Story = UNTOLD
