"""Shapes of referrals on the wire. Shape only: what is allowed is for services."""

from typing import Any

from apiflask import Schema
from marshmallow import ValidationError, fields, validate, validates_schema

from app.cases.rules.matching import Likeness
from app.cases.rules.referrals import DeclineReason, ReferralConsent, ReferralState
from app.cases.rules.referred import MOST_PEOPLE
from app.cases.rules.standing import FamilyStatus
from app.http import LONGEST_PAGE, CursorField, word
from app.programme.facts import Criterion, MemberRole

LONGEST_NAME = 100
LONGEST_TEXT = 4000


def words(what: str, longest: int, **given: Any) -> fields.String:
    """A field of text that somebody writes. what: what is asked for when it is missing."""
    return fields.String(
        validate=[
            validate.Length(max=longest, error=f"Use at most {longest:,} characters."),
            validate.Regexp(r"^\s*\S", error=what),
        ],
        error_messages={"required": what, "null": what},
        **given,
    )


class PersonReferredIn(Schema):
    """Someone whom a referral names. expected_on: of an unborn child, who has no date of birth."""

    forename = words("Enter a forename.", LONGEST_NAME, required=True)
    surname = words("Enter a surname.", LONGEST_NAME, required=True)
    role = word(
        MemberRole,
        required=True,
        error_messages={
            "required": "Choose who this person is.",
            "unknown": "Choose who this person is from the list.",
        },
    )
    born_on = fields.Date(
        load_default=None, allow_none=True, error_messages={"invalid": "Enter a real date, like 9 5 2001."}
    )
    expected_on = fields.Date(
        load_default=None, allow_none=True, error_messages={"invalid": "Enter a real date, like 9 5 2001."}
    )


class PeopleReferred(Schema):
    """The people of a family, to ask whether it is known to the programme."""

    people = fields.List(
        fields.Nested(PersonReferredIn), required=True, validate=validate.Length(1, MOST_PEOPLE)
    )


class ReferFamily(PeopleReferred):
    """A family to refer: who they are, where they live, why, and whether they agree."""

    address = words("Enter an address.", 300, load_default=None, allow_none=True)
    postcode = words("Enter a postcode.", 10, load_default=None, allow_none=True)
    ward_id = fields.UUID(
        required=True,
        error_messages={
            "required": "Choose the ward where they live.",
            "invalid_uuid": "Choose a ward from the list.",
        },
    )
    why = words("Say why you refer this family.", LONGEST_TEXT, required=True)
    criteria = fields.List(
        word(Criterion, error_messages={"unknown": "Choose criteria from the list."}), load_default=list
    )
    consent = word(
        ReferralConsent,
        required=True,
        error_messages={
            "required": "Say whether the family agrees.",
            "unknown": "Choose what the family says from the list.",
        },
    )


class AnswerQuestion(Schema):
    """The answer to what was asked about a referral."""

    answer = words("Enter your answer.", LONGEST_TEXT, required=True)


class AskQuestion(Schema):
    """What whoever sent a referral is asked."""

    question = words("Enter your question.", LONGEST_TEXT, required=True)


class TakeToMeeting(Schema):
    """The rollout meeting that a referral is taken to."""

    meeting_id = fields.UUID(
        required=True,
        error_messages={
            "required": "Choose a rollout meeting.",
            "invalid_uuid": "Choose a meeting from the list.",
        },
    )


class DeclineReferral(Schema):
    """Why a referral is declined, as whoever sent it will read it."""

    reason = word(
        DeclineReason,
        required=True,
        error_messages={"required": "Choose a reason.", "unknown": "Choose a reason from the list."},
    )
    explanation = words("Enter an explanation.", LONGEST_TEXT, load_default=None, allow_none=True)


class AcceptReferral(Schema):
    """The family on file that a referral is about, by id or by reference; neither for a new family."""

    family_id = fields.UUID(load_default=None, allow_none=True)
    reference = words("Enter a reference.", 20, load_default=None, allow_none=True)

    @validates_schema
    def names_one_family(self, values: dict[str, Any], **_: Any) -> None:
        """Refuse a family that is named twice."""
        if values.get("family_id") and values.get("reference"):
            raise ValidationError("Name the family by its id or its reference, not both.", "reference")


class ReferralListQuery(Schema):
    """What a list of referrals is narrowed to, and which page of it is wanted."""

    state = word(ReferralState)
    own_only = fields.Boolean(
        load_default=False, metadata={"description": "Leave out the referrals of others."}
    )
    after = CursorField(metadata={"description": "The `next` of the page before.", "type": "string"})
    limit = fields.Integer(load_default=50, validate=validate.Range(1, LONGEST_PAGE))


class ReferralListedOut(Schema):
    """A referral in a list. is_news: whoever sent it has not seen how it stands."""

    id = fields.UUID(required=True)
    number = fields.Integer(required=True)
    state = word(ReferralState, required=True)
    referred_on = fields.Date(required=True)
    referred_by = fields.String(required=True)
    ward = fields.String(required=True)
    people = fields.List(fields.String(), required=True)
    meeting_held_on = fields.Date(required=True, allow_none=True)
    is_news = fields.Boolean(required=True)


class ReferralPageOut(Schema):
    """A page of referrals, the latest first. next: send it as `after`; null on the last page."""

    referrals = fields.List(fields.Nested(ReferralListedOut), required=True)
    next = fields.String(required=True, allow_none=True)


class KnownOut(Schema):
    """All that may be told of a family's being on the list already. likeness null: no child was found.

    agency, contact: who leads a known family now, and whom to ask there.
    """

    likeness = word(Likeness, required=True, allow_none=True)
    agency = fields.String(required=True, allow_none=True)
    contact = fields.String(required=True, allow_none=True)
    contact_email = fields.String(required=True, allow_none=True)


class PersonOnReferralOut(Schema):
    """Someone whom a referral names."""

    position = fields.Integer(required=True)
    forename = fields.String(required=True)
    surname = fields.String(required=True)
    role = word(MemberRole, required=True)
    born_on = fields.Date(required=True, allow_none=True)
    expected_on = fields.Date(required=True, allow_none=True)


class QuestionOut(Schema):
    """What was asked about a referral, and the answer."""

    question = fields.String(required=True)
    asked_at = fields.AwareDateTime(required=True)
    answer = fields.String(required=True, allow_none=True)
    answered_at = fields.AwareDateTime(required=True, allow_none=True)


class FamilyLikeOut(Schema):
    """A family on file with people like those of a referral. known, perhaps: their positions in it."""

    id = fields.UUID(required=True)
    reference = fields.String(required=True, allow_none=True)
    ward = fields.String(required=True, allow_none=True)
    status = word(FamilyStatus, required=True)
    agencies = fields.List(fields.String(), required=True)
    lead_name = fields.String(required=True, allow_none=True)
    known = fields.List(fields.Integer(), required=True)
    perhaps = fields.List(fields.Integer(), required=True)


class ReferralLikeOut(Schema):
    """Another referral that names one of the same people."""

    id = fields.UUID(required=True)
    number = fields.Integer(required=True)
    state = word(ReferralState, required=True)


class ReferralOut(Schema):
    """A referral. families, others, family_id and family_reference: only for those who decide on it."""

    id = fields.UUID(required=True)
    number = fields.Integer(required=True)
    version = fields.Integer(required=True)
    state = word(ReferralState, required=True)
    referred_on = fields.Date(required=True)
    referred_by = fields.String(required=True)
    is_own = fields.Boolean(required=True)
    ward_id = fields.UUID(required=True)
    ward = fields.String(required=True)
    address = fields.String(required=True, allow_none=True)
    postcode = fields.String(required=True, allow_none=True)
    why = fields.String(required=True)
    consent = word(ReferralConsent, required=True)
    criteria = fields.List(word(Criterion), required=True)
    people = fields.List(fields.Nested(PersonOnReferralOut), required=True)
    questions = fields.List(fields.Nested(QuestionOut), required=True)
    meeting_id = fields.UUID(required=True, allow_none=True)
    meeting_held_on = fields.Date(required=True, allow_none=True)
    decided_on = fields.Date(required=True, allow_none=True)
    decline_reason = word(DeclineReason, required=True, allow_none=True)
    explanation = fields.String(required=True, allow_none=True)
    family_id = fields.UUID(required=True, allow_none=True)
    family_reference = fields.String(required=True, allow_none=True)
    families = fields.List(fields.Nested(FamilyLikeOut), required=True)
    others = fields.List(fields.Nested(ReferralLikeOut), required=True)


class ReferralMovedOut(Schema):
    """The version of a referral after it moved."""

    version = fields.Integer(required=True)
