"""How long what a source says may stand as evidence of a claim before it has to be looked up again.

The figures are ours: no source of the programme that we know of gives any. They are data to be agreed with
internal audit.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from app.periods import ONE_DAY, add_months, written_date
from app.programme.editions import PACKS
from app.programme.facts import MeasurementKind
from app.programme.packs import Ended, NeedPart, Part
from app.programme.phase_two import OUTCOME_PLANS

OURS = "Ours: agree it with internal audit."

STANDS_FOR_MONTHS: Mapping[MeasurementKind, int] = {
    MeasurementKind.UNAUTHORISED_ABSENCE: 6,
    MeasurementKind.FIXED_TERM_EXCLUSIONS: 6,
    MeasurementKind.SCHOOL_ATTENDANCE: 6,
    MeasurementKind.ANTISOCIAL_BEHAVIOUR_INCIDENTS: 3,
    MeasurementKind.PROVEN_OFFENCES: 3,
    MeasurementKind.OUT_OF_WORK_BENEFIT: 3,
    MeasurementKind.EMPLOYMENT: 3,
    MeasurementKind.WORK_PROGRAMME: 6,
}
"""Months after the day on which the source was read. School figures stand until after the next term's."""

WARNED_BEFORE = timedelta(days=14)


def kinds_of(part: Part) -> frozenset[MeasurementKind]:
    """The kinds of figure that a part of a result is decided on."""
    if isinstance(part, NeedPart):
        return frozenset(limit.kind for limit in part.limits if not isinstance(limit, Ended))
    return part.known_by | {part.step.kind}


KINDS_BY_PART: Mapping[str, frozenset[MeasurementKind]] = {
    part.code: kinds_of(part)
    for pack in (*PACKS, *OUTCOME_PLANS)
    for rule in pack.routes
    for part in rule.parts
}
"""The kinds of figure by the code of the part that is decided on them, over every pack that there is."""


def stands_until(kinds: Iterable[MeasurementKind], evidence_on: date) -> date | None:
    """The last day on which evidence of these kinds, read on a day, stands; None: it does not run out.

    What shows that a family was eligible tells of the day it entered, and does not run out.
    """
    months = [STANDS_FOR_MONTHS[kind] for kind in kinds]
    return add_months(evidence_on, min(months)) if months else None


def has_run_out(expires_on: date | None, on: date) -> bool:
    """Whether evidence stands no more on a day; on its last day it does."""
    return expires_on is not None and on > expires_on


def runs_out_soon(expires_on: date | None, on: date) -> bool:
    """Whether evidence that still stands will not in two weeks' time."""
    return expires_on is not None and on <= expires_on <= on + WARNED_BEFORE


def standing_words(expires_on: date | None, on: date) -> str:
    """How long evidence stands, as a page says it."""
    if expires_on is None:
        return "Does not run out"
    if has_run_out(expires_on, on):
        return f"Ran out on {written_date(expires_on)}"
    if runs_out_soon(expires_on, on):
        days = (expires_on - on + ONE_DAY).days
        return f"Runs out in {days} {'day' if days == 1 else 'days'}, after {written_date(expires_on)}"
    return f"Stands until {written_date(expires_on)}"
