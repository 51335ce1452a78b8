"""The approval of board reports, and links to public ones, for programs."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from flask import Response, url_for

from app import http
from app.openapi import refused_by
from app.reports import approval_shapes as shapes
from app.reports import approving, links
from app.reports.rules.approval import ApprovalStep

api = http.api_blueprint("approving_api", __name__, tag="Reports")


@api.get("/releases/<uuid:release_id>/approval")
@api.output(shapes.ApprovalOut)
@api.doc(responses=refused_by(approving.open_approval))
def approval(release_id: UUID) -> Response:
    """See where the approval of a board report stands, and what you may do about it."""
    found = approving.open_approval(release_id, actor=http.current_actor())
    shown = {
        "state": found.state,
        "superseded_by": found.standing.superseded_by,
        "may": [step for step in ApprovalStep if step in found.may],
        "steps": found.steps,
        "links": [
            {
                "id": each.link.id,
                "made_at": each.link.made_at,
                "maker": each.link.maker,
                "expires_at": each.link.expires_at,
                "state": each.state,
            }
            for each in found.links
        ],
    }
    return http.answer(shapes.ApprovalOut().dump(shown), etag=found.standing.version)


@api.post("/releases/<uuid:release_id>/approval/submit")
@api.input(http.IfMatch, location="headers")
@api.output({}, status_code=204)
@api.doc(responses=refused_by(approving.submit))
def submit(release_id: UUID, headers_data: dict[str, Any]) -> tuple[str, int]:
    """Submit a draft for approval."""
    approving.submit(release_id, http.expected_version(), actor=http.current_actor())
    return "", HTTPStatus.NO_CONTENT


@api.post("/releases/<uuid:release_id>/approval/approve")
@api.input(http.IfMatch, location="headers")
@api.output({}, status_code=204)
@api.doc(responses=refused_by(approving.approve))
def approve(release_id: UUID, headers_data: dict[str, Any]) -> tuple[str, int]:
    """Approve a report that was submitted: its readers may open it from now on."""
    approving.approve(release_id, http.expected_version(), actor=http.current_actor())
    return "", HTTPStatus.NO_CONTENT


@api.post("/releases/<uuid:release_id>/approval/send-back")
@api.input(http.IfMatch, location="headers")
@api.input(shapes.SentBack)
@api.output({}, status_code=204)
@api.doc(responses=refused_by(approving.send_back))
def send_back(release_id: UUID, json_data: dict[str, Any], headers_data: dict[str, Any]) -> tuple[str, int]:
    """Send a report that was submitted back, and say why."""
    approving.send_back(release_id, http.expected_version(), json_data["reason"], actor=http.current_actor())
    return "", HTTPStatus.NO_CONTENT


@api.post("/releases/<uuid:release_id>/approval/withdraw")
@api.input(http.IfMatch, location="headers")
@api.input(shapes.Withdrawn)
@api.output({}, status_code=204)
@api.doc(responses=refused_by(approving.withdraw))
def withdraw(release_id: UUID, json_data: dict[str, Any], headers_data: dict[str, Any]) -> tuple[str, int]:
    """Take the release of an approved report back: its readers and its links open it no more."""
    approving.withdraw(release_id, http.expected_version(), json_data["reason"], actor=http.current_actor())
    return "", HTTPStatus.NO_CONTENT


@api.post("/releases/<uuid:release_id>/links")
@api.input(shapes.NewLink)
@api.output(shapes.LinkIssuedOut, status_code=201)
@api.doc(responses=refused_by(links.make_link))
def make_link(release_id: UUID, json_data: dict[str, Any]) -> dict[str, Any]:
    """Make a link by which anybody opens an approved public report, until it expires."""
    made = links.make_link(release_id, json_data["days"], actor=http.current_actor())
    address = url_for("published_pages.published", token=made.token, _external=True)
    return {"id": made.id, "address": address}


@api.post("/releases/<uuid:release_id>/links/<uuid:link_id>/revoke")
@api.output({}, status_code=204)
@api.doc(responses=refused_by(links.revoke_link))
def revoke_link(release_id: UUID, link_id: UUID) -> tuple[str, int]:
    """Close a link: it opens nothing from now on."""
    links.revoke_link(release_id, link_id, actor=http.current_actor())
    return "", HTTPStatus.NO_CONTENT
