"""Shapes of what people write for the Board's report, for programs and for pages. Shape only."""

from typing import Any

from apiflask import Schema
from marshmallow import fields, validate

from app.http import day, word
from app.reports.rules.board_words import (
    LONGEST_LINE,
    LONGEST_WORDS,
    OBJECTIVES,
    Level,
    PaperOf,
    RecommendationState,
    Trend,
)
from app.reports.rules.commentary import LONGEST_TEXT

NOT_OFFERED = "Choose one that is offered."
REAL_DATE = "Enter a real date, such as 27 9 2013."


def _words(required: str, longest: int) -> fields.String:
    return fields.String(
        required=True,
        validate=validate.Length(1, longest, error=f"Enter at most {longest:,} characters."),
        error_messages={"required": required},
    )


def _day(required: str) -> fields.Date:
    return day(required=True, error_messages={"required": required, "invalid": REAL_DATE})


def _no_day() -> fields.Date:
    return day(load_default=None, allow_none=True, error_messages={"invalid": REAL_DATE})


def _one_of(values: Any, required: str) -> fields.Enum[Any]:
    return word(values, required=True, error_messages={"required": required, "unknown": NOT_OFFERED})


class BoardTextIn(Schema):
    """The text of a section; an empty one takes it back."""

    text = fields.String(
        load_default="",
        validate=validate.Length(0, LONGEST_TEXT, error=f"Enter at most {LONGEST_TEXT:,} characters."),
    )


class PaperVersion(Schema):
    """The version that a form started from."""

    version = fields.Integer(
        required=True,
        error_messages={
            "required": "Open this page again, and start from there.",
            "invalid": "Open this page again, and start from there.",
            "too_large": "Open this page again, and start from there.",
        },
        validate=validate.Range(0, 1_000_000, error="Open this page again, and start from there."),
    )


class BoardTextForm(PaperVersion, BoardTextIn):
    """The same as a page sends it. do: what is asked for; figure: one to put in."""

    do = fields.String(load_default="save")
    figure = fields.String(load_default="")


class BoardRecommendationIn(Schema):
    """What the Board is asked to agree. owner: the named officer who follows it up."""

    paper = _one_of(PaperOf, "Choose the paper that it is in.")
    text = _words("Enter what the Board is asked to do.", LONGEST_WORDS)
    asked_on = _day("Enter the day of the Board’s meeting.")
    owner = _words("Enter the officer who follows it up.", LONGEST_LINE)
    due_on = _day("Enter the day by which it is to be done.")
    done_on = _no_day()


class BoardRecommendationForm(PaperVersion, BoardRecommendationIn):
    """The same with the version that was seen, as a page sends it."""


class BoardProgressIn(Schema):
    """What has come of a recommendation by a day."""

    noted_on = _day("Enter the day that this is of.")
    note = _words("Enter what has come of it.", LONGEST_WORDS)


class BoardRiskIn(Schema):
    """A risk, what is done about it, and by whom."""

    paper = _one_of(PaperOf, "Choose the paper that it is in.")
    risk = _words("Enter what may go wrong.", LONGEST_WORDS)
    likelihood = _one_of(Level, "Choose how likely it is.")
    impact = _one_of(Level, "Choose how much it would matter.")
    mitigation = _words("Enter what you do about it.", LONGEST_WORDS)
    owner = _words("Enter the officer who owns it.", LONGEST_LINE)
    trend = _one_of(Trend, "Choose where it is going.")
    raised_on = _day("Enter the day that it was raised on.")
    review_on = _day("Enter the day by which it is looked at again.")
    closed_on = _no_day()


class BoardRiskForm(PaperVersion, BoardRiskIn):
    """The same with the version that was seen, as a page sends it."""


class BoardTitleBlockIn(Schema):
    """Whom the papers are from, and what they bear on."""

    director = _words("Enter the director.", LONGEST_LINE)
    families_contact = _words("Enter the contact officer of the Priority Families Update.", LONGEST_LINE)
    caf_contact = _words("Enter the contact officer of the CAF paper.", LONGEST_LINE)
    other_officers = _words("Enter the other officers, or None.", LONGEST_LINE)
    wards_affected = _words("Enter the wards, or All.", LONGEST_LINE)
    objectives = fields.List(
        fields.String(validate=validate.OneOf(tuple(OBJECTIVES), error=NOT_OFFERED)),
        load_default=(),
        validate=validate.Length(0, len(OBJECTIVES), error=NOT_OFFERED),
    )


class BoardTitleBlockForm(PaperVersion, BoardTitleBlockIn):
    """The same with the version that was seen, as a page sends it."""


class BoardVersionOut(Schema):
    """The version that it has now."""

    version = fields.Integer(required=True)


class BoardNumberOut(Schema):
    """The number that it was given."""

    number = fields.Integer(required=True)


class BoardWrittenOut(Schema):
    """A version: who wrote it, and when. by: null where a program did."""

    version = fields.Integer(required=True)
    at = fields.AwareDateTime(required=True)
    by = fields.String(required=True, allow_none=True)


class BoardSectionOut(Schema):
    """A section's text as at a day. draft: made from the figures. problem: why it cannot be printed."""

    key = fields.String(required=True)
    title = fields.String(required=True)
    text = fields.String(required=True, allow_none=True)
    draft = fields.String(required=True)
    version = fields.Integer(required=True)
    written = fields.Nested(BoardWrittenOut, required=True, allow_none=True)
    problem = fields.String(required=True, allow_none=True)


class BoardSectionsOut(Schema):
    """The sections of the report that a text can be written for, in order."""

    sections = fields.List(fields.Nested(BoardSectionOut), required=True)


class FigureToPlaceOut(Schema):
    """A figure that a text may name, as it does, with its value. is_near: the section has it already."""

    place = fields.String(required=True)
    value = fields.String(required=True)
    is_near = fields.Boolean(required=True)


class BoardTextKeptOut(Schema):
    """A version of a text; an empty one was taken back."""

    text = fields.String(required=True)
    written = fields.Nested(BoardWrittenOut, required=True)


class BoardSectionOpenedOut(BoardSectionOut):
    """The same, with the figures that it may name and its versions, the latest first."""

    figures = fields.List(fields.Nested(FigureToPlaceOut), required=True)
    history = fields.List(fields.Nested(BoardTextKeptOut), required=True)


class BoardProgressOut(Schema):
    """What had come of it by a day."""

    noted_on = fields.Date(required=True)
    note = fields.String(required=True)


class BoardRecommendationOut(Schema):
    """A recommendation as it stands. state: on today's date."""

    number = fields.Integer(required=True)
    paper = word(PaperOf, required=True)
    text = fields.String(required=True)
    asked_on = fields.Date(required=True)
    owner = fields.String(required=True)
    due_on = fields.Date(required=True)
    done_on = fields.Date(required=True, allow_none=True)
    state = word(RecommendationState, required=True)
    progress = fields.List(fields.Nested(BoardProgressOut), required=True)
    written = fields.Nested(BoardWrittenOut, required=True)


class BoardRecommendationOpenedOut(BoardRecommendationOut):
    """A recommendation by itself."""


class BoardRecommendationsOut(Schema):
    """The recommendations, by number."""

    recommendations = fields.List(fields.Nested(BoardRecommendationOut), required=True)


class BoardRiskOut(Schema):
    """A risk as it stands."""

    number = fields.Integer(required=True)
    paper = word(PaperOf, required=True)
    risk = fields.String(required=True)
    likelihood = word(Level, required=True)
    impact = word(Level, required=True)
    mitigation = fields.String(required=True)
    owner = fields.String(required=True)
    trend = word(Trend, required=True)
    raised_on = fields.Date(required=True)
    review_on = fields.Date(required=True)
    closed_on = fields.Date(required=True, allow_none=True)
    written = fields.Nested(BoardWrittenOut, required=True)


class BoardRiskOpenedOut(BoardRiskOut):
    """A risk by itself."""


class BoardRisksOut(Schema):
    """The risks, by number."""

    risks = fields.List(fields.Nested(BoardRiskOut), required=True)


class BoardTitleBlockOut(Schema):
    """The title block as it stands."""

    director = fields.String(required=True)
    families_contact = fields.String(required=True)
    caf_contact = fields.String(required=True)
    other_officers = fields.String(required=True)
    wards_affected = fields.String(required=True)
    objectives = fields.List(fields.String(), required=True)
    written = fields.Nested(BoardWrittenOut, required=True)


class BoardTitleBlockStandingOut(Schema):
    """The title block, or null until it is set."""

    title_block = fields.Nested(BoardTitleBlockOut, required=True, allow_none=True)
