"""A family's chronology: everything dated of its record, in one order. Pure, from the record to events."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from app.cases.queries.map_parts import RelationshipOnFile
from app.cases.queries.notes import standing_notes
from app.cases.queries.record_parts import AssessmentOnFile, FamilyRecord
from app.cases.rules.notes import Event, in_order
from app.cases.rules.relationships import End, RelationshipKind
from app.clock import LONDON

MAP = "map"
"""The part of a family that an event of its map is about: a page beside the record."""


def chronology(record: FamilyRecord, relationships: Iterable[RelationshipOnFile] = ()) -> tuple[Event, ...]:
    """Everything dated of a family, the latest first.

    relationships: those of its map that the reader of the record may read, set aside ones among them.
    """
    return in_order((*_events(record), *_of_relationships(record, tuple(relationships))))


def _events(record: FamilyRecord) -> Iterator[Event]:
    if record.identified_on:
        yield Event(record.identified_on, "Came on to the programme’s list", "people")
    if record.attached_on:
        yield Event(record.attached_on, "Attached to the programme", "allocations")
    yield from _of_people(record)
    for home in record.residences:
        yield Event(home.starts_on, f"Moved to an address in {home.ward}", "residences")
    for fact in record.criteria:
        met = "met" if fact.met else "not met"
        yield Event(fact.starts_on, f"{fact.criterion.label}: {met}, by {fact.source}", "criteria")
    for decision in record.decisions:
        reason = f": {decision.reason.label.lower()}" if decision.reason else ""
        yield Event(decision.decided_on, f"Decided: {decision.outcome.label.lower()}{reason}", "decisions")
    yield from _of_allocations(record)
    for assessment in record.assessments:
        yield from _of_assessment(assessment)
    for note in standing_notes(record.notes):
        yield Event(note.happened_on, f"{note.kind.label}, noted by {note.written_by}", "notes")
    for direction in record.oversight:
        yield Event(direction.held_on, f"{direction.kind.label}, by {direction.written_by}", "notes")


def _of_people(record: FamilyRecord) -> Iterator[Event]:
    for person in record.people:
        name = f"{person.forename} {person.surname}"
        if person.born_on == person.starts_on:
            yield Event(person.starts_on, f"{name} was born into the household", "people")
        else:
            yield Event(person.starts_on, f"{name} joined the household", "people")
        if person.ends_on:
            yield Event(person.ends_on, f"{name} left the household", "people")
    for stay in record.withdrawn:
        name = stay.name or "Somebody who is in another family now"
        yield Event(
            _day(stay.withdrawn_at),
            f"{name} was taken out, as never having been in the household",
            "corrections",
        )
        if stay.put_back_at:
            yield Event(
                _day(stay.put_back_at),
                f"{name} was put back, as they had been taken out by mistake",
                "corrections",
            )


def _of_relationships(record: FamilyRecord, relationships: tuple[RelationshipOnFile, ...]) -> Iterator[Event]:
    """When relationships were put on the map, corrected, taken off it; the days that they began and ended."""
    names = {End(each.person_id).key: f"{each.forename} {each.surname}" for each in reversed(record.people)}
    corrected = {each.corrects for each in relationships}
    for each in relationships:
        sentence = _sentence(each, names)
        done = "Corrected on the family map" if each.corrects else "Put on the family map"
        yield Event(_day(each.recorded_at), f"{done}: {sentence}", MAP)
        if each.set_aside_at is not None:
            if each.id not in corrected:
                yield Event(_day(each.set_aside_at), f"Withdrawn from the family map: {sentence}", MAP)
            continue
        if each.starts_on is not None:
            yield Event(each.starts_on, f"From this day {sentence}", MAP)
        if each.ends_on is not None:
            yield Event(each.ends_on, f"Until this day {sentence}", MAP)


def _sentence(each: RelationshipOnFile, names: dict[str, str]) -> str:
    first, second = (
        end.label or names.get(end.key, "somebody who is not in the household")
        for end in (each.tie.first, each.tie.second)
    )
    kind = each.described if each.kind is RelationshipKind.OTHER else each.kind.label.lower()
    return f"{first} is the {kind} of {second}"


def _of_allocations(record: FamilyRecord) -> Iterator[Event]:
    for spell in record.allocations:
        yield Event(spell.starts_on, f"Allocated to {' with '.join(spell.agencies)}", "allocations")
        for lead in spell.leads:
            yield Event(
                lead.starts_on, f"{lead.name} ({lead.agency}) became lead professional", "allocations"
            )
        if spell.ends_on:
            yield Event(spell.ends_on, "Allocation ended", "allocations")


def _of_assessment(assessment: AssessmentOnFile) -> Iterator[Event]:
    kind = assessment.kind.label
    closed = f": {assessment.closure_reason.label.lower()}" if assessment.closure_reason else ""
    dated = (
        (assessment.initiated_on, f"{kind} initiated by {assessment.initiating_agency}"),
        (assessment.assessment_started_on, f"{kind}: assessment started"),
        (assessment.assessment_completed_on, f"{kind}: assessment completed"),
        (assessment.first_team_meeting_on, f"{kind}: first Team Around the Family meeting"),
        (assessment.first_reviewed_on, f"{kind}: first review"),
        (assessment.closed_on, f"{kind} closed{closed}"),
    )
    for day, what in dated:
        if day:
            yield Event(day, what, "assessments")
    for consent in assessment.consents:
        yield Event(consent.decided_on, f"{kind}: consent {consent.decision.label.lower()}", "assessments")


def _day(instant: datetime) -> date:
    """The day of an instant on the council's clock."""
    return instant.astimezone(LONDON).date()
