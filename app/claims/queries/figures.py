"""What a pack's tests ask of each person, compiled to SQL: one row per member of a family on a test date.

The rules that explain one family (claims/rules/findings.py) read the same tree and the same dates
(claims/rules/asked.py). A stored table of the same columns may stand in for this level.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import add
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from app.cases.models.evidence import Measurement
from app.cases.models.people import HouseholdMember, Person
from app.claims.rules.asked import (
    Asked,
    asked_about,
    days_asked,
    of_school_age,
    terms_asked,
    windows_asked,
)
from app.db import in_force
from app.periods import Period, term_bounds
from app.programme.facts import MeasurementKind
from app.programme.packs import (
    ContinuousSpell,
    EachAtLeast,
    EachUnder,
    Ended,
    Limit,
    NeedPart,
    Part,
    Reduction,
    RulePack,
    SpellStarted,
    Statistic,
    StepPart,
)

Statement = sa.Select[*tuple[Any, ...]]
Named = tuple[str, sa.ColumnElement[Any]]
Columns = sa.sql.ColumnCollection[str, Any]

measurement: Columns = sa.inspect(Measurement).local_table.c


@dataclass(frozen=True, slots=True)
class Question:
    """A limit or step of a pack under the name that its columns begin with."""

    name: str
    part: Part
    test: Limit | ContinuousSpell | SpellStarted


def part_name(part: Part) -> str:
    """The name with which a part's columns begin."""
    return part.code.replace("-", "_")


def parts_of(pack: RulePack) -> tuple[Part, ...]:
    """Every part that a pack has judged, in order."""
    return pack.parts


def questions(part: Part) -> tuple[Question, ...]:
    """The limits of a part about a need, numbered from 1, or the step of a part about a step."""
    match part:
        case NeedPart():
            return tuple(
                Question(f"{part_name(part)}_{number}", part, limit)
                for number, limit in enumerate(part.limits, start=1)
            )
        case StepPart():
            return (Question(part_name(part), part, part.step),)


def person_level(pack: RulePack, on: date, families: sa.FromClause) -> Statement:
    """What each person's measurements say to each test of a pack: a row per family and person in it.

    families: a selectable with `id`. Columns: family_id, person_id, and for each part whether the person is
    asked (`<part>_asked`), then what each of its questions found, empty for somebody not asked.
    """
    populations = _populations(pack, on)
    resident = _residents(on, families, populations).cte("resident")
    belongs = {asked: resident.c[name] for asked, name in populations.items()}
    figures = _figures(pack, on, resident).cte("figures")
    found: list[sa.ColumnElement[Any]] = []
    for part in parts_of(pack):
        asked = belongs[asked_about(part.among, on)]
        found.append(asked.label(f"{part_name(part)}_asked"))
        for question in questions(part):
            named = _found(question, asked, figures.c, belongs, on)
            found.extend(column.label(name) for name, column in named)
    return sa.select(resident.c.family_id, resident.c.person_id, *found).join_from(
        resident, figures, figures.c.person_id == resident.c.person_id, isouter=True
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


def _residents(on: date, families: sa.FromClause, populations: Mapping[Asked, str]) -> Statement:
    """One row per family and person who lives in it on a day, with the populations of that person."""
    member, person = HouseholdMember, Person
    belongs = [_belongs(asked).label(name) for asked, name in populations.items()]
    return (
        sa.select(
            col(member.family_id).label("family_id"), col(member.person_id).label("person_id"), *belongs
        )
        .join_from(families, member, families.c.id == col(member.family_id))
        .join(person, col(person.id) == col(member.person_id))
        .where(in_force(col(member.starts_on), col(member.ends_on), on))
    )


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


def _figures(pack: RulePack, on: date, resident: sa.FromClause) -> Statement:
    """One row per resident with any measurement: each figure that a test needs, aggregated in one pass."""
    asked = [question for part in parts_of(pack) for question in questions(part)]
    aggregates = [column.label(name) for question in asked for name, column in _aggregates(question, on)]
    spells = sorted(kind for kind in MeasurementKind if kind.is_spell)
    earliest = min((window.first for question in asked for window in _windows(question, on)), default=on)
    return (
        sa.select(measurement.person_id, *aggregates)
        .where(
            measurement.person_id.in_(sa.select(resident.c.person_id)),
            on >= measurement.starts_on,
            measurement.extract_on <= on,
            # Rows that ended before every window say nothing to any test; only old spells still may.
            sa.or_(measurement.ends_on >= earliest, measurement.kind.in_(spells)),
        )
        .group_by(measurement.person_id)
    )


def _windows(question: Question, on: date) -> Sequence[Period]:
    match question.test:
        case EachUnder() | EachAtLeast():
            return [term_bounds(term) for term in terms_asked(question.test, on)]
        case Reduction():
            windows = windows_asked(question.test, on)
            return [windows.baseline, windows.current]
        case ContinuousSpell() | SpellStarted():
            return [days_asked(question.test, on)]
        case Ended():
            return []  # it rests on evidence of criteria, and on no measurement


def _aggregates(question: Question, on: date) -> Iterator[Named]:
    """The figures of one person that a test is decided on, as aggregates over the person's measurements."""
    name, test = question.name, question.test
    match test:
        case EachUnder():
            for number, bounds in enumerate(_windows(question, on), start=1):
                yield (
                    f"{name}_term_{number}",
                    sa.func.max(measurement.value).filter(measurement.kind == test.kind, *_inside(bounds)),
                )
        case EachAtLeast():
            for number, bounds in enumerate(_windows(question, on), start=1):
                yield (
                    f"{name}_term_{number}",
                    sa.func.min(measurement.value).filter(measurement.kind == test.kind, *_inside(bounds)),
                )
        case Reduction():
            days = measurement.ends_on - measurement.starts_on + 1
            for window_name, window in zip(("baseline", "current"), _windows(question, on), strict=True):
                inside = (measurement.kind == test.kind, *_inside(window))
                yield f"{name}_{window_name}", sa.func.sum(measurement.value).filter(*inside)
                yield f"{name}_{window_name}_days", sa.func.sum(days).filter(*inside)
        case ContinuousSpell():
            until = sa.func.max(sa.func.coalesce(measurement.ends_on, date.max))
            long_enough = _days_within(days_asked(test, on)) >= test.days
            yield (
                f"{name}_since",
                sa.func.max(measurement.starts_on).filter(measurement.kind == test.kind, long_enough),
            )
            yield f"{name}_left_on", until.filter(measurement.kind == test.leaving)
            yield f"{name}_excluded_until", until.filter(measurement.kind == test.not_with)
        case SpellStarted():
            begun = measurement.starts_on >= days_asked(test, on).first
            yield f"{name}_begun", sa.func.bool_or(begun).filter(measurement.kind == test.kind)
    if isinstance(question.part, StepPart):
        yield f"{name}_held", sa.func.bool_or(measurement.kind.in_(sorted(question.part.known_by)))


def _inside(window: Period) -> tuple[sa.ColumnElement[bool], sa.ColumnElement[bool]]:
    """The conditions that a row lies wholly inside a window; a row without an end lies in none."""
    return window.first <= measurement.starts_on, window.last >= measurement.ends_on


def _days_within(window: Period) -> sa.ColumnElement[Any]:
    """How many days of a spell lie within a window; zero or less for none."""
    last = sa.func.least(sa.func.coalesce(measurement.ends_on, window.last), window.last, type_=sa.Date)
    return last - sa.func.greatest(measurement.starts_on, window.first, type_=sa.Date) + 1


def _found(
    question: Question,
    asked: sa.ColumnElement[bool],
    figures: Columns,
    belongs: Mapping[Asked, sa.ColumnElement[bool]],
    on: date,
) -> Iterator[Named]:
    """What one test finds of a person who is asked, from the person's figures."""
    name, test = question.name, question.test
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
            yield (
                f"{name}_over",
                sa.and_(asked, most < test.at_least * _sum_of(_if(age, 1) for age in of_age)),
            )
            yield f"{name}_missing", sa.and_(asked, sa.or_(*missing))
        case Reduction():
            windows = windows_asked(test, on)
            baseline_days = sa.func.coalesce(figures[f"{name}_baseline_days"], 0)
            current_days = sa.func.coalesce(figures[f"{name}_current_days"], 0)
            measured = sa.and_(asked, baseline_days + current_days > 0)
            yield f"{name}_baseline", _if(asked, figures[f"{name}_baseline"])
            yield f"{name}_current", _if(asked, figures[f"{name}_current"])
            yield f"{name}_measured", measured
            yield f"{name}_baseline_gap", sa.and_(measured, baseline_days != windows.baseline.days)
            yield f"{name}_current_gap", sa.and_(measured, current_days != windows.current.days)
        case ContinuousSpell():
            since, left_on = figures[f"{name}_since"], figures[f"{name}_left_on"]
            excluded_until = figures[f"{name}_excluded_until"]
            moved = sa.and_(left_on >= test.left_since, left_on <= since)
            alone = sa.or_(excluded_until.is_(None), excluded_until < since)
            yield f"{name}_taken", sa.and_(asked, moved, alone)
        case SpellStarted():
            yield f"{name}_taken", sa.and_(asked, figures[f"{name}_begun"])
    if isinstance(question.part, StepPart):
        yield f"{name}_held", sa.and_(asked, figures[f"{name}_held"])


def _if(condition: sa.ColumnElement[bool], value: Any) -> sa.ColumnElement[Any]:
    return sa.case((condition, value), else_=0)


def _sum_of(columns: Iterator[sa.ColumnElement[Any]]) -> sa.ColumnElement[Any]:
    return reduce(add, columns)
