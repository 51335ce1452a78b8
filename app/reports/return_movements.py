"""What moved between a return and the last one, line by line and family by family, with why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session

from app import audit
from app.access.policies import Actor, check_may
from app.access.roles import Action
from app.claims.queries import returns as queries
from app.claims.queries.returns import ReturnRead
from app.db import reading, transaction
from app.reports import keeping, making, signing
from app.reports.queries import releases
from app.reports.queries.signing import release_of
from app.reports.rules.comparison import changed_families
from app.reports.rules.figured import Figured
from app.reports.rules.figures import figure_id
from app.reports.rules.frozen import Frozen
from app.reports.signing import OpenedReturn

PROGRAMME = (
    ("programme.target-families", "Families agreed"),
    ("families.identified", "Identified"),
    ("families.worked-with", "Worked with"),
)
"""The lines of the return that are counted from families' records, and not from claims."""


@dataclass(frozen=True, slots=True)
class FamilyMoved:
    """A family that a line counts on one of two returns alone, and what changed in its record."""

    family_id: UUID
    reference: str | None
    joined: bool
    why: str


@dataclass(frozen=True, slots=True)
class ProgrammeLine:
    """A line counted from families' records, then and now. then None: there was no signed return."""

    name: str
    title: str
    then: int | None
    now: int
    moved: tuple[FamilyMoved, ...]


@dataclass(frozen=True, slots=True)
class MovedReturn:
    """A return with what moved. signed_title: the signed return that the programme's lines stand beside."""

    opened: OpenedReturn
    programme: tuple[ProgrammeLine, ...]
    signed_title: str | None


def movements(return_id: UUID, *, actor: Actor, on: date, organisation: str) -> MovedReturn:
    """Each line of a return beside the last one, and each movement explained family by family.

    A return that was refused or abandoned froze nothing of the programme, so has no such lines.
    Writes audit_event. Raises Forbidden("role"), NotFound("return").
    """
    check_may(actor, Action.SEE_RETURNS)
    with reading(actor) as session:
        opened = signing.opened_return(session, return_id, actor=actor, on=on, organisation=organisation)
        last_id = queries.last_decided(session, opened.read.phase, return_id, signed=True)
        now = _now(session, opened, on=on, organisation=organisation)
        programme = _programme(session, now, last_id) if now else ()
        title = queries.return_read(session, last_id).title if last_id else None
    with transaction(actor) as session:
        audit.record(session, actor, "return.movements-opened", return_id)
    return MovedReturn(opened, programme, title)


def _now(session: Session, opened: OpenedReturn, *, on: date, organisation: str) -> Frozen | None:
    read: ReturnRead = opened.read
    if read.state.is_open:
        return signing.frozen_return(session, read, opened.lines, on=on, organisation=organisation)
    release = release_of(session, read.id)
    return keeping.thawed(session, release) if release else None


def _programme(session: Session, now: Frozen, last_id: UUID | None) -> tuple[ProgrammeLine, ...]:
    release = release_of(session, last_id) if last_id else None
    then = keeping.thawed(session, release) if release else None
    changes: Mapping[UUID, tuple[str, ...]] = {}
    if then:
        changes = {each.family_id: each.changes for each in changed_families(then.families, now.families)}
    counted_now, counted_then = making.counted(now), making.counted(then) if then else None
    found = []
    for name, title in PROGRAMME:
        value, members = _of(counted_now, name, now)
        before, members_before = _of(counted_then, name, then) if counted_then and then else (None, members)
        found.append(
            ProgrammeLine(name, title, before, value or 0, _moved(session, members_before, members, changes))
        )
    return tuple(found)


def _of(counted: Figured, name: str, frozen: Frozen) -> tuple[int | None, frozenset[UUID]]:
    figure = counted.figures[figure_id(name, (), frozen.manifest.as_at)]
    return int(figure.value or 0), frozenset(figure.members or ())


def _moved(
    session: Session,
    before: frozenset[UUID],
    after: frozenset[UUID],
    changes: Mapping[UUID, Sequence[str]],
) -> tuple[FamilyMoved, ...]:
    named = releases.references(session, sorted(before ^ after))
    found = [
        FamilyMoved(
            family,
            named.get(family),
            family in after,
            "; ".join(changes.get(family, ())) or "Its record is counted otherwise than then.",
        )
        for family in before ^ after
    ]
    return tuple(sorted(found, key=lambda each: (each.joined, each.reference or "", each.family_id)))
