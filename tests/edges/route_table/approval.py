"""The approval of board reports and the links to them, and what they answer to each role.

{report} is an internal board report that nobody has submitted. No link opens anything here.
"""

from tests.edges.route_table.vocabulary import ANALYST, COORDINATOR, OFFICER, call, everyone, only, page

REPORT = "/reports/{report}"
API = "/releases/{report}"
SHARING = (COORDINATOR, OFFICER)

PAGES = [
    page("reports_pages.submit_report", f"{REPORT}/submit", only(422, COORDINATOR), method="POST"),
    page("reports_pages.approve_report", f"{REPORT}/approve", only(422, OFFICER), method="POST"),
    page("reports_pages.send_report_back", f"{REPORT}/send-back", only(422, OFFICER), method="POST"),
    page("reports_pages.withdraw_report", f"{REPORT}/withdraw", only(422, OFFICER), method="POST"),
    page("reports_pages.make_report_link", f"{REPORT}/links", only(422, *SHARING), method="POST"),
    page(
        "reports_pages.revoke_report_link",
        f"{REPORT}/links/{{nothing}}/revoke",
        only(404, *SHARING),
        method="POST",
    ),
    page("published_pages.published", "/published/no-such-link", everyone(404), stranger=404),
    page("published_pages.published_file", "/published/no-such-link/a.pdf", everyone(404), stranger=404),
]

CALLS = [
    call("approving_api.approval", f"{API}/approval", only(200, COORDINATOR, OFFICER, ANALYST)),
    call("approving_api.approval", "/releases/{return}/approval", only(404, COORDINATOR, OFFICER)),
    call("approving_api.submit", f"{API}/approval/submit", only(412, COORDINATOR), method="POST"),
    call("approving_api.approve", f"{API}/approval/approve", only(412, OFFICER), method="POST"),
    call(
        "approving_api.send_back",
        f"{API}/approval/send-back",
        only(412, OFFICER),
        method="POST",
        body={"reason": "Say more."},
    ),
    call(
        "approving_api.withdraw",
        f"{API}/approval/withdraw",
        only(412, OFFICER),
        method="POST",
        body={"reason": "Wrong."},
    ),
    call("approving_api.make_link", f"{API}/links", only(422, *SHARING), method="POST", body={"days": 30}),
    call("approving_api.revoke_link", f"{API}/links/{{nothing}}/revoke", only(404, *SHARING), method="POST"),
]

MATCHED: set[str] = set()
