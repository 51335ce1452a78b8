"""Families in the browser: finding them, opening a record, correcting a ward."""

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa

from app import clashes
from app.access.roles import Role
from app.cases.models.people import Family
from app.cases.rules.searches import HOW_TO_SEARCH
from app.db import Sessions
from tests.edges.conftest import Browser

BrowserOf = Callable[..., Browser]


@pytest.fixture
def coordinator(city: sa.Connection, browser_of: BrowserOf) -> Browser:
    """The browser of a programme coordinator, over the city."""
    return browser_of(Role.PROGRAMME_COORDINATOR)


def a_family(where: str = "true") -> UUID:
    """The first family on the list of which this is true."""
    found = f"select id from family where reference is not null and {where} order by reference limit 1"
    with Sessions() as session:
        return UUID(str(session.execute(sa.text(found)).scalar_one()))


LED_FROM = """
select family.id from family
join allocation on allocation.family_id = family.id and allocation.ends_on is null
join lead_professional on lead_professional.allocation_id = allocation.id
    and lead_professional.ends_on is null
join establishment on establishment.id = lead_professional.establishment_id
where establishment.import_key = :key order by family.reference
"""


def led_from(key: str) -> list[UUID]:
    """The families led now from an establishment."""
    with Sessions() as session:
        return [UUID(str(row.id)) for row in session.execute(sa.text(LED_FROM), {"key": key})]


def schools_that_lead() -> list[str]:
    """The schools from which families are led now."""
    with Sessions() as session:
        keys = session.execute(
            sa.text("select import_key from establishment where import_key like 'SCH-%' order by import_key")
        ).scalars()
        return [key for key in keys if led_from(key)]


def test_the_list_has_fifty_families_a_page_and_no_family_twice(coordinator: Browser) -> None:
    first = coordinator.get("/families")
    second = coordinator.get(first.links["Next page"])

    references = [page.text_of(row) for page in (first, second) for row in page.all("th", scope="row")]
    assert len(references) == len(set(references)) == 100
    assert second.links["First page"] == "/families"


def test_households_known_only_through_a_caf_are_listed_when_asked_for(coordinator: Browser) -> None:
    listed = coordinator.get("/families")
    every = coordinator.get("/families?status=every-household")
    only_caf = coordinator.get("/families?status=not-on-programme")

    assert "No reference" not in listed.text
    assert "No reference" in every.text
    assert "PF-" not in only_caf.text_of(only_caf.all("tbody")[0])


def test_a_search_keeps_its_words_out_of_the_address(coordinator: Browser) -> None:
    searched = coordinator.post("/families", {"search": "przykl", "ward": "", "agency": "", "status": ""})
    found = coordinator.follow(searched)

    assert "przykl" not in searched.address.lower()
    assert found.all("input", id="search")[0].get("value") == "przykl"
    assert found.all("th", scope="row")
    assert coordinator.get(searched.address).html.count("PF-") == found.html.count("PF-")


def test_a_search_that_is_no_longer_kept_says_so(coordinator: Browser) -> None:
    page = coordinator.get("/families?search=somebody-elses")

    assert "Your search is no longer kept. Enter it again." in page.text
    assert not page.all("table")


def test_searching_as_fast_as_a_program_is_stopped(coordinator: Browser) -> None:
    token = coordinator.get("/families").token
    form = {"csrf_token": token, "search": "przykl"}

    statuses = [coordinator.client.post("/families", data=form).status_code for _ in range(61)]

    assert statuses == [303] * 60 + [429]


def test_one_letter_is_too_little_to_search_for(coordinator: Browser) -> None:
    refused = coordinator.post("/families", {"search": "p"})

    assert refused.status == 422
    assert refused.errors == [HOW_TO_SEARCH]
    assert refused.all("a", href="#search")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        pytest.param("%_", HOW_TO_SEARCH, id="nothing but wildcards"),
        pytest.param(
            "Nowak 31/2/2004",
            "There is no such date. Enter a date of birth as day, month and year: 12/3/2004.",
            id="a date that there is not",
        ),
        pytest.param("x" * 10_000, "Enter at most 100 characters.", id="ten thousand characters"),
    ],
)
def test_a_search_that_cannot_be_made_is_kept_with_what_to_do(
    coordinator: Browser, text: str, sentence: str
) -> None:
    refused = coordinator.post("/families", {"search": text})

    assert refused.status == 422
    assert refused.errors == [sentence]
    assert refused.all("input", id="search")[0].get("value") == text


def test_a_misspelled_name_finds_its_family_and_says_why(coordinator: Browser) -> None:
    with Sessions() as session:
        person = session.execute(
            sa.text(
                "select forename, surname, m.family_id from person p join household_member m"
                " on m.person_id = p.id join family f on f.id = m.family_id"
                " where reference is not null and length(surname) > 8 order by p.id limit 1"
            )
        ).one()
    slip = f"{person.forename} {person.surname[:3]}{person.surname[4]}{person.surname[3]}{person.surname[5:]}"

    page = coordinator.follow(coordinator.post("/families", {"search": slip}))

    assert f"/families/{person.family_id}" in page.links.values()
    assert f"{person.forename} {person.surname}: name is spelled nearly like this" in page.text


def test_a_lead_is_told_whom_to_ask_about_a_child_of_another_family(
    city: sa.Connection, browser_of: BrowserOf
) -> None:
    lead = browser_of(Role.LEAD_PROFESSIONAL)
    with Sessions() as session:
        child = session.execute(
            sa.text(
                "select forename, surname, born_on, g.name from person p"
                " join household_member m on m.person_id = p.id and m.role = 'child' and m.ends_on is null"
                " join allocation a on a.family_id = m.family_id and a.ends_on is null"
                " join allocation_agency b on b.allocation_id = a.id and b.position = 1"
                " join agency g on g.id = b.agency_id where born_on is not null order by p.id limit 1"
            )
        ).one()
    by_name = f"{child.forename} {child.surname}"

    told = lead.follow(lead.post("/families", {"search": f"{by_name} {child.born_on:%d/%m/%Y}"}))
    not_told = lead.follow(lead.post("/families", {"search": by_name}))

    assert f"known to the programme. Led by {child.name}. Ask " in told.text
    assert "PF-" not in told.text
    assert "known to the programme." not in not_told.text
    assert "Enter their forename, surname and date of birth" in not_told.text


def test_filters_narrow_the_list_and_stay_chosen(coordinator: Browser) -> None:
    page = coordinator.follow(
        coordinator.post("/families", {"ward": "Bilborough", "agency": "EWS", "status": "worked-with"})
    )

    rows = [page.text_of(row) for row in page.all("tr", role="row")][1:]
    assert rows
    shown = ("Bilborough", "Worked with", "Education Welfare Service")
    assert all(words in row for words in shown for row in rows)
    assert [option.get("value") for option in page.all("option", selected="")] == [
        "Bilborough",
        "EWS",
        "worked-with",
    ]


@pytest.mark.parametrize("query", ["status=made-up", "after=made-up"])
def test_an_address_with_a_made_up_filter_is_no_page(coordinator: Browser, query: str) -> None:
    assert coordinator.get(f"/families?{query}").status == 404


def test_nothing_found_is_said(coordinator: Browser) -> None:
    page = coordinator.follow(coordinator.post("/families", {"search": "PF-999999"}))

    assert "None of the families that you may open fits this search." in page.text


def test_a_record_shows_people_criteria_decisions_and_leads(coordinator: Browser) -> None:
    family_id = led_from(schools_that_lead()[0])[0]

    page = coordinator.get(f"/families/{family_id}")

    assert page.heading.startswith("Family PF-")
    for part in (
        "people",
        "residences",
        "criteria",
        "decisions",
        "allocations",
        "assessments",
        "measurements",
    ):
        assert page.all("h2", id=part)
    for words in ("Worked with", "Schools and academies", "Parent or carer", "Checked", "How chosen"):
        assert words in page.text


def test_opening_a_record_is_noted(coordinator: Browser) -> None:
    family_id = a_family()

    coordinator.get(f"/families/{family_id}")

    with Sessions() as session:
        opened = session.execute(
            sa.text("select count(*) from audit_event where action = 'family.opened' and subject_id = :id"),
            {"id": family_id},
        ).scalar_one()
    assert opened == 1


def test_the_title_of_a_record_names_nobody(coordinator: Browser) -> None:
    page = coordinator.get(f"/families/{a_family()}")

    assert page.title == f"{page.heading} – Loxley"


def test_a_family_that_there_is_not_gets_a_sentence(coordinator: Browser) -> None:
    page = coordinator.get(f"/families/{uuid4()}")

    assert page.status == 404
    assert "There is no such family among those you may open." in page.text


def test_a_head_teacher_sees_the_families_of_their_school_and_none_of_anothers(
    city: sa.Connection, browser_of: BrowserOf
) -> None:
    own, other = schools_that_lead()[:2]
    head = browser_of(Role.AGENCY_MANAGER, practitioner_key=f"HEAD-{own}")

    listed = head.get("/families")

    assert len(listed.all("th", scope="row")) == len(led_from(own))
    assert {head.get(f"/families/{each}").status for each in led_from(own)} == {200}
    assert {head.get(f"/families/{each}").status for each in led_from(other)} == {404}
    assert head.get(f"/families/{a_family('attached_on is null')}").status == 404


def test_a_search_finds_no_family_of_another_school(city: sa.Connection, browser_of: BrowserOf) -> None:
    own, other = schools_that_lead()[:2]
    head = browser_of(Role.AGENCY_MANAGER, practitioner_key=f"HEAD-{own}")
    with Sessions() as session:
        reference = session.get_one(Family, led_from(other)[0]).reference

    page = head.follow(head.post("/families", {"search": reference}))

    assert not page.all("table")


def test_a_lead_professional_sees_only_the_families_they_lead_now(
    city: sa.Connection, browser_of: BrowserOf
) -> None:
    lead = browser_of(Role.LEAD_PROFESSIONAL, practitioner_key="LP-0001")
    with Sessions() as session:
        led = session.execute(
            sa.text(
                """select count(*) from lead_professional
                join allocation on allocation.id = allocation_id and allocation.ends_on is null
                join practitioner on practitioner.id = practitioner_id
                where import_key = 'LP-0001' and lead_professional.ends_on is null"""
            )
        ).scalar_one()

    assert led > 0
    assert len(lead.get("/families").all("th", scope="row")) == led
    assert (
        "Correct the ward"
        not in lead.get(lead.get("/families").all("th", scope="row")[0][0].get("href")).text
    )


def test_a_ward_is_corrected_and_the_record_says_so(coordinator: Browser) -> None:
    family_id = a_family(
        "id in (select family_id from residence join ward on ward.id = ward_id and name = 'Aspley')"
    )
    form = coordinator.get(f"/families/{family_id}/ward")
    basford = next(option.get("value") for option in form.all("option") if form.text_of(option) == "Basford")

    done = coordinator.follow(
        coordinator.post(
            f"/families/{family_id}/ward",
            {"ward_id": basford, "reason": "mistake-on-the-list", "version": version_in(form)},
        )
    )

    assert "The ward has been corrected." in done.text
    assert done.text_of(done.all("dl")[0]).startswith("Status Yet to be allocated Ward Basford")


def test_a_correction_by_two_people_at_once_is_refused_once_and_shows_how_it_stands(
    coordinator: Browser,
) -> None:
    family_id = a_family()
    form = coordinator.get(f"/families/{family_id}/ward")
    name_of = {option.get("value"): form.text_of(option) for option in form.all("option")}
    wards = [ward for ward in name_of if ward]
    sent = {"reason": "address-misread", "version": version_in(form)}
    current = next(ward for ward in wards if f"in {ward}" not in form.text)
    others = [ward for ward in wards if ward != current]
    coordinator.post(f"/families/{family_id}/ward", {**sent, "ward_id": others[0]})

    clash = coordinator.post(f"/families/{family_id}/ward", {**sent, "ward_id": others[1]})

    assert clash.status == 409
    assert clash.errors == [clashes.SENTENCE]
    assert [clash.text_of(cell) for cell in clash.all("td")] == [name_of[others[0]], name_of[others[1]]]
    assert version_in(clash) != version_in(form)
    again = {**sent, "ward_id": others[1], "version": version_in(clash)}
    assert coordinator.post(f"/families/{family_id}/ward", again).status == 303


def test_a_correction_without_its_answers_says_which_are_missing(coordinator: Browser) -> None:
    family_id = a_family()

    refused = coordinator.post(f"/families/{family_id}/ward", {"version": "1"})

    assert refused.status == 422
    assert refused.errors == ["Choose the right ward.", "Choose why the ward was wrong."]


def version_in(page: object) -> str:
    """The version of the record that a form carries."""
    return str(page.all("input", name="version")[0].get("value"))  # type: ignore[attr-defined]  # a Page
