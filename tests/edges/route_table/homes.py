"""What wants attention over many families, the programme's figures, and the search of the register."""

from tests.edges.route_table.vocabulary import COORDINATOR, LEAD, MANAGER, Row, call, only

PAGES: list[Row] = []

CALLS = [
    call("cases_api.newest_changes", "/changes", only(200, LEAD, MANAGER, COORDINATOR)),
    call("cases_api.leads_to_settle", "/leads-to-settle", only(200, MANAGER, COORDINATOR)),
    call("reports_api.programme", "/programme", only(200, COORDINATOR)),
]

MATCHED: set[str] = set()
