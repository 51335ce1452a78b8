"""A merge undone: both records stand as they were, and what was written since stays where it was written."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from app import audit
from app.access.policies import Actor, check_may
from app.access.roles import Action
from app.cases.models.merging import RecordMerge, RecordMergeChange
from app.cases.models.people import Family
from app.cases.queries.merges import MergeMade, merge_made
from app.cases.queries.numbering import lock_numbering
from app.cases.rules.household import Membership
from app.cases.rules.merge_words import ChangeKind, MergeKind
from app.db import transaction
from app.errors import NotFound, RuleRefused
from app.merging.queries import records, rows
from app.merging.queries.records import TABLES
from app.merging.rules import merging as rules
from app.merging.rules.fitting import Values, spell_of
from app.merging.rules.merging import Home, check_notes
from app.merging.rules.plan import (
    EVIDENCE,
    HOUSEHOLD,
    MEMBERSHIP,
    PARTS,
    PERSONS_WITHDRAWN,
    PUT_BACK,
    RELATIONSHIP,
    REMOVED,
    TEAM,
    WITHDRAWN,
)
from app.merging.services.merging import Merged
from app.programme.facts import MemberRole

TAKEN_BACK = (HOUSEHOLD.table, EVIDENCE.table)
"""Tables whose rows are taken back as mistakes, and put back where the record that stayed has them."""


def undo_merge(merge_id: UUID, *, notes_stay: int | None = None, actor: Actor) -> Merged:
    """Undo a merge: every row as it was before, but for what has been written since.

    notes_stay: how many notes written since are to stay where they were written, as it was shown; needed
    where there are any and one of the two records has an assessment of which they may tell.
    Writes record_merge, record_merge_change, every table with a key to a person or family, audit_event.
    Raises Forbidden("role"), NotFound("merge"), RuleRefused("notes-stay" | "merged-again" |
    "claimed-since" | "changed-since" | "in-two-families" | "stands-in-the-way").
    """
    check_may(actor, Action.MERGE_RECORDS)
    with transaction(actor) as session:
        merge, families = lock_merge(session, merge_id)
        stays_id, goes_id = stays_of(merge), merge.merged_id
        written = notes_to_stay(session, merge)
        count = play_back(session, merge)
        check_notes(written, notes_stay)
        for each in {stays_id, goes_id, *families}:
            audit.record(
                session,
                actor,
                f"{TABLES[merge.kind]}.merge-undone",
                each,
                merge_id=str(merge_id),
                stays=str(stays_id),
                goes=str(goes_id),
                rows=count,
                notes_stay=written,
            )
        return Merged(merge_id, stays_id, next(iter(families), None))


@dataclass(frozen=True, slots=True)
class Undoable:
    """A merge that may be undone. families: those that it concerns. obstacle: what stands in the way.

    notes_stay: how many notes written since would stay where they were, to be confirmed when there are any.
    """

    merge: MergeMade
    families: tuple[UUID, ...]
    notes_stay: int
    obstacle: RuleRefused | None


class _Enough(Exception):  # noqa: N818  # no mistake: it takes back what was only tried
    """It could be done."""


def undoable(merge_id: UUID, *, actor: Actor) -> Undoable:
    """A merge, and whether it can be undone: it is tried, and taken back.

    Raises Forbidden("role"), NotFound("merge").
    """
    check_may(actor, Action.MERGE_RECORDS)
    with transaction(actor) as session:
        merge, families = lock_merge(session, merge_id)
        made = merge_made(session, merge_id)
        notes_stay = notes_to_stay(session, merge)
        assert made is not None  # it is locked
        obstacle: RuleRefused | None = None
        try:
            with session.begin_nested():
                play_back(session, merge)
                raise _Enough
        except _Enough:
            pass
        except RuleRefused as refusal:
            obstacle = refusal
        return Undoable(made, tuple(families), notes_stay, obstacle)


def lock_merge(session: Session, merge_id: UUID) -> tuple[RecordMerge, list[UUID]]:
    """A merge and the families that it concerns, all locked in the order that merges lock them in.

    Raises NotFound("merge").
    """
    lock_numbering(session)
    merge = records.merge_for_update(session, merge_id)
    if merge is None:
        raise NotFound("merge", "There is no such merge. It may have been undone already.")
    noted = [
        change.row_id for change in records.changes_of(session, merge_id) if change.kind is ChangeKind.NOTED
    ]
    if merge.family_id is not None:
        records.people_for_update(session, records.people_of(session, [merge.family_id]))
    elif merge.person_id is not None:
        records.people_for_update(session, [merge.person_id])
    return merge, [family.id for family in records.families_for_update(session, noted)]


def stays_of(merge: RecordMerge) -> UUID:
    """The id of the record that stayed."""
    stays = merge.family_id if merge.kind is MergeKind.FAMILY else merge.person_id
    assert stays is not None  # the table's own check
    return stays


def notes_to_stay(session: Session, merge: RecordMerge) -> int:
    """How many notes written since a merge of families may tell of an assessment of the other record."""
    if merge.family_id is None or not records.is_assessed(session, merge.family_id):
        return 0
    return records.notes_since(session, merge.family_id, merge.merged_at)


def play_back(session: Session, merge: RecordMerge) -> int:
    """Undo what a merge did, from the last row to the first; how many there were.

    Raises RuleRefused("merged-again" | "claimed-since" | "changed-since" | "in-two-families" |
    "stands-in-the-way").
    """
    if records.was_merged_again(session, merge.id):
        raise RuleRefused(
            "merged-again", "This record was itself merged into another one since. Undo that merge first."
        )
    changes = records.changes_of(session, merge.id)
    left = _places_left(session, merge)
    try:
        with session.begin_nested():
            for change in changes:
                _restore(session, merge, change)
            session.flush()
            for change in changes:
                _keep_left(session, change, left)
    except IntegrityError:  # what was written since takes the place of something that would come back
        raise RuleRefused(
            "stands-in-the-way",
            "Something that was recorded since takes the place of what would come back. Correct that first.",
        ) from None
    if merge.kind is MergeKind.PERSON:
        _check_both(session, merge)
    for change in changes:
        session.delete(change)
    session.flush()
    session.delete(merge)
    session.flush()
    return len(changes)


def _restore(session: Session, merge: RecordMerge, change: RecordMergeChange) -> None:
    table, was = change.table_name, change.was or {}
    match change.kind:
        case ChangeKind.SET_ASIDE:
            if table == RELATIONSHIP:
                _check_still_here(session, merge, was)
            rows.add(session, table, was)
        case ChangeKind.ADDED:
            _check_same(session, change)
            rows.take_out(session, table, change.row_id)
        case ChangeKind.NOTED:
            _count_back(session, merge, change)
        case ChangeKind.MOVED:
            row = rows.row(session, table, change.row_id)
            if row is None and table not in (TABLES[merge.kind], *TAKEN_BACK):
                return  # it was taken out since, which stands
            _check_same(session, change)
            if table == WITHDRAWN.table and _is_put_back_since(merge, row or {}):
                raise _changed_since(table)
            rows.change(session, table, change.row_id, was)


def _is_put_back_since(merge: RecordMerge, row: Values) -> bool:
    """Whether a stay that was taken back as a mistake has been put back into the record that stayed."""
    put_back_at = row[PUT_BACK]
    return put_back_at is not None and datetime.fromisoformat(put_back_at) >= merge.merged_at


def _check_still_here(session: Session, merge: RecordMerge, relationship: Values) -> None:
    """Refuse to bring back what two are to each other once one was taken out of the family as a mistake."""
    if relationship["set_aside_at"] is not None:
        return
    ends = (relationship["first_person_id"], relationship["second_person_id"])
    stays = rows.rows_of(session, PERSONS_WITHDRAWN.table, PERSONS_WITHDRAWN.column, filter(None, ends))
    if any(
        stay["family_id"] == relationship["family_id"]
        and stay[PUT_BACK] is None
        and datetime.fromisoformat(stay["withdrawn_at"]) >= merge.merged_at
        for stay in stays
    ):
        raise _changed_since(PERSONS_WITHDRAWN.table)


def _places_left(session: Session, merge: RecordMerge) -> list[Values]:
    """The places in the team of the family that stayed out of which somebody was taken since the merge."""
    if merge.family_id is None:
        return []
    return [
        place
        for place in rows.rows_of(session, TEAM.table, TEAM.column, [merge.family_id])
        if place[REMOVED] is not None and datetime.fromisoformat(place[REMOVED]) >= merge.merged_at
    ]


def _keep_left(session: Session, change: RecordMergeChange, left: Iterable[Values]) -> None:
    """A place in a team that gets days back holds no more, if it was left on some of them since."""
    was = change.was or {}
    if change.table_name != TEAM.table or not ("starts_on" in was or "ends_on" in was):
        return
    place = rows.row(session, TEAM.table, change.row_id)
    if place is None or place[REMOVED] is not None:
        return
    taken_out = [
        each[REMOVED]
        for each in left
        if each["practitioner_id"] == place["practitioner_id"] and spell_of(each).overlaps(spell_of(place))
    ]
    if taken_out:
        rows.change(session, TEAM.table, change.row_id, {REMOVED: max(taken_out)})


def _check_same(session: Session, change: RecordMergeChange) -> None:
    """Refuse when a row no longer says what the merge made it say."""
    row = rows.row(session, change.table_name, change.row_id)
    became = dict(change.became or {})
    if change.table_name == TEAM.table:  # whoever was taken out of the team since stays out of it
        became.pop(REMOVED, None)
    if row is None or any(row[name] != value for name, value in became.items()):
        raise _changed_since(change.table_name)


def _changed_since(table: str) -> RuleRefused:
    words = {part.table: part.words[1] for parts in PARTS.values() for part in parts}
    words |= {"family": "facts of the family", "person": "details of the person"}
    words["lead_professional"] = "days of a lead professional"
    return RuleRefused(
        "changed-since",
        f"Some {words.get(table, 'rows')} that the merge changed have been changed again since. Undoing it"
        " would lose that. Put them back first, or correct both records by hand.",
    )


def _count_back(session: Session, merge: RecordMerge, change: RecordMergeChange) -> None:
    """A family has the version of before again, and one more for each change since."""
    family = session.get(Family, change.row_id)
    if family is None:
        raise RuleRefused(
            "merged-again",
            "A family of this record was itself merged into another one since. Undo that merge first.",
        )
    was, became = change.was or {}, change.became or {}
    if merge.kind is MergeKind.FAMILY and records.lines_claimed(session, family.id) != set(became["claimed"]):
        raise RuleRefused(
            "claimed-since",
            "A claim of the family has gone on since the merge. Undoing it could have one family paid for"
            " twice: withdraw the claim first.",
        )
    family.version -= rules.step_of(merge.number or 0)
    if family.updated_at == datetime.fromisoformat(became["updated_at"]):
        family.updated_at = datetime.fromisoformat(was["updated_at"])
    session.flush()


def _check_both(session: Session, merge: RecordMerge) -> None:
    """Refuse to leave either person in two families at once."""
    for person_id in (stays_of(merge), merge.merged_id):
        held = rows.rows_of(session, MEMBERSHIP.table, MEMBERSHIP.column, [person_id])
        homes = [Home(row["family_id"], Membership(spell_of(row), MemberRole(row["role"]))) for row in held]
        rules.check_one_home(homes)
