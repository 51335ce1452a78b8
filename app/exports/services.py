"""Exports: ask for one, build it, fetch its files while they are kept, and delete them afterwards."""

import shutil
from collections.abc import Iterable
from contextlib import suppress
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID, uuid4

from sqlmodel import Session

from app import audit, clock, files, version
from app.access import policies
from app.access.family_access import FamilyAccess
from app.access.policies import Actor, check_may, may
from app.cases.queries.teams import OPENED
from app.db import reading, transaction
from app.errors import NotFound, RuleRefused
from app.exports import packing
from app.exports.making import Asked, Made, make_table
from app.exports.models import Export, ExportFile
from app.exports.queries import episodes, exports
from app.exports.queries import pack as pack_queries
from app.exports.rules.catalogue import KEPT_FOR, KINDS, Kind, has_expired
from app.exports.rules.pack import Pack, Wanted, check_wanted
from app.exports.rules.vocabulary import ExportName
from app.exports.views import ExportMade, Fetched, Offered
from app.jobs import queue
from app.jobs.models import Job

FOLDER = "exports"
"""Of the folder that documents are kept in: each export has one of its own there, until it expires."""

LEFT_FOR = timedelta(days=1)


def offered(*, actor: Actor) -> list[Offered]:
    """The exports that the actor may ask for, with when each was last made. Raises Forbidden("role")."""
    kinds = _kinds_of(actor)
    with reading(actor) as session:
        last = exports.latest(session, [kind.name for kind in kinds])
    return [Offered(kind, last[kind.name].made_at if kind.name in last else None) for kind in kinds]


def recent(*, actor: Actor) -> list[ExportMade]:
    """The exports made lately that the actor may open, the newest first. Raises Forbidden("role")."""
    names = [kind.name for kind in _kinds_of(actor)]
    with reading(actor) as session:
        return exports.recent(session, names)


def kind_of(name: str, *, actor: Actor) -> Kind:
    """What an export is, for those who may ask for it. Raises Forbidden("role"), NotFound("export")."""
    if name not in list(ExportName):
        raise exports.no_such_export()
    kind = KINDS[ExportName(name)]
    check_may(actor, kind.action)
    return kind


def request_export(name: ExportName, *, as_at: date, stable: bool = False, actor: Actor) -> Job:
    """Ask for an export that is a table, as at a day.

    stable: of the extract, that its pseudonyms be those of this council's other extracts.
    Writes job, job_progress, audit_event.
    Raises Forbidden("role"), NotFound("export"), RuleRefused("day-to-come").
    """
    kind = kind_of(name, actor=actor)
    if kind.name is ExportName.INSPECTION_PACK:
        raise exports.no_such_export()
    _check_day(as_at)
    with transaction(actor) as session:
        return queue.enqueue(
            session,
            actor,
            queue.BUILD_EXPORT,
            export=kind.name.value,
            as_at=as_at.isoformat(),
            stable=stable and kind.name is ExportName.EXTRACT,
        )


def request_pack(
    *, as_at: date, draw: int = 0, seed: int = 0, chosen: Iterable[str] = (), actor: Actor
) -> Job:
    """Ask for an inspection pack as at a day, with cases drawn by a seed and cases chosen by reference.

    Writes job, job_progress, audit_event. Raises Forbidden("role"),
    RuleRefused("day-to-come" | "too-many-cases" | "seed" | "no-such-number" | "no-such-case").
    """
    kind = KINDS[ExportName.INSPECTION_PACK]
    check_may(actor, kind.action)
    _check_day(as_at)
    wanted = tuple(dict.fromkeys(each.strip().upper() for each in chosen if each.strip()))
    check_wanted(draw, seed, wanted)
    with transaction(actor) as session:
        for reference in wanted:
            if "\0" in reference or pack_queries.of_reference(session, reference, as_at) is None:
                raise RuleRefused(
                    "no-such-case",
                    "One of the references is of no family with an assessment by that day. Check them.",
                )
        return queue.enqueue(
            session,
            actor,
            queue.BUILD_EXPORT,
            export=kind.name.value,
            as_at=as_at.isoformat(),
            draw=draw,
            seed=seed,
            chosen=list(wanted),
        )


def build(job_id: UUID, *, organisation: str, folder: Path, key: str) -> None:
    """Build an export that was asked for, once, into files of its own in the folder of documents.

    Does nothing unless the job is pending and free. The files are on disk before the rows are; those of a
    build that failed are deleted. key: what pseudonyms are made with. Writes export, export_file, job,
    job_progress, audit_event. Raises RuleRefused("no-pseudonym-key" | "no-such-case" | "nothing-to-draw" |
    "pool-too-small").
    """
    with transaction(policies.SYSTEM) as session:
        job = queue.take(session, job_id)
        if job is None:
            return
        actor = Actor(job.requested_by)
        export_id, made_at = uuid4(), clock.now()
        place = _folder_of(folder, export_id)
        place.mkdir(mode=files.ONLY_THIS_USER, parents=True)
        try:
            with TemporaryDirectory(dir=place, prefix="incoming-") as drafts:
                made = _made(job, actor, Path(drafts), organisation=organisation, made_at=made_at, key=key)
                _keep(session, job, made, Path(drafts), place, export_id=export_id, made_at=made_at)
            queue.finish(job)
            session.flush()
        except BaseException:
            shutil.rmtree(place, ignore_errors=True)
            raise


def open_export(export_id: UUID, *, actor: Actor) -> ExportMade:
    """An export that was made, with its files. Raises Forbidden("role"), NotFound("export")."""
    with reading(actor) as session:
        found = exports.by_id(session, export_id)
        check_may(actor, KINDS[found.name].action)
        return exports.made(session, found)


def export_of_job(job_id: UUID, *, actor: Actor) -> ExportMade:
    """What a piece of work made. Raises Forbidden("role"), NotFound("export")."""
    with reading(actor) as session:
        found = exports.of_job(session, job_id)
        check_may(actor, KINDS[found.name].action)
        return exports.made(session, found)


def fetch_file(export_id: UUID, name: str, *, folder: Path, actor: Actor) -> Fetched:
    """A file of an export, to be sent; noted with its hash. Writes audit_event.

    Raises Forbidden("role"), NotFound("export" | "export-expired" | "file").
    """
    with transaction(actor) as session:
        found = exports.by_id(session, export_id)
        check_may(actor, KINDS[found.name].action)
        if found.discarded_at is not None or has_expired(found.made_at, clock.now()):
            raise NotFound("export-expired", "The files of this export have expired. Ask for it again.")
        file = exports.file_of(session, export_id, name)
        place = files.whole(_folder_of(folder, export_id), file.digest)
        audit.record(session, actor, "export.downloaded", export_id, file=file.name, digest=file.digest)
        return Fetched(place, file.name, file.media_type)


def discard_expired(*, folder: Path) -> int:
    """Delete the files of exports that have expired; how many exports. Writes export, audit_event, and files.

    What was made stays on file, with the hash of each file.
    """
    now = clock.now()
    with transaction(policies.SYSTEM) as session:
        gone = exports.expired(session, now)
        for each in gone:
            with suppress(FileNotFoundError):
                shutil.rmtree(_folder_of(folder, each.id))
            each.discarded_at = now
            audit.record(session, policies.SYSTEM, "export.discarded", each.id)
        _sweep(session, folder / FOLDER, now)
    return len(gone)


def fail(job_id: UUID, error: BaseException) -> None:
    """Say on the job that building it failed. Writes job, audit_event."""
    queue.fail(policies.SYSTEM, job_id, error)


def _made(
    job: Job, actor: Actor, drafts: Path, *, organisation: str, made_at: datetime, key: str
) -> tuple[Made, Pack | None]:
    """Write what a job asks for, read as at one instant on behalf of whoever asked."""
    asked: dict[str, Any] = job.parameters
    name, as_at = ExportName(asked["export"]), date.fromisoformat(asked["as_at"])
    code = version.code_version()
    if name is ExportName.INSPECTION_PACK:
        wanted = Wanted(as_at, asked["draw"], asked["seed"], tuple(asked["chosen"]))
        with reading(actor) as session:
            pack = packing.gather(
                session,
                drafts,
                wanted,
                organisation=organisation,
                made_at=made_at,
                code=code,
                user_id=actor.user_id,
                tell=partial(_tell_stage, actor, job.id),
            )
        _tell_stage(actor, job.id, 4)
        return packing.write(pack, drafts), pack
    if name is ExportName.EXTRACT and not key:
        raise RuleRefused(
            "no-pseudonym-key",
            "No key for pseudonyms is set. Have LOXLEY_PSEUDONYM_KEY set where the worker runs.",
        )
    table = Asked(name, as_at, organisation, made_at, code, stable=asked["stable"], key=key)
    with reading(actor) as session:
        total = episodes.how_many(session, as_at)
        tell = partial(_tell_rows, actor, job.id, total)
        tell(0)
        return make_table(session, drafts, table, tell), None


def _keep(
    session: Session,
    job: Job,
    made: tuple[Made, Pack | None],
    drafts: Path,
    place: Path,
    *,
    export_id: UUID,
    made_at: datetime,
) -> None:
    """Put the files where they are kept, and say in rows and in the trail what was made."""
    result, pack = made
    actor = Actor(job.requested_by)
    asked = dict(job.parameters)
    name = ExportName(asked.pop("export"))
    session.add(
        Export(
            id=export_id,
            name=name,
            as_at=date.fromisoformat(asked.pop("as_at")),
            wanted=asked,
            made_at=made_at,
            made_by=job.requested_by,
            job_id=job.id,
            code_version=version.code_version(),
            lines=result.lines,
            errors=result.errors,
            queries=result.queries,
            expires_at=made_at + KEPT_FOR,
        )
    )
    session.flush()
    for position, (file, media_type) in enumerate(result.files):
        size = (drafts / file).stat().st_size
        digest = files.keep_file(place, drafts / file)
        session.add(
            ExportFile(
                export_id=export_id,
                name=file,
                position=position,
                media_type=media_type,
                size_bytes=size,
                digest=digest,
            )
        )
        audit.record(
            session, actor, "export.made", export_id, export=name.value, file=file, digest=digest, bytes=size
        )
    for told in pack.stories if pack else ():
        audit.record(
            session,
            actor,
            OPENED,
            told.family_id,
            seen_as=FamilyAccess.COORDINATOR.value,
            export_id=str(export_id),
            assessment_id=str(told.assessment_id),
        )


def _sweep(session: Session, folder: Path, now: datetime) -> None:
    """Delete what builds that were killed have left: folders of no export, untouched for a day.

    What is no folder of an export's name was put there by somebody else, and is left alone.
    """
    for left in folder.iterdir() if folder.is_dir() else ():
        export_id = _id_of(left)
        touched = datetime.fromtimestamp(left.stat().st_mtime, now.tzinfo)
        if export_id and now - touched > LEFT_FOR and session.get(Export, export_id) is None:
            shutil.rmtree(left)


def _id_of(folder: Path) -> UUID | None:
    """The export whose folder it would be; None for what no build makes."""
    with suppress(ValueError):
        return UUID(folder.name) if folder.is_dir() else None
    return None


def _tell_stage(actor: Actor, job_id: UUID, stage: int) -> None:
    queue.report_progress(actor, job_id, packing.STAGES[stage], done=stage, total=len(packing.STAGES))


def _tell_rows(actor: Actor, job_id: UUID, total: int, done: int) -> None:
    queue.report_progress(actor, job_id, "writing the rows", done=done, total=max(total, done + 1))


def _kinds_of(actor: Actor) -> list[Kind]:
    """The exports that an actor may ask for. Raises Forbidden("role") where there is none."""
    found = [kind for kind in KINDS.values() if may(actor, kind.action)]
    if not found:
        check_may(actor, KINDS[ExportName.LIST_TWO].action)
    return found


def _folder_of(folder: Path, export_id: UUID) -> Path:
    return folder / FOLDER / str(export_id)


def _check_day(as_at: date) -> None:
    if as_at > clock.today():
        raise RuleRefused("day-to-come", "An export is as at a day that has come. Choose today or earlier.")
