"""Reports and returns: ask for one, build it, read it, open its figures, compare two, make one again."""

from datetime import date
from hashlib import sha256
from uuid import UUID

from app import audit, clock, version
from app.access import policies
from app.access.policies import Actor
from app.access.queries import account_by_email, roles_held
from app.access.roles import Action, Role
from app.cases.models.people import Family
from app.cases.queries.rule_packs import editions
from app.db import reading, transaction
from app.errors import NotFound, RuleRefused
from app.jobs import queue
from app.jobs.models import Job
from app.reports import freezing, making, opening, restating
from app.reports.models import ReleaseFile, ReleaseReader
from app.reports.queries import approvals, work
from app.reports.queries import releases as queries
from app.reports.queries.standing import closed_families
from app.reports.rules.against_target import AgainstTarget
from app.reports.rules.comparison import moved_figures
from app.reports.rules.document import Document
from app.reports.rules.figures import figure_id
from app.reports.rules.frozen import Frozen
from app.reports.rules.vocabulary import Profile, ReleaseKind
from app.reports.views import (
    Comparison,
    IdentityResult,
    JobView,
    OpenedFigure,
    OpenedRelease,
    Rebuilt,
    ReleaseSummary,
)

STAGES = ("reading the records", "counting and reconciling", "writing the documents", "keeping the release")


def request_board_report(
    *, as_at: date, dated: date, profile: Profile = Profile.INTERNAL, actor: Actor
) -> Job:
    """Ask for the Partnership Board's report as at a day: exact, or protected for the public.

    Writes job, job_progress, audit_event.
    Raises Forbidden("role"), RuleRefused("day-to-come" | "no-rule-pack" | "dated-too-early").
    """
    policies.check_may(actor, Action.REQUEST_A_REPORT)
    check_day(as_at, actor)
    if dated < as_at:
        raise RuleRefused("dated-too-early", "A paper is dated on the day of its figures or later.")
    with transaction(actor) as session:
        return queue.enqueue(
            session,
            actor,
            queue.BUILD_BOARD_REPORT,
            as_at=as_at.isoformat(),
            dated=dated.isoformat(),
            profile=profile.value,
        )


def request_return(window_id: UUID, *, as_at: date, actor: Actor) -> Job:
    """Ask for the draft return of a claim window, as at a day.

    Writes job, job_progress, audit_event. Raises Forbidden("role"), NotFound("claim-window"),
    RuleRefused("day-to-come" | "no-rule-pack").
    """
    policies.check_may(actor, Action.REQUEST_A_RETURN)
    check_day(as_at, actor)
    with transaction(actor) as session:
        window = queries.window_by_id(session, window_id)
        return queue.enqueue(
            session, actor, queue.BUILD_RETURN, window_id=str(window.id), as_at=as_at.isoformat()
        )


def build(job_id: UUID, *, organisation: str) -> None:
    """Build a report or return that was asked for, once.

    Does nothing unless the job is pending and free, so a repeated or late message is harmless and a
    crashed build can simply be sent again. Writes release and its parts, job, job_progress, audit_event.
    Raises RuleRefused("does-not-reconcile" | "no-target" | "cannot-be-protected" | "not-protected" |
    "typed-number" | "stray-brace" | "unprintable" | "unknown-figure").
    """
    with transaction(policies.SYSTEM) as session:
        job = queue.take(session, job_id)
        if job is None:
            return
        actor = Actor(job.requested_by)
        _progress(actor, job_id, 0)
        frozen = _frozen(job, organisation=organisation, actor=actor)
        making.check_words(frozen)
        _progress(actor, job_id, 1)
        counted = making.counted(frozen)
        making.check_reconciles(session, counted)
        _progress(actor, job_id, 2)
        earlier = making.public_before(session, frozen)
        made = making.make(frozen, counted, made_at=clock.now(), code=version.code_version(), earlier=earlier)
        _progress(actor, job_id, 3)
        release = making.store(session, made, made_by=actor.user_id, job_id=job.id)
        queue.finish(job)
        audit.record(session, actor, "release.made", release.id, digest=release.digest)


def fail(job_id: UUID, error: BaseException) -> None:
    """Say on the job that building it failed. Writes job, audit_event."""
    queue.fail(policies.SYSTEM, job_id, error)


def job_view(job_id: UUID, *, actor: Actor) -> JobView:
    """Where a piece of one's own work stands. Raises NotFound("job")."""
    with reading(actor) as session:
        return work.job_view(session, job_id, requested_by=actor.user_id, now=clock.now())


def my_jobs(*, actor: Actor) -> list[JobView]:
    """One's own latest work, newest first."""
    with reading(actor) as session:
        return work.jobs_of(session, actor.user_id, now=clock.now())


def releases(*, actor: Actor) -> list[ReleaseSummary]:
    """The releases that the actor may open, newest first. Raises Forbidden("role")."""
    policies.check_may(actor, Action.SEE_RELEASES)
    with reading(actor) as session:
        return list(opening.seen_of_all(session, actor, approvals.standings(session)))


def releases_holding(family_id: UUID, *, actor: Actor) -> list[ReleaseSummary]:
    """The releases that count a family or its assessments, newest first: where its facts have gone.

    Writes audit_event. Raises Forbidden("role"), NotFound("family").
    """
    policies.check_may(actor, Action.OPEN_FIGURES)
    with transaction(actor) as session:
        if session.get(Family, family_id) is None:
            raise NotFound("family", "There is no such family among those you may open.")
        audit.record(session, actor, "family.releases-listed", family_id)
        standings = approvals.standings(session)
        return [
            opening.summary(release, standings.get(release.id))
            for release in queries.releases_holding(session, family_id)
        ]


def open_release(release_id: UUID, *, actor: Actor) -> OpenedRelease:
    """A release with its document, made again from what it froze, and its files.

    Writes audit_event. Raises Forbidden, NotFound("release").
    """
    with transaction(actor) as session:
        release, summary = opening.seen(session, release_id, actor)
        audit.record(session, actor, "release.opened", release.id)
        return OpenedRelease(
            summary=summary,
            document=making.document_again(session, release),
            files=opening.files(session, release),
        )


def release_file(release_id: UUID, name: str, *, actor: Actor) -> ReleaseFile:
    """A file of a release, to download. Writes audit_event.

    Raises Forbidden, NotFound("release" | "file").
    """
    with transaction(actor) as session:
        release, _ = opening.seen(session, release_id, actor)
        found = queries.file_of(session, release_id, name)
        audit.record(session, actor, "release.downloaded", release.id, file=name, digest=found.digest)
        return found


def open_figure(release_id: UUID, figure_id: str, *, actor: Actor) -> OpenedFigure:
    """A figure of a release with the families or assessments behind it, as they stood.

    Writes audit_event. Raises Forbidden("role"), NotFound("release" | "figure").
    """
    policies.check_may(actor, Action.OPEN_FIGURES)
    with transaction(actor) as session:
        release, _ = opening.seen(session, release_id, actor)
        found = opening.opened(session, release, figure_id)
        audit.record(session, actor, "figure.opened", release.id, figure=figure_id)
        return found


def open_live_figure(figure_id: str, *, as_at: date, organisation: str, actor: Actor) -> OpenedFigure:
    """A figure of the live data sheet with the families behind it, as they stand.

    Writes audit_event. Raises Forbidden("role"), NotFound("figure").
    """
    policies.check_may(actor, Action.OPEN_FIGURES)
    with reading(actor) as session:
        frozen = freezing.freeze_board(session, organisation=organisation, as_at=as_at, dated=as_at)
        closed = closed_families(session, as_at)
    with transaction(actor) as session:
        audit.record(session, actor, "figure.opened", None, figure=figure_id)
        return opening.opened_live(session, frozen, closed, figure_id)


def live_data_sheet(*, as_at: date, organisation: str, actor: Actor) -> Document:
    """The data sheet as it stands on a day, counted now by the same measures as the report.

    Raises Forbidden("role").
    """
    policies.check_may(actor, Action.SEE_DATA_SHEET)
    with reading(actor) as session:
        frozen = freezing.freeze_board(session, organisation=organisation, as_at=as_at, dated=as_at)
    return making.live_document(frozen, made_at=clock.now())


def live_caf_reports(*, as_at: date, organisation: str, actor: Actor) -> Document:
    """The CAF reports as they stand on a day, counted now by the same measures as the board report.

    Raises Forbidden("role").
    """
    policies.check_may(actor, Action.SEE_CAF_REPORTS)
    with reading(actor) as session:
        frozen = freezing.freeze_cafs(session, organisation=organisation, as_at=as_at)
    return making.live_caf_reports(frozen, made_at=clock.now())


def open_caf_figure(figure_id: str, *, as_at: date, organisation: str, actor: Actor) -> OpenedFigure:
    """A figure of the CAF reports with the assessments or other records behind it, as they stand.

    Writes audit_event. Raises Forbidden("role"), NotFound("figure").
    """
    policies.check_may(actor, Action.OPEN_FIGURES)
    with reading(actor) as session:
        frozen = freezing.freeze_cafs(session, organisation=organisation, as_at=as_at)
    with transaction(actor) as session:
        audit.record(session, actor, "figure.opened", None, figure=figure_id)
        return opening.opened_caf_report(session, frozen, figure_id)


def programme_against_target(*, as_at: date, actor: Actor) -> AgainstTarget:
    """The programme's funnel, and what each agency and ward has worked with, against the target to date.

    Counted now by the data sheet's measures. Raises Forbidden("role"), RuleRefused("no-rule-pack").
    """
    policies.check_may(actor, Action.SEE_DATA_SHEET)
    with reading(actor) as session:
        return freezing.programme_against_target(session, as_at=as_at)


def reconciliation(*, as_at: date, organisation: str, actor: Actor) -> list[IdentityResult]:
    """Every identity as it stands on a day, those that are broken first. Raises Forbidden("role")."""
    policies.check_may(actor, Action.SEE_DATA_SHEET)
    with reading(actor) as session:
        frozen = freezing.freeze_board(session, organisation=organisation, as_at=as_at, dated=as_at)
        return opening.identities(session, making.counted(frozen))


def compare_releases(first_id: UUID, second_id: UUID, *, actor: Actor) -> Comparison:
    """Two releases side by side: the figures that moved, and the families and assessments behind, with why.

    Writes audit_event. Raises Forbidden, NotFound("release"), RuleRefused("different-kinds").
    """
    policies.check_may(actor, Action.OPEN_FIGURES)
    with transaction(actor) as session:
        first, second = (opening.seen(session, each, actor) for each in (first_id, second_id))
        audit.record(session, actor, "releases.compared", first_id, second=str(second_id))
        return restating.between(session, first, second)


def compare_with_now(release_id: UUID, *, as_at: date | None, organisation: str, actor: Actor) -> Comparison:
    """A board report beside the records as they stand: what would be told otherwise of its day, and why.

    as_at: a later day than the report's, to see what has happened since as well. Writes audit_event.
    Raises Forbidden, NotFound("release"), RuleRefused("not-a-report" | "before-the-report" | "day-to-come" |
    "no-rule-pack").
    """
    policies.check_may(actor, Action.OPEN_FIGURES)
    if as_at is not None:
        check_day(as_at, actor)
    with transaction(actor) as session:
        release, about = opening.seen(session, release_id, actor)
        audit.record(session, actor, "releases.compared", release.id, second=None)
        return restating.with_now(
            session, (release, about), as_at=as_at or release.as_at, organisation=organisation
        )


def name_reader(release_id: UUID, email: str, *, actor: Actor) -> None:
    """Name a board reader of an internal report; naming the same one again changes nothing.

    Writes release_reader, audit_event.
    Raises Forbidden("role"), NotFound("release" | "user"), RuleRefused("not-a-board-reader" | "is-a-return").
    """
    policies.check_may(actor, Action.NAME_READERS)
    with transaction(actor) as session:
        release = queries.release_by_id(session, release_id)
        if release.kind is not ReleaseKind.BOARD_REPORT:
            raise RuleRefused("is-a-return", "Only board reports have named readers.")
        reader = account_by_email(session, email.strip().lower())
        if reader is None:
            raise NotFound("user", "Nobody has an account with that e-mail address.")
        if Role.BOARD_READER not in {held.role for held in roles_held(session, reader.id)}:
            raise RuleRefused("not-a-board-reader", "Name somebody who holds the role of board reader.")
        if not queries.is_named_reader(session, release.id, reader.id):
            session.add(ReleaseReader(release_id=release.id, user_id=reader.id))
            audit.record(session, actor, "release.reader-named", release.id, reader=str(reader.id))


def rebuilt(release_id: UUID, *, actor: Actor) -> Rebuilt:
    """A release made again from what it froze, held against what it keeps.

    The same code version makes the same bytes; any later one the same figures with the same members. Writes
    audit_event. Raises Forbidden, NotFound("release").
    """
    with transaction(actor) as session:
        release, _ = opening.seen(session, release_id, actor)
        audit.record(session, actor, "release.rebuilt", release.id)
        made = making.remake(session, release)
        again = {name: sha256(body).hexdigest() for name, (_, body) in made.files.items()}
        moved = moved_figures(queries.figures_of(session, release), made.figured.figures.values())
        kept = queries.files_of(session, release_id)
        return Rebuilt(
            files=tuple((file.name, again.get(file.name) == file.digest) for file in kept),
            figures=tuple(figure_id(each.measure, each.coordinates, release.as_at) for each in moved),
            made_by=release.code_version,
            now=version.code_version(),
            is_sound=made.document.stamp.digest == release.digest
            and queries.files_are_whole(session, release_id),
        )


def _frozen(job: Job, *, organisation: str, actor: Actor) -> Frozen:
    """What the job asks for, read as at one instant on behalf of whoever asked: no row is half new."""
    as_at = date.fromisoformat(job.parameters["as_at"])
    with reading(actor) as session:
        if job.name == queue.BUILD_BOARD_REPORT:
            dated = date.fromisoformat(job.parameters["dated"])
            profile = Profile(job.parameters.get("profile", Profile.INTERNAL))
            return freezing.freeze_board(
                session, organisation=organisation, as_at=as_at, dated=dated, profile=profile
            )
        window = queries.window_by_id(session, UUID(job.parameters["window_id"]))
        return freezing.freeze_return(session, window, organisation=organisation, as_at=as_at)


def _progress(actor: Actor, job_id: UUID, stage: int) -> None:
    queue.report_progress(actor, job_id, STAGES[stage], done=stage, total=len(STAGES))


def check_day(as_at: date, actor: Actor) -> None:
    """Refuse a day that has not come, or on which no rules of the programme were in force."""
    with reading(actor) as session:
        editions(session).on(as_at)
    if as_at > clock.today():
        raise RuleRefused("day-to-come", "A report is as at a day that has come. Choose today or earlier.")
