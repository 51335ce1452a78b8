"""A data-cleansing campaign on the live site, for tests that look at its pages."""

from datetime import date
from uuid import UUID

from app import clock
from app.access.policies import COMMAND_LINE
from app.campaigns.rules.answers import Given
from app.campaigns.rules.vocabulary import CampaignKind, RowAnswer
from app.campaigns.services import answering, running
from app.campaigns.services.answering import AnswerSent
from tests.conftest import TODAY


def disown(campaign: UUID, number: int) -> None:
    """Say of the first cases that nobody has answered that they are not theirs."""
    opened = answering.open_list(campaign, actor=COMMAND_LINE, today=TODAY)
    not_ours = Given(RowAnswer.NOT_OURS, words="The school")
    answers = {row.id: AnswerSent(not_ours, row.version) for row in opened.rows[:number]}
    answering.answer_rows(campaign, answers, actor=COMMAND_LINE, today=TODAY, now=clock.now())


def a_campaign(kind: CampaignKind) -> UUID:
    """The open campaign of a kind; it is started if there is none."""
    for each in running.list_campaigns(actor=COMMAND_LINE, today=TODAY):
        if each.campaign.kind is kind and each.campaign.closed_on is None:
            return each.campaign.id
    return running.start_campaign(
        kind, date(2013, 8, 9), "Before the Board meets.", actor=COMMAND_LINE, today=TODAY
    )
