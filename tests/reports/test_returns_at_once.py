"""Two people at one return at the same time, on real PostgreSQL: one of them does it, the other is told."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from app import embedded
from app.claims.rules.lifecycle import LineState
from app.claims.rules.returns import AnswerOutcome, ReturnState
from app.claims.services import answering, returning
from app.claims.services.answering import Answer
from app.errors import DomainError
from app.reports import signing
from tests.days import TODAY
from tests.reports import returning as world
from tests.reports.records import ask
from tests.reports.requests import COUNCIL

pytestmark = pytest.mark.usefixtures("on_the_demonstrations_day")


def at_once(*acts: Callable[[], object]) -> list[str]:
    """What each is answered when all begin at one instant: "done", or the code of its refusal."""
    barrier = Barrier(len(acts))

    def begin(act: Callable[[], object]) -> str:
        barrier.wait()
        try:
            act()
        except DomainError as refusal:
            return refusal.code
        return "done"

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(begin, acts))


def test_two_who_prepare_sign_submit_and_answer_at_once(own_city: embedded.Urls):
    people, window = world.the_people(), world.july()
    lines = world.audited(4, window, people)

    prepared = at_once(
        lambda: returning.prepare(window, actor=people.preparer, on=TODAY),
        lambda: returning.prepare(window, actor=people.second_preparer, on=TODAY),
    )
    assert prepared == ["done", "return-open"]
    ((return_id,),) = ask("select id from claim_return")

    version = world.sent(return_id, people)
    decided = at_once(
        lambda: signing.sign(return_id, version, actor=people.officer, on=TODAY, organisation=COUNCIL),
        lambda: signing.sign(return_id, version, actor=people.second_officer, on=TODAY, organisation=COUNCIL),
        lambda: signing.refuse(return_id, version, "No.", actor=people.second_officer, on=TODAY),
    )
    assert decided.count("done") == 1
    assert set(decided) == {"done", "changed-meanwhile"}
    state = ReturnState(ask("select state from claim_return")[0].state)
    if state is ReturnState.REFUSED:
        assert {world.state_of(line) for line in lines} == {LineState.AUDITED}
        assert ask("select 1 from release where kind = 'government-return'") == []
        return_id = returning.prepare(window, actor=people.preparer, on=TODAY)
        world.signed(return_id, people)
    else:
        assert {world.state_of(line) for line in lines} == {LineState.SUBMITTED}
        ((job_id,),) = ask("select id from job")
        signing.build_files(job_id)

    version = world.version_of(return_id)
    signing.submitted(return_id, version, TODAY, "D-1", actor=people.preparer, on=TODAY)
    paid = Answer(AnswerOutcome.PAID, TODAY)
    answered = at_once(
        lambda: answering.answer_rest(return_id, version + 1, TODAY, actor=people.preparer, on=TODAY),
        lambda: answering.answer_rest(return_id, version + 1, TODAY, actor=people.second_preparer, on=TODAY),
        lambda: answering.answer_line(
            return_id, version + 1, lines[0], paid, actor=people.preparer, on=TODAY
        ),
    )
    assert answered.count("done") == 1
    assert ask("select line_id from return_answer group by line_id having count(*) > 1") == []
    moves = ask("select line_id from claim_move where to_state = 'paid' group by line_id having count(*) > 1")
    assert moves == []
