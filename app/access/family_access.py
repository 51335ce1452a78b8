"""Who may open which family's record, and as what: pure decisions about an actor and who leads the family."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from uuid import UUID

from app.access.policies import Actor, manages, may
from app.access.roles import Action, Role
from app.errors import Forbidden


class FamilyAccess(StrEnum):
    """As what somebody opens a family's record; the audit trail keeps it."""

    COORDINATOR = "coordinator"
    LEAD = "lead"
    MANAGER = "manager"
    COVER = "cover"
    TEAM_MEMBER = "team-member"

    @property
    def label(self) -> str:
        """The way of access as pages print it."""
        return self.value.replace("-", " ").capitalize()


@dataclass(frozen=True, slots=True)
class FamilyLedBy:
    """Who leads a family now: practitioners, their establishments, and the agencies of the allocation.

    lead_agencies: the agency that the family is led from, and the first one of the allocation. team: the
    practitioners in its Team Around the Family today, each with the agency that they were in on joining.
    """

    practitioners: frozenset[UUID]
    establishments: frozenset[UUID]
    agencies: frozenset[UUID]
    lead_agencies: frozenset[UUID] = frozenset()
    team: Mapping[UUID, UUID] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FamilyScope:
    """The families an actor may see: every one, or those led in one of these ways.

    teams: practitioners whose place in a family's team lets it be seen, though not whole.
    """

    every_family: bool
    practitioners: frozenset[UUID] = frozenset()
    establishments: frozenset[UUID] = frozenset()
    agencies: frozenset[UUID] = frozenset()
    teams: frozenset[UUID] = frozenset()

    def includes(self, led_by: FamilyLedBy) -> bool:
        """Whether a family led in this way may be seen."""
        return self.includes_whole(led_by) or not self.teams.isdisjoint(led_by.team)

    def includes_whole(self, led_by: FamilyLedBy) -> bool:
        """Whether the whole record of a family led in this way may be seen."""
        return (
            self.every_family
            or bool(self.practitioners & led_by.practitioners)
            or bool(self.establishments & led_by.establishments)
            or bool(self.agencies & led_by.agencies)
        )

    def without_teams(self) -> "FamilyScope":
        """Only the families whose whole record may be seen."""
        return replace(self, teams=frozenset())


def family_scope(actor: Actor) -> FamilyScope:
    """The families whose records an actor may see, by role, posting, cover and team.

    A coordinator sees every family; a lead professional those they lead, or for whose lead they stand in
    today; a manager those led from the establishments, or allocated to the whole agencies, that their
    posting names. Whoever is in a Team Around the Family today sees of that family what is shared with
    their agency.
    """
    if Role.PROGRAMME_COORDINATOR in actor.roles:
        return FamilyScope(every_family=True)
    return own_scope(actor)


def own_scope(actor: Actor) -> FamilyScope:
    """The families that an actor answers for themselves, leaving out what a coordinator sees beside them."""
    leads = Role.LEAD_PROFESSIONAL in actor.roles or Role.AGENCY_MANAGER in actor.roles
    manages = Role.AGENCY_MANAGER in actor.roles
    own = frozenset([actor.practitioner_id] if actor.practitioner_id else [])
    return FamilyScope(
        every_family=False,
        practitioners=_only(leads, own | actor.covers),
        establishments=_only(manages, actor.managed_establishments),
        agencies=_only(manages, actor.managed_agencies),
        teams=_only(leads or Role.TEAM_MEMBER in actor.roles, own),
    )


def access_to_family(actor: Actor, led_by: FamilyLedBy) -> FamilyAccess | None:
    """As what an actor may open a family led in this way; None: they may not.

    A team member opens only what is shared with their agency; everybody else the whole record.
    """
    scope = family_scope(actor)
    if not may(actor, Action.LIST_FAMILIES) or not scope.includes(led_by):
        return None
    if scope.every_family:
        return FamilyAccess.COORDINATOR
    if actor.practitioner_id in scope.practitioners & led_by.practitioners:
        return FamilyAccess.LEAD
    if scope.establishments & led_by.establishments or scope.agencies & led_by.agencies:
        return FamilyAccess.MANAGER
    return FamilyAccess.COVER if scope.practitioners & led_by.practitioners else FamilyAccess.TEAM_MEMBER


def can_open_family(actor: Actor, led_by: FamilyLedBy) -> bool:
    """Whether an actor may open the whole record of a family led in this way; a team member may not."""
    return access_to_family(actor, led_by) not in (None, FamilyAccess.TEAM_MEMBER)


def holds_record(actor: Actor, led_by: FamilyLedBy) -> bool:
    """Whether an actor reads a family's assessments whatever consent says of other agencies.

    Those who lead the family, stand in for its lead, manage where it is led from, or coordinate the
    programme do. A manager of another agency of a joint allocation reads for that agency, within consent.
    """
    seen_as = access_to_family(actor, led_by)
    if seen_as is not FamilyAccess.MANAGER:
        return seen_as not in (None, FamilyAccess.TEAM_MEMBER)
    scope = family_scope(actor)
    return bool(
        scope.establishments & led_by.establishments
        or scope.agencies & led_by.lead_agencies
        or scope.practitioners & led_by.practitioners
    )


def reads_for(actor: Actor, led_by: FamilyLedBy) -> frozenset[UUID]:
    """The agencies for which an actor who does not hold a family's record reads its assessments."""
    scope = family_scope(actor)
    managed = scope.agencies & led_by.agencies
    return managed | {agency for member, agency in led_by.team.items() if member in scope.teams}


def can_name_lead(actor: Actor, led_by: FamilyLedBy, *, establishment_id: UUID, agency_id: UUID) -> bool:
    """Whether an actor may give a family a lead professional posted to this establishment.

    A coordinator may anywhere, a manager where they manage, and a lead professional hands over within the
    establishment that they lead the family from. Whoever only stands in may not.
    """
    seen_as = access_to_family(actor, led_by)
    if seen_as is FamilyAccess.COORDINATOR:
        return True
    if seen_as is FamilyAccess.LEAD and establishment_id in led_by.establishments:
        return True
    leads_or_manages = seen_as in (FamilyAccess.LEAD, FamilyAccess.MANAGER) and holds_record(actor, led_by)
    return leads_or_manages and manages(actor, establishment_id=establishment_id, agency_id=agency_id)


def check_can_name_lead(
    actor: Actor, led_by: FamilyLedBy, *, establishment_id: UUID, agency_id: UUID
) -> None:
    """Raises Forbidden("not-your-establishment") unless the actor may name a lead posted there."""
    if not can_name_lead(actor, led_by, establishment_id=establishment_id, agency_id=agency_id):
        raise Forbidden(
            "not-your-establishment",
            "You can hand a family over within your establishment. Ask the coordinator for another.",
        )


def can_read_forms(actor: Actor, led_by: FamilyLedBy) -> bool:
    """Whether an actor may read the whole of the assessments' forms of a family led in this way.

    The CAF coordinator reads every form of the register; others those of families whose record they hold.
    Whoever else may open the family reads what consent opens to their agency.
    """
    return Role.CAF_COORDINATOR in actor.roles or holds_record(actor, led_by)


def campaign_scope(actor: Actor, *, about_people: bool) -> FamilyScope:
    """The cases of a data-cleansing campaign that an actor may answer for, by who is asked about them.

    A coordinator who may run the campaign answers for anybody who rings up; a manager for the agencies and
    establishments that their posting names; a lead professional for the cases that they led when the list
    was made, or for whose lead they stand in.
    """
    runs = Action.RUN_CAMPAIGNS_OF_PEOPLE if about_people else Action.RUN_CAMPAIGNS
    if may(actor, runs):
        return FamilyScope(every_family=True)
    return family_scope(actor).without_teams()


def _only(allowed: bool, ids: Iterable[UUID]) -> frozenset[UUID]:
    return frozenset(ids) if allowed else frozenset()
