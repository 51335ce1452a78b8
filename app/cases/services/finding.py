"""What the pages about families show beside the families: the choices that narrow a list or mend a record."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from app.access.family_access import FamilyAccess, family_scope
from app.access.models import Agency
from app.access.policies import Actor, check_may
from app.access.roles import Action
from app.cases.models.people import Family, Ward
from app.cases.queries import families as lists
from app.cases.queries import records
from app.cases.queries.families import After, FamilyFilters, FamilyPage
from app.cases.services.reading import note_opening, reader_of
from app.db import reading, rows, transaction
from app.errors import NotFound, RuleRefused

PAGE = 50


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to choose: what is sent when it is chosen, and what is read."""

    value: str
    text: str


@dataclass(frozen=True, slots=True)
class FoundFamilies:
    """A page of families with what it may be narrowed to: wards by name, agencies by code."""

    page: FamilyPage
    wards: tuple[Choice, ...]
    agencies: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class WardToCorrect:
    """A family whose ward is to be corrected, as it stood when the form was opened."""

    family_id: UUID
    reference: str | None
    ward: str
    version: int
    wards: tuple[Choice, ...]


def find_families(
    filters: FamilyFilters, after: After | None = None, *, actor: Actor, today: date
) -> FoundFamilies:
    """A page of the families that an actor may see, the latest changed first, with the choices to narrow it.

    Raises Forbidden("role").
    """
    check_may(actor, Action.LIST_FAMILIES)
    with reading(actor) as session:
        page = lists.families_page(session, filters, family_scope(actor), after=after, limit=PAGE, on=today)
        return FoundFamilies(page, _ward_names(session), _agencies(session))


def agency_names(*, actor: Actor) -> dict[str, str]:
    """What every agency is called, by its code."""
    with reading(actor) as session:
        return {each.value: each.text for each in _agencies(session)}


def ward_to_correct(family_id: UUID, *, actor: Actor, today: date) -> WardToCorrect:
    """What the correction of a family's ward starts from. Opens the record, and so writes audit_event.

    Raises Forbidden("role"), NotFound("family"), RuleRefused("no-residence").
    """
    check_may(actor, Action.CORRECT_A_FAMILY)
    with transaction(actor) as session:
        family = session.get(Family, family_id)
        if family is None:
            raise NotFound("family", "There is no such family among those you may open.")
        led_by = records.led_by(session, family_id, today)
        note_opening(session, family_id, actor=actor, led_by=led_by)
        record = records.family_record(
            session, family, today, reader=reader_of(actor, led_by), seen_as=FamilyAccess.COORDINATOR
        )
        if record.ward is None:
            raise RuleRefused("no-residence", "No address is recorded for this family today.")
        return WardToCorrect(family_id, record.reference, record.ward, record.version, ward_choices(session))


def _ward_names(session: Session) -> tuple[Choice, ...]:
    return tuple(Choice(ward.text, ward.text) for ward in ward_choices(session))


def ward_choices(session: Session) -> tuple[Choice, ...]:
    """Every ward, by name."""
    found = rows(session, sa.select(col(Ward.id), col(Ward.name)).order_by(col(Ward.name)))
    return tuple(Choice(str(row.id), row.name) for row in found)


def _agencies(session: Session) -> tuple[Choice, ...]:
    found = rows(
        session, sa.select(col(Agency.code), col(Agency.name)).order_by(col(Agency.name), col(Agency.code))
    )
    return tuple(Choice(row.code, row.name) for row in found)
