"""Every page and call of the CAF reports, and what it answers to each role."""

from tests.edges.route_table.vocabulary import CAF, COORDINATOR, call, only, page

FIGURE = "/reports/cafs/figure?id=cafs.open@2013-07-12&as_at=2013-07-12"
NO_FIGURE = "/reports/cafs/figure?id=cafs.made-up@2013-07-12&as_at=2013-07-12"

PAGES = [
    page("reports_pages.caf_reports", "/reports/cafs", only(200, COORDINATOR, CAF)),
    page("reports_pages.caf_figure", FIGURE, only(200, COORDINATOR)),
    page("reports_pages.caf_figure", NO_FIGURE, only(404, COORDINATOR)),
]
CALLS = [
    call("reports_api.caf_reports", "/reports/cafs", only(200, COORDINATOR, CAF)),
    call("reports_api.caf_figure", FIGURE, only(200, COORDINATOR)),
    call("reports_api.caf_figure", NO_FIGURE, only(404, COORDINATOR)),
]
MATCHED: frozenset[tuple[str, str]] = frozenset()
