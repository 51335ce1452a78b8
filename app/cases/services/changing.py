"""A family opened to be changed: only by those who may see it, and only as they saw it."""

from datetime import date
from uuid import UUID

from sqlmodel import Session

from app import audit, clock
from app.access.family_access import FamilyAccess, access_to_family
from app.access.policies import Actor
from app.cases.models.people import Family
from app.cases.queries import records
from app.errors import Conflict, NotFound


def family_to_change(
    session: Session, family_id: UUID, version: int, *, actor: Actor, today: date, with_team: bool = False
) -> Family:
    """The family, locked, if the actor may open it whole and nobody has changed it since this version.

    with_team: somebody in its team may too. Raises NotFound("family"), Conflict("changed-meanwhile").
    """
    family = family_to_add_to(session, family_id, actor=actor, today=today, with_team=with_team)
    if family.version != version:
        raise changed_meanwhile(family)
    return family


def family_to_add_to(
    session: Session, family_id: UUID, *, actor: Actor, today: date, with_team: bool = False
) -> Family:
    """The family, locked, if the actor may open it whole; for what clashes with nothing that others write.

    with_team: somebody in its team may too. What a team member, or somebody who stands in for the lead, does
    here is noted as done as such. Raises NotFound("family").
    """
    family = records.family_for_update(session, family_id)
    led_by = records.led_by(session, family_id, today)
    seen_as = access_to_family(actor, led_by)
    if family is None or seen_as is None or (seen_as is FamilyAccess.TEAM_MEMBER and not with_team):
        raise no_such_family()
    if seen_as in (FamilyAccess.COVER, FamilyAccess.TEAM_MEMBER):
        audit.note(session, acting_as=seen_as.value)
    return family


def changed(family: Family) -> int:
    """Note that something of a family's record has changed; the version that it has now."""
    family.version += 1
    family.updated_at = clock.now()
    return family.version


def added_to(family: Family) -> None:
    """Note that something has been added to a family's record, which spoils nobody's change of it."""
    family.updated_at = clock.now()


def changed_meanwhile(family: Family) -> Conflict:
    """What whoever comes second is told."""
    return Conflict(
        "changed-meanwhile",
        "Somebody else has changed this family since you opened it. Open it again.",
        version=family.version,
    )


def no_such_family() -> NotFound:
    """What whoever may not see a family is told, as if there were none."""
    return NotFound("family", "There is no such family among those you may open.")
