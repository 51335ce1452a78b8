"""What guards a claim against a second one: its family's lines, and others' claims with its people."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.cases.models.people import Family, HouseholdMember
from app.cases.queries.columns import columns
from app.claims.models.claims import Claim, ClaimLine
from app.claims.models.guards import ClaimOverlap
from app.claims.rules.guards import FALLEN, Overlap, StandingLine
from app.db import in_force, rows
from app.programme.packs import Phase

DRAFTING_LOCK = 7_204_030


@dataclass(frozen=True, slots=True)
class LineOnClaim:
    """A line with the claim that it is on."""

    id: UUID
    claim_id: UUID
    line: StandingLine


def draft_one_at_a_time(session: Session) -> None:
    """Wait until nobody else drafts: two families that share people are never drafted side by side."""
    session.connection().execute(sa.select(sa.func.pg_advisory_xact_lock(DRAFTING_LOCK)))


def families_to_claim(session: Session, ids: Collection[UUID]) -> dict[UUID, Family]:
    """These families, locked in one order until the transaction ends, as they stand now."""
    statement = select(Family).where(col(Family.id).in_(list(ids))).order_by(col(Family.id)).with_for_update()
    return {family.id: family for family in session.exec(statement.execution_options(populate_existing=True))}


def families_on_file(session: Session, ids: Collection[UUID]) -> dict[UUID, Family]:
    """These families as they stand, to be looked at only."""
    found = session.exec(select(Family).where(col(Family.id).in_(list(ids))))
    return {family.id: family for family in found}


def line_rows(session: Session, ids: Collection[UUID]) -> dict[UUID, ClaimLine]:
    """These lines as they stand, to be looked at only."""
    found = session.exec(select(ClaimLine).where(col(ClaimLine.id).in_(list(ids))))
    return {line.id: line for line in found}


def claims_of(session: Session, family_ids: Collection[UUID], phase: Phase) -> dict[UUID, UUID]:
    """The claims of families in a phase, by family."""
    statement = sa.select(*columns(Claim, "family_id", "id")).where(
        col(Claim.family_id).in_(list(family_ids)), col(Claim.phase) == phase
    )
    return {row.family_id: row.id for row in rows(session, statement)}


def lines_of(
    session: Session, family_ids: Collection[UUID] | None, phase: Phase
) -> Mapping[UUID, Sequence[LineOnClaim]]:
    """The lines of families' claims in a phase, by family and then route; None: of every family."""
    statement = (
        sa.select(
            col(Claim.family_id), *columns(ClaimLine, "id", "claim_id", "route", "state", "value_pence")
        )
        .join_from(ClaimLine, Claim, col(Claim.id) == col(ClaimLine.claim_id))
        .where(
            col(Claim.phase) == phase,
            *([] if family_ids is None else [col(Claim.family_id).in_(list(family_ids))]),
        )
        .order_by(col(Claim.family_id), col(ClaimLine.route))
    )
    found: dict[UUID, list[LineOnClaim]] = defaultdict(list)
    for row in rows(session, statement):
        line = StandingLine(row.route, row.state, row.value_pence)
        found[row.family_id].append(LineOnClaim(row.id, row.claim_id, line))
    return found


def overlaps_of(
    session: Session, family_ids: Collection[UUID], phase: Phase, on: date
) -> Mapping[UUID, tuple[Overlap, ...]]:
    """Other families with a claim that stands in the phase, and with people of these families, by family.

    Everybody counts who is or ever was in both by that day, and whose stay was not taken back as a mistake.
    """
    if not family_ids:
        return {}
    found: dict[UUID, list[Overlap]] = defaultdict(list)
    given = {"family_ids": list(family_ids), "phase": phase, "day": on}
    for row in session.connection().execute(_overlapping(), given):
        found[row.mine].append(
            Overlap(
                claim_id=row.claim_id,
                family_id=row.other,
                reference=row.reference,
                shared=row.shared,
                living=row.living,
                living_shared=row.living_shared,
                left_behind=row.left_behind,
            )
        )
    return {family: tuple(each) for family, each in found.items()}


def sharing_among(session: Session, family_ids: Collection[UUID], on: date) -> Mapping[UUID, set[UUID]]:
    """Which of these families share people with which others of them."""
    one, other = _members(), _members()
    ids = sa.any_(sa.bindparam("family_ids", list(family_ids), type_=ARRAY(sa.Uuid)))
    statement = (
        sa.select(one.c.family_id.label("one"), other.c.family_id.label("other"))
        .join_from(
            one, other, sa.and_(other.c.person_id == one.c.person_id, other.c.family_id != one.c.family_id)
        )
        .where(
            one.c.family_id == ids, other.c.family_id == ids, one.c.starts_on <= on, other.c.starts_on <= on
        )
        .distinct()
    )
    found: dict[UUID, set[UUID]] = defaultdict(set)
    for row in session.connection().execute(statement):
        found[row.one].add(row.other)
    return found


def answered(session: Session, line_ids: Collection[UUID]) -> Mapping[UUID, frozenset[UUID]]:
    """The claims for which a reason is on record why a line's family is another, by line.

    One reason is enough for two claims, whichever of them, and of their lines, it was given for.
    """
    ids = list(line_ids)
    beside, theirs = aliased(ClaimLine), aliased(ClaimLine)
    given = (
        sa.select(col(ClaimLine.id), col(ClaimOverlap.other_claim_id))
        .join_from(ClaimLine, beside, col(beside.claim_id) == col(ClaimLine.claim_id))
        .join(ClaimOverlap, col(ClaimOverlap.line_id) == col(beside.id))
        .where(col(ClaimLine.id).in_(ids))
    )
    given_for_the_other = (
        sa.select(col(ClaimLine.id), col(theirs.claim_id))
        .join_from(ClaimLine, ClaimOverlap, col(ClaimOverlap.other_claim_id) == col(ClaimLine.claim_id))
        .join(theirs, col(theirs.id) == col(ClaimOverlap.line_id))
        .where(col(ClaimLine.id).in_(ids))
    )
    found: dict[UUID, set[UUID]] = defaultdict(set)
    for line_id, claim_id in session.connection().execute(sa.union(given, given_for_the_other)):
        found[line_id].add(claim_id)
    return {line_id: frozenset(claims) for line_id, claims in found.items()}


def reasons_of(session: Session, line_id: UUID) -> tuple[tuple[str | None, str], ...]:
    """The reasons on record for a line, each with the reference of the other family as it is now."""
    statement = (
        sa.select(col(Family.reference), col(ClaimOverlap.reason))
        .join_from(ClaimOverlap, Family, col(Family.id) == col(ClaimOverlap.other_family_id), isouter=True)
        .where(col(ClaimOverlap.line_id) == line_id)
        .order_by(col(ClaimOverlap.answered_at), col(ClaimOverlap.id))
    )
    return tuple((row.reference, row.reason) for row in rows(session, statement))


def _members() -> sa.FromClause:
    """Memberships of households, to be joined to themselves."""
    return sa.select(*columns(HouseholdMember, "family_id", "person_id", "starts_on", "ends_on")).subquery()


def _overlapping() -> sa.Select[*tuple[object, ...]]:
    """For each family and each other one with a claim and people of it: how many, who lives where."""
    day, member = sa.bindparam("day", type_=sa.Date), HouseholdMember
    lives = in_force(col(member.starts_on), col(member.ends_on), day)
    of_asked = col(member.family_id) == sa.any_(sa.bindparam("family_ids", type_=ARRAY(sa.Uuid)))
    mine = (
        sa.select(*columns(member, "family_id", "person_id"), sa.func.bool_or(lives).label("lives"))
        .where(of_asked, col(member.starts_on) <= day)
        .group_by(*columns(member, "family_id", "person_id"))
        .cte("mine")
    )
    household = (
        sa.select(mine.c.family_id, sa.func.count().filter(mine.c.lives).label("living"))
        .group_by(mine.c.family_id)
        .cte("household")
    )
    other = _members()
    shared = (
        sa.select(
            mine.c.family_id.label("mine"),
            other.c.family_id.label("other"),
            sa.func.count(mine.c.person_id.distinct()).label("shared"),
            sa.func.count(mine.c.person_id.distinct()).filter(mine.c.lives).label("living_shared"),
        )
        .join_from(
            mine, other, sa.and_(other.c.person_id == mine.c.person_id, other.c.family_id != mine.c.family_id)
        )
        .where(other.c.starts_on <= day)
        .group_by(mine.c.family_id, other.c.family_id)
        .cte("shared")
    )
    left = _members()
    lives_here = sa.select(1).where(
        mine.c.family_id == shared.c.mine, mine.c.person_id == left.c.person_id, mine.c.lives
    )
    left_behind = (
        sa.select(sa.func.count(left.c.person_id.distinct()))
        .where(
            left.c.family_id == shared.c.other,
            in_force(left.c.starts_on, left.c.ends_on, day),
            ~lives_here.correlate(shared, left).exists(),
        )
        .correlate(shared)
        .scalar_subquery()
    )
    stands = sa.select(1).where(
        col(ClaimLine.claim_id) == col(Claim.id), col(ClaimLine.state).not_in(sorted(FALLEN))
    )
    return (
        sa.select(
            shared,
            household.c.living,
            left_behind.label("left_behind"),
            col(Claim.id).label("claim_id"),
            col(Family.reference),
        )
        .join_from(shared, household, household.c.family_id == shared.c.mine)
        .join(Claim, col(Claim.family_id) == shared.c.other)
        .join(Family, col(Family.id) == shared.c.other)
        .where(col(Claim.phase) == sa.bindparam("phase", type_=sa.String), stands.exists())
        .order_by(shared.c.mine, col(Family.reference), col(Claim.id))
    )
