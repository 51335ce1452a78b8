"""Assurance visits, the cases looked at, and the actions that follow from them."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.access.models import UserAccount
from app.cases.models.people import Family
from app.cases.queries.columns import columns
from app.claims.models.assurance import AssuranceAction, AssuranceCase, AssuranceVisit
from app.claims.rules.assurance import RATING_WORDS, ActionState, VisitKind, action_state
from app.db import rows


@dataclass(frozen=True, slots=True)
class CaseSeen:
    """A family whose case was looked at."""

    family_id: UUID
    reference: str | None


@dataclass(frozen=True, slots=True)
class ActionAfterVisit:
    """What is to be done after a visit, by whom and by when."""

    id: UUID
    visit_id: UUID
    kind: VisitKind
    visited_on: date
    what: str
    user_id: UUID
    name: str
    due_on: date
    done_on: date | None

    def state(self, on: date) -> ActionState:
        """Where it stands on a day."""
        return action_state(self.due_on, self.done_on, on)

    def is_overdue(self, on: date) -> bool:
        """Whether its day has passed without it being done."""
        return self.state(on) is ActionState.OVERDUE


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit with its cases by reference, and its actions: those not done first, by the day due."""

    id: UUID
    kind: VisitKind
    visited_on: date
    visitors: str
    rating: str
    points: str | None
    version: int
    cases: tuple[CaseSeen, ...]
    actions: tuple[ActionAfterVisit, ...]

    @property
    def rating_words(self) -> str:
        """The rating in words."""
        return RATING_WORDS.get(self.rating, self.rating)

    def number(self, state: ActionState, on: date) -> int:
        """How many of its actions stand so on a day."""
        return sum(each.state(on) is state for each in self.actions)


@dataclass(frozen=True, slots=True)
class UserToName:
    """A user who may be named for an action."""

    user_id: UUID
    name: str


def visits(session: Session, visit_id: UUID | None = None) -> tuple[Visit, ...]:
    """Every visit, or one, the latest first."""
    statement = sa.select(
        *columns(AssuranceVisit, "id", "kind", "visited_on", "visitors", "rating", "points", "version")
    ).order_by(col(AssuranceVisit.visited_on).desc(), col(AssuranceVisit.id))
    if visit_id is not None:
        statement = statement.where(col(AssuranceVisit.id) == visit_id)
    found = rows(session, statement)
    cases = _cases(session, [row.id for row in found])
    asked: dict[UUID, list[ActionAfterVisit]] = defaultdict(list)
    for action in actions(session, visit_id=visit_id):
        asked[action.visit_id].append(action)
    return tuple(
        Visit(**row._asdict(), cases=tuple(cases[row.id]), actions=tuple(asked[row.id])) for row in found
    )


def actions(
    session: Session, *, visit_id: UUID | None = None, overdue_on: date | None = None
) -> tuple[ActionAfterVisit, ...]:
    """Actions, those not done first, by the day due; of one visit, or only those overdue on a day."""
    statement = (
        sa.select(
            *columns(AssuranceAction, "id", "visit_id"),
            *columns(AssuranceVisit, "kind", "visited_on"),
            *columns(AssuranceAction, "what", "user_id"),
            col(UserAccount.display_name).label("name"),
            *columns(AssuranceAction, "due_on", "done_on"),
        )
        .join_from(AssuranceAction, AssuranceVisit, col(AssuranceVisit.id) == AssuranceAction.visit_id)
        .join(UserAccount, col(UserAccount.id) == col(AssuranceAction.user_id))
        .order_by(col(AssuranceAction.done_on).is_not(None), *columns(AssuranceAction, "due_on", "id"))
    )
    if visit_id is not None:
        statement = statement.where(col(AssuranceAction.visit_id) == visit_id)
    if overdue_on is not None:
        statement = statement.where(
            col(AssuranceAction.done_on).is_(None), col(AssuranceAction.due_on) < overdue_on
        )
    return tuple(ActionAfterVisit(**row._asdict()) for row in rows(session, statement))


def visit_for_update(session: Session, visit_id: UUID) -> AssuranceVisit | None:
    """A visit, locked until the transaction ends."""
    statement = select(AssuranceVisit).where(AssuranceVisit.id == visit_id).with_for_update()
    return session.exec(statement).one_or_none()


def action_for_update(session: Session, action_id: UUID) -> AssuranceAction | None:
    """An action, locked until the transaction ends."""
    statement = select(AssuranceAction).where(AssuranceAction.id == action_id).with_for_update()
    return session.exec(statement).one_or_none()


def cases_of(session: Session, visit_id: UUID) -> list[AssuranceCase]:
    """The rows of a visit's cases."""
    return list(session.exec(select(AssuranceCase).where(AssuranceCase.visit_id == visit_id)))


def families_by_reference(session: Session, references: Collection[str]) -> Mapping[str, UUID]:
    """The families that have these references, by reference."""
    statement = sa.select(col(Family.reference), col(Family.id)).where(
        col(Family.reference).in_(sorted(references))
    )
    return {row.reference: row.id for row in rows(session, statement)}


def users_to_name(session: Session, user_id: UUID | None = None) -> tuple[UserToName, ...]:
    """The users who have not left, or one of them, by name."""
    statement = (
        sa.select(*columns(UserAccount, "id", "display_name"))
        .where(col(UserAccount.left_on).is_(None))
        .order_by(*columns(UserAccount, "display_name", "id"))
    )
    if user_id is not None:
        statement = statement.where(col(UserAccount.id) == user_id)
    return tuple(UserToName(row.id, row.display_name) for row in rows(session, statement))


def _cases(session: Session, visit_ids: Sequence[UUID]) -> Mapping[UUID, list[CaseSeen]]:
    statement = (
        sa.select(col(AssuranceCase.visit_id), *columns(Family, "id", "reference"))
        .join_from(AssuranceCase, Family, col(Family.id) == col(AssuranceCase.family_id))
        .where(col(AssuranceCase.visit_id).in_(visit_ids))
        .order_by(*columns(Family, "reference", "id"))
    )
    found: dict[UUID, list[CaseSeen]] = defaultdict(list)
    for row in rows(session, statement):
        found[row.visit_id].append(CaseSeen(row.id, row.reference))
    return found
