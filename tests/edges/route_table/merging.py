"""The pages and calls that merge records, and what they answer to each role."""

from tests.edges.route_table.vocabulary import COORDINATOR, call, only, page

AS_SHOWN = {"takes": [], "as_shown": "as it was"}
MATCHED: frozenset[str] = frozenset()

PAGES = [
    page("merging_pages.choose_family_form", "/families/{led}/merge", only(200, COORDINATOR)),
    page("merging_pages.choose_family", "/families/{led}/merge", only(422, COORDINATOR), method="POST"),
    page("merging_pages.compare_families", "/families/{led}/merge/{other}", only(200, COORDINATOR)),
    page(
        "merging_pages.merge_families",
        "/families/{led}/merge/{other}",
        only(422, COORDINATOR),
        method="POST",
    ),
    page(
        "merging_pages.choose_person_form",
        "/families/{led}/people/{member}/merge",
        only(200, COORDINATOR),
    ),
    page(
        "merging_pages.choose_person",
        "/families/{led}/people/{member}/merge",
        only(422, COORDINATOR),
        method="POST",
    ),
    page("merging_pages.compare_people", "/people/{nothing}/merge/{led}", only(404, COORDINATOR)),
    page(
        "merging_pages.merge_people", "/people/{nothing}/merge/{led}", only(404, COORDINATOR), method="POST"
    ),
    page("merging_pages.undo_form", "/merges/{nothing}/undo", only(404, COORDINATOR)),
    page("merging_pages.undo_merge", "/merges/{nothing}/undo", only(404, COORDINATOR), method="POST"),
]
CALLS = [
    call("merging_api.compare_families", "/families/{led}/merge-with/{other}", only(200, COORDINATOR)),
    call(
        "merging_api.merge_families",
        "/families/{led}/merge-with/{other}",
        only(412, COORDINATOR),
        method="POST",
        body=AS_SHOWN,
    ),
    call("merging_api.compare_people", "/people/{nothing}/merge-with/{led}", only(404, COORDINATOR)),
    call(
        "merging_api.merge_people",
        "/people/{nothing}/merge-with/{led}",
        only(404, COORDINATOR),
        method="POST",
        body=AS_SHOWN,
    ),
    call("merging_api.open_merge", "/merges/{nothing}", only(404, COORDINATOR)),
    call("merging_api.undo_merge", "/merges/{nothing}/undo", only(404, COORDINATOR), method="POST"),
]
