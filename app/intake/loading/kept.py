"""Keeps what was corrected or taken back by hand from an import that repeats the mistake."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from psycopg import sql

from app.cases.rules.household_words import CorrectedField
from app.intake.loading.writing import Cursor, Rows, same_key

Columns = Mapping[str, CorrectedField]


@dataclass(frozen=True, slots=True)
class Corrected:
    """Which columns of a table may have been corrected by hand.

    about: the condition that a correction c tells of a stored row t. columns: with the field that a
    correction names. key: of them, the last of the table's key. following: a column that goes with another.
    worded: how a correction writes a value, where that is not the value's own text.
    """

    about: str
    columns: Columns
    key: str | None = None
    following: Mapping[str, str] = field(default_factory=dict)
    worded: Mapping[str, str] = field(default_factory=dict)


_OF_A_SPELL = "c.person_id = t.person_id and c.family_id = t.family_id"
_YES_NO = "case {} when true then 'yes' when false then 'no' end"

OF_A_PERSON = Corrected(
    "c.person_id = t.id",
    {
        "forename": CorrectedField.FORENAME,
        "surname": CorrectedField.SURNAME,
        "born_on": CorrectedField.BORN_ON,
        "expected_on": CorrectedField.EXPECTED_ON,
        "sex": CorrectedField.SEX,
        "ethnicity": CorrectedField.ETHNICITY,
        "first_language": CorrectedField.FIRST_LANGUAGE,
        "is_disabled": CorrectedField.IS_DISABLED,
    },
    following={"forename_key": "forename", "surname_key": "surname"},
    worded={"is_disabled": _YES_NO},
)
OF_A_MEMBER = Corrected(
    _OF_A_SPELL,
    {
        "starts_on": CorrectedField.JOINED_ON,
        "ends_on": CorrectedField.LEFT_ON,
        "role": CorrectedField.ROLE,
    },
    key="starts_on",
)
OF_A_HOME = Corrected(
    "c.family_id = t.family_id and c.person_id is null",
    {
        "starts_on": CorrectedField.LIVED_FROM,
        "ward_id": CorrectedField.WARD,
        "address": CorrectedField.ADDRESS,
        "postcode": CorrectedField.POSTCODE,
    },
    key="starts_on",
    worded={"ward_id": "(select w.name from ward w where w.id = {})"},
)

_KEEP = (
    "update {staged} s set {changes} from {table} t"
    " where {same} and s.{name} is distinct from t.{name}"
    " and exists (select from correction c where {about} and c.field = {field}"
    " and c.was is not distinct from {given})"
    " and exists (select from correction c where {about} and c.field = {field}"
    " and c.became is not distinct from {stored})"
)


_LEAVE_STAYS = """
delete from {staged} s using withdrawn_membership w
where w.put_back_at is null and w.person_id = s.person_id and w.family_id = s.family_id
    and (
        daterange(w.starts_on, w.ends_on, '[]') && daterange(s.starts_on, s.ends_on, '[]')
        or exists (
            select from correction c
            where c.person_id = s.person_id and c.family_id = s.family_id
                and c.field = {joined} and c.was = s.starts_on::text
        )
    )
    and not exists (
        select from household_member m
        where m.person_id = s.person_id and m.family_id = s.family_id and m.starts_on = s.starts_on
    )
"""

_LEAVE_EVIDENCE = """
delete from {staged} s using withdrawn_membership w
where w.put_back_at is null and w.person_id = s.person_id and w.family_id = s.family_id
    and not exists (
        select from household_member m where m.person_id = s.person_id and m.family_id = s.family_id
    )
"""


def leave_stays(cursor: Cursor, staged: sql.Identifier) -> int:
    """Take out the staged stays that were taken back by hand, or say the same days; how many they were.

    Other days of the same person in the same family are news, and stay.
    """
    joined = sql.Literal(CorrectedField.JOINED_ON.value)
    cursor.execute(sql.SQL(_LEAVE_STAYS).format(staged=staged, joined=joined))
    return cursor.rowcount


def leave_evidence(cursor: Cursor, staged: sql.Identifier) -> int:
    """Take out the staged evidence of somebody who was never in the family; how much it was."""
    cursor.execute(sql.SQL(_LEAVE_EVIDENCE).format(staged=staged))
    return cursor.rowcount


_KEEP_FIGURES = """
update {staged} s set value = t.value, ends_on = t.ends_on, source = t.source, extract_on = t.extract_on
from measurement t
where {same} and (s.value, s.ends_on, s.source, s.extract_on)
        is distinct from (t.value, t.ends_on, t.source, t.extract_on)
    and exists (
        select from evidence_entry e
        where e.person_id = t.person_id and e.kind = t.kind and e.starts_on = t.starts_on
            and e.value = t.value and e.source = t.source and e.extract_on >= s.extract_on
    )
"""

_KEEP_FINDINGS = """
update {staged} s set met = t.met, ends_on = t.ends_on, source = t.source, extract_on = t.extract_on,
    verified_on = t.verified_on, verified_by = t.verified_by
from criterion_evidence t
where {same} and (s.met, s.ends_on, s.source, s.extract_on)
        is distinct from (t.met, t.ends_on, t.source, t.extract_on)
    and exists (
        select from evidence_entry e
        where e.family_id = t.family_id and e.criterion = t.criterion and e.starts_on = t.starts_on
            and e.person_id is not distinct from t.person_id
            and e.met = t.met and e.source = t.source and e.extract_on >= s.extract_on
    )
"""

_KEEP_CHECKS = """
update {staged} s set verified_on = t.verified_on
from criterion_evidence t
where {same} and s.verified_on is null and t.verified_on is not null and t.verified_by is null
    and (s.met, s.ends_on) is not distinct from (t.met, t.ends_on)
"""


def keep_figures(cursor: Cursor, rows: Rows, staged: sql.Identifier) -> int:
    """Leave figures as they were entered by hand, unless the import's source was read later; how many."""
    cursor.execute(sql.SQL(_KEEP_FIGURES).format(staged=staged, same=same_key(rows)))
    return cursor.rowcount


def keep_findings(cursor: Cursor, rows: Rows, staged: sql.Identifier) -> int:
    """Leave findings as they were entered by hand, unless the import's source was read later; how many.

    What a user has checked here stays checked where the import says the same and names nobody who did.
    """
    cursor.execute(sql.SQL(_KEEP_FINDINGS).format(staged=staged, same=same_key(rows)))
    kept = cursor.rowcount
    cursor.execute(sql.SQL(_KEEP_CHECKS).format(staged=staged, same=same_key(rows)))
    return kept + cursor.rowcount


def keep_corrected(cursor: Cursor, rows: Rows, staged: sql.Identifier, corrected: Corrected) -> int:
    """Give staged rows the stored value wherever theirs is one that was corrected to it; how many values.

    A value that was never on record is news, and stays.
    """
    return sum(_keep(cursor, rows, staged, corrected, column) for column in corrected.columns)


def _keep(cursor: Cursor, rows: Rows, staged: sql.Identifier, corrected: Corrected, column: str) -> int:
    name = sql.Identifier(column)
    word = sql.SQL(corrected.worded.get(column, "{}::text"))
    beside = [other for other, of in corrected.following.items() if of == column]
    cursor.execute(
        sql.SQL(_KEEP).format(
            staged=staged,
            table=sql.Identifier(rows.table),
            name=name,
            changes=sql.SQL(", ").join(
                sql.SQL("{0} = t.{0}").format(sql.Identifier(each)) for each in (column, *beside)
            ),
            same=_of_the_same(rows) if column == corrected.key else same_key(rows),
            about=sql.SQL(corrected.about),
            field=sql.Literal(corrected.columns[column].value),
            given=word.format(sql.SQL("s.{}").format(name)),
            stored=word.format(sql.SQL("t.{}").format(name)),
        )
    )
    return cursor.rowcount


def _of_the_same(rows: Rows) -> sql.Composed:
    """The condition that a stored row t is what a staged row s that is not stored may have become."""
    *_, day = rows.key
    return sql.SQL(
        "{same} and not exists (select from {table} u where {stored} and u.{day} = s.{day})"
    ).format(
        same=same_key(rows, without=day),
        table=sql.Identifier(rows.table),
        stored=sql.SQL(" and ").join(
            sql.SQL("u.{0} = s.{0}").format(sql.Identifier(name)) for name in rows.key if name != day
        ),
        day=sql.Identifier(day),
    )
