"""Cover: a colleague stands in for a lead professional between two dates."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app import audit, clock
from app.access.models import Cover
from app.access.policies import Actor, can_name_cover, check_can_name_cover, check_may
from app.access.roles import Action, Role
from app.cases.queries import posted
from app.cases.queries.posted import CoverNamed, Posted
from app.cases.rules.leading import check_cover_dates
from app.db import reading, transaction
from app.errors import Conflict, NotFound, RuleRefused


@dataclass(frozen=True, slots=True)
class Covering:
    """Whom an actor may have covered, by whom, and the covers that concern them.

    covered: oneself first, then one's staff. may_end: the covers that the actor may end.
    """

    covered: tuple[Posted, ...]
    colleagues: tuple[Posted, ...]
    covers: tuple[CoverNamed, ...]
    may_end: frozenset[UUID]


def covering(*, actor: Actor, today: date) -> Covering:
    """The covers that concern an actor, and whom to choose a new one from. Raises Forbidden("role")."""
    check_may(actor, Action.NAME_COVER)
    with reading(actor) as session:
        own = posted.postings_of(session, actor.practitioner_id, today) if actor.practitioner_id else {}
        manages = Role.AGENCY_MANAGER in actor.roles
        people = posted.posted(
            session,
            today,
            establishments=own.keys() | (actor.managed_establishments if manages else frozenset()),
            agencies=actor.managed_agencies if manages else frozenset(),
        )
        staff = tuple(
            each
            for each in people
            if each.practitioner_id == actor.practitioner_id
            or (
                manages
                and (
                    each.establishment_id in actor.managed_establishments
                    or each.agency_id in actor.managed_agencies
                )
            )
        )
        covered = tuple(sorted(staff, key=lambda each: each.practitioner_id != actor.practitioner_id))
        known = posted.covers(session, {each.practitioner_id for each in covered}, today)
        colleagues = tuple(
            each for each in people if each.practitioner_id != actor.practitioner_id or manages
        )
        endable = {each.practitioner_id for each in covered}
        may_end = frozenset(each.id for each in known if each.practitioner_id in endable)
        return Covering(covered, colleagues, known, may_end)


def name_cover(
    practitioner_id: UUID,
    posting_id: UUID,
    *,
    starts_on: date,
    ends_on: date,
    actor: Actor,
    today: date,
) -> UUID:
    """Name a colleague who stands in for a practitioner between two dates; the cover's id.

    Between the dates they may do what the lead may with the families that the lead leads then. Writes
    cover, audit_event. Raises Forbidden("role" | "not-your-staff"), NotFound("posting"),
    Conflict("already-covered"), RuleRefused("cover-dates" | "cover-over" | "cover-long" | "own-cover").
    """
    check_may(actor, Action.NAME_COVER)
    check_cover_dates(starts_on, ends_on, today=today)
    with transaction(actor) as session:
        place = posted.posted_as(session, posting_id, today)
        if place is None:
            raise NotFound("posting", "Nobody is posted there on that day. Choose from the list.")
        check_can_name_cover(
            actor,
            practitioner_id,
            posted.postings_of(session, practitioner_id, today),
            of_cover=posted.postings_of(session, place.practitioner_id, today),
        )
        if place.practitioner_id == practitioner_id:
            raise RuleRefused("own-cover", "Nobody stands in for themselves. Choose a colleague.")
        cover = Cover(
            practitioner_id=practitioner_id,
            cover_practitioner_id=place.practitioner_id,
            starts_on=starts_on,
            ends_on=ends_on,
            named_by=actor.user_id,
            named_at=clock.now(),
        )
        session.add(cover)
        audit.record(
            session,
            actor,
            "cover.named",
            cover.id,
            practitioner_id=str(practitioner_id),
            cover_practitioner_id=str(place.practitioner_id),
            starts_on=starts_on.isoformat(),
            ends_on=ends_on.isoformat(),
        )
        return cover.id


def end_cover(cover_id: UUID, *, actor: Actor, today: date) -> None:
    """End a cover at once, before its last day. Writes cover, audit_event.

    Raises Forbidden("role"), NotFound("cover"), Conflict("cover-ended").
    """
    check_may(actor, Action.NAME_COVER)
    with transaction(actor) as session:
        cover = posted.cover_for_update(session, cover_id)
        if cover is None or not _may_end(
            cover, posted.postings_of(session, cover.practitioner_id, today), actor
        ):
            raise NotFound("cover", "There is no such cover among yours.")
        if cover.ended_at is not None or cover.ends_on < today:
            raise Conflict("cover-ended", "This cover has ended already.")
        cover.ended_at = clock.now()
        audit.record(session, actor, "cover.ended", cover_id)


def _may_end(cover: Cover, postings: Mapping[UUID, UUID], actor: Actor) -> bool:
    """Whether an actor may end a cover: their own, or one of their staff."""
    is_own = cover.practitioner_id == actor.practitioner_id
    return is_own or can_name_cover(actor, cover.practitioner_id, postings, of_cover=postings)
