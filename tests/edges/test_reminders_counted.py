"""Messages over the whole city: they count what home pages list, and hold nothing of anybody."""

import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa

from app.access.roles import Role
from app.db import Sessions
from tests.edges.conftest import Browser, Page
from tests.reminders.people import EIGHT, MONDAY, a_posted_account, an_invitation, told
from tests.reminders.post import mail_server

BrowserOf = Callable[..., Browser]

ANYBODYS = """
select forename from person union select surname from person union select reference from family
union select address from residence union select postcode from residence
union select import_key from person union select import_key from family
union select to_char(born_on, 'YYYY-MM-DD') from person
union select to_char(born_on, 'FMDD FMMonth YYYY') from person
union select display_name from practitioner union select name from establishment union select name from ward
"""


@pytest.fixture
def on_monday(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOXLEY_TODAY", MONDAY.isoformat())


def listed(page: Page, section: str) -> tuple[int, int]:
    """How much is overdue and how much is due, as a section of the home page says."""
    (found,) = page.all("section", **{"aria-labelledby": section})
    counted = re.search(r"(\d+) overdue, (\d+) due soon", page.text_of(found))
    return (int(counted[1]), int(counted[2])) if counted else (0, 0)


def rows(page: Page, section: str) -> int:
    """How many rows the table of a section has, those that are not shown included."""
    sections = page.all("section", **{"aria-labelledby": section})
    if not sections:
        return 0
    more = re.search(r"and (\d+) more\.", page.text_of(sections[0]))
    return len(list(sections[0].iter("th"))) - 3 + (int(more[1]) if more else 0)


def under(text: str, heading: str) -> int:
    """The sum of the counts below a heading of a message."""
    section = re.search(rf"^{heading}\n((?:  .*\n)+)", text, re.MULTILINE)
    return sum(int(line.split()[0]) for line in section[1].splitlines()) if section else 0


@pytest.fixture
def digest_of(city: sa.Connection, on_monday: None, browser_of: BrowserOf) -> Callable[..., tuple[Page, str]]:
    """The home page of somebody new, and the part of their message that counts all that is due."""

    def of(role: Role, key: str) -> tuple[Page, str]:
        page = browser_of(role, practitioner_key=key).get("/")
        with mail_server() as server:
            told(server.mail_settings(), today=MONDAY, now=EIGHT)
        (text,) = server.texts(f"{role}-{key}@example.org".lower())
        return page, text.partition("This is all that is due, as your home page lists it.\n")[2]

    return of


@pytest.mark.parametrize("key", ["LP-0001", "LP-0002"])
def test_a_lead_s_digest_counts_what_their_home_page_lists(
    digest_of: Callable[..., tuple[Page, str]], key: str
):
    page, text = digest_of(Role.LEAD_PROFESSIONAL, key)

    assert sum(listed(page, "due")) > 0
    assert (under(text, "Overdue"), under(text, "Due soon")) == listed(page, "due")
    assert under(text, "No contact noted for 4 weeks or more") == rows(page, "quiet")


def test_a_manager_s_digest_counts_what_their_home_page_lists(digest_of: Callable[..., tuple[Page, str]]):
    page, text = digest_of(Role.AGENCY_MANAGER, "MGR-EWS")

    overdue, due = listed(page, "due-where-managed")
    assert overdue > 0
    assert f"  {overdue} overdue\n" in text
    assert due == 0 or f"  {due} due soon\n" in text
    assert f"  {rows(page, 'unseen')} families without oversight" in text


def test_no_message_to_anybody_in_the_city_holds_a_name_reference_date_or_address_of_anybody(
    city: sa.Connection, on_monday: None
):
    with Sessions() as session:
        keys = list(
            session.scalars(sa.text("select import_key from practitioner order by md5(import_key) limit 20"))
        )
        anybodys = {str(each) for each in session.scalars(sa.text(ANYBODYS)) if each}
        assessment = session.scalars(
            sa.text("select id from assessment where closed_on is null order by id limit 1")
        ).one()
        practitioner = session.scalars(
            sa.text("select id from practitioner where import_key = :key"), {"key": keys[0]}
        ).one()
    for number, key in enumerate(keys):
        a_posted_account(f"u{number}@example.org", key)
    an_invitation(assessment, practitioner, MONDAY)
    with mail_server() as server:
        told(server.mail_settings(), today=MONDAY, now=EIGHT)

    assert len(server.messages) > 8
    assert len(anybodys) > 3000
    said = {word for message in server.messages for word in words(message.as_string())}
    assert {each for each in anybodys if words(each) <= said and words(each)} == set()
    assert {re.sub(r"\d+", "#", str(message["Subject"])) for message in server.messages} <= {
        "Loxley: # new reminders",
        "Loxley: # new reminder",
        "Loxley: what is due this week",
    }


def words(text: str) -> set[str]:
    return set(re.findall(r"[\w’'-]+", text))
