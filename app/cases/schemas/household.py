"""Shapes of changes to a household on the wire. Shape only: what is possible is for the rules."""

import re
from datetime import date
from typing import Any

from apiflask import Schema
from marshmallow import ValidationError, fields, validate

from app.cases.rules.household_words import REASONS, CorrectedField, CorrectionReason
from app.cases.rules.vocabulary import Ethnicity, Sex
from app.cases.services.homes import Home
from app.cases.services.people import PersonDetails
from app.http import word
from app.programme.facts import MemberRole

LONGEST = 100
EARLIEST, LATEST = date(1900, 1, 1), date(2099, 12, 31)
_POSTCODE = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?) ?([0-9][A-Z]{2})")

NOT_A_DAY = {
    "invalid": "The date must be a real one, like 12 7 2013.",
    "format": "The date must be a real one, like 12 7 2013.",
}


class Written(fields.String):
    """Text without the spaces around it; an empty one is not an answer."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = " ".join(super()._deserialize(value, attr, data, **kwargs).split())
        if not text:
            raise self.make_error("required")
        return text


class Postcode(Written):
    """A whole postcode, as it is printed: "ng15dt" → "NG1 5DT"."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        found = _POSTCODE.fullmatch(super()._deserialize(value, attr, data, **kwargs).upper())
        if found is None:
            raise ValidationError("Enter a full postcode, like NG1 5DT, or leave it blank.")
        return f"{found[1]} {found[2]}"


class YesOrNo(fields.Boolean):
    """True or false, and nothing that may be read as one of them."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> bool:
        if not isinstance(value, bool):
            raise self.make_error("invalid")
        return value


def written(required: str, *, longest: int = LONGEST) -> Written:
    """Text that must be given. required: what to say when it is not."""
    return Written(
        required=True,
        validate=validate.Length(max=longest, error=f"Use at most {longest} characters."),
        error_messages={"required": required},
    )


def maybe_written(*, longest: int = LONGEST, **given: Any) -> Written:
    """Text that may be left open."""
    at_most = validate.Length(max=longest, error=f"Use at most {longest} characters.")
    return Written(validate=at_most, allow_none=True, **given)


def day_of_a_life(**given: Any) -> fields.Date:
    """A day on which somebody who is on file may have been born, or come or gone."""
    within = validate.Range(EARLIEST, LATEST, error="The year must be from 1900 to 2099.")
    messages = {**NOT_A_DAY, **given.pop("error_messages", {})}
    return fields.Date(validate=within, error_messages=messages, **given)


def reason(**given: Any) -> fields.Enum[Any]:
    """Why what was recorded was wrong."""
    return word(
        CorrectionReason,
        required=True,
        validate=validate.OneOf(REASONS, error="Choose a reason from the list."),
        error_messages={"required": "Choose why it was wrong."},
        **given,
    )


class NewPerson(Schema):
    """Somebody who comes on file. born_on and expected_on: null where not known; one of them, at most."""

    forename = written("Enter the forename, or “Baby” for an unborn child.")
    surname = written("Enter the surname.")
    role = word(MemberRole, required=True, error_messages={"required": "Choose their place in the family."})
    born_on = day_of_a_life(load_default=None, allow_none=True)
    expected_on = day_of_a_life(load_default=None, allow_none=True)
    sex = word(Sex, required=True, error_messages={"required": "Choose their sex, or “Unknown”."})
    ethnicity = word(Ethnicity, load_default=None, allow_none=True)
    first_language = maybe_written(load_default=None)
    is_disabled: fields.Boolean = YesOrNo(load_default=None, allow_none=True)


class AddPerson(NewPerson):
    """Somebody who comes into a household."""

    starts_on = day_of_a_life(
        required=True, error_messages={"required": "Enter the day since which they are in the household."}
    )


class RegisterMember(NewPerson):
    """Somebody in a family that is being registered. starts_on null: as long as the family, or from birth."""

    starts_on = day_of_a_life(load_default=None, allow_none=True)


class NewHome(Schema):
    """Where a family lives from a day on."""

    ward_id = fields.UUID(
        required=True,
        error_messages={"required": "Choose the ward.", "invalid_uuid": "Choose a ward from the list."},
    )
    address = maybe_written(longest=200, load_default=None)
    postcode = Postcode(load_default=None, allow_none=True)
    starts_on = day_of_a_life(
        required=True, error_messages={"required": "Enter the day since which the family lives there."}
    )


class RegisterHome(NewHome):
    """Where a family that is being registered lives, and since when."""


class RegisterFamily(Schema):
    """A family known only by name, with its people and its address. It gets no reference."""

    home = fields.Nested(RegisterHome, required=True)
    people = fields.List(
        fields.Nested(RegisterMember), required=True, validate=validate.Length(min=1, max=30)
    )


class PersonLeaves(Schema):
    """The last day of somebody in a household."""

    last_day = day_of_a_life(required=True, error_messages={"required": "Enter their last day."})


class PersonMoves(Schema):
    """The family that somebody is in from a day on, and their place in it."""

    to_family_id = fields.UUID(required=True)
    moves_on = day_of_a_life(required=True)
    role = word(MemberRole, required=True)


class ChildIsBorn(Schema):
    """The day of a birth, and what the child is called."""

    born_on = day_of_a_life(required=True, error_messages={"required": "Enter the date of birth."})
    forename = written("Enter the forename.")
    surname = written("Enter the surname.")
    sex = word(Sex, required=True, error_messages={"required": "Choose their sex, or “Unknown”."})


class CorrectPerson(Schema):
    """All that should be recorded of a person and of their days in a household; null where not known."""

    forename = written("Enter the forename.")
    surname = written("Enter the surname.")
    role = word(MemberRole, required=True)
    born_on = day_of_a_life(required=True, allow_none=True)
    expected_on = day_of_a_life(required=True, allow_none=True)
    sex = word(Sex, required=True)
    ethnicity = word(Ethnicity, required=True, allow_none=True)
    first_language = maybe_written(required=True)
    is_disabled: fields.Boolean = YesOrNo(required=True, allow_none=True)
    starts_on = day_of_a_life(required=True)
    ends_on = day_of_a_life(required=True, allow_none=True)
    reason = reason()


class WithdrawMembership(Schema):
    """Why somebody was recorded in a household in which they never were."""

    reason = reason()


class CorrectAddress(Schema):
    """All that should be recorded of an address but its ward; null where not known."""

    address = maybe_written(longest=200, required=True)
    postcode = Postcode(required=True, allow_none=True)
    starts_on = day_of_a_life(required=True)
    ends_on = day_of_a_life(required=True, allow_none=True)
    reason = reason()


class RegisteredOut(Schema):
    """A family that came on file, and the version of its record."""

    id = fields.UUID(required=True)
    version = fields.Integer(required=True)


class AddedOut(Schema):
    """Somebody who came into a household, and the version of its record now."""

    person_id = fields.UUID(required=True)
    member_id = fields.UUID(required=True)
    version = fields.Integer(required=True)


class ChangedOut(Schema):
    """The version of the record after a change."""

    version = fields.Integer(required=True)


class WithdrawnOut(Schema):
    """A stay that was taken back: its id, by which it is put back, and the version of the record after it."""

    id = fields.UUID(required=True)
    version = fields.Integer(required=True)


class StayWithdrawnOut(Schema):
    """A stay in the household that was taken back; put_back_at: when that was undone.

    person_id, forename and surname are null of somebody who lives in another family now.
    """

    id = fields.UUID(required=True)
    person_id = fields.UUID(required=True, allow_none=True)
    forename = fields.String(required=True, allow_none=True)
    surname = fields.String(required=True, allow_none=True)
    role = word(MemberRole, required=True)
    starts_on = fields.Date(required=True)
    ends_on = fields.Date(required=True, allow_none=True)
    reason = word(CorrectionReason, required=True)
    withdrawn_at = fields.AwareDateTime(required=True)
    withdrawn_by = fields.String(required=True, allow_none=True)
    put_back_at = fields.AwareDateTime(required=True, allow_none=True)
    put_back_by = fields.String(required=True, allow_none=True)


class CorrectionOut(Schema):
    """One value that was corrected. person_id null: it is about the family's home."""

    corrected_at = fields.AwareDateTime(required=True)
    by = fields.String(required=True, allow_none=True)
    person_id = fields.UUID(required=True, allow_none=True)
    field = word(CorrectedField, required=True)
    was = fields.String(required=True, allow_none=True)
    became = fields.String(required=True, allow_none=True)
    reason = word(CorrectionReason, required=True)


def person_details(values: dict[str, Any]) -> PersonDetails:
    """What was sent of a person, apart from their days in a household."""
    return PersonDetails(
        forename=values["forename"],
        surname=values["surname"],
        born_on=values["born_on"],
        expected_on=values["expected_on"],
        sex=values["sex"],
        ethnicity=values["ethnicity"],
        first_language=values["first_language"],
        is_disabled=values["is_disabled"],
    )


def home(values: dict[str, Any]) -> Home:
    """What was sent of a family's home."""
    return Home(
        ward_id=values["ward_id"],
        address=values["address"],
        postcode=values["postcode"],
        starts_on=values["starts_on"],
    )
