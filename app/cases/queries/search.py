"""The families that a search finds, the best fit first, with why each was found."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import distinct_on
from sqlmodel import Session, col

from app.access.family_access import FamilyScope
from app.cases.models.people import Family, Person
from app.cases.queries.candidates import candidates
from app.cases.queries.families import (
    FAMILY,
    FamilyFilters,
    FamilyListRow,
    Shape,
    listing,
    narrowed,
    seen_whole,
    shape_of,
    shared_rows,
    values_of,
)
from app.cases.queries.name_matching import given
from app.cases.rules.matches import Match
from app.cases.rules.searches import Sought, address_patterns, street_words
from app.cases.rules.standing import FamilyStatus


@dataclass(frozen=True, slots=True)
class FamilyFound(FamilyListRow):
    """A family that a search found, as it stands on the day.

    why: the best fit, then whatever else of the search holds for it. person: the forename and surname of
    whoever it was found by; None when it was found otherwise.
    """

    why: tuple[Match, ...]
    person: str | None


def families_found(
    session: Session, search: Sought, filters: FamilyFilters, scope: FamilyScope, *, limit: int, on: date
) -> tuple[tuple[FamilyFound, ...], bool]:
    """The families in scope that fit best, ties by the latest changed; and whether there are more.

    Of a family that only a place in its team shows, nothing is found that was before the day: nobody who has
    left, no former address, no name or reference from before a merge.
    """
    statement, bound = statement_of(search, filters, scope, limit=limit, on=on)
    found = session.connection().execute(statement, bound).all()
    families = tuple(_family(row, search) for row in found[:limit])
    return shared_rows(session, families, scope, on), len(found) > limit


def statement_of(
    search: Sought, filters: FamilyFilters, scope: FamilyScope, *, limit: int, on: date
) -> tuple[sa.Select[*tuple[Any, ...]], dict[str, Any]]:
    """The one statement of a search, and what is bound to it."""
    bound = {
        **values_of(filters, scope, on),
        **given(search),
        "in_address": address_patterns(search.as_typed),
        "street_words": street_words(search.as_typed),
        "postcode": search.postcode,
        "reference": [f"{beginning}%" for beginning in search.reference],
        "more_than_the_page": limit + 1,
    }
    is_in_teams = bool(scope.teams) and not scope.every_family
    return _statement(_kind(search), shape_of(filters, scope), is_in_teams=is_in_teams), bound


def _family(row: sa.Row[Any], search: Sought) -> FamilyFound:
    best = Match(row.why)
    beside = (
        (Match.BORN, search.born_on),
        (Match.POSTCODE, search.postcode),
        (Match.REFERENCE, search.reference),
    )
    others = (match for match, asked in beside if asked and match is not best)
    person = f"{row.forename} {row.surname}" if row.forename else None
    return FamilyFound(
        id=row.id,
        reference=row.reference,
        ward=row.ward,
        status=FamilyStatus(row.status),
        agencies=tuple(row.agencies or ()),
        lead_name=row.lead_name,
        attached_on=row.attached_on,
        updated_at=row.updated_at,
        why=(best, *others),
        person=person,
    )


def _kind(search: Sought) -> Sought:
    """A search without its values: whatever is alike in this shares one statement."""
    return Sought(
        words=("word",) if search.words else (),
        born_on=date.min if search.born_on else None,
        postcode="postcode" if search.postcode else None,
        reference=("reference",) if search.reference else (),
    )


@lru_cache(maxsize=256)
def _statement(kind: Sought, shape: Shape, *, is_in_teams: bool) -> sa.Select[*tuple[Any, ...]]:
    """The statement of a search. is_in_teams: the scope may have families that it does not show whole."""
    fits = _fits_in_part(kind) if is_in_teams else _found(candidates(kind)).subquery("fits")
    family = sa.select(*FAMILY, fits.c.why, fits.c.score, fits.c.person_id).join(
        fits, fits.c.family_id == col(Family.id)
    )
    page = (
        narrowed(family, shape)
        .order_by(fits.c.score.desc(), col(Family.updated_at).desc(), col(Family.id))
        .limit(sa.bindparam("more_than_the_page", type_=sa.Integer))
        .subquery("page")
    )
    return (
        listing(page)
        .add_columns(page.c.why, col(Person.forename), col(Person.surname))
        .outerjoin(Person, col(Person.id) == page.c.person_id)
        .order_by(page.c.score.desc(), page.c.updated_at.desc(), page.c.id)
    )


def _fits_in_part(kind: Sought) -> sa.Subquery:
    """What a search finds where some families are seen only through their teams: of those, what holds now."""
    found = _found(candidates(kind, tells_now=True), sa.column("is_now", sa.Boolean)).subquery("found")
    return (
        sa.select(found.c.family_id, found.c.why, found.c.score, found.c.person_id)
        .ext(distinct_on(found.c.family_id))
        .where(sa.or_(found.c.is_now, found.c.family_id.in_(seen_whole())))
        .order_by(found.c.family_id, found.c.score.desc(), found.c.why, found.c.person_id)
        .subquery("fits")
    )


def _found(text: str, *more: sa.ColumnClause[Any]) -> sa.TextualSelect:
    return sa.text(text).columns(
        sa.column("family_id", sa.Uuid),
        sa.column("why", sa.String),
        sa.column("score", sa.Integer),
        sa.column("person_id", sa.Uuid),
        *more,
    )
