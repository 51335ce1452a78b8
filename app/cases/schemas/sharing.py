"""Shapes of teams, leads, cover and consent on the wire, and in the forms about them."""

from typing import Any

from apiflask import Schema
from marshmallow import ValidationError, fields, validate, validates_schema

from app.cases.rules.consent_items import EVERY_ITEM, ConsentItem
from app.cases.rules.sharing import ConsentBy, LawfulReason, NewConsent, SharingState
from app.cases.rules.vocabulary import AssessmentKind, ConsentDecision, LeadChosen
from app.http import day, word

LONGEST_TEXT = 4_000
LONGEST_LINE = 500
MOST_LIMITS = 20

Sentences = dict[str, str | list[Any] | dict[Any, Any]]

FIRST_DAY: Sentences = {"required": "Enter the first day.", "invalid": "Enter the first day as a real date."}
LAST_DAY: Sentences = {"required": "Enter the last day.", "invalid": "Enter the last day as a real date."}
WHO: Sentences = {"required": "Choose a person.", "invalid_uuid": "Choose a person from the list."}


def text(most: int, missing: str) -> fields.String:
    """A field of free text, which is kept in the database only."""
    long = f"Enter at most {most:,} characters."
    return fields.String(
        required=True,
        validate=validate.Length(1, most, error=long),
        error_messages={"required": missing},
    )


class ChangeLead(Schema):
    """Who leads the family from a day, by their posting, and how they were chosen."""

    posting_id = fields.UUID(required=True, error_messages=WHO)
    starts_on = day(required=True, error_messages=FIRST_DAY)
    chosen = word(
        LeadChosen,
        required=True,
        error_messages={"required": "Choose how the lead professional was chosen."},
    )


class JoinTeam(Schema):
    """Who joins the team around the family, by their posting, between which days."""

    posting_id = fields.UUID(required=True, error_messages=WHO)
    starts_on = day(required=True, error_messages=FIRST_DAY)
    ends_on = day(load_default=None, allow_none=True, error_messages=LAST_DAY)


class NameCover(Schema):
    """Who is covered, by whom (by their posting), between which days."""

    practitioner_id = fields.UUID(
        required=True, error_messages={**WHO, "required": "Choose who is to be covered."}
    )
    posting_id = fields.UUID(required=True, error_messages={**WHO, "required": "Choose who stands in."})
    starts_on = day(required=True, error_messages=FIRST_DAY)
    ends_on = day(required=True, error_messages=LAST_DAY)


class ConsentLimitIn(Schema):
    """What a limited consent opens to some agencies. agencies null: to every agency that no other line names.

    items null: all of the assessment.
    """

    agencies = fields.List(
        fields.UUID(),
        required=True,
        allow_none=True,
        validate=validate.Length(1, 100, error="Name from 1 to 100 agencies."),
    )
    items = fields.List(
        word(ConsentItem),
        load_default=None,
        allow_none=True,
        validate=validate.Length(1, error="Name at least one item."),
    )


class DecideConsent(Schema):
    """What was decided about an assessment, by whom and when."""

    decision = word(ConsentDecision, required=True, error_messages={"required": "Choose what was decided."})
    decided_on = day(
        required=True,
        error_messages={"required": "Enter the day.", "invalid": "Enter the day as a real date."},
    )
    decided_by = word(ConsentBy, required=True, error_messages={"required": "Choose who decided."})
    present = fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.Length(1, LONGEST_LINE, error=f"Enter at most {LONGEST_LINE} characters."),
    )
    risk = fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.Length(1, LONGEST_TEXT, error=f"Enter at most {LONGEST_TEXT:,} characters."),
    )
    follow_up_on = day(
        load_default=None, allow_none=True, error_messages={"invalid": "Enter the day as a real date."}
    )


class RecordConsent(DecideConsent):
    """What was decided about an assessment, by whom and when; limits only where it is limited."""

    limits = fields.List(
        fields.Nested(ConsentLimitIn),
        load_default=list,
        validate=validate.Length(max=MOST_LIMITS, error=f"Send at most {MOST_LIMITS} lines."),
    )

    @validates_schema
    def check_each_agency_once(self, values: dict[str, Any], **kwargs: Any) -> None:
        """An agency named twice would have two answers."""
        named = [agency for line in values["limits"] for agency in line["agencies"] or [None]]
        if len(set(named)) < len(named):
            raise ValidationError("Name each agency once.", "limits")


def new_consent(values: dict[str, Any]) -> NewConsent:
    """A decision about consent, of the values that were sent."""
    return NewConsent(
        values["decision"],
        values["decided_on"],
        {
            agency: EVERY_ITEM if line["items"] is None else frozenset(line["items"])
            for line in values["limits"]
            for agency in ([None] if line["agencies"] is None else line["agencies"])
        },
        values["risk"],
        values["follow_up_on"],
    )


class AskToShare(Schema):
    """With which agency an assessment is to be shared without consent, and why."""

    agency_id = fields.UUID(
        required=True,
        error_messages={"required": "Choose an agency.", "invalid_uuid": "Choose an agency from the list."},
    )
    reason = word(LawfulReason, required=True, error_messages={"required": "Choose the lawful reason."})
    explanation = text(LONGEST_TEXT, "Say why this reason holds here.")


class DecideSharing(Schema):
    """Whether sharing without consent is approved."""

    approve = fields.Boolean(required=True)


class FollowUp(Schema):
    """What came of following up a risk."""

    outcome = text(LONGEST_TEXT, "Say what came of it.")


class PostedOut(Schema):
    """A practitioner at an establishment, with their caseload; limit null: none was set."""

    posting_id = fields.UUID(required=True)
    practitioner_id = fields.UUID(required=True)
    name = fields.String(required=True)
    establishment_id = fields.UUID(required=True)
    establishment = fields.String(required=True)
    agency_id = fields.UUID(required=True)
    agency = fields.String(required=True)
    families = fields.Integer(required=True)
    limit = fields.Integer(required=True, allow_none=True)


class PeopleQuery(Schema):
    """The agency to look in, by code."""

    agency = fields.String()


class PeopleOut(Schema):
    """Who may be chosen."""

    people = fields.List(fields.Nested(PostedOut), required=True)


class VersionOut(Schema):
    """The version of the record after a change."""

    version = fields.Integer(required=True)


class CoverOut(Schema):
    """A colleague who stands in for a practitioner between two dates."""

    id = fields.UUID(required=True)
    practitioner_id = fields.UUID(required=True)
    name = fields.String(required=True)
    cover_practitioner_id = fields.UUID(required=True)
    cover_name = fields.String(required=True)
    starts_on = fields.Date(required=True)
    ends_on = fields.Date(required=True)


class CoversOut(Schema):
    """The covers, now or to come, that concern you."""

    covers = fields.List(fields.Nested(CoverOut), required=True)


class CreatedOut(Schema):
    """What was made."""

    id = fields.UUID(required=True)


class AskedOut(Schema):
    """What was made, and the version of the record since."""

    id = fields.UUID(required=True)
    version = fields.Integer(required=True)


class OpeningOut(Schema):
    """One opening of a family's record. seen_as null: it was not noted then."""

    by = fields.String(required=True)
    seen_as = fields.String(required=True, allow_none=True)
    at = fields.AwareDateTime(required=True)


class OpeningsOut(Schema):
    """The latest openings of a family's record, the newest first."""

    openings = fields.List(fields.Nested(OpeningOut), required=True)


class TeamPlaceOut(Schema):
    """A practitioner's place in the team around the family."""

    id = fields.UUID(required=True)
    practitioner_id = fields.UUID(required=True)
    name = fields.String(required=True)
    agency_id = fields.UUID(required=True)
    agency = fields.String(required=True)
    establishment = fields.String(required=True)
    starts_on = fields.Date(required=True)
    ends_on = fields.Date(required=True, allow_none=True)
    removed_at = fields.AwareDateTime(required=True, allow_none=True)
    is_current = fields.Boolean(required=True)


class ConsentLimitOut(Schema):
    """What a limited consent opens to an agency, by code; null: to every other. items null: all of it."""

    agency = fields.String(required=True, allow_none=True)
    items = fields.List(word(ConsentItem), required=True, allow_none=True)


class ConsentOut(Schema):
    """What was decided about consent. risk_noted null: not for you to know."""

    decided_on = fields.Date(required=True)
    sequence = fields.Integer(required=True)
    decision = word(ConsentDecision, required=True)
    risk_noted = fields.Boolean(required=True, allow_none=True)
    decided_by = word(ConsentBy, required=True, allow_none=True)
    present = fields.String(required=True, allow_none=True)
    limits = fields.List(fields.Nested(ConsentLimitOut), required=True)
    risk_id = fields.UUID(required=True, allow_none=True)


class SharingOut(Schema):
    """A wish to share an assessment without consent, and what became of it."""

    id = fields.UUID(required=True)
    agency = fields.String(required=True)
    reason = word(LawfulReason, required=True)
    explanation = fields.String(required=True)
    state = word(SharingState, required=True)
    asked_by = fields.String(required=True)
    asked_at = fields.AwareDateTime(required=True)
    decided_by = fields.String(required=True, allow_none=True)
    decided_at = fields.AwareDateTime(required=True, allow_none=True)
    ended_at = fields.AwareDateTime(required=True, allow_none=True)


class LeadChangedOut(Schema):
    """A change of lead professional. from_name null: nobody led before."""

    id = fields.UUID(required=True)
    reference = fields.String(required=True, allow_none=True)
    from_name = fields.String(required=True, allow_none=True)
    to_name = fields.String(required=True)
    agency = fields.String(required=True)
    establishment = fields.String(required=True)
    starts_on = fields.Date(required=True)
    changed_at = fields.AwareDateTime(required=True)


class LeadChangesOut(Schema):
    """The changes of lead professional that are not noted yet."""

    lead_changes = fields.List(fields.Nested(LeadChangedOut), required=True)


class RiskListedOut(Schema):
    """A risk noted where consent was refused, without its words."""

    id = fields.UUID(required=True)
    family_id = fields.UUID(required=True)
    reference = fields.String(required=True, allow_none=True)
    assessment_id = fields.UUID(required=True)
    kind = word(AssessmentKind, required=True)
    decided_on = fields.Date(required=True)
    follow_up_on = fields.Date(required=True)
    recorded_by = fields.String(required=True)
    followed_up_on = fields.Date(required=True, allow_none=True)


class RiskOut(RiskListedOut):
    """A risk noted where consent was refused, and what came of following it up."""

    risk = fields.String(required=True)
    outcome = fields.String(required=True, allow_none=True)


class RisksOut(Schema):
    """The risks noted where consent was refused, those to be followed up first."""

    risks = fields.List(fields.Nested(RiskListedOut), required=True)
