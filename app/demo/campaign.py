"""A data-cleansing campaign of the demonstration's day, with some of its cases answered."""

from datetime import date, timedelta
from uuid import UUID

from app import clock
from app.access.policies import Actor
from app.campaigns.rules.answers import Given
from app.campaigns.rules.vocabulary import CampaignKind, RowAnswer
from app.campaigns.services import answering, running
from app.campaigns.services.answering import AnswerSent
from app.cases.rules.vocabulary import ClosureReason

ANSWERED_WITHIN = timedelta(weeks=4)
NOTE = "The Board looks at these figures in September."


def start_a_campaign(*, actor: Actor, today: date) -> UUID:
    """Ask the agencies about CAFs open for over two years, and answer for those that rang up."""
    campaign_id = running.start_campaign(
        CampaignKind.LONG_OPEN, today + ANSWERED_WITHIN, NOTE, actor=actor, today=today
    )
    opened = answering.open_list(campaign_id, actor=actor, today=today)
    answers = {
        row.id: AnswerSent(
            _answer(place, today), row.version, row.assessment.record_version if row.assessment else None
        )
        for place, row in enumerate(opened.rows)
    }
    answering.answer_rows(campaign_id, answers, actor=actor, today=today, now=clock.now())
    return campaign_id


def _answer(place: int, today: date) -> Given:
    """Each in turn: still open, to close, not ours. Those with a team and no meeting stay unanswered."""
    match place % 3:
        case 0:
            return Given(RowAnswer.STILL_OPEN)
        case 1:
            return Given(RowAnswer.CLOSE_IT, today, ClosureReason.FAMILY_DISENGAGED)
        case _:
            return Given(RowAnswer.NOT_OURS, words="The children’s centre")
