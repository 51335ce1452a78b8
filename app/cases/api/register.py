"""The CAF register searched, for programs."""

from datetime import UTC, datetime, time
from http import HTTPStatus
from typing import Any

from app import clock, http
from app.access import sessions
from app.cases.api.blueprint import api
from app.cases.queries.register_search import RegisterFilters
from app.cases.schemas import register as shapes
from app.cases.services import register
from app.openapi import refusal, refused_by

TOO_OFTEN = refusal(HTTPStatus.TOO_MANY_REQUESTS)


@api.post("/caf-register/search")
@http.reads
@sessions.limiter.limit(sessions.SEARCHES, key_func=http.asked_by)
@api.input(shapes.RegisterSearch)
@api.output(shapes.RegisterFoundOut)
@api.doc(responses={**refused_by(register.search_register), 429: TOO_OFTEN})
def search_register(json_data: dict[str, Any]) -> dict[str, Any]:
    """Look through the CAF register. It changes nothing, and is noted."""
    after: http.Position | None = json_data.get("after")
    found = register.search_register(
        RegisterFilters(json_data.get("kind"), json_data.get("agency"), json_data.get("initiated_in")),
        json_data.get("status"),
        child=json_data.get("child"),
        lead=json_data.get("lead"),
        after=(after.at.date(), after.id) if after else None,
        limit=json_data["limit"],
        actor=http.current_actor(),
        today=clock.today(),
    )
    ended = (datetime.combine(found.next[0], time(), UTC), found.next[1]) if found.next else None
    return {"assessments": found.assessments, "count": found.count, "next": http.cursor_text(ended)}
