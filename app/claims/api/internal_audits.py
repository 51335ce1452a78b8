"""Internal audits and assurance visits for programs: everything that their pages do."""

import secrets
from datetime import date
from http import HTTPStatus
from typing import Any
from uuid import UUID

from flask import Response

from app import clock, http
from app.claims.api.blueprint import api
from app.claims.queries.assurance import ActionAfterVisit, Visit
from app.claims.queries.internal_audits import AuditOnFile
from app.claims.rules.internal_audit import LARGEST_SEED, Terms
from app.claims.schemas import internal_audits as shapes
from app.claims.services import assurance, audit_findings, internal_audits
from app.claims.services.assurance import VisitMade
from app.openapi import refused_by

Sent = dict[str, Any]

AUDIT = "/claim-audits/<uuid:audit_id>"
LINE = "/claims-under-audit/<uuid:sampled_id>"
VISIT = "/assurance-visits/<uuid:visit_id>"


@api.get("/claim-audits")
@api.output(shapes.ClaimAuditsOut)
@api.doc(responses=refused_by(internal_audits.audits))
def claim_audits() -> Sent:
    """List what waits for internal audit, and the audits, the open ones first."""
    found = internal_audits.audits(actor=http.current_actor())
    return {"waiting": found.waiting, "audits": found.audits}


@api.post("/claim-windows/<uuid:window_id>/audits")
@api.output(shapes.AuditOrVisitMadeOut, status_code=201)
@api.doc(responses=refused_by(internal_audits.draw_batch))
def draw_claim_audit(window_id: UUID) -> Response:
    """Draw a sample of a window's claim lines that are with internal audit."""
    audit_id = internal_audits.draw_batch(
        window_id, seed=secrets.randbelow(LARGEST_SEED), actor=http.current_actor(), today=clock.today()
    )
    return http.answer({"id": str(audit_id)}, status=HTTPStatus.CREATED)


@api.get("/claim-audit-terms")
@api.output(shapes.ClaimAuditTermsOut)
@api.doc(responses=refused_by(internal_audits.terms))
def claim_audit_terms() -> Sent:
    """Read the size of samples and the limit, and what the council has set."""
    found = internal_audits.terms(actor=http.current_actor())
    return {"in_force": found.in_force, "set": found.set, "verify_before_first_live_claim": not found.set}


@api.post("/claim-audit-terms")
@api.input(shapes.SampleTermsIn)
@api.output({}, status_code=204)
@api.doc(responses=refused_by(internal_audits.set_terms))
def set_claim_audit_terms(json_data: Sent) -> tuple[str, int]:
    """Set the size of samples and the limit, as the council has decided."""
    decided_by = json_data.pop("decided_by")
    internal_audits.set_terms(
        Terms(**json_data), decided_by=decided_by, actor=http.current_actor(), today=clock.today()
    )
    return "", 204


@api.get(AUDIT)
@api.output(shapes.ClaimAuditOut)
@api.doc(responses=refused_by(internal_audits.open_audit))
def claim_audit(audit_id: UUID) -> Response:
    """Open an internal audit with its samples, findings and failure rate."""
    found = internal_audits.open_audit(audit_id, actor=http.current_actor())
    return http.answer(shapes.ClaimAuditOut().dump(_audit(found)), etag=found.version)


@api.post(f"{AUDIT}/samples")
@api.input(http.IfMatch, location="headers")
@api.output({}, status_code=204)
@api.doc(responses=refused_by(internal_audits.draw_again))
def draw_claim_audit_again(audit_id: UUID, headers_data: Sent) -> tuple[str, int]:
    """Draw a further sample, or a new one once what failed was put right."""
    internal_audits.draw_again(
        audit_id,
        version=http.expected_version(),
        seed=secrets.randbelow(LARGEST_SEED),
        actor=http.current_actor(),
        today=clock.today(),
    )
    return "", 204


@api.post(f"{AUDIT}/send-back")
@api.input(http.IfMatch, location="headers")
@api.output(shapes.ClaimsSentBackOut)
@api.doc(responses=refused_by(internal_audits.send_back))
def send_back_claims(audit_id: UUID, headers_data: Sent) -> Sent:
    """Send what failed in a held batch back to be put right."""
    sent = internal_audits.send_back(
        audit_id, version=http.expected_version(), actor=http.current_actor(), today=clock.today()
    )
    return {"lines": sent}


@api.post(f"{AUDIT}/close")
@api.input(http.IfMatch, location="headers")
@api.output(shapes.ClaimAuditClosedOut)
@api.doc(responses=refused_by(internal_audits.close))
def close_claim_audit(audit_id: UUID, headers_data: Sent) -> Sent:
    """Close the audit of a batch within the limit."""
    passed, back = internal_audits.close(
        audit_id, version=http.expected_version(), actor=http.current_actor(), today=clock.today()
    )
    return {"passed": passed, "went_back": back}


@api.get(LINE)
@api.output(shapes.ClaimUnderAuditOut)
@api.doc(responses=refused_by(audit_findings.open_claim))
def claim_under_audit(sampled_id: UUID) -> Response:
    """Read a claim of a sample with its evidence. It is noted in the audit trail."""
    found = audit_findings.open_claim(sampled_id, actor=http.current_actor())
    line = found.line
    told = {
        "audit_id": found.audit.id,
        "sampled": found.sampled,
        "state": line.state if line else None,
        "value_pence": line.value_pence if line else None,
        "unfunded_reason": line.unfunded_reason if line else None,
        "tested_on": found.tested_on,
        "pack_code": found.pack_code,
        "proof_digest": line.proof_digest if line else None,
        "parts": found.explained.parts if found.explained else (),
        "evidence": found.evidence,
        "moves": found.moves,
        "obstacle": found.obstacle,
    }
    return http.answer(shapes.ClaimUnderAuditOut().dump(told), etag=found.sampled.version)


@api.put(f"{LINE}/finding")
@api.input(http.IfMatch, location="headers")
@api.input(shapes.ClaimFindingIn)
@api.output(shapes.FindingOrVisitVersionOut)
@api.doc(responses=refused_by(audit_findings.record_finding))
def record_claim_finding(sampled_id: UUID, json_data: Sent, headers_data: Sent) -> Response:
    """Record what was found of a claim, or correct it."""
    version = audit_findings.record_finding(
        sampled_id,
        **json_data,
        version=http.expected_version(),
        actor=http.current_actor(),
        today=clock.today(),
    )
    return http.answer({"version": version}, etag=version)


@api.get("/assurance-visits")
@api.output(shapes.AssuranceVisitsOut)
@api.doc(responses=refused_by(assurance.visits))
def assurance_visits() -> Sent:
    """List the assurance visits, the latest first."""
    return {"visits": [_visit(each) for each in assurance.visits(actor=http.current_actor())]}


@api.post("/assurance-visits")
@api.input(shapes.AssuranceVisitIn)
@api.output(shapes.AuditOrVisitMadeOut, status_code=201)
@api.doc(responses=refused_by(assurance.record_visit))
def record_assurance_visit(json_data: Sent) -> Sent:
    """Record an assurance visit."""
    return {"id": assurance.record_visit(_made(json_data), actor=http.current_actor(), today=clock.today())}


@api.get(VISIT)
@api.output(shapes.AssuranceVisitOut)
@api.doc(responses=refused_by(assurance.open_visit))
def assurance_visit(visit_id: UUID) -> Response:
    """Open an assurance visit with its cases and actions."""
    found = assurance.open_visit(visit_id, actor=http.current_actor())
    return http.answer(shapes.AssuranceVisitOut().dump(_visit(found)), etag=found.version)


@api.put(VISIT)
@api.input(http.IfMatch, location="headers")
@api.input(shapes.AssuranceVisitIn)
@api.output(shapes.FindingOrVisitVersionOut)
@api.doc(responses=refused_by(assurance.correct_visit))
def correct_assurance_visit(visit_id: UUID, json_data: Sent, headers_data: Sent) -> Response:
    """Correct what is recorded of an assurance visit."""
    version = assurance.correct_visit(
        visit_id,
        _made(json_data),
        version=http.expected_version(),
        actor=http.current_actor(),
        today=clock.today(),
    )
    return http.answer({"version": version}, etag=version)


@api.get("/assurance-visits/people")
@api.output(shapes.PeopleToNameOut)
@api.doc(responses=refused_by(assurance.people_to_name))
def people_for_assurance_actions() -> Sent:
    """List the users who may be named for an action."""
    return {"people": assurance.people_to_name(actor=http.current_actor())}


@api.post(f"{VISIT}/actions")
@api.input(shapes.AssuranceActionIn)
@api.output(shapes.AuditOrVisitMadeOut, status_code=201)
@api.doc(responses=refused_by(assurance.ask_for_action))
def ask_for_assurance_action(visit_id: UUID, json_data: Sent) -> Sent:
    """Give somebody what is to be done after a visit."""
    return {
        "id": assurance.ask_for_action(visit_id, **json_data, actor=http.current_actor(), today=clock.today())
    }


@api.get("/assurance-actions")
@api.output(shapes.AssuranceActionsOut)
@api.doc(responses=refused_by(assurance.actions))
def assurance_actions() -> Sent:
    """List the actions of all visits, those not done first."""
    return {"actions": _actions(assurance.actions(actor=http.current_actor()))}


@api.post("/assurance-actions/<uuid:action_id>/done")
@api.output({}, status_code=204)
@api.doc(responses=refused_by(assurance.mark_done))
def assurance_action_done(action_id: UUID) -> tuple[str, int]:
    """Say that an action after a visit is done."""
    assurance.mark_done(action_id, actor=http.current_actor(), today=clock.today())
    return "", 204


@api.post("/assurance-actions/<uuid:action_id>/not-done")
@api.output({}, status_code=204)
@api.doc(responses=refused_by(assurance.mark_not_done))
def assurance_action_not_done(action_id: UUID) -> tuple[str, int]:
    """Take back that an action after a visit is done."""
    assurance.mark_not_done(action_id, actor=http.current_actor())
    return "", 204


def _audit(found: AuditOnFile) -> Sent:
    names = ("id", "window", "number", "state", "opened_on", "closed_on", "tally", "version", "limit_percent")
    told = {name: getattr(found, name) for name in (*names, "sent_back_on", "closed_by")}
    return {
        **told,
        "waiting": len(found.waiting),
        "passed": found.passed,
        "went_back": found.went_back,
        "samples": [
            {
                **{name: getattr(made, name) for name in _SAMPLE},
                "population": sorted(each.line_id for each in made.lines),
            }
            for made in found.draws
        ],
    }


def _visit(found: Visit) -> Sent:
    names = ("id", "kind", "visited_on", "visitors", "rating", "points", "version")
    return {
        **{name: getattr(found, name) for name in names},
        "references": [each.reference for each in found.cases if each.reference],
        "actions": _actions(found.actions),
    }


def _actions(found: tuple[ActionAfterVisit, ...]) -> list[Sent]:
    today: date = clock.today()
    names = shapes.AssuranceActionOut().fields.keys() - {"state"}
    return [{**{name: getattr(each, name) for name in names}, "state": each.state(today)} for each in found]


def _made(sent: Sent) -> VisitMade:
    return VisitMade(**{**sent, "references": tuple(dict.fromkeys(sent["references"]))})


_SAMPLE = shapes.ClaimSampleOut().fields.keys() - {"population"}
