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
from app.reports.queries.approvals import ReleaseStanding
from app.reports.rules.approval import NEWS_FOR, ApprovalState

TOLD = ROLES_MAY[Action.SUBMIT_REPORTS] | ROLES_MAY[Action.APPROVE_REPORTS] | {Role.BOARD_READER}
"""The roles whose holders are told anything of board reports."""


def news_of_reports(session: Session, actor: Actor, today: date) -> tuple[Reminder, ...]:
    """What there is to tell an actor of board reports."""
    if actor.roles.isdisjoint(TOLD):
        return ()
    return tuple(each for user_id, each in all_news_of_reports(session, today) if user_id == actor.user_id)


def all_news_of_reports(session: Session, today: date) -> Iterator[tuple[UUID, Reminder]]:
    """Everybody whom there is something to tell of board reports, with what it is.

    A coordinator is told of the drafts that nobody asked for in person, and of those sent back; whoever may
    approve, of those that wait and that they had no hand in; a board reader, of what was released to them.
    """
    to_submit = [each for each in approvals.to_submit(session) if _is_news(each)]
    for user_id in _holders(session, Action.SUBMIT_REPORTS) if to_submit else ():
        for each in to_submit:
            yield user_id, _reminder(NoticeKind.REPORT_TO_SUBMIT, each)
    for user_id in _holders(session, Action.APPROVE_REPORTS):
        for each in approvals.to_approve(session, besides=user_id):
            yield user_id, _reminder(NoticeKind.REPORT_TO_APPROVE, each)
    since = datetime.combine(today - NEWS_FOR, time(), UTC)
    for user_id in approvals.holders(session, Role.BOARD_READER):
        for each in approvals.released_to(session, user_id, since):
            yield user_id, _reminder(NoticeKind.REPORT_RELEASED, each)


def _holders(session: Session, action: Action) -> frozenset[UUID]:
    return frozenset().union(*(approvals.holders(session, role) for role in ROLES_MAY[action]))


def _is_news(draft: ReleaseStanding) -> bool:
    return draft.made_by == SYSTEM.user_id or draft.state is ApprovalState.SENT_BACK


def _reminder(kind: NoticeKind, report: ReleaseStanding) -> Reminder:
    return Reminder(kind, report.release_id, report.changed_at.astimezone(clock.LONDON).date())
