"""What stands behind a release and its figures, for those allowed to see it."""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from uuid import UUID

from sqlmodel import Session

from app.access import policies
from app.access.policies import Actor
from app.claims.rules.assurance import RATING_WORDS, ActionState, VisitKind
from app.claims.rules.internal_audit import Finding
from app.errors import Forbidden, NotFound
from app.periods import written_date
from app.programme.packs import Route
from app.reports import caf_opening, keeping, making, models
from app.reports.partner_opening import partner_records
from app.reports.queries import approvals
from app.reports.queries import releases as queries
from app.reports.queries.approvals import ReleaseStanding, Standings
from app.reports.rules import against_target, briefs, caf_figured
from app.reports.rules.approval import ApprovalState
from app.reports.rules.facts import AssessmentRow, AuditedRow, FamilyRow, VisitRow
from app.reports.rules.figured import Figured, caf_reports
from app.reports.rules.figures import Figure
from app.reports.rules.frozen import Frozen
from app.reports.rules.identities import subject
from app.reports.rules.vocabulary import CountOf, Profile, ReleaseKind
from app.reports.rules.words import AUDIT_RESULT_NAMES, CLOSURE_NAMES, REASON_NAMES, ROUTE_NAMES
from app.reports.views import (
    AssessmentAsItStood,
    FamilyAsItStood,
    FamilyNamed,
    FileSummary,
    IdentityResult,
    OpenedFigure,
    RecordAsItStood,
    ReleaseSummary,
)


def summary(release: models.Release, standing: ReleaseStanding | None) -> ReleaseSummary:
    """A release as lists show it. standing: a board report's; None for a return."""
    return ReleaseSummary(
        id=release.id,
        kind=release.kind,
        profile=release.profile,
        title=release.title,
        as_at=release.as_at,
        dated=release.dated,
        made_at=release.made_at,
        digest=release.digest,
        code_version=release.code_version,
        is_draft=release.kind is ReleaseKind.GOVERNMENT_RETURN and not release.manifest.get("signing"),
        approval=standing.state if standing else None,
        superseded_by=standing.superseded_by if standing else None,
    )


def files(session: Session, release: models.Release) -> tuple[FileSummary, ...]:
    """A release's files, by name."""
    return tuple(
        FileSummary(row.name, row.media_type, row.size, row.digest)
        for row in queries.files_of(session, release.id)
    )


def check_may_see(
    session: Session, release: models.Release, actor: Actor, standing: ReleaseStanding | None
) -> None:
    """Raises Forbidden unless the actor's role, or being named a reader, includes the release.

    standing: a board report's, without which nobody but its makers sees it; None for a return.
    """
    policies.check_can_see_release(
        actor,
        is_public=release.profile is Profile.PUBLIC,
        is_return=release.kind is ReleaseKind.GOVERNMENT_RETURN,
        is_approved=standing is not None and standing.state is ApprovalState.APPROVED,
        named_reader=queries.is_named_reader(session, release.id, actor.user_id),
    )


def seen(session: Session, release_id: UUID, actor: Actor) -> tuple[models.Release, ReleaseSummary]:
    """A release that the actor may see, with its summary. Raises Forbidden, NotFound("release")."""
    release = queries.release_by_id(session, release_id)
    standing = approvals.standing_of(session, release_id)
    check_may_see(session, release, actor, standing)
    return release, summary(release, standing)


def seen_of_all(session: Session, actor: Actor, standings: Standings) -> Iterator[ReleaseSummary]:
    """The releases that the actor may see, the newest first. standings: where the board reports stand."""
    for release in queries.all_releases(session):
        standing = standings.get(release.id)
        try:
            check_may_see(session, release, actor, standing)
        except Forbidden:
            continue
        yield summary(release, standing)


def opened(session: Session, release: models.Release, figure_id: str) -> OpenedFigure:
    """A figure of a release, with the members that it keeps. Raises NotFound("figure")."""
    figure = queries.figure_of(session, release, figure_id)
    inputs = [queries.figure_of(session, release, each) for each in figure.inputs]
    about = summary(release, approvals.standing_of(session, release.id))
    return _opened(session, keeping.thawed(session, release), figure, inputs, about)


def opened_live(session: Session, frozen: Frozen, closed: AbstractSet[UUID], figure_id: str) -> OpenedFigure:
    """A figure counted now, of the data sheet or of the programme against its target.

    closed: the families that stand as closed. Raises NotFound("figure").
    """
    known = {**against_target.figures_now(frozen, closed), **making.counted(frozen).figures}
    if figure_id not in known:
        raise NotFound("figure", "The data sheet has no such figure.")
    figure = known[figure_id]
    return _opened(session, frozen, figure, [known[each] for each in figure.inputs], None)


def opened_caf_report(session: Session, frozen: Frozen, figure_id: str) -> OpenedFigure:
    """A figure of the CAF reports, counted now. Raises NotFound("figure")."""
    known = caf_reports(frozen).figures
    if figure_id not in known:
        raise NotFound("figure", "The CAF reports have no such figure.")
    figure = known[figure_id]
    return _opened(session, frozen, figure, [known[each] for each in figure.inputs], None)


def opened_of_brief(
    session: Session, frozen: Frozen, figures: Mapping[str, Figure], figure_id: str
) -> OpenedFigure:
    """A figure of a brief's own cases. Raises NotFound("figure"): it has none such, or it is the group's."""
    figure = figures.get(figure_id)
    if figure is None or not briefs.is_own(figure):
        raise NotFound("figure", "The brief has no such figure of its own.")
    return _opened(session, frozen, figure, [figures[each] for each in figure.inputs], None)


def _opened(
    session: Session,
    frozen: Frozen,
    figure: Figure,
    inputs: Sequence[Figure],
    release: ReleaseSummary | None,
) -> OpenedFigure:
    members = figure.members or ()
    defined = {
        **briefs.definitions(frozen.manifest.as_at),
        **dict(frozen.manifest.definitions),
        **against_target.definitions(),
        **caf_figured.live_definitions(),
    }
    return OpenedFigure(
        figure=figure,
        definition=defined.get(figure.measure, ""),
        families=_families(session, frozen, members) if figure.members_are is CountOf.FAMILIES else (),
        assessments=_assessments(frozen, members) if figure.members_are is CountOf.ASSESSMENTS else (),
        records=_records(session, frozen, figure.members_are, members),
        inputs=tuple(inputs),
        release=release,
    )


def _families(session: Session, frozen: Frozen, members: Sequence[UUID]) -> tuple[FamilyAsItStood, ...]:
    wanted = set(members)
    named = queries.references(session, members)
    found = [
        FamilyAsItStood(row.family_id, named.get(row.family_id), row.ward, family_standing(row))
        for row in frozen.families
        if row.family_id in wanted
    ]
    return tuple(sorted(found, key=lambda each: (each.reference or "", each.id)))


def _assessments(frozen: Frozen, members: Sequence[UUID]) -> tuple[AssessmentAsItStood, ...]:
    wanted = set(members)
    found = [
        AssessmentAsItStood(
            row.assessment_id, row.initiated_on, row.initiating_agency, assessment_standing(row)
        )
        for row in frozen.assessments
        if row.assessment_id in wanted
    ]
    return tuple(sorted(found, key=lambda each: (each.initiated_on, each.id)))


def _records(
    session: Session, frozen: Frozen, kind: CountOf | None, members: Sequence[UUID]
) -> tuple[RecordAsItStood, ...]:
    """The claim lines, visits or actions behind a figure, by name."""
    wanted = set(members)
    match kind:
        case CountOf.AUDITED_LINES:
            audited = [row for row in frozen.audited if row.entry_id in wanted]
            named = queries.references(session, [row.family_id for row in audited])
            found = [
                RecordAsItStood(
                    row.entry_id,
                    f"{named.get(row.family_id) or 'No reference'}, {Route(row.route).label.lower()}",
                    audited_standing(row),
                    row.family_id,
                )
                for row in audited
            ]
        case CountOf.ASSURANCE_VISITS:
            found = [
                RecordAsItStood(row.visit_id, visit_name(row), RATING_WORDS.get(row.rating, row.rating), None)
                for row in frozen.visits
                if row.visit_id in wanted
            ]
        case CountOf.ASSURANCE_ACTIONS:
            visits = {row.visit_id: row for row in frozen.visits}
            found = [
                RecordAsItStood(
                    row.action_id,
                    f"Action after a visit: {visit_name(visits[row.visit_id])}",
                    f"{ActionState(row.state).label}, due on {written_date(row.due_on)}",
                    None,
                )
                for row in frozen.actions
                if row.action_id in wanted
            ]
        case _:
            found = caf_opening.records(session, frozen, kind, wanted) or partner_records(
                session, frozen, kind, wanted
            )
    return tuple(sorted(found, key=lambda each: (each.name, each.id)))


def audited_standing(row: AuditedRow) -> str:
    """What internal audit found of a claim line, and what became of it, in words."""
    found = Finding(row.finding).label if row.finding else "Not read"
    became = f"; {AUDIT_RESULT_NAMES[row.result]}" if row.result else ""
    return f"{found} in {row.batch}{became}"


def visit_name(row: VisitRow) -> str:
    """An assurance visit by who visited and when."""
    return f"{VisitKind(row.kind).label} visit of {written_date(row.visited_on)}"


def family_standing(row: FamilyRow) -> str:
    """How a family stood, in words."""
    agencies = "; ".join(" and ".join(each.agencies) for each in row.allocations)
    if row.routes:
        routes = "; ".join(ROUTE_NAMES[route] for route in row.routes)
        return f"Worked with: {routes}{f' ({agencies})' if agencies else ''}"
    if row.outcome == "allocate":
        return f"To be allocated ({agencies})" if agencies else "To be allocated"
    if row.reason:
        return f"Not to be allocated: {REASON_NAMES[row.reason]}"
    return "Yet to be allocated"


def assessment_standing(row: AssessmentRow) -> str:
    """How an assessment stood, in words."""
    if row.closure_reason and row.closed_on:
        return f"Closed: {CLOSURE_NAMES[row.closure_reason]}"
    return f"Open, led by {row.lead_agency}" if row.lead_agency else "Open, no lead's agency on record"


def identities(session: Session, counted: Figured) -> list[IdentityResult]:
    """Every identity as found, the broken ones first, with the references of families in a difference."""
    ordered = sorted(counted.checked, key=lambda each: each.holds)
    named = queries.references(session, [member for each in ordered for member in each.members])
    return [
        IdentityResult(
            code=each.identity.code,
            subject=subject(each.identity),
            sentence=each.identity.sentence,
            figure=each.identity.total,
            total=each.total,
            sum=each.sum,
            is_within=each.identity.is_within,
            difference=each.difference,
            holds=each.holds,
            families=tuple(sorted(named.get(member) or str(member) for member in each.members)),
            named=tuple(
                FamilyNamed(member, named[member])
                for member in sorted(each.members, key=lambda member: named.get(member) or "")
                if member in named
            ),
        )
        for each in ordered
    ]
