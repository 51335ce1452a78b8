"""A release made again from what it froze, and whether it comes out the same."""

from tests.edges.route_table.vocabulary import ANALYST, COORDINATOR, OFFICER, call, only, page

PAGES = [
    page("reports_pages.rebuilt", "/reports/{report}/rebuilt", only(200, COORDINATOR, OFFICER, ANALYST)),
    page("reports_pages.rebuilt", "/reports/{return}/rebuilt", only(200, COORDINATOR, OFFICER)),
]

CALLS = [
    call("reports_api.rebuild", "/releases/{report}/rebuilt", only(200, COORDINATOR, OFFICER, ANALYST)),
    call("reports_api.rebuild", "/releases/{return}/rebuilt", only(200, COORDINATOR, OFFICER)),
]

MATCHED: set[str] = set()
