"""The pages and calls of data-cleansing campaigns, and what they answer to each role.

A campaign about contradictory dates is open: it asks the manager's agency about one assessment of {led}.
"""

from tests.edges.route_table.vocabulary import CAF, COORDINATOR, LEAD, MANAGER, call, only, page

ASKED = (LEAD, MANAGER, CAF, COORDINATOR)
RUN = (CAF, COORDINATOR)
CASE = "/campaigns/{campaign}/cases/{case}"

PAGES = [
    page("campaigns_pages.campaigns", "/campaigns", only(200, *ASKED)),
    page("campaigns_pages.campaign_form", "/campaigns/new", only(200, *RUN)),
    page("campaigns_pages.start_campaign", "/campaigns/new", only(422, *RUN), method="POST"),
    page("campaigns_pages.campaign", "/campaigns/{campaign}", only(200, *RUN)),
    page("campaigns_pages.campaign", "/campaigns/{nothing}", only(404, *RUN)),
    page(
        "campaigns_pages.campaign",
        "/campaigns/{of_people}",
        only(200, COORDINATOR),
    ),
    page("campaigns_pages.difference", "/campaigns/{campaign}/figures/1", only(200, COORDINATOR)),
    page("campaigns_pages.difference", "/campaigns/{campaign}/figures/99", only(404, COORDINATOR)),
    page("campaigns_pages.answer_form", "/campaigns/{campaign}/answers", only(200, *ASKED)),
    page(
        "campaigns_pages.answer_form",
        "/campaigns/{of_people}/answers",
        {**only(404, LEAD, MANAGER, CAF), COORDINATOR: 200},
    ),
    page("campaigns_pages.answer_cases", "/campaigns/{campaign}/answers", only(422, *ASKED), method="POST"),
    page("campaigns_pages.disowned", "/campaigns/{campaign}/not-ours", only(200, *RUN)),
    page("campaigns_pages.disowned", "/campaigns/{of_people}/not-ours", only(200, COORDINATOR)),
    page("campaigns_pages.decide", "/campaigns/{campaign}/not-ours", only(422, *RUN), method="POST"),
    page(
        "campaigns_pages.close_campaign", "/campaigns/{closed_campaign}/close", only(409, *RUN), method="POST"
    ),
]

CALLS = [
    call("campaigns_api.campaigns", "/campaigns", only(200, *ASKED)),
    call(
        "campaigns_api.start_campaign",
        "/campaigns",
        only(201, *RUN),
        method="POST",
        body={"kind": "long-open", "due_on": "2013-08-09"},
    ),
    call("campaigns_api.open_campaign", "/campaigns/{campaign}", only(200, *RUN)),
    call("campaigns_api.open_campaign", "/campaigns/{of_people}", only(200, COORDINATOR)),
    call(
        "campaigns_api.close_campaign", "/campaigns/{closed_campaign}/close", only(409, *RUN), method="POST"
    ),
    call("campaigns_api.open_difference", "/campaigns/{campaign}/figure?number=1", only(200, COORDINATOR)),
    call("campaigns_api.open_list", "/campaigns/{campaign}/cases", only(200, *ASKED)),
    call(
        "campaigns_api.open_list",
        "/campaigns/{of_people}/cases",
        {**only(404, LEAD, MANAGER, CAF), COORDINATOR: 200},
    ),
    call("campaigns_api.open_case", CASE, only(200, *ASKED)),
    call("campaigns_api.open_case", "/campaigns/{campaign}/cases/{nothing}", only(404, *ASKED)),
    call(
        "campaigns_api.answer_case",
        f"{CASE}/answer",
        only(422, *ASKED),
        method="PUT",
        body={"answer": "still-open"},
    ),
    call(
        "campaigns_api.answer_cases",
        "/campaigns/{campaign}/answers",
        only(200, *ASKED),
        method="POST",
        body={"answers": [{"case_id": "{case}", "version": 0, "answer": "mended"}]},
    ),
    call(
        "campaigns_api.answer_cases",
        "/campaigns/{of_people}/answers",
        {**only(404, LEAD, MANAGER, CAF), COORDINATOR: 200},
        method="POST",
        body={"answers": [{"case_id": "{nothing}", "version": 0, "answer": "same-person"}]},
    ),
    call("campaigns_api.open_disowned", "/campaigns/{campaign}/not-ours", only(200, *RUN)),
    call("campaigns_api.open_disowned", "/campaigns/{of_people}/not-ours", only(200, COORDINATOR)),
    call(
        "campaigns_api.decide_case",
        f"{CASE}/decision",
        only(412, *RUN),
        method="PUT",
        body={"decision": "close", "words": "On paper only."},
    ),
    call(
        "campaigns_api.decide_cases",
        "/campaigns/{campaign}/decisions",
        only(200, *RUN),
        method="POST",
        body={"decisions": [{"case_id": "{case}", "version": 0, "decision": "close", "words": "Gone."}]},
    ),
]

MATCHED: frozenset[str] = frozenset()
