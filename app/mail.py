"""A mail server, spoken to so that it is known at each moment whether a message can have been taken.

A message is offered first: the server is told of its sender and recipient, and says that it will take it.
Only then is it handed over. Whoever sends can so write down between the two that it is about to be sent.
"""

import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parseaddr
from urllib.parse import urlsplit
from uuid import UUID

from app.config import Encryption, Mail, is_mail_address

ANSWER_SECONDS = 30
TAKEN, FORWARDED, READY, AWAY = 250, 251, 354, 421
TEMPORARY, NO_CODE = 400, 600
PERMANENT = 500
"""The least answer of a mail server by which trying again would not help."""

DOT_AT_START = re.compile(rb"^\.", re.MULTILINE)


class PostAway(OSError):  # noqa: N818  # a state of the world, not a mistake
    """The mail server cannot be used just now; no message is at fault. code: what it answered, or 0."""

    def __init__(self, code: int = 0) -> None:
        super().__init__(f"the mail server cannot be used ({code or 'no answer'})")
        self.code = code


class PostUnreachable(PostAway):
    """The mail server does not answer, or is too busy."""


class PostUntrusted(PostAway):
    """The mail server's encryption is missing or its certificate cannot be trusted."""


class PostRefusesUs(PostAway):
    """The mail server does not take Loxley's sign-in, or its sender."""


class MessageRefused(Exception):  # noqa: N818  # a refusal, not a mistake
    """The server did not take a message. code: its answer."""

    def __init__(self, code: int) -> None:
        super().__init__(f"a message was refused ({code})")
        self.code = code


class PostUncertain(Exception):  # noqa: N818  # neither a refusal nor a mistake
    """The connection broke while the server had the message: it may or may not have been taken."""


def written(mail: Mail, *, to: str, subject: str, text: str, key: UUID, now: datetime) -> bytes:
    """A message of plain text. key: what its Message-ID is made of, so that one sent twice shows as one.

    Raises ValueError for an address that is none: nothing can be added to a header through it.
    """
    if not is_mail_address(to):
        raise ValueError("not an e-mail address")
    message = EmailMessage(policy=SMTP)
    message["From"] = mail.sender
    message["To"] = Address(addr_spec=to)
    message["Subject"] = subject
    message["Date"] = now
    message["Message-ID"] = f"<{key}@{urlsplit(mail.public_url).hostname}>"
    message["Auto-Submitted"] = "auto-generated"  # so that nobody's absence notice answers
    message.set_content(text)
    return message.as_bytes()


class Post:
    """A connection to the mail server, for one message after another."""

    def __init__(self, smtp: smtplib.SMTP, sender: str) -> None:
        self._smtp = smtp
        self._sender = parseaddr(sender)[1]

    def offer(self, recipient: str) -> None:
        """Have the server ready to take a message for somebody. Raises MessageRefused, PostAway.

        A server that goes away at a recipient has refused that one for now: the next finds out whether it is
        away for all, so that no one recipient keeps the others from theirs.
        """
        try:
            code = self._smtp.mail(self._sender)[0]
        except OSError:
            raise PostUnreachable from None
        if code != TAKEN:
            raise (PostRefusesUs if code >= PERMANENT else PostUnreachable)(code)
        try:
            self._take(self._smtp.rcpt(recipient)[0], TAKEN, FORWARDED)
            self._take(self._smtp.docmd("DATA")[0], READY)
        except OSError:
            self._smtp.close()
            raise MessageRefused(AWAY) from None

    def hand_over(self, message: bytes) -> None:
        """Give the server the message that it said it would take. Raises MessageRefused, PostUncertain."""
        try:
            self._smtp.send(DOT_AT_START.sub(b"..", message) + b".\r\n")
            code = self._smtp.getreply()[0]
        except OSError:
            self._smtp.close()
            raise PostUncertain from None
        if code == TAKEN:
            return
        if not TEMPORARY <= code < NO_CODE:
            raise PostUncertain
        raise MessageRefused(code)

    def _take(self, code: int, *wanted: int) -> None:
        if code in wanted:
            return
        with suppress(OSError):  # one that cannot be used any more shows it at the next message
            self._smtp.rset()
        raise MessageRefused(code)


@contextmanager
def post_office(mail: Mail) -> Iterator[Post]:
    """A connection to the mail server for the block, its certificate checked. Raises PostAway."""
    smtp = _connected(mail)
    try:
        yield Post(smtp, mail.sender)
    finally:
        with suppress(OSError):
            smtp.quit()
        smtp.close()


def _connected(mail: Mail) -> smtplib.SMTP:
    """A server that has been greeted, secured and signed in to."""
    context = ssl.create_default_context()
    smtp: smtplib.SMTP | None = None
    try:
        if mail.encryption is Encryption.FROM_THE_START:
            smtp = smtplib.SMTP_SSL(mail.host, mail.port, timeout=ANSWER_SECONDS, context=context)
        else:
            smtp = smtplib.SMTP(mail.host, mail.port, timeout=ANSWER_SECONDS)
        if mail.encryption is Encryption.STARTTLS:
            smtp.starttls(context=context)
        smtp.ehlo_or_helo_if_needed()
        _sign_in(smtp, mail)
    except OSError as error:
        if smtp is not None:
            smtp.close()
        raise _away(error) from None
    return smtp


def _sign_in(smtp: smtplib.SMTP, mail: Mail) -> None:
    if mail.user is None or mail.password is None:
        return
    try:
        smtp.login(mail.user, mail.password)
    except smtplib.SMTPNotSupportedError:
        raise PostRefusesUs from None
    except smtplib.SMTPAuthenticationError as error:
        raise (PostRefusesUs if error.smtp_code >= PERMANENT else PostUnreachable)(error.smtp_code) from None


def _away(error: OSError) -> PostAway:
    """What keeps the server from being used; the error's own text might hold an address."""
    match error:
        case PostAway():
            return error
        case ssl.SSLError() | smtplib.SMTPNotSupportedError():
            return PostUntrusted()
        case smtplib.SMTPResponseException(smtp_code=code):
            return PostUnreachable(code)
        case _:
            return PostUnreachable()
