"""The shapes of the forms about households: those of the API, with the version that was seen."""

from marshmallow import Schema, fields, validate

from app.cases.rules.vocabulary import Ethnicity
from app.cases.schemas.household import (
    AddPerson,
    ChildIsBorn,
    CorrectAddress,
    CorrectPerson,
    NewHome,
    PersonLeaves,
    PersonMoves,
    Postcode,
    RegisterMember,
    WithdrawMembership,
    day_of_a_life,
    maybe_written,
)
from app.http import word


def version_seen() -> fields.Integer:
    """The version of the record that the form started from."""
    return fields.Integer(required=True, validate=validate.Range(1, 2**31 - 1))


class RegisterMemberForm(RegisterMember):
    """Somebody in a family that is being registered."""

    is_disabled = fields.Boolean(load_default=None)


class AddPersonForm(AddPerson):
    """Somebody who comes into a household."""

    is_disabled = fields.Boolean(load_default=None)
    version = version_seen()


class CorrectPersonForm(CorrectPerson):
    """All that should be recorded of a person; an empty box says that it is not known."""

    born_on = day_of_a_life(load_default=None)
    expected_on = day_of_a_life(load_default=None)
    ethnicity = word(Ethnicity, load_default=None)
    first_language = maybe_written(load_default=None)
    is_disabled = fields.Boolean(load_default=None)
    starts_on = day_of_a_life(
        required=True, error_messages={"required": "Enter the first day in the household."}
    )
    ends_on = day_of_a_life(load_default=None)
    version = version_seen()


class PersonLeavesForm(PersonLeaves):
    """The last day of somebody in a household."""

    version = version_seen()


class PersonMovesForm(PersonMoves):
    """The family that somebody is in from a day on, and the words that it was found by."""

    search = maybe_written(load_default=None)
    to_family_id = fields.UUID(
        required=True,
        error_messages={
            "required": "Find the other family, and choose it.",
            "invalid_uuid": "Choose a family from the list.",
        },
    )
    moves_on = day_of_a_life(
        required=True, error_messages={"required": "Enter their first day in the other family."}
    )
    version = version_seen()


class ChildIsBornForm(ChildIsBorn):
    """The day of a birth, and what the child is called."""

    version = version_seen()


class WithdrawMembershipForm(WithdrawMembership):
    """Why somebody was recorded in a household in which they never were."""

    version = version_seen()


class PutBackForm(Schema):
    """That a stay is put back."""

    version = version_seen()


class FamilyMovesForm(NewHome):
    """Where a family lives from a day on."""

    version = version_seen()


class CorrectAddressForm(CorrectAddress):
    """All that should be recorded of an address but its ward; an empty box says that it is not known."""

    address = maybe_written(longest=200, load_default=None)
    postcode = Postcode(load_default=None)
    starts_on = day_of_a_life(required=True, error_messages={"required": "Enter the first day there."})
    ends_on = day_of_a_life(load_default=None)
    version = version_seen()
