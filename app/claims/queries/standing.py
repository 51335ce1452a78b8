"""The evaluation that stands, brought up to date by a handful of statements and read back.

No family is read as an object on the way: the roll-ups are inserted from the facts, and the results from the
roll-ups. A mark on a family is taken away by the first statement, and the facts are read by later ones, so
that a writer who is seen by the one is seen by the others; whoever commits between them leaves a mark for the
next time.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, insert
from sqlmodel import Session, col

from app.cases.models.people import HouseholdMember
from app.cases.queries.columns import columns
from app.cases.queries.rule_packs import editions
from app.cases.rules.eligibility import Answer
from app.claims.models.standing import (
    EvaluationState,
    EvaluationTouched,
    FamilyRollUp,
    PersonRollUp,
    StandingEvaluation,
)
from app.claims.queries.evaluation import (
    RollUp,
    by_entry,
    evaluation_of,
    evaluation_statement,
    family_level,
    joined_as_sets,
    people_level,
    route_column,
    with_terms,
)
from app.claims.queries.figures import BITS
from app.claims.queries.layout import Columns, layout_of, part_name, parts_of
from app.claims.queries.outcomes import EVIDENCE
from app.claims.rules.outcomes import Outcome
from app.claims.rules.places import ATTACHMENT, Standing
from app.claims.rules.spoiled import SpoiledHow
from app.claims.rules.summary import ELIGIBILITY
from app.db import rows
from app.money import Pence
from app.programme.editions import Editions
from app.programme.facts import Criterion
from app.programme.packs import Route, RulePack

KEPT = (PersonRollUp, FamilyRollUp)
RESULTS = (
    "family_id",
    "pack_code",
    "attached_on",
    "funded_elsewhere",
    "confirmed",
    "reported",
    "ruled_out",
    "eligibility",
    "parts",
    "routes",
    "turned_around",
    "claimable",
    "worth_pence",
    "value_pence",
)


@dataclass(frozen=True, slots=True)
class Touched:
    """What was marked. everything: whatever there is. families: those marked, and those of people marked."""

    everything: bool
    families: tuple[UUID, ...]


def state(session: Session) -> sa.Row[Any]:
    """Which evaluation stands: test_on, code, run."""
    found = sa.select(*columns(EvaluationState, "test_on", "code", "run"))
    return session.connection().execute(found).one()


def state_to_change(session: Session, *, wait: bool) -> sa.Row[Any] | None:
    """Which evaluation stands, for whoever brings it up to date: one at a time. None: somebody else does.

    wait: wait for that other to be done, and so never None.
    """
    found = sa.select(*columns(EvaluationState, "test_on", "code", "run")).with_for_update(
        skip_locked=not wait
    )
    return session.connection().execute(found).one_or_none()


def is_marked(session: Session) -> bool:
    """Whether anything was touched since the evaluation stood."""
    found = sa.select(sa.exists(sa.select(col(EvaluationTouched.id))))
    return bool(session.connection().execute(found).scalar_one())


def take_marks(session: Session) -> Touched:
    """Whatever is marked, each mark taken away. A mark that is not committed yet stays."""
    marks = (
        session.connection()
        .execute(
            sa.delete(EvaluationTouched).returning(
                col(EvaluationTouched.family_id), col(EvaluationTouched.person_id)
            )
        )
        .all()
    )
    families = {mark.family_id for mark in marks if mark.family_id is not None}
    people = [mark.person_id for mark in marks if mark.person_id is not None]
    lived_in = sa.select(col(HouseholdMember.family_id)).where(
        col(HouseholdMember.person_id) == sa.any_(sa.bindparam("people", people, ARRAY(sa.Uuid)))
    )
    families.update(row.family_id for row in rows(session, lived_in))
    everything = any(mark.family_id is None and mark.person_id is None for mark in marks)
    return Touched(everything, tuple(sorted(families)))


def touch_everything(session: Session) -> None:
    """Have every family evaluated again next time, as after a change of the rules themselves."""
    session.connection().execute(sa.insert(EvaluationTouched).values(family_id=None, person_id=None))


def forget(session: Session) -> None:
    """Throw the results away, with since when each stood."""
    session.connection().execute(sa.delete(StandingEvaluation))


def evaluate(
    session: Session,
    on: date,
    *,
    run: int,
    only: Sequence[UUID] | None,
    touched: Sequence[UUID],
    otherwise: SpoiledHow,
    packs: Editions | None = None,
) -> int:
    """Evaluate families and store what they come to; how many there are among them in the programme.

    only: these families; None: all. touched: those of whom something was written since; what spoils another's
    result is said to be `otherwise`. packs: others than those by which families enter.
    Raises RuleRefused("terms-not-declared").
    """
    some = only is not None
    asked = {"family_ids": list(only)} if only is not None else {}
    with joined_as_sets(session.connection(), only) as connection:
        for kept in KEPT:
            connection.execute(_of_some(sa.delete(kept), kept, some=some), asked)
        evaluated = 0
        for pack, entered in by_entry(packs or editions(session)):
            layout, code = layout_of(pack), sa.literal(pack.code).label("pack_code")
            people = people_level(pack, on, some=some, entered=entered).subquery("people")
            names = ("family_id", "person_id", "member_since")
            arrays = (_array(people.c, layout.words, "flags"), _array(people.c, layout.sums, "counts"))
            found = sa.select(*(people.c[name] for name in names), code, *arrays)
            connection.execute(
                _inserted(PersonRollUp, (*names, "pack_code", "flags", "counts"), found), asked
            )

            family = family_level(pack, on, some=some, entered=entered, roll_up=RollUp.PEOPLE).subquery(
                "family_now"
            )
            of_family = ("family_id", "attached_on", "funded_elsewhere", *EVIDENCE)
            arrays = (_array(family.c, layout.words, "flags"), _array(family.c, layout.sums, "counts"))
            found = sa.select(*(family.c[name] for name in of_family), code, *arrays)
            connection.execute(
                _inserted(FamilyRollUp, (*of_family, "pack_code", "flags", "counts"), found), asked
            )

            parameters = {**asked, "run": run, "touched": list(touched)}
            results = _results(pack, on, some=some, otherwise=otherwise)
            stored = connection.execute(results, parameters, execution_options={"preserve_rowcount": True})
            evaluated += stored.rowcount
        gone = sa.delete(StandingEvaluation).where(col(StandingEvaluation.run) != run)
        connection.execute(_of_some(gone, StandingEvaluation, some=some), asked)
        return evaluated


def now_stands(session: Session, *, on: date | None, code: str, run: int, at: datetime) -> None:
    """Say which evaluation stands. on None: none, since there is nobody to evaluate."""
    session.connection().execute(
        sa.update(EvaluationState).values(test_on=on, code=code, run=run, evaluated_at=at)
    )


def standings(session: Session) -> list[Standing]:
    """What every family of the programme has come to, ordered by family id."""
    names = (*RESULTS, "claimable_since", "spoiled_on", "spoiled_by", "spoiled_how")
    statement = sa.select(*columns(StandingEvaluation, *names)).order_by(col(StandingEvaluation.family_id))
    return [_standing(row) for row in rows(session, statement)]


def standings_on(session: Session, on: date) -> list[Standing]:
    """The same on any day, from the facts, without since when: ordered by family id.

    Raises RuleRefused("terms-not-declared").
    """
    found = []
    for pack, entered in by_entry(editions(session)):
        with joined_as_sets(session.connection()) as connection:
            evaluations = connection.execute(evaluation_statement(pack, on, entered=entered)).mappings().all()
        for row in evaluations:
            evaluated = evaluation_of(row, pack)
            shared = {field.name: getattr(evaluated, field.name) for field in fields(evaluated)}
            found.append(
                Standing(**shared, confirmed=_criteria(row["confirmed"]), reported=_criteria(row["reported"]))
            )
    return sorted(found, key=lambda standing: standing.family_id)


def _standing(row: sa.Row[Any]) -> Standing:
    return Standing(
        family_id=row.family_id,
        pack_code=row.pack_code,
        attached_on=row.attached_on,
        funded_elsewhere=row.funded_elsewhere,
        eligibility=row.eligibility,
        confirmed=_criteria(row.confirmed),
        reported=_criteria(row.reported),
        parts={code: Outcome(outcome) for code, outcome in row.parts.items()},
        routes={Route(route): Outcome(outcome) for route, outcome in row.routes.items()},
        turned_around=row.turned_around,
        claimable=row.claimable,
        worth=Pence(row.worth_pence),
        value=Pence(row.value_pence),
        claimable_since=row.claimable_since,
        spoiled_on=row.spoiled_on,
        spoiled_by=tuple(row.spoiled_by or ()),
        spoiled_how=row.spoiled_how,
    )


def _criteria(bits: int) -> frozenset[Criterion]:
    return frozenset(criterion for criterion, bit in BITS.items() if bits & bit)


def _of_some(statement: Any, kept: Any, *, some: bool) -> Any:
    if not some:
        return statement
    return statement.where(col(kept.family_id) == sa.any_(sa.bindparam("family_ids", type_=ARRAY(sa.Uuid))))


def _array(row: Columns, names: Sequence[str], label: str) -> sa.Label[Any]:
    found = sa.dialects.postgresql.array([row[name] for name in names], type_=sa.BigInteger)
    return sa.cast(found, ARRAY(sa.BigInteger)).label(label)


def _inserted(kept: Any, names: Sequence[str], found: sa.Select[Any]) -> Any:
    return sa.insert(kept).from_select(list(names), found)


def _results(pack: RulePack, on: date, *, some: bool, otherwise: SpoiledHow) -> Any:
    """The results of a pack's families stored, with since when each stands and what spoiled it."""
    found = evaluation_statement(pack, on, some=some, roll_up=RollUp.FAMILIES).subquery("evaluated")
    worth = sa.case((with_terms(pack, found.c.attached_on), _worth(pack, found.c)), else_=0)
    pays = sa.and_(found.c.claimable, sa.not_(found.c.funded_elsewhere))
    run = sa.bindparam("run", type_=sa.BigInteger)
    results: dict[str, Any] = {
        **{name: found.c[name] for name in ("family_id", "attached_on", "funded_elsewhere")},
        "pack_code": sa.literal(pack.code),
        **{name: found.c[name] for name in ("confirmed", "reported", "ruled_out", "eligibility")},
        "parts": _object((part.code, found.c[f"{part_name(part)}_outcome"]) for part in parts_of(pack)),
        "routes": _object((rule.route.value, found.c[route_column(rule.route)]) for rule in pack.routes),
        **{name: found.c[name] for name in ("turned_around", "claimable")},
        "worth_pence": worth,
        "value_pence": sa.case((pays, worth), else_=0),
        "claimable_since": sa.case((found.c.claimable, sa.literal(on, sa.Date))),
        "run": run,
    }
    upserted = insert(StandingEvaluation).from_select(
        list(results), sa.select(*(column.label(name) for name, column in results.items()))
    )
    before, after = sa.inspect(StandingEvaluation).local_table.c, upserted.excluded
    spoils = sa.and_(before.claimable, sa.not_(after.claimable))
    how = sa.case(
        (
            after.family_id == sa.any_(sa.bindparam("touched", type_=ARRAY(sa.Uuid))),
            SpoiledHow.NEW_FACT.value,
        ),
        else_=otherwise.value,
    )
    return upserted.on_conflict_do_update(
        index_elements=["family_id"],
        set_={
            **{name: after[name] for name in (*RESULTS[1:], "run")},
            "claimable_since": sa.case(
                (after.claimable, sa.func.coalesce(before.claimable_since, after.claimable_since))
            ),
            "spoiled_on": _spoiled(spoils, after, sa.literal(on, sa.Date), before.spoiled_on),
            "spoiled_by": _spoiled(spoils, after, _spoiled_by(pack, on, before, after), before.spoiled_by),
            "spoiled_how": _spoiled(spoils, after, sa.cast(how, sa.String), before.spoiled_how),
        },
    )


def _spoiled(spoils: Any, after: Columns, now: Any, before: Any) -> Any:
    """What is said of a spoiled result: nothing while it may be claimed, else what it was when spoiled."""
    return sa.case((after.claimable, sa.null()), (spoils, now), else_=before)


def _spoiled_by(pack: RulePack, on: date, before: Columns, after: Columns) -> Any:
    """What spoiled a result, as claims/rules/places.py says it: codes of parts, and other obstacles."""
    lost = [
        sa.case(
            (
                sa.and_(
                    before.routes[rule.route.value].astext == Outcome.PASS,
                    after.routes[rule.route.value].astext != Outcome.PASS,
                    sa.or_(
                        after.parts[part.code].astext.in_((Outcome.FAIL, Outcome.NOT_KNOWN)),
                        sa.and_(
                            before.parts[part.code].astext == Outcome.PASS,
                            after.parts[part.code].astext != Outcome.PASS,
                        ),
                    ),
                ),
                part.code,
            )
        )
        for rule in pack.routes
        if rule.turns_around
        for part in rule.parts
    ]
    attached = sa.and_(after.attached_on <= on, with_terms(pack, after.attached_on))
    found = [
        sa.case((sa.func.coalesce(attached, sa.false()), sa.null()), else_=ATTACHMENT),
        sa.case((after.eligibility != Answer.YES, ELIGIBILITY)),
        *lost,
    ]
    codes = sa.cast(sa.dialects.postgresql.array(found, type_=sa.Text), ARRAY(sa.Text))
    return sa.func.array_remove(codes, sa.null(), type_=ARRAY(sa.Text))


def _worth(pack: RulePack, family: Columns) -> Any:
    """Pence that the achieved results would earn, at the rate of the year of attachment."""
    pot: Any = sa.literal(0)
    if pack.terms:
        pot = sa.case(
            *(
                (family.attached_on.between(year.attached.first, year.attached.last), int(year.results_pot))
                for year in pack.terms
            )
        )
    worth: Any = sa.literal(0)
    for rule in pack.routes:
        achieved = family[route_column(rule.route)] == Outcome.PASS
        instead = [other.route for other in pack.routes if rule.route in other.instead_of]
        displaced = [family[route_column(route)] == Outcome.PASS for route in instead]
        payable = sa.and_(achieved, *(sa.not_(holds) for holds in displaced))
        pays = (pot if rule.payment.whole_pot else 0) + sa.literal(int(rule.payment.more))
        worth = worth + sa.case((payable, pays), else_=0)
    return worth


def _object(pairs: Iterator[tuple[str, Any]]) -> Any:
    return sa.func.jsonb_build_object(
        *(piece for name, value in pairs for piece in (sa.literal(name), value)), type_=JSONB
    )
