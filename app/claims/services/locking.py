"""A line opened to be moved: its family locked first, so that merges and other officers wait."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session

from app.cases.models.people import Family
from app.claims.models.claims import ClaimLine
from app.claims.queries.guards import families_on_file, families_to_claim, line_rows
from app.claims.queries.lines import Line, lines, lines_to_move
from app.errors import Conflict, NotFound


@dataclass(frozen=True, slots=True)
class LineAtHand:
    """A line, with what is told of it and its family; locked, where it is to be changed."""

    row: ClaimLine
    told: Line
    family: Family


def lines_locked(session: Session, line_ids: Collection[UUID]) -> dict[UUID, LineAtHand]:
    """These lines and their families, locked until the transaction ends; one that is gone is left out."""
    before = lines(session, ids=list(line_ids))
    families = families_to_claim(session, {each.family_id for each in before})
    rows = {row.id: row for row in lines_to_move(session, line_ids)}
    # Only now: a merge that was waited for may have given a line to another family, or taken it out.
    return {
        each.id: LineAtHand(rows[each.id], each, families[each.family_id])
        for each in lines(session, ids=list(rows))
        if each.family_id in families
    }


def lines_seen(session: Session, line_ids: Collection[UUID]) -> dict[UUID, LineAtHand]:
    """These lines and their families as they stand, to be looked at only."""
    told = lines(session, ids=list(line_ids))
    families = families_on_file(session, {each.family_id for each in told})
    rows = line_rows(session, line_ids)
    return {each.id: LineAtHand(rows[each.id], each, families[each.family_id]) for each in told}


def line_locked(session: Session, line_id: UUID, version: int) -> LineAtHand:
    """One line to be changed, as somebody saw it.

    Raises NotFound("claim-line"), Conflict("changed-meanwhile").
    """
    locked = lines_locked(session, [line_id]).get(line_id)
    if locked is None:
        raise no_such_line()
    if locked.row.version != version:
        raise line_changed(locked.row.version)
    return locked


def no_such_line() -> NotFound:
    """What whoever may not open a line is told, as if there were none."""
    return NotFound("claim-line", "There is no such line of a claim among those you may open.")


def line_changed(version: int) -> Conflict:
    """What whoever comes second is told."""
    return Conflict(
        "changed-meanwhile",
        "Somebody else has moved this line of a claim since you opened it. Open it again.",
        version=version,
    )
