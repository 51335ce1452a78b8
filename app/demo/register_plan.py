"""The CAF register before it has children: what began in each year, when it ended, and how."""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from app.cases.rules.vocabulary import ClosureReason
from app.demo.draws import apportion, dealt, scaled
from app.demo.plan import published_families
from app.demo.published import published

SINCE_THE_YEAR = 2013
INITIATED_SINCE = 40

# By the year in which they were initiated, the year in which they were closed; None: open in July 2013. A
# year is named by the one it begins in. 2013 reaches to July only, and is later than the Board's paper.
CLOSED_IN: Mapping[int, Mapping[int | None, int]] = {
    2009: {2009: 200, 2010: 180, 2011: 60, 2012: 30, 2013: 6, None: 51},
    2010: {2010: 250, 2011: 170, 2012: 75, 2013: 8, None: 64},
    2011: {2011: 290, 2012: 475, 2013: 25, None: 310},
    2012: {2012: 220, 2013: 21, None: 517},
    2013: {None: 40},
}

_MET, _ESCALATED = ClosureReason.NEEDS_MET, ClosureReason.ESCALATED_TO_SOCIAL_CARE
_DISENGAGED, _WITHDRAWN = ClosureReason.FAMILY_DISENGAGED, ClosureReason.CONSENT_WITHDRAWN
_MOVED, _OTHER = ClosureReason.MOVED_AWAY, ClosureReason.OTHER

# 38% and 23% of 200, and 55% and 16% of 800, are printed; the years between are plausible.
REASONS: Mapping[int, Mapping[ClosureReason, int]] = {
    2009: {_MET: 76, _ESCALATED: 46, _DISENGAGED: 40, _WITHDRAWN: 12, _MOVED: 16, _OTHER: 10},
    2010: {_MET: 181, _ESCALATED: 90, _DISENGAGED: 85, _WITHDRAWN: 26, _MOVED: 30, _OTHER: 18},
    2011: {_MET: 250, _ESCALATED: 99, _DISENGAGED: 95, _WITHDRAWN: 28, _MOVED: 30, _OTHER: 18},
    2012: {_MET: 440, _ESCALATED: 128, _DISENGAGED: 130, _WITHDRAWN: 36, _MOVED: 42, _OTHER: 24},
    2013: {_MET: 36, _ESCALATED: 9, _DISENGAGED: 8, _WITHDRAWN: 3, _MOVED: 3, _OTHER: 1},
}


@dataclass(frozen=True, slots=True)
class PlannedCaf:
    """A CAF of one child. closed_in: a financial year, with a reason; None while it is open."""

    year: int
    closed_in: int | None
    reason: ClosureReason | None


def plan_register(rng: Random, families: int) -> list[PlannedCaf]:
    """Every CAF of a city with so many families on the programme's list, in an order drawn by lot."""
    whole = published_families()
    years = [
        (year, closed_in)
        for year, count in {**published().caf_initiated, SINCE_THE_YEAR: INITIATED_SINCE}.items()
        for closed_in, share in zip(
            CLOSED_IN[year],
            apportion(scaled(count, whole=whole, to=families), list(CLOSED_IN[year].values())),
            strict=True,
        )
        for _ in range(share)
    ]
    reasons = {
        year: iter(dealt(rng, sum(closed_in == year for _, closed_in in years), REASONS[year]))
        for year in REASONS
    }
    # One value for all that are alike: a large city has a million of them.
    alike: dict[PlannedCaf, PlannedCaf] = {}
    planned = []
    for year, closed_in in years:
        caf = PlannedCaf(year, closed_in, None if closed_in is None else next(reasons[closed_in]))
        planned.append(alike.setdefault(caf, caf))
    rng.shuffle(planned)
    return planned
