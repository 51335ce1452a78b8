"""The course that one CAF takes: its dates, its stages, the reasons it began for, and consent."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from app.cases.rules.vocabulary import ClosureReason, ConsentDecision, InitiationReason
from app.demo.draws import chance, number_between, pick, working_day_between
from app.demo.register_plan import PlannedCaf
from app.demo.settled import LAST_EXIT
from app.periods import financial_year

SHORTEST = timedelta(days=28)

_REASON = InitiationReason
_YOUNG_REASONS = (
    *(_REASON.PARENTING_SUPPORT,) * 8,
    *(_REASON.SPEECH_AND_LANGUAGE,) * 5,
    *(_REASON.DOMESTIC_VIOLENCE,) * 4,
    *(_REASON.HOUSING,) * 3,
    *(_REASON.PHYSICAL_HEALTH,) * 2,
    *(_REASON.DISABILITY,) * 2,
    *(_REASON.NEGLECT,) * 2,
    _REASON.SUBSTANCE_MISUSE,
    _REASON.OTHER,
)
_SCHOOL_REASONS = (
    *(_REASON.BEHAVIOUR,) * 9,
    *(_REASON.SCHOOL_ATTENDANCE,) * 7,
    *(_REASON.RISK_OF_EXCLUSION,) * 5,
    *(_REASON.EMOTIONAL_AND_MENTAL_HEALTH,) * 5,
    *(_REASON.PARENTING_SUPPORT,) * 4,
    *(_REASON.ANTISOCIAL_BEHAVIOUR,) * 2,
    *(_REASON.YOUNG_CARER,) * 2,
    *(_REASON.DOMESTIC_VIOLENCE,) * 2,
    *(_REASON.NEGLECT,) * 2,
    _REASON.DISABILITY,
    _REASON.SUBSTANCE_MISUSE,
    _REASON.HOUSING,
    _REASON.OTHER,
)
_OLDER_REASONS = (*_SCHOOL_REASONS, *(_REASON.TEENAGE_PREGNANCY,) * 6)
_UNBORN_REASONS = (_REASON.UNBORN_BABY, _REASON.UNBORN_BABY, _REASON.TEENAGE_PREGNANCY)
_SECONDARY = (0, 0, 0, 1, 1, 1, 2, 2, 3)

# Consent is refused at the start: how often, by how the CAF ended; None is one still open.
_REFUSED = {ClosureReason.OTHER: 0.35, ClosureReason.FAMILY_DISENGAGED: 0.06, None: 0.015}
_LIMITED = 0.08
_RISK_NOTED = 0.45

# Least and most days from each stage to the next, from initiation on.
_STEPS = ((0, 10), (0, 14), (14, 42), (7, 35), (42, 84))


@dataclass(frozen=True, slots=True)
class CafDates:
    """When a CAF was initiated and, if it has been, when and why it was closed."""

    initiated_on: date
    closed_on: date | None
    closure_reason: ClosureReason | None


@dataclass(frozen=True, slots=True)
class Stages:
    """The days of the four stages; None: not reached."""

    consented_on: date | None = None
    started_on: date | None = None
    completed_on: date | None = None
    first_team_meeting_on: date | None = None
    first_reviewed_on: date | None = None


@dataclass(frozen=True, slots=True)
class ConsentGiven:
    """One decision about consent. risk_noted: a risk is known although it was refused."""

    decided_on: date
    decision: ConsentDecision
    risk_noted: bool = False


def caf_dates(rng: Random, caf: PlannedCaf) -> CafDates:
    """A day in each of the years planned, in order and at least four weeks apart; none after July 2013."""
    began, last_day = financial_year(caf.year), LAST_EXIT
    if caf.closed_in is None:
        return CafDates(working_day_between(rng, began.first, min(began.last, last_day)), None, None)
    ended = financial_year(caf.closed_in)
    last_start = began.last if caf.closed_in > caf.year else began.last - 2 * SHORTEST
    initiated_on = working_day_between(rng, began.first, last_start)
    first_close = max(ended.first, initiated_on + SHORTEST)
    closed_on = working_day_between(rng, first_close, min(ended.last, last_day))
    return CafDates(initiated_on, closed_on, caf.reason)


def is_refused(rng: Random, dates: CafDates) -> bool:
    """Whether the family said no at the start."""
    return chance(rng, _REFUSED.get(dates.closure_reason, 0.0))


def stages(rng: Random, dates: CafDates, *, refused: bool) -> Stages:
    """The stages that an assessment came to before it closed, or by July 2013; none without consent."""
    if refused:
        return Stages()
    last_day = dates.closed_on or LAST_EXIT
    likely = 0.97 if dates.closure_reason is ClosureReason.NEEDS_MET else 0.86
    days: list[date] = []
    day = dates.initiated_on
    for least, most in _STEPS:
        day += timedelta(days=number_between(rng, least, most))
        if day > last_day or (days and not chance(rng, likely)):
            break
        days.append(day)
    return Stages(*days)


def consents(rng: Random, dates: CafDates, reached: Stages, *, refused: bool) -> Iterator[ConsentGiven]:
    """What was decided about consent, in order of time."""
    if refused:
        yield ConsentGiven(dates.initiated_on, ConsentDecision.REFUSED, chance(rng, _RISK_NOTED))
        return
    if reached.consented_on:
        limited = chance(rng, _LIMITED)
        yield ConsentGiven(
            reached.consented_on, ConsentDecision.LIMITED if limited else ConsentDecision.GIVEN
        )
    if dates.closure_reason is ClosureReason.CONSENT_WITHDRAWN and dates.closed_on:
        yield ConsentGiven(dates.closed_on, ConsentDecision.WITHDRAWN)


def reasons(rng: Random, age: int | None) -> tuple[InitiationReason, list[InitiationReason]]:
    """The primary reason, and up to three others, that fit a child's age; None for an unborn one."""
    fitting = _fitting(age)
    primary = pick(rng, fitting)
    others = _SCHOOL_REASONS if age is not None and age >= 5 else _YOUNG_REASONS
    secondary: list[InitiationReason] = []
    for _ in range(pick(rng, _SECONDARY)):
        reason = pick(rng, others)
        if reason is not primary and reason not in secondary:
            secondary.append(reason)
    return primary, secondary


def _fitting(age: int | None) -> tuple[InitiationReason, ...]:
    if age is None:
        return _UNBORN_REASONS
    if age < 5:
        return _YOUNG_REASONS
    return _SCHOOL_REASONS if age < 15 else _OLDER_REASONS
