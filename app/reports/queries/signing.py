"""The release that a signature froze, and the work on its files."""

from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.jobs import queue
from app.jobs.models import Job, JobStatus
from app.reports.models import Release, ReturnRelease


def release_of(session: Session, return_id: UUID) -> Release | None:
    """The release of a signed return; None while it is not signed."""
    statement = (
        select(Release)
        .join(ReturnRelease, col(ReturnRelease.release_id) == col(Release.id))
        .where(ReturnRelease.return_id == return_id)
    )
    return session.exec(statement).one_or_none()


def files_job(session: Session, return_id: UUID) -> UUID | None:
    """The work that is being done on the files of a return; None when there is none."""
    statement = sa.select(col(Job.id)).where(
        col(Job.name) == queue.BUILD_SIGNED_RETURN,
        col(Job.status) == JobStatus.PENDING,
        col(Job.parameters)["return_id"].astext == str(return_id),
    )
    return session.connection().execute(statement.limit(1)).scalar_one_or_none()
