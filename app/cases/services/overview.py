"""The programme and the register at a glance, for home pages and reports."""

from collections.abc import Mapping
from datetime import date

from app.access.family_access import family_scope
from app.access.policies import Actor, check_may
from app.access.roles import Action
from app.cases.queries import overview
from app.cases.queries.cells import status_cells
from app.cases.queries.overview import AgencyListed, Caseload, WardListed
from app.cases.queries.quality import records_to_check
from app.cases.rules.cells import Key, with_margins
from app.cases.rules.quality import QualityFinding, quality_findings
from app.cases.rules.register import RegisterSummary, register_summary
from app.db import reading


def caseloads(*, actor: Actor, today: date) -> tuple[Caseload, ...]:
    """The caseloads of those who lead families that the actor may see. Raises Forbidden("role")."""
    check_may(actor, Action.LIST_FAMILIES)
    with reading(actor) as session:
        return overview.caseloads(session, family_scope(actor).without_teams(), today)


def families_by_cell(*, on: date, actor: Actor) -> Mapping[Key, int]:
    """Families on the list by ward, agency and standing, with every total. Raises Forbidden("role")."""
    check_may(actor, Action.SEE_DATA_SHEET)
    with reading(actor) as session:
        cells = status_cells(session, on)
    return with_margins(cells)


def caf_register(*, actor: Actor, today: date) -> RegisterSummary:
    """The CAF register on a day. Raises Forbidden("role")."""
    check_may(actor, Action.SEE_CAF_REGISTER)
    with reading(actor) as session:
        found = overview.register_alike(session, today)
    return register_summary(found, today)


def data_quality(*, actor: Actor, today: date) -> tuple[QualityFinding, ...]:
    """What looks wrong in the data, and how it is mended. Raises Forbidden("role")."""
    check_may(actor, Action.SEE_DATA_QUALITY)
    with reading(actor) as session:
        records = records_to_check(session, today)
    return quality_findings(records, today)


def wards(*, actor: Actor) -> tuple[WardListed, ...]:
    """Every ward, by name; open to everyone who has signed in."""
    with reading(actor) as session:
        return overview.wards(session)


def agencies(*, actor: Actor) -> tuple[AgencyListed, ...]:
    """Every agency, the data sheet's columns first; open to everyone who has signed in."""
    with reading(actor) as session:
        return overview.agencies(session)
