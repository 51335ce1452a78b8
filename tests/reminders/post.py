"""A real mail server on this machine, which keeps what it takes and refuses what a test tells it to."""

import asyncio
import email
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from app.config import Encryption, Mail

SENDER = "Loxley <loxley@council.example>"
SITE = "https://loxley.council.example"
TAKEN = "250 taken"


@dataclass
class MailServer:
    """What a mail server was given, and what it answers.

    mail, rcpt, data: called at that step with the address; what they return is the answer.
    """

    port: int = 0
    envelopes: list[Envelope] = field(default_factory=list)
    tried: list[str] = field(default_factory=list)
    mail: Callable[[str], str] = lambda address: "250 OK"
    rcpt: Callable[[str], str] = lambda address: "250 OK"
    data: Callable[[str], str] = lambda address: TAKEN

    async def handle_MAIL(  # noqa: N802  # aiosmtpd's own names
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        return await asyncio.to_thread(self.mail, address)

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.tried.append(address)
        answer = await asyncio.to_thread(self.rcpt, address)
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.envelopes.append(envelope)  # it has it now, whatever becomes of the connection
        answer = await asyncio.to_thread(self.data, envelope.rcpt_tos[0])
        if answer != TAKEN:
            self.envelopes.remove(envelope)
        return answer

    @property
    def messages(self) -> list[EmailMessage]:
        """The messages taken, in the order in which they came."""
        return [
            email.message_from_bytes(bytes(each.content or b""), policy=default) for each in self.envelopes
        ]

    @property
    def recipients(self) -> list[str]:
        """Who was sent each message."""
        return [each.rcpt_tos[0] for each in self.envelopes]

    def texts(self, address: str | None = None) -> list[str]:
        """The words of the messages to somebody, or of all."""
        return [
            message.get_content().replace("\r\n", "\n")
            for message, envelope in zip(self.messages, self.envelopes, strict=True)
            if address is None or envelope.rcpt_tos == [address]
        ]

    def took(self, count: int, *, within: float) -> bool:
        """Whether so many messages have come before so many seconds are over."""
        until = time.monotonic() + within
        while time.monotonic() < until and len(self.envelopes) < count:
            time.sleep(0.02)
        return len(self.envelopes) >= count

    def mail_settings(self, **given: Any) -> Mail:
        """Loxley's settings for this server, which is a relay on this machine."""
        return Mail(
            **{
                "host": "127.0.0.1",
                "port": self.port,
                "encryption": Encryption.NONE,
                "user": None,
                "password": None,
                "sender": SENDER,
                "public_url": SITE,
                **given,
            }
        )


class OnAnyPort(Controller):
    """A controller whose server takes whichever port is free."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def mail_server(
    *,
    tls: ssl.SSLContext | None = None,
    from_the_start: bool = False,
    users: dict[str, str] | None = None,
) -> Iterator[MailServer]:
    """A mail server for the block. tls: encrypted by it, as STARTTLS asks or from the start."""
    handler = MailServer()

    def known(server: SMTP, session: Session, envelope: Envelope, mechanism: str, given: Any) -> AuthResult:
        is_right = (users or {}).get(given.login.decode()) == given.password.decode()
        return AuthResult(success=is_right, handled=is_right)

    security: dict[str, Any] = {"ssl_context": tls} if from_the_start else {"tls_context": tls}
    if users:
        security |= {"authenticator": known, "auth_require_tls": False}
    controller = OnAnyPort(handler, hostname="127.0.0.1", port=0, **security)
    controller.start()
    handler.port = controller.port
    try:
        yield handler
    finally:
        controller.stop()


class Gate:
    """A point at which a mail server waits until a test lets it go on."""

    def __init__(self) -> None:
        self.reached = threading.Event()
        self.opened = threading.Event()

    def wait(self, answer: str) -> str:
        """Say that the point is reached; answer once the gate is opened."""
        self.reached.set()
        self.opened.wait(20)
        return answer
