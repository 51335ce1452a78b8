"""A referral in the words its pages print: pure, from the referral to sentences."""

from collections.abc import Mapping

from app.cases.queries.referral_parts import FamilyLike, KnownToProgramme, ReferralRecord
from app.cases.rules.matching import Likeness
from app.cases.rules.referrals import ReferralState
from app.govuk import long_date

STATE_COLOURS = {
    ReferralState.WAITING: "blue",
    ReferralState.ASKED: "yellow",
    ReferralState.TO_A_MEETING: "purple",
    ReferralState.ACCEPTED: "green",
    ReferralState.DECLINED: "grey",
}


def told(referral: ReferralRecord) -> str:
    """How a referral stands, in a sentence."""
    decided = long_date(referral.decided_on)
    match referral.state:
        case ReferralState.WAITING:
            return "It waits for the programme coordinator."
        case ReferralState.ASKED:
            return "The programme coordinator has asked something and waits for the answer."
        case ReferralState.TO_A_MEETING:
            return f"It is taken to the rollout meeting of {long_date(referral.meeting_held_on)}."
        case ReferralState.ACCEPTED:
            return f"Accepted on {decided}: the family is on the programme’s list."
        case ReferralState.DECLINED:
            reason = referral.decline_reason.label.lower() if referral.decline_reason else ""
            return f"Declined on {decided}: {reason}."


def known_words(known: KnownToProgramme) -> tuple[str, str]:
    """What whoever refers a family is told of its being known: a heading and a sentence."""
    if known.likeness is not Likeness.KNOWN:
        return (
            "This family is perhaps known",
            "A child on the programme’s list is like one of those named. Check names and dates of birth.",
        )
    if known.agency is None:
        return (
            "This family is known to the programme",
            "No agency leads it now. Ask the programme coordinator, or send the referral all the same.",
        )
    by_mail = f" ({known.contact_email})" if known.contact_email else ""
    contact = f"{known.contact}{by_mail}" if known.contact else "the programme coordinator"
    return (
        "This family is known to the programme",
        f"It is led by {known.agency}. Ask {contact} before you send another referral.",
    )


def how_like(family: FamilyLike, names: Mapping[int, str]) -> str:
    """Which people of a referral a family has, by their names there."""
    known = [f"{names[position]}: known" for position in family.known]
    return "; ".join([*known, *(f"{names[position]}: perhaps known" for position in family.perhaps)])
