"""Shapes of returns, their answers and repayments, for forms and programs alike."""

from apiflask import Schema
from marshmallow import fields, validate

from app.claims.rules.returns import AnswerOutcome, FoundBy, LinePart, ReturnState
from app.claims.schemas.evaluating import PENCE
from app.http import day, word
from app.programme.packs import Phase, Route

LONGEST_WORDS = 2000
LONGEST_REFERENCE = 100
MOST_PENCE = 100_000_000
NO_DATE = "Enter a real day, like 27 7 2013."
NOT_OFFERED = "Choose one that is offered."


def words(missing: str) -> fields.String:
    """A field for a few sentences that must be there."""
    return fields.String(
        required=True,
        validate=[
            validate.Length(min=1, error=missing),
            validate.Length(max=LONGEST_WORDS, error="Say it in at most {max} characters."),
        ],
        error_messages={"required": missing},
    )


class PrepareReturn(Schema):
    """The claim window whose return is to be prepared."""

    window_id = fields.UUID(
        required=True, error_messages={"required": "Choose a claim window.", "invalid_uuid": NOT_OFFERED}
    )


class LinesChosen(Schema):
    """Lines of a return, by their ids."""

    line_ids = fields.List(
        fields.UUID(error_messages={"invalid_uuid": NOT_OFFERED}),
        required=True,
        validate=validate.Length(min=1, error="Choose at least one line."),
    )


class QueryExplained(Schema):
    """Why a QUERY may stand."""

    explanation = words("Say why this may stand.")


class RefusedReturn(Schema):
    """Why a return is not signed."""

    reason = words("Say why you do not sign this return.")


class Submission(Schema):
    """When a signed return was sent to the department, and its reference there."""

    submitted_on = day(
        required=True,
        error_messages={"required": "Enter the day on which it was submitted.", "invalid": NO_DATE},
    )
    reference = fields.String(
        required=True,
        validate=[
            validate.Length(min=1, error="Enter the department's reference."),
            validate.Length(max=LONGEST_REFERENCE, error="A reference has at most {max} characters."),
        ],
        error_messages={"required": "Enter the department's reference."},
    )


class LineAnswer(Schema):
    """What became of a line. paid_pence: for part-paid. reason: for not-valid. found_by: who says so."""

    outcome = word(
        AnswerOutcome,
        required=True,
        error_messages={"required": "Choose what became of the line.", "unknown": NOT_OFFERED},
    )
    answered_on = day(
        required=True, error_messages={"required": "Enter the day of the answer.", "invalid": NO_DATE}
    )
    paid_pence = fields.Integer(
        load_default=None,
        allow_none=True,
        strict=True,
        validate=validate.Range(min=0, max=MOST_PENCE, error="Enter an amount that a line may come to."),
        metadata=PENCE,
    )
    reason = fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.Length(max=LONGEST_WORDS, error="Say it in at most {max} characters."),
    )
    found_by = word(FoundBy, load_default=FoundBy.DEPARTMENT, error_messages={"unknown": NOT_OFFERED})


class RestAnswer(Schema):
    """The day on which the department paid every line that has no answer yet."""

    answered_on = day(
        required=True, error_messages={"required": "Enter the day of the answer.", "invalid": NO_DATE}
    )


class RepaidOn(Schema):
    """The day on which something was repaid."""

    repaid_on = day(
        required=True, error_messages={"required": "Enter the day of the repayment.", "invalid": NO_DATE}
    )


class ReturnOut(Schema):
    """A return of a claim window: where it stands, and who did what to it when."""

    id = fields.UUID(required=True)
    window_id = fields.UUID(required=True)
    label = fields.String(required=True)
    phase = word(Phase, required=True)
    number = fields.Integer(required=True)
    state = word(ReturnState, required=True)
    version = fields.Integer(required=True)
    corrects_id = fields.UUID(required=True, allow_none=True)
    corrects_number = fields.Integer(required=True, allow_none=True)
    prepared_by = fields.UUID(required=True)
    prepared_on = fields.Date(required=True)
    sent_by = fields.UUID(required=True, allow_none=True)
    sent_on = fields.Date(required=True, allow_none=True)
    decided_by = fields.UUID(required=True, allow_none=True)
    decided_on = fields.Date(required=True, allow_none=True)
    decision_reason = fields.String(required=True, allow_none=True)
    submitted_on = fields.Date(required=True, allow_none=True)
    submitted_reference = fields.String(required=True, allow_none=True)
    lines = fields.Integer(required=True, metadata={"description": "How many lines it claims."})
    pence = fields.Integer(required=True, metadata=PENCE)


class ReturnsOut(Schema):
    """The returns, of the latest window first."""

    returns = fields.List(fields.Nested(ReturnOut), required=True)


class ReturnLineOut(Schema):
    """A line of a return as it stood on it."""

    line_id = fields.UUID(required=True)
    family_id = fields.UUID(required=True)
    reference = fields.String(required=True, allow_none=True)
    route = word(Route, required=True)
    value_pence = fields.Integer(required=True, metadata=PENCE)
    funded_elsewhere = fields.Boolean(required=True)
    cohort_year = fields.Integer(required=True, allow_none=True)
    part = word(LinePart, required=True)


class FamilyNamed(Schema):
    """A family, by its reference."""

    family_id = fields.UUID(required=True)
    reference = fields.String(required=True, allow_none=True)


class ReturnCheckOut(Schema):
    """A check of a return: what it asks, what was found and in whom, and why it may stand."""

    code = fields.String(required=True)
    grade = fields.String(required=True)
    asks = fields.String(required=True)
    figure = fields.String(required=True)
    fix = fields.String(required=True)
    holds = fields.Boolean(required=True)
    stops = fields.Boolean(required=True)
    says = fields.String(required=True)
    families = fields.List(fields.Nested(FamilyNamed), required=True)
    explanation = fields.String(required=True, allow_none=True)
    explained_by = fields.String(required=True, allow_none=True)


class ReturnTallyOut(Schema):
    """A line of the return in numbers, now and on the return before it."""

    line = fields.String(required=True)
    families = fields.Integer(required=True)
    pence = fields.Integer(required=True, metadata=PENCE)
    families_then = fields.Integer(required=True, allow_none=True)
    pence_then = fields.Integer(required=True, allow_none=True, metadata=PENCE)


class MovementOut(Schema):
    """A family's line that joined or left since the last return, and why."""

    line = fields.Nested(ReturnLineOut, required=True)
    joined = fields.Boolean(required=True)
    why = fields.String(required=True)
    pence = fields.Integer(required=True, metadata=PENCE)


class FamilyMovedOut(Schema):
    """A family that a line counts on one of two returns alone, and what changed in its record."""

    family_id = fields.UUID(required=True)
    reference = fields.String(required=True, allow_none=True)
    joined = fields.Boolean(required=True)
    why = fields.String(required=True)


class ProgrammeLineOut(Schema):
    """A line counted from families' records, now and on the last signed return."""

    name = fields.String(required=True, metadata={"description": "The measure."})
    then = fields.Integer(required=True, allow_none=True)
    now = fields.Integer(required=True)
    moved = fields.List(fields.Nested(FamilyMovedOut), required=True)


class ReturnMovedOut(Schema):
    """A return beside the last one, line by line and family by family."""

    compared_with = fields.String(required=True, allow_none=True)
    tallies = fields.List(fields.Nested(ReturnTallyOut), required=True)
    moved = fields.List(fields.Nested(MovementOut), required=True)
    programme_compared_with = fields.String(required=True, allow_none=True)
    programme = fields.List(fields.Nested(ProgrammeLineOut), required=True)


class OpenedReturnOut(Schema):
    """A return with its lines, checks and what moved since the last one."""

    read = fields.Nested(ReturnOut, required=True, data_key="return")
    lines = fields.List(fields.Nested(ReturnLineOut), required=True)
    checks = fields.List(fields.Nested(ReturnCheckOut), required=True)
    tallies = fields.List(fields.Nested(ReturnTallyOut), required=True)
    compared_with = fields.String(required=True, allow_none=True)
    moved = fields.List(fields.Nested(MovementOut), required=True)
    release_id = fields.UUID(required=True, allow_none=True)
    files = fields.List(fields.String(), required=True)


class PreparedOut(Schema):
    """The return that is prepared."""

    id = fields.UUID(required=True)


class LinesMovedOut(Schema):
    """How many lines were put on, taken off or answered."""

    lines = fields.Integer(required=True)


class WorkOut(Schema):
    """The work that makes a return's files."""

    job_id = fields.UUID(required=True)


class AnsweredOut(Schema):
    """A claimed line with what became of it. outcome null: no answer yet."""

    line = fields.Nested(ReturnLineOut, required=True)
    outcome = word(AnswerOutcome, required=True, allow_none=True)
    paid_pence = fields.Integer(required=True, metadata=PENCE)
    unpaid_pence = fields.Integer(required=True, metadata=PENCE)
    reason = fields.String(required=True, allow_none=True)
    found_by = word(FoundBy, required=True, allow_none=True)
    answered_on = fields.Date(required=True, allow_none=True)


class ReconciledOut(Schema):
    """A return against its answers: claimed = paid + unpaid + not valid."""

    claimed = fields.Integer(required=True, data_key="claimed_pence", metadata=PENCE)
    paid = fields.Integer(required=True, data_key="paid_pence", metadata=PENCE)
    unpaid = fields.Integer(required=True, data_key="unpaid_pence", metadata=PENCE)
    not_valid = fields.Integer(required=True, data_key="not_valid_pence", metadata=PENCE)
    to_repay = fields.Integer(required=True, data_key="to_repay_pence", metadata=PENCE)
    waiting = fields.Integer(required=True)
    holds = fields.Boolean(required=True)


class RepaymentOut(Schema):
    """What is to be repaid for a line, by when, and since when it has been."""

    id = fields.UUID(required=True)
    line_id = fields.UUID(required=True)
    reference = fields.String(required=True, allow_none=True)
    route = word(Route, required=True)
    pence = fields.Integer(required=True, metadata=PENCE)
    due_on = fields.Date(required=True)
    repaid_on = fields.Date(required=True, allow_none=True)


class AnswersOut(Schema):
    """A return's answers, line by line, and how they reconcile."""

    read = fields.Nested(ReturnOut, required=True, data_key="return")
    lines = fields.List(fields.Nested(AnsweredOut), required=True)
    reconciled = fields.Nested(ReconciledOut, required=True)
    repayments = fields.List(fields.Nested(RepaymentOut), required=True)
