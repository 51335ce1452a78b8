"""Every figure of a release, from what it froze, with the relations and identities that they must keep."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import TypeVar

from app.programme.keeping import pack_kept
from app.reports.rules import (
    assessments,
    audits,
    caf_figured,
    cafs,
    claimed,
    derived,
    exceptions,
    families,
    identities,
    partners,
    results,
)
from app.reports.rules.facts import (
    ActionRow,
    AssessmentRow,
    AuditedRow,
    FamilyRow,
    ResultRow,
    ReturnLineRow,
    VisitRow,
)
from app.reports.rules.figures import Figure, Relation, by_id
from app.reports.rules.frozen import Frozen, Manifest
from app.reports.rules.measures import Counted, Derived, Measure, count
from app.reports.rules.vocabulary import CountOf, ReleaseKind

RowT = TypeVar("RowT")

FAMILY_ID = attrgetter("family_id")
ASSESSMENT_ID = attrgetter("assessment_id")
IDS = {
    CountOf.FAMILIES: FAMILY_ID,
    CountOf.ASSESSMENTS: ASSESSMENT_ID,
    CountOf.AUDITED_LINES: attrgetter("entry_id"),
    CountOf.ASSURANCE_VISITS: attrgetter("visit_id"),
    CountOf.ASSURANCE_ACTIONS: attrgetter("action_id"),
}
"""By what the rows of each measure are told apart."""


@dataclass(frozen=True, slots=True)
class Figured:
    """The figures of a release by id, in order; the additive relations; the identities as found."""

    figures: Mapping[str, Figure]
    relations: tuple[Relation, ...]
    checked: tuple[identities.Checked, ...]

    @property
    def broken(self) -> tuple[identities.Checked, ...]:
        """The identities that do not hold."""
        return tuple(each for each in self.checked if not each.holds)


def figured(frozen: Frozen) -> Figured:
    """The figures of a release of any kind."""
    match frozen.manifest.kind:
        case ReleaseKind.BOARD_REPORT:
            return _board(frozen)
        case ReleaseKind.GOVERNMENT_RETURN:  # pragma: no branch  # the last there is
            return _return(frozen)


def data_sheet(frozen: Frozen) -> Figured:
    """The figures of the data sheet and the programme alone."""
    return _checked(frozen.manifest, _programme(frozen))


def definitions() -> dict[str, str]:
    """Every measure's name and what it counts, in words."""
    declared: list[
        Measure[FamilyRow]
        | Measure[AssessmentRow]
        | Measure[ResultRow]
        | Measure[ReturnLineRow]
        | Measure[AuditedRow]
        | Measure[VisitRow]
        | Measure[ActionRow]
        | Derived
    ] = [
        *families.DATA_SHEET,
        *families.PROGRAMME,
        families.worked_with_by(()),
        families.WORKED_WITH_COHORTS,
        *assessments.REGISTER,
        assessments.open_over_two_years(date.max),
        *results.RETURN_LINES,
        results.TURNED_AROUND_FUNDED_ELSEWHERE,
        results.RESULTS_MONEY,
        claimed.CLAIMS_TAKEN_BACK,
        claimed.MONEY_TAKEN_BACK,
        claimed.DIFFERENCE,
        audits.THROUGH,
        audits.READ,
        audits.VISITS,
        audits.ACTIONS,
        *derived.DERIVED,
        audits.FAILURE_RATE,
    ]
    return {
        **{each.name: each.definition for each in declared},
        **caf_figured.definitions(),
        **partners.DEFINITIONS,
        **exceptions.DEFINITIONS,
    }


def _board(frozen: Frozen) -> Figured:
    manifest = frozen.manifest
    counted = _programme(frozen)
    for measure in (*assessments.REGISTER, assessments.open_over_two_years(manifest.as_at)):
        counted = _add(counted, _count(measure, frozen.assessments, manifest))
    counted = _audits(counted, frozen)
    counted = _add(counted, partners.figured(frozen))
    counted = _add(counted, exceptions.figured(frozen, by_id(counted.figures)))
    known = by_id(counted.figures)
    closures = derived.closures(known, frozen.assessments, manifest.values["financial-year"], manifest.as_at)
    counted = caf_figured.with_cafs(Counted((*counted.figures, *closures), counted.relations), frozen)
    return _checked(manifest, counted, cafs.identities(manifest))


def caf_reports(frozen: Frozen) -> Figured:
    """The figures of the page of CAF reports."""
    counted = caf_figured.live_counts(frozen)
    figures = by_id(counted.figures)
    kept = (*identities.sums(counted.relations), *cafs.identities(frozen.manifest))
    return Figured(figures, counted.relations, tuple(identities.check(each, figures) for each in kept))


def _audits(counted: Counted, frozen: Frozen) -> Counted:
    """With the figures of internal audit and assurance, unless the release is from before they were kept."""
    manifest = frozen.manifest
    if not audits.are_in(manifest):
        return counted
    for of_lines in (audits.THROUGH, audits.READ):
        counted = _add(counted, _count(of_lines, frozen.audited, manifest))
    counted = _add(counted, _count(audits.VISITS, frozen.visits, manifest))
    counted = _add(counted, _count(audits.ACTIONS, frozen.actions, manifest))
    rate = audits.failure_rate(by_id(counted.figures), manifest.as_at)
    return Counted((*counted.figures, rate), counted.relations)


def _return(frozen: Frozen) -> Figured:
    manifest = frozen.manifest
    counted = _programme(frozen)
    counted = _add(counted, _count(families.WORKED_WITH_COHORTS, frozen.families, manifest))
    for measure in results.lines_of_return(manifest.values["result"]):
        counted = _add(counted, _count(measure, frozen.results, manifest))
    money, relations = results.results_money(
        frozen.results,
        years=manifest.values["cohort-year"],
        as_at=manifest.as_at,
        routes=manifest.values["result"],
    )
    counted = Counted((*counted.figures, *money), (*counted.relations, *relations))
    if manifest.signing is not None:
        counted = _add(counted, _count(claimed.CLAIMS_TAKEN_BACK, frozen.lines, manifest))
        counted = Counted(
            (*counted.figures, *claimed.difference(frozen.lines, manifest.as_at)), counted.relations
        )
    return _checked(manifest, counted)


def _programme(frozen: Frozen) -> Counted:
    """The data sheet, the programme's counts, its target and its money."""
    manifest = frozen.manifest
    by_month = families.worked_with_by(manifest.values["month"])
    counted = Counted((), ())
    for measure in (*families.DATA_SHEET, *families.PROGRAMME, by_month):
        counted = _add(counted, _count(measure, frozen.families, manifest))
    targets = derived.targets(frozen.targets, manifest.as_at)
    figures = [*counted.figures, *targets, derived.target_to_date(frozen.targets, manifest.as_at)]
    figures += derived.shares_of_target(by_id(figures), manifest.values["month"], manifest.as_at)
    figures += derived.money(frozen.targets, pack_kept(manifest.pack), manifest.as_at)
    return Counted(tuple(figures), (*counted.relations, *derived.target_relation(targets)))


def _count(measure: Measure[RowT], rows: Iterable[RowT], manifest: Manifest) -> Counted:
    return count(measure, rows, identify=IDS[measure.counts], values=manifest.values, as_at=manifest.as_at)


def _add(first: Counted, second: Counted) -> Counted:
    return Counted((*first.figures, *second.figures), (*first.relations, *second.relations))


def _checked(manifest: Manifest, counted: Counted, between: Iterable[identities.Identity] = ()) -> Figured:
    """The figures with every identity as found. between: those besides the data sheet's own."""
    figures = by_id(counted.figures)
    kept = (
        *identities.sums(counted.relations),
        *identities.declared(manifest.values["rollout"], manifest.values["agency"], manifest.as_at),
        *between,
        *identities.within(manifest.as_at),
    )
    return Figured(figures, counted.relations, tuple(identities.check(each, figures) for each in kept))
