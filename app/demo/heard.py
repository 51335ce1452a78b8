"""What children said at their reviews, and the supervision of families that nobody is allocated to.

The demonstration has it so that an inspection pack has something to tell. It is written after the reports are
made, and changes no figure of them: a first review is on file for each of these assessments already, and
oversight is counted of families with an allocation alone.
"""

from datetime import UTC, date, datetime, time, timedelta
from itertools import cycle

from sqlmodel import Session, col, select

from app.access.policies import Actor
from app.cases.models.assessments import Assessment
from app.cases.models.course import AssessmentReview
from app.cases.models.notes import OversightNote
from app.cases.models.triage import Allocation
from app.cases.rules.notes import OversightKind
from app.db import transaction

REVIEWED_SINCE = date(2013, 1, 13)
EVERY = 3
NEXT_REVIEW = timedelta(weeks=6)
SUPERVISED_AFTER = timedelta(days=5)
WORDS = (
    "I like it better now that we eat together. I still do not want to walk past the shops.",
    "My teacher listens. I want to stay in the football club.",
    "It is quieter at home. I sleep in my own bed most nights.",
    "I do not know why I have to come to meetings. The woman from the centre is all right.",
    "I want to see my dad on Saturdays again.",
)
WORKS_WELL = "School and home write to each other every week, and both keep to it."
WORRIES = "Mornings are late again when a parent is on early shifts."
DIRECTION = "Ask the child alone before the next review, and write down what is said."


def heard_at_reviews(*, actor: Actor, today: date) -> None:
    """Add it to every third assessment first reviewed in the six months. The same records make the same."""
    with transaction(actor) as session:
        allocated = set(session.exec(select(Allocation.family_id)))
        statement = (
            select(Assessment)
            .where(
                col(Assessment.first_reviewed_on) >= REVIEWED_SINCE,
                col(Assessment.first_reviewed_on) <= today,
                col(Assessment.id).not_in(select(AssessmentReview.assessment_id)),
            )
            .order_by(col(Assessment.import_key))
        )
        for assessment, words in zip(session.exec(statement).all()[::EVERY], cycle(WORDS), strict=False):
            if assessment.first_reviewed_on is None:
                continue
            reviewed_on = assessment.first_reviewed_on
            _review(session, assessment, reviewed_on, words)
            if assessment.family_id not in allocated and reviewed_on + SUPERVISED_AFTER <= today:
                _supervise(session, assessment, reviewed_on + SUPERVISED_AFTER, actor)


def _review(session: Session, assessment: Assessment, reviewed_on: date, words: str) -> None:
    session.add(
        AssessmentReview(
            assessment_id=assessment.id,
            reviewed_on=reviewed_on,
            works_well=WORKS_WELL,
            worries=WORRIES,
            childs_words=words,
            next_review_on=max(assessment.next_review_on or reviewed_on, reviewed_on + NEXT_REVIEW),
        )
    )


def _supervise(session: Session, assessment: Assessment, held_on: date, actor: Actor) -> None:
    session.add(
        OversightNote(
            family_id=assessment.family_id,
            kind=OversightKind.SUPERVISION,
            held_on=held_on,
            direction=DIRECTION,
            next_due_on=held_on + NEXT_REVIEW,
            written_by=actor.user_id,
            written_at=datetime.combine(held_on, time(9), UTC),
        )
    )
