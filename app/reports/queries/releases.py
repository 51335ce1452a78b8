"""Releases read back: their figures, files, frozen rows, and what they were asked for."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Session, col, select

from app.cases.models.assessments import AssessedChild, Assessment, Consent
from app.cases.models.people import Family, HouseholdMember
from app.claims.models.claims import ClaimWindow
from app.db import rows
from app.errors import NotFound
from app.reports import models
from app.reports.approval_rows import ReleaseApproval
from app.reports.models import FrozenInput, Release, ReleaseFile, ReleaseInputs, ReleaseReader
from app.reports.rules.approval import ApprovalState
from app.reports.rules.figures import Figure
from app.reports.rules.vocabulary import Profile, ReleaseKind, Unit

PUBLISHING_LOCK = 5_310_024
"""Names the lock that a public release is made under."""


def window_by_id(session: Session, window_id: UUID) -> ClaimWindow:
    """The claim window. Raises NotFound("claim-window")."""
    window = session.get(ClaimWindow, window_id)
    if window is None:
        raise NotFound("claim-window", "There is no such claim window.")
    return window


def window_by_label(session: Session, label: str) -> ClaimWindow:
    """The claim window of this label. Raises NotFound("claim-window")."""
    window = session.exec(select(ClaimWindow).where(ClaimWindow.label == label)).one_or_none()
    if window is None:
        raise NotFound("claim-window", "There is no claim window of that name.")
    return window


def release_by_id(session: Session, release_id: UUID) -> Release:
    """The release. Raises NotFound("release")."""
    release = session.get(Release, release_id)
    if release is None:
        raise NotFound("release", "There is no such report or return.")
    return release


def all_releases(session: Session) -> Sequence[Release]:
    """Every release, newest first."""
    return session.exec(select(Release).order_by(col(Release.made_at).desc(), col(Release.id))).all()


def board_reports_before(session: Session, as_at: date) -> Sequence[Release]:
    """The board reports as at an earlier day that stand: none sent back, and none taken back.

    Those approved come first, for they are what the Board has read; then the latest day, and of each day the
    latest made.
    """
    state = col(ReleaseApproval.state)
    statement = (
        select(Release)
        .join(ReleaseApproval, col(ReleaseApproval.release_id) == col(Release.id))
        .where(
            Release.kind == ReleaseKind.BOARD_REPORT,
            col(Release.as_at) < as_at,
            state.not_in([ApprovalState.SENT_BACK, ApprovalState.WITHDRAWN]),
        )
    )
    newest_first = (col(Release.as_at).desc(), col(Release.made_at).desc(), col(Release.id))
    return session.exec(statement.order_by((state != ApprovalState.APPROVED), *newest_first)).all()


def lock_publishing(session: Session) -> None:
    """Wait until no other public release is being made: each is protected together with all before it."""
    session.connection().execute(sa.select(sa.func.pg_advisory_xact_lock(PUBLISHING_LOCK)))


def public_releases(session: Session) -> Sequence[Release]:
    """Every public release, oldest first."""
    statement = select(Release).where(Release.profile == Profile.PUBLIC)
    return session.exec(statement.order_by(col(Release.made_at), col(Release.id))).all()


def releases_of(session: Session, digests: Sequence[str]) -> Sequence[Release]:
    """The releases of these hashes, in their order; one of those that share a hash, for they are the same."""
    statement = select(Release).where(col(Release.digest).in_(digests))
    found = {release.digest: release for release in session.exec(statement)}
    return [found[each] for each in digests]


def releases_holding(session: Session, family_id: UUID) -> Sequence[Release]:
    """The releases a figure of which counts a family, its assessments, consents or children, newest first.

    A public figure keeps no members: a public release is one of them when it froze a row of theirs.
    """
    assessments = sa.select(col(Assessment.id)).where(col(Assessment.family_id) == family_id)
    of_it = sa.union(
        assessments,
        sa.select(col(Consent.id)).where(col(Consent.assessment_id).in_(assessments)),
        sa.select(col(AssessedChild.person_id)).where(col(AssessedChild.assessment_id).in_(assessments)),
        sa.select(col(HouseholdMember.person_id)).where(col(HouseholdMember.family_id) == family_id),
    )
    ids = [family_id, *session.connection().execute(of_it).scalars()]
    counted = col(models.Figure.members).op("&&")(sa.cast(ids, ARRAY(sa.Uuid)))
    holding = sa.select(col(models.Figure.release_id)).where(counted)
    either: sa.ColumnElement[bool] = col(Release.id).in_(holding)
    digests = _frozen_of(session, ids)
    if digests:
        froze = col(ReleaseInputs.digests).op("&&")(sa.cast(digests, ARRAY(sa.LargeBinary)))
        without_members = (
            sa.select(col(ReleaseInputs.release_id))
            .join(Release, col(Release.id) == col(ReleaseInputs.release_id))
            .where(col(Release.profile) == Profile.PUBLIC, froze)
        )
        either = sa.or_(either, col(Release.id).in_(without_members))
    statement = select(Release).where(either)
    return session.exec(statement.order_by(col(Release.made_at).desc(), col(Release.id))).all()


def _frozen_of(session: Session, ids: Sequence[UUID]) -> list[bytes]:
    """The digests of the frozen rows of these families and assessments, by the index on what they are of."""
    of = sa.text("(coalesce(content::jsonb ->> 'family_id', content::jsonb ->> 'assessment_id')) = any(:ids)")
    statement = sa.select(col(FrozenInput.digest)).where(of)
    return list(session.connection().execute(statement, {"ids": [str(each) for each in ids]}).scalars())


def files_of(session: Session, release_id: UUID) -> Sequence[sa.Row[Any]]:
    """The name, media type, size and digest of each file of a release, without their content."""
    return rows(
        session,
        sa.select(
            col(ReleaseFile.name),
            col(ReleaseFile.media_type),
            sa.func.length(ReleaseFile.content).label("size"),
            col(ReleaseFile.digest),
        )
        .where(col(ReleaseFile.release_id) == release_id)
        .order_by(col(ReleaseFile.name)),
    )


def files_are_whole(session: Session, release_id: UUID) -> bool:
    """Whether each file of a release still has the hash that it was kept with."""
    hashed = sa.func.encode(sa.func.sha256(col(ReleaseFile.content)), "hex")
    changed = sa.select(col(ReleaseFile.name)).where(
        col(ReleaseFile.release_id) == release_id, hashed != col(ReleaseFile.digest)
    )
    return not rows(session, changed)


def file_of(session: Session, release_id: UUID, name: str) -> ReleaseFile:
    """A file of a release. Raises NotFound("file")."""
    found = session.get(ReleaseFile, (release_id, name))
    if found is None:
        raise NotFound("file", "This release has no such file.")
    return found


def figures_of(session: Session, release: Release) -> list[Figure]:
    """The figures of a release as it keeps them, in order, with their members."""
    statement = (
        select(models.Figure)
        .where(models.Figure.release_id == release.id)
        .order_by(col(models.Figure.position))
    )
    return [_figure(found, release) for found in session.exec(statement)]


def figure_of(session: Session, release: Release, figure_id: str) -> Figure:
    """A figure of a release as it keeps it. Raises NotFound("figure")."""
    found = session.get(models.Figure, (release.id, figure_id))
    if found is None:
        raise NotFound("figure", "This release has no such figure.")
    return _figure(found, release)


def _figure(found: models.Figure, release: Release) -> Figure:
    return Figure(
        measure=found.measure,
        coordinates=tuple((axis, value) for axis, value in found.coordinates),
        as_at=release.as_at,
        unit=found.unit,
        value=int(found.value) if found.value is not None and found.unit is not Unit.PERCENT else found.value,
        members=tuple(found.members) if found.members is not None else None,
        members_are=found.members_are,
        formula=found.formula,
        inputs=tuple(found.inputs or ()),
    )


def frozen_contents(session: Session, release_id: UUID) -> Mapping[str, Sequence[str]]:
    """The frozen rows of a release as text, by kind, in order."""
    statement = sa.text(
        """
        select inputs.kind, frozen.content
        from release_inputs inputs
        cross join lateral unnest(inputs.digests) with ordinality as each(digest, position)
        join frozen_input frozen on frozen.digest = each.digest
        where inputs.release_id = :release_id
        order by inputs.kind, each.position
        """
    )
    found: dict[str, list[str]] = {}
    for row in session.connection().execute(statement, {"release_id": release_id}):
        found.setdefault(row.kind, []).append(row.content)
    return found


def references(session: Session, family_ids: Sequence[UUID]) -> Mapping[UUID, str | None]:
    """The PF references of families, by id."""
    wanted = sa.literal(list(family_ids), ARRAY(sa.Uuid))  # one parameter, however many families
    statement = sa.select(col(Family.id), col(Family.reference)).where(col(Family.id) == sa.any_(wanted))
    return {row.id: row.reference for row in rows(session, statement)}


def is_named_reader(session: Session, release_id: UUID, user_id: UUID) -> bool:
    """Whether a user is named as a reader of a release."""
    return session.get(ReleaseReader, (release_id, user_id)) is not None
