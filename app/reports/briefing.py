"""Briefs of agencies and establishments: which of them somebody may open, and one made now."""

from datetime import date
from uuid import UUID

from sqlmodel import Session

from app import audit, clock
from app.access import policies
from app.access.policies import Actor
from app.access.roles import Action
from app.db import reading, transaction
from app.errors import NotFound
from app.reports import freezing, opening
from app.reports.queries import briefs as queries
from app.reports.queries import partners
from app.reports.queries.briefs import Place
from app.reports.render.pdf import render_pdf
from app.reports.rules import briefs
from app.reports.rules.document import Document
from app.reports.rules.frozen import Frozen
from app.reports.views import OpenedFigure
from app.version import code_version


def briefs_for(*, actor: Actor) -> tuple[Place, ...]:
    """The agencies and establishments whose brief the actor may open. Raises Forbidden("role")."""
    policies.check_may(actor, Action.SEE_BRIEFS)
    with reading(actor) as session:
        return tuple(each for each in queries.places(session) if _may_open(actor, each))


def open_brief(place_id: UUID, *, as_at: date, organisation: str, actor: Actor) -> Document:
    """The brief of an agency or establishment, counted now by the report's measures. Writes audit_event.

    One that is not the actor's is not found. Raises Forbidden("role"), NotFound("brief"),
    RuleRefused("no-rule-pack").
    """
    with transaction(actor) as session:
        document, _ = _brief(session, place_id, as_at=as_at, organisation=organisation, actor=actor)
        audit.record(session, actor, "brief.opened", place_id, as_at=as_at.isoformat())
    return document


def brief_paper(place_id: UUID, *, as_at: date, organisation: str, actor: Actor) -> bytes:
    """The same as a tagged PDF, to keep. Writes audit_event.

    Raises Forbidden("role"), NotFound("brief"), RuleRefused("no-rule-pack").
    """
    with transaction(actor) as session:
        document, _ = _brief(session, place_id, as_at=as_at, organisation=organisation, actor=actor)
        audit.record(session, actor, "brief.downloaded", place_id, as_at=as_at.isoformat())
    return render_pdf(document)


def open_brief_figure(
    place_id: UUID, figure_id: str, *, as_at: date, organisation: str, actor: Actor
) -> OpenedFigure:
    """A figure of a brief with the cases behind it, as they stand. Writes audit_event.

    Raises Forbidden("role"), NotFound("brief" | "figure"), RuleRefused("no-rule-pack").
    """
    policies.check_may(actor, Action.OPEN_FIGURES)
    with transaction(actor) as session:
        document, frozen = _brief(session, place_id, as_at=as_at, organisation=organisation, actor=actor)
        audit.record(session, actor, "figure.opened", place_id, figure=figure_id)
        return opening.opened_of_brief(session, frozen, document.figures, figure_id)


def _brief(
    session: Session, place_id: UUID, *, as_at: date, organisation: str, actor: Actor
) -> tuple[Document, Frozen]:
    """A brief and the rows that it was counted from."""
    policies.check_may(actor, Action.SEE_BRIEFS)
    known = queries.places(session)
    place = next((each for each in known if each.id == place_id and _may_open(actor, each)), None)
    if place is None:
        raise NotFound("brief", "There is no such brief among those you may open.")
    frozen = freezing.freeze_board(session, organisation=organisation, as_at=as_at, dated=as_at)
    unit_of = queries.unit_of_rows(session, frozen, place, partners.postings(session))
    units = queries.units(known, frozen, unit_of, place)
    unit = next(each for each in units if each.id == place_id)
    group = briefs.group_of(unit, units)
    document = briefs.compose(frozen, unit, group, unit_of, made_at=clock.now(), code=code_version())
    return document, frozen


def _may_open(actor: Actor, place: Place) -> bool:
    return policies.can_open_brief(actor, place.agency_id, place.establishment_id)
