"""An assessment put on the CAF register: a CAF of one child, or a family assessment of several."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from sqlmodel import Session

from app import audit
from app.access.models import Agency
from app.access.policies import Actor, check_may
from app.access.roles import Action
from app.cases.models.assessments import AssessedChild, Assessment, AssessmentReason
from app.cases.queries import course_changing as queries
from app.cases.queries.course_choices import children_of_household, practitioners_posted
from app.cases.queries.course_parts import PractitionerPosted
from app.cases.rules.activity import check_children, check_not_open_already
from app.cases.rules.course import NeedMoment
from app.cases.rules.course_dates import CourseDates, check_change
from app.cases.rules.vocabulary import AssessmentKind, InitiationReason
from app.cases.services.changing import changed, family_to_change
from app.cases.services.course_changing import decide_level
from app.db import transaction
from app.errors import NotFound, RuleRefused


@dataclass(frozen=True, slots=True)
class NewAssessment:
    """What an assessment begins with. lead_practitioner_id None: whoever registers it.

    level None: no level of need has been decided on.
    """

    kind: AssessmentKind
    children: frozenset[UUID]
    initiated_on: date
    primary_reason: InitiationReason
    secondary_reasons: frozenset[InitiationReason]
    initiating_agency_id: UUID
    lead_practitioner_id: UUID | None = None
    level: int | None = None


def register_assessment(
    family_id: UUID, new: NewAssessment, *, version: int, actor: Actor, today: date
) -> tuple[UUID, int]:
    """Register an assessment of a family. Returns its id and the record's new version.

    Writes assessment, assessed_child, assessment_reason, level_of_need, family, audit_event.
    Raises Forbidden("role"), NotFound("family" | "agency"), Conflict("changed-meanwhile"),
    RuleRefused("not-in-household" | "one-child" | "already-open" | "lead-needed" | "lead-not-posted" |
    "in-the-future").
    """
    check_may(actor, Action.UPDATE_A_FAMILY)
    with transaction(actor) as session:
        queries.lock_people(session, new.children)  # people before families, as everywhere
        family = family_to_change(session, family_id, version, actor=actor, today=today)
        household = children_of_household(session, family_id, today)
        check_children(new.kind, new.children, {child.id for child in household})
        check_not_open_already(new.kind, queries.open_kinds(session, new.children))
        begun = CourseDates(new.initiated_on)
        check_change(CourseDates(today), begun, today)
        if session.get(Agency, new.initiating_agency_id) is None:
            raise NotFound("agency", "There is no such agency.")
        lead = _lead(session, new.lead_practitioner_id or actor.practitioner_id, today)

        assessment = _assessment(family_id, new, lead)
        session.add(assessment)
        session.flush()
        _add_parts(session, assessment.id, new)
        decide_level(session, assessment.id, new.level, NeedMoment.INITIATION, new.initiated_on)
        audit.record(
            session,
            actor,
            "assessment.registered",
            family_id,
            assessment_id=str(assessment.id),
            kind=new.kind.value,
            initiated_on=new.initiated_on.isoformat(),
            children=len(new.children),
            level=new.level,
        )
        return assessment.id, changed(family)


def _lead(session: Session, practitioner_id: UUID | None, today: date) -> PractitionerPosted:
    """The lead professional with the agency that they are in now."""
    if practitioner_id is None:
        raise RuleRefused("lead-needed", "Choose the lead professional.")
    posted = practitioners_posted(session, today, practitioner_id)
    if not posted:
        raise RuleRefused(
            "lead-not-posted", "Choose a lead professional who is posted to an establishment today."
        )
    return posted[0]


def _assessment(family_id: UUID, new: NewAssessment, lead: PractitionerPosted) -> Assessment:
    assessment_id = uuid4()
    return Assessment(
        id=assessment_id,
        import_key=str(assessment_id),
        family_id=family_id,
        kind=new.kind,
        initiated_on=new.initiated_on,
        initiating_agency_id=new.initiating_agency_id,
        lead_practitioner_id=lead.id,
        lead_agency_id=lead.agency_id,
    )


def _add_parts(session: Session, assessment_id: UUID, new: NewAssessment) -> None:
    """The children and the reasons; a primary reason named again among the others counts once."""
    for child in sorted(new.children):
        session.add(AssessedChild(assessment_id=assessment_id, person_id=child))
    session.add(AssessmentReason(assessment_id=assessment_id, reason=new.primary_reason, is_primary=True))
    for reason in sorted(new.secondary_reasons - {new.primary_reason}):
        session.add(AssessmentReason(assessment_id=assessment_id, reason=reason, is_primary=False))
