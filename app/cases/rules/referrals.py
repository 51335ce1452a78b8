"""Where the referral of a family stands, the moves it may make, and the words of what is decided on it."""

from app.cases.rules.vocabulary import Word
from app.errors import RuleRefused


class ReferralState(Word):
    """Where a referral stands between its being sent and its outcome."""

    WAITING = "waiting"
    ASKED = "asked"
    TO_A_MEETING = "taken-to-a-meeting"
    ACCEPTED = "accepted"
    DECLINED = "declined"


class DeclineReason(Word):
    """Why a family that was referred does not come on to the programme's list."""

    CRITERIA_NOT_MET = "criteria-not-met"
    ONE_AGENCY = "one-agency-is-enough"
    SOCIAL_CARE = "social-care-case"
    ELSEWHERE = "lives-outside-the-area"
    NO_CONSENT = "family-does-not-agree"
    ANOTHER = "another-reason"


class ReferralConsent(Word):
    """What the family says to being referred."""

    AGREES = "family-agrees"
    REFUSES = "family-does-not-agree"
    NOT_ASKED = "family-not-asked-yet"


# An answer brings a referral back to the coordinator; what a meeting put off is taken to a later one.
REFERRAL_MOVES: dict[ReferralState, frozenset[ReferralState]] = {
    ReferralState.WAITING: frozenset(
        {
            ReferralState.ASKED,
            ReferralState.TO_A_MEETING,
            ReferralState.ACCEPTED,
            ReferralState.DECLINED,
        }
    ),
    ReferralState.ASKED: frozenset(
        {
            ReferralState.WAITING,
            ReferralState.TO_A_MEETING,
            ReferralState.ACCEPTED,
            ReferralState.DECLINED,
        }
    ),
    ReferralState.TO_A_MEETING: frozenset(
        {
            ReferralState.ASKED,
            ReferralState.TO_A_MEETING,
            ReferralState.ACCEPTED,
            ReferralState.DECLINED,
        }
    ),
    ReferralState.ACCEPTED: frozenset(),
    ReferralState.DECLINED: frozenset(),
}


def check_referral_move(current: ReferralState, wanted: ReferralState) -> None:
    """Refuse a move of a referral that the table of moves does not allow.

    Raises RuleRefused("move-not-allowed").
    """
    if wanted not in REFERRAL_MOVES[current]:
        raise RuleRefused(
            "move-not-allowed",
            f"A referral that is “{current.label.lower()}” may not become “{wanted.label.lower()}”.",
        )


def can_move_referral(current: ReferralState, wanted: ReferralState) -> bool:
    """Whether `check_referral_move` would let a referral go from one state to the other."""
    return wanted in REFERRAL_MOVES[current]


def check_decline(reason: DeclineReason, explanation: str | None) -> None:
    """Refuse a decline that would leave its referrer without a reason.

    Raises RuleRefused("no-explanation").
    """
    if reason is DeclineReason.ANOTHER and not explanation:
        raise RuleRefused("no-explanation", "Explain the other reason, for whoever sent the referral.")
