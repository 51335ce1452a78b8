"""The words in which data-cleansing campaigns are recorded."""

from app.cases.rules.vocabulary import Word


class CampaignKind(Word):
    """What is wrong with the cases that a campaign asks about."""

    LONG_OPEN = "long-open"
    PAST_REVIEW = "past-review"
    NEVER_REVIEWED = "never-reviewed"
    NO_LEAD = "no-lead"
    CONTRADICTORY_DATES = "contradictory-dates"
    DUPLICATES = "duplicates"

    @property
    def label(self) -> str:
        """The kind as pages print it."""
        return _KINDS[self][0]

    @property
    def meaning(self) -> str:
        """Which cases are of this kind, in a sentence."""
        return _KINDS[self][1]

    @property
    def question(self) -> str:
        """What is asked of each case."""
        return _KINDS[self][2]


class RowAnswer(Word):
    """What somebody answers about one case of a campaign."""

    STILL_OPEN = "still-open"
    CLOSE_IT = "close-it"
    MENDED = "mended"
    RIGHT_AS_IT_IS = "right-as-it-is"
    SAME_PERSON = "same-person"
    DIFFERENT_PEOPLE = "different-people"
    DO_NOT_KNOW = "do-not-know"
    NOT_OURS = "not-ours"

    @property
    def label(self) -> str:
        """The answer as pages print it."""
        return _ANSWERS.get(self, self.value.replace("-", " ").capitalize())


class PointDecision(Word):
    """What becomes of a case of which whoever was asked says that it is not theirs."""

    SEND_ON = "send-on"
    CLOSE = "close"

    @property
    def label(self) -> str:
        """The decision as forms offer it."""
        return _DECISIONS[self]


class Moment(Word):
    """When figures were kept."""

    START = "start"
    CLOSING = "closing"


_DECISIONS = {
    PointDecision.SEND_ON: "Send on to another agency",
    PointDecision.CLOSE: "Close the point",
}

_IS_IT_OPEN = "Is it still open, should it be closed, or is it not yours?"

_KINDS: dict[CampaignKind, tuple[str, str, str]] = {
    CampaignKind.LONG_OPEN: (
        "Open for over two years",
        "Assessments initiated more than two years ago and not closed.",
        _IS_IT_OPEN,
    ),
    CampaignKind.PAST_REVIEW: (
        "Past its review date",
        "Open assessments whose next review is overdue: the day agreed, or six months after the last.",
        _IS_IT_OPEN,
    ),
    CampaignKind.NEVER_REVIEWED: (
        "Never reviewed",
        "Open assessments more than six months past the first team meeting, and not reviewed yet.",
        _IS_IT_OPEN,
    ),
    CampaignKind.NO_LEAD: (
        "No lead professional",
        "Open assessments without a lead professional.",
        _IS_IT_OPEN,
    ),
    CampaignKind.CONTRADICTORY_DATES: (
        "Dates that contradict each other",
        "Assessments with a day before what has to come first, after the closure, or still to come.",
        "Mend the dates on the assessment, or say why they are right as they are.",
    ),
    CampaignKind.DUPLICATES: (
        "Perhaps the same person twice",
        "People on file with the same or a similar name and the same date of birth.",
        "Are they one person or two?",
    ),
}

_ANSWERS = {
    RowAnswer.CLOSE_IT: "Close it",
    RowAnswer.MENDED: "The dates have been mended",
    RowAnswer.RIGHT_AS_IT_IS: "It is right as it is",
    RowAnswer.DO_NOT_KNOW: "Don’t know",
}
