"""One family's record."""

from uuid import UUID

from flask import render_template

from app import clock, govuk
from app.access.family_access import FamilyAccess
from app.access.policies import may
from app.access.roles import Action
from app.cases.pages import course_words, household_words
from app.cases.pages import record as words
from app.cases.pages.agency_words import agency_name
from app.cases.pages.blueprint import pages
from app.cases.queries.notes import earlier_notes, standing_notes
from app.cases.services import families as services


@pages.get("/families/<uuid:family_id>")
def family(family_id: UUID) -> str:
    """One family's record. Opening it is noted."""
    today = clock.today()
    record = services.open_record(family_id, actor=govuk.actor(), today=today)
    people = words.names(record)
    return render_template(
        "cases/family.html",
        record=record,
        today=today,
        name=words.family_name(record.reference),
        summary=words.summary(record, today, agency_name),
        contents=words.contents(record, may_merge=may(govuk.actor(), Action.MERGE_RECORDS)),
        is_whole=record.seen_as is not FamilyAccess.TEAM_MEMBER,
        names=people,
        ages=words.ages(record, today),
        assessment_rows={
            each.id: course_words.with_dates(
                words.assessment_rows(each, people, agency_name), each, family_id
            )
            for each in record.assessments
        },
        assessment_links={each.id: course_words.card_links(each, family_id) for each in record.assessments},
        measured=[words.measured(taken) for taken in record.measurements],
        notes=standing_notes(record.notes),
        earlier=earlier_notes(record.notes),
        about=[household_words.about(person) for person in record.people],
        corrections=household_words.corrections(record, people),
        withdrawn=household_words.withdrawn(record),
        may_update=may(govuk.actor(), Action.UPDATE_A_FAMILY)
        and record.seen_as is not FamilyAccess.TEAM_MEMBER,
        may_add=may(govuk.actor(), Action.ADD_TO_A_FAMILY),
        may_oversee=may(govuk.actor(), Action.WRITE_OVERSIGHT),
        may_correct_ward=may(govuk.actor(), Action.CORRECT_A_FAMILY),
        may_merge=may(govuk.actor(), Action.MERGE_RECORDS),
        may_see_meetings=may(govuk.actor(), Action.SEE_MEETINGS),
        may_see_claims=may(govuk.actor(), Action.SEE_CLAIMS),
        may_approve=may(govuk.actor(), Action.APPROVE_SHARING),
        actor_id=govuk.actor().user_id,
    )
