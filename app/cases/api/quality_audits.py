"""Quality audits of assessments for programs: samples, auditors, reviews, actions."""

import secrets
from datetime import date
from http import HTTPStatus
from typing import Any
from uuid import UUID

from flask import Response

from app import clock, http
from app.cases.api.blueprint import api
from app.cases.api.forms import told
from app.cases.queries.audit_parts import ActionAsked, ReviewOpened
from app.cases.rules.quality_audits import LARGEST_SEED
from app.cases.schemas import quality_audits as shapes
from app.cases.services import audit_actions, audit_sampling, auditing
from app.cases.services.audit_sampling import NewAudit
from app.openapi import refused_by

Sent = dict[str, Any]

OF_SAMPLE = "/sampled-assessments/<uuid:sample_id>"


@api.get("/quality-audits")
@api.output(shapes.AuditsOut)
@api.doc(responses=refused_by(audit_sampling.audits))
def quality_audits() -> Sent:
    """List the quality audits, the open ones first."""
    return {"audits": audit_sampling.audits(actor=http.current_actor())}


@api.post("/quality-audits")
@api.input(shapes.DrawSample)
@api.output(shapes.AuditMadeOut, status_code=201)
@api.doc(responses=refused_by(audit_sampling.draw_sample))
def draw_sample(json_data: Sent) -> Response:
    """Draw a random sample of assessments for a new audit."""
    audit_id = audit_sampling.draw_sample(
        NewAudit(**json_data),
        seed=secrets.randbelow(LARGEST_SEED),
        actor=http.current_actor(),
        today=clock.today(),
    )
    return http.answer({"id": str(audit_id)}, status=HTTPStatus.CREATED)


@api.get("/quality-audits/pool-sizes")
@api.input(shapes.PoolQuery, location="query")
@api.output(shapes.PoolSizesOut)
@api.doc(responses=refused_by(audit_sampling.pool_sizes))
def pool_sizes(query_data: Sent) -> Sent:
    """Count the assessments that there are to draw from."""
    sizes = audit_sampling.pool_sizes(
        query_data["initiated_from"],
        query_data["initiated_to"],
        actor=http.current_actor(),
        today=clock.today(),
    )
    return {
        "sizes": [
            {"category": category, "mix": mix, "assessments": count}
            for (category, mix), count in sizes.items()
        ]
    }


@api.get("/quality-audits/summary")
@api.output(shapes.QualitySummaryOut)
@api.doc(responses=refused_by(audit_sampling.quality_summary))
def quality_summary() -> Sent:
    """Add up the scores of finished reviews by category and question."""
    found = audit_sampling.quality_summary(actor=http.current_actor())
    return {
        "cells": [
            {"category": category, "question": question, "score": score}
            for (category, question), score in found.items()
        ]
    }


@api.get("/quality-audits/<uuid:audit_id>")
@api.output(shapes.AuditOut)
@api.doc(responses=refused_by(audit_sampling.open_audit))
def open_quality_audit(audit_id: UUID) -> Sent:
    """Open a quality audit with its sample and its actions."""
    found = audit_sampling.open_audit(audit_id, actor=http.current_actor())
    names = shapes.AuditOut().fields.keys() - {"actions"}
    return {**{name: getattr(found, name) for name in names}, "actions": _actions(found.actions)}


@api.get("/sampled-assessments")
@api.output(shapes.SampledListOut)
@api.doc(responses=refused_by(auditing.waiting_for_me))
def sampled_assessments() -> Sent:
    """List the assessments that wait for your review."""
    return {"sampled": auditing.waiting_for_me(actor=http.current_actor())}


@api.get(OF_SAMPLE)
@api.output(shapes.SampledRecordOut)
@api.doc(responses=refused_by(auditing.open_sampled))
def open_sampled_assessment(sample_id: UUID) -> Sent:
    """Open a sampled assessment to audit it. It is noted in the audit trail."""
    found = auditing.open_sampled(sample_id, actor=http.current_actor(), today=clock.today())
    return {"sampled": found.sampled, "form": told(found.form), "course": found.course}


@api.get(f"{OF_SAMPLE}/review")
@api.output(shapes.ReviewOpenedOut)
@api.doc(responses=refused_by(auditing.open_review))
def open_audit_review(sample_id: UUID) -> Response:
    """Open the review of a sampled assessment."""
    found = auditing.open_review(sample_id, actor=http.current_actor(), today=clock.today())
    return http.answer(shapes.ReviewOpenedOut().dump(_review(found)), etag=found.sampled.version)


@api.put(f"{OF_SAMPLE}/review")
@api.input(http.IfMatch, location="headers")
@api.input(shapes.SaveReview)
@api.output(shapes.AuditVersionOut)
@api.doc(responses=refused_by(auditing.save_review))
def save_audit_review(sample_id: UUID, json_data: Sent, headers_data: Sent) -> Response:
    """Save a review as a draft, or finish it."""
    version = auditing.save_review(
        sample_id,
        json_data["scores"],
        json_data["findings"],
        is_finished=json_data["is_finished"],
        version=http.expected_version(),
        actor=http.current_actor(),
        today=clock.today(),
    )
    return _versioned(version)


@api.get(f"{OF_SAMPLE}/auditors")
@api.output(shapes.AuditorsOut)
@api.doc(responses=refused_by(audit_sampling.auditors_to_name))
def auditors(sample_id: UUID) -> Response:
    """List who may be named to audit an assessment."""
    found = audit_sampling.auditors_to_name(sample_id, actor=http.current_actor(), today=clock.today())
    listed = [
        {"user_id": each.user_id, "name": each.name, "agencies": sorted(each.agencies.values())}
        for each in found.auditors
    ]
    return http.answer(shapes.AuditorsOut().dump({"auditors": listed}), etag=found.sampled.version)


@api.put(f"{OF_SAMPLE}/auditor")
@api.input(http.IfMatch, location="headers")
@api.input(shapes.NameAuditor)
@api.output(shapes.AuditVersionOut)
@api.doc(responses=refused_by(audit_sampling.name_auditor))
def name_auditor(sample_id: UUID, json_data: Sent, headers_data: Sent) -> Response:
    """Name who audits an assessment of a sample."""
    version = audit_sampling.name_auditor(
        sample_id,
        json_data["auditor_id"],
        version=http.expected_version(),
        actor=http.current_actor(),
        today=clock.today(),
    )
    return _versioned(version)


@api.post(f"{OF_SAMPLE}/take-out")
@api.input(http.IfMatch, location="headers")
@api.input(shapes.TakeOut)
@api.output(shapes.AuditVersionOut)
@api.doc(responses=refused_by(audit_sampling.take_out))
def take_out_of_sample(sample_id: UUID, json_data: Sent, headers_data: Sent) -> Response:
    """Take an assessment out of a sample."""
    version = audit_sampling.take_out(
        sample_id,
        json_data["reason"],
        version=http.expected_version(),
        actor=http.current_actor(),
        today=clock.today(),
    )
    return _versioned(version)


@api.post(f"{OF_SAMPLE}/hand-back")
@api.input(http.IfMatch, location="headers")
@api.output(shapes.AuditVersionOut)
@api.doc(responses=refused_by(audit_sampling.hand_back))
def hand_back_review(sample_id: UUID, headers_data: Sent) -> Response:
    """Have a finished review, or an assessment taken out, wait again."""
    version = audit_sampling.hand_back(sample_id, version=http.expected_version(), actor=http.current_actor())
    return _versioned(version)


@api.post(f"{OF_SAMPLE}/actions")
@api.input(shapes.AskForAction)
@api.output(shapes.AuditMadeOut, status_code=201)
@api.doc(responses=refused_by(audit_actions.ask_for_action))
def ask_for_audit_action(sample_id: UUID, json_data: Sent) -> dict[str, UUID]:
    """Ask a practitioner to do something, as a review has found it needed."""
    return {
        "id": audit_actions.ask_for_action(
            sample_id, **json_data, actor=http.current_actor(), today=clock.today()
        )
    }


@api.get("/audit-actions")
@api.output(shapes.AuditActionsOut)
@api.doc(responses=refused_by(audit_actions.actions))
def audit_actions_listed() -> Sent:
    """List your actions from quality audits; for the CAF coordinator everybody's."""
    return {"actions": _actions(audit_actions.actions(actor=http.current_actor()))}


@api.post("/audit-actions/<uuid:action_id>/done")
@api.output({}, status_code=204)
@api.doc(responses=refused_by(audit_actions.mark_done))
def audit_action_done(action_id: UUID) -> tuple[str, int]:
    """Say that an action is done."""
    audit_actions.mark_done(action_id, actor=http.current_actor(), today=clock.today())
    return "", 204


@api.post("/audit-actions/<uuid:action_id>/not-done")
@api.output({}, status_code=204)
@api.doc(responses=refused_by(audit_actions.mark_not_done))
def audit_action_not_done(action_id: UUID) -> tuple[str, int]:
    """Take back that an action is done."""
    audit_actions.mark_not_done(action_id, actor=http.current_actor())
    return "", 204


def _versioned(version: int) -> Response:
    return http.answer({"version": version}, etag=version)


def _review(found: ReviewOpened) -> Sent:
    scores = found.sampled.scores
    return {
        "sampled": found.sampled,
        "asked": [
            {
                "section": each.section,
                "question": each.question,
                "words": each.words,
                "score": scores.get(each.question),
            }
            for each in found.sampled.asked.asked
        ],
        "findings": found.sampled.findings,
        "may_review": found.may_review,
        "actions": _actions(found.actions),
    }


def _actions(found: tuple[ActionAsked, ...]) -> list[Sent]:
    today: date = clock.today()
    names = shapes.AuditActionOut().fields.keys() - {"is_overdue"}
    return [
        {**{name: getattr(each, name) for name in names}, "is_overdue": each.is_overdue(today)}
        for each in found
    ]
