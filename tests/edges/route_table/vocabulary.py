"""The words that the table of routes and roles is written in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.access.roles import Role

Statuses = Mapping[Role, int]

LEAD, MANAGER, MEMBER = Role.LEAD_PROFESSIONAL, Role.AGENCY_MANAGER, Role.TEAM_MEMBER
COORDINATOR, CAF, OFFICER = Role.PROGRAMME_COORDINATOR, Role.CAF_COORDINATOR, Role.AUTHORISING_OFFICER
ANALYST, BOARD, ADMINISTRATOR = Role.ANALYST, Role.BOARD_READER, Role.ADMINISTRATOR

NOTHING: Mapping[str, Any] = {}
REFERRERS = (LEAD, Role.TEAM_MEMBER, MANAGER, CAF, COORDINATOR)
NOT_THEIRS: Statuses = {LEAD: 404, Role.TEAM_MEMBER: 404, MANAGER: 404, CAF: 404}
FORM = "/assessments/{assessment}/form"
ASSESSMENT = "/families/{led}/assessments/{nothing}"
FAMILIES = (LEAD, MANAGER, COORDINATOR)


def only(status: int, *roles: Role) -> Statuses:
    """The roles that get this answer; the others are told that it is not for them."""
    return {role: status if role in roles else 403 for role in Role}


def hidden(*roles: Role) -> Statuses:
    """The roles that are told that there is no such family."""
    return dict.fromkeys(roles, 404)


def theirs(status: int) -> Statuses:
    """What those who work with the family get; a team member of another is told that there is none such."""
    return {**only(status, LEAD, MANAGER, COORDINATOR), MEMBER: 404}


def everyone(status: int) -> Statuses:
    """An answer for all who have signed in."""
    return dict.fromkeys(Role, status)


@dataclass(frozen=True, slots=True)
class Row:
    """What a route answers to each role, and to a stranger.

    A form is sent empty: whoever may send it is told what is missing (422). body: what the API is sent.
    """

    endpoint: str
    method: str
    address: str
    statuses: Statuses
    stranger: int
    body: Mapping[str, Any] = field(default_factory=dict)


def page(endpoint: str, address: str, statuses: Statuses, *, method: str = "GET", stranger: int = 303) -> Row:
    """A page: a stranger is sent to sign in."""
    return Row(endpoint, method, address, statuses, stranger)


def call(
    endpoint: str, address: str, statuses: Statuses, *, method: str = "GET", body: Mapping[str, Any] = NOTHING
) -> Row:
    """A call of the API: a stranger has no token."""
    return Row(endpoint, method, f"/api/v1{address}", statuses, 401, body)
