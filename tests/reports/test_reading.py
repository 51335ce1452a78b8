"""Opening what was released, and who may."""

from collections.abc import Callable
from uuid import uuid4

import pytest

from app.db import transaction
from app.errors import Forbidden, NotFound
from app.reports import services as reports
from tests.conftest import ANALYST, COORDINATOR
from tests.reports.conftest import Released
from tests.reports.records import ask, figures, run
from tests.reports.requests import AS_AT, COUNCIL, a_return_asked_for, built, made_return

pytestmark = pytest.mark.usefixtures("on_the_demonstrations_day")


def test_opening_a_release_a_file_and_a_figure_is_on_the_audit_trail(released: Released):
    reports.open_release(released.report_id, actor=ANALYST)
    reports.release_file(released.report_id, "board-report-internal.pdf", actor=ANALYST)
    reports.open_figure(released.report_id, "families.listed@2013-03-31", actor=COORDINATOR)

    trail = ask(
        "select action, user_id, details from audit_event where subject_id = :release "
        "order by position desc limit 3",
        release=released.report_id,
    )

    assert [(event.action, event.user_id) for event in reversed(trail)] == [
        ("release.opened", ANALYST.user_id),
        ("release.downloaded", ANALYST.user_id),
        ("figure.opened", COORDINATOR.user_id),
    ]
    assert trail[1].details["file"] == "board-report-internal.pdf"
    assert trail[0].details == {"figure": "families.listed@2013-03-31"}


def test_an_analyst_opens_the_report_but_not_the_return_nor_the_families_behind_a_figure(released: Released):
    assert [each.id for each in reports.releases(actor=ANALYST)] == [released.report_id]
    with pytest.raises(Forbidden):
        reports.open_release(released.return_id, actor=ANALYST)
    with pytest.raises(Forbidden):
        reports.release_file(released.return_id, "return-2013-07.csv", actor=ANALYST)
    with pytest.raises(Forbidden):
        reports.open_figure(released.report_id, "families.listed@2013-03-31", actor=ANALYST)


@pytest.mark.parametrize(
    ("opening", "code"),
    [
        pytest.param(
            lambda it: reports.open_release(uuid4(), actor=COORDINATOR), "release", id="no such release"
        ),
        pytest.param(
            lambda it: reports.release_file(it.report_id, "other.pdf", actor=COORDINATOR),
            "file",
            id="no such file",
        ),
        pytest.param(
            lambda it: reports.open_figure(it.report_id, "families.unheard-of@2013-03-31", actor=COORDINATOR),
            "figure",
            id="no such figure",
        ),
        pytest.param(
            lambda it: reports.open_live_figure(
                "families.unheard-of@2013-03-31", as_at=AS_AT, organisation=COUNCIL, actor=COORDINATOR
            ),
            "figure",
            id="no such live figure",
        ),
    ],
)
def test_what_is_not_there_is_not_found(released: Released, opening: Callable[[Released], object], code: str):
    with pytest.raises(NotFound) as refused:
        opening(released)

    assert refused.value.code == code


def test_a_live_figure_opens_to_the_families_that_the_report_froze(released: Released):
    figure_id = "families.worked-with[route=pilot]@2013-03-31"

    live = reports.open_live_figure(figure_id, as_at=AS_AT, organisation=COUNCIL, actor=COORDINATOR)
    frozen = reports.open_figure(released.report_id, figure_id, actor=COORDINATOR)

    assert live.families == frozen.families
    assert len(live.families) == 21
    assert all(family.standing.startswith("Worked with: Pilot group") for family in live.families)
    assert live.release is None


def test_a_document_opened_again_has_the_figures_of_the_release(released: Released):
    opened = reports.open_release(released.return_id, actor=COORDINATOR)

    assert opened.document.warning == "Draft: not audited, not signed"
    kept = figures(released.return_id)
    assert {
        name.removesuffix("@2013-07-12"): each.value for name, each in opened.document.figures.items()
    } == kept
    assert opened.document.stamp.digest == opened.summary.digest


PAID_IN_THIS_WINDOW = "money.results[span=in-window,route=education-and-crime,cohort-year=2012/13]@2013-07-12"


def test_a_result_claimed_in_an_earlier_window_counts_so_far_and_not_again(released: Released):
    before = figures(released.return_id)
    ((family_id,),) = ask(
        "select members[1] from figure where release_id = :release and figure_id = :figure",
        release=released.return_id,
        figure=PAID_IN_THIS_WINDOW,
    )
    with transaction(COORDINATOR) as session:
        claims = "(select id from claim where family_id = :family)"
        lines = f"(select id from claim_line where claim_id in {claims})"
        run(session, f"delete from claim_evidence where line_id in {lines}", family=family_id)
        run(session, f"delete from claim_line where claim_id in {claims}", family=family_id)
        run(session, "delete from claim where family_id = :family", family=family_id)
        claim_id = uuid4()
        run(
            session,
            "insert into claim (id, family_id, phase) values (:id, :family, 'phase-one')",
            id=claim_id,
            family=family_id,
        )
        run(
            session,
            "insert into claim_line (id, claim_id, route, window_id, state, value_pence, drafted_on) "
            "select gen_random_uuid(), :claim, 'education-and-crime', id, 'paid', 70000, '2013-01-07' "
            "from claim_window where label = 'January 2013'",
            claim=claim_id,
        )

    after = figures(made_return())

    def change(name: str) -> int:
        return int(after[name] - before[name])

    assert change("families.achieved-education-and-crime[span=cumulative]") == 0
    assert change("families.achieved-education-and-crime[span=in-window]") == -1
    assert change("families.turned-around[span=in-window]") == -1
    assert change("money.results[span=cumulative]") == 0
    assert change("money.results[span=in-window]") == -700_00


def test_the_drafts_of_two_windows_do_not_take_each_others_names(released):
    october = built(a_return_asked_for("October 2013"))

    names = {file.name for file in reports.open_release(october, actor=COORDINATOR).files}

    assert names == {f"return-2013-10.{form}" for form in ("csv", "json", "pdf", "xlsx")}
