"""Two records side by side before they are merged: what each has, what differs, and what would happen."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session

from app.access.family_access import FamilyAccess
from app.access.policies import Actor, check_may
from app.access.roles import Action
from app.cases.models.people import Family
from app.cases.queries import records as cases
from app.cases.queries.columns import holds
from app.cases.queries.record_parts import FamilyRecord
from app.cases.rules.merge_words import MergeKind
from app.cases.services.reading import note_opening, reader_of
from app.db import transaction
from app.errors import RuleRefused
from app.merging.queries import sides
from app.merging.queries.sides import LineClaimed, StayInFamily
from app.merging.rules import merging as rules
from app.merging.rules.fitting import Values
from app.merging.rules.gaining import Around, Gain, Place, gains
from app.merging.rules.merging import Difference
from app.merging.services.planning import Effect, both_rows, check_person, planned


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two records. record, claims: of a family. stays, counts: of a person."""

    id: UUID
    own: Values
    record: FamilyRecord | None
    claims: tuple[LineClaimed, ...]
    stays: tuple[StayInFamily, ...]
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two records and their merge, worked out. obstacle: why they cannot be merged so; None if they can.

    gains: who may then open, of two families, what they may not open now.
    as_shown: to be sent back with the merge, so that it does what was shown or nothing.
    """

    kind: MergeKind
    stays: Side
    goes: Side
    differences: tuple[Difference, ...]
    effects: tuple[Effect, ...]
    gains: tuple[Gain, ...]
    obstacle: RuleRefused | None
    as_shown: str


def compare(kind: MergeKind, stays_id: UUID, goes_id: UUID, *, actor: Actor, today: date) -> Comparison:
    """Two records side by side, and what their merge would do. Opens both, and so writes audit_event.

    Raises Forbidden("role"), NotFound("person" | "family"), RuleRefused("same-record").
    """
    check_may(actor, Action.MERGE_RECORDS)
    with transaction(actor) as session:
        stays, goes = both_rows(session, kind, stays_id, goes_id)
        one, other = (_side(session, kind, row, actor=actor, today=today) for row in (stays, goes))
        found = rules.differences(kind, stays, goes)
        takes = [each.field for each in found if each.takes]
        try:
            plan = planned(session, kind, stays, goes)
            check_person(session, plan, rules.taken(kind, found, takes), today=today)
        except RuleRefused as obstacle:
            return Comparison(kind, one, other, found, (), (), obstacle, "")
        around = (_around(one, today), _around(other, today))
        return Comparison(kind, one, other, found, plan.effects, gains(*around), None, plan.as_shown)


def _around(side: Side, today: date) -> Around:
    """Who works with a family; nobody works with a person alone."""
    if side.record is None:
        return Around()
    return Around(
        [
            Place(each.practitioner_id, each.name, each.agency, each.is_over, each.removed_at)
            for each in side.record.team
        ],
        [
            agency
            for each in side.record.allocations
            if holds(each.starts_on, each.ends_on, today)
            for agency in each.agencies
        ],
    )


def _side(session: Session, kind: MergeKind, row: Values, *, actor: Actor, today: date) -> Side:
    record_id = UUID(row["id"])
    if kind is MergeKind.FAMILY:
        record = _opened(session, record_id, actor=actor, today=today)
        return Side(record_id, row, record, sides.lines_of(session, record_id), (), {})
    stays = sides.stays_in_families(session, record_id)
    for family_id in sorted({stay.family_id for stay in stays}):
        note_opening(session, family_id, actor=actor, led_by=cases.led_by(session, family_id, today))
    return Side(record_id, row, None, (), stays, sides.counts_of_person(session, record_id))


def _opened(session: Session, family_id: UUID, *, actor: Actor, today: date) -> FamilyRecord:
    led_by = cases.led_by(session, family_id, today)
    note_opening(session, family_id, actor=actor, led_by=led_by)
    return cases.family_record(
        session,
        session.get_one(Family, family_id),
        today,
        reader=reader_of(actor, led_by),
        seen_as=FamilyAccess.COORDINATOR,
    )
