"""Exports that were made: the latest of each, one of them, and those that have expired."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy.dialects.postgresql import distinct_on
from sqlmodel import Session, col, select

from app.access.models import UserAccount
from app.access.policies import COMMAND_LINE
from app.errors import NotFound
from app.exports.models import Export, ExportFile
from app.exports.rules.vocabulary import ExportName
from app.exports.views import ExportMade, FileMade

LATEST = 20


def latest(session: Session, names: Collection[ExportName]) -> dict[ExportName, Export]:
    """The export of each name that was made last."""
    statement = (
        select(Export)
        .where(col(Export.name).in_(names))
        .order_by(col(Export.name), col(Export.made_at).desc())
        .ext(distinct_on(col(Export.name)))
    )
    return {each.name: each for each in session.exec(statement)}


def recent(session: Session, names: Collection[ExportName]) -> list[ExportMade]:
    """The exports made lately, the newest first."""
    statement = (
        select(Export)
        .where(col(Export.name).in_(names))
        .order_by(col(Export.made_at).desc(), col(Export.id))
        .limit(LATEST)
    )
    return [made(session, each) for each in session.exec(statement)]


def by_id(session: Session, export_id: UUID) -> Export:
    """An export. Raises NotFound("export")."""
    found = session.get(Export, export_id)
    if found is None:
        raise no_such_export()
    return found


def of_job(session: Session, job_id: UUID) -> Export:
    """The export that a piece of work made. Raises NotFound("export")."""
    found = session.exec(select(Export).where(Export.job_id == job_id)).one_or_none()
    if found is None:
        raise no_such_export()
    return found


def file_of(session: Session, export_id: UUID, name: str) -> ExportFile:
    """A file of an export. Raises NotFound("file")."""
    found = session.get(ExportFile, (export_id, name))
    if found is None:
        raise NotFound("file", "The export has no such file.")
    return found


def made(session: Session, export: Export) -> ExportMade:
    """An export as it is shown, with its files and who asked for it."""
    files = session.exec(
        select(ExportFile).where(ExportFile.export_id == export.id).order_by(col(ExportFile.position))
    )
    account = session.get(UserAccount, export.made_by)
    return ExportMade(
        id=export.id,
        name=export.name,
        as_at=export.as_at,
        wanted=export.wanted,
        made_at=export.made_at,
        made_by=account.display_name if account else _without_account(export.made_by),
        job_id=export.job_id,
        code_version=export.code_version,
        lines=export.lines,
        errors=export.errors,
        queries=export.queries,
        expires_at=export.expires_at,
        files=tuple(FileMade(each.name, each.media_type, each.size_bytes, each.digest) for each in files),
    )


def _without_account(user_id: UUID) -> str:
    """Who made an export, where nobody signs in as them."""
    return "the command line" if user_id == COMMAND_LINE.user_id else "somebody who has no account"


def expired(session: Session, now: datetime) -> list[Export]:
    """The exports whose files are to be deleted, locked for this transaction."""
    statement = (
        select(Export)
        .where(col(Export.discarded_at).is_(None), col(Export.expires_at) <= now)
        .order_by(col(Export.id))
        .with_for_update(skip_locked=True)
    )
    return list(session.exec(statement))


def no_such_export() -> NotFound:
    """There is none by that id, for whoever asks."""
    return NotFound("export", "There is no such export.")
