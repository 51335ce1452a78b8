"""The version of a case of a campaign, which its answers and decisions count up together."""

from app.campaigns.models import CampaignAnswer, CampaignDecision
from app.errors import Conflict


def check_unchanged(version: int, latest: CampaignAnswer | None, decision: CampaignDecision | None) -> None:
    """Refuse what was entered from another version than that of now.

    Raises Conflict("changed-meanwhile").
    """
    now = max((each.version for each in (latest, decision) if each), default=0)
    if now != version:
        raise Conflict(
            "changed-meanwhile",
            "Somebody else has answered this, or decided about it, since you opened the list.",
            version=now,
        )
