"""Evidence entered by hand, documents, checks and requests, for programs."""

from typing import Any
from uuid import UUID

from flask import Response, current_app

from app import clock, http
from app.claims.api.blueprint import api
from app.claims.queries.requests import Requested
from app.claims.rules.documents import MOST_BYTES, MediaType
from app.claims.schemas import supplying as shapes
from app.claims.services import checking, documents, requesting, supplying
from app.claims.services.recording import Supplied
from app.openapi import refused_by

THE_FILE: dict[str, str | dict[str, dict[str, Any]]] = {
    "description": "The file.",
    "content": {each.value: {"schema": {"type": "string", "format": "binary"}} for each in MediaType},
}


@api.get("/families/<uuid:family_id>/evidence")
@api.output(shapes.FamilyEvidenceOut)
@api.doc(responses=refused_by(supplying.family_evidence))
def family_evidence(family_id: UUID) -> supplying.FamilyEvidence:
    """Open what was entered by hand of a family. It is noted in the audit trail."""
    return supplying.family_evidence(family_id, actor=http.current_actor(), today=clock.today())


@api.post("/families/<uuid:family_id>/evidence")
@api.input(shapes.EnterEvidence)
@api.output(shapes.IdOut, status_code=201)
@api.doc(responses=refused_by(supplying.enter))
def enter_evidence(family_id: UUID, json_data: dict[str, Any]) -> dict[str, UUID]:
    """Enter a figure or a finding about a family.

    Where something is on record of the same days, send its tag as `replaces`: what it said is kept.
    """
    entry = supplying.enter(family_id, Supplied(**json_data), actor=http.current_actor(), today=clock.today())
    return {"id": entry}


@api.post("/families/<uuid:family_id>/evidence/on-record")
@api.input(shapes.EnterEvidence)
@api.output(shapes.HeldOut)
@api.doc(responses=refused_by(supplying.on_record, supplying.enter))
@http.reads
def on_record(family_id: UUID, json_data: dict[str, Any]) -> dict[str, Any]:
    """Say what an entry would replace, and by which tag. Nothing is entered."""
    held = supplying.on_record(
        family_id, Supplied(**json_data), actor=http.current_actor(), today=clock.today()
    )
    return {"held": held}


@api.post("/families/<uuid:family_id>/evidence/<uuid:entry_id>/check")
@api.output({}, status_code=204)
@api.doc(responses=refused_by(checking.check_entry))
def check_entry(family_id: UUID, entry_id: UUID) -> str:
    """Check something that somebody else has entered by hand."""
    checking.check_entry(family_id, entry_id, actor=http.current_actor(), today=clock.today())
    return ""


@api.post("/families/<uuid:family_id>/criteria/<uuid:evidence_id>/check")
@api.output({}, status_code=204)
@api.doc(responses=refused_by(checking.check_criterion))
def check_criterion(family_id: UUID, evidence_id: UUID) -> str:
    """Check what a source says of a criterion: that verifies it."""
    checking.check_criterion(family_id, evidence_id, actor=http.current_actor(), today=clock.today())
    return ""


@api.post("/families/<uuid:family_id>/documents")
@api.input(shapes.Upload, location="files")
@api.output(shapes.IdOut, status_code=201)
@api.doc(responses=refused_by(documents.keep))
def keep_document(family_id: UUID, files_data: dict[str, Any]) -> dict[str, UUID]:
    """Keep a document of a family's evidence, to be named when evidence is entered."""
    file = files_data["file"]
    most = min(MOST_BYTES, current_app.config["UPLOAD_LIMIT_BYTES"])
    kept = documents.keep(
        family_id,
        file.filename or "",
        file.read(most + 1),
        folder=current_app.config["DOCUMENTS"],
        most_bytes=most,
        actor=http.current_actor(),
        today=clock.today(),
    )
    return {"id": kept}


@api.get("/documents/<uuid:document_id>")
@api.doc(
    responses={
        200: THE_FILE,
        **refused_by(documents.open_document),
    }
)
def document(document_id: UUID) -> Response:
    """Download a document. It is noted in the audit trail."""
    found = documents.open_document(
        document_id,
        folder=current_app.config["DOCUMENTS"],
        actor=http.current_actor(),
        today=clock.today(),
    )
    response = Response(found.content, mimetype=found.media_type.value)
    response.headers.set("Content-Disposition", "attachment", filename=found.name)
    return response


@api.get("/claim-lines/<uuid:line_id>/evidence")
@api.output(shapes.LineEvidenceOut)
@api.doc(responses=refused_by(checking.line_evidence))
def line_evidence(line_id: UUID) -> checking.LineEvidence:
    """List the evidence of a line of a claim, and what it is wanting today."""
    return checking.line_evidence(line_id, actor=http.current_actor(), on=clock.today())


@api.post("/claim-evidence/<uuid:item_id>/check")
@api.output({}, status_code=204)
@api.doc(responses=refused_by(checking.check_item))
def check_item(item_id: UUID) -> str:
    """Check a piece of a drafted line's evidence."""
    checking.check_item(item_id, actor=http.current_actor(), today=clock.today())
    return ""


@api.get("/evidence-checks")
@api.output(shapes.SourcesOut)
@api.doc(responses=refused_by(checking.sources))
def evidence_sources() -> dict[str, Any]:
    """List the sources of which evidence of drafted lines waits to be checked."""
    return {"sources": checking.sources(actor=http.current_actor())}


@api.get("/evidence-checks/<key>")
@api.output(shapes.FromSourceOut)
@api.doc(responses=refused_by(checking.from_source))
def evidence_from_source(key: str) -> checking.FromSource:
    """List what waits to be checked that is from one source."""
    return checking.from_source(key, actor=http.current_actor())


@api.post("/evidence-checks/<key>")
@api.input(shapes.CheckSource)
@api.output(shapes.CheckedOut)
@api.doc(responses=refused_by(checking.check_source))
def check_source(key: str, json_data: dict[str, Any]) -> dict[str, int]:
    """Check all that waits from one source and was looked through."""
    checked = checking.check_source(key, json_data["tag"], actor=http.current_actor(), today=clock.today())
    return {"checked": checked}


@api.get("/evidence-requests")
@api.input(shapes.RequestsQuery, location="query")
@api.output(shapes.RequestsOut)
@api.doc(responses=refused_by(requesting.waiting, requesting.all_requests))
def evidence_requests(query_data: dict[str, Any]) -> dict[str, Any]:
    """List the requests that wait for oneself, or (mine=false) every request."""
    actor, today = http.current_actor(), clock.today()
    if query_data["mine"]:
        return {"requests": [_shown(each) for each in requesting.waiting(actor=actor, today=today)]}
    found, _ = requesting.all_requests(actor=actor, today=today, state=query_data.get("state"))
    return {"requests": [_shown(each) for each in found]}


@api.post("/evidence-requests")
@api.input(shapes.AskForEvidence)
@api.output(shapes.FiguresAskedOut)
@api.doc(responses=refused_by(requesting.ask))
def ask_for_evidence(json_data: dict[str, Any]) -> requesting.Asked:
    """Ask those who could supply it for every figure that these families lack."""
    return requesting.ask(json_data["family_ids"], actor=http.current_actor(), today=clock.today())


@api.get("/evidence-requests/<uuid:request_id>")
@api.output(shapes.RequestOpenedOut)
@api.doc(responses=refused_by(requesting.open_request))
def evidence_request(request_id: UUID) -> dict[str, Any]:
    """Open a request, with a name and a date of birth. It is noted as a sharing of them."""
    found = requesting.open_request(request_id, actor=http.current_actor(), today=clock.today())
    return {"request": _shown(found.request), "name": found.name, "born_on": found.born_on}


@api.post("/evidence-requests/<uuid:request_id>/answer")
@api.input(shapes.AnswerRequest)
@api.output({}, status_code=204)
@api.doc(responses=refused_by(requesting.answer))
def answer_request(request_id: UUID, json_data: dict[str, Any]) -> str:
    """Answer a request for a figure."""
    requesting.answer(request_id, **json_data, actor=http.current_actor(), today=clock.today())
    return ""


@api.post("/evidence-requests/<uuid:request_id>/withdrawal")
@api.output({}, status_code=204)
@api.doc(responses=refused_by(requesting.withdraw))
def withdraw_request(request_id: UUID) -> str:
    """Take a request back that waits."""
    requesting.withdraw(request_id, actor=http.current_actor(), today=clock.today())
    return ""


def _shown(each: Requested) -> dict[str, Any]:
    today = clock.today()
    return {
        **{
            name: getattr(each, name)
            for name in shapes.RequestOut().fields
            if name not in ("whose", "is_overdue")
        },
        "whose": each.whose(today),
        "is_overdue": each.is_overdue(today),
    }
