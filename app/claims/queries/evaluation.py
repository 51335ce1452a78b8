"""Every family of the programme evaluated under a rule pack by one statement, compiled from the pack.

Two levels: what each person's measurements say (claims/queries/figures.py), then a row per family with the
outcome of each part and route (claims/queries/outcomes.py). `claims/rules/results.py` explains one family by
the same tree; a test holds the two equal. No family is read as an object.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Session, col

from app.cases.models.people import Family
from app.cases.queries.rule_packs import editions
from app.cases.rules.eligibility import Answer
from app.claims.queries.figures import Columns, Statement, part_name, parts_of, person_level
from app.claims.queries.outcomes import (
    eligibility_answer,
    evidence_level,
    family_level,
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
        for pack, entered in _by_entry(editions(session))
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
    asked = {} if family_ids is None else {"family_ids": list(family_ids)}
    found = session.connection().execute(statement, asked)
    part_columns = {part.code: f"{part_name(part)}_outcome" for part in parts_of(pack)}
    return [_evaluation(row, pack, part_columns) for row in found.mappings()]


@lru_cache(maxsize=64)
def evaluation_statement(
    pack: RulePack, on: date, *, some: bool = False, entered: Entered = ANY_DAY, roll_up: str | None = None
) -> Statement:
    """The evaluation of all families as one statement: a row per family, ordered by family id.

    some: only of the families in the parameter `family_ids`. entered: only those that entered on these days.
    roll_up: the name of a stored table with the rows of `roll_up_statement` for this pack and date, read in
    place of the measurements. Columns: family_id, attached_on, funded_elsewhere, eligibility,
    `<part>_outcome`, `<route>_outcome_of_route`, turned_around, claimable.
    """
    families = _programme(on, some=some, entered=entered).cte("programme")
    computed = person_level(pack, on, families)
    people = (computed if roll_up is None else _stored(roll_up, computed)).cte("people")
    evidence = evidence_level(pack, on, families, people).cte("evidence")
    household = family_level(pack, people).cte("household")
    parts = (
        sa.select(
            families.c.id.label("family_id"),
            families.c.attached_on,
            families.c.funded_elsewhere,
            eligibility_answer(pack, evidence.c).label("eligibility"),
            *(
                settled(pack, part, on, families.c.id, part_outcome(part, on, household.c, evidence.c)).label(
                    f"{part_name(part)}_outcome"
                )
                for part in parts_of(pack)
            ),
        )
        .join_from(families, evidence, evidence.c.family_id == families.c.id, isouter=True)
        .join(household, household.c.family_id == families.c.id, isouter=True)
        .cte("parts")
    )
    routes = sa.select(
        parts, *(route_outcome(rule, parts.c).label(_route_column(rule.route)) for rule in pack.routes)
    ).cte("routes")
    turned_around = sa.or_(
        sa.false(),
        *(routes.c[_route_column(rule.route)] == Outcome.PASS for rule in pack.routes if rule.turns_around),
    )
    return sa.select(
        routes,
        turned_around.label("turned_around"),
        _claimable(pack, on, routes.c, turned_around).label("claimable"),
    ).order_by(routes.c.family_id)


def confirmed_statement(on: date, packs: Editions = DECLARED) -> Statement:
    """The families whose criteria are confirmed on a test date, each under its own pack: family_id.

    It is the evaluation's answer about eligibility, from the evidence alone: no measurement is read.
    """
    found = sa.union_all(*(_confirmed(pack, on, entered) for pack, entered in _by_entry(packs)))
    return sa.select(found.subquery("confirmed"))


def _confirmed(pack: RulePack, on: date, entered: Entered) -> Statement:
    families = _programme(on, some=False, entered=entered).subquery()
    evidence = evidence_level(pack, on, families, None).subquery()
    return sa.select(evidence.c.family_id).where(eligibility_answer(pack, evidence.c) == Answer.YES)


def roll_up_statement(pack: RulePack, on: date) -> Statement:
    """The person level of the evaluation: the rows that a stored roll-up table holds for a pack and date."""
    return person_level(pack, on, _programme(on, some=False, entered=ANY_DAY).cte("programme"))


def _programme(on: date, *, some: bool, entered: Entered) -> Statement:
    """The families that had entered the programme by a day, with the day on which each did."""
    entered_on = sa.func.least(col(Family.identified_on), col(Family.attached_on), type_=sa.Date)
    conditions = [entered_on <= on]
    if some:
        conditions.append(col(Family.id) == sa.any_(sa.bindparam("family_ids", type_=ARRAY(sa.Uuid))))
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


def _stored(name: str, computed: Statement) -> Statement:
    """The rows of a stored table that has the columns of the computed person level."""
    table = sa.table(name, *(sa.column(column.name, column.type) for column in computed.selected_columns))
    return sa.select(table)


def _claimable(
    pack: RulePack, on: date, family: Columns, turned_around: sa.ColumnElement[bool]
) -> sa.ColumnElement[bool]:
    """Whether nothing stands between a family and a claim (claims/rules/claimable.py names what might)."""
    with_terms = [family.attached_on.between(year.attached.first, year.attached.last) for year in pack.terms]
    holds = sa.and_(
        family.attached_on <= on,
        sa.or_(sa.false(), *with_terms),
        family.eligibility == Answer.YES,
        turned_around,
    )
    return sa.func.coalesce(holds, sa.false())


def _route_column(route: Route) -> str:
    return f"{route.replace('-', '_')}_outcome_of_route"


def _by_entry(packs: Editions) -> list[tuple[RulePack, Entered]]:
    """Each pack with the days of entry that make it a family's own."""
    return [(pack, Entered(first, before)) for pack, first, before in packs.by_entry()]


def _evaluation(row: sa.RowMapping, pack: RulePack, part_columns: Mapping[str, str]) -> FamilyEvaluation:
    routes = {rule.route: Outcome(row[_route_column(rule.route)]) for rule in pack.routes}
    achieved = frozenset(route for route, outcome in routes.items() if outcome is Outcome.PASS)
    attached_on, claimable, elsewhere = row["attached_on"], row["claimable"], row["funded_elsewhere"]
    return FamilyEvaluation(
        family_id=row["family_id"],
        pack_code=pack.code,
        attached_on=attached_on,
        funded_elsewhere=elsewhere,
        eligibility=Answer(row["eligibility"]),
        parts={code: Outcome(row[column]) for code, column in part_columns.items()},
        routes=routes,
        turned_around=row["turned_around"],
        claimable=claimable,
        worth=worth_of(achieved, attached_on, pack),
        value=value_of(achieved, attached_on, pack, claimable=claimable, funded_elsewhere=elsewhere),
    )
