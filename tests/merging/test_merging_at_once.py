"""Two people at the same records at the same moment, over connections of their own."""

from concurrent.futures import ThreadPoolExecutor, wait
from datetime import date
from threading import Barrier, Event

import pytest
from sqlmodel import select

from app import embedded
from app.cases.models.merging import RecordMerge
from app.cases.models.people import Family, HouseholdMember, Person
from app.cases.rules.household_words import CorrectionReason
from app.cases.rules.merge_words import MergeKind
from app.cases.rules.vocabulary import Sex
from app.cases.services import people, withdrawing
from app.cases.services.people import PersonDetails
from app.db import reading, transaction
from app.errors import Conflict, DomainError
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


def out_of(family, member, version):
    return withdrawing.withdraw_membership(
        family, member, next(iter(CorrectionReason)), version=version, actor=COORDINATOR, today=TODAY
    )


def back_into(family, withdrawal, version):
    return withdrawing.put_back(family, withdrawal, version=version, actor=COORDINATOR, today=TODAY)


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


@pytest.mark.parametrize("is_out", [False, True], ids=["taken out", "put back"])
def test_who_is_merged_while_they_are_taken_out_or_put_back_is_changed_meanwhile(
    separate_database: embedded.Urls, monkeypatch: pytest.MonkeyPatch, is_out: bool
) -> None:
    family, elsewhere = a_family(), a_family()
    goes, stays = a_person(family), a_person(elsewhere)
    with reading(COORDINATOR) as session:
        member = session.exec(select(HouseholdMember.id).where(HouseholdMember.person_id == goes)).one()
    taken = out_of(family, member, 1) if is_out else None
    version = taken.version if taken else 1
    if not taken:  # they live in one family at a time
        people.person_leaves(family, member, date(2012, 1, 31), version=1, actor=COORDINATOR, today=TODAY)
        with transaction(COORDINATOR) as session:
            other = session.exec(select(HouseholdMember).where(HouseholdMember.person_id == stays)).one()
            other.starts_on = date(2013, 1, 1)
        version = 2
    as_shown = shown(MergeKind.PERSON, stays, goes).as_shown
    merged_but_open, may_end = Event(), Event()
    carry_out = merging._Keeping.carry_out

    def slowly(self, *given):
        carry_out(self, *given)
        session = self._session
        session.flush()
        merged_but_open.set()
        may_end.wait(5)

    monkeypatch.setattr(merging._Keeping, "carry_out", slowly)
    with ThreadPoolExecutor(2) as both:
        ready = Barrier(1)
        merge = both.submit(merged, stays, goes, as_shown, ready, MergeKind.PERSON)
        merged_but_open.wait(5)
        if taken:
            second = both.submit(back_into, family, taken.id, version)
        else:
            second = both.submit(out_of, family, member, version)
        wait([second], 0.5)  # it waits for the person
        may_end.set()

        assert isinstance(merge.result(), merging.Merged)
        with pytest.raises(Conflict) as refused:
            second.result()
    assert refused.value.code == "changed-meanwhile"


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
