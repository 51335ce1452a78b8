"""Loads rollout meetings, what they decided, and the allocations that followed."""

from collections.abc import Sequence

from psycopg import sql

from app.intake.loading.ids import derived_ids
from app.intake.loading.lists import at, numbered, spread
from app.intake.loading.work import Work, write_keyed
from app.intake.loading.writing import (
    Cursor,
    Rows,
    Tally,
    add_missing,
    copy,
    correct,
    drop,
    picked,
    stage,
    write,
    write_lists,
)
from app.intake.rules.content import Content

# A lead who was followed by another during the allocation ends before that one began.
_END_BEFORE_THE_NEXT = sql.SQL(
    "update {staged} s set ends_on = least(s.ends_on, (select min(t.starts_on) - 1 from lead_professional t"
    " where t.allocation_id = s.allocation_id and t.starts_on > s.starts_on))"
)
_NO_LEAD = (
    "delete from lead_professional t using allocation a"
    " where a.id = any(%s::uuid[]) and t.allocation_id = a.id and t.starts_on = a.starts_on"
)


def load_meetings(work: Work, meetings: Content, tally: Tally) -> None:
    """Writes rollout_meeting, meeting_ward, meeting_agency."""
    keys = meetings["meeting"]
    columns = {name: meetings[name] for name in ("held_on", "rollout")}
    write_keyed(work, meetings, "rollout_meeting", "import_key", columns, tally)
    ids = work.ids.of("meetings", keys)
    are_stored = work.ids.are_stored("meetings", keys)
    for table, column, of in (
        ("meeting_ward", "wards", "ward_id"),
        ("meeting_agency", "agencies", "agency_id"),
    ):
        places, entries = spread(meetings[column])
        rows = Rows(
            table,
            ("meeting_id", of),
            {
                "id": derived_ids(table, at(keys, places), entries),
                "meeting_id": at(ids, places),
                of: work.ids.of(column, entries),
            },
            [are_stored[place] for place in places],
        )
        write_lists(work.cursor, rows, picked({"": ids}, are_stored)[""], tally)


def load_triage(work: Work, triage: Content, tally: Tally) -> None:
    """Writes triage_decision."""
    families = triage["family"]
    columns = {
        "id": derived_ids("triage_decision", families, triage["decided_on"]),
        "family_id": work.ids.of("families", families),
        "meeting_id": work.ids.of("meetings", triage["meeting"]),
        **{
            name: triage[name]
            for name in ("decided_on", "outcome", "reason", "deferred_until", "revision_reason")
        },
    }
    may_exist = work.ids.are_stored("families", families)
    write(work.cursor, Rows("triage_decision", ("family_id", "decided_on"), columns, may_exist), tally)


def load_allocations(work: Work, allocations: Content, tally: Tally) -> None:
    """Ends come before beginnings, so that a household may change hands within one import.

    Writes allocation, allocation_agency, lead_professional.
    """
    families, first = allocations["family"], allocations["from"]
    columns = {
        "id": derived_ids("allocation", families, first),
        "family_id": work.ids.of("families", families),
        "route": allocations["route"],
        "meeting_id": work.ids.of("meetings", allocations["meeting"]),
        "starts_on": first,
        "ends_on": allocations["to"],
        "end_reason": allocations["end_reason"],
    }
    may_exist = work.ids.are_stored("families", families)
    ids = write(work.cursor, Rows("allocation", ("family_id", "starts_on"), columns, may_exist), tally)
    _load_agencies(work, allocations, ids, may_exist, tally)
    _load_leads(work, allocations, ids, may_exist, tally)


def _load_agencies(
    work: Work, allocations: Content, ids: Sequence[str], may_exist: Sequence[bool], tally: Tally
) -> None:
    places, agencies = spread(allocations["agencies"])
    families, first = at(allocations["family"], places), at(allocations["from"], places)
    rows = Rows(
        "allocation_agency",
        ("allocation_id", "agency_id"),
        {
            "id": derived_ids("allocation_agency", families, first, agencies),
            "allocation_id": at(ids, places),
            "agency_id": work.ids.of("agencies", agencies),
            "position": numbered(places),
        },
        [may_exist[place] for place in places],
    )
    write_lists(work.cursor, rows, picked({"": ids}, may_exist)[""], tally)


def _load_leads(
    work: Work, allocations: Content, ids: Sequence[str], may_exist: Sequence[bool], tally: Tally
) -> None:
    has_lead = [bool(lead) for lead in allocations["lead"]]
    columns = picked(
        {
            "id": derived_ids("lead_professional", allocations["family"], allocations["from"]),
            "allocation_id": ids,
            "practitioner_id": work.ids.of("practitioners", allocations["lead"]),
            "establishment_id": work.ids.of("establishments", allocations["lead_establishment"]),
            "chosen": allocations["lead_chosen"],
            "starts_on": allocations["from"],
            "ends_on": allocations["to"],
        },
        has_lead,
    )
    led = [may for may, lead in zip(may_exist, has_lead, strict=True) if lead]
    rows = Rows("lead_professional", ("allocation_id", "starts_on"), columns, led)
    copy(work.cursor, rows.table, rows.new)
    if any(led):
        tally.changed += _correct_leads(work.cursor, rows)
    leaderless = [
        given for given, may, lead in zip(ids, may_exist, has_lead, strict=True) if may and not lead
    ]
    if leaderless:
        work.cursor.execute(_NO_LEAD, [leaderless])
        tally.changed += work.cursor.rowcount


def _correct_leads(cursor: Cursor, rows: Rows) -> int:
    staged = stage(cursor, rows.table, rows.old)
    cursor.execute(_END_BEFORE_THE_NEXT.format(staged=staged))
    changed = correct(cursor, rows, staged) + add_missing(cursor, rows, staged)
    drop(cursor, staged)
    return changed
