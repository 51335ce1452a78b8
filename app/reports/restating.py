"""Two releases held against each other, or one against the records as they stand: what moved, and why."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from uuid import UUID

from sqlmodel import Session

from app import clock
from app.cases.rules.vocabulary import AssessmentKind
from app.errors import RuleRefused
from app.periods import written_date
from app.reports import freezing, keeping, making, models
from app.reports.queries import releases as queries
from app.reports.queries import restated as restated_queries
from app.reports.rules.comparison import Moved, moved_figures
from app.reports.rules.facts import AssessmentRow
from app.reports.rules.figures import Figure, figure_id
from app.reports.rules.frozen import Frozen
from app.reports.rules.restatement import Compared, Restated, by_reason, restated, why
from app.reports.rules.vocabulary import CountOf, ReleaseKind
from app.reports.views import Comparison, MovedFigure, ReleaseSummary, RestatedRecord

Seen = tuple[models.Release, ReleaseSummary]
"""A release that somebody may see, with its summary."""


def between(session: Session, one: Seen, other: Seen) -> Comparison:
    """Two releases of one kind, the one of the earlier day first. Raises RuleRefused("different-kinds")."""
    if one[0].kind is not other[0].kind:
        raise RuleRefused("different-kinds", "Compare two board reports or two returns.")
    first, second = sorted((one, other), key=lambda each: (each[0].as_at, each[0].made_at))
    return _compared(session, first, second[1], keeping.thawed(session, second[0]))


def with_now(session: Session, seen: Seen, *, as_at: date, organisation: str) -> Comparison:
    """A board report and the records as they stand, as at its own day or a later one.

    Raises RuleRefused("not-a-report" | "before-the-report").
    """
    first = seen[0]
    if first.kind is not ReleaseKind.BOARD_REPORT:
        raise RuleRefused("not-a-report", "Only a board report is compared with the records as they stand.")
    if as_at < first.as_at:
        day = written_date(first.as_at)
        raise RuleRefused("before-the-report", f"The report is as at {day}. Choose that day or a later one.")
    now = freezing.freeze_board(session, organisation=organisation, as_at=as_at, dated=as_at)
    return _compared(session, seen, None, now)


def _compared(session: Session, seen: Seen, second: ReleaseSummary | None, after: Frozen) -> Comparison:
    first, about = seen
    before = keeping.thawed(session, first)
    last_day = after.manifest.as_at
    listed = {row.family_id for row in before.families} ^ {row.family_id for row in after.families}
    found = restated(
        before,
        after,
        Compared(
            first_day=first.as_at,
            last_day=last_day,
            same_rules=before.manifest.pack == after.manifest.pack,
            merged=restated_queries.merged_between(
                session, first.made_at, second.made_at if second else clock.now()
            ),
            listed_on=restated_queries.listed_on(session, listed),
        ),
    )
    # Counted anew, for a public release keeps no count that it hides.
    moved = moved_figures(making.counted(before).figures.values(), making.counted(after).figures.values())
    return Comparison(
        first=about,
        second=second,
        last_day=last_day,
        moved=_moved(moved, found, last_day),
        records=_records(session, found, before, after),
        reasons=by_reason(found),
    )


def _moved(moved: Iterable[Moved], found: Iterable[Restated], last_day: date) -> tuple[MovedFigure, ...]:
    of_record = {each.record_id: each for each in found}
    return tuple(
        MovedFigure(
            id=figure_id(each.measure, each.coordinates, last_day),
            measure=each.measure,
            coordinates=each.coordinates,
            before=each.before,
            after=each.after,
            why=why(each, of_record),
            members=frozenset(_members(each.before)) ^ frozenset(_members(each.after)),
        )
        for each in moved
    )


def _members(figure: Figure | None) -> Sequence[UUID]:
    return (figure.members if figure else None) or ()


def _records(
    session: Session, found: Sequence[Restated], before: Frozen, after: Frozen
) -> tuple[RestatedRecord, ...]:
    families = [each.record_id for each in found if each.kind is CountOf.FAMILIES]
    named: Mapping[UUID, str | None] = queries.references(session, families)
    began = {row.assessment_id: _began(row) for frozen in (before, after) for row in frozen.assessments}
    whose = restated_queries.families_of(
        session, [each.record_id for each in found if each.kind is CountOf.ASSESSMENTS]
    )
    return tuple(
        RestatedRecord(
            id=each.record_id,
            kind=each.kind,
            name=(
                named.get(each.record_id) or "No reference"
                if each.kind is CountOf.FAMILIES
                else began[each.record_id]
            ),
            family_id=each.record_id if each.kind is CountOf.FAMILIES else whose.get(each.record_id),
            reason=each.reason,
            differences=each.differences,
        )
        for each in found
    )


def _began(row: AssessmentRow) -> str:
    """Common assessment (CAF) initiated 3 May 2012 by SCHOOL."""
    kind = AssessmentKind(row.kind).label
    return f"{kind} initiated {written_date(row.initiated_on)} by {row.initiating_agency}"
