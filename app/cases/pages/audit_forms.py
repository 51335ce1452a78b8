"""The shapes of the forms of quality audits that only pages have."""

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, fields, validate

from app.cases.models.quality_audits import LONGEST_ACTION, LONGEST_FINDINGS
from app.cases.rules.audit_questions import AuditQuestion, QuestionList
from app.cases.rules.quality_audits import (
    LARGEST_SAMPLE,
    AgencyMix,
    AuditCategory,
    AuditScore,
    TakenOutReason,
    missing_scores,
)
from app.govuk import FormRefused
from app.http import day, word

NOT_OFFERED = "Choose one that is offered."
FIRST: dict[str, Any] = {
    "required": "Enter the first day of initiation.",
    "invalid": "Enter a real date, such as 1 4 2012.",
}
LAST: dict[str, Any] = {
    "required": "Enter the last day of initiation.",
    "invalid": "Enter a real date, such as 31 3 2013.",
}
HOW_MANY = f"Enter a whole number from 1 to {LARGEST_SAMPLE}."
FINISH = "finish"


class DrawForm(Schema):
    """What a sample is drawn from, and its size."""

    title = fields.String(
        required=True,
        validate=validate.Length(1, 100, error="Enter at most 100 characters."),
        error_messages={"required": "Enter what the audit is called."},
    )
    category = word(
        AuditCategory,
        required=True,
        error_messages={"required": "Choose a kind of assessment.", "unknown": NOT_OFFERED},
    )
    mix = word(
        AgencyMix,
        required=True,
        error_messages={"required": "Choose how many agencies.", "unknown": NOT_OFFERED},
    )
    initiated_from = day(required=True, error_messages=FIRST)
    initiated_to = day(required=True, error_messages=LAST)
    size = fields.Integer(
        required=True,
        validate=validate.Range(1, LARGEST_SAMPLE, error=HOW_MANY),
        error_messages={"required": "Enter how many to draw.", "invalid": HOW_MANY, "too_large": HOW_MANY},
    )


class NameAuditorForm(Schema):
    """The user who audits, and the version that was seen."""

    auditor_id = fields.UUID(
        required=True,
        error_messages={"required": "Choose who audits it.", "invalid_uuid": "Choose from the list."},
    )
    version = fields.Integer(required=True)


class TakeOutForm(Schema):
    """Why an assessment is taken out, and the version that was seen."""

    reason = word(
        TakenOutReason,
        required=True,
        error_messages={"required": "Choose why it is taken out.", "unknown": NOT_OFFERED},
    )
    version = fields.Integer(required=True)


class OnlyVersionForm(Schema):
    """The version that a button carries."""

    version = fields.Integer(required=True)


class AskForActionForm(Schema):
    """What is to be done, by whom, by when."""

    what = fields.String(
        required=True,
        validate=validate.Length(1, LONGEST_ACTION, error=f"Enter at most {LONGEST_ACTION} characters."),
        error_messages={"required": "Enter what is to be done."},
    )
    practitioner_id = fields.UUID(
        required=True,
        error_messages={"required": "Choose who does it.", "invalid_uuid": "Choose from the list."},
    )
    due_on = day(
        required=True,
        error_messages={
            "required": "Enter the day by which it is done.",
            "invalid": "Enter a real date, such as 27 9 2013.",
        },
    )


class _ReviewFields(Schema):
    findings = fields.String(
        load_default=None,
        validate=validate.Length(
            1, LONGEST_FINDINGS, error=f"Enter at most {LONGEST_FINDINGS:,} characters."
        ),
    )
    version = fields.Integer(required=True)
    finish = fields.String(load_default="")


def review_form(asked: QuestionList) -> Schema:
    """The shape of a review form: an answer for each question that is asked, each of them may be open."""
    answers = {
        question.value: word(AuditScore, load_default=None, error_messages={"unknown": NOT_OFFERED})
        for question in asked.questions
    }
    return _ReviewFields.from_dict(dict(answers))()


def scores_of(asked: QuestionList, values: Mapping[str, Any]) -> dict[AuditQuestion, AuditScore]:
    """The answers that a form holds."""
    return {each: values[each.value] for each in asked.questions if values[each.value] is not None}


def check_answered(asked: QuestionList, scores: Mapping[AuditQuestion, AuditScore]) -> None:
    """Raises FormRefused with a sentence at each question that is still open."""
    missing = missing_scores(asked.questions, scores)
    if missing:
        places = {question: place for place, question in enumerate(asked.questions, start=1)}
        raise FormRefused({each.value: f"Answer question {places[each]}." for each in missing})
