"""The mail server at the other end: trusted or not, there or not, and what can be known of each message."""

import email
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.policy import default
from uuid import UUID

import pytest
import trustme

from app.config import Encryption, Mail
from app.mail import (
    MessageRefused,
    PostAway,
    PostRefusesUs,
    PostUncertain,
    PostUnreachable,
    PostUntrusted,
    post_office,
    written,
)
from tests.reminders.post import MailServer, mail_server

TO = "lee@example.org"
NOW = datetime(2013, 7, 12, 7, 0, tzinfo=UTC)
SECRET = {"loxley": "three-blue-kettles"}


def a_message(mail: Mail, text: str = "One review.\n") -> bytes:
    return written(mail, to=TO, subject="Loxley: 1 new reminder", text=text, key=UUID(int=7), now=NOW)


def sent(mail: Mail, text: str = "One review.\n") -> None:
    with post_office(mail) as post:
        post.offer(TO)
        post.hand_over(a_message(mail, text))


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    """An authority that certifies servers."""
    return trustme.CA()


@pytest.fixture
def trusted(authority: trustme.CA, tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The authority is one that this machine trusts."""
    authority.cert_pem.write_to_path(tmp_path / "authority.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))


def certified(authority: trustme.CA, name: str) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(name).configure_cert(context)
    return context


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize("from_the_start", [False, True], ids=["STARTTLS", "from the start"])
def test_a_server_with_a_trusted_certificate_is_sent_to_and_signed_in_to(
    authority: trustme.CA, from_the_start: bool
):
    how = Encryption.FROM_THE_START if from_the_start else Encryption.STARTTLS
    tls = certified(authority, "localhost")
    with mail_server(tls=tls, from_the_start=from_the_start, users=SECRET) as server:
        sent(server.mail_settings(host="localhost", encryption=how, user="loxley", password=SECRET["loxley"]))

    assert server.recipients == [TO]


@pytest.mark.parametrize("from_the_start", [False, True], ids=["STARTTLS", "from the start"])
def test_a_certificate_that_nobody_vouches_for_is_not_trusted(authority: trustme.CA, from_the_start: bool):
    how = Encryption.FROM_THE_START if from_the_start else Encryption.STARTTLS
    with mail_server(tls=certified(authority, "localhost"), from_the_start=from_the_start) as server:
        with pytest.raises(PostUntrusted):
            sent(server.mail_settings(host="localhost", encryption=how))

    assert server.envelopes == []


@pytest.mark.usefixtures("trusted")
def test_a_certificate_of_another_server_is_not_trusted(authority: trustme.CA):
    with mail_server(tls=certified(authority, "another.example")) as server, pytest.raises(PostUntrusted):
        sent(server.mail_settings(host="localhost", encryption=Encryption.STARTTLS))


def test_a_server_that_offers_no_encryption_is_sent_nothing():
    with mail_server() as server, pytest.raises(PostUntrusted):
        sent(server.mail_settings(encryption=Encryption.STARTTLS))

    assert server.tried == []


def test_a_wrong_password_is_said_to_be_refused_and_is_in_no_error():
    with mail_server(users=SECRET) as server, pytest.raises(PostRefusesUs) as refused:
        sent(server.mail_settings(user="loxley", password="four-red-pans"))

    assert refused.value.code == 535
    assert "four-red-pans" not in repr(refused.value)


def test_a_server_that_takes_no_sign_in_is_said_to_refuse_it():
    with mail_server() as server, pytest.raises(PostRefusesUs):
        sent(server.mail_settings(user="loxley", password=SECRET["loxley"]))


@pytest.mark.parametrize(("answer", "error"), [("550 not you", PostRefusesUs), ("451 busy", PostUnreachable)])
def test_a_sender_refused_is_nobody_else_s_fault(post: MailServer, answer: str, error: type[PostAway]):
    post.mail = lambda address: answer
    with pytest.raises(error):
        sent(post.mail_settings())


def test_a_server_that_is_not_there_is_unreachable():
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        nowhere = MailServer(port=held.getsockname()[1]).mail_settings()
        with pytest.raises(PostUnreachable):
            sent(nowhere)


def test_a_server_that_ends_before_it_has_the_message_has_not_taken_it(post: MailServer):
    with post_office(post.mail_settings()) as office:
        office._smtp.close()
        with pytest.raises(PostUnreachable):
            office.offer(TO)


@pytest.mark.parametrize("code", [450, 550])
def test_a_recipient_refused_leaves_the_connection_fit_for_the_next(post: MailServer, code: int):
    post.rcpt = lambda address: f"{code} no" if address == TO else "250 OK"
    mail = post.mail_settings()
    with post_office(mail) as office:
        with pytest.raises(MessageRefused) as refused:
            office.offer(TO)
        office.offer("sam@example.org")
        office.hand_over(a_message(mail))

    assert refused.value.code == code
    assert post.recipients == ["sam@example.org"]


def test_a_server_that_goes_away_at_a_recipient_refuses_that_one_for_now(post: MailServer):
    with post_office(post.mail_settings()) as office:
        post.rcpt = lambda address: "421 you again"
        with pytest.raises(MessageRefused) as refused:
            office.offer(TO)
        office._smtp.close()
        with pytest.raises(PostUnreachable):
            office.offer("sam@example.org")

    assert refused.value.code == 421


@pytest.mark.parametrize(
    ("reply", "error"),
    [(b"451 busy\r\n", MessageRefused), (b"554 no\r\n", MessageRefused), (b"hello\r\n", PostUncertain)],
)
def test_what_a_server_says_of_a_message_is_believed_only_if_it_is_an_answer(
    reply: bytes, error: type[Exception]
):
    with scripted(b"220 hello\r\n", *[b"250 OK\r\n"] * 3, b"354 go on\r\n", reply) as port:
        mail = MailServer(port=port).mail_settings()
        with post_office(mail) as office:
            office.offer(TO)
            with pytest.raises(error):
                office.hand_over(a_message(mail))


@contextmanager
def scripted(*replies: bytes) -> Iterator[int]:
    """A server that says one thing after another, whatever it is told; its port."""

    def serve() -> None:
        connection, _ = listening.accept()
        with connection, connection.makefile("rb") as told:
            for number, reply in enumerate(replies):
                if number == len(replies) - 1:
                    while told.readline() not in (b".\r\n", b""):
                        pass
                elif number:
                    told.readline()
                connection.sendall(reply)

    with socket.create_server(("127.0.0.1", 0)) as listening:
        speaking = threading.Thread(target=serve)
        speaking.start()
        yield listening.getsockname()[1]
        speaking.join()


def test_a_connection_that_breaks_while_the_server_has_the_message_leaves_it_uncertain(post: MailServer):
    mail = post.mail_settings()
    with post_office(mail) as office:
        office.offer(TO)
        office._smtp.sock.shutdown(socket.SHUT_RDWR)
        with pytest.raises(PostUncertain):
            office.hand_over(a_message(mail))
        with pytest.raises(PostUnreachable):
            office.offer(TO)


def test_lines_that_begin_with_a_dot_arrive_whole_and_end_nothing(post: MailServer):
    text = "One.\n.\n.Two\n..Three\n"
    sent(post.mail_settings(), text)

    assert post.texts() == [text]


@pytest.mark.parametrize(
    "address",
    [
        "lee@example.org\r\nBcc: sam@example.org",
        "lee@example.org\nSubject: other",
        "lee@example.org\x00",
        "lee@example.org,sam@example.org",
        "<lee@example.org>",
        "lee example@example.org",
        f"{'l' * 250}@example.org",
        "lee@@example.org",
        "@example.org",
        "lee@",
        "lee@localhost",
        '"lee"@example.org>\r\nDATA',
    ],
)
def test_no_address_can_add_to_a_message(address: str):
    mail = MailServer().mail_settings()
    with pytest.raises(ValueError, match="not an e-mail address"):
        written(mail, to=address, subject="s", text="t", key=UUID(int=7), now=NOW)


def test_no_subject_can_add_a_line():
    with pytest.raises(ValueError, match="linefeed"):
        written(
            MailServer().mail_settings(),
            to=TO,
            subject="a\nBcc: b@c.example",
            text="",
            key=UUID(int=7),
            now=NOW,
        )


def test_a_message_says_that_a_program_wrote_it_and_carries_the_same_id_each_time():
    mail = MailServer().mail_settings()
    message = email.message_from_bytes(a_message(mail), policy=default)

    assert {name: str(message[name]) for name in message} == {
        "From": "Loxley <loxley@council.example>",
        "To": TO,
        "Subject": "Loxley: 1 new reminder",
        "Date": "Fri, 12 Jul 2013 07:00:00 +0000",
        "Message-ID": f"<{UUID(int=7)}@loxley.council.example>",
        "Auto-Submitted": "auto-generated",
        "Content-Type": 'text/plain; charset="utf-8"',
        "Content-Transfer-Encoding": "7bit",
        "MIME-Version": "1.0",
    }
