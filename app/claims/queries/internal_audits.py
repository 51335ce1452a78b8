"""Internal audits as they stand: their samples, what was found, and what of a batch is still with audit."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.access.models import UserAccount
from app.cases.models.people import Family
from app.cases.queries.columns import columns
from app.claims.models.claims import Claim, ClaimLine, ClaimWindow
from app.claims.models.internal_audits import (
    ClaimAudit,
    ClaimAuditDraw,
    ClaimAuditFinding,
    ClaimAuditLine,
    ClaimAuditTerms,
)
from app.claims.rules.internal_audit import (
    AuditState,
    DrawKind,
    Finding,
    Tally,
    Terms,
    is_as_drawn,
    parted,
    state_of,
    tally,
)
from app.claims.rules.lifecycle import LineState
from app.db import rows
from app.programme.packs import Route


@dataclass(frozen=True, slots=True)
class FindingMade:
    """What somebody found of a line of a sample. name None: no user who can sign in."""

    version: int
    finding: Finding
    note: str | None
    found_on: date
    found_at: datetime
    found_by: UUID
    name: str | None


@dataclass(frozen=True, slots=True)
class LineDrawn:
    """A line of the batch that a sample was drawn from. position None: it was not drawn.

    now: where the line stands; None: it is gone. is_in_batch: nothing has moved it since. found: all of its
    findings, the first first.
    """

    id: UUID
    line_id: UUID
    family_id: UUID
    reference: str | None
    route: Route
    position: int | None
    now: LineState | None
    is_in_batch: bool
    found: tuple[FindingMade, ...]

    @property
    def finding(self) -> FindingMade | None:
        """What stands; None while nobody has read it."""
        return self.found[-1] if self.found else None

    @property
    def version(self) -> int:
        """How many findings it has had."""
        return len(self.found)


@dataclass(frozen=True, slots=True)
class DrawMade:
    """One sample of a batch, with the lines it was drawn from: the drawn ones first, in the order drawn."""

    id: UUID
    round: int
    kind: DrawKind
    terms: Terms
    seed: int
    size: int
    population_size: int
    population_digest: str
    drawn_on: date
    drawn_at: datetime
    drawn_by: str | None
    lines: tuple[LineDrawn, ...]

    @property
    def sampled(self) -> tuple[LineDrawn, ...]:
        """The lines drawn, in the order drawn."""
        return tuple(each for each in self.lines if each.position is not None)

    @property
    def is_as_drawn(self) -> bool:
        """Whether the seed draws this sample again from these lines."""
        return is_as_drawn(
            [each.line_id for each in self.lines],
            seed=self.seed,
            digest=self.population_digest,
            sampled=[each.line_id for each in self.sampled],
        )


@dataclass(frozen=True)
class AuditOnFile:
    """An audit with all its samples, the first first, and what follows from them."""

    id: UUID
    window_id: UUID
    window: str
    number: int
    version: int
    opened_on: date
    sent_back_on: date | None
    closed_on: date | None
    closed_by: str | None
    passed: tuple[UUID, ...]
    went_back: tuple[UUID, ...]
    draws: tuple[DrawMade, ...]

    @property
    def name(self) -> str:
        """What pages call it."""
        return f"{self.window}, batch {self.number}"

    @property
    def terms(self) -> Terms:
        """The terms of its last sample."""
        return self.draws[-1].terms

    @property
    def limit_percent(self) -> int:
        """The limit that it is judged by: the strictest of the samples judged together.

        So a batch that is held is not let go by terms set since.
        """
        return min(each.terms.limit_percent for each in self.judged)

    @cached_property
    def judged(self) -> tuple[DrawMade, ...]:
        """The samples judged together: the last of the whole batch, and the further ones after it."""
        last = max(each.round for each in self.draws if each.kind is not DrawKind.FURTHER)
        return tuple(each for each in self.draws if each.round >= last)

    @property
    def population(self) -> tuple[LineDrawn, ...]:
        """The lines of the batch as it was last frozen."""
        return self.judged[0].lines

    @cached_property
    def read(self) -> Mapping[UUID, FindingMade]:
        """What stands of each line read, by its id."""
        return {
            each.line_id: each.finding
            for made in self.judged
            for each in made.sampled
            if each.finding is not None
        }

    @cached_property
    def findings(self) -> Mapping[UUID, Finding]:
        """The same, by the word alone."""
        return {line_id: made.finding for line_id, made in self.read.items()}

    @property
    def tally(self) -> Tally:
        """The lines read, by finding."""
        return tally(self.findings.values())

    @property
    def waiting(self) -> tuple[LineDrawn, ...]:
        """The lines of its samples that nobody has read and nothing has moved."""
        return tuple(
            each for made in self.judged for each in made.sampled if each.finding is None and each.is_in_batch
        )

    @cached_property
    def in_batch(self) -> tuple[UUID, ...]:
        """The lines that nothing has moved since the batch was frozen."""
        return tuple(each.line_id for each in self.population if each.is_in_batch)

    @property
    def unread(self) -> tuple[UUID, ...]:
        """The lines in the batch that no sample has drawn."""
        drawn = {each.line_id for made in self.judged for each in made.sampled}
        return tuple(each for each in self.in_batch if each not in drawn)

    @property
    def parts(self) -> tuple[tuple[UUID, ...], tuple[UUID, ...]]:
        """The lines in the batch that would pass, and those that would go back, if it were closed now."""
        return parted(self.in_batch, self.findings)

    @property
    def still_out(self) -> int:
        """How many of the lines that failed are neither with internal audit again nor withdrawn."""
        settled = {LineState.WITH_INTERNAL_AUDIT, LineState.WITHDRAWN, None}
        return sum(
            each.line_id in self.findings
            and self.findings[each.line_id].has_failed
            and each.now not in settled
            for each in self.population
        )

    @property
    def back_with_audit(self) -> tuple[UUID, ...]:
        """The lines of the batch that are with internal audit now, also those sent there again since."""
        return tuple(each.line_id for each in self.population if each.now is LineState.WITH_INTERNAL_AUDIT)

    @property
    def state(self) -> AuditState:
        """Where it stands."""
        return state_of(
            self.tally,
            limit_percent=self.limit_percent,
            waiting=len(self.waiting),
            is_closed=self.closed_on is not None,
            is_sent_back=self.sent_back_on is not None,
        )


@dataclass(frozen=True, slots=True)
class WindowWaiting:
    """A window with lines that wait for internal audit in no open batch."""

    id: UUID
    label: str
    lines: int


@dataclass(frozen=True, slots=True)
class TermsSet:
    """Terms that the council set: by which decision, when, and by whom they were entered."""

    terms: Terms
    decided_by: str
    set_on: date
    set_by: str | None


@dataclass(frozen=True, slots=True)
class LineRead:
    """A claim line as its auditor reads it, without anything else of the case."""

    id: UUID
    claim_id: UUID
    family_id: UUID
    route: Route
    state: LineState
    value_pence: int
    unfunded_reason: str | None
    drafted_on: date
    tested_on: date | None
    proof_digest: str | None


def terms_set(session: Session) -> tuple[TermsSet, ...]:
    """Every set of terms that the council has set, the latest first."""
    statement = (
        sa.select(
            *columns(ClaimAuditTerms, "share_percent", "least", "limit_percent", "decided_by", "set_on"),
            col(UserAccount.display_name),
        )
        .join_from(
            ClaimAuditTerms, UserAccount, col(UserAccount.id) == col(ClaimAuditTerms.set_by), isouter=True
        )
        .order_by(col(ClaimAuditTerms.set_at).desc(), col(ClaimAuditTerms.id))
    )
    return tuple(
        TermsSet(
            Terms(row.share_percent, row.least, row.limit_percent),
            row.decided_by,
            row.set_on,
            row.display_name,
        )
        for row in rows(session, statement)
    )


def windows_waiting(session: Session) -> tuple[WindowWaiting, ...]:
    """The windows with lines with internal audit that no open batch has frozen, the first to open first."""
    frozen = (
        sa.select(col(ClaimAuditLine.line_id))
        .join_from(ClaimAuditLine, ClaimAuditDraw, col(ClaimAuditDraw.id) == col(ClaimAuditLine.draw_id))
        .join(ClaimAudit, col(ClaimAudit.id) == col(ClaimAuditDraw.audit_id))
        .where(col(ClaimAudit.closed_on).is_(None))
    )
    statement = (
        sa.select(*columns(ClaimWindow, "id", "label"), sa.func.count().label("lines"))
        .join_from(ClaimLine, ClaimWindow, col(ClaimWindow.id) == col(ClaimLine.window_id))
        .where(col(ClaimLine.state) == LineState.WITH_INTERNAL_AUDIT, col(ClaimLine.id).not_in(frozen))
        .group_by(col(ClaimWindow.id))
        .order_by(*columns(ClaimWindow, "opens_on", "id"))
    )
    return tuple(WindowWaiting(row.id, row.label, row.lines) for row in rows(session, statement))


def lines_with_audit(session: Session, window_id: UUID) -> list[UUID]:
    """The lines of a window that are with internal audit, by id."""
    statement = (
        sa.select(col(ClaimLine.id))
        .where(
            col(ClaimLine.window_id) == window_id,
            col(ClaimLine.state) == LineState.WITH_INTERNAL_AUDIT,
        )
        .order_by(col(ClaimLine.id))
    )
    return [row.id for row in rows(session, statement)]


def lines_to_freeze(session: Session, ids: Sequence[UUID]) -> list[tuple[UUID, int, UUID, str | None, Route]]:
    """Lines as a batch freezes them: id, version, family, its reference, and route; by id."""
    statement = (
        sa.select(
            *columns(ClaimLine, "id", "version"),
            col(Family.id).label("family_id"),
            col(Family.reference),
            col(ClaimLine.route),
        )
        .join_from(ClaimLine, Claim, col(Claim.id) == col(ClaimLine.claim_id))
        .join(Family, col(Family.id) == col(Claim.family_id))
        .where(col(ClaimLine.id).in_(ids))
        .order_by(col(ClaimLine.id))
    )
    return [
        (row.id, row.version, row.family_id, row.reference, row.route) for row in rows(session, statement)
    ]


def claims_of(session: Session, line_ids: Sequence[UUID]) -> list[UUID]:
    """The claims that these lines belong to."""
    statement = sa.select(col(ClaimLine.claim_id)).where(col(ClaimLine.id).in_(line_ids)).distinct()
    return [row.claim_id for row in rows(session, statement)]


def audits(session: Session) -> tuple[AuditOnFile, ...]:
    """Every audit, the open ones first, then the latest."""
    found = _audits(session, sa.true())
    return tuple(
        sorted(found, key=lambda each: (each.closed_on is not None, -each.opened_on.toordinal(), each.name))
    )


def open_audits(session: Session) -> tuple[AuditOnFile, ...]:
    """The audits that are open, the first to be opened first."""
    return tuple(_audits(session, col(ClaimAudit.closed_on).is_(None)))


def audit_on_file(session: Session, audit_id: UUID) -> AuditOnFile | None:
    """An audit with its samples."""
    return next(iter(_audits(session, col(ClaimAudit.id) == audit_id)), None)


def audit_of_sampled(session: Session, sampled_id: UUID) -> UUID | None:
    """The audit that a line was frozen in."""
    statement = (
        sa.select(col(ClaimAuditDraw.audit_id))
        .join_from(ClaimAuditDraw, ClaimAuditLine, col(ClaimAuditLine.draw_id) == col(ClaimAuditDraw.id))
        .where(col(ClaimAuditLine.id) == sampled_id)
    )
    found = session.connection().execute(statement).first()
    return found.audit_id if found else None


def audit_for_update(session: Session, audit_id: UUID) -> ClaimAudit | None:
    """An audit, locked until the transaction ends."""
    return session.exec(select(ClaimAudit).where(ClaimAudit.id == audit_id).with_for_update()).one_or_none()


def next_number(session: Session, window_id: UUID) -> int:
    """The number of the next batch of a window."""
    statement = sa.select(sa.func.coalesce(sa.func.max(ClaimAudit.number), 0)).where(
        col(ClaimAudit.window_id) == window_id
    )
    return int(session.connection().execute(statement).scalar_one()) + 1


def line_read(session: Session, line_id: UUID) -> LineRead | None:
    """A claim line as its auditor reads it; None when it is gone."""
    statement = (
        sa.select(
            *columns(ClaimLine, "id", "claim_id"),
            col(Claim.family_id),
            *columns(
                ClaimLine,
                "route",
                "state",
                "value_pence",
                "unfunded_reason",
                "drafted_on",
                "tested_on",
                "proof_digest",
            ),
        )
        .join_from(ClaimLine, Claim, col(Claim.id) == col(ClaimLine.claim_id))
        .where(col(ClaimLine.id) == line_id)
    )
    found = session.connection().execute(statement).first()
    return LineRead(*tuple(found)) if found else None


def _audits(session: Session, which: sa.ColumnElement[bool]) -> list[AuditOnFile]:
    statement = (
        sa.select(
            *columns(ClaimAudit, "id", "window_id", "number", "version", "opened_on"),
            *columns(ClaimAudit, "sent_back_on", "closed_on", "passed", "went_back"),
            col(ClaimWindow.label),
            col(UserAccount.display_name),
        )
        .join_from(ClaimAudit, ClaimWindow, col(ClaimWindow.id) == col(ClaimAudit.window_id))
        .join(UserAccount, col(UserAccount.id) == col(ClaimAudit.closed_by), isouter=True)
        .where(which)
        .order_by(*columns(ClaimAudit, "opened_on", "id"))
    )
    found = rows(session, statement)
    draws = _draws(session, [row.id for row in found])
    return [
        AuditOnFile(
            id=row.id,
            window_id=row.window_id,
            window=row.label,
            number=row.number,
            version=row.version,
            opened_on=row.opened_on,
            sent_back_on=row.sent_back_on,
            closed_on=row.closed_on,
            closed_by=row.display_name,
            passed=tuple(row.passed or ()),
            went_back=tuple(row.went_back or ()),
            draws=tuple(draws[row.id]),
        )
        for row in found
    ]


def _draws(session: Session, audit_ids: Sequence[UUID]) -> Mapping[UUID, list[DrawMade]]:
    statement = (
        sa.select(
            *columns(ClaimAuditDraw, "id", "audit_id", "round", "kind", "share_percent", "least"),
            *columns(ClaimAuditDraw, "limit_percent", "seed", "size", "population_size"),
            *columns(ClaimAuditDraw, "population_digest", "drawn_on", "drawn_at"),
            col(UserAccount.display_name),
        )
        .join_from(
            ClaimAuditDraw, UserAccount, col(UserAccount.id) == col(ClaimAuditDraw.drawn_by), isouter=True
        )
        .where(col(ClaimAuditDraw.audit_id).in_(audit_ids))
        .order_by(*columns(ClaimAuditDraw, "audit_id", "round"))
    )
    made = rows(session, statement)
    lines = _lines(session, [row.id for row in made])
    found: dict[UUID, list[DrawMade]] = defaultdict(list)
    for row in made:
        found[row.audit_id].append(
            DrawMade(
                id=row.id,
                round=row.round,
                kind=row.kind,
                terms=Terms(row.share_percent, row.least, row.limit_percent),
                seed=row.seed,
                size=row.size,
                population_size=row.population_size,
                population_digest=row.population_digest,
                drawn_on=row.drawn_on,
                drawn_at=row.drawn_at,
                drawn_by=row.display_name,
                lines=tuple(lines[row.id]),
            )
        )
    return found


def _lines(session: Session, draw_ids: Sequence[UUID]) -> Mapping[UUID, list[LineDrawn]]:
    statement = (
        sa.select(
            *columns(ClaimAuditLine, "id", "draw_id", "line_id", "line_version", "family_id"),
            *columns(ClaimAuditLine, "reference", "route", "position"),
            col(ClaimLine.state),
            col(ClaimLine.version),
        )
        .join_from(ClaimAuditLine, ClaimLine, col(ClaimLine.id) == col(ClaimAuditLine.line_id), isouter=True)
        .where(col(ClaimAuditLine.draw_id).in_(draw_ids))
        .order_by(
            col(ClaimAuditLine.draw_id),
            col(ClaimAuditLine.position).nulls_last(),
            *columns(ClaimAuditLine, "reference", "id"),
        )
    )
    made = rows(session, statement)
    findings = _findings(session, draw_ids)
    found: dict[UUID, list[LineDrawn]] = defaultdict(list)
    for row in made:
        found[row.draw_id].append(
            LineDrawn(
                id=row.id,
                line_id=row.line_id,
                family_id=row.family_id,
                reference=row.reference,
                route=row.route,
                position=row.position,
                now=row.state,
                is_in_batch=row.state is LineState.WITH_INTERNAL_AUDIT and row.version == row.line_version,
                found=tuple(findings[row.id]),
            )
        )
    return found


def _findings(session: Session, draw_ids: Sequence[UUID]) -> Mapping[UUID, list[FindingMade]]:
    statement = (
        sa.select(
            col(ClaimAuditFinding.sampled_id),
            *columns(ClaimAuditFinding, "version", "finding", "note", "found_on", "found_at", "found_by"),
            col(UserAccount.display_name),
        )
        .join_from(
            ClaimAuditFinding,
            ClaimAuditLine,
            col(ClaimAuditLine.id) == col(ClaimAuditFinding.sampled_id),
        )
        .join(UserAccount, col(UserAccount.id) == col(ClaimAuditFinding.found_by), isouter=True)
        .where(col(ClaimAuditLine.draw_id).in_(draw_ids))
        .order_by(*columns(ClaimAuditFinding, "sampled_id", "version"))
    )
    found: dict[UUID, list[FindingMade]] = defaultdict(list)
    for row in rows(session, statement):
        found[row.sampled_id].append(FindingMade(*tuple(row)[1:]))
    return found
