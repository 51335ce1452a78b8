"""What one limit or step of a result test finds about a family's people: figures, outcome, evidence."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.claims.rules.asked import (
    Windows,
    days_asked,
    of_school_age,
    terms_asked,
    windows_asked,
)
from app.claims.rules.outcomes import Outcome
from app.periods import ONE_DAY, Period, SchoolTerm, add_months, age_on, term_bounds, written_date
from app.programme.facts import Criterion, CriterionFact, Measurement, MeasurementKind, MemberFacts
from app.programme.packs import (
    ContinuousSpell,
    EachAtLeast,
    EachUnder,
    Ended,
    Reduction,
    SpellStarted,
    Statistic,
)


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found of one person or (person_id None) of all whom a part asks about.

    kind: of the measurements that it rests on; None where it rests on evidence of a criterion instead.
    sentence: in plain words, with the figures, without a name. missing: what is not held, a sentence for each
    figure. evidence: the measurements that the figures come from. facts: the evidence of the criterion.
    """

    person_id: UUID | None
    kind: MeasurementKind | None
    outcome: Outcome
    sentence: str
    missing: tuple[str, ...]
    evidence: tuple[Measurement, ...]
    criterion: Criterion | None = None
    facts: tuple[CriterionFact, ...] = ()


def known(member: MemberFacts, kind: MeasurementKind, on: date) -> tuple[Measurement, ...]:
    """A person's measurements of a kind that had begun and been extracted by a day."""
    return tuple(
        row
        for row in member.measurements
        if row.kind is kind and row.starts_on <= on and row.extract_on <= on
    )


def each_under(limit: EachUnder, people: Sequence[MemberFacts], on: date) -> tuple[Finding, ...]:
    """For each person, whether the figure over the terms in which they were of school age is under the limit.

    Of several rows for one term the highest counts. At or over the limit fails, even while a term's figure is
    missing, since the missing one can only add; otherwise a missing figure leaves it not known.
    """
    return tuple(_under(limit, person, on) for person in people)


def _under(limit: EachUnder, person: MemberFacts, on: date) -> Finding:
    terms = tuple(term for term in terms_asked(limit, on) if of_school_age(term).includes(person))
    rows = known(person, limit.kind, on)
    by_term = {term: [row for row in rows if _is_of_term(row, term)] for term in terms}
    evidence = tuple(max(found, key=lambda row: row.value) for found in by_term.values() if found)
    total = sum(row.value for row in evidence)
    allowed = limit.below * len(terms) if limit.statistic is Statistic.MEAN else limit.below
    who = _described(person, on)
    missing = tuple(
        f"{limit.kind.label}, {term.title}: no figure is held for {who}."
        for term, found in by_term.items()
        if not found
    )
    if total >= allowed:
        outcome = Outcome.FAIL
    else:
        outcome = Outcome.NOT_KNOWN if missing else Outcome.PASS
    sentence = (
        f"{limit.kind.label} of {who}, {terms[0].title} to {terms[-1].title}: "
        f"{_figure(limit, total, len(terms))}{' so far' if missing else ''}; "
        f"it has to be under {_figure(limit, allowed, len(terms))}."
    )
    return Finding(person.person_id, limit.kind, outcome, sentence, missing, evidence)


def _is_of_term(row: Measurement, term: SchoolTerm) -> bool:
    """Whether a row is a term's figure: wholly within the term's dates and a week to either side."""
    bounds = term_bounds(term)
    return row.ends_on is not None and row.starts_on >= bounds.first and row.ends_on <= bounds.last


def _figure(limit: EachUnder, total: int, terms: int) -> str:
    """A figure over some terms as a person reads it: a count, or a percentage cut to two decimals."""
    if limit.statistic is Statistic.SUM:
        return str(total)
    return f"{_percentage(total // terms)} on average"


def _percentage(hundredths: int) -> str:
    return f"{hundredths // 100}.{hundredths % 100:02d}%"


def each_at_least(limit: EachAtLeast, people: Sequence[MemberFacts], on: date) -> tuple[Finding, ...]:
    """For each person, whether the mean over the terms in which they were of school age is high enough.

    Of several rows for one term the lowest counts. It fails once even the highest figure for every term that
    is missing could not bring it up; otherwise a missing figure leaves it not known.
    """
    return tuple(_at_least(limit, person, on) for person in people)


def _at_least(limit: EachAtLeast, person: MemberFacts, on: date) -> Finding:
    terms = tuple(term for term in terms_asked(limit, on) if of_school_age(term).includes(person))
    rows = known(person, limit.kind, on)
    by_term = {term: [row for row in rows if _is_of_term(row, term)] for term in terms}
    evidence = tuple(min(found, key=lambda row: row.value) for found in by_term.values() if found)
    total = sum(row.value for row in evidence)
    who = _described(person, on)
    missing = tuple(
        f"{limit.kind.label}, {term.title}: no figure is held for {who}."
        for term, found in by_term.items()
        if not found
    )
    if total + limit.highest * len(missing) < limit.at_least * len(terms):
        outcome = Outcome.FAIL
    else:
        outcome = Outcome.NOT_KNOWN if missing else Outcome.PASS
    found = f"{_percentage(total // len(evidence))} on average" if evidence else "no figure"
    sentence = (
        f"{limit.kind.label} of {who}, {terms[0].title} to {terms[-1].title}: "
        f"{found}{' so far' if missing else ''}; it has to be at least {_percentage(limit.at_least)}."
    )
    return Finding(person.person_id, limit.kind, outcome, sentence, missing, evidence)


def ended(limit: Ended, needs: Sequence[Sequence[CriterionFact]], on: date) -> tuple[Finding, ...]:
    """For each need, whether it was checked and found gone for long enough, and not seen again since.

    needs: the facts of one criterion each, of one person or of the family, with checks of the whole family
    among them. A need was last seen on the day its evidence ends, or else was extracted. Seen, by evidence
    that was verified, within the months before the test date: it fails; by evidence that nobody has verified:
    not known. Otherwise it passes if a verified check reached into those months and told of as many on end,
    all of them after the need was last seen.
    """
    return tuple(_ended(limit, facts, on) for facts in needs)


def _ended(limit: Ended, facts: Sequence[CriterionFact], on: date) -> Finding:
    asked = days_asked(limit, on)
    seen = [fact for fact in facts if fact.met]
    again = [fact for fact in seen if told_to(fact, on) >= asked.first]
    seen_to = max(told_to(fact, on) for fact in seen)
    checks = [fact for fact in facts if _shows_gone(fact, limit, on, seen_to=seen_to)]
    criterion, person_id = seen[0].criterion, seen[0].person_id
    last = written_date(seen_to)
    missing: tuple[str, ...] = ()
    if verified := [told_to(fact, on) for fact in again if verified_by(fact, on)]:
        outcome, said = Outcome.FAIL, f"seen as late as {written_date(max(verified))}"
    elif again:
        outcome, said = Outcome.NOT_KNOWN, f"reported as late as {last}, and nobody has verified it"
        missing = (f"{criterion.label}: the latest report needs to be verified.",)
    elif checks:
        check = max(checks, key=lambda fact: told_to(fact, on))
        outcome = Outcome.PASS
        said = f"found gone from {written_date(check.starts_on)} to {written_date(told_to(check, on))}"
    else:
        outcome, said = Outcome.NOT_KNOWN, f"last seen on {last}, and not checked for long enough since"
        missing = (f"{criterion.label}: no verified check tells of {limit.months} months without it.",)
    sentence = f"{criterion.label}: {said}; it has to be gone for at least {limit.months} months."
    return Finding(person_id, None, outcome, sentence, missing, (), criterion, (*seen, *checks))


def told_to(fact: CriterionFact, on: date) -> date:
    """The last day of which evidence tells by a day: its end, or the day of its extract while it stood."""
    return min(fact.ends_on or fact.extract_on, on)


def verified_by(fact: CriterionFact, on: date) -> bool:
    """Whether somebody had verified a fact by a day."""
    return fact.verified_on is not None and fact.verified_on <= on


def _shows_gone(fact: CriterionFact, limit: Ended, on: date, *, seen_to: date) -> bool:
    """Whether a verified check tells of enough months on end since the need was last seen, and lately."""
    last = told_to(fact, on)
    gone_from = max(fact.starts_on, seen_to + ONE_DAY)
    return (
        not fact.met
        and verified_by(fact, on)
        and last >= days_asked(limit, on).first
        and add_months(gone_from, limit.months) <= last + ONE_DAY
    )


@dataclass(frozen=True, slots=True)
class Counted:
    """One person's counts in the two windows of a reduction, and of how many of their days rows speak."""

    baseline: int
    current: int
    baseline_days: int
    current_days: int
    evidence: tuple[Measurement, ...]


def reduction(limit: Reduction, people: Sequence[MemberFacts], on: date) -> Finding:
    """Whether the people's count fell by enough from the earlier window to the later.

    Only rows wholly inside a window count. A window is known when somebody's rows add up to all of its days
    and nobody with a row in either window is left with fewer, or with days told twice. A rise fails as soon
    as the baseline is known; nothing passes until both are. No baseline at all is nothing to fall from.
    """
    windows = windows_asked(limit, on)
    counted = [_counted(known(person, limit.kind, on), windows) for person in people]
    measured = [one for one in counted if one.baseline_days or one.current_days]
    baseline_known = bool(measured) and all(one.baseline_days == windows.baseline.days for one in measured)
    current_known = bool(measured) and all(one.current_days == windows.current.days for one in measured)
    baseline, current = sum(one.baseline for one in measured), sum(one.current for one in measured)
    left = 1 - limit.fall
    fell_enough = current * left.denominator <= baseline * left.numerator
    if baseline_known and not fell_enough:
        outcome = Outcome.FAIL
    elif baseline_known and current_known and baseline > 0:
        outcome = Outcome.PASS
    else:
        outcome = Outcome.NOT_KNOWN
    asked = f"a fall of at least {100 * limit.fall.numerator // limit.fall.denominator}% is asked."
    if measured:
        told = f"{baseline} from {_written(windows.baseline)}, {current} from {_written(windows.current)}"
    else:
        told = f"no counts are held from {_written(windows.baseline)}, nor from {_written(windows.current)}"
    sentence = f"{limit.kind.label}: {told}; {asked}"
    missing = _gaps(limit, windows, baseline_known=baseline_known, current_known=current_known)
    if baseline_known and current_known and baseline == current == 0:
        missing = (f"{limit.kind.label}: nothing in the months before, so there is nothing to fall from.",)
    evidence = tuple(row for one in measured for row in one.evidence)
    return Finding(None, limit.kind, outcome, sentence, missing, evidence)


def _counted(rows: Sequence[Measurement], windows: Windows) -> Counted:
    baseline, current = _inside(rows, windows.baseline), _inside(rows, windows.current)
    return Counted(
        baseline=sum(row.value for row in baseline),
        current=sum(row.value for row in current),
        baseline_days=sum(_days(row) for row in baseline),
        current_days=sum(_days(row) for row in current),
        evidence=(*baseline, *current),
    )


def _inside(rows: Sequence[Measurement], window: Period) -> tuple[Measurement, ...]:
    return tuple(
        row for row in rows if row.ends_on and window.first <= row.starts_on and row.ends_on <= window.last
    )


def _days(row: Measurement) -> int:
    return Period(row.starts_on, row.ends_on or row.starts_on).days


def _gaps(
    limit: Reduction, windows: Windows, *, baseline_known: bool, current_known: bool
) -> tuple[str, ...]:
    unknown = [
        window
        for window, is_known in ((windows.baseline, baseline_known), (windows.current, current_known))
        if not is_known
    ]
    return tuple(f"{limit.kind.label}: not all of {_written(window)} is covered." for window in unknown)


def spell_started(step: SpellStarted, people: Sequence[MemberFacts], on: date) -> tuple[Finding, ...]:
    """Each person's spells that began within the days asked about; a person without any is left out."""
    window = days_asked(step, on)
    found = []
    for person in people:
        evidence = tuple(row for row in known(person, step.kind, on) if row.starts_on in window)
        if evidence:
            begun = written_date(evidence[-1].starts_on)
            sentence = f"{step.kind.label} of {_described(person, on)} began on {begun}."
            found.append(Finding(person.person_id, step.kind, Outcome.PASS, sentence, (), evidence))
    return tuple(found)


def continuous_spell(step: ContinuousSpell, people: Sequence[MemberFacts], on: date) -> tuple[Finding, ...]:
    """Each person's latest spell that is long enough, and whether the person moved into it as asked.

    The other kind must have been left by the day the spell began, and never resumed; the excluded kind must
    have ended before that day. A person without a spell long enough is left out.
    """
    found = []
    for person in people:
        enough = [row for row in known(person, step.kind, on) if _days_within(row, step, on) >= step.days]
        if enough:
            found.append(_moved(step, person, max(enough, key=lambda row: row.starts_on), on))
    return tuple(found)


def _moved(step: ContinuousSpell, person: MemberFacts, spell: Measurement, on: date) -> Finding:
    left, excluded = known(person, step.leaving, on), known(person, step.not_with, on)
    left_on = max((row.ends_on or date.max for row in left), default=None)
    excluded_until = max((row.ends_on or date.max for row in excluded), default=None)
    moved = left_on is not None and step.left_since <= left_on <= spell.starts_on
    alone = excluded_until is None or excluded_until < spell.starts_on
    sentence = (
        f"{step.kind.label} of {_described(person, on)} since {written_date(spell.starts_on)}, "
        f"{_days_within(spell, step, on)} days of it within the time asked about"
        f"{'' if moved else f'; not straight from {step.leaving.label.lower()}'}"
        f"{'' if alone else f'; with {step.not_with.label}, which pays for it already'}."
    )
    outcome = Outcome.PASS if moved and alone else Outcome.FAIL
    return Finding(person.person_id, step.kind, outcome, sentence, (), (spell, *left, *excluded))


def _days_within(row: Measurement, step: ContinuousSpell, on: date) -> int:
    """How many days of a spell lie within the days asked about; zero or less for none."""
    window = days_asked(step, on)
    first, last = max(row.starts_on, window.first), min(row.ends_on or window.last, window.last)
    return (last - first).days + 1


def _described(person: MemberFacts, on: date) -> str:
    """A person without a name: "the person aged 11"."""
    if person.born_on is None or person.born_on > on:
        return "the person of unknown age"
    return f"the person aged {age_on(person.born_on, on)}"


def _written(period: Period) -> str:
    return f"{written_date(period.first)} to {written_date(period.last)}"
