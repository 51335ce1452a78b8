"""The team around a family: who joins it, who leaves it."""

from datetime import date
from uuid import UUID

from app import audit, clock
from app.access.family_access import can_open_family
from app.access.policies import Actor, check_may
from app.access.roles import Action
from app.cases.models.people import Family
from app.cases.models.teams import TeamMember
from app.cases.queries import overview, posted, records, teams
from app.cases.services.changing import changed, family_to_change, no_such_family
from app.cases.services.leading import PeopleToChoose
from app.cases.services.reading import note_opening
from app.db import transaction
from app.errors import NotFound, RuleRefused


def people_for_team(
    family_id: UUID, agency: str | None = None, *, actor: Actor, today: date
) -> PeopleToChoose:
    """Who may join the team around a family: all who are posted in an agency. Writes audit_event.

    agency: by code; None: nobody yet, for an agency is to be chosen first. It opens the record.
    Raises Forbidden("role"), NotFound("family").
    """
    check_may(actor, Action.UPDATE_A_FAMILY)
    with transaction(actor) as session:
        family = session.get(Family, family_id)
        led_by = records.led_by(session, family_id, today)
        if family is None or not can_open_family(actor, led_by):
            raise no_such_family()
        note_opening(session, family_id, actor=actor, led_by=led_by)
        wanted = posted.agency_by_code(session, agency) if agency else None
        people = posted.posted(session, today, agencies={wanted}) if wanted else ()
        free = tuple(each for each in people if each.practitioner_id not in led_by.team)
        listed = overview.agencies(session)
        return PeopleToChoose(
            family_id,
            family.reference,
            family.version,
            None,
            free,
            listed,
            agency if wanted else None,
            taken=tuple(each for each in people if each not in free),
        )


def add_to_team(
    family_id: UUID,
    posting_id: UUID,
    *,
    starts_on: date,
    ends_on: date | None,
    version: int,
    actor: Actor,
    today: date,
) -> int:
    """Add a practitioner to the team around a family between two dates. Returns the record's new version.

    From the first day on they may read what is shared with their agency. Writes team_member, family,
    audit_event. Raises Forbidden("role"), NotFound("family" | "posting"),
    Conflict("changed-meanwhile" | "already-in-team"), RuleRefused("team-dates").
    """
    check_may(actor, Action.UPDATE_A_FAMILY)
    with transaction(actor) as session:
        family = family_to_change(session, family_id, version, actor=actor, today=today)
        if ends_on is not None and ends_on < max(starts_on, today):
            raise RuleRefused("team-dates", "The last day may not have passed, or be before the first.")
        place = posted.posted_as(session, posting_id, starts_on)
        if place is None:
            raise NotFound("posting", "Nobody is posted there on that day. Choose from the list.")
        member = TeamMember(
            family_id=family_id,
            practitioner_id=place.practitioner_id,
            establishment_id=place.establishment_id,
            starts_on=starts_on,
            ends_on=ends_on,
        )
        session.add(member)
        audit.record(
            session,
            actor,
            "family.team-joined",
            family_id,
            member_id=str(member.id),
            practitioner_id=str(place.practitioner_id),
            agency=place.agency,
            starts_on=starts_on.isoformat(),
            ends_on=ends_on.isoformat() if ends_on else None,
        )
        return changed(family)


def remove_from_team(family_id: UUID, member_id: UUID, *, version: int, actor: Actor, today: date) -> int:
    """Take somebody out of the team around a family, from this instant. Returns the record's new version.

    Writes team_member, family, audit_event. Raises Forbidden("role"), NotFound("family" | "team-member"),
    Conflict("changed-meanwhile"), RuleRefused("already-removed").
    """
    check_may(actor, Action.UPDATE_A_FAMILY)
    with transaction(actor) as session:
        family = family_to_change(session, family_id, version, actor=actor, today=today)
        member = teams.member_for_update(session, family_id, member_id)
        if member is None:
            raise NotFound("team-member", "There is no such place in the family's team.")
        if member.removed_at is not None or (member.ends_on is not None and member.ends_on < today):
            raise RuleRefused("already-removed", "This person is not in the family's team any more.")
        member.removed_at = clock.now()
        audit.record(
            session,
            actor,
            "family.team-left",
            family_id,
            member_id=str(member_id),
            practitioner_id=str(member.practitioner_id),
        )
        return changed(family)
