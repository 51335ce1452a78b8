"""Every family of the programme evaluated under a rule pack by one statement, compiled from the pack.

Two levels: what each person's measurements say (claims/queries/figures.py), then a row per family with the
outcome of each part and route (claims/queries/outcomes.py). `claims/rules/results.py` explains one family by
the same tree; a test holds the two equal. No family is read as an object.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Session, col

from app.cases.models.people import Family
from app.cases.queries.columns import columns
from app.cases.queries.rule_packs import editions
from app.cases.rules.eligibility import Answer
from app.claims.models import standing
from app.claims.queries.figures import evidence_of_people, person_level
from app.claims.queries.layout import Columns, Statement, layout_of, part_name, parts_of
from app.claims.queries.outcomes import (
    EVIDENCE,
    eligibility_answer,
    evidence_level,
    needs_level,
    part_outcome,
    route_outcome,
    settled,
)
from app.claims.rules.claimable import value_of, worth_of
from app.claims.rules.outcomes import Outcome
from app.money import Pence
from app.programme.editions import DECLARED, Editions
from app.programme.packs import Route, RulePack


@dataclass(frozen=True, slots=True)
class Entered:
    """Days on which a family entered the programme: from the first, and before the other; None: no bound."""

    first: date | None
    before: date | None


ANY_DAY = Entered(None, None)

FEW_FAMILIES = 200


@dataclass(frozen=True, slots=True)
class FamilyEvaluation:
    """What a family had achieved by a test date, and whether it may be claimed.

    parts: by the parts' codes. worth: pence that the achieved results would earn a funded family.
    value: pence that may be claimed: nothing unless claimable, nothing for a family funded elsewhere.
    """

    family_id: UUID
    pack_code: str
    attached_on: date | None
    funded_elsewhere: bool
    eligibility: Answer
    parts: Mapping[str, Outcome]
    routes: Mapping[Route, Outcome]
    turned_around: bool
    claimable: bool
    worth: Pence
    value: Pence

    @property
    def achieved(self) -> frozenset[Route]:
        """The routes whose result the family has achieved."""
        return frozenset(route for route, outcome in self.routes.items() if outcome is Outcome.PASS)


def evaluate_programme(
    session: Session, on: date, family_ids: Sequence[UUID] | None = None
) -> list[FamilyEvaluation]:
    """Every family of the programme on a test date, each under its own pack, ordered by family id.

    Its own is the pack in force when it entered; before the first pack that is the first, after the last the
    last.
    Raises RuleRefused("terms-not-declared").
    """
    found = [
        evaluation
        for pack, entered in by_entry(editions(session))
        for evaluation in evaluate_families(session, pack, on, family_ids, entered=entered)
    ]
    return sorted(found, key=lambda evaluation: evaluation.family_id)


def evaluate_families(
    session: Session,
    pack: RulePack,
    on: date,
    family_ids: Sequence[UUID] | None = None,
    *,
    entered: Entered = ANY_DAY,
) -> list[FamilyEvaluation]:
    """The families identified or attached by a test date, all evaluated under one pack, ordered by family id.

    family_ids: only these. entered: only those that entered on these days.
    Raises RuleRefused("terms-not-declared").
    """
    statement = evaluation_statement(pack, on, some=family_ids is not None, entered=entered)
    statement = statement.order_by(statement.selected_columns.family_id)
    asked = {} if family_ids is None else {"family_ids": list(family_ids)}
    with joined_as_sets(session.connection(), family_ids) as connection:
        return [evaluation_of(row, pack) for row in connection.execute(statement, asked).mappings()]


@contextmanager
def joined_as_sets(
    connection: sa.Connection, family_ids: Sequence[UUID] | None = None
) -> Iterator[sa.Connection]:
    """Has many families gone through as sets, and never one row after another, for the block.

    Right after a first import the database knows of no row in its tables yet, and would plan for one; for so
    many as a whole programme has, that takes hours. What a pack asks is planned for as it is, each time: a
    plan for any pack would look its days and figures up again for every row. family_ids: these alone; None:
    all that there are.
    """
    if family_ids is not None and len(family_ids) <= FEW_FAMILIES:
        yield connection
        return
    connection.exec_driver_sql("set local enable_nestloop = off")
    connection.exec_driver_sql("set local plan_cache_mode = force_custom_plan")
    yield connection
    connection.exec_driver_sql("set local plan_cache_mode to default")
    connection.exec_driver_sql("set local enable_nestloop to default")


class RollUp(StrEnum):
    """The level from which an evaluation sets out: stored rows in place of the facts below them."""

    PEOPLE = "person_roll_up"
    FAMILIES = "family_roll_up"


@lru_cache(maxsize=64)
def evaluation_statement(
    pack: RulePack,
    on: date,
    *,
    some: bool = False,
    entered: Entered = ANY_DAY,
    roll_up: RollUp | None = None,
) -> Statement:
    """The evaluation of all families as one statement: a row per family, in no order.

    some: only of the families in the parameter `family_ids`. entered: only those that entered on these days.
    roll_up: what is read in place of the facts; its rows must be of this pack, test date and days of entry.
    Columns: family_id, attached_on, funded_elsewhere, confirmed, reported, ruled_out, eligibility,
    `<part>_outcome`, `<route>_outcome_of_route`, turned_around, claimable.
    """
    layout = layout_of(pack)
    if roll_up is RollUp.FAMILIES:
        family = _stored_families(pack, some=some).subquery("family_level")
    else:
        family = family_level(pack, on, some=some, entered=entered, roll_up=roll_up).subquery("family_level")
    parts = _once(
        sa.select(
            family.c.family_id,
            family.c.attached_on,
            family.c.funded_elsewhere,
            *(family.c[name] for name in EVIDENCE),
            eligibility_answer(pack, family.c).label("eligibility"),
            *(
                settled(pack, part, on, family.c.family_id, part_outcome(part, layout, family.c)).label(
                    f"{part_name(part)}_outcome"
                )
                for part in parts_of(pack)
            ),
        )
    ).subquery("parts")
    routes = _once(
        sa.select(
            parts, *(route_outcome(rule, parts.c).label(route_column(rule.route)) for rule in pack.routes)
        )
    ).subquery("routes")
    turned_around = sa.or_(
        sa.false(),
        *(routes.c[route_column(rule.route)] == Outcome.PASS for rule in pack.routes if rule.turns_around),
    )
    return sa.select(
        routes,
        turned_around.label("turned_around"),
        _claimable(pack, on, routes.c, turned_around).label("claimable"),
    )


def confirmed_statement(on: date, packs: Editions = DECLARED) -> Statement:
    """The families whose criteria are confirmed on a test date, each under its own pack: family_id.

    It is the evaluation's answer about eligibility, from the evidence alone: no measurement is read.
    """
    found = sa.union_all(*(_confirmed(pack, on, entered) for pack, entered in by_entry(packs)))
    return sa.select(found.subquery("confirmed"))


def _confirmed(pack: RulePack, on: date, entered: Entered) -> Statement:
    of_people = evidence_of_people(on, _programme(on, some=False, entered=entered)).subquery("of_people")
    evidence = evidence_level(of_people).subquery()
    return sa.select(evidence.c.family_id).where(eligibility_answer(pack, evidence.c) == Answer.YES)


def people_level(pack: RulePack, on: date, *, some: bool = False, entered: Entered = ANY_DAY) -> Statement:
    """What is found of each person: the rows that the stored roll-up of people holds."""
    programme, only = _programme(on, some=some, entered=entered), _asked_for() if some else None
    needs = evidence_of_people(on, programme, only).subquery("of_people")
    return person_level(pack, on, programme, needs, only=only)


def family_level(
    pack: RulePack,
    on: date,
    *,
    some: bool = False,
    entered: Entered = ANY_DAY,
    roll_up: RollUp | None = None,
) -> Statement:
    """What is found of each family: the rows that the stored roll-up of families holds.

    roll_up: PEOPLE to read the stored roll-up of people in place of their measurements.
    """
    layout, programme = layout_of(pack), _programme(on, some=some, entered=entered)
    families, only = programme.subquery("programme"), _asked_for() if some else None
    of_people = evidence_of_people(on, programme, only).cte("of_people")
    if roll_up is None:
        people = person_level(pack, on, programme, of_people, only=only).cte("people")
    else:
        people = _stored_people(pack, some=some).cte("people")
    household = (
        sa.select(people.c.family_id, *layout.together(people.c))
        .group_by(people.c.family_id)
        .subquery("household")
    )
    evidence = evidence_level(of_people).subquery("evidence")
    found, ended = needs_level(pack, on, programme, people, only)
    needs = None if found is None else found.subquery("needs")
    statement = (
        sa.select(
            families.c.id.label("family_id"),
            families.c.attached_on,
            families.c.funded_elsewhere,
            *(sa.func.coalesce(evidence.c[name], 0).label(name) for name in EVIDENCE),
            *layout.of_family(household.c, {} if needs is None else {name: needs.c[name] for name in ended}),
        )
        .join_from(families, evidence, evidence.c.family_id == families.c.id, isouter=True)
        .join(household, household.c.family_id == families.c.id, isouter=True)
    )
    if needs is None:
        return statement
    return _once(statement.join(needs, needs.c.family_id == families.c.id, isouter=True))


def _programme(on: date, *, some: bool, entered: Entered) -> Statement:
    """The families that had entered the programme by a day, with the day on which each did."""
    entered_on = sa.func.least(col(Family.identified_on), col(Family.attached_on), type_=sa.Date)
    conditions = [entered_on <= on]
    if some:
        conditions.append(col(Family.id) == _asked_for())
    if entered.first is not None:
        conditions.append(entered_on >= entered.first)
    if entered.before is not None:
        conditions.append(entered_on < entered.before)
    return sa.select(
        col(Family.id).label("id"),
        col(Family.attached_on).label("attached_on"),
        col(Family.funded_elsewhere).is_not(None).label("funded_elsewhere"),
        entered_on.label("entered_on"),
    ).where(*conditions)


def _asked_for() -> Any:
    return sa.any_(sa.bindparam("family_ids", type_=ARRAY(sa.Uuid)))


def _stored_people(pack: RulePack, *, some: bool) -> Statement:
    """The rows of the stored roll-up of people, its arrays taken apart into the layout's columns."""
    stored = standing.PersonRollUp
    statement = sa.select(
        col(stored.family_id), col(stored.person_id), col(stored.member_since), *_taken_apart(pack, stored)
    ).where(col(stored.pack_code) == pack.code)
    return statement.where(col(stored.family_id) == _asked_for()) if some else statement


def _stored_families(pack: RulePack, *, some: bool) -> Statement:
    """The rows of the stored roll-up of families, its arrays taken apart into the layout's columns."""
    stored = standing.FamilyRollUp
    names = ("family_id", "attached_on", "funded_elsewhere", *EVIDENCE)
    statement = _once(
        sa.select(*columns(stored, *names), *_taken_apart(pack, stored)).where(
            col(stored.pack_code) == pack.code
        )
    )
    return statement.where(col(stored.family_id) == _asked_for()) if some else statement


def _taken_apart(pack: RulePack, stored: type[standing.PersonRollUp | standing.FamilyRollUp]) -> list[Any]:
    layout = layout_of(pack)
    arrays = ((stored.flags, layout.words), (stored.counts, layout.sums))
    return [
        col(array)[place].label(name) for array, names in arrays for place, name in enumerate(names, start=1)
    ]


def _once(statement: Statement) -> Statement:
    """A level whose columns are worked out once for each row, however often the next level names them."""
    return statement.offset(sa.literal_column("0"))


def _claimable(
    pack: RulePack, on: date, family: Columns, turned_around: sa.ColumnElement[bool]
) -> sa.ColumnElement[bool]:
    """Whether nothing stands between a family and a claim (claims/rules/claimable.py names what might)."""
    holds = sa.and_(
        family.attached_on <= on,
        with_terms(pack, family.attached_on),
        family.eligibility == Answer.YES,
        turned_around,
    )
    return sa.func.coalesce(holds, sa.false())


def with_terms(pack: RulePack, attached_on: Any) -> sa.ColumnElement[bool]:
    """Whether a cohort year of the pack covers a family attached on this day."""
    covered = (attached_on.between(year.attached.first, year.attached.last) for year in pack.terms)
    return sa.or_(sa.false(), *covered)


def route_column(route: Route) -> str:
    """The name of the column with a route's outcome."""
    return f"{route.replace('-', '_')}_outcome_of_route"


def by_entry(packs: Editions) -> list[tuple[RulePack, Entered]]:
    """Each pack with the days of entry that make it a family's own."""
    return [(pack, Entered(first, before)) for pack, first, before in packs.by_entry()]


def evaluation_of(row: sa.RowMapping, pack: RulePack) -> FamilyEvaluation:
    """A row of the evaluation's statement as a value, with what the results are worth."""
    routes = {rule.route: Outcome(row[route_column(rule.route)]) for rule in pack.routes}
    achieved = frozenset(route for route, outcome in routes.items() if outcome is Outcome.PASS)
    attached_on, claimable, elsewhere = row["attached_on"], row["claimable"], row["funded_elsewhere"]
    return FamilyEvaluation(
        family_id=row["family_id"],
        pack_code=pack.code,
        attached_on=attached_on,
        funded_elsewhere=elsewhere,
        eligibility=Answer(row["eligibility"]),
        parts={part.code: Outcome(row[f"{part_name(part)}_outcome"]) for part in parts_of(pack)},
        routes=routes,
        turned_around=row["turned_around"],
        claimable=claimable,
        worth=worth_of(achieved, attached_on, pack),
        value=value_of(achieved, attached_on, pack, claimable=claimable, funded_elsewhere=elsewhere),
    )
