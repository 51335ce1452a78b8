"""Keeps the lines of claims that people have moved from an import that has them elsewhere.

A line that was paid would otherwise be claimed again once an older file calls it audited.
"""

from psycopg import sql

from app.intake.loading.writing import Cursor, Rows, differ, same_key

_VALUES = ("window_id", "state", "value_pence", "drafted_on")

# Before it is asked who moved them, so that nobody does meanwhile; in the order in which others lock them.
_LOCK = """
select from claim_line t join {staged} s on {same} where {differ} order by t.id for update of t
"""

_LEAVE_LINES = """
update {staged} s set {changes} from claim_line t
where {same} and {differ} and exists (select from claim_move m where m.line_id = t.id)
"""

_LEAVE_EVIDENCE = """
delete from {staged} s
where exists (select from claim_move m where m.line_id = s.line_id)
    and not exists (select from claim_evidence t where {same} and t.evidence_on = s.evidence_on)
"""


def leave_moved_lines(cursor: Cursor, rows: Rows, staged: sql.Identifier) -> int:
    """Leave each line that somebody has drafted or moved as it stands; how many would have changed."""
    terms = {"staged": staged, "same": same_key(rows), "differ": differ(_VALUES)}
    changes = sql.SQL(", ").join(sql.SQL("{0} = t.{0}").format(sql.Identifier(name)) for name in _VALUES)
    cursor.execute(sql.SQL(_LOCK).format(**terms))
    cursor.execute(sql.SQL(_LEAVE_LINES).format(changes=changes, **terms))
    return cursor.rowcount


def leave_evidence_of_moved_lines(cursor: Cursor, rows: Rows, staged: sql.Identifier) -> int:
    """Take out staged evidence of such lines, which a person gathers and checks; how much it was."""
    cursor.execute(sql.SQL(_LEAVE_EVIDENCE).format(staged=staged, same=same_key(rows)))
    return cursor.rowcount
