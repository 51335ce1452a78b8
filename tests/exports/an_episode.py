"""A child's assessment for tests of the exports' rules: sensible defaults, one keyword for what is tested."""

from datetime import date
from typing import Any
from uuid import UUID

from app.exports.rules.episodes import Episode

AS_AT = date(2013, 7, 12)


def an_episode(**given: Any) -> Episode:
    """A CAF of a boy of nine, assessed, with a lead professional, still open."""
    values: dict[str, Any] = {
        "id": UUID(int=1),
        "assessment_id": UUID(int=2),
        "family_id": UUID(int=3),
        "child_id": UUID(int=4),
        "child": "P-0001",
        "reference": "PF-000012K",
        "kind": "caf",
        "sex": "male",
        "ethnicity": "WBRI",
        "born_on": date(2004, 2, 29),
        "initiated_on": date(2013, 1, 7),
        "started_on": date(2013, 1, 9),
        "completed_on": date(2013, 2, 1),
        "first_team_meeting_on": date(2013, 2, 10),
        "first_reviewed_on": None,
        "closed_on": None,
        "closure_reason": None,
        "primary_reason": "behaviour",
        "reasons": 1,
        "initiating_agency": "Schools",
        "lead_agency": "Health visiting",
        "worker": "LP-0001",
        "overlaps": False,
        "first_level": 3,
        "last_level": 2,
        "is_listed": True,
        **given,
    }
    return Episode(**values)
