"""Every figure of the CAF reports, from the rows that a paper or a page holds."""

from collections.abc import Callable, Iterable
from operator import attrgetter
from typing import TypeVar
from uuid import UUID

from app.reports.rules import caf_derived, cafs, derived
from app.reports.rules.caf_children import in_years
from app.reports.rules.figures import by_id
from app.reports.rules.frozen import Frozen
from app.reports.rules.measures import Counted, Measure, count

RowT = TypeVar("RowT")


def with_cafs(counted: Counted, frozen: Frozen) -> Counted:
    """A board report's figures with those of the CAF reports, unless it is from before they were kept."""
    manifest = frozen.manifest
    if not cafs.are_in(manifest):
        return counted
    counted = _counts(counted, frozen, cafs.measures_of(manifest))
    known = by_id(counted.figures)
    years, as_at = manifest.values["financial-year"], manifest.as_at
    made = (
        *caf_derived.shares(known, as_at),
        *caf_derived.medians(known, frozen.assessments, years, as_at),
        *caf_derived.scores(known, frozen.reviews),
        *caf_derived.supported_shares(known, as_at),
    )
    return Counted((*counted.figures, *made), (*counted.relations, *cafs.quarters_add_up(manifest)))


def live_counts(frozen: Frozen) -> Counted:
    """The figures of the page of CAF reports: the register's, and every cross table."""
    manifest = frozen.manifest
    years, as_at = manifest.values["financial-year"], manifest.as_at
    counted = _counts(Counted((), ()), frozen, cafs.live(as_at))
    known = by_id(counted.figures)
    made = (
        *derived.closures(known, frozen.assessments, years, as_at),
        *caf_derived.shares(known, as_at),
        *caf_derived.medians(known, frozen.assessments, years, as_at),
        *caf_derived.lengths_in_twelve_months(known, frozen.assessments, as_at),
        *caf_derived.scores(known, frozen.reviews),
        *caf_derived.scores_by_section(known, frozen.reviews, manifest.values["audit-section"], as_at),
        *caf_derived.supported_shares(known, as_at),
    )
    return Counted((*counted.figures, *made), (*counted.relations, *cafs.quarters_add_up(manifest)))


def definitions() -> dict[str, str]:
    """What each measure of the CAF reports in a board report counts, in words."""
    made = dict(cafs.internal(cafs.ANY_DAY).definitions())
    return {**made, **{each.name: each.definition for each in caf_derived.DERIVED}}


def live_definitions() -> dict[str, str]:
    """What each measure that only the page of CAF reports has counts, in words."""
    return {each.name: each.definition for each in caf_derived.LIVE}


def _counts(counted: Counted, frozen: Frozen, wanted: cafs.Measures) -> Counted:
    for of_register in wanted.register:
        counted = _add(counted, of_register, frozen.assessments, attrgetter("assessment_id"), frozen)
    for of_consents in wanted.consents:
        counted = _add(counted, of_consents, frozen.consents, attrgetter("consent_id"), frozen)
    for of_reviews in wanted.reviews:
        counted = _add(counted, of_reviews, frozen.reviews, attrgetter("review_id"), frozen)
    for of_actions in wanted.actions:
        counted = _add(counted, of_actions, frozen.review_actions, attrgetter("action_id"), frozen)
    for of_children in wanted.children:
        counted = _add(counted, of_children, in_years(frozen.children), attrgetter("child_id"), frozen)
    for of_groups in wanted.groups:
        counted = _add(counted, of_groups, frozen.children, attrgetter("child_id"), frozen)
    return counted


def _add(
    counted: Counted,
    measure: Measure[RowT],
    rows: Iterable[RowT],
    identify: Callable[[RowT], UUID],
    frozen: Frozen,
) -> Counted:
    manifest = frozen.manifest
    more = count(measure, rows, identify=identify, values=manifest.values, as_at=manifest.as_at)
    return Counted((*counted.figures, *more.figures), (*counted.relations, *more.relations))
