"""Notes on a real database: written, corrected once, kept, and audited without their words."""

from datetime import date
from functools import partial
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from sqlmodel import select

from app.access.family_access import FamilyScope
from app.access.models import UserAccount
from app.access.policies import Actor
from app.access.roles import Role
from app.audit import AuditEvent
from app.cases.models.notes import CaseNote, OversightNote
from app.cases.models.triage import Allocation, AllocationAgency
from app.cases.queries.chronology import chronology
from app.cases.queries.notes import earlier_notes, last_contacts, last_oversight, standing_notes
from app.cases.rules.notes import NoteCorrection, NoteKind, OversightKind
from app.cases.services import families, notes
from app.db import reading, transaction
from app.errors import Conflict, Forbidden, NotFound, RuleRefused
from tests.cases.builders import (
    CHANGED_AT,
    TODAY,
    a_family,
    a_lead,
    a_person,
    a_practitioner,
    a_ward,
    an_agency,
    an_allocation,
    an_establishment,
)

VISITED_ON = date(2013, 7, 3)


@pytest.fixture
def lead(database):
    """A lead professional with an account, and the family that they lead, from a clinic of an agency."""
    agency = an_agency("HEALTH")
    practitioner = a_practitioner("Lee Example")
    with transaction(Actor(uuid4())) as session:
        account = UserAccount(email="lee@example.org", display_name="Lee Example", created_at=CHANGED_AT)
        session.add(account)

    class Lead:
        actor = Actor(account.id, frozenset({Role.LEAD_PROFESSIONAL}), practitioner_id=practitioner)
        manager = Actor(account.id, frozenset({Role.AGENCY_MANAGER}), managed_agencies=frozenset({agency}))
        family = a_family(a_ward())
        other = a_family()

    a_person(Lead.family)
    a_lead(an_allocation(Lead.family, agency), practitioner, an_establishment(agency))
    return Lead


@pytest.fixture
def write(lead):
    """Writes a note of a home visit to the family that is led."""
    return partial(
        notes.write_note,
        lead.family,
        kind=NoteKind.HOME_VISIT,
        happened_on=VISITED_ON,
        text="Zebedee talked of school.",
        actor=lead.actor,
        today=TODAY,
    )


def opened(lead, family: UUID | None = None):
    return families.open_record(family or lead.family, actor=lead.actor, today=TODAY)


def corrected(lead, note: UUID, text: str = "Zebedee talked of his new school."):
    return notes.correct_note(
        lead.family,
        note,
        kind=NoteKind.HOME_VISIT,
        happened_on=VISITED_ON,
        text=text,
        correction=NoteCorrection.MISTYPED,
        actor=lead.actor,
        today=TODAY,
    )


def test_a_note_is_on_the_record_with_who_wrote_it_and_its_words_are_nowhere_else(lead, write):
    note = write()

    (written,) = opened(lead).notes
    assert (written.id, written.text, written.written_by) == (
        note,
        "Zebedee talked of school.",
        "Lee Example",
    )
    with reading(lead.actor) as session:
        events = session.exec(select(AuditEvent).where(AuditEvent.action == "note.written")).all()
    assert [event.details for event in events] == [{"note_id": str(note), "kind": "home-visit"}]


def test_adding_a_note_spoils_nobody_elses_change_of_the_family(lead, write):
    before = opened(lead).version

    write()

    after = opened(lead)
    assert after.version == before
    assert after.updated_at > CHANGED_AT


def test_a_corrected_note_stands_in_its_place_and_the_one_before_is_kept(lead, write):
    first = write()
    second = corrected(lead, first)
    third = corrected(lead, second, "Zebedee talked of his new school and his sister.")

    found = opened(lead).notes
    (standing,) = standing_notes(found)
    assert standing.id == third
    assert [note.id for note in earlier_notes(found)[third]] == [second, first]


def test_a_note_is_corrected_once(lead, write):
    first = write()
    corrected(lead, first)

    with pytest.raises(Conflict, match="corrected this note already"):
        corrected(lead, first)

    assert len(opened(lead).notes) == 2


@pytest.mark.parametrize("family", ["of nobody", "of another lead"])
def test_a_note_about_a_family_that_is_not_yours_is_refused_as_if_there_were_none(lead, write, family):
    write()
    other = lead.other if family == "of another lead" else uuid4()

    with pytest.raises(NotFound, match="no such family"):
        notes.write_note(
            other,
            kind=NoteKind.MESSAGE,
            happened_on=VISITED_ON,
            text="Hello.",
            actor=lead.actor,
            today=TODAY,
        )

    with reading(lead.actor) as session:
        assert len(session.exec(select(CaseNote)).all()) == 1


def test_a_note_of_another_family_cannot_be_corrected_through_one_of_yours(lead, write):
    note = write()
    with transaction(lead.actor) as session:
        session.execute(sa.update(CaseNote).values(family_id=lead.other))

    with pytest.raises(NotFound, match="no such note"):
        corrected(lead, note)


def test_a_note_of_tomorrow_is_refused_and_leaves_nothing(lead, write):
    with pytest.raises(RuleRefused, match="not in the future"):
        write(happened_on=date(2013, 7, 13))

    assert opened(lead).notes == ()


def test_oversight_is_for_those_who_answer_for_the_work(lead):
    oversee = partial(
        notes.write_oversight,
        lead.family,
        kind=OversightKind.SUPERVISION,
        held_on=VISITED_ON,
        direction="Bring the school in.",
        next_due_on=date(2013, 8, 14),
        today=TODAY,
    )
    with pytest.raises(Forbidden, match="Only agency managers"):
        oversee(actor=lead.actor)

    oversee(actor=lead.manager)

    (written,) = opened(lead).oversight
    assert (written.direction, written.next_due_on) == ("Bring the school in.", date(2013, 8, 14))
    with pytest.raises(RuleRefused, match="after the day of this one"):
        oversee(actor=lead.manager, next_due_on=VISITED_ON)
    with reading(lead.actor) as session:
        assert len(session.exec(select(OversightNote)).all()) == 1


def test_the_last_contact_is_that_of_a_note_that_stands_and_is_contact(lead, write):
    scope = FamilyScope(every_family=False, practitioners=frozenset({lead.actor.practitioner_id}))
    first = write(happened_on=date(2013, 7, 8))
    write(kind=NoteKind.TRIED_TO_CONTACT, happened_on=date(2013, 7, 10))
    corrected(lead, first)

    with reading(lead.actor) as session:
        (contact,) = last_contacts(session, scope, TODAY)
        (oversight,) = last_oversight(session, scope, TODAY)
        everybody = last_contacts(session, FamilyScope(every_family=True), TODAY)

    assert contact.family_id == lead.family
    assert contact.seen.last_on == VISITED_ON
    assert oversight.seen.last_on is None
    assert everybody == (contact,)


def test_the_second_agencys_manager_is_not_told_when_oversight_was_noted(lead):
    second = an_agency("YOT")
    with transaction(lead.manager) as session:
        allocation = session.exec(select(Allocation.id).where(Allocation.family_id == lead.family)).one()
        session.add(AllocationAgency(allocation_id=allocation, agency_id=second, position=2))

    with reading(lead.manager) as session:
        first, joint = (
            last_oversight(session, FamilyScope(every_family=False, agencies=agencies), TODAY)
            for agencies in (lead.manager.managed_agencies, frozenset({second}))
        )

    assert [each.family_id for each in first] == [lead.family]
    assert joint == ()


def test_a_chronology_holds_everything_dated(lead, write):
    write()

    events = chronology(opened(lead))

    assert events[0].what == "Home visit, noted by Lee Example"
    assert [event.what for event in events[1:]] == [
        "Allocated to HEALTH",
        "Lee Example (HEALTH) became lead professional",
        "Came on to the programme’s list",
        "Moved to an address in Basford",
        "Tansy Testcase joined the household",
    ]
    assert [event.day for event in events] == sorted((event.day for event in events), reverse=True)
