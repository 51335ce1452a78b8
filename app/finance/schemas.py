"""Shapes of the programme's money on the wire, and of the form of its page."""

from apiflask import Schema
from marshmallow import fields, validate

from app.http import word
from app.programme.packs import Certainty
from app.reports.schemas import FigureOut

PERCENT = validate.Range(min=0, max=100, error="Enter a percentage from 0 to 100.")
LONGEST_ID = 500


class AssumptionQuery(Schema):
    """What whoever asks assumes; nothing is assumed unless it is said."""

    assumed = fields.Integer(
        validate=PERCENT,
        error_messages={"invalid": "Enter a percentage from 0 to 100, as a whole number."},
        metadata={
            "description": "The percentage of what is nearly claimable that you assume will be. Nothing "
            "unless given."
        },
    )


class MoneyFigureQuery(AssumptionQuery):
    """Which figure of the programme's money."""

    id = fields.String(
        required=True,
        validate=validate.Length(max=LONGEST_ID),
        metadata={"description": "A figure's id, as the statement gives it."},
    )


class MoneyFigureOut(FigureOut):
    """A figure of the programme's money. families: how many stand behind it; null where families do not.

    to_verify: whether it rests on a rule that somebody must check before the first live claim.
    """

    families = fields.Integer(required=True, allow_none=True)
    formula = fields.String(required=True, allow_none=True)
    to_verify = fields.Boolean(required=True)


class MoneyCellOut(Schema):
    """A cell: the id of a figure, words beside it, or both."""

    figure = fields.String(required=True, allow_none=True)
    words = fields.String(required=True)


class MoneyRowOut(Schema):
    """A row of a table, a cell for each of its columns."""

    header = fields.String(required=True)
    is_total = fields.Boolean(required=True)
    cells = fields.List(fields.Nested(MoneyCellOut), required=True)


class MoneyTableOut(Schema):
    """A table of figures. corner: what its rows are of."""

    code = fields.String(required=True)
    title = fields.String(required=True)
    corner = fields.String(required=True)
    columns = fields.List(fields.String(), required=True)
    rows = fields.List(fields.Nested(MoneyRowOut), required=True)
    notes = fields.List(fields.String(), required=True)


class MoneySectionOut(Schema):
    """Fees, results or forecast: what it rests on, in sentences, and its tables."""

    code = fields.String(required=True)
    heading = fields.String(required=True)
    sentences = fields.List(fields.String(), required=True)
    tables = fields.List(fields.Nested(MoneyTableOut), required=True)


class RuleToVerifyOut(Schema):
    """A rule that somebody must check before the first live claim, and where it comes from."""

    rule = fields.String(required=True)
    source = fields.String(required=True)
    certainty = word(Certainty, required=True)


class MoneyOut(Schema):
    """The programme's money on a day: its sections, and every figure that they name."""

    as_at = fields.Date(required=True)
    assumed = fields.Integer(required=True, allow_none=True)
    sections = fields.List(fields.Nested(MoneySectionOut), required=True)
    figures = fields.List(fields.Nested(MoneyFigureOut), required=True)
    rules_to_verify = fields.List(fields.Nested(RuleToVerifyOut), required=True)


class ContributionOut(Schema):
    """What a family contributes to an amount; null where it is counted and not added up."""

    family_id = fields.UUID(required=True)
    reference = fields.String(required=True, allow_none=True)
    funded_elsewhere = fields.Boolean(required=True)
    pence = fields.Integer(required=True, allow_none=True, metadata={"description": "Whole pence."})


class OpenedMoneyOut(Schema):
    """A figure with the families behind it, or the figures that it is made from."""

    figure = fields.Nested(MoneyFigureOut, required=True)
    definition = fields.String(required=True)
    families = fields.List(fields.Nested(ContributionOut), required=True)
    inputs = fields.List(fields.Nested(MoneyFigureOut), required=True)
    rules_to_verify = fields.List(fields.Nested(RuleToVerifyOut), required=True)
