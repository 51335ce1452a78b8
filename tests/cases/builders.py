"""Rows for tests of cases: sensible defaults, one keyword for what the test is about."""

from datetime import UTC, date, datetime
from itertools import count
from uuid import UUID

from sqlmodel import Session, SQLModel

from app.access.models import Agency, Establishment, Practitioner
from app.access.policies import SYSTEM
from app.cases.models.assessments import AssessedChild, Assessment
from app.cases.models.people import Family, HouseholdMember, Person, Residence, Ward
from app.cases.models.triage import (
    Allocation,
    AllocationAgency,
    LeadProfessional,
    MeetingWard,
    RolloutMeeting,
    TriageDecision,
)
from app.cases.rules.names import name_key
from app.cases.rules.references import family_reference
from app.cases.rules.vocabulary import (
    AllocationRoute,
    AssessmentKind,
    IdentifiedHow,
    LeadChosen,
    NotAllocatedReason,
    Sex,
    TriageOutcome,
)
from app.db import transaction
from app.programme.facts import MemberRole

TODAY = date(2013, 7, 12)
LISTED_ON = date(2012, 10, 15)
DECIDED_ON = date(2012, 11, 26)
CHANGED_AT = datetime(2013, 7, 1, 9, 0, tzinfo=UTC)

_numbers = count(1)


def a_ward(name: str = "Basford") -> UUID:
    return _saved(Ward(name=name))


def an_agency(code: str = "HEALTH", *, data_sheet_order: int | None = None) -> UUID:
    agency = Agency(code=code, name=f"{code} agency", sector="health", data_sheet_order=data_sheet_order)
    return _saved(agency)


def an_establishment(agency_id: UUID, name: str = "Alder Example Clinic") -> UUID:
    return _saved(Establishment(import_key=f"E-{next(_numbers)}", agency_id=agency_id, name=name))


def a_practitioner(name: str = "Lee Example", **given: object) -> UUID:
    return _saved(Practitioner(import_key=f"LP-{next(_numbers)}", display_name=name, **given))


def a_family(
    ward_id: UUID | None = None,
    *,
    listed_on: date | None = LISTED_ON,
    changed_at: datetime = CHANGED_AT,
    attached_on: date | None = None,
) -> UUID:
    """A family on the list, or with listed_on None one that is known only through a CAF."""
    number = next(_numbers)
    family_id = _saved(
        Family(
            import_key=f"HH-{number}",
            reference=family_reference(number) if listed_on else None,
            identified_on=listed_on,
            identified_how=IdentifiedHow.DATA_MATCH if listed_on else None,
            attached_on=attached_on,
            updated_at=changed_at,
        )
    )
    if ward_id is not None:
        _saved(Residence(family_id=family_id, ward_id=ward_id, starts_on=date(2010, 6, 1)))
    return family_id


def a_person(
    family_id: UUID,
    forename: str = "Tansy",
    surname: str = "Testcase",
    *,
    born_on: date | None = date(2001, 5, 9),
    role: MemberRole = MemberRole.CHILD,
) -> UUID:
    person_id = _saved(
        Person(
            import_key=f"P-{next(_numbers)}",
            forename=forename,
            surname=surname,
            forename_key=name_key(forename),
            surname_key=name_key(surname),
            born_on=born_on,
            sex=Sex.UNKNOWN,
        )
    )
    _saved(HouseholdMember(family_id=family_id, person_id=person_id, role=role, starts_on=date(2010, 6, 1)))
    return person_id


def a_meeting(*ward_ids: UUID, held_on: date = DECIDED_ON, rollout: int = 1) -> UUID:
    meeting_id = _saved(RolloutMeeting(import_key=f"M-{next(_numbers)}", held_on=held_on, rollout=rollout))
    for ward_id in ward_ids:
        _saved(MeetingWard(meeting_id=meeting_id, ward_id=ward_id))
    return meeting_id


def a_decision(
    family_id: UUID,
    meeting_id: UUID,
    outcome: TriageOutcome = TriageOutcome.ALLOCATE,
    *,
    decided_on: date = DECIDED_ON,
    reason: NotAllocatedReason | None = None,
    deferred_until: date | None = None,
) -> UUID:
    if outcome is TriageOutcome.NOT_TO_BE_ALLOCATED and reason is None:
        reason = NotAllocatedReason.SOCIAL_CARE_CASE
    return _saved(
        TriageDecision(
            family_id=family_id,
            meeting_id=meeting_id,
            decided_on=decided_on,
            outcome=outcome,
            reason=reason,
            deferred_until=deferred_until,
        )
    )


def an_allocation(
    family_id: UUID,
    *agency_ids: UUID,
    starts_on: date = DECIDED_ON,
    ends_on: date | None = None,
    route: AllocationRoute = AllocationRoute.ROLLOUT_MEETING,
    meeting_id: UUID | None = None,
) -> UUID:
    allocation_id = _saved(
        Allocation(
            family_id=family_id, route=route, meeting_id=meeting_id, starts_on=starts_on, ends_on=ends_on
        )
    )
    for position, agency_id in enumerate(agency_ids, 1):
        _saved(AllocationAgency(allocation_id=allocation_id, agency_id=agency_id, position=position))
    return allocation_id


def a_lead(
    allocation_id: UUID,
    practitioner_id: UUID,
    establishment_id: UUID,
    *,
    starts_on: date = DECIDED_ON,
    ends_on: date | None = None,
    chosen: LeadChosen = LeadChosen.BEST_RELATIONSHIP,
) -> UUID:
    return _saved(
        LeadProfessional(
            allocation_id=allocation_id,
            practitioner_id=practitioner_id,
            establishment_id=establishment_id,
            chosen=chosen,
            starts_on=starts_on,
            ends_on=ends_on,
        )
    )


def an_assessment(
    family_id: UUID,
    *children: UUID,
    agency_id: UUID | None = None,
    kind: AssessmentKind = AssessmentKind.CAF,
    initiated_on: date = date(2013, 1, 14),
    started_on: date | None = date(2013, 1, 21),
    first_team_meeting_on: date | None = date(2013, 3, 4),
    **given: object,
) -> UUID:
    """An assessment as an import brings it: delivered, with neither reviews nor meetings of its own."""
    number = next(_numbers)
    assessment_id = _saved(
        Assessment(
            import_key=f"A-{number}",
            family_id=family_id,
            kind=kind,
            initiated_on=initiated_on,
            initiating_agency_id=agency_id or an_agency(f"AGENCY-{number}"),
            assessment_started_on=started_on,
            first_team_meeting_on=first_team_meeting_on,
            **given,
        )
    )
    for child in children:
        _saved(AssessedChild(assessment_id=assessment_id, person_id=child))
    return assessment_id


def _saved(row: SQLModel) -> UUID:
    with transaction(SYSTEM) as session:
        _add(session, row)
        return row.id  # type: ignore[attr-defined]  # every row here has one


def _add(session: Session, row: SQLModel) -> None:
    session.add(row)
    session.flush()
