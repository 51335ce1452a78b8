"""Loads claims: one for a household and phase, a line for each route, and what proves them."""

from collections.abc import Sequence

from app.intake.loading.ids import derived_ids
from app.intake.loading.lists import at, first_places
from app.intake.loading.moved import leave_evidence_of_moved_lines, leave_moved_lines
from app.intake.loading.work import Work
from app.intake.loading.writing import Columns, Rows, Tally, picked, write
from app.intake.rules.content import Content


def load_claims(work: Work, claims: Content, tally: Tally) -> None:
    """Writes claim, claim_line, claim_evidence.

    A line that somebody has drafted or moved here stays as it is, with its evidence.
    """
    families, phases, routes = claims["family"], claims["phase"], claims["route"]
    may_exist = work.ids.are_stored("families", families)
    columns = {
        "id": derived_ids("claim", families, phases),
        "family_id": work.ids.of("families", families),
        "phase": phases,
    }
    claim_ids = _write_once(
        work, Rows("claim", ("family_id", "phase"), columns, may_exist), tally, beside=True
    )
    columns = {
        "id": derived_ids("claim_line", families, phases, routes),
        "claim_id": claim_ids,
        "route": routes,
        "window_id": work.ids.of("windows", claims["window"]),
        **{name: claims[name] for name in ("state", "value_pence", "drafted_on")},
    }
    lines = Rows("claim_line", ("claim_id", "route"), columns, may_exist, keep=leave_moved_lines)
    line_ids = _write_once(work, lines, tally)
    _load_evidence(work, claims, line_ids, tally)


def _load_evidence(work: Work, claims: Content, line_ids: Sequence[str], tally: Tally) -> None:
    has_evidence = [bool(part) for part in claims["part"]]
    keys = [claims[name] for name in claims.table.key]
    columns = {
        "id": derived_ids("claim_evidence", *keys),
        "line_id": line_ids,
        **{name: claims[name] for name in ("part", "source", "evidence_on")},
    }
    stored = work.ids.are_stored("families", picked({"": claims["family"]}, has_evidence)[""])
    rows = Rows(
        "claim_evidence",
        ("line_id", "part", "source"),
        picked(columns, has_evidence),
        stored,
        keep=leave_evidence_of_moved_lines,
    )
    write(work.cursor, rows, tally, beside=True)


def _write_once(work: Work, rows: Rows, tally: Tally, *, beside: bool = False) -> list[str]:
    """Write rows of which several may be the same one, and give the id of each."""
    ids = rows.columns["id"]
    places = first_places(ids)
    columns: Columns = {name: at(values, places) for name, values in rows.columns.items()}
    once = Rows(rows.table, rows.key, columns, [rows.may_exist[place] for place in places], keep=rows.keep)
    written = dict(zip(columns["id"], write(work.cursor, once, tally, beside=beside), strict=True))
    return [written[given] for given in ids]
