"""What a pack's selection, parts and routes come to for each family, compiled to SQL.

Eligibility has three answers and a part four outcomes, as in the rules that explain one family
(cases/rules/eligibility.py, claims/rules/results.py).
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import col

from app.cases.models.evidence import CriterionEvidence
from app.cases.rules.eligibility import Answer
from app.claims.models.overrides import PartOverride
from app.claims.queries.figures import Columns, Question, Statement, part_name, parts_of, questions
from app.claims.rules.asked import days_asked
from app.claims.rules.outcomes import Outcome
from app.programme.facts import Criterion, CriterionGroup
from app.programme.packs import (
    AtLeast,
    Condition,
    EachAtLeast,
    EachUnder,
    Ended,
    Limit,
    Met,
    NeedPart,
    Part,
    Reduction,
    RouteRule,
    RulePack,
    StepPart,
)

Holds = sa.ColumnElement[bool]

# A set of criteria is one number, a bit for each, so that a family's evidence is gone through once.
BITS = {criterion: 1 << place for place, criterion in enumerate(Criterion)}


def evidence_level(
    pack: RulePack, on: date, families: sa.FromClause, people: sa.FromClause | None
) -> Statement:
    """One row per family with any evidence that stood between its entry and a test date.

    confirmed, reported, ruled_out: sets of criteria as bits (BITS): met and verified; met, verified or not;
    verified as not met. `<part>_stands`: whether the problem of a part about a need stands, of the family or
    of somebody whom the part asks about; not there where people is None.
    """
    fact, bits = CriterionEvidence, _bits()
    bit, met, verified = bits.c.bit, col(fact.met), col(fact.verified_on) <= on
    known = (
        sa.select(
            families.c.id.label("family_id"),
            sa.func.bit_or(bit).filter(met, verified).label("confirmed"),
            sa.func.bit_or(bit).filter(met).label("reported"),
            sa.func.bit_or(bit).filter(sa.not_(met), verified).label("ruled_out"),
        )
        .join_from(families, fact, col(fact.family_id) == families.c.id)
        .join(bits, bits.c.criterion == col(fact.criterion))
        .where(*_standing(families, on))
        .group_by(families.c.id)
    )
    if people is None:
        return known
    stands = [
        sa.func.bool_or(
            sa.and_(
                met,
                bit.bitwise_and(_set_of(part.applies_to)) != 0,
                sa.or_(col(fact.person_id).is_(None), people.c[f"{part_name(part)}_asked"]),
            )
        ).label(f"{part_name(part)}_stands")
        for part in parts_of(pack)
        if isinstance(part, NeedPart)
    ]
    of_person = sa.and_(people.c.family_id == col(fact.family_id), people.c.person_id == col(fact.person_id))
    evidence = known.add_columns(*stands).join(people, of_person, isouter=True)
    needs = _needs_level(pack, on, families, people)
    if needs is None:
        return evidence
    standing, settled = (
        evidence.add_columns(families.c.id.label("of_family")).cte("standing"),
        needs.cte("needs"),
    )
    columns = [column for column in standing.c if column.name != "of_family"]
    ended = [column for column in settled.c if column.name != "family_id"]
    return sa.select(*columns, *ended).join_from(
        standing, settled, settled.c.family_id == standing.c.of_family, isouter=True
    )


def _needs_level(
    pack: RulePack, on: date, families: sa.FromClause, people: sa.FromClause
) -> Statement | None:
    """One row per family with evidence: whether its needs have ended; None where the pack does not ask.

    `<question>_again`: a need was seen again. `<question>_open`: one is not shown to have ended. A need is a
    criterion of one person or of the family; a check of the whole family counts for each person too.
    """
    asked = [
        (question, part, limit)
        for part in parts_of(pack)
        if isinstance(part, NeedPart)
        for question, limit in _limits(part)
        if isinstance(limit, Ended)
    ]
    if not asked:
        return None
    fact, bits = CriterionEvidence, _bits()
    verified = sa.func.coalesce(col(fact.verified_on) <= on, sa.false())
    told_to = sa.func.least(sa.func.coalesce(col(fact.ends_on), col(fact.extract_on)), on, type_=sa.Date)
    columns: list[sa.Label[Any]] = []
    for question, part, limit in asked:
        name, first = question.name, days_asked(limit, on).first
        of_somebody = people.c[f"{part_name(part)}_asked"].is_(sa.true())
        of_part = sa.and_(
            bits.c.bit.bitwise_and(_set_of(part.applies_to)) != 0,
            sa.or_(col(fact.person_id).is_(None), of_somebody),
        )
        met, checked = sa.and_(of_part, col(fact.met)), sa.and_(of_part, sa.not_(col(fact.met)), verified)
        long_enough = _after(col(fact.starts_on), limit.months) <= _next_day(told_to)
        columns += [
            sa.func.max(told_to).filter(met).label(f"{name}_seen_to"),
            sa.func.max(told_to).filter(met, verified).label(f"{name}_verified_to"),
            sa.func.max(told_to).filter(checked, told_to >= first, long_enough).label(f"{name}_gone_to"),
        ]
    of_person = sa.and_(people.c.family_id == col(fact.family_id), people.c.person_id == col(fact.person_id))
    need = (
        sa.select(
            families.c.id.label("family_id"),
            col(fact.criterion).label("criterion"),
            col(fact.person_id).label("person_id"),
            *columns,
        )
        .join_from(families, fact, col(fact.family_id) == families.c.id)
        .join(bits, bits.c.criterion == col(fact.criterion))
        .join(people, of_person, isouter=True)
        .where(*_standing(families, on))
        .group_by(families.c.id, col(fact.criterion), col(fact.person_id))
        .cte("need")
    )
    checks_of_all = [
        sa.func.max(need.c[f"{question.name}_gone_to"])
        .filter(need.c.person_id.is_(None))
        .over(partition_by=[need.c.family_id, need.c.criterion])
        .label(f"{question.name}_all_gone_to")
        for question, _, _ in asked
    ]
    each = sa.select(need, *checks_of_all).cte("checked_need")
    found = []
    for question, _, limit in asked:
        name, first = question.name, days_asked(limit, on).first
        last = each.c[f"{name}_seen_to"]
        gone_to = sa.func.greatest(each.c[f"{name}_gone_to"], each.c[f"{name}_all_gone_to"], type_=sa.Date)
        ended = sa.and_(last < first, _after(_next_day(last), limit.months) <= _next_day(gone_to))
        found += [
            sa.func.bool_or(each.c[f"{name}_verified_to"] >= first).label(f"{name}_again"),
            sa.func.bool_or(sa.and_(last.is_not(None), ended.is_not(sa.true()))).label(f"{name}_open"),
        ]
    return sa.select(each.c.family_id, *found).group_by(each.c.family_id)


def _after(day: Any, months: int) -> sa.ColumnElement[Any]:
    """The same day some months later, or that month's last day, as `add_months` has it."""
    return sa.cast(day + sa.func.make_interval(0, months), sa.Date)


def _next_day(day: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    return day + sa.literal_column("1", sa.Integer)


def _standing(families: sa.FromClause, on: date) -> tuple[Holds, ...]:
    """The conditions that evidence was in force on a day between a family's entry and a test date."""
    fact = CriterionEvidence
    return (
        col(fact.starts_on) <= on,
        col(fact.extract_on) <= on,
        sa.or_(col(fact.ends_on).is_(None), col(fact.ends_on) >= families.c.entered_on),
    )


def _bits() -> sa.FromClause:
    """Each criterion with its bit, as rows; unlike VALUES, SQLAlchemy keeps what it compiled of this."""
    criteria = sa.literal([criterion.value for criterion in BITS], ARRAY(sa.Text))
    places = sa.literal(list(BITS.values()), ARRAY(sa.Integer))
    columns = sa.column("criterion", sa.Text), sa.column("bit", sa.Integer)
    return sa.func.unnest(criteria, places).table_valued(*columns, name="bits").render_derived()


def _set_of(criteria: Iterable[Criterion]) -> int:
    return sum(BITS[criterion] for criterion in criteria)


def eligibility_answer(pack: RulePack, evidence: Columns) -> sa.ColumnElement[str]:
    """Whether a family is eligible, in three answers; a family without any evidence is not known."""
    confirmed = sa.func.coalesce(evidence.confirmed, 0)
    ruled_out = sa.func.coalesce(evidence.ruled_out, 0).bitwise_and(
        sa.func.coalesce(evidence.reported, 0).bitwise_not()
    )
    groups = {}
    for group in pack.groups:
        criteria, needed = pack.criteria_in(group), pack.needed_in(group)
        of_group = _set_of(criteria)
        if needed == 1:
            groups[group] = (
                confirmed.bitwise_and(of_group) != 0,
                ruled_out.bitwise_and(of_group) == of_group,
            )
        else:
            could_be = len(criteria) - _count(ruled_out.bitwise_and(BITS[each]) != 0 for each in criteria)
            groups[group] = (
                _count(confirmed.bitwise_and(BITS[each]) != 0 for each in criteria) >= needed,
                could_be < needed,
            )
    yes, no = _holds(pack.selection, groups)
    return sa.case((yes, _text(Answer.YES)), (no, _text(Answer.NO)), else_=_text(Answer.NOT_KNOWN))


def _holds(condition: Condition, groups: Mapping[CriterionGroup, tuple[Holds, Holds]]) -> tuple[Holds, Holds]:
    """Whether a selection rule is known to hold, and whether it is known not to."""
    match condition:
        case Met(group):
            return groups[group]
        case AtLeast(number, of):
            answers = [_holds(part, groups) for part in of]
            return _count(yes for yes, _ in answers) >= number, len(of) - _count(
                no for _, no in answers
            ) < number


def family_level(pack: RulePack, people: sa.FromClause) -> Statement:
    """One row per family with anybody living in it: what its people's figures come to together."""
    found = [
        column
        for part in parts_of(pack)
        for column in (
            sa.func.bool_or(people.c[f"{part_name(part)}_asked"]).label(f"{part_name(part)}_asked"),
            *(column for question in questions(part) for column in _together(question, people.c)),
        )
    ]
    return sa.select(people.c.family_id, *found).group_by(people.c.family_id)


def _together(question: Question, people: Columns) -> list[sa.Label[Any]]:
    """A question's columns over all people of a family: counts added up, the others true if of anybody."""
    added, joined = _columns_of(question)
    return [
        *(sa.func.coalesce(sa.func.sum(people[name]), 0).label(name) for name in added),
        *(sa.func.bool_or(people[name]).label(name) for name in joined),
    ]


def _columns_of(question: Question) -> tuple[Sequence[str], Sequence[str]]:
    """The names of a question's columns: those to add up, and those that hold if they hold of anybody."""
    name = question.name
    match question.test:
        case EachUnder() | EachAtLeast():
            return (), (f"{name}_over", f"{name}_missing")
        case Ended():
            return (), ()
        case Reduction():
            gaps = (f"{name}_measured", f"{name}_baseline_gap", f"{name}_current_gap")
            return (f"{name}_baseline", f"{name}_current"), gaps
        case _:
            return (), (f"{name}_taken", f"{name}_held")


def part_outcome(part: Part, on: date, household: Columns, evidence: Columns) -> sa.ColumnElement[str]:
    """The outcome of a part for a family, over one row of each level; either may be missing."""
    nobody = household[f"{part_name(part)}_asked"].is_not(sa.true())
    match part:
        case NeedPart():
            answers = [_limit(question.name, limit, household, evidence) for question, limit in _limits(part)]
            return sa.case(
                (nobody, _text(Outcome.NEUTRAL)),
                (sa.or_(*(passed for passed, _ in answers)), _text(Outcome.FAIL)),
                (evidence[f"{part_name(part)}_stands"].is_not(sa.true()), _text(Outcome.NEUTRAL)),
                (sa.and_(*(kept for _, kept in answers)), _text(Outcome.PASS)),
                else_=_text(Outcome.NOT_KNOWN),
            )
        case StepPart():
            return sa.case(
                (nobody, _text(Outcome.NEUTRAL)),
                (household[f"{part_name(part)}_taken"], _text(Outcome.PASS)),
                (household[f"{part_name(part)}_held"].is_not(sa.true()), _text(Outcome.NOT_KNOWN)),
                else_=_text(Outcome.FAIL),
            )


def _limits(part: NeedPart) -> list[tuple[Question, Limit]]:
    return list(zip(questions(part), part.limits, strict=True))


def settled(
    pack: RulePack, part: Part, on: date, family_id: sa.ColumnElement[Any], outcome: sa.ColumnElement[str]
) -> sa.ColumnElement[str]:
    """A part's outcome as the council settled it: one that failed passes if an approver let it."""
    if pack.discretion is None:
        return outcome
    given = sa.exists().where(
        col(PartOverride.family_id) == family_id,
        col(PartOverride.part) == part.code,
        col(PartOverride.pack_code) == pack.code,
        col(PartOverride.approved_on) <= on,
    )
    return sa.case((sa.and_(outcome == Outcome.FAIL, given), _text(Outcome.PASS)), else_=outcome)


def _limit(name: str, limit: Limit, household: Columns, evidence: Columns) -> tuple[Holds, Holds]:
    """Whether a limit is known to be passed, and, if it is not, whether it is known to be kept."""
    match limit:
        case EachUnder() | EachAtLeast():
            return household[f"{name}_over"], household[f"{name}_missing"].is_not(sa.true())
        case Ended():
            return evidence[f"{name}_again"], evidence[f"{name}_open"].is_not(sa.true())
        case Reduction():
            left = 1 - limit.fall
            baseline, current = household[f"{name}_baseline"], household[f"{name}_current"]
            baseline_known = sa.and_(
                household[f"{name}_measured"], household[f"{name}_baseline_gap"].is_not(sa.true())
            )
            passed = sa.and_(baseline_known, current * left.denominator > baseline * left.numerator)
            current_known = household[f"{name}_current_gap"].is_not(sa.true())
            return passed, sa.and_(baseline_known, current_known, baseline > 0)


def route_outcome(rule: RouteRule, outcomes: Columns) -> sa.ColumnElement[str]:
    """The outcome of a route from those of its parts: failed, else not known, else passed, else neutral."""
    of_parts = [outcomes[f"{part_name(part)}_outcome"] for part in rule.parts]
    return sa.case(
        *(
            (sa.or_(*(outcome == decisive for outcome in of_parts)), _text(decisive))
            for decisive in (Outcome.FAIL, Outcome.NOT_KNOWN, Outcome.PASS)
        ),
        else_=_text(Outcome.NEUTRAL),
    )


def _count(conditions: Any) -> sa.ColumnElement[int]:
    """How many of the conditions hold; each is true or false, never null."""
    return sum((sa.cast(condition, sa.Integer) for condition in conditions), sa.literal(0))


def _text(word: str) -> sa.ColumnElement[str]:
    """A word of an enum as a constant of the statement."""
    return sa.literal_column(f"'{word!s}'", sa.Text)
