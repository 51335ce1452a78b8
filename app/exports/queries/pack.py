"""What an inspection pack lists: children with a CAF, what was worked on, audits, and actions after them."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.access.models import Agency, Practitioner
from app.cases.models.assessments import AssessedChild, Assessment
from app.cases.models.course import AssessmentReopening, AssessmentReview, LevelOfNeed, PlanAction
from app.cases.models.people import Family, Person
from app.cases.models.quality_audits import AuditAction, AuditAnswer, QualityAudit, SampledAssessment
from app.cases.queries.columns import columns
from app.cases.rules.lifecycle import AssessmentDates, assessment_stage
from app.cases.rules.quality_audits import AuditScore, is_overdue
from app.cases.rules.vocabulary import Ethnicity
from app.db import rows
from app.exports.queries.episodes import decided, some_at_a_time
from app.exports.rules.impact import Worked
from app.exports.rules.pack import ActionListed, AuditListed, ChildListed, Wanted
from app.periods import Period, age_on

STAGE_DATES = tuple(AssessmentDates.__dataclass_fields__)
OF_THE_PROGRAMME = {each.value: each.label for each in Ethnicity}


def children(session: Session, wanted: Wanted) -> Iterator[ChildListed]:
    """Each child of each assessment that was open on a day of the three months, by name."""
    leading = aliased(Agency)
    as_at = wanted.as_at
    dates = set(STAGE_DATES) | {"initiated_on", "closed_on"}
    statement = (
        sa.select(
            *columns(AssessedChild, "assessment_id"),
            *columns(Person, "import_key", "forename", "surname", "born_on", "sex", "ethnicity"),
            col(Family.reference),
            *columns(Assessment, "kind", "closure_reason", *sorted(dates)),
            col(Practitioner.display_name).label("lead"),
            col(leading.name).label("lead_agency"),
        )
        .select_from(AssessedChild)
        .join(Assessment, col(Assessment.id) == AssessedChild.assessment_id)
        .join(Person, col(Person.id) == AssessedChild.person_id)
        .join(Family, col(Family.id) == Assessment.family_id)
        .outerjoin(leading, col(leading.id) == Assessment.lead_agency_id)
        .outerjoin(Practitioner, col(Practitioner.id) == Assessment.lead_practitioner_id)
        .where(_open_in(wanted))
        .order_by(col(Person.surname), col(Person.forename), col(Person.import_key), col(AssessedChild.id))
    )
    return (_child(row, as_at) for row in some_at_a_time(session, statement))


def pool(session: Session, wanted: Wanted) -> Iterator[UUID]:
    """The assessments that a sample is drawn from: those of the children listed, by id."""
    covered = sa.exists().where(col(AssessedChild.assessment_id) == Assessment.id)
    statement = sa.select(col(Assessment.id)).where(_open_in(wanted), covered).order_by(col(Assessment.id))
    return (row.id for row in some_at_a_time(session, statement))


def of_reference(session: Session, reference: str, as_at: date) -> UUID | None:
    """The latest assessment of a family by its reference, initiated by a day."""
    statement = (
        sa.select(col(Assessment.id))
        .join(Family, col(Family.id) == Assessment.family_id)
        .where(col(Family.reference) == reference, col(Assessment.initiated_on) <= as_at)
        .order_by(col(Assessment.initiated_on).desc(), col(Assessment.id))
        .limit(1)
    )
    found = rows(session, statement)
    return found[0].id if found else None


def worked_on(session: Session, as_at: date, period: Period) -> Iterator[Worked]:
    """The assessments that were open on a day of a period, with what the count of impact looks at, by id.

    With them those that were opened again by the day: of one that was not open in the period, nothing else
    is looked at than its own dates.
    """
    in_view = sa.and_(
        col(Assessment.initiated_on) <= as_at,
        sa.or_(col(Assessment.closed_on).is_(None), col(Assessment.closed_on) >= period.first),
    )
    levels, reviews, actions = _levels(as_at), _reviews(as_at), _actions(as_at)
    reopened = _reopenings(as_at)

    def in_view_of(part: sa.Subquery) -> sa.ColumnElement[bool]:
        return sa.and_(part.c.assessment_id == Assessment.id, in_view)

    statement = (
        sa.select(
            *columns(
                Assessment,
                "id",
                "kind",
                "initiated_on",
                "assessment_completed_on",
                "first_reviewed_on",
                "closed_on",
                "closure_reason",
            ),
            *(levels.c.first_level, levels.c.last_level, levels.c.levels),
            *(reviews.c.days, reviews.c.with_words),
            *(actions.c.actions, actions.c.done),
            reopened.c.reopened_on,
        )
        .select_from(Assessment)
        .outerjoin(levels, in_view_of(levels))
        .outerjoin(reviews, in_view_of(reviews))
        .outerjoin(actions, in_view_of(actions))
        .outerjoin(reopened, reopened.c.assessment_id == Assessment.id)
        .where(sa.or_(in_view, reopened.c.assessment_id.is_not(None)))
        .order_by(col(Assessment.id))
    )
    return (
        Worked(
            id=row.id,
            kind=row.kind.value,
            initiated_on=row.initiated_on,
            completed_on=_by(row.assessment_completed_on, as_at),
            closed_on=_by(row.closed_on, as_at),
            closure_reason=row.closure_reason.value if _by(row.closed_on, as_at) else None,
            first_level=row.first_level,
            last_level=row.last_level,
            levels=row.levels or 0,
            reviews=tuple(row.days or ()),
            words_on=tuple(each for each in row.with_words or () if each is not None),
            first_reviewed_on=_by(row.first_reviewed_on, as_at),
            actions=row.actions or 0,
            done=row.done or 0,
            reopened_on=tuple(row.reopened_on or ()),
        )
        for row in some_at_a_time(session, statement)
    )


def audits(session: Session, wanted: Wanted) -> Iterator[AuditListed]:
    """The quality audits drawn in the six months, or of which a review was finished in them."""
    is_reviewed = sa.and_(
        col(SampledAssessment.scored_on).is_not(None), col(SampledAssessment.scored_on) <= wanted.as_at
    )
    scores = _scores(is_reviewed)
    statement = (
        sa.select(
            *columns(QualityAudit, "id", "title", "category", "drawn_on", "closed_on"),
            sa.func.count(col(SampledAssessment.id)).label("sampled"),
            sa.func.count(col(SampledAssessment.id)).filter(is_reviewed).label("reviewed"),
            sa.func.coalesce(scores.c.ones, 0).label("scored"),
            sa.func.coalesce(scores.c.base, 0).label("of"),
        )
        .join(SampledAssessment, col(SampledAssessment.audit_id) == QualityAudit.id)
        .outerjoin(scores, scores.c.audit_id == QualityAudit.id)
        .where(_audited_in(wanted))
        .group_by(col(QualityAudit.id), scores.c.ones, scores.c.base)
        .order_by(col(QualityAudit.drawn_on).desc(), col(QualityAudit.id))
    )
    return (
        AuditListed(
            title=row.title,
            category=row.category.label,
            drawn_on=row.drawn_on,
            closed_on=_by(row.closed_on, wanted.as_at),
            sampled=row.sampled,
            reviewed=row.reviewed,
            scored=row.scored,
            of=row.of,
        )
        for row in some_at_a_time(session, statement)
    )


def actions(session: Session, wanted: Wanted) -> Iterator[ActionListed]:
    """What was asked for by the day after a review of those audits, overdue ones first.

    They are read once for each state that an action may be in, so that none has to be held.
    """
    statement = (
        sa.select(
            col(QualityAudit.title).label("audit"),
            *columns(AuditAction, "what", "asked_on", "due_on", "done_on"),
            col(Practitioner.display_name).label("who"),
        )
        .join(SampledAssessment, col(SampledAssessment.id) == AuditAction.sample_id)
        .join(QualityAudit, col(QualityAudit.id) == SampledAssessment.audit_id)
        .join(Practitioner, col(Practitioner.id) == AuditAction.practitioner_id)
        .where(_audited_in(wanted), col(AuditAction.asked_on) <= wanted.as_at)
        .order_by(col(AuditAction.due_on), col(AuditAction.id))
    )
    for state in ORDER:
        for row in some_at_a_time(session, statement):
            action = _action(row, wanted.as_at)
            if action.state == state:
                yield action


ORDER = ("overdue", "to do", "done")


def _action(row: sa.Row[Any], as_at: date) -> ActionListed:
    done_on = _by(row.done_on, as_at)
    late = is_overdue(row.due_on, done_on, as_at)
    return ActionListed(
        audit=row.audit,
        what=row.what,
        who=row.who,
        asked_on=row.asked_on,
        due_on=row.due_on,
        done_on=done_on,
        state="done" if done_on else "overdue" if late else "to do",
    )


def _child(row: sa.Row[Any], as_at: date) -> ChildListed:
    dates = AssessmentDates(**{name: getattr(row, name) for name in STAGE_DATES})
    closed_on = _by(row.closed_on, as_at)
    is_born = row.born_on is not None and row.born_on <= as_at
    return ChildListed(
        assessment_id=row.assessment_id,
        child=row.import_key,
        name=f"{row.forename} {row.surname}",
        born_on=row.born_on if is_born else None,
        age=age_on(row.born_on, as_at) if is_born else None,
        sex=row.sex.label,
        ethnicity=OF_THE_PROGRAMME.get(row.ethnicity or "", "Not recorded"),
        reference=row.reference,
        kind=row.kind.label,
        initiated_on=row.initiated_on,
        stage=assessment_stage(dates, as_at).label,
        lead=row.lead,
        lead_agency=row.lead_agency,
        closed_on=closed_on,
        closure_reason=row.closure_reason.label if closed_on else None,
    )


def _open_in(wanted: Wanted) -> sa.ColumnElement[bool]:
    """The condition that an assessment was open on a day of the three months."""
    period = wanted.children_in
    return sa.and_(
        col(Assessment.initiated_on) <= period.last,
        sa.or_(col(Assessment.closed_on).is_(None), col(Assessment.closed_on) >= period.first),
    )


def _audited_in(wanted: Wanted) -> sa.ColumnElement[bool]:
    """The condition that an audit was drawn in the six months, or a review of it finished in them."""
    period = wanted.audits_in
    scored = aliased(SampledAssessment)
    reviewed = sa.exists().where(
        col(scored.audit_id) == QualityAudit.id, col(scored.scored_on).between(period.first, period.last)
    )
    return sa.or_(col(QualityAudit.drawn_on).between(period.first, period.last), reviewed)


def _scores(is_reviewed: sa.ColumnElement[bool]) -> sa.Subquery:
    """How many answers scored 1, of how many that scored 1 or 0, by audit."""
    one, zero = (col(AuditAnswer.score) == each for each in (AuditScore.ONE, AuditScore.ZERO))
    return (
        sa.select(
            col(SampledAssessment.audit_id),
            sa.func.count().filter(one).label("ones"),
            sa.func.count().filter(sa.or_(one, zero)).label("base"),
        )
        .select_from(AuditAnswer)
        .join(SampledAssessment, col(SampledAssessment.id) == AuditAnswer.sample_id)
        .where(is_reviewed)
        .group_by(col(SampledAssessment.audit_id))
        .subquery("scores")
    )


def _levels(as_at: date) -> sa.Subquery:
    return _of_assessments(
        LevelOfNeed,
        col(LevelOfNeed.decided_on) <= as_at,
        decided(latest=False).label("first_level"),
        decided(latest=True).label("last_level"),
        sa.func.count().label("levels"),
    )


def _reviews(as_at: date) -> sa.Subquery:
    day = col(AssessmentReview.reviewed_on)
    has_words = sa.func.coalesce(col(AssessmentReview.childs_words), "") != ""
    return _of_assessments(
        AssessmentReview,
        day <= as_at,
        sa.func.array_agg(day).label("days"),
        sa.func.array_agg(sa.case((has_words, day), else_=None)).label("with_words"),
    )


def _actions(as_at: date) -> sa.Subquery:
    stands = sa.or_(col(PlanAction.withdrawn_on).is_(None), col(PlanAction.withdrawn_on) > as_at)
    return _of_assessments(
        PlanAction,
        sa.and_(col(PlanAction.agreed_on) <= as_at, stands),
        sa.func.count().label("actions"),
        sa.func.count().filter(col(PlanAction.done_on) <= as_at).label("done"),
    )


def _reopenings(as_at: date) -> sa.Subquery:
    day = col(AssessmentReopening.reopened_on)
    return _of_assessments(AssessmentReopening, day <= as_at, sa.func.array_agg(day).label("reopened_on"))


def _of_assessments(part: Any, holds: sa.ColumnElement[bool], *told: sa.ColumnElement[Any]) -> sa.Subquery:
    """What is told of a part of assessments, a row for each that has one which the condition holds of."""
    assessment_id = col(part.assessment_id)
    return sa.select(assessment_id, *told).where(holds).group_by(assessment_id).subquery()


def _by(day: date | None, as_at: date) -> date | None:
    """A day that had come by the day asked about; None for a later one."""
    return day if day is not None and day <= as_at else None
