"""Board reports in reminders: who is told, once, with a link to the page and no word of what is in it."""

from datetime import timedelta
from uuid import UUID

import pytest

from app.access.models import UserAccount
from app.access.policies import SYSTEM, Actor
from app.access.roles import Role
from app.db import reading
from app.reports import approving
from app.reports import services as reports
from app.reports.rules.vocabulary import Profile
from tests.reminders.people import FRIDAY, states, told
from tests.reminders.post import MailServer
from tests.reports.approvals import a_bare_report, a_person, approved, submitted, version_of

pytestmark = pytest.mark.usefixtures("database", "sent_jobs")

SITE = "https://loxley.council.example"


def email_of(actor: Actor) -> str:
    with reading(SYSTEM) as session:
        return session.get_one(UserAccount, actor.user_id).email


def people() -> tuple[Actor, Actor, Actor]:
    return (
        a_person("Cara Coordinator", Role.PROGRAMME_COORDINATOR),
        a_person("Olu Officer", Role.AUTHORISING_OFFICER),
        a_person("Bea Reader", Role.BOARD_READER),
    )


def told_of(post: MailServer, actor: Actor) -> list[str]:
    return post.texts(email_of(actor))


def test_on_approval_each_reader_is_told_once_with_a_link_and_nothing_of_what_is_in_it(post: MailServer):
    cara, olu, bea = people()
    report = approved(a_bare_report(cara.user_id), cara, olu)

    for _ in range(3):
        told(post.mail_settings())

    assert [message["Subject"] for message in post.messages] == ["Loxley: 1 new reminder"]
    (text,) = told_of(post, bea)
    assert text == (
        "You have 1 new reminder in Loxley.\n"
        "\n"
        "Released to you\n"
        "  1 board report\n"
        "\n"
        "Sign in to open the report:\n"
        f"{SITE}/reports/{report}\n"
        "\n"
        "E-mail is not private, so this message says how many and no more.\n"
        "\n"
        "To stop these messages, or to choose which you get, sign in and go to:\n"
        f"{SITE}/reminders\n"
    )
    told(post.mail_settings(), today=FRIDAY + timedelta(days=3))
    assert len(post.messages) == 1, "a release is news, and no part of the weekly digest"


def test_an_internal_report_is_told_to_its_named_readers_only(post: MailServer):
    cara, olu, bea = people()
    other = a_person("Not Named", Role.BOARD_READER)
    report = a_bare_report(cara.user_id, profile=Profile.INTERNAL)
    reports.name_reader(report, email_of(bea), actor=cara)
    approved(report, cara, olu)

    told(post.mail_settings())

    assert len(told_of(post, bea)) == 1
    assert told_of(post, other) == []


def test_the_coordinator_is_told_of_a_draft_of_the_schedule_and_the_officer_once_it_waits(post: MailServer):
    cara, olu, bea = people()
    own, scheduled = a_bare_report(cara.user_id), a_bare_report(SYSTEM.user_id, profile=Profile.INTERNAL)
    told(post.mail_settings())
    first = states()
    submitted(scheduled, cara)
    told(post.mail_settings())

    assert first == [("report-to-submit", "sent")]
    assert [
        "Waiting for you\n  1 draft of a board report to submit\n" in text and str(own) not in text
        for text in told_of(post, cara)
    ] == [True]
    (text,) = told_of(post, olu)
    assert "Waiting for you\n  1 board report to approve\n" in text
    assert f"{SITE}/reports/{scheduled}\n" in text
    assert "families" not in text
    assert told_of(post, bea) == []


def test_a_report_sent_back_is_told_to_the_coordinator_without_the_reason(post: MailServer):
    cara, olu, _ = people()
    report = submitted(a_bare_report(cara.user_id), cara)
    approving.send_back(report, version_of(report), "The target is wrong.", actor=olu)

    told(post.mail_settings())

    (text,) = told_of(post, cara)
    assert f"{SITE}/reports/{report}\n" in text
    assert "target" not in text
    assert told_of(post, olu) == []


def test_whoever_asked_for_a_report_is_not_told_to_approve_it(post: MailServer):
    cara, _, _ = people()
    both = a_person("Bo Both", Role.PROGRAMME_COORDINATOR, Role.AUTHORISING_OFFICER)
    submitted(a_bare_report(both.user_id), cara)

    told(post.mail_settings())

    assert told_of(post, both) == []


def test_a_release_taken_back_before_it_is_told_is_not_told(post: MailServer):
    cara, olu, bea = people()
    report: UUID = approved(a_bare_report(cara.user_id), cara, olu)
    approving.withdraw(report, version_of(report), "Wrong.", actor=olu)

    told(post.mail_settings())

    assert told_of(post, bea) == []
