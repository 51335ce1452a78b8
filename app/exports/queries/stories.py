"""One case from start to finish, as an inspector reads it: put together from the family's record."""

from collections.abc import Iterator, Mapping
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from app.access.family_access import FamilyAccess
from app.access.models import UserAccount
from app.audit import AuditEvent
from app.cases.models.assessments import Assessment
from app.cases.models.people import Family
from app.cases.queries import forms, records, relationships
from app.cases.queries.chronology import chronology
from app.cases.queries.columns import columns
from app.cases.queries.course import course_on_file
from app.cases.queries.course_parts import CourseOnFile
from app.cases.queries.record_parts import AssessmentOnFile, FamilyRecord
from app.cases.rules.consent_items import EVERY_ITEM
from app.cases.rules.form_boxes import Box, FormSection
from app.cases.rules.sharing import Reader
from app.clock import LONDON
from app.db import rows
from app.exports.rules.pack import Dated, Said, Story
from app.periods import written_date

WHO_DID = ("assessment.closed", "assessment.reopened", "assessment.consent-recorded", "assessment.registered")


def story(session: Session, assessment_id: UUID, as_at: date, *, how: str, user_id: UUID) -> Story:
    """The case of an assessment up to a day. user_id: on whose behalf, a programme coordinator's.

    how: how the case came into the pack.
    """
    assessment = session.get_one(Assessment, assessment_id)
    family = session.get_one(Family, assessment.family_id)
    reader = Reader(
        user_id=user_id, holds_record=True, agencies=frozenset(), sees_every_risk=True, is_in_team=False
    )
    record = records.family_record(session, family, as_at, reader=reader, seen_as=FamilyAccess.COORDINATOR)
    course = course_on_file(session, family, assessment_id, as_at, reader)
    if course is None:
        raise ValueError("a sampled assessment was initiated by the day")
    here = frozenset(each.person_id for each in record.people if each.ends_on is None)
    kept = relationships.relationships_of(session, family.id, here)
    events = chronology(record, relationships.readable(kept, here, is_whole=True))
    did = _who_did(session, family.id)
    return Story(
        assessment_id=assessment_id,
        family_id=family.id,
        reference=family.reference,
        title=f"{assessment.kind.label} of {', '.join(course.children) or 'nobody on file'}",
        how=how,
        people=tuple(_people(record, as_at)),
        chronology=tuple(Dated(each.day, each.what) for each in reversed(events) if each.day <= as_at),
        decisions=tuple(
            sorted(
                (each for each in _decisions(record, course, did) if each.day <= as_at),
                key=lambda each: each.day,
            )
        ),
        oversight=tuple(_oversight(record, as_at)),
        childs_words=tuple(_words(session, assessment, course, as_at)),
        outcome=tuple(_outcome(course, as_at)),
    )


def _people(record: FamilyRecord, as_at: date) -> Iterator[str]:
    for each in record.people:
        if each.starts_on <= as_at:
            born = f", born {written_date(each.born_on)}" if each.born_on else ""
            left = f", left {written_date(each.ends_on)}" if each.ends_on and each.ends_on <= as_at else ""
            yield f"{each.forename} {each.surname} ({each.role.replace('-', ' ')}{born}{left})"


def _decisions(
    record: FamilyRecord, course: CourseOnFile, did: Mapping[tuple[str, UUID], str]
) -> Iterator[Dated]:
    """Each decision on the case with who took it and why, as far as the records hold it."""
    for made in record.decisions:
        meeting = f"Rollout meeting of {written_date(made.meeting_held_on)} (rollout {made.rollout})"
        why = [each.label for each in (made.reason,) if each]
        why += [made.revision_reason] if made.revision_reason else []
        yield Dated(made.decided_on, f"Triage: {made.outcome.label.lower()}", meeting, "; ".join(why) or None)
    for spell in record.allocations:
        yield Dated(
            spell.starts_on,
            f"Allocated to {' with '.join(spell.agencies)}",
            None,
            f"By the route: {spell.route.label}",
        )
        for lead in spell.leads:
            what = f"{lead.name} ({lead.agency}) became lead professional"
            yield Dated(lead.starts_on, what, None, lead.chosen.label)
        if spell.ends_on:
            yield Dated(spell.ends_on, "Allocation ended", None, spell.end_reason)
    yield from _of_assessment(course.assessment, did)
    for reopened in course.reopenings:
        yield Dated(
            reopened.closed_on, f"Closed: {reopened.closure_reason.label.lower()} (undone since)", None, None
        )
        yield Dated(
            reopened.reopened_on,
            "Opened again",
            did.get(("assessment.reopened", course.assessment.id)),
            reopened.reason.label,
        )
    for level in course.levels:
        yield Dated(level.decided_on, f"Level of need {level.level}, at {level.moment.label.lower()}")


def _of_assessment(found: AssessmentOnFile, did: Mapping[tuple[str, UUID], str]) -> Iterator[Dated]:
    reasons = [each.label for each in (found.primary_reason, *found.secondary_reasons) if each]
    who = did.get(("assessment.registered", found.id))
    began = f"{found.kind.label} initiated"
    yield Dated(
        found.initiated_on,
        began,
        " of ".join(part for part in (who, found.initiating_agency) if part),
        "; ".join(reasons) or None,
    )
    for consent in found.consents:
        by = consent.decided_by.label if consent.decided_by else None
        present = f"present: {consent.present}" if consent.present else None
        risk = "A risk is noted" if consent.risk_noted else None
        who = "; ".join(part for part in (by, present) if part) or None
        yield Dated(consent.decided_on, f"Consent {consent.decision.label.lower()}", who, risk)
    for shared in found.sharings:
        yield Dated(
            shared.asked_at.astimezone(LONDON).date(),
            f"Sharing with {shared.agency} without consent: {shared.state.label.lower()}",
            " and ".join(part for part in (shared.asked_by, shared.decided_by) if part),
            f"{shared.reason.label}. {shared.explanation}",
        )
    if found.closed_on and found.closure_reason:
        closed = f"Closed: {found.closure_reason.label.lower()}"
        yield Dated(found.closed_on, closed, did.get(("assessment.closed", found.id)))


def _oversight(record: FamilyRecord, as_at: date) -> Iterator[Said]:
    for note in reversed(record.oversight):
        if note.held_on <= as_at:
            words = "\n".join(part for part in (note.direction, note.actions) if part)
            yield Said(note.kind.label, words, note.held_on, note.written_by)


def _words(session: Session, assessment: Assessment, course: CourseOnFile, as_at: date) -> Iterator[Said]:
    """What the child said: in the form as it stands, and at each review by the day."""
    form = forms.form_on_file(session, assessment, as_at, may_change=False, items=EVERY_ITEM)
    kept = form.kept(FormSection.WORDS)
    words = kept.content.texts.get(Box.CHILDS_WORDS)
    saved = kept.saved_at.astimezone(LONDON).date() if kept.saved_at else None
    if words:
        yield Said("In the assessment", words, saved, kept.saved_by)
    for review in reversed(course.reviews):
        if review.childs_words and review.reviewed_on <= as_at:
            yield Said("At a review", review.childs_words, review.reviewed_on)


def _outcome(course: CourseOnFile, as_at: date) -> Iterator[str]:
    """What came of the case: its closure, its need, its plan."""
    found = course.assessment
    if found.closed_on and found.closed_on <= as_at and found.closure_reason:
        reason = found.closure_reason.label.lower()
        yield f"Closed on {written_date(found.closed_on)}: {reason}."
    else:
        yield f"Open on {written_date(as_at)}, at the stage “{found.stage.label.lower()}”."
    levels = [each for each in course.levels if each.decided_on <= as_at]
    if len(levels) > 1:
        yield f"Level of need {levels[-1].level} at first, {levels[0].level} at last."
    elif levels:
        yield f"Level of need {levels[0].level}, decided on once."
    else:
        yield "No level of need is on file."
    agreed = [each for each in course.actions if each.agreed_on <= as_at]
    stand = [each for each in agreed if each.withdrawn_on is None or each.withdrawn_on > as_at]
    done = sum(each.done_on is not None and each.done_on <= as_at for each in stand)
    if not stand:
        yield "No action of a plan is on file."
    else:
        yield f"{done} of {len(stand)} actions of the plan done."
    held = sum(each.reviewed_on <= as_at for each in course.reviews)
    if held:
        yield f"Reviewed {held} time{'' if held == 1 else 's'}."
    elif found.first_reviewed_on and found.first_reviewed_on <= as_at:
        yield f"First reviewed on {written_date(found.first_reviewed_on)}; what was said is not on file."
    else:
        yield "No review is on file."


def _who_did(session: Session, family_id: UUID) -> dict[tuple[str, UUID], str]:
    """Who closed, opened again and registered each assessment of a family, by name: the latest time each."""
    of = sa.cast(col(AuditEvent.details)["assessment_id"].astext, sa.String)
    statement = (
        sa.select(*columns(AuditEvent, "action"), of.label("of"), col(UserAccount.display_name).label("name"))
        .join(UserAccount, col(UserAccount.id) == AuditEvent.user_id)
        .where(col(AuditEvent.subject_id) == family_id, col(AuditEvent.action).in_(WHO_DID))
        .order_by(col(AuditEvent.at))
    )
    return {(row.action, UUID(row.of)): row.name for row in rows(session, statement) if row.of}
