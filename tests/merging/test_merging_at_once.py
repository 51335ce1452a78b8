"""Two people at the same records at the same moment, over connections of their own."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlmodel import select

from app import embedded
from app.cases.models.merging import RecordMerge
from app.cases.models.people import Family, HouseholdMember, Person
from app.cases.rules.merge_words import MergeKind
from app.cases.rules.vocabulary import Sex
from app.cases.services import people
from app.cases.services.people import PersonDetails
from app.db import reading
from app.errors import DomainError
from app.merging.services import merging
from app.programme.facts import MemberRole
from tests.cases.builders import TODAY, a_family, a_person
from tests.conftest import COORDINATOR
from tests.merging.whole_database import database_now, differing, shown, undo

ROUNDS = 6
CHILD = PersonDetails("Rowan", "Testcase", None, None, Sex.UNKNOWN, None, None, None)


def merged(stays, goes, as_shown, ready, kind=MergeKind.FAMILY):
    ready.wait()
    try:
        return merging.merge_records(
            kind, stays, goes, takes=(), as_shown=as_shown, actor=COORDINATOR, today=TODAY
        )
    except DomainError as refusal:
        return refusal.code


def written(family, ready):
    ready.wait()
    try:
        people.add_person(
            family,
            CHILD,
            role=MemberRole.CHILD,
            starts_on=TODAY,
            version=1,
            actor=COORDINATOR,
            today=TODAY,
        )
    except DomainError as refusal:
        return refusal.code
    return "written"


def test_two_who_merge_the_same_families_both_ways_make_one_merge_of_them(
    separate_database: embedded.Urls,
) -> None:
    one, other = a_family(), a_family()
    for family in (one, other):
        a_person(family)
    before = database_now()

    for _ in range(ROUNDS):
        ready = Barrier(2)
        pairs = [
            (stays, goes, shown(MergeKind.FAMILY, stays, goes).as_shown)
            for stays, goes in ((one, other), (other, one))
        ]
        with ThreadPoolExecutor(2) as both:
            answers = [found.result() for found in [both.submit(merged, *pair, ready) for pair in pairs]]

        made = [each for each in answers if isinstance(each, merging.Merged)]
        assert len(made) == 1, answers
        assert [each for each in answers if isinstance(each, str)] == ["family"]
        undo(made[0])
    assert differing(before, database_now()) == {}


def test_what_is_written_while_its_family_is_merged_is_kept_or_refused_and_never_lost(
    separate_database: embedded.Urls,
) -> None:
    for _ in range(ROUNDS):
        stays, goes = a_family(), a_family()
        as_shown = shown(MergeKind.FAMILY, stays, goes).as_shown
        ready = Barrier(2)
        with ThreadPoolExecutor(2) as both:
            one, other = both.submit(merged, stays, goes, as_shown, ready), both.submit(written, goes, ready)
        answers = (one.result(), other.result())

        with reading(COORDINATOR) as session:
            kept = session.exec(
                select(HouseholdMember.id).where(HouseholdMember.family_id.in_([stays, goes]))
            ).all()
            standing = session.get(Family, goes)
        if answers[1] == "written":
            assert answers[0] == "changed-meanwhile"
            assert (len(kept), standing is not None) == (1, True)
        else:
            assert isinstance(answers[0], merging.Merged)
            assert (answers[1], len(kept), standing) == ("family", 0, None)


def test_people_merged_in_a_ring_at_once_never_wait_for_ever(separate_database: embedded.Urls) -> None:
    family = a_family()
    three = [a_person(family, name) for name in ("Tansy", "Tanzy", "Tamsin")]
    ready = Barrier(3)
    pairs = [(three[0], three[1]), (three[1], three[2]), (three[2], three[0])]
    shown_as = [shown(MergeKind.PERSON, *pair).as_shown for pair in pairs]

    with ThreadPoolExecutor(3) as all_of_them:
        asked = [
            all_of_them.submit(merged, *pair, as_shown, ready, MergeKind.PERSON)
            for pair, as_shown in zip(pairs, shown_as, strict=True)
        ]
    answers = [each.result() for each in asked]

    with reading(COORDINATOR) as session:
        left = len(session.exec(select(Person.id)).all())
        merges = len(session.exec(select(RecordMerge.id)).all())
    assert left + merges == 3
    assert merges == sum(isinstance(each, merging.Merged) for each in answers) >= 1
