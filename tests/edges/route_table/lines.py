"""The pages and calls of claim windows and lines, and what they answer to each role.

{window} is October's, in which nothing is claimed; {line} is a draft.
"""

from app.access.roles import Role
from tests.edges.route_table.vocabulary import COORDINATOR, OFFICER, call, everyone, only, page

AUDITOR = Role.INTERNAL_AUDITOR
NOT_YET = {**only(200, COORDINATOR), AUDITOR: 404, OFFICER: 404}
NO_PROOF = {**only(422, COORDINATOR), AUDITOR: 404, OFFICER: 404}
NOTHING = only(404, COORDINATOR, AUDITOR, OFFICER)
WINDOW, LINE = "/claims/windows/{window}", "/claims/lines/{line}"
THERE_IS_NONE = only(404, COORDINATOR)

PAGES = [
    page("claims_pages.claim_windows", "/claims/windows", only(200, COORDINATOR)),
    page("claims_pages.window_form", "/claims/windows/new", only(200, COORDINATOR)),
    page("claims_pages.open_window", "/claims/windows/new", only(422, COORDINATOR), method="POST"),
    page("claims_pages.claim_window", WINDOW, only(200, COORDINATOR)),
    page("claims_pages.claim_window", "/claims/windows/{nothing}", THERE_IS_NONE),
    page("claims_pages.change_window_form", f"{WINDOW}/change", only(200, COORDINATOR)),
    page("claims_pages.change_window", f"{WINDOW}/change", only(422, COORDINATOR), method="POST"),
    page("claims_pages.preview_step", f"{WINDOW}/steps/complete", only(200, COORDINATOR)),
    page("claims_pages.take_step", f"{WINDOW}/steps/complete", only(422, COORDINATOR), method="POST"),
    page("claims_pages.claim_line", LINE, NOT_YET),
    page("claims_pages.claim_line", "/claims/lines/{nothing}", NOTHING),
    page("claims_pages.claim_proof", f"{LINE}/proof.pdf", NO_PROOF),
    page("claims_pages.test_line", f"{LINE}/test", only(422, COORDINATOR), method="POST"),
    page("claims_pages.complete_line", f"{LINE}/complete", only(422, COORDINATOR), method="POST"),
    page("claims_pages.send_line", f"{LINE}/audit", only(422, COORDINATOR), method="POST"),
    page("claims_pages.take_back_form", f"{LINE}/take-back", only(200, COORDINATOR)),
    page("claims_pages.take_back", f"{LINE}/take-back", only(422, COORDINATOR), method="POST"),
    page("claims_pages.withdraw_form", f"{LINE}/withdraw", only(200, COORDINATOR)),
    page("claims_pages.withdraw_line", f"{LINE}/withdraw", only(422, COORDINATOR), method="POST"),
    page("claims_pages.another_family_form", f"{LINE}/another-family", only(200, COORDINATOR)),
    page("claims_pages.say_another_family", f"{LINE}/another-family", only(422, COORDINATOR), method="POST"),
    page("claims_pages.draft_form", "/families/{led}/claim/draft", only(200, COORDINATOR)),
    page("claims_pages.draft_claim", "/families/{led}/claim/draft", only(422, COORDINATOR), method="POST"),
    page("claims_pages.claim_concerns", "/claims/concerns", only(200, COORDINATOR)),
    page("claims_pages.concern_form", "/claims/concerns/{nothing}", THERE_IS_NONE),
    page("claims_pages.settle_concern", "/claims/concerns/{nothing}", THERE_IS_NONE, method="POST"),
]

JULY = {"label": "Spring 2014", "opens_on": "2014-02-01", "closes_on": "2014-02-28"}
STALE = only(412, COORDINATOR)

CALLS = [
    call(
        "claims_api.open_window",
        "/claim-windows",
        only(201, COORDINATOR),
        method="POST",
        body={**JULY, "phase": "phase-one"},
    ),
    call("claims_api.read_window", "/claim-windows/{window}", only(200, COORDINATOR)),
    call("claims_api.change_window", "/claim-windows/{window}", STALE, method="PUT", body=JULY),
    call("claims_api.preview_step", "/claim-windows/{window}/steps/complete", only(200, COORDINATOR)),
    call("claims_api.preview_step", "/claim-windows/{window}/steps/no-such-step", everyone(404)),
    call(
        "claims_api.take_step",
        "/claim-windows/{window}/steps/complete",
        only(200, COORDINATOR),
        method="POST",
        body={"items": [{"id": "{nothing}", "mark": "1"}]},
    ),
    call(
        "claims_api.draft_claim",
        "/families/{led}/claim",
        only(422, COORDINATOR),
        method="POST",
        body={"window_id": "{window}"},
    ),
    call("claims_api.open_line", "/claim-lines/{line}", NOT_YET),
    call("claims_api.print_proof", "/claim-lines/{line}/proof.pdf", NO_PROOF),
    call("claims_api.test_again", "/claim-lines/{line}/test", STALE, method="POST"),
    call("claims_api.complete_line", "/claim-lines/{line}/completion", STALE, method="POST"),
    call("claims_api.send_to_audit", "/claim-lines/{line}/audit", STALE, method="POST"),
    call(
        "claims_api.take_back",
        "/claim-lines/{line}/draft",
        STALE,
        method="POST",
        body={"reason": "Not yet."},
    ),
    call(
        "claims_api.withdraw_line",
        "/claim-lines/{line}/withdrawal",
        STALE,
        method="POST",
        body={"reason": "Not ours."},
    ),
    call(
        "claims_api.say_another_family",
        "/claim-lines/{line}/another-family",
        STALE,
        method="POST",
        body={"reason": "Another household."},
    ),
    call("claims_api.concerns", "/claim-concerns", only(200, COORDINATOR)),
    call(
        "claims_api.settle_concern",
        "/claim-concerns/{nothing}/settlement",
        THERE_IS_NONE,
        method="POST",
        body={"note": "Looked at."},
    ),
]

MATCHED: frozenset[str] = frozenset()
