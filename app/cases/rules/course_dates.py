"""The days of an assessment's course, and what may not be among them: disorder, the future, an afterlife."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from app.cases.rules.lifecycle import AssessmentDates, assessment_stage
from app.cases.rules.vocabulary import AssessmentStage
from app.errors import RuleRefused
from app.periods import written_date


@dataclass(frozen=True, slots=True)
class CourseDates:
    """Everything of an assessment that has a day; None: not yet.

    The first of the meetings held and of the reviews may stand alone: an import brings only that one.
    levels: the days on which a level of need was decided.
    """

    initiated_on: date
    assessment_started_on: date | None = None
    assessment_completed_on: date | None = None
    first_team_meeting_on: date | None = None
    first_reviewed_on: date | None = None
    closed_on: date | None = None
    meetings: tuple[date, ...] = ()
    reviews: tuple[date, ...] = ()
    actions_done: tuple[date, ...] = ()
    levels: tuple[date, ...] = ()

    @property
    def stage(self) -> AssessmentStage:
        """The stage that the assessment has come to, all its days counted."""
        stages = AssessmentDates(
            self.initiated_on,
            self.assessment_started_on,
            self.first_team_meeting_on,
            self.first_reviewed_on,
            self.closed_on,
        )
        return assessment_stage(stages, date.max)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with the days of a course: a code and a sentence."""

    code: str
    sentence: str


# Each day, what it is called, and what has to come before it.
_CALLED = {
    "initiated_on": "the initiation",
    "assessment_started_on": "the start of the assessment",
    "assessment_completed_on": "the completion of the assessment",
    "first_team_meeting_on": "the first team meeting",
    "first_reviewed_on": "the first review",
}
_FOLLOWS = (
    ("initiated_on", "assessment_started_on"),
    ("assessment_started_on", "assessment_completed_on"),
    ("assessment_started_on", "first_team_meeting_on"),
    ("first_team_meeting_on", "first_reviewed_on"),
)


def check_change(before: CourseDates, after: CourseDates, today: date) -> None:
    """Refuse a change that would put something wrong into the days of a course.

    What was wrong before, such as an import's disorder, does not stop another mistake from being mended.
    Raises RuleRefused("date-missing" | "dates-out-of-order" | "in-the-future" | "after-closure").
    """
    known = set(faults(before, today))
    for fault in faults(after, today):
        if fault not in known:
            raise RuleRefused(fault.code, fault.sentence)


def faults(course: CourseDates, today: date) -> Iterator[Fault]:
    """Everything that is wrong with the days of a course, in the order of its stages."""
    for earlier, later in _FOLLOWS:
        yield from _order(_CALLED[earlier], getattr(course, earlier), _CALLED[later], getattr(course, later))
    others = (
        (_CALLED["first_team_meeting_on"], course.first_team_meeting_on, "a team meeting", course.meetings),
        (_CALLED["first_reviewed_on"], course.first_reviewed_on, "a review", course.reviews),
        (_CALLED["initiated_on"], course.initiated_on, "an action done", course.actions_done),
        (_CALLED["initiated_on"], course.initiated_on, "a decision on the level of need", course.levels),
    )
    for earlier, first, later, days in others:
        for day in days:
            yield from _order(earlier, first, later, day)
    for called, day in _days(course):
        if day > today:
            yield Fault(
                "in-the-future", _sentence(f"{called} may not be after today, {written_date(today)}.")
            )
        if course.closed_on is not None and day > course.closed_on:
            yield Fault(
                "after-closure",
                _sentence(
                    f"{called} on {written_date(day)} would be after the closure on "
                    f"{written_date(course.closed_on)}."
                ),
            )
    if course.closed_on is not None and course.closed_on > today:
        yield Fault("in-the-future", f"The closure may not be after today, {written_date(today)}.")


def _days(course: CourseDates) -> Iterator[tuple[str, date]]:
    """Everything that has happened, with what it is called; the closure left out."""
    for name, called in _CALLED.items():
        day = getattr(course, name)
        if day is not None:
            yield called, day
    for day in course.meetings:
        yield "a team meeting", day
    for day in course.reviews:
        yield "a review", day
    for day in course.actions_done:
        yield "an action done", day
    for day in course.levels:
        yield "a decision on the level of need", day


def _order(earlier: str, first: date | None, later: str, second: date | None) -> Iterator[Fault]:
    if second is None:
        return
    if first is None:
        yield Fault("date-missing", _sentence(f"{later} needs {earlier} to be recorded before it."))
    elif second < first:
        yield Fault(
            "dates-out-of-order",
            _sentence(
                f"{later} on {written_date(second)} would be before {earlier} on {written_date(first)}."
            ),
        )


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:]
