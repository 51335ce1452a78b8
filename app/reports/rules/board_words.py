"""The words of the Board's report that people write: texts, recommendations, risks, and the title block.

A release freezes them as they stood when it was made. They are free of cases: nobody of a family is in them.
"""

from dataclasses import dataclass
from datetime import date

from app.cases.rules.vocabulary import Word
from app.errors import RuleRefused

LONGEST_LINE = 200
LONGEST_WORDS = 1_000


class PaperOf(Word):
    """The two papers that the report may also be issued as."""

    FAMILIES = "priority-families"
    CAF = "common-assessment-framework"

    @property
    def heading(self) -> str:
        """What the paper is called."""
        return "Priority Families Update" if self is PaperOf.FAMILIES else "Common Assessment Framework"


class RecommendationState(Word):
    """Where what the Board asked for stands on a day."""

    OPEN = "open"
    OVERDUE = "overdue"
    DONE = "done"


class Level(Word):
    """How likely a risk is, and how much it would matter."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Trend(Word):
    """Where a risk is going."""

    RISING = "rising"
    STEADY = "steady"
    FALLING = "falling"


@dataclass(frozen=True, slots=True)
class Progress:
    """What has come of a recommendation by a day."""

    noted_on: date
    note: str


@dataclass(frozen=True, slots=True)
class Recommendation:
    """What the Board is asked, or was asked, to agree: at which Board, who follows it up, and by when."""

    number: int
    paper: PaperOf
    text: str
    asked_on: date
    owner: str
    due_on: date
    done_on: date | None
    progress: tuple[Progress, ...] = ()

    @property
    def person(self) -> str:
        """The officer's name, without their post."""
        return self.owner.partition(",")[0]

    def state(self, on: date) -> RecommendationState:
        """Where it stands on a day: overdue from the day after it was due."""
        if self.done_on is not None and self.done_on <= on:
            return RecommendationState.DONE
        return RecommendationState.OVERDUE if self.due_on < on else RecommendationState.OPEN

    def stands(self, on: date, due_on: str) -> str:
        """Where it stands on a day, with the latest that was noted by then. due_on: its day in words."""
        noted = [each.note for each in self.progress if each.noted_on <= on]
        state = self.state(on)
        due = "" if state is RecommendationState.DONE else f", due {due_on}"
        return " ".join((f"{state.label}{due}.", *noted[-1:]))


@dataclass(frozen=True, slots=True)
class Risk:
    """A risk to the programme, what is done about it, by whom, and when it is looked at again."""

    number: int
    paper: PaperOf
    risk: str
    likelihood: Level
    impact: Level
    mitigation: str
    owner: str
    trend: Trend
    raised_on: date
    review_on: date
    closed_on: date | None

    def is_open(self, on: date) -> bool:
        """Whether it had been raised, and not closed, by a day."""
        return self.raised_on <= on and (self.closed_on is None or self.closed_on > on)

    def is_review_due(self, on: date) -> bool:
        """Whether it should have been looked at again before a day."""
        return self.is_open(on) and self.review_on < on

    @property
    def weight(self) -> int:
        """How much of the Board's attention it wants: likelihood times impact."""
        levels = tuple(Level)
        return (levels.index(self.likelihood) + 1) * (levels.index(self.impact) + 1)


OBJECTIVES = {
    "safeguarding": "Stronger safeguarding",
    "healthy-living": "Healthy living",
    "substance-misuse": "Reducing substance misuse",
    "attainment": "Raising attainment",
    "attendance": "Improving attendance",
}
"""The objectives of the Children and Young People's Plan, which the title block has a box for each of."""


@dataclass(frozen=True, slots=True)
class TitleBlock:
    """Whom a paper is from, and what it bears on. objectives: the codes of those ticked."""

    director: str
    families_contact: str
    caf_contact: str
    other_officers: str
    wards_affected: str
    objectives: tuple[str, ...]

    @property
    def ticked(self) -> str:
        """Every objective with its box."""
        return " · ".join(
            f"{'☑' if code in self.objectives else '☐'} {words}" for code, words in OBJECTIVES.items()
        )

    def contacts(self, paper: PaperOf | None) -> tuple[str, ...]:
        """The contact officer of a paper; of both, for the whole report."""
        named = {PaperOf.FAMILIES: self.families_contact, PaperOf.CAF: self.caf_contact}
        return tuple(dict.fromkeys(name for of, name in named.items() if paper in (None, of)))


@dataclass(frozen=True, slots=True)
class BoardWords:
    """The words that a report was made with. texts: section and text."""

    texts: tuple[tuple[str, str], ...] = ()
    recommendations: tuple[Recommendation, ...] = ()
    risks: tuple[Risk, ...] = ()
    title_block: TitleBlock | None = None

    def text(self, section: str) -> str | None:
        """What was written for a section; None: nothing."""
        return dict(self.texts).get(section)


def check_due_on(due_on: date, asked_on: date) -> None:
    """Raises RuleRefused("due-too-early") when a recommendation would be due before the Board was asked."""
    if due_on < asked_on:
        raise RuleRefused("due-too-early", "It is due on the day of the Board’s meeting or later.")


def check_done_on(done_on: date | None, asked_on: date, today: date) -> None:
    """Raises RuleRefused("done-too-early" | "done-to-come")."""
    if done_on is not None and done_on < asked_on:
        raise RuleRefused("done-too-early", "It cannot be done before the Board was asked.")
    if done_on is not None and done_on > today:
        raise RuleRefused("done-to-come", "Say that it is done once it is: give today or an earlier day.")


def check_noted_on(noted_on: date, asked_on: date, today: date) -> None:
    """Raises RuleRefused("noted-too-early" | "noted-to-come")."""
    if noted_on < asked_on:
        raise RuleRefused("noted-too-early", "Progress is noted from the day that the Board was asked on.")
    if noted_on > today:
        raise RuleRefused("noted-to-come", "Note what has happened by today or an earlier day.")


def check_risk_days(raised_on: date, review_on: date, closed_on: date | None, today: date) -> None:
    """Raises RuleRefused("raised-to-come" | "review-too-early" | "closed-too-early" | "closed-to-come")."""
    if raised_on > today:
        raise RuleRefused("raised-to-come", "A risk is raised today or on an earlier day.")
    if review_on < raised_on:
        raise RuleRefused("review-too-early", "A risk is looked at again after it was raised.")
    if closed_on is not None and closed_on < raised_on:
        raise RuleRefused("closed-too-early", "A risk is closed on the day that it was raised or later.")
    if closed_on is not None and closed_on > today:
        raise RuleRefused("closed-to-come", "A risk is closed today or on an earlier day.")
