"""Reports in the browser: ask, watch, open, download, follow a figure, compare."""

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa

from app.access.roles import Role
from app.db import Sessions
from app.errors import RuleRefused
from app.jobs import queue
from app.jobs.models import Job
from app.reports import services
from tests.city import COUNCIL, Released
from tests.conftest import TODAY
from tests.edges.conftest import Browser, Page
from tests.reports.approvals import a_person, approved

BrowserOf = Callable[..., Browser]

DATES = {
    "as_at-day": "31",
    "as_at-month": "3",
    "as_at-year": "2013",
    "dated-day": "26",
    "dated-month": "06",
    "dated-year": "2013",
}


@pytest.fixture
def coordinator(city: sa.Connection, browser_of: BrowserOf) -> Browser:
    """The browser of a programme coordinator, over the city."""
    return browser_of(Role.PROGRAMME_COORDINATOR)


FAMILIES_OF_FIGURES = """
    select distinct family.id from family
    left join assessment on assessment.family_id = family.id
    join (select distinct unnest(members) as member from figure join release on release.id = release_id
          where as_at = '2013-03-31' and profile = 'internal') counted
      on counted.member in (family.id, assessment.id)
"""
FAMILIES_OF_ROWS = """
    select distinct coalesce(assessment.family_id, frozen.of::uuid) as id
    from (select distinct coalesce(content::jsonb ->> 'family_id', content::jsonb ->> 'assessment_id') as of
          from release join release_inputs on release_id = release.id
          cross join lateral unnest(digests) as each(of) join frozen_input on frozen_input.digest = each.of
          where profile = 'public') frozen
    left join assessment on assessment.id = frozen.of::uuid
    where frozen.of is not null
"""


def audited(action: str) -> int:
    """How often something was done."""
    with Sessions() as session:
        counted = sa.text("select count(*) from audit_event where action = :action")
        return int(session.execute(counted, {"action": action}).scalar_one())


def approve(report_id: UUID) -> None:
    """Have a report approved for release, by two people."""
    coordinator = a_person("Cara Submits", Role.PROGRAMME_COORDINATOR)
    approved(report_id, coordinator, a_person("Olu Approves", Role.AUTHORISING_OFFICER))


def row_of(page: Page, header: str) -> list[str]:
    """The cells of the first row of the page with this header."""
    for row in page.all("tr"):
        headers = [page.text_of(each) for each in row.iter("th")]
        if headers == [header]:
            return [page.text_of(each) for each in row.iter("td")]
    raise AssertionError(f"no row {header}")


def test_the_live_data_sheet_has_the_boards_own_numbers(coordinator: Browser) -> None:
    page = coordinator.get("/data-sheet?as_at=2013-03-31")

    assert row_of(page, "Basford") == ["17", "6", "2", "50"]
    assert row_of(page, "FIP") == ["70"]


def test_every_number_of_the_data_sheet_leads_to_as_many_families(coordinator: Browser) -> None:
    sheet = coordinator.get("/data-sheet?as_at=2013-03-31")
    row = next(row for row in sheet.all("tr") if sheet.text_of(row).startswith("Basford"))
    [link, *_] = row.iter("a")

    figure = coordinator.get(link.get("href"))

    assert figure.heading == "17 families"
    assert len([each for each in figure.links if each.startswith("PF-")]) == 17
    assert audited("figure.opened") == 1


def test_a_sheet_may_be_asked_for_by_its_day(coordinator: Browser) -> None:
    page = coordinator.get("/data-sheet?as_at-day=31&as_at-month=3&as_at-year=2013")

    assert row_of(page, "FIP") == ["70"]


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("as_at-day=31&as_at-month=2&as_at-year=2013", "The date must be a real one, like 31 3 2013."),
        ("as_at-day=x&as_at-month=2&as_at-year=2013", "The date must be a real one, like 31 3 2013."),
        ("as_at-day=1&as_at-month=2&as_at-year=13", "The date must be a real one, like 31 3 2013."),
        ("as_at-day=31&as_at-month=3&as_at-year=", "The date must include a year."),
        ("as_at-day=31", "The date must include a month and a year."),
    ],
)
def test_a_day_that_is_none_gets_a_sentence(coordinator: Browser, query: str, sentence: str) -> None:
    page = coordinator.get(f"/data-sheet?{query}")

    assert page.status == 422
    assert page.errors == [sentence]
    assert page.all("a", href="#as_at-day")


def test_a_made_up_day_or_figure_is_no_page(coordinator: Browser) -> None:
    assert coordinator.get("/data-sheet?as_at=yesterday").status == 404
    assert coordinator.get("/data-sheet?as_at=0001-01-01").status == 404
    assert coordinator.get("/data-sheet/figure?id=families.made-up@2013-03-31").status == 404


def test_what_must_reconcile_is_listed_and_holds(coordinator: Browser) -> None:
    page = coordinator.get("/data-sheet/reconciliation?as_at=2013-03-31")

    assert "hold No report and no return is released while one of them does not." in page.text
    assert "Families: all " in page.text
    assert "Common Assessment Framework: all " in page.text
    assert row_of(page, "Families reviewed: counted by rollout, they add up to the total.") == ["521", "521"]
    assert page.links["identified"] == "/data-sheet/figure?id=families.identified@2013-03-31&as_at=2013-03-31"
    assert "Families allocated at meetings: counted by agency, they add up to the total." in page.text
    assert not page.all("strong", class_="govuk-tag--red")


def test_a_board_report_is_asked_for_and_its_progress_shows_until_it_is_ready(
    coordinator: Browser, sent_jobs: list[tuple[str, UUID]]
) -> None:
    waiting = coordinator.follow(coordinator.post("/reports/board-report", DATES))
    [(name, job_id)] = sent_jobs
    services.build(job_id, organisation=COUNCIL)
    ready = coordinator.get(f"/work/{job_id}")
    report = coordinator.get(ready.links["Open the board report"])

    assert name == queue.BUILD_BOARD_REPORT
    assert "Waiting" in waiting.text
    assert waiting.all("meta", **{"http-equiv": "refresh"})
    assert not ready.all("meta", **{"http-equiv": "refresh"})
    assert "Priority Families" in report.heading
    assert coordinator.get("/work").links["Board report"] == f"/work/{job_id}"


def test_a_public_report_is_asked_for_on_the_same_page_and_shared_by_a_link_once_approved(
    coordinator: Browser, browser: Browser, sent_jobs: list[tuple[str, UUID]]
) -> None:
    coordinator.post("/reports/board-report", {**DATES, "profile": "public"})
    [(_, job_id)] = sent_jobs
    services.build(job_id, organisation=COUNCIL)
    report = coordinator.get(coordinator.get(f"/work/{job_id}").links["Open the board report"])

    assert "How small numbers are protected" in report.text
    assert "c stands in their place" in report.text
    assert "OFFICIAL-SENSITIVE" not in report.text
    assert not report.all("input", id="email")
    assert "Board report, public" in coordinator.get("/reports").text
    assert not report.all("input", id="days")
    address = coordinator.get(f"/work/{job_id}").links["Open the board report"]
    approve(UUID(address.rpartition("/")[2]))
    shared = coordinator.post(f"{address}/links", {"days": "30"}, page="/")
    link = shared.text_of(shared.all("p", class_="lx-id")[0])
    web = browser.get(browser.get(link).links["board-report-public.html"])
    assert web.status == 200
    assert "How small numbers are protected" in web.text
    assert not web.all("script")
    assert link not in coordinator.get(address).text


def test_a_report_for_nobody_in_particular_is_refused_by_its_field(coordinator: Browser) -> None:
    page = coordinator.post("/reports/board-report", {**DATES, "profile": "everybody"})

    assert page.status == 422
    assert "Choose whom the report is for." in page.text


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"as_at-year": "2014"}, "A report is as at a day that has come. Choose today or earlier."),
        ({"as_at-year": ""}, "The date must include a year."),
        ({"dated-day": "30", "dated-month": "3"}, "A paper is dated on the day of its figures or later."),
    ],
)
def test_a_report_that_cannot_be_made_is_refused_and_nothing_is_queued(
    coordinator: Browser,
    sent_jobs: list[tuple[str, UUID]],
    changed: dict[str, str],
    sentence: str,
) -> None:
    refused = coordinator.post("/reports/board-report", {**DATES, **changed})

    assert refused.status == 422
    assert refused.errors == [sentence]
    assert refused.all("input", id="dated-year")[0].get("value") == "2013"
    assert sent_jobs == []


def test_a_return_is_asked_for_by_its_window(coordinator: Browser, sent_jobs: list[tuple[str, UUID]]) -> None:
    form = coordinator.get("/reports/return")
    july = next(
        radio.get("value")
        for radio in form.all("input", name="window_id")
        if any(form.text_of(label) == "July 2013" for label in form.all("label", **{"for": radio.get("id")}))
    )

    sent = coordinator.post(
        "/reports/return",
        {"window_id": july, "as_at-day": "12", "as_at-month": "7", "as_at-year": "2013"},
    )

    assert sent.status == 303
    assert [name for name, _ in sent_jobs] == [queue.BUILD_RETURN]


def test_a_return_without_a_window_is_refused(coordinator: Browser) -> None:
    refused = coordinator.post(
        "/reports/return", {"as_at-day": "12", "as_at-month": "7", "as_at-year": "2013"}
    )

    assert refused.errors == ["Choose a claim window."]


def test_a_failed_job_says_what_the_refusal_said(
    coordinator: Browser, sent_jobs: list[tuple[str, UUID]]
) -> None:
    coordinator.post("/reports/board-report", DATES)
    [(_, job_id)] = sent_jobs
    services.fail(job_id, RuleRefused("does-not-reconcile", "The figures do not reconcile."))

    page = coordinator.get(f"/work/{job_id}")

    assert "The figures do not reconcile." in page.text


def test_a_job_can_be_stopped_once_and_by_its_owner_only(
    coordinator: Browser, browser_of: BrowserOf, sent_jobs: list[tuple[str, UUID]]
) -> None:
    coordinator.post("/reports/board-report", DATES)
    [(_, job_id)] = sent_jobs
    analyst = browser_of(Role.ANALYST)

    assert analyst.get(f"/work/{job_id}").status == 404
    assert analyst.post(f"/work/{job_id}/cancel", page="/").status == 404
    stopped = coordinator.follow(coordinator.post(f"/work/{job_id}/cancel", page=f"/work/{job_id}"))
    assert "The work will stop at its next step." in stopped.text


def test_work_that_has_ended_cannot_be_stopped(
    coordinator: Browser, sent_jobs: list[tuple[str, UUID]]
) -> None:
    coordinator.post("/reports/board-report", DATES)
    [(_, job_id)] = sent_jobs
    with Sessions() as session, session.begin():
        queue.finish(session.get_one(Job, job_id))

    refused = coordinator.post(f"/work/{job_id}/cancel", page="/")

    assert refused.status == 422
    assert refused.errors == ["This work has already ended."]


def test_a_released_report_shows_every_number_as_a_link_to_its_families(
    coordinator: Browser, released: Released
) -> None:
    page = coordinator.get(f"/reports/{released.report_id}")
    [worked_with, *_] = [
        link
        for link in page.all("a", class_="report-figure")
        if link[0].get("data-figure") == "families.worked-with@2013-03-31"
    ]

    figure = coordinator.get(worked_with.get("href"))

    assert page.text_of(worked_with) == "375"
    assert figure.heading == "375 families"
    assert "as the release froze them" in figure.text
    assert audited("release.opened") == 1


def test_a_derived_figure_shows_how_it_was_made_and_leads_on(
    coordinator: Browser, released: Released
) -> None:
    address = f"/reports/{released.report_id}/figure?id="
    page = coordinator.get(f"{address}money.attachment-fees[financial-year=2013/14]@2013-03-31")

    assert page.heading == "£1,200,000"
    assert "How it is made" in page.text


def test_a_file_is_downloaded_under_its_name_and_the_download_noted(
    coordinator: Browser, released: Released
) -> None:
    before = audited("release.downloaded")

    got = coordinator.get(f"/reports/{released.report_id}/files/board-report-internal.pdf")

    assert got.bytes.startswith(b"%PDF-")
    assert got.headers["Content-Disposition"] == "attachment; filename=board-report-internal.pdf"
    assert audited("release.downloaded") == before + 1


@pytest.mark.parametrize("address", ["/reports/{}", "/reports/{}/files/x.pdf", "/reports/{}/figure?id=x"])
def test_what_was_never_released_is_no_page(coordinator: Browser, address: str) -> None:
    assert coordinator.get(address.format(uuid4())).status == 404


def test_a_corrected_ward_is_what_two_releases_differ_by(
    coordinator: Browser, released: Released, sent_jobs: list[tuple[str, UUID]]
) -> None:
    family_id, reference = _undecided_in("Basford")
    form = coordinator.get(f"/families/{family_id}/ward")
    bestwood = next(each.get("value") for each in form.all("option") if form.text_of(each) == "Bestwood")
    version = form.all("input", name="version")[0].get("value")
    coordinator.post(
        f"/families/{family_id}/ward",
        {"ward_id": bestwood, "reason": "mistake-on-the-list", "version": version},
    )
    coordinator.post("/reports/board-report", DATES)
    services.build(sent_jobs[0][1], organisation=COUNCIL)
    again = coordinator.get(f"/work/{sent_jobs[0][1]}").links["Open the board report"].split("/")[-1]

    page = coordinator.get(f"/reports/compare?first={released.report_id}&second={again}")

    assert row_of(page, reference) == ["ward: Basford → Bestwood", "Corrected"]
    moved = "families.yet-to-be-allocated [ward={}]"
    left, joined = moved.format("Basford"), moved.format("Bestwood")
    assert row_of(page, left) == ["50", "49", f"1 fewer: 1 corrected: {left}"]
    assert row_of(page, joined) == ["54", "55", f"1 more: 1 corrected: {joined}"]
    assert "Corrected" in page.links

    behind = coordinator.get(page.links[f"1 fewer: 1 corrected: {left}"].partition("#")[0])
    assert row_of(behind, reference) == ["ward: Basford → Bestwood", "Corrected"]
    assert coordinator.get(page.links["Corrected"].partition("#")[0]).heading == "Two releases compared"


def test_a_report_is_held_against_the_records_as_they_stand(coordinator: Browser, released: Released) -> None:
    address = f"/reports/compare?first={released.report_id}&second=now"

    page = coordinator.get(address)

    assert page.heading == "A report and the records now"
    assert "No figure moved." in page.text
    assert coordinator.get(f"{address}&reason=late-entry").status == 200
    assert coordinator.get(f"{address}&reason=whim").status == 404
    assert coordinator.get(f"{address}&figure=families.identified@2013-03-31").status == 404


def test_two_reports_are_offered_for_comparison_to_begin_with(
    coordinator: Browser, released: Released
) -> None:
    page = coordinator.get("/reports")

    chosen = [option.get("value") for option in page.all("option", selected="")]
    assert sorted(chosen) == sorted(map(str, (released.report_id, released.earlier_report_id)))


def test_a_report_and_a_return_cannot_be_compared(coordinator: Browser, released: Released) -> None:
    page = coordinator.get(f"/reports/compare?first={released.report_id}&second={released.return_id}")

    assert page.status == 422
    assert "Compare two board reports or two returns." in page.text
    assert coordinator.get("/reports/compare?first=1&second=2").status == 404


def test_a_family_that_only_a_public_report_counts_is_told_of_it(
    coordinator: Browser, sent_jobs: list[tuple[str, UUID]]
) -> None:
    coordinator.post("/reports/board-report", {**DATES, "profile": "public"})
    [(_, job_id)] = sent_jobs
    services.build(job_id, organisation=COUNCIL)
    with Sessions() as session:
        internal, public = (
            {row.id for row in session.execute(sa.text(statement))}
            for statement in (FAMILIES_OF_FIGURES, FAMILIES_OF_ROWS)
        )

    page = coordinator.get(f"/families/{min(public)}/releases")

    assert public == internal  # what was frozen is what is counted
    assert [page.text_of(each) for each in page.all("th", scope="row")].count(
        "Priority Families and Common Assessment Framework update, public Draft: not approved"
    ) == 1


def test_a_return_says_on_every_page_that_it_is_a_draft(coordinator: Browser, released: Released) -> None:
    draft = "Draft: not audited, not signed"

    assert draft in coordinator.get("/reports").text
    assert draft.lower() in coordinator.get(f"/reports/{released.return_id}").text.lower()


def test_a_board_reader_opens_a_report_only_once_named_for_it_and_no_figure_behind_it(
    coordinator: Browser, browser_of: BrowserOf, released: Released
) -> None:
    member = browser_of(Role.BOARD_READER)
    address = f"/reports/{released.report_id}"
    before = member.get(address).status

    named = coordinator.follow(
        coordinator.post(f"{address}/readers", {"email": "board-reader-@example.org"}, page=address)
    )

    assert before == 403
    assert "The reader has been named." in named.text
    assert member.get(address).status == 403  # nobody has approved it yet
    approve(released.report_id)
    assert member.get(address).status == 200
    led = {
        link.get("href").partition("-")[0] for link in member.get(address).all("a", class_="report-figure")
    }
    assert led == {"#measure"}
    assert member.get(f"{address}/figure?id=families.worked-with@2013-03-31").status == 403
    assert member.get(f"/reports/{released.earlier_report_id}").status == 403
    assert len([each for each in member.get("/reports").links.values() if each.startswith("/reports/")]) == 1


@pytest.mark.parametrize(
    ("email", "sentence"),
    [
        ("nobody@example.org", "Nobody has an account with that e-mail address."),
        ("programme-coordinator-@example.org", "Name somebody who holds the role of board reader."),
        ("", "Enter the board reader’s e-mail address."),
    ],
)
def test_somebody_who_cannot_be_a_reader_is_refused_with_a_sentence(
    coordinator: Browser, released: Released, email: str, sentence: str
) -> None:
    address = f"/reports/{released.report_id}"

    refused = coordinator.post(f"{address}/readers", {"email": email}, page=address)

    assert refused.status == 422
    assert refused.errors == [sentence]


def test_an_authorising_officer_sees_the_return_and_opens_no_figure(
    city: sa.Connection, browser_of: BrowserOf, released: Released
) -> None:
    officer = browser_of(Role.AUTHORISING_OFFICER)

    home = officer.get("/").text
    assert "No return waits for your signature." in home
    assert "Draft: not audited, not signed" in home
    assert officer.get(f"/reports/{released.return_id}").status == 200
    assert officer.get(f"/reports/{released.return_id}/figure?id=x").status == 403


def _undecided_in(ward: str) -> tuple[UUID, str]:
    """A family of a ward that no meeting has decided on."""
    found = sa.text(
        """select family.id, family.reference from family
        join residence on residence.family_id = family.id and residence.ends_on is null
        join ward on ward.id = residence.ward_id and ward.name = :ward
        where family.reference is not null and family.identified_on <= :today
        and not exists (select from triage_decision where family_id = family.id)
        and not exists (select from allocation where family_id = family.id)
        order by family.reference limit 1"""
    )
    with Sessions() as session:
        row = session.execute(found, {"ward": ward, "today": TODAY}).one()
    return UUID(str(row.id)), str(row.reference)


def test_a_release_is_made_again_on_a_page_that_says_how_it_came_out(
    coordinator: Browser, released: Released, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = coordinator.get(f"/reports/{released.report_id}").links["Make it again and compare"]
    before = audited("release.rebuilt")

    same = coordinator.get(address)
    monkeypatch.setattr("app.version.code_version", lambda: "9.9.9+later")
    monkeypatch.setattr("app.reports.making.render_html", lambda document: b"laid out anew")
    later = coordinator.get(address)

    assert "The same bytes Every file comes out with the same bytes" in same.text
    assert row_of(same, "board-report-internal.pdf") == ["The same bytes"]
    assert "The same figures Every figure and its members are the same. The layout differs" in later.text
    assert "this is version 9.9.9+later" in later.text
    assert row_of(later, "board-report-internal.html") == ["Other bytes"]
    assert audited("release.rebuilt") == before + 2
