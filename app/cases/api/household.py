"""Households for programs: families registered, people coming and going, births, moves and corrections."""

from http import HTTPStatus
from typing import Any
from uuid import UUID, uuid4

from flask import Response

from app import clock, http
from app.cases.api.blueprint import api
from app.cases.rules.household import Membership, Spell
from app.cases.schemas import household as shapes
from app.cases.services import correcting, homes, people, withdrawing
from app.cases.services import registering_families as registering
from app.openapi import refused_by


@api.post("/families")
@api.input(shapes.RegisterFamily)
@api.output(shapes.RegisteredOut, status_code=201)
@api.doc(responses=refused_by(registering.register_family))
def register_family(json_data: dict[str, Any]) -> Response:
    """Put a family on file that is known only by name, with its people and its address."""
    members = [
        registering.NewMember(shapes.person_details(each), each["role"], each["starts_on"])
        for each in json_data["people"]
    ]
    family_id = uuid4()
    version = registering.register_family(
        family_id,
        shapes.home(json_data["home"]),
        members,
        actor=http.current_actor(),
        today=clock.today(),
    )
    return http.answer({"id": family_id, "version": version}, etag=version, status=HTTPStatus.CREATED)


@api.post("/families/<uuid:family_id>/people")
@api.input(http.IfMatch, location="headers")
@api.input(shapes.AddPerson)
@api.output(shapes.AddedOut, status_code=201)
@api.doc(responses=refused_by(people.add_person))
def add_person(family_id: UUID, json_data: dict[str, Any], headers_data: dict[str, Any]) -> Response:
    """Add somebody who is not on file yet to a household, born or unborn."""
    added = people.add_person(
        family_id,
        shapes.person_details(json_data),
        role=json_data["role"],
        starts_on=json_data["starts_on"],
        version=http.expected_version(),
        actor=http.current_actor(),
        today=clock.today(),
    )
    return http.answer(shapes.AddedOut().dump(added), etag=added.version, status=HTTPStatus.CREATED)


@api.put("/families/<uuid:family_id>/people/<uuid:member_id>")
@api.input(http.IfMatch, location="headers")
@api.input(shapes.CorrectPerson)
@api.output(shapes.ChangedOut)
@api.doc(responses=refused_by(correcting.correct_person))
def correct_person(
    family_id: UUID, member_id: UUID, json_data: dict[str, Any], headers_data: dict[str, Any]
) -> Response:
    """Correct what was wrong of a person or of their days in a household. The old values are kept."""
    spell = Spell(json_data["starts_on"], json_data["ends_on"])
    return _changed(
        correcting.correct_person(
            family_id,
            member_id,
            shapes.person_details(json_data),
            Membership(spell, json_data["role"]),
            reason=json_data["reason"],
            version=http.expected_version(),
            actor=http.current_actor(),
            today=clock.today(),
        )
    )


@api.post("/families/<uuid:family_id>/people/<uuid:member_id>/departure")
@api.input(http.IfMatch, location="headers")
@api.input(shapes.PersonLeaves)
@api.output(shapes.ChangedOut)
@api.doc(responses=refused_by(people.person_leaves))
def person_leaves(
    family_id: UUID, member_id: UUID, json_data: dict[str, Any], headers_data: dict[str, Any]
) -> Response:
    """Record that somebody left a household."""
    return _changed(
        people.person_leaves(
            family_id,
            member_id,
            json_data["last_day"],
            version=http.expected_version(),
            actor=http.current_actor(),
            today=clock.today(),
        )
    )


@api.post("/families/<uuid:family_id>/people/<uuid:member_id>/move")
@api.input(http.IfMatch, location="headers")
@api.input(shapes.PersonMoves)
@api.output(shapes.ChangedOut)
@api.doc(responses=refused_by(people.person_moves))
def person_moves(
    family_id: UUID, member_id: UUID, json_data: dict[str, Any], headers_data: dict[str, Any]
) -> Response:
    """Record that somebody is in another family from a day on, or back in their own."""
    return _changed(
        people.person_moves(
            family_id,
            member_id,
            json_data["to_family_id"],
            on=json_data["moves_on"],
            role=json_data["role"],
            version=http.expected_version(),
            actor=http.current_actor(),
            today=clock.today(),
        )
    )


@api.post("/families/<uuid:family_id>/people/<uuid:member_id>/birth")
@api.input(http.IfMatch, location="headers")
@api.input(shapes.ChildIsBorn)
@api.output(shapes.ChangedOut)
@api.doc(responses=refused_by(people.child_is_born))
def child_is_born(
    family_id: UUID, member_id: UUID, json_data: dict[str, Any], headers_data: dict[str, Any]
) -> Response:
    """Record that an unborn child was born."""
    return _changed(
        people.child_is_born(
            family_id,
            member_id,
            json_data["born_on"],
            forename=json_data["forename"],
            surname=json_data["surname"],
            sex=json_data["sex"],
            version=http.expected_version(),
            actor=http.current_actor(),
            today=clock.today(),
        )
    )


@api.post("/families/<uuid:family_id>/people/<uuid:member_id>/withdrawal")
@api.input(http.IfMatch, location="headers")
@api.input(shapes.WithdrawMembership)
@api.output(shapes.WithdrawnOut)
@api.doc(responses=refused_by(withdrawing.withdraw_membership))
def withdraw_membership(
    family_id: UUID, member_id: UUID, json_data: dict[str, Any], headers_data: dict[str, Any]
) -> Response:
    """Take back a stay in a household that never was, with what is recorded in the family of its person."""
    made = withdrawing.withdraw_membership(
        family_id,
        member_id,
        json_data["reason"],
        version=http.expected_version(),
        actor=http.current_actor(),
        today=clock.today(),
    )
    return http.answer(shapes.WithdrawnOut().dump(made), etag=made.version)


@api.post("/families/<uuid:family_id>/withdrawals/<uuid:withdrawal_id>/undo")
@api.input(http.IfMatch, location="headers")
@api.output(shapes.ChangedOut)
@api.doc(responses=refused_by(withdrawing.put_back))
def put_back(family_id: UUID, withdrawal_id: UUID, headers_data: dict[str, Any]) -> Response:
    """Put back a stay that was taken back, and all that went with it."""
    return _changed(
        withdrawing.put_back(
            family_id,
            withdrawal_id,
            version=http.expected_version(),
            actor=http.current_actor(),
            today=clock.today(),
        )
    )


@api.post("/families/<uuid:family_id>/residences")
@api.input(http.IfMatch, location="headers")
@api.input(shapes.NewHome)
@api.output(shapes.ChangedOut)
@api.doc(responses=refused_by(homes.family_moves))
def family_moves(family_id: UUID, json_data: dict[str, Any], headers_data: dict[str, Any]) -> Response:
    """Record that a family lives somewhere else from a day on."""
    return _changed(
        homes.family_moves(
            family_id,
            shapes.home(json_data),
            version=http.expected_version(),
            actor=http.current_actor(),
            today=clock.today(),
        )
    )


@api.put("/families/<uuid:family_id>/residences/<uuid:residence_id>")
@api.input(http.IfMatch, location="headers")
@api.input(shapes.CorrectAddress)
@api.output(shapes.ChangedOut)
@api.doc(responses=refused_by(homes.correct_address))
def correct_address(
    family_id: UUID, residence_id: UUID, json_data: dict[str, Any], headers_data: dict[str, Any]
) -> Response:
    """Correct what was wrong of an address, but its ward. The old values are kept."""
    right = homes.AddressRecorded(
        address=json_data["address"],
        postcode=json_data["postcode"],
        starts_on=json_data["starts_on"],
        ends_on=json_data["ends_on"],
    )
    return _changed(
        homes.correct_address(
            family_id,
            residence_id,
            right,
            reason=json_data["reason"],
            version=http.expected_version(),
            actor=http.current_actor(),
            today=clock.today(),
        )
    )


def _changed(version: int) -> Response:
    return http.answer({"version": version}, etag=version)
