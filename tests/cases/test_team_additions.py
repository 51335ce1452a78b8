"""Whoever is in a team adds notes, actions and their part of a review; what others wrote they leave alone."""

from datetime import timedelta
from functools import partial
from uuid import UUID

import pytest
from sqlmodel import select

from app import clock
from app.access.family_access import FamilyScope
from app.access.models import UserAccount
from app.access.policies import SYSTEM, Actor
from app.audit import AuditEvent
from app.cases.models.course import PlanAction
from app.cases.models.people import Family
from app.cases.queries.team_actions import actions_in_teams
from app.cases.rules.consent_items import ConsentItem
from app.cases.rules.notes import NoteCorrection, NoteKind
from app.cases.rules.sharing import ConsentBy, NewConsent
from app.cases.rules.vocabulary import ConsentDecision
from app.cases.services import attention, consenting, course, families, notes, plan, teaming
from app.cases.services.plan import NewAction
from app.db import reading, transaction
from app.errors import Forbidden, NotFound
from tests.cases.builders import TODAY
from tests.cases.consent_builders import a_second_agency
from tests.cases.sharing_builders import Led, a_led_family, saved
from tests.conftest import COORDINATOR

RING = NewAction("Ring the school nurse", TODAY + timedelta(14))


@pytest.fixture
def led(database) -> Led:
    """A led family with somebody of a school in its team, whose agency reads the plan."""
    found = a_led_family()
    for actor in (found.lead, found.member):
        saved(
            UserAccount(
                id=actor.user_id,
                email=f"{actor.user_id}@example.org",
                display_name="Sam Example",
                created_at=clock.now(),
            )
        )
    teaming.add_to_team(found.family, found.teachers_posting, starts_on=TODAY, ends_on=None, **given(found))
    open_to_school(found, {ConsentItem.PLAN})
    return found


def given(led: Led, actor: Actor | None = None):
    with reading(COORDINATOR) as session:
        version = session.get_one(Family, led.family).version
    return {"version": version, "actor": actor or led.lead, "today": TODAY}


def open_to_school(led: Led, items: set[ConsentItem]) -> None:
    new = NewConsent(ConsentDecision.LIMITED, TODAY, {led.school: frozenset(items)})
    consenting.record_consent(
        led.family, led.assessment, new, decided_by=ConsentBy.BOTH, present=None, **given(led)
    )


def write(led: Led, actor: Actor, text: str, kind: NoteKind = NoteKind.MEETING) -> UUID:
    return notes.write_note(led.family, kind=kind, happened_on=TODAY, text=text, actor=actor, today=TODAY)


def correct(led: Led, note: UUID, actor: Actor) -> UUID:
    return notes.correct_note(
        led.family,
        note,
        kind=NoteKind.MEETING,
        happened_on=TODAY,
        text="Met her at school at noon.",
        correction=NoteCorrection.NOT_ACCURATE,
        actor=actor,
        today=TODAY,
    )


def texts(led: Led, actor: Actor) -> set[str]:
    return {note.text for note in families.open_record(led.family, actor=actor, today=TODAY).notes}


def test_a_note_of_a_team_member_is_read_by_the_lead_and_theirs_are_all_that_the_member_reads(led):
    write(led, led.lead, "What the mother said in confidence.")
    write(led, led.member, "Met her at school.")

    assert texts(led, led.member) == {"Met her at school."}
    assert texts(led, led.lead) == {"What the mother said in confidence.", "Met her at school."}


def test_however_much_consent_opens_a_team_reads_no_notes_but_its_own(led):
    write(led, led.lead, "What the mother said in confidence.")
    open_to_school(led, set(ConsentItem))

    assert texts(led, led.member) == set()


def test_a_team_member_corrects_their_own_note_and_nobody_elses(led):
    theirs, leads = write(led, led.member, "Met her."), write(led, led.lead, "Rang.")

    correct(led, theirs, led.member)

    assert texts(led, led.member) == {"Met her.", "Met her at school at noon."}
    with pytest.raises(NotFound, match="no such note"):
        correct(led, leads, led.member)


def test_an_action_is_added_to_the_plan_where_consent_lets_the_agency_read_it(led):
    action, _ = plan.agree_action(led.family, led.assessment, RING, **given(led, led.member))

    (kept,) = course.open_course(led.family, led.assessment, actor=led.lead, today=TODAY).actions
    assert (kept.id, kept.what, kept.who) == (action, RING.what, "Sam Example")
    with reading(COORDINATOR) as session:
        event = session.exec(select(AuditEvent).where(AuditEvent.action == "plan-action.agreed")).one()
    assert event.details["acting_as"] == "team-member"


def test_without_the_plan_there_is_nothing_to_add_to_and_nothing_to_change(led):
    open_to_school(led, {ConsentItem.REVIEWS})
    again = {"again": False, "actor": led.member, "today": TODAY}

    for attempt in (
        partial(plan.agree_action, led.family, led.assessment, RING, **given(led, led.member)),
        partial(course.open_to_add, led.family, led.assessment, **again),
    ):
        with pytest.raises(NotFound):
            attempt()


def test_what_a_team_member_adds_is_news_to_the_lead_and_not_to_a_second_agency(led):
    joint = a_second_agency(led)
    plan.agree_action(led.family, led.assessment, RING, **given(led, led.member))
    write(led, led.member, "Met her at school.")

    def news(actor):
        found = attention.newest_changes(actor=actor, today=TODAY, now=clock.now())
        return {each.what for each in found if each.by == "Sam Example"}

    assert news(led.lead) == {"Action agreed on", "Case note written"}
    assert news(joint) == {"Somebody joined the team"}


def test_what_was_agreed_on_is_changed_by_those_who_lead_only(led):
    action, _ = plan.agree_action(led.family, led.assessment, RING, **given(led, led.member))

    with pytest.raises(Forbidden):
        plan.change_action(led.family, led.assessment, action, RING, TODAY, **given(led, led.member))


def test_an_action_that_was_withdrawn_is_no_longer_chased(led):
    soon = NewAction("Ring the school nurse", TODAY, practitioner_id=led.teacher)
    action, _ = plan.agree_action(led.family, led.assessment, soon, **given(led))

    def chased():
        with reading(led.member) as session:
            found = actions_in_teams(session, led.member, led.teacher, FamilyScope(False), TODAY)
        return [each.action_id for each in found]

    assert chased() == [action]
    with transaction(SYSTEM) as session:
        session.get_one(PlanAction, action).withdrawn_on = TODAY

    assert chased() == []


def test_a_second_agencys_manager_adds_no_action(led):
    joint = a_second_agency(led)
    new = NewConsent(ConsentDecision.GIVEN, TODAY, {})
    consenting.record_consent(
        led.family, led.assessment, new, decided_by=ConsentBy.BOTH, present=None, **given(led)
    )

    with pytest.raises(NotFound):
        plan.agree_action(led.family, led.assessment, RING, **given(led, joint))


def test_somebodys_part_of_a_review_comes_to_those_who_record_it(led):
    write(led, led.member, "He sits with two friends now.", NoteKind.FOR_THE_REVIEW)
    write(led, led.member, "Met her at school.")

    sent = notes.sent_in(led.family, actor=led.lead, today=TODAY)

    assert [(note.text, note.written_by_id) for note in sent] == [
        ("He sits with two friends now.", led.member.user_id)
    ]
    with pytest.raises(Forbidden):
        notes.sent_in(led.family, actor=led.member, today=TODAY)


def test_whoever_is_no_longer_in_the_team_adds_nothing(led):
    (place,) = families.open_record(led.family, actor=led.lead, today=TODAY).team
    teaming.remove_from_team(led.family, place.id, **given(led))

    with pytest.raises(NotFound):
        write(led, led.member, "Met her at school.")
    with pytest.raises(NotFound):
        plan.agree_action(led.family, led.assessment, RING, **given(led, led.member))
