"""Who may do what: pure decisions about an actor and what they ask for.

Each action has `check_can_…`, which raises Forbidden with a sentence, and where a page needs to know
beforehand a twin `can_…`. Source: the table of roles in docs/reference/roles.md.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from app.errors import Forbidden


class Role(StrEnum):
    """What a person may do; one person may hold several."""

    LEAD_PROFESSIONAL = "lead-professional"
    TEAM_MEMBER = "team-member"
    AGENCY_MANAGER = "agency-manager"
    PROGRAMME_COORDINATOR = "programme-coordinator"
    CAF_COORDINATOR = "caf-coordinator"
    INTERNAL_AUDITOR = "internal-auditor"
    AUTHORISING_OFFICER = "authorising-officer"
    ANALYST = "analyst"
    BOARD_READER = "board-reader"
    VISITING_READER = "visiting-reader"
    ADMINISTRATOR = "administrator"

    @property
    def label(self) -> str:
        """The role as pages print it."""
        return (
            "CAF coordinator" if self is Role.CAF_COORDINATOR else self.value.replace("-", " ").capitalize()
        )


class Responsibility(StrEnum):
    """What a posting makes its holder responsible for."""

    OWN_CASELOAD = "own-caseload"
    ESTABLISHMENT = "establishment"
    AGENCY = "agency"


class Action(StrEnum):
    """What may be asked of Loxley, as the role table names it."""

    LIST_FAMILIES = "list-families"
    UPDATE_A_FAMILY = "update-a-family"
    REGISTER_A_FAMILY = "register-a-family"
    CORRECT_A_FAMILY = "correct-a-family"
    SEE_MEETINGS = "see-meetings"
    SEE_DATA_SHEET = "see-data-sheet"
    SEE_DATA_QUALITY = "see-data-quality"
    SEE_CAF_REGISTER = "see-caf-register"
    SEE_CLAIMS = "see-claims"
    REQUEST_A_REPORT = "request-a-report"
    REQUEST_A_RETURN = "request-a-return"
    SEE_RELEASES = "see-releases"
    OPEN_FIGURES = "open-figures"
    NAME_READERS = "name-readers"
    IMPORT = "import"
    MANAGE_USERS = "manage-users"


ROLES_MAY: dict[Action, frozenset[Role]] = {
    Action.LIST_FAMILIES: frozenset(
        {Role.LEAD_PROFESSIONAL, Role.AGENCY_MANAGER, Role.PROGRAMME_COORDINATOR}
    ),
    Action.UPDATE_A_FAMILY: frozenset(
        {Role.LEAD_PROFESSIONAL, Role.AGENCY_MANAGER, Role.PROGRAMME_COORDINATOR}
    ),
    # Whoever registers a family opens it next, and nobody leads it yet.
    Action.REGISTER_A_FAMILY: frozenset({Role.PROGRAMME_COORDINATOR}),
    Action.CORRECT_A_FAMILY: frozenset({Role.PROGRAMME_COORDINATOR}),
    Action.SEE_MEETINGS: frozenset({Role.PROGRAMME_COORDINATOR}),
    Action.SEE_DATA_SHEET: frozenset({Role.PROGRAMME_COORDINATOR}),
    Action.SEE_DATA_QUALITY: frozenset({Role.PROGRAMME_COORDINATOR, Role.ANALYST}),
    Action.SEE_CAF_REGISTER: frozenset({Role.CAF_COORDINATOR, Role.PROGRAMME_COORDINATOR}),
    Action.SEE_CLAIMS: frozenset({Role.PROGRAMME_COORDINATOR}),
    Action.REQUEST_A_REPORT: frozenset({Role.PROGRAMME_COORDINATOR, Role.ANALYST}),
    Action.REQUEST_A_RETURN: frozenset({Role.PROGRAMME_COORDINATOR}),
    Action.SEE_RELEASES: frozenset(
        {Role.PROGRAMME_COORDINATOR, Role.AUTHORISING_OFFICER, Role.ANALYST, Role.BOARD_READER}
    ),
    Action.OPEN_FIGURES: frozenset({Role.PROGRAMME_COORDINATOR}),
    Action.NAME_READERS: frozenset({Role.PROGRAMME_COORDINATOR}),
    Action.IMPORT: frozenset({Role.ANALYST}),
    Action.MANAGE_USERS: frozenset({Role.ADMINISTRATOR}),
}

REFUSALS: dict[Action, str] = {
    Action.LIST_FAMILIES: "Your role does not include families' records.",
    Action.UPDATE_A_FAMILY: "Only those who lead or manage a family may change its record.",
    Action.REGISTER_A_FAMILY: "Only the programme coordinator may register a family.",
    Action.CORRECT_A_FAMILY: "Only the programme coordinator may correct a family's ward.",
    Action.SEE_MEETINGS: "Only the programme coordinator may open rollout meetings.",
    Action.SEE_DATA_SHEET: "Only the programme coordinator may open the live data sheet.",
    Action.SEE_DATA_QUALITY: "Only the programme coordinator and analysts may open data quality checks.",
    Action.SEE_CAF_REGISTER: "Only the CAF and the programme coordinator may open the CAF register.",
    Action.SEE_CLAIMS: "Only the programme coordinator may open the evaluation of claims.",
    Action.REQUEST_A_REPORT: "Only the programme coordinator and analysts may ask for a report.",
    Action.REQUEST_A_RETURN: "Only the programme coordinator may ask for a return.",
    Action.SEE_RELEASES: "Your role does not include reports and returns.",
    Action.OPEN_FIGURES: "Only the programme coordinator may open the families behind a figure.",
    Action.NAME_READERS: "Only the programme coordinator may name readers of an internal report.",
    Action.IMPORT: "Only analysts may import data.",
    Action.MANAGE_USERS: "Only administrators may manage users.",
}


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever asks: a signed-in user, or a named system actor with no roles.

    managed_establishments and managed_agencies: what their postings make them responsible for today.
    """

    user_id: UUID
    roles: frozenset[Role] = frozenset()
    practitioner_id: UUID | None = None
    managed_establishments: frozenset[UUID] = field(default_factory=frozenset)
    managed_agencies: frozenset[UUID] = field(default_factory=frozenset)


SYSTEM = Actor(UUID("00000000-0000-4000-8000-000000000001"))
"""The actor of work that nobody asked for: sweeping, scheduled runs."""

COMMAND_LINE = Actor(
    UUID("00000000-0000-4000-8000-000000000002"),
    frozenset({Role.ANALYST, Role.PROGRAMME_COORDINATOR, Role.ADMINISTRATOR}),
)
"""The actor of the `loxley` command: whoever runs it already holds the database."""


@dataclass(frozen=True, slots=True)
class FamilyLedBy:
    """Who leads a family now: practitioners, their establishments, and the agencies of the allocation."""

    practitioners: frozenset[UUID]
    establishments: frozenset[UUID]
    agencies: frozenset[UUID]


@dataclass(frozen=True, slots=True)
class FamilyScope:
    """The families an actor may see: every one, or those led in one of these ways."""

    every_family: bool
    practitioners: frozenset[UUID] = frozenset()
    establishments: frozenset[UUID] = frozenset()
    agencies: frozenset[UUID] = frozenset()

    def includes(self, led_by: FamilyLedBy) -> bool:
        """Whether a family led in this way may be seen."""
        return (
            self.every_family
            or bool(self.practitioners & led_by.practitioners)
            or bool(self.establishments & led_by.establishments)
            or bool(self.agencies & led_by.agencies)
        )


def may(actor: Actor, action: Action) -> bool:
    """Whether one of the actor's roles includes an action."""
    return not actor.roles.isdisjoint(ROLES_MAY[action])


def check_may(actor: Actor, action: Action) -> None:
    """Raises Forbidden("role") when none of the actor's roles includes the action."""
    if not may(actor, action):
        raise Forbidden("role", REFUSALS[action])


def family_scope(actor: Actor) -> FamilyScope:
    """The families whose records an actor may see, by role and posting.

    A coordinator sees every family; a lead professional those they lead; a manager those led from
    the establishments, or allocated to the whole agencies, that their posting names.
    """
    if Role.PROGRAMME_COORDINATOR in actor.roles:
        return FamilyScope(every_family=True)
    leads = Role.LEAD_PROFESSIONAL in actor.roles or Role.AGENCY_MANAGER in actor.roles
    manages = Role.AGENCY_MANAGER in actor.roles
    return FamilyScope(
        every_family=False,
        practitioners=_only(leads, [actor.practitioner_id] if actor.practitioner_id else []),
        establishments=_only(manages, actor.managed_establishments),
        agencies=_only(manages, actor.managed_agencies),
    )


def check_can_open_family(actor: Actor, led_by: FamilyLedBy) -> None:
    """Raises Forbidden("not-your-family") unless the actor's role and posting include the family."""
    if not can_open_family(actor, led_by):
        raise Forbidden(
            "not-your-family", "You can open the records of families that you lead or manage now."
        )


def can_open_family(actor: Actor, led_by: FamilyLedBy) -> bool:
    """Whether an actor may open a family led in this way."""
    return may(actor, Action.LIST_FAMILIES) and family_scope(actor).includes(led_by)


def check_can_see_release(actor: Actor, *, is_public: bool, is_return: bool, named_reader: bool) -> None:
    """Raises Forbidden when a release is not for this actor.

    Returns are for those who prepare and sign them. A board reader has the public profile of released
    board reports, and an internal one only when named for it.
    """
    check_may(actor, Action.SEE_RELEASES)
    if Role.PROGRAMME_COORDINATOR in actor.roles or Role.AUTHORISING_OFFICER in actor.roles:
        return
    if is_return:
        raise Forbidden("return", "Only those who prepare, audit and sign returns may open them.")
    if Role.ANALYST in actor.roles or is_public or named_reader:
        return
    raise Forbidden(
        "internal-profile", "This report is for named readers only. Ask the programme coordinator."
    )


def _only(allowed: bool, ids: Iterable[UUID]) -> frozenset[UUID]:
    return frozenset(ids) if allowed else frozenset()
