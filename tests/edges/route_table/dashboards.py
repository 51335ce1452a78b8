"""The dashboards, and what they answer to each role."""

from tests.edges.route_table.vocabulary import COORDINATOR, call, only, page

PAGES = [
    page("reports_pages.dashboards", "/dashboards", only(200, COORDINATOR)),
    page("reports_pages.dashboard_page", "/dashboards/ward", only(200, COORDINATOR)),
]
CALLS = [call("dashboards_api.read_dashboard", "/dashboard?view=caf", only(200, COORDINATOR))]
MATCHED: set[str] = set()
