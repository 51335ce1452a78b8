"""What the services of reports hand to pages and the API: frozen values, no rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from app.jobs import queue
from app.jobs.models import JobStatus
from app.reports.rules.comparison import Moved
from app.reports.rules.document import Document
from app.reports.rules.figures import Figure, figure_id, printed
from app.reports.rules.vocabulary import Profile, ReleaseKind

JOB_NAMES = {
    queue.BUILD_BOARD_REPORT: "Board report",
    queue.BUILD_RETURN: "Government return",
    queue.BUILD_SIGNED_RETURN: "Files of a signed return",
    queue.BUILD_EXPORT: "Export",
}


@dataclass(frozen=True, slots=True)
class JobView:
    """Where a piece of work stands. seconds_left: None until it can be told."""

    id: UUID
    name: str
    status: JobStatus
    stage: str
    done: int
    total: int | None
    seconds_left: int | None
    problem: str | None
    failure: str | None
    requested_at: datetime
    finished_at: datetime | None
    release_id: UUID | None


@dataclass(frozen=True, slots=True)
class ReleaseSummary:
    """A release in a list. is_draft: a return that nobody has signed."""

    id: UUID
    kind: ReleaseKind
    profile: Profile
    title: str
    as_at: date
    dated: date
    made_at: datetime
    digest: str
    code_version: str
    is_draft: bool


@dataclass(frozen=True, slots=True)
class FileSummary:
    """A file of a release, without its content. size in bytes; digest is SHA-256 in hexadecimal."""

    name: str
    media_type: str
    size: int
    digest: str


@dataclass(frozen=True, slots=True)
class OpenedRelease:
    """A release with its document and files."""

    summary: ReleaseSummary
    document: Document
    files: tuple[FileSummary, ...]


@dataclass(frozen=True, slots=True)
class FamilyAsItStood:
    """A family behind a figure, as the release froze it.

    reference: None for a household that was never identified for the programme.
    """

    id: UUID
    reference: str | None
    ward: str
    standing: str


@dataclass(frozen=True, slots=True)
class AssessmentAsItStood:
    """An assessment behind a figure, as the release froze it."""

    id: UUID
    initiated_on: date
    initiating_agency: str
    standing: str


@dataclass(frozen=True, slots=True)
class RecordAsItStood:
    """A claim line in an audit, an assurance visit or an action after one, behind a figure.

    family_id: the line's family; None for visits and actions.
    """

    id: UUID
    name: str
    standing: str
    family_id: UUID | None


@dataclass(frozen=True, slots=True)
class OpenedFigure:
    """A figure with what stands behind it: families, assessments, records of audit and assurance, or figures.

    inputs: the figures that it was made from.
    """

    figure: Figure
    definition: str
    families: tuple[FamilyAsItStood, ...]
    assessments: tuple[AssessmentAsItStood, ...]
    records: tuple[RecordAsItStood, ...]
    inputs: tuple[Figure, ...]
    release: ReleaseSummary | None


@dataclass(frozen=True, slots=True)
class ChangedFamily:
    """A family whose frozen facts differ between two releases, and how, in words."""

    id: UUID
    reference: str | None
    changes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two releases side by side."""

    first: ReleaseSummary
    second: ReleaseSummary
    moved: tuple[Moved, ...]
    families: tuple[ChangedFamily, ...]

    def lines(self) -> Iterator[str]:
        """The comparison as lines of text."""
        yield f"{len(self.moved)} figures moved; the facts of {len(self.families)} families changed."
        for moved in self.moved:
            name = figure_id(moved.measure, moved.coordinates, self.second.as_at)
            yield f"{name}: {_value(moved.before)} → {_value(moved.after)}"
        for family in self.families:
            yield f"{family.reference or family.id}: {'; '.join(family.changes)}"


def _value(figure: Figure | None) -> str:
    return printed(figure) if figure else "not there"


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """A release made again: each file with whether its bytes are the same, and ids of figures that differ."""

    files: tuple[tuple[str, bool], ...]
    figures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IdentityResult:
    """An identity as it is now, with the references of the families in any difference."""

    code: str
    sentence: str
    difference: int
    holds: bool
    families: tuple[str, ...]
