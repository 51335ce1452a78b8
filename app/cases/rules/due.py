"""What is due of an open assessment, and when: its review, its completion, its actions, consent again."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from app.cases.rules.register import REVIEW_DUE_MONTHS
from app.cases.rules.renewal import is_renewal_shown, renewal_due_on
from app.cases.rules.vocabulary import ConsentDecision, Word
from app.periods import add_months

COMPLETE_WITHIN = timedelta(weeks=6)
"""How long an assessment may take from its initiation: ours, until the council says otherwise."""

SOON = timedelta(weeks=2)
"""How long before its day something is shown as due."""


class DueKind(Word):
    """What is due of an assessment."""

    ASSESSMENT_TO_COMPLETE = "assessment-to-complete"
    REVIEW = "review"
    ACTION = "action"
    CONSENT_TO_RENEW = "consent-to-renew"


@dataclass(frozen=True, slots=True)
class OpenAssessment:
    """The days of an open assessment that say what is due. next_review_on: as last agreed.

    consent: what was decided last, and consent_on when; None: nothing is recorded, or an import brought only
    the day on which it was given.
    """

    initiated_on: date
    assessment_completed_on: date | None
    first_team_meeting_on: date | None
    first_reviewed_on: date | None
    next_review_on: date | None
    consent: ConsentDecision | None = None
    consent_on: date | None = None


def due_of(assessment: OpenAssessment) -> Iterator[tuple[DueKind, date]]:
    """What is due of an open assessment, its actions apart, with the day."""
    if assessment.assessment_completed_on is None:
        yield DueKind.ASSESSMENT_TO_COMPLETE, assessment.initiated_on + COMPLETE_WITHIN
    review_on = review_due_on(assessment)
    if review_on is not None:
        yield DueKind.REVIEW, review_on
    renewal_on = renewal_due_on(assessment.consent, assessment.consent_on)
    if renewal_on is not None:
        yield DueKind.CONSENT_TO_RENEW, renewal_on


def review_due_on(assessment: OpenAssessment) -> date | None:
    """The day agreed for the next review; where none is, six months after the last that is known of.

    None before the first team meeting: there is nothing yet to review.
    """
    if assessment.next_review_on is not None:
        return assessment.next_review_on
    last = assessment.first_reviewed_on or assessment.first_team_meeting_on
    return add_months(last, REVIEW_DUE_MONTHS) if last else None


def is_shown(due_on: date, today: date, kind: DueKind = DueKind.ACTION) -> bool:
    """Whether something is overdue or due soon; consent is shown earlier than the rest."""
    if kind is DueKind.CONSENT_TO_RENEW:
        return is_renewal_shown(due_on, today)
    return due_on <= today + SOON
