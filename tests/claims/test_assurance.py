"""Assurance visits as the coordinator records them, corrects them and follows their actions to done."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest
from sqlmodel import select

from app.access import services as access
from app.access.policies import COMMAND_LINE, SYSTEM
from app.access.roles import Role
from app.audit import AuditEvent
from app.cases.models.people import Family
from app.claims.queries import assurance as queries
from app.claims.rules.assurance import ActionState, VisitKind
from app.claims.services import assurance
from app.claims.services.assurance import VisitMade
from app.db import reading
from app.errors import Conflict, Forbidden, NotFound, RuleRefused
from tests.cases.builders import a_family
from tests.claims.audits import AUDITOR, COLLEAGUE, DRAFTER
from tests.conftest import TODAY, counted

VISITED = date(2013, 5, 14)
NEW = VisitMade(
    kind=VisitKind.GOVERNMENT,
    visited_on=VISITED,
    visitors="Two officers of the department",
    rating="assured-with-actions",
    points="Keep the date on which each extract was taken.",
    references=(),
)


@pytest.fixture
def references(database) -> list[str]:
    """The references of three families."""
    ids = [a_family() for _ in range(3)]
    with reading(SYSTEM) as session:
        found = session.exec(select(Family.reference).where(Family.id.in_(ids)).order_by(Family.reference))
        return [each for each in found.all() if each]


@pytest.fixture
def named(database):
    return access.create_user(
        "sam@example.org", "Sam Example", {Role.ANALYST}, "three-blue-kettles", actor=COMMAND_LINE
    )


def record(**given):
    return assurance.record_visit(replace(NEW, **given), actor=DRAFTER, today=TODAY)


def opened(visit):
    return assurance.open_visit(visit, actor=DRAFTER)


def ask(visit, named, due_on=date(2013, 6, 30)):
    return assurance.ask_for_action(
        visit, what="Note the extract’s date", user_id=named, due_on=due_on, actor=DRAFTER, today=TODAY
    )


def refused(kind, code, act):
    with pytest.raises(kind) as refusal:
        act()
    assert refusal.value.code == code
    return refusal.value.message


def test_a_visit_is_recorded_with_its_cases_and_nothing_of_it_is_in_the_trail_but_ids_and_counts(references):
    visit = record(references=tuple(references[:2]))

    found = opened(visit)
    assert [each.reference for each in found.cases] == references[:2]
    assert (found.rating_words, found.visitors) == ("Assured, with actions", NEW.visitors)
    with reading(SYSTEM) as session:
        (event,) = session.exec(select(AuditEvent).where(AuditEvent.action == "assurance-visit.recorded"))
    assert event.details == {
        "kind": "government",
        "visited_on": "2013-05-14",
        "rating": "assured-with-actions",
        "cases": 2,
    }


def test_a_visit_of_tomorrow_or_of_a_family_that_nobody_knows_is_refused_and_leaves_nothing(references):
    refused(RuleRefused, "visit-to-come", lambda: record(visited_on=date(2013, 7, 13)))
    words = refused(
        RuleRefused, "no-such-reference", lambda: record(references=(references[0], "PF-999998A"))
    )

    assert "PF-999998A" in words
    with reading(SYSTEM) as session:
        assert counted(session, "assurance_visit") == counted(session, "assurance_case") == 0


def test_a_correction_takes_cases_out_and_in_and_the_second_of_two_is_told(references):
    visit = record(references=tuple(references[:2]))

    version = assurance.correct_visit(
        visit,
        replace(NEW, kind=VisitKind.PEER, points=None, references=tuple(references[1:])),
        version=1,
        actor=DRAFTER,
        today=TODAY,
    )

    assert version == 2
    found = opened(visit)
    assert [each.reference for each in found.cases] == references[1:]
    assert (found.kind, found.points) == (VisitKind.PEER, None)
    refused(
        Conflict,
        "changed-meanwhile",
        lambda: assurance.correct_visit(visit, NEW, version=1, actor=DRAFTER, today=TODAY),
    )
    refused(
        NotFound,
        "assurance-visit",
        lambda: assurance.correct_visit(uuid4(), NEW, version=1, actor=DRAFTER, today=TODAY),
    )


def test_an_action_has_a_named_person_and_is_followed_to_done(named):
    visit = record()
    action = ask(visit, named)

    (found,) = assurance.actions(actor=DRAFTER)
    assert (found.id, found.name, found.is_overdue(TODAY)) == (action, "Sam Example", True)
    assert opened(visit).number(ActionState.OVERDUE, TODAY) == 1
    with reading(SYSTEM) as session:
        assert [each.id for each in queries.actions(session, overdue_on=TODAY)] == [action]

    assert assurance.mark_done(action, actor=DRAFTER, today=TODAY) == visit

    (found,) = assurance.actions(actor=DRAFTER)
    assert found.state(TODAY) is ActionState.DONE
    refused(Conflict, "done-already", lambda: assurance.mark_done(action, actor=DRAFTER, today=TODAY))
    assert assurance.mark_not_done(action, actor=DRAFTER) == visit
    refused(Conflict, "not-done", lambda: assurance.mark_not_done(action, actor=DRAFTER))
    refused(NotFound, "assurance-action", lambda: assurance.mark_done(uuid4(), actor=DRAFTER, today=TODAY))


def test_an_action_is_for_somebody_who_is_there_and_not_due_before_the_visit(named):
    visit = record()

    refused(RuleRefused, "nobody-to-name", lambda: ask(visit, uuid4()))
    refused(RuleRefused, "due-before-visit", lambda: ask(visit, named, date(2013, 5, 13)))
    refused(NotFound, "assurance-visit", lambda: ask(uuid4(), named))
    ask(visit, named, VISITED)
    refused(
        RuleRefused,
        "due-before-visit",
        lambda: assurance.correct_visit(
            visit, replace(NEW, visited_on=date(2013, 5, 20)), version=1, actor=DRAFTER, today=TODAY
        ),
    )


@pytest.mark.parametrize("actor", [AUDITOR, COLLEAGUE], ids=["an auditor", "another"])
def test_visits_are_for_the_coordinator_alone(database, actor):
    for act in (
        lambda: assurance.visits(actor=actor),
        lambda: assurance.open_visit(uuid4(), actor=actor),
        lambda: assurance.record_visit(NEW, actor=actor, today=TODAY),
        lambda: assurance.correct_visit(uuid4(), NEW, version=1, actor=actor, today=TODAY),
        lambda: assurance.people_to_name(actor=actor),
        lambda: assurance.actions(actor=actor),
        lambda: assurance.mark_done(uuid4(), actor=actor, today=TODAY),
        lambda: assurance.mark_not_done(uuid4(), actor=actor),
    ):
        refused(Forbidden, "role", act)
