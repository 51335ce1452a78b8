"""The CAF reports count what the register, consents, quality audits and criteria hold, and open to it."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

import pytest

from app.access import services as access
from app.access.policies import COMMAND_LINE, Actor
from app.access.roles import ROLES_MAY, Action, Role
from app.cases.rules.sharing import ConsentBy, NewConsent
from app.cases.rules.vocabulary import ConsentDecision
from app.cases.services import consenting
from app.db import reading
from app.demo.caf_work import a_year_of_caf_work
from app.errors import Forbidden, NotFound
from app.reports import services as reports
from app.reports.queries.cafs import consent_rows
from app.reports.rules.vocabulary import Profile
from tests.conftest import COORDINATOR, TODAY
from tests.reports.conftest import Released
from tests.reports.records import ask
from tests.reports.requests import AS_AT, COUNCIL, built, made_report

LEAD = Actor(UUID(int=77), frozenset({Role.LEAD_PROFESSIONAL}))


@dataclass(frozen=True, slots=True)
class Year:
    """The board report after a year of the CAF coordinator's work."""

    report_id: UUID


@pytest.fixture
def year(released: Released) -> Year:
    named = access.create_user(
        "caf@example.org", "Cam Example", {Role.CAF_COORDINATOR}, "three-blue-kettles", actor=COMMAND_LINE
    )
    a_year_of_caf_work(caf=access.load_actor(named, today=TODAY), coordinator=COORDINATOR)
    return Year(made_report())


def opened(name, as_at=AS_AT):
    return reports.open_caf_figure(f"{name}@{as_at}", as_at=as_at, organisation=COUNCIL, actor=COORDINATOR)


def test_the_report_and_the_page_count_the_same_and_open_to_what_they_count(year: Year):
    live = reports.live_caf_reports(as_at=AS_AT, organisation=COUNCIL, actor=COORDINATOR).figures
    report = reports.open_release(year.report_id, actor=COORDINATOR).document.figures

    shared = set(live) & set(report)
    assert len(shared) > 400
    assert not [each for each in shared if live[each].value != report[each].value]
    assert [
        live[f"consents.refused[follow-up={each}]@{AS_AT}"].value for each in ("on-time", "late", "overdue")
    ] == [2, 1, 1]
    overdue = opened("consents.refused[follow-up=overdue]")
    assert overdue.records[0].standing == "Overdue; nothing recorded yet"
    assert overdue.records[0].family_id is not None
    reviews = opened("quality-reviews.finished[audit-category=persistent-absence]")
    assert reviews.figure.value == len(reviews.records) > 5
    assert reviews.records[0].name == "Review finished on 14 February 2013"
    actions = opened("review-actions.asked[action-state=open]")
    assert {each.standing for each in actions.records} == {"Open"}
    child = opened("children.on-record-in-group[known-group=permanent-exclusions,support=supported]")
    assert child.figure.value == len(child.records) > 5
    assert "Permanent exclusions" in child.records[0].standing
    closed = opened("cafs.closed-in-twelve-months[sex=male,ending=needs-met]")
    assert closed.figure.value == len(closed.assessments)
    assert opened("closures.median-length-in-twelve-months").inputs[0].value == 800
    kept = reports.open_figure(
        year.report_id, f"children.assessed[financial-year=2012/13]@{AS_AT}", actor=COORDINATOR
    )
    assert kept.figure.value == len(kept.records) == 859
    rebuilt = reports.rebuilt(year.report_id, actor=COORDINATOR)
    assert rebuilt.figures == ()
    assert all(is_same for _, is_same in rebuilt.files)
    (family,) = {each.family_id for each in child.records[:1]}
    assert year.report_id in {each.id for each in reports.releases_holding(family, actor=COORDINATOR)}


def test_the_public_report_keeps_few_cells_back_and_says_what_it_leaves_out(released: Released):
    release_id = built(
        reports.request_board_report(
            as_at=AS_AT, dated=date(2013, 6, 26), profile=Profile.PUBLIC, actor=COORDINATOR
        )
    )
    document = reports.open_release(release_id, actor=COORDINATOR).document

    ours = ("cafs.closed-in-twelve-months", "children.", "consents.", "quality-", "review-")
    hidden = [
        each for each in document.figures.values() if each.measure.startswith(ours) and each.is_withheld
    ]
    assert len(hidden) < 10
    assert document.figures[f"cafs.initiated[quarter=2012/13 Q4]@{AS_AT}"].value == 157
    assert "CAF tables left out here" in [each.title for each in document.sections]


def test_a_refusal_that_is_taken_back_is_still_a_refusal_with_consent_given_later(released: Released):
    (assessment, family, version), *_ = ask(
        "select assessment.id, family.id, family.version from assessment "
        "join family on family.id = family_id join consent on assessment_id = assessment.id "
        "where closed_on is null and decision = 'refused' order by initiated_on limit 1"
    )
    consenting.record_consent(
        family,
        assessment,
        NewConsent(ConsentDecision.GIVEN, date(2013, 7, 1)),
        decided_by=ConsentBy.BOTH,
        present=None,
        version=version,
        actor=COORDINATOR,
        today=TODAY,
    )

    with reading(COORDINATOR) as session:
        then, now = consent_rows(session, date(2013, 6, 30)), consent_rows(session, TODAY)
    steps = [[row.next_step for row in found if row.assessment_id == assessment] for found in (then, now)]
    assert steps[1] == ["consent-given-later"]
    assert steps[0] != steps[1]


def test_the_page_and_its_figures_are_for_those_who_see_the_data_sheet(released: Released):
    with pytest.raises(Forbidden):
        reports.live_caf_reports(as_at=AS_AT, organisation=COUNCIL, actor=LEAD)
    with pytest.raises(Forbidden):
        reports.open_caf_figure("cafs.open@2013-03-31", as_at=AS_AT, organisation=COUNCIL, actor=LEAD)
    with pytest.raises(NotFound):
        opened("cafs.made-up")
    # A figure of refusals tells at which of them a risk is known.
    assert ROLES_MAY[Action.OPEN_FIGURES] <= ROLES_MAY[Action.SEE_NOTED_RISKS]
