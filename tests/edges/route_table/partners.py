"""Every page and call about information-sharing agreements and briefs, and what it answers to each role."""

from typing import Any

from app.cases.rules.agreements import AgreementKind
from app.cases.services import agreements
from app.cases.services.agreements import AgreementMade
from tests.conftest import COORDINATOR as SHE
from tests.conftest import TODAY
from tests.edges.route_table.vocabulary import COORDINATOR, MANAGER, Row, call, only, page


def places(agency: Any) -> dict[str, Any]:
    """An agreement with an agency."""
    made = AgreementMade(agency, AgreementKind.CASE_WORK, "Sharing for case work", None, None)
    return {"agreement": agreements.record_agreement(made, actor=SHE, today=TODAY)}


AGREEMENT = "/agreements/{agreement}"
AN_AGREEMENT = {"agency_id": "{ews}", "kind": "case-work", "title": "Sharing for case work"}
BRIEF = "/briefs/{ews}"
READERS = (MANAGER, COORDINATOR)

PAGES: list[Row] = [
    page("cases_pages.agreements", "/agreements", only(200, COORDINATOR)),
    page("cases_pages.agreement_form", "/agreements/new", only(200, COORDINATOR)),
    page("cases_pages.record_agreement", "/agreements/new", only(422, COORDINATOR), method="POST"),
    page("cases_pages.agreement", AGREEMENT, only(200, COORDINATOR)),
    page("cases_pages.agreement", "/agreements/{nothing}", only(404, COORDINATOR)),
    page("cases_pages.change_agreement", AGREEMENT, only(422, COORDINATOR), method="POST"),
    page("cases_pages.end_agreement", f"{AGREEMENT}/end", only(422, COORDINATOR), method="POST"),
    page("reports_pages.briefs", "/briefs", only(200, *READERS)),
    page("reports_pages.brief", BRIEF, only(200, *READERS)),
    page("reports_pages.brief", "/briefs/{yot}", {**only(200, COORDINATOR), MANAGER: 404}),
    page("reports_pages.brief_figure", f"{BRIEF}/figure?id=no-such-figure", only(404, COORDINATOR)),
    page("reports_pages.brief_paper", f"{BRIEF}/brief.pdf", only(200, *READERS)),
]

CALLS: list[Row] = [
    call("cases_api.agreements", "/agreements", only(200, COORDINATOR)),
    call(
        "cases_api.record_agreement", "/agreements", only(201, COORDINATOR), method="POST", body=AN_AGREEMENT
    ),
    call("cases_api.open_agreement", AGREEMENT, only(200, COORDINATOR)),
    call("cases_api.change_agreement", AGREEMENT, only(412, COORDINATOR), method="PUT", body=AN_AGREEMENT),
    call("cases_api.end_agreement", f"{AGREEMENT}/end", only(412, COORDINATOR), method="POST"),
    call("reports_api.briefs", "/briefs", only(200, *READERS)),
    call("reports_api.brief", BRIEF, only(200, *READERS)),
    call("reports_api.brief", "/briefs/{yot}", {**only(200, COORDINATOR), MANAGER: 404}),
    call("reports_api.brief_paper", f"{BRIEF}/paper", only(200, *READERS)),
]

MATCHED: frozenset[str] = frozenset()
