"""The search of the CAF register in the browser and by program."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from apiflask import APIFlask

from app.access.roles import Role
from tests.cases.test_register_search import Register
from tests.edges.conftest import Browser
from tests.edges.programs import a_program, code_of

BrowserOf = Callable[..., Browser]


@pytest.fixture
def register(site: APIFlask) -> Register:
    return Register()


@pytest.fixture
def keeper(register: Register, browser_of: BrowserOf) -> Browser:
    """Whoever keeps the register."""
    return browser_of(Role.CAF_COORDINATOR)


def test_a_misspelt_child_is_found_and_no_name_stands_in_the_address(
    register: Register, keeper: Browser
) -> None:
    sent = keeper.post("/caf-register", {"child": "elizabet quilfeather", "status": "open"})
    page = keeper.follow(sent)

    assert "quilfeather" not in sent.address.lower()
    assert "2 assessments found, the best fit first" in page.text
    assert "Name is spelled nearly like this" in page.text
    opened = next(href for text, href in page.links.items() if text.startswith("Elizabeth Quillfeather:"))
    assert keeper.get(opened).status == 200
    assert page.all("input", id="child")[0].get("value") == "elizabet quilfeather"


def test_a_lead_professional_and_a_year_narrow_the_list(register: Register, keeper: Browser) -> None:
    page = keeper.follow(keeper.post("/caf-register", {"lead": "Roisin", "year": "2013"}))

    assert "1 assessment, the latest initiated first" in page.text
    assert "Róisín Example (SCHOOL agency)" in page.text


def test_a_search_that_finds_nothing_and_one_no_longer_kept_say_so(
    register: Register, keeper: Browser
) -> None:
    nothing = keeper.follow(keeper.post("/caf-register", {"child": "Nobody Atall"}))

    assert "Nothing in the register fits this search." in nothing.text
    assert "Your search is no longer kept." in keeper.get("/caf-register?search=abc").text


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        pytest.param({"child": "x"}, "Enter at least 2 letters of a child’s name", id="one letter"),
        pytest.param({"child": "NG7 1AA"}, "Enter at least 2 letters of a child’s name", id="a postcode"),
        pytest.param({"child": "31/2/2004"}, "There is no such date.", id="no such day"),
        pytest.param({"child": "y" * 101}, "Enter at most 100 characters.", id="too long"),
        pytest.param({"lead": "1/1/2000"}, "Enter at least 2 letters of the lead", id="a day for a lead"),
        pytest.param({"lead": "x"}, "Enter at least 2 letters of the lead", id="one letter of a lead"),
    ],
)
def test_what_cannot_be_looked_for_is_said_by_its_box(
    keeper: Browser, form: dict[str, str], sentence: str
) -> None:
    page = keeper.post("/caf-register", form)

    assert page.status == 422
    assert sentence in page.errors[0]
    (box,) = form
    assert page.all("p", id=f"{box}-error")


@pytest.mark.parametrize(
    "query",
    ["status=nonsense", "kind=nonsense", "year=20133", "year=abcd", "year=1066", "year=٢٠١٣", "after=x"],
)
def test_an_address_that_narrows_to_what_there_is_not_is_no_page(keeper: Browser, query: str) -> None:
    assert keeper.get(f"/caf-register?{query}").status == 404


def test_the_numbers_on_the_home_page_open_to_as_many_assessments(
    city: sa.Connection, browser_of: BrowserOf
) -> None:
    keeper = browser_of(Role.CAF_COORDINATOR)
    home = keeper.get("/")
    numbers = [
        (home.text_of(link).split()[0], link.get("href"))
        for link in home.all("a")
        if "/caf-register?" in (link.get("href") or "")
    ]

    assert len(numbers) == 9
    for number, address in numbers:
        caption = keeper.get(address).text_of(keeper.get(address).all("caption")[0])
        assert f"{number} assessments" in caption


def test_the_pages_of_the_register_follow_each_other(city: sa.Connection, browser_of: BrowserOf) -> None:
    keeper = browser_of(Role.CAF_COORDINATOR)
    first = keeper.get("/caf-register?year=2009&kind=caf")

    second = keeper.get(first.links["Next page"])

    rows = [[page.text_of(row) for row in page.all("th", scope="row")] for page in (first, second)]
    assert "50 of 527 assessments" in first.text
    assert len(rows[1]) == 50
    assert keeper.get(second.links["First page"]).text == first.text


def test_a_program_searches_the_register(register: Register, app: APIFlask) -> None:
    program = a_program(app, Role.CAF_COORDINATOR, can_write=False)

    found = program.post("/caf-register/search", {"child": "elizabet quilfeather", "limit": 1}).get_json()
    every = program.post("/caf-register/search", {"limit": 2, "initiated_in": 2013}).get_json()

    assert (found["count"], len(found["assessments"]), found["next"]) == (2, 1, None)
    assert found["assessments"][0]["why"] == "nearly-spelled"
    assert every["count"] == 2
    assert code_of(program.post("/caf-register/search", {"child": "NG7 1AA"})) == (422, "no-child")


def test_a_program_turns_the_pages_of_the_register(register: Register, app: APIFlask) -> None:
    program = a_program(app, Role.PROGRAMME_COORDINATOR)
    first = program.post("/caf-register/search", {"limit": 2}).get_json()
    second = program.post("/caf-register/search", {"limit": 2, "after": first["next"]}).get_json()

    assert [each["id"] for each in (*first["assessments"], *second["assessments"])] == [
        str(each) for each in (register.both, register.hers, register.his)
    ]
    assert second["next"] is None
