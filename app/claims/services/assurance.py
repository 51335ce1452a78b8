"""Assurance visits as the coordinator records them, and their actions followed to done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session

from app import audit as trail
from app import clock
from app.access.policies import Actor, check_may
from app.access.roles import Action
from app.claims.models.assurance import AssuranceAction, AssuranceCase, AssuranceVisit
from app.claims.queries import assurance as queries
from app.claims.queries.assurance import ActionAfterVisit, UserToName, Visit
from app.claims.rules.assurance import VisitKind, check_due_on, check_visited_on
from app.db import reading, transaction
from app.errors import Conflict, NotFound, RuleRefused

NAMED = 5
"""How many references that nobody has its sentence names."""


@dataclass(frozen=True, slots=True)
class VisitMade:
    """What is recorded of a visit. references: of the families whose cases were looked at."""

    kind: VisitKind
    visited_on: date
    visitors: str
    rating: str
    points: str | None
    references: tuple[str, ...]


def visits(*, actor: Actor) -> tuple[Visit, ...]:
    """Every assurance visit, the latest first. Raises Forbidden("role")."""
    check_may(actor, Action.RUN_ASSURANCE)
    with reading(actor) as session:
        return queries.visits(session)


def open_visit(visit_id: UUID, *, actor: Actor) -> Visit:
    """A visit with its cases and actions. Writes audit_event.

    Raises Forbidden("role"), NotFound("assurance-visit").
    """
    check_may(actor, Action.RUN_ASSURANCE)
    with transaction(actor) as session:
        found = queries.visits(session, visit_id)
        if not found:
            raise _no_such_visit()
        trail.record(session, actor, "assurance-visit.opened", visit_id)
        return found[0]


def record_visit(new: VisitMade, *, actor: Actor, today: date) -> UUID:
    """Record a visit that has been. Returns its id. Writes assurance_visit, assurance_case, audit_event.

    Raises Forbidden("role"), RuleRefused("visit-to-come" | "no-such-reference").
    """
    check_may(actor, Action.RUN_ASSURANCE)
    check_visited_on(new.visited_on, today)
    with transaction(actor) as session:
        families = _families(session, new.references)
        visit = AssuranceVisit(
            kind=new.kind,
            visited_on=new.visited_on,
            visitors=new.visitors,
            rating=new.rating,
            points=new.points,
            recorded_at=clock.now(),
            recorded_by=actor.user_id,
        )
        session.add(visit)
        session.flush()
        session.add_all(AssuranceCase(visit_id=visit.id, family_id=each) for each in families)
        _note(session, actor, "assurance-visit.recorded", visit, len(families))
        return visit.id


def correct_visit(visit_id: UUID, new: VisitMade, *, version: int, actor: Actor, today: date) -> int:
    """Correct what is recorded of a visit, its cases included. Returns the new version.

    Writes assurance_visit, assurance_case, audit_event. Raises Forbidden("role"),
    NotFound("assurance-visit"), Conflict("changed-meanwhile"), RuleRefused("visit-to-come" |
    "no-such-reference" | "due-before-visit").
    """
    check_may(actor, Action.RUN_ASSURANCE)
    check_visited_on(new.visited_on, today)
    with transaction(actor) as session:
        visit = queries.visit_for_update(session, visit_id)
        if visit is None:
            raise _no_such_visit()
        if visit.version != version:
            raise Conflict(
                "changed-meanwhile",
                "Somebody else has changed this visit since you opened it. Open it again.",
                version=visit.version,
            )
        for action in queries.actions(session, visit_id=visit_id):
            check_due_on(action.due_on, new.visited_on)
        families = _families(session, new.references)
        visit.kind, visit.visited_on, visit.visitors = new.kind, new.visited_on, new.visitors
        visit.rating, visit.points = new.rating, new.points
        visit.version += 1
        stand = {each.family_id: each for each in queries.cases_of(session, visit_id)}
        for family_id, case in stand.items():
            if family_id not in families:
                session.delete(case)
        session.add_all(
            AssuranceCase(visit_id=visit_id, family_id=each) for each in families if each not in stand
        )
        _note(session, actor, "assurance-visit.corrected", visit, len(families))
        return visit.version


def people_to_name(*, actor: Actor) -> tuple[UserToName, ...]:
    """The users whom an action may be given to. Raises Forbidden("role")."""
    check_may(actor, Action.RUN_ASSURANCE)
    with reading(actor) as session:
        return queries.users_to_name(session)


def ask_for_action(
    visit_id: UUID, *, what: str, user_id: UUID, due_on: date, actor: Actor, today: date
) -> UUID:
    """Give somebody what is to be done after a visit, by a day. Returns its id.

    Writes assurance_action, audit_event. Raises Forbidden("role"), NotFound("assurance-visit"),
    RuleRefused("due-before-visit" | "nobody-to-name").
    """
    check_may(actor, Action.RUN_ASSURANCE)
    with transaction(actor) as session:
        visit = queries.visit_for_update(session, visit_id)
        if visit is None:
            raise _no_such_visit()
        check_due_on(due_on, visit.visited_on)
        if not queries.users_to_name(session, user_id):
            raise RuleRefused("nobody-to-name", "Choose somebody who has an account and has not left.")
        action = AssuranceAction(
            visit_id=visit_id,
            what=what,
            user_id=user_id,
            due_on=due_on,
            asked_on=today,
            asked_by=actor.user_id,
        )
        session.add(action)
        trail.record(
            session,
            actor,
            "assurance-action.asked",
            action.id,
            visit_id=str(visit_id),
            named=str(user_id),
            due_on=due_on.isoformat(),
        )
        return action.id


def actions(*, actor: Actor) -> tuple[ActionAfterVisit, ...]:
    """The actions of all visits, those not done first, by the day due. Raises Forbidden("role")."""
    check_may(actor, Action.RUN_ASSURANCE)
    with reading(actor) as session:
        return queries.actions(session)


def mark_done(action_id: UUID, *, actor: Actor, today: date) -> UUID:
    """Say that an action is done. Returns its visit. Writes assurance_action, audit_event.

    Raises Forbidden("role"), NotFound("assurance-action"), Conflict("done-already").
    """
    check_may(actor, Action.RUN_ASSURANCE)
    with transaction(actor) as session:
        action = _action(session, action_id)
        if action.done_on is not None:
            raise Conflict("done-already", "This action is done already.")
        action.done_by = actor.user_id
        action.done_on = today
        trail.record(session, actor, "assurance-action.done", action_id)
        return action.visit_id


def mark_not_done(action_id: UUID, *, actor: Actor) -> UUID:
    """Take back that an action is done. Returns its visit. Writes assurance_action, audit_event.

    Raises Forbidden("role"), NotFound("assurance-action"), Conflict("not-done").
    """
    check_may(actor, Action.RUN_ASSURANCE)
    with transaction(actor) as session:
        action = _action(session, action_id)
        if action.done_on is None:
            raise Conflict("not-done", "This action is still to be done.")
        action.done_on = action.done_by = None
        trail.record(session, actor, "assurance-action.not-done", action_id)
        return action.visit_id


def _action(session: Session, action_id: UUID) -> AssuranceAction:
    action = queries.action_for_update(session, action_id)
    if action is None:
        raise NotFound("assurance-action", "There is no such action.")
    return action


def _families(session: Session, references: Sequence[str]) -> set[UUID]:
    """The families of these references. Raises RuleRefused("no-such-reference")."""
    found = queries.families_by_reference(session, references)
    missing = [each for each in references if each not in found]
    if missing:
        raise RuleRefused(
            "no-such-reference",
            f"No family has the reference {', '.join(missing[:NAMED])}. Check each, such as PF-000123.",
        )
    return set(found.values())


def _note(session: Session, actor: Actor, what: str, visit: AssuranceVisit, cases: int) -> None:
    trail.record(
        session,
        actor,
        what,
        visit.id,
        kind=visit.kind.value,
        visited_on=visit.visited_on.isoformat(),
        rating=visit.rating,
        cases=cases,
    )


def _no_such_visit() -> NotFound:
    return NotFound("assurance-visit", "There is no such assurance visit.")
