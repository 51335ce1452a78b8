"""What an inspection pack holds, as plain values that each of its forms draws and adds nothing to. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Generic, TypeVar
from uuid import UUID

from app.errors import RuleRefused
from app.exports.rules.checks import Rule
from app.exports.rules.impact import Impact
from app.periods import Period, months_before

Row = TypeVar("Row")

CHILDREN_MONTHS, IMPACT_MONTHS, AUDIT_MONTHS = 3, 12, 6
MOST_SAMPLED = 20
LARGEST_SEED = 2**31 - 1
PRINTED = 400
"""So many rows of a list are printed on paper; a longer list is in the workbook, and the paper says so."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for: as at a day, with cases drawn by a seed, and cases chosen by reference.

    draw: how many to draw, of the assessments of the first list.
    """

    as_at: date
    draw: int = 0
    seed: int = 0
    chosen: tuple[str, ...] = ()

    @property
    def children_in(self) -> Period:
        """The three months before the day."""
        return months_before(self.as_at, CHILDREN_MONTHS)

    @property
    def impact_in(self) -> Period:
        """The twelve months before it."""
        return months_before(self.as_at, IMPACT_MONTHS)

    @property
    def audits_in(self) -> Period:
        """The six months before it."""
        return months_before(self.as_at, AUDIT_MONTHS)


def check_wanted(draw: int, seed: int, chosen: tuple[str, ...]) -> None:
    """Raises RuleRefused("too-many-cases" | "seed" | "no-such-number")."""
    if draw < 0:
        raise RuleRefused("no-such-number", "Enter how many cases to draw: a whole number, or 0 for none.")
    if draw + len(chosen) > MOST_SAMPLED:
        raise RuleRefused(
            "too-many-cases",
            f"A pack tells up to {MOST_SAMPLED} cases, drawn and chosen together. Ask for fewer.",
        )
    if not 0 <= seed <= LARGEST_SEED:
        raise RuleRefused("seed", f"Enter a seed from 0 to {LARGEST_SEED:,}.")


@dataclass(frozen=True, slots=True)
class ChildListed:
    """A child with a CAF or family assessment in the three months. lead: by name, with their agency."""

    assessment_id: UUID
    child: str
    name: str
    born_on: date | None
    age: int | None
    sex: str
    ethnicity: str
    reference: str | None
    kind: str
    initiated_on: date
    stage: str
    lead: str | None
    lead_agency: str | None
    closed_on: date | None
    closure_reason: str | None


@dataclass(frozen=True, slots=True)
class AuditListed:
    """A quality audit of the six months: how many of its sample are reviewed, and the score."""

    title: str
    category: str
    drawn_on: date
    closed_on: date | None
    sampled: int
    reviewed: int
    scored: int
    of: int


@dataclass(frozen=True, slots=True)
class ActionListed:
    """An action after a review of those audits, as it stood on the day."""

    audit: str
    what: str
    who: str
    asked_on: date
    due_on: date
    done_on: date | None
    state: str


@dataclass(frozen=True, slots=True)
class Dated:
    """Something of a case on a day: what, by whom, and why; None where the records do not hold it."""

    day: date
    what: str
    who: str | None = None
    why: str | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """Words as somebody wrote them down: of the child, or a direction. where: in what they stand."""

    where: str
    words: str
    day: date | None = None
    who: str | None = None


@dataclass(frozen=True, slots=True)
class Story:
    """One case from start to finish.

    how: drawn as which of the sample, or chosen. outcome: what came of it, a sentence a line.
    """

    assessment_id: UUID
    family_id: UUID
    reference: str | None
    title: str
    how: str
    people: tuple[str, ...]
    chronology: tuple[Dated, ...]
    decisions: tuple[Dated, ...]
    oversight: tuple[Said, ...]
    childs_words: tuple[Said, ...]
    outcome: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cover:
    """What a pack says of itself.

    pool, pool_digest: how many assessments its cases were drawn from, and a hash over their ids.
    """

    organisation: str
    wanted: Wanted
    made_at: datetime
    code_version: str
    pool: int
    pool_digest: str


@dataclass(frozen=True, slots=True)
class Printed(Generic[Row]):
    """What paper prints of a list: its first rows, and how many it has in all."""

    rows: tuple[Row, ...]
    of: int


@dataclass(slots=True)
class First(Generic[Row]):
    """Takes the rows of a list as they come and holds those to be printed, and no others."""

    rows: list[Row] = field(default_factory=list)
    of: int = 0

    def add(self, row: Row) -> int:
        """Take the next row; which one it is, counted from 1."""
        self.of += 1
        if self.of <= PRINTED:
            self.rows.append(row)
        return self.of

    @property
    def printed(self) -> Printed[Row]:
        """What paper prints of it."""
        return Printed(tuple(self.rows), self.of)


@dataclass(frozen=True, slots=True)
class Pack:
    """An inspection pack as its paper prints it. found: how often each check found something.

    However large the city, no more is in it than can be printed: the whole lists are in the other files.
    """

    cover: Cover
    children: Printed[ChildListed]
    impact: tuple[Impact, ...]
    audits: Printed[AuditListed]
    actions: Printed[ActionListed]
    stories: tuple[Story, ...]
    found: Mapping[Rule, int]
