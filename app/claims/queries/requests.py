"""Requests for figures that are missing: who may be asked, what waits for whom, and where each stands."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.access.family_access import FamilyScope, own_scope
from app.access.models import Agency, Establishment, Posting, Practitioner, UserAccount, UserRole
from app.access.policies import Actor
from app.access.roles import Responsibility, Role
from app.cases.models.evidence import Measurement
from app.cases.models.people import Family, Person
from app.cases.models.triage import Allocation, LeadProfessional
from app.cases.queries.columns import columns, values
from app.cases.queries.families import held_within
from app.claims.models.supplied import EvidenceRequest
from app.claims.rules.lacking import Lacking, lacking_words
from app.claims.rules.requests import RequestState, is_overdue
from app.db import in_force, rows
from app.periods import TERM_GRACE, age_on
from app.programme.facts import MeasurementKind


@dataclass(frozen=True, slots=True)
class Requested:
    """A request for a figure, without a name. agency None: whoever leads the family is asked.

    has_come: a figure of those days is held by now, whoever brought it.
    """

    id: UUID
    family_id: UUID
    person_id: UUID
    reference: str | None
    born_on: date | None
    kind: MeasurementKind
    first_on: date
    last_on: date
    needed_by: date
    agency_id: UUID | None
    agency: str | None
    state: RequestState
    asked_at: datetime
    answered_at: datetime | None
    has_come: bool

    @property
    def what(self) -> str:
        """What is asked for, without saying of whom."""
        return lacking_words(self.kind, self.first_on, self.last_on)

    def whose(self, today: date) -> str:
        """Of whom it is asked, by age alone."""
        if self.born_on is None or self.born_on > today:
            return "a person of unknown age"
        return f"a person aged {age_on(self.born_on, today)}"

    def is_overdue(self, today: date) -> bool:
        """Whether it still waits after the day by which it was needed."""
        return not self.has_come and is_overdue(self.state, self.needed_by, today)

    @property
    def standing(self) -> str:
        """Where it stands, in plain words."""
        came = self.has_come and self.state is RequestState.ASKED
        return "Came another way" if came else self.state.label


@dataclass(frozen=True, slots=True)
class Counts:
    """How many requests wait, of them too long, were answered with a figure, and were answered otherwise."""

    waiting: int
    overdue: int
    answered: int
    without: int


_HELD = (
    sa.select(sa.literal(1))
    .where(
        col(Measurement.person_id) == EvidenceRequest.person_id,
        sa.cast(col(Measurement.kind), sa.String) == sa.cast(col(EvidenceRequest.kind), sa.String),
        col(Measurement.starts_on) >= col(EvidenceRequest.first_on) - TERM_GRACE,
        sa.func.coalesce(Measurement.ends_on, EvidenceRequest.last_on)
        <= col(EvidenceRequest.last_on) + TERM_GRACE,
    )
    .correlate(EvidenceRequest)
    .exists()
)
"""Whether a figure is held of the days that a request is about, give or take those by which terms differ."""

_COLUMNS: tuple[Any, ...] = (
    *columns(EvidenceRequest, "id", "family_id", "person_id"),
    col(Family.reference),
    col(Person.born_on),
    *columns(EvidenceRequest, "kind", "first_on", "last_on", "needed_by", "agency_id"),
    col(Agency.name).label("agency"),
    *columns(EvidenceRequest, "state", "asked_at", "answered_at"),
    _HELD.label("has_come"),
)
_IN_ORDER = (
    col(EvidenceRequest.needed_by),
    col(Family.reference),
    *columns(EvidenceRequest, "person_id", "kind", "first_on", "id"),
)


def _select(*conditions: sa.ColumnElement[bool]) -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(*_COLUMNS)
        .join_from(EvidenceRequest, Family, col(Family.id) == EvidenceRequest.family_id)
        .join(Person, col(Person.id) == EvidenceRequest.person_id)
        .outerjoin(Agency, col(Agency.id) == EvidenceRequest.agency_id)
        .where(sa.true(), *conditions)
        .order_by(*_IN_ORDER)
    )


def waiting_for(session: Session, actor: Actor, today: date) -> tuple[Requested, ...]:
    """The requests that wait for an actor: asked of agencies they manage, or of the families' leads.

    A family that they may not open is not named by its reference.

    Of those asked of the lead: the families that the actor leads, stands in for, or manages from where they
    are led.
    """
    waits = col(EvidenceRequest.state) == RequestState.ASKED
    asked: list[sa.ColumnElement[bool]] = []
    if Role.AGENCY_MANAGER in actor.roles and actor.managed_agencies:
        asked.append(col(EvidenceRequest.agency_id).in_(actor.managed_agencies))
    scope = own_scope(actor).without_teams()
    if _sees_any(scope):
        held = held_within(scope, today)
        asked.append(
            sa.and_(col(EvidenceRequest.agency_id).is_(None), col(EvidenceRequest.family_id).in_(held))
        )
    if not asked:
        return ()
    found = values(Requested, rows(session, _select(waits, ~_HELD, sa.or_(*asked))))
    opened = families_opened(session, actor, {each.family_id for each in found}, today)
    return tuple(each if each.family_id in opened else replace(each, reference=None) for each in found)


def _sees_any(scope: FamilyScope) -> bool:
    return bool(scope.practitioners or scope.establishments or scope.agencies)


def families_opened(session: Session, actor: Actor, ids: Collection[UUID], today: date) -> frozenset[UUID]:
    """Of these families, those whose record the actor holds."""
    if Role.PROGRAMME_COORDINATOR in actor.roles:
        return frozenset(ids)
    held = held_within(own_scope(actor).without_teams(), today)
    statement = sa.select(col(Family.id)).where(col(Family.id).in_(list(ids)), col(Family.id).in_(held))
    return frozenset(row.id for row in rows(session, statement))


def all_requests(session: Session, *, state: RequestState | None = None) -> tuple[Requested, ...]:
    """Every request, or those that stand in a state, by the day they are needed by."""
    conditions = [] if state is None else [col(EvidenceRequest.state) == state]
    return values(Requested, rows(session, _select(*conditions)))


def request(session: Session, request_id: UUID) -> Requested | None:
    """A request, by its id."""
    found = values(Requested, rows(session, _select(col(EvidenceRequest.id) == request_id)))
    return found[0] if found else None


def request_for_update(session: Session, request_id: UUID) -> EvidenceRequest | None:
    """A request, locked for this transaction, as it stands now."""
    return session.exec(
        select(EvidenceRequest)
        .where(EvidenceRequest.id == request_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()


def waiting_about(
    session: Session, person_id: UUID | None, kind: MeasurementKind | None
) -> Sequence[EvidenceRequest]:
    """The requests that wait for figures of a kind of a person, locked."""
    return session.exec(
        select(EvidenceRequest)
        .where(
            EvidenceRequest.person_id == person_id,
            EvidenceRequest.kind == kind,
            EvidenceRequest.state == RequestState.ASKED,
        )
        .order_by(col(EvidenceRequest.id))
        .with_for_update()
    ).all()


def asked_before(
    session: Session, person_ids: Collection[UUID]
) -> Mapping[Lacking, Mapping[UUID | None, RequestState]]:
    """By missing figure, who was asked for it (None: the lead), and what became of it; the latest counts."""
    statement = (
        select(EvidenceRequest)
        .where(col(EvidenceRequest.person_id).in_(list(person_ids)))
        .order_by(col(EvidenceRequest.asked_at), col(EvidenceRequest.id))
    )
    found: dict[Lacking, dict[UUID | None, RequestState]] = defaultdict(dict)
    for row in session.exec(statement):
        found[Lacking(row.person_id, row.kind, row.first_on, row.last_on)][row.agency_id] = row.state
    return found


def counts(session: Session, today: date) -> Counts:
    """How many requests stand where."""
    by_state = {
        row.state: (row.number, row.late)
        for row in rows(
            session,
            sa.select(
                col(EvidenceRequest.state),
                sa.func.count().label("number"),
                sa.func.count().filter(col(EvidenceRequest.needed_by) < today).label("late"),
            )
            .where(sa.or_(col(EvidenceRequest.state) != RequestState.ASKED, ~_HELD))
            .group_by(col(EvidenceRequest.state)),
        )
    }
    without = (RequestState.NONE_THERE, RequestState.NOT_HELD, RequestState.NOT_OURS)
    waiting, overdue = by_state.get(RequestState.ASKED, (0, 0))
    return Counts(
        waiting=waiting,
        overdue=overdue,
        answered=by_state.get(RequestState.ANSWERED, (0, 0))[0],
        without=sum(by_state.get(state, (0, 0))[0] for state in without),
    )


def agencies_managed(session: Session, on: date) -> Mapping[str, UUID]:
    """The agencies, by code, that somebody who may sign in manages as a whole on a day."""
    statement = (
        sa.select(*columns(Agency, "code", "id"))
        .join(Establishment, col(Establishment.agency_id) == Agency.id)
        .join(Posting, col(Posting.establishment_id) == Establishment.id)
        .join(Practitioner, col(Practitioner.id) == Posting.practitioner_id)
        .join(UserAccount, col(UserAccount.id) == Practitioner.user_id)
        .join(UserRole, col(UserRole.user_id) == UserAccount.id)
        .where(
            col(Posting.responsibility) == Responsibility.AGENCY,
            in_force(col(Posting.starts_on), col(Posting.ends_on), on),
            sa.or_(col(Practitioner.left_on).is_(None), col(Practitioner.left_on) > on),
            sa.or_(col(UserAccount.left_on).is_(None), col(UserAccount.left_on) > on),
            col(UserRole.role) == Role.AGENCY_MANAGER,
        )
        .distinct()
    )
    return {row.code: row.id for row in rows(session, statement)}


def families_led(session: Session, ids: Collection[UUID], on: date) -> frozenset[UUID]:
    """Of these families, those that have a lead professional on a day."""
    statement = (
        sa.select(col(Allocation.family_id))
        .join(LeadProfessional, col(LeadProfessional.allocation_id) == Allocation.id)
        .where(
            col(Allocation.family_id).in_(list(ids)),
            in_force(col(Allocation.starts_on), col(Allocation.ends_on), on),
            in_force(col(LeadProfessional.starts_on), col(LeadProfessional.ends_on), on),
        )
    )
    return frozenset(row.family_id for row in rows(session, statement))


def lock_families(session: Session, ids: Collection[UUID]) -> None:
    """Lock families until the transaction ends, in the order of their ids."""
    session.execute(
        sa.select(col(Family.id))
        .where(col(Family.id).in_(list(ids)))
        .order_by(col(Family.id))
        .with_for_update()
    )


def person_named(session: Session, person_id: UUID) -> tuple[str, date | None]:
    """The name and the date of birth by which a person is looked up."""
    person = session.get_one(Person, person_id)
    return f"{person.forename} {person.surname}", person.born_on
