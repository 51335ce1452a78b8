"""What wants attention over many families, for programs."""

from typing import Any

from app import clock, http
from app.cases.api.blueprint import api
from app.cases.schemas import attention as shapes
from app.cases.services import attention
from app.openapi import refused_by


@api.get("/changes")
@api.output(shapes.NewChangesOut)
@api.doc(responses=refused_by(attention.newest_changes))
def newest_changes() -> dict[str, Any]:
    """List the newest changes by others to families that you lead, stand in for or manage."""
    found = attention.newest_changes(actor=http.current_actor(), today=clock.today(), now=clock.now())
    return {"changes": found}


@api.get("/leads-to-settle")
@api.output(shapes.LeadsToSettleOut)
@api.doc(responses=refused_by(attention.leads_to_settle))
def leads_to_settle() -> dict[str, Any]:
    """List families that you manage without a lead professional, or with one by default."""
    return {"families": attention.leads_to_settle(actor=http.current_actor(), today=clock.today())}
