"""The settings of an installation, read once from the environment; faults show at the start, not in use."""

import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from email.errors import HeaderParseError
from email.headerregistry import Address
from enum import StrEnum
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from app.periods import LIVING_MEMORY

PROJECT = Path(__file__).resolve().parent.parent
SHORTEST_SECRET = 32
LONGEST_ADDRESS = 254
THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})


class SettingsError(ValueError):
    """A setting cannot be used; the message is a sentence to print and stop. It never holds the value."""


class Encryption(StrEnum):
    """How a mail server is spoken to. NONE is for a relay on this machine only."""

    STARTTLS = "starttls"
    FROM_THE_START = "from-the-start"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Mail:
    """The mail server that takes reminders, whom they are from, and where their links lead.

    user None: it asks for no sign-in. sender: an address, or a name with an address. public_url: the site as
    browsers reach it, without a slash at its end.
    """

    host: str
    port: int
    encryption: Encryption
    user: str | None
    password: str | None = field(repr=False)
    sender: str
    public_url: str


@dataclass(frozen=True, slots=True)
class Settings:
    """What differs between installations. A URL is None where the embedded services are to be used.

    database_url: the application's role, which owns nothing.
    database_owner_url: the role that owns the tables; for migrations only, so a web server lacks it.
    today: the business date to act on instead of the real one, or None.
    home: the folder for the embedded services and everything else that is kept.
    out: the folder that reports are written to.
    files: the folder that documents are kept in; None: files, in the home folder.
    pseudonym_key: what the pseudonyms of extracts are made with; it is in no database and in no export.
    https: whether browsers reach the site by HTTPS, so that cookies may demand it.
    mail: the mail server for reminders; None where none are sent.
    quarterly_reports: whether the board's reports are asked for by themselves after each quarter.
    """

    database_url: str | None = field(repr=False)
    database_owner_url: str | None = field(repr=False)
    redis_url: str | None = field(repr=False)
    today: date | None
    home: Path
    out: Path
    council_name: str
    secret_key: str = field(repr=False)
    port: int
    https: bool
    upload_limit_bytes: int
    session_idle_minutes: int
    session_absolute_minutes: int
    mail: Mail | None = None
    files: Path | None = None
    quarterly_reports: bool = True
    pseudonym_key: str = field(default="", repr=False)

    @property
    def documents(self) -> Path:
        """The folder that documents are kept in."""
        return self.files or self.home / "files"


def load_settings(env: Mapping[str, str] = os.environ) -> Settings:
    """The settings that these environment variables describe; see .env.example.

    Makes and keeps a secret key and a key for pseudonyms in the home folder when none is given.
    Raises SettingsError.
    """
    home = Path(_text(env, "LOXLEY_HOME") or PROJECT / "var").resolve()
    database_url = _database_url(env, "DATABASE_URL")
    owner_url = _database_url(env, "DATABASE_OWNER_URL")
    redis_url = _redis_url(env)
    if (database_url is None) != (redis_url is None):
        raise SettingsError(
            "Set DATABASE_URL and REDIS_URL together, or neither to use the embedded services."
        )
    if owner_url and not database_url:
        raise SettingsError("DATABASE_OWNER_URL is set without DATABASE_URL, the application's own role.")
    return Settings(
        database_url=database_url,
        database_owner_url=owner_url,
        redis_url=redis_url,
        today=given_today(env),
        home=home,
        out=Path(_text(env, "LOXLEY_OUT") or PROJECT / "out").resolve(),
        council_name=_text(env, "LOXLEY_COUNCIL") or "Nottingham (synthetic)",
        secret_key=_kept_key(env, home, "LOXLEY_SECRET_KEY", "secret-key"),
        port=_number(env, "LOXLEY_PORT", 8000, most=65_535),
        https=_yes_or_no(env, "LOXLEY_HTTPS"),
        upload_limit_bytes=_number(env, "LOXLEY_UPLOAD_LIMIT_MB", 50) * 1_000_000,
        session_idle_minutes=_number(env, "LOXLEY_SESSION_IDLE_MINUTES", 30),
        session_absolute_minutes=_number(env, "LOXLEY_SESSION_ABSOLUTE_MINUTES", 600),
        mail=_mail(env),
        files=_folder(env, "LOXLEY_FILES"),
        quarterly_reports=_yes_or_no(env, "LOXLEY_QUARTERLY_REPORTS", default="yes"),
        pseudonym_key=_kept_key(env, home, "LOXLEY_PSEUDONYM_KEY", "pseudonym-key"),
    )


def given_today(env: Mapping[str, str]) -> date | None:
    """The business date that LOXLEY_TODAY asks for, or None. Raises SettingsError."""
    text = _text(env, "LOXLEY_TODAY")
    if text is None:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise SettingsError("LOXLEY_TODAY must be a date such as 2013-07-12.") from None
    if day not in LIVING_MEMORY:
        raise SettingsError("LOXLEY_TODAY must be a date from 2000 to 2099.")
    return day


def broker_url(redis_url: str) -> str:
    """A Redis URL as Celery spells it, which has a word of its own for sockets."""
    if not redis_url.startswith("unix://"):
        return redis_url
    return redis_url.replace("unix://", "redis+socket://", 1).replace("?db=", "?virtual_host=", 1)


def limits_url(redis_url: str) -> str:
    """A Redis URL as Flask-Limiter spells it, which has another."""
    return redis_url.replace("unix://", "redis+unix://", 1)


def _text(env: Mapping[str, str], name: str) -> str | None:
    """A setting without surrounding spaces; one left empty counts as not set."""
    return env.get(name, "").strip() or None


def _folder(env: Mapping[str, str], name: str) -> Path | None:
    text = _text(env, name)
    if text is None:
        return None
    if not Path(text).is_absolute():
        raise SettingsError(f"{name} must be a folder's whole path, beginning with /.")
    return Path(text).resolve()


def _database_url(env: Mapping[str, str], name: str) -> str | None:
    text = _text(env, name)
    if text is None:
        return None
    scheme, separator, rest = text.partition("://")
    if not separator or scheme not in {"postgres", "postgresql", "postgresql+psycopg"}:
        raise SettingsError(f"{name} must begin postgresql:// – Loxley keeps its records in PostgreSQL only.")
    try:
        urlsplit(text).port  # noqa: B018  # asked for only because it refuses what is no number
    except ValueError:
        raise SettingsError(
            f"{name} cannot be read: after the server's name comes a port in digits, or none. "
            "Write %40, %3A and %2F for @, : and / in a password."
        ) from None
    return f"postgresql+psycopg://{rest}"


def _redis_url(env: Mapping[str, str]) -> str | None:
    text = _text(env, "REDIS_URL")
    if text and not text.startswith(("redis://", "rediss://", "unix://")):
        raise SettingsError("REDIS_URL must begin redis://, rediss:// or unix://.")
    return text


def _mail(env: Mapping[str, str]) -> Mail | None:
    """The mail server, and what a message needs beside it."""
    text = _text(env, "SMTP_URL")
    if text is None:
        return None
    url = _mail_url(text)
    host = url.hostname or ""
    if url.scheme == "smtps":
        encryption, port = Encryption.FROM_THE_START, 465
    elif host in THIS_MACHINE:
        encryption, port = Encryption.NONE, 25
    else:
        encryption, port = Encryption.STARTTLS, 587
    return Mail(
        host=host,
        port=url.port or port,
        encryption=encryption,
        user=unquote(url.username) if url.username else None,
        password=unquote(url.password) if url.password else None,
        sender=_sender(env),
        public_url=_public_url(env),
    )


def _mail_url(text: str) -> SplitResult:
    wrong = SettingsError(
        "SMTP_URL must look like smtp://user:password@mail.example:587, or smtps:// for a server that is "
        "encrypted from the start. Write %40, %3A and %2F for @, : and / in a password."
    )
    try:
        url = urlsplit(text)
        is_whole = url.scheme in {"smtp", "smtps"} and bool(url.hostname) and url.port != 0
    except ValueError:
        raise wrong from None
    if not is_whole or url.path not in {"", "/"} or url.query or url.fragment or not text.isprintable():
        raise wrong
    if bool(url.username) != bool(url.password):
        raise SettingsError("SMTP_URL must have a user and a password, or neither.")
    return url


def _sender(env: Mapping[str, str]) -> str:
    """Whom messages are from, such as `Loxley <loxley@council.example>`."""
    text = _text(env, "LOXLEY_MAIL_FROM") or ""
    name, bracket, rest = text.rpartition("<")
    address = rest.removesuffix(">") if bracket and rest.endswith(">") else text
    if not is_mail_address(address) or not name.isprintable() or not name.isascii():
        raise SettingsError(
            "LOXLEY_MAIL_FROM must be an address such as loxley@council.example, with a name before it or "
            "none: Loxley <loxley@council.example>. It goes with SMTP_URL."
        )
    return str(Address(name.strip().strip('"'), addr_spec=address))


def is_mail_address(text: str) -> bool:
    """Whether a text is one plain e-mail address that a header and every mail server can carry."""
    if not text.isascii() or not text.isprintable() or " " in text or len(text) > LONGEST_ADDRESS:
        return False
    try:
        found = Address(addr_spec=text)
    except (HeaderParseError, ValueError, IndexError):
        return False
    return bool(found.username) and "." in found.domain.strip(".")


def _public_url(env: Mapping[str, str]) -> str:
    text = (_text(env, "LOXLEY_PUBLIC_URL") or "").rstrip("/")
    wrong = SettingsError(
        "LOXLEY_PUBLIC_URL must be the address of the site as browsers reach it, such as "
        "https://loxley.council.example, without a path. It goes with SMTP_URL."
    )
    try:
        url = urlsplit(text)
        is_safe = url.scheme == "https" or (url.scheme == "http" and url.hostname in THIS_MACHINE)
        is_whole = bool(url.hostname) and url.port != 0 and not url.username
    except ValueError:
        raise wrong from None
    if not is_safe or not is_whole or url.path or url.query or url.fragment or not text.isprintable():
        raise wrong
    return text


def _number(env: Mapping[str, str], name: str, default: int, *, most: int = 1_000_000) -> int:
    text = _text(env, name)
    if text is None:
        return default
    if not (text.isascii() and text.isdecimal()) or not 1 <= int(text) <= most:
        raise SettingsError(f"{name} must be a whole number from 1 to {most}.")
    return int(text)


def _yes_or_no(env: Mapping[str, str], name: str, *, default: str = "no") -> bool:
    text = (_text(env, name) or default).lower()
    if text not in {"yes", "no"}:
        raise SettingsError(f"{name} must be yes or no.")
    return text == "yes"


def _kept_key(env: Mapping[str, str], home: Path, name: str, file: str) -> str:
    """A key: given, or made once and kept where only this user can read it."""
    given = _text(env, name)
    if given:
        if len(given) < SHORTEST_SECRET:
            raise SettingsError(f"{name} must have at least {SHORTEST_SECRET} characters.")
        return given
    kept = home / file
    try:
        if not kept.exists():
            _keep(kept, secrets.token_urlsafe(48))
        return kept.read_text().strip()
    except OSError as error:
        called = file.replace("-", " ")
        raise SettingsError(
            f"No {called} can be kept in {kept} ({error.strerror}): set {name} or LOXLEY_HOME."
        ) from error


def _keep(kept: Path, key: str) -> None:
    """Writes the key, whole or not at all; the first of several processes wins."""
    kept.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = kept.with_name(f"{kept.name}.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(key)
    with suppress(FileExistsError):
        kept.hardlink_to(draft)
    draft.unlink()
