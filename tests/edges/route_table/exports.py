"""Exports: the list of them, asking for one, and what was made."""

from pathlib import Path
from typing import Any

from app.exports.rules.vocabulary import ExportName
from tests.edges.route_table.vocabulary import ANALYST, CAF, COORDINATOR, call, only, page
from tests.exports.requests import asked_for, built

MAKERS = (COORDINATOR, CAF, ANALYST)
AS_AT = {"as_at": "2013-07-12"}

PAGES = [
    page("exports_pages.exports", "/exports", only(200, *MAKERS)),
    page("exports_pages.export_form", "/exports/annex-a-list-2", only(200, *MAKERS)),
    page("exports_pages.export_form", "/exports/inspection-pack", only(200, COORDINATOR)),
    page("exports_pages.request_export", "/exports/annex-a-list-2", only(422, *MAKERS), method="POST"),
    page("exports_pages.export", "/exports/made/{export}", only(200, *MAKERS)),
    page("exports_pages.export", "/exports/made/{pack}", only(200, COORDINATOR)),
    page("exports_pages.of_work", "/exports/of-work/{export_job}", only(303, *MAKERS)),
    # Its files lie in a folder of the test's own, which the site does not look in.
    page("exports_pages.export_file", "/exports/made/{export}/files/{export_file}", only(404, *MAKERS)),
]

CALLS = [
    call("exports_api.list_exports", "/exports", only(200, *MAKERS)),
    call(
        "exports_api.request_export", "/exports/ssd-early-help", only(202, *MAKERS), method="POST", body=AS_AT
    ),
    call(
        "exports_api.request_pack",
        "/exports/inspection-pack",
        only(202, COORDINATOR),
        method="POST",
        body=AS_AT,
    ),
    call("exports_api.open_export", "/exports/made/{export}", only(200, *MAKERS)),
    call("exports_api.open_export", "/exports/made/{pack}", only(200, COORDINATOR)),
    call("exports_api.export_of_job", "/exports/of-job/{export_job}", only(200, *MAKERS)),
    call("exports_api.export_file", "/exports/made/{export}/files/{export_file}", only(404, *MAKERS)),
]

MATCHED: set[str] = set()


def places(folder: Path) -> dict[str, Any]:
    """An export and a pack that were made."""
    made = built(asked_for(ExportName.LIST_TWO), folder)
    pack = built(asked_for(ExportName.INSPECTION_PACK), folder)
    return {"export": made.id, "export_job": made.job_id, "export_file": made.files[0].name, "pack": pack.id}
