"""Family maps for programs: who is what to whom, recorded, corrected, ended and withdrawn."""

from collections import Counter
from dataclasses import asdict
from http import HTTPStatus
from typing import Any
from uuid import UUID

from flask import Response

from app import clock, http
from app.cases.api.blueprint import api
from app.cases.queries.map_parts import MapOnFile
from app.cases.schemas import relationships as shapes
from app.cases.schemas.household import ChangedOut
from app.cases.services import relationships as services
from app.openapi import refused_by

OF_RELATIONSHIP = "/families/<uuid:family_id>/relationships/<uuid:relationship_id>"

Sent = dict[str, Any]


@api.get("/families/<uuid:family_id>/map")
@api.output(shapes.FamilyMapOut)
@api.doc(responses=refused_by(services.open_map))
def open_map(family_id: UUID) -> Response:
    """Open a family's map: its people by generation, and what they are to each other. It is noted."""
    found = services.open_map(family_id, actor=http.current_actor(), today=clock.today())
    return http.answer(shapes.FamilyMapOut().dump(_as_sent(found)), etag=found.version)


@api.post("/families/<uuid:family_id>/relationships")
@api.input(http.IfMatch, location="headers")
@api.input(shapes.RecordRelationship)
@api.output(shapes.RelationshipRecordedOut, status_code=201)
@api.doc(responses=refused_by(services.record_relationship, shapes.tie_of))
def record_relationship(family_id: UUID, json_data: Sent, headers_data: Sent) -> Response:
    """Record what one person of a family is to another."""
    made = services.record_relationship(
        family_id,
        shapes.tie_of(json_data),
        version=http.expected_version(),
        actor=http.current_actor(),
        today=clock.today(),
    )
    return _recorded(made, HTTPStatus.CREATED)


@api.put(OF_RELATIONSHIP)
@api.input(http.IfMatch, location="headers")
@api.input(shapes.CorrectRelationship)
@api.output(shapes.RelationshipRecordedOut)
@api.doc(responses=refused_by(services.correct_relationship, shapes.tie_of))
def correct_relationship(
    family_id: UUID, relationship_id: UUID, json_data: Sent, headers_data: Sent
) -> Response:
    """Put the right relationship, with an id of its own, in the place of a wrong one, which is kept."""
    made = services.correct_relationship(
        family_id,
        relationship_id,
        shapes.tie_of(json_data),
        why=json_data["why"],
        version=http.expected_version(),
        actor=http.current_actor(),
        today=clock.today(),
    )
    return _recorded(made, HTTPStatus.OK)


@api.post(f"{OF_RELATIONSHIP}/end")
@api.input(http.IfMatch, location="headers")
@api.input(shapes.EndRelationship)
@api.output(ChangedOut)
@api.doc(responses=refused_by(services.end_relationship))
def end_relationship(family_id: UUID, relationship_id: UUID, json_data: Sent, headers_data: Sent) -> Response:
    """Record that a relationship is over."""
    version = services.end_relationship(
        family_id,
        relationship_id,
        json_data["ends_on"],
        version=http.expected_version(),
        actor=http.current_actor(),
        today=clock.today(),
    )
    return http.answer({"version": version}, etag=version)


@api.post(f"{OF_RELATIONSHIP}/withdrawal")
@api.input(http.IfMatch, location="headers")
@api.input(shapes.WithdrawRelationship)
@api.output(ChangedOut)
@api.doc(responses=refused_by(services.withdraw_relationship))
def withdraw_relationship(
    family_id: UUID, relationship_id: UUID, json_data: Sent, headers_data: Sent
) -> Response:
    """Take back a relationship that never was. It is kept as withdrawn."""
    version = services.withdraw_relationship(
        family_id,
        relationship_id,
        json_data["why"],
        version=http.expected_version(),
        actor=http.current_actor(),
        today=clock.today(),
    )
    return http.answer({"version": version}, etag=version)


def _recorded(made: services.Recorded, status: HTTPStatus) -> Response:
    return http.answer(shapes.RelationshipRecordedOut().dump(made), etag=made.version, status=status)


def _as_sent(found: MapOnFile) -> Sent:
    people, in_row = [], Counter[int]()
    for place in found.drawing.places:
        placed = {"generation": place.generation, "place": in_row[place.generation]}
        in_row[place.generation] += 1
        people.append({**asdict(found.people[place.key]), **placed})
    return {
        "family_id": found.family_id,
        "version": found.version,
        "generations": found.drawing.generations,
        "people": people,
        "relationships": found.relationships,
        "set_aside": found.set_aside,
    }
