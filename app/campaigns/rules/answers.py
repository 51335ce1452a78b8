"""What may be answered about a case of a campaign, and when an answer settles it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.campaigns.rules.finding import Asked
from app.campaigns.rules.vocabulary import CampaignKind, RowAnswer
from app.cases.rules.vocabulary import ClosureReason
from app.errors import RuleRefused
from app.periods import written_date

LONGEST_WORDS = 500

_ABOUT_OPEN_CASES = (RowAnswer.STILL_OPEN, RowAnswer.CLOSE_IT, RowAnswer.NOT_OURS)
OFFERED: Mapping[CampaignKind, tuple[RowAnswer, ...]] = {
    CampaignKind.LONG_OPEN: _ABOUT_OPEN_CASES,
    CampaignKind.PAST_REVIEW: _ABOUT_OPEN_CASES,
    CampaignKind.NEVER_REVIEWED: _ABOUT_OPEN_CASES,
    CampaignKind.NO_LEAD: _ABOUT_OPEN_CASES,
    CampaignKind.CONTRADICTORY_DATES: (RowAnswer.MENDED, RowAnswer.RIGHT_AS_IT_IS, RowAnswer.NOT_OURS),
    CampaignKind.DUPLICATES: (RowAnswer.SAME_PERSON, RowAnswer.DIFFERENT_PEOPLE, RowAnswer.DO_NOT_KNOW),
}
"""The answers that each kind of campaign takes, in the order in which they are offered."""


@dataclass(frozen=True, slots=True)
class Given:
    """An answer. closed_on, closure_reason: of an assessment to close. words: who instead, or why."""

    answer: RowAnswer
    closed_on: date | None = None
    closure_reason: ClosureReason | None = None
    words: str | None = None


def answer_given(
    answer: RowAnswer, *, closed_on: date | None, closure_reason: ClosureReason | None, words: str | None
) -> Given:
    """An answer with what belongs to it; what was entered for another answer does not count."""
    match answer:
        case RowAnswer.CLOSE_IT:
            return Given(answer, closed_on, closure_reason)
        case RowAnswer.NOT_OURS | RowAnswer.RIGHT_AS_IT_IS:
            return Given(answer, words=(words or "").strip() or None)
        case _:
            return Given(answer)


def check_answer(kind: CampaignKind, given: Given) -> None:
    """Refuse an answer that the kind does not take, or that lacks what belongs to it.

    Raises RuleRefused("answer-not-offered" | "closing-day-missing" | "closing-reason-missing" |
    "why-missing").
    """
    if given.answer not in OFFERED[kind]:
        raise RuleRefused("answer-not-offered", "Choose one of the answers that this campaign takes.")
    for code, sentence in lacking(given):
        raise RuleRefused(code, sentence)


def lacking(given: Given) -> Iterator[tuple[str, str]]:
    """What an answer lacks that belongs to it: a code and a sentence each; nothing when it is whole."""
    if given.answer is RowAnswer.CLOSE_IT and given.closed_on is None:
        yield "closing-day-missing", "Enter the day on which it was closed."
    if given.answer is RowAnswer.CLOSE_IT and given.closure_reason is None:
        yield "closing-reason-missing", "Choose why it is closed."
    if given.answer is RowAnswer.RIGHT_AS_IT_IS and given.words is None:
        yield "why-missing", "Say why the dates are right as they are."


def check_still_open(closed_on: date | None) -> None:
    """Refuse to call an assessment open that is closed. Raises RuleRefused("assessment-closed")."""
    if closed_on is not None:
        raise RuleRefused(
            "assessment-closed",
            f"It was closed on {written_date(closed_on)}. If that is wrong, open it again on its own page.",
        )


def check_mended(still_wrong: tuple[str, ...], *, reads_all: bool) -> None:
    """Refuse to call dates mended that are not; what is wrong is told to whoever may read all the days.

    Raises RuleRefused("not-mended").
    """
    if still_wrong:
        what = still_wrong[0] if reads_all else "which do, consent does not open to your agency."
        raise RuleRefused("not-mended", f"They still contradict each other: {what}")


@dataclass(frozen=True, slots=True)
class Matched:
    """As what somebody answers for a case: as the lead who is asked or in their stead; for the agency."""

    as_lead: bool
    for_agency: bool


@dataclass(frozen=True, slots=True)
class Belongs:
    """Whose an assessment is now: who leads it, and the agency that it is led from, also by name.

    agency_id None: nobody leads it, and the name is that of the agency that initiated it.
    """

    lead_id: UUID | None
    agency_id: UUID | None
    agency: str


def check_still_theirs(asked: Asked, matched: Matched, now: Belongs) -> None:
    """Refuse to let somebody close an assessment that has passed to others since the list was made.

    Whoever answers as its lead closes it while that lead leads it; whoever answers for the agency, while
    the agency leads it or nobody does. Raises RuleRefused("passed-to-others").
    """
    leads = matched.as_lead and now.lead_id is not None and asked.practitioner_id == now.lead_id
    manages = matched.for_agency and now.agency_id in (None, asked.agency_id)
    if not (leads or manages):
        whose = "by nobody, and was initiated by" if now.agency_id is None else "by somebody else, from"
        raise RuleRefused(
            "passed-to-others",
            f"This assessment is not yours to close any more: it is now led {whose} {now.agency}. "
            "Answer “not ours”.",
        )


def later_than_closing() -> RuleRefused:
    """What is said of a closing day to somebody from whom consent keeps what is on file after it."""
    return RuleRefused(
        "after-closure",
        "Something on record is later than that day; what, consent does not open to your agency. "
        "Ask the coordinator.",
    )


def check_due_on(due_on: date, today: date) -> None:
    """Agencies have at least until tomorrow. Raises RuleRefused("due-too-early")."""
    if due_on <= today:
        raise RuleRefused("due-too-early", f"Give a day after today, {written_date(today)}.")


def is_settled(kind: CampaignKind, *, is_answered: bool, closed_on: date | None) -> bool:
    """Whether nothing more is asked about a case: it was answered, or has been closed without an answer.

    Contradictory dates and two people who may be one stay asked about whatever is closed.
    """
    return is_answered or (closed_on is not None and RowAnswer.STILL_OPEN in OFFERED[kind])
