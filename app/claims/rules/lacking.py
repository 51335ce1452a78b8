"""Which figures are missing for a part of a result to be known: of whom, of which kind, for which days."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.claims.rules.asked import (
    asked_about,
    days_asked,
    lives_there,
    of_school_age,
    terms_asked,
    windows_asked,
)
from app.claims.rules.entered import BY_TERM
from app.claims.rules.findings import known
from app.periods import ONE_DAY, SCHOOL_TERMS, Period, SchoolTerm, term_bounds, written_date
from app.programme.facts import FamilyFacts, Measurement, MeasurementKind, MemberFacts
from app.programme.packs import EachUnder, NeedPart, Part, Reduction, RulePack, StepPart


@dataclass(frozen=True, slots=True, order=True)
class Lacking:
    """A figure that is not held. first, last: a term's own days, or those to count over or to look in."""

    person_id: UUID
    kind: MeasurementKind
    first: date
    last: date


def figures_lacking(
    facts: FamilyFacts, pack: RulePack, on: date, parts: Collection[str]
) -> tuple[Lacking, ...]:
    """The figures that these parts of a pack lack on a test date, each once, in order.

    Where nothing at all is held of a count or a step, it is lacking of each person who is asked about. Days
    that are told of twice are a fault in what is held, and no figure more puts that right: they are left out.
    """
    found: set[Lacking] = set()
    for part in (part for rule in pack.routes for part in rule.parts if part.code in parts):
        asked = asked_about(part.among, on)
        people = [member for member in facts.members if lives_there(member, on) and asked.includes(member)]
        found.update(_of_part(part, people, on))
    return tuple(sorted(found))


def _of_part(part: Part, people: Sequence[MemberFacts], on: date) -> Iterator[Lacking]:
    match part:
        case NeedPart():
            for limit in part.limits:
                match limit:
                    case EachUnder():
                        yield from _terms(limit, people, on)
                    case Reduction():  # pragma: no branch  # the last there is
                        yield from _counts(limit, people, on)
        case StepPart():  # pragma: no branch  # the last there is
            window = days_asked(part.step, on)
            held = any(known(person, kind, on) for person in people for kind in part.known_by)
            for person in () if held else people:
                yield Lacking(person.person_id, part.step.kind, window.first, window.last)


def _terms(limit: EachUnder, people: Sequence[MemberFacts], on: date) -> Iterator[Lacking]:
    for person in people:
        rows = known(person, limit.kind, on)
        for term in terms_asked(limit, on):
            if of_school_age(term).includes(person) and not any(_is_of(row, term) for row in rows):
                yield Lacking(person.person_id, limit.kind, term.first, term.last)


def _counts(limit: Reduction, people: Sequence[MemberFacts], on: date) -> Iterator[Lacking]:
    windows = windows_asked(limit, on)
    held = {
        person.person_id: {
            window: _inside(known(person, limit.kind, on), window)
            for window in (windows.baseline, windows.current)
        }
        for person in people
    }
    measured = {person_id for person_id, told in held.items() if any(told.values())}
    for person_id in sorted(measured or held):
        for window, told in held[person_id].items():
            for gap in _gaps(window, told):
                yield Lacking(person_id, limit.kind, gap.first, gap.last)


def _is_of(row: Measurement, term: SchoolTerm) -> bool:
    bounds = term_bounds(term)
    return row.ends_on is not None and row.starts_on >= bounds.first and row.ends_on <= bounds.last


def _inside(rows: Sequence[Measurement], window: Period) -> list[Period]:
    found = [Period(row.starts_on, row.ends_on) for row in rows if row.ends_on]
    return sorted(period for period in found if window.holds(period))


def _gaps(window: Period, told: Sequence[Period]) -> Iterator[Period]:
    """The days of a window that none of the periods tells of, as runs."""
    next_day = window.first
    for period in told:
        if period.first > next_day:
            yield Period(next_day, period.first - ONE_DAY)
        next_day = max(next_day, period.last + ONE_DAY)
    if next_day <= window.last:
        yield Period(next_day, window.last)


def lacking_words(kind: MeasurementKind, first: date, last: date) -> str:
    """What is asked for, without saying of whom: "Unauthorised absence, autumn term 2012"."""
    term = next((each for each in _terms_of(kind) if each.first == first), None)
    if term is not None:
        return f"{kind.label}, {term.title}"
    if kind.is_spell:
        return f"{kind.label}: any since {written_date(first)}"
    return f"{kind.label}, {written_date(first)} to {written_date(last)}"


def _terms_of(kind: MeasurementKind) -> tuple[SchoolTerm, ...]:
    return SCHOOL_TERMS if kind in BY_TERM else ()
