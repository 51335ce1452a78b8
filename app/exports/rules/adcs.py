"""The six outcomes of the ADCS Safeguarding Pressures research after an early help assessment. Pure.

Source: ADCS, Safeguarding Pressures, phase 9, table 2 (the categories and England's shares of 2023-24). How
Loxley's closure reasons stand for them is derived, and marked so wherever it is shown.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from app.exports.rules.checks import WHOLE_FILE, Found, Rule, broken, error, query
from app.exports.rules.columns import Cell, Column
from app.exports.rules.episodes import Episode

MONTHS = 12
ONE_PLACE = Decimal("0.1")
DERIVED = "How Loxley’s closure reasons stand for the six is derived: agree on it with whoever asks for them."


class Outcome(StrEnum):
    """What came after an early help assessment, in the research's own words."""

    STEP_UP = "Referral to social care (step up)"
    STEP_DOWN = "Referral to universal services (step down)"
    ADVICE = "Advice and information only"
    SUPPORT = "Support/intervention provided"
    NO_SUPPORT = "NFA no support"
    END_OF_SUPPORT = "NFA end of support"


ENGLAND = {
    Outcome.STEP_UP: 7,
    Outcome.STEP_DOWN: 13,
    Outcome.ADVICE: 14,
    Outcome.SUPPORT: 45,
    Outcome.NO_SUPPORT: 8,
    Outcome.END_OF_SUPPORT: 13,
}
NOT_RECORDED = frozenset({Outcome.STEP_DOWN, Outcome.ADVICE})
"""The outcomes that no closure reason of the records stands for: empty, which is not none."""

NOT_MAPPED = "Closed for another reason: none of the six"

ENDED_EARLY = frozenset({"family-disengaged", "consent-withdrawn", "moved-away"})

COLUMNS = (
    Column(
        "Outcome",
        "The outcome after an early help assessment.",
        "words",
        (
            (
                Outcome.STEP_UP,
                "closed as escalated to social care, once social care decided to take the case",
            ),
            (Outcome.STEP_DOWN, "no closure reason says it: left empty"),
            (Outcome.ADVICE, "no closure reason says it: left empty"),
            (Outcome.SUPPORT, "closed as needs met"),
            (
                Outcome.NO_SUPPORT,
                "closed as family disengaged, consent withdrawn or moved away, before a first team meeting",
            ),
            (
                Outcome.END_OF_SUPPORT,
                "closed as family disengaged, consent withdrawn or moved away, after a first team meeting",
            ),
            (NOT_MAPPED, "closed as other: counted apart, and in no share"),
        ),
        verify=DERIVED,
    ),
    Column(
        "Assessments",
        "CAFs and family assessments closed in the twelve months, each once.",
        "whole number",
        empty="the records do not hold this outcome, which is not the same as none",
    ),
    Column(
        "Children",
        "Children’s places in those assessments: a child in two of them counts twice.",
        "whole number",
        empty="the records do not hold this outcome, which is not the same as none",
        verify="Whether the research counts assessments or children was not found. Both stand here.",
    ),
    Column(
        "Base",
        "The assessments that stand for one of the six: what the share is of.",
        "whole number",
        empty="there is no share",
    ),
    Column(
        "Share %",
        "Assessments of the base, to one place.",
        "number with one place",
        empty="the records do not hold this outcome, or nothing was closed",
    ),
    Column(
        "England 2023-24 %", "The share in England, as published.", "whole number", empty="none of the six"
    ),
)
BEHIND = (
    Column("assessment", "The assessment’s id.", "id"),
    Column("family", "The family’s reference.", "text", empty="never identified for the programme"),
    Column("kind", "A CAF of one child, or a family assessment.", "word"),
    Column("closed on", "The day of closure.", "yyyy-mm-dd"),
    Column("closure reason", "The reason agreed at closure.", "word"),
    Column("first team meeting on", "The day of the first team meeting.", "yyyy-mm-dd", empty="none"),
    Column("outcome", "Which of the six it stands for.", "words", empty="none of them"),
)
"""The columns of the second file: the closed assessments behind the counts."""

NOT_HELD = query(
    "ADCS01",
    "Outcome",
    "the records do not hold this outcome. Its row is empty, and the shares are of the others.",
    "Count it by hand and enter it, or say in the return that it is not recorded.",
)
OTHER = query(
    "ADCS02",
    "Outcome",
    "the assessment was closed for another reason, which stands for none of the six.",
    "Open the assessment again, and close it with the reason that fits, or explain.",
)
NO_REASON = error(
    "ADCS03",
    "Outcome",
    "The assessment was closed without a reason.",
    "Record the reason agreed at closure.",
)
SMALL = query(
    "ADCS04",
    "Assessments",
    "a count is from 1 to 5.",
    "Keep the file to those who may see cases, or hide the count before it is published.",
)
RULES = (NOT_HELD, OTHER, NO_REASON, SMALL)


def outcome(episode: Episode) -> Outcome | None:
    """Which of the six a closed assessment stands for; None for none of them."""
    if episode.closure_reason == "escalated-to-social-care":
        return Outcome.STEP_UP
    if episode.closure_reason == "needs-met":
        return Outcome.SUPPORT
    if episode.closure_reason in ENDED_EARLY:
        return Outcome.END_OF_SUPPORT if episode.first_team_meeting_on else Outcome.NO_SUPPORT
    return None


def behind(episode: Episode) -> tuple[Cell, ...]:
    """A closed assessment in the second file."""
    met = episode.first_team_meeting_on
    return (
        str(episode.assessment_id),
        episode.reference,
        episode.kind,
        episode.closed_on.isoformat() if episode.closed_on else None,
        episode.closure_reason,
        met.isoformat() if met else None,
        outcome(episode),
    )


def faults(episode: Episode) -> Iterable[Rule]:
    """What is to be looked at in a closed assessment."""
    return broken(
        (episode.closure_reason is None, NO_REASON),
        (episode.closure_reason is not None and outcome(episode) is None, OTHER),
    )


@dataclass(slots=True)
class Tally:
    """Counts of closed assessments, taken one child's place at a time, those of an assessment together.

    It holds a number for each outcome, and nothing of the city: its size does not grow.
    """

    assessments: dict[Outcome | None, int] = field(default_factory=dict)
    children: dict[Outcome | None, int] = field(default_factory=dict)
    _last: object = None

    def add(self, episode: Episode) -> bool:
        """Count a child's place. Whether its assessment had not been counted before."""
        found = outcome(episode)
        is_new = episode.assessment_id != self._last
        self._last = episode.assessment_id
        self.children[found] = self.children.get(found, 0) + 1
        self.assessments[found] = self.assessments.get(found, 0) + is_new
        return is_new

    def rows(self) -> Iterable[tuple[Cell, ...]]:
        """The six rows, and the one of what stands for none of them."""
        base = sum(number for found, number in self.assessments.items() if found is not None)
        for each in Outcome:
            if each in NOT_RECORDED:
                yield (each.value, None, None, None, None, ENGLAND[each])
                continue
            number = self.assessments.get(each, 0)
            share = (Decimal(100 * number) / base).quantize(ONE_PLACE, ROUND_HALF_UP) if base else None
            shown = base if base else None
            yield (each.value, number, self.children.get(each, 0), shown, share, ENGLAND[each])
        yield (NOT_MAPPED, self.assessments.get(None, 0), self.children.get(None, 0), None, None, None)

    def faults(self) -> Iterable[Found]:
        """What is to be looked at in the table as a whole."""
        for place, each in enumerate(Outcome, start=1):
            if each in NOT_RECORDED:
                yield Found(NOT_HELD, each.value, place)
            elif 1 <= self.assessments.get(each, 0) <= 5:
                yield Found(SMALL, WHOLE_FILE, place)
