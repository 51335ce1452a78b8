"""The programme's money: read, taken away, and opened to families."""

from tests.edges.route_table.vocabulary import COORDINATOR, call, only, page

FIGURE = "money.attachment-fees[financial-year=2013/14]@2013-07-12"

PAGES = [
    page("finance_pages.money", "/claims/money", only(200, COORDINATOR)),
    page("finance_pages.figure", f"/claims/money/figure?id={FIGURE}", only(200, COORDINATOR)),
    page("finance_pages.tables", "/claims/money/tables.csv", only(200, COORDINATOR)),
]

CALLS = [
    call("finance_api.money", "/money", only(200, COORDINATOR)),
    call("finance_api.money_figure", f"/money/figure?id={FIGURE}", only(200, COORDINATOR)),
]

MATCHED: set[str] = set()
