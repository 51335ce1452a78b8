"""What there is to remind somebody of, as the home page lists it; who is to be told; notices on their way."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID, uuid5

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, select

from app.access.family_access import FamilyScope, family_scope
from app.access.models import Cover, Practitioner, UserAccount
from app.access.policies import Actor, may
from app.access.roles import Action, Role
from app.cases.models.course import TeamMeeting, TeamMeetingInvitation
from app.cases.models.referrals import Referral
from app.cases.queries import posted, referrals
from app.cases.queries.due import DueItem, due_items
from app.cases.queries.invitations import MeetingToCome, meetings_to_come
from app.cases.queries.notes import FamilySeen, last_contacts, last_oversight
from app.cases.queries.posted import CoverNamed
from app.cases.queries.referral_parts import ReferralListed
from app.cases.queries.team_actions import actions_in_teams
from app.cases.rules.course import Attendance
from app.cases.rules.notes import CONTACT_WEEKS, OVERSIGHT_WEEKS, is_quiet
from app.claims.queries import requests
from app.claims.queries.requests import Requested
from app.jobs import queue
from app.jobs.models import Job, JobStatus
from app.reminders.models import Notice, ReminderChoice
from app.reminders.report_news import all_news_of_reports, news_of_reports
from app.reminders.rules.letters import Managed
from app.reminders.rules.notices import (
    COVER_AHEAD,
    OF_DUE,
    OF_REPORTS,
    NoticeKind,
    NoticeState,
    Reminder,
)

DEFAULTS = {"daily": True, "weekly": True, "at_once": True, "version": 1}

SHOWN_FOR = timedelta(days=7)

AFTER_A_FAILURE = timedelta(minutes=10)
"""How long a mail server that could not be used, for all the tries of a job, is left in peace."""

PERSON_LOCK = 7_204_016
"""The first half of the key that one process at a time holds for a person; their id makes the other."""


@dataclass(frozen=True, slots=True)
class WhatIsDue:
    """All that there is to remind somebody of today; None for a part that none of their roles has.

    due: what is overdue or due soon of families that they lead or cover. with_me: the actions that are with
    them in teams of other families. quiet: those among them without
    contact noted for weeks. meetings: team meetings that they are invited to. covering: whom they stand in
    for, now or soon. news: their referrals that stand otherwise than when they last saw them.
    due_where_managed, unseen: the same where they manage, and families without oversight noted for weeks.
    figures: those that they are asked for, as evidence of results. reports: board reports that wait for them,
    or were released to them.
    """

    meetings: tuple[MeetingToCome, ...]
    covering: tuple[CoverNamed, ...]
    news: tuple[ReferralListed, ...] | None
    due: tuple[DueItem, ...] | None = None
    with_me: tuple[DueItem, ...] = ()
    quiet: tuple[FamilySeen, ...] | None = None
    due_where_managed: tuple[DueItem, ...] | None = None
    unseen: tuple[FamilySeen, ...] | None = None
    figures: tuple[Requested, ...] = ()
    reports: tuple[Reminder, ...] = ()

    def reminders(self) -> Iterator[Reminder]:
        """Each thing to tell, what is due where they manage apart: the digest counts that."""
        for item in (*(self.due or ()), *self.with_me):
            kind = OF_DUE[item.kind, item.is_overdue]
            yield Reminder(kind, item.action_id or item.assessment_id, item.due_on)
        for family in self.quiet or ():
            day = family.seen.counts_from + timedelta(weeks=CONTACT_WEEKS)
            yield Reminder(NoticeKind.NO_CONTACT, family.family_id, day)
        for meeting in self.meetings:
            yield Reminder(NoticeKind.TEAM_MEETING, meeting.id, meeting.meets_on)
        for cover in self.covering:
            yield Reminder(NoticeKind.COVER, cover.id, cover.starts_on)
        for referral in self.news or ():
            # Each change of a referral is news once, and two may come on one day.
            change = uuid5(referral.id, str(referral.version))
            yield Reminder(NoticeKind.REFERRAL_NEWS, change, referral.referred_on)
        for figure in self.figures:
            yield Reminder(NoticeKind.FIGURE_ASKED, figure.id, figure.needed_by)
        yield from self.reports

    @classmethod
    def nothing(cls) -> "WhatIsDue":
        """Nothing at all."""
        return cls(meetings=(), covering=(), news=None)

    @property
    def managed(self) -> Managed:
        """How much is due where they manage."""
        items = self.due_where_managed or ()
        overdue = sum(item.is_overdue for item in items)
        return Managed(overdue, len(items) - overdue, len(self.unseen or ()))


@dataclass(frozen=True, slots=True)
class Sending:
    """How reminders go out, in counts. waiting and being_sent: now; the others: in the last seven days.

    uncertain: their sending broke off, and they may or may not have arrived. failures: by what the mail
    server answered. trouble: why the latest try to reach the mail server failed; None if it did not.
    """

    waiting: int
    being_sent: int
    sent: int
    failed: int
    uncertain: int
    failures: Mapping[str, int]
    trouble: str | None


def what_is_due(session: Session, actor: Actor, today: date) -> WhatIsDue:
    """All that there is to remind an actor of, within what they may see today."""
    leads = Role.LEAD_PROFESSIONAL in actor.roles
    manages = Role.AGENCY_MANAGER in actor.roles
    led, managed, teams = led_by(actor), managed_by(actor), family_scope(actor).teams
    return replace(
        what_is_new(session, actor, today),
        due=due_items(session, led, today) if leads else None,
        with_me=tuple(
            item
            for member in teams
            for item in actions_in_teams(session, actor, member, led if leads else FamilyScope(False), today)
        ),
        quiet=_quiet(last_contacts(session, led, today), today, CONTACT_WEEKS) if leads else None,
        due_where_managed=due_items(session, managed, today) if manages else None,
        unseen=_quiet(last_oversight(session, managed, today), today, OVERSIGHT_WEEKS) if manages else None,
        figures=requests.waiting_for(session, actor, today) if leads or manages else (),
    )


def what_is_new(session: Session, actor: Actor, today: date) -> WhatIsDue:
    """Of what there is to remind an actor of, only what somebody else has done for them, told at once."""
    own = actor.practitioner_id
    return WhatIsDue(
        meetings=meetings_to_come(session, own, family_scope(actor), today) if own else (),
        covering=_covering(session, own, today) if own else (),
        news=referrals.news_of(session, actor.user_id) if may(actor, Action.REFER_A_FAMILY) else None,
        reports=news_of_reports(session, actor, today),
    )


def led_by(actor: Actor) -> FamilyScope:
    """The families that an actor leads, or for whose lead they stand in today."""
    own = frozenset([actor.practitioner_id] if actor.practitioner_id else [])
    return FamilyScope(every_family=False, practitioners=own | actor.covers)


def managed_by(actor: Actor) -> FamilyScope:
    """The families where an actor manages."""
    return FamilyScope(
        every_family=False, establishments=actor.managed_establishments, agencies=actor.managed_agencies
    )


def _quiet(found: Sequence[FamilySeen], today: date, weeks: int) -> tuple[FamilySeen, ...]:
    return tuple(each for each in found if is_quiet(each.seen, today, weeks))


def _covering(session: Session, practitioner_id: UUID, today: date) -> tuple[CoverNamed, ...]:
    return tuple(
        each
        for each in posted.covers(session, [practitioner_id], today)
        if each.cover_practitioner_id == practitioner_id and each.starts_on <= today + COVER_AHEAD
    )


def choice_of(session: Session, user_id: UUID) -> ReminderChoice:
    """What somebody has chosen; all reminders where they have not."""
    return session.get(ReminderChoice, user_id) or ReminderChoice(user_id=user_id)


def choice_for_update(session: Session, user_id: UUID) -> ReminderChoice:
    """The row of what somebody has chosen, made where there is none, locked for this transaction."""
    session.execute(insert(ReminderChoice).values(user_id=user_id, **DEFAULTS).on_conflict_do_nothing())
    return session.get_one(ReminderChoice, user_id, with_for_update=True)


def address_of(session: Session, user_id: UUID) -> str:
    """The e-mail address of a user."""
    return session.get_one(UserAccount, user_id).email


def lock_person(session: Session, user_id: UUID) -> bool:
    """Whether this transaction alone now deals with a person's reminders; False: another one does."""
    key = sa.func.pg_try_advisory_xact_lock(PERSON_LOCK, sa.func.hashtext(str(user_id)))
    return bool(session.scalar(sa.select(key)))


def people_to_look_at(session: Session, today: date, *, limit: int) -> list[UUID]:
    """Users with access whose reminders have not been looked through today, in order of their ids."""
    statement = (
        sa.select(col(UserAccount.id))
        .outerjoin(ReminderChoice, col(ReminderChoice.user_id) == UserAccount.id)
        .where(
            sa.or_(col(UserAccount.left_on).is_(None), col(UserAccount.left_on) > today),
            sa.or_(col(ReminderChoice.looked_on).is_(None), col(ReminderChoice.looked_on) < today),
        )
        .order_by(col(UserAccount.id))
        .limit(limit)
    )
    return list(session.scalars(statement))


def people_with_news(session: Session, today: date) -> list[UUID]:
    """Users for whom something may have come that is told at once.

    An invitation, an outcome, a cover, or a board report that waits for them or was released to them.
    """
    invited = (
        sa.select(col(Practitioner.user_id))
        .join(TeamMeetingInvitation, col(TeamMeetingInvitation.practitioner_id) == Practitioner.id)
        .join(TeamMeeting, col(TeamMeeting.id) == TeamMeetingInvitation.meeting_id)
        .where(
            col(TeamMeeting.meets_on) >= today,
            col(TeamMeetingInvitation.attendance) == Attendance.INVITED,
            ~_is_told(Practitioner.user_id, NoticeKind.TEAM_MEETING, TeamMeeting.id, TeamMeeting.meets_on),
        )
    )
    covering = (
        sa.select(col(Practitioner.user_id))
        .join(Cover, col(Cover.cover_practitioner_id) == Practitioner.id)
        .where(
            col(Cover.ended_at).is_(None),
            col(Cover.starts_on) <= today + COVER_AHEAD,
            col(Cover.ends_on) >= today,
            ~_is_told(Practitioner.user_id, NoticeKind.COVER, Cover.id, Cover.starts_on),
        )
    )
    news = sa.select(col(Referral.referred_by)).where(col(Referral.seen_version) < col(Referral.version))
    either = sa.union(invited, covering, news).subquery()
    found = set(session.scalars(sa.select(either.c[0]).where(either.c[0].is_not(None))))
    return sorted(found | _with_news_of_reports(session, today))


def _with_news_of_reports(session: Session, today: date) -> set[UUID]:
    """Users who have not been told of a board report that waits for them or was released to them."""
    news = set(all_news_of_reports(session, today))
    statement = sa.select(col(Notice.user_id), col(Notice.kind), col(Notice.subject_id), col(Notice.day))
    told_already = statement.where(
        col(Notice.kind).in_(OF_REPORTS), col(Notice.subject_id).in_({each.subject_id for _, each in news})
    )
    if news:
        news -= {(row[0], Reminder(*row[1:])) for row in session.execute(told_already)}
    return {user_id for user_id, _ in news}


def told(session: Session, user_id: UUID, kinds: frozenset[NoticeKind]) -> frozenset[Reminder]:
    """What somebody has been told already, or is about to be."""
    statement = sa.select(col(Notice.kind), col(Notice.subject_id), col(Notice.day)).where(
        col(Notice.user_id) == user_id, col(Notice.kind).in_(kinds)
    )
    return frozenset(Reminder(*row) for row in session.execute(statement))


def people_waiting(session: Session, now: datetime, *, limit: int) -> list[UUID]:
    """Users for whom a notice waits whose time to be tried has come, those who wait longest first."""
    waits_since = sa.func.min(col(Notice.try_after))
    statement = (
        sa.select(col(Notice.user_id))
        .where(*_is_due(now))
        .group_by(col(Notice.user_id))
        .order_by(waits_since, col(Notice.user_id))
        .limit(limit)
    )
    return list(session.scalars(statement))


def waiting_of(session: Session, user_id: UUID, now: datetime) -> list[Notice]:
    """The notices of a person whose time has come, locked for this transaction."""
    statement = (
        select(Notice)
        .where(Notice.user_id == user_id, *_is_due(now))
        .order_by(col(Notice.made_at), col(Notice.id))
        .with_for_update()
    )
    return list(session.exec(statement))


def left_sending(session: Session, before: datetime) -> list[Notice]:
    """Notices whose sending began before an instant and whose end nobody wrote down, locked."""
    statement = (
        select(Notice)
        .where(Notice.state == NoticeState.SENDING, col(Notice.try_after) < before)
        .with_for_update(skip_locked=True)
    )
    return list(session.exec(statement))


def notices_to_settle(session: Session, ids: Sequence[UUID]) -> list[Notice]:
    """Notices that were being sent, locked for this transaction."""
    statement = select(Notice).where(col(Notice.id).in_(ids), Notice.state == NoticeState.SENDING)
    return list(session.exec(statement.with_for_update()))


def may_be_sent(session: Session, now: datetime) -> bool:
    """Whether a job that sends reminders may be asked for: none is there, and none has just failed."""
    holding = select(Job.id).where(
        Job.name == queue.SEND_REMINDERS,
        sa.or_(
            col(Job.status) == JobStatus.PENDING,
            sa.and_(col(Job.status) == JobStatus.FAILED, col(Job.finished_at) > now - AFTER_A_FAILURE),
        ),
    )
    return session.exec(holding.limit(1)).first() is None


def sending_of(session: Session, now: datetime) -> Sending:
    """How reminders go out, as part of a look at more."""
    since = now - SHOWN_FOR
    found, job = _counts(session, since), _last_job(session)
    return Sending(
        waiting=found[NoticeState.WAITING],
        being_sent=found[NoticeState.SENDING],
        sent=found[NoticeState.SENT],
        failed=found[NoticeState.FAILED],
        uncertain=found[NoticeState.UNCERTAIN],
        failures=_failures(session, since),
        trouble=job.failure if job else None,
    )


def _counts(session: Session, since: datetime) -> dict[NoticeState, int]:
    """How many notices stand in each state: of those that are settled, only the ones since an instant."""
    statement = (
        sa.select(col(Notice.state), sa.func.count())
        .where(sa.or_(col(Notice.settled_at).is_(None), col(Notice.settled_at) >= since))
        .group_by(col(Notice.state))
    )
    found = {row[0]: row[1] for row in session.execute(statement)}
    return {state: found.get(state, 0) for state in NoticeState}


def _failures(session: Session, since: datetime) -> dict[str, int]:
    """How many notices failed since an instant, by what the mail server answered."""
    statement = (
        sa.select(col(Notice.failure), sa.func.count())
        .where(col(Notice.state) == NoticeState.FAILED, col(Notice.settled_at) >= since)
        .group_by(col(Notice.failure))
        .order_by(col(Notice.failure))
    )
    return {row[0]: row[1] for row in session.execute(statement)}


def _last_job(session: Session) -> Job | None:
    """The latest job that sent reminders and has ended."""
    ended = select(Job).where(Job.name == queue.SEND_REMINDERS, col(Job.finished_at).is_not(None))
    return session.exec(ended.order_by(col(Job.finished_at).desc()).limit(1)).first()


def _is_due(now: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    return (col(Notice.state) == NoticeState.WAITING, col(Notice.try_after) <= now)


def _is_told(user_id: object, kind: NoticeKind, subject_id: object, day: object) -> sa.ColumnElement[bool]:
    return (
        sa.select(sa.literal(1))
        .where(
            col(Notice.user_id) == user_id,
            col(Notice.kind) == kind,
            col(Notice.subject_id) == subject_id,
            col(Notice.day) == day,
        )
        .exists()
    )
