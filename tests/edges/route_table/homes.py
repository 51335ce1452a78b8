"""What wants attention over many families, the programme's figures, and the search of the register."""

from tests.edges.route_table.vocabulary import CAF, COORDINATOR, LEAD, MANAGER, call, only, page

PAGES = [
    page("cases_pages.caf_register", "/caf-register", only(200, CAF, COORDINATOR)),
    page("cases_pages.search_caf_register", "/caf-register", only(303, CAF, COORDINATOR), method="POST"),
]

CALLS = [
    call("cases_api.newest_changes", "/changes", only(200, LEAD, MANAGER, COORDINATOR)),
    call("cases_api.leads_to_settle", "/leads-to-settle", only(200, MANAGER, COORDINATOR)),
    call("cases_api.search_register", "/caf-register/search", only(200, CAF, COORDINATOR), method="POST"),
    call("reports_api.programme", "/programme", only(200, COORDINATOR)),
]

MATCHED: set[str] = set()
