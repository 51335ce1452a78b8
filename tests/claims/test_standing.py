"""The evaluation that stands is what the facts say, whatever is written; only what is touched is redone."""

from datetime import date, timedelta
from random import Random
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col

from app.access.policies import SYSTEM
from app.cases.models.evidence import CriterionEvidence, Measurement
from app.cases.models.people import Family, HouseholdMember, Person
from app.claims.models.standing import EvaluationState, EvaluationTouched, StandingEvaluation
from app.claims.queries.evaluation import evaluate_programme
from app.claims.queries.facts import family_facts
from app.claims.queries.standing import standings, touch_everything
from app.claims.rules.claimable import claim_decision
from app.claims.rules.places import Standing, spoiled_by
from app.claims.rules.spoiled import SpoiledHow
from app.claims.services.standing import (
    BroughtUpToDate,
    bring_up_to_date,
    keep_up_to_date,
    programme_standing,
)
from app.db import reading, transaction
from app.programme.editions import pack_by_code
from app.programme.facts import MeasurementKind
from tests.claims.random_families import families, store
from tests.conftest import COORDINATOR
from tests.lengths import examples

JULY_2013 = date(2013, 7, 12)
NEXT_DAY = date(2013, 7, 13)


@pytest.fixture
def standing(database: sa.Connection) -> sa.Connection:
    """Sixty families of whom an evaluation stands."""
    store(database, families(21, 60, JULY_2013))
    bring_up_to_date(today=JULY_2013, actor=SYSTEM)
    return database


def now() -> dict[UUID, Standing]:
    with reading(SYSTEM) as session:
        return {each.family_id: each for each in standings(session)}


def runs() -> dict[UUID, int]:
    """The number of the run that evaluated each family last."""
    with reading(SYSTEM) as session:
        found = sa.select(col(StandingEvaluation.family_id), col(StandingEvaluation.run))
        return {row.family_id: row.run for row in session.connection().execute(found)}


def bring(on: date = JULY_2013) -> set[UUID]:
    """Bring the evaluation up to date; the families that were evaluated again, or have left."""
    before = runs()
    bring_up_to_date(today=on, actor=SYSTEM)
    after = runs()
    return {family_id for family_id in before | after if before.get(family_id) != after.get(family_id)}


def agrees(on: date = JULY_2013) -> None:
    """What stands is, row for row, what the rules explain and what a full run gives."""
    stood = now()
    with reading(SYSTEM) as session:
        evaluated = {each.family_id: each for each in evaluate_programme(session, on)}
        known = family_facts(session, sorted(stood))
    assert stood.keys() == evaluated.keys()
    for facts in known:
        found, decision = (
            stood[facts.family_id],
            claim_decision(facts, pack_by_code(stood[facts.family_id].pack_code), on),
        )
        routes = decision.results.routes
        assert found.eligibility is decision.eligibility.answer
        assert found.parts == {part.code: part.outcome for route in routes for part in route.parts}
        assert found.routes == {route.route: route.outcome for route in routes}
        assert (found.claimable, found.worth, found.value) == (
            decision.claimable,
            decision.worth,
            decision.value,
        )
        assert (found.attached_on, found.funded_elsewhere) == (facts.attached_on, facts.funded_elsewhere)
    bring_up_to_date(today=on, actor=SYSTEM, everything=True)
    assert now() == stood


def somebody(session: Session) -> HouseholdMember:
    """A member, the same each time, of a family of the programme."""
    found = sa.select(HouseholdMember).join(
        StandingEvaluation, col(StandingEvaluation.family_id) == col(HouseholdMember.family_id)
    )
    return session.execute(found.order_by(HouseholdMember.person_id).limit(1)).scalars().one()


def a_measurement(person_id: UUID, starts_on: date = date(2005, 3, 1), **values: object) -> Measurement:
    row = {"ends_on": None, "value": 1, "source": "Test extract", "extract_on": JULY_2013} | values
    return Measurement(
        person_id=person_id, kind=MeasurementKind.OUT_OF_WORK_BENEFIT, starts_on=starts_on, **row
    )


def measure(session: Session, member: HouseholdMember) -> None:
    session.add(a_measurement(member.person_id))


def unmeasure(session: Session, member: HouseholdMember) -> None:
    session.execute(sa.delete(Measurement).where(col(Measurement.person_id) == member.person_id))


def remeasure(session: Session, member: HouseholdMember) -> None:
    session.execute(
        sa.update(Measurement).where(col(Measurement.person_id) == member.person_id).values(value=0)
    )


def note_a_need(session: Session, member: HouseholdMember) -> None:
    session.add(
        CriterionEvidence(
            family_id=member.family_id,
            criterion="asb-order",
            met=True,
            starts_on=date(2005, 3, 1),
            source="Test extract",
            extract_on=date(2005, 3, 1),
        )
    )


def forget_needs(session: Session, member: HouseholdMember) -> None:
    session.execute(sa.delete(CriterionEvidence).where(col(CriterionEvidence.family_id) == member.family_id))


def bear_on_another_day(session: Session, member: HouseholdMember) -> None:
    session.execute(
        sa.update(Person).where(col(Person.id) == member.person_id).values(born_on=date(2001, 5, 5))
    )


def fund_elsewhere(session: Session, member: HouseholdMember) -> None:
    session.execute(
        sa.update(Family).where(col(Family.id) == member.family_id).values(funded_elsewhere="ESF")
    )


def leave(session: Session, member: HouseholdMember) -> None:
    session.delete(member)


@pytest.mark.parametrize(
    "write",
    [measure, unmeasure, remeasure, note_a_need, forget_needs, bear_on_another_day, fund_elsewhere, leave],
)
def test_what_is_written_of_a_family_has_that_family_evaluated_again_and_no_other(standing, write):
    with transaction(SYSTEM) as session:
        member = somebody(session)
        family_id = member.family_id
        write(session, member)

    assert bring() == {family_id}
    agrees()


def test_whoever_moves_has_both_families_evaluated_again(standing):
    with transaction(SYSTEM) as session:
        member = somebody(session)
        old = member.family_id
        new = max(now().keys() - {old})
        session.execute(
            sa.update(HouseholdMember)
            .where(col(HouseholdMember.person_id) == member.person_id)
            .values(family_id=new)
        )

    assert bring() == {old, new}
    agrees()


def test_what_is_measured_of_somebody_while_they_move_reaches_the_family_they_move_to(standing):
    with transaction(SYSTEM) as session:
        member = somebody(session)
        person_id, old = member.person_id, member.family_id
        new = max(now().keys() - {old})
        session.add(a_measurement(person_id))
    standing.execute(
        sa.update(HouseholdMember).where(col(HouseholdMember.person_id) == person_id).values(family_id=new)
    )
    # The mark of the move was acted on before that of the measurement was seen.
    standing.execute(sa.delete(EvaluationTouched).where(col(EvaluationTouched.person_id).is_(None)))

    assert bring() == {new}


def test_what_an_evaluation_does_not_depend_on_has_nobody_evaluated_again(standing):
    with transaction(SYSTEM) as session:
        session.execute(sa.update(Family).values(version=Family.version + 1))
        session.execute(sa.update(Person).values(surname="Other", surname_key="other"))

    assert bring() == set()
    assert marks(standing) == 0


def test_while_no_evaluation_stands_a_statement_of_any_size_leaves_one_mark(database):
    store(database, families(3, 30, JULY_2013))

    database.execute(sa.delete(EvaluationTouched))
    database.execute(sa.update(Measurement).values(value=Measurement.value + 1))

    (mark,) = database.execute(sa.select(EvaluationTouched)).all()
    assert (mark.family_id, mark.person_id) == (None, None)
    assert bring_up_to_date(today=JULY_2013, actor=SYSTEM).everything
    assert marks(database) == 0
    agrees()


def test_with_nobody_to_evaluate_no_evaluation_stands_and_an_import_is_spared_the_marks(database):
    keep_up_to_date(today=JULY_2013)

    state = database.execute(sa.select(EvaluationState)).one()
    assert (state.test_on, state.run) == (None, 1)


def test_nothing_is_done_while_nothing_was_written_and_everything_on_a_new_day(standing):
    assert bring_up_to_date(today=JULY_2013, actor=SYSTEM) == BroughtUpToDate(families=0, everything=False)
    assert bring_up_to_date(today=NEXT_DAY, actor=SYSTEM) == BroughtUpToDate(
        families=len(now()), everything=True
    )
    agrees(NEXT_DAY)


def test_a_change_of_the_rules_has_everybody_evaluated_again(standing):
    with transaction(SYSTEM) as session:
        touch_everything(session)

    assert bring() == now().keys()


def spoil() -> tuple[UUID, list[sa.Row[tuple[object, ...]]]]:
    """A correction that spoils a result: what showed a family eligible was not checked; what was before."""
    family_id = min(each.family_id for each in now().values() if each.claimable)
    of_family = col(CriterionEvidence.family_id) == family_id
    names = (CriterionEvidence.id, CriterionEvidence.verified_on, CriterionEvidence.verified_by)
    with transaction(SYSTEM) as session:
        checked = session.execute(sa.select(*names).where(of_family)).all()
        session.execute(
            sa.update(CriterionEvidence).where(of_family).values(verified_on=None, verified_by=None)
        )
    return family_id, list(checked)


def test_a_family_that_a_new_fact_spoils_is_regressing_until_it_may_be_claimed_again(database):
    store(database, families(11, 150, JULY_2013))
    bring_up_to_date(today=JULY_2013, actor=SYSTEM)
    family_id, checked = spoil()

    found = programme_standing(today=JULY_2013, actor=COORDINATOR)

    (regressing,) = found.regressing
    assert regressing.family_id == family_id
    assert (regressing.spoiled_on, regressing.how) == (JULY_2013, SpoiledHow.NEW_FACT)
    assert regressing.spoiled_by == ("Verified evidence of eligibility",)
    assert regressing.mends is not None
    assert regressing.mends.lacking == ("Verified evidence of eligibility",)
    bring(NEXT_DAY)
    assert now()[family_id].spoiled_on == JULY_2013
    for evidence_id, verified_on, verified_by in checked:
        database.execute(
            sa.update(CriterionEvidence)
            .where(col(CriterionEvidence.id) == evidence_id)
            .values(verified_on=verified_on, verified_by=verified_by)
        )
    bring(NEXT_DAY)
    assert (now()[family_id].claimable_since, now()[family_id].spoiled_on) == (NEXT_DAY, None)


def test_the_days_passing_may_spoil_a_result_and_a_day_before_knows_of_no_time_before_it(database):
    store(database, families(11, 150, JULY_2013))
    bring_up_to_date(today=JULY_2013, actor=SYSTEM)
    claimable = {each.family_id for each in now().values() if each.claimable}

    bring(JULY_2013 + timedelta(days=60))

    spoiled = [each for each in now().values() if each.spoiled_on]
    assert {each.family_id for each in spoiled} <= claimable
    assert {each.spoiled_how for each in spoiled} == {SpoiledHow.DAYS_PASSING}
    assert all(each.spoiled_by for each in spoiled)
    bring(JULY_2013)
    assert not any(each.spoiled_on for each in now().values())
    assert {each.claimable_since for each in now().values()} == {JULY_2013, None}


@pytest.mark.parametrize("seed", range(examples(2)))
def test_after_any_history_of_writes_what_stands_is_what_the_facts_say(database, seed):
    random, on = Random(seed), JULY_2013
    store(database, families(100 + seed, 40, on))
    bring_up_to_date(today=on, actor=SYSTEM)
    for _ in range(5):
        before, touched = now(), set()
        for _ in range(random.choice((1, 1, 3))):
            touched |= _write_anything(database, random, on)
        if random.random() < 0.25:
            on += timedelta(days=random.choice((1, 20, 60)))
            bring(on)
        else:
            assert bring(on) <= touched
        after = now()
        agrees(on)
        for family_id in before.keys() & after.keys():
            was, found = before[family_id], after[family_id]
            if was.claimable and not found.claimable:
                assert found.spoiled_by == spoiled_by(was, found, on)
                assert found.spoiled_on == on
            elif not found.claimable:
                assert (found.spoiled_on, found.spoiled_by) == (was.spoiled_on, was.spoiled_by)


def _write_anything(connection: sa.Connection, random: Random, on: date) -> set[UUID]:
    """One write of some kind; the families that it touches."""
    members = connection.execute(
        sa.select(HouseholdMember.family_id, HouseholdMember.person_id, HouseholdMember.starts_on).order_by(
            HouseholdMember.person_id, HouseholdMember.family_id
        )
    ).all()
    one, other = random.choice(members), random.choice(members)
    is_one = sa.and_(
        col(HouseholdMember.person_id) == one.person_id, col(HouseholdMember.family_id) == one.family_id
    )
    whole_family = col(CriterionEvidence.family_id) == one.family_id
    day = on + timedelta(days=random.choice((-400, -200, -40, -1, 0, 1)))
    home = {member.family_id for member in members if member.person_id == one.person_id}
    match random.randrange(9):
        case 0:
            statement = (
                sa.update(Measurement)
                .where(col(Measurement.person_id) == one.person_id)
                .values(value=random.choice((0, 1, 14_99, 45_00)))
            )
        case 1:
            statement = sa.delete(Measurement).where(
                col(Measurement.person_id) == one.person_id,
                col(Measurement.kind) == random.choice(list(MeasurementKind)),
            )
        case 2:
            row = a_measurement(one.person_id, date(2001, 1, 1) + timedelta(days=random.randrange(3000)))
            statement = sa.insert(Measurement).values(row.model_dump())
        case 3:
            statement = sa.update(CriterionEvidence).where(whole_family).values(extract_on=day)
        case 4:
            statement = sa.update(CriterionEvidence).where(whole_family).values(met=random.random() < 0.8)
        case 5:
            home = {one.family_id, other.family_id}
            statement = sa.update(HouseholdMember).where(is_one).values(family_id=other.family_id)
        case 6:
            home = {one.family_id}
            statement = sa.update(HouseholdMember).where(is_one).values(ends_on=max(day, one.starts_on))
        case 7:
            statement = (
                sa.update(Person)
                .where(col(Person.id) == one.person_id)
                .values(born_on=random.choice((None, date(1980, 3, 1), date(2002, 3, 1), date(1997, 1, 1))))
            )
        case _:
            home = {one.family_id}
            statement = (
                sa.update(Family)
                .where(col(Family.id) == one.family_id, col(Family.reference).is_not(None))
                .values(attached_on=day)
            )
    if "criterion_evidence" in str(statement):
        home = {one.family_id}
    connection.execute(statement)
    return home


def marks(connection: sa.Connection) -> int:
    return connection.execute(sa.select(sa.func.count()).select_from(EvaluationTouched)).scalar_one()
