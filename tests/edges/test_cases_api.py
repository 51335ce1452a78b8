"""Families, meetings and the register through the API."""

from datetime import timedelta
from uuid import uuid4

import pytest
import sqlalchemy as sa
from apiflask import APIFlask

from app.access.models import Practitioner
from app.access.policies import SYSTEM
from app.access.roles import Role
from app.cases.rules.vocabulary import TriageOutcome
from app.db import transaction
from tests.cases.builders import (
    CHANGED_AT,
    DECIDED_ON,
    a_decision,
    a_family,
    a_lead,
    a_meeting,
    a_person,
    a_practitioner,
    a_ward,
    an_agency,
    an_allocation,
    an_establishment,
)
from tests.edges.programs import Program, a_program, code_of


@pytest.fixture
def coordinator(site: APIFlask) -> Program:
    return a_program(site, Role.PROGRAMME_COORDINATOR)


def a_lead_program(site: APIFlask, practitioner_id: object) -> Program:
    """A program of the lead professional who is this practitioner."""
    with transaction(SYSTEM) as session:
        key = session.get_one(Practitioner, practitioner_id).import_key
    return a_program(site, Role.LEAD_PROFESSIONAL, practitioner_key=key)


class TestFamilies:
    def test_a_family_is_listed_with_where_it_stands(self, coordinator: Program) -> None:
        health = an_agency("HEALTH")
        family = a_family(a_ward("Basford"), attached_on=DECIDED_ON)
        a_lead(an_allocation(family, health), a_practitioner("Lee Example"), an_establishment(health))

        response = coordinator.get("/families")

        assert response.mimetype == "application/json"
        (listed,) = response.get_json()["families"]
        assert listed.pop("reference").startswith("PF-")
        assert listed == {
            "id": str(family),
            "ward": "Basford",
            "status": "worked-with",
            "agencies": ["HEALTH"],
            "lead_name": "Lee Example",
            "attached_on": DECIDED_ON.isoformat(),
            "updated_at": CHANGED_AT.isoformat(),
        }

    def test_pages_lead_from_one_to_the_next_and_end(self, coordinator: Program) -> None:
        made = {str(a_family(changed_at=CHANGED_AT + timedelta(minutes=number))) for number in range(5)}

        seen, after = [], ""
        for _ in range(3):
            page = coordinator.get(f"/families?limit=2{after}").get_json()
            seen += [family["id"] for family in page["families"]]
            after = f"&after={page['next']}"

        assert page["next"] is None
        assert len(seen) == 5
        assert set(seen) == made

    @pytest.mark.parametrize("cursor", ["x", "", "MjAxMy0wNy0xMg", "%F0%9F%A6%8A", "a" * 500])
    def test_a_cursor_that_is_not_one_of_ours_is_refused(self, coordinator: Program, cursor: str) -> None:
        response = coordinator.get(f"/families?after={cursor}")

        assert code_of(response) == (422, None)
        assert response.get_json()["errors"][0]["field"] == "after"

    @pytest.mark.parametrize("query", ["limit=0", "limit=201", "limit=many", "status=lost"])
    def test_a_filter_that_cannot_be_used_is_refused(self, coordinator: Program, query: str) -> None:
        assert code_of(coordinator.get(f"/families?{query}")) == (422, None)

    def test_filters_narrow_the_list(self, coordinator: Program) -> None:
        basford, bulwell = a_family(a_ward("Basford")), a_family(a_ward("Bulwell"))
        household = a_family(listed_on=None)

        def found(query: str) -> set[str]:
            return {family["id"] for family in coordinator.get(f"/families?{query}").get_json()["families"]}

        assert found("ward=Basford") == {str(basford)}
        assert found("ward=Basford&status=closed") == set()
        assert found("listed_only=true") == {str(basford), str(bulwell)}
        assert found("status=not-on-programme") == {str(household)}

    def test_a_search_goes_in_the_body_and_finds_by_name(self, coordinator: Program) -> None:
        family = a_family()
        a_person(family, "Tansy", "Testcase")
        a_family()

        response = coordinator.post("/families/search", {"search": "testcase tan", "limit": 10})

        assert [found["id"] for found in response.get_json()["families"]] == [str(family)]
        assert code_of(coordinator.get("/families?search=Testcase")) == (422, None)

    def test_a_search_says_why_each_family_was_found(self, coordinator: Program) -> None:
        family = a_family()
        a_person(family, "Elizabeth", "Testcase")

        found = coordinator.post("/families/search", {"search": "Liz Testcaes"}).get_json()

        assert found["families"][0]["why"] == ["nearly-spelled"]
        assert found["families"][0]["person"] == "Elizabeth Testcase"
        assert (found["more"], found["elsewhere"]) == (False, [])

    def test_a_lead_learns_of_another_family_only_whom_to_ask(self, site: APIFlask) -> None:
        lead = a_lead_program(site, a_practitioner())
        a_person(a_family(), "Tansy", "Testcase")

        found = lead.post("/families/search", {"search": "Tansy Testcase 9/5/2001"}).get_json()

        assert found == {
            "families": [],
            "more": False,
            "elsewhere": [{"agency": None, "contact": None, "email": None}],
        }

    @pytest.mark.parametrize(
        ("search", "code"),
        [
            pytest.param("%", None, id="shorter than a search"),
            pytest.param("% _", "search-too-short", id="wildcards only"),
            pytest.param("' or 1=1 --", None, id="a quotation"),
            pytest.param("Testcase 31/2/2004", "no-such-day", id="a date that there is not"),
            pytest.param("a " * 20, "search-too-long", id="too many words"),
            pytest.param("a" * 10_000, None, id="ten thousand letters"),
            pytest.param("Testcase\x00", None, id="the character that text cannot hold"),
        ],
    )
    def test_hostile_searches_are_answered_with_a_sentence_or_with_nothing(
        self, coordinator: Program, search: str, code: str | None
    ) -> None:
        response = coordinator.post("/families/search", {"search": search})

        assert response.status_code in {200, 400, 422}
        if code:
            assert code_of(response) == (422, code)
        assert "Testcase" not in response.get_data(as_text=True)

    def test_searching_as_fast_as_a_machine_can_is_stopped(self, coordinator: Program) -> None:
        asked = [coordinator.post("/families/search", {"search": "Testcase"}) for _ in range(61)]

        assert {response.status_code for response in asked[:60]} == {200}
        assert code_of(asked[60]) == (429, None)

    def test_a_record_is_opened_with_its_version_as_entity_tag(self, coordinator: Program) -> None:
        family = a_family(a_ward("Basford"))
        child = a_person(family, "Tansy", "Testcase")

        response = coordinator.get(f"/families/{family}")

        body = response.get_json()
        assert response.headers["ETag"] == '"1"'
        assert body["version"] == 1
        assert body["people"][0]["person_id"] == str(child)
        assert body["residences"][0]["ward"] == "Basford"

    def test_a_hidden_record_and_none_at_all_are_refused_alike(self, site: APIFlask) -> None:
        program = a_lead_program(site, a_practitioner())
        hidden, unknown = (program.get(f"/families/{each}") for each in (a_family(), uuid4()))

        assert code_of(hidden) == (404, "family")
        assert hidden.get_data() == unknown.get_data()

    def test_a_lead_sees_the_family_they_lead(self, site: APIFlask) -> None:
        health, lead, family = an_agency(), a_practitioner(), a_family()
        a_lead(an_allocation(family, health), lead, an_establishment(health))
        a_family()
        program = a_lead_program(site, lead)

        listed = program.get("/families").get_json()["families"]

        assert [each["id"] for each in listed] == [str(family)]
        assert program.get(f"/families/{family}").status_code == 200
        assert [each["families"] for each in program.get("/caseloads").get_json()["caseloads"]] == [1]

    def test_an_auditor_is_refused_families(self, site: APIFlask) -> None:
        program = a_program(site, Role.INTERNAL_AUDITOR)

        assert code_of(program.get("/families")) == (403, "role")
        assert code_of(program.get(f"/families/{uuid4()}")) == (403, "role")


class TestCorrectingAWard:
    @pytest.fixture
    def path(self, coordinator: Program) -> str:
        return f"/families/{a_family(a_ward('Basford'))}/ward-correction"

    @pytest.fixture
    def sent(self) -> dict[str, str]:
        return {"ward_id": str(a_ward("Bulwell")), "reason": "mistake-on-the-list"}

    def test_a_correction_of_the_record_as_read_is_taken(
        self, coordinator: Program, path: str, sent: dict[str, str]
    ) -> None:
        record = coordinator.get(path.removesuffix("/ward-correction"))

        response = coordinator.post(path, sent, headers={"If-Match": record.headers["ETag"]})

        assert response.get_json() == {"version": 2}
        assert response.headers["ETag"] == '"2"'
        assert coordinator.get(path.removesuffix("/ward-correction")).get_json()["ward"] == "Bulwell"

    def test_a_correction_without_an_entity_tag_is_asked_for_one(
        self, coordinator: Program, path: str, sent: dict[str, str]
    ) -> None:
        assert code_of(coordinator.post(path, sent)) == (428, None)

    @pytest.mark.parametrize("tag", ['"2"', '"other"', "*", '"1", "2"', '"99999999999999999999"'])
    def test_a_correction_of_another_version_is_refused(
        self, coordinator: Program, path: str, sent: dict[str, str], tag: str
    ) -> None:
        response = coordinator.post(path, sent, headers={"If-Match": tag})

        assert code_of(response) == (412, "changed-meanwhile")
        assert coordinator.get(path.removesuffix("/ward-correction")).get_json()["version"] == 1

    @pytest.mark.parametrize(
        ("change", "refusal"),
        [
            ({"ward_id": str(uuid4())}, (404, "ward")),
            ({"reason": "because"}, (422, None)),
            ({"ward_id": "Bulwell"}, (422, None)),
            ({"version": 1}, (422, None)),
        ],
        ids=["no such ward", "no such reason", "no id", "a field too many"],
    )
    def test_a_correction_that_cannot_be_made_is_refused(
        self,
        coordinator: Program,
        path: str,
        sent: dict[str, str],
        change: dict[str, str],
        refusal: tuple[int, str | None],
    ) -> None:
        response = coordinator.post(path, {**sent, **change}, headers={"If-Match": '"1"'})

        assert code_of(response) == refusal

    def test_only_the_coordinator_may_correct(
        self, site: APIFlask, coordinator: Program, path: str, sent: dict[str, str]
    ) -> None:
        manager = a_program(site, Role.AGENCY_MANAGER)

        assert code_of(manager.post(path, sent, headers={"If-Match": '"1"'})) == (403, "role")


class TestTheWholeProgramme:
    def test_meetings_are_listed_and_opened_with_their_decisions(self, coordinator: Program) -> None:
        basford = a_ward("Basford")
        meeting, family = a_meeting(basford), a_family(basford)
        a_decision(family, meeting, TriageOutcome.CHECK_FOR_CLAIM)

        (listed,) = coordinator.get("/meetings").get_json()["meetings"]
        opened = coordinator.get(f"/meetings/{meeting}").get_json()

        assert opened["meeting"] == listed
        assert listed["totals"] == {
            "reviewed": 1,
            "allocate": 0,
            "check_for_claim": 1,
            "not_to_be_allocated": 0,
            "undecided": 0,
        }
        assert [each["family_id"] for each in opened["decisions"]] == [str(family)]
        assert code_of(coordinator.get(f"/meetings/{uuid4()}")) == (404, "meeting")

    def test_families_are_counted_in_cells_with_totals(self, coordinator: Program) -> None:
        an_allocation(a_family(a_ward("Basford")), an_agency("HEALTH"))

        found = coordinator.get("/families/by-ward-agency-and-status?on=2013-03-31").get_json()

        assert found["on"] == "2013-03-31"
        assert {"ward": "Basford", "agency": "total", "status": "total", "families": 1} in found["cells"]
        assert len(found["cells"]) == 8

    def test_wards_and_agencies_are_for_everyone_with_a_token(self, site: APIFlask) -> None:
        program = a_program(site, Role.BOARD_READER)
        a_ward("St Ann's")
        an_agency("HEALTH")

        assert [ward["name"] for ward in program.get("/wards").get_json()["wards"]] == ["St Ann's"]
        assert [agency["code"] for agency in program.get("/agencies").get_json()["agencies"]] == ["HEALTH"]

    def test_the_register_and_what_looks_wrong_are_told(self, city: sa.Connection, app: APIFlask) -> None:
        coordinator = a_program(app, Role.PROGRAMME_COORDINATOR)

        register = coordinator.get("/caf-register").get_json()
        findings = coordinator.get("/data-quality").get_json()["findings"]

        assert [register["initiated"][year] for year in ("2009/10", "2010/11", "2011/12", "2012/13")] == [
            527,
            567,
            1100,
            758,
        ]
        weekend = next(each for each in findings if each["code"] == "meeting-at-a-weekend")
        assert (weekend["count"], weekend["about"]) == (1, "meeting")

    @pytest.mark.parametrize(
        "path",
        ["/meetings", "/families/by-ward-agency-and-status", "/caf-register", "/data-quality"],
    )
    def test_a_lead_professional_is_refused_the_whole_programme(self, site: APIFlask, path: str) -> None:
        assert code_of(a_program(site, Role.LEAD_PROFESSIONAL).get(path)) == (403, "role")
