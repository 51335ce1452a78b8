"""What holds for every operation of the API: tokens, problems, and nothing personal in either."""

import io
from datetime import timedelta

import pytest
from apiflask import APIFlask
from sqlalchemy.exc import OperationalError

from app import clock
from app.access import services as access
from app.access.policies import COMMAND_LINE
from app.access.roles import Role
from app.cases.services import families
from tests.cases.builders import a_family
from tests.edges.programs import Program, a_program, a_token, a_user, code_of

COORDINATOR = Role.PROGRAMME_COORDINATOR


@pytest.fixture
def coordinator(site: APIFlask) -> Program:
    return a_program(site, COORDINATOR)


class TestTokens:
    def test_a_request_without_a_token_is_told_to_send_one(self, site: APIFlask) -> None:
        response = Program(site.test_client()).get("/me")

        assert code_of(response) == (401, "no-token")
        assert response.headers["WWW-Authenticate"] == 'Bearer realm="Loxley"'

    @pytest.mark.parametrize("header", ["", "Bearer", "Bearer  ", "Basic abc", "loxley_abc"])
    def test_anything_but_a_bearer_token_counts_as_none(self, site: APIFlask, header: str) -> None:
        response = Program(site.test_client()).get("/me", headers={"Authorization": header})

        assert code_of(response) == (401, "no-token")

    def test_an_unknown_token_is_refused(self, site: APIFlask) -> None:
        assert code_of(Program(site.test_client(), "loxley_nobodys").get("/me")) == (401, "token-refused")

    def test_a_token_is_good_until_it_expires(self, site: APIFlask, monkeypatch: pytest.MonkeyPatch) -> None:
        program = Program(site.test_client(), a_token(a_user(COORDINATOR), lasts=timedelta(hours=1)))
        assert program.get("/me").status_code == 200

        later = clock.now() + timedelta(hours=1)
        monkeypatch.setattr(clock, "now", lambda: later)

        assert code_of(program.get("/me")) == (401, "token-refused")

    def test_a_revoked_token_is_refused(self, site: APIFlask) -> None:
        user, now = a_user(COORDINATOR), clock.now()
        token = access.issue_api_token(
            "a program", can_write=False, expires_at=now + timedelta(days=1), actor=user, now=now
        )
        access.revoke_api_token(token.id, actor=user)

        assert code_of(Program(site.test_client(), token.token).get("/me")) == (401, "token-refused")

    def test_a_token_of_someone_who_left_is_refused_from_that_day(self, site: APIFlask) -> None:
        user = a_user(COORDINATOR)
        program = Program(site.test_client(), a_token(user))
        access.end_user(user.user_id, left_on=clock.today(), actor=COMMAND_LINE)

        assert code_of(program.get("/me")) == (401, "token-refused")

    def test_a_token_that_can_only_read_may_not_write(self, site: APIFlask) -> None:
        program = a_program(site, COORDINATOR, can_write=False)

        response = program.post("/board-reports", {"as_at": "2013-03-31", "dated": "2013-06-26"})

        assert code_of(response) == (403, "read-only-token")

    def test_a_token_that_can_only_read_may_search(self, site: APIFlask) -> None:
        program = a_program(site, COORDINATOR, can_write=False)

        assert program.post("/families/search", {"search": "Testcase"}).status_code == 200

    def test_a_session_of_the_site_is_no_token(self, site: APIFlask) -> None:
        client = site.test_client()
        a_user(COORDINATOR)
        page = client.get("/sign-in").get_data(as_text=True)
        token = page.split('name="csrf_token" value="')[1].split('"')[0]
        signed_in = client.post(
            "/sign-in",
            data={
                "email": "programme-coordinator-@example.org",
                "password": "three-blue-kettles",
                "csrf_token": token,
            },
        )
        assert signed_in.status_code == 303

        assert code_of(Program(client).get("/me")) == (401, "no-token")


class TestProblems:
    def test_an_unknown_address_is_a_problem_not_a_page(self, coordinator: Program) -> None:
        assert code_of(coordinator.get("/nowhere")) == (404, None)

    @pytest.mark.parametrize("path", ["/families/7", "/families/not-a-family", "/meetings/x"])
    def test_an_id_that_is_none_is_an_address_that_there_is_not(
        self, coordinator: Program, path: str
    ) -> None:
        assert code_of(coordinator.get(path)) == (404, None)

    def test_a_method_that_an_address_does_not_take_is_a_problem(self, coordinator: Program) -> None:
        response = coordinator.call("DELETE", "/families")

        assert code_of(response) == (405, None)
        assert "GET" in response.headers["Allow"]

    def test_a_parameter_that_an_operation_does_not_have_is_refused(self, coordinator: Program) -> None:
        response = coordinator.get("/families?wards=Basford")

        assert code_of(response) == (422, None)
        assert response.get_json()["errors"] == [
            {"location": "query", "field": "wards", "detail": "Unknown parameter."}
        ]

    def test_a_parameter_without_a_name_is_refused(self, coordinator: Program) -> None:
        assert code_of(coordinator.get("/wards?=1")) == (422, None)

    def test_every_field_at_fault_is_named_with_its_own_sentence(self, coordinator: Program) -> None:
        response = coordinator.post("/board-reports", {"as_at": "soon", "surprise": 1})

        assert code_of(response) == (422, None)
        assert {(each["field"], each["detail"]) for each in response.get_json()["errors"]} == {
            ("as_at", "The date must be a real one, like 31 3 2013 or 2013-03-31."),
            ("dated", "Enter the day that the paper is dated."),
            ("surprise", "Unknown field."),
        }

    def test_a_body_that_is_not_json_is_refused(self, coordinator: Program) -> None:
        broken = coordinator.call("POST", "/board-reports", data="{", content_type="application/json")

        assert code_of(broken) == (400, None)

    @pytest.mark.parametrize(
        "body",
        [
            pytest.param('{"search": "ab", "ward": "\\ud800"}', id="half a character"),
            pytest.param(f'{{"search": {"[" * 100_000}{"]" * 100_000}}}', id="no end of depth"),
            pytest.param(f'{{"search": "ab", "limit": {"9" * 5000}}}', id="a number without end"),
        ],
    )
    def test_a_body_made_to_break_the_parser_is_refused_with_a_sentence(
        self, coordinator: Program, body: str
    ) -> None:
        response = coordinator.call("POST", "/families/search", data=body, content_type="application/json")

        assert code_of(response) == (400, None)
        assert "cannot be read" in response.get_json()["detail"]

    def test_a_body_of_another_type_is_refused(self, coordinator: Program) -> None:
        other = coordinator.call("POST", "/board-reports", data="as_at=x", content_type="text/plain")

        assert code_of(other)[0] in {415, 422}

    @pytest.mark.parametrize(
        "ask",
        [
            pytest.param(lambda program: program.get("/families?ward=%00"), id="in a parameter"),
            pytest.param(
                lambda program: program.post("/families/search", {"search": "a\x00b"}), id="in a body"
            ),
            pytest.param(
                lambda program: program.get(f"/releases/{'0' * 8}-0000-4000-8000-{'0' * 12}/files/%00"),
                id="in an address",
            ),
        ],
    )
    def test_a_character_that_no_text_can_hold_is_refused(self, coordinator: Program, ask: object) -> None:
        assert code_of(ask(coordinator)) == (400, None)

    @pytest.mark.parametrize("day", ["0001-01-01", "1999-12-31", "2100-01-01", "9999-12-31"])
    def test_a_day_out_of_living_memory_is_refused(self, coordinator: Program, day: str) -> None:
        assert code_of(coordinator.get(f"/evaluation?on={day}")) == (422, None)
        assert code_of(coordinator.get(f"/data-sheet?as_at={day}")) == (422, None)

    def test_a_file_over_the_upload_limit_is_a_problem(self, site: APIFlask) -> None:
        analyst = a_program(site, Role.ANALYST)
        large = io.BytesIO(b"x" * (site.config["MAX_CONTENT_LENGTH"] + 1))

        response = analyst.call(
            "POST", "/imports", data={"file": (large, "families.csv")}, content_type="multipart/form-data"
        )

        assert code_of(response) == (413, None)

    def test_a_fault_of_the_program_shows_nothing_of_itself(
        self, coordinator: Program, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def broken(*_: object, **__: object) -> None:
            raise ValueError("Synthia Example, born 1 May 2001")

        monkeypatch.setattr(families, "list_families", broken)
        response = coordinator.get("/families")

        assert code_of(response) == (500, None)
        assert "Synthia" not in response.get_data(as_text=True)

    def test_a_database_that_is_away_is_a_problem_of_the_moment(
        self, coordinator: Program, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        def away(*_: object, **__: object) -> None:
            raise OperationalError("select 'Synthia'", {}, Exception("Synthia"))

        monkeypatch.setattr(families, "list_families", away)
        response = coordinator.get("/families")

        assert code_of(response) == (503, None)
        assert "Synthia" not in response.get_data(as_text=True) + caplog.text


def test_a_list_of_families_is_kept_by_no_cache(coordinator: Program, site: APIFlask) -> None:
    a_family()

    assert coordinator.get("/families").headers["Cache-Control"] == "no-store"


class TestTheContract:
    def test_the_document_is_open_to_all_and_names_every_operation(self, site: APIFlask) -> None:
        document = Program(site.test_client()).get("/openapi.json").get_json()

        assert document["openapi"] == "3.1.0"
        assert document["security"] == [{"bearer": []}]
        assert "/api/v1/families" in document["paths"]

    def test_its_page_runs_scripts_of_its_own_files_only(self, site: APIFlask) -> None:
        program = Program(site.test_client())
        page = program.get("/docs").get_data(as_text=True)

        assert page.count("<script") == page.count("<script src=") == 2
        for address in [part.split('"')[0] for part in page.split(' src="')[1:]]:
            with site.test_client().get(address) as served:
                assert served.status_code == 200
        assert "unsafe" not in program.get("/docs").headers["Content-Security-Policy"]
