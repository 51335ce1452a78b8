"""The board report counts what internal audit and assurance visits have recorded, and opens to it."""

from datetime import date
from uuid import UUID

from app.access import services as access
from app.access.policies import COMMAND_LINE
from app.access.roles import Role
from app.claims.rules.assurance import VisitKind
from app.claims.rules.lifecycle import LineState
from app.claims.services import assurance
from app.claims.services.assurance import VisitMade
from app.db import reading
from app.reports import services as reports
from app.reports.queries.audits import audited_rows
from tests.claims.audits import (
    DRAFTER,
    NOT_UPHELD,
    a_batch,
    a_window,
    close,
    draw_again,
    drawn,
    read,
    send_back,
    send_to_audit,
    states,
)
from tests.conftest import COORDINATOR, TODAY
from tests.reports.conftest import Released
from tests.reports.records import ask
from tests.reports.requests import made_report

DAY = date(2013, 7, 12)


def figure(release: UUID, name: str):
    return reports.open_figure(release, f"{name}@{DAY}", actor=COORDINATOR)


def test_a_report_of_the_demonstration_city_says_that_no_claim_was_audited(released: Released):
    document = reports.open_release(released.report_id, actor=COORDINATOR).document

    (section,) = [each for each in document.sections if each.title == "Audit and assurance visits"]
    assert section.blocks[0].text == ("No claim has been through internal audit.",)
    rebuilt = reports.rebuilt(released.report_id, actor=COORDINATOR)
    assert rebuilt.figures == ()
    assert all(is_same for _, is_same in rebuilt.files)


def test_a_held_batch_put_right_and_an_overdue_action_are_counted_and_open(released: Released):
    window = a_window("Audited")
    families = [each for (each,) in ask("select id from family where reference is not null limit 12")]
    batch = a_batch(window, 12, families=families)
    audit = drawn(window)
    read(audit, NOT_UPHELD)
    send_back(audit)
    send_to_audit([line for line, state in states(batch).items() if state is LineState.DRAFT])
    draw_again(audit)
    read(audit)
    close(audit)
    named = access.create_user(
        "sam@example.org", "Sam Example", {Role.ANALYST}, "three-blue-kettles", actor=COMMAND_LINE
    )
    visit = assurance.record_visit(
        VisitMade(VisitKind.PEER, date(2013, 5, 14), "Two peers", "assured", None, ()),
        actor=DRAFTER,
        today=TODAY,
    )
    assurance.ask_for_action(
        visit,
        what="Keep dates",
        user_id=named,
        due_on=date(2013, 6, 30),
        actor=DRAFTER,
        today=date(2013, 5, 20),
    )

    report = made_report(DAY)

    through = figure(report, "claim-lines.through-internal-audit[audit-result=audited]")
    assert through.figure.value == len(through.records) == 12
    failed = figure(report, "claim-lines.read-by-internal-audit[finding=not-upheld]")
    (record,) = failed.records
    assert record.standing == "Not upheld in Audited, batch 1"
    assert record.family_id is not None
    rate = figure(report, "internal-audit.failure-rate")
    assert rate.figure.formula == "1 of 10 read"
    (overdue,) = figure(report, "assurance-actions.asked[action-state=overdue]").records
    assert overdue.name == "Action after a visit: Peer visit of 14 May 2013"
    (held,) = figure(report, "assurance-visits.held").records
    assert held.standing == "Assured"
    with reading(COORDINATOR) as session:
        assert audited_rows(session, date(2013, 7, 11)) == ()
    rebuilt = reports.rebuilt(report, actor=COORDINATOR)
    assert rebuilt.figures == ()
