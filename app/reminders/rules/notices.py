"""What people are reminded of, when, and how often sending is tried."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from app.cases.rules.due import DueKind
from app.cases.rules.vocabulary import Word

LONDON = ZoneInfo("Europe/London")

MORNING = 7
"""The hour in London from which the day's reminders are sent, so that they are there when work begins."""

LAST_WORKDAY = 5
"""The last day of the week on which the day's reminders are sent: Friday, as ISO counts days."""

FIRST_WAIT = timedelta(minutes=5)
"""How long the second try waits after the first; each later one waits twice as long as the one before."""

MOST_TRIES = 8
"""How often one message is tried: over half a day in all, which outlasts any greylisting."""

COVER_AHEAD = timedelta(days=7)
"""How long before its first day a cover is shown to whoever stands in."""


class NoticeKind(Word):
    """What a notice is about. Its value never says of whom."""

    REVIEW_DUE = "review-due"
    REVIEW_OVERDUE = "review-overdue"
    ASSESSMENT_DUE = "assessment-due"
    ASSESSMENT_OVERDUE = "assessment-overdue"
    ACTION_DUE = "action-due"
    ACTION_OVERDUE = "action-overdue"
    CONSENT_DUE = "consent-due"
    CONSENT_OVERDUE = "consent-overdue"
    NO_CONTACT = "no-contact"
    REFERRAL_NEWS = "referral-news"
    TEAM_MEETING = "team-meeting"
    COVER = "cover"
    FIGURE_ASKED = "figure-asked"
    REPORT_TO_SUBMIT = "report-to-submit"
    REPORT_TO_APPROVE = "report-to-approve"
    REPORT_RELEASED = "report-released"
    WEEKLY_DIGEST = "weekly-digest"


OF_REPORTS = frozenset(
    {NoticeKind.REPORT_TO_SUBMIT, NoticeKind.REPORT_TO_APPROVE, NoticeKind.REPORT_RELEASED}
)
"""What is about a board report, and has a link to its page."""

AT_ONCE = frozenset({NoticeKind.REFERRAL_NEWS, NoticeKind.TEAM_MEETING, NoticeKind.COVER}) | OF_REPORTS
"""What is sent within minutes, because somebody else has just done it; all else waits for the morning."""

OF_DUE: dict[tuple[DueKind, bool], NoticeKind] = {
    (DueKind.REVIEW, False): NoticeKind.REVIEW_DUE,
    (DueKind.REVIEW, True): NoticeKind.REVIEW_OVERDUE,
    (DueKind.ASSESSMENT_TO_COMPLETE, False): NoticeKind.ASSESSMENT_DUE,
    (DueKind.ASSESSMENT_TO_COMPLETE, True): NoticeKind.ASSESSMENT_OVERDUE,
    (DueKind.ACTION, False): NoticeKind.ACTION_DUE,
    (DueKind.ACTION, True): NoticeKind.ACTION_OVERDUE,
    (DueKind.CONSENT_TO_RENEW, False): NoticeKind.CONSENT_DUE,
    (DueKind.CONSENT_TO_RENEW, True): NoticeKind.CONSENT_OVERDUE,
}
"""The kind of notice for what is due (False) or overdue (True)."""


class NoticeState(Word):
    """Where a notice stands. A notice that no longer holds before it is sent is taken back."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNCERTAIN = "uncertain"


@dataclass(frozen=True, slots=True)
class Choices:
    """Which reminders somebody takes by e-mail: all of them, until they choose otherwise."""

    daily: bool = True
    weekly: bool = True
    at_once: bool = True

    def take(self, kind: NoticeKind) -> bool:
        """Whether notices of this kind are wanted."""
        if kind is NoticeKind.WEEKLY_DIGEST:
            return self.weekly
        return self.at_once if kind in AT_ONCE else self.daily


@dataclass(frozen=True, slots=True)
class Reminder:
    """Something to tell somebody once. day: the one that it is due on or about, so that a new day is news."""

    kind: NoticeKind
    subject_id: UUID
    day: date


def wanted(reminders: Iterable[Reminder], choices: Choices) -> frozenset[Reminder]:
    """Those reminders that somebody takes by e-mail."""
    return frozenset(each for each in reminders if choices.take(each.kind))


def is_morning(now: datetime, today: date) -> bool:
    """Whether the day's reminders may go: Monday to Friday, from seven o'clock as London's clocks show it."""
    return today.isoweekday() <= LAST_WORKDAY and now.astimezone(LONDON).hour >= MORNING


def monday_of(today: date) -> date:
    """The Monday of a day's week, whose digest it is: one sent late, on a Tuesday, is still Monday's."""
    return today - timedelta(days=today.isoweekday() - 1)


def is_digest_day(today: date, looked_on: date | None) -> bool:
    """Whether the week's digest goes today: on Monday, or later where Monday's look was missed.

    looked_on: the day before today on which somebody was last looked at; None: never.
    """
    monday = monday_of(today)
    return today == monday or (looked_on is not None and looked_on < monday)


def next_wait(tries: int) -> timedelta | None:
    """How long to wait after so many tries; None: it is not tried again."""
    return FIRST_WAIT * 2 ** (tries - 1) if tries < MOST_TRIES else None
