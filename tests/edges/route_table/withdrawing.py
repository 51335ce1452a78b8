"""Taking out who was never in a family, and putting them back: what each role is answered."""

from tests.edges.route_table.vocabulary import FAMILIES, call, only, page

NOBODY = "/families/{led}/people/{nothing}"
NO_WITHDRAWAL = "/families/{led}/withdrawals/{nothing}"

HERE = "/families/{led}/people/{member}/never-here"

PAGES = [
    page("cases_pages.never_here_form", HERE, only(200, *FAMILIES)),
    page("cases_pages.never_here", HERE, only(422, *FAMILIES), method="POST"),
    page("cases_pages.put_back_form", f"{NO_WITHDRAWAL}/put-back", only(404, *FAMILIES)),
    page("cases_pages.put_back", f"{NO_WITHDRAWAL}/put-back", only(404, *FAMILIES), method="POST"),
]

CALLS = [
    call(
        "cases_api.withdraw_membership",
        f"{NOBODY}/withdrawal",
        only(404, *FAMILIES),
        method="POST",
        body={"reason": "typed-wrong"},
    ),
    call("cases_api.put_back", f"{NO_WITHDRAWAL}/undo", only(404, *FAMILIES), method="POST"),
]

MATCHED = {"cases_api.withdraw_membership", "cases_api.put_back"}
