"""Whoever asks, and the accounts that administrators keep, for programs."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from apiflask import Schema
from marshmallow import fields

from app import clock, http
from app.access import services
from app.access.policies import may
from app.access.roles import Action, Role
from app.access.schemas import NewToken, NewUser, UserRoles
from app.http import word
from app.openapi import refused_by

api = http.api_blueprint("access_api", __name__, tag="Access")


class MeOut(Schema):
    """Whom your token acts for, and what they may do."""

    user_id = fields.UUID(required=True)
    roles = fields.List(word(Role), required=True)
    may = fields.List(word(Action), required=True)
    practitioner_id = fields.UUID(required=True, allow_none=True)
    managed_establishments = fields.List(fields.UUID(), required=True)
    managed_agencies = fields.List(fields.UUID(), required=True)


class TokenOut(Schema):
    """One of your own tokens."""

    id = fields.UUID(required=True)
    name = fields.String(required=True)
    can_write = fields.Boolean(required=True)
    expires_at = fields.AwareDateTime(required=True)


class TokensOut(Schema):
    """Your own tokens, the longest-lived first."""

    tokens = fields.List(fields.Nested(TokenOut), required=True)


class IssuedTokenOut(TokenOut):
    """A token just issued, with its text."""

    token = fields.String(required=True)


class UserOut(Schema):
    """An account. left_on: the day its access stopped; null while it stands."""

    id = fields.UUID(required=True)
    email = fields.String(required=True)
    display_name = fields.String(required=True)
    roles = fields.List(word(Role), required=True)
    practitioner = fields.String(required=True, allow_none=True)
    left_on = fields.Date(required=True, allow_none=True)


class UserListed(UserOut):
    """An account in a list."""


class UsersOut(Schema):
    """Every account, those with access first."""

    users = fields.List(fields.Nested(UserListed), required=True)


@api.get("/me")
@api.output(MeOut)
def me() -> dict[str, Any]:
    """See whom your token acts for, and what they may do."""
    actor = http.current_actor()
    return {
        "user_id": actor.user_id,
        "roles": [role for role in Role if role in actor.roles],
        "may": [action for action in Action if may(actor, action)],
        "practitioner_id": actor.practitioner_id,
        "managed_establishments": sorted(actor.managed_establishments),
        "managed_agencies": sorted(actor.managed_agencies),
    }


@api.get("/tokens")
@api.output(TokensOut)
def list_tokens() -> dict[str, Any]:
    """List your own tokens that have not been revoked; never their text."""
    return {"tokens": services.tokens(actor=http.current_actor())}


@api.post("/tokens")
@api.input(NewToken)
@api.output(IssuedTokenOut, status_code=201)
@api.doc(responses=refused_by(services.issue_api_token))
def issue_token(json_data: dict[str, Any]) -> Any:
    """Issue a token to yourself. Its text is in this answer and nowhere else."""
    now = clock.now()
    return services.issue_api_token(
        json_data["name"],
        can_write=json_data["scope"] == "write",
        expires_at=now + timedelta(days=json_data["days"]),
        actor=http.current_actor(),
        now=now,
    )


@api.post("/tokens/<uuid:token_id>/revoke")
@api.output(TokensOut)
@api.doc(responses=refused_by(services.revoke_api_token))
def revoke_token(token_id: UUID) -> dict[str, Any]:
    """Revoke one of your own tokens, and see which are left."""
    services.revoke_api_token(token_id, actor=http.current_actor())
    return {"tokens": services.tokens(actor=http.current_actor())}


@api.get("/users")
@api.output(UsersOut)
@api.doc(responses=refused_by(services.users))
def list_users() -> dict[str, Any]:
    """List every account."""
    return {"users": services.users(actor=http.current_actor())}


@api.post("/users")
@api.input(NewUser)
@api.output(UserOut, status_code=201)
@api.doc(responses=refused_by(services.create_user))
def create_user(json_data: dict[str, Any]) -> Any:
    """Open an account."""
    user_id = services.create_user(
        json_data["email"],
        json_data["display_name"],
        set(json_data["roles"]),
        json_data["password"],
        practitioner_key=json_data["practitioner_key"],
        actor=http.current_actor(),
    )
    return services.user(user_id, actor=http.current_actor())


@api.get("/users/<uuid:user_id>")
@api.output(UserOut)
@api.doc(responses=refused_by(services.user))
def open_user(user_id: UUID) -> Any:
    """Open one account."""
    return services.user(user_id, actor=http.current_actor())


@api.put("/users/<uuid:user_id>/roles")
@api.input(UserRoles)
@api.output(UserOut)
@api.doc(responses=refused_by(services.change_roles))
def change_roles(user_id: UUID, json_data: dict[str, Any]) -> Any:
    """Give a user exactly these roles."""
    services.change_roles(user_id, set(json_data["roles"]), actor=http.current_actor())
    return services.user(user_id, actor=http.current_actor())


@api.post("/users/<uuid:user_id>/end")
@api.output(UserOut)
@api.doc(responses=refused_by(services.end_user))
def end_user(user_id: UUID) -> Any:
    """Stop a user's access now."""
    services.end_user(user_id, left_on=clock.today(), actor=http.current_actor())
    return services.user(user_id, actor=http.current_actor())
