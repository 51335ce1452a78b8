"""What a pack's tests find of each person, compiled to SQL: one row per member of a family on a test date.

The rules that explain one family (claims/rules/findings.py) read the same tree and the same dates
(claims/rules/asked.py). The figures come from claims/queries/slots.py; a stored table of the same columns
(claims/queries/layout.py) may stand in for this level.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import reduce
from operator import add
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import col

from app.cases.models.evidence import CriterionEvidence
from app.cases.models.people import HouseholdMember, Person
from app.claims.queries.layout import (
    Columns,
    Question,
    Statement,
    layout_of,
    part_name,
    parts_of,
    questions,
)
from app.claims.queries.slots import IN_CURRENT, Named, Slots, looked_into, slots_of, slots_of_pack
from app.claims.rules.asked import Asked, asked_about, days_asked, of_school_age, terms_asked, windows_asked
from app.db import in_force
from app.programme.facts import Criterion
from app.programme.packs import (
    ContinuousSpell,
    EachAtLeast,
    EachUnder,
    Ended,
    NeedPart,
    Reduction,
    RulePack,
    SpellStarted,
    Statistic,
    StepPart,
)

# A set of criteria is one number, a bit for each, so that evidence is gone through once.
BITS = {criterion: 1 << place for place, criterion in enumerate(Criterion)}


def person_level(
    pack: RulePack, on: date, families: Statement, needs: sa.FromClause, *, only: Any = None
) -> Statement:
    """What each person's measurements say to each test of a pack: a row per membership of a family.

    families: selects `id` and `entered_on`. needs: their `evidence_of_people`. only: what the id of each of
    them equals, where they are few: each table is then asked for theirs alone, whatever the planner believes
    of it.
    Columns: family_id, person_id, member_since, and the pack's flags and counts (claims/queries/layout.py):
    for each part whether the person is asked and whether its problem stands of the person, then what each of
    its questions found, nothing for somebody not asked.
    """
    populations = _populations(pack, on)
    resident = _residents(on, families, populations, only).subquery("resident")
    belongs = {asked: resident.c[name] for asked, name in populations.items()}
    of_whom = None if only is None else _people_of(only)
    placed = [(slots, slots.figures(of_whom).subquery()) for slots in slots_of_pack(pack, on)]
    figures = {question.name: (slots, each.c) for slots, each in placed for question in slots.questions}
    found: dict[str, Any] = {}
    for part in parts_of(pack):
        asked = belongs[asked_about(part.among, on)]
        found[f"{part_name(part)}_asked"] = asked
        if isinstance(part, NeedPart):
            found[f"{part_name(part)}_stands"] = sa.and_(asked, any_of(needs.c.reported, part.applies_to))
        for question in questions(part):
            if question.name in figures:
                slots, of_slots = figures[question.name]
                found.update(_found(question, asked, of_slots, belongs, slots))
    of_person = sa.and_(needs.c.family_id == resident.c.family_id, needs.c.person_id == resident.c.person_id)
    statement = sa.select(
        resident.c.family_id, resident.c.person_id, resident.c.member_since, *layout_of(pack).packed(found)
    ).join_from(resident, needs, of_person, isouter=True)
    for _, each in placed:
        statement = statement.join(each, each.c.person_id == resident.c.person_id, isouter=True)
    return statement


def evidence_of_people(on: date, families: Statement, only: Any = None) -> Statement:
    """What evidence said that stood between a family's entry and a test date, for each of its people.

    families: selects `id` and `entered_on`. only: as for `person_level`. A row for each person of whom there
    is any, and one with no person for what is said of the family as a whole.
    Columns: family_id, person_id; and sets of criteria as bits: confirmed (met and verified), reported (met,
    verified or not), ruled_out (verified as not met).
    """
    fact, criteria, entered = CriterionEvidence, bits(), families.subquery("families_with_evidence")
    bit, met, verified = criteria.c.bit, col(fact.met), col(fact.verified_on) <= on
    return (
        sa.select(
            col(fact.family_id),
            col(fact.person_id),
            sa.func.bit_or(bit).filter(met, verified).label("confirmed"),
            sa.func.bit_or(bit).filter(met).label("reported"),
            sa.func.bit_or(bit).filter(sa.not_(met), verified).label("ruled_out"),
        )
        .join_from(fact, entered, entered.c.id == col(fact.family_id))
        .join(criteria, criteria.c.criterion == col(fact.criterion))
        .where(stood(entered.c, on), *those(fact.family_id, only))
        .group_by(col(fact.family_id), col(fact.person_id))
    )


def bits() -> sa.FromClause:
    """Each criterion with its bit, as rows; unlike VALUES, SQLAlchemy keeps what it compiled of this."""
    criteria = sa.literal([criterion.value for criterion in BITS], ARRAY(sa.Text))
    places = sa.literal(list(BITS.values()), ARRAY(sa.Integer))
    columns = sa.column("criterion", sa.Text), sa.column("bit", sa.Integer)
    return sa.func.unnest(criteria, places).table_valued(*columns, name="bits").render_derived()


def set_of(criteria: Iterable[Criterion]) -> int:
    """A set of criteria as one number."""
    return sum(BITS[criterion] for criterion in criteria)


def any_of(found: Any, criteria: Iterable[Criterion]) -> sa.ColumnElement[bool]:
    """Whether a column that holds a set of criteria has any of these."""
    bits = sa.literal_column(str(set_of(criteria)), sa.Integer)
    return bits.bitwise_and(found) != 0


def stood(families: Columns, on: date) -> sa.ColumnElement[bool]:
    """The condition that evidence stood between a family's entry and a test date, and was known by then."""
    fact = CriterionEvidence
    return sa.and_(
        col(fact.starts_on) <= on,
        col(fact.extract_on) <= on,
        sa.or_(col(fact.ends_on).is_(None), col(fact.ends_on) >= families.entered_on),
    )


def _populations(pack: RulePack, on: date) -> dict[Asked, str]:
    """Whom the pack's parts and terms ask about, each population under the name of its column."""
    asked = [asked_about(part.among, on) for part in parts_of(pack)]
    of_age = [
        of_school_age(term)
        for part in parts_of(pack)
        for question in questions(part)
        if isinstance(question.test, EachUnder | EachAtLeast)
        for term in terms_asked(question.test, on)
    ]
    distinct = dict.fromkeys([*asked, *of_age])
    return {population: f"belongs_{number}" for number, population in enumerate(distinct, start=1)}


def _residents(on: date, families: Statement, populations: Mapping[Asked, str], only: Any) -> Statement:
    """One row per membership in force on a day, with the populations that the person belongs to."""
    member, person = HouseholdMember, Person
    of_programme = families.subquery("families_lived_in")
    belongs = [_belongs(asked).label(name) for asked, name in populations.items()]
    return (
        sa.select(
            col(member.family_id).label("family_id"),
            col(member.person_id).label("person_id"),
            col(member.starts_on).label("member_since"),
            *belongs,
        )
        .join_from(of_programme, member, of_programme.c.id == col(member.family_id))
        .join(person, col(person.id) == col(member.person_id))
        .where(in_force(col(member.starts_on), col(member.ends_on), on), *those(member.family_id, only))
        .offset(sa.literal_column("0"))  # so that the planner works a population out once for each person
    )


def those(family_id: Any, only: Any) -> list[sa.ColumnElement[bool]]:
    """The condition that a row is of the families asked for alone, where they are few."""
    return [] if only is None else [col(family_id) == only]


def _people_of(only: Any) -> Statement:
    """The people who ever lived in the families asked for."""
    return sa.select(col(HouseholdMember.person_id)).where(col(HouseholdMember.family_id) == only)


def _belongs(asked: Asked) -> sa.ColumnElement[bool]:
    """Whether a person is one of those asked about; never null."""
    born_on, role = col(Person.born_on), col(HouseholdMember.role)
    bounds: list[sa.ColumnElement[bool]] = []
    if asked.born_after is not None:
        bounds.append(born_on > asked.born_after)
    if asked.born_by is not None:
        bounds.append(born_on <= asked.born_by)
    unknown_age = role.in_(sorted(asked.unknown_age))
    return sa.case((born_on.is_(None), unknown_age), else_=sa.and_(sa.true(), *bounds))


def _found(
    question: Question,
    asked: sa.ColumnElement[bool],
    figures: Columns,
    belongs: Mapping[Asked, sa.ColumnElement[bool]],
    slots: Slots,
) -> Iterator[Named]:
    """What one test finds of a person who is asked, from the person's figures."""
    name, test, on = question.name, question.test, slots.on
    match test:
        case EachUnder():
            of_age = [belongs[of_school_age(term)] for term in terms_asked(test, on)]
            terms = [figures[f"{name}_term_{number}"] for number in range(1, test.terms + 1)]
            total = _sum_of(
                _if(age, sa.func.coalesce(term, 0)) for age, term in zip(of_age, terms, strict=True)
            )
            times = _sum_of(_if(age, 1) for age in of_age) if test.statistic is Statistic.MEAN else 1
            missing = (sa.and_(age, term.is_(None)) for age, term in zip(of_age, terms, strict=True))
            yield f"{name}_over", sa.and_(asked, total >= test.below * times)
            yield f"{name}_missing", sa.and_(asked, sa.or_(*missing))
        case EachAtLeast():
            of_age = [belongs[of_school_age(term)] for term in terms_asked(test, on)]
            terms = [figures[f"{name}_term_{number}"] for number in range(1, test.terms + 1)]
            most = _sum_of(
                _if(age, sa.func.coalesce(term, test.highest))
                for age, term in zip(of_age, terms, strict=True)
            )
            missing = (sa.and_(age, term.is_(None)) for age, term in zip(of_age, terms, strict=True))
            too_low = most < test.at_least * _sum_of(_if(age, 1) for age in of_age)
            yield f"{name}_over", sa.and_(asked, too_low)
            yield f"{name}_missing", sa.and_(asked, sa.or_(*missing))
        case Ended():
            pass  # it is found of the family's needs (claims/queries/outcomes.py)
        case Reduction():
            windows = windows_asked(test, on)
            days = figures[f"{name}_days"]
            measured = sa.and_(asked, days > 0)
            yield f"{name}_baseline", _if(asked, figures[f"{name}_baseline"])
            yield f"{name}_current", _if(asked, figures[f"{name}_current"])
            yield f"{name}_measured", measured
            yield (
                f"{name}_baseline_gap",
                sa.and_(measured, sa.func.mod(days, IN_CURRENT) != windows.baseline.days),
            )
            yield f"{name}_current_gap", sa.and_(measured, days // IN_CURRENT != windows.current.days)
        case ContinuousSpell():
            since, left_on = figures[f"{name}_since"], figures[f"{name}_left_on"]
            excluded_until = figures[f"{name}_excluded_until"]
            moved = sa.and_(left_on >= test.left_since, left_on <= since)
            alone = sa.or_(excluded_until.is_(None), excluded_until < since)
            yield f"{name}_taken", sa.and_(asked, moved, alone)
        case SpellStarted():
            (slot,) = slots_of(question, on).values()
            begun_on = figures[slots.latest(slot)]
            yield f"{name}_taken", sa.and_(asked, begun_on >= days_asked(test, on).first)
    if isinstance(question.part, StepPart):
        held = (figures[slots.latest(slot)].is_not(None) for slot in looked_into(question))
        yield f"{name}_held", sa.and_(asked, sa.or_(*held))


def _if(condition: sa.ColumnElement[bool], value: Any) -> sa.ColumnElement[Any]:
    return sa.case((condition, value), else_=0)


def _sum_of(columns: Iterator[sa.ColumnElement[Any]]) -> sa.ColumnElement[Any]:
    return reduce(add, columns)
