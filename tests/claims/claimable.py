"""Families that may be claimed for, put into the database, and a window to claim them in."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlmodel import select

from app.access.policies import SYSTEM, Actor
from app.access.roles import Role
from app.cases.models.people import Person
from app.cases.rules.vocabulary import Sex
from app.claims.models.claims import ClaimLine, ClaimWindow
from app.claims.queries.lines import Line, lines
from app.claims.rules.lifecycle import LineState
from app.claims.services import checking, drafting, preparing
from app.db import reading, transaction
from app.programme.facts import FamilyFacts, MemberFacts
from app.programme.packs import Phase
from tests.claims.random_families import store
from tests.rules.facts import (
    BENEFIT,
    EMPLOYMENT,
    WORK_PROGRAMME,
    a_child,
    a_family,
    a_parent,
    at_school,
    measured,
)
from tests.rules.test_claimable import NO_ASB

TODAY = date(2013, 7, 12)
COORDINATOR = Actor(UUID(int=101), frozenset({Role.PROGRAMME_COORDINATOR}))
COLLEAGUE = Actor(UUID(int=103), frozenset({Role.PROGRAMME_COORDINATOR}))
AUDITOR = Actor(UUID(int=104), frozenset({Role.INTERNAL_AUDITOR}))
OFFICER = Actor(UUID(int=105), frozenset({Role.AUTHORISING_OFFICER}))
MANAGER = Actor(UUID(int=102), frozenset({Role.AGENCY_MANAGER}))

ON_THE_WORK_PROGRAMME = measured(WORK_PROGRAMME, starts_on=date(2013, 4, 2))
IN_WORK = (
    measured(BENEFIT, starts_on=date(2010, 1, 4), ends_on=date(2013, 3, 1)),
    measured(EMPLOYMENT, starts_on=date(2013, 3, 4)),
)


def a_window(
    label: str = "July 2013",
    opens_on: date = date(2013, 7, 1),
    closes_on: date = date(2013, 7, 31),
    phase: Phase = Phase.PHASE_ONE,
) -> UUID:
    with transaction(SYSTEM) as session:
        window = ClaimWindow(label=label, phase=phase, opens_on=opens_on, closes_on=closes_on)
        session.add(window)
        return window.id


def better_at_school(*adults: MemberFacts, **changes: object) -> FamilyFacts:
    """A family of a child whose school figures have come right, and of these adults."""
    return as_another(a_family(a_child(*at_school()), *adults, criteria=NO_ASB, **changes))


def with_progress(**changes: object) -> FamilyFacts:
    """The same with an adult who has joined the Work Programme."""
    return better_at_school(a_parent(ON_THE_WORK_PROGRAMME), **changes)


def into_work(**changes: object) -> FamilyFacts:
    """A family with an adult who has moved into work, and no figures from school."""
    return as_another(a_family(a_parent(*IN_WORK), criteria=NO_ASB, **changes))


def as_another(family: FamilyFacts) -> FamilyFacts:
    """The same facts of another family, of other people."""
    return replace(
        family,
        family_id=uuid4(),
        identified_on=family.attached_on,
        members=tuple(replace(member, person_id=uuid4()) for member in family.members),
    )


def put_in(connection: sa.Connection, *families: FamilyFacts) -> list[UUID]:
    """Store these families; their ids."""
    store(connection, list(families))
    return [family.family_id for family in families]


def drafted(family_id: UUID, window_id: UUID, *, actor: Actor = COORDINATOR) -> list[Line]:
    """The lines of the family's claim, drafted now, their evidence checked by a colleague."""
    drafting.draft_claim(family_id, window_id, actor=actor, today=TODAY)
    check_evidence(family_id)
    return lines_of(family_id)


def check_evidence(family_id: UUID, *, today: date = TODAY) -> None:
    """A colleague checks whatever evidence of the family's drafted lines nobody has checked yet."""
    for line in lines_of(family_id):
        if line.state is LineState.DRAFT:
            for item in checking.line_evidence(line.id, actor=COLLEAGUE, on=today).items:
                if item.checked_on is None:
                    checking.check_item(item.id, actor=COLLEAGUE, today=today)


def completed(family_id: UUID, window_id: UUID, *, actor: Actor = COORDINATOR) -> list[Line]:
    """The same, with their evidence complete."""
    for line in drafted(family_id, window_id, actor=actor):
        preparing.complete_line(line.id, version=line.version, actor=actor, today=TODAY)
    return lines_of(family_id)


def with_audit(family_id: UUID, window_id: UUID, *, actor: Actor = COORDINATOR) -> list[Line]:
    """The same, with internal audit."""
    for line in completed(family_id, window_id, actor=actor):
        preparing.send_to_audit(line.id, version=line.version, actor=actor, today=TODAY)
    return lines_of(family_id)


def lines_of(family_id: UUID) -> list[Line]:
    with reading(SYSTEM) as session:
        return list(lines(session, family_id=family_id))


def the_row(line_id: UUID) -> ClaimLine:
    with reading(SYSTEM) as session:
        return session.exec(select(ClaimLine).where(ClaimLine.id == line_id)).one()


def change_rows(statement: str, **given: object) -> None:
    """Change what is recorded, as an import or a correction would."""
    with transaction(SYSTEM) as session:
        session.execute(sa.text(statement), given)


def set_state(line_id: UUID, state: str) -> None:
    """Put a line where another part of the site would have moved it."""
    change_rows("update claim_line set state = :state where id = :id", state=state, id=line_id)


def was_in(family_id: UUID, person_id: UUID) -> None:
    """Somebody lived in a family for some months of 2009."""
    change_rows(
        "insert into household_member (id, family_id, person_id, role, starts_on, ends_on)"
        " values (gen_random_uuid(), :family, :person, 'child', '2009-02-01', '2009-11-30')",
        family=family_id,
        person=person_id,
    )


def moves_to(person_id: UUID, family_id: UUID, on: date = date(2013, 7, 1)) -> None:
    """Somebody leaves where they live and lives in another family from a day on."""
    change_rows(
        "update household_member set ends_on = :left where person_id = :person and ends_on is null",
        person=person_id,
        left=on - timedelta(days=1),
    )
    change_rows(
        "insert into household_member (id, family_id, person_id, role, starts_on)"
        " values (gen_random_uuid(), :family, :person, 'child', :on)",
        family=family_id,
        person=person_id,
        on=on,
    )


def was_also_in(family_id: UUID) -> UUID:
    """Somebody of whom nothing else is known lived in a family for some months of 2009; who."""
    with transaction(SYSTEM) as session:
        person = Person(
            import_key="P-lodger",
            forename="Robin",
            surname="Example",
            forename_key="robin",
            surname_key="example",
            sex=Sex.UNKNOWN,
        )
        session.add(person)
    was_in(family_id, person.id)
    return person.id
