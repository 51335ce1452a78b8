"""The CAF register searched: by child, lead professional, agency, kind and year, in a few statements."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.access.models import Agency, Practitioner
from app.cases.models.assessments import AssessedChild, Assessment
from app.cases.models.people import Family, Person
from app.cases.queries.columns import columns
from app.cases.queries.name_matching import NAMED, TOKENS, given, hits, strength
from app.cases.queries.register import STAGE_DATES
from app.cases.rules import matches
from app.cases.rules.lifecycle import FURTHEST_FIRST, AssessmentDates, assessment_stage
from app.cases.rules.matches import Match
from app.cases.rules.register import RegisterEntry, long_open_before, review_due_before
from app.cases.rules.register_search import RegisterStatus
from app.cases.rules.searches import Sought
from app.cases.rules.vocabulary import AssessmentKind, AssessmentStage, ClosureReason
from app.db import rows
from app.periods import financial_year

Fit = tuple[int, Match]
"""How well a child's name fits, of 100, and why."""

After = tuple[date, UUID]
"""Where a page ended: the day its last assessment was initiated on, and its id."""


@dataclass(frozen=True, slots=True)
class RegisterFilters:
    """What a list of the register is narrowed to; None narrows nothing.

    agency: by code, that initiated an assessment or leads it. year: of initiation, by the year it starts in.
    """

    kind: AssessmentKind | None = None
    agency: str | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class ChildListed:
    """A child whom an assessment covers. born_on None: not known, or not born."""

    id: UUID
    forename: str
    surname: str
    born_on: date | None


@dataclass(frozen=True, slots=True)
class RegisterListed:
    """An assessment of the register as it stands on a day.

    why: how a child was found; None: none was looked for. reference: None for a household that was never on
    the programme's list.
    """

    id: UUID
    kind: AssessmentKind
    reference: str | None
    children: tuple[ChildListed, ...]
    initiated_on: date
    initiating_agency: str
    lead: str | None
    lead_agency: str | None
    stage: AssessmentStage
    closed_on: date | None
    closure_reason: ClosureReason | None
    why: Match | None


_CHILDREN_NAMED = """
select c.assessment_id, n.score, n.weakest from named n
join assessed_child c on c.person_id = n.person_id order by n.score, n.weakest
"""
_CHILDREN_BORN = """
select c.assessment_id, 0 as score, cast(null as int) as weakest from person p
join assessed_child c on c.person_id = p.id where p.born_on = cast(:born_on as date)
"""
_LEADS_NAMED = """
name_word as materialized (
    select id, word from practitioner,
        regexp_split_to_table(lower(unaccent(display_name)), '[^a-z0-9]+') as split (word)
)
select c.id from (
    select w.id, t.number, max({strength}) as strength
    from name_word w cross join token t group by w.id, t.number
) c
join reading using (number) join wanted r using (reading)
where c.strength is not null
group by c.id, r.reading, r.needed having count(*) >= r.needed
"""


def children_named(session: Session, child: Sought) -> dict[UUID, Fit]:
    """The assessments that cover a child who fits, each with the best fit among its children.

    By the dictionary of names, as a search for families is; by the date of birth where no name is given.
    """
    by_name = f"with {TOKENS}, {hits()}, {NAMED} {_CHILDREN_NAMED}"
    statement = sa.text(by_name if child.words else _CHILDREN_BORN)
    found = session.connection().execute(statement, given(child)).all()
    return {row.assessment_id: (int(row.score), _why(row.weakest)) for row in found}


def leads_named(session: Session, lead: Sought) -> frozenset[UUID]:
    """The practitioners whose name has all words of a search, or nearly."""
    statement = sa.text(f"with {TOKENS}, {_LEADS_NAMED.format(strength=strength())}")
    return frozenset(row.id for row in session.connection().execute(statement, given(lead)).all())


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What the register is narrowed to on a day. status: only those that stand so at its end. among: only
    these assessments. leads: only those that one of these leads. None: any.
    """

    filters: RegisterFilters
    status: RegisterStatus | None
    on: date
    among: Collection[UUID] | None
    leads: Collection[UUID] | None


def entries(
    session: Session, narrowed: Narrowed, *, after: After | None = None, limit: int | None = None
) -> tuple[RegisterEntry, ...]:
    """The assessments initiated by a day that fit, without names, the latest initiated first, then by id.

    after, limit: only so many, from where the page before ended.
    """
    statement = _entries(narrowed).limit(limit)
    if after is not None:
        place = sa.tuple_(*columns(Assessment, "initiated_on", "id"))
        statement = statement.where(place < sa.tuple_(*after))
    return tuple(
        RegisterEntry(
            row.id,
            AssessmentDates(*(getattr(row, name) for name in STAGE_DATES)),
            row.has_lead,
            row.closure_reason,
        )
        for row in rows(session, statement)
    )


def count(session: Session, narrowed: Narrowed) -> int:
    """How many assessments fit."""
    fitting = _entries(narrowed).order_by(None).subquery()
    found = session.connection().execute(sa.select(sa.func.count()).select_from(fitting))
    return int(found.scalar_one())


def _entries(narrowed: Narrowed) -> sa.Select[*tuple[Any, ...]]:
    filters, among, leads = narrowed.filters, narrowed.among, narrowed.leads
    initiating, leading = aliased(Agency), aliased(Agency)
    statement: sa.Select[*tuple[Any, ...]] = (
        sa.select(
            *columns(Assessment, "id", *STAGE_DATES, "closure_reason"),
            col(Assessment.lead_practitioner_id).is_not(None).label("has_lead"),
        )
        .where(col(Assessment.initiated_on) <= narrowed.on)
        .order_by(col(Assessment.initiated_on).desc(), col(Assessment.id).desc())
    )
    if narrowed.status is not None:
        statement = statement.where(_stands_as(narrowed.status, narrowed.on))
    if filters.kind is not None:
        statement = statement.where(col(Assessment.kind) == filters.kind)
    if filters.agency is not None:
        statement = (
            statement.join(initiating, col(initiating.id) == Assessment.initiating_agency_id)
            .outerjoin(leading, col(leading.id) == Assessment.lead_agency_id)
            .where(sa.or_(col(initiating.code) == filters.agency, col(leading.code) == filters.agency))
        )
    if filters.year is not None:
        year = financial_year(filters.year)
        statement = statement.where(col(Assessment.initiated_on).between(year.first, year.last))
    if among is not None:
        statement = statement.where(col(Assessment.id) == _any_of(among))
    if leads is not None:
        statement = statement.where(col(Assessment.lead_practitioner_id) == _any_of(leads))
    return statement


def _stands_as(status: RegisterStatus, on: date) -> sa.ColumnElement[bool]:
    """The condition that an assessment stands so at the end of a day. All but closed are of open ones."""
    stage, met_on = _stage(on), col(Assessment.first_team_meeting_on)
    is_open = stage != AssessmentStage.CLOSED.value
    match status:
        case RegisterStatus.OPEN:
            return is_open
        case RegisterStatus.LONG_OPEN:
            return sa.and_(is_open, col(Assessment.initiated_on) < long_open_before(on))
        case RegisterStatus.WITHOUT_LEAD:
            return sa.and_(is_open, col(Assessment.lead_practitioner_id).is_(None))
        case RegisterStatus.REVIEW_DUE:
            reviewed = sa.func.coalesce(col(Assessment.first_reviewed_on) <= on, sa.false())
            return sa.and_(is_open, sa.not_(reviewed), met_on < review_due_before(on))
        case _:
            return stage == AssessmentStage(status.value).value


def _stage(on: date) -> sa.ColumnElement[str]:
    """The stage that an assessment had come to by the end of a day, as `assessment_stage` says it."""
    reached = (
        (col(getattr(Assessment, name)) <= on, sa.literal(stage.value)) for name, stage in FURTHEST_FIRST
    )
    return sa.case(*reached, else_=sa.literal(AssessmentStage.IDENTIFY.value))


def listed(
    session: Session, ids: Sequence[UUID], fits: Mapping[UUID, Fit], on: date
) -> tuple[RegisterListed, ...]:
    """Some assessments as the register shows them, in the order of their ids as given."""
    children = _children(session, ids)
    found = {row.id: row for row in rows(session, _assessments(ids))}
    return tuple(
        RegisterListed(
            id=row.id,
            kind=row.kind,
            reference=row.reference,
            children=tuple(children.get(row.id, ())),
            initiated_on=row.initiated_on,
            initiating_agency=row.initiating_agency,
            lead=row.lead,
            lead_agency=row.lead_agency,
            stage=assessment_stage(AssessmentDates(*(getattr(row, name) for name in STAGE_DATES)), on),
            closed_on=row.closed_on,
            closure_reason=row.closure_reason,
            why=fits[row.id][1] if row.id in fits else None,
        )
        for row in (found[each] for each in ids)
    )


def _assessments(ids: Sequence[UUID]) -> sa.Select[*tuple[Any, ...]]:
    initiating, leading = aliased(Agency), aliased(Agency)
    return (
        sa.select(
            *columns(Assessment, "id", "kind", *STAGE_DATES, "closure_reason"),
            col(Family.reference),
            col(initiating.code).label("initiating_agency"),
            col(leading.code).label("lead_agency"),
            col(Practitioner.display_name).label("lead"),
        )
        .select_from(Assessment)
        .join(Family, col(Family.id) == Assessment.family_id)
        .join(initiating, col(initiating.id) == Assessment.initiating_agency_id)
        .outerjoin(leading, col(leading.id) == Assessment.lead_agency_id)
        .outerjoin(Practitioner, col(Practitioner.id) == Assessment.lead_practitioner_id)
        .where(col(Assessment.id) == _any_of(ids))
    )


def _children(session: Session, ids: Sequence[UUID]) -> Mapping[UUID, list[ChildListed]]:
    statement = (
        sa.select(col(AssessedChild.assessment_id), *columns(Person, "id", "forename", "surname", "born_on"))
        .join(Person, col(Person.id) == AssessedChild.person_id)
        .where(col(AssessedChild.assessment_id) == _any_of(ids))
        .order_by(col(Person.born_on), col(Person.forename), col(Person.id))
    )
    found: dict[UUID, list[ChildListed]] = {}
    for row in rows(session, statement):
        held = row._asdict()
        found.setdefault(held.pop("assessment_id"), []).append(ChildListed(**held))
    return found


def _any_of(ids: Collection[UUID]) -> sa.CollectionAggregate[Any]:
    return sa.any_(sa.literal(list(ids), ARRAY(sa.Uuid)))


def _why(weakest: int | None) -> Match:
    return Match.BORN if weakest is None else matches.name_match(weakest)
