"""Killed while it sends, or two at once: each notice is sent once, and what cannot be known is said."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from celery import Celery

from app import embedded
from app.access.policies import COMMAND_LINE, SYSTEM
from app.config import Mail, broker_url, load_settings
from app.db import transaction
from app.errors import Conflict
from app.installation import Installation, worker
from app.jobs import queue
from app.reminders import services as reminders
from app.reminders.rules.notices import Choices
from tests.reminders.people import (
    EIGHT,
    FRIDAY,
    MONDAY,
    an_invitation,
    changed,
    jobs,
    leading,
    looked,
    notices,
    sent,
    states,
)
from tests.reminders.post import SITE, Gate, MailServer
from tests.workers.watching import emptied

pytestmark = pytest.mark.usefixtures("separate_database")

REDIS_NUMBER = 7
LATER = EIGHT + timedelta(minutes=16)

SEND = """
import sys
from datetime import datetime, date
from uuid import UUID
from app import db
from app.config import Encryption, Mail
from app.reminders import services
database, job, port = sys.argv[1:]
db.connect(database)
mail = Mail("127.0.0.1", int(port), Encryption.NONE, None, None, "loxley@council.example", "https://loxley.example")
services.send(UUID(job), mail, today=date(2013, 7, 12), now=datetime.fromisoformat("2013-07-12T07:00+00:00"))
"""


@contextmanager
def sending(urls: embedded.Urls, post: MailServer) -> Iterator[subprocess.Popen[bytes]]:
    """A process of its own that sends what waits, as a worker does."""
    (job,) = jobs()
    command = [sys.executable, "-c", SEND, urls.app_url, str(job), str(post.port)]
    process = subprocess.Popen(command)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def killed(process: subprocess.Popen[bytes], gate: Gate) -> None:
    """The process, killed while the mail server waits at the gate."""
    assert gate.reached.wait(20), "the mail server was not reached"
    process.kill()
    process.wait()
    gate.opened.set()


def test_a_worker_killed_before_the_message_is_handed_over_leaves_it_to_the_next(
    separate_database: embedded.Urls, post: MailServer
):
    leading()
    looked()
    gate = Gate()
    post.rcpt = lambda address: gate.wait("250 OK")
    with sending(separate_database, post) as process:
        killed(process, gate)
    left = states()
    sent(post.mail_settings())

    assert left == [("review-due", "waiting")]
    assert states() == [("review-due", "sent")]
    assert len(post.messages) == 1


def test_a_worker_killed_while_the_server_has_the_message_does_not_send_it_twice(
    separate_database: embedded.Urls, post: MailServer
):
    leading()
    looked()
    gate = Gate()
    post.data = lambda address: gate.wait("250 taken")
    with sending(separate_database, post) as process:
        killed(process, gate)
    left = states()
    sent(post.mail_settings())
    looked(now=LATER)
    sent(post.mail_settings(), now=LATER)

    assert left == [("review-due", "sending")]
    assert states() == [("review-due", "uncertain")]
    assert len(post.messages) == 1  # it had arrived, and nobody could know
    assert reminders.sending(actor=COMMAND_LINE, now=EIGHT).uncertain == 1


def test_two_workers_at_once_send_each_person_one_message(post: MailServer):
    for name in ("Ann Example", "Bob Example", "Cas Example"):
        leading(name)
    looked()
    (first,) = jobs()
    second = another_job()

    in_threads(*(lambda job=job: send(job, post.mail_settings()) for job in (first, second)))

    assert sorted(post.recipients) == [
        "ann.example@example.org",
        "bob.example@example.org",
        "cas.example@example.org",
    ]
    assert {state for _, state in states()} == {"sent"}


def test_while_one_worker_is_at_a_person_another_leaves_them_alone(post: MailServer):
    leading()
    looked()
    (first,) = jobs()
    second = another_job()
    gate = Gate()
    post.rcpt = lambda address: gate.wait("250 OK")
    slow = threading.Thread(target=send, args=(first, post.mail_settings()))
    slow.start()
    assert gate.reached.wait(20)
    send(second, post.mail_settings())
    assert post.messages == []
    gate.opened.set()
    slow.join()

    assert len(post.messages) == 1


def test_two_looks_at_once_write_each_notice_once():
    for name in ("Ann Example", "Bob Example", "Cas Example"):
        leading(name)

    in_threads(looked, looked, looked)

    assert len(notices()) == 3


def test_one_person_who_chooses_twice_at_once_gets_one_of_the_choices():
    lee = leading()
    refused: list[str] = []

    def choose() -> None:
        try:
            reminders.choose(Choices(), version=1, actor=lee.actor)
        except Conflict as clash:
            refused.append(clash.code)

    in_threads(choose, choose, choose)

    assert refused == ["changed-meanwhile"] * 2
    assert reminders.chosen(actor=lee.actor).version == 2


def test_a_real_worker_told_to_look_sends_and_one_killed_in_between_leaves_it_to_the_next(
    services: embedded.Services,
    separate_database: embedded.Urls,
    post: MailServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setenv("LOXLEY_TODAY", FRIDAY.isoformat())
    monkeypatch.setenv("SMTP_URL", f"smtp://127.0.0.1:{post.port}")
    monkeypatch.setenv("LOXLEY_MAIL_FROM", "loxley@council.example")
    monkeypatch.setenv("LOXLEY_PUBLIC_URL", SITE)
    broker = f"unix://{services.sockets}/valkey.sock?db={REDIS_NUMBER}"
    settings = replace(
        load_settings({"LOXLEY_HOME": str(tmp_path)}),
        database_url=separate_database.app_url,
        redis_url=broker,
    )
    installed = Installation(settings, services)
    emptied(broker)
    lee = leading()
    an_invitation(lee.assessment, lee.practitioner, MONDAY)
    gate = Gate()
    post.rcpt = lambda address: gate.wait("250 OK")

    with worker(installed, logs=tmp_path) as first:
        Celery(broker=broker_url(broker), set_as_current=False).send_task(queue.LOOK_FOR_REMINDERS)
        assert gate.reached.wait(40), (tmp_path / "worker.log").read_text()
        os.killpg(first.pid, signal.SIGKILL)
    gate.opened.set()
    changed("update job set sent_at = sent_at - interval '1 minute'")
    with worker(installed, logs=tmp_path):
        Celery(broker=broker_url(broker), set_as_current=False).send_task(queue.SWEEP)
        assert post.took(1, within=40), (tmp_path / "worker.log").read_text()

    assert post.recipients == [lee.email]
    assert "lee" not in (tmp_path / "worker.log").read_text().lower()


def another_job() -> UUID:
    """One more job that sends, as a look might ask for while the first is at work."""
    with transaction(SYSTEM) as session:
        return queue.enqueue(session, SYSTEM, queue.SEND_REMINDERS).id


def send(job: UUID, mail: Mail) -> None:
    reminders.send(job, mail, today=FRIDAY, now=EIGHT)


def in_threads(*tasks: Callable[[], None]) -> None:
    """Done at once."""
    threads = [threading.Thread(target=task) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
