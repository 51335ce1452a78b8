"""How a referral stands now, for whoever was overtaken in deciding on it or in answering."""

from flask import url_for

from app.cases.pages.referral_forms import BY_REFERENCE, NEW_FAMILY
from app.cases.pages.referral_words import told
from app.cases.queries.referral_parts import FamilyLike, ReferralRecord
from app.cases.rules.referrals import DeclineReason, ReferralState
from app.cases.services.finding import Choice
from app.cases.services.referrals import ReferralToDecide
from app.clashes import Standing
from app.govuk import Form, long_date
from app.questions import Kind, Question, filled

REASONS = tuple(Choice(reason.value, reason.label) for reason in DeclineReason)
EXPLANATION = Question("explanation", "Explanation")
HEADINGS = {
    ReferralState.ASKED: "Ask a question",
    ReferralState.TO_A_MEETING: "Take to a meeting",
    ReferralState.ACCEPTED: "Accept",
    ReferralState.DECLINED: "Decline",
}


def answering(record: ReferralRecord) -> Standing:
    """The latest question with its answer, beside the answer that was entered."""
    last = record.questions[-1] if record.questions else None
    return _of(
        record,
        "Your answer",
        (Question("answer", f"Answer to: {last.question}" if last else "Your answer"),),
        filled({"answer": last.answer if last else None}),
    )


def deciding(found: ReferralToDecide, wanted: ReferralState) -> Standing:
    """What was decided on a referral meanwhile, beside what was to be."""
    record = found.referral
    last = record.questions[-1] if record.questions else None
    question, recorded = {
        ReferralState.ASKED: (
            (Question("question", "What you ask"),),
            filled({"question": last.question if last else None}),
        ),
        ReferralState.TO_A_MEETING: (
            (Question("meeting_id", "Which meeting", Kind.RADIOS, choices=meetings(found)),),
            filled({"meeting_id": str(record.meeting_id) if record.meeting_id else None}),
        ),
        ReferralState.ACCEPTED: (
            (
                Question("family", "Which family it is about", Kind.RADIOS, choices=_with_accepted(found)),
                Question("reference", "Its reference"),
            ),
            filled({"family": str(record.family_id) if record.family_id else None}),
        ),
        ReferralState.DECLINED: (
            (Question("reason", "Why it is declined", Kind.RADIOS, choices=REASONS), EXPLANATION),
            filled(
                {
                    "reason": record.decline_reason.value if record.decline_reason else None,
                    "explanation": record.explanation,
                }
            ),
        ),
    }[wanted]
    return _of(record, HEADINGS[wanted], question, recorded)


def meetings(found: ReferralToDecide) -> list[Choice]:
    """The meetings that a referral may be taken to."""
    return [
        Choice(str(each.id), f"{long_date(each.held_on)}: {', '.join(each.wards) or 'no ward'}")
        for each in found.meetings
    ]


def families(found: ReferralToDecide) -> list[Choice]:
    """The families that a referral may be about."""
    return [
        Choice(NEW_FAMILY, "A new family"),
        *(Choice(str(family.id), _named(family)) for family in found.referral.families),
        Choice(BY_REFERENCE, "Another family on file"),
    ]


def _with_accepted(found: ReferralToDecide) -> list[Choice]:
    """The same, and the family that the referral has been accepted as, if it has."""
    record, offered = found.referral, families(found)
    if record.family_id and str(record.family_id) not in {choice.value for choice in offered}:
        offered.append(Choice(str(record.family_id), record.family_reference or "A family on file"))
    return offered


def _of(record: ReferralRecord, heading: str, questions: tuple[Question, ...], recorded: Form) -> Standing:
    return Standing(
        questions,
        recorded,
        record.version,
        heading,
        f"Referral {record.number}",
        url_for("cases_pages.referral", referral_id=record.id),
        now=told(record),
    )


def _named(family: FamilyLike) -> str:
    where = ", ".join(part for part in (family.ward, family.status.label.lower()) if part)
    return f"{family.reference or 'A household on file without a reference'} ({where})"
