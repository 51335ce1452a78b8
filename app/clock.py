"""What day it is for the council and what time it is in the world. Called at edges only."""

import os
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from app.config import given_today

LONDON = ZoneInfo("Europe/London")


def today() -> date:
    """The business date: LOXLEY_TODAY where it is set, else today's date in London."""
    return given_today(os.environ) or datetime.now(LONDON).date()


def now() -> datetime:
    """This instant, aware, in UTC: always the real one, whatever the business date."""
    return datetime.now(UTC)
