"""Every page and call about quality audits and training, and what it answers to each role."""

from datetime import date
from uuid import UUID

from app.access.policies import Actor, Role
from app.cases.rules.quality_audits import AgencyMix, AuditCategory
from app.cases.services import audit_sampling
from app.cases.services.audit_sampling import NewAudit
from tests.conftest import TODAY
from tests.edges.route_table.vocabulary import CAF, COORDINATOR, LEAD, MANAGER, MEMBER, call, only, page

RUNS_AUDITS = Actor(UUID(int=401), frozenset({Role.CAF_COORDINATOR}))
AUDITORS = (LEAD, MEMBER, MANAGER, CAF, COORDINATOR)
FOLLOWERS = (LEAD, MEMBER, MANAGER, CAF)
SAMPLED = "/sampled-assessments/{sample}"

A_SAMPLE = {
    "title": "Summer 2013",
    "category": "any",
    "mix": "any",
    "initiated_from": "2012-04-01",
    "initiated_to": "2013-07-12",
    "size": 1,
}
AN_ACTION = {"what": "Meet.", "practitioner_id": "{nothing}", "due_on": "2013-07-20"}
A_REVIEW = {"scores": {}, "findings": None, "is_finished": False}


def places() -> dict[str, UUID]:
    """An audit of two assessments, of which none has an auditor yet; the second is taken out."""
    sample = NewAudit("Spring", AuditCategory.ANY, AgencyMix.ANY, date(2012, 4, 1), TODAY, size=2)
    audit_id = audit_sampling.draw_sample(sample, seed=1, actor=RUNS_AUDITS, today=TODAY)
    first, second = audit_sampling.open_audit(audit_id, actor=RUNS_AUDITS).samples
    return {"quality_audit": audit_id, "sample": first.id, "second_sample": second.id}


PAGES = [
    page("cases_pages.quality_audits", "/quality-audits", only(200, CAF)),
    page("cases_pages.draw_form", "/quality-audits/new", only(200, CAF)),
    page("cases_pages.draw_sample", "/quality-audits/new", only(422, CAF), method="POST"),
    page("cases_pages.quality_summary", "/quality-audits/summary", only(200, CAF)),
    page("cases_pages.quality_audit", "/quality-audits/{quality_audit}", only(200, CAF)),
    page("cases_pages.quality_audit", "/quality-audits/{nothing}", only(404, CAF)),
    page("cases_pages.auditor_form", f"{SAMPLED}/auditor", only(200, CAF)),
    page("cases_pages.name_auditor", f"{SAMPLED}/auditor", only(422, CAF), method="POST"),
    page("cases_pages.take_out_form", f"{SAMPLED}/take-out", only(200, CAF)),
    page("cases_pages.take_out", f"{SAMPLED}/take-out", only(422, CAF), method="POST"),
    page("cases_pages.hand_back", f"{SAMPLED}/hand-back", only(422, CAF), method="POST"),
    page("cases_pages.sampled_assessments", "/sampled-assessments", only(200, *AUDITORS)),
    # Nobody is named for it, so it opens to nobody.
    page("cases_pages.sampled_assessment", SAMPLED, only(404, *AUDITORS)),
    page("cases_pages.audit_review", f"{SAMPLED}/review", {**only(404, *AUDITORS), CAF: 200}),
    page(
        "cases_pages.save_audit_review",
        f"{SAMPLED}/review",
        {**only(404, *AUDITORS), CAF: 422},
        method="POST",
    ),
    page("cases_pages.audit_action_form", f"{SAMPLED}/actions/new", {**only(404, *AUDITORS), CAF: 200}),
    page(
        "cases_pages.ask_for_audit_action",
        f"{SAMPLED}/actions/new",
        {**only(404, *AUDITORS), CAF: 422},
        method="POST",
    ),
    page("cases_pages.audit_actions_page", "/audit-actions", only(200, *FOLLOWERS)),
    page(
        "cases_pages.audit_action_done", "/audit-actions/{nothing}/done", only(404, *FOLLOWERS), method="POST"
    ),
    page(
        "cases_pages.audit_action_not_done",
        "/audit-actions/{nothing}/not-done",
        only(404, *FOLLOWERS),
        method="POST",
    ),
]

CALLS = [
    call("cases_api.quality_audits", "/quality-audits", only(200, CAF)),
    call("cases_api.draw_sample", "/quality-audits", only(201, CAF), method="POST", body=A_SAMPLE),
    call(
        "cases_api.pool_sizes",
        "/quality-audits/pool-sizes?initiated_from=2013-01-01&initiated_to=2013-07-12",
        only(200, CAF),
    ),
    call("cases_api.quality_summary", "/quality-audits/summary", only(200, CAF)),
    call("cases_api.open_quality_audit", "/quality-audits/{quality_audit}", only(200, CAF)),
    call("cases_api.auditors", f"{SAMPLED}/auditors", only(200, CAF)),
    call(
        "cases_api.name_auditor",
        f"{SAMPLED}/auditor",
        only(404, CAF),
        method="PUT",
        body={"auditor_id": "{nothing}"},
    ),
    call(
        "cases_api.take_out_of_sample",
        "/sampled-assessments/{second_sample}/take-out",
        only(200, CAF),
        method="POST",
        body={"reason": "consent-withdrawn"},
    ),
    call("cases_api.hand_back_review", f"{SAMPLED}/hand-back", only(422, CAF), method="POST"),
    call("cases_api.sampled_assessments", "/sampled-assessments", only(200, *AUDITORS)),
    call("cases_api.open_sampled_assessment", SAMPLED, only(404, *AUDITORS)),
    call("cases_api.open_audit_review", f"{SAMPLED}/review", {**only(404, *AUDITORS), CAF: 200}),
    call(
        "cases_api.save_audit_review",
        f"{SAMPLED}/review",
        only(404, *AUDITORS),
        method="PUT",
        body=A_REVIEW,
    ),
    call(
        "cases_api.ask_for_audit_action",
        f"{SAMPLED}/actions",
        {**only(404, *AUDITORS), CAF: 422},
        method="POST",
        body=AN_ACTION,
    ),
    call("cases_api.audit_actions_listed", "/audit-actions", only(200, *FOLLOWERS)),
    call(
        "cases_api.audit_action_done", "/audit-actions/{nothing}/done", only(404, *FOLLOWERS), method="POST"
    ),
    call(
        "cases_api.audit_action_not_done",
        "/audit-actions/{nothing}/not-done",
        only(404, *FOLLOWERS),
        method="POST",
    ),
]

MATCHED = {
    "cases_api.name_auditor",
    "cases_api.take_out_of_sample",
    "cases_api.hand_back_review",
    "cases_api.save_audit_review",
}
