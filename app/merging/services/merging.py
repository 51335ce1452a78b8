"""Two records of one person, or of one family, become one; all of it can be undone."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from sqlmodel import Session

from app import audit, clock
from app.access.policies import Actor, check_may
from app.access.roles import Action
from app.cases.models.merging import RecordMerge, RecordMergeChange
from app.cases.models.people import Family
from app.cases.queries.numbering import lock_numbering
from app.cases.rules.merge_words import ChangeKind, MergeKind
from app.db import transaction
from app.errors import Conflict
from app.merging.queries import records, rows
from app.merging.queries.records import TABLES
from app.merging.rules import merging as rules
from app.merging.rules.fitting import Fate, set_aside
from app.merging.services.planning import Planned, both_rows, check_person, no_such_record, planned


@dataclass(frozen=True, slots=True)
class Merged:
    """A merge that was made: its id, the record that stayed, and a family in which it can be seen."""

    merge_id: UUID
    stays_id: UUID
    family_id: UUID | None


def merge_records(
    kind: MergeKind,
    stays_id: UUID,
    goes_id: UUID,
    *,
    takes: Collection[str],
    as_shown: str,
    actor: Actor,
    today: date,
) -> Merged:
    """Make one record of two, as it was shown. The one that goes leads to the one that stays.

    takes: what the one that stays takes over from the other, where they differ.
    Writes record_merge, record_merge_change, every table with a key to a person or family, audit_event.
    Raises Forbidden("role"), NotFound("person" | "family"), Conflict("changed-meanwhile"),
    RuleRefused("same-record" | "listed-stays" | "claimed-twice" | "cannot-be-split" | "nothing-to-take" |
    "in-two-families" | "in-the-future" | "dates-in-order" | "born-already" | "no-expected-date" |
    "not-born-yet" | "before-birth").
    """
    check_may(actor, Action.MERGE_RECORDS)
    with transaction(actor) as session:
        families = lock_both(session, kind, stays_id, goes_id)
        stays, goes = both_rows(session, kind, stays_id, goes_id)
        plan = planned(session, kind, stays, goes)
        if plan.as_shown != as_shown:
            raise Conflict(
                "changed-meanwhile",
                "One of the two records has changed since you opened this. Look at them again.",
            )
        values = rules.taken(kind, plan.differences, takes)
        check_person(session, plan, values, today=today)
        merge = _alias(session, plan, actor)
        concerned = [family for family in families if kind is MergeKind.PERSON or family.id == stays_id]
        _Keeping(session, merge).carry_out(plan, values, concerned)
        for each in {stays_id, goes_id, *(family.id for family in concerned)}:
            audit.record(
                session,
                actor,
                f"{TABLES[kind]}.merged",
                each,
                merge_id=str(merge.id),
                stays=str(stays_id),
                goes=str(goes_id),
                rows=len(plan.fates),
                taken_over=len(takes),
            )
        return Merged(merge.id, stays_id, concerned[0].id if concerned else None)


def lock_both(session: Session, kind: MergeKind, stays_id: UUID, goes_id: UUID) -> list[Family]:
    """Lock all that a merge concerns: references, then people, then families. The families, as they stand.

    Raises NotFound("person" | "family").
    """
    lock_numbering(session)
    ids = {stays_id, goes_id}
    if kind is MergeKind.PERSON:
        if len(records.people_for_update(session, ids)) < len(ids):
            raise no_such_record(kind)
        return records.families_for_update(session, records.families_of(session, ids))
    records.people_for_update(session, records.people_of(session, ids))
    return records.families_for_update(session, ids)


def _alias(session: Session, plan: Planned, actor: Actor) -> RecordMerge:
    """What the ids, keys and names of the record that goes lead to from now on."""
    stays_id = UUID(plan.stays["id"])
    born_on = plan.goes.get("born_on")
    merge = RecordMerge(
        kind=plan.kind,
        family_id=stays_id if plan.kind is MergeKind.FAMILY else None,
        person_id=stays_id if plan.kind is MergeKind.PERSON else None,
        merged_id=UUID(plan.goes["id"]),
        import_key=plan.goes["import_key"],
        reference=plan.goes.get("reference"),
        forename_key=plan.goes.get("forename_key"),
        surname_key=plan.goes.get("surname_key"),
        born_on=date.fromisoformat(born_on) if born_on else None,
        merged_at=clock.now(),
        merged_by=actor.user_id,
    )
    session.add(merge)
    session.flush()
    return merge


class _Keeping:
    """Carries out a merge, and keeps what was before each step."""

    def __init__(self, session: Session, merge: RecordMerge) -> None:
        self._session = session
        self._merge = merge
        self._position = 0

    def carry_out(self, plan: Planned, values: dict[str, Any], concerned: Iterable[Family]) -> None:
        """The rows, the record that stays, the families that count as changed, and the record that goes."""
        table = TABLES[plan.kind]
        for fate in plan.fates:
            self._do(fate)
        if values:
            was = {name: plan.stays[name] for name in values}
            self._do(Fate(ChangeKind.MOVED, table, plan.stays["id"], was, values))
        for family in concerned:
            self._count_as_changed(family)
        self._do(set_aside(table, plan.goes))

    def _do(self, fate: Fate) -> None:
        row_id = fate.row_id
        became = dict(fate.became) if fate.became is not None else None
        match fate.kind:
            case ChangeKind.SET_ASIDE:
                rows.take_out(self._session, fate.table, row_id)
            case ChangeKind.ADDED:
                row_id = str(uuid4())
                became = {**(became or {}), "id": row_id}
                rows.add(self._session, fate.table, became)
            case ChangeKind.MOVED | ChangeKind.NOTED:
                rows.change(self._session, fate.table, row_id, became or {})
        self._keep(fate.kind, fate.table, UUID(row_id), dict(fate.was) if fate.was else None, became)

    def _count_as_changed(self, family: Family) -> None:
        """A family's version goes up by the merge's own step."""
        was = {"updated_at": family.updated_at.isoformat()}
        family.version += rules.step_of(self._merge.number or 0)
        family.updated_at = clock.now()
        self._session.flush()
        became = {
            "updated_at": family.updated_at.isoformat(),
            "claimed": sorted(records.lines_claimed(self._session, family.id)),
        }
        self._keep(ChangeKind.NOTED, "family", family.id, was, became)

    def _keep(
        self,
        kind: ChangeKind,
        table: str,
        row_id: UUID,
        was: dict[str, Any] | None,
        became: dict[str, Any] | None,
    ) -> None:
        self._position += 1
        self._session.add(
            RecordMergeChange(
                merge_id=self._merge.id,
                position=self._position,
                kind=kind,
                table_name=table,
                row_id=row_id,
                was=was,
                became=became,
            )
        )
