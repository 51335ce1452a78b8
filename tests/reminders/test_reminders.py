"""Reminders on a real database and a real mail server: who is told what, once, and in which words."""

from contextlib import suppress
from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlmodel import select

from app import clock
from app.access.models import Cover, UserAccount
from app.access.policies import COMMAND_LINE, SYSTEM, Actor
from app.access.roles import Role
from app.audit import AuditEvent
from app.cases.rules.referrals import DeclineReason, ReferralConsent
from app.cases.rules.referred import FamilyReferred, PersonReferred
from app.cases.services import referral_decisions, referring
from app.db import reading, transaction
from app.errors import Conflict, Forbidden
from app.jobs import queue
from app.programme.facts import MemberRole
from app.reminders import queries, services
from app.reminders.rules.notices import FIRST_WAIT, MOST_TRIES, Choices
from tests.cases.builders import a_practitioner, a_ward, an_agency, an_establishment
from tests.cases.sharing_builders import saved
from tests.conftest import COORDINATOR
from tests.reminders.people import (
    A_DAY,
    EIGHT,
    FRIDAY,
    MONDAY,
    SIX,
    Leading,
    a_consent,
    a_place,
    an_account,
    an_action,
    an_invitation,
    changed,
    jobs,
    leading,
    looked,
    notices,
    sent,
    states,
    told,
)
from tests.reminders.post import MailServer

pytestmark = pytest.mark.usefixtures("database", "sent_jobs")

NOTHING = Choices(daily=False, weekly=False, at_once=False)
BEFORE = date(2013, 7, 11)


def chooses(who: Leading, choices: Choices) -> int:
    return services.choose(choices, version=services.chosen(actor=who.actor).version, actor=who.actor)


def on_the_trail(action: str) -> AuditEvent:
    """The one event of this kind."""
    with reading(SYSTEM) as session:
        return session.exec(select(AuditEvent).where(AuditEvent.action == action)).one()


def test_one_message_tells_all_that_is_new_in_counts_with_where_to_sign_in(post: MailServer):
    lee = leading(next_review_on=FRIDAY - A_DAY)
    an_action(lee.assessment, lee.practitioner, FRIDAY + A_DAY)
    an_action(lee.assessment, lee.practitioner, FRIDAY + 14 * A_DAY)
    an_action(lee.assessment, lee.practitioner, FRIDAY + 15 * A_DAY)

    told(post.mail_settings())

    (message,) = post.messages
    assert post.recipients == ["lee.example@example.org"]
    assert message["Subject"] == "Loxley: 3 new reminders"
    assert message["Auto-Submitted"] == "auto-generated"
    assert post.texts()[0] == (
        "You have 3 new reminders in Loxley.\n"
        "\n"
        "Overdue\n"
        "  1 review\n"
        "\n"
        "Due soon\n"
        "  2 actions\n"
        "\n"
        "Sign in to see which families these are about:\n"
        "https://loxley.council.example/\n"
        "\n"
        "E-mail is not private, so this message says how many and no more.\n"
        "\n"
        "To stop these messages, or to choose which you get, sign in and go to:\n"
        "https://loxley.council.example/reminders\n"
    )


def test_nothing_is_told_twice_however_often_it_is_looked_for(post: MailServer):
    leading()
    for _ in range(3):
        told(post.mail_settings())
    for days in (3, 4, 5):
        told(post.mail_settings(), today=FRIDAY + days * A_DAY, now=EIGHT + days * A_DAY)

    assert [message["Subject"] for message in post.messages] == [
        "Loxley: 1 new reminder",
        "Loxley: what is due this week",
    ]


def test_what_becomes_overdue_is_told_once_more(post: MailServer):
    leading(next_review_on=FRIDAY + 2 * A_DAY)
    told(post.mail_settings())
    told(post.mail_settings(), today=MONDAY + A_DAY, now=EIGHT + 4 * A_DAY)

    assert [kind for kind, _ in states()] == ["review-due", "review-overdue", "weekly-digest"]
    assert "Overdue\n  1 review\n" in post.texts("lee.example@example.org")[-1]


def test_a_review_moved_to_another_day_is_news_again(post: MailServer):
    lee = leading()
    told(post.mail_settings())
    changed("update assessment set next_review_on = '2013-07-22' where id = :id", id=lee.assessment)
    told(post.mail_settings(), today=MONDAY + A_DAY, now=EIGHT + 4 * A_DAY)

    assert len(post.messages) == 2


def test_before_seven_and_at_weekends_what_is_due_waits(post: MailServer):
    leading()
    told(post.mail_settings(), now=SIX)
    told(post.mail_settings(), today=FRIDAY + A_DAY, now=EIGHT + A_DAY)
    assert post.messages == []

    told(post.mail_settings(), now=EIGHT)
    assert len(post.messages) == 1


def test_the_weekly_digest_counts_all_that_is_due_and_goes_on_monday(post: MailServer):
    lee = leading()
    chooses(lee, Choices(daily=False))
    told(post.mail_settings())
    told(post.mail_settings(), today=MONDAY, now=EIGHT + 3 * A_DAY)
    told(post.mail_settings(), today=MONDAY + A_DAY, now=EIGHT + 4 * A_DAY)

    (message,) = post.messages
    assert message["Subject"] == "Loxley: what is due this week"
    assert post.texts()[0].startswith(
        "This is all that is due, as your home page lists it.\n\nDue soon\n  1 review\n"
    )


def test_a_digest_that_monday_missed_goes_on_tuesday(post: MailServer):
    lee = leading()
    chooses(lee, Choices(daily=False))
    looked()
    told(post.mail_settings(), today=MONDAY + A_DAY, now=EIGHT + 4 * A_DAY)

    assert len(post.messages) == 1


def test_a_week_in_which_nothing_is_due_has_no_digest(post: MailServer):
    leading(next_review_on=FRIDAY + 60 * A_DAY)
    told(post.mail_settings(), today=MONDAY, now=EIGHT + 3 * A_DAY)

    assert post.messages == []


def test_a_manager_s_digest_counts_what_is_due_where_they_manage(post: MailServer):
    lee = leading(next_review_on=FRIDAY - A_DAY)
    manager = a_practitioner("Max Manager")
    an_account("Max Manager", Role.AGENCY_MANAGER, practitioner=manager)
    changed(
        "insert into posting (id, practitioner_id, establishment_id, responsibility, starts_on)"
        " values (:id, :who, :where, 'establishment', '2012-01-01')",
        id=uuid4(),
        who=manager,
        where=lee.establishment,
    )
    an_action(lee.assessment, lee.practitioner, MONDAY + A_DAY)
    told(post.mail_settings(), today=MONDAY, now=EIGHT + 3 * A_DAY)

    (text,) = post.texts("max.manager@example.org")
    assert "Where you manage\n  1 overdue\n  1 due soon\n" in text


# Off by choice


def test_whoever_has_turned_reminders_off_gets_none(post: MailServer):
    lee = leading()
    an_invitation(lee.assessment, lee.practitioner, MONDAY)
    chooses(lee, NOTHING)
    told(post.mail_settings())
    told(post.mail_settings(), today=MONDAY, now=EIGHT + 3 * A_DAY)

    assert post.messages == []
    assert states() == []


def test_reminders_turned_off_while_they_wait_are_taken_back(post: MailServer):
    lee = leading()
    looked()
    chooses(lee, NOTHING)
    sent(post.mail_settings())

    assert (post.messages, states()) == ([], [])


def test_a_choice_made_in_another_window_is_not_overwritten():
    lee = leading()
    services.choose(NOTHING, version=1, actor=lee.actor)

    with pytest.raises(Conflict) as refused:
        services.choose(Choices(), version=1, actor=lee.actor)
    assert refused.value.code == "changed-meanwhile"
    assert services.chosen(actor=lee.actor) == services.Chosen(
        daily=False, weekly=False, at_once=False, version=2
    )


def test_a_choice_is_on_the_trail():
    lee = leading()
    chooses(lee, Choices(weekly=False))

    event = on_the_trail("reminders.chosen")
    assert (event.user_id, event.details) == (lee.user, {"daily": True, "weekly": False, "at_once": True})


# Access, at the moment of sending


def test_a_lead_who_lost_the_family_meanwhile_gets_no_line_about_it(post: MailServer):
    lee = leading()
    looked()
    changed("update lead_professional set ends_on = :day where id = :id", day=BEFORE, id=lee.lead)
    sent(post.mail_settings())

    assert (post.messages, states()) == ([], [])


def test_of_two_families_the_one_that_was_lost_is_not_counted(post: MailServer):
    lee = leading()
    an_action(lee.assessment, lee.practitioner, FRIDAY)
    looked()
    changed("update plan_action set done_on = :day", day=FRIDAY)
    sent(post.mail_settings())

    assert "1 new reminder in" in post.texts()[0]


def test_consent_withdrawn_meanwhile_takes_the_line_back(post: MailServer):
    lee = leading()
    looked()
    a_consent(lee.assessment, "withdrawn")
    sent(post.mail_settings())

    assert post.messages == []


def test_somebody_who_has_left_gets_nothing_even_if_it_was_waiting(post: MailServer):
    lee = leading()
    looked()
    changed("update user_account set left_on = :day where id = :id", day=FRIDAY, id=lee.user)
    sent(post.mail_settings())
    told(post.mail_settings(), today=MONDAY, now=EIGHT + 3 * A_DAY)

    assert (post.messages, states()) == ([], [])


def test_whoever_stands_in_is_told_that_and_what_is_due_meanwhile(post: MailServer):
    lee = leading()
    kim = a_practitioner("Kim Colleague")
    an_account("Kim Colleague", Role.LEAD_PROFESSIONAL, practitioner=kim)
    saved(
        Cover(
            practitioner_id=lee.practitioner,
            cover_practitioner_id=kim,
            starts_on=FRIDAY,
            ends_on=MONDAY,
            named_by=lee.user,
            named_at=EIGHT,
        )
    )
    told(post.mail_settings())

    (text,) = post.texts("kim.colleague@example.org")
    assert "Due soon\n  1 review\n" in text
    assert "You stand in for\n  1 colleague\n" in text


@pytest.mark.parametrize(
    ("decision", "told_of"),
    [
        pytest.param("given", True, id="consent given"),
        pytest.param("limited", False, id="consent limited to other agencies"),
        pytest.param("withdrawn", False, id="consent withdrawn"),
        pytest.param(None, False, id="nothing recorded"),
    ],
)
def test_a_team_member_is_told_of_their_action_while_consent_opens_it_to_their_agency(
    post: MailServer, decision: str | None, told_of: bool
):
    lee = leading(next_review_on=FRIDAY + 60 * A_DAY)
    nurse = a_practitioner("Nat Nurse")
    an_account("Nat Nurse", Role.TEAM_MEMBER, practitioner=nurse)
    member = a_place(lee.family, nurse, an_establishment(an_agency("NURSES")))
    an_action(lee.assessment, nurse, FRIDAY - A_DAY)
    if decision:
        a_consent(lee.assessment, decision)
    told(post.mail_settings())
    assert ("nat.nurse@example.org" in post.recipients) is told_of
    if told_of:
        assert "Overdue\n  1 action\n" in post.texts("nat.nurse@example.org")[0]

    changed("update team_member set removed_at = now() where id = :id", id=member)
    changed("delete from notice")
    changed("update reminder_choice set looked_on = null")
    told(post.mail_settings())
    assert post.recipients.count("nat.nurse@example.org") == int(told_of)


# Told at once


def test_an_invitation_goes_out_within_minutes_even_at_night(post: MailServer):
    lee = leading()
    nurse = a_practitioner("Nat Nurse")
    an_account("Nat Nurse", Role.TEAM_MEMBER, practitioner=nurse)
    an_invitation(lee.assessment, nurse, MONDAY)
    told(post.mail_settings(), now=SIX)

    assert post.recipients == ["nat.nurse@example.org"]
    assert "You are invited to\n  1 team meeting\n" in post.texts()[0]


def test_an_invitation_taken_back_before_it_is_sent_is_not_sent(post: MailServer):
    lee = leading()
    meeting = an_invitation(lee.assessment, lee.practitioner, MONDAY)
    looked(now=SIX)
    changed("delete from team_meeting_invitation where meeting_id = :id", id=meeting)
    sent(post.mail_settings(), now=SIX)

    assert post.messages == []


def test_a_meeting_moved_to_another_day_is_told_again(post: MailServer):
    lee = leading()
    meeting = an_invitation(lee.assessment, lee.practitioner, MONDAY)
    told(post.mail_settings(), now=SIX)
    changed("update team_meeting set meets_on = :day where id = :id", day=MONDAY + A_DAY, id=meeting)
    told(post.mail_settings(), now=SIX)
    told(post.mail_settings(), now=SIX)

    assert len(post.messages) == 2


def test_the_outcome_of_a_referral_reaches_whoever_sent_it_without_a_word_of_it(post: MailServer):
    user = an_account("Rae Referrer", Role.TEAM_MEMBER)
    referrer = Actor(user, frozenset({Role.TEAM_MEMBER}))
    child = PersonReferred("Fennel", "Unheardof", MemberRole.CHILD)
    family = FamilyReferred((child,), a_ward(), "Often absent.", ReferralConsent.AGREES)
    made = referring.refer(family, actor=referrer, today=FRIDAY, now=SIX)
    told(post.mail_settings(), now=SIX)
    assert post.messages == []

    referral_decisions.ask(made.id, "Which school?", version=1, actor=COORDINATOR, now=SIX)
    for _ in range(2):
        told(post.mail_settings(), now=SIX)

    assert post.recipients == ["rae.referrer@example.org"]
    assert "There is news\n  1 of your referrals\n" in post.texts()[0]
    assert "school" not in post.messages[0].as_string()


def test_each_turn_of_a_referral_is_told_once_and_one_that_was_seen_is_not(post: MailServer):
    user = an_account("Rae Referrer", Role.TEAM_MEMBER)
    referrer = Actor(user, frozenset({Role.TEAM_MEMBER}))
    child = PersonReferred("Fennel", "Unheardof", MemberRole.CHILD)
    family = FamilyReferred((child,), a_ward(), "Often absent.", ReferralConsent.AGREES)
    made = referring.refer(family, actor=referrer, today=FRIDAY, now=SIX)
    version = referral_decisions.ask(made.id, "Which school?", version=1, actor=COORDINATOR, now=SIX)
    told(post.mail_settings(), now=SIX)
    changed("update referral set state = 'waiting', version = version + 1")
    referral_decisions.decline(
        made.id, DeclineReason.ELSEWHERE, version=version + 1, actor=COORDINATOR, today=FRIDAY
    )
    told(post.mail_settings(), now=SIX)
    changed("update referral set seen_version = version")
    looked(now=SIX)

    assert (len(post.messages), jobs()) == (2, [])


# What the mail server answers


def test_a_recipient_refused_for_good_is_counted_for_the_administrator_and_not_tried_again(post: MailServer):
    lee = leading()
    post.rcpt = lambda address: "550 no such user"
    told(post.mail_settings())
    told(post.mail_settings(), now=EIGHT + timedelta(hours=5))

    found = services.sending(actor=COMMAND_LINE, now=EIGHT)
    assert states() == [("review-due", "failed")]
    assert (found.failed, found.failures, found.trouble) == (1, {"smtp-550": 1}, None)
    assert post.tried == [lee.email]


def test_a_recipient_refused_for_now_is_tried_again_each_time_after_twice_as_long(post: MailServer):
    leading()
    post.rcpt = lambda address: "450 try later"
    now, waits = EIGHT, []
    for _ in range(MOST_TRIES - 1):
        told(post.mail_settings(), now=now)
        (notice,) = notices()
        waits.append(notice.try_after - now)
        told(post.mail_settings(), now=notice.try_after - timedelta(seconds=1))
        now = notice.try_after

    assert waits == [FIRST_WAIT * 2**tries for tries in range(MOST_TRIES - 1)]
    assert len(post.tried) == MOST_TRIES - 1
    told(post.mail_settings(), now=now)
    assert states() == [("review-due", "failed")]


def test_a_recipient_refused_for_now_gets_the_message_when_it_is_taken(post: MailServer):
    leading()
    post.rcpt = lambda address: "450 greylisted"
    told(post.mail_settings())
    post.rcpt = lambda address: "250 OK"
    told(post.mail_settings(), now=EIGHT + FIRST_WAIT)

    assert len(post.messages) == 1
    assert states() == [("review-due", "sent")]


@pytest.mark.parametrize(("answer", "state"), [("554 spam", "failed"), ("451 busy", "waiting")])
def test_a_message_refused_once_it_was_handed_over_is_not_lost_from_sight(
    post: MailServer, answer: str, state: str
):
    leading()
    post.data = lambda address: answer
    told(post.mail_settings())

    assert states() == [("review-due", state)]


def test_one_recipient_who_is_refused_does_not_keep_the_others_from_theirs(post: MailServer):
    leading("Ann Example")
    leading("Bob Example")
    leading("Cas Example")
    post.rcpt = lambda address: "550 no" if address.startswith("bob") else "250 OK"
    told(post.mail_settings())

    assert sorted(post.recipients) == ["ann.example@example.org", "cas.example@example.org"]


def test_a_mail_server_that_is_away_leaves_everything_waiting_and_uses_up_no_try(post: MailServer):
    leading()
    looked()
    post.mail = lambda address: "421 closing"
    with pytest.raises(OSError, match="cannot be used"):
        sent(post.mail_settings())
    assert [(each.state.value, each.tries) for each in notices()] == [("waiting", 0)]

    post.mail = lambda address: "250 OK"
    sent(post.mail_settings())
    assert states() == [("review-due", "sent")]


def test_a_mail_server_that_failed_all_tries_of_a_job_is_left_in_peace_for_ten_minutes(post: MailServer):
    leading()
    looked()
    (job,) = jobs()
    queue.fail(SYSTEM, job, OSError())
    failed = clock.now()
    looked(now=failed + timedelta(minutes=9))
    assert jobs() == []

    looked(now=failed + timedelta(minutes=11))
    assert len(jobs()) == 1


def test_a_server_that_goes_away_at_one_recipient_keeps_no_other_from_theirs(post: MailServer):
    leading("Ann Example")
    leading("Bob Example")
    looked()
    post.rcpt = lambda address: "421 not you" if address.startswith("ann") else "250 OK"
    for _ in range(2):
        with suppress(OSError):
            sent(post.mail_settings())

    assert post.recipients == ["bob.example@example.org"]
    assert sorted(state for _, state in states()) == ["sent", "waiting"]


@pytest.mark.parametrize(
    "address",
    [
        pytest.param("lee@example.org\nBcc: other@example.org", id="a line more"),
        pytest.param("lee@example.org, other@example.org", id="two"),
        pytest.param("Lee <lee@example.org>", id="a name"),
        pytest.param("lee", id="none"),
        pytest.param("", id="empty"),
        pytest.param("léé@example.org", id="beyond ASCII"),
    ],
)
def test_an_address_that_no_header_may_carry_is_sent_nothing(post: MailServer, address: str):
    lee = leading()
    with transaction(SYSTEM) as session:
        session.get_one(UserAccount, lee.user).email = address
    told(post.mail_settings())

    assert (post.tried, states()) == ([], [("review-due", "failed")])
    assert services.sending(actor=COMMAND_LINE, now=EIGHT).failures == {"bad-address": 1}


def test_a_notice_left_being_sent_is_not_sent_again_but_counted_as_uncertain(post: MailServer):
    leading()
    looked()
    changed("update notice set state = 'sending'")
    told(post.mail_settings(), now=EIGHT + timedelta(minutes=14))
    assert states() == [("review-due", "sending")]

    told(post.mail_settings(), now=EIGHT + timedelta(minutes=16))
    assert (post.messages, states()) == ([], [("review-due", "uncertain")])
    assert services.sending(actor=COMMAND_LINE, now=EIGHT).uncertain == 1


def test_without_a_mail_server_the_job_ends_and_everything_waits():
    leading()
    looked()
    (job,) = jobs()
    services.send(job, None, today=FRIDAY, now=EIGHT)

    assert (jobs(), states()) == ([], [("review-due", "waiting")])


def test_only_an_administrator_sees_how_reminders_go_out():
    with pytest.raises(Forbidden):
        services.sending(actor=COORDINATOR, now=EIGHT)


def test_a_sending_is_on_the_trail_without_its_words(post: MailServer):
    lee = leading()
    told(post.mail_settings())

    event = on_the_trail("reminders.sent")
    assert (event.subject_id, event.details) == (lee.user, {"notices": 1})


def test_somebody_whose_records_cannot_be_read_keeps_nobody_else_waiting(
    post: MailServer, monkeypatch: pytest.MonkeyPatch
):
    for name in ("Lee Example", "Robin Example"):
        leading(name)
    what_is_due, met = queries.what_is_due, []

    def fails_for_the_first(session, actor, today):
        met.append(actor.user_id)
        if actor.user_id == met[0]:
            raise LookupError("a record that cannot be read")
        return what_is_due(session, actor, today)

    monkeypatch.setattr(queries, "what_is_due", fails_for_the_first)

    with pytest.raises(LookupError):
        services.look(today=FRIDAY, now=EIGHT)

    assert len(notices()) == 1
    assert met[1] != met[0]
