"""Somebody who was never in a family is taken out of it, with what hangs on it, and put back as they were."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa

from app.access.policies import Actor
from app.access.roles import Role
from app.cases.models.evidence import CriterionEvidence
from app.cases.models.people import HouseholdMember
from app.cases.queries.chronology import chronology
from app.cases.queries.families import FamilyFilters
from app.cases.queries.record_parts import FamilyRecord
from app.cases.rules.household_words import CorrectionReason
from app.cases.rules.relationships import End, RelationshipKind, Tie
from app.cases.rules.vocabulary import Sex
from app.cases.services import families, people, relationships, searching, withdrawing
from app.cases.services.people import PersonDetails
from app.cases.services.withdrawing import Withdrawn
from app.claims.queries.facts import family_facts
from app.db import Sessions
from app.errors import Conflict, DomainError, Forbidden, NotFound
from app.programme.facts import Criterion, MemberRole
from tests.cases.builders import (
    TODAY,
    a_family,
    a_lead,
    a_person,
    a_practitioner,
    an_agency,
    an_allocation,
    an_assessment,
    an_establishment,
)
from tests.cases.sharing_builders import saved
from tests.conftest import COORDINATOR
from tests.merging.whole_database import database_now, differing

pytestmark = pytest.mark.usefixtures("database")

WHY = CorrectionReason.SOURCE_WRONG
asked: dict[str, Any] = {"actor": COORDINATOR, "today": TODAY}


def number(statement: str, **given: UUID) -> Any:
    with Sessions() as session:
        return session.execute(sa.text(statement), given).scalar_one()


def version_of(family: UUID) -> int:
    return int(number("select version from family where id = :family", family=family))


def member_of(person: UUID) -> UUID:
    return UUID(str(number("select id from household_member where person_id = :person", person=person)))


def take_out(family: UUID, member: UUID, **other: Any) -> Withdrawn:
    return withdrawing.withdraw_membership(
        family, member, WHY, **{"version": version_of(family), **asked, **other}
    )


def put_back(family: UUID, made: Withdrawn, **other: Any) -> int:
    return withdrawing.put_back(family, made.id, **{"version": version_of(family), **asked, **other})


def opened(family: UUID, actor: Actor = COORDINATOR) -> FamilyRecord:
    return families.open_record(family, actor=actor, today=TODAY)


def evidence_of(family: UUID, person: UUID, starts_on: date = date(2012, 9, 1)) -> UUID:
    return saved(
        CriterionEvidence(
            family_id=family,
            person_id=person,
            criterion=next(iter(Criterion)),
            met=True,
            starts_on=starts_on,
            source="school census",
            extract_on=date(2013, 4, 30),
            verified_on=date(2013, 5, 1),
            verified_by=a_practitioner(),
        )
    )


def code_of(raised: pytest.ExceptionInfo[DomainError]) -> str:
    return raised.value.code


@pytest.fixture
def family() -> UUID:
    return a_family()


@pytest.fixture
def child(family: UUID) -> UUID:
    return a_person(family)


def test_who_was_never_here_is_gone_from_every_list_and_what_was_recorded_is_kept(
    family: UUID, child: UUID
) -> None:
    a_person(family, "Fern")

    made = take_out(family, member_of(child))

    record = opened(family)
    assert [person.forename for person in record.people] == ["Fern"]
    assert made.version == record.version == 2
    (stay,) = record.withdrawn
    assert (stay.id, stay.name, stay.role, stay.starts_on, stay.ends_on, stay.reason, stay.put_back_at) == (
        made.id,
        "Tansy Testcase",
        MemberRole.CHILD,
        date(2010, 6, 1),
        None,
        WHY,
        None,
    )
    with Sessions() as session:
        (facts,) = family_facts(session, [family])
    assert [member.person_id for member in facts.members] != [child]
    assert len(facts.members) == 1
    assert searching.search_families("Tansy Testcase", FamilyFilters(), **asked).families == ()


def test_putting_back_restores_every_row_but_for_the_record_of_it(family: UUID, child: UUID) -> None:
    mum = a_person(family, "Fern", born_on=date(1980, 2, 1), role=MemberRole.PARENT_OR_CARER)
    evidence_of(family, child)
    relationships.record_relationship(
        family, Tie(RelationshipKind.PARENT, End(mum), End(child)), version=1, **asked
    )
    before = database_now()

    made = take_out(family, member_of(child))
    between = opened(family)
    put_back(family, made)

    assert between.criteria == ()
    after = differing(before, database_now())
    assert set(after) == {"family", "withdrawn_membership"}
    (stay,) = opened(family).withdrawn
    assert stay.put_back_at is not None


def test_a_relationship_goes_from_the_map_with_them(family: UUID, child: UUID) -> None:
    father = End(label="Father, lives elsewhere")
    relationships.record_relationship(
        family, Tie(RelationshipKind.PARENT, father, End(child)), version=1, **asked
    )

    take_out(family, member_of(child))

    found = relationships.open_map(family, **asked)
    assert (found.relationships, len(found.set_aside)) == ((), 1)
    assert found.people == {}


def test_a_relationship_of_two_who_were_taken_out_comes_back_with_the_last_of_them(
    family: UUID, child: UUID
) -> None:
    mum = a_person(family, "Fern", born_on=date(1980, 2, 1), role=MemberRole.PARENT_OR_CARER)
    relationships.record_relationship(
        family, Tie(RelationshipKind.PARENT, End(mum), End(child)), version=1, **asked
    )
    before = database_now()

    first, second = take_out(family, member_of(child)), take_out(family, member_of(mum))
    told = withdrawing.to_put_back(family, first.id, **asked).relationships
    put_back(family, first)
    alone = relationships.open_map(family, **asked)
    put_back(family, second)

    assert told == 0
    assert (alone.relationships, len(alone.set_aside)) == ((), 1)
    assert len(relationships.open_map(family, **asked).relationships) == 1
    assert set(differing(before, database_now())) == {"family", "withdrawn_membership"}


def test_a_relationship_to_somebody_with_whom_they_live_elsewhere_goes_to_that_home_and_comes_back(
    family: UUID, child: UUID
) -> None:
    mum = a_person(family, "Fern", born_on=date(1980, 2, 1), role=MemberRole.PARENT_OR_CARER)
    relationships.record_relationship(
        family, Tie(RelationshipKind.PARENT, End(mum), End(child)), version=1, **asked
    )
    other, here = a_family(), member_of(child)
    for place, (person, role) in enumerate(((child, MemberRole.CHILD), (mum, MemberRole.PARENT_OR_CARER))):
        people.person_moves(
            family,
            member_of(person),
            other,
            on=date(2013, 1, 1 + place),
            role=role,
            version=version_of(family),
            **asked,
        )
    before = database_now()

    told = withdrawing.to_withdraw(family, here, **asked).tied.relationships
    made = take_out(family, here)
    there = relationships.open_map(other, **asked)
    left = relationships.open_map(family, **asked)
    put_back(family, made)

    assert told == 0
    assert len(there.relationships) == 1
    assert (left.relationships, left.set_aside) == ((), ())
    assert set(differing(before, database_now())) == {"family", "withdrawn_membership"}


def test_who_was_never_here_is_not_named_here_even_once_they_have_left_their_own_family(
    family: UUID, child: UUID
) -> None:
    here = member_of(child)
    saved(
        HouseholdMember(
            person_id=child,
            family_id=a_family(),
            starts_on=date(2009, 1, 1),
            ends_on=date(2009, 12, 31),
            role=MemberRole.CHILD,
        )
    )

    made = take_out(family, here)
    hidden = [stay.forename for stay in opened(family).withdrawn]
    put_back(family, made)

    assert hidden == [None]
    assert [stay.forename for stay in opened(family).withdrawn] == ["Tansy"]


def test_one_stay_of_two_is_taken_back_alone(family: UUID, child: UUID) -> None:
    an_assessment(family, child)
    evidence_of(family, child)
    first = member_of(child)
    people.person_leaves(family, first, date(2012, 1, 31), version=1, **asked)
    saved(
        HouseholdMember(person_id=child, family_id=family, starts_on=date(2013, 1, 1), role=MemberRole.CHILD)
    )

    take_out(family, first)

    record = opened(family)
    assert [person.starts_on for person in record.people] == [date(2013, 1, 1)]
    assert len(record.criteria) == 1


def test_who_has_been_assessed_here_cannot_never_have_been_here(family: UUID, child: UUID) -> None:
    an_assessment(family, child)
    before = database_now()

    with pytest.raises(DomainError) as refused:
        take_out(family, member_of(child))

    assert code_of(refused) == "assessed-here"
    assert database_now() == before


def test_who_is_in_another_family_by_then_cannot_be_put_back(family: UUID, child: UUID) -> None:
    made = take_out(family, member_of(child))
    other = a_family()
    saved(
        HouseholdMember(person_id=child, family_id=other, starts_on=date(2011, 1, 1), role=MemberRole.CHILD)
    )

    with pytest.raises(DomainError) as refused:
        put_back(family, made)

    assert code_of(refused) == "in-another-household"
    (stay,) = opened(family).withdrawn
    assert (stay.person_id, stay.name) == (None, None)  # who lives elsewhere is for that family to see


def test_what_came_back_otherwise_stands_in_the_way_and_nothing_is_half_done(
    family: UUID, child: UUID
) -> None:
    evidence_of(family, child)
    made = take_out(family, member_of(child))
    evidence_of(family, child)
    before = database_now()

    with pytest.raises(DomainError) as refused:
        put_back(family, made)

    assert code_of(refused) == "stands-in-the-way"
    assert database_now() == before


def test_nobody_is_put_back_twice(family: UUID, child: UUID) -> None:
    made = take_out(family, member_of(child))
    put_back(family, made)

    with pytest.raises(DomainError) as refused:
        put_back(family, made)

    assert code_of(refused) == "put-back-already"


def test_the_second_of_two_who_change_the_family_at_once_is_told(family: UUID, child: UUID) -> None:
    member = member_of(child)
    other = people.add_person(
        family,
        PersonDetails("Fern", "Testcase", None, None, Sex.UNKNOWN, None, None, None),
        role=MemberRole.CHILD,
        starts_on=TODAY,
        version=1,
        **asked,
    )

    with pytest.raises(Conflict):
        take_out(family, member, version=1)
    made = take_out(family, member, version=other.version)
    with pytest.raises(Conflict):
        put_back(family, made, version=other.version)


def test_only_those_who_may_change_the_whole_record_take_out_and_put_back(family: UUID, child: UUID) -> None:
    health, lead = an_agency("HEALTH"), a_practitioner()
    a_lead(an_allocation(family, health), lead, an_establishment(health))
    member = member_of(child)
    worker = Actor(uuid4(), frozenset({Role.LEAD_PROFESSIONAL}), practitioner_id=lead)
    stranger = Actor(uuid4(), frozenset({Role.LEAD_PROFESSIONAL}), practitioner_id=a_practitioner())
    auditor = Actor(uuid4(), frozenset({Role.INTERNAL_AUDITOR}))

    with pytest.raises(Forbidden):
        take_out(family, member, actor=auditor)
    with pytest.raises(NotFound):
        take_out(family, member, actor=stranger)
    made = take_out(family, member, actor=worker)
    with pytest.raises(Forbidden):
        put_back(family, made, actor=auditor)
    with pytest.raises(NotFound):
        put_back(family, made, actor=stranger)
    with pytest.raises(NotFound):
        put_back(a_family(), made)
    put_back(family, made, actor=worker)


def test_the_chronology_tells_it_and_the_audit_trail_without_a_name(family: UUID, child: UUID) -> None:
    made = take_out(family, member_of(child))
    put_back(family, made)

    told = [event.what for event in chronology(opened(family))]
    with Sessions() as session:
        kept = session.execute(sa.text("select action, details::text from audit_event")).all()

    assert "Tansy Testcase was taken out, as never having been in the household" in told
    assert "Tansy Testcase was put back, as they had been taken out by mistake" in told
    assert {"person.never-here", "person.put-back"} <= {row.action for row in kept}
    assert not any("Tansy" in row.details or "2010" in row.details for row in kept)
