"""Two officers at the same family at the same instant, over connections of their own."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID

import sqlalchemy as sa

from app import embedded
from app.access.policies import SYSTEM
from app.claims.services.drafting import Drafted, draft_claim
from app.claims.services.preparing import complete_line
from app.db import reading
from app.errors import DomainError
from tests.claims.claimable import (
    COLLEAGUE,
    COORDINATOR,
    TODAY,
    a_window,
    better_at_school,
    check_evidence,
    lines_of,
    put_in,
    was_in,
)

ROUNDS = 100


def drafted_by(actor, family, window, ready):
    ready.wait()
    try:
        return draft_claim(family, window, actor=actor, today=TODAY)
    except DomainError as refusal:
        return refusal


def both_drafting(*families: UUID, window: UUID):
    """What two officers are told who draft these families, one each or both the same, at one instant."""
    ready = Barrier(2)
    with ThreadPoolExecutor(2) as both:
        asked = [
            both.submit(drafted_by, actor, family, window, ready)
            for actor, family in zip((COORDINATOR, COLLEAGUE), (families[0], families[-1]), strict=True)
        ]
        return [each.result() for each in asked]


def stored_in(urls: embedded.Urls, families):
    engine = sa.create_engine(urls.app_url)
    with engine.begin() as connection:
        found = put_in(connection, *families)
    engine.dispose()
    return found


def test_two_officers_a_hundred_times_make_one_claim_each_time(separate_database: embedded.Urls) -> None:
    families = stored_in(separate_database, [better_at_school() for _ in range(ROUNDS)])
    window = a_window()

    for family in families:
        answers = both_drafting(family, window=window)

        made = [each for each in answers if isinstance(each, Drafted)]
        refused = [each for each in answers if isinstance(each, DomainError)]
        assert len(made) == len(refused) == 1
        assert refused[0].code == "already-claimed"
        assert refused[0].message.startswith("Education, crime and anti-social behaviour is claimed for")
    with reading(SYSTEM) as session:
        told = "select count(*) as lines, count(distinct claim_id) as claims from claim_line"
        assert session.execute(sa.text(told)).one() == (ROUNDS, ROUNDS)


def test_two_families_that_share_people_are_not_both_drafted_at_once(
    separate_database: embedded.Urls,
) -> None:
    families = [better_at_school() for _ in range(10)]
    stored_in(separate_database, families)
    pairs = [(one, other) for one, other in zip(families[::2], families[1::2], strict=True)]
    for one, other in pairs:
        was_in(other.family_id, one.members[0].person_id)
    window = a_window()

    for one, other in pairs:
        answers = both_drafting(one.family_id, other.family_id, window=window)

        assert sorted(isinstance(each, Drafted) for each in answers) == [False, True]
        [refusal] = [each for each in answers if isinstance(each, DomainError)]
        assert refusal.code == "shares-people"


def test_two_who_complete_one_line_at_once_freeze_one_proof(separate_database: embedded.Urls) -> None:
    (family,) = stored_in(separate_database, [better_at_school()])
    window = a_window()
    draft_claim(family, window, actor=COORDINATOR, today=TODAY)
    check_evidence(family)
    (line,) = lines_of(family)
    ready = Barrier(2)

    def completed(actor):
        ready.wait()
        try:
            return complete_line(line.id, version=line.version, actor=actor, today=TODAY)
        except DomainError as refusal:
            return refusal.code

    with ThreadPoolExecutor(2) as both:
        answers = list(both.map(completed, (COORDINATOR, COLLEAGUE)))

    assert sorted(map(str, answers)) == ["2", "changed-meanwhile"]
