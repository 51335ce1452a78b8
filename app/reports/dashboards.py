"""The dashboards: each a document of figures that stand until a fact changes."""

from dataclasses import dataclass
from datetime import date, datetime

from app import version
from app.access import policies
from app.access.policies import Actor
from app.access.roles import Action
from app.db import reading
from app.reports import standing
from app.reports.disclosure import safe
from app.reports.rules import dashboards
from app.reports.rules.dashboards import View
from app.reports.rules.document import Document, Stamp


@dataclass(frozen=True, slots=True)
class Dashboard:
    """A dashboard as a document, and when its figures were counted."""

    document: Document
    counted_at: datetime


def dashboard(view: View, *, mapped: str, as_at: date, organisation: str, actor: Actor) -> Dashboard:
    """A dashboard as at a day, of the figures that the board report and the data sheet print.

    mapped: the measure that the map of wards shows. The figures are counted anew only where a fact has
    changed since they were counted. Raises Forbidden("role"), RuleRefused("no-rule-pack").
    """
    policies.check_may(actor, Action.SEE_DATA_SHEET)
    with reading(actor) as session:
        found = standing.counted(session, as_at=as_at, organisation=organisation)
    stamp = Stamp(
        digest="",
        as_at=as_at,
        dated=as_at,
        made_at=found.counted_at,
        code_version=version.code_version(),
    )
    document = dashboards.compose(
        view,
        found.manifest,
        safe.clear(found.figures.values(), found.manifest.profile),
        found.relations,
        stamp,
        mapped=mapped,
    )
    return Dashboard(document, found.counted_at)
