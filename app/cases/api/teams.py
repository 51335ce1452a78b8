"""Lead professionals, teams around families, cover, and who has opened a record, for programs."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from flask import Response

from app import clock, http
from app.cases.api.blueprint import api
from app.cases.schemas import sharing as shapes
from app.cases.services import covering, families, leading, teaming
from app.openapi import refused_by


@api.get("/families/<uuid:family_id>/lead-choices")
@api.input(shapes.PeopleQuery, location="query")
@api.output(shapes.PeopleOut)
@api.doc(responses=refused_by(leading.leads_to_choose))
def lead_choices(family_id: UUID, query_data: dict[str, Any]) -> Response:
    """Who may be given the family to lead, with their caseloads. It is noted as an opening of the record."""
    found = leading.leads_to_choose(
        family_id, query_data.get("agency"), actor=http.current_actor(), today=clock.today()
    )
    return http.answer(shapes.PeopleOut().dump(found), etag=found.version)


@api.post("/families/<uuid:family_id>/lead-changes")
@api.input(http.IfMatch, location="headers")
@api.input(shapes.ChangeLead)
@api.output(shapes.VersionOut)
@api.doc(responses=refused_by(leading.change_lead))
def change_lead(family_id: UUID, json_data: dict[str, Any], headers_data: dict[str, Any]) -> Response:
    """Give the family another lead professional from a day. The CAF coordinator is told."""
    done = leading.change_lead(
        family_id,
        **json_data,
        version=http.expected_version(),
        actor=http.current_actor(),
        today=clock.today(),
    )
    return http.answer({"version": done.version}, etag=done.version)


@api.get("/lead-changes")
@api.output(shapes.LeadChangesOut)
@api.doc(responses=refused_by(leading.lead_changes_to_note))
def lead_changes() -> Response:
    """The changes of lead professional that are not noted yet, the oldest first."""
    return lead_changes_left()


@api.post("/lead-changes/<uuid:change_id>/noted")
@api.output(shapes.LeadChangesOut)
@api.doc(responses=refused_by(leading.note_lead_change))
def note_lead_change(change_id: UUID) -> Response:
    """Note a change of lead professional, and see which are left."""
    leading.note_lead_change(change_id, actor=http.current_actor())
    return lead_changes_left()


@api.get("/families/<uuid:family_id>/team-choices")
@api.input(shapes.PeopleQuery, location="query")
@api.output(shapes.PeopleOut)
@api.doc(responses=refused_by(teaming.people_for_team))
def team_choices(family_id: UUID, query_data: dict[str, Any]) -> Response:
    """Who may join the family's team from an agency. It is noted as an opening of the record."""
    found = teaming.people_for_team(
        family_id, query_data.get("agency"), actor=http.current_actor(), today=clock.today()
    )
    return http.answer(shapes.PeopleOut().dump(found), etag=found.version)


@api.post("/families/<uuid:family_id>/team")
@api.input(http.IfMatch, location="headers")
@api.input(shapes.JoinTeam)
@api.output(shapes.VersionOut)
@api.doc(responses=refused_by(teaming.add_to_team))
def add_to_team(family_id: UUID, json_data: dict[str, Any], headers_data: dict[str, Any]) -> Response:
    """Add a practitioner to the team around the family."""
    version = teaming.add_to_team(
        family_id,
        **json_data,
        version=http.expected_version(),
        actor=http.current_actor(),
        today=clock.today(),
    )
    return http.answer({"version": version}, etag=version)


@api.post("/families/<uuid:family_id>/team/<uuid:member_id>/remove")
@api.input(http.IfMatch, location="headers")
@api.output(shapes.VersionOut)
@api.doc(responses=refused_by(teaming.remove_from_team))
def remove_from_team(family_id: UUID, member_id: UUID, headers_data: dict[str, Any]) -> Response:
    """Take somebody out of the team around the family, at once."""
    version = teaming.remove_from_team(
        family_id,
        member_id,
        version=http.expected_version(),
        actor=http.current_actor(),
        today=clock.today(),
    )
    return http.answer({"version": version}, etag=version)


@api.get("/families/<uuid:family_id>/openings")
@api.output(shapes.OpeningsOut)
@api.doc(responses=refused_by(families.who_opened))
def who_opened(family_id: UUID) -> Response:
    """Who has opened the family's record, the newest first; at most fifty openings."""
    found = families.who_opened(family_id, actor=http.current_actor(), today=clock.today())
    return http.answer(shapes.OpeningsOut().dump({"openings": found}))


@api.get("/covers")
@api.output(shapes.CoversOut)
@api.doc(responses=refused_by(covering.covering))
def covers() -> Response:
    """The covers, now or to come, in which you or your staff have a part."""
    return covers_left()


@api.post("/covers")
@api.input(shapes.NameCover)
@api.output(shapes.CreatedOut, status_code=HTTPStatus.CREATED)
@api.doc(responses=refused_by(covering.name_cover))
def name_cover(json_data: dict[str, Any]) -> Response:
    """Name a colleague who stands in for a lead professional between two dates."""
    made = covering.name_cover(**json_data, actor=http.current_actor(), today=clock.today())
    return http.answer({"id": str(made)}, status=HTTPStatus.CREATED)


@api.post("/covers/<uuid:cover_id>/end")
@api.output(shapes.CoversOut)
@api.doc(responses=refused_by(covering.end_cover))
def end_cover(cover_id: UUID) -> Response:
    """End a cover at once, and see which are left."""
    covering.end_cover(cover_id, actor=http.current_actor(), today=clock.today())
    return covers_left()


def lead_changes_left() -> Response:
    """The changes of lead professional that are not noted yet."""
    found = leading.lead_changes_to_note(actor=http.current_actor())
    return http.answer(shapes.LeadChangesOut().dump({"lead_changes": found}))


def covers_left() -> Response:
    """The covers, now or to come, that concern whoever asks."""
    found = covering.covering(actor=http.current_actor(), today=clock.today())
    return http.answer(shapes.CoversOut().dump({"covers": found.covers}))
