"""A quality audit that is under way and a training session, for pages to show."""

from datetime import date

import sqlalchemy as sa

from app import clock
from app.access import services as access
from app.access.roles import Role
from app.cases.rules.audit_questions import questions_on
from app.cases.rules.quality_audits import AgencyMix, AuditCategory, AuditScore
from app.cases.services import audit_actions, audit_sampling, auditing, mentoring, training, training_places
from app.cases.services.audit_sampling import NewAudit
from app.db import Sessions
from tests.browser.conftest import email_of
from tests.conftest import TODAY

POSTED = """
select posting.practitioner_id from posting
join establishment on establishment.id = establishment_id
join agency on agency.id = agency_id and agency.code = 'EWS'
where posting.ends_on is null and posting.practitioner_id not in (select mentee_id from mentor_pairing)
order by 1 limit 2
"""


def audits_and_training() -> dict[str, str]:
    """An audit of two assessments that the CAF coordinator audits, the first scored; and a session."""
    with Sessions() as session:
        user = session.execute(
            sa.text("select id from user_account where email = :email"),
            {"email": email_of(Role.CAF_COORDINATOR)},
        ).scalar_one()
        one, other = (row.practitioner_id for row in session.execute(sa.text(POSTED)))
    coordinator = access.load_actor(user, today=TODAY)
    sample = NewAudit("Summer 2013", AuditCategory.ANY, AgencyMix.ANY, date(2012, 4, 1), TODAY, size=2)
    audit_id = audit_sampling.draw_sample(sample, seed=2013, actor=coordinator, today=TODAY)
    scored, waiting = audit_sampling.open_audit(audit_id, actor=coordinator).samples
    for each in (scored, waiting):
        audit_sampling.name_auditor(each.id, user, version=1, actor=coordinator, today=TODAY)
    audit_actions.ask_for_action(
        scored.id, what="Ask the child.", practitioner_id=one, due_on=TODAY, actor=coordinator, today=TODAY
    )
    auditing.save_review(
        scored.id,
        dict.fromkeys(questions_on(TODAY).questions, AuditScore.ONE),
        "All is there.",
        is_finished=True,
        version=2,
        actor=coordinator,
        today=TODAY,
    )
    course = training.add_course("Lead professional course", "Two days.", actor=coordinator)
    planned = training.plan_session(
        course, held_on=TODAY, venue="Town hall", capacity=12, actor=coordinator, today=TODAY
    )
    training_places.book_place(planned, one, actor=coordinator, today=TODAY, now=clock.now())
    pairing = mentoring.name_mentor(
        other, one, starts_on=TODAY, ends_on=None, actor=coordinator, today=TODAY, now=clock.now()
    )
    found = {
        "quality_audit": audit_id,
        "scored": scored.id,
        "sampled": waiting.id,
        "course": course,
        "session": planned,
        "pairing": pairing,
    }
    return {name: str(value) for name, value in found.items()}
