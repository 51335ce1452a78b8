"""The pages and calls of returns, and what they answer to each role.

{claim_return} is being prepared, with one line; {claim_line} is that line.
"""

from uuid import UUID

from app.access.policies import COMMAND_LINE, Actor
from app.access.roles import Role
from app.claims.services import returning
from app.programme.packs import Route
from tests.cases.builders import a_family
from tests.conftest import TODAY
from tests.edges.route_table.vocabulary import COORDINATOR, OFFICER, Row, call, only, page
from tests.reports.returning import People, a_line, a_person

RETURN = "/claims/returns/{claim_return}"
OPENED = (COORDINATOR, OFFICER)
API = "/claim-returns/{claim_return}"


def places(window_id: UUID, ward_id: UUID) -> dict[str, UUID]:
    """A return that is being prepared, with a line of a family that nothing else is tried on."""
    auditor = a_person("Ayo Auditor", Role.INTERNAL_AUDITOR)
    people = People(COMMAND_LINE, auditor, auditor, COMMAND_LINE, auditor)
    line_id = a_line(a_family(ward_id, listed_on=None), Route.EDUCATION_AND_CRIME, window_id, people)
    return_id = returning.prepare(window_id, actor=Actor(COMMAND_LINE.user_id, COMMAND_LINE.roles), on=TODAY)
    return {"claim_return": return_id, "claim_line": line_id}


def _form(endpoint: str, path: str, role: Role) -> Row:
    """A form of the return's page, sent empty."""
    return page(f"reports_pages.{endpoint}", f"{RETURN}/{path}", only(422, role), method="POST")


PAGES = [
    page("reports_pages.returns", "/claims/returns", only(200, *OPENED)),
    page("reports_pages.prepare_return", "/claims/returns", only(422, COORDINATOR), method="POST"),
    page("reports_pages.claim_return", RETURN, only(200, *OPENED)),
    page("reports_pages.claim_return", "/claims/returns/{nothing}", only(404, *OPENED)),
    page("reports_pages.return_movements", f"{RETURN}/movements", only(200, *OPENED)),
    _form("put_lines_on", "put-on", COORDINATOR),
    _form("take_lines_off", "take-off", COORDINATOR),
    _form("explain_query", "explain", COORDINATOR),
    _form("abandon_return", "abandon", COORDINATOR),
    _form("send_return", "send", COORDINATOR),
    _form("sign_return", "sign", OFFICER),
    _form("refuse_return", "refuse", OFFICER),
    _form("return_submitted", "submitted", COORDINATOR),
    page("reports_pages.make_return_files", f"{RETURN}/files", only(422, *OPENED), method="POST"),
    page("claims_pages.return_answers", f"{RETURN}/answers", only(200, *OPENED)),
    page("claims_pages.rest_form", f"{RETURN}/answers/rest", only(200, COORDINATOR)),
    page("claims_pages.answer_rest", f"{RETURN}/answers/rest", only(422, COORDINATOR), method="POST"),
    page("claims_pages.answer_form", f"{RETURN}/answers/{{claim_line}}", only(200, COORDINATOR)),
    page("claims_pages.answer_form", f"{RETURN}/answers/{{nothing}}", only(404, COORDINATOR)),
    page(
        "claims_pages.answer_line", f"{RETURN}/answers/{{claim_line}}", only(422, COORDINATOR), method="POST"
    ),
    page(
        "claims_pages.record_repaid",
        f"{RETURN}/repayments/{{nothing}}",
        only(422, COORDINATOR),
        method="POST",
    ),
]

A_DAY = "2013-07-12"

CALLS = [
    call("returns_api.returns", "/claim-returns", only(200, *OPENED)),
    call(
        "returns_api.prepare",
        "/claim-returns",
        only(409, COORDINATOR),
        method="POST",
        body={"window_id": "{window}"},
    ),
    call("returns_api.open_return", API, only(200, *OPENED)),
    call("returns_api.open_return", "/claim-returns/{nothing}", only(404, *OPENED)),
    call("returns_api.movements", f"{API}/movements", only(200, *OPENED)),
    call("returns_api.put_on", f"{API}/lines", only(412, COORDINATOR), method="POST"),
    call(
        "returns_api.take_off",
        f"{API}/lines-off",
        only(412, COORDINATOR),
        method="POST",
        body={"line_ids": ["{claim_line}"]},
    ),
    call(
        "returns_api.explain",
        f"{API}/explanations/R101Q",
        only(412, COORDINATOR),
        method="PUT",
        body={"explanation": "As it should be."},
    ),
    call("returns_api.send", f"{API}/send", only(412, COORDINATOR), method="POST"),
    call("returns_api.sign", f"{API}/sign", only(412, OFFICER), method="POST"),
    call("returns_api.refuse", f"{API}/refuse", only(412, OFFICER), method="POST", body={"reason": "No."}),
    call(
        "returns_api.submitted",
        f"{API}/submitted",
        only(412, COORDINATOR),
        method="POST",
        body={"submitted_on": A_DAY, "reference": "D-1"},
    ),
    call("returns_api.make_files", f"{API}/files", only(422, *OPENED), method="POST"),
    call("claims_api.return_answers", f"{API}/answers", only(200, *OPENED)),
    call(
        "claims_api.answer_line",
        f"{API}/answers/{{claim_line}}",
        only(412, COORDINATOR),
        method="PUT",
        body={"outcome": "paid", "answered_on": A_DAY},
    ),
    call(
        "claims_api.answer_rest",
        f"{API}/answers",
        only(412, COORDINATOR),
        method="POST",
        body={"answered_on": A_DAY},
    ),
    call(
        "claims_api.repaid",
        "/repayments/{nothing}/repaid",
        only(404, COORDINATOR),
        method="POST",
        body={"repaid_on": A_DAY},
    ),
    call("returns_api.abandon", f"{API}/abandon", only(412, COORDINATOR), method="POST"),
]

MATCHED: set[str] = set()
