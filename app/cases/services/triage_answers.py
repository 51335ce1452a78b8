"""What agencies answer before a rollout meeting: which families they know, and who works with them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from app import audit
from app.access.policies import Actor, can_answer_for, check_may, may
from app.access.roles import Action
from app.cases.models.triage_meetings import AgencyAnswer, AgencyReply
from app.cases.queries import triage_lists, triage_plans
from app.cases.queries.triage_answers import answers_given, reply_of
from app.cases.queries.triage_leads import LeadToChoose, leads_to_choose
from app.cases.queries.triage_lists import FamilyAtMeeting
from app.cases.queries.triage_plans import Named, PlannedMeeting
from app.cases.rules.triage import Answer, MeetingState, check_answer
from app.db import reading, transaction
from app.errors import Conflict, NotFound, RuleRefused


@dataclass(frozen=True, slots=True)
class Place:
    """Who answers: an agency as a whole, or one establishment of it."""

    agency: Named
    establishment: Named | None

    @property
    def id(self) -> UUID:
        """What the place is called in an address."""
        return (self.establishment or self.agency).id

    @property
    def name(self) -> str:
        """The place as pages print it."""
        return self.establishment.name if self.establishment else self.agency.name


@dataclass(frozen=True, slots=True)
class ListToAnswer:
    """A meeting's list for one place: how many families are on it, and how many were answered for."""

    meeting: PlannedMeeting
    place: Place
    families: int
    answered: int


@dataclass(frozen=True, slots=True)
class OpenedList:
    """A meeting's list for one place, with what it has answered so far and whom it may name.

    version 0: it has answered nothing yet.
    """

    meeting: PlannedMeeting
    place: Place
    version: int
    families: tuple[FamilyAtMeeting, ...]
    answers: Mapping[UUID, Answer]
    practitioners: tuple[LeadToChoose, ...]


def lists_to_answer(*, actor: Actor, today: date) -> tuple[ListToAnswer, ...]:
    """The lists of meetings to come that an actor's places are asked to answer. Raises Forbidden("role")."""
    check_may(actor, Action.ANSWER_TRIAGE)
    with reading(actor) as session:
        places = [
            Place(*place)
            for place in triage_plans.places_of(session, actor.managed_agencies, actor.managed_establishments)
        ]
        return tuple(
            _listed(session, meeting, place)
            for meeting in triage_plans.meetings_to_come(session, today)
            for place in places
            if place.agency in meeting.invited
        )


def open_list(meeting_id: UUID, place_id: UUID, *, actor: Actor, today: date) -> OpenedList:
    """Open a meeting's list for one place, with the children's names. Writes audit_event.

    Raises Forbidden("role"), NotFound("list"), RuleRefused("meeting-ended").
    """
    with transaction(actor) as session:
        meeting, place = _asked(session, meeting_id, place_id, actor=actor, today=today)
        families = triage_lists.families_at(session, meeting)
        audit.record(
            session,
            actor,
            "triage-list.opened",
            meeting_id,
            place_id=str(place.id),
            families=len(families),
        )
        reply = _reply(session, meeting_id, place)
        return OpenedList(
            meeting,
            place,
            reply.version if reply else 0,
            families,
            answers_given(session, reply.id) if reply else {},
            _practitioners(session, place, today),
        )


def answer_list(
    meeting_id: UUID,
    place_id: UUID,
    answers: Mapping[UUID, Answer],
    *,
    version: int,
    actor: Actor,
    today: date,
    now: datetime,
) -> int:
    """Answer a meeting's list for one place, all families at once. Returns the answers' new version.

    A family that is left out has no answer, whatever was answered before. Writes agency_reply,
    agency_answer, audit_event. Raises Forbidden("role"), NotFound("list"), Conflict("changed-meanwhile"),
    RuleRefused("meeting-ended" | "not-on-the-list" | "not-working-now" | "practitioner-of-another-agency").
    """
    with transaction(actor) as session:
        meeting, place = _asked(session, meeting_id, place_id, actor=actor, today=today)
        reply = _reply(session, meeting_id, place, lock=True)
        if (reply.version if reply else 0) != version:
            raise Conflict(
                "changed-meanwhile",
                "Somebody else has answered this list since you opened it. Open it again.",
                version=reply.version if reply else 0,
            )
        _check_answers(session, meeting, place, answers, today)
        if reply is None:
            reply = AgencyReply(
                meeting_id=meeting_id,
                agency_id=place.agency.id,
                establishment_id=_establishment_id(place),
                version=0,
                replied_at=now,
            )
            session.add(reply)
            session.flush()
        session.execute(sa.delete(AgencyAnswer).where(col(AgencyAnswer.reply_id) == reply.id))
        session.add_all(
            AgencyAnswer(
                reply_id=reply.id,
                family_id=family_id,
                knowledge=answer.knowledge,
                practitioner_id=answer.practitioner_id,
                relationship=answer.relationship,
            )
            for family_id, answer in sorted(answers.items())
        )
        reply.version, reply.replied_at = version + 1, now
        audit.record(
            session,
            actor,
            "triage-list.answered",
            meeting_id,
            place_id=str(place.id),
            families=len(answers),
        )
        return reply.version


def _asked(
    session: Session, meeting_id: UUID, place_id: UUID, *, actor: Actor, today: date
) -> tuple[PlannedMeeting, Place]:
    """The meeting and the place that it asks, for whoever may answer for it."""
    if not (may(actor, Action.ANSWER_TRIAGE) or may(actor, Action.RUN_TRIAGE)):
        check_may(actor, Action.ANSWER_TRIAGE)
    meeting = triage_plans.planned_meeting(session, meeting_id, today)
    places = [Place(*each) for each in triage_plans.places_of(session, {place_id}, {place_id})]
    if meeting is None or not places or places[0].agency not in meeting.invited:
        raise _no_such_list()
    (place,) = places
    if not can_answer_for(actor, place.agency.id, _establishment_id(place)):
        raise _no_such_list()
    if meeting.state is MeetingState.HELD:
        raise RuleRefused("meeting-ended", "The meeting has been held, and its lists are closed.")
    return meeting, place


def _check_answers(
    session: Session, meeting: PlannedMeeting, place: Place, answers: Mapping[UUID, Answer], today: date
) -> None:
    listed = {family.id for family in triage_lists.families_at(session, meeting)}
    if not listed.issuperset(answers):
        raise RuleRefused(
            "not-on-the-list", "A family is no longer on this list. Check the list, and save it again."
        )
    named = {answer.practitioner_id for answer in answers.values()} - {None}
    offered = {each.practitioner_id for each in _practitioners(session, place, today)} if named else set()
    if not named <= offered:
        raise RuleRefused(
            "practitioner-of-another-agency", "Name practitioners who are posted where you answer for."
        )
    for answer in answers.values():
        check_answer(answer)


def _practitioners(session: Session, place: Place, today: date) -> tuple[LeadToChoose, ...]:
    """Who may be named as working with a family: each practitioner of the place once."""
    posted = leads_to_choose(session, today, agencies={place.agency.id})
    establishment_id = _establishment_id(place)
    here = (each for each in posted if establishment_id in (None, each.establishment_id))
    return tuple({each.practitioner_id: each for each in here}.values())


def _listed(session: Session, meeting: PlannedMeeting, place: Place) -> ListToAnswer:
    listed = {family.id for family in triage_lists.families_at(session, meeting)}
    reply = _reply(session, meeting.id, place)
    answered = answers_given(session, reply.id).keys() & listed if reply else frozenset()
    return ListToAnswer(meeting, place, len(listed), len(answered))


def _reply(session: Session, meeting_id: UUID, place: Place, *, lock: bool = False) -> AgencyReply | None:
    return reply_of(session, meeting_id, place.agency.id, _establishment_id(place), lock=lock)


def _establishment_id(place: Place) -> UUID | None:
    return place.establishment.id if place.establishment else None


def _no_such_list() -> NotFound:
    return NotFound("list", "There is no such list among those that you may answer.")
