"""Figures counted once, and kept in this process until a fact changes (docs/adr/0028)."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from threading import Lock

from sqlmodel import Session

from app import clock
from app.reports import freezing, making
from app.reports.queries import changes
from app.reports.queries.changes import Seen
from app.reports.queries.standing import closed_families
from app.reports.rules.against_target import figures_now
from app.reports.rules.figures import Figure, Relation
from app.reports.rules.frozen import Manifest

MOST_KEPT = 12
"""Counts of so many days are kept at once; the one not asked for the longest makes room."""


@dataclass(frozen=True, slots=True)
class Count:
    """Every figure of a board report, and of the programme against its target, as counted at an instant.

    The figures keep no members: a figure that is opened is counted then.
    """

    manifest: Manifest
    figures: Mapping[str, Figure]
    relations: tuple[Relation, ...]
    counted_at: datetime
    seen: Seen


_kept: "OrderedDict[tuple[str, str, date], Count]" = OrderedDict()
_lock = Lock()


def counted(session: Session, *, as_at: date, organisation: str) -> Count:
    """The figures as at a day: those that stand, or counted now where a fact has changed since.

    Whoever has written and not yet committed is given a count that nobody else sees.
    Raises RuleRefused("no-rule-pack").
    """
    seen = changes.seen(session)
    if seen.writes:
        return _count(session, seen, as_at=as_at, organisation=organisation)
    place = (seen.records, organisation, as_at)
    with _lock:
        standing = _kept.get(place)
    if standing is None or changes.has_changed(session, standing.seen):
        standing = _count(session, seen, as_at=as_at, organisation=organisation)
    with _lock:
        _kept[place] = standing
        _kept.move_to_end(place)
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return standing


def _count(session: Session, seen: Seen, *, as_at: date, organisation: str) -> Count:
    frozen = freezing.freeze_board(session, organisation=organisation, as_at=as_at, dated=as_at)
    found = making.counted(frozen)
    known = {**figures_now(frozen, closed_families(session, as_at)), **found.figures}
    return Count(
        manifest=frozen.manifest,
        figures={name: replace(figure, members=None) for name, figure in known.items()},
        relations=found.relations,
        counted_at=clock.now(),
        seen=seen,
    )
