"""What the services of reports hand to pages and the API: frozen values, no rows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from app.errors import NotFound
from app.jobs import queue
from app.jobs.models import JobStatus
from app.reports.rules.approval import ApprovalState
from app.reports.rules.document import Document
from app.reports.rules.figures import Coordinates, Figure, printed
from app.reports.rules.restatement import Difference, Reason, Why
from app.reports.rules.vocabulary import CountOf, Profile, ReleaseKind

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
    """A release in a list. is_draft: a return that nobody has signed.

    approval: where a board report stands; None for a return. superseded_by: a later approved one as at the
    same day.
    """

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
    approval: ApprovalState | None
    superseded_by: UUID | None


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
class RestatedRecord:
    """A family or an assessment of which something is told otherwise, and why.

    name: a family's reference, or how an assessment began. family_id: None for an assessment that is no
    longer there.
    """

    id: UUID
    kind: CountOf
    name: str
    family_id: UUID | None
    reason: Reason
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class MovedFigure:
    """A figure that differs, with the reasons of the members that came and went.

    id: the figure's, as at the later day.
    """

    id: str
    measure: str
    coordinates: Coordinates
    before: Figure | None
    after: Figure | None
    why: Why
    members: frozenset[UUID]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two releases side by side, or one and the records as they stand. second: None for those."""

    first: ReleaseSummary
    second: ReleaseSummary | None
    last_day: date
    moved: tuple[MovedFigure, ...]
    records: tuple[RestatedRecord, ...]
    reasons: Mapping[Reason, Mapping[CountOf, int]]

    def of_figure(self, figure_id: str) -> tuple[RestatedRecord, ...]:
        """The records that came to be, or no longer are, behind a figure. Raises NotFound("figure")."""
        for moved in self.moved:
            if moved.id == figure_id:
                return tuple(each for each in self.records if each.id in moved.members)
        raise NotFound("figure", "No such figure moved between the two.")

    def lines(self) -> Iterator[str]:
        """The comparison as lines of text."""
        families = sum(each.kind is CountOf.FAMILIES for each in self.records)
        yield (
            f"{len(self.moved):,} figures moved; of {families:,} families and "
            f"{len(self.records) - families:,} assessments something is told otherwise."
        )
        for moved in self.moved:
            yield f"{moved.id}: {_value(moved.before)} → {_value(moved.after)}{_why(moved.why)}"
        for record in self.records:
            differences = "; ".join(each.words for each in record.differences)
            yield f"{record.name}: {differences} ({record.reason.label.lower()})"


def _value(figure: Figure | None) -> str:
    return printed(figure) if figure else "not there"


def _why(why: Why) -> str:
    words = why_in_words(why)
    return f" ({words})" if words else ""


def why_in_words(why: Why) -> str:
    """109 more: 109 entered late; 2 fewer: 1 corrected, 1 merged or un-merged."""
    return "; ".join(
        f"{sum(counted.values()):,} {direction}: "
        + ", ".join(f"{number:,} {_named(reason)}" for reason, number in counted.items())
        for direction, counted in (("more", why.come), ("fewer", why.gone))
        if counted
    )


def _named(reason: Reason | None) -> str:
    return reason.label.lower() if reason else "for what these lists do not compare"


class Verdict(StrEnum):
    """How a release came out when it was made again."""

    SAME_BYTES = "same-bytes"
    SAME_FIGURES = "same-figures"
    DIFFERS = "differs"


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """A release made again from what it froze, held against what it keeps.

    files: each with whether its bytes are the same. figures: ids of those that differ in value or members.
    made_by, now: the version of the code that made it, and that at hand. is_sound: what it froze, and the
    files that it keeps, have the hashes that they were kept with.
    """

    files: tuple[tuple[str, bool], ...]
    figures: tuple[str, ...]
    made_by: str
    now: str
    is_sound: bool

    @property
    def verdict(self) -> Verdict:
        """The same bytes; or the same figures, laid out by another version of the code; or neither.

        The version of the code that made a release makes the same bytes, so other bytes from it are a fault.
        """
        if self.figures or not self.is_sound:
            return Verdict.DIFFERS
        if all(is_same for _, is_same in self.files):
            return Verdict.SAME_BYTES
        return Verdict.SAME_FIGURES if self.made_by != self.now else Verdict.DIFFERS

    @property
    def sentence(self) -> str:
        """The verdict in words."""
        match self.verdict:
            case Verdict.SAME_BYTES:
                return "Every file comes out with the same bytes, and every figure with the same members."
            case Verdict.SAME_FIGURES:
                return (
                    "Every figure and its members are the same. The layout differs: the release was made by "
                    f"version {self.made_by} of the code, and this is version {self.now}."
                )
            case Verdict.DIFFERS:
                return f"It does not come out the same. {self._fault}"

    @property
    def _fault(self) -> str:
        if not self.is_sound:
            return "What it keeps no longer has the hash that it was kept with."
        if self.figures:
            return f"These figures come out otherwise: {', '.join(self.figures)}."
        return f"Its files have other bytes, though the code is the version that made it, {self.now}."


@dataclass(frozen=True, slots=True)
class FamilyNamed:
    """A family by its reference; None for a household that was never identified for the programme."""

    id: UUID
    reference: str | None


@dataclass(frozen=True, slots=True)
class IdentityResult:
    """An identity as it is now.

    subject: what it is about. figure: the id of its total. total, sum: the number that stands on its own,
    and what it is held against. is_within: the sum's members must be among the total's, which may have more.
    families: the references of those in any difference; named: the same with their ids, where members are
    families, for whoever may open them.
    """

    code: str
    subject: str
    sentence: str
    figure: str
    total: int
    sum: int
    is_within: bool
    difference: int
    holds: bool
    families: tuple[str, ...]
    named: tuple[FamilyNamed, ...]
