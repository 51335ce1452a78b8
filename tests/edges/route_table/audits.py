"""Every page and call about quality audits and training, and what it answers to each role."""

from datetime import date
from uuid import UUID

from app.access.policies import Actor
from app.access.roles import Role
from app.cases.rules.quality_audits import AgencyMix, AuditCategory
from app.cases.services import audit_sampling, training
from app.cases.services.audit_sampling import NewAudit
from tests.conftest import TODAY
from tests.edges.route_table.vocabulary import CAF, COORDINATOR, LEAD, MANAGER, MEMBER, call, only, page

RUNS_AUDITS = Actor(UUID(int=401), frozenset({Role.CAF_COORDINATOR}))
AUDITORS = (LEAD, MEMBER, MANAGER, CAF, COORDINATOR)
FOLLOWERS = (LEAD, MEMBER, MANAGER, CAF)
SAMPLED = "/sampled-assessments/{sample}"
COURSE = "/training/courses/{course}"
SESSION = "/training/sessions/{session}"

A_SAMPLE = {
    "title": "Summer 2013",
    "category": "any",
    "mix": "any",
    "initiated_from": "2012-04-01",
    "initiated_to": "2013-07-12",
    "size": 1,
}
A_SESSION = {"held_on": "2013-09-04", "venue": "Library", "capacity": 20}
AN_ACTION = {"what": "Meet.", "practitioner_id": "{nothing}", "due_on": "2013-07-20"}
A_REVIEW = {"scores": {}, "findings": None, "is_finished": False}


def places() -> dict[str, UUID]:
    """An audit of two assessments without an auditor, the second of which is taken out; and a session."""
    sample = NewAudit("Spring", AuditCategory.ANY, AgencyMix.ANY, date(2012, 4, 1), TODAY, size=2)
    audit_id = audit_sampling.draw_sample(sample, seed=1, actor=RUNS_AUDITS, today=TODAY)
    first, second = audit_sampling.open_audit(audit_id, actor=RUNS_AUDITS).samples
    course = training.add_course("Consent", None, actor=RUNS_AUDITS)
    planned = training.plan_session(
        course, held_on=TODAY, venue="Town hall", capacity=20, actor=RUNS_AUDITS, today=TODAY
    )
    return {
        "quality_audit": audit_id,
        "sample": first.id,
        "second_sample": second.id,
        "course": course,
        "session": planned,
    }


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
    page(
        "cases_pages.self_save_audit_review",
        f"{SAMPLED}/review",
        {**only(404, *AUDITORS), CAF: 422},
        method="PUT",
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
    page("cases_pages.training", "/training", only(200, *FOLLOWERS)),
    page("cases_pages.course_form", "/training/courses/new", only(200, CAF)),
    page("cases_pages.add_course", "/training/courses/new", only(422, CAF), method="POST"),
    page("cases_pages.training_session_form", f"{COURSE}/sessions/new", only(200, CAF)),
    page("cases_pages.plan_training_session", f"{COURSE}/sessions/new", only(422, CAF), method="POST"),
    page("cases_pages.training_session", SESSION, only(200, *FOLLOWERS)),
    page("cases_pages.book_training_place", f"{SESSION}/bookings", only(422, MANAGER, CAF), method="POST"),
    page("cases_pages.change_session_form", f"{SESSION}/change", only(200, CAF)),
    page("cases_pages.change_training_session", f"{SESSION}/change", only(422, CAF), method="POST"),
    page("cases_pages.call_off_training_session", f"{SESSION}/call-off", only(422, CAF), method="POST"),
    page(
        "cases_pages.record_training_place",
        "/training/bookings/{nothing}/state",
        only(422, MANAGER, CAF),
        method="POST",
    ),
    page("cases_pages.mentors", "/training/mentors", only(200, CAF)),
    page("cases_pages.name_mentor", "/training/mentors", only(422, CAF), method="POST"),
    page("cases_pages.end_pairing_form", "/training/mentors/{nothing}/end", only(404, CAF)),
    page("cases_pages.end_pairing", "/training/mentors/{nothing}/end", only(404, CAF), method="POST"),
    page(
        "cases_pages.take_back_pairing",
        "/training/mentors/{nothing}/take-back",
        only(404, CAF),
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
    call("cases_api.open_training", "/training", only(200, *FOLLOWERS)),
    call(
        "cases_api.add_course",
        "/training/courses",
        only(201, CAF),
        method="POST",
        body={"title": "Reviews"},
    ),
    call(
        "cases_api.plan_training_session",
        f"{COURSE}/sessions",
        only(201, CAF),
        method="POST",
        body=A_SESSION,
    ),
    call("cases_api.open_training_session", SESSION, only(200, *FOLLOWERS)),
    call(
        "cases_api.change_training_session",
        SESSION,
        only(200, CAF),
        method="PUT",
        body=A_SESSION,
    ),
    call("cases_api.call_off_training_session", f"{SESSION}/call-off", only(412, CAF), method="POST"),
    call(
        "cases_api.book_training_place",
        f"{SESSION}/bookings",
        only(403),
        method="POST",
        body={"practitioner_id": "{nothing}"},
    ),
    call(
        "cases_api.record_training_place",
        "/training/bookings/{nothing}/state",
        only(404, MANAGER, CAF),
        method="POST",
        body={"state": "cancelled"},
    ),
    call("cases_api.mentor_pairings", "/mentor-pairings", only(200, CAF)),
    call(
        "cases_api.name_mentor",
        "/mentor-pairings",
        only(404, CAF),
        method="POST",
        body={"mentor_id": "{user}", "mentee_id": "{nothing}", "starts_on": "2013-07-12"},
    ),
    call(
        "cases_api.end_pairing",
        "/mentor-pairings/{nothing}/end",
        only(404, CAF),
        method="POST",
        body={"ends_on": "2013-07-12"},
    ),
    call(
        "cases_api.take_back_pairing",
        "/mentor-pairings/{nothing}/take-back",
        only(404, CAF),
        method="POST",
    ),
]

MATCHED = {
    "cases_api.name_auditor",
    "cases_api.take_out_of_sample",
    "cases_api.hand_back_review",
    "cases_api.save_audit_review",
    "cases_api.change_training_session",
}
