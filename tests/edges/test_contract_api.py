"""The API does what its own document says, whatever it is sent."""

from typing import Any

import pytest
import schemathesis
import sqlalchemy as sa
from apiflask import APIFlask
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from app.access.roles import Role
from app.factory import APIS
from app.openapi import contract
from tests.edges.programs import API, Program, a_token, a_user
from tests.lengths import IS_LONG, examples

OPERATIONS = [(method, path) for path, operations in contract(APIS)["paths"].items() for method in operations]
EXAMPLES = settings(
    max_examples=examples(2, times=6),
    deadline=None,
    derandomize=not IS_LONG,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def document(app: APIFlask) -> Any:
    """The API by its own document, read once."""
    return schemathesis.openapi.from_wsgi(f"{API}/openapi.json", app)


@pytest.mark.parametrize(("method", "path"), OPERATIONS, ids=[" ".join(each) for each in OPERATIONS])
def test_every_answer_is_one_that_the_document_names(
    city: sa.Connection, document: Any, method: str, path: str
) -> None:
    # Somebody who may do everything, so that nothing is refused before it is looked at.
    token = a_token(a_user(*Role))
    operation = document[path][method]

    @EXAMPLES
    @given(operation.as_strategy())
    def answer(case: schemathesis.Case) -> None:
        # A well-shaped request may still be refused by a rule, with 422 like one of the wrong shape.
        case.call_and_validate(
            headers={"Authorization": f"Bearer {token}"},
            excluded_checks=[positive_data_acceptance],
        )

    answer()


@pytest.mark.parametrize(("method", "path"), OPERATIONS, ids=[" ".join(each) for each in OPERATIONS])
def test_no_operation_answers_without_a_token(site: APIFlask, method: str, path: str) -> None:
    nothing = "00000000-0000-4000-8000-000000000000"
    parts = [
        part if not part.startswith("{") else "1" if part == "{number}" else nothing
        for part in path.removeprefix(API).split("/")
    ]

    assert Program(site.test_client()).call(method.upper(), "/".join(parts)).status_code == 401
