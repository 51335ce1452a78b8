"""Shapes of data-cleansing campaigns, for forms and programs alike."""

from typing import Any

from apiflask import Schema
from marshmallow import ValidationError, fields, validate

from app.campaigns.rules.answers import LONGEST_WORDS
from app.campaigns.rules.vocabulary import CampaignKind, PointDecision, RowAnswer
from app.cases.rules.consent_items import ConsentItem
from app.cases.rules.vocabulary import AssessmentKind, ClosureReason
from app.http import day, word

NOT_OFFERED = "Choose one that is offered."
NO_DATE = "Enter a real day, like 27 3 2013."


class StartCampaign(Schema):
    """Which cases to ask about, until when the answers are due, and a note to those who are asked."""

    kind = word(
        CampaignKind,
        required=True,
        error_messages={"required": "Choose what to ask about.", "unknown": NOT_OFFERED},
    )
    due_on = day(
        required=True, error_messages={"required": "Enter the day by which to answer.", "invalid": NO_DATE}
    )
    note = fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.Length(max=LONGEST_WORDS, error="The note must be at most {max} characters."),
    )


class Answered(Schema):
    """An answer, with the day and the reason of an assessment to close."""

    answer = word(
        RowAnswer, required=True, error_messages={"required": "Choose an answer.", "unknown": NOT_OFFERED}
    )
    closed_on = day(load_default=None, allow_none=True, error_messages={"invalid": NO_DATE})
    closure_reason = word(
        ClosureReason, load_default=None, allow_none=True, error_messages={"unknown": NOT_OFFERED}
    )


class CaseAnswerIn(Answered):
    """An answer about a case.

    closed_on, closure_reason: for close-it. words: who has to answer instead, for not-ours, or why, for
    right-as-it-is. record_version: of the record as it was read; needed for close-it.
    """

    words = fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.Length(max=LONGEST_WORDS, error="Say it in at most {max} characters."),
    )
    record_version = fields.Integer(
        load_default=None, allow_none=True, validate=validate.Range(0, 999_999_999)
    )


class AnswerOneOf(CaseAnswerIn):
    """An answer about one of several cases. version: of the answer that it follows; 0: there is none."""

    case_id = fields.UUID(required=True)
    version = fields.Integer(required=True, validate=validate.Range(0, 999_999_999))


def _each_case_once(answers: list[dict[str, Any]]) -> None:
    if len({each["case_id"] for each in answers}) < len(answers):
        raise ValidationError("Answer about each case once.")


class CaseAnswersIn(Schema):
    """Answers about several cases, each case once; each is saved whole or not at all."""

    answers = fields.List(
        fields.Nested(AnswerOneOf),
        required=True,
        validate=[validate.Length(min=1, max=100), _each_case_once],
    )


class CaseQuery(Schema):
    """Where the page before ended, and whether cases that are settled are listed too.

    agency_id: only those that this agency is asked about.
    """

    after = fields.Integer(load_default=0, validate=validate.Range(0, 999_999_999))
    with_settled = fields.Boolean(load_default=False)
    agency_id = fields.UUID(load_default=None)


class DecisionIn(Schema):
    """What becomes of a case that was said not to be theirs.

    agency_id, establishment_id: where it is sent on to, for send-on; no establishment: to the whole agency.
    words: a note to those who are asked next, or for close why.
    """

    decision = word(
        PointDecision,
        required=True,
        error_messages={"required": "Choose what is to become of them.", "unknown": NOT_OFFERED},
    )
    agency_id = fields.UUID(load_default=None, allow_none=True)
    establishment_id = fields.UUID(load_default=None, allow_none=True)
    words = fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.Length(max=LONGEST_WORDS, error="Say it in at most {max} characters."),
    )


class DecisionOneOf(DecisionIn):
    """A decision about one of several cases. version: of the case as it was seen."""

    case_id = fields.UUID(required=True)
    version = fields.Integer(required=True, validate=validate.Range(0, 999_999_999))


class DecisionsIn(Schema):
    """Decisions about several cases, each case once; each is saved whole or not at all."""

    decisions = fields.List(
        fields.Nested(DecisionOneOf),
        required=True,
        validate=[validate.Length(min=1, max=100), _each_case_once],
    )


class CampaignOut(Schema):
    """A campaign. closed_on: null while it takes answers. year: whose closures show its effect."""

    id = fields.UUID(required=True)
    kind = word(CampaignKind, required=True)
    started_on = fields.Date(required=True)
    due_on = fields.Date(required=True)
    note = fields.String(required=True, allow_none=True)
    year = fields.String(required=True)
    closed_on = fields.Date(required=True, allow_none=True)


class CountsOut(Schema):
    """How many cases were asked about, were answered, and wait.

    to_decide: said not to be theirs, and waiting for the coordinator. sent_on: come from another agency.
    points_closed: of which the coordinator closed the point.
    """

    asked = fields.Integer(required=True)
    answered = fields.Integer(required=True)
    outstanding = fields.Integer(required=True)
    to_decide = fields.Integer(required=True)
    sent_on = fields.Integer(required=True)
    points_closed = fields.Integer(required=True)


class CampaignListedOut(Schema):
    """A campaign, and how far your own cases are."""

    campaign = fields.Nested(CampaignOut, required=True)
    counts = fields.Nested(CountsOut, required=True)


class CampaignsOut(Schema):
    """The campaigns that you run or are asked by."""

    campaigns = fields.List(fields.Nested(CampaignListedOut), required=True)


class StartedOut(Schema):
    """The campaign that was started."""

    id = fields.UUID(required=True)


class AgencyProgressOut(Schema):
    """How far an agency is. agency: null for the coordinator's own cases. answers: how often each holds.

    passed_on: how often a case went on to others because this agency said that it was not theirs.
    """

    agency_id = fields.UUID(required=True, allow_none=True)
    agency = fields.String(required=True, allow_none=True)
    counts = fields.Nested(CountsOut, required=True)
    answers = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    passed_on = fields.Integer(required=True)


class OutstandingOut(Schema):
    """A case that nobody has answered. assessment_id: null for two people who may be one."""

    number = fields.Integer(required=True)
    agency = fields.String(required=True, allow_none=True)
    establishment = fields.String(required=True, allow_none=True)
    lead = fields.String(required=True, allow_none=True)
    initiated_on = fields.Date(required=True, allow_none=True)
    assessment_id = fields.UUID(required=True, allow_none=True)


class StepOut(Schema):
    """An answer about a case, or a decision about one that was said not to be theirs.

    at_agency, at_establishment: who answered, or where it was sent on to.
    """

    version = fields.Integer(required=True)
    answer = word(RowAnswer, required=True, allow_none=True)
    decision = word(PointDecision, required=True, allow_none=True)
    at_agency = fields.String(required=True, allow_none=True)
    at_establishment = fields.String(required=True, allow_none=True)
    words = fields.String(required=True, allow_none=True)
    by = fields.String(required=True, allow_none=True)
    at = fields.AwareDateTime(required=True)


class DisownedOut(Schema):
    """A case that somebody said is not theirs, with every answer and decision.

    agency, establishment: who is asked now. waits: for the coordinator's decision, made from its version.
    words: whose it is, where those who are asked now say that it is not theirs and know.
    """

    id = fields.UUID(required=True)
    number = fields.Integer(required=True)
    version = fields.Integer(required=True)
    agency = fields.String(required=True, allow_none=True)
    establishment = fields.String(required=True, allow_none=True)
    lead = fields.String(required=True, allow_none=True)
    initiated_on = fields.Date(required=True, allow_none=True)
    assessment_id = fields.UUID(required=True, allow_none=True)
    answer = word(RowAnswer, required=True, allow_none=True)
    decision = word(PointDecision, required=True, allow_none=True)
    waits = fields.Boolean(required=True)
    words = fields.String(required=True, allow_none=True)
    history = fields.List(fields.Nested(StepOut), required=True)


class AnsweringPlaceOut(Schema):
    """A place for which somebody is responsible. establishment_id: null for the agency as a whole."""

    agency_id = fields.UUID(required=True)
    establishment_id = fields.UUID(required=True, allow_none=True)
    name = fields.String(required=True)


class DisownedOpenedOut(Schema):
    """The cases that were said not to be theirs, and where they may be sent on to."""

    cases = fields.List(fields.Nested(DisownedOut), required=True)
    places = fields.List(fields.Nested(AnsweringPlaceOut), required=True)


class FigureEffectOut(Schema):
    """A figure of the board report at the campaign's start and now, with how many cases left and joined."""

    measure = fields.String(required=True)
    coordinates = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    before = fields.Integer(required=True)
    now = fields.Integer(required=True)
    difference = fields.Integer(required=True)
    left = fields.Integer(required=True)
    joined = fields.Integer(required=True)


class FigureQuery(Schema):
    """Which figure of a campaign's effect, by its place there, from 1."""

    number = fields.Integer(required=True, validate=validate.Range(1, 1000))


class MemberOut(Schema):
    """A member of a figure: a family, or an assessment of one."""

    family_id = fields.UUID(required=True)
    reference = fields.String(required=True, allow_none=True)
    assessment_id = fields.UUID(required=True, allow_none=True)


class DifferenceOpenedOut(Schema):
    """The cases that have left a figure since the start, and those that have joined it."""

    measure = fields.String(required=True)
    coordinates = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    compared_on = fields.Date(required=True)
    left = fields.List(fields.Nested(MemberOut), required=True)
    joined = fields.List(fields.Nested(MemberOut), required=True)


class CampaignOpenedOut(Schema):
    """A campaign: how far each agency is, what waits, and its effect on the board report's figures."""

    campaign = fields.Nested(CampaignOut, required=True)
    agencies = fields.List(fields.Nested(AgencyProgressOut), required=True)
    outstanding = fields.List(fields.Nested(OutstandingOut), required=True)
    disowned = fields.List(fields.Nested(DisownedOut), required=True)
    effect = fields.List(fields.Nested(FigureEffectOut), required=True)
    compared_on = fields.Date(required=True)


class AssessmentAskedOut(Schema):
    """The assessment of a case, as the register has it.

    family_id, reference and children are there only for whoever may open the family's whole record. items:
    what of it you may read; the rest is null, and of its date faults you have only how many there are.
    """

    id = fields.UUID(required=True)
    kind = word(AssessmentKind, required=True)
    initiated_on = fields.Date(required=True)
    first_team_meeting_on = fields.Date(required=True, allow_none=True)
    first_reviewed_on = fields.Date(required=True, allow_none=True)
    next_review_on = fields.Date(required=True, allow_none=True)
    closed_on = fields.Date(required=True, allow_none=True)
    closure_reason = word(ClosureReason, required=True, allow_none=True)
    initiating_agency = fields.String(required=True)
    lead_agency = fields.String(required=True, allow_none=True)
    lead = fields.String(required=True, allow_none=True)
    record_version = fields.Integer(required=True)
    register_key = fields.String(required=True, allow_none=True)
    family_id = fields.UUID(required=True, allow_none=True)
    reference = fields.String(required=True, allow_none=True)
    children = fields.List(fields.String(), required=True)
    items = fields.List(word(ConsentItem), required=True)
    date_faults = fields.List(fields.String(), required=True)
    date_fault_count = fields.Integer(required=True)


class PersonAskedOut(Schema):
    """One of two people who may be one."""

    id = fields.UUID(required=True)
    forename = fields.String(required=True)
    surname = fields.String(required=True)
    born_on = fields.Date(required=True, allow_none=True)
    family_id = fields.UUID(required=True)
    reference = fields.String(required=True, allow_none=True)
    ward = fields.String(required=True, allow_none=True)


class LatestAnswerOut(Schema):
    """The answer that holds, by whom, when."""

    answer = word(RowAnswer, required=True)
    closed_on = fields.Date(required=True, allow_none=True)
    closure_reason = word(ClosureReason, required=True, allow_none=True)
    words = fields.String(required=True, allow_none=True)
    by = fields.String(required=True, allow_none=True)
    at = fields.AwareDateTime(required=True)


class CaseOut(Schema):
    """A case on a campaign's list. version: of its answer, 0 while there is none; also its entity tag.

    decision: close, where the coordinator has closed the point. history: every answer and decision, for a
    case that was sent on or closed so.
    """

    id = fields.UUID(required=True)
    number = fields.Integer(required=True)
    version = fields.Integer(required=True)
    agency = fields.String(required=True, allow_none=True)
    establishment = fields.String(required=True, allow_none=True)
    lead = fields.String(required=True, allow_none=True)
    is_settled = fields.Boolean(required=True)
    latest = fields.Nested(LatestAnswerOut, required=True, allow_none=True)
    assessment = fields.Nested(AssessmentAskedOut, required=True, allow_none=True)
    people = fields.List(fields.Nested(PersonAskedOut), required=True)
    decision = word(PointDecision, required=True, allow_none=True)
    history = fields.List(fields.Nested(StepOut), required=True)


class OpenedCaseOut(CaseOut):
    """A case opened alone."""


class CasesOut(Schema):
    """A page of the cases that you are asked about. next: where the next page begins; null: this is all."""

    campaign = fields.Nested(CampaignOut, required=True)
    counts = fields.Nested(CountsOut, required=True)
    cases = fields.List(fields.Nested(CaseOut), required=True, attribute="rows")
    next = fields.Integer(required=True, allow_none=True)


class AnswerVersionOut(Schema):
    """The version that the answer has now; also its entity tag."""

    version = fields.Integer(required=True)


class SavedOut(AnswerVersionOut):
    """An answer that was saved."""

    case_id = fields.UUID(required=True)


class RefusedOut(Schema):
    """An answer that was not saved: a stable code, and a sentence to act on."""

    case_id = fields.UUID(required=True)
    code = fields.String(required=True)
    detail = fields.String(required=True)


class OutcomesOut(Schema):
    """What came of answers that were sent together."""

    saved = fields.List(fields.Nested(SavedOut), required=True)
    refused = fields.List(fields.Nested(RefusedOut), required=True)
