"""An error of the database ends in a log, so it never quotes a person."""

import logging
from collections.abc import Callable
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from app import clock, embedded
from app.access.models import UserAccount
from app.access.policies import COMMAND_LINE
from app.db import reading, transaction

PERSON = "Synthia Example"
PERSON_ID = uuid4()


def _taken_twice(session: Session) -> None:
    accounts = [
        UserAccount(id=PERSON_ID, email=email, display_name=PERSON, created_at=clock.now())
        for email in ("a@example.org", "b@example.org")
    ]
    session.add(accounts[0])
    session.flush()
    session.expunge_all()
    session.add(accounts[1])
    session.flush()


def _of_the_wrong_kind(session: Session) -> None:
    session.execute(sa.text("select cast(:name as date)"), {"name": PERSON})


def _of_no_text(session: Session) -> None:
    session.execute(sa.text("select cast(:name as text)"), {"name": f"{PERSON}\x00"})


def _missing_a_value(session: Session) -> None:
    statement = "insert into user_account (id, email, display_name) values (:id, null, :name)"
    session.execute(sa.text(statement), {"id": PERSON_ID, "name": PERSON})


@pytest.mark.parametrize("fault", [_taken_twice, _of_the_wrong_kind, _of_no_text, _missing_a_value])
def test_the_log_of_a_fault_says_what_broke_and_nobodys_name(
    separate_database: embedded.Urls, caplog: pytest.LogCaptureFixture, fault: Callable[[Session], None]
) -> None:
    try:
        with transaction(COMMAND_LINE) as session:
            fault(session)
    except sa.exc.DBAPIError:
        logging.getLogger("loxley.test").exception("a fault")

    assert "Error" in caplog.text
    assert PERSON not in caplog.text
    assert str(PERSON_ID) not in caplog.text


def test_a_fault_still_names_the_constraint_that_it_broke(separate_database: embedded.Urls) -> None:
    with pytest.raises(sa.exc.IntegrityError, match="pk_user_account"), transaction(COMMAND_LINE) as session:
        _taken_twice(session)


def test_a_fault_while_reading_quotes_nobody_either(separate_database: embedded.Urls) -> None:
    with pytest.raises(sa.exc.DataError) as caught, reading(COMMAND_LINE) as session:
        _of_the_wrong_kind(session)

    assert PERSON not in str(caught.value)
