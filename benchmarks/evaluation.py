"""P1, P2, P3 and P5: every family evaluated, from the facts about its people or from the stored roll-up of
them.

The floors of the first three read the same facts and decide nothing: they group all of them by person, or
scan them once. The floor of P5 decides by the same rules, a family at a time, over SQLModel objects; it is
run on a sample, and its time scaled to one family.

The goals rest on 80 facts a family, four people over twenty months. The demonstration's city has a dozen,
which leave a floor so low that it says little; so these are measured cities, with figures by the month for
everybody in the programme besides (benchmarks/months.py). The roll-up is the one that the application itself
stores and keeps (services/standing.py), brought up to date before the clock starts.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.access.policies import SYSTEM
from app.cases.models.evidence import CriterionEvidence, Measurement
from app.cases.models.people import Family, HouseholdMember, Person
from app.claims.queries.evaluation import (
    FamilyEvaluation,
    RollUp,
    evaluate_families,
    evaluation_statement,
    joined_as_sets,
)
from app.claims.queries.standing import evaluate
from app.claims.rules.claimable import claim_decision
from app.claims.rules.spoiled import SpoiledHow
from app.db import reading, transaction
from app.programme import facts
from app.programme.editions import Editions
from app.programme.phase_one import P1_2012
from benchmarks.cities import TODAY, Cities, Extent, administrator, connected
from benchmarks.measuring import Goal, Race, Sense

P1 = Goal("P1", Sense.TIMES_THE_FLOOR, 2.5)
P2 = Goal("P2", Sense.TIMES_THE_FLOOR, 0.3)
P3 = Goal("P3", Sense.TIMES_THE_FLOOR, 1.25)
P3_FROM_FACTS = Goal("P3", Sense.TIMES_THE_FLOOR, 2.75)
P5 = Goal("P5", Sense.SPEED_OF_THE_FLOOR, 30)

SIZES = (4_000, 40_000)
NATIONAL_SIZES = (400_000,)
SAMPLE = 2_000

FACTS = """
select person_id, value, starts_on, ends_on from measurement
union all
select person_id, met::int, starts_on, ends_on from criterion_evidence
union all
select person_id, 1, starts_on, ends_on from household_member
"""
OF_THE_PROGRAMME = f"""{FACTS}
where family_id in (select id from family where identified_on is not null)
"""
GROUPED = f"""
select sum(n), sum(v), min(f), max(l) from (
    select person_id, count(*) as n, sum(value) as v, min(starts_on) as f, max(ends_on) as l
    from ({OF_THE_PROGRAMME}) facts group by person_id
) of_person
"""
SCANNED = f"select count(*), sum(value), min(starts_on), max(ends_on), count(person_id) from ({FACTS}) facts"

Counts = tuple[Any, ...]


def races(cities: Cities, families: int) -> Iterator[Race]:
    """One council's evaluation, as large as its city is."""
    with _city(cities, cities.measured(families)) as (session, database):
        rows, people = _once(session, GROUPED)()[0], _rows(session, RollUp.PEOPLE)
        expected = _evaluation(session, None)()
        yield Race(
            P1,
            families,
            f"all evaluated from {rows:,} facts",
            "those facts grouped by person",
            _once(session, GROUPED),
            _evaluation(session, None),
            agree=lambda _, found: found == expected,
            database=database,
        )
        yield Race(
            P2,
            families,
            f"the same from the roll-up of {people:,} people",
            "those facts grouped by person",
            _once(session, GROUPED),
            _evaluation(session, RollUp.FAMILIES),
            agree=lambda _, found: found == expected and same_rows(session),
            database=database,
        )
        yield _through_objects(session, families, database)


def national_races(cities: Cities, families: int) -> Iterator[Race]:
    """The families of many councils in one statement."""
    with _city(cities, cities.measured(families, Extent.PROGRAMME)) as (session, database):
        rows, people = _once(session, SCANNED)()[0], _rows(session, RollUp.PEOPLE)
        expected: list[Counts] = []

        def from_facts() -> Counts:
            expected[:] = [_evaluation(session, None)()]
            return expected[0]

        yield Race(
            P3_FROM_FACTS,
            families,
            f"all evaluated from {rows:,} facts",
            "those facts grouped by person",
            _once(session, GROUPED),
            from_facts,
            agree=lambda _, found: found[0] == families,
            database=database,
        )
        yield Race(
            P3,
            families,
            f"the same from the roll-up of {people:,} people",
            "those facts scanned",
            _once(session, SCANNED),
            _evaluation(session, RollUp.FAMILIES),
            agree=lambda _, found: [found] == expected,
            database=database,
        )


@contextmanager
def _city(cities: Cities, template: str) -> Iterator[tuple[Session, str]]:
    """One session over a city whose evaluation stands: the roll-up is there, as every write would keep it."""
    with cities.copy(template) as urls, connected(urls):
        with transaction(SYSTEM) as session:
            evaluate(
                session,
                TODAY,
                run=1,
                only=None,
                touched=(),
                otherwise=SpoiledHow.DAYS_PASSING,
                packs=Editions((P1_2012,)),
            )
        with administrator(cities.services, f"copy_{template}") as connection:
            connection.execute("vacuum (analyze) person_roll_up, family_roll_up, standing_evaluation")
        with reading(SYSTEM) as session, joined_as_sets(session.connection()):
            yield session, f"copy_{template}"


def _once(session: Session, statement: str) -> Callable[[], Counts]:
    """A floor, on the session's own connection."""
    return lambda: tuple(session.connection().exec_driver_sql(statement).one())


def _evaluation(session: Session, roll_up: RollUp | None) -> Callable[[], Counts]:
    """The evaluation of all families, each column of it counted so that all are worked out."""
    evaluated = evaluation_statement(P1_2012, TODAY, roll_up=roll_up).subquery("evaluated")
    outcomes = [column for column in evaluated.c if "_outcome" in column.name]
    statement = sa.select(
        sa.func.count(),
        sa.func.count(evaluated.c.attached_on),
        sa.func.count().filter(evaluated.c.eligibility == "yes"),
        *(sa.func.count().filter(column == "pass") for column in outcomes),
        *(
            sa.func.count().filter(evaluated.c[name])
            for name in ("funded_elsewhere", "turned_around", "claimable")
        ),
    )
    return lambda: tuple(session.connection().execute(statement).one())


def same_rows(session: Session) -> bool:
    """Whether the roll-up gives every family the very row that its measurements give it."""
    digests = []
    for roll_up in (None, RollUp.FAMILIES):
        evaluated = evaluation_statement(P1_2012, TODAY, roll_up=roll_up).subquery("evaluated")
        row = sa.cast(sa.func.hashtextextended(sa.cast(evaluated.table_valued(), sa.Text), 0), sa.Numeric)
        digests.append(session.connection().execute(sa.select(sa.func.count(), sa.func.sum(row))).one())
    return digests[0] == digests[1]


def _through_objects(session: Session, families: int, database: str) -> Race:
    """P5: the same decisions about a sample of families, each read as objects; times are of one family."""
    cursor = session.connection().connection.cursor()
    cursor.execute("select id from family where identified_on <= %s order by id", [TODAY])
    ids = [family_id for (family_id,) in cursor.fetchall()]
    sample = ids[:: max(1, len(ids) // SAMPLE)]

    def same(decided: list[Counts], evaluated: list[FamilyEvaluation]) -> bool:
        found = {evaluation.family_id: _said(evaluation) for evaluation in evaluated}
        return decided == [found[family_id] for family_id in sample]

    return Race(
        P5,
        families,
        "one family, evaluated among all",
        f"a sample of {len(sample):,} by objects, scaled",
        lambda: [_decided(session, family_id) for family_id in sample],
        lambda: evaluate_families(session, P1_2012, TODAY),
        agree=same,
        floor_units=len(sample),
        our_units=len(ids),
        database=database,
    )


def _said(evaluation: FamilyEvaluation) -> Counts:
    return (
        evaluation.family_id,
        evaluation.eligibility,
        dict(evaluation.parts),
        dict(evaluation.routes),
        evaluation.turned_around,
        evaluation.claimable,
        evaluation.worth,
        evaluation.value,
    )


def _decided(session: Session, family_id: UUID) -> Counts:
    """One family's decision, as the plainest service would come to it."""
    decision = claim_decision(_facts(session, family_id), P1_2012, TODAY)
    routes = decision.results.routes
    session.expunge_all()
    return (
        family_id,
        decision.eligibility.answer,
        {part.code: part.outcome for route in routes for part in route.parts},
        {route.route: route.outcome for route in routes},
        decision.results.turned_around,
        decision.claimable,
        decision.worth,
        decision.value,
    )


def _facts(session: Session, family_id: UUID) -> facts.FamilyFacts:
    family = session.get_one(Family, family_id)
    evidence = session.exec(select(CriterionEvidence).where(CriterionEvidence.family_id == family_id)).all()
    members = session.exec(select(HouseholdMember).where(HouseholdMember.family_id == family_id)).all()
    people = {
        person.id: person
        for person in session.exec(
            select(Person).where(col(Person.id).in_([member.person_id for member in members]))
        )
    }
    return facts.FamilyFacts(
        family_id=family_id,
        attached_on=family.attached_on,
        funded_elsewhere=family.funded_elsewhere is not None,
        criteria=tuple(
            facts.CriterionFact(
                fact.criterion,
                fact.met,
                fact.person_id,
                fact.starts_on,
                fact.ends_on,
                fact.source,
                fact.extract_on,
                fact.verified_on,
            )
            for fact in evidence
        ),
        members=tuple(
            facts.MemberFacts(
                member.person_id,
                people[member.person_id].born_on,
                member.role,
                member.starts_on,
                member.ends_on,
                _measurements(session, member.person_id),
            )
            for member in members
        ),
        identified_on=family.identified_on,
    )


def _measurements(session: Session, person_id: UUID) -> tuple[facts.Measurement, ...]:
    found: Sequence[Measurement] = session.exec(
        select(Measurement).where(Measurement.person_id == person_id)
    ).all()
    return tuple(
        facts.Measurement(row.kind, row.starts_on, row.ends_on, row.value, row.source, row.extract_on)
        for row in found
    )


def _rows(session: Session, table: str) -> int:
    return int(
        session.connection().execute(sa.select(sa.func.count()).select_from(sa.table(table))).scalar_one()
    )
