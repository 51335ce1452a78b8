"""An assessment opened to be changed: with its family locked, while it is open, within consent."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from sqlmodel import Session

from app import audit
from app.access.family_access import holds_record
from app.access.policies import Actor
from app.cases.models.assessments import Assessment
from app.cases.models.course import LevelOfNeed
from app.cases.models.people import Family
from app.cases.queries import course_changing as queries
from app.cases.queries import records
from app.cases.queries.sharing import items_open
from app.cases.rules.activity import check_closing_day, check_consent, check_open
from app.cases.rules.consent_items import ConsentItem
from app.cases.rules.course import NeedMoment
from app.cases.rules.course_dates import check_change
from app.cases.rules.lifecycle import check_stage_move
from app.cases.rules.vocabulary import AssessmentStage, ClosureReason
from app.cases.services.changing import changed, family_to_change
from app.cases.services.reading import reader_of
from app.errors import NotFound


def assessment_to_change(
    session: Session, family_id: UUID, assessment_id: UUID, version: int, *, actor: Actor, today: date
) -> tuple[Family, Assessment]:
    """A family and its assessment, both locked, as they were seen at this version.

    Raises NotFound("family" | "assessment"), Conflict("changed-meanwhile").
    """
    family = family_to_change(session, family_id, version, actor=actor, today=today)
    if not holds_record(actor, records.led_by(session, family_id, today)):
        raise no_such_assessment()
    assessment = queries.assessment_for_update(session, family_id, assessment_id)
    if assessment is None:
        raise no_such_assessment()
    return family, assessment


def assessment_to_add_to(
    session: Session, family_id: UUID, assessment_id: UUID, version: int, *, actor: Actor, today: date
) -> tuple[Family, Assessment]:
    """A family and its assessment, both locked, for an action that somebody adds to the plan.

    A team member may, where consent lets their agency read the plan.
    Raises NotFound("family" | "assessment"), Conflict("changed-meanwhile").
    """
    family = family_to_change(session, family_id, version, actor=actor, today=today, with_team=True)
    reader = reader_of(actor, records.led_by(session, family_id, today))
    assessment = queries.assessment_for_update(session, family_id, assessment_id)
    if assessment is None or not (reader.holds_record or reader.is_in_team):
        raise no_such_assessment()
    if ConsentItem.PLAN not in items_open(session, [assessment_id], today, reader)[assessment_id]:
        raise no_such_assessment()
    return family, assessment


def check_goes_on(session: Session, assessment: Assessment) -> None:
    """Raises RuleRefused("assessment-closed" | "no-consent") unless more may be recorded of it."""
    check_open(assessment.closed_on)
    check_consent(queries.latest_consent(session, assessment.id))


def close(
    session: Session,
    family: Family,
    assessment: Assessment,
    closed_on: date,
    reason: ClosureReason,
    level: int | None,
    *,
    actor: Actor,
    today: date,
) -> int:
    """Close an assessment that is locked with its family. Returns the record's new version.

    It can be closed without consent: that is what is left to do. Writes assessment, level_of_need, family,
    audit_event. Raises RuleRefused("assessment-closed" | "stage-not-allowed" | "no-closing-meeting" |
    "dates-out-of-order" | "in-the-future" | "after-closure").
    """
    check_open(assessment.closed_on)
    before = queries.course_dates(session, assessment)
    check_stage_move(before.stage, AssessmentStage.CLOSED)
    check_change(before, replace(before, closed_on=closed_on), today)
    agreed_on = {*before.meetings, *queries.former_closures(session, assessment.id)}
    check_closing_day(before.stage, reason, closed_on, agreed_on)
    assessment.sqlmodel_update({"closed_on": closed_on, "closure_reason": reason})
    decide_level(session, assessment.id, level, NeedMoment.CLOSURE, closed_on)
    audit.record(
        session,
        actor,
        "assessment.closed",
        family.id,
        assessment_id=str(assessment.id),
        closed_on=closed_on.isoformat(),
        reason=reason.value,
        level=level,
    )
    return changed(family)


def decide_level(
    session: Session, assessment_id: UUID, level: int | None, moment: NeedMoment, day: date
) -> None:
    """Note the level of need decided on a day; none where nobody decided. Writes level_of_need."""
    if level is not None:
        session.add(LevelOfNeed(assessment_id=assessment_id, decided_on=day, moment=moment, level=level))


def correct_level(
    session: Session, assessment_id: UUID, level: int | None, moment: NeedMoment, day: date
) -> None:
    """Let the level of need decided on a day be this one; None: nobody decided. Writes level_of_need."""
    decided = queries.level_decided(session, assessment_id, moment, day)
    if decided is None:
        decide_level(session, assessment_id, level, moment, day)
    elif level is None:
        session.delete(decided)
    else:
        decided.level = level


def no_such_assessment() -> NotFound:
    """What is said of an assessment that the family does not have."""
    return NotFound("assessment", "There is no such assessment of this family.")
