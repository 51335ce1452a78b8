"""Loads households: their references, where they live and when they moved."""

from itertools import count

from psycopg import sql

from app.cases.rules.references import family_reference
from app.cases.rules.searches import address_words
from app.intake.loading.ids import derived_ids
from app.intake.loading.kept import OF_A_HOME, keep_corrected
from app.intake.loading.work import Work
from app.intake.loading.writing import Rows, Tally, add_missing, copy, correct, differ, drop, stage
from app.intake.rules.content import Content

_FACTS = ("identified_on", "identified_how", "attached_on", "funded_elsewhere", "not_workable_reason")
_PLACE = ("ward_id", "address", "postcode")

_MOVED_OR_CORRECTED = sql.SQL(
    "select s.family_id::text from {staged} s left join residence t using (family_id, starts_on)"
    " where t.id is null or {differ}"
)
# A residence ends the day before a new one that begins within it, and a new one before the next begins.
_END_EARLIER = sql.SQL(
    "update residence t set ends_on = s.starts_on - 1 from {staged} s"
    " where t.family_id = s.family_id and t.starts_on < s.starts_on"
    " and (t.ends_on is null or t.ends_on >= s.starts_on) and not exists"
    " (select from residence u where u.family_id = s.family_id and u.starts_on = s.starts_on)"
)
_END_BEFORE_LATER = sql.SQL(
    "update {staged} s set ends_on = (select min(t.starts_on) - 1 from residence t"
    " where t.family_id = s.family_id and t.starts_on > s.starts_on)"
)
_CORRECT = sql.SQL(
    "update family t set reference = coalesce(t.reference, s.reference), {changes},"
    " version = t.version + 1, updated_at = now() from {staged} s"
    " where t.id = s.id and ({differ} or t.id = any(%s::uuid[]))"
)

_NEW_STREETS = (
    "insert into known_street (id, key) select md5('known_street:' || key)::uuid, key"
    " from unnest(string_to_array(%s, e'\\n')) as given (key) on conflict do nothing"
)


def load_families(work: Work, families: Content, tally: Tally) -> None:
    """A household's version goes up, and it counts as updated, only when something of it changed.

    Writes family, residence, known_street.
    """
    keys = families["family"]
    columns = {
        "id": work.ids.of("families", keys),
        "import_key": keys,
        "reference": new_references(families, work),
        "identified_on": families["listed_on"],
        **{name: families[name] for name in _FACTS[1:]},
    }
    rows = Rows("family", ("id",), columns, work.ids.are_stored("families", keys))
    # The version and instant of new rows; PostgreSQL reads "now" as the start of the transaction.
    added = len(rows.new["id"])
    tally.added += copy(
        work.cursor, "family", {**rows.new, "version": ["1"] * added, "updated_at": ["now"] * added}
    )
    moved = _load_residences(work, families, rows, tally)
    if any(rows.may_exist):
        staged = stage(work.cursor, "family", rows.old)
        changes = sql.SQL(", ").join(sql.SQL("{0} = s.{0}").format(sql.Identifier(name)) for name in _FACTS)
        work.cursor.execute(_CORRECT.format(staged=staged, changes=changes, differ=differ(_FACTS)), [moved])
        tally.changed += work.cursor.rowcount
        drop(work.cursor, staged)


def new_references(families: Content, work: Work) -> list[str]:
    """The references of households that come on to the list now, numbered on in the order of the file."""
    numbers = count(work.known.highest_reference + 1)
    return [
        family_reference(next(numbers)) if listed and family not in work.known.listed else ""
        for family, listed in zip(families["family"], families["listed_on"], strict=True)
    ]


def _load_residences(work: Work, families: Content, owners: Rows, tally: Tally) -> list[str]:
    """The same first day is a correction, another a move. The ids of stored households that this changes."""
    columns = {
        "id": derived_ids("residence", families["family"], families["resident_from"]),
        "family_id": owners.columns["id"],
        "ward_id": work.ids.of("wards", families["ward"]),
        "address": families["address"],
        "postcode": families["postcode"],
        "starts_on": families["resident_from"],
        "ends_on": [""] * len(families),
    }
    key = ("family_id", "starts_on")
    rows = Rows("residence", key, columns, owners.may_exist)
    copy(work.cursor, "residence", rows.new)
    # The dictionary that a search for a misspelled street looks at, in the order of its index.
    streets = sorted(frozenset().union(*map(address_words, set(families["address"]))))
    work.cursor.execute(_NEW_STREETS, ["\n".join(streets)])
    if not any(rows.may_exist):
        return []
    cursor, staged = work.cursor, stage(work.cursor, "residence", rows.old)
    tally.kept += keep_corrected(cursor, rows, staged, OF_A_HOME)
    cursor.execute(_MOVED_OR_CORRECTED.format(staged=staged, differ=differ(_PLACE)))
    changed = [family_id for (family_id,) in cursor.fetchall()]
    if changed:
        places = {name: columns[name] for name in (*key, *_PLACE)}
        correct(cursor, Rows("residence", key, places, owners.may_exist), staged)
        cursor.execute(_END_EARLIER.format(staged=staged))
        cursor.execute(_END_BEFORE_LATER.format(staged=staged))
        add_missing(cursor, rows, staged)
    drop(cursor, staged)
    return changed
