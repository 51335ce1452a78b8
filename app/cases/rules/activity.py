"""What may be recorded of an assessment: while it is open, within consent, each thing with what it needs."""

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.cases.rules.course import Attendance
from app.cases.rules.vocabulary import AssessmentKind, AssessmentStage, ClosureReason, ConsentDecision
from app.errors import RuleRefused

NO_CONSENT = frozenset({ConsentDecision.REFUSED, ConsentDecision.WITHDRAWN})
WITHOUT_TEAM = frozenset({AssessmentStage.IDENTIFY, AssessmentStage.ASSESS})


@dataclass(frozen=True, slots=True)
class Invited:
    """Somebody invited to a team meeting: a practitioner, or an agency and the role of whoever comes."""

    attendance: Attendance
    practitioner_id: UUID | None = None
    agency_id: UUID | None = None
    role: str | None = None

    @property
    def who(self) -> tuple[UUID | None, UUID | None, str | None]:
        """Who it is, whether they came or not."""
        return (self.practitioner_id, self.agency_id, self.role)

    @property
    def is_clear(self) -> bool:
        """Whether it is either a practitioner alone, or an agency and a role."""
        of_agency = (self.agency_id is not None, self.role is not None)
        return of_agency == ((False, False) if self.practitioner_id else (True, True))


def check_open(closed_on: date | None) -> None:
    """Raises RuleRefused("assessment-closed") once an assessment is closed."""
    if closed_on is not None:
        raise RuleRefused("assessment-closed", "This assessment is closed. Open it again to go on with it.")


def check_consent(latest: ConsentDecision | None) -> None:
    """Refuse to go on without consent. latest: the last decision; None where none is recorded.

    Source: policy of the East Midlands minimum standards: no CAF without agreement; withdrawal acts at once.
    Raises RuleRefused("no-consent").
    """
    if latest in NO_CONSENT:
        raise RuleRefused(
            "no-consent",
            "The family has refused or withdrawn consent, so nothing more may be recorded of this "
            "assessment. You can close it.",
        )


def check_children(kind: AssessmentKind, children: Set[UUID], household: Set[UUID]) -> None:
    """A CAF is of one child of the household, a family assessment of one or more.

    Raises RuleRefused("not-in-household" | "one-child").
    """
    if not children <= household:
        raise RuleRefused("not-in-household", "Choose children who live in this household now.")
    if not children or (kind is AssessmentKind.CAF and len(children) != 1):
        raise RuleRefused(
            "one-child", "A CAF is of one child. Choose one, or register a family assessment of several."
        )


def check_not_open_already(kind: AssessmentKind, open_kinds: Set[AssessmentKind]) -> None:
    """Refuse a second assessment of the same children beside one that is open.

    A family assessment is a family-wide CAF, so a CAF of a child whom it covers would be the second; a family
    assessment may take further what the CAF of one child began.
    Raises RuleRefused("already-open").
    """
    hindering = set(AssessmentKind) if kind is AssessmentKind.CAF else {AssessmentKind.FAMILY_ASSESSMENT}
    if hindering & open_kinds:
        raise RuleRefused(
            "already-open", "An assessment of this child is open already. Go on with that one instead."
        )


def check_invited(people: Sequence[Invited], meets_on: date, today: date) -> None:
    """Somebody is invited, nobody twice, and nobody has been to a meeting that is still to come.

    Raises RuleRefused("nobody-invited" | "invited-unclear" | "invited-twice" | "not-held-yet").
    """
    if not people:
        raise RuleRefused("nobody-invited", "Name at least one person who is invited.")
    if not all(each.is_clear for each in people):
        raise RuleRefused("invited-unclear", "Name a practitioner, or an agency and the role of who comes.")
    if len({each.who for each in people}) < len(people):
        raise RuleRefused("invited-twice", "The same person is named twice. Name each once.")
    if is_held(people) and meets_on > today:
        raise RuleRefused("not-held-yet", "Nobody can have attended a meeting that is still to come.")


def is_held(people: Iterable[Invited]) -> bool:
    """Whether a meeting was held: somebody came."""
    return any(each.attendance is Attendance.ATTENDED for each in people)


def check_closing_day(
    stage: AssessmentStage, reason: ClosureReason, closed_on: date, agreed_on: Set[date]
) -> None:
    """An assessment with a team is closed at one of its meetings.

    agreed_on: the days of meetings held, and of closures agreed on before. Before there is a team, and when
    consent is withdrawn, which acts at once, no meeting is needed.
    Source: East Midlands minimum standards, page 88 (always by a sign-off meeting).
    Raises RuleRefused("no-closing-meeting").
    """
    if stage in WITHOUT_TEAM or reason is ClosureReason.CONSENT_WITHDRAWN or closed_on in agreed_on:
        return
    raise RuleRefused(
        "no-closing-meeting",
        "No team meeting is recorded as held on that day. Record the meeting that agreed on the closure "
        "first, or give the day of one that is recorded.",
    )


def check_review(
    reviewed_on: date, next_review_on: date, *, needs_to_happen: str | None, actions: int
) -> None:
    """A review leads on to another day, and says what needs to happen: in words or in actions.

    actions: those agreed on and those carried forward. Raises RuleRefused("next-review-too-early" |
    "nothing-to-happen").
    """
    check_next_review(reviewed_on, next_review_on)
    if not needs_to_happen and not actions:
        raise RuleRefused("nothing-to-happen", "Say what needs to happen, or agree on an action.")


def check_next_review(held_on: date, next_review_on: date) -> None:
    """Raises RuleRefused("next-review-too-early") unless the next review comes after what agreed on it."""
    if next_review_on <= held_on:
        raise RuleRefused("next-review-too-early", "The next review must be after this day.")


def check_action_days(agreed_on: date, due_on: date, done_on: date | None) -> None:
    """An action is due, and done, no earlier than it was agreed on.

    Raises RuleRefused("due-before-agreed" | "done-before-agreed").
    """
    if due_on < agreed_on:
        raise RuleRefused("due-before-agreed", "An action cannot be due before it was agreed on.")
    if done_on is not None and done_on < agreed_on:
        raise RuleRefused("done-before-agreed", "An action cannot be done before it was agreed on.")
