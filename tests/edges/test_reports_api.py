"""Reports, returns, their figures and the work on them through the API."""

from urllib.parse import quote
from uuid import UUID

import orjson
import pytest
import sqlalchemy as sa
from apiflask import APIFlask

from app.access.roles import Role
from app.reports import services
from tests.city import COUNCIL, Released
from tests.edges.programs import API, Program, a_program, code_of

BASFORD = "families.allocated-excluding-fip[ward=Basford]@2013-03-31"


@pytest.fixture
def coordinator(city: sa.Connection, app: APIFlask) -> Program:
    """A program of the programme coordinator, over the city."""
    return a_program(app, Role.PROGRAMME_COORDINATOR)


def figure_path(release_id: UUID, figure_id: str) -> str:
    return f"/releases/{release_id}/figure?id={quote(figure_id)}"


class TestReleases:
    def test_a_release_is_listed_opened_and_its_files_are_as_they_were_released(
        self, coordinator: Program, released: Released
    ) -> None:
        listed = coordinator.get("/releases").get_json()["releases"]
        opened = coordinator.get(f"/releases/{released.report_id}").get_json()

        assert opened["release"] in listed
        assert len(listed) == 3
        for file in opened["files"]:
            sent = coordinator.get(f"/releases/{released.report_id}/files/{file['name']}")
            assert sent.mimetype == file["media_type"]
            assert len(sent.get_data()) == file["size"]
            assert sent.headers["Content-Disposition"] == f"attachment; filename={file['name']}"

    def test_a_draft_return_says_so(self, coordinator: Program, released: Released) -> None:
        opened = coordinator.get(f"/releases/{released.return_id}").get_json()

        assert opened["warning"] == "Draft: not audited, not signed"

    def test_the_figures_are_those_of_the_releases_own_file(
        self, coordinator: Program, released: Released
    ) -> None:
        kept = coordinator.get(f"/releases/{released.report_id}/figures").get_json()["figures"]
        file = coordinator.get(f"/releases/{released.report_id}/files/board-report-internal.json")

        assert kept == orjson.loads(file.get_data())["figures"]

    def test_a_release_is_made_again_to_the_same_bytes(
        self, coordinator: Program, released: Released
    ) -> None:
        found = coordinator.get(f"/releases/{released.return_id}/rebuilt").get_json()

        assert (found["verdict"], found["figures"], found["made_by"] == found["now"]) == (
            "same-bytes",
            [],
            True,
        )
        assert {each["is_same"] for each in found["files"]} == {True}

    def test_figures_of_one_measure_are_its_cells_and_totals(
        self, coordinator: Program, released: Released
    ) -> None:
        path = f"/releases/{released.report_id}/figures?measure=families.worked-with"
        found = coordinator.get(path).get_json()["figures"]

        assert {each["measure"] for each in found} == {"families.worked-with"}
        assert {each["coordinates"].get("route"): each["value"] for each in found}["fip"] == 70

    def test_a_figure_opens_to_its_families_as_they_stood(
        self, coordinator: Program, released: Released
    ) -> None:
        opened = coordinator.get(figure_path(released.report_id, BASFORD)).get_json()

        assert opened["figure"]["value"] == len(opened["families"]) == 17
        assert {family["ward"] for family in opened["families"]} == {"Basford"}
        assert opened["members_are"] == "families"

    def test_a_derived_figure_opens_to_its_formula_and_inputs(
        self, coordinator: Program, released: Released
    ) -> None:
        share = coordinator.get(
            figure_path(released.report_id, "programme.share-of-target@2013-03-31")
        ).get_json()

        assert share["figure"]["value"] == 93.75
        assert share["formula"]
        assert {375, 400} <= {each["value"] for each in share["inputs"]}

    def test_two_reports_are_compared(self, coordinator: Program, released: Released) -> None:
        path = f"/releases/{released.earlier_report_id}/comparison?to={released.report_id}"
        found = coordinator.get(path).get_json()

        worked = [
            each
            for each in found["moved"]
            if each["measure"] == "families.worked-with" and not each["coordinates"]
        ]
        assert [(each["before"], each["after"]) for each in worked] == [(112, 375)]
        assert (found["first"]["id"], found["second"]["id"]) == (
            str(released.earlier_report_id),
            str(released.report_id),
        )
        assert sum(worked[0]["more"].values()) - sum(worked[0]["fewer"].values()) == 375 - 112
        assert {each["kind"] for each in found["records"]} == {"families", "assessments"}

    def test_a_report_is_compared_with_the_records_as_they_stand(
        self, coordinator: Program, released: Released
    ) -> None:
        path = f"/releases/{released.report_id}/comparison"

        assert coordinator.get(path).get_json()["records"] == []
        later = coordinator.get(f"{path}?as_at=2013-07-12").get_json()
        assert (later["second"], later["as_at"]) == (None, "2013-07-12")
        assert "since-then" in {each["reason"] for each in later["records"]}
        assert code_of(coordinator.get(f"{path}?as_at=2013-03-30")) == (422, "before-the-report")

    @pytest.mark.parametrize(
        ("path", "refusal"),
        [
            (f"/releases/{UUID(int=404)}", (404, "release")),
            (f"/releases/{UUID(int=404)}/figures", (404, "release")),
            (f"/releases/{UUID(int=404)}/files/a.pdf", (404, "release")),
            (f"/releases/{UUID(int=404)}/figure?id=x", (404, "release")),
            (f"/releases/{UUID(int=404)}/comparison?to={UUID(int=404)}", (404, "release")),
            (f"/releases/{UUID(int=404)}/comparison", (404, "release")),
            (f"/releases/{UUID(int=404)}/comparison?to=1", (422, None)),
            (f"/releases/{UUID(int=404)}/figure", (422, None)),
        ],
    )
    def test_a_release_that_there_is_not_is_refused(
        self, coordinator: Program, path: str, refusal: tuple[int, str | None]
    ) -> None:
        assert code_of(coordinator.get(path)) == refusal

    def test_a_report_and_a_return_are_not_compared(self, coordinator: Program, released: Released) -> None:
        path = f"/releases/{released.report_id}/comparison?to={released.return_id}"

        assert code_of(coordinator.get(path)) == (422, "different-kinds")

    def test_a_file_or_figure_that_a_release_has_not_is_refused(
        self, coordinator: Program, released: Released
    ) -> None:
        files = f"/releases/{released.report_id}/files"

        assert code_of(coordinator.get(f"{files}/other.pdf")) == (404, "file")
        assert code_of(coordinator.get(figure_path(released.report_id, "x@2013-03-31"))) == (404, "figure")

    def test_a_board_reader_sees_no_internal_release_without_being_named(
        self, city: sa.Connection, app: APIFlask, released: Released
    ) -> None:
        reader = a_program(app, Role.BOARD_READER)

        assert reader.get("/releases").get_json() == {"releases": []}
        assert code_of(reader.get(f"/releases/{released.report_id}")) == (403, "internal-profile")
        assert code_of(reader.get(f"/releases/{released.report_id}/figures")) == (403, "internal-profile")
        assert code_of(reader.get(f"/releases/{released.return_id}")) == (403, "return")
        assert code_of(reader.get(figure_path(released.report_id, BASFORD))) == (403, "role")


class TestTheLiveDataSheet:
    def test_it_has_the_boards_own_numbers(self, coordinator: Program) -> None:
        sheet = coordinator.get("/data-sheet?as_at=2013-03-31").get_json()

        assert {each["id"]: each["value"] for each in sheet["figures"]}[BASFORD] == 17

    def test_each_dashboard_has_the_same_numbers(self, coordinator: Program) -> None:
        for view in ("programme", "agency", "ward", "caf"):
            found = coordinator.get(f"/dashboard?as_at=2013-03-31&view={view}").get_json()
            assert {each["id"]: each["value"] for each in found["figures"]}[BASFORD] == 17
        for wrong in ("view=made-up", "view=ward&map=made-up", "", "view=ward&as_at=0001-01-01"):
            assert coordinator.get(f"/dashboard?{wrong}").status_code == 422

    def test_its_figures_open_to_families(self, coordinator: Program) -> None:
        path = f"/data-sheet/figure?as_at=2013-03-31&id={quote(BASFORD)}"
        opened = coordinator.get(path).get_json()

        assert len(opened["families"]) == 17

    def test_every_identity_holds(self, coordinator: Program) -> None:
        found = coordinator.get("/reconciliation?as_at=2013-03-31").get_json()

        assert found["identities"]
        assert all(each["holds"] for each in found["identities"])

    def test_the_measures_are_defined_for_everyone(self, site: APIFlask) -> None:
        found = a_program(site, Role.BOARD_READER).get("/measures").get_json()["measures"]

        assert "families.worked-with" in [each["name"] for each in found]
        assert all(each["definition"] for each in found)

    def test_a_lead_professional_is_refused_it(self, site: APIFlask) -> None:
        program = a_program(site, Role.LEAD_PROFESSIONAL)

        for path in ("/data-sheet", "/reconciliation", f"/data-sheet/figure?id={quote(BASFORD)}"):
            assert code_of(program.get(path)) == (403, "role")


class TestWork:
    def test_a_report_is_asked_for_watched_and_read(
        self, coordinator: Program, sent_jobs: list[tuple[str, UUID]]
    ) -> None:
        asked = coordinator.post("/board-reports", {"as_at": "2013-03-31", "dated": "2013-06-26"})
        job = asked.get_json()
        where = asked.headers["Location"].removeprefix(API)
        assert asked.status_code == 202
        assert (job["status"], job["stage"]) == ("pending", "waiting")

        services.build(UUID(job["id"]), organisation=COUNCIL)
        done = coordinator.get(where).get_json()

        assert done["status"] == "ready"
        assert coordinator.get(f"/releases/{done['release_id']}").status_code == 200
        assert coordinator.get("/jobs").get_json()["jobs"][0]["id"] == job["id"]
        assert [str(job_id) for _, job_id in sent_jobs] == [job["id"]]

    def test_a_return_is_asked_for_by_its_window(
        self, coordinator: Program, sent_jobs: list[tuple[str, UUID]]
    ) -> None:
        window = coordinator.get("/claim-windows").get_json()["windows"][0]["id"]

        asked = coordinator.post("/returns", {"window_id": window, "as_at": "2013-07-12"})

        assert (asked.status_code, asked.get_json()["name"]) == (202, "build-return")

    def test_work_can_be_cancelled_by_whoever_asked_and_nobody_else(
        self, site: APIFlask, sent_jobs: list[tuple[str, UUID]]
    ) -> None:
        mine, other = a_program(site, Role.PROGRAMME_COORDINATOR), a_program(site, Role.ANALYST)
        job = mine.post("/board-reports", {"as_at": "2013-03-31", "dated": "2013-06-26"}).get_json()["id"]

        assert code_of(other.get(f"/jobs/{job}")) == (404, "job")
        assert code_of(other.post(f"/jobs/{job}/cancel")) == (404, "job")
        assert mine.post(f"/jobs/{job}/cancel").status_code == 202

    @pytest.mark.parametrize(
        ("path", "body", "refusal"),
        [
            ("/board-reports", {"as_at": "2013-07-13", "dated": "2013-07-13"}, (422, "day-to-come")),
            (
                "/board-reports",
                {"as_at": "2013-07-13", "dated": "2013-07-13", "profile": "public"},
                (422, "day-to-come"),
            ),
            ("/returns", {"window_id": str(UUID(int=404)), "as_at": "2013-07-12"}, (404, "claim-window")),
            ("/returns", {"window_id": str(UUID(int=404)), "as_at": "2013-07-13"}, (422, "day-to-come")),
        ],
    )
    def test_what_cannot_be_made_is_refused_at_once(
        self, site: APIFlask, path: str, body: dict[str, str], refusal: tuple[int, str]
    ) -> None:
        assert code_of(a_program(site, Role.PROGRAMME_COORDINATOR).post(path, body)) == refusal

    def test_a_lead_professional_may_ask_for_nothing(self, site: APIFlask) -> None:
        program = a_program(site, Role.LEAD_PROFESSIONAL)
        days = {"as_at": "2013-03-31", "dated": "2013-06-26"}

        assert code_of(program.post("/board-reports", days)) == (403, "role")
        assert code_of(program.get("/releases")) == (403, "role")
