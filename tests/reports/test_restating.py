"""A year told again: the CAFs of 2012/13 as known in June 2013 and a year later, and why they differ."""

from datetime import date
from pathlib import Path

import pytest

from app.demo.city import make_city
from app.demo.cleanse import write_late_register
from app.errors import NotFound, RuleRefused
from app.intake import services as intake
from app.reports import services as reports
from app.reports.rules.restatement import Reason
from app.reports.rules.vocabulary import CountOf
from tests.conftest import ANALYST, COORDINATOR, TODAY
from tests.reports.conftest import Released
from tests.reports.records import figures
from tests.reports.requests import AS_AT, COUNCIL, made_report

A_YEAR_LATER = date(2014, 6, 25)
INITIATED = "cafs.initiated[financial-year=2012/13]"


@pytest.fixture
def cleansed(released: Released, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Released:
    """The city a year later, after a second import with the CAFs that had been entered late."""
    monkeypatch.setenv("LOXLEY_TODAY", A_YEAR_LATER.isoformat())
    write_late_register(make_city(), tmp_path)
    report = intake.load_import(tmp_path, actor=ANALYST, today=A_YEAR_LATER)
    assert report.is_loaded, report
    return released


def test_a_year_is_told_as_it_was_known_then_and_as_it_is_known_now_and_each_late_caf_is_named(
    cleansed: Released,
) -> None:
    again = made_report()

    assert (figures(cleansed.report_id)[INITIATED], figures(again)[INITIATED]) == (758, 867)
    assert all(same for _, same in reports.rebuilt(cleansed.report_id, actor=COORDINATOR).files)
    assert all(same for _, same in reports.rebuilt(again, actor=COORDINATOR).files)

    found = reports.compare_releases(cleansed.report_id, again, actor=COORDINATOR)
    assert found.reasons == {Reason.LATE_ENTRY: {CountOf.ASSESSMENTS: 109}}
    (moved,) = [each for each in found.moved if each.id == f"{INITIATED}@{AS_AT}"]
    assert (moved.why.come, moved.why.gone) == ({Reason.LATE_ENTRY: 109}, {})
    behind = found.of_figure(moved.id)
    assert len({each.id for each in behind}) == 109
    assert all(
        each.family_id and each.name.startswith("Common assessment (CAF) initiated ") for each in behind
    )
    assert f"{moved.id}: 758 → 867 (109 more: 109 entered late)" in list(found.lines())
    # Nothing of the programme's families was touched, so that no other figure of theirs moved.
    assert not any(each.measure.startswith("families.") for each in found.moved)


def test_a_report_is_compared_with_the_records_as_they_stand(cleansed: Released) -> None:
    now = reports.compare_with_now(cleansed.report_id, as_at=None, organisation=COUNCIL, actor=COORDINATOR)

    assert now.second is None
    assert now.last_day == AS_AT
    assert now.reasons == {Reason.LATE_ENTRY: {CountOf.ASSESSMENTS: 109}}
    with pytest.raises(NotFound):
        now.of_figure("families.listed@2013-03-31")


def test_what_happened_since_does_not_restate_a_report(released: Released) -> None:
    found = reports.compare_with_now(released.report_id, as_at=TODAY, organisation=COUNCIL, actor=COORDINATOR)

    assert set(found.reasons) == {Reason.SINCE_THEN, Reason.RULES_CHANGED}
    assert found.reasons[Reason.SINCE_THEN][CountOf.ASSESSMENTS] > 0


@pytest.mark.parametrize(
    ("day", "code"), [(date(2013, 3, 30), "before-the-report"), (date(2013, 7, 13), "day-to-come")]
)
def test_a_report_is_not_compared_with_a_day_before_its_own_or_one_that_has_not_come(
    released: Released, day: date, code: str
) -> None:
    with pytest.raises(RuleRefused) as refused:
        reports.compare_with_now(released.report_id, as_at=day, organisation=COUNCIL, actor=COORDINATOR)

    assert refused.value.code == code


def test_a_return_is_not_compared_with_the_records_as_they_stand(released: Released) -> None:
    with pytest.raises(RuleRefused) as refused:
        reports.compare_with_now(released.return_id, as_at=None, organisation=COUNCIL, actor=COORDINATOR)

    assert refused.value.code == "not-a-report"


def test_of_two_reports_the_one_of_the_earlier_day_comes_first(released: Released) -> None:
    january = made_report(date(2013, 1, 31))

    found = reports.compare_releases(released.report_id, january, actor=COORDINATOR)

    assert (found.first.id, found.second.id if found.second else None) == (january, released.report_id)
