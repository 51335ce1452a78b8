"""Exports as their readers see them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from app.exports.rules.catalogue import Kind
from app.exports.rules.vocabulary import ExportName


@dataclass(frozen=True, slots=True)
class FileMade:
    """A file of an export."""

    name: str
    media_type: str
    size: int
    digest: str


@dataclass(frozen=True, slots=True)
class ExportMade:
    """An export that was made. made_by: by name. lines: rows of its table, or children listed."""

    id: UUID
    name: ExportName
    as_at: date
    wanted: Mapping[str, Any]
    made_at: datetime
    made_by: str
    job_id: UUID
    code_version: str
    lines: int
    errors: int
    queries: int
    expires_at: datetime
    files: tuple[FileMade, ...]


@dataclass(frozen=True, slots=True)
class Offered:
    """An export that may be asked for. last_made_at: None: never."""

    kind: Kind
    last_made_at: datetime | None


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file to be sent: where it lies, whole and as it was made."""

    place: Path
    name: str
    media_type: str
