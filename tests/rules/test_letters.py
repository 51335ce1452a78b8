"""The words of a reminder: counts and links, and nothing else."""

import re
from uuid import UUID

import pytest

from app.reminders.rules.letters import SECTIONS, WORDS, Digest, Managed, letter
from app.reminders.rules.notices import NoticeKind

SITE = "https://loxley.council.example"
TOLD = [kind for kind in NoticeKind if kind is not NoticeKind.WEEKLY_DIGEST]


def test_one_thing_and_several_are_said_as_people_say_them():
    assert letter({NoticeKind.REVIEW_DUE: 1}, None, public_url=SITE).text.startswith(
        "You have 1 new reminder in Loxley.\n\nDue soon\n  1 review\n"
    )
    assert letter({NoticeKind.REVIEW_DUE: 2}, None, public_url=SITE).text.startswith(
        "You have 2 new reminders in Loxley.\n\nDue soon\n  2 reviews\n"
    )


def test_every_kind_of_notice_has_its_words_under_one_heading():
    assert set(WORDS) == set(TOLD)
    assert sorted(kind for _, kinds in SECTIONS for kind in kinds) == sorted(TOLD)
    text = letter(dict.fromkeys(TOLD, 7), None, public_url=SITE).text
    assert text.count("  7 ") == len(TOLD)
    assert f"{7 * len(TOLD)} new reminders" in text


def test_a_board_report_has_a_link_to_its_page_and_nothing_is_said_of_families():
    one, other = UUID(int=1), UUID(int=2)
    alone = letter({NoticeKind.REPORT_RELEASED: 1}, None, public_url=SITE, reports=[one]).text
    both = {NoticeKind.REPORT_TO_APPROVE: 2, NoticeKind.REVIEW_DUE: 1}
    among_others = letter(both, None, public_url=SITE, reports=[one, other]).text

    assert f"Sign in to open the report:\n{SITE}/reports/{one}\n\nE-mail is not private" in alone
    assert "families" not in alone
    assert f"Sign in to open the reports:\n{SITE}/reports/{one}\n{SITE}/reports/{other}\n" in among_others
    assert f"Sign in to see which families these are about:\n{SITE}/\n" in among_others


def test_the_digest_follows_what_is_new():
    digest = Digest({NoticeKind.ACTION_OVERDUE: 3}, Managed(overdue=12, due=1, unseen=1))
    made = letter({NoticeKind.ACTION_OVERDUE: 1}, digest, public_url=SITE)

    assert made.subject == "Loxley: what is due this week"
    new, all_of_it = made.text.split("This is all that is due, as your home page lists it.\n")
    assert "Overdue\n  1 action\n" in new
    assert all_of_it.startswith(
        "\nOverdue\n  3 actions\n\nWhere you manage\n  12 overdue\n  1 due soon\n"
        "  1 family without oversight noted for 6 weeks or more\n"
    )


def test_a_digest_alone_says_nothing_of_what_is_new():
    text = letter({}, Digest({NoticeKind.COVER: 1}), public_url=SITE).text

    assert text.startswith(
        "This is all that is due, as your home page lists it.\n\nYou stand in for\n  1 colleague\n"
    )


@pytest.mark.parametrize(
    ("digest", "is_empty"),
    [
        (Digest(), True),
        (Digest({NoticeKind.COVER: 0}), True),
        (Digest({NoticeKind.COVER: 1}), False),
        (Digest(managed=Managed(unseen=1)), False),
    ],
)
def test_a_digest_of_nothing_is_empty(digest: Digest, is_empty: bool):
    assert digest.is_empty is is_empty


def test_the_only_addresses_are_the_sign_in_and_the_choice_and_neither_names_anything():
    text = letter(dict.fromkeys(TOLD, 1), Digest(dict.fromkeys(TOLD, 1)), public_url=SITE).text

    assert re.findall(r"\S+://\S+", text) == [f"{SITE}/", f"{SITE}/reminders"]
