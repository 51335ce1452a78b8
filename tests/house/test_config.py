"""Settings: safe without any, refused at the start with one sentence, and never shown."""

import re
import stat
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from app import clock, embedded
from app.config import PROJECT, Encryption, SettingsError, broker_url, limits_url, load_settings

SERVERS = {
    "DATABASE_URL": "postgresql://loxley_app:hidden@db/loxley",
    "REDIS_URL": "rediss://:hidden@broker/0",
}

MAIL = {
    "SMTP_URL": "smtp://loxley:hidden@mail.example",
    "LOXLEY_MAIL_FROM": "Loxley <loxley@council.example>",
    "LOXLEY_PUBLIC_URL": "https://loxley.council.example",
}


@pytest.fixture
def load(tmp_path):
    """Settings from only the variables of the test, with a home of their own."""
    return lambda **env: load_settings({"LOXLEY_HOME": str(tmp_path / "var")} | env)


def test_without_settings_everything_is_embedded_and_inside_the_project(load):
    settings = load()

    assert (settings.database_url, settings.database_owner_url, settings.redis_url) == (None, None, None)
    assert settings.out == PROJECT / "out"
    assert settings.today is None
    assert settings.upload_limit_bytes == 50_000_000


def test_a_setting_left_empty_counts_as_not_set(load):
    assert load(DATABASE_URL=" ", REDIS_URL="", LOXLEY_TODAY="", LOXLEY_PORT="").port == 8000


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_any_spelling_of_postgresql_is_taken(load, scheme):
    settings = load(**SERVERS | {"DATABASE_URL": f"{scheme}://loxley_app@db/loxley"})

    assert settings.database_url == "postgresql+psycopg://loxley_app@db/loxley"


@pytest.mark.parametrize(
    ("env", "sentence"),
    [
        pytest.param({"DATABASE_URL": "sqlite:///x"}, "must begin postgresql://", id="another database"),
        pytest.param({"DATABASE_URL": "db.example"}, "must begin postgresql://", id="no scheme"),
        pytest.param({"REDIS_URL": "amqp://broker"}, "must begin redis://", id="another broker"),
        pytest.param({"REDIS_URL": "redis://broker"}, "together", id="a broker alone"),
        pytest.param({"DATABASE_URL": "postgresql://db/x"}, "together", id="a database alone"),
        pytest.param(
            {"DATABASE_OWNER_URL": "postgresql://db/x"}, "without DATABASE_URL", id="an owner alone"
        ),
        pytest.param(
            {"LOXLEY_TODAY": "12/07/2013"}, "a date such as 2013-07-12", id="a date not in ISO form"
        ),
        pytest.param({"LOXLEY_TODAY": "0001-01-01"}, "from 2000 to 2099", id="a date out of living memory"),
        pytest.param(
            {"DATABASE_URL": "postgresql://loxley:p/ss@db/x"},
            "DATABASE_URL cannot be read",
            id="a bare slash",
        ),
        pytest.param({"LOXLEY_PORT": "http"}, "LOXLEY_PORT must be a whole number", id="a word for a number"),
        pytest.param({"LOXLEY_PORT": "65536"}, "from 1 to 65535", id="a port past the last"),
        pytest.param({"LOXLEY_UPLOAD_LIMIT_MB": "0"}, "from 1", id="an upload limit of nothing"),
        pytest.param({"LOXLEY_HTTPS": "true"}, "LOXLEY_HTTPS must be yes or no", id="neither yes nor no"),
        pytest.param({"LOXLEY_SECRET_KEY": "short"}, "at least 32 characters", id="a weak secret"),
    ],
)
def test_a_setting_that_cannot_be_used_is_refused_with_a_sentence(load, env, sentence):
    with pytest.raises(SettingsError, match=re.escape(sentence)):
        load(**env)


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        pytest.param("SMTP_URL", "mail.example:25", "must look like", id="no scheme"),
        pytest.param("SMTP_URL", "http://mail.example", "must look like", id="no mail server"),
        pytest.param("SMTP_URL", "smtp://", "must look like", id="a server nowhere"),
        pytest.param("SMTP_URL", "smtp://mail.example:post", "must look like", id="a word for a port"),
        pytest.param("SMTP_URL", "smtp://mail.example:0", "must look like", id="port nought"),
        pytest.param("SMTP_URL", "smtp://mail.example/in", "must look like", id="a path"),
        pytest.param("SMTP_URL", "smtp://mail.example?tls=no", "must look like", id="a query"),
        pytest.param("SMTP_URL", "smtp://a:p/ss@mail.example", "Write %40, %3A and %2F", id="a bare slash"),
        pytest.param("SMTP_URL", "smtp://loxley@mail.example", "a user and a password", id="no password"),
        pytest.param("LOXLEY_MAIL_FROM", "", "must be an address", id="from nobody"),
        pytest.param("LOXLEY_MAIL_FROM", "Loxley", "must be an address", id="a name alone"),
        pytest.param("LOXLEY_MAIL_FROM", "a@b.example, c@d.example", "must be an address", id="two senders"),
        pytest.param("LOXLEY_MAIL_FROM", "a@b.example\nBcc: c@d.example", "must be", id="a line more"),
        pytest.param("LOXLEY_PUBLIC_URL", "", "must be the address", id="links to nowhere"),
        pytest.param("LOXLEY_PUBLIC_URL", "loxley.example", "https://", id="links without a scheme"),
        pytest.param("LOXLEY_PUBLIC_URL", "http://loxley.example", "https://", id="links in the clear"),
        pytest.param(
            "LOXLEY_PUBLIC_URL", "https://loxley.example/x", "without a path", id="links with a path"
        ),
        pytest.param("LOXLEY_PUBLIC_URL", "https://a:b@loxley.example", "must be", id="links with a user"),
        pytest.param("LOXLEY_PUBLIC_URL", "https://loxley.example:x", "must be", id="links to a word"),
    ],
)
def test_a_setting_of_mail_that_cannot_be_used_is_refused_with_a_sentence(load, name, value, sentence):
    with pytest.raises(SettingsError, match=f"{name} .*{re.escape(sentence)}"):
        load(**MAIL | {name: value})


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("smtp://mail.example", (587, Encryption.STARTTLS, None, None)),
        ("smtp://mail.example:2525/", (2525, Encryption.STARTTLS, None, None)),
        ("smtps://mail.example", (465, Encryption.FROM_THE_START, None, None)),
        ("smtp://127.0.0.1", (25, Encryption.NONE, None, None)),
        ("smtp://localhost:1025", (1025, Encryption.NONE, None, None)),
        ("smtps://localhost", (465, Encryption.FROM_THE_START, None, None)),
        ("smtp://a%40b:p%3Ass%2F@mail.example", (587, Encryption.STARTTLS, "a@b", "p:ss/")),
    ],
)
def test_a_mail_server_is_spoken_to_encrypted_unless_it_is_on_this_machine(load, url, found):
    mail = load(**MAIL | {"SMTP_URL": url}).mail

    assert (mail.port, mail.encryption, mail.user, mail.password) == found


def test_without_a_mail_server_nothing_else_of_mail_is_asked_for(load):
    assert load(LOXLEY_MAIL_FROM="nobody", LOXLEY_PUBLIC_URL="nowhere").mail is None


@pytest.mark.parametrize(
    ("given", "sender"),
    [
        ("loxley@council.example", "loxley@council.example"),
        ("Loxley <loxley@council.example>", "Loxley <loxley@council.example>"),
        ('"Early Help, City" <loxley@council.example>', '"Early Help, City" <loxley@council.example>'),
    ],
)
def test_mail_is_from_an_address_with_a_name_or_without(load, given, sender):
    assert load(**MAIL | {"LOXLEY_MAIL_FROM": given}).mail.sender == sender


def test_the_site_s_address_has_no_slash_at_its_end(load):
    mail = load(**MAIL | {"LOXLEY_PUBLIC_URL": "https://loxley.council.example/"}).mail

    assert mail.public_url == "https://loxley.council.example"
    assert load(**MAIL | {"LOXLEY_PUBLIC_URL": "http://127.0.0.1:8000"}).mail is not None


def test_a_mail_password_is_shown_by_neither_a_refusal_nor_the_settings(load):
    with pytest.raises(SettingsError) as refused:
        load(**MAIL | {"SMTP_URL": "smtp://loxley:hidden@mail.example:x"})

    assert "hidden" not in str(refused.value) + repr(load(**MAIL))


def test_neither_a_refusal_nor_the_settings_themselves_show_a_password(load):
    with pytest.raises(SettingsError) as refused:
        load(**SERVERS | {"DATABASE_URL": "mysql://loxley:hidden@db/loxley"})
    settings = load(**SERVERS, LOXLEY_SECRET_KEY="hidden" * 6)

    assert "hidden" not in str(refused.value)
    assert "hidden" not in repr(settings)


def test_a_secret_key_is_made_once_and_kept_where_only_its_user_can_read_it(load, tmp_path):
    first, second = load().secret_key, load().secret_key

    kept = tmp_path / "var" / "secret-key"
    assert first == second == kept.read_text()
    assert len(first) >= 32
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert {path.name for path in kept.parent.iterdir()} == {"secret-key", "pseudonym-key"}


def test_a_key_for_pseudonyms_is_made_once_apart_from_the_secret_key(load, tmp_path):
    first, second = load(), load()

    kept = tmp_path / "var" / "pseudonym-key"
    assert first.pseudonym_key == second.pseudonym_key == kept.read_text() != first.secret_key
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert first.pseudonym_key not in repr(first)
    with pytest.raises(SettingsError, match="LOXLEY_PSEUDONYM_KEY must have at least 32"):
        load_settings({"LOXLEY_HOME": str(tmp_path), "LOXLEY_PSEUDONYM_KEY": "short"})


def test_a_home_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("")

    with pytest.raises(SettingsError, match="set LOXLEY_SECRET_KEY or LOXLEY_HOME"):
        load_settings({"LOXLEY_HOME": str(tmp_path / "file" / "var")})


def test_the_example_names_every_setting_and_no_other():
    source = (PROJECT / "app" / "config.py").read_text()
    example = (PROJECT / ".env.example").read_text()

    read = set(re.findall(r'"((?:LOXLEY|DATABASE|REDIS|SMTP)_[A-Z_]+)"', source))

    assert set(re.findall(r"^#([A-Z_]+)=", example, re.MULTILINE)) == read


def test_celery_and_the_limiter_reach_the_embedded_broker_by_their_own_spellings():
    url = embedded.Services(Path("/run/x y")).urls("loxley", redis_number=2).redis_url

    assert broker_url(url) == "redis+socket:///run/x%20y/valkey.sock?virtual_host=2"
    assert limits_url(url) == "redis+unix:///run/x%20y/valkey.sock?db=2"
    assert (
        broker_url("redis://broker:6379/2") == limits_url("redis://broker:6379/2") == "redis://broker:6379/2"
    )


def test_the_business_date_may_be_set_and_the_time_may_not(monkeypatch):
    monkeypatch.setenv("LOXLEY_TODAY", "2013-07-12")

    assert clock.today() == date(2013, 7, 12)
    assert datetime.now(UTC) - clock.now() < timedelta(seconds=5)


def test_half_an_hour_before_midnight_utc_in_summer_it_is_tomorrow_in_london(monkeypatch):
    class Frozen(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime(2013, 7, 11, 23, 30, tzinfo=UTC).astimezone(tz)

    monkeypatch.setattr(clock, "datetime", Frozen)
    monkeypatch.delenv("LOXLEY_TODAY", raising=False)

    assert clock.today() == date(2013, 7, 12)
    assert clock.now() == datetime(2013, 7, 11, 23, 30, tzinfo=UTC)
