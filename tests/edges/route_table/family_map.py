"""The family map and its relationships, and what they answer to each role."""

from tests.edges.route_table.vocabulary import (
    COORDINATOR,
    FAMILIES,
    LEAD,
    MANAGER,
    MEMBER,
    call,
    hidden,
    only,
    page,
)

A_RELATIONSHIP = {"first_label": "Father, lives elsewhere", "kind": "parent", "second_label": "A child"}
NO_RELATIONSHIP = "/families/{led}/relationships/{nothing}"
CHANGES = (
    ("correct_relationship", "correct", "PUT", "", {**A_RELATIONSHIP, "why": "typed-wrong"}),
    ("end_relationship", "end", "POST", "/end", {"ends_on": "2013-07-01"}),
    ("withdraw_relationship", "withdraw", "POST", "/withdrawal", {"why": "typed-wrong"}),
)
WHOLE = {**only(200, *FAMILIES), MEMBER: 404}
NOBODY_LEADS = {**only(200, COORDINATOR), **hidden(LEAD, MANAGER, MEMBER)}

PAGES = [
    page("cases_pages.family_map", "/families/{led}/map", WHOLE),
    page("cases_pages.family_map", "/families/{other}/map", NOBODY_LEADS),
    page("cases_pages.relationship_form", "/families/{led}/relationships/new", only(200, *FAMILIES)),
    page(
        "cases_pages.record_relationship",
        "/families/{led}/relationships/new",
        only(422, *FAMILIES),
        method="POST",
    ),
    *(
        row
        for endpoint, last, *_ in CHANGES
        for row in (
            page(f"cases_pages.{endpoint}_form", f"{NO_RELATIONSHIP}/{last}", only(404, *FAMILIES)),
            page(f"cases_pages.{endpoint}", f"{NO_RELATIONSHIP}/{last}", only(404, *FAMILIES), method="POST"),
        )
    ),
]

CALLS = [
    call("cases_api.open_map", "/families/{led}/map", WHOLE),
    call("cases_api.open_map", "/families/{other}/map", NOBODY_LEADS),
    call(
        "cases_api.record_relationship",
        "/families/{led}/relationships",
        only(412, *FAMILIES),
        method="POST",
        body=A_RELATIONSHIP,
    ),
    *(
        call(
            f"cases_api.{endpoint}",
            f"{NO_RELATIONSHIP}{last}",
            only(404, *FAMILIES),
            method=method,
            body=body,
        )
        for endpoint, _, method, last, body in CHANGES
    ),
]

MATCHED = {f"cases_api.{endpoint}" for endpoint, *_ in CHANGES}
