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
from app.claims.queries.figures import any_of, bits, set_of, stood
from app.claims.queries.layout import Columns, Layout, Question, Statement, part_name, questions
from app.claims.rules.outcomes import Outcome
from app.programme.facts import CriterionGroup
from app.programme.packs import (
    AtLeast,
    Condition,
    EachUnder,
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


def evidence_level(on: date, families: Statement) -> Statement:
    """One row per family with any evidence that stood between its entry and a test date.

    families: selects `id` and `entered_on`. confirmed, reported, ruled_out: sets of criteria as bits
    (figures.BITS): met and verified; met, verified or not; verified as not met. of_family: reported of the
    family as a whole, not of one of its people.
    """
    fact, criteria, entered = CriterionEvidence, bits(), families.subquery("families_with_evidence")
    bit, met, verified = criteria.c.bit, col(fact.met), col(fact.verified_on) <= on
    return (
        sa.select(
            entered.c.id.label("family_id"),
            sa.func.bit_or(bit).filter(met, verified).label("confirmed"),
            sa.func.bit_or(bit).filter(met).label("reported"),
            sa.func.bit_or(bit).filter(sa.not_(met), verified).label("ruled_out"),
            sa.func.bit_or(bit).filter(met, col(fact.person_id).is_(None)).label("of_family"),
        )
        .join_from(entered, fact, col(fact.family_id) == entered.c.id)
        .join(criteria, criteria.c.criterion == col(fact.criterion))
        .where(stood(entered.c, on))
        .group_by(entered.c.id)
    )


def eligibility_answer(pack: RulePack, evidence: Columns) -> sa.ColumnElement[str]:
    """Whether a family is eligible, in three answers; a family without any evidence is not known."""
    confirmed = sa.func.coalesce(evidence.confirmed, 0)
    ruled_out = sa.func.coalesce(evidence.ruled_out, 0).bitwise_and(
        sa.func.coalesce(evidence.reported, 0).bitwise_not()
    )
    groups = {}
    for group in CriterionGroup:
        of_group = set_of(pack.criteria_in(group))
        groups[group] = (
            confirmed.bitwise_and(of_group) != 0,
            ruled_out.bitwise_and(of_group) == of_group,
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


def _limit(name: str, limit: Limit, layout: Layout, family: Columns) -> tuple[Holds, Holds]:
    """Whether a limit is known to be passed, and, if it is not, whether it is known to be kept."""
    match limit:
        case EachUnder():
            return layout.holds(family, f"{name}_over"), sa.not_(layout.holds(family, f"{name}_missing"))
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
