"""A mail server for every test that asks for one, and people who have accounts."""

from collections.abc import Iterator

import pytest

from tests.reminders.post import MailServer, mail_server


@pytest.fixture
def post() -> Iterator[MailServer]:
    """A mail server that takes every message."""
    with mail_server() as server:
        yield server
