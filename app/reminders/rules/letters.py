"""The words of a reminder: how many things, of which kind, and where to sign in. Never whose.

E-mail is read on lock screens and passed on by mistake, so a message holds counts and links only: it is made
from counts and ids of board reports, and has no way to hold a name, a reference, a date of birth or anything
that somebody typed.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from app.cases.rules.notes import CONTACT_WEEKS, OVERSIGHT_WEEKS
from app.reminders.rules.notices import OF_REPORTS, NoticeKind

K = NoticeKind

DUE_SOON = "due soon"
"""As the home page says it."""

WORDS: Mapping[NoticeKind, tuple[str, str]] = {
    K.REVIEW_DUE: ("review", "reviews"),
    K.REVIEW_OVERDUE: ("review", "reviews"),
    K.ASSESSMENT_DUE: ("assessment to complete", "assessments to complete"),
    K.ASSESSMENT_OVERDUE: ("assessment to complete", "assessments to complete"),
    K.ACTION_DUE: ("action", "actions"),
    K.ACTION_OVERDUE: ("action", "actions"),
    K.CONSENT_DUE: ("consent to renew", "consents to renew"),
    K.CONSENT_OVERDUE: ("consent to renew", "consents to renew"),
    K.NO_CONTACT: ("family that you lead", "families that you lead"),
    K.REFERRAL_NEWS: ("of your referrals", "of your referrals"),
    K.TEAM_MEETING: ("team meeting", "team meetings"),
    K.COVER: ("colleague", "colleagues"),
    K.FIGURE_ASKED: ("figure", "figures"),
    K.REPORT_TO_SUBMIT: ("draft of a board report to submit", "drafts of board reports to submit"),
    K.REPORT_TO_APPROVE: ("board report to approve", "board reports to approve"),
    K.REPORT_RELEASED: ("board report", "board reports"),
}
"""What one, and what several, of a kind are called under their heading."""

SECTIONS: tuple[tuple[str, tuple[NoticeKind, ...]], ...] = (
    ("Overdue", (K.REVIEW_OVERDUE, K.ASSESSMENT_OVERDUE, K.ACTION_OVERDUE, K.CONSENT_OVERDUE)),
    (DUE_SOON.capitalize(), (K.REVIEW_DUE, K.ASSESSMENT_DUE, K.ACTION_DUE, K.CONSENT_DUE)),
    (f"No contact noted for {CONTACT_WEEKS} weeks or more", (K.NO_CONTACT,)),
    ("You are invited to", (K.TEAM_MEETING,)),
    ("There is news", (K.REFERRAL_NEWS,)),
    ("You stand in for", (K.COVER,)),
    ("You are asked for", (K.FIGURE_ASKED,)),
    ("Waiting for you", (K.REPORT_TO_APPROVE, K.REPORT_TO_SUBMIT)),
    ("Released to you", (K.REPORT_RELEASED,)),
)


@dataclass(frozen=True, slots=True)
class Managed:
    """What is due where somebody manages: how much of it is overdue, and families without oversight."""

    overdue: int = 0
    due: int = 0
    unseen: int = 0


@dataclass(frozen=True, slots=True)
class Digest:
    """How much is due in all, as the home page lists it."""

    counts: Mapping[NoticeKind, int] = field(default_factory=dict)
    managed: Managed = Managed()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell."""
        return not any(self.counts.values()) and self.managed == Managed()


@dataclass(frozen=True, slots=True)
class Letter:
    """A message's subject and its words."""

    subject: str
    text: str


def letter(
    news: Mapping[NoticeKind, int],
    digest: Digest | None,
    *,
    public_url: str,
    reports: Sequence[UUID] = (),
) -> Letter:
    """The message that tells what is new, and where digest is given how much is due in all.

    reports: the board reports among the news, each of which gets a link to its page.
    """
    new = sum(news.values())
    lines: list[str] = []
    if new:
        lines += [f"You have {new} new {_one_or_more(new, 'reminder', 'reminders')} in Loxley.", ""]
        lines += _sections(news)
    if digest is not None:
        lines += ["This is all that is due, as your home page lists it.", ""]
        lines += [*_sections(digest.counts), *_managed(digest.managed)]
    if reports:
        lines += [
            f"Sign in to open the {_one_or_more(len(reports), 'report', 'reports')}:",
            *(f"{public_url}/reports/{each}" for each in reports),
            "",
        ]
    if digest is not None or any(count for kind, count in news.items() if kind not in OF_REPORTS):
        lines += ["Sign in to see which families these are about:", f"{public_url}/", ""]
    lines += [
        "E-mail is not private, so this message says how many and no more.",
        "",
        "To stop these messages, or to choose which you get, sign in and go to:",
        f"{public_url}/reminders",
        "",
    ]
    return Letter(_subject(new, digest), "\n".join(lines))


def _subject(new: int, digest: Digest | None) -> str:
    if digest is None:
        return f"Loxley: {new} new {_one_or_more(new, 'reminder', 'reminders')}"
    return "Loxley: what is due this week"


def _sections(counts: Mapping[NoticeKind, int]) -> Iterator[str]:
    for heading, kinds in SECTIONS:
        told = [_counted(counts[kind], *WORDS[kind]) for kind in kinds if counts.get(kind)]
        yield from _section(heading, told)


def _managed(managed: Managed) -> Iterator[str]:
    counts = (
        (managed.overdue, "overdue", "overdue"),
        (managed.due, DUE_SOON, DUE_SOON),
        (
            managed.unseen,
            f"family without oversight noted for {OVERSIGHT_WEEKS} weeks or more",
            f"families without oversight noted for {OVERSIGHT_WEEKS} weeks or more",
        ),
    )
    yield from _section("Where you manage", [_counted(*each) for each in counts if each[0]])


def _section(heading: str, told: Iterable[str]) -> Iterator[str]:
    lines = [f"  {each}" for each in told]
    if lines:
        yield from (heading, *lines, "")


def _counted(count: int, one: str, more: str) -> str:
    return f"{count} {_one_or_more(count, one, more)}"


def _one_or_more(count: int, one: str, more: str) -> str:
    return one if count == 1 else more
