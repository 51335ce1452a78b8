"""Reminders by e-mail: what each person takes, what there is to tell them, and the sending of it.

A notice is a row first. It is sent at most once: its row says that it is being sent, and that is committed,
before the mail server is handed the message. Whether a notice still holds, and whether its person may still
see what it is about, is looked up again at that moment.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlmodel import Session

from app import audit
from app.access import services as access
from app.access.policies import SYSTEM, Actor, check_may
from app.access.roles import Action
from app.config import Mail
from app.db import reading, transaction
from app.errors import Conflict, NotFound
from app.jobs import queue
from app.mail import PERMANENT, MessageRefused, Post, PostUncertain, post_office, written
from app.reminders import queries
from app.reminders.models import Notice, ReminderChoice
from app.reminders.queries import Sending, WhatIsDue
from app.reminders.rules.letters import Digest, Letter, letter
from app.reminders.rules.notices import (
    AT_ONCE,
    OF_REPORTS,
    Choices,
    NoticeKind,
    NoticeState,
    Reminder,
    is_digest_day,
    is_morning,
    monday_of,
    next_wait,
    wanted,
)

MOST_PEOPLE = 200
"""How many people one look, or one job, deals with; the next takes the rest."""

LEFT_AFTER = timedelta(minutes=15)
"""After how long nobody can still be sending what is marked so: a task is ended after ten minutes."""

BAD_ADDRESS = "bad-address"
EVERY_KIND = frozenset(NoticeKind)


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which reminders somebody takes by e-mail, and the version of that choice."""

    daily: bool
    weekly: bool
    at_once: bool
    version: int


def chosen(*, actor: Actor) -> Chosen:
    """Which reminders an actor takes by e-mail."""
    with reading(actor) as session:
        return _chosen(queries.choice_of(session, actor.user_id))


def choose(choices: Choices, *, version: int, actor: Actor) -> int:
    """Say which reminders one takes by e-mail. Returns the new version of the choice.

    What waits to be sent and is no longer wanted is not sent. Writes reminder_choice, audit_event.
    Raises Conflict("changed-meanwhile").
    """
    with transaction(actor) as session:
        choice = queries.choice_for_update(session, actor.user_id)
        if choice.version != version:
            raise Conflict(
                "changed-meanwhile",
                "You have changed this in another window. Check it and save again.",
                version=choice.version,
            )
        choice.daily, choice.weekly, choice.at_once = choices.daily, choices.weekly, choices.at_once
        choice.version += 1
        audit.record(
            session,
            actor,
            "reminders.chosen",
            actor.user_id,
            daily=choices.daily,
            weekly=choices.weekly,
            at_once=choices.at_once,
        )
        return choice.version


def address(*, actor: Actor) -> str:
    """The e-mail address that an actor's reminders go to."""
    with reading(actor) as session:
        return queries.address_of(session, actor.user_id)


def what_is_due(*, actor: Actor, today: date) -> WhatIsDue:
    """All that there is to remind an actor of today, as their home page lists it."""
    with reading(actor) as session:
        return queries.what_is_due(session, actor, today)


def sending(*, actor: Actor, now: datetime) -> Sending:
    """How reminders go out, in counts only. Raises Forbidden("role")."""
    check_may(actor, Action.MANAGE_USERS)
    with reading(actor) as session:
        return queries.sending_of(session, now)


def look(*, today: date, now: datetime) -> None:
    """Write down what there is to tell people, and have it sent. Done again it adds nothing.

    What somebody else has done for them is told at once, what is due on the morning of a workday. A person
    whose records cannot be read keeps nobody else waiting: the fault is raised when all have been looked at.
    Writes notice, reminder_choice, job, job_progress, audit_event.
    """
    with transaction(SYSTEM) as session:
        for notice in queries.left_sending(session, now - LEFT_AFTER):
            _settle(notice, NoticeState.UNCERTAIN, now)
        news = queries.people_with_news(session, today)
        people = (
            queries.people_to_look_at(session, today, limit=MOST_PEOPLE) if is_morning(now, today) else []
        )
    faults: list[Exception] = []
    for found, find in ((news, _whats_new), (people, _whats_due)):
        for user_id in found:
            try:
                _look_at(user_id, find, today=today, now=now)
            except Exception as fault:  # noqa: BLE001  # raised below, when everybody else has been looked at
                faults.append(fault)
    with transaction(SYSTEM) as session:
        if queries.people_waiting(session, now, limit=1) and queries.may_be_sent(session, now):
            queue.enqueue(session, SYSTEM, queue.SEND_REMINDERS)
    if faults:
        raise faults[0]


def send(job_id: UUID, mail: Mail | None, *, today: date, now: datetime) -> None:
    """Send what waits, one message a person. Does nothing unless the job is pending and free.

    Writes notice, job, job_progress, audit_event. Raises PostAway when the mail server cannot be used.
    """
    with transaction(SYSTEM) as session:
        job = queue.take(session, job_id)
        if job is None:
            return
        people = queries.people_waiting(session, now, limit=MOST_PEOPLE) if mail else []
        if mail and people:
            with post_office(mail) as post:
                for done, user_id in enumerate(people):
                    queue.report_progress(SYSTEM, job_id, "sending", done=done, total=len(people))
                    _send_to(user_id, post, mail, today=today, now=now)
        queue.finish(job)


@dataclass(frozen=True, slots=True)
class _Found:
    """What a look at one person found to tell them, and of which kinds it looked for anything."""

    reminders: frozenset[Reminder]
    kinds: frozenset[NoticeKind]


_Find = Callable[[Session, Actor, date], _Found]


def _look_at(user_id: UUID, find: _Find, *, today: date, now: datetime) -> None:
    """Write down what there is to tell one person and they have not been told. Writes notice."""
    try:
        actor = access.load_actor(user_id, today=today)
    except NotFound:
        return  # their access ended just now
    with transaction(SYSTEM) as session:
        if not queries.lock_person(session, user_id):
            return  # another process is at it
        found = find(session, actor, today)
        for each in sorted(found.reminders - queries.told(session, user_id, found.kinds), key=_in_order):
            session.add(
                Notice(
                    user_id=user_id,
                    kind=each.kind,
                    subject_id=each.subject_id,
                    day=each.day,
                    made_at=now,
                    try_after=now,
                )
            )


def _whats_new(session: Session, actor: Actor, today: date) -> _Found:
    choices = _choices(queries.choice_of(session, actor.user_id))
    what = queries.what_is_new(session, actor, today) if choices.at_once else WhatIsDue.nothing()
    return _Found(wanted(what.reminders(), choices), AT_ONCE)


def _whats_due(session: Session, actor: Actor, today: date) -> _Found:
    """What is due, and once a week the digest; from now on the person has been looked at today."""
    choice = queries.choice_for_update(session, actor.user_id)
    choices, looked_on = _choices(choice), choice.looked_on
    choice.looked_on = today
    if not choices.daily and not choices.weekly:
        return _Found(frozenset(), EVERY_KIND)
    what = queries.what_is_due(session, actor, today)
    reminders = wanted(what.reminders(), choices)
    if choices.weekly and is_digest_day(today, looked_on) and not _digest(what).is_empty:
        reminders |= {Reminder(NoticeKind.WEEKLY_DIGEST, actor.user_id, monday_of(today))}
    return _Found(reminders, EVERY_KIND)


def _send_to(user_id: UUID, post: Post, mail: Mail, *, today: date, now: datetime) -> None:
    """Send one person what waits for them: offered, marked as being sent, handed over, marked as sent."""
    ready = _offered(user_id, post, mail, today=today, now=now)
    if ready is None:
        return
    ids, message = ready
    state, code = NoticeState.SENT, None
    try:
        post.hand_over(message)
    except MessageRefused as refusal:
        state, code = NoticeState.FAILED, refusal.code
    except PostUncertain:
        state = NoticeState.UNCERTAIN
    with transaction(SYSTEM) as session:
        notices = queries.notices_to_settle(session, ids)
        if code is not None:
            _refused(session, user_id, notices, code, now)
            return
        for notice in notices:
            _settle(notice, state, now)
        audit.record(session, SYSTEM, f"reminders.{state}", user_id, notices=len(notices))


def _offered(
    user_id: UUID, post: Post, mail: Mail, *, today: date, now: datetime
) -> tuple[Sequence[UUID], bytes] | None:
    """The message for one person once the server is ready for it and its notices are marked as being sent.

    None: there is nothing to send, or the server does not take it. If the process ends before this is
    committed, nothing has been sent, and it is done again.
    """
    try:
        actor = access.load_actor(user_id, today=today)
    except NotFound:
        actor = None
    with transaction(SYSTEM) as session:
        if not queries.lock_person(session, user_id):
            return None
        notices, words = _still_true(session, user_id, actor, mail, today=today, now=now)
        if words is None:
            return None
        try:
            message = written(
                mail,
                to=queries.address_of(session, user_id),
                subject=words.subject,
                text=words.text,
                key=notices[0].id,
                now=now,
            )
            post.offer(queries.address_of(session, user_id))
        except ValueError:
            for notice in notices:
                _settle(notice, NoticeState.FAILED, now, failure=BAD_ADDRESS)
            return None
        except MessageRefused as refusal:
            _refused(session, user_id, notices, refusal.code, now)
            return None
        for notice in notices:
            notice.state, notice.try_after = NoticeState.SENDING, now
        return [notice.id for notice in notices], message


def _still_true(
    session: Session, user_id: UUID, actor: Actor | None, mail: Mail, *, today: date, now: datetime
) -> tuple[Sequence[Notice], Letter | None]:
    """The notices of a person that still hold, with their message; the others are taken back."""
    notices = queries.waiting_of(session, user_id, now)
    what = queries.what_is_due(session, actor, today) if actor and notices else WhatIsDue.nothing()
    digest, choices = _digest(what), _choices(queries.choice_of(session, user_id))
    holding = wanted(what.reminders(), choices)
    if choices.weekly and not digest.is_empty:
        holding |= {Reminder(NoticeKind.WEEKLY_DIGEST, user_id, monday_of(today))}
    kept = []
    for notice in notices:
        if Reminder(notice.kind, notice.subject_id, notice.day) in holding:
            kept.append(notice)
        else:
            session.delete(notice)
    if not kept:
        return (), None
    counts = Counter(notice.kind for notice in kept)
    with_digest = counts.pop(NoticeKind.WEEKLY_DIGEST, 0)
    reports = sorted({notice.subject_id for notice in kept if notice.kind in OF_REPORTS})
    words = letter(counts, digest if with_digest else None, public_url=mail.public_url, reports=reports)
    return kept, words


def _refused(session: Session, user_id: UUID, notices: Iterable[Notice], code: int, now: datetime) -> None:
    """The mail server did not take a message: tried again later, or not, as it answered."""
    for notice in notices:
        notice.tries += 1
        wait = next_wait(notice.tries) if code < PERMANENT else None
        if wait is None:
            _settle(notice, NoticeState.FAILED, now, failure=f"smtp-{code}")
        else:
            notice.state, notice.try_after = NoticeState.WAITING, now + wait
    audit.record(session, SYSTEM, "reminders.refused", user_id, code=code)


def _settle(notice: Notice, state: NoticeState, now: datetime, *, failure: str | None = None) -> None:
    notice.settled_at = now
    notice.state = state
    notice.failure = failure


def _digest(what: WhatIsDue) -> Digest:
    counts = Counter(each.kind for each in what.reminders())
    del counts[NoticeKind.REPORT_RELEASED]  # news once, and nothing that is due
    return Digest(counts, what.managed)


def _choices(choice: ReminderChoice) -> Choices:
    return Choices(choice.daily, choice.weekly, choice.at_once)


def _chosen(choice: ReminderChoice) -> Chosen:
    return Chosen(choice.daily, choice.weekly, choice.at_once, choice.version)


def _in_order(reminder: Reminder) -> tuple[date, str, UUID]:
    return (reminder.day, reminder.kind, reminder.subject_id)
