"""As each role, whatever is sent: the API keeps to its document and gives away nothing that is denied."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any
from uuid import UUID

import pytest
import schemathesis
import sqlalchemy as sa
from apiflask import APIFlask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.core import NOT_SET
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from app import db
from app.access import queries
from app.access.policies import Actor
from app.access.roles import Role
from app.factory import APIS
from app.openapi import contract
from tests.conftest import TODAY
from tests.edges.conftest import City
from tests.edges.planted import STORIES, Planted, Word, email_of, may_read, plant, word, words_of_stories
from tests.edges.programs import API, a_token
from tests.lengths import IS_LONG, examples
from tests.reports.render.reading import pdf_text

OPERATIONS = [
    (method, path) for path, operations in contract(APIS)["paths"].items() for method in sorted(operations)
]
LOOKING = [
    (method, path)
    for method, path in OPERATIONS
    if method == "get" or path in (f"{API}/families/search", f"{API}/referrals/check")
]
SENDING = settings(
    max_examples=examples(1, times=12),
    deadline=None,
    derandomize=not IS_LONG,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
# What a request is aimed at is put in after it was made, so that it is no longer known to be right or wrong.
AIMED = [positive_data_acceptance, negative_data_rejection]

RANDOMLY = 0.15
"""How many requests are left as they were made, aimed at nothing."""

A_DAY = re.compile(r"\d{4}-\d\d-\d\d")
DAYS = ("2013-01-14", "2013-06-03", "2013-06-24", "2013-07-08", "2013-07-12", "2013-07-12", "2013-09-02")
OF_A_STORY = {"{family_id}", "{assessment_id}", "{risk_id}"}

BODY = {
    "to_family_id": "other_family_id",
    "meeting_id": "rollout_meeting_id",
    "initiating_agency_id": "agency_id",
    "lead_practitioner_id": "practitioner_id",
    "lead": "practitioner_id",
    "wards": "ward_id",
    "agencies": "agency_id",
    "children": "person_id",
    "done": "action_id",
}
"""What stands for the fields of a body that are ids, where it is not what they are called."""


@dataclass(frozen=True, slots=True)
class Site:
    """The API over the city with words planted in it, and a token for each role."""

    connection: sa.Connection
    document: Any
    planted: Planted
    tokens: dict[Role, str]

    def read(self, case: schemathesis.Case, role: Role) -> set[Word]:
        """The planted words in an answer to a role, after checking that it is one that the document names."""
        response = case.call_and_validate(
            headers={"Authorization": f"Bearer {self.tokens[role]}"}, excluded_checks=AIMED
        )
        is_paper = "application/pdf" in str(response.headers.get("content-type"))
        text = pdf_text(response.content) if is_paper else response.content.decode(errors="replace")
        return self.planted.words_in(text)

    def undone(self) -> sa.NestedTransaction:
        """What is written before this is rolled back is undone."""
        return self.connection.begin_nested()


@pytest.fixture(scope="module")
def planted_site(app: APIFlask, whole_city: City) -> Iterator[Site]:
    """The city with words planted in it; all that is done to it is undone."""
    with pytest.MonkeyPatch.context() as patched, whole_city.engine.connect() as connection:
        patched.setenv("LOXLEY_TODAY", TODAY.isoformat())
        outer = connection.begin()
        db.Sessions.configure(bind=connection, join_transaction_mode="create_savepoint")
        planted = plant()
        with db.Sessions() as session:
            users = {role: queries.account_by_email(session, email_of(role)) for role in Role}
        tokens = {role: a_token(Actor(user.id)) for role, user in users.items() if user}
        yield Site(connection, schemathesis.openapi.from_wsgi(f"{API}/openapi.json", app), planted, tokens)
        db.Sessions.configure(bind=None, join_transaction_mode="conditional_savepoint")
        outer.rollback()
    app.config["SESSION_REDIS"].flushdb()


@pytest.mark.parametrize("role", Role)
def test_a_role_is_shown_nothing_that_it_may_not_read_wherever_it_looks(
    planted_site: Site, role: Role
) -> None:
    read: dict[Word, str] = {}
    for method, path in LOOKING:
        for story in STORIES if method == "post" or OF_A_STORY & set(path.split("/")) else STORIES[:1]:
            operation = planted_site.document[path][method]
            case = operation.Case(
                path_parameters=_aimed_at(path, planted_site, story), headers={}, query=_asked(path)
            )
            if method == "post":
                case.body, case.media_type = _looked_for(path, story), "application/json"
            undone = planted_site.undone()
            read |= dict.fromkeys(planted_site.read(case, role), f"{method} {path} of {story}")
            undone.rollback()

    assert {found: where for found, where in read.items() if not may_read(role, found)} == {}
    assert words_of_stories(role) - set(read) == set(), "it is not there to be read"


@pytest.mark.parametrize("role", Role)
def test_whatever_a_role_sends_the_answer_is_documented_and_gives_nothing_away(
    planted_site: Site, role: Role
) -> None:
    for method, path in _asked_of(role):
        _try(planted_site, role, method, path)


def _asked_of(role: Role) -> list[tuple[str, str]]:
    """The operations that a role is tried with: all, or in `make test` every third, others for each."""
    return OPERATIONS if IS_LONG else OPERATIONS[list(Role).index(role) % 3 :: 3]


def _try(site: Site, role: Role, method: str, path: str) -> None:
    @SENDING
    @given(site.document[path][method].as_strategy(), st.randoms(use_true_random=True))
    def answer(case: schemathesis.Case, chance: Random) -> None:
        _aim(case, path, site, chance)
        undone = site.undone()
        try:
            found = site.read(case, role)
            assert {each for each in found if not may_read(role, each)} == set(), f"{method} {path}"
        finally:
            undone.rollback()

    answer()


def _aim(case: schemathesis.Case, path: str, site: Site, chance: Random) -> None:
    """Aim most requests at records that there are, as they stand, and at days near today."""
    if chance.random() < RANDOMLY:
        return
    story, other = chance.choice(STORIES), chance.choice(STORIES)
    case.path_parameters = {**(case.path_parameters or {}), **_aimed_at(path, site, story)}
    if "If-Match" in (case.headers or {}):
        case.headers["If-Match"] = f'"{_version(path, site, story)}"'
    if isinstance(case.body, dict):
        ids = {**site.planted.ids[story], "other_family_id": site.planted.ids[other]["family_id"]}
        case.body = _in_place(case.body, ids, chance)
        if path == f"{API}/families/search":
            case.body["search"] = word("surname", story)


def _version(path: str, site: Site, story: str) -> int:
    """The version that stands now of what an operation changes; what was sent before has been undone."""
    root = path.removeprefix(f"{API}/").split("/")[0]
    if path.startswith(f"{API}/meetings/") and path.endswith("/decision"):
        root = "waiting"
    return site.planted.versions.get(root, site.planted.versions[story])


def _aimed_at(path: str, site: Site, story: str) -> dict[str, str]:
    """The parameters of an address that stand for something of a story."""
    ids = {**site.planted.ids[story], "place_id": site.planted.ids[story]["agency_id"]}
    if path.startswith(f"{API}/meetings/"):
        ids |= {"meeting_id": ids["rollout_meeting_id"], "family_id": ids["waiting_id"]}
    else:
        ids["meeting_id"] = ids["team_meeting_id"]
    if "/team/" in path:
        ids["member_id"] = ids.get("team_member_id", ids["member_id"])
    names = {each.strip("{}") for each in path.replace(".pdf", "").split("/") if each.startswith("{")}
    return {name: str(ids.get(name, UUID(int=0))) for name in names}


def _asked(path: str) -> dict[str, Any]:
    """The query that an operation cannot do without."""
    if path.endswith("/data-sheet/figure"):
        return {"id": "families.worked-with@2013-07-12"}
    if path.endswith("/figure"):
        return {"id": "families.worked-with@2013-03-31"}
    return {"to": str(UUID(int=0))} if path.endswith("/comparison") else {}


def _looked_for(path: str, story: str) -> dict[str, Any]:
    surname = word("surname", story)
    if path.endswith("/search"):
        return {"search": surname}
    return {"people": [{"forename": "Tansy", "surname": surname, "role": "child", "born_on": "2001-05-09"}]}


def _in_place(body: Any, ids: dict[str, Any], chance: Random) -> Any:
    """A body whose ids are of records that there are, and whose days are near today."""
    if isinstance(body, list):
        return [_in_place(each, ids, chance) for each in body]
    if isinstance(body, str) and A_DAY.fullmatch(body):
        return chance.choice(DAYS)
    if not isinstance(body, dict):
        return body
    return {
        name: value if value is NOT_SET else _placed(value, ids.get(BODY.get(name, name)), ids, chance)
        for name, value in body.items()
    }


def _placed(value: Any, known: Any, ids: dict[str, Any], chance: Random) -> Any:
    if known is None:
        return _in_place(value, ids, chance)
    if isinstance(value, list):
        return [str(known)]
    return str(known) if isinstance(value, str) else value
