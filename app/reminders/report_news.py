"""What there is to tell people of board reports: drafts to submit, reports to approve, and releases."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from uuid import UUID

from sqlmodel import Session

from app import clock
from app.access.policies import SYSTEM, Actor
from app.access.roles import ROLES_MAY, Action, Role
from app.reminders.rules.notices import NoticeKind, Reminder
from app.reports.queries import approvals
from app.reports.queries.approvals import ReleaseStanding, Standings
from app.reports.rules.approval import NEWS_FOR, ApprovalState

TOLD = ROLES_MAY[Action.SUBMIT_REPORTS] | ROLES_MAY[Action.APPROVE_REPORTS] | {Role.BOARD_READER}
"""The roles whose holders are told anything of board reports."""


def news_of_reports(session: Session, actor: Actor, today: date) -> tuple[Reminder, ...]:
    """What there is to tell an actor of board reports.

    A coordinator is told of the drafts that nobody asked for in person, and of those sent back; whoever may
    approve, of those that wait and that they had no hand in; a board reader, of what was released to them.
    """
    if actor.roles.isdisjoint(TOLD):
        return ()
    return tuple(_news_of(session, approvals.standings(session), actor.user_id, actor.roles, today))


def all_news_of_reports(session: Session, today: date) -> Iterator[tuple[UUID, Reminder]]:
    """Everybody whom there is something to tell of board reports, with what it is."""
    found = approvals.standings(session)
    for role in TOLD if found else ():
        for user_id in approvals.holders(session, role):
            for each in _news_of(session, found, user_id, frozenset({role}), today):
                yield user_id, each


def _news_of(
    session: Session, found: Standings, user_id: UUID, roles: frozenset[Role], today: date
) -> Iterator[Reminder]:
    if not roles.isdisjoint(ROLES_MAY[Action.SUBMIT_REPORTS]):
        for each in approvals.to_submit(found):
            if each.made_by == SYSTEM.user_id or each.state is ApprovalState.SENT_BACK:
                yield _reminder(NoticeKind.REPORT_TO_SUBMIT, each)
    if not roles.isdisjoint(ROLES_MAY[Action.APPROVE_REPORTS]):
        for each in approvals.to_approve(session, found, besides=user_id):
            yield _reminder(NoticeKind.REPORT_TO_APPROVE, each)
    if Role.BOARD_READER in roles:
        since = datetime.combine(today - NEWS_FOR, time(), UTC)
        for each in approvals.released_to(session, found, user_id, since):
            yield _reminder(NoticeKind.REPORT_RELEASED, each)


def _reminder(kind: NoticeKind, report: ReleaseStanding) -> Reminder:
    return Reminder(kind, report.release_id, report.changed_at.astimezone(clock.LONDON).date())
