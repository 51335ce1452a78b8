"""The early help table of Data to Insight's standard safeguarding dataset. Pure.

Source: ssd_early_help_episodes of the dataset, items EARL001A to EARL008A.
"""

from collections.abc import Iterable
from datetime import date

from app.exports.rules.checks import Rule, broken, error, query
from app.exports.rules.columns import Cell, Column
from app.exports.rules.episodes import Episode

_WORDS = "The dataset takes the council’s own words here; Loxley’s stand as its records hold them."

COLUMNS = (
    Column("earl_episode_id", "EARL001A, the key: a child’s place in one assessment.", "id"),
    Column("earl_person_id", "EARL002A: the child’s key, the same as Annex A’s Child Unique ID.", "text"),
    Column(
        "earl_episode_start_date",
        "EARL003A: the day on which the CAF or family assessment was initiated.",
        "yyyy-mm-dd",
        verify="The dataset stores a date; the form in a file of text was not found.",
    ),
    Column(
        "earl_episode_end_date",
        "EARL004A: the day of closure.",
        "yyyy-mm-dd",
        empty="open on the day",
        verify="The dataset stores a date; the form in a file of text was not found.",
    ),
    Column(
        "earl_episode_reason",
        "EARL005A: the primary reason for which it was initiated.",
        "word",
        empty="no primary reason is recorded",
        verify=_WORDS,
    ),
    Column(
        "earl_episode_end_reason",
        "EARL006A: the reason agreed at closure, such as needs-met or escalated-to-social-care.",
        "word",
        empty="open on the day",
        verify=_WORDS,
    ),
    Column(
        "earl_episode_organisation",
        "EARL007A: the agency of the lead professional.",
        "text",
        empty="no agency leads it on file",
    ),
    Column(
        "earl_episode_worker_id",
        "EARL008A: the lead professional’s key.",
        "text",
        empty="no lead professional is on file",
    ),
)

END_WITHOUT_REASON = error(
    "SSD01",
    "earl_episode_end_reason",
    "The episode has an end date without a reason, or a reason without an end date.",
    "Record the closure with its day and its reason.",
)
END_BEFORE_START = error(
    "SSD02",
    "earl_episode_end_date",
    "The episode ends before it starts.",
    "Correct the day of initiation or of closure.",
)
NO_REASON = query(
    "SSD03",
    "earl_episode_reason",
    "no primary reason is recorded.",
    "Record why the assessment was initiated, and which reason is the primary one.",
)
NO_ORGANISATION = query(
    "SSD04",
    "earl_episode_organisation",
    "no agency is recorded as leading the assessment.",
    "Name the lead professional of the assessment.",
)
NO_WORKER = query(
    "SSD05",
    "earl_episode_worker_id",
    "no lead professional is recorded.",
    "Name the lead professional of the assessment.",
)
OVERLAPS = query(
    "SSD06",
    "earl_person_id",
    "another episode of this child was still open when this one began.",
    "Close the earlier one if it ended, or explain why both go on.",
)
LONG_OPEN = query(
    "SSD07",
    "earl_episode_end_date",
    "the episode has been open for more than two years.",
    "Close it with its reason, or record the review that keeps it open.",
)

RULES = (END_WITHOUT_REASON, END_BEFORE_START, NO_REASON, NO_ORGANISATION, NO_WORKER, OVERLAPS, LONG_OPEN)


def row(episode: Episode, as_at: date) -> tuple[Cell, ...]:
    """A child's assessment as the table holds it. as_at: what the dates are masked by already."""
    return (
        str(episode.id),
        episode.child,
        episode.initiated_on.isoformat(),
        episode.closed_on.isoformat() if episode.closed_on else None,
        episode.primary_reason,
        episode.closure_reason,
        episode.lead_agency,
        episode.worker,
    )


def faults(episode: Episode, as_at: date) -> Iterable[Rule]:
    """What is wrong with, or to be looked at in, an episode before the table is sent."""
    return broken(
        ((episode.closed_on is None) != (episode.closure_reason is None), END_WITHOUT_REASON),
        (episode.closed_on is not None and episode.closed_on < episode.initiated_on, END_BEFORE_START),
        (episode.primary_reason is None, NO_REASON),
        (episode.lead_agency is None, NO_ORGANISATION),
        (episode.worker is None, NO_WORKER),
        (episode.overlaps, OVERLAPS),
        (episode.is_long_open(as_at), LONG_OPEN),
    )
