"""Families: finding them, opening one, correcting its ward, for programs."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from flask import Response

from app import clock, http
from app.access import sessions
from app.cases.api.blueprint import api
from app.cases.queries.families import FamilyFilters, FamilyPage
from app.cases.schemas import families as shapes
from app.cases.schemas import finding
from app.cases.services import families, searching
from app.dumping import compiled
from app.openapi import refusal, refused_by

TOO_OFTEN = refusal(HTTPStatus.TOO_MANY_REQUESTS)

families_listed = compiled(shapes.FamilyListed())
families_found = compiled(finding.FamilyFound())
known_elsewhere = compiled(finding.KnownElsewhere())
FILTERS = ("ward", "agency", "status", "listed_only")


@api.get("/families")
@api.input(shapes.FamilyListQuery, location="query")
@api.output(shapes.FamilyPageOut)
@api.doc(responses=refused_by(families.list_families))
def list_families(query_data: dict[str, Any]) -> Response:
    """List the families that you may see, the latest changed first."""
    page: FamilyPage = families.list_families(
        _filters(query_data),
        query_data.get("after"),
        query_data["limit"],
        actor=http.current_actor(),
        today=clock.today(),
    )
    return http.answer({"families": families_listed(page.families), "next": http.cursor_text(page.next)})


@api.post("/families/search")
@http.reads
@sessions.limiter.limit(sessions.SEARCHES, key_func=http.asked_by)
@api.input(finding.FamilySearch)
@api.output(finding.FoundOut)
@api.doc(responses={**refused_by(searching.search_families), 429: TOO_OFTEN})
def search_families(json_data: dict[str, Any]) -> Response:
    """Find families by anything known of them, the best fit first. It changes nothing, and is noted."""
    found = searching.search_families(
        json_data["search"],
        _filters(json_data),
        json_data["limit"],
        actor=http.current_actor(),
        today=clock.today(),
    )
    return http.answer(
        {
            "families": families_found(found.families),
            "more": found.more,
            "elsewhere": known_elsewhere(found.elsewhere),
        }
    )


@api.get("/families/<uuid:family_id>")
@api.output(shapes.FamilyOut)
@api.doc(responses=refused_by(families.open_record))
def open_family(family_id: UUID) -> Response:
    """Open one family's record. It is noted in the audit trail."""
    record = families.open_record(family_id, actor=http.current_actor(), today=clock.today())
    return http.answer(shapes.FamilyOut().dump(record), etag=record.version)


@api.post("/families/<uuid:family_id>/ward-correction")
@api.input(http.IfMatch, location="headers")
@api.input(shapes.CorrectWard)
@api.output(shapes.CorrectedOut)
@api.doc(responses=refused_by(families.correct_ward))
def correct_ward(family_id: UUID, json_data: dict[str, Any], headers_data: dict[str, Any]) -> Response:
    """Correct the ward where a family lives, which was wrong on the list."""
    version = families.correct_ward(
        family_id,
        json_data["ward_id"],
        version=http.expected_version(),
        reason=json_data["reason"],
        actor=http.current_actor(),
        today=clock.today(),
    )
    return http.answer({"version": version}, etag=version)


def _filters(wanted: dict[str, Any]) -> FamilyFilters:
    return FamilyFilters(**{name: wanted[name] for name in FILTERS if name in wanted})
