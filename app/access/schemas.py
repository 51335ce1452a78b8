"""Shapes of sign-in and accounts on the wire."""

from apiflask import Schema
from marshmallow import fields, validate

from app.access.roles import Role
from app.access.services import SHORTEST_PASSWORD

SHORT_PASSWORD = f"Enter a password of at least {SHORTEST_PASSWORD} characters."


class SignIn(Schema):
    """An e-mail address and a password. Their form says nothing: the answer is the same for any mistake."""

    email = fields.String(
        required=True,
        validate=validate.Length(min=1, max=254, error="Enter your e-mail address."),
        error_messages={"required": "Enter your e-mail address."},
    )
    password = fields.String(
        required=True,
        metadata={"verbatim": True},
        validate=validate.Length(min=1, max=200, error="Enter your password."),
        error_messages={"required": "Enter your password."},
    )


class NewUser(Schema):
    """An account to open."""

    display_name = fields.String(
        required=True,
        validate=validate.Length(min=1, max=100, error="Enter a name of at most 100 characters."),
        error_messages={"required": "Enter a name."},
    )
    email = fields.Email(
        required=True,
        validate=validate.Length(max=254, error="Enter an e-mail address of at most 254 characters."),
        error_messages={
            "required": "Enter an e-mail address.",
            "invalid": "Enter an e-mail address like name@example.org.",
        },
    )
    password = fields.String(
        required=True,
        metadata={"verbatim": True},
        validate=validate.Length(min=SHORTEST_PASSWORD, max=200, error=SHORT_PASSWORD),
        error_messages={"required": SHORT_PASSWORD},
    )
    practitioner_key = fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.Length(max=100, error="Enter a practitioner's key of at most 100 characters."),
    )
    roles = fields.List(
        fields.Enum(Role, by_value=True, error_messages={"unknown": "Choose roles from the list."}),
        required=True,
        validate=validate.Length(min=1, error="Choose at least one role."),
        error_messages={"required": "Choose at least one role."},
    )


class UserRoles(Schema):
    """The roles that a user is to hold."""

    roles = fields.List(
        fields.Enum(Role, by_value=True, error_messages={"unknown": "Choose roles from the list."}),
        required=True,
        validate=validate.Length(min=1, error="Choose at least one role, or end this user's access."),
        error_messages={"required": "Choose at least one role, or end this user's access."},
    )


class NewToken(Schema):
    """An API token to issue: what it is for, whether it may change anything, and for how many days."""

    name = fields.String(
        required=True,
        validate=validate.Length(min=1, max=100, error="Say in at most 100 characters what it is for."),
        error_messages={"required": "Say what the token is for."},
    )
    scope = fields.String(
        required=True,
        validate=validate.OneOf(["read", "write"], error="Choose what the token may do."),
        error_messages={"required": "Choose what the token may do."},
    )
    days = fields.Integer(
        required=True,
        validate=validate.Range(min=1, max=365, error="Enter a number of days from 1 to 365."),
        error_messages={
            "required": "Enter for how many days it is to last.",
            "invalid": "Enter a number of days from 1 to 365.",
        },
    )
