"""A family's record in the words its page prints: pure, from the record to rows of text."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

from app.access.family_access import FamilyAccess
from app.cases.queries.record_parts import AssessmentOnFile, FamilyRecord, MeasurementTaken
from app.cases.rules.consent_items import ConsentItem
from app.cases.rules.vocabulary import ConsentDecision
from app.govuk import long_date, short_date
from app.periods import age_on, financial_year_label, financial_year_of
from app.programme.facts import MeasurementKind

Rows = list[dict[str, dict[str, str]]]
Called = Callable[[str], str]

CONTENTS = (
    ("people", "People"),
    ("residences", "Addresses and wards"),
    ("criteria", "Criteria"),
    ("decisions", "Triage decisions"),
    ("allocations", "Allocations and lead professionals"),
    ("team", "Team around the family"),
    ("assessments", "Assessments"),
    ("plan", "Plan"),
    ("consent", "Consent and sharing"),
    ("forms", "Assessment forms"),
    ("measurements", "Measurements"),
    ("notes", "Notes and oversight"),
    ("corrections", "Corrections"),
    ("merges", "Merged records"),
    ("opened", "Who has opened this record"),
)
NOT_FOR_TEAMS = frozenset({"criteria", "decisions", "measurements", "corrections", "merges"})
NOT_SHARED = "Not shared with your agency"


def contents(record: FamilyRecord, *, may_merge: bool = False) -> tuple[tuple[str, str], ...]:
    """The parts of the record that this reader gets; a team member gets none of the programme's."""
    is_in_team = record.seen_as is FamilyAccess.TEAM_MEMBER
    left_out = NOT_FOR_TEAMS if is_in_team else frozenset()
    if record.opened is None:
        left_out |= {"opened"}
    if not record.merges and not may_merge:
        left_out |= {"merges"}
    return tuple(
        (anchor, "Your notes" if anchor == "notes" and is_in_team else text)
        for anchor, text in CONTENTS
        if anchor not in left_out
    )


def family_name(reference: str | None) -> str:
    """What a page calls a family: by its reference, never by a surname."""
    return f"Family {reference}" if reference else "Family without a reference"


def summary(record: FamilyRecord, today: date, agency_called: Called = str) -> Rows:
    """The family at a glance, as it stands today. agency_called: an agency's words, by its code."""
    current = next((each for each in record.allocations if _holds(each.starts_on, each.ends_on, today)), None)
    lead = next(
        (each for each in (current.leads if current else ()) if _holds(each.starts_on, each.ends_on, today)),
        None,
    )
    identified = "Not identified for the programme"
    if record.identified_on:
        how = f" by {record.identified_how.label.lower()}" if record.identified_how else ""
        identified = f"{long_date(record.identified_on)}{how}"
    attached = "Not attached"
    if record.attached_on:
        cohort = financial_year_label(financial_year_of(record.attached_on))
        attached = f"{long_date(record.attached_on)} (cohort year {cohort})"
    shown = [
        ("Status", record.status.label),
        ("Ward", record.ward or "Not known"),
        ("Agency", ", ".join(map(agency_called, current.agencies)) if current else "None"),
        ("Lead professional", f"{lead.name}, {lead.establishment}" if lead else "None"),
    ]
    if record.seen_as is FamilyAccess.TEAM_MEMBER:
        return _rows(shown)
    shown += [("Identified", identified), ("Attached", attached)]
    if record.funded_elsewhere:
        shown.append(("Funded elsewhere", f"{record.funded_elsewhere} (the one in six)"))
    if record.not_workable_reason:
        shown.append(("Cannot be worked with", record.not_workable_reason))
    return _rows(shown)


def names(record: FamilyRecord) -> dict[UUID, str]:
    """Everyone who is or was in the household, by id."""
    return {person.person_id: f"{person.forename} {person.surname}" for person in record.people}


def ages(record: FamilyRecord, today: date) -> dict[UUID, int | None]:
    """Everyone's age today; None where no date of birth is known."""
    return {
        person.person_id: age_on(person.born_on, today)
        if person.born_on and person.born_on <= today
        else None
        for person in record.people
    }


def assessment_rows(
    assessment: AssessmentOnFile, people: dict[UUID, str], agency_called: Called = str
) -> Rows:
    """An assessment of the CAF register as a list of what and when."""
    reasons = [assessment.primary_reason] if assessment.primary_reason else []
    words = [reason.label for reason in (*reasons, *assessment.secondary_reasons)]
    closed = long_date(assessment.closed_on) or "Not closed"
    if assessment.closed_on and assessment.closure_reason:
        closed = f"{closed}: {assessment.closure_reason.label.lower()}"

    def shown(item: ConsentItem, text: str) -> str:
        return text if assessment.shows(item) else NOT_SHARED

    agency = agency_called(assessment.lead_agency) if assessment.lead_agency else None
    lead = ", ".join(part for part in (assessment.lead, agency) if part)
    return _rows(
        [
            ("Stage", assessment.stage.label),
            (
                "Children",
                ", ".join(people.get(child, "A child of another household") for child in assessment.children),
            ),
            ("Reasons", shown(ConsentItem.WHAT_LED_TO_IT, "; ".join(words) or "Not recorded")),
            ("Initiated by", agency_called(assessment.initiating_agency)),
            ("Lead professional", lead or "None"),
            (
                "Consent",
                "; ".join(_consent(each.decision, each.decided_on) for each in assessment.consents)
                or "Not recorded",
            ),
            ("Assessment", _from_to(assessment.assessment_started_on, assessment.assessment_completed_on)),
            (
                "First team meeting",
                shown(ConsentItem.TEAM_MEETINGS, long_date(assessment.first_team_meeting_on) or "Not yet"),
            ),
            (
                "First review",
                shown(ConsentItem.REVIEWS, long_date(assessment.first_reviewed_on) or "Not yet"),
            ),
            ("Closed", closed),
        ]
    )


def measured(taken: MeasurementTaken) -> str:
    """A measurement's value in its own unit: 1500 hundredths of a percent is 15.00%."""
    match taken.kind:
        case MeasurementKind.UNAUTHORISED_ABSENCE | MeasurementKind.SCHOOL_ATTENDANCE:
            return f"{taken.value // 100}.{taken.value % 100:02d}%"
        case (
            MeasurementKind.OUT_OF_WORK_BENEFIT | MeasurementKind.EMPLOYMENT | MeasurementKind.WORK_PROGRAMME
        ):
            return "Ended" if taken.ends_on else "Goes on"
        case (
            MeasurementKind.FIXED_TERM_EXCLUSIONS
            | MeasurementKind.ANTISOCIAL_BEHAVIOUR_INCIDENTS
            | MeasurementKind.PROVEN_OFFENCES
        ):
            return f"{taken.value:,}"


def _consent(decision: ConsentDecision, decided_on: date) -> str:
    return f"{decision.label} {short_date(decided_on)}"


def _from_to(first: date | None, last: date | None) -> str:
    if first is None:
        return "Not started"
    return f"{long_date(first)} to {long_date(last)}" if last else f"Started {long_date(first)}"


def _rows(shown: list[tuple[str, str]]) -> Rows:
    return [{"key": {"text": key}, "value": {"text": value}} for key, value in shown]


def _holds(first: date, last: date | None, on: date) -> bool:
    return first <= on and (last is None or on <= last)
