"""The shapes of the forms of rollout meetings, and how a page's form becomes what a service takes."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from marshmallow import Schema, ValidationError, fields, validate
from werkzeug.datastructures import MultiDict

from app.cases.rules.triage import Answer, Decision, Knowledge, Relationship
from app.cases.rules.vocabulary import LeadChosen, NotAllocatedReason, TriageOutcome
from app.cases.services.triage_planning import Plan
from app.govuk import FormRefused
from app.http import day

NOT_OFFERED = "Choose one that is offered."
NO_DATE = "Enter a real date, such as 12 7 2013."
REST_NOT_KNOWN = "rest_not_known"

REFUSED_AT = {
    "agency-missing": "agency_1",
    "agency-twice": "agency_2",
    "agency-off-the-data-sheet": "agency_1",
    "chosen-missing": "chosen",
    "lead-of-another-agency": "lead",
    "reason-missing": "reason",
    "deferral-missing": "deferred_until",
    "deferral-too-early": "deferred_until",
    "revision-reason-missing": "revision_reason",
}


def _chosen_ids(nothing: str) -> fields.List[UUID]:
    return fields.List(
        fields.UUID(error_messages={"invalid_uuid": NOT_OFFERED}),
        required=True,
        validate=validate.Length(min=1, max=100, error=nothing),
    )


def _id(**given: Any) -> fields.UUID:
    return fields.UUID(error_messages={"invalid_uuid": NOT_OFFERED}, **given)


class PlanMeetingForm(Schema):
    """The day, rollout, wards and invited agencies of a meeting."""

    held_on = day(required=True, error_messages={"required": "Enter the day.", "invalid": NO_DATE})
    rollout = fields.Integer(
        required=True,
        validate=validate.Range(1, 99, error="Enter the rollout’s number, from 1 to 99."),
        error_messages={
            "required": "Enter the rollout’s number.",
            "invalid": "Enter the rollout’s number, from 1 to 99.",
        },
    )
    wards = _chosen_ids("Choose at least one ward.")
    agencies = _chosen_ids("Choose at least one agency to invite.")
    version = fields.Integer(load_default=0)


class CallOffForm(Schema):
    """The version of the plan of a meeting that will not be held."""

    version = fields.Integer(required=True)


class CloseMeetingForm(Schema):
    """The agencies that were present, and the version of the plan."""

    present = fields.List(fields.UUID(error_messages={"invalid_uuid": NOT_OFFERED}), load_default=list)
    version = fields.Integer(required=True)


class DecisionForm(Schema):
    """What is decided about a family, whatever it is, and the version of the record that was seen."""

    outcome = fields.Enum(
        TriageOutcome,
        by_value=True,
        required=True,
        error_messages={"required": "Choose what is decided.", "unknown": NOT_OFFERED},
    )
    agency_1 = _id()
    agency_2 = _id()
    agency_3 = _id()
    lead = _id()
    chosen = fields.Enum(LeadChosen, by_value=True, error_messages={"unknown": NOT_OFFERED})
    reason = fields.Enum(NotAllocatedReason, by_value=True, error_messages={"unknown": NOT_OFFERED})
    deferred_until = day(error_messages={"invalid": NO_DATE})
    revision_reason = fields.String(
        validate=validate.Length(max=500, error="Say it in at most 500 characters.")
    )
    version = fields.Integer(required=True)


def plan_of(values: Mapping[str, Any]) -> Plan:
    """The plan that a form holds."""
    return Plan(
        values["held_on"], values["rollout"], frozenset(values["wards"]), frozenset(values["agencies"])
    )


def decision_of(values: Mapping[str, Any]) -> Decision:
    """The decision that a form holds: the parts of a decision that was not chosen do not count."""
    outcome, lead, reason = values["outcome"], values.get("lead"), values.get("reason")
    revision_reason = values.get("revision_reason")
    match outcome:
        case TriageOutcome.ALLOCATE:
            named = (values.get(f"agency_{number}") for number in (1, 2, 3))
            return Decision(
                outcome,
                agencies=tuple(agency for agency in named if agency),
                lead=lead,
                chosen=values.get("chosen") if lead else None,
                revision_reason=revision_reason,
            )
        case TriageOutcome.NOT_TO_BE_ALLOCATED:
            until = values.get("deferred_until") if reason is NotAllocatedReason.DEFERRED else None
            return Decision(outcome, reason=reason, deferred_until=until, revision_reason=revision_reason)
        case _:
            return Decision(outcome, revision_reason=revision_reason)


class _AnswerFields(Schema):
    """One row of a list: what the place knows of a family."""

    knows = fields.Enum(Knowledge, by_value=True, load_default=None)
    who = fields.UUID(load_default=None)
    relationship = fields.Enum(Relationship, by_value=True, load_default=None)


def answers_of(sent: MultiDict[str, str]) -> dict[UUID, Answer]:
    """The answers of a list: knows-ID, who-ID and relationship-ID of each family.

    Who works with a family counts only where somebody does. A row left blank has no answer, unless the rest
    is said to be not known. Raises FormRefused.
    """
    rest = Answer(Knowledge.NOT_KNOWN) if sent.get(REST_NOT_KNOWN) else None
    found: dict[UUID, Answer] = {}
    for text in sent.getlist("family"):
        row = {name: sent.get(f"{name}-{text}", "") for name in _AnswerFields().fields}
        try:
            family_id = UUID(text)
            values = _AnswerFields().load({name: value for name, value in row.items() if value})
        except (ValueError, ValidationError):
            raise FormRefused({"": "An answer is none of those offered. Load the list again."}) from None
        answer = _answer(**values) or rest
        if answer is not None:
            found[family_id] = answer
    return found


def version_of(sent: MultiDict[str, str]) -> int:
    """The version that a form was made from. Raises FormRefused."""
    text = sent.get("version", "")
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise FormRefused({"": "This form is out of date. Load the page again."})
    return int(text)


def _answer(knows: Knowledge | None, who: UUID | None, relationship: Relationship | None) -> Answer | None:
    if knows is None:
        return None
    is_working = knows is Knowledge.WORKING_NOW
    return Answer(knows, who if is_working else None, relationship if is_working else None)
