"""Two who decide on a report at the same moment, and two beats: one of them does."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

from app import embedded
from app.access.roles import Role
from app.errors import DomainError
from app.reports import approving, quarterly
from tests.reports.approvals import a_bare_report, a_person, submitted, version_of
from tests.reports.records import ask


def test_of_two_who_approve_at_once_one_does_and_of_two_beats_one_asks(separate_database: embedded.Urls):
    coordinator = a_person("Cara Coordinator", Role.PROGRAMME_COORDINATOR)
    officers = [a_person(f"Officer {number}", Role.AUTHORISING_OFFICER) for number in range(2)]
    report = submitted(a_bare_report(coordinator.user_id), coordinator)
    version, start = version_of(report), Barrier(4)

    def approve(number: int) -> str:
        start.wait()
        try:
            approving.approve(report, version, actor=officers[number])
        except DomainError as refused:
            return refused.code
        return "approved"

    def beat(_: int) -> int:
        start.wait()
        return quarterly.ask_for_the_quarter(today=date(2013, 10, 12))

    with ThreadPoolExecutor(4) as at_once:
        approvals = [at_once.submit(approve, number) for number in range(2)]
        beats = [at_once.submit(beat, number) for number in range(2)]
        ended = sorted(each.result() for each in approvals)
        asked = sorted(each.result() for each in beats)

    assert ended == ["approved", "changed-meanwhile"]
    assert asked == [0, 2]
    assert ask("select count(*) from release_step where step = 'approved'") == [(1,)]
    assert ask("select count(*) from job") == [(2,)]
