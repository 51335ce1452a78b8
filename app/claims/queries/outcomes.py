"""What a pack's selection, parts and routes come to for each family, compiled to SQL.

Eligibility has three answers and a part four outcomes, as in the rules that explain one family
(cases/rules/eligibility.py, claims/rules/results.py).
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from app.cases.models.evidence import CriterionEvidence
from app.cases.rules.eligibility import Answer
from app.claims.models.overrides import PartOverride
from app.claims.queries.figures import BITS, any_of, bits, set_of, stood, those
from app.claims.queries.layout import (
    Columns,
    Layout,
    Question,
    Statement,
    layout_of,
    part_name,
    parts_of,
    questions,
)
from app.claims.rules.asked import days_asked
from app.claims.rules.outcomes import Outcome
from app.programme.facts import CriterionGroup
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

EVIDENCE = ("confirmed", "reported", "ruled_out", "of_family")


def evidence_level(of_people: sa.FromClause) -> Statement:
    """One row per family with any evidence that stood between its entry and a test date.

    of_people: the same for each person (figures.evidence_of_people). confirmed, reported, ruled_out: of
    anybody or the whole. of_family: reported of the family as a whole, not of one of its people.
    """
    found = of_people.c
    return sa.select(
        found.family_id,
        *(sa.func.bit_or(found[name]).label(name) for name in EVIDENCE[:3]),
        sa.func.bit_or(found.reported).filter(found.person_id.is_(None)).label("of_family"),
    ).group_by(found.family_id)


def needs_level(
    pack: RulePack, on: date, families: Statement, people: sa.FromClause, only: Any = None
) -> tuple[Statement | None, list[str]]:
    """One row per family with evidence: whether its needs have ended, and the names of those flags.

    None: the pack does not ask. families: selects `id` and `entered_on`. people: laid out as the pack is.
    `<question>_again`: a need was seen again. `<question>_open`: one is not shown to have ended. A need is a
    criterion of one person or of the family; a check of the whole family counts for each person too.
    only: as for `person_level`.
    """
    asked = [
        (question, part, limit)
        for part in parts_of(pack)
        if isinstance(part, NeedPart)
        for question, limit in _limits(part)
        if isinstance(limit, Ended)
    ]
    if not asked:
        return None, []
    layout, entered = layout_of(pack), families.subquery("families_in_need")
    fact, criteria = CriterionEvidence, bits()
    verified = sa.func.coalesce(col(fact.verified_on) <= on, sa.false())
    told_to = sa.func.least(sa.func.coalesce(col(fact.ends_on), col(fact.extract_on)), on, type_=sa.Date)
    columns: list[sa.Label[Any]] = []
    for question, part, limit in asked:
        name, first = question.name, days_asked(limit, on).first
        of_somebody = layout.holds(people.c, f"{part_name(part)}_asked").is_(sa.true())
        of_part = sa.and_(
            any_of(criteria.c.bit, part.applies_to), sa.or_(col(fact.person_id).is_(None), of_somebody)
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
            entered.c.id.label("family_id"),
            col(fact.criterion).label("criterion"),
            col(fact.person_id).label("person_id"),
            *columns,
        )
        .join_from(entered, fact, col(fact.family_id) == entered.c.id)
        .join(criteria, criteria.c.criterion == col(fact.criterion))
        .join(people, of_person, isouter=True)
        .where(stood(entered.c, on), *those(fact.family_id, only))
        .group_by(entered.c.id, col(fact.criterion), col(fact.person_id))
        .subquery("need")
    )
    checks_of_all = [
        sa.func.max(need.c[f"{question.name}_gone_to"])
        .filter(need.c.person_id.is_(None))
        .over(partition_by=[need.c.family_id, need.c.criterion])
        .label(f"{question.name}_all_gone_to")
        for question, _, _ in asked
    ]
    each = sa.select(need, *checks_of_all).subquery("checked_need")
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
    statement = sa.select(each.c.family_id, *found).group_by(each.c.family_id)
    return statement, [column.name for column in found]


def _after(day: Any, months: int) -> sa.ColumnElement[Any]:
    """The same day some months later, or that month's last day, as `add_months` has it."""
    return sa.cast(day + sa.func.make_interval(0, months), sa.Date)


def _next_day(day: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    return day + sa.literal_column("1", sa.Integer)


def eligibility_answer(pack: RulePack, evidence: Columns) -> sa.ColumnElement[str]:
    """Whether a family is eligible, in three answers; a family without any evidence is not known."""
    confirmed = sa.func.coalesce(evidence.confirmed, 0)
    ruled_out = sa.func.coalesce(evidence.ruled_out, 0).bitwise_and(
        sa.func.coalesce(evidence.reported, 0).bitwise_not()
    )
    groups = {}
    for group in pack.groups:
        criteria, needed = pack.criteria_in(group), pack.needed_in(group)
        of_group = set_of(criteria)
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


def part_outcome(part: Part, layout: Layout, family: Columns) -> sa.ColumnElement[str]:
    """The outcome of a part for a family, over its row of the roll-up."""
    nobody = sa.not_(layout.holds(family, f"{part_name(part)}_asked"))
    match part:
        case NeedPart():
            answers = [_limit(question.name, limit, layout, family) for question, limit in _limits(part)]
            stands = sa.or_(
                any_of(family.of_family, part.applies_to), layout.holds(family, f"{part_name(part)}_stands")
            )
            return sa.case(
                (nobody, _text(Outcome.NEUTRAL)),
                (sa.or_(*(passed for passed, _ in answers)), _text(Outcome.FAIL)),
                (sa.not_(stands), _text(Outcome.NEUTRAL)),
                (sa.and_(*(kept for _, kept in answers)), _text(Outcome.PASS)),
                else_=_text(Outcome.NOT_KNOWN),
            )
        case StepPart():
            return sa.case(
                (nobody, _text(Outcome.NEUTRAL)),
                (layout.holds(family, f"{part_name(part)}_taken"), _text(Outcome.PASS)),
                (sa.not_(layout.holds(family, f"{part_name(part)}_held")), _text(Outcome.NOT_KNOWN)),
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


def _limit(name: str, limit: Limit, layout: Layout, family: Columns) -> tuple[Holds, Holds]:
    """Whether a limit is known to be passed, and, if it is not, whether it is known to be kept."""
    match limit:
        case EachUnder() | EachAtLeast():
            return layout.holds(family, f"{name}_over"), sa.not_(layout.holds(family, f"{name}_missing"))
        case Ended():
            return layout.holds(family, f"{name}_again"), sa.not_(layout.holds(family, f"{name}_open"))
        case Reduction():
            left = 1 - limit.fall
            baseline = layout.count(family, f"{name}_baseline")
            current = layout.count(family, f"{name}_current")
            baseline_known = sa.and_(
                layout.holds(family, f"{name}_measured"),
                sa.not_(layout.holds(family, f"{name}_baseline_gap")),
            )
            passed = sa.and_(baseline_known, current * left.denominator > baseline * left.numerator)
            current_known = sa.not_(layout.holds(family, f"{name}_current_gap"))
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
