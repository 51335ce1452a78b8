"""A data-cleansing campaign on the live site, for tests that look at its pages."""

from datetime import date
from uuid import UUID

from app.access.policies import COMMAND_LINE
from app.campaigns.rules.vocabulary import CampaignKind
from app.campaigns.services import running
from tests.conftest import TODAY


def a_campaign(kind: CampaignKind) -> UUID:
    """The open campaign of a kind; it is started if there is none."""
    for each in running.list_campaigns(actor=COMMAND_LINE, today=TODAY):
        if each.campaign.kind is kind and each.campaign.closed_on is None:
            return each.campaign.id
    return running.start_campaign(
        kind, date(2013, 8, 9), "Before the Board meets.", actor=COMMAND_LINE, today=TODAY
    )
