"""Keeps releases: their frozen rows, figures with members and files; and gives their rows back."""

import json
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session

from app.reports.approval_rows import ReleaseApproval
from app.reports.models import Figure, FrozenInput, Release, ReleaseFile, ReleaseInputs
from app.reports.queries import releases
from app.reports.rules.figured import Figured
from app.reports.rules.frozen import (
    ROW_KINDS,
    Contents,
    Frozen,
    Manifest,
    plain,
    release_digest,
    thaw,
)
from app.reports.rules.vocabulary import ReleaseKind


def keep(
    session: Session,
    manifest: Manifest,
    contents: Contents,
    found: Figured,
    *,
    made_at: datetime,
    code: str,
    made_by: UUID,
    job_id: UUID | None,
) -> Release:
    """Keep what a release is made from, with its figures: all but its files, which can be made from it."""
    release = Release(
        kind=manifest.kind,
        profile=manifest.profile,
        title=manifest.title,
        as_at=manifest.as_at,
        dated=manifest.dated,
        made_at=made_at,
        made_by=made_by,
        job_id=job_id,
        code_version=code,
        digest=release_digest(manifest, contents.digests),
        manifest=plain(manifest),
    )
    session.add(release)
    session.flush()
    if manifest.kind is ReleaseKind.BOARD_REPORT:
        session.add(ReleaseApproval(release_id=release.id, changed_at=made_at))
    for kind, digests in contents.digests.items():
        _keep_rows(session, dict(zip(digests, contents.texts[kind], strict=True)))
        session.add(ReleaseInputs(release_id=release.id, kind=kind, digests=list(digests)))
    session.connection().execute(sa.insert(Figure), _figure_rows(release.id, found))
    session.flush()
    return release


def keep_files(session: Session, release_id: UUID, files: Mapping[str, tuple[str, bytes]]) -> None:
    """Keep the files of a release. Writes release_file."""
    for name, (media_type, body) in files.items():
        session.add(
            ReleaseFile(
                release_id=release_id,
                name=name,
                media_type=media_type,
                content=body,
                digest=sha256(body).hexdigest(),
            )
        )
    session.flush()


def thawed(session: Session, release: Release) -> Frozen:
    """What a release froze, back as rows."""
    texts = releases.frozen_contents(session, release.id)

    def rows_of(kind: str) -> tuple[Any, ...]:
        return tuple(thaw(ROW_KINDS[kind], json.loads(text)) for text in texts.get(kind, ()))

    return Frozen(manifest=thawed_manifest(release), **{kind: rows_of(kind) for kind in ROW_KINDS})


def thawed_manifest(release: Release) -> Manifest:
    """The manifest of a release alone."""
    return thaw(Manifest, release.manifest)


def _keep_rows(session: Session, texts: Mapping[bytes, str]) -> None:
    """Add the frozen rows, by their hashes, that no earlier release has kept: in one statement for all."""
    if texts:
        # As one text each: the driver would write an array of thousands of texts piece by piece.
        digests, contents = (
            sa.func.json_array_elements_text(sa.cast(sa.literal(json.dumps(each), sa.Text), sa.JSON))
            for each in ([digest.hex() for digest in texts], list(texts.values()))
        )
        given = sa.select(sa.func.decode(digests, "hex"), contents)
        statement = insert(FrozenInput).from_select(["digest", "content"], given).on_conflict_do_nothing()
        session.connection().execute(statement)


def _figure_rows(release_id: UUID, found: Figured) -> list[dict[str, Any]]:
    return [
        {
            "release_id": release_id,
            "figure_id": figure.id,
            "position": position,
            "measure": figure.measure,
            "coordinates": [list(pair) for pair in figure.coordinates],
            "unit": figure.unit,
            "value": figure.value,
            "members": list(figure.members) if figure.members is not None else None,
            "members_are": figure.members_are,
            "formula": figure.formula,
            "inputs": list(figure.inputs),
        }
        for position, figure in enumerate(found.figures.values())
    ]
