"""What is missing, asked of those who could supply it, on a real database: answered, and the family moves."""

from datetime import date
from uuid import uuid4

import pytest
from sqlmodel import select

from app.audit import AuditEvent
from app.cases.models.evidence import Measurement
from app.claims.models.claims import ClaimWindow
from app.claims.models.supplied import EvidenceEntry, EvidenceRequest
from app.claims.rules.requests import Answer, RequestState
from app.claims.services import evaluating, requesting, supplying
from app.claims.services.recording import Supplied
from app.db import reading, transaction
from app.errors import Conflict, Forbidden, NotFound, RuleRefused
from app.programme.facts import MeasurementKind
from app.reminders.queries import what_is_due
from app.reminders.rules.letters import letter
from app.reminders.rules.notices import NoticeKind, Reminder
from tests.cases.builders import TODAY
from tests.claims.evidence_world import ABSENCE, WINDOW_SHUTS, World

FIGURE = {
    "answer": Answer.FIGURE,
    "figure": "12.5",
    "source": "Attendance system",
    "extract_on": date(2013, 7, 10),
}


@pytest.fixture
def world(database):
    """A family that lacks one figure: its child's absence in the autumn term of 2012."""
    world = World()
    world.eligible()
    world.school_figures(but="2012-autumn")
    return world


def ask(world):
    return requesting.ask([world.family], actor=world.coordinator, today=TODAY)


def waiting(actor):
    return requesting.waiting(actor=actor, today=TODAY)


def answer(world, request, actor=None, **given):
    requesting.answer(request.id, **{**FIGURE, **given}, actor=actor or world.welfare_manager, today=TODAY)


def stored(world, table):
    with reading(world.coordinator) as session:
        return session.exec(select(table)).all()


def test_the_one_missing_figure_is_asked_of_education_welfare_by_the_windows_last_day(world):
    asked = ask(world)

    assert (asked.asked, asked.waiting_already, asked.nobody, asked.not_nearly) == (1, 0, 0, 0)
    (request,) = waiting(world.welfare_manager)
    assert (request.what, request.whose(TODAY), request.needed_by) == (
        "Unauthorised absence, autumn term 2012",
        "a person aged 12",
        WINDOW_SHUTS,
    )
    assert waiting(world.lead) == waiting(world.manager) == ()


def test_it_is_answered_on_one_screen_and_the_family_moves_by_itself(world):
    ask(world)
    (request,) = waiting(world.welfare_manager)

    answer(world, request)

    assert waiting(world.welfare_manager) == ()
    after = evaluating.evaluate_programme(on=TODAY, actor=world.coordinator)
    assert [each.family_id for each in after.claimable] == [world.family]
    (entry,) = stored(world, EvidenceEntry)
    assert (entry.value, entry.entered_by, entry.family_id) == (
        1250,
        world.welfare_manager.user_id,
        world.family,
    )


def test_asking_again_asks_nobody_twice(world):
    ask(world)

    again = ask(world)

    assert (again.asked, again.waiting_already) == (0, 1)
    assert len(stored(world, EvidenceRequest)) == 1


@pytest.mark.parametrize("said", [Answer.NOT_HELD, Answer.NOT_OURS])
def test_who_does_not_hold_it_is_not_asked_again_but_the_lead_professional_is(world, said):
    ask(world)
    answer(world, waiting(world.welfare_manager)[0], answer=said)

    assert ask(world).asked == 1

    assert waiting(world.welfare_manager) == ()
    (request,) = waiting(world.lead)
    assert request.reference is not None
    assert [each.id for each in waiting(world.manager)] == [request.id]
    answer(world, request, world.lead, answer=said)
    assert ask(world).nobody == 1
    assert len(stored(world, Measurement)) == 5


def test_whoever_may_not_open_the_family_sees_only_what_is_needed_and_it_is_noted_as_a_sharing(world):
    ask(world)
    (request,) = waiting(world.welfare_manager)
    assert request.reference is None

    opened = requesting.open_request(request.id, actor=world.welfare_manager, today=TODAY)

    assert (opened.name, opened.born_on, opened.opens_family) == ("Tansy Zzyzx", date(2001, 5, 9), False)
    assert (opened.request.reference, opened.term) == (None, "2012-autumn")
    events = [each for each in stored(world, AuditEvent) if each.action == "evidence-request.opened"]
    assert [(each.subject_id, each.details["shared_with_agency"]) for each in events] == [
        (world.family, str(world.welfare))
    ]
    with pytest.raises(NotFound):
        supplying.family_evidence(world.family, actor=world.welfare_manager, today=TODAY)


def test_once_it_is_answered_they_see_no_more_of_it(world):
    ask(world)
    (request,) = waiting(world.welfare_manager)
    answer(world, request)

    with pytest.raises(NotFound):
        requesting.open_request(request.id, actor=world.welfare_manager, today=TODAY)
    with pytest.raises(Conflict, match="answered or taken back"):
        answer(world, request, world.lead)


def test_those_who_were_not_asked_are_told_that_there_is_none(world):
    ask(world)
    (request,) = waiting(world.welfare_manager)

    with pytest.raises(NotFound):
        requesting.open_request(request.id, actor=world.elsewhere, today=TODAY)
    with pytest.raises(NotFound):
        answer(world, request, world.elsewhere)
    with pytest.raises(Forbidden):
        requesting.open_request(request.id, actor=world.auditor, today=TODAY)
    with pytest.raises(NotFound):
        requesting.open_request(uuid4(), actor=world.coordinator, today=TODAY)
    with pytest.raises(Forbidden):
        requesting.ask([world.family], actor=world.lead, today=TODAY)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        pytest.param({"source": None}, "source", id="no source"),
        pytest.param({"extract_on": None}, "source-day", id="no day"),
        pytest.param({"extract_on": date(2013, 8, 1)}, "source-day", id="a day to come"),
        pytest.param({"figure": "101"}, "figure", id="over 100"),
        pytest.param({"answer": Answer.NONE_THERE}, "answer", id="none of a figure"),
    ],
)
def test_an_answer_that_cannot_be_is_refused_and_the_request_waits_on(world, given, code):
    ask(world)
    (request,) = waiting(world.welfare_manager)

    with pytest.raises(RuleRefused) as refusal:
        answer(world, request, **given)

    assert refusal.value.code == code
    assert waiting(world.welfare_manager) == (request,)


def test_a_figure_entered_by_the_lead_meanwhile_answers_the_request(world):
    ask(world)
    (request,) = waiting(world.welfare_manager)

    supplying.enter(
        world.family,
        Supplied(
            source="School office",
            extract_on=date(2013, 7, 9),
            kind=ABSENCE,
            person_id=world.child,
            term="2012-autumn",
            figure="4",
        ),
        actor=world.lead,
        today=TODAY,
    )

    assert waiting(world.welfare_manager) == ()
    (row,) = stored(world, EvidenceRequest)
    assert (row.id, row.state) == (request.id, RequestState.ANSWERED)


def test_a_figure_that_an_import_brings_takes_the_request_off_the_list(world):
    ask(world)
    (request,) = waiting(world.welfare_manager)
    world.measured(ABSENCE, date(2012, 9, 5), date(2012, 12, 21), 800)

    assert waiting(world.welfare_manager) == ()
    (listed,), counts = requesting.all_requests(actor=world.coordinator, today=TODAY)
    assert (listed.standing, counts.waiting) == ("Came another way", 0)
    with pytest.raises(Conflict, match="has come meanwhile"):
        answer(world, request)
    assert requesting.on_record(request.id, **FIGURE, actor=world.welfare_manager, today=TODAY) is None
    with pytest.raises(Conflict, match="on record for those days"):
        answer(world, request, world.lead)
    held = requesting.on_record(request.id, **FIGURE, actor=world.lead, today=TODAY)
    assert held.said.words == "8.00%"
    answer(world, request, world.lead, replaces=held.tag)
    assert [row.value for row in stored(world, Measurement) if row.starts_on == date(2012, 9, 5)] == [1250]


def test_the_coordinator_sees_what_is_overdue_and_takes_back_what_is_not_needed(world):
    ask(world)
    late = date(2013, 8, 1)
    (request,), counts = requesting.all_requests(actor=world.coordinator, today=late)
    assert (request.is_overdue(late), counts.waiting, counts.overdue) == (True, 1, 1)
    assert not request.is_overdue(WINDOW_SHUTS)

    requesting.withdraw(request.id, actor=world.coordinator, today=TODAY)

    assert waiting(world.welfare_manager) == ()
    with pytest.raises(Conflict):
        requesting.withdraw(request.id, actor=world.coordinator, today=TODAY)
    with pytest.raises(NotFound):
        requesting.withdraw(uuid4(), actor=world.coordinator, today=TODAY)


def test_a_family_that_lacks_only_a_check_of_its_eligibility_is_counted_and_nobody_is_asked(database):
    world = World()
    world.eligible(verified=False)
    world.school_figures()

    asked = ask(world)

    assert (asked.asked, asked.to_verify, asked.not_nearly) == (0, 1, 0)


def test_families_without_such_a_gap_are_counted_and_too_many_or_none_are_refused(world):
    asked = requesting.ask([world.family, world.other], actor=world.coordinator, today=TODAY)

    assert (asked.asked, asked.not_nearly) == (1, 1)
    for families in ([], [uuid4() for _ in range(201)]):
        with pytest.raises(RuleRefused):
            requesting.ask(families, actor=world.coordinator, today=TODAY)


def test_nothing_is_asked_while_no_window_is_planned(world):
    with transaction(world.coordinator) as session:
        session.delete(session.get_one(ClaimWindow, world.window))

    with pytest.raises(RuleRefused, match="No claim window"):
        ask(world)


def test_employment_that_nobody_has_looked_into_is_asked_of_the_lead_and_may_have_been_none(database):
    world = World()
    world.eligible()
    # The child fails the school's part, so that only work could turn the family around.
    world.school_figures(value=20_00)

    assert ask(world).asked == 1

    (request,) = waiting(world.lead)
    assert (request.kind, request.person_id) == (MeasurementKind.EMPLOYMENT, world.adult)
    answer(world, request, world.lead, answer=Answer.NONE_THERE)
    assert ask(world).nobody == 1
    assert waiting(world.lead) == ()


def test_who_is_asked_is_reminded_in_counts_alone(world):
    ask(world)
    with reading(world.welfare_manager) as session:
        told = [
            each
            for each in what_is_due(session, world.welfare_manager, TODAY).reminders()
            if each.kind is NoticeKind.FIGURE_ASKED
        ]
    (request,) = waiting(world.welfare_manager)

    assert told == [Reminder(NoticeKind.FIGURE_ASKED, request.id, WINDOW_SHUTS)]
    assert "You are asked for\n  1 figure\n" in letter({NoticeKind.FIGURE_ASKED: 1}, None, public_url="").text
