"""Which stage an assessment is in, by its dates, and the moves between stages, as data."""

from dataclasses import dataclass
from datetime import date

from app.cases.rules.vocabulary import AssessmentStage
from app.errors import RuleRefused

# A review may lead to another; closure needs a meeting and a reason. An assessment that is opened again goes
# back to the stage that its other dates say, and so to what it was.
STAGE_MOVES: dict[AssessmentStage, frozenset[AssessmentStage]] = {
    AssessmentStage.IDENTIFY: frozenset({AssessmentStage.ASSESS, AssessmentStage.CLOSED}),
    AssessmentStage.ASSESS: frozenset({AssessmentStage.DELIVER, AssessmentStage.CLOSED}),
    AssessmentStage.DELIVER: frozenset({AssessmentStage.REVIEW, AssessmentStage.CLOSED}),
    AssessmentStage.REVIEW: frozenset({AssessmentStage.REVIEW, AssessmentStage.CLOSED}),
    AssessmentStage.CLOSED: frozenset(
        {AssessmentStage.IDENTIFY, AssessmentStage.ASSESS, AssessmentStage.DELIVER, AssessmentStage.REVIEW}
    ),
}


@dataclass(frozen=True, slots=True)
class AssessmentDates:
    """The days on which an assessment came to each of its stages; None: not yet.

    initiated_on: need identified and consent sought. first_team_meeting_on: the first Team Around the Family,
    with which delivery begins.
    """

    initiated_on: date
    assessment_started_on: date | None
    first_team_meeting_on: date | None
    first_reviewed_on: date | None
    closed_on: date | None


FURTHEST_FIRST = (
    ("closed_on", AssessmentStage.CLOSED),
    ("first_reviewed_on", AssessmentStage.REVIEW),
    ("first_team_meeting_on", AssessmentStage.DELIVER),
    ("assessment_started_on", AssessmentStage.ASSESS),
)
"""The date that says that each stage after the first was reached, the furthest stage first."""


def assessment_stage(dates: AssessmentDates, on: date) -> AssessmentStage:
    """The stage that an assessment had come to by the end of a day: the furthest one dated by then.

    Source: CAF practitioners' guide, March 2010 (identify, assess, deliver, review).
    Raises ValueError for a day before the assessment was initiated.
    """
    if on < dates.initiated_on:
        raise ValueError("the assessment had not been initiated by then")
    for name, stage in FURTHEST_FIRST:
        reached_on = getattr(dates, name)
        if reached_on is not None and reached_on <= on:
            return stage
    return AssessmentStage.IDENTIFY


def check_stage_move(current: AssessmentStage, wanted: AssessmentStage) -> None:
    """Refuse a move of an assessment that the table of moves does not allow.

    Raises RuleRefused("stage-not-allowed").
    """
    if wanted not in STAGE_MOVES[current]:
        raise RuleRefused(
            "stage-not-allowed",
            f"An assessment at “{current.label.lower()}” may not move to “{wanted.label.lower()}”.",
        )


def can_move_stage(current: AssessmentStage, wanted: AssessmentStage) -> bool:
    """Whether `check_stage_move` would let an assessment go from one stage to the other."""
    return wanted in STAGE_MOVES[current]
